"""Strict reading of JSON text with the place of every value, as strict as YAML."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scoring.numbers import MAX_DIGITS
from scoring.text import UNSAFE, has_invisible, has_unsafe, is_nfc, nfc, visible
from scoring.yaml_syntax import Stop

Path_ = tuple[str | int, ...]
Mark = tuple[int, int, int]
Report = Callable[..., None]

_SPACE = re.compile(r"[ \t\n]*")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*)"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^ \t\n,:\[\]{}\"]+")
_NAMES: dict[str, Any] = {"true": True, "false": False, "null": None}

_VALUE = ("thiếu một giá trị ở đây", "a value is missing here")
_TRAILING = ("dấu phẩy thừa trước dấu đóng ngoặc", "a comma too many before the closing bracket")
_KEY = ("khóa phải để trong nháy kép", "a key must be in double quotes")
_COLON = ("thiếu dấu “:” sau khóa", "the “:” after the key is missing")
_QUOTE = (
    "chuỗi chưa đóng nháy hoặc có ký tự không được phép",
    "the string is not closed, or has a forbidden character",
)
_WORDS = (
    "chữ phải để trong nháy kép; số viết thường như 12 hoặc 7.5",
    "text must be in double quotes; numbers are plain as 12 or 7.5",
)
_REST = ("còn chữ sau khi nội dung đã kết thúc", "text after the end of the content")
_LIST = ("thiếu dấu phẩy hoặc dấu “]”", "a comma or “]” is missing")
_OBJECT = ("thiếu dấu phẩy hoặc dấu “}”", "a comma or “}” is missing")


class JsonReader:
    """Reads one JSON value; `report` gets code, mark and values of each problem."""

    def __init__(
        self,
        text: str,
        depth: int,
        nodes: int,
        report: Report,
        marks: dict[Path_, Mark],
        key_marks: dict[Path_, Mark],
    ) -> None:
        self.text = text
        self.depth = depth
        self.nodes = nodes
        self.report = report
        self.marks = marks
        self.key_marks = key_marks
        self.count = 0
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def mark(self, start: int, end: int) -> Mark:
        """Line and columns of a stretch of the text."""
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        return line, column, max(column + 1, min(column + end - start, column + 200))

    def wrong(self, at: int, why: tuple[str, str]) -> Stop:
        """Report a syntax error; the caller raises what comes back."""
        self.report("SC105", self.mark(at, at + 1), why=why[0], why_en=why[1])
        return Stop()

    def skip(self, at: int) -> int:
        """The next position that is not white space."""
        found = _SPACE.match(self.text, at)
        assert found is not None
        return found.end()

    def read(self) -> Any:
        """The value of the whole text."""
        value, at = self.value(self.skip(0), (), 0)
        if at != len(self.text):
            raise self.wrong(at, _REST)
        return value

    def value(self, at: int, path: Path_, depth: int) -> tuple[Any, int]:
        """A value and the position of what follows it."""
        self.count += 1
        if self.count > self.nodes:
            self.report("SC104", self.mark(at, at + 1), limit=str(self.nodes))
            raise Stop
        if depth > self.depth:
            self.report("SC103", self.mark(at, at + 1), limit=str(self.depth))
            raise Stop
        first = self.text[at : at + 1]
        value: Any
        if first == "{":
            self.marks[path] = self.mark(at, at + 1)
            value, end = self.object(at, path, depth)
        elif first == "[":
            self.marks[path] = self.mark(at, at + 1)
            value, end = self.array(at, path, depth)
        else:
            if first == '"':
                value, end = self.string(at)
            elif not first or first in ",:]}":
                raise self.wrong(at, _VALUE)
            else:
                value, end = self.bare(at)
            self.marks[path] = self.mark(at, end)
        return value, self.skip(end)

    def bare(self, at: int) -> tuple[Any, int]:
        """A number, true, false or null."""
        found = _WORD.match(self.text, at)
        assert found is not None
        word, end = found[0], found.end()
        if word in _NAMES:
            return _NAMES[word], end
        number = _NUMBER.fullmatch(word)
        if number is None and word not in {"NaN", "Infinity", "-Infinity"}:
            raise self.wrong(at, _WORDS)
        mark = self.mark(at, end)
        if number is None or number[2]:
            self.report("SC124", mark, text=word[:40])
            return None, end
        digits = sum(c.isdigit() for c in word)
        if digits > MAX_DIGITS:
            self.report("SC116", mark, digits=str(digits))
            return None, end
        return (Decimal(word) if number[1] else int(word)), end

    def string(self, at: int) -> tuple[str, int]:
        """A string in normal form C."""
        found = _STRING.match(self.text, at)
        if found is None:
            raise self.wrong(at, _QUOTE)
        value: str = found[1]
        if "\\" in value:
            value = json.loads(found[0])
            if has_invisible(value) and not has_invisible(found[0]):
                self.report("SC115", self.mark(at, found.end()), text=visible(value[:40]))
        bad = re.search(UNSAFE, value) if has_unsafe(value) else None
        if bad:
            char, mark = f"U+{ord(bad[0]):04X}", self.mark(at, found.end())
            self.report("SC118", mark, char=char, text=visible(value[:40]))
            value = re.sub(UNSAFE, "\ufffd", value)
        if not is_nfc(value):
            self.report("SC114", self.mark(at, found.end()))
            value = nfc(value)
        return value, found.end()

    def array(self, at: int, path: Path_, depth: int) -> tuple[list[Any], int]:
        """A list."""
        items: list[Any] = []
        at = self.skip(at + 1)
        if self.text.startswith("]", at):
            return items, at + 1
        while True:
            item, at = self.value(at, (*path, len(items)), depth + 1)
            items.append(item)
            if self.text.startswith("]", at):
                return items, at + 1
            if not self.text.startswith(",", at):
                raise self.wrong(at, _LIST)
            comma, at = at, self.skip(at + 1)
            if self.text.startswith("]", at):
                raise self.wrong(comma, _TRAILING)

    def object(self, at: int, path: Path_, depth: int) -> tuple[dict[str, Any], int]:
        """A mapping; a key given twice keeps its first value and is reported."""
        result: dict[str, Any] = {}
        at = self.skip(at + 1)
        if self.text.startswith("}", at):
            return result, at + 1
        while True:
            if not self.text.startswith('"', at):
                raise self.wrong(at, _KEY)
            key, end = self.string(at)
            mark = self.mark(at, end)
            at = self.skip(end)
            if not self.text.startswith(":", at):
                raise self.wrong(at, _COLON)
            below = (*path, key)
            again = key in result
            if again:
                self.report("SC106", mark, first=self.key_marks[below], key=key)
                below = (*below, "?")
            else:
                self.key_marks[below] = mark
            value, at = self.value(self.skip(at + 1), below, depth + 1)
            if not again:
                result[key] = value
            if self.text.startswith("}", at):
                return result, at + 1
            if not self.text.startswith(",", at):
                raise self.wrong(at, _OBJECT)
            comma, at = at, self.skip(at + 1)
            if self.text.startswith("}", at):
                raise self.wrong(comma, _TRAILING)
