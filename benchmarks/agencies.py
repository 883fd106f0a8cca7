"""Fictional dossiers for the shipped scheme, as many as wanted; the same number gives the same files.

python benchmarks/agencies.py FOLDER [AGENCIES]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Agency, Declared, Dossier
from scoring.scheme.load import load_scheme

ROOT = Path(__file__).parent.parent
SCHEME = ROOT / "criteria" / "qd-1211-2022"
MODELS = ("so-minh-hoa-a", "so-minh-hoa-b", "truong-minh-hoa-a", "xa-minh-hoa-b", "xa-minh-hoa-c", "xa-minh-hoa-e")
_TITLES = {"so": "Sở Minh Họa", "su-nghiep": "Đơn vị sự nghiệp Minh Họa", "xa": "Ủy ban nhân dân xã Minh Họa"}


def _varied(model: Dossier, number: int, lowered: set[str], rng: random.Random) -> Dossier:
    """A dossier like the model: some numbers lower, some not declared, some papers not there."""
    block = model.agency.block
    name = f"{_TITLES[block]} {number:04} (hư cấu)"
    agency = Agency(id=f"{block}-{number:04}", name=name, block=block, kind=model.agency.kind)
    numbers: dict[str, Any] = {}
    for id, given in model.numbers.items():
        value = given.value
        if rng.random() < 0.02:
            continue
        if id in lowered and isinstance(value, int) and not isinstance(value, bool):
            value = max(0, value - rng.randint(0, 1 + value // 10))
        numbers[id] = Declared(value=value, note=given.note)
    papers = [
        one.model_copy(update={
            "number": one.number and f"{rng.randint(1, 400)}/{one.number.partition('/')[2]}",
            "issuer": name, "file": None,
        })
        for one in model.evidence
        if rng.random() > 0.05
    ]  # fmt: skip
    known = {one.id for one in papers}
    return Dossier(
        format=1, agency=agency, period=model.period, scheme=model.scheme, complete=rng.random() < 0.8,
        submitted=model.submitted, numbers=numbers, evidence=papers, claims=model.claims,
        not_applicable=model.not_applicable, explanations=model.explanations,
        judgements=[one for one in model.judgements if one.document is None or one.document in known],
        note="Hồ sơ hư cấu để đo tốc độ.",
    )  # fmt: skip


def write(folder: Path, agencies: int, seed: int = 1) -> None:
    """Write one dossier per agency into the folder."""
    rng = random.Random(seed)
    models = [load_dossier(ROOT / "evidence/2025" / f"{name}.yaml").dossier for name in MODELS]
    scheme = load_scheme(SCHEME, models[0].period).scheme
    lowered = {
        id for one in scheme.sets.values() for id, measure in one.measures.items() if measure.at_most
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(agencies):
        one = _varied(models[number % len(models)], number, lowered, rng)
        (folder / f"{one.agency.id}.yaml").write_text(dump_dossier(one), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
