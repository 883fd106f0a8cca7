"""From plain data back to a typed result; everything that is wrong is told at once, each with its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from scoring.result.model import FORMAT, Result
from scoring.result.references import references

_LONG = re.compile(rb":-?[0-9]{19}")


class Wrong(NamedTuple):
    """One thing wrong in a result's data: where, and what, in both languages."""

    path: str
    vi: str
    en: str


class NotAResult(ValueError):  # noqa: N818 - says what is the case, like the names in errors
    """The data are no whole result; `problems` says what is wrong, never empty."""

    def __init__(self, problems: list[Wrong]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.en}" for one in problems))
        self.problems = problems


def from_data(data: Any) -> Result:
    """The result that plain data stand for; keys it does not know are left out. Raises NotAResult if something is
    missing, of another form, or names what is not there.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotAResult([Wrong("format", f"cần “{FORMAT}”", f"“{FORMAT}” wanted")])
    try:
        result = msgspec.convert(data, Result, strict=True)
    except msgspec.ValidationError as error:
        found = list(_wrong(data, _type_of(Result), ""))
        if not found:  # pragma: no cover - the two walks follow the same types
            raise AssertionError(f"nothing found though msgspec says: {error}") from error
        raise NotAResult([*found, *_wrong_beside(data, found)]) from None
    try:
        written = msgspec.json.encode(result)
    except UnicodeEncodeError as error:
        found = list(_wrong(data, _type_of(Result), ""))
        raise NotAResult(found or [Wrong("", *_NO_TEXT)]) from error
    # msgspec lets two things pass: a line feed behind what a pattern asks for, and numbers of any length.
    suspect = b'\\n"' in written or _LONG.search(written)
    if suspect and (found := list(_wrong(data, _type_of(Result), ""))):
        raise NotAResult(found)
    if problems := [Wrong(*one) for one in references(result)]:
        raise NotAResult(problems)
    return result


_NAMING = re.compile(
    r"(^|\.)(id|parent|children|inputs|measures|groups|criteria|classification|ladder|people)(\[[0-9]+\])?$"
)
"""Paths of what others name: where one is wrong, nothing can be said of those that name it."""
_STAND_INS = ("", "0", "2025", "2025-01-01", "2025-01-01T00:00:00Z")


def _wrong_beside(data: Any, found: list[Wrong]) -> list[Wrong]:
    """What the rest of the data names that is not there, where parts of the wrong form do not decide that."""
    if any(_NAMING.search(one.path) for one in found):
        return []
    result = msgspec.convert(_repaired(data, _type_of(Result)), Result, strict=True)
    return [
        one
        for one in (Wrong(*problem) for problem in references(result))
        if not any(one.path.startswith(x.path) or x.path.startswith(one.path) for x in found)
    ]


def _repaired(value: Any, kind: inspect.Type) -> Any:
    """The value with a stand-in for everything that is not of its kind."""
    match kind:
        case inspect.StructType():
            given = value if isinstance(value, dict) else {}
            wanted = [one for one in kind.fields if one.required or one.encode_name in given]
            return {one.encode_name: _repaired(given.get(one.encode_name), one.type) for one in wanted}
        case inspect.VarTupleType():
            return [_repaired(one, kind.item_type) for one in value] if isinstance(value, (list, tuple)) else []
        case inspect.DictType():
            return {key: _repaired(x, kind.value_type) for key, x in value.items()} if isinstance(value, dict) else {}
        case inspect.Metadata():
            return _repaired(value, kind.type)
        case inspect.UnionType():
            if not any(_wrong(value, kind, "")):
                return value
            return None if any(map(_is_null, kind.types)) else _repaired(value, kind.types[0])
        case inspect.AnyType():
            return value
    return value if not any(_wrong(value, kind, "")) else _stand_in(kind)


def _stand_in(kind: inspect.Type) -> Any:
    """Some value of a plain kind."""
    match kind:
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.BoolType():
            return False
        case inspect.IntType():
            return max(0, kind.ge or 0)
    return next(one for one in _STAND_INS if not any(_wrong(one, kind, "")))


def from_bytes(raw: bytes) -> Result:
    """The result that was written as these bytes, or was checked by `from_data` before."""
    return msgspec.json.decode(raw, type=Result)


@cache
def _type_of(part: type) -> inspect.Type:
    return inspect.type_info(part)


def _wrong(value: Any, kind: inspect.Type, path: str) -> Iterator[Wrong]:
    """Everything in `value` that is not of this kind, in reading order."""
    match kind:
        case inspect.StructType():
            yield from _wrong_part(value, kind, path)
        case inspect.VarTupleType():
            if isinstance(value, (list, tuple)):
                for index, one in enumerate(value):
                    yield from _wrong(one, kind.item_type, f"{path}[{index}]")
            else:
                yield Wrong(path, "cần một danh sách", "a list wanted")
        case inspect.DictType():
            if isinstance(value, dict):
                for key, one in value.items():
                    yield from _wrong(one, kind.value_type, f"{path}.{key}")
            else:
                yield Wrong(path, "cần một bảng khóa: giá trị", "a mapping wanted")
        case inspect.UnionType():
            yield from _wrong_choice(value, kind.types, path)
        case inspect.Metadata():
            yield from _wrong(value, kind.type, path)
        case inspect.AnyType():
            return
        case _:
            yield from _wrong_plain(value, kind, path)


def _wrong_part(value: Any, kind: inspect.StructType, path: str) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield Wrong(path, "cần một bảng khóa: giá trị", "a mapping wanted")
        return
    for field in kind.fields:
        here = f"{path}.{field.encode_name}" if path else field.encode_name
        if field.encode_name in value:
            yield from _wrong(value[field.encode_name], field.type, here)
        elif field.required:
            yield Wrong(here, "thiếu", "missing")


def _wrong_choice(value: Any, kinds: Iterable[inspect.Type], path: str) -> Iterator[Wrong]:
    """What is wrong by the one kind that fits best: the first that is not `null`."""
    tried = [list(_wrong(value, kind, path)) for kind in kinds if not _is_null(kind)]
    if value is not None and all(tried):
        yield from min(tried, key=lambda found: [one.path == path for one in found])
    elif value is None and not any(_is_null(kind) for kind in kinds):
        yield Wrong(path, "không được bỏ trống", "null is not allowed")


def _is_null(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.NoneType)


def _wrong_plain(value: Any, kind: inspect.Type, path: str) -> Iterator[Wrong]:
    match kind:
        case inspect.LiteralType():
            if value not in kind.values or isinstance(value, bool):
                names = ", ".join(map(str, kind.values))
                yield Wrong(path, f"chỉ nhận: {names}", f"one of these wanted: {names}")
        case inspect.BoolType():
            if not isinstance(value, bool):
                yield Wrong(path, "cần true hoặc false", "true or false wanted")
        case inspect.IntType():
            if isinstance(value, bool) or not isinstance(value, int):
                yield Wrong(path, "cần số nguyên", "a whole number wanted")
            elif kind.ge is not None and value < kind.ge:
                yield Wrong(path, f"không được dưới {kind.ge}", f"{kind.ge} at least")
            elif abs(value) >= 2**63:
                yield Wrong(path, "số quá lớn", "too large a number")
        case inspect.StrType():
            if not isinstance(value, str):
                yield Wrong(path, "cần chữ", "text wanted")
            elif not _is_unicode(value):
                yield Wrong(path, *_NO_TEXT)
            elif not _fits(value, kind):
                yield Wrong(path, f"“{value[:40]}” không đúng dạng", f"“{value[:40]}” is not of this form")
        case _:  # pragma: no cover - the model has no other kinds
            raise AssertionError(f"the model holds an unknown kind: {kind}")


_NO_TEXT = ("có ký tự không thuộc Unicode", "holds half a character, which is no Unicode text")


def _is_unicode(text: str) -> bool:
    """Whether the text can be written; JSON can escape halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fits(value: str, kind: inspect.StrType) -> bool:
    if kind.max_length is not None and len(value) > kind.max_length:
        return False
    return kind.pattern is None or re.fullmatch(kind.pattern, value) is not None
