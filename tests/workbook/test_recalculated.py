"""LibreOffice calculates the workbook anew and finds what the engine says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.app.workbook_new import UnitChoice, filled_workbook
from scoring.batch.local import Options, assess
from scoring.engine import Assessment, evaluate
from scoring.evidence.load import find_dossiers, load_dossier
from scoring.evidence.model import Dossier
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import load_scheme
from scoring.scheme.model import Scheme
from scoring.workbook import layout
from scoring.workbook.write import workbook_bytes

from .every_kind import every_kind, leaf
from .filling import random_dossier
from .office import different, opened, recalculated, total

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SCHEMES = {
    "qd-1211-2022": "criteria/qd-1211-2022",
    "chi-so-ba-cap": "criteria/examples/chi-so-ba-cap",
    "mau-bac-kan-quang-binh": "criteria/examples/mau-bac-kan-quang-binh",
}


def shipped() -> list[tuple[str, Assessment]]:
    """Every shipped dossier that can be scored, assessed."""
    found = []
    folders = [ROOT / "evidence" / name for name in ("2024", "2025", "examples", "chien-dich/ho-so")]
    for path in find_dossiers(folders):
        loaded = load_dossier(path)
        scheme = load_scheme(ROOT / SCHEMES[str(loaded.dossier.scheme)], str(loaded.dossier.period))
        result, _ = assess(loaded, scheme, Options())
        found.append((f"{loaded.dossier.period}-{loaded.dossier.agency.id}.xlsx", result))
    return found


def test_every_formula_of_every_shipped_dossier_gives_what_was_written(tmp_path: Path) -> None:
    known = dict(shipped())
    for name, result in known.items():
        (tmp_path / name).write_bytes(workbook_bytes(result))
    found = recalculated([tmp_path / name for name in known], tmp_path)
    assert {name: different(tmp_path / name, found[name]) for name in known} == {n: [] for n in known}
    complete = [name for name, result in known.items() if result.total.low == result.total.high]
    assert len(complete) > 15
    for name in complete:
        assert total(found[name]) == pytest.approx(float(known[name].total.low), abs=1e-9), name
        assert total(found[name], "H") == 0, name


def test_every_formula_of_every_unit_of_the_shipped_dossiers_gives_what_was_written(tmp_path: Path) -> None:
    files = []
    for path in find_dossiers([ROOT / "evidence" / "2025"]):
        out = tmp_path / path.stem
        files += filled_workbook(path, out, scheme=ROOT / SCHEMES["qd-1211-2022"], units=UnitChoice())
    found = recalculated(files, tmp_path)
    assert {one.name: different(one, found[one.name]) for one in files} == {one.name: [] for one in files}
    assert len(files) > 30


def other_number(scheme: Scheme, dossier: Dossier) -> tuple[str, Dossier] | None:
    """A declared count set to zero so that the total changes, and the dossier that says so."""
    before = evaluate(scheme, dossier).total
    for id, given in dossier.numbers.items():
        if isinstance(given.value, int) and not isinstance(given.value, bool) and given.value:
            changed = given.model_copy(update={"value": 0})
            other = dossier.model_copy(update={"numbers": {**dossier.numbers, id: changed}})
            after = evaluate(scheme, other).total
            if after.low == after.high != before.low:
                return id, other
    return None


def test_changed_input_cells_give_the_total_of_the_changed_dossier(tmp_path: Path) -> None:
    expected: dict[str, Any] = {}
    table = layout.CRITERIA_TABLE
    blocks: set[tuple[str, str]] = set()
    for name, result in shipped():
        if result.total.low != result.total.high:
            continue
        scheme, dossier = result.plan.scheme, result.dossier
        block = (scheme.id, dossier.agency.block)
        found = None if block in blocks else other_number(scheme, dossier)
        if found is None:
            continue
        blocks.add(block)
        id, other = found
        path = tmp_path / name
        path.write_bytes(workbook_bytes(result))
        book = opened(path)
        keys = [row.key for row in layout.rows(scheme, dossier.agency.block)]
        at = table.first_row + keys.index(f"sl:{id}")
        book[layout.CRITERIA][f"{table.letter('answer')}{at}"] = 0
        book.save(path)
        expected[name] = float(evaluate(scheme, other).total.low)
    assert len(expected) > 5
    found_ = recalculated([tmp_path / name for name in expected], tmp_path)
    assert {name: total(found_[name]) for name in expected} == pytest.approx(expected, abs=1e-9)


def test_evidence_taken_out_of_the_sheet_counts_no_more(tmp_path: Path) -> None:
    name, result = next(one for one in shipped() if "xa-minh-hoa-b" in one[0])
    dossier, scheme = result.dossier, result.plan.scheme
    kinds = [one.kind for one in dossier.evidence]
    gone = kinds.index("tong-hop-tin-bai")
    rest = [one for index, one in enumerate(dossier.evidence) if index != gone]
    # Made anew: a copy would keep the records already sorted by kind.
    parts = {key: getattr(dossier, key) for key in Dossier.model_fields if key != "evidence"}
    expected = evaluate(scheme, Dossier.model_construct(**parts, evidence=rest)).total
    assert expected.low == expected.high != result.total.low
    (tmp_path / name).write_bytes(workbook_bytes(result))
    book = opened(tmp_path / name)
    table = layout.evidence_table(scheme)
    book[layout.EVIDENCE][f"{table.letter('kind')}{table.first_row + gone}"] = None
    book.save(tmp_path / name)
    found = recalculated([tmp_path / name], tmp_path)[name]
    assert total(found) == pytest.approx(float(expected.low), abs=1e-9)


def test_a_blank_workbook_says_the_same_words_when_recalculated(tmp_path: Path) -> None:
    names = []
    for folder in SCHEMES.values():
        scheme = load_scheme(ROOT / folder, "2025").scheme
        for block in scheme.blocks:
            who = {"id": "a", "name": "Xã A", "block": block.id}
            empty = Dossier.model_validate({"format": 1, "agency": who, "period": "2025"})
            path = tmp_path / f"{scheme.id}-{block.id}.xlsx"
            path.write_bytes(workbook_bytes(evaluate(scheme, empty), blank=True))
            names.append(path)
    found = recalculated(names, tmp_path)
    for path in names:
        assert different(path, found[path.name]) == [], path.name
        assert total(found[path.name]) == "chưa khai"


ROUNDINGS: list[dict[str, Any]] = [
    {"at": "criterion", "mode": mode, "step": "0.5"}
    for mode in ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")
]
ROUNDINGS += [{"at": "group", "mode": "half_up", "step": "0.1"}, {"at": "total", "mode": "half_even", "step": "0.25"}]


def test_random_dossiers_under_every_leaf_kind_rounding_and_policy(tmp_path: Path) -> None:
    names = []
    for seed in range(2 * len(ROUNDINGS)):
        rounding = ROUNDINGS[seed % len(ROUNDINGS)]
        scheme = every_kind(
            {**rounding, "step": Decimal(rounding["step"])},
            not_applicable=("keep", "full", "drop", "rescale")[seed % 4],
            rescale_total=seed % 2 == 0,
            explanation=("accept", "pending")[seed % 2],
            penalty_floor=("zero", "none")[seed % 3 == 0],
        )
        result = evaluate(scheme, random_dossier(scheme, "xa", "2025", seed, full=seed % 3 != 0))
        path = tmp_path / f"r{seed:02d}.xlsx"
        path.write_bytes(workbook_bytes(result))
        names.append(path)
    found = recalculated(names, tmp_path)
    assert {path.name: different(path, found[path.name]) for path in names} == {p.name: [] for p in names}


def test_random_dossiers_under_the_shipped_schemes(tmp_path: Path) -> None:
    names = []
    for index, folder in enumerate(SCHEMES.values()):
        scheme = load_scheme(ROOT / folder, "2025").scheme
        for number, block in enumerate([one.id for one in scheme.blocks] * 4):
            seed = 100 * index + number
            result = evaluate(scheme, random_dossier(scheme, block, "2025", seed, full=number % 3 != 0))
            path = tmp_path / f"s{seed:03d}.xlsx"
            path.write_bytes(workbook_bytes(result))
            names.append(path)
    found = recalculated(names, tmp_path)
    assert {path.name: different(path, found[path.name]) for path in names} == {p.name: [] for p in names}


def test_a_scheme_of_single_criteria_without_evidence_or_extras(tmp_path: Path) -> None:
    strange = "=Tốt? *" + "ư" * 300
    measures = {
        "muc": {"declared": strange, "answer": "level", "levels": ["a", "b"]},
        "n": {"declared": "N"},
        "x": {"declared": "X", "answer": "number"},
    }
    levels = [{"id": "a", "title": strange, "points": 7}, {"id": "b", "title": "tốt?", "points": 3}]
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "s", "title": "Bộ", "maximum": 20, "measures": measures,
        "groups": [leaf("1", 7, {"graded": {"of": "muc", "levels": levels}}),
                   leaf("2", 6, {"per_item": {"of": "n", "points": 4}}, not_applicable="rescale"),
                   leaf("3", 7, {"target": {"of": "x", "target": "n"}}, not_applicable="full")],
    })  # fmt: skip
    base = every_kind()
    scheme = base.model_copy(update={"sets": {"s": chosen}, "evidence_kinds": {}, "series": {}, "rules": []})
    scheme = Scheme.model_validate({name: getattr(scheme, name) for name in Scheme.model_fields})
    names = []
    for seed in range(6):
        result = evaluate(scheme, random_dossier(scheme, "xa", "2025", seed, full=seed % 2 == 0))
        path = tmp_path / f"o{seed}.xlsx"
        path.write_bytes(workbook_bytes(result))
        names.append(path)
    found = recalculated(names, tmp_path)
    assert {path.name: different(path, found[path.name]) for path in names} == {p.name: [] for p in names}
