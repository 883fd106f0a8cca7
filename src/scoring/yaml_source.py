"""Strict reading of YAML and JSON: no guessed types, every problem with its place, nothing executed."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, MutableMapping
from io import FileIO
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import CannotRead, system_words
from scoring.numbers import MAX_DIGITS
from scoring.text import UNSAFE, has_invisible, has_unsafe, is_nfc, nfc, not_utf8, visible
from scoring.yaml_lines import DECIMAL, INT, NULL, Found, LinePlaces, plain_scalar, read_lines
from scoring.yaml_syntax import BAD_ESCAPE, Mark, Problem, Stop, blank_forbidden, explain, invisible_lines

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_ = tuple[str | int, ...]
Tree = dict[str, Any]
"""A mapping as it stands in a YAML or JSON file, before a model has checked its keys."""


class Limits(Struct, frozen=True):
    """How much one file may hold."""

    size: int = 1_000_000
    depth: int = 20
    nodes: int = 50_000


PLAIN_LIMITS = Limits()
_PART = 65_536


class Document(Struct):
    """A file's plain data with the place of every value and key."""

    name: str
    text: str = ""
    data: Any = None
    diagnostics: list[Diagnostic] = []
    marks: MutableMapping[Path_, Mark] = {}
    key_marks: MutableMapping[Path_, Mark] = {}

    def place(self, path: Path_, key: bool = False) -> Place:
        """Where a value (or its key) stands; parts of the path that are not there are skipped."""
        known, mark = path, self.marks.get(path)
        if mark is None:
            known = ()
            for part in path:
                if (*known, part) in self.marks:
                    known = (*known, part)
            mark = self.marks.get(known, (1, 1, 1))
        if key:
            mark = self.key_marks.get(known, mark)
        return Place(self.name, *mark)

    def places_in_items(self, name: str, key: str, count: int) -> list[Place]:
        """Where the value of a key stands in each of the items of a list at the top."""
        found = self.marks.in_items(name, key) if isinstance(self.marks, _Later) else []
        if len(found) != count:
            found = [None] * count
        return [Place(self.name, *mark) if mark else self.place((name, at, key)) for at, mark in enumerate(found)]

    def gap(self, path: Path_) -> Place | None:
        """Where a part that is not there would stand, if that is known."""
        del path
        return None

    def add(self, code: str, mark: Mark | None = None, first: Mark | None = None, **values: str) -> None:
        """Note a problem; `first` is the other place it has to do with."""
        place = Place(self.name, *mark) if mark else Place(self.name)
        related = Place(self.name, *first) if first else None
        self.diagnostics.append(Diagnostic(code, place, values, path="", related=related))

    def once_nfc(self) -> None:
        """Keep the first complaint about normal form C, with the number of them."""
        found = [one for one in self.diagnostics if one.code == "SC114"]
        if found:
            first = Diagnostic("SC114", found[0].place, {"count": str(len(found))})
            self.diagnostics = [one for one in self.diagnostics if one.code != "SC114"]
            self.diagnostics.append(first)


