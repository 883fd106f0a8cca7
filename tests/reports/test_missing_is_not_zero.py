"""What is not known is shown as a span or in words, never as a bare 0, and nothing that may change is called certain."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from scoring.reports import advice, terminal
from scoring.reports.explain import explain
from scoring.reports.interface import DocumentId, RankedBlock
from scoring.reports.sheets import block_sheet
from scoring.reports.table_files import write_csv
from scoring.reports.tables import table
from scoring.reports.view import View
from scoring.reports.xlsx_file import write_xlsx
from scoring.result.ranking import rank
from scoring.result.summary import summarize

from .sample import complete, open_

LANGS = ("vi", "en")


def block() -> RankedBlock:
    """An agency that declared everything, and one that declared nothing."""
    found = rank([summarize(complete()), summarize(open_())])
    return RankedBlock(block="xa", rows=found["xa"])


@pytest.mark.parametrize("lang", LANGS)
def test_the_total_and_its_parts_are_spans(lang: str) -> None:
    one = explain(open_(), "total", lang=lang)

    assert (one.score, one.result) == ("0 – 20 / 20", "0 – 20")
    assert [operand.value for operand in one.operands] == ["0 – 14 / 14", "0 – 6 / 6", "0 – 2", "0 – 3"]
    assert explain(open_(), "I", lang=lang).score == "0 – 14 / 14"
    assert explain(open_(), "I.1", lang=lang).score == "0 – 6 / 6"
    assert " 0 / " not in terminal.render(one)
    assert " – " not in explain(complete(), "total", lang=lang).score


def test_the_distance_to_a_class_is_a_span_while_points_may_still_come() -> None:
    assert advice.margins(View(open_())) == ["còn thiếu 0 – 10 điểm để tới khung điểm loại Khá"]
    assert advice.margins(View(open_(), "en")) == ["0 – 10 points below the threshold of Khá"]
    assert all(" – " not in text for text in advice.margins(View(complete())))


@pytest.mark.parametrize("lang", LANGS)
def test_a_sheet_for_people_has_spans_where_nothing_is_settled(lang: str, tmp_path: Path) -> None:
    found = block_sheet(block(), lang)
    names = [one.name for one in found.columns]
    rows = {row[names.index("agency")]: dict(zip(names, row, strict=True)) for row in found.rows()}
    wanted = ("group_I", "group_II", "bonus_certain", "penalty_certain")

    assert [rows["Xã Đ"][name] for name in wanted] == ["0 – 14", "0 – 6", "0 – 2", "−3 – 0"]
    assert all(" – " not in str(rows["Xã A"][name]) for name in wanted)
    assert not any("chắc chắn" in one.vi or "(certain)" in one.en for one in found.columns if one.name in wanted)

    openpyxl = pytest.importorskip("openpyxl")
    write_xlsx([found], tmp_path / "a.xlsx", lang)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows() for cell in row]
    assert {"0 – 14", "−3 – 0"} <= {cell.value for cell in cells if cell.data_type == "s"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_csv_has_both_ends_of_every_part_and_calls_no_worst_case_certain(lang: str) -> None:
    stream = io.BytesIO()
    whole = table(DocumentId.RANKING, [block()], None, lang)
    write_csv(whole, stream, lang)
    titles = {one.name: one.heading(lang) for one in whole.columns}
    rows = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig")))
    row = next(one for one in rows if one[titles["agency"]] == "Xã Đ")
    ends = {
        name: tuple(row[titles[f"{name}_{end}"]] for end in ("certain", "attainable"))
        for name in ("base", "bonus", "penalty")
    }

    assert ends == {"base": ("0.00", "20.00"), "bonus": ("0.00", "2.00"), "penalty": ("-3.00", "0.00")}
    assert titles["penalty_certain"] == ("Điểm trừ (nhiều nhất)" if lang == "vi" else "Penalty (at most)")
    assert titles["penalty_attainable"] == ("Điểm trừ (ít nhất)" if lang == "vi" else "Penalty (at least)")
