"""Fast reading of YAML written the usual way: a key or an item on each line, texts that end on their line.

`read_lines` answers nothing where a text has anything else, or anything to report: the reader of `yaml_source` reads it
then. Both answer alike where both answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.numbers import MAX_DIGITS
from scoring.text import is_nfc
from scoring.yaml_syntax import Mark

Path_ = tuple[str | int, ...]
Line = tuple[str, str, str, str, str, str]
"""Indent, dash, key, quoted text, list or mapping in brackets, plain text of one line; what is missing is empty."""
INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
NULL = frozenset(("", "~", "null"))
_KEY = r"\w[\w.-]{0,99}+"
_WORDS = r"\w[^ \n,:?#\[\]{}]*+(?: [^ \n,:?#\[\]{}]++)*+"
_ITEM = rf"(?:{_WORDS}|\"[^\"\\\n]*+\"|'[^'\n]*+')"
_PAIR = rf"{_KEY}: ++{_ITEM}"
# Possessive throughout: no line takes longer than its length.
_LINE = re.compile(
    r"^( *+)(- ++)?+"
    rf"(?:({_KEY}):(?: ++|$))?+"
    r"(?:(\"[^\"\\\n]*+(?:\\[\"\\][^\"\\\n]*+)*+\"|'[^'\n]*+')"
    rf"|(\[(?:{_ITEM}(?:, *+{_ITEM})*+)?+\]|\{{(?:{_PAIR}(?:, *+{_PAIR})*+)?+\}})"
    r"|((?:[^ \n\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^ \n]))[^\n:#]*+(?:(?::(?=[^ \n])|(?<! )#)[^\n:#]*+)*+))?+"
    r" *+(?:(?<![^ \n])#.*+)?+$",
    re.MULTILINE,
)
_INSIDE = re.compile(rf"(?:({_KEY}): ++)?({_ITEM})")
"""An item between brackets, or a pair between braces."""


class _Unusual(Exception):  # noqa: N818
    """The text is not for this reader."""


def plain_scalar(text: str) -> Any:
    """The value of an unquoted scalar; whatever is not plainly a number, true, false or null stays text."""
    first = text[:1]
    if first.isdigit() or first == "-":
        if len(text) > MAX_DIGITS:
            return text
        if INT.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            return Decimal(text)
        return text
    if text in NULL:
        return None
    if text == "true":
        return True
    return False if text == "false" else text


def read_lines(text: str, depth: int, nodes: int) -> tuple[Any, list[Line]] | None:
    """The data of a text without forbidden characters, and its lines; None where it is not written the usual way or may
    break a limit.
    """
    count = text.count("\n") + 1
    if 6 * count + 2 * text.count(",") > nodes or not is_nfc(text):
        return None
    lines = _LINE.findall(text)
    if len(lines) != count:
        return None
    try:
        return _data(lines, depth), lines
    except _Unusual:
        return None


def _data(lines: Sequence[Line], depth: int) -> Any:
    here: Any = {"": None}
    top, at, waiting = here, -1, ""
    above: list[tuple[int, Any]] = []
    wait = True
    for indent, dash, key, quoted, flow, plain in lines:
        if not dash and not key:
            if quoted or flow or plain:
                raise _Unusual
            continue
        column = len(indent)
        if wait and (column > at or (dash and column == at)):
            above.append((at, here))
            here[waiting] = [] if dash else {}
            here, at = here[waiting], column
        else:
            while column < at or (column == at and not dash and type(here) is list):
                at, here = above.pop()
            if column != at or (type(here) is list) is not bool(dash):
                raise _Unusual
        value: Any = None
        if plain:
            value = _scalar(plain)
        elif quoted:
            value = quoted[1:-1]
            if "\\" in value and quoted[0] == '"':
                value = re.sub(r"\\(.)", r"\1", value)
        elif flow:
            value = _inside(flow)
        if dash:
            if not key:
                if not (plain or quoted or flow):
                    raise _Unusual
                here.append(value)
                wait = False
                continue
            above.append((at, here))
            here.append({})
            here, at = here[-1], column + len(dash)
        if len(above) + 3 > depth or key in here or key == "null":
            raise _Unusual
        here[key] = value
        waiting, wait = key, not (plain or quoted or flow)
    if top[""] is None:
        raise _Unusual
    return top[""]


def _scalar(text: str) -> Any:
    """The value of a text without quotes, or with quotes and no escapes."""
    if text[0] in "\"'":
        return text[1:-1]
    if text[-1] == " ":
        text = text.rstrip(" ")
    if len(text) > MAX_DIGITS and text[0] in "-0123456789":
        raise _Unusual
    return plain_scalar(text)


def _inside(flow: str) -> Any:
    """What stands between brackets or braces."""
    pairs = [(key, _scalar(one)) for key, one in _INSIDE.findall(flow)]
    if flow[0] == "[":
        return [one for _, one in pairs]
    found = dict(pairs)
    if len(found) != len(pairs) or "null" in found:
        raise _Unusual
    return found


class LinePlaces:
    """Where values and keys stand in a text that `read_lines` has read, looked for when somebody asks."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.texts, self.lines = text.split("\n"), lines
        self.marks: dict[Path_, Mark] = {}
        self.key_marks: dict[Path_, Mark] = {}
        self.starts: dict[Path_, tuple[int, int]] = {}
        """Line and column, from 0, of the blocks that have not been looked into."""
        self.block((), self.after(-1), len(lines[self.after(-1)][0]))

    def after(self, index: int) -> int:
        """The next line that holds anything; their number where none does."""
        index += 1
        while index < len(self.lines) and not (self.lines[index][1] or self.lines[index][2]):
            index += 1
        return index

    def block(self, path: Path_, index: int, column: int) -> None:
        """Note a list or mapping that begins on a line."""
        self.starts[path] = index, column
        self.marks[path] = index + 1, column + 1, column + 2

    def look_for(self, path: Path_) -> None:
        """Find where a path stands, if there is such a thing."""
        for length in range(len(path)):
            if path[:length] in self.starts:
                self.look_into(path[:length])

    def look_into(self, path: Path_) -> None:
        """Find where that stands which a list or mapping holds."""
        first, column = self.starts.pop(path)
        index, count = first, 0
        listed = len(self.lines[first][0]) == column and bool(self.lines[first][1])
        while index < len(self.lines):
            indent, dash, key = self.lines[index][:3]
            start = len(indent)
            if index > first and (start < column or (listed and start == column and not dash)):
                break
            if listed and start == column:
                if key:
                    self.block((*path, count), index, column + len(dash))
                else:
                    self.value((*path, count), index)
                count += 1
            elif not listed and (index == first or (start == column and not dash)):
                self.value((*path, key), index)
            index = self.after(index)

    def value(self, path: Path_, index: int) -> None:
        """Note the value, and its key, of a line."""
        found, line = _LINE.match(self.texts[index]), index + 1
        assert found is not None
        part = found.lastindex or 0
        start, end = found.span(part)
        if found[3]:
            self.key_marks[path] = line, found.start(3) + 1, found.end(3) + 1
        if part == 3:
            below = self.after(index)
            indent, dash = self.lines[below][:2] if below < len(self.lines) else ("", "")
            if len(indent) > start or (dash and len(indent) == start):
                self.block(path, below, len(indent))
            else:
                self.marks[path] = line, end + 2, end + 3
            return
        self.marks[path] = line, start + 1, start + (2 if part == 5 else 1 + len(found[part].rstrip(" ")))
        for number, one in enumerate(_INSIDE.finditer(found.string, start, end) if part == 5 else ()):
            inner = (*path, one[1] or number)
            self.marks[inner] = line, one.start(2) + 1, one.end(2) + 1
            if one[1]:
                self.key_marks[inner] = line, one.start(1) + 1, one.end(1) + 1


class Found(Mapping[Path_, Mark]):
    """The places of values, or those of keys, as a mapping."""

    def __init__(self, places: LinePlaces, known: dict[Path_, Mark]) -> None:
        self.places, self.known = places, known

    def __getitem__(self, path: Path_) -> Mark:
        if path not in self.known:
            self.places.look_for(path)
        return self.known[path]

    def __iter__(self) -> Iterator[Path_]:
        while self.places.starts:
            self.places.look_into(next(iter(self.places.starts)))
        return iter(self.known)

    def __len__(self) -> int:
        return sum(1 for _ in self)
