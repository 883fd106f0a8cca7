"""Strict reading of YAML and JSON: no guessed types, every problem with its place, nothing executed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead
from scoring.text import has_invisible, is_nfc, nfc

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_NULL = frozenset(("", "~", "null"))
_MAX_DIGITS = 40
Path_ = tuple[str | int, ...]
Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold."""

    size: int = 1_000_000
    depth: int = 20
    nodes: int = 50_000


@dataclass(slots=True)
class Document:
    """A file's plain data with the place of every value and key."""

    name: str
    text: str = ""
    data: Any = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    marks: dict[Path_, Mark] = field(default_factory=dict)
    key_marks: dict[Path_, Mark] = field(default_factory=dict)

    def place(self, path: Path_, key: bool = False) -> Place:
        """Where a value (or its key) stands; parts of the path that are not there are skipped."""
        known: Path_ = ()
        for part in path:
            if (*known, part) in self.marks:
                known = (*known, part)
        mark = self.marks.get(known, (1, 1, 1))
        if key and known in self.key_marks:
            mark = self.key_marks[known]
        return Place(self.name, *mark)

    def add(self, code: str, mark: Mark | None = None, **values: str) -> None:
        """Note a problem."""
        place = Place(self.name, *mark) if mark else Place(self.name)
        self.diagnostics.append(Diagnostic(code, place, values))


def plain_scalar(text: str) -> Any:
    """The value of an unquoted scalar; whatever is not plainly a number, true, false or null stays text."""
    first = text[:1]
    if first.isdigit() or first == "-":
        if _INT.fullmatch(text):
            return int(text) if len(text) <= _MAX_DIGITS else text
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        return text
    if text in _NULL:
        return None
    if text == "true":
        return True
    return False if text == "false" else text


class _Stop(Exception):
    pass


class _Reader:
    def __init__(self, doc: Document, limits: Limits) -> None:
        self.doc = doc
        self.limits = limits
        self.count = 0
        self.events = yaml.parse(doc.text, Loader=_LOADER)

    def mark(self, event: Any) -> Mark:
        start, end = event.start_mark, event.end_mark
        last = end.column + 1 if end.line == start.line else start.column + 2
        return start.line + 1, start.column + 1, last

    def string(self, text: str, event: Any) -> str:
        if text.isascii():
            return text
        if not is_nfc(text):
            self.doc.add("SC114", self.mark(event))
            text = nfc(text)
        if has_invisible(text):
            self.doc.add("SC115", self.mark(event), text=text[:40])
        return text

    def checked(self, event: Any, depth: int) -> None:
        self.count += 1
        if self.count > self.limits.nodes:
            self.doc.add("SC104", self.mark(event), limit=str(self.limits.nodes))
            raise _Stop
        if depth > self.limits.depth:
            self.doc.add("SC103", self.mark(event), limit=str(self.limits.depth))
            raise _Stop
        if event.anchor:
            code = "SC108" if isinstance(event, yaml.AliasEvent) else "SC107"
            self.doc.add(code, self.mark(event), name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag:
            self.doc.add("SC109", self.mark(event), name=tag)

    def node(self, event: Any, path: Path_, depth: int) -> Any:
        self.checked(event, depth)
        self.doc.marks[path] = self.mark(event)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style:
                value = plain_scalar(event.value)
                if type(value) is str:
                    if len(value) > _MAX_DIGITS and _INT.fullmatch(value):
                        self.doc.add("SC116", self.mark(event), digits=str(len(value)))
                    return self.string(value, event)
                return value
            return self.string(event.value, event)
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            for child in self.events:
                if isinstance(child, yaml.SequenceEndEvent):
                    return items
                items.append(self.node(child, (*path, len(items)), depth + 1))
        return self.mapping(path, depth)

    def mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark = self.mark(event)
            if not isinstance(event, yaml.ScalarEvent):
                self.node(event, (*path, "?"), depth + 1)
                self.doc.add("SC111", mark)
                key = ""
            else:
                self.checked(event, depth)
                key = self.string(event.value, event)
                if not event.style and key in _NULL:
                    self.doc.add("SC111", mark)
                if key == "<<" and not event.style:
                    self.doc.add("SC110", mark)
            below = (*path, key)
            if key in result:
                place = Place(self.doc.name, *self.doc.key_marks[below])
                self.doc.diagnostics.append(
                    Diagnostic("SC106", Place(self.doc.name, *mark), {"key": key}, "", place)
                )
                self.node(next(self.events), (*below, "?"), depth + 1)
                continue
            self.doc.key_marks[below] = mark
            result[key] = self.node(next(self.events), below, depth + 1)
        return result

    def read(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent)):
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    self.doc.add("SC109", self.mark(event), name="%")
                if documents == 2:
                    self.doc.add("SC112", self.mark(event))
                    return
            elif not isinstance(event, yaml.DocumentEndEvent):
                self.doc.data = self.node(event, (), 0)
        if documents == 0 or self.doc.data is None:
            self.doc.add("SC113", (1, 1, 1))


