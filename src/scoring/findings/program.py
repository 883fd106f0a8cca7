"""Rules and facts encoded as small integers for durable_rules.

Whole numbers are replaced by their rank, which keeps order and equality whatever their size; texts and
yes/no values by negative numbers, apart from every rank. A field a fact lacks holds `MISSING`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from scoring.findings.interface import BackendError
from scoring.findings.patterns import (
    MAX_FIELDS,
    MAX_PATTERNS,
    Cell,
    CompiledPattern,
    CompiledRule,
    Row,
    Test,
    properties,
)

MATCHING = 56
"""Patterns of one ruleset that could match one fact; the library breaks at 65."""
FIELDS = MAX_FIELDS
"""Properties of one fact; the library breaks at 256."""
GAP = 1 << 20
"""Room between the ranks of two neighbouring constants, for the facts' own numbers."""
OPENING = "opening"
"""Name of the rule that the first fact of every session fires."""
MISSING = -1
_FIRST = -2
_OPERATORS = {"lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte", "ne": "$neq"}


def fnv(text: str) -> int:
    """The 32-bit hash by which the library tells names and ids apart."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def distinct(names: Iterable[str]) -> None:
    """Refuse names the library could not tell apart. Raises BackendError if two names have the same hash."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(fnv(name), name)
        if other != name:
            raise BackendError(f"durable_rules cannot tell {other} from {name}")


@lru_cache(maxsize=8)
def _ids(blocks: int) -> None:
    distinct(str(number) for number in range(blocks * 1024 + 2))


@lru_cache(maxsize=64)
def groups(rules: tuple[CompiledRule, ...]) -> list[tuple[CompiledRule, ...]]:
    """The rules in as few rulesets as the library's limits allow, in order."""
    found: list[tuple[CompiledRule, ...]] = []
    for rule in rules:
        if found and _fits([*found[-1], rule]):
            found[-1] = (*found[-1], rule)
        else:
            found.append((rule,))
    return found


def _fits(rules: Sequence[CompiledRule]) -> bool:
    patterns = [pattern for rule in rules for pattern in rule.patterns]
    return len(patterns) + len(rules) <= MATCHING and properties(patterns) <= FIELDS


Message = dict[str, int | str]
"""A fact as it is sent: its id as text, every property as a whole number."""
Definition = dict[str, Any]
"""A rule, or part of one, in the library's own form."""


class Sent(Struct, frozen=True):
    """What is sent, in order, and the facts' refs by their ids."""

    messages: list[Message]
    refs: list[str]


