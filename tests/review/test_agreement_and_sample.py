"""Agreement and sampling: exact numbers, told apart from what cannot be known."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.numbers import exact_text
from scoring.result.read import from_data
from scoring.review.agreement import Kappa, weighted_kappa
from scoring.review.discrepancy import agreements
from scoring.review.discrepancy import report as gaps_report
from scoring.review.sample import Risk, draw, past_gaps, risks

from .kit import Play

SHIPPED = Path(__file__).parents[2] / "reports" / "2025" / "xa-minh-hoa-b.json"
LEVELS = st.integers(0, 4)


def by_cross_table(a, b, power):
    """Cohen's weighted kappa by its definition, exact: over all values that occur, weighted by their distance."""
    count, values = Fraction(len(a)), sorted({*a, *b})
    weight = {(x, y): Fraction(abs(x - y)) ** power for x in values for y in values}
    observed = sum(weight[x, y] for x, y in zip(a, b, strict=True)) / count
    expected = sum(weight[x, y] * a.count(x) * b.count(y) for x, y in weight) / count**2
    return None if not expected else 1 - observed / expected


PAIRS = st.lists(st.tuples(LEVELS, LEVELS), min_size=2, max_size=30)


@pytest.fixture(scope="module")
def library():
    return pytest.importorskip("nltk", reason="chamdiem[agreement] is not installed")


@given(PAIRS, st.integers(1, 7))
@settings(deadline=None)
def test_the_librarys_kappa_is_that_of_the_definition(library, pairs, size):
    a, b = [Fraction(x, size) for x, _ in pairs], [Fraction(y, size) for _, y in pairs]

    found = weighted_kappa(a, b)

    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found == Kappa(undefined="constant")
        # Which is why it is not given: it would be 0 or 0 ÷ 0 whatever the other one says.
        assert by_cross_table(a, b, 2) in (0, None)
        return
    for text, power in ((found.linear, 1), (found.quadratic, 2)):
        assert re.fullmatch(r"-?[0-9]\.[0-9]{4}", text)
        assert abs(Fraction(text) - by_cross_table(a, b, power)) <= Fraction(1, 19_999)


@given(PAIRS)
@settings(deadline=None)
def test_kappa_does_not_depend_on_scale_or_on_who_comes_first(library, pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]

    assert weighted_kappa(a, b) == weighted_kappa(b, a)
    assert weighted_kappa([4 * x for x in a], [4 * y for y in b]) == weighted_kappa(a, b)


def test_kappa_of_one_pair_or_of_a_constant_side_is_undefined_and_says_why():
    assert weighted_kappa([], []) == weighted_kappa([1], [1]) == Kappa(undefined="few")
    assert weighted_kappa([1, 1], [1, 1]) == weighted_kappa([1, 1], [0, 1])
    assert weighted_kappa([1, 1], [1, 1]) == Kappa(undefined="constant")
    with pytest.raises(ValueError):
        weighted_kappa([1], [1, 2])


def test_without_the_library_the_figures_alone_are_missing(monkeypatch):
    monkeypatch.setattr("scoring.review.agreement.installed", lambda: False)

    assert weighted_kappa([1, 2], [2, 1]) == Kappa(undefined="not_installed")


