"""The workbook as a file: locked but for its inputs, each with a prompt; texts stay texts; bytes are the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

import scoring
from scoring.app.workbook_new import UnitChoice, blank_workbook
from scoring.batch.local import Options, assess
from scoring.engine import InputDigests, evaluate
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.fields import plain
from scoring.scheme.model import Scheme
from scoring.text import column_letters
from scoring.workbook import layout, styles
from scoring.workbook.record_checks import RecordChecks
from scoring.workbook.sheet_evidence import SPARE
from scoring.workbook.styles import LEGEND
from scoring.workbook.write import workbook_bytes

from . import fresh
from .every_kind import every_kind
from .filling import random_dossier
from .office import opened, total, values

VISIBLE = layout.SHEETS[:6]


def written(folder: Path, scheme: Scheme | None = None, dossier: Dossier | None = None, **options: Any) -> Path:
    scheme = scheme or every_kind()
    dossier = dossier or random_dossier(scheme, "xa", "2025", 1, full=True)
    result = evaluate(scheme, dossier, digests=InputDigests("sha256:thang", "sha256:ho-so", "a.yaml"))
    path = folder / "so.xlsx"
    path.write_bytes(workbook_bytes(result, **options))
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("so"))


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return opened(path)


def test_the_sheets_come_in_order_and_the_two_of_the_program_are_very_hidden(book: Any) -> None:
    assert tuple(book.sheetnames) == layout.SHEETS
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert {name for name, state in states.items() if state == "veryHidden"} == {layout.LISTS, layout.META}
    assert all(states[name] == "visible" for name in VISIBLE)


def test_every_sheet_is_protected_without_a_password(book: Any) -> None:
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.password, sheet.title


def covered(sheet: Any) -> dict[str, Any]:
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for one in str(rule.sqref).split():
            left, top, right, bottom = range_boundaries(one)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    found[f"{get_column_letter(column)}{row}"] = rule
    return found


def test_every_unlocked_cell_has_a_rule_with_a_prompt_and_a_message_in_vietnamese(book: Any) -> None:
    checked = 0
    for sheet in book:
        rules = covered(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.protection.locked:
                    continue
                rule = rules[cell.coordinate]
                assert rule.promptTitle, cell.coordinate
                assert rule.prompt, cell.coordinate
                assert rule.error, cell.coordinate
                assert rule.errorTitle == "Chưa đúng", cell.coordinate
                assert rule.showErrorMessage, cell.coordinate
                checked += 1
        unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        assert rules.keys() == unlocked, sheet.title
    assert checked > 1000


def test_formulas_keep_within_what_spreadsheets_read(book: Any) -> None:
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert len(str(rule.formula1)) <= 255, rule.formula1
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert len(cell.value) < 8000, cell.coordinate
                    assert deepest(cell.value) < 60, cell.coordinate


def deepest(formula: str) -> int:
    depth = most = 0
    for sign in formula:
        depth += (sign == "(") - (sign == ")")
        most = max(most, depth)
    return most


def test_formulas_and_texts_of_the_scheme_are_locked(book: Any) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.protection.locked, f"{sheet.title}!{cell.coordinate}"


PORTRAIT = (layout.READ_FIRST, layout.SUMMARY, layout.OTHER)
"""Narrow sheets, which print larger so; the tables lie across."""


def test_links_and_forms_make_no_page_and_day_and_note_stand_on_the_page_of_sums(book: Any) -> None:
    area = book["Việc còn lại"].print_area.rpartition("!")[2]
    cell = book["Việc còn lại"][area.replace("$", "").partition(":")[0]]
    assert cell.value is None
    said = [c.value for row in book["Tổng hợp"].iter_rows() for c in row if "'Khác'!$B$" in str(c.value)]
    assert [re.findall("Ngày nộp|Ghi chú", one) for one in said] == [["Ngày nộp"], ["Ghi chú"]]


def _printed(sheet: Any) -> list[Any]:
    """What stands in the part of a sheet that is printed."""
    area = sheet.print_area.rpartition("!")[2].replace("$", "")
    found = sheet[area]
    return [c.value for row in (found if isinstance(found, tuple) else ((found,),)) for c in row if c.value is not None]


def test_a_units_workbook_prints_no_form_and_its_own_texts_on_the_page_of_sums(tmp_path: Path) -> None:
    name = "Ủy ban nhân dân xã Có Tên Rất Dài Để Thử Xem Có Bị Cắt Khi In Ra Giấy Hay Không (hư cấu)"
    scheme = fresh.SCHEMES["qd-1211-2022"]
    paths = blank_workbook(
        tmp_path / "so", agency="xa-thu", name=name, block="xa", period="2025", scheme=scheme, units=UnitChoice()
    )
    for path in paths:
        unit = openpyxl.load_workbook(path)
        assert _printed(unit["Khác"]) == []
        said = " ".join(str(one) for one in _printed(unit["Tổng hợp"]) if "'Khác'!$B$" in str(one))
        assert re.findall("Ngày nộp|Ghi chú|Khó khăn|Nhiệm vụ", said) == ["Ngày nộp", "Ghi chú", "Khó khăn", "Nhiệm vụ"]
        assert "A2:C2" in {str(one) for one in unit["Khác"].merged_cells.ranges}
        assert name in unit["Khác"]["A2"].value
        assert unit["Khác"].row_dimensions[2].height > 30


def test_rows_of_evidence_beyond_the_next_free_ones_are_white_paper(book: Any) -> None:
    sheet = book["Minh chứng"]
    table = layout.evidence_table(every_kind())
    kinds = sheet[table.letter("kind")][table.first_row - 1 :]
    assert {cell.fill.fgColor.rgb for cell in kinds} == {"FFFFFFFF"}
    assert all(cell.border.left.style is None for cell in kinds)
    rules = [
        (str(group.sqref), rule.formula[0])
        for group in sheet.conditional_formatting
        for rule in group.rules
        if rule.dxf.fill and rule.dxf.fill.bgColor.rgb == f"FF{styles.INPUT[1:]}"
    ]
    assert {area.partition(":")[0] for area, _ in rules} == {
        f"B{table.first_row}", f"{column_letters(table.at('asks') + 1)}{table.first_row}"
    }  # fmt: skip
    first = f"COUNTA($B{table.first_row - SPARE}:"
    assert all(formula.startswith(first) and formula.endswith(">0") for _, formula in rules)


def test_rows_of_evidence_grow_with_what_is_typed_and_show_their_criteria_whole(book: Any) -> None:
    sheet = book["Minh chứng"]
    columns = {cell.value: cell.column for row in sheet.iter_rows(min_row=1, max_row=8) for cell in row}
    used = [row for row in range(8, 60) if sheet.cell(row, columns["kind"]).value]
    assert all(sheet.row_dimensions[row].height for row in used)
    assert sheet.row_dimensions[used[-1] + 1].height is None
    assert all(sheet.cell(row, columns["criteria"]).alignment.wrap_text for row in used)


def test_each_visible_sheet_prints_on_a4_one_page_wide_with_banner_and_page(book: Any) -> None:
    for name in VISIBLE:
        sheet = book[name]
        assert sheet.page_setup.orientation == ("portrait" if name in PORTRAIT else "landscape")
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.oddFooter.right.text == "Trang &P/&N"
        assert "đối chiếu" in sheet.oddFooter.left.text
    for name, table in (
        (layout.CRITERIA, layout.CRITERIA_TABLE),
        (layout.EVIDENCE, layout.evidence_table(every_kind())),
    ):
        assert book[name].print_title_rows == f"${table.header_row}:${table.header_row}"
        assert book[name].freeze_panes == f"C{table.first_row}"


def test_what_it_was_made_from_is_inside(path: Path) -> None:
    cells = values(path)
    meta = {
        cells[layout.META, f"A{n}"]: cells.get((layout.META, f"B{n}"), "") for n in range(1, len(layout.META_KEYS) + 1)
    }
    assert list(meta) == list(layout.META_KEYS)
    assert meta["format"] == layout.FORMAT
    assert meta["program"] == scoring.__version__
    assert meta["scheme"] == "thu"
    assert (meta["scheme_digest"], meta["dossier"]) == ("sha256:thang", "sha256:ho-so")
    assert (meta["agency"], meta["agency_name"], meta["block"], meta["period"]) == ("a", "Xã A", "xa", "2025")
    texts = " ".join(str(value) for (sheet, _), value in cells.items() if sheet == layout.READ_FIRST)
    assert "sha256:thang" in texts


def test_every_row_carries_its_id(path: Path) -> None:
    cells, table = values(path), layout.CRITERIA_TABLE
    rows = layout.rows(every_kind(), "xa")
    for index, row in enumerate(rows):
        assert cells[layout.CRITERIA, f"{table.letter('id')}{table.first_row + index}"] == row.key
    keys = [cells[layout.CRITERIA, f"{column_letters(n)}{table.keys_row}"] for n in range(len(table.columns))]
    assert keys == [column.key for column in table.columns]


def test_the_legend_explains_every_colour(path: Path) -> None:
    texts = {value for (sheet, _), value in values(path).items() if sheet == layout.READ_FIRST}
    assert {meaning for _, meaning in LEGEND} <= texts


HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "'a", "&P [Red] {=1}", "http://a.b")


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    base = every_kind()
    chosen = base.sets["s"]
    nodes = [
        node.model_copy(update={"title": HOSTILE[index % len(HOSTILE)]}) for index, node in enumerate(chosen.groups)
    ]
    measures = {id: one.model_copy(update={"title": HOSTILE[n % len(HOSTILE)], "unit": "=2"})
                for n, (id, one) in enumerate(chosen.measures.items())}  # fmt: skip
    kinds = {id: one.model_copy(update={"title": f"=kind {id}"}) for id, one in base.evidence_kinds.items()}
    scheme = base.model_copy(update={
        "title": "=1+1", "banner": "=CMD|'/c calc'!A0 & co", "evidence_kinds": kinds,
        "sets": {"s": chosen.model_copy(update={"groups": nodes, "measures": measures})},
    })  # fmt: skip
    dossier = random_dossier(scheme, "xa", "2025", 3, full=True)
    path = written(tmp_path, scheme, dossier)
    ours = written(tmp_path / "..", base, random_dossier(base, "xa", "2025", 3, full=True))
    assert formulas_of(path) == formulas_of(ours)
    assert not zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").count(b"<hyperlink")
    assert "=1+1" in values(path).values()


def formulas_of(path: Path) -> list[str]:
    """Every formula, list cells aside: these are where texts are compared with."""
    with zipfile.ZipFile(path) as archive:
        found = [
            re.sub(r"_danh_muc!\$A\$\d+", "LIST", one)
            for name in sorted(archive.namelist())
            if name.startswith("xl/worksheets/sheet")
            for one in re.findall(r"<f>([^<]*)</f>", archive.read(name).decode())
        ]
    return sorted(found)


def test_a_blank_workbook_says_not_declared_and_no_zero(tmp_path: Path) -> None:
    scheme = every_kind()
    dossier = Dossier.model_validate({
        "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": "2025",
    })  # fmt: skip
    path = written(tmp_path, scheme, dossier, blank=True)
    cells = values(path)
    row, column = layout.COMPLETE_CELL
    assert cells.get((layout.EVIDENCE, f"{column_letters(column)}{row}"), "") == ""
    assert "Điền sẵn" not in " ".join(str(v) for (s, _), v in cells.items() if s == layout.READ_FIRST)
    table = layout.CRITERIA_TABLE
    for index, one in enumerate(layout.rows(scheme, "xa")):
        if one.role == "criterion":
            score = cells[layout.CRITERIA, f"{table.letter('score')}{table.first_row + index}"]
            assert score in ("chưa khai", "chờ thẩm định"), one.key
    leaves = len(list(scheme.sets["s"].leaves()))
    assert total(cells) == "chưa khai"
    assert f"Tạm tính, còn {leaves} mục chưa khai hoặc chờ thẩm định." in cells.values()


def test_a_criterion_no_formula_can_say_keeps_the_engines_points_and_says_so(tmp_path: Path) -> None:
    from scoring.engine import Peer

    base = every_kind()
    score = {"relative": {"of": "vu"}}
    chosen = base.sets["s"]
    raw = plain(chosen.groups[2])
    raw["criteria"][2] = {"id": "C.3", "title": "So với khối", "maximum": 5, "score": score}
    group = type(chosen.groups[2]).model_validate(raw)
    changed = chosen.model_copy(update={"groups": [*chosen.groups[:2], group]})
    scheme = base.model_copy(update={"sets": {"s": changed}})
    dossier = Dossier.model_validate({
        "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": "2025",
        "numbers": {"vu": {"value": 3}},
    })  # fmt: skip
    table = layout.CRITERIA_TABLE
    at = table.first_row + [row.key for row in layout.rows(scheme, "xa")].index("tc:C.3")
    for peers, said in (({}, "chưa tính được ở đây"), ({"vu": Peer(6, 2)}, 2.5)):
        result = evaluate(scheme, dossier, peers=peers)
        path = tmp_path / "so.xlsx"
        path.write_bytes(workbook_bytes(result))
        assert values(path)[layout.CRITERIA, f"{table.letter('score')}{at}"] == said


_SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from scoring.batch.local import Options, assess
from scoring.evidence.load import load_dossier
from scoring.scheme.load import load_scheme
from scoring.workbook.write import workbook_bytes
root = Path(sys.argv[2])
loaded = load_dossier(root / "evidence/2025/xa-minh-hoa-b.yaml")
result, _ = assess(loaded, load_scheme(root / "criteria/qd-1211-2022", "2025"), Options())
print(hashlib.sha256(workbook_bytes(result)).hexdigest())
"""


