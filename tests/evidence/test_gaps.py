"""What a record does not say is not taken for nothing, and what it says twice is not counted twice."""

from __future__ import annotations

import pickle
import shutil
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic
from scoring.evidence.assemble import assemble
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Declared, Percent
from scoring.result.write import result_of, to_data
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
HEAD = """format: 1
agency: {id: xa-mau, name: Xã Mẫu, block: xa}
period: 2025
complete: true
"""


def judged(folder: Path, dossier: str, edits: dict[str, str] | None = None) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Criteria by id, and the diagnostics."""
    folder.mkdir(exist_ok=True)
    shutil.copytree(BASE, folder / "mau")
    chosen = folder / "mau" / "sets" / "xa.yaml"
    text = chosen.read_text("utf-8")
    for old, new in (edits or {}).items():
        assert old in text
        text = text.replace(old, new, 1)
    chosen.write_text(text, "utf-8")
    file = folder / "xa-mau.yaml"
    file.write_text(HEAD + dossier, "utf-8")
    loaded = load_dossier(file)
    result, found = assess(loaded, load_scheme(folder / "mau", loaded.dossier.period), Options())
    return {one["id"]: one for one in to_data(result_of(result))["criteria"]}, found


def record(id: str, title: str = "Biên bản", day: str = "2025-03-06", **more: str) -> str:
    """One line of evidence."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"  - {{id: {id}, kind: bien-ban, title: {title}, date: {day}{extra}}}\n"


def test_a_record_without_the_number_asked_for_leaves_the_sum_open(tmp_path: Path) -> None:
    whole = record("a", fields="{so_nguoi: 10, muc: cao}")
    criteria, _ = judged(tmp_path, "evidence:\n" + whole + record("b", "Khác", fields="{muc: cao}"))
    one = criteria["II.3"]
    assert (one["status"], one["certain"], one["attainable"]) == ("not_declared", "1.00", "2.00")
    assert "b" in one["derivation"]["reason"]["vi"]


@pytest.mark.parametrize("fields", ["{so_nguoi: 3}", "{so_nguoi: 3, muc: }"])
def test_a_record_without_the_field_that_selects_it_may_count_or_not(tmp_path: Path, fields: str) -> None:
    whole = record("a", fields="{so_nguoi: 10, muc: cao}")
    criteria, _ = judged(tmp_path, "evidence:\n" + whole + record("b", "Khác", fields=fields))
    one = criteria["I.2"]
    assert (one["status"], one["certain"], one["attainable"]) == ("not_declared", "3.00", "6.00")


def test_a_truth_value_is_not_added_as_one(tmp_path: Path) -> None:
    criteria, found = judged(tmp_path, "evidence:\n" + record("a", fields="{so_nguoi: true, muc: cao}"))
    assert "SC435" in [one.code for one in found]
    assert criteria["II.3"]["status"] == "error"


EXTERNAL = {
    "quy_che: {declared: Có quy chế, answer: yes_no}": "quy_che: {external: Chỉ số, answer: percent}",
    "yes_no: {of: quy_che}": "external: {of: quy_che, scale: 100 %}",
}


@pytest.mark.parametrize(
    ("written", "status", "points", "codes"),
    [
        ("85 %", "scored", "1.70", set()),
        ("100 %", "scored", "2.00", set()),
        ("85", "error", "0.00", {"SC413"}),
        ("0.85", "scored", "1.70", {"SC413"}),
    ],
)
def test_a_share_is_written_with_its_sign(
    tmp_path: Path, written: str, status: str, points: str, codes: set[str]
) -> None:
    criteria, found = judged(tmp_path, f"numbers: {{quy_che: {written}}}\n", EXTERNAL)
    assert (criteria["II.1"]["status"], criteria["II.1"]["certain"]) == (status, points)
    assert {one.code for one in found if one.severity == "error"} == codes