def test_nothing_but_kappa_imports_the_library():
    code = (
        "import sys; import scoring.review.discrepancy, scoring.app.comparison, scoring.cli.commands.compare;"
        "sys.exit('nltk' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def rows(count):
    return [
        Risk(agency="x", criterion=f"I.{n}", stake=Fraction(n, count), edge=0, weak=n % 2, past=0)
        for n in range(1, count + 1)
    ]


def test_a_draw_is_repeatable_does_not_depend_on_order_and_changes_with_the_seed():
    given_rows = rows(30)

    first = draw(given_rows, 8, "hạt")
    assert draw(list(reversed(given_rows)), 8, "hạt") == first
    assert draw(given_rows, 8, "khác") != first
    assert len({one.criterion for one in first}) == 8
    assert draw(given_rows, 3, "hạt") == first[:3]


def test_what_carries_no_risk_is_never_drawn_and_all_that_does_can_be():
    nothing = Risk(agency="x", criterion="0", stake=0, edge=0, weak=0, past=0)

    assert draw([nothing], 5, "s") == []
    assert sorted(one.criterion for one in draw([*rows(4), nothing], 99, "s")) == ["I.1", "I.2", "I.3", "I.4"]


def test_a_higher_risk_is_drawn_more_often():
    heavy, light = (
        Risk(agency="x", criterion="a", stake=1, edge=1, weak=1, past=1),
        Risk(agency="x", criterion="b", stake=Fraction(1, 10), edge=0, weak=0, past=0),
    )
    firsts = [draw([heavy, light], 1, str(n))[0] for n in range(400)]

    # 1 against 0.03: about 388 of 400.
    assert 370 < firsts.count(heavy) < 400


def test_past_gaps_and_nearness_to_an_edge_raise_the_risk():
    play = Play()
    play.submit("a")
    play.state.edges["xa"] = (13,)
    before = {one.criterion: one for one in risks(play.state)}
    shipped = from_data(json.loads(SHIPPED.read_bytes()))
    values = {"max": "5.00", "min": "0.00", "claimed": "5.00"}
    criteria = tuple(
        replace(one, id=id, final=final, **values)
        for one, id, final in zip(shipped.criteria, ("I.1", "I.2"), ("4.00", "3.00"), strict=False)
    )
    agency = replace(shipped.agency, id="a")
    gaps = past_gaps([replace(shipped, agency=agency, criteria=criteria)])

    assert gaps == {("a", "I.1"): Fraction(1, 5), ("a", "I.2"): Fraction(2, 5)}
    # 9 + 4 + 0 points lie on the edge itself.
    assert before["I.1"].edge == 1
    after = {one.criterion: one for one in risks(play.state, gaps)}
    assert after["I.1"].total > before["I.1"].total


def test_agreement_of_two_members_counts_their_common_criteria_once():
    play = Play()
    play.to("vong-1")
    for agency, first, second in (("a", "9", "9"), ("b", "8", "6"), ("c", "5", "5")):
        for actor, points in (("tv-1", first), ("tv-2", second)):
            before = play.state.agencies[agency].line("I.1").counted()
            base = Fraction(before.points if before else 9)
            gap = Fraction(points) - base
            more = {"reason": "x", "causes": {"judgement": str(gap)}} if gap else {}
            play("appraised", actor, "2025-12-15", agency=agency, criterion="I.1", points=points, **more)

    (pair,) = agreements(play.state)

    assert (pair.first, pair.second, pair.criteria, pair.equal) == ("tv-1", "tv-2", 3, 2)
    # Points count as shares of the span: (9 + 8 + 5) / 10 and (9 + 6 + 5) / 10.
    assert pair.mean_difference == exact_text(Fraction(-1, 15))
    pytest.importorskip("nltk", reason="chamdiem[agreement] is not installed")
    (found,) = gaps_report(play.state, kappa=True).agreement
    assert found.kappa == weighted_kappa([9, 8, 5], [9, 6, 5])
    assert gaps_report(play.state).blocks[0].gap == "-5"


def test_an_opinion_that_was_undone_agrees_with_nobody():
    play = Play()
    play.to("vong-1")
    told = {"agency": "a", "criterion": "I.1", "points": "9"}
    play("appraised", "tv-1", "2025-12-15", **told)
    entry = play("appraised", "tv-2", "2025-12-15", **told)
    assert len(list(agreements(play.state))) == 1
    play("undone", "tv-2", "2025-12-16", agency="a", entry=entry.seq, reason="nhầm")

    assert list(agreements(play.state)) == []


def test_where_the_declared_line_passes_over_the_claim_the_gap_is_told_as_computed():
    play = Play(final=["vong-1", "computed", "claimed"])
    play.submit("a")

    rows = {one.criterion: one for one in gaps_report(play.state).criteria}

    assert (rows["I.1"].gap, rows["I.1"].causes) == ("-0.5", {"computed": "-0.5"})
    assert (rows["II.1"].gap, rows["II.1"].causes) == ("0", {})
