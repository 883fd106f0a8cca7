"""A class that a condition lowered carries a mark wherever it stands, and no other class does."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from scoring.cli.terminal.summary import class_text, ranking_table, results_table
from scoring.reports import conclusion, official
from scoring.reports.advice import margins
from scoring.reports.appraisal import line_totals
from scoring.reports.compare import change
from scoring.reports.interface import Neighbours, RankedBlock
from scoring.reports.official_block import block_summary
from scoring.reports.official_list import decision_list
from scoring.reports.sheets import block_sheet
from scoring.reports.view import View, recorded_appraisal
from scoring.result.model import Result
from scoring.result.summary import summarize

from .campaign_sample import appraised
from .rendered import printed, render_agency, render_index, render_ranking
from .sample import COMPLETE, complete, ranked, record, result

MARK = {"vi": "▼ hạ từ Tốt", "en": "▼ lowered from Tốt"}
LEGEND = {"vi": "điểm thuộc khung loại cao hơn", "en": "the points lie in a higher class"}


@cache
def lowered() -> Result:
    """Points of the best class, and the hot spot that holds the class down."""
    papers = [record("b1", "bien-ban", date="2025-03-01"), record("b2", "bien-ban", date="2025-05-20"),
              record("qc", "quy-che", number="1/QC", date="2025-01-02")]  # fmt: skip
    judged = [{"criterion": "II.2", "by": "superior", "points": 2, "reason": "được"}]
    numbers = {**COMPLETE, "diem_nong": True}
    return result(numbers, name="Xã H", id="xa-h", evidence=papers, judgements=judged, complete=True, final=True)


def papers(found: Result, lang: str) -> dict[str, str]:
    """What templates see of every paper that names a class."""
    final, block = appraised(found, publications=[]), ranked(found)["xa"]
    made: dict[str, Any] = {
        one: official.agency(final if one in ("appraisal", "minutes") else found, lang, one)  # type: ignore[arg-type]
        for one in ("self-assessment", "explanation", "one-page", "appraisal", "minutes")
    }
    made |= {"summary": block_summary("xa", block, lang), "decision-list": decision_list("xa", block, lang)}
    return {name: str(printed(one)) for name, one in made.items()}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_paper_marks_a_lowered_class(lang: str) -> None:
    assert [name for name, text in papers(lowered(), lang).items() if MARK[lang] not in text] == []
    assert [name for name, text in papers(complete(), lang).items() if "▼" in text] == []


def test_the_explanation_says_what_would_lift_the_class_where_that_is_known() -> None:
    near = Neighbours(lifting="giải quyết xong điểm nóng → Tốt")
    document: Any = "explanation"
    told, bare = (str(printed(official.agency(lowered(), "vi", document, x))) for x in (near, Neighbours()))
    assert "Để lên loại" in told
    assert near.lifting in told
    assert "Để lên loại" not in bare


def test_every_condition_that_alone_holds_the_class_is_named() -> None:
    """A ceiling lowered the class first; the gate would have, too."""
    papers = [record("b1", "bien-ban", date="2025-03-01"), record("b2", "bien-ban", date="2025-05-20")]
    judged = [{"criterion": "II.2", "by": "superior", "points": 2, "reason": "được"}]
    numbers = {**COMPLETE, "don_dung": 24, "vi_pham": 0, "quy_che": False, "diem_nong": True}
    view = View(result(numbers, evidence=papers, judgements=judged, complete=True, final=True), "vi")
    assert [one.effect for one in view.result.classification.reasons if one.kind != "ladder"] == [True, False]
    assert conclusion.sentence(view) == (
        "Tổng điểm 18 nằm trong khung loại Tốt; do có điểm nóng; do không đạt điều kiện “Mọi nhóm từ 50%” nên phân "
        "loại Khá."
    )
    assert [one.state for one in conclusion.conditions(view)] == ["áp dụng, làm giảm loại", "không đạt, làm giảm loại"]
    assert margins(view) == []  # What lies below the points' class is nothing to a lower one.


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("format", ["html", "md"])
def test_every_page_marks_it_and_tells_what_the_mark_means(lang: str, format: str) -> None:
    for found, marked in ((lowered(), True), (complete(), False)):
        blocks = ranked(found)
        index = render_index(blocks, format, lang)
        ranking = render_ranking("xa", blocks["xa"], format, lang)
        for page in (index, ranking, render_agency(found, format, lang)):
            assert (MARK[lang] in page) is marked
        for page in (index, ranking):
            assert (LEGEND[lang] in page) is marked


def test_a_block_s_sheet_has_a_column_for_it() -> None:
    for found, marked in ((lowered(), "Tốt"), (complete(), None)):
        sheet = block_sheet(RankedBlock("xa", ranked(found)["xa"]))
        (row,) = sheet.rows()
        assert dict(zip((one.name for one in sheet.columns), row, strict=True)).get("lowered_from") == marked


def test_tables_of_the_terminal_mark_it_and_tell_what_the_mark_means() -> None:
    for found, marked in ((lowered(), True), (complete(), False)):
        rows = [summarize(found)]
        for text in (results_table(rows), ranking_table(ranked(found), rows)):
            assert ("Khá ▼" in text) is marked
            assert (LEGEND["vi"] in " ".join(text.split())) is marked
    assert class_text(lowered().classification) == "Khá ▼ hạ từ Tốt"
    assert class_text(complete().classification) == "Tốt"


def test_a_change_between_two_results_and_the_final_line_mark_it() -> None:
    found = change(View(lowered(), "vi"), summarize(complete()))
    assert (found.class_before, found.class_after, found.class_word) == ("Tốt", "Khá ▼ hạ từ Tốt", "xuống loại")
    final = appraised(lowered())
    note = recorded_appraisal(final)
    assert note is not None
    assert next(one.class_ for one in line_totals(View(final, "vi"), note) if one.final).endswith("▼ hạ từ Tốt")
