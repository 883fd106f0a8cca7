"""Every way to write a rule wrongly has its diagnostic and its place."""

from __future__ import annotations

import pytest
from rulekit import rule

from scoring.catalog import lookup
from scoring.findings.check import check_rule

KINDS = {"plan": ("topic", "count"), "report": ()}
A = {"a": {"kind": "plan"}}


@pytest.mark.parametrize(
    ("entries", "code", "path"),
    [
        ([{"a": {"fact": "recrod"}}], "SC340", (0, "a", "fact")),
        ([{"a": {"kind": "plan", "topik": "x"}}], "SC341", (0, "a", "topik")),
        ([{"a": {"kind": "report", "topic": "x"}}], "SC341", (0, "a", "topic")),
        ([A, {"b": {"kind": "plan", "topic": "a.topik"}}], "SC341", (1, "b", "topic")),
        ([{"a": {"kind": "plann"}}], "SC342", (0, "a", "kind")),
        ([{"a": {"kind": {"not": ["plann"]}}}], "SC342", (0, "a", "kind")),
        ([{"a": {"fact": "finding", "rule": "other"}}], "SC343", (0, "a", "rule")),
        ([{"a": {"kind": "plan", "topic": "b.topic"}}, {"b": {"kind": "plan"}}], "SC344", (0, "a", "topic")),
        ([{"a": {"kind": "plan", "topic": "a.topic"}}], "SC344", (0, "a", "topic")),
        ([{f"p{i}": {"kind": "plan"}} for i in range(17)], "SC345", ()),
        ([{"none": {"kind": "plan"}}], "SC346", ()),
        ([{"a": {"kind": "plan", "topic": []}}], "SC347", (0, "a", "topic")),
        ([{"a": {"kind": "plan", "count": 0.5}}], "SC348", (0, "a", "count")),
        ([{"a": {"kind": "plan", "topic": None}}], "SC348", (0, "a", "topic")),
        ([{"a": {"kind": "plan"}, "b": {"kind": "plan"}}], "SC349", (0,)),
        ([A, A], "SC349", (1, "a")),
        ([{"a": {"topic": "x"}}], "SC349", (0, "a")),
        ([{"a": {"kind": "plan", "count": {"above": 3}}}], "SC349", (0, "a", "count", "above")),
        ([{"a": {"kind": "plan", "count": {"after": "soon"}}}], "SC349", (0, "a", "count", "after")),
        ([{"a": {"kind": "plan", "first": {"after": "2025"}}}], "SC349", (0, "a", "first", "after")),
        ([{"a": {"kind": "plan", "count": {"not": {"not": 3}}}}], "SC349", (0, "a", "count", "not")),
        ([{"a": {"kind": "plan", "count": {}}}], "SC349", (0, "a", "count")),
        ([A, {"b": {"kind": "plan", "topic": ["x", "a.topic"]}}], "SC349", (1, "b", "topic", 1)),
    ],
)  # fmt: skip
def test_each_mistake_is_reported_at_its_place(entries, code, path):
    problems = check_rule(rule("r", *entries), KINDS, ["earlier"])

    assert [(one.code, one.path) for one in problems] == [(code, ("when", "all", *path))]
    entry = lookup(code)
    for template in (entry.vi, entry.en):
        assert template.format_map(problems[0].values)


def test_all_problems_of_a_rule_are_reported_at_once():
    bad = rule("r", {"a": {"kind": "plann", "topik": 0.5}}, {"b": {"fact": "x"}})

    assert {one.code for one in check_rule(bad, KINDS, [])} == {"SC340", "SC341", "SC342", "SC348"}


@pytest.mark.parametrize(
    "entries",
    [
        [{f"p{i}": {"kind": "plan"}} for i in range(16)],
        [{"a": {"fact": "use", "criterion": "II.7"}}],
        [{"a": {"fact": "use", "criterion": ["II.7", "a1.7"]}}],
        [A, {"none": {"kind": ["plan", "report"], "topic": {"not": "a.topic"}, "count": {"until": "a.count"}}}],
        [{"f": {"fact": "finding", "rule": "earlier"}}],
        [{"a": {"kind": "plan", "first": {"from": "2025-01-01"}, "number": 95}}],
    ],
)  # fmt: skip
def test_rules_written_properly_have_no_problems(entries):
    assert check_rule(rule("r", *entries), KINDS, ["earlier"]) == []


def test_a_misspelt_word_gets_a_suggestion():
    problem = check_rule(rule("r", {"a": {"kind": "plan", "topik": "x"}}), KINDS, [])[0]

    assert problem.values["guess"] == "topic"
