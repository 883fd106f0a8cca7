"""Results read back: found, parsed, and checked as far as the commands rely on them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.errors import (
    CannotRead,
    InvalidInput,
    NothingMatched,
    UsageProblem,
    system_words,
    usage_problem,
)

FORMAT = "scoring.assessment/1"
_SIZE = 100_000_000
_SHAPE: dict[str, Any] = {
    "format": str, "period": str, "as_of": str, "final": bool,
    "engine": {"version": str},
    "scheme": {"id": str, "title": str, "status": str, "digest": str, "set": str, "ladder": str},
    "dossier": {"digest": str, "file": str},
    "agency": {"id": str, "name": str, "block": str},
    "total": {"certain": str, "attainable": str, "max": str, "base": dict},
    "classification": {"possible": list, "possible_outside": list, "ladder": list, "reasons": list, "margins": dict},
    "groups": [{"id": str, "title": str, "max": str, "certain": str, "attainable": str, "status": str}],
    "criteria": [{"id": str, "title": str, "max": str, "certain": str, "attainable": str, "status": str, "derivation": dict, "evidence": list}],
    "measures": dict, "findings": list, "diagnostics": list, "rounding": {"at": str, "mode": str, "step": str},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """A result read from a file: the data, its exact bytes and where it stands."""

    path: Path
    data: dict[str, Any]
    alone: bool
    """Whether the file holds this result and nothing else."""
    raw: bytes

    @property
    def agency(self) -> str:
        """The agency's id."""
        return str(self.data["agency"]["id"])


def _no_float(text: str) -> Any:
    raise ValueError(f"số {text} phải để trong nháy kép", f"the number {text} must be quoted")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("khóa ghi hai lần", "a key stands twice")
    return found


def parse(raw: bytes, path: Path) -> Any:
    """The JSON in `raw`, strictly: no binary numbers, no key twice.

    Raises:
        CannotRead: it is no text.
        InvalidInput: it is not such JSON.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = (
            raw.count(b"\n", 0, error.start) + 1,
            error.start - raw.rfind(b"\n", 0, error.start),
        )
        place = Place(str(path), line, column, column + 1)
        raise CannotRead([Diagnostic("SC101", place, {"offset": str(error.start)})]) from None
    try:
        return json.loads(
            text,
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_pairs,
        )
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
        place = Place(str(path), line, column, column + 1 if column else 0)
        raise InvalidInput([Diagnostic("SC611", place, _said(error))]) from None


_SAID = {
    "Expecting value": "thiếu một giá trị",
    "Expecting property name enclosed in double quotes": "khóa phải để trong nháy kép",
    "Unterminated string starting at": "chuỗi chưa đóng nháy",
    "Expecting ',' delimiter": "thiếu dấu phẩy hoặc dấu đóng ngoặc",
    "Expecting ':' delimiter": "thiếu dấu “:” sau khóa",
    "Extra data": "còn chữ sau khi nội dung đã kết thúc",
    "Illegal trailing comma before end of object": "dấu phẩy thừa trước dấu đóng ngoặc",
    "Illegal trailing comma before end of array": "dấu phẩy thừa trước dấu đóng ngoặc",
}


def _said(error: Exception) -> dict[str, str]:
    """What is wrong with the JSON, in both languages."""
    if isinstance(error, RecursionError):
        return {"why": "lồng quá sâu", "why_en": "nested too deeply"}
    if isinstance(error, json.JSONDecodeError):
        return {"why": _SAID.get(error.msg, error.msg), "why_en": error.msg}
    said = [str(one).partition("\n")[0] for one in error.args] or [type(error).__name__]
    return {"why": said[0], "why_en": said[-1]}


def _wrong(data: Any, shape: Any, at: str) -> str:
    if isinstance(shape, type):
        return "" if isinstance(data, shape) else at
    if isinstance(shape, list):
        if not isinstance(data, list):
            return at
        return next(
            (w for i, one in enumerate(data) if (w := _wrong(one, shape[0], f"{at}[{i}]"))), ""
        )
    if not isinstance(data, dict):
        return at
    for key, inner in shape.items():
        where = f"{at}.{key}" if at else key
        if key not in data:
            return where
        wrong = _wrong(data[key], inner, where)
        if wrong:
            return wrong
    return ""


def read_raw(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        CannotRead: missing, a folder, unreadable, or far too large.
    """
    try:
        # A pipe may be read from, but no device that never ends.
        with path.open("rb") as stream:
            raw = stream.read(_SIZE + 1)
    except OSError as error:
        raise CannotRead([Diagnostic("SC100", Place(str(path)), system_words(error))]) from None
    if len(raw) > _SIZE:
        size = str(max(len(raw), path.stat().st_size))
        values = {"size": size, "limit": str(_SIZE)}
        raise CannotRead([Diagnostic("SC102", Place(str(path)), values)])
    return raw


