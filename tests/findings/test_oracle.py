"""Both backends conclude the same from random rules and facts."""

from __future__ import annotations

import random

import pytest
from rulekit import fact, random_facts, random_rules

from scoring.findings import backend, why_not_durable
from scoring.findings.native import Native
from scoring.scheme.load import load_scheme

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


def _vocabulary(rules):
    """Every plain value each field is tested against."""
    words = {}
    for one in rules:
        for entry in one.when.all:
            for tests in entry.values():
                for field, test in tests.items():
                    values = test if isinstance(test, list) else [test]
                    words.setdefault(field, set()).update(v for v in values if isinstance(v, str))
    return {field: sorted(values) for field, values in words.items()}


def _dossier(rng, words):
    """Facts as a dossier gives them, with documents used twice, reports missing and acts cited."""
    day = 739_250
    facts = [fact("period", "period", first=day, last=day + 364)]
    for i in range(rng.randrange(12)):
        row = fact("record", f"record:{i}", id=str(i), kind=rng.choice(words["kind"]))
        if rng.random() < 0.8:
            row["first"] = row["last"] = day + rng.randrange(-30, 400)
        row["tinh_chat"] = rng.choice([*words.get("tinh_chat", []), "binh-thuong"])
        row["vu_viec"] = str(rng.randrange(12))
        facts.append(row)
        facts.extend(
            fact("use", f"use:{i}:{c}", record=str(i), document=f"d{rng.randrange(6)}", criterion=c)
            for c in rng.sample(words["criterion"], rng.randrange(3))
        )
        if rng.random() < 0.4:
            cited = day + rng.randrange(-30, 400)
            facts.append(fact("citation", f"citation:{i}", record=str(i), cited_first=cited, cited_last=cited))
    facts.extend(
        fact("report", f"report:{i}", series=rng.choice(words["series"]), index=i, previous=i - 1,
             state=rng.choice(["missing", "missing", "on_time", "late"]))
        for i in range(4)
    )  # fmt: skip
    return facts


def test_every_shipped_rule_concludes_the_same_over_thousands_of_random_dossiers(root):
    rules = load_scheme(root / "criteria" / "qd-1211-2022").scheme.rules
    words, rng = _vocabulary(rules), random.Random(1211)
    durable, native = backend("durable"), Native()
    fired = set()
    for _ in range(2500):
        facts = _dossier(rng, words)
        expected = native.derive(rules, facts)
        rng.shuffle(facts)
        fired |= {match.rule for match in expected}

        assert durable.derive(rules, facts) == expected
    assert fired == {one.id for one in rules}