class _Reader:
    def __init__(self, doc: Document, limits: Limits, text: str) -> None:
        self.doc = doc
        self.limits = limits
        self.count = 0
        self.swept = {one.place.line for one in doc.diagnostics if one.place}
        self.events = _events(text)

    def mark(self, event: Any) -> Mark:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        if end.line == line and end.column > column:
            return line + 1, column + 1, end.column + 1
        return line + 1, column + 1, column + 2

    def string(self, text: str, event: Any, mark: Mark) -> str:
        if event.style == '"':
            # Escapes can write what the text itself may not hold.
            found = re.search(UNSAFE, text) if has_unsafe(text) else None
            if found and "\ud800" <= found[0] <= "\udfff":
                # Only the pure parser comes this far; the other one refuses the escape itself.
                self.doc.add("SC105", mark, why=BAD_ESCAPE[0], why_en=BAD_ESCAPE[1])
            elif found:
                shown = visible(text[:40])
                self.doc.add("SC118", mark, char=f"U+{ord(found[0]):04X}", text=shown)
            if found:
                text = re.sub(UNSAFE, "\ufffd", text)
            if has_invisible(text) and mark[0] not in self.swept:
                self.doc.add("SC115", mark, text=visible(text[:40]))
        if text.isascii() or is_nfc(text):
            return text
        self.doc.add("SC114", mark)
        return nfc(text)

    def checked(self, event: Any, mark: Mark, depth: int) -> None:
        self.count += 1
        if self.count > self.limits.nodes:
            self.doc.add("SC104", mark, limit=str(self.limits.nodes))
            raise Stop
        if depth > self.limits.depth:
            self.doc.add("SC103", mark, limit=str(self.limits.depth))
            raise Stop
        if event.anchor:
            code = "SC108" if type(event) is yaml.AliasEvent else "SC107"
            self.doc.add(code, mark, name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag:
            self.doc.add("SC109", mark, name=tag.replace("tag:yaml.org,2002:", "!!"))

    def node(self, event: Any, path: Path_, depth: int) -> Any:
        mark = self.mark(event)
        self.checked(event, mark, depth)
        self.doc.marks[path] = mark
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.style:
                return self.string(event.value, event, mark)
            value = plain_scalar(event.value)
            if type(value) is not str:
                return value
            if len(value) > MAX_DIGITS and (INT.fullmatch(value) or DECIMAL.fullmatch(value)):
                digits = str(sum(c.isdigit() for c in value))
                self.doc.add("SC116", mark, digits=digits)
            return self.string(value, event, mark)
        if kind is yaml.AliasEvent:
            return None
        if kind is yaml.SequenceStartEvent:
            items: list[Any] = []
            for child in self.events:
                if type(child) is yaml.SequenceEndEvent:
                    break
                items.append(self.node(child, (*path, len(items)), depth + 1))
            return items
        return self.mapping(path, depth)

    def mapping(self, path: Path_, depth: int) -> Tree:
        result: Tree = {}
        cut: dict[str, Mark] = {}
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                break
            mark = self.mark(event)
            key, kept = self.key(event, mark, path, depth)
            below = (*path, key)
            value = next(self.events)
            last = next(reversed(result), "")
            # Between braces a comma ends a text without quotes; its rest comes as a key without a colon.
            bare = not (getattr(value, "value", 1) or value.style) and value.start_mark.index == event.end_mark.index
            if bare and type(result.get(last)) is str:
                cut.setdefault(last, mark)
                result[last] += f", {key}"
                continue
            if kept and key in result:
                self.doc.add("SC106", mark, self.doc.key_marks[below], key=key)
                kept = False
            if not kept:
                self.node(value, (*below, "?"), depth + 1)
                continue
            self.doc.key_marks[below] = mark
            result[key] = self.node(value, below, depth + 1)
        for key, mark in cut.items():
            self.doc.add("SC127", mark, self.doc.marks[(*path, key)], text=result[key])
        return result

    def key(self, event: Any, mark: Mark, path: Path_, depth: int) -> tuple[str, bool]:
        # The key's text, and whether it may stand: keys are plain text and nothing else.
        if type(event) is not yaml.ScalarEvent:
            if type(event) is not yaml.AliasEvent:
                self.doc.add("SC111", mark)
            self.node(event, (*path, "?"), depth + 1)
            return "", False
        self.checked(event, mark, depth)
        key = self.string(event.value, event, mark)
        if not event.style:
            if key in NULL:
                self.doc.add("SC111", mark)
                return key, False
            if key == "<<":
                self.doc.add("SC110", mark)
                return key, False
        return key, True

    def read(self) -> None:
        documents = 0
        for event in self.events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents == 2:
                    self.doc.add("SC112", self.mark(event))
                    return
            elif kind in {yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent}:
                continue
            else:
                self.doc.data = self.node(event, (), 0)
                if self.doc.data is None and not has_errors(self.doc.diagnostics):
                    self.doc.add("SC113", (1, 1, 1))
        if documents == 0 and not has_errors(self.doc.diagnostics):
            self.doc.add("SC113", (1, 1, 1))


def _decode(raw: bytes | str, doc: Document, limits: Limits) -> bool:
    if len(raw) > limits.size:
        doc.add("SC102", None, size=str(len(raw)), limit=str(limits.size))
        return False
    if isinstance(raw, bytes):
        try:
            raw = raw.decode()
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            doc.add("SC101", (line, column, column + 1), None, **not_utf8(error.object, error.start))
            return False
    doc.text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return True


def _events(text: str) -> Iterator[Any]:
    try:
        yield from iter(LOADER(text).get_event, None)
    except (ValueError, OverflowError) as error:  # the library's own: an escape that names no character
        raise yaml.YAMLError(str(error)) from error


def read_yaml(raw: bytes | str, name: str, limits: Limits = PLAIN_LIMITS) -> Document:
    """Read one YAML document; all problems end up in its diagnostics."""
    doc = Document(name)
    if not _decode(raw, doc, limits):
        return doc
    text, problems = blank_forbidden(doc.text)
    for code, mark, values in problems:
        doc.add(code, mark, None, **values)
    if not problems and (found := read_lines(text, limits.depth, limits.nodes)):
        doc.data, lines = found
        places = LinePlaces(text, lines)
        doc.marks, doc.key_marks = (_Later(Found(places, keys=keys)) for keys in (False, True))
        return doc
    try:
        _Reader(doc, limits, text).read()
    except Stop:
        doc.data = None
    except (yaml.YAMLError, RecursionError) as error:
        doc.data = None
        mark, why, why_en = explain(error, text)
        if not _moved(problems, doc.text, mark[0]):
            doc.add("SC105", mark, None, why=why, why_en=why_en)
    doc.once_nfc()
    return doc


def _moved(problems: list[Problem], text: str, line: int) -> bool:
    # A tab or control character blanked out at the start of a line moves it: that is the cause
    # of a syntax error further down, and it has been reported.
    lines = text.split("\n")
    return any(
        code in {"SC117", "SC118", "SC125"} and at[0] <= line and not lines[at[0] - 1][: at[1] - 1].strip()
        for code, at, _ in problems
    )


class _Later(MutableMapping[Path_, Mark]):
    """Places that are looked for when somebody asks, and room for others."""

    def __init__(self, places: Mapping[Path_, Mark]) -> None:
        self.places, self.others = places, dict[Path_, Mark]()

    def in_items(self, name: str, key: str) -> list[Mark | None]:
        """Where the value of a key stands in each item of a list at the top; None, or nothing at all, where that is to
        be looked for one by one.
        """
        if isinstance(self.places, Found) and not self.others:
            return self.places.places.marks_in_items(name, key)
        return []

    def __getitem__(self, path: Path_) -> Mark:
        return self.others[path] if path in self.others else self.places[path]

    def __contains__(self, path: object) -> bool:
        return path in self.others or path in self.places

    def __setitem__(self, path: Path_, mark: Mark) -> None:
        self.others[path] = mark

    def __delitem__(self, path: Path_) -> None:
        del self.others[path]

    def __iter__(self) -> Iterator[Path_]:
        return iter({**dict.fromkeys(self.places), **self.others})

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_json(raw: bytes | str, name: str, limits: Limits = PLAIN_LIMITS) -> Document:
    """Read one JSON document as strictly as YAML, with the place of every value."""
    from scoring.json_source import JsonPlaces, JsonReader, flawless

    doc = Document(name)
    if not _decode(raw, doc, limits):
        return doc
    doc.marks, doc.key_marks = (_Later(JsonPlaces(doc.text, keys=keys)) for keys in (False, True))
    doc.data = flawless(doc.text, limits.depth, limits.nodes)
    if doc.data is not None:
        return doc
    for code, mark, values in invisible_lines(doc.text):
        doc.add(code, mark, None, **values)
    reader = JsonReader(text=doc.text, depth=limits.depth, nodes=limits.nodes, report=doc.add)
    try:
        doc.data = None if not doc.text.strip() else reader.read()
        if doc.data is None and not has_errors(doc.diagnostics):
            doc.add("SC113", (1, 1, 1))
    except Stop:
        doc.data = None
    doc.once_nfc()
    return doc


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """A file's bytes, never more than `most` and one (so that a caller sees it is too large). Raises CannotRead if it
    is missing, no regular file, or may not be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            folder = path.is_dir()
            why = "đây là thư mục" if folder else "đây không phải tệp thường"
            raise _unreadable(path, why, "it is a folder" if folder else "it is no regular file")
        # With no more room than it takes: of thousands of small files that is most of the time.
        with FileIO(path) as stream:
            if most is None:
                return stream.readall()
            raw = stream.read(min(found.st_size, most) + 1)
            while len(raw) <= most and (more := stream.read(min(_PART, most + 1 - len(raw)))):
                raw += more
            return raw
    except OSError as error:
        raise CannotRead.of("SC100", Place(str(path)), **system_words(error, path)) from None
    except ValueError as error:
        raise _unreadable(path, "tên không hợp lệ", str(error)) from None


def _unreadable(path: Path, why: str, why_en: str) -> CannotRead:
    place = Place(str(path))
    return CannotRead.of("SC100", place, why=why, why_en=why_en)


def read_file(path: Path, name: str | None = None, limits: Limits = PLAIN_LIMITS) -> Document:
    """Read a YAML or JSON file by its suffix. Raises CannotRead if the file cannot be read at all."""
    raw = read_bytes(path, limits.size)
    reader = read_json if path.suffix.lower() == ".json" else read_yaml
    return reader(raw, name or path.as_posix(), limits)
