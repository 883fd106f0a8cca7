"""A value beside a threshold is printed with the digits it takes to see on which side of it the value lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.builders import assess, group, leaf, scheme

from scoring.numbers import Number, show_beside, show_percent
from scoring.reports import conclusion, terminal
from scoring.reports.explain import explain
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.values import Quantity

MEASURES = {
    "phai": {"declared": "Số đơn"},
    "dung": {"declared": "Đúng hạn", "at_most": "phai"},
    "ty_le": {"ratio": ["dung", "phai"], "title": "Tỷ lệ", "when_zero": "not_applicable"},
}
LANGS = ("vi", "en")


def number(text: str) -> Fraction:
    """The first number of a shown text, in either notation."""
    found = re.search(r"−?[0-9.,]*[0-9]", text)
    assert found is not None
    return Fraction(found[0].replace("−", "-").replace(",", "."))


def result(score: dict[str, Any], done: int, of: int, **more: Any) -> Result:
    """One criterion of at most 50 points that reads the share `ty_le`."""
    ours = scheme([group("I", 50, leaf("I.1", 50, score))], MEASURES, maximum=50, **more)
    return result_of(assess(ours, {"phai": of, "dung": done}, final=True))


def working(found: Result, lang: str) -> str:
    """The equation of the one criterion on one line."""
    return " / ".join(f"{one.working} {one.value}" for one in explain(found, "I.1", lang=lang).operands)


sides = st.fractions(min_value=-100, max_value=100, max_denominator=10**7)


@given(sides, st.lists(st.decimals(-100, 100, places=3).map(Fraction), max_size=3), st.sampled_from(LANGS))
def test_no_text_lies_on_another_side_than_its_value(value: Fraction, edges: Sequence[Number], lang: str) -> None:
    shown = number(show_beside(value, edges, lang))

    assert [(shown > edge, shown < edge) for edge in edges] == [(value > edge, value < edge) for edge in edges]


def test_a_threshold_is_shown_with_all_its_decimals() -> None:
    assert [Quantity.parse(text).shown() for text in ("90 %", "89.99999 %", "44.999999")] == [
        "90%", "89,99999%", "44,999999",
    ]  # fmt: skip
    assert show_percent(Fraction(89999999, 10**8), edges=[Fraction(9, 10)]) == "89,999999%"


KINDS: list[dict[str, Any]] = [
    {"bands": {"of": "ty_le", "tiers": [{"from": "90 %", "points": 50}, {"below": "90 %", "points": 20}]}},
    {"proportional": {"of": "ty_le", "floor": "50 %", "target": "90 %"}},
    {"formula": {"uses": {"r": "ty_le"}, "branches": [{"when": "r >= 90 %", "points": "M"}], "otherwise": "0"}},
]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("score", KINDS, ids=lambda score: next(iter(score)))
def test_a_share_just_off_the_threshold_of_its_criterion(score: dict[str, Any], lang: str) -> None:
    at, below = (working(result(score, done, of), lang) for done, of in ((9, 10), (1808, 2009)))

    assert "90%" in at
    assert "89,995%" in below if lang == "vi" else "89.995%" in below
    assert not re.search(r"90[.,]00", below)


@pytest.mark.parametrize("lang", LANGS)
def test_the_threshold_may_be_another_measure(lang: str) -> None:
    measures = {"co": {"external": "Thực hiện", "by": "Sở"}, "giao": {"declared": "Chỉ tiêu"}}
    tree = [group("I", 50, leaf("I.1", 50, {"target": {"of": "co", "target": "giao"}}))]
    ours = scheme(tree, measures, maximum=50)
    found = result_of(assess(ours, {"co": Decimal("89.999999"), "giao": 90}))

    assert ("89,999999" if lang == "vi" else "89.999999") in working(found, lang)


@pytest.mark.parametrize(("score", "shown", "state"), [("44.99999", "44,99999 / 50", "không"), ("45", "45 / 50", "có")])
def test_points_beside_the_threshold_of_a_condition(score: str, shown: str, state: str) -> None:
    gate = {"id": "g", "title": "Từ 90 %", "class": "a", "requires": {"some": ["I"], "at_least": "90 %"}}
    ladder = {
        "classes": [{"id": "a", "title": "A", "from": 10}, {"id": "b", "title": "B", "below": 10}],
        "gates": [gate],
    }
    tree = [group("I", 50, leaf("I.1", 50, {"external": {"of": "x", "scale": 50}}))]
    ours = scheme(tree, {"x": {"external": "Chỉ số", "by": "Sở"}}, maximum=50, ladder=ladder)
    found = result_of(assess(ours, {"x": Decimal(score)}))
    reason = next(one for one in found.classification.reasons if one.kind == "gate")

    assert reason.details == (f"mục I từ 90 % trở lên: đang là {shown} – {state}",)
    assert reason.details_en == (
        f"item I 90 % or more: now {shown.replace(',', '.')} – {'yes' if state == 'có' else 'no'}",
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_measure_beside_the_threshold_of_a_condition(lang: str) -> None:
    outside = [{"id": "o", "title": "Ngoài", "when": {"measure": "ty_le", "below": "90 %"}}]
    ladder = {"classes": [{"id": "a", "title": "A", "from": 10}, {"id": "b", "title": "B", "below": 10}]}
    for done, of, shown in ((1808, 2009, "89.995%"), (9, 10, "90%")):
        found = result(KINDS[0], done, of, ladder={**ladder, "outside": outside})
        text = conclusion.conditions(View(found, lang))[0].details[0]
        assert (f" {shown} (" if lang == "en" else f" {shown.replace('.', ',')} (") in text


@pytest.mark.parametrize("on", ["total", "share"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_total_beside_the_classes(lang: str, on: str) -> None:
    """44.99999 of 50 is less than 45, and less than 90 %."""
    edge = 45 if on == "total" else "90 %"
    ladder = {"on": on, "classes": [{"id": "a", "title": "A", "from": edge}, {"id": "b", "title": "B", "below": edge}]}
    fine = {"at": "total", "mode": "half_up", "step": Decimal("0.00001")}
    tree = [group("I", 50, leaf("I.1", 50, {"external": {"of": "x", "scale": 50}}))]
    ours = scheme(tree, {"x": {"external": "Chỉ số", "by": "Sở"}}, maximum=50, ladder=ladder, rounding=fine)
    found = result_of(assess(ours, {"x": Decimal("44.99999")}))
    view = View(found, lang)
    points = "44,99999" if lang == "vi" else "44.99999"

    assert view.span(found.total) == points
    assert conclusion.sentence(view).startswith(f"{'Tổng điểm' if lang == 'vi' else 'Total'} ")
    assert number(conclusion.sentence(view)) < (45 if on == "total" else 90)
    assert points in terminal.render(explain(found, "total", lang=lang))
    gap = "0,00001" if lang == "vi" else "0.00001"
    assert gap in " ".join(
        dict(conclusion.sections(view))["Khoảng cách tới các loại" if lang == "vi" else "Distance to the classes"][0]
    )
