"""Problems as values: a stable code, a place, a message and a hint in Vietnamese or English."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.catalog import Entry, lookup
from scoring.text import char_width, display_width, fold, visible

_WORDS = {
    "error": ("lỗi", "error"),
    "warning": ("cảnh báo", "warning"),
    "note": ("ghi chú", "note"),
}
_WIDTH = 96


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file, counted from 1; line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem; texts come from the catalog, so every code reads the same everywhere."""

    code: str
    place: Place | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    related: Place | None = None
    level: str = ""

    @property
    def entry(self) -> Entry:
        """What the catalog says of the code."""
        return lookup(self.code)

    @property
    def severity(self) -> str:
        """error, warning or note."""
        return self.level or self.entry.severity

    def _fill(self, template: str) -> str:
        return template.format_map(_Lenient(self.values))

    def message(self, lang: str = "vi") -> str:
        """What is wrong."""
        return self._fill(self.entry.vi if lang == "vi" else self.entry.en)

    def hint(self, lang: str = "vi") -> str:
        """What to do about it."""
        guess = self.values.get("guess", "")
        if guess:
            return f"ý bạn là “{guess}”?" if lang == "vi" else f"did you mean “{guess}”?"
        return self._fill(self.entry.hint_vi if lang == "vi" else self.entry.hint_en)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Key that sorts diagnostics by file, place and code."""
        place = self.place or Place("")
        return place.file, place.line, place.column, self.code, str(sorted(self.values.items()))


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """The candidate nearest to `word` when tones and case are ignored, or nothing."""
    by_folded = {fold(one): one for one in sorted(candidates, reverse=True)}
    close = difflib.get_close_matches(fold(word), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


class Sources:
    """Texts of the files read, for excerpts."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def add(self, name: str, text: str) -> None:
        """Keep a file's text."""
        self._lines[name] = text.splitlines()

    def line(self, name: str, number: int) -> str | None:
        """A line of a file, read from disk when it was not kept."""
        if name not in self._lines:
            try:
                self._lines[name] = Path(name).read_text("utf-8-sig", "replace").splitlines()
            except OSError:
                self._lines[name] = []
        lines = self._lines[name]
        return lines[number - 1] if 0 < number <= len(lines) else None


def sort(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics in reading order, each once."""
    unique: dict[object, Diagnostic] = {}
    for one in diagnostics:
        unique.setdefault((one.code, one.place, tuple(sorted(one.values.items()))), one)
    return sorted(unique.values(), key=lambda d: d.order)


def _excerpt(place: Place, sources: Sources) -> list[str]:
    line = sources.line(place.file, place.line)
    if line is None or not place.column:
        return []
    start, column = 0, place.column - 1
    if display_width(line) > _WIDTH and column > _WIDTH // 2:
        start = column - _WIDTH // 2
    shown = line[start : start + _WIDTH].replace("\t", " ")
    before = visible(line[start:column].replace("\t", " "))
    length = max(1, min(place.end_column - place.column, _WIDTH - (column - start)))
    marked = visible(line[column : column + length])
    carets = "^" * max(1, sum(char_width(c) for c in marked))
    number = str(place.line)
    lead = "…" if start else ""
    return [
        f"{number:>6} | {lead}{visible(shown)}",
        f"{'':>6} | {' ' * (display_width(before) + len(lead))}{carets}",
    ]


def render_one(one: Diagnostic, sources: Sources, lang: str = "vi") -> str:
    """A diagnostic for people: place, severity, code, message, excerpt with caret, hint."""
    where = f"{one.place}: " if one.place else ""
    lines = [f"{where}{one.severity}[{one.code}]: {visible(one.message(lang))}"]
    if one.place:
        lines += _excerpt(one.place, sources)
    if one.related:
        lines.append(f"{'':>6} = {'xem cả' if lang == 'vi' else 'see also'}: {one.related}")
    hint = one.hint(lang)
    if hint:
        lines.append(f"{'':>6} = {'gợi ý' if lang == 'vi' else 'hint'}: {visible(hint)}")
    return "\n".join(lines)


def render(
    diagnostics: Iterable[Diagnostic],
    sources: Sources | None = None,
    lang: str = "vi",
    limit: int = 50,
) -> str:
    """All diagnostics for people, at most `limit`, with a line saying how many more there are."""
    ordered = sort(diagnostics)
    texts = [render_one(one, sources or Sources(), lang) for one in ordered[:limit]]
    if len(ordered) > limit:
        more = len(ordered) - limit
        texts.append(f"… còn {more} vấn đề nữa" if lang == "vi" else f"… and {more} more")
    return "\n".join(texts)


def summary(diagnostics: Iterable[Diagnostic], lang: str = "vi") -> str:
    """How many errors, warnings and notes there are."""
    ordered = sort(diagnostics)
    parts = []
    for severity, (viet, english) in _WORDS.items():
        count = sum(one.severity == severity for one in ordered)
        if count or severity == "error":
            plural = "s" if count != 1 else ""
            parts.append(f"{count} {viet}" if lang == "vi" else f"{count} {english}{plural}")
    return ", ".join(parts)


def to_json(one: Diagnostic, lang: str = "vi") -> dict[str, Any]:
    """A diagnostic as plain data."""
    place = one.place or Place("")
    return {
        "code": one.code,
        "severity": one.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": one.message(lang),
        "hint": one.hint(lang),
        "path": one.path,
    }


def github(one: Diagnostic, lang: str = "vi") -> str:
    """A diagnostic as an annotation CI systems show beside the line."""
    place = one.place or Place("")
    level = {"error": "error", "warning": "warning", "note": "notice"}[one.severity]
    text = one.message(lang).replace("%", "%25").replace("\n", "%0A")
    return f"::{level} file={place.file},line={place.line},col={place.column}::{one.code} {text}"


def json_lines(diagnostics: Iterable[Diagnostic], lang: str = "vi") -> str:
    """All diagnostics as one JSON array."""
    rows = [to_json(one, lang) for one in sort(diagnostics)]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=2)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(one.severity == "error" for one in diagnostics)
