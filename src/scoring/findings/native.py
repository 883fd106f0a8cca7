"""The native backend: a plain join over the facts; tests compare the other backend with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scoring.findings.check import compile_rules
from scoring.findings.interface import Fact, Match, Rule
from scoring.findings.patterns import Cell, CompiledPattern, CompiledRule, Row, Test, finding, rows


class Native:
    """Derives findings in Python alone."""

    name = "native"

    def derive(self, rules: Sequence[Rule], facts: Sequence[Fact]) -> tuple[Match, ...]:
        """All matches of all rules. Raises BackendError if a rule or a fact is none."""
        compiled = compile_rules(rules)
        known: dict[str, list[Row]] = defaultdict(list)
        for row in rows(facts, compiled):
            known[str(row["fact"])].append(row)
        found: set[Match] = set()
        for rule in compiled:
            matches = {_match(rule, taken) for taken in _solutions(rule, known)}
            if matches:
                known["finding"].append(finding(rule.id))
                found |= matches
        return tuple(sorted(found))


def _match(rule: CompiledRule, taken: Sequence[Row | None]) -> Match:
    named = zip(rule.patterns, taken, strict=True)
    return Match(rule.id, tuple((p.name, str(row["ref"])) for p, row in named if row is not None))


def _solutions(rule: CompiledRule, known: Mapping[str, Sequence[Row]]) -> Iterator[list[Row | None]]:
    """For each match the facts its patterns took, None for a negated pattern."""
    sides = [_Side(pattern, known.get(pattern.sort, ())) for pattern in rule.patterns]

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
            yield from extend([*taken, row])

    yield from extend([])


class _Side:
    """The facts one pattern accepts, found by the values its equalities ask for."""

    def __init__(self, pattern: CompiledPattern, known: Sequence[Row]) -> None:
        self.pattern = pattern
        self.equal = [test for test in pattern.joins if test.operator == "eq"]
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
            if any(row is one for one in taken):
                continue
            if all(test.holds(row.get(test.field), _other(test, taken)) for test in self.pattern.joins):
                yield row


def _other(test: Test, taken: Sequence[Row | None]) -> Cell | None:
    row = taken[test.pattern]
    return None if row is None else row.get(test.other)
