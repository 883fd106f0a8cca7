"""Tables of data: their columns, and what the cells hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from scoring.result.base import Frozen
from scoring.text import in_lang

Cell = str | int | bool | None
"""Points are texts as the result writes them (``"7.50"``), so that no writer sees a binary number."""
Kind = Literal["text", "points", "count", "truth"]


class Column(Frozen, kw_only=False):
    """A column: its name for programs, its headings for people, what its cells hold, its width in characters."""

    name: str
    vi: str
    en: str
    kind: Kind = "text"
    width: int = 14

    def heading(self, lang: str) -> str:
        """The heading in the reader's language."""
        return in_lang(lang, self.vi, self.en)


class Table(Frozen):
    """Columns and rows; the rows are made anew each time they are read, so that none has to stay in memory."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[list[Cell]]]
    notes: tuple[str, ...] = ()
    """The scheme's banner, provisional marks, digests: one line each."""
