"""Short ways to write rules and facts, and a generator of random ones."""

from __future__ import annotations

import random

from scoring.findings.interface import Rule


def rule(id, *entries):
    """A rule from its patterns."""
    return Rule.model_validate({"id": id, "title": id, "when": {"all": list(entries)}})


def fact(sort, ref, **fields):
    """A fact."""
    return {"fact": sort, "ref": ref, **fields}


def use(ref, document, criterion, **more):
    """A document used for a criterion."""
    return fact("use", ref, record=ref, document=document, criterion=criterion, **more)


FIELDS = ["kind", "n", "m", "s", "b"]
VALUES = {
    "kind": ["k1", "k2", "k3"],
    "n": [-3, 0, 1, 2, 95, 2**31, 2**63 + 1, 10**30],
    "m": [0, 1, 2, 95],
    "s": ["95", "1", "x", "Đắk Pơ", "true"],
    "b": [True, False, 1, 0, "true"],
}


def random_facts(rng: random.Random):
    """Up to 14 records whose fields are often missing and sometimes of another type."""
    facts = []
    for index in range(rng.randrange(15)):
        one = fact("record", f"record:{index}")
        for field in FIELDS:
            if field == "kind" or rng.random() < 0.75:
                source = field if rng.random() < 0.9 or field == "kind" else rng.choice(FIELDS)
                one[field] = rng.choice(VALUES[source])
        facts.append(one)
    return facts + [
        fact("report", f"report:{index}", series="a", index=index, previous=index - 1,
             state=rng.choice(["missing", "late", "on_time"]))
        for index in range(rng.randrange(4))
    ]  # fmt: skip


def _test(rng, field, above):
    refs = [f"{name}.{rng.choice(FIELDS)}" for name in above]
    whole = [*VALUES["n"], *VALUES["m"]]
    roll = rng.random()
    if refs and roll < 0.45:
        base = rng.choice(refs)
    elif roll < 0.6:
        base = rng.sample(VALUES[field], rng.randrange(1, 3))
    else:
        base = rng.choice(VALUES[field])
    if rng.random() < 0.4:
        order = rng.choice(["before", "until", "after", "from"])
        test = {order: rng.choice(refs) if refs and rng.random() < 0.5 else rng.choice(whole)}
        return {"not": test} if rng.random() < 0.2 else test
    return {"not": base} if rng.random() < 0.3 else base


def random_rules(rng: random.Random):
    """One to five rules of one to four patterns, with joins, negations and earlier findings."""
    rules = []
    for number in range(rng.randrange(1, 6)):
        entries, above = [], []
        for index in range(rng.randrange(1, 5)):
            negated = index > 0 and rng.random() < 0.3
            if rules and not negated and rng.random() < 0.15:
                entries.append({f"p{index}": {"fact": "finding", "rule": rng.choice(rules).id}})
                continue
            if rng.random() < 0.15:
                entries.append({f"p{index}": {"fact": "report", "state": {"not": "on_time"}}})
                continue
            tests = {"kind": rng.choice(["k1", "k2", ["k1", "k3"], {"not": "k2"}])}
            for field in rng.sample(FIELDS[1:], rng.randrange(3)):
                tests[field] = _test(rng, field, above)
            entries.append({"none" if negated else f"p{index}": tests})
            if not negated:
                above.append(f"p{index}")
        if all(list(entry) == ["none"] for entry in entries):
            entries.insert(0, {"p9": {"fact": "record"}})
        if rng.random() < 0.2:
            entries.append({"none": {"fact": "finding", "rule": f"r{max(0, number - 1)}"}})
        rules.append(rule(f"r{number}", *entries))
    return rules
