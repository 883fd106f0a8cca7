"""Both backends conclude the same from random rules and facts."""

from __future__ import annotations

import random

import pytest
from rulekit import random_facts, random_rules

from scoring.findings import backend, why_not_durable
from scoring.findings.native import Native

pytestmark = pytest.mark.skipif(bool(why_not_durable()), reason=f"durable: {why_not_durable()}")


@pytest.mark.parametrize("seed", range(40))
def test_random_rules_give_the_same_findings_on_both_backends(seed):
    rng = random.Random(seed)
    durable, native = backend("durable"), Native()
    fired = 0
    for _ in range(5):
        rules = random_rules(rng)
        for _ in range(12):
            facts = random_facts(rng)
            expected = native.derive(rules, facts)
            rng.shuffle(facts)
            fired += bool(expected)

            assert durable.derive(rules, facts) == expected
    assert fired, "a run in which no rule ever fires would prove nothing"
