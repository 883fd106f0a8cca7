"""Points given by people take the computed ones' place, and everything above follows from them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import evaluate
from scoring.engine.given import with_points
from scoring.result.write import result_of, to_bytes, to_data

from .builders import dossier, group, leaf, scheme

MEASURES = {"a": {"declared": "A"}, "b": {"declared": "B"}}


def ours(**more):
    tree = [
        group("I", 60, leaf("I.1", 60, {"proportional": {"of": "a", "floor": 0, "target": 60}})),
        group("II", 40, leaf("II.1", 40, {"proportional": {"of": "b", "floor": 0, "target": 40}})),
    ]
    return scheme(tree, MEASURES, **more)


def base(a=50, b=35, **more):
    return evaluate(ours(), dossier({"a": a, "b": b}, **more))


def test_sums_class_and_margins_follow_the_given_points():
    computed = base()
    found = to_data(result_of(with_points(computed, {"I.1": 40}, {"I.1": 40}, {"I.1": "thiếu biên bản"})))

    assert to_data(result_of(computed))["total"]["certain"] == "85.00"
    assert found["total"]["certain"] == "75.00"
    assert found["classification"]["certain"] == "kha"
    assert next(g for g in found["groups"] if g["id"] == "I")["certain"] == "40.00"
    one = next(c for c in found["criteria"] if c["id"] == "I.1")
    assert (one["appraised"], one["final"], one["certain"]) == ("40.00", "40.00", "40.00")
    assert "thiếu biên bản" in one["derivation"]["modifiers"][-1]["text_vi"]
    other = next(c for c in found["criteria"] if c["id"] == "II.1")
    assert (other["appraised"], other["final"]) == (None, "35.00")


def test_the_computed_assessment_is_left_as_it_was():
    computed = base()
    before = to_bytes(result_of(computed))

    with_points(computed, {"I.1": 0, "II.1": 0})

    assert to_bytes(result_of(computed)) == before


def test_given_points_close_what_was_not_declared():
    computed = evaluate(ours(), dossier({"a": 50}))

    assert not computed.complete
    assert with_points(computed, {"II.1": Fraction(81, 2)}).complete


def test_giving_points_to_a_criterion_stated_not_applicable_makes_it_apply():
    stated = {"not_applicable": [{"criterion": "II", "reason": "không có"}]}
    computed = base(**stated)

    assert computed.total.low == 50
    assert with_points(computed, {"II.1": 30}).total.low == 80


@given(st.integers(0, 60), st.integers(0, 40))
def test_giving_all_points_equals_computing_them(a, b):
    given_all = with_points(base(), {"I.1": a, "II.1": b})
    computed = base(a=a, b=b)

    assert given_all.total == computed.total
    assert given_all.classification.certain == computed.classification.certain
