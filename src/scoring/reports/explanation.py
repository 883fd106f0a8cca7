"""What an explanation is: operands, rule, result, notes and titled rows, as plain values."""

from __future__ import annotations

from msgspec import to_builtins

from scoring.formulas.interface import Line
from scoring.result.base import Frozen

FORMAT = "scoring.explanation/1"
Pairs = tuple[tuple[str, str], ...]


class Section(Frozen, kw_only=False, omit_defaults=True):
    """Titled rows below the equation: pairs of a label (may be empty) and a text."""

    title: str
    rows: Pairs
    coded: bool = False
    """Whether the labels are ids, which stand in data but not before readers."""

    @property
    def shown(self) -> Pairs:
        """The rows before readers."""
        return tuple(("", text) for _, text in self.rows) if self.coded else self.rows


class Explanation(Frozen, kw_only=True):
    """One item explained; `parts` are the explanations of what it consists of."""

    kind: str
    id: str = ""
    title: str
    score: str
    interval: str
    sentence: str = ""
    operands: tuple[Line, ...] = ()
    result: str = ""
    remark: str = ""
    notes: tuple[str, ...] = ()
    folded: str = ""
    sections: tuple[Section, ...] = ()
    parts: tuple[Explanation, ...] = ()
    agency: str = ""
    period: str = ""
    banner: str | None = None
    provisional: str | None = None

    def to_json(self) -> dict[str, object]:
        """The explanation as plain data."""
        return {"format": FORMAT, **to_builtins(self)}
