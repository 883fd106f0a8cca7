"""Strict reading of JSON: no key twice, no binary number, no number without end.

`parse_strict` is fast and stops at the first problem: for results, manifests, ledgers. `JsonReader` keeps the place of
every value and goes on after a problem: for dossiers, schemes and cells of workbooks.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from scoring.diagnostics import Place
from scoring.errors import CannotRead, InvalidInput
from scoring.numbers import MAX_DIGITS
from scoring.text import UNSAFE, has_invisible, has_unsafe, is_nfc, nfc, visible
from scoring.yaml_syntax import Mark, Stop

Path_ = tuple[str | int, ...]
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
_SYNTAX = {
    "Expecting value": "thiếu một giá trị",
    "Expecting property name enclosed in double quotes": "khóa phải để trong nháy kép",
    "Unterminated string starting at": "chuỗi chưa đóng nháy",
    "Expecting ',' delimiter": "thiếu dấu phẩy hoặc dấu đóng ngoặc",
    "Expecting ':' delimiter": "thiếu dấu “:” sau khóa",
    "Extra data": "còn chữ sau khi nội dung đã kết thúc",
    "Illegal trailing comma before end of object": "dấu phẩy thừa trước dấu đóng ngoặc",
    "Illegal trailing comma before end of array": "dấu phẩy thừa trước dấu đóng ngoặc",
}
"""Messages of the standard library's decoder in Vietnamese."""


class JsonRefused(ValueError):  # noqa: N818 - it says what was done
    """JSON that is not strict; `why` is in Vietnamese and English, `line` and `column` are 0 where unknown."""

    def __init__(
        self,
        kind: Literal["encoding", "syntax", "depth", "number", "digits", "twice"],
        why: tuple[str, str],
        *,
        line: int = 0,
        column: int = 0,
        offset: int = 0,
        text: str = "",
    ) -> None:
        super().__init__(why[1])
        self.kind = kind
        self.why = why
        self.line = line
        self.column = column
        self.offset = offset
        """The first byte that is not UTF-8."""
        self.text = text
        """The number that is refused."""

    def failure(self, file: str) -> CannotRead | InvalidInput:
        """What to raise for a file of results: SC101 where it is no text, SC611 where it is no such JSON."""
        column = self.column
        place = Place(file, self.line, column, column + 1 if column else 0)
        if self.kind == "encoding":
            return CannotRead.of("SC101", place, offset=self.offset)
        return InvalidInput.of("SC611", place, why=self.why[0], why_en=self.why[1])


def _refuse_float(text: str) -> Any:
    why = (f"số {text} phải để trong nháy kép", f"the number {text} must be quoted")
    raise JsonRefused("number", why, text=text)


def _bounded_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise JsonRefused("digits", ("số quá dài", "the number is too long"), text=text)
    return int(text)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        last = {key: place for place, (key, _) in enumerate(pairs)}
        key = visible(next(one for place, (one, _) in enumerate(pairs) if last[one] != place)[:40])
        raise JsonRefused("twice", (f"khóa ghi hai lần: “{key}”", f"a key stands twice: “{key}”"))
    return found


def strict_decoder(unique_keys: bool = True) -> json.JSONDecoder:
    """The standard library's decoder, refusing by `JsonRefused` what is not strict.

    Without `unique_keys` the caller compares the bytes with what it would write, which is faster.
    """
    return json.JSONDecoder(
        parse_float=_refuse_float,
        parse_constant=_refuse_float,
        parse_int=_bounded_int,
        object_pairs_hook=_unique_keys if unique_keys else None,
    )


_decode = strict_decoder().decode
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def parse_strict(raw: bytes) -> Any:
    """The value of a whole JSON text in UTF-8. Raises JsonRefused if it is not UTF-8, no JSON, nested too deeply, or
    not strict.
    """
    try:
        value = _decode(raw.decode("utf-8-sig"))
        if _HALF.search(raw):
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        why = ("có nửa ký tự \\u… lẻ cặp", "half of a \\u… pair stands alone")
        raise JsonRefused("syntax", why) from None
    except UnicodeDecodeError as error:
        start = error.start
        raise JsonRefused(
            "encoding",
            ("không phải UTF-8", "not UTF-8"),
            line=raw.count(b"\n", 0, start) + 1,
            column=start - raw.rfind(b"\n", 0, start),
            offset=start,
        ) from None
    except json.JSONDecodeError as error:
        why = (_SYNTAX.get(error.msg, error.msg), error.msg)
        raise JsonRefused("syntax", why, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise JsonRefused("depth", ("lồng quá sâu", "nested too deeply")) from None
    return value


@dataclass(slots=True, kw_only=True)
class JsonReader:
    """Reads one JSON value; `report` gets code, mark and values of each problem."""

    text: str
    depth: int
    nodes: int
    report: Report
    marks: dict[Path_, Mark]
    key_marks: dict[Path_, Mark]
    count: int = field(default=0, init=False)
    starts: list[int] = field(init=False)
    """Where each line begins."""

    def __post_init__(self) -> None:
        self.starts = [0, *(m.end() for m in re.finditer("\n", self.text))]

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
