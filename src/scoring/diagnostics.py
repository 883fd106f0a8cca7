"""Problems as values: a stable code, a place, a message and a hint in Vietnamese or English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from msgspec import Struct

from scoring.catalog import Entry, Severity, lookup
from scoring.text import clip, column_letters, display_width, fold, fold_lines, visible, written_dates

_WORDS: dict[Severity, tuple[str, str]] = {
    "error": ("lỗi", "error"),
    "warning": ("cần xem", "warning"),
    "note": ("ghi chú", "note"),
}
_MASKED = frozenset(("SC337", "SC470", "SC830", "SC831", "SC832"))
_WIDTH = 96
_LONGEST = 240
_BIGGEST = 5_000_000
MOST_GUESSES = 50


class Place(Struct, frozen=True, order=True):
    """A position in a file, counted from 1; line 0 means the file as a whole.

    >>> str(Place("so-a.xlsx", 14, 5, 6, "Tiêu chí"))
    'so-a.xlsx:Tiêu chí!E14'
    """

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0
    sheet: str = ""
    """The worksheet of a workbook; line and column are then those of a cell."""

    @property
    def cell(self) -> str:
        """A cell with its sheet, ``Tiêu chí!E14``; nothing for a file without sheets."""
        if not self.sheet or not self.line:
            return self.sheet
        return f"{self.sheet}!{column_letters(self.column - 1)}{self.line}"

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}:{self.cell}"
        # A ledger's entry is a whole line and has no column.
        return ":".join([self.file, *(str(one) for one in (self.line, self.column) if one)])


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        # A value that has no English words of its own is shown as it is.
        return self.get(key.removesuffix("_en"), "…")


class Diagnostic(Struct, frozen=True):
    """One problem; texts come from the catalog, so every code reads the same everywhere."""

    code: str
    place: Place | None = None
    values: Mapping[str, str] = {}
    path: str = ""
    related: Place | None = None
    level: Severity | None = None

    @property
    def entry(self) -> Entry:
        """What the catalog says of the code."""
        return lookup(self.code)

    @property
    def severity(self) -> Severity:
        """Its own, else that of its code."""
        return self.level or self.entry.severity

    def _fill(self, template: str) -> str:
        if "{" not in template and "}" not in template:
            return template
        short = {key: clip(str(value), _LONGEST) for key, value in self.values.items()}
        return template.format_map(_Lenient(short))

    def message(self, lang: str = "vi") -> str:
        """What is wrong."""
        return self._fill(self.entry.vi if lang == "vi" else self.entry.en)

    def sentence(self, lang: str = "vi") -> str:
        """The message for readers: its dates in their form."""
        return written_dates(self.message(lang), lang)

    def hint(self, lang: str = "vi") -> str:
        """What to do about it."""
        guess = self.values.get("guess", "")
        if guess:
            return f"có phải “{guess}”?" if lang == "vi" else f"did you mean “{guess}”?"
        return self._fill(self.entry.hint_vi if lang == "vi" else self.entry.hint_en)

    @staticmethod
    def in_english(code: str, message: str, terms: Mapping[str, str]) -> str:
        """A Vietnamese message of this code, as results keep it, in English: what its template was filled with is put
        into the English one, by `terms` where it is a word of the program. A message of no template stays.
        """
        entry = lookup(code)
        pattern, names = "", set()
        for text, name, _, _ in Formatter().parse(entry.vi):
            pattern += re.escape(text)
            if name:
                pattern += f"(?P={name})" if name in names else f"(?P<{name}>.*?)"
                names.add(name)
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is None:
            return message
        values = found.groupdict()
        return entry.en.format_map(_Lenient({**{f"{x}_en": terms.get(y, y) for x, y in values.items()}, **values}))

    @property
    def order(self) -> tuple[str, str, int, int, str, str]:
        """Key that sorts diagnostics by file, place and code."""
        place = self.place or Place("")
        return (place.file, place.sheet, place.line, place.column, self.code, str(sorted(self.values.items())))


def did_you_mean(word: str, candidates: Iterable[str], found_before: int = 0) -> str:
    """The candidate nearest to `word` when tones and case are ignored, up to three that are equally near, or nothing.
    With many problems found before there is no guess: nobody reads the last ones of a file full of mistakes, and
    thousands of words among thousands of candidates take minutes.
    """
    import difflib

    if found_before > MOST_GUESSES:
        return ""
    word = word[:100]
    by_folded = {fold(one): one for one in sorted(candidates, reverse=True)}
    folded = fold(word)
    close = difflib.get_close_matches(folded, by_folded, n=3, cutoff=0.6)
    near = [difflib.SequenceMatcher(None, one, folded).ratio() for one in close]
    return "”, “".join(by_folded[one] for one, share in sorted(zip(close, near, strict=True)) if share == near[0])


def listed(names: Iterable[str]) -> str:
    """The names with commas, as many as a message can show."""
    text = ""
    for name in names:
        text += f", {name}" if text else name
        if len(text) > 2 * _LONGEST:
            break
    return text or "–"


class Sources:
    """Texts of the files read, for excerpts."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def add(self, name: str, text: str) -> None:
        """Keep a file's text."""
        # Not splitlines: it also breaks at characters that no editor counts as a line end.
        self._lines[name] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def line(self, name: str, number: int) -> str | None:
        """A line of a file, read from disk when it was not kept."""
        if name not in self._lines:
            self._lines[name] = []
            try:
                path = Path(name)
                if path.is_file() and path.stat().st_size <= _BIGGEST:
                    self.add(name, path.read_text("utf-8-sig", "replace"))
            except (OSError, ValueError):
                return None
        lines = self._lines[name]
        return lines[number - 1] if 0 < number <= len(lines) else None


