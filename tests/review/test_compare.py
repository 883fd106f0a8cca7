"""Agreement, comparison and sampling: exact numbers, told apart from what cannot be known."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.review.agreement import weighted_kappa
from scoring.review.compare import compare
from scoring.review.discrepancy import agreements
from scoring.review.discrepancy import report as gaps_report
from scoring.review.sample import Risk, draw, past_gaps, risks

from .kit import Play

LEVELS = st.integers(0, 4)


def by_cross_table(a, b):
    """Cohen's weighted kappa by its definition, over ordered categories 0…4 with quadratic weights."""
    count, size = Fraction(len(a)), 5
    cells = {
        (i, j): sum(x == i and y == j for x, y in zip(a, b, strict=True))
        for i in range(size)
        for j in range(size)
    }
    weight = {(i, j): (i - j) ** 2 for i, j in cells}
    rows = [sum(cells[i, j] for j in range(size)) for i in range(size)]
    columns = [sum(cells[i, j] for i in range(size)) for j in range(size)]
    observed = sum(weight[at] * cells[at] for at in cells) / count
    expected = sum(weight[i, j] * rows[i] * columns[j] for i, j in cells) / count**2
    return None if not expected else 1 - observed / expected


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=30))
def test_kappa_is_that_of_the_cross_table(pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]

    assert weighted_kappa(a, b) == by_cross_table(a, b)


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=30))
def test_kappa_does_not_depend_on_scale_or_on_who_comes_first(pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]

    assert weighted_kappa(a, b) == weighted_kappa(b, a)
    assert weighted_kappa(
        [Fraction(x, 3) for x in a], [Fraction(y, 3) for y in b]
    ) == weighted_kappa(a, b)


def test_kappa_is_undefined_where_nothing_varies_and_refused_where_nothing_is_there():
    assert weighted_kappa([1, 1], [1, 1]) is None
    with pytest.raises(ValueError):
        weighted_kappa([], [])
    with pytest.raises(ValueError):
        weighted_kappa([1], [1, 2])


def result(agency="a", points=("4.00", "3.00"), cls="kha", digest="x"):
    rows = [
        {"id": f"I.{n}", "title": f"T{n}", "certain": p, "attainable": p, "status": "scored", "max": "5.00",
         "min": "0.00", "excluded": False, "claimed": "5.00", "final": p}
        for n, p in enumerate(points, 1)
    ]  # fmt: skip
    total = str(sum(map(Fraction, points)))
    return {
        "agency": {"id": agency, "name": "Xã"}, "period": "2025", "scheme": {"id": "s", "digest": digest},
        "criteria": rows, "groups": [], "total": {"certain": total, "attainable": total, "max": "10"},
        "classification": {"certain": cls, "ladder": [{"id": "tot"}, {"id": "kha"}]},
    }  # fmt: skip


def test_two_results_are_compared_exactly():
    found = compare(result(), result(points=("4.00", "4.25"), cls="tot"))

    assert [one["difference"] for one in found["criteria"]] == ["0", "1.25"]
    assert found["total"]["difference"] == "1.25"
    assert found["class"] == {"a": "kha", "b": "tot", "moved": "up"}
    assert (found["agreement"]["criteria"], found["agreement"]["equal"]) == (2, 1)


def test_what_is_open_absent_or_on_another_ladder_is_not_compared():
    other = result(points=("4.00",))
    other["criteria"][0] |= {"attainable": "5.00", "status": "not_declared"}
    other["classification"]["ladder"] = [{"id": "kha"}]

    found = compare(result(), other)

    assert [one["difference"] for one in found["criteria"]] == [None, None]
    assert found["criteria"][1]["b_status"] is None
    assert found["class"]["moved"] is None
    assert found["agreement"] == {"criteria": 0, "equal": 0, "kappa": None}


def rows(count):
    return [Risk("x", f"I.{n}", Fraction(n, count), 0, n % 2, 0) for n in range(1, count + 1)]


def test_a_draw_is_repeatable_does_not_depend_on_order_and_changes_with_the_seed():
    given_rows = rows(30)

    first = draw(given_rows, 8, "hạt")
    assert draw(list(reversed(given_rows)), 8, "hạt") == first
    assert draw(given_rows, 8, "khác") != first
    assert len({one.criterion for one in first}) == 8
    assert draw(given_rows, 3, "hạt") == first[:3]


def test_what_carries_no_risk_is_never_drawn_and_all_that_does_can_be():
    nothing = Risk("x", "0", 0, 0, 0, 0)

    assert draw([nothing], 5, "s") == []
    assert sorted(one.criterion for one in draw([*rows(4), nothing], 99, "s")) == [
        "I.1",
        "I.2",
        "I.3",
        "I.4",
    ]


def test_a_higher_risk_is_drawn_more_often():
    heavy, light = Risk("x", "a", 1, 1, 1, 1), Risk("x", "b", Fraction(1, 10), 0, 0, 0)
    firsts = [draw([heavy, light], 1, str(n))[0] for n in range(400)]

    # 1 against 0.03: about 388 of 400.
    assert 370 < firsts.count(heavy) < 400


def test_past_gaps_and_nearness_to_an_edge_raise_the_risk():
    play = Play()
    play.submit("a")
    play.state.edges["xa"] = (13,)
    before = {one.criterion: one for one in risks(play.state)}
    gaps = past_gaps([result(points=("4.00", "3.00"))])

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
            play(
                "appraised",
                actor,
                "2025-12-15",
                agency=agency,
                criterion="I.1",
                points=points,
                **more,
            )

    (pair,) = agreements(play.state)

    assert (pair.first, pair.second, pair.count, pair.equal) == ("tv-1", "tv-2", 3, 2)
    assert pair.kappa == weighted_kappa([9, 8, 5], [9, 6, 5])
    assert gaps_report(play.state)["blocks"][0]["gap"] == "-5"
