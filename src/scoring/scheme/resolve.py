"""Raw trees for one day: dated values, things valid for a time only, and where everything was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import field

from scoring.diagnostics import Diagnostic, Place
from scoring.values import whole_day
from scoring.yaml_source import Document, Path_, Tree

Origin = tuple[Document, Path_]
_VALIDITY = frozenset(("from", "until"))
_ENTRY = frozenset(("from", "until", "value"))


class Merged(Document):
    """One tree put together from several files, which still knows where each value stands."""

    home: Document = field(default_factory=lambda: Document(""))
    moved: dict[Path_, Origin] = {}
    """Path in this tree → where the value really stands, only where that is not plain."""

    def origin(self, path: Path_) -> Origin:
        """File and path a value comes from; parts that are not there are skipped."""
        doc: Document = self.home
        source: Path_ = ()
        here: Path_ = ()
        for part in path:
            below: Path_ = (*here, part)
            if below in self.moved:
                (doc, source), here = self.moved[below], below
            elif (*source, part) in doc.marks:
                source, here = (*source, part), below
        return doc, source

    def place(self, path: Path_, key: bool = False) -> Place:
        """Where a value (or its key) stands."""
        doc, source = self.origin(path)
        return doc.place(source, key)

    def forget(self, path: Path_) -> None:
        """Drop what is known of a value that is about to be replaced or removed."""
        for known in [one for one in self.moved if one[: len(path)] == path]:
            del self.moved[known]

    def drop_item(self, path: Path_, index: int, length: int) -> None:
        """Keep the places right when an item of the list at `path` is removed."""
        depth = len(path)
        later = {i: self.origin((*path, i)) for i in range(index + 1, length)}
        below = [one for one in self.moved if one[:depth] == path and len(one) > depth]
        inner = {one: self.moved.pop(one) for one in below}
        for one, origin in inner.items():
            at = int(one[depth])
            if at != index:
                self.moved[(*path, at - (at > index), *one[depth + 1 :])] = origin
        for at, origin in later.items():
            self.moved[(*path, at - 1)] = origin


def day_of(value: Any) -> date | None:
    """A whole day from raw text, None for anything else."""
    try:
        return whole_day(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


class Resolver:
    """Takes what holds on `day`; None means the newest state of everything."""

    def __init__(self, merged: Merged, day: date | None) -> None:
        self.merged = merged
        self.day = day
        self.diagnostics: list[Diagnostic] = []
        self.special: dict[str, list[Path_]] = {}
        """By file: where something is dated, or valid for a time only."""

    def note(self, code: str, at: Origin, **values: str) -> None:
        """Report a problem."""
        doc, path = at
        self.diagnostics.append(Diagnostic(code, doc.place(path), values, ".".join(map(str, path))))

    def _wrong_days(self, at: Origin, why: str, why_en: str) -> None:
        self.note("SC339", at, why=why, why_en=why_en)

    def mount(self, value: Any, at: Origin, final: Path_) -> Any:
        """The tree read from `at`, as it holds on the day, standing at `final`."""
        self.merged.moved[final] = at
        doc, path = at
        if doc.name not in self.special:
            self.special[doc.name] = [known for known in doc.key_marks if known[-1] in ("dated", "valid")]
        special = any(known[: len(path)] == path for known in self.special[doc.name])
        return self.take(value, at, final) if special else value

    def days(self, row: Any, at: Origin) -> tuple[date, date]:
        """First and last day of a validity; what is not given is open."""
        doc, path = at
        ends = [date.min, date.max]
        for index, name in enumerate(("from", "until")):
            if name in row:
                day = day_of(row[name])
                if day is None:
                    self.note("SC206", (doc, (*path, name)), value=str(row[name]))
                else:
                    ends[index] = day
        if ends[0] > ends[1]:
            self._wrong_days(at, "từ ngày sau đến ngày", "it ends before it begins")
        return ends[0], ends[1]

    def holds(self, row: Any, at: Origin) -> bool:
        """Whether a validity covers the day."""
        first, last = self.days(row, at)
        if self.day is None:
            return last == date.max
        return first <= self.day <= last

    def dated(self, rows: Any, at: Origin, final: Path_) -> Any:
        """The value that holds on the day; each runs until the next begins."""
        doc, path = at
        if not isinstance(rows, list) or not rows:
            self.note("SC203", at, wanted="danh sách {from, until, value}", wanted_en="a list of {from, until, value}")
            return _GONE
        spans: list[tuple[date, date, int]] = []
        for index, row in enumerate(rows):
            where = (doc, (*path, index))
            if not isinstance(row, dict) or "value" not in row or set(row) - _ENTRY:
                self.note("SC203", where, wanted="{from, until, value}", wanted_en="{from, until, value}")
                continue
            first, last = self.days(row, where)
            if spans:
                before, its_last, its_index = spans[-1]
                if first <= before or (its_last != date.max and its_last >= first):
                    self._wrong_days(where, f"trùng với dòng thứ {its_index + 1}", f"it overlaps row {its_index + 1}")
                elif its_last != date.max and (gap := its_last + timedelta(1)) < first:
                    self._wrong_days(where, f"hở từ {gap} đến {first}", f"nothing between {its_last} and {first}")
                if its_last == date.max and first != date.min:
                    spans[-1] = (before, first - timedelta(1), its_index)
            spans.append((first, last, index))
        for first, last, index in reversed(spans):
            if self.day is None or first <= self.day <= last:
                below: Path_ = (*path, index, "value")
                self.merged.moved[final] = (doc, below)
                return self.take(rows[index]["value"], (doc, below), final)
        if spans:
            self._wrong_days(at, f"không có giá trị cho ngày {self.day}", f"no value on {self.day}")
        return _GONE

    def take(self, value: Any, at: Origin, final: Path_) -> Any:
        """A copy of `value` with only what holds on the day."""
        doc, path = at
        if isinstance(value, dict):
            if value.keys() == {"dated"}:
                return self.dated(value["dated"], (doc, (*path, "dated")), final)
            result: Tree = {}
            for key, one in value.items():
                if key == "valid" and is_validity(one):
                    continue
                kept = self._valid_part(one, (doc, (*path, key)), (*final, key))
                if kept is not _GONE:
                    result[key] = kept
            return result
        if isinstance(value, list):
            items: list[Any] = []
            for index, one in enumerate(value):
                there: Origin = (doc, (*path, index))
                here: Path_ = (*final, len(items))
                if len(items) != index:
                    self.merged.moved[here] = there
                kept = self._valid_part(one, there, here)
                if kept is _GONE:
                    self.merged.forget(here)
                else:
                    items.append(kept)
            return items
        return value

    def _valid_part(self, value: Any, at: Origin, final: Path_) -> Any:
        if isinstance(value, dict) and is_validity(value.get("valid")):
            doc, path = at
            if not self.holds(value["valid"], (doc, (*path, "valid"))):
                return _GONE
        return self.take(value, at, final) if isinstance(value, (dict, list)) else value


def breakpoints(value: Any) -> Iterator[date]:
    """Days on which something in a raw tree begins to hold, or holds no longer."""
    if isinstance(value, list):
        for one in value:
            yield from breakpoints(one)
    elif isinstance(value, dict):
        first = day_of(value.get("from"))
        if first is not None:
            yield first
        if is_validity(value.get("valid")):
            last = day_of(value["valid"].get("until"))
            if last is not None and last != date.max:
                yield last + timedelta(1)
        for one in value.values():
            yield from breakpoints(one)


def is_validity(value: Any) -> bool:
    """Whether a value under ``valid`` says from when until when something exists."""
    return isinstance(value, dict) and bool(value) and value.keys() <= _VALIDITY


_GONE = object()
"""Stands for what does not hold on the day."""
