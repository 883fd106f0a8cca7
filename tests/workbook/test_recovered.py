"""Workbooks that lost headings, columns, ids or the hidden sheet: what still can be read is read, and it is told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.app.workbook_new import UnitChoice, blank_workbook
from scoring.errors import InvalidInput
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.scheme.load import LoadedScheme
from scoring.workbook.interpret import Expected, Reading, read_workbook
from scoring.workbook.mark import mark_cells
from scoring.workbook.package import open_package
from scoring.workbook.read_evidence import criteria_in

from . import fresh
from .surgery import packed, parts_of
from .test_damaged import COUNT, CRITERIA, EVIDENCE, META, OTHER, Work

FRONT = "Đọc trước"


def any_scheme(id: str, period: str = "2025") -> LoadedScheme:
    return fresh.scheme(id or "qd-1211-2022", period)


def kept(work: Work, folder: Path, expected: Expected | None = None) -> Reading:
    path = folder / "so.xlsx"
    path.write_bytes(work.saved())
    return read_workbook(path, any_scheme, expected=expected or Expected(), keep=True)


def whole(folder: Path) -> Dossier:
    return fresh.whole()


def same(one: Dossier, other: Dossier) -> bool:
    return one.model_copy(update={"provenance": []}) == other.model_copy(update={"provenance": []})


def told(found: Reading) -> set[tuple[str, str]]:
    return {(one.code, one.severity) for one in found.diagnostics if one.severity != "note"}


def hide_ids(work: Work) -> None:
    column = work.column(work.criteria, "id")
    for row in range(8, 200):
        work.criteria.cell(row, column).value = None


def _line(work: Work, stt: str) -> int:
    return next(row for row in range(8, 200) if work.criteria.cell(row, 1).value == stt)


def cut(sheet: str, row: int, count: int) -> Callable[[Work], None]:
    return lambda work: work.book[sheet].delete_rows(row, count)


def without_ids_and_headings(work: Work) -> None:
    work.criteria.delete_cols(work.column(work.criteria, "id"))
    work.criteria.delete_rows(6, 2)


def moved_without_headings(work: Work) -> None:
    work.evidence.insert_cols(1)
    work.evidence.delete_rows(6, 2)


def renamed_all(work: Work) -> None:
    for number, sheet in enumerate(work.book, 1):
        sheet.title = f"Sheet{number}"


def lost_meta(work: Work) -> None:
    del work.book[META]


WHOLE: dict[str, tuple[Callable[[Work], None], set[tuple[str, str]]]] = {
    "all ids of rows": (hide_ids, {("SC694", "warning")}),
    "the headings of the criteria": (cut(CRITERIA, 6, 2), {("SC780", "warning")}),
    "headings and ids of the criteria": (without_ids_and_headings, {("SC780", "warning"), ("SC723", "error")}),
    "the headings of the evidence": (cut(EVIDENCE, 6, 2), {("SC780", "warning"), ("SC875", "warning")}),
    "headings, and a column put in": (moved_without_headings, {("SC780", "warning"), ("SC875", "warning")}),
    "the headings of the rest": (cut(OTHER, 9, 2), set()),
    "the first rows of the rest": (cut(OTHER, 1, 3), set()),
    "all names of sheets": (renamed_all, {("SC720", "warning"), ("SC721", "warning"), ("SC722", "warning")}),
    "the hidden sheet": (lost_meta, {("SC782", "error")}),
}


@pytest.mark.once
@pytest.mark.parametrize("name", WHOLE)
def test_nothing_is_lost_with(name: str, tmp_path: Path) -> None:
    damage, codes = WHOLE[name]
    work = Work(fresh.sample())
    damage(work)
    found = kept(work, tmp_path)
    assert whole(tmp_path).judgements
    assert same(found.dossier, whole(tmp_path))
    assert told(found) == codes
    # What cannot be marked at a cell loses nothing either.
    (tmp_path / "so.xlsx").write_bytes(mark_cells(work.saved(), "so.xlsx", found.diagnostics))
    assert same(read_workbook(tmp_path / "so.xlsx", any_scheme, keep=True).dossier, found.dossier)


def test_rows_of_the_same_words_without_ids_are_told_by_their_neighbours_unless_they_were_sorted(
    tmp_path: Path,
) -> None:
    work = Work(fresh.sample())
    judged = [row for row in range(8, 200) if str(work.criteria.cell(row, 14).value).startswith("dg:")]
    assert len({work.criteria.cell(row, 2).value for row in judged}) < len(judged)
    id, other = (work.criteria.cell(row, 14).value.removeprefix("dg:") for row in judged[:2])
    for row, points in zip(judged[:2], (0.5, 0.25), strict=True):
        work.criteria.cell(row, work.column(work.criteria, "answer")).value = points
        work.criteria.cell(row, work.column(work.criteria, "reason")).value = f"dòng {row}"
    hide_ids(work)
    found = {one.criterion: one.reason for one in kept(work, tmp_path).dossier.judgements}
    assert (found[id], found[other]) == (f"dòng {judged[0]}", f"dòng {judged[1]}")
    # Two lines change places: nobody knows then what stands between which.
    for column in range(1, 14):
        one, two = (work.criteria.cell(row, column) for row in (_line(work, "I.1"), _line(work, "I.2")))
        one.value, two.value = two.value, one.value
    again = kept(work, tmp_path)
    lost = {one.place.line for one in again.diagnostics if one.code == "SC733" and one.place}
    assert set(judged[:2]) <= lost
    assert not {id, other} & {one.criterion for one in again.dossier.judgements}


@pytest.mark.parametrize("key", ["title", "criteria", "date", "note"])
def test_without_a_column_every_record_is_kept_and_the_list_is_still_complete(key: str, tmp_path: Path) -> None:
    before = whole(tmp_path)
    work = Work(fresh.sample())
    work.evidence.delete_cols(work.column(work.evidence, key))
    found = kept(work, tmp_path)
    assert [one.id for one in found.dossier.evidence] == [one.id for one in before.evidence]
    assert found.dossier.complete == before.complete
    assert ("SC723", "error") in told(found) or key == "note"
    for one, other in zip(found.dossier.evidence, before.evidence, strict=True):
        gap = {"title": f"Chưa khai tên ({one.id})", "criteria": [], "date": None, "note": None}[key]
        assert one == other.model_copy(update={key: gap})
    said = [one for one in found.diagnostics if one.code == "SC781"]
    assert [one.values["count"] for one in said] == ([str(len(before.evidence))] if key == "criteria" else [])


def test_a_record_without_its_title_is_kept_if_something_else_says_there_is_a_paper(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    blank = work.record("so-don", "title")
    blank.value = None
    work.record("mc-001", "kind").value = work.record("so-don", "kind").value
    found = kept(work, tmp_path)
    titles = {one.id: one.title for one in found.dossier.evidence}
    assert titles["so-don"] == "Chưa khai tên (so-don)"
    assert "mc-001" not in titles
    places = {one.place.cell for one in found.diagnostics if one.code == "SC751" and one.place}
    assert places == {f"{EVIDENCE}!{cell.coordinate}" for cell in (blank, work.record("mc-001", "title"))}


def test_only_reports_are_left_out_without_the_column_of_reports(tmp_path: Path) -> None:
    before = whole(tmp_path)
    work = Work(fresh.sample())
    work.evidence.delete_cols(work.column(work.evidence, "occurrence"))
    found = kept(work, tmp_path)
    periodic = {one.kind for one in fresh.scheme("qd-1211-2022").scheme.series.values()}
    # Their titles say which quarter they are of.
    assert found.dossier.evidence == before.evidence
    reports = [one.id for one in before.evidence if one.occurrence]
    assert [one.values["id"] for one in found.diagnostics if one.code == "SC668"] == reports
    work.record(reports[0], "title").value = "Báo cáo"
    found = kept(work, tmp_path)
    assert {one.id for one in before.evidence} - {one.id for one in found.dossier.evidence} == {reports[0]}
    assert "Báo cáo" in found.dossier.provenance[0].unread.values()
    assert not found.dossier.complete_for(tuple(periodic))


def test_words_of_another_row_beside_the_id_of_a_judgement_are_refused_unless_all_else_is_its_own(
    tmp_path: Path,
) -> None:
    work = Work(fresh.sample())
    cell = work.input("dg:VII.3", "title")
    cell.value = work.input(COUNT, "title").value
    for code in ("SC669", "SC735"):
        found = kept(work, tmp_path)
        assert (code, f"{CRITERIA}!{cell.coordinate}") in {
            (one.code, one.place.cell) for one in found.diagnostics if one.place
        }
        assert ("VII.3" in {one.criterion for one in found.dossier.judgements}) == (code == "SC669")
        work.input("dg:VII.3", "how").value = "Cộng ở trang khác"


# ------------------------------------------------------------------------- what clerks do in Excel


def column_of(work: Work, sheet: str, key: str) -> int:
    return work.column(work.book[sheet], key)


def every(sheet: str, key: str, change: Callable[[Any], Any]) -> Callable[[Work], None]:
    """A damage to all cells of a column that hold something typed."""

    def damage(work: Work) -> None:
        column = column_of(work, sheet, key)
        for row in range(8, 120):
            cell = work.book[sheet].cell(row, column)
            if cell.value is not None and cell.data_type != "f":
                cell.value = change(cell.value)

    return damage


def names_swapped(work: Work) -> None:
    one, other = work.criteria, work.evidence
    one.title = "x"
    other.title = CRITERIA
    one.title = EVIDENCE


def column_twice(sheet: str, key: str) -> Callable[[Work], None]:
    def damage(work: Work) -> None:
        column = column_of(work, sheet, key)
        work.book[sheet].insert_cols(column + 1)
        for row in range(1, 120):
            work.book[sheet].cell(row, column + 1).value = work.book[sheet].cell(row, column).value

    return damage


def headings_changed(work: Work) -> None:
    for sheet, words in ((work.criteria, {"answer": "Số liệu", "claim": "Tự chấm"}), (work.evidence, {"title": "Tên"})):
        for key, word in words.items():
            sheet.cell(7, work.column(sheet, key)).value = word
        sheet.delete_rows(6)


def pasted_as_values(work: Work) -> None:
    now = openpyxl.load_workbook(io.BytesIO(fresh.sample()), data_only=True)
    for sheet in (work.criteria, work.evidence):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = now[sheet.title][cell.coordinate].value


def day_numbers(work: Work) -> None:
    for row in range(8, 60):
        cell = work.evidence.cell(row, column_of(work, EVIDENCE, "date"))
        if isinstance(cell.value, str) and cell.value.count("/") == 2:
            day, month, year = map(int, cell.value.split("/"))
            cell.value, cell.number_format = (date(year, month, day) - date(1899, 12, 30)).days, "General"


def units_typed(work: Work) -> None:
    for row in range(8, 120):
        cell, unit = (work.criteria.cell(row, column_of(work, CRITERIA, key)) for key in ("answer", "unit"))
        if isinstance(cell.value, int) and unit.value:
            cell.value = f"{cell.value} {unit.value}"


def head(text: str) -> str:
    return text.partition(" – ")[0]


DONE: dict[str, tuple[Callable[[Work], None], set[str]]] = {
    "sheets with each other's names": (names_swapped, {"SC721"}),
    "a column of answers copied beside itself": (column_twice(CRITERIA, "answer"), {"SC787"}),
    "a column of criteria copied beside itself": (column_twice(EVIDENCE, "criteria"), {"SC787"}),
    "headings in other words without the hidden row": (headings_changed, {"SC726", "SC788"}),
    "everything pasted as values": (pasted_as_values, {"SC698"}),
    "days shown as numbers": (day_numbers, {"SC696"}),
    "units typed behind numbers": (units_typed, {"SC697"}),
    "ids in capitals": (every(CRITERIA, "id", str.upper), set()),
    "another dash behind a criterion": (every(EVIDENCE, "criteria", lambda x: x.replace(" – ", " - ")), set()),
    "the word criterion before its id": (every(EVIDENCE, "criteria", lambda x: f"Tiêu chí {head(x)}"), set()),
    "a criterion by its title": (every(EVIDENCE, "criteria", lambda x: x.partition(" – ")[2]), set()),
    "numbers as text": (
        every(CRITERIA, "claim", lambda x: f" {x}\u00a0".replace(".", ",") if isinstance(x, (int, float)) else x),
        set(),
    ),
    "a shorter name above": (lambda work: work.criteria.__setitem__("A2", "SỞ MINH HỌA A"), set()),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("name", DONE)
def test_a_clerk_loses_nothing_by(name: str, tmp_path: Path) -> None:
    damage, codes = DONE[name]
    work = Work(fresh.sample())
    damage(work)
    raw = work.saved()
    assert parts_of(raw) != parts_of(fresh.sample())
    found = kept(work, tmp_path)
    assert same(found.dossier, whole(tmp_path))
    assert told(found) == {(code, "warning") for code in codes}


def test_the_value_a_formula_shows_is_taken_and_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT)
    before, cell.value = cell.value, "=6*2"
    parts = parts_of(work.saved())
    name = next(one for one, data in parts.items() if b"<f>6*2</f>" in data)
    for text, code in ((b"<v>%d</v>" % before, "SC789"), (b"<v></v>", "SC740")):
        (tmp_path / "so.xlsx").write_bytes(
            packed({**parts, name: re.sub(rb"<f>6\*2</f><v ?/?>(?:</v>)?", b"<f>6*2</f>" + text, parts[name])})
        )
        found = read_workbook(tmp_path / "so.xlsx", any_scheme, keep=True)
        given = found.dossier.numbers.get("don_phai_giai_quyet")
        assert (given.value if given else None) == (before if code == "SC789" else None)
        assert [
            (one.code, one.place.cell) for one in found.diagnostics if one.code in {"SC740", "SC789"} and one.place
        ] == [(code, f"{CRITERIA}!{cell.coordinate}")]


def test_words_without_a_criterion_are_refused_and_do_not_count_everywhere(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.record("ke-hoach-nam", "criteria")
    cell.value = "Tiêu chí"
    found = kept(work, tmp_path)
    assert "SC207" in {one.code for one in found.diagnostics if one.place and one.place.cell.endswith(cell.coordinate)}
    assert "ke-hoach-nam" not in {one.id for one in found.dossier.evidence}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("I.1 – Ban hành kế hoạch; I.2 – Quán triệt", ["I.1", "I.2"]),
        ("I.1 – Ban hành kế hoạch\nI.2 – Quán triệt", ["I.1", "I.2"]),
        ("I.1 – Ban hành kế hoạch; và thực hiện", ["I.1"]),
        ("mục I.1 và I.2", ["I.1", "I.2"]),
        ("I.1 – Ban hành; Z.9 – Khác", ["I.1", "Z.9"]),
        ("I.1; Z.9", ["I.1", "Z.9"]),
        ("Ban hành", ["Ban", "hành"]),
    ],
)
def test_every_criterion_in_a_cell_is_read_and_nothing_else_is_passed_over(text: str, ids: list[str]) -> None:
    assert criteria_in(fresh.scheme("qd-1211-2022").scheme, "so")(text) == ids


def footers(work: Work) -> None:
    free = next(row for row in range(8, 150) if not work.evidence.cell(row, 2).value)
    work.evidence.cell(free, 1).value = None
    work.evidence.cell(free, work.column(work.evidence, "title")).value = "Tổng cộng: 29 văn bản"
    work.evidence.insert_rows(20)
    work.evidence.cell(20, work.column(work.evidence, "kind")).value = "NHÓM II: DÂN CHỦ"


def test_headings_and_sums_among_the_records_are_no_records(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    footers(work)
    found = kept(work, tmp_path)
    assert same(found.dossier, whole(tmp_path))
    assert [one.values["text"] for one in found.diagnostics if one.code == "SC736"] == [
        "NHÓM II: DÂN CHỦ",
        "Tổng cộng: 29 văn bản",
    ]
    assert told(found) == {("SC736", "warning")}


def test_a_column_whose_hidden_key_was_written_over_is_found_by_its_heading(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    for key in ("answer", "claim"):
        work.criteria.cell(6, work.column(work.criteria, key)).value = "ghi đè"
    assert same(kept(work, tmp_path).dossier, whole(tmp_path))


def test_a_tick_says_not_applicable_and_a_reason_beside_anything_else_is_no_explanation(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.input("tc:I.3", "reason").value = "không có phòng, đơn vị trực thuộc"
    cell = work.input("tc:I.3", "not_applicable")
    for said, absent in (("x", ["I.3"]), ("hình như không", [])):
        cell.value = said
        dossier = kept(work, tmp_path).dossier
        assert [one.criterion for one in dossier.not_applicable] == absent
        assert "I.3" not in {one.criterion for one in dossier.explanations}


def test_two_columns_of_one_heading_that_differ_are_refused(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    column_twice(CRITERIA, "answer")(work)
    row, column = work.row(COUNT), column_of(work, CRITERIA, "answer")
    work.criteria.cell(row, column + 1).value = 99
    assert ("SC724", "error") in told(kept(work, tmp_path))


def test_a_column_sorted_by_itself_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    column = column_of(work, CRITERIA, "answer")
    cells = [work.criteria.cell(row, column) for row in range(8, 107)]
    typed = [cell.value for cell in cells if cell.data_type != "f" and cell.value is not None]
    for cell in cells:
        cell.value = typed.pop(0) if typed else None
    found = kept(work, tmp_path)
    (said,) = [one for one in found.diagnostics if one.code == "SC699"]
    assert int(said.values["count"]) >= 5
    assert said.values["column"] == "Số liệu, trả lời"


def test_cells_of_a_row_merged_into_one_are_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    first, last = work.record("so-don", "title"), work.record("so-don", "criteria")
    work.evidence.merge_cells(f"{first.coordinate}:{last.coordinate}")
    found = kept(work, tmp_path)
    assert [one.place.cell for one in found.diagnostics if one.code == "SC737" and one.place] == [
        f"{EVIDENCE}!{first.coordinate}"
    ]


def test_without_the_sheet_of_criteria_the_list_of_evidence_is_still_complete(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    del work.book[CRITERIA]
    found = kept(work, tmp_path).dossier
    assert (found.evidence, found.complete) == (whole(tmp_path).evidence, whole(tmp_path).complete)


# ------------------------------------------------------------------------- the hidden sheet


def test_a_renamed_hidden_sheet_is_found_by_what_it_holds(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.book[META].title = "Trang9"
    found = kept(work, tmp_path)
    assert same(found.dossier, whole(tmp_path))
    assert [(one.code, one.values["found"]) for one in found.diagnostics if one.severity != "note"] == [
        ("SC721", "Trang9")
    ]


def test_a_lost_hidden_sheet_is_told_with_what_is_not_known_any_more(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    lost_meta(work)
    (tmp_path / "so.xlsx").write_bytes(work.saved())
    with pytest.raises(InvalidInput) as failed:
        read_workbook(tmp_path / "so.xlsx", any_scheme)
    assert [one.code for one in failed.value.diagnostics] == ["SC782"]
    said = next(one for one in kept(work, tmp_path).diagnostics if one.code == "SC782")
    assert "so-minh-hoa-a (Sở Minh Họa A (hư cấu)), kỳ 2025, Khối sở, ban, ngành" in said.message("vi")
    assert "order" in said.message("en")
    assert "bản của bộ tiêu chí" not in said.message("vi")


def test_without_the_first_sheet_too_the_reader_says_whose_it_is(tmp_path: Path) -> None:
    def damage(work: Work) -> Work:
        lost_meta(work)
        del work.book[FRONT]
        return work

    found = kept(damage(Work(fresh.sample())), tmp_path)
    assert found.dossier.agency.id == "so-minh-hoa-a"
    said = next(one for one in found.diagnostics if one.code == "SC782")
    assert "mã cơ quan ghi trong sổ" in said.message("vi")
    nameless = damage(Work(fresh.sample()))
    for sheet in nameless.book:
        sheet["A2"] = None
    with pytest.raises(InvalidInput) as failed:
        kept(nameless, tmp_path)
    (said,) = [one for one in failed.value.diagnostics if one.severity == "error"]
    assert (said.code, said.values["what"]) == ("SC783", "mã cơ quan, tên cơ quan, kỳ")
    assert "--agency" in said.hint("vi")
    found = kept(damage(Work(fresh.sample())), tmp_path, Expected("so-minh-hoa-a"))
    assert same(found.dossier, whole(tmp_path))
    said = next(one for one in found.diagnostics if one.code == "SC782")
    assert "bản của bộ tiêu chí" in said.message("vi")


@pytest.mark.parametrize(("agency", "period"), [("so-minh-hoa-b", "2025"), ("so-minh-hoa-a", "2024")])
def test_another_agencys_or_periods_workbook_is_refused_without_its_hidden_sheet_too(
    agency: str, period: str, tmp_path: Path
) -> None:
    work = Work(fresh.sample())
    lost_meta(work)
    with pytest.raises(InvalidInput) as failed:
        kept(work, tmp_path, Expected(agency, period))
    assert {one.code for one in failed.value.diagnostics} & {"SC714", "SC715"}


def test_of_another_version_of_the_scheme_it_is_told_without_its_hidden_sheet_too(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    lost_meta(work)
    cell = next(c for row in work.book[FRONT].iter_rows() for c in row if "mã băm sha256" in str(c.value))
    cell.value = f"Bộ tiêu chí qd-1211-2022, mã băm sha256:{'0' * 64}."
    found = kept(work, tmp_path)
    assert ("SC713", "error") in told(found)
    assert same(found.dossier, whole(tmp_path))


def test_the_dossier_before_says_what_no_sheet_does(tmp_path: Path) -> None:
    base = load_dossier(fresh.ROOT / "evidence/2025/xa-minh-hoa-b.yaml").dossier
    work = Work(fresh.sample("xa-minh-hoa-b"))
    lost_meta(work)
    bare = kept(work, tmp_path)
    assert bare.dossier.agency.kind is None
    assert "loại cơ quan" in next(one.message("vi") for one in bare.diagnostics if one.code == "SC782")
    found = kept(work, tmp_path, Expected("xa-minh-hoa-b", "2025", base))
    assert found.dossier.agency == base.agency
    assert "loại cơ quan" not in next(one.message("vi") for one in found.diagnostics if one.code == "SC782")


def test_a_units_workbook_stays_that_units_without_its_hidden_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "so"
    paths = blank_workbook(
        folder, agency="xa-thu", name="UBND xã Thử", block="xa", period="2025", scheme=fresh.SCHEMES["qd-1211-2022"],
        units=UnitChoice(),
    )  # fmt: skip
    before = read_workbook(paths[0], any_scheme).dossier
    book = openpyxl.load_workbook(paths[0])
    del book[META]
    out = io.BytesIO()
    book.save(out)
    paths[0].write_bytes(out.getvalue())
    found = read_workbook(paths[0], any_scheme, keep=True)
    assert found.dossier.unit == before.unit is not None
    assert (found.dossier.agency.id, found.dossier.agency.name) == ("xa-thu", "UBND xã Thử")
    assert {one.code for one in found.diagnostics if one.severity == "error"} == {"SC782"}


# ------------------------------------------------------------------------- files of another kind

KINDS: dict[str, tuple[bytes, str, str]] = {
    "csv": (b"\xef\xbb\xbfm\xc3\xa3;s\xe1\xbb\x91\n1;2\n", "SC784", "CSV"),
    "csv of Windows": (b"m\xe3;s\xf4\r\n1;2\r\n", "SC784", "CSV"),
    "text of Excel": ("mã\tsố\n1\t2\n".encode("utf-16"), "SC784", "CSV"),
    "dossier": (b"format: 1\nagency:\n  id: a\n", "SC785", "YAML"),
    "json": (b'{"format": 1}', "SC785", "JSON"),
    "pdf": (b"%PDF-1.7\n\xe2\xe3", "SC786", "PDF"),
    "picture": (b"\xff\xd8\xff\xe0" + bytes(40), "SC786", "JPEG"),
    "empty": (b" \n", "SC786", "rỗng"),
    "text": ("Kính gửi Sở Nội vụ".encode(), "SC786", "chữ thường"),
    "word": (packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), "SC786", "Word"),
    "page as xls": (b"<html><body><table><tr><td>1</td></tr></table>", "SC700", "HTML"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_another_kind_is_named(name: str) -> None:
    raw, code, word = KINDS[name]
    with pytest.raises(InvalidInput) as failed:
        open_package(raw, "so.csv")
    (said,) = failed.value.diagnostics
    assert said.code == code
    assert word in said.message("vi")
    assert said.message("vi") != said.message("en")
    assert {"…"}.isdisjoint(said.hint("vi") + said.hint("en"))
