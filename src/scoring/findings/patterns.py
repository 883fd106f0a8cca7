"""What a compiled rule is made of, for both backends: patterns, constant tests and joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal

from msgspec import Struct

from scoring.findings.interface import BackendError, Fact
from scoring.text import nfc


class Truth(Enum):
    """A yes/no value; apart from the numbers, because Python holds ``True == 1``."""

    NO = 0
    YES = 1


Cell = int | str | Truth
Row = Mapping[str, Cell]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge"]

MAX_PATTERNS = 16
"""Patterns of one rule; more cannot be held together by the rules library."""
MAX_TESTS = 12
"""Tests of one pattern."""
MAX_FIELDS = 200
"""Different fields and lists in the tests of one rule."""
MAX_JOINS = 8
"""Tests of one pattern that name a pattern above."""


class Test(Struct, frozen=True):
    """One test of a pattern's field: against constants, or against a field of a pattern above."""

    __test__ = False  # not for the test runner

    field: str
    operator: Operator
    values: tuple[Cell, ...] = ()
    """``eq``: one of these; ``ne``: none of these; otherwise one whole number."""
    pattern: int = -1
    """Index of the pattern referred to, -1 for constants."""
    other: str = ""
    """Field of the pattern referred to."""

    def holds(self, cell: Cell | None, other: Cell | None = None) -> bool:
        """Whether a value passes; `other` is the value referred to, if the test refers to one."""
        if cell is None:
            return False
        if self.pattern < 0:
            if self.operator in {"eq", "ne"}:
                return (cell in self.values) == (self.operator == "eq")
            other = self.values[0]
        if other is None:
            return False
        if self.operator == "eq":
            return cell == other
        if self.operator == "ne":
            return cell != other
        if not isinstance(cell, int) or not isinstance(other, int):
            return False
        return _ORDERS[self.operator](cell, other)

    def possible(self, cell: Cell | None) -> bool:
        """Whether some value referred to could make the test hold."""
        return isinstance(cell, int) if self.operator in _ORDERS else cell is not None


_ORDERS = {"lt": int.__lt__, "le": int.__le__, "gt": int.__gt__, "ge": int.__ge__}


class CompiledPattern(Struct, frozen=True):
    """One pattern: its tests against constants and its joins with patterns above."""

    name: str
    negated: bool
    constants: tuple[Test, ...]
    joins: tuple[Test, ...]

    @property
    def sort(self) -> str:
        """The sort of fact it matches."""
        return next(str(test.values[0]) for test in self.constants if test.field == "fact")

    @property
    def telling(self) -> Test | None:
        """The first test, besides that for the sort, that only some values pass."""
        return next((test for test in self.constants if test.operator == "eq" and test.field != "fact"), None)

    def accepts(self, row: Row) -> bool:
        """Whether a fact passes the tests against constants and has what the joins compare."""
        for test in self.constants:
            cell = row.get(test.field)
            # Nearly all ask for one of a few texts.
            if cell not in test.values if test.operator == "eq" else not test.holds(cell):
                return False
        return all(test.possible(row.get(test.field)) for test in self.joins)


class CompiledRule(Struct, frozen=True):
    """A rule both backends can run; equal rules are equal, so that it can be a key."""

    id: str
    patterns: tuple[CompiledPattern, ...]
    reads_findings: bool


def properties(patterns: Iterable[CompiledPattern]) -> int:
    """How many properties a fact needs for these patterns: fields read, and lists tested."""
    tests, fields = _tests(patterns)
    return len(fields) + len({test for test in tests if len(test.values) > 1})


def _tests(patterns: Iterable[CompiledPattern]) -> tuple[list[Test], set[str]]:
    """All tests of patterns, and the fields they read."""
    tests = [test for pattern in patterns for test in (*pattern.constants, *pattern.joins)]
    return tests, {test.field for test in tests} | {test.other for test in tests if test.pattern >= 0}


def cell(value: object) -> Cell:
    """A fact's value as it is compared; text in NFC. Raises BackendError for what is no number, truth or text."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, bool):
        return Truth.YES if value else Truth.NO
    if isinstance(value, int):
        return value
    raise BackendError(f"a fact holds a {type(value).__name__}; only int, bool and str are facts")


@lru_cache(maxsize=16)
def criteria_asked(rules: tuple[CompiledRule, ...]) -> frozenset[Cell] | None:
    """The criteria by which rules ask for uses of documents; None where one asks for any."""
    patterns = [one for rule in rules for one in rule.patterns if one.sort == "use"]
    asked = [
        next((test.values for test in one.constants if (test.field, test.operator) == ("criterion", "eq")), None)
        for one in patterns
    ]
    return None if None in asked else frozenset(value for values in asked if values for value in values)


@lru_cache(maxsize=16)
def fields_read(rules: tuple[CompiledRule, ...]) -> Mapping[str, frozenset[str]]:
    """The fields that rules read of each sort of fact they ask for."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for pattern in rule.patterns:
            fields = found.setdefault(pattern.sort, set())
            fields.update(test.field for test in (*pattern.constants, *pattern.joins))
            for test in pattern.joins:
                found[rule.patterns[test.pattern].sort].add(test.other)
    return {sort: frozenset(fields) for sort, fields in found.items()}


def rows(facts: Iterable[Fact], rules: Sequence[CompiledRule]) -> list[dict[str, Cell]]:
    """The facts as both backends see them, in an order that does not depend on the one given. Only sorts of facts and
    fields the rules read are kept. Raises BackendError if a fact has no ``fact`` or ``ref``, or a value read is no
    fact.
    """
    read = fields_read(tuple(rules))
    result: list[dict[str, Cell]] = []
    for fact in facts:
        sort, ref = fact.get("fact"), fact.get("ref")
        if not isinstance(sort, str) or not isinstance(ref, str):
            raise BackendError("a fact needs text under “fact” and “ref”")
        if (fields := read.get(sort)) is not None:
            row = {
                # Whole numbers, and texts that read alike in every form, are most of them.
                name: value if value.__class__ is int or (value.__class__ is str and value.isascii()) else cell(value)
                for name, value in fact.items()
                if name in fields
            }
            row["fact"], row["ref"] = sort, ref
            result.append(row)
    by_ref: Any = itemgetter("ref")
    return sorted(result, key=by_ref)


def finding(rule: str) -> dict[str, Cell]:
    """The fact later rules see when a rule has fired."""
    return {"fact": "finding", "ref": f"finding:{rule}", "rule": rule}