class Program:
    """One ruleset: its definition, and how facts are written for it."""

    def __init__(self, rules: tuple[CompiledRule, ...]) -> None:
        self.rules = rules
        self.patterns = [pattern for rule in rules for pattern in rule.patterns]
        self.positive_first = [
            [(one, one.sort, one.telling) for one in sorted(rule.patterns, key=lambda one: one.negated)]
            for rule in rules
        ]
        constants: dict[Cell, None] = {}
        self.fields: dict[str, str] = {}
        self.lists: dict[Test, str] = {}
        for pattern in self.patterns:
            for test in (*pattern.constants, *pattern.joins):
                self.fields.setdefault(test.field, f"f{len(self.fields)}")
                if test.pattern >= 0:
                    self.fields.setdefault(test.other, f"f{len(self.fields)}")
                elif len(test.values) > 1:
                    self.lists.setdefault(test, f"s{len(self.lists)}")
                else:
                    constants.update(dict.fromkeys(test.values))
        self.whole = sorted(one for one in constants if isinstance(one, int))
        self.codes: dict[Cell, int] = {one: (i + 1) * GAP for i, one in enumerate(self.whole)}
        others = [one for one in constants if not isinstance(one, int)]
        self.codes |= {one: _FIRST - i for i, one in enumerate(others)}
        self.next = _FIRST - len(others)
        made = (*(f"p{i}" for i in range(MAX_PATTERNS)), *(f"r{i}" for i in range(len(rules))))
        fixed = ("go", "id", "sid", "exception", OPENING, "zero", "none")
        distinct([*fixed, *self.fields.values(), *self.lists.values(), *made])

    def definition(self) -> dict[str, Definition]:
        """The rules in the library's own form, without their actions."""
        rules: dict[str, Definition] = {f"r{i}": {"all": self._all(rule)} for i, rule in enumerate(self.rules)}
        # Freeing a session in which no action ever ran corrupts memory; this one always runs.
        return {**rules, OPENING: {"all": [{"go": {"go": 0}}]}}

    def _all(self, rule: CompiledRule) -> list[Definition]:
        parts: list[Definition] = [{"go": {"go": 1}}] if _triggered(rule) else []
        for index, pattern in enumerate(rule.patterns):
            name = f"p{index}$not" if pattern.negated else f"p{index}"
            parts.append({name: {"$and": list(self._terms(pattern))}})
        return parts

    def _terms(self, pattern: CompiledPattern) -> Iterator[Definition]:
        for test in pattern.constants:
            if test in self.lists:
                yield {self.lists[test]: 1}
                continue
            field, code = self.fields[test.field], self.codes[test.values[0]]
            if test.operator == "eq":
                yield {field: code}
            else:
                yield {_OPERATORS[test.operator]: {field: code}}
                yield self._present(test)
        for test in pattern.joins:
            yield self._present(test)
            field, key = self.fields[test.field], f"p{test.pattern}"
            other = {key: self.fields[test.other]}
            if test.operator == "eq":
                yield {field: other}
                continue
            yield {_OPERATORS[test.operator]: {field: other}}
            if test.operator == "ne":
                yield {"$neq": {"none": other}}
            elif test.operator in {"gt", "ge"}:
                yield {"$lte": {"zero": other}}
        if pattern.joins:
            # When the last comparison fails the library reads on past its end; this one never fails.
            yield {"$lte": {"none": {f"p{pattern.joins[-1].pattern}": "zero"}}}

    def _present(self, test: Test) -> Definition:
        """What keeps a missing value, and a text where order counts, from passing."""
        field = self.fields[test.field]
        if test.operator in {"eq", "ne"}:
            return {"$neq": {field: MISSING}}
        return {"$gte": {field: 0}}

    def encode(self, known: Sequence[Row]) -> Sent:
        """The facts that a rule which could match asks for, as messages; nothing at all when none could. Raises
        BackendError for more facts or values than can be told apart.
        """
        rows = self._asked(known)
        if not rows:
            return Sent([], [])
        _ids(len(rows) // 1024 + 1)
        codes = self._codes(rows)
        messages: list[Message] = [{"id": str(len(rows)), "go": 0}]
        for number, row in enumerate(rows):
            message: Message = {"id": str(number), "zero": 0, "none": MISSING}
            for field, name in self.fields.items():
                cell = row.get(field)
                message[name] = MISSING if cell is None else codes[cell]
            for test, name in self.lists.items():
                message[name] = 1 if test.holds(row.get(test.field)) else 0
            messages.append(message)
        if any(_triggered(rule) for rule in self.rules):
            messages.append({"id": str(len(rows) + 1), "go": 1})
        return Sent(messages, [str(row["ref"]) for row in rows])

    def _asked(self, known: Sequence[Row]) -> Sequence[Row]:
        """The facts accepted by a pattern of a rule that has a fact for each of its patterns but the negated ones."""
        by_sort: dict[Cell, list[int]] = {}
        for place, row in enumerate(known):
            by_sort.setdefault(row["fact"], []).append(place)
        by_value: dict[tuple[str, str], dict[Cell | None, list[int]]] = {}
        asked: set[int] = set()
        for patterns in self.positive_first:
            accepted: list[int] = []
            for pattern, sort, telling in patterns:
                places: Iterable[int] = by_sort.get(sort, ())
                if telling is not None:
                    by_cell = by_value.get((sort, telling.field))
                    if by_cell is None:
                        by_cell = by_value[sort, telling.field] = {}
                        for place in places:
                            by_cell.setdefault(known[place].get(telling.field), []).append(place)
                    places = [place for value in telling.values for place in by_cell.get(value, ())]
                found = [place for place in places if pattern.accepts(known[place])]
                if not found and not pattern.negated:
                    break
                accepted += found
            else:
                asked.update(accepted)
        return [known[place] for place in sorted(asked)]

    def _codes(self, rows: Sequence[Row]) -> dict[Cell, int]:
        codes = dict(self.codes)
        cells = {cell for row in rows for field, cell in row.items() if field in self.fields}
        fresh = cells - codes.keys()
        taken: dict[int, int] = {}
        for number in sorted(cell for cell in fresh if isinstance(cell, int)):
            place = bisect_left(self.whole, number)
            taken[place] = taken.get(place, 0) + 1
            codes[number] = place * GAP + taken[place]
        if any(count >= GAP for count in taken.values()):
            raise BackendError("more different numbers than the rules can keep apart")
        texts = sorted((cell for cell in fresh if not isinstance(cell, int)), key=str)
        codes.update((cell, self.next - i) for i, cell in enumerate(texts))
        return codes


def _triggered(rule: CompiledRule) -> bool:
    """Whether the rule waits for the trigger; one of sixteen positive patterns has no room for it, and needs none."""
    return sum(not pattern.negated for pattern in rule.patterns) < MAX_PATTERNS