def read_results(path: Path) -> list[Stored]:
    """The results in one file: an object, or an array of them.

    Raises:
        CannotRead: it cannot be read.
        InvalidInput: it is not JSON, or not a result.
    """
    raw = read_raw(path)
    data = parse(raw, path)
    rows = data if isinstance(data, list) else [data]
    problems = []
    for index, one in enumerate(rows):
        if not isinstance(one, dict) or one.get("format") != FORMAT:
            wrong = "format"
        else:
            wrong = _wrong(one, _SHAPE, "")
        if wrong:
            at = f"[{index}] {wrong}" if isinstance(data, list) else wrong
            problems.append(Diagnostic("SC612", Place(str(path)), {"why": at}))
    if not rows:
        problems.append(Diagnostic("SC612", Place(str(path)), {"why": "[]"}))
    if problems:
        raise InvalidInput(problems)
    return [Stored(path, one, not isinstance(data, list), raw) for one in rows]


def is_result(path: Path) -> bool:
    """Whether a file looks like a result rather than a dossier."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    try:
        return f'"{FORMAT}"'.encode() in path.read_bytes()
    except OSError:
        return False


def has_results(paths: Iterable[Path]) -> bool:
    """Whether any of the paths is a result or a folder holding one."""
    for path in paths:
        inside = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        if any(is_result(one) for one in inside):
            return True
    return False


def refuse_changes(paths: Sequence[Path], given: Mapping[str, object]) -> None:
    """Refuse options that ask for another evaluation where results are read: a stored result does not change.

    Args:
        paths: what is read.
        given: the options and their values; those that are not given count for nothing.

    Raises:
        UsageProblem: names the options.
    """
    names = ", ".join(name for name, value in given.items() if value)
    if names and has_results([one for one in paths if one.exists()]):
        raise usage_problem(f"{names} chỉ dùng với hồ sơ; kết quả đã ghi thì không đổi",
                    f"{names}: only for dossiers; a stored result does not change")  # fmt: skip


def each(paths: Sequence[Path]) -> Iterator[Stored]:
    """All results in files and folders, file after file.

    Raises:
        CannotRead: after the last, if a file cannot be read.
        InvalidInput: after the last, if something is no result.
        NothingMatched: there is none.
    """
    count = 0
    problems: list[Diagnostic] = []
    unreadable = False
    for path in paths:
        files = (
            [one for one in sorted(path.rglob("*.json")) if is_result(one)]
            if path.is_dir()
            else [path]
        )
        for one in files:
            try:
                found = read_results(one)
            except (InvalidInput, CannotRead) as error:
                problems += error.diagnostics
                unreadable = unreadable or isinstance(error, CannotRead)
                continue
            count += len(found)
            yield from found
    if problems:
        raise (CannotRead if unreadable else InvalidInput)(problems)
    if not count:
        where = ", ".join(map(str, paths))
        raise NothingMatched([Diagnostic("SC606", None, {"path": where})])


def collect(paths: Sequence[Path]) -> list[Stored]:
    """All results in files and folders, by agency and period.

    Raises:
        CannotRead: a file cannot be read.
        InvalidInput: something is no result.
        NothingMatched: there is none.
    """
    return sorted(each(paths), key=lambda one: (one.agency, one.data["period"], str(one.path)))


_KINDS = {"agency": "cơ quan", "block": "khối", "set": "bộ"}


def unknown(name: str, known: Sequence[str], kind: str = "agency") -> NothingMatched:
    """What to raise for an agency, block or set that is not there."""
    values = {
        "agency": name, "known": ", ".join(dict.fromkeys(known)), "guess": did_you_mean(name, known),
        "kind": _KINDS[kind], "kind_en": kind,
    }  # fmt: skip
    return NothingMatched([Diagnostic("SC617", None, values)])


def choose(results: Sequence[Stored], agency: str | None) -> Stored:
    """The one result meant.

    Raises:
        NothingMatched: no such agency.
        UsageProblem: several, and none chosen.
    """
    known = ", ".join(dict.fromkeys(one.agency for one in results))
    wanted = [one for one in results if agency in (None, one.agency)]
    if not wanted:
        raise unknown(agency or "", [one.agency for one in results])
    if len(wanted) > 1:
        raise UsageProblem([Diagnostic("SC618", None, {"count": str(len(wanted)), "known": known})])
    return wanted[0]


MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError)
"""What reading a result raises whose parts are not what they should be."""


def malformed(error: Exception, path: Path | str) -> Diagnostic:
    """That the result in this file is not whole."""
    if isinstance(error, KeyError) and error.args:
        return Diagnostic("SC612", Place(str(path)), {"why": str(error.args[0])[:120]})
    name = type(error).__name__
    values = {
        "why": f"một giá trị sai dạng ({name})",
        "why_en": f"a value of the wrong form ({name})",
    }
    return Diagnostic("SC612", Place(str(path)), values)


@contextlib.contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """What goes wrong while a stored result is read is the result's fault, and said so."""
    try:
        yield
    except MALFORMED as error:
        raise InvalidInput([malformed(error, path)]) from error


__all__ = [
    "FORMAT",
    "MALFORMED",
    "Stored",
    "choose",
    "collect",
    "each",
    "has_results",
    "is_result",
    "malformed",
    "parse",
    "read_raw",
    "read_results",
    "reading",
    "refuse_changes",
]
