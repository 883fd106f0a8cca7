"""What many dossiers have to do with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.batch.local import Options, assess, peer_values_of
from scoring.engine import best_of
from scoring.evidence.load import load_dossier
from scoring.scheme.load import load_scheme

SCHEME = """format: 1
id: tuong-doi
title: So với đơn vị dẫn đầu
status: working
banner: Thử
rounding: {at: total, mode: half_up, step: 0.01}
blocks: [{id: xa, title: Xã, set: s, ladder: l}]
sets: [s.yaml]
evidence_kinds: {mo-hinh: {title: Mô hình}}
ladders: {l: {classes: [{id: tot, title: Tốt, from: 50}, {id: kem, title: Kém, below: 50}]}}
"""
SET = """format: 1
set: s
title: Tập
maximum: 100
measures: {n: {count: {kind: mo-hinh}}}
groups:
  - id: I
    title: Nhóm
    maximum: 100
    criteria: [{id: I.1, title: Mô hình, maximum: 100, score: {relative: {of: n}}}]
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(("digest", "best", "open_"), [("0" * 64, 1, 1), ("", 2, 0)])
def test_nobody_leads_the_block_with_papers_that_were_refused(
    tmp_path: Path, digest: str, best: int, open_: int
) -> None:
    write(tmp_path, "scheme/scheme.yaml", SCHEME)
    write(tmp_path, "scheme/s.yaml", SET)
    write(tmp_path, "b/x.txt", "Mô hình\n")
    proof = f", file: x.txt, sha256: {digest}" if digest else ", file: x.txt"
    values = []
    for id, rows in (("a", [""]), ("b", ["", proof])):
        records = "".join(f"- {{id: {id}{n}, kind: mo-hinh, title: Mô hình{one}}}\n" for n, one in enumerate(rows))
        head = f"format: 1\nagency: {{id: {id}, name: Xã, block: xa}}\nperiod: 2025\ncomplete: true\n"
        path = write(tmp_path, f"{id}/ho-so.yaml", f"{head}evidence:\n{records}")
        values += peer_values_of(path, tmp_path / "scheme", "2025", final=False)
    found = best_of(values)["xa"]["n"]

    assert (found.best, found.open) == (best, open_)


@pytest.mark.parametrize(("assigned", "codes"), [(0, ["SC503"]), (5, [])])
def test_a_formula_that_divides_by_zero_is_told_at_the_numbers_of_the_dossier(
    tmp_path: Path, assigned: int, codes: list[str]
) -> None:
    """The result carries it too, under the name of the file alone."""
    score = "formula: {uses: {x: n, g: giao}, otherwise: M * x / g}"
    chosen = SET.replace("relative: {of: n}", score).replace("measures: {", "measures: {giao: {declared: Được giao}, ")
    write(tmp_path, "scheme/scheme.yaml", SCHEME)
    write(tmp_path, "scheme/s.yaml", chosen)
    head = "format: 1\nagency: {id: a, name: Xã, block: xa}\nperiod: 2025\ncomplete: true\n"
    path = write(tmp_path, "a/ho-so.yaml", f"{head}numbers:\n  giao: {assigned}\n")
    loaded, scheme = load_dossier(path), load_scheme(tmp_path / "scheme", "2025")
    result, problems = assess(loaded, scheme, Options())

    assert [(one.code, one.place and (one.place.file, one.place.line)) for one in problems] == [
        (code, (path.as_posix(), 6)) for code in codes
    ]
    assert [one.code for one in result.diagnostics] == codes


PATTERNS = ", ".join(f"{{p{index}: {{kind: mo-hinh}}}}" for index in range(5))
FIVE = f"rules: [{{id: nam-mau, title: Năm mẫu rời, when: {{all: [{PATTERNS}]}}}}]\n"


def test_a_rule_that_matches_in_too_many_ways_refuses_this_dossier_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, "scheme/scheme.yaml", SCHEME + FIVE)
    write(tmp_path, "scheme/s.yaml", SET.replace("relative: {of: n}", "per_item: {of: n, points: 1}"))
    for id, count in (("a", 60), ("b", 2)):
        records = "".join(f"- {{id: m{n}, kind: mo-hinh, title: Mô hình}}\n" for n in range(count))
        head = f"format: 1\nagency: {{id: {id}, name: Xã, block: xa}}\nperiod: 2025\ncomplete: true\n"
        write(tmp_path, f"ho-so/{id}.yaml", f"{head}evidence:\n{records}")

    found = results([tmp_path / "ho-so"], Conditions(scheme=tmp_path / "scheme"))

    refused = next(one for one in found.diagnostics if one.code == "SC660")
    assert refused.values == {"rule": "nam-mau"}
    assert refused.place is not None
    assert (Path(refused.place.file).name, refused.place.line) == ("a.yaml", 5)
    assert [one.agency for one in found.results] == ["b"]
    assert [path.name for path in found.failed] == ["a.yaml"]
