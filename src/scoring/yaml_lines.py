"""Fast reading of YAML written the usual way: a key or an item on each line, texts that end on their line.

`read_lines` answers nothing where a text has anything else, or anything to report: the reader of `yaml_source` reads it
then. Both answer alike where both answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
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
    top: dict[str, Any] = {"": None}
    here: Any = top
    at, listed, waiting, wait = -1, False, "", True
    above: list[tuple[int, bool, Any]] = []
    for indent, dash, key, quoted, flow, plain in lines:
        column = len(indent)
        # Most keys stand beside the one before, which has its value.
        if dash or wait or listed or column != at or not key:
            if not dash and not key:
                if quoted or flow or plain:
                    raise _Unusual
                continue
            if wait and (column > at or (dash and column == at)):
                above.append((at, listed, here))
                listed = bool(dash)
                here[waiting] = [] if listed else {}
                here, at = here[waiting], column
            else:
                while column < at or (column == at and listed and not dash):
                    at, listed, here = above.pop()
                if column != at or listed is not bool(dash):
                    raise _Unusual
            if dash and key:
                above.append((at, True, here))
                here.append({})
                here, at, listed = here[-1], column + len(dash), False
            if len(above) + 3 > depth and key:
                raise _Unusual
        if plain:
            value = _scalar(plain)
        elif quoted:
            value = quoted[1:-1]
            if "\\" in value and quoted[0] == '"':
                value = re.sub(r"\\(.)", r"\1", value)
        elif flow:
            value = _inside(flow)
        else:
            value = None
        wait = value is None and not plain
        if not key:
            if wait:
                raise _Unusual
            here.append(value)
        else:
            if key in here or key == "null":
                raise _Unusual
            here[key] = value
            waiting = key
    if top[""] is None:
        raise _Unusual
    return top[""]


@lru_cache(maxsize=1024)  # ids, days and small numbers stand in every dossier
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
        self.text, self.lines = text, lines
        self.at: dict[Path_, int] = {(): 0}
        """Lines of the values found so far."""
        self.items: dict[str | int, list[int]] = {}
        """What `item_lines` has found."""
        self.on_their_line: set[Path_] = set()
        """Values that `find_in_item` has found: none has lines of its own."""
        self.unopened: set[Path_] = {()}
        """Lists and mappings that have not been looked into."""
        self.inside: dict[Path_, tuple[int, int]] = {}
        """Columns of values between brackets, from 0."""

    @cached_property
    def rows(self) -> list[tuple[int, int, int, str]]:
        """Line, width of indent and dash, and key of what is not empty."""
        return [(at, len(one[0]), len(one[1]), one[2]) for at, one in enumerate(self.lines) if one[1] or one[2]]

    @cached_property
    def blocks(self) -> dict[Path_, tuple[int, int]]:
        """Row and column where those lists and mappings begin that have lines of their own."""
        return {(): (0, self.rows[0][1])}

    def find(self, path: Path_) -> int:
        """The line of a value. Raises KeyError if there is none."""
        if path not in self.at and not (len(path) == 3 and self.find_in_item(*path)):
            for length in range(len(path)):
                if path[:length] in self.unopened:
                    self.open(path[:length])
        return self.at[path]

    def find_in_item(self, name: str | int, index: str | int, key: str | int) -> bool:
        """Find a value that stands on the line of its key, in an item of a list at the top, without opening all else:
        most of what is asked for are the ids of records.
        """
        if name not in self.items:
            self.items[name] = self.item_lines(name)
        begins = self.items[name]
        if not isinstance(index, int) or index + 1 >= len(begins):
            return False
        first = self.lines[begins[index]]
        column = len(first[0]) + len(first[1])
        for at in range(begins[index], begins[index + 1]):
            one = self.lines[at]
            if one[2] == key and (one is first or (len(one[0]) == column and not one[1])):
                if any(one[3:]):
                    self.at[name, index, key] = at
                    self.on_their_line.add((name, index, key))
                    return True
                return False
        return False

    def marks_in_items(self, name: str, key: str) -> list[Mark | None]:
        """Where the value of a key stands in each item of a list at the top; None where it is not on the line on which
        the item begins.
        """
        if name not in self.items:
            self.items[name] = self.item_lines(name)
        found: list[Mark | None] = []
        for at in self.items[name][:-1]:
            indent, dash, own, quoted, _, plain = self.lines[at]
            value = quoted or plain.rstrip(" ")
            if own == key and value:
                # Only spaces stand between the colon and the value.
                start = self.texts[at].index(value, len(indent) + len(dash) + len(own) + 1)
                found.append((at + 1, start + 1, start + len(value) + 1))
            else:
                found.append(None)
        return found

    def item_lines(self, name: str | int) -> list[int]:
        """The lines on which the items of a list at the top begin, and that behind the last; empty where it is none."""
        top = (at for at, one in enumerate(self.lines, 1) if one[2] == name and not one[0] and not one[1])
        begin = next(top, len(self.lines))
        found: list[int] = []
        end = len(self.lines)
        for at, one in enumerate(islice(self.lines, begin, None), begin):
            if not one[1]:
                if one[2] and not one[0]:
                    end = at
                    break
            elif not found or one[0] == self.lines[found[0]][0]:
                found.append(at)
        return [*found, end] if found else []

    def open(self, path: Path_) -> None:
        """Find what a list or mapping holds."""
        self.unopened.remove(path)
        if path not in self.blocks:
            for number, one in enumerate(self.bracketed(path)):
                self.at[*path, one[1] or number] = self.at[path]
                self.inside[*path, one[1] or number] = one.span(2)
            return
        first, column = self.blocks[path]
        listed, count = self.rows[first][2] and self.rows[first][1] == column, 0
        for row, (at, start, dash, key) in enumerate(islice(self.rows, first, None), first):
            if row > first and start > column:
                continue
            if row > first and (start < column or (listed and not dash)):
                break
            if listed and start == column:
                below, block = (*path, count), (row, column + dash) if key else None
                count += 1
            elif not listed and (row == first or (start == column and not dash)):
                below, block = (*path, key), None if any(self.lines[at][3:]) else self.below(row, column)
            else:
                continue
            self.at[below] = at
            if block:
                self.blocks[below] = block
            if block or self.lines[at][4]:
                self.unopened.add(below)

    def below(self, row: int, column: int) -> tuple[int, int] | None:
        """Row and column of the list or mapping below a key; None where its value is empty."""
        _, start, dash, _ = self.rows[row + 1] if row + 1 < len(self.rows) else (0, -1, 0, "")
        return (row + 1, start) if start > column or (start == column and dash) else None

    def bracketed(self, path: Path_) -> Iterator[re.Match[str]]:
        """What stands between brackets."""
        found = self.line(path)
        return _INSIDE.finditer(found.string, found.start(5) + 1, found.end(5) - 1)

    @cached_property
    def texts(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    def line(self, path: Path_) -> re.Match[str]:
        """The parts of the line on which a value stands."""
        found = _LINE.match(self.texts[self.at[path]])
        assert found is not None
        return found

    def mark(self, path: Path_) -> Mark:
        """Where a value stands. Raises KeyError if there is none."""
        line = self.find(path) + 1
        if path not in self.on_their_line and path in self.blocks:
            row, start = self.blocks[path]
            line, end = self.rows[row][0] + 1, start + 1
        elif path in self.inside:
            start, end = self.inside[path]
        else:
            found = self.line(path)
            part = found.lastindex or 0
            start, end = found.span(part)
            if part == 3:
                start, end = end + 1, end + 2
            else:
                end = start + (1 if part == 5 else len(found[part].rstrip(" ")))
        return line, start + 1, end + 1

    def key_mark(self, path: Path_) -> Mark:
        """Where the key of a value stands. Raises KeyError if it has none."""
        line = self.find(path) + 1
        if not _named(path):
            raise KeyError(path)
        if path in self.inside:
            start, end = next(one.span(1) for one in self.bracketed(path[:-1]) if one[1] == path[-1])
        else:
            start, end = self.line(path).span(3)
        return line, start + 1, end + 1


def _named(path: Any) -> bool:
    return bool(path) and isinstance(path[-1], str)


class Found(Mapping[Path_, Mark]):
    """The places of values, or with `keys` those of their keys, as a mapping."""

    def __init__(self, places: LinePlaces, *, keys: bool) -> None:
        self.places, self.of_keys = places, keys

    def __getitem__(self, path: Path_) -> Mark:
        return self.places.key_mark(path) if self.of_keys else self.places.mark(path)

    def __contains__(self, path: object) -> bool:
        try:
            self.places.find(path)  # type: ignore[arg-type]
        except KeyError:
            return False
        return not self.of_keys or _named(path)

    def __iter__(self) -> Iterator[Path_]:
        while self.places.unopened:
            self.places.open(next(iter(self.places.unopened)))
        return (path for path in self.places.at if not self.of_keys or _named(path))

    def __len__(self) -> int:
        return sum(1 for _ in self)
