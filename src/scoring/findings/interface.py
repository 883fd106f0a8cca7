"""Findings: conclusions that follow from several facts together; two backends, one contract.

A fact is a flat mapping of field → int | bool | str. Dates are ordinals (``date.toordinal``). Every fact has
``fact`` (its sort) and ``ref`` (a unique id to name it by in an explanation):

* ``record``: an evidence record; ``first, last``: earliest and latest day its date can mean; besides `SORTS` every
  declared field of its kind (text, number, yes/no, choice, reference; a date field gives the day's ordinal);
* ``use``: a document (its identity) used for a criterion;
* ``report``: a due date of a series; ``state``: on_time, late, missing, or open (not due yet on the evaluation date,
  or the list is not complete);
* ``citation``: a document named by a record; ``period``: the one assessed;
* ``history``: the period before – ``class`` or ``outside``;
* ``finding``: an earlier rule's conclusion.

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
from typing import Annotated, Any, Protocol

from msgspec import Struct

from scoring.fields import Basis, Id, Text
from scoring.models import Field, Model

Value = int | bool | str
Fact = Mapping[str, Value]
SORTS: Mapping[str, tuple[str, ...]] = {
    "record": ("id", "kind", "number", "issuer", "title", "first", "last", "occurrence"),
    "use": ("record", "document", "criterion"),
    "report": ("series", "occurrence", "index", "previous", "state"),
    "citation": ("record", "kind", "number", "first", "last", "cited_first", "cited_last", "cited_number"),
    "period": ("first", "last"),
    "history": ("class", "outside"),
    "finding": ("rule",),
}
"""The fields each sort of fact can have; ``fact`` and ``ref`` besides."""
RawTests = Mapping[str, Any]
"""The tests of one pattern as a scheme writes them: field to value, list of values or comparison."""


class Pattern(Model):
    """All patterns of a rule must match together; ``none`` holds when nothing matches."""

    all: Annotated[list[dict[Id, dict[Id, Any]]], Field(min_length=1)]
    """Each entry: a name → field → test, as the head of this module says."""


class Rule(Model):
    """A conclusion that follows from several facts together."""

    id: Id
    title: Text
    when: Pattern
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None


class Match(Struct, frozen=True, order=True):
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
