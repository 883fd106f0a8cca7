"""The native backend: a join over the facts by the values that must be equal; tests compare the other one with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scoring.findings.budget import MAX_MATCHES, Budget
from scoring.findings.check import compile_rules
from scoring.findings.interface import Fact, Match, Rule
from scoring.findings.patterns import Cell, CompiledPattern, CompiledRule, Row, Test, finding, rows


class Native:
    """Derives findings in Python alone."""

    name = "native"

    def derive(self, rules: Sequence[Rule], facts: Sequence[Fact]) -> tuple[Match, ...]:
        """All matches of all rules. Raises BackendError if a rule or a fact is none, TooManyMatchesError if they cost
        more than a `Budget` allows.
        """
        compiled = compile_rules(rules)
        known = rows(facts, compiled)
        return tuple(sorted({match for found in _matches(compiled, known, Budget()) for match in found}))

    def fired(self, rules: Sequence[Rule], facts: Sequence[Fact], budget: Budget) -> set[str]:
        """The ids of the rules that match at all. Raises as `derive` does."""
        compiled = compile_rules(rules)
        return {match.rule for found in _matches(compiled, rows(facts, compiled), budget, once=True) for match in found}


def refuse_costly(rules: Sequence[CompiledRule], known: Sequence[Row]) -> None:
    """Refuse rules and facts that cost more than a `Budget` allows; where they cannot, that is not even counted. Raises
    TooManyMatchesError, which names the rule.
    """
    counts = Counter(row["fact"] for row in known)
    counts["finding"] = len(rules)
    most = 0
    for rule in rules:
        ways = 1
        for pattern in rule.patterns:
            ways *= max(counts[pattern.sort], 1)
            most += ways
    if most > MAX_MATCHES:
        for _ in _matches(rules, known, Budget()):
            pass


def _matches(
    rules: Sequence[CompiledRule], facts: Sequence[Row], budget: Budget, *, once: bool = False
) -> Iterator[set[Match]]:
    """The matches of each rule; with `once`, one of each that matches."""
    known: dict[str, list[Row]] = defaultdict(list)
    for row in facts:
        known[str(row["fact"])].append(row)
    for rule in rules:
        budget.begin(rule.id)
        matches: set[Match] = set()
        for taken in _solutions(rule, known, budget):
            matches.add(_match(rule, taken))
            if once:
                break
        if matches:
            known["finding"].append(finding(rule.id))
        yield matches


def _match(rule: CompiledRule, taken: Sequence[Row | None]) -> Match:
    named = zip(rule.patterns, taken, strict=True)
    return Match(rule.id, tuple((p.name, str(row["ref"])) for p, row in named if row is not None))


def _solutions(rule: CompiledRule, known: Mapping[str, Sequence[Row]], budget: Budget) -> Iterator[list[Row | None]]:
    """For each match the facts its patterns took, None for a negated pattern."""
    sides = [_Side(pattern, known.get(pattern.sort, ()), budget) for pattern in rule.patterns]

    def extend(taken: list[Row | None]) -> Iterator[list[Row | None]]:
        if len(taken) == len(sides):
            yield taken
            return
        side = sides[len(taken)]
        fitting = side.fitting(taken)
        if side.pattern.negated:
            if next(fitting, None) is None:
                yield from extend([*taken, None])
            return
        for row in fitting:
            budget.matched()
            yield from extend([*taken, row])

    yield from extend([])


class _Side:
    """The facts one pattern accepts, found by the values its equalities ask for."""

    def __init__(self, pattern: CompiledPattern, known: Sequence[Row], budget: Budget) -> None:
        self.pattern = pattern
        self.budget = budget
        self.equal = [test for test in pattern.joins if test.operator == "eq"]
        self.others = [test for test in pattern.joins if test.operator != "eq"]
        self.index: dict[tuple[Cell, ...], list[Row]] = defaultdict(list)
        for row in known:
            if pattern.accepts(row):
                self.index[tuple(row[test.field] for test in self.equal)].append(row)

    def fitting(self, taken: Sequence[Row | None]) -> Iterator[Row]:
        """The facts that join with those taken above, none of which is taken again."""
        wanted = [_other(test, taken) for test in self.equal]
        key = tuple(cell for cell in wanted if cell is not None)
        if len(key) < len(wanted):
            return
        for row in self.index.get(key, ()):
            self.budget.tried()
            if any(row is one for one in taken):
                continue
            if all(test.holds(row.get(test.field), _other(test, taken)) for test in self.others):
                yield row


def _other(test: Test, taken: Sequence[Row | None]) -> Cell | None:
    row = taken[test.pattern]
    return None if row is None else row.get(test.other)
