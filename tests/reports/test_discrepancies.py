"""The discrepancy report as pages, tables and papers: hostile texts, absences in words, Word and PDF alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.reports.discrepancies import Discrepancies
from scoring.reports.discrepancy_tables import criteria_table

from .campaign_sample import HEAD, appraised, gaps
from .rendered import render_discrepancies
from .sample import HOSTILE, complete


def bare(text: str) -> str:
    """The text without spaces and places to break."""
    return re.sub(r"[\s\u200b]", "", text)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("format", ["html", "md"])
def test_pages_keep_hostile_texts_texts_and_carry_banner_and_head(format: Any, lang: str) -> None:
    page = render_discrepancies(Discrepancies(gaps(HOSTILE), lang), format)

    assert "<script" not in page
    assert "{{ 7*7 }}" in (page if format == "html" else page.replace("\\", ""))
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert HEAD in page
    assert "Thang làm việc" in page


def test_what_has_no_points_yet_is_words_on_pages_and_empty_in_tables() -> None:
    found = Discrepancies(gaps(), every_criterion=True)
    open_ = found.criteria()[1]

    assert (open_.claimed, open_.final, open_.gap) == ("chưa có", "chờ cả khối", "chưa có")
    table = criteria_table(found)
    names = [one.name for one in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows()]
    assert [row["final"] for row in rows] == ["2", None, None]
    assert (rows[-1]["agency_id"], rows[-1]["state"]) == ("xa-z", "không nộp đúng hạn")
    assert {row["chain_head"] for row in rows} == {HEAD}


def test_points_not_published_yet_are_marked() -> None:
    assert "CHƯA CÔNG BỐ" in render_discrepancies(Discrepancies(gaps()), "md")
    assert "CHƯA CÔNG BỐ" not in render_discrepancies(Discrepancies(replace(gaps(), decision="9/QĐ")), "md")


def test_word_and_pdf_say_the_same() -> None:
    pytest.importorskip("docxtpl")
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    from . import test_docx, test_pdf
    from .rendered import discrepancies_docx, discrepancies_pdf

    for lang in ("vi", "en"):
        report = Discrepancies(gaps("{{ 7*7 }} <b>"), lang, kappa=["κ 0,5"], caveat="không phải điểm")
        word = test_docx.words(discrepancies_docx(report, appraised(complete())))
        paper = bare(test_pdf.words(discrepancies_pdf(report, appraised(complete()))))
        assert [line for line in map(bare, word.split("\n")) if line not in paper] == []
        for text in (HEAD, "{{ 7*7 }} <b>", "κ 0,5", "không phải điểm"):
            assert text in word
