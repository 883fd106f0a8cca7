"""Findings: conclusions that follow from several facts together; two backends, one contract.

A fact is a flat mapping of field → int | bool | str. Dates are ordinals (``date.toordinal``). Every fact has
``fact`` (its sort) and ``ref`` (a unique id to name it by in an explanation):

* ``record``: an evidence record – ``id, kind, number, issuer, title, first, last`` (earliest and latest day
  its date can mean), ``occurrence`` and every declared field of its kind (text, number, yes/no, choice,
  reference; a date field gives the day's ordinal);
* ``use``: a document used for a criterion – ``record, document`` (its identity), ``criterion``;
* ``report``: a due date of a series – ``series, occurrence, index, previous, state`` (on_time, late, missing,
  open: not due yet on the evaluation date, or the list is not complete);
* ``citation``: ``record, kind, number, first, last, cited_first, cited_last, cited_number``;
* ``period``: ``first, last``;
* ``history``: the period before – ``class`` (or ``outside``);
* ``finding``: an earlier rule's conclusion – ``rule``.

A rule's ``when.all`` is a list of one-key entries name → {field: test}. ``none`` as the name negates the
pattern. A test is a literal (equality), a list (one of), ``name.field`` where `name` is a pattern above it
(equality), or one of ``{not: test}``, ``{before: x}`` (<), ``{until: x}`` (<=), ``{after: x}`` (>), ``{from: x}`` (>=)
with x a whole number, a date text or ``name.field``. A record pattern may leave out ``fact`` when it gives ``kind``.
Rules see findings of rules declared before them only.

Two patterns of one match never take the same fact; ``none`` passes over the facts the patterns above it took.
A test on a field the fact does not have is false, ``{not: x}`` too. Values are compared by type (``95`` is not
``"95"``, ``true`` is not ``1``), texts in NFC; an order holds between whole numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from scoring.findings.rule import Rule

Value = int | bool | str
Fact = Mapping[str, Value]


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A rule that fired: its id, and for each named pattern the ``ref`` of the fact it matched."""

    rule: str
    facts: tuple[tuple[str, str], ...]
    """(pattern name, fact ref) in the rule's order; negated patterns are not listed."""


class Backend(Protocol):
    """Derives findings from facts. The result is sorted and does not depend on the facts' order."""

    name: str

    def derive(self, rules: Sequence[Rule], facts: Sequence[Fact]) -> tuple[Match, ...]:
        """All matches of all rules. Raises BackendError if the backend could not take every fact."""
        ...


class BackendError(RuntimeError):
    """The backend refused or lost a fact; its results must not be used."""
