"""What rules mean, on the native backend; the other one is compared with it."""

from __future__ import annotations

import itertools

import pytest
from rulekit import fact, rule, use

from scoring.findings import BackendError, backend, why_not_durable
from scoring.findings.native import Native

BACKENDS = ["native"] if why_not_durable() else ["native", "durable"]


@pytest.fixture(params=BACKENDS)
def derive(request):
    return backend(request.param).derive


def refs(matches):
    return [(match.rule, *(ref for _, ref in match.facts)) for match in matches]


TWICE = rule(
    "hai-lan",
    {"a": {"fact": "use", "criterion": "I.1"}},
    {"b": {"fact": "use", "criterion": "II.2", "document": "a.document"}},
)


def test_one_document_under_two_criteria_is_found_with_both_facts(derive):
    facts = [use("u1", "d", "I.1"), use("u2", "d", "II.2"), use("u3", "e", "II.2")]

    assert refs(derive([TWICE], facts)) == [("hai-lan", "u1", "u2")]


def test_no_fact_is_taken_twice_by_one_match(derive):
    pair = rule("pair", {"a": {"fact": "use"}}, {"b": {"fact": "use", "document": "a.document"}})

    assert refs(derive([pair], [use("u1", "d", "I.1")])) == []
    assert refs(derive([pair], [use("u1", "d", "I.1"), use("u2", "d", "I.1")])) == [
        ("pair", "u1", "u2"),
        ("pair", "u2", "u1"),
    ]


def test_a_negated_pattern_passes_over_what_the_patterns_above_took(derive):
    alone = rule("alone", {"a": {"fact": "use"}}, {"none": {"fact": "use", "document": "a.document"}})
    facts = [use("u1", "d", "I.1"), use("u2", "d", "I.1"), use("u3", "e", "I.1")]

    assert refs(derive([alone], facts)) == [("alone", "u3")]


def test_two_reports_missing_in_a_row(derive):
    row = rule(
        "row",
        {"a": {"fact": "report", "series": "q", "state": "missing"}},
        {"b": {"fact": "report", "series": "q", "state": "missing", "previous": "a.index"}},
    )
    states = ["missing", "on_time", "missing", "missing"]
    facts = [
        fact("report", f"q{i}", series="q", index=i, previous=i - 1, state=state) for i, state in enumerate(states)
    ]

    assert refs(derive([row], facts)) == [("row", "q2", "q3")]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"before": 5}, [4]),
        ({"until": 5}, [4, 5]),
        ({"after": 5}, [6]),
        ({"from": 5}, [5, 6]),
        ({"not": 5}, [4, 6]),
        ({"not": [4, 5]}, [6]),
        ({"not": {"before": 5}}, [5, 6]),
        ([4, 6], [4, 6]),
        (5, [5]),
    ],
)
def test_every_test_includes_exactly_what_it_says(derive, test, expected):
    one = rule("one", {"a": {"kind": "k", "n": test}})
    facts = [fact("record", f"n{n}", kind="k", n=n) for n in (4, 5, 6)]

    assert refs(derive([one], facts)) == [("one", f"n{n}") for n in expected]


@pytest.mark.parametrize("test", [5, [5], {"not": 5}, {"before": 5}, {"not": {"before": 5}}, {"from": -9}])
def test_a_missing_field_passes_no_test(derive, test):
    one = rule("one", {"a": {"kind": "k", "n": test}})

    assert derive([one], [fact("record", "r", kind="k")]) == ()


@pytest.mark.parametrize("test", ["a.n", {"not": "a.n"}, {"before": "a.n"}, {"from": "a.n"}])
def test_a_missing_field_referred_to_passes_no_test_even_negated(derive, test):
    positive = rule("pos", {"a": {"kind": "k"}}, {"b": {"kind": "l", "n": test}})
    negative = rule("neg", {"a": {"kind": "k"}}, {"none": {"kind": "l", "n": test}})
    facts = [fact("record", "r", kind="k"), fact("record", "s", kind="l", n=3)]

    assert refs(derive([positive, negative], facts)) == [("neg", "r")]


@pytest.mark.parametrize("value", ["7", True, False])
@pytest.mark.parametrize("test", [{"after": -99}, {"until": 99}, {"not": {"after": 99}}])
def test_order_holds_between_whole_numbers_only(derive, value, test):
    one = rule("one", {"a": {"kind": "k", "n": test}})

    assert derive([one], [fact("record", "r", kind="k", n=value)]) == ()


def test_rules_see_the_findings_of_rules_declared_before_them_only(derive):
    first = rule("first", {"f": {"fact": "finding", "rule": "second"}})
    second = rule("second", {"a": {"fact": "period"}})
    third = rule("third", {"f": {"fact": "finding", "rule": "second"}}, {"none": {"fact": "finding", "rule": "first"}})

    found = derive([first, second, third], [fact("period", "period", first=1, last=2)])

    assert refs(found) == [("second", "period"), ("third", "finding:second")]


def test_the_order_of_the_facts_does_not_matter(derive):
    facts = [use("u1", "d", "I.1"), use("u2", "d", "II.2"), use("u3", "d", "I.1"), use("u4", "e", "I.1")]
    results = {derive([TWICE], order) for order in itertools.permutations(facts)}

    assert results == {derive([TWICE], facts)}
    assert len(results) == 1


def test_dates_are_written_as_dates(derive):
    late = rule("late", {"a": {"kind": "k", "first": {"after": "30/6/2025"}}})
    day = fact("record", "r", kind="k", first=739433)  # 2025-07-01

    assert refs(derive([late], [day])) == [("late", "r")]
    assert derive([late], [{**day, "first": 739432}]) == ()


def test_a_fact_holding_a_float_is_refused(derive):
    with pytest.raises(BackendError):
        derive([TWICE], [fact("use", "u", document=0.5)])


def test_no_rules_and_no_facts_give_no_findings(derive):
    assert derive([], []) == ()
    assert derive([TWICE], []) == ()


def test_a_rule_that_is_not_right_is_refused_and_not_run():
    with pytest.raises(BackendError, match="SC346"):
        Native().derive([rule("r", {"none": {"fact": "use"}})], [])
