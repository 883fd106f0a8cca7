"""Geometry of the charts is exact and stays inside the drawing."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from scoring.reports import charts
from scoring.reports.charts import Band, Bar, Mark
from scoring.result.model import BaseTotal


def test_a_bar_tells_certain_and_open_parts_of_the_maximum() -> None:
    one = BaseTotal(certain="8.00", attainable="12.00", max="24.00")

    assert charts.bar(one) == Bar(certain="33.33", open="16.67")


def test_places_never_leave_the_axis() -> None:
    assert charts.percent(120, 100) == "100.00"
    assert charts.percent(-5, 100) == "0.00"
    assert charts.percent(5, 0) == "0.00"


def test_labels_that_would_run_into_each_other_are_left_out_but_never_the_ends() -> None:
    edges = [(x, str(x)) for x in (0, 3, 50, 52, 95, 100)]

    assert [one.text for one in charts.ticks(edges, 100)] == ["0", "50", "100"]
    assert [one.hold for one in charts.ticks(edges, 100)] == ["start", "middle", "end"]


def test_bands_lie_side_by_side() -> None:
    found = charts.bands([(85, 100, True), (0, 85, False)], 100)

    assert found == [Band("85.00", "15.00", on=True), Band("0.00", "85.00", on=False)]


def test_equal_totals_are_stacked_not_hidden() -> None:
    found = charts.dots([Mark(80), Mark(80), Mark(80), Mark(20)], 100).dots
    places = {(one.x, one.y) for one in found}

    assert len(places) == 4


@pytest.mark.parametrize("count", [1, 9, 200])
def test_a_stack_of_many_dots_stays_low(count: int) -> None:
    found = charts.dots([Mark(100)] * count, 100)

    assert Fraction(found.height) < 160
    assert all(0 <= Fraction(one.y) <= Fraction(found.base) for one in found.dots)


def test_columns_are_as_high_as_the_share_of_the_maximum() -> None:
    rows = [
        BaseTotal(certain="50.00", attainable="75.00", max="100.00"),
        BaseTotal(certain="107.00", attainable="107.00", max="107.00"),
    ]
    first, second = charts.columns(rows)

    assert (first.solid, first.open, first.open_y) == ("48.0", "24.0", "44.0")
    assert (second.solid, second.open) == ("96.0", "0.0")
    assert Fraction(first.x) + Fraction(first.width) < Fraction(second.x)


def test_every_number_of_a_drawing_is_a_fixed_decimal() -> None:
    rows = [BaseTotal(certain="1.00", attainable="1.00", max="3.00")] * 3
    texts = [charts.dots([Mark(Fraction(1, 3))], 1), *charts.columns(rows)]

    found = re.findall(r"\b(?:x|y|middle|width|solid|open|base)='([^']*)'", str(texts))
    assert found
    for text in found:
        assert re.fullmatch(r"-?\d+\.\d{1,2}", text)
