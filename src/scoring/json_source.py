"""Strict reading of JSON: no key twice, no binary number, no number without end.

`parse_strict` is fast and stops at the first problem: for results, manifests, ledgers. For dossiers, schemes and cells
of workbooks `flawless` is as fast where nothing is wrong; in all other cases `JsonReader` goes on after a problem and
tells each with its place. `JsonPlaces` finds where a value stands when somebody asks.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
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
            return CannotRead.of("SC101", place, offset=self.offset, seems="", seems_en="")
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
    """The standard library's decoder, refusing by `JsonRefused` what is not strict. Without `unique_keys` the caller
    compares the bytes with what it would write, which is faster.
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


_DOUBTFUL = re.compile(r"\\[^n\"\\/t]")
"""An escape that may write what the text itself may not hold."""


def _decimal(text: str) -> Any:
    return _refuse_float(text) if len(text) > MAX_DIGITS or "e" in text.lower() else Decimal(text)


_flawless = json.JSONDecoder(
    parse_float=_decimal, parse_constant=_refuse_float, parse_int=_bounded_int, object_pairs_hook=_unique_keys
).decode


def flawless(text: str, depth: int, nodes: int) -> Any:
    """The value of a JSON text in which `JsonReader` would find nothing to tell; None in any doubt. The text is looked
    at as a whole: in normal form C and without unsafe characters, so is every string in it.
    """
    if text.count(",") + text.count(":") + text.count("[") >= nodes or not is_nfc(text):
        return None
    if has_unsafe(text) or has_invisible(text) or _DOUBTFUL.search(text):
        return None
    try:
        value = _flawless(text)
    except (ValueError, RecursionError):
        return None
    level = [value] if value.__class__ in (dict, list) else []
    for _ in range(depth):
        level = [
            one
            for many in level
            for one in (many.values() if many.__class__ is dict else many)
            if one.__class__ is dict or one.__class__ is list
        ]
        if not level:
            return value
    return None


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", text))]


def _mark(starts: list[int], start: int, end: int) -> Mark:
    """Line and columns of a stretch of the text whose lines begin at `starts`."""
    line = bisect_right(starts, start)
    column = start - starts[line - 1] + 1
    return line, column, max(column + 1, min(column + end - start, column + 200))


def _skip(text: str, at: int) -> int:
    """The next position that is not white space."""
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


_Stretch = tuple[int, int]
_raw = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode


class JsonPlaces(Mapping[Path_, Mark]):
    """Where values, or with `keys` their keys, stand in a text that was read; a key given twice counts once."""

    def __init__(self, text: str, *, keys: bool = False) -> None:
        self._text, self._keys = text, keys
        self._known: dict[int, dict[str | int, tuple[_Stretch, _Stretch | None]]] = {}
        self._starts: list[int] = []

    def __getitem__(self, path: Path_) -> Mark:
        try:
            value, key = self._whole(), None
            for part in path:
                value, key = self._inside(value[0])[part]
        except (ValueError, IndexError):  # where reading stopped, too
            raise KeyError(path) from None
        if self._keys:
            if key is None:
                raise KeyError(path)
            value = key
        self._starts = self._starts or _line_starts(self._text)
        return _mark(self._starts, *value)

    def __iter__(self) -> Iterator[Path_]:
        return self._paths((), self._whole(), None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _whole(self) -> _Stretch:
        start = _skip(self._text, 0)
        return start, self._end(start)

    def _end(self, at: int) -> int:
        """Where a value ends; of an object or list only the opening bracket is shown."""
        return at + 1 if self._text[at] in "{[" else _raw(self._text, at)[1]

    def _paths(self, path: Path_, value: _Stretch, key: _Stretch | None) -> Iterator[Path_]:
        if key is not None or not self._keys:
            yield path
        for part, inner in self._inside(value[0]).items():
            yield from self._paths((*path, part), *inner)

    def _inside(self, at: int) -> dict[str | int, tuple[_Stretch, _Stretch | None]]:
        """What the object or list that begins here holds: the stretch of each value and of its key."""
        found = self._known.get(at)
        if found is not None:
            return found
        text, found = self._text, self._known.setdefault(at, {})
        opening = text[at : at + 1]
        at = _skip(text, at + 1)
        while opening in ("{", "[") and text[at] not in "]}":
            name: str | int = len(found)
            key: _Stretch | None = None
            if opening == "{":
                name, end = _raw(text, at)
                name, key = nfc(re.sub(UNSAFE, "\ufffd", str(name))), (at, end)
                at = _skip(text, _skip(text, end) + 1)
            found.setdefault(name, ((at, self._end(at)), key))
            at = _skip(text, _raw(text, at)[1])
            if text[at] == ",":
                at = _skip(text, at + 1)
        return found


@dataclass(slots=True, kw_only=True)
class JsonReader:
    """Reads one JSON value; `report` gets code, mark and values of each problem."""

    text: str
    depth: int
    nodes: int
    report: Report
    count: int = field(default=0, init=False)
    starts: list[int] = field(init=False)
    """Where each line begins."""

    def __post_init__(self) -> None:
        self.starts = _line_starts(self.text)

    def mark(self, start: int, end: int) -> Mark:
        """Line and columns of a stretch of the text."""
        return _mark(self.starts, start, end)

    def wrong(self, at: int, why: tuple[str, str]) -> Stop:
        """Report a syntax error; the caller raises what comes back."""
        self.report("SC105", self.mark(at, at + 1), why=why[0], why_en=why[1])
        return Stop()

    def skip(self, at: int) -> int:
        """The next position that is not white space."""
        return _skip(self.text, at)

    def read(self) -> Any:
        """The value of the whole text."""
        value, at = self.value(self.skip(0), 0)
        if at != len(self.text):
            raise self.wrong(at, _REST)
        return value

    def value(self, at: int, depth: int) -> tuple[Any, int]:
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
            value, end = self.object(at, depth)
        elif first == "[":
            value, end = self.array(at, depth)
        elif first == '"':
            value, end = self.string(at)
        elif not first or first in ",:]}":
            raise self.wrong(at, _VALUE)
        else:
            value, end = self.bare(at)
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

    def array(self, at: int, depth: int) -> tuple[list[Any], int]:
        """A list."""
        items: list[Any] = []
        at = self.skip(at + 1)
        if self.text.startswith("]", at):
            return items, at + 1
        while True:
            item, at = self.value(at, depth + 1)
            items.append(item)
            if self.text.startswith("]", at):
                return items, at + 1
            if not self.text.startswith(",", at):
                raise self.wrong(at, _LIST)
            comma, at = at, self.skip(at + 1)
            if self.text.startswith("]", at):
                raise self.wrong(comma, _TRAILING)

    def object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        """A mapping; a key given twice keeps its first value and is reported."""
        result: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
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
            first = marks.setdefault(key, mark)
            if first is not mark:
                self.report("SC106", mark, first=first, key=key)
            value, at = self.value(self.skip(at + 1), depth + 1)
            result.setdefault(key, value)
            if self.text.startswith("}", at):
                return result, at + 1
            if not self.text.startswith(",", at):
                raise self.wrong(at, _OBJECT)
            comma, at = at, self.skip(at + 1)
            if self.text.startswith("}", at):
                raise self.wrong(comma, _TRAILING)