def sort(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics in reading order, each once."""
    unique: dict[object, Diagnostic] = {}
    for one in diagnostics:
        unique.setdefault((one.code, one.place, tuple(sorted(one.values.items()))), one)
    return sorted(unique.values(), key=lambda d: d.order)


def _cells(text: str) -> list[str]:
    # One printable piece for each character, so that columns stay those of the file.
    return [" " if char == "\t" else visible(char) for char in text]


def _excerpt(place: Place, sources: Sources, most: int) -> list[str]:
    line = None if place.sheet else sources.line(place.file, place.line)
    if line is None or not place.column:
        return []
    column = min(place.column - 1, len(line))
    # A long line is cut around the place; only what can be shown is looked at.
    start = max(0, column - most // 2) if len(line) > most else 0
    before, after = _cells(line[start:column]), _cells(line[column : column + most])
    room = most
    while before and sum(map(display_width, before)) > room // 2 + len(before) % 2:
        if display_width("".join(before + after)) <= room:
            break
        before.pop(0)
        start += 1
    lead = "…" if start else ""
    left = lead + "".join(before)
    shown = clip(left + "".join(after), room + 1)
    if len(line) > column + most and not shown.endswith("…"):
        shown += "…"
    wanted = max(1, place.end_column - place.column)
    carets = max(1, display_width("".join(after[:wanted])))
    carets = min(carets, max(1, display_width(shown) - display_width(left)))
    number = str(place.line)
    return [f"{number:>6} | {shown}", f"{'':>6} | {' ' * display_width(left)}{'^' * carets}"]


def severity_word(severity: Severity, lang: str = "vi") -> str:
    """A severity as readers see it: ``Lỗi``, ``Cần xem``, ``Ghi chú``; in English its own name."""
    vi, en = _WORDS[severity]
    return vi.capitalize() if lang == "vi" else en


def render_one(one: Diagnostic, sources: Sources, lang: str = "vi", width: int | None = None) -> str:
    """A diagnostic for people: place, severity, code, message, excerpt with caret, hint; in lines of `width`."""
    where = f"{visible(str(one.place))}: " if one.place else ""
    lines = [f"{where}{severity_word(one.severity, lang)}[{one.code}]: {visible(one.sentence(lang))}"]
    if one.place:
        # What looks like a citizen's data is masked in the message; the source line would show it after all.
        lines += [] if one.code in _MASKED else _excerpt(one.place, sources, min(_WIDTH, (width or 2 * _WIDTH) - 11))
    if one.related:
        lines.append(f"{'':>6} = {'xem cả' if lang == 'vi' else 'see also'}: {visible(str(one.related))}")
    hint = one.hint(lang)
    if hint:
        lines.append(f"{'':>6} = {'gợi ý' if lang == 'vi' else 'hint'}: {visible(hint)}")
    text = "\n".join(lines)
    return fold_lines(text, width) if width else text


def render(
    diagnostics: Iterable[Diagnostic],
    sources: Sources | None = None,
    lang: str = "vi",
    limit: int = 50,
    width: int | None = None,
) -> str:
    """All diagnostics for people, at most `limit`, with a line saying how many more there are; in lines of `width`
    columns. Where not all fit, errors come before warnings and warnings before notes; what is shown keeps its order.
    """
    ordered = sort(diagnostics)
    shown = ordered
    if len(ordered) > limit:
        ranks = list(_WORDS)
        serious = sorted(range(len(ordered)), key=lambda at: ranks.index(ordered[at].severity))
        shown = [ordered[at] for at in sorted(serious[:limit])]
    known = sources or Sources()
    texts = [render_one(one, known, lang, width) for one in shown]
    if len(ordered) > limit:
        texts.append(more_words(len(ordered) - limit, lang))
    return "\n".join(texts)


def more_words(count: int, lang: str = "vi") -> str:
    """That there are more problems than are shown."""
    return f"… còn {count} vấn đề nữa" if lang == "vi" else f"… and {count} more"


def summary(diagnostics: Iterable[Diagnostic], lang: str = "vi") -> str:
    """How many errors, warnings and notes there are."""
    return counts_words(Counter(one.severity for one in sort(diagnostics)), lang)


def counts_words(counts: Mapping[Severity, int], lang: str = "vi") -> str:
    """So many errors, warnings and notes, in words."""
    parts = []
    for severity, (viet, english) in _WORDS.items():
        count = counts.get(severity, 0)
        if count or severity == "error":
            plural = "s" if count != 1 else ""
            parts.append(f"{count} {viet}" if lang == "vi" else f"{count} {english}{plural}")
    return ", ".join(parts)


def to_json(one: Diagnostic, lang: str = "vi") -> dict[str, Any]:
    """A diagnostic as plain data."""
    place = one.place or Place("")
    cell = {"cell": place.cell} if place.sheet else {}
    return {
        **cell,
        "code": one.code,
        "severity": one.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
        "message": one.message(lang),
        "hint": one.hint(lang),
        "path": one.path,
    }


def github(one: Diagnostic, lang: str = "vi") -> str:
    """A diagnostic as an annotation CI systems show beside the line."""
    place = one.place or Place("")
    level = {"error": "error", "warning": "warning", "note": "notice"}[one.severity]
    where = f"file={_escaped(place.file, property_=True)}"
    if place.line and not place.sheet:
        where += f",line={place.line}" + (f",col={place.column}" if place.column else "")
    return f"::{level} {where}::{_escaped(f'{one.code} {one.message(lang)}')}"


def _escaped(text: str, *, property_: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    if property_:
        text = text.replace(":", "%3A").replace(",", "%2C")
    return visible(text)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(one.severity == "error" for one in diagnostics)
