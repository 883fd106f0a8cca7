"""Where every criterion is not applicable: one sentence, no class, nothing open, no advice that cannot be followed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.engine.builders import LADDER, assess, group, leaf, scheme

from scoring.cli.terminal.summary import ranking_table, results_table
from scoring.engine.classify import NOTHING_APPLIES
from scoring.reports import advice, conclusion, terminal
from scoring.reports.explain import explain
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.ranking import rank
from scoring.result.read import from_data
from scoring.result.summary import summarize
from scoring.result.write import result_of, to_data

WORDS = {
    "vi": "Không phân loại theo điểm: không còn tiêu chí nào để chấm, không xếp loại được.",
    "en": "Outside the ladder: no criterion is left to score, so there is no class.",
}


def nothing(**more: Any) -> Result:
    """An agency with five bonus points, and no criterion that applies."""
    bonus = {"title": "Điểm cộng", "cap": 5, "criteria": [leaf("C.1", 5, {"per_item": {"of": "khen", "points": 1}})]}
    tree = [group("I", 100, leaf("I.1", 100, {"per_item": {"of": "a", "points": 10}}))]
    measures = {"a": {"declared": "Số cuộc"}, "khen": {"declared": "Số lần khen"}}
    policies = {"not_applicable": "drop", "rescale_total": True}
    ours = scheme(tree, measures, bonus=bonus, policies=policies, **more)
    stated = [{"criterion": "I", "reason": "không có"}]
    return result_of(assess(ours, {"khen": 5}, not_applicable=stated, final=True))


@pytest.mark.parametrize("on", ["total", "share"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_sentence_says_it_and_nothing_is_open(lang: str, on: str) -> None:
    edges = LADDER if on == "total" else {
        "on": "share", "classes": [{"id": "a", "title": "A", "from": "90 %"}, {"id": "b", "title": "B", "below": "90 %"}],
    }  # fmt: skip
    found = nothing(ladder=edges)
    view = View(found, lang)

    assert found.complete
    assert view.provisional is None
    assert conclusion.sentence(view) == WORDS[lang]
    assert advice.margins(view) == advice.missing(view) == advice.lost_points(view) == conclusion.possible(view) == []
    for item in (None, "total", "class"):
        text = " ".join(terminal.render(explain(found, item, lang=lang)).split())
        assert WORDS[lang] in text


def test_it_is_ranked_apart_and_has_a_name_in_both_languages() -> None:
    found = summarize(nothing())
    row = rank([found])["xa"][0]

    assert (row.rank, row.why) == (None, "outside")
    assert [found.classification.text(lang) for lang in ("vi", "en")] == ["Không xếp loại được", "Not classifiable"]
    assert results_table([found]).rstrip().endswith("đủ")
    assert "Không xếp loại được (ngoài thang)" in ranking_table(rank([found]), [found])


def test_the_result_says_it_within_its_format() -> None:
    found = nothing()
    assert from_data(json.loads(json.dumps(to_data(found)))) == found
    assert found.classification.outside is not None
    assert found.classification.outside.id == NOTHING_APPLIES.id
    assert View(found).class_title(NOTHING_APPLIES.id) == "Không xếp loại được"


def test_a_state_outside_of_the_scheme_goes_before_it() -> None:
    outside = [{"id": "o", "title": "Không xét", "when": {"measure": "khen", "at_least": 5}}]
    assert nothing(ladder={**LADDER, "outside": outside}).classification.text() == "Không xét"
