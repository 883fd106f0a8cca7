"""The table of units in reports and pages."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
WHOLE = ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"
WARD = ROOT / "evidence" / "2025" / "phuong-minh-hoa-d.yaml"
Run = Callable[..., Result]
ROW = "| Phòng Kinh tế | 8 | 8% | 7 | 0 | 0 | 1 |"
HEADING = "## Điểm theo đơn vị"


def table(text: str) -> list[str]:
    """The rows of the table of units in a Markdown report."""
    rows = text.partition(HEADING)[2].partition("\n## ")[0].splitlines()
    return [one for one in rows if one.startswith("| ")][1:]


def written(run: Run, source: Path, out: Path, *more: object) -> str:
    run("report", source, "--scheme", SCHEME, "--format", "md", "-o", out, *more)
    return (out / f"{source.stem}.md").read_text("utf-8")


def test_each_unit_has_its_share_what_is_missing_and_what_is_lost(run: Run, tmp_path: Path) -> None:
    rows = table(written(run, WHOLE, tmp_path))
    assert ROW in rows
    assert len(rows) == 4
    shares = [row.split("|")[3].strip().removesuffix("%") for row in rows]
    assert sum(map(int, shares)) == 100


def test_the_page_has_the_same_table(run: Run, tmp_path: Path) -> None:
    run("report", WHOLE, "--scheme", SCHEME, "--format", "html", "-o", tmp_path)
    page = (tmp_path / "xa-minh-hoa-b.html").read_text("utf-8")
    assert "Điểm theo đơn vị" in page
    assert "Phòng Kinh tế" in page
    assert HEADING in run("evaluate", WHOLE, "--scheme", SCHEME, "--format", "md").stdout
    said = run("--lang", "en", "evaluate", WHOLE, "--scheme", SCHEME, "--format", "md").stdout
    assert "Points by unit" in said


def test_the_annex_of_units_says_what_its_points_leave_out(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("docxtpl")
    run("report", WHOLE, "--scheme", SCHEME, "--format", "docx", "--document", "self-assessment", "-o", tmp_path)
    with zipfile.ZipFile(tmp_path / "xa-minh-hoa-b.docx") as file:
        told = file.read("word/document.xml").decode()
    assert "ĐƠN VỊ CUNG CẤP" in told
    assert "Chưa kể điểm cộng, điểm trừ." in told


def test_a_stored_result_gives_the_same_table_and_does_not_change(run: Run, tmp_path: Path) -> None:
    shipped = ROOT / "reports" / "2025" / "xa-minh-hoa-b.json"
    run("evaluate", WHOLE, "--scheme", SCHEME, "--as-of", "2026-01-15", "--format", "json", "-o", tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == shipped.read_bytes()
    assert ROW in table(written(run, shipped, tmp_path / "bc"))


@pytest.mark.parametrize(("name", "words"), [("phường Mẫu", "Hạ tầng và Đô thị"), ("xã Mẫu", "| Phòng Kinh tế |")])
def test_the_kind_of_the_agency_is_taken_from_its_name(run: Run, tmp_path: Path, name: str, words: str) -> None:
    copy = tmp_path / WARD.name
    text = WARD.read_text("utf-8").replace("phường Minh Họa D", name).replace("kind: phuong\n", "\n")
    copy.write_text(text, "utf-8")
    assert words in "\n".join(table(written(run, copy, tmp_path / "bc")))


def test_where_the_name_does_not_say_it_the_dossier_does(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / WARD.name
    copy.write_text(WARD.read_text("utf-8").replace("Ủy ban nhân dân phường", "Cơ quan"), "utf-8")
    assert "Hạ tầng và Đô thị" in "\n".join(table(written(run, copy, tmp_path / "bc")))
    copy.write_text(copy.read_text("utf-8").replace("kind: phuong\n", "\n"), "utf-8")
    assert HEADING not in written(run, copy, tmp_path / "bc")


def test_a_scheme_without_units_has_no_table(run: Run, tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "khac")
    (tmp_path / "khac" / "units.yaml").unlink()
    out = tmp_path / "bc"
    run("report", WHOLE, "--scheme", tmp_path / "khac", "--format", "md,html", "-o", out)
    for name in ("xa-minh-hoa-b.md", "xa-minh-hoa-b.html"):
        assert "Điểm theo đơn vị" not in (out / name).read_text("utf-8")


def test_criteria_nobody_supplies_stand_in_a_row_of_their_own(run: Run, tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "khac")
    file = tmp_path / "khac" / "units.yaml"
    file.write_text(
        file.read_text("utf-8")
        .replace("criteria: [II.4, II.6]", "criteria: [II.4]")
        .replace("criteria: [I, II, III.3, IV, VI", "criteria: [I, II.1, II.2, II.3, II.5, III.3, IV, VI"),
        "utf-8",
    )
    out = tmp_path / "bc"
    run("report", WHOLE, "--scheme", tmp_path / "khac", "--format", "md", "-o", out)
    rows = table((out / "xa-minh-hoa-b.md").read_text("utf-8"))
    assert rows[-1].startswith("| Chưa giao cho đơn vị nào | 4 | 4%")


def test_an_own_file_of_units_gives_other_units(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "don-vi.yaml"
    text = "format: 1\nagency: {}\nset: xa\nkind: xa\nunits: [{{id: to, title: Tổ dân vận}}]\n"
    own.write_text(text.format("xa-minh-hoa-b") + "supplies: [{unit: to, criteria: [V]}]\n", "utf-8")
    assert "| Tổ dân vận | 10 | 10%" in written(run, WHOLE, tmp_path / "bc", "--units", own)
    own.write_text(text.format("xa-minh-hoa-b") + "supplies: [{unit: too, criteria: [V]}]\n", "utf-8")
    said = run("report", WHOLE, "--scheme", SCHEME, "--format", "md", "-o", tmp_path / "x", "--units", own, code=None)
    assert "SC338" in said.output
