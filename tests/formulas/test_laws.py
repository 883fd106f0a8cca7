"""What every leaf kind promises, whatever its parameters and inputs are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.fields import plain
from scoring.formulas import KINDS

from .kit import build, examples, known, stored, view

every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@settings(max_examples=40)
@given(data=st.data())
def test_points_lie_within_the_maximum_and_within_the_bounds_of_every_range_holding_the_inputs(kind, data) -> None:
    one = data.draw(examples(kind))
    scored = one.spec.compile(one.maximum)(*one.values)
    points = scored.points
    assert type(points) in (int, Fraction)
    assert 0 <= points <= one.spec.attainable(one.maximum) <= one.maximum

    low, high = one.spec.bounds(one.maximum, one.ranges)
    assert 0 <= low <= points <= high <= one.maximum
    ranges = [known(value) for value in one.values]
    assert one.spec.bounds(one.maximum, ranges) == (points, points)

    listed = list(one.spec.branches())
    assert scored.branch in listed if listed else scored.branch is None


@every_kind
@settings(max_examples=30)
@given(data=st.data())
def test_spec_survives_being_stored_in_a_result(kind, data) -> None:
    spec = data.draw(examples(kind)).spec
    forms = (plain(spec), plain(spec, whole=True))
    for form in forms:
        assert type(spec).model_validate(form, context={"stored": True}) == spec


@every_kind
@settings(max_examples=40)
@given(data=st.data())
def test_explanation_and_advice_are_texts_in_both_languages_and_promise_no_more_than_was_lost(kind, data) -> None:
    one = data.draw(examples(kind))
    scored = one.spec.compile(one.maximum)(*one.values)
    form = stored(scored)
    assert form.points == scored.points
    views = [view(id, value) for id, value in zip(one.spec.reads(), one.values, strict=True)]
    for lang in ("vi", "en"):
        lines = one.spec.explain(one.maximum, views, form, lang)
        texts = [part for x in lines for part in (x.text, x.working, x.value, x.sign)]
        untaken = one.spec.untaken(one.maximum, scored.branch, lang) + one.spec.untaken(one.maximum, None, lang)
        assert all(x.text and x.value for x in untaken)
        texts += [part for x in untaken for part in (x.text, x.value)]
        gain = one.spec.gain(one.maximum, views, form, lang)
        if gain is not None:
            assert 0 < gain.points <= one.maximum - scored.points
            texts.append(gain.text)
        assert lines
        assert all(isinstance(text, str) and "Fraction" not in text for text in texts)


@every_kind
def test_kind_is_listed_under_its_own_name_with_a_title(kind) -> None:
    assert KINDS[kind].kind == kind
    assert KINDS[kind].title_vi
    assert KINDS[kind].__doc__


@pytest.mark.parametrize(
    ("kind", "keys", "edges"),
    [
        ("proportional", {"of": "a", "floor": "20 %", "target": "90 %"}, [("a", Fraction(1, 5)), ("a", Fraction(9, 10))]),
        ("timeliness", {"of": "a", "per_day": 1, "grace": 2, "none_after": 9}, [("a", 2)]),
        ("discretion", {"of": "a", "full_at": "100 %", "by": "leaders"}, [("a", 1)]),
        (
            "bands",
            {"of": "a", "tiers": [{"from": 9, "points": 3}, {"from": 5, "below": 9, "points": 2}, {"below": 5, "points": 0}]},
            [("a", 9), ("a", 5)],
        ),
        ("deduct", {"of": "a", "points": 1}, []),
        ("relative", {"of": "a"}, []),
    ],
)  # fmt: skip
def test_the_values_at_which_the_points_change_rule_are_these(kind, keys, edges) -> None:
    assert list(build(kind, **keys).edges()) == edges


def test_nothing_is_taken_where_nothing_occurred() -> None:
    spec = build("deduct_range", of="a", by="leaders", **{"from": 2, "to": 5})
    for count in (-1, 0):
        scored = spec.compile(10)(count, 3)
        assert (scored.points, scored.branch, scored.facts) == (10, "none", {"taken": 0})
    assert spec.compile(10)(1, 3).facts == {"taken": 3}