def test_the_bytes_depend_on_nothing_but_the_input() -> None:
    root = Path(__file__).parents[2]
    digests = set()
    for seed, zone, lang in (
        ("0", "UTC", "C"),
        ("7", "Asia/Ho_Chi_Minh", "vi_VN.UTF-8"),
        ("123", "America/Lima", "C.UTF-8"),
    ):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": lang, "LC_ALL": lang}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(root / "src"), str(root)],
            env=env, capture_output=True, check=True, text=True,
        )  # fmt: skip
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_parts_of_the_file_bear_no_time_of_their_making(path: Path) -> None:
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-12-31T00:00:00Z" in archive.read("docProps/core.xml")


def test_the_library_finds_no_younger_function_in_our_formulas(monkeypatch):
    from xlsxwriter.worksheet import Worksheet

    from scoring.workbook import frame

    scheme = every_kind()
    result = evaluate(scheme, random_dossier(scheme, "xa", "2025", 1, full=True))
    quick = workbook_bytes(result)
    monkeypatch.setattr(frame, "worksheet_class", lambda: Worksheet)
    assert workbook_bytes(result) == quick


def test_what_is_wrong_in_a_record_is_found_twice_at_most_however_many_rows_count_it(monkeypatch):
    asked = []
    wrong_now = RecordChecks.wrong_now
    monkeypatch.setattr(RecordChecks, "wrong_now", lambda self, index: asked.append(index) or wrong_now(self, index))
    result, _ = assess(
        load_dossier(fresh.ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"), fresh.scheme("qd-1211-2022"), Options()
    )
    workbook_bytes(result)
    assert set(asked) == set(range(len(result.dossier.evidence)))
    assert max(map(asked.count, asked)) <= 2
