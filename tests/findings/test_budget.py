"""What costs more than can be held is refused alike by both backends, before it is begun."""

from __future__ import annotations

import time

import pytest
from rulekit import fact, rule, use

from scoring.findings import backend, budget, why_not_durable
from scoring.findings.budget import Budget, TooManyMatchesError
from scoring.findings.native import Native

BACKENDS = ["native"] if why_not_durable() else ["native", "durable"]
LOOSE = rule("roi", *({f"p{index}": {"kind": "k"}} for index in range(5)))
PAIRS = rule(
    "cap", {"a": {"fact": "use", "criterion": "I"}}, {"b": {"fact": "use", "criterion": "II", "document": "a.document"}}
)
ONE = rule("mot", {"a": {"fact": "use", "criterion": "I"}})


def _records(count, kind="k", **more):
    return [fact("record", f"{kind}{index}", kind=kind, **more) for index in range(count)]


def _uses(count):
    return [use(f"{criterion}{index}", "d", criterion) for criterion in ("I", "II") for index in range(count)]


@pytest.fixture(params=BACKENDS)
def derive(request):
    return backend(request.param).derive


@pytest.mark.parametrize(
    ("rules", "facts", "costly"),
    [
        ([LOOSE], _records(60), "roi"),
        ([ONE, PAIRS], _uses(1000), "cap"),
        # Nothing matches in the end, but the library would hold what matches on the way.
        ([rule("dung", *LOOSE.when.all[:3], {"x": {"kind": "l", "n": "p0.n"}})], [*_records(60, n=1)], "dung"),
        # Nothing is held, but 4,000,000 pairs are compared.
        pytest.param([rule("truoc", {"a": {"kind": "k"}}, {"b": {"kind": "l", "n": {"before": "a.n"}}})],
                     [*_records(2000, n=1), *_records(2000, "l", n=2)], "truoc", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_a_rule_that_costs_too_much_is_named_and_nothing_is_held(derive, rules, facts, costly):
    started = time.process_time()
    with pytest.raises(TooManyMatchesError) as refused:
        derive(rules, facts)

    assert refused.value.rule == costly
    assert time.process_time() - started < 60


def test_what_is_joined_by_an_equal_field_costs_as_much_as_it_matches(derive):
    facts = [use(f"{criterion}{index}", f"d{index}", criterion) for criterion in ("I", "II") for index in range(1500)]

    assert len(derive([PAIRS], facts)) == 1500


def test_both_backends_draw_the_line_at_the_same_match(derive, monkeypatch):
    """12 pairs and the 3 or 4 facts they begin with; one rule less, and there is room."""
    for most, fits in ((4 + 12, True), (4 + 11, False)):
        monkeypatch.setattr(budget, "MAX_MATCHES", most)
        monkeypatch.setattr("scoring.findings.native.MAX_MATCHES", most)
        facts = [*_uses(3), use("I3", "d", "I")]
        if fits:
            assert len(derive([PAIRS], facts)) == 12
        else:
            with pytest.raises(TooManyMatchesError, match="cap"):
                derive([PAIRS], facts)


def test_the_rule_named_is_the_costliest_not_the_one_that_happened_to_be_last(derive, monkeypatch):
    monkeypatch.setattr(budget, "MAX_MATCHES", 22)
    monkeypatch.setattr("scoring.findings.native.MAX_MATCHES", 22)

    with pytest.raises(TooManyMatchesError) as refused:
        derive([PAIRS, ONE], _uses(4))

    assert refused.value.rule == "cap"


def test_whether_a_rule_fires_at_all_costs_no_more_than_one_match():
    spent = Budget()

    assert Native().fired([LOOSE, ONE], [*_records(60), *_uses(60)], spent) == {"roi", "mot"}
    assert spent.matches == 6
