"""A rule as a scheme writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from scoring.fields import Basis, Id, Model, Text

RawTests = Mapping[str, Any]
"""The tests of one pattern as a scheme writes them: field to value, list of values or comparison."""


class Pattern(Model):
    """All patterns of a rule must match together; ``none`` holds when nothing matches."""

    all: Annotated[list[dict[Id, dict[Id, Any]]], Field(min_length=1)]
    """Each entry: a name → field → test. See `scoring.findings.interface`."""


class Rule(Model):
    """A conclusion that follows from several facts together."""

    id: Id
    title: Text
    when: Pattern
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None