_SYNTAX = (
    ("mapping values are not allowed", "dấu “:” đặt sai chỗ – chuỗi có dấu hai chấm phải để trong nháy"),
    ("did not find expected key", "thiếu khóa hoặc thụt dòng không thẳng hàng"),
    ("did not find expected '-'", "danh sách thụt dòng không thẳng hàng"),
    ("did not find expected ',' or", "thiếu dấu phẩy hoặc ngoặc đóng"),
    ("expected ',' or", "thiếu dấu phẩy hoặc ngoặc đóng"),
    ("cannot start any token", "ký tự không được phép mở đầu ở đây (phím Tab? hãy dùng dấu cách)"),
    ("found a tab", "thụt dòng bằng phím Tab; hãy dùng dấu cách"),
    ("unexpected end of stream", "chuỗi hoặc ngoặc chưa đóng"),
    ("control characters are not allowed", "có ký tự điều khiển trong tệp"),
    ("special characters are not allowed", "có ký tự điều khiển trong tệp"),
    ("could not find expected ':'", "thiếu dấu “:” sau khóa"),
    ("undefined alias", "tham chiếu không có neo"),
    ("found unknown escape", "dấu \\ trong nháy kép phải viết thành \\\\"),
)


def _syntax(message: str) -> str:
    return next((viet for part, viet in _SYNTAX if part in message), message)


def _decode(raw: bytes | str, doc: Document, limits: Limits) -> bool:
    size = len(raw)
    if size > limits.size:
        doc.add("SC102", None, size=str(size), limit=str(limits.size))
        return False
    if isinstance(raw, bytes):
        try:
            raw = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            doc.add("SC101", None, offset=str(error.start))
            return False
    doc.text = raw.replace("\r\n", "\n").removeprefix("\ufeff")
    return True


def read_yaml(raw: bytes | str, name: str, limits: Limits = Limits()) -> Document:
    """Read one YAML document; all problems end up in its diagnostics."""
    doc = Document(name)
    if not _decode(raw, doc, limits):
        return doc
    try:
        _Reader(doc, limits).read()
    except _Stop:
        doc.data = None
    except yaml.reader.ReaderError as error:
        line = doc.text.count("\n", 0, error.position) + 1
        doc.add("SC105", (line, 1, 1), why=_syntax("special characters are not allowed"))
        doc.data = None
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = (at.line + 1, at.column + 1, at.column + 2) if at else (1, 1, 1)
        doc.add("SC105", mark, why=_syntax(f"{error.problem or ''} {error.context or ''}".strip()))
        doc.data = None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        doc.add("SC105", (1, 1, 1), why=_syntax(str(error)))
        doc.data = None
    return doc


def read_json(raw: bytes | str, name: str, limits: Limits = Limits()) -> Document:
    """Read one JSON document as strictly as YAML, with places where they can be found."""
    doc = Document(name)
    if not _decode(raw, doc, limits):
        return doc
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if nfc(key) in result:
                doubled.append(nfc(key))
            result.setdefault(nfc(key), nfc(value) if isinstance(value, str) else value)
        return result

    def refused(text: str) -> Any:
        doc.add("SC105", (1, 1, 1), why=text)

    def decimal(text: str) -> Any:
        return Decimal(text) if _DECIMAL.fullmatch(text) else text

    try:
        data = json.loads(
            doc.text, object_pairs_hook=pairs, parse_float=decimal, parse_constant=refused,
            parse_int=lambda text: int(text) if len(text) <= _MAX_DIGITS else text,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        doc.add("SC105", (error.lineno, error.colno, error.colno + 1), why=error.msg)
        return doc
    except RecursionError:
        doc.add("SC103", (1, 1, 1), limit=str(limits.depth))
        return doc
    # JSON is all but YAML, so the YAML reader finds places, limits and duplicate keys too.
    shadow = read_yaml(doc.text.replace("\t", " "), name, limits)
    doc.marks, doc.key_marks = shadow.marks, shadow.key_marks
    kept = ("SC103", "SC104", "SC106", "SC114", "SC115", "SC116")
    doc.diagnostics += [one for one in shadow.diagnostics if one.code in kept]
    if doubled and not any(one.code == "SC106" for one in doc.diagnostics):
        doc.add("SC106", (1, 1, 1), key=doubled[0])
    doc.data = None if any(d.code in ("SC103", "SC104") for d in doc.diagnostics) else _all_nfc(data)
    return doc


def _all_nfc(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [_all_nfc(one) for one in value]
    if isinstance(value, dict):
        return {key: _all_nfc(one) for key, one in value.items()}
    return value


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        CannotRead: it is missing, a folder, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reasons = {
            "FileNotFoundError": "không có tệp này",
            "PermissionError": "không có quyền đọc",
            "IsADirectoryError": "đây là thư mục",
        }
        why = reasons.get(type(error).__name__, error.strerror or str(error))
        raise CannotRead([Diagnostic("SC100", Place(str(path)), {"why": why})]) from None


def read_file(path: Path, name: str | None = None) -> Document:
    """Read a YAML or JSON file by its suffix."""
    raw = read_bytes(path)
    reader = read_json if path.suffix.lower() == ".json" else read_yaml
    return reader(raw, name or path.as_posix())