def test_a_number_is_not_written_as_a_share(tmp_path: Path) -> None:
    edits = {
        "quy_che: {declared: Có quy chế, answer: yes_no}": "quy_che: {external: Chỉ số}",
        "yes_no: {of: quy_che}": "external: {of: quy_che}",
    }
    criteria, found = judged(tmp_path, "numbers: {quy_che: 85 %}\n", edits)
    assert criteria["II.1"]["status"] == "error"
    assert "SC413" in [one.code for one in found]


def test_a_share_stays_one_through_assembling_and_between_processes(tmp_path: Path) -> None:
    file = tmp_path / "xa.yaml"
    file.write_text(HEAD + "numbers: {a: 12.5 %, b: 0.125}\n", "utf-8")
    again = tmp_path / "again.yaml"
    again.write_text(assemble([file]), "utf-8")
    numbers = load_dossier(again).dossier.numbers
    assert isinstance(numbers["a"].value, Percent)
    assert not isinstance(numbers["b"].value, Percent)
    assert numbers["a"].value == numbers["b"].value == Fraction(1, 8)
    back = pickle.loads(pickle.dumps(Declared(value="12.5 %")))
    assert isinstance(back.value, Percent)


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        (record("a"), record("b"), "warning"),
        (record("a", issuer="UBND"), record("b", issuer="UBND"), "error"),
        (record("a"), record("b", day="2025-03-07"), None),
        (record("a", file="x.pdf"), record("b", "Khác", file="./x.pdf"), "error"),
        (record("a", number="1/BB", issuer="UBND"), record("b", "Khác", number="01/bb"), "warning"),
        (record("a", number="1/BB"), record("b", "Khác", day="3/2025", number="1/BB"), "warning"),
        (record("a", number="1/BB"), record("b", "Khác", day="4/2025", number="1/BB"), None),
        (record("a", number="1/BB"), record("b", "Khác", day="null", number="1/BB"), "warning"),
        (record("a", number="1/BB", issuer="A"), record("b", "Khác", number="1/BB", issuer="B"), None),
    ],
)
def test_one_paper_recorded_twice_is_seen(tmp_path: Path, first: str, second: str, severity: str | None) -> None:
    _, found = judged(tmp_path, "evidence:\n" + first + second)
    seen = [one.severity for one in found if one.code == "SC440"]
    assert seen == ([] if severity is None else [severity])


def test_a_number_left_out_on_the_paper_is_reported_and_identifies_nothing(tmp_path: Path) -> None:
    first = record("a", number='"Số: … /KH-UBND"', issuer="UBND")
    second = record("b", "Khác", number='"Số: … /KH-UBND"', issuer="UBND")
    _, found = judged(tmp_path, "evidence:\n" + first + second)
    assert [one.code for one in found] == ["SC432", "SC432"]


def test_a_report_of_another_century_is_not_merely_late(tmp_path: Path) -> None:
    line = "  - {id: a, kind: bao-cao, occurrence: quy-1, title: Báo cáo, date: DAY}\n"
    _, late = judged(tmp_path / "late", "evidence:\n" + line.replace("DAY", "2026-02-01"))
    _, odd = judged(tmp_path / "odd", "evidence:\n" + line.replace("DAY", "2099-02-01"))
    assert "SC420" not in [one.code for one in late]
    assert "SC420" in [one.code for one in odd]


def test_thousands_of_unknown_names_are_told_in_seconds(tmp_path: Path) -> None:
    names = ", ".join(f"x{n}" for n in range(3000))
    rows = "".join(f"- {{id: r{n}, kind: bien-ban, title: T}}\n" for n in range(4000))
    started = perf_counter()
    _, found = judged(tmp_path, f"numbers: {{phai: {{value: 1, evidence: [{names}]}}}}\nevidence:\n{rows}")

    assert sum(one.code == "SC417" for one in found) == 3000
    assert perf_counter() - started < 60
