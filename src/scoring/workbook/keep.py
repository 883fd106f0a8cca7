"""Keeps what is readable of a workbook in which cells are wrong: the smallest parts around them are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.diagnostics import Diagnostic, listed
from scoring.errors import InvalidInput
from scoring.evidence.check import check_dossier
from scoring.evidence.load import LoadedDossier, validated, written_out
from scoring.evidence.model import Dossier
from scoring.scheme.model import Scheme
from scoring.workbook import layout
from scoring.workbook.cells import CellRef, SheetDocument
from scoring.workbook.layout import CRITERIA, EVIDENCE, OTHER
from scoring.yaml_source import Path_

_SECTIONS = frozenset(
    ("numbers", "evidence", "claims", "not_applicable", "explanations", "judgements", "difficulties", "next_tasks")
)
_TEXTS = frozenset(("note", "submitted", "complete"))
_WIDENING = ("criteria", "occurrence")
"""Parts without which a record would count for other criteria, or for another report, than it was meant for."""
_PAPER = ("number", "date", "file")
UNTITLED = "Chưa khai tên"
"""Stands where a record's title is wrong or missing, with its id behind it: two of them are not the same paper."""
_ROW = frozenset(("SC731", "SC735"))
"""Problems that make a whole row doubtful."""
_COLUMN = frozenset(("SC699", "SC724", "SC725"))
"""Problems that make a whole column doubtful."""
_TABLE = frozenset(("SC720", "SC723", "SC724", "SC725", "SC727"))
"""Problems of a table or sheet: nobody knows then whether all records were read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a workbook, and what was not."""

    dossier: Dossier
    cells: set[str]
    """Cells that were read and left out: ``Tiêu chí!E14``."""
    rows: set[tuple[str, int]]
    """Sheets and rows of the records left out."""
    told: list[Diagnostic]
    """Records left out, and lists no longer taken for complete."""


def keep_readable(doc: SheetDocument, scheme: Scheme, as_of: date) -> Kept:
    """The largest valid dossier of a tree whose diagnostics hold errors. Raises InvalidInput if there is none."""
    return _Keeping(doc, scheme, as_of).run()


class _Keeping:
    def __init__(self, doc: SheetDocument, scheme: Scheme, as_of: date) -> None:
        self.doc, self.scheme, self.as_of = doc, scheme, as_of
        self.titles = layout.evidence_table(scheme)
        self._pick_titles = {self.titles.title(key) for key in layout.PICKS}
        self.tree = written_out(doc.data, doc)
        self.errors = [one for one in doc.diagnostics if one.severity == "error"]
        inner = {path[:length] for path in doc.places for length in range(1, len(path))}
        self.leaves = {path: at for path, at in doc.places.items() if path not in inner}
        self.dead: set[Path_] = set(doc.doubtful) | set(self._spoiled())
        self.here: dict[str, Path_] = {}
        """By a path in the dossier tried: the same part's path in the workbook's tree."""

    def run(self) -> Kept:
        """Leave out what is wrong until nothing is."""
        while True:
            self._widened()
            self.here = {}
            tried = replace(self.doc, data=self._living(self.tree, (), ()), diagnostics=[])
            self._reopen(tried.data)
            self._titled(tried.data)
            dossier, found = self._checked(tried)
            wrong = [one for one in found if one.severity == "error"]
            if dossier is not None and not wrong:
                cells = {str(at) for path, at in self.leaves.items() if self._is_dead(path)}
                places = [self.doc.place(("evidence", index)) for index in self._lost_records()]
                rows = {(at.sheet, at.line) for at in places}
                return Kept(dossier, cells, rows, self._told(dossier))
            more = {path for one in wrong if (path := self._part(one.path)) is not None}
            if not more - self.dead:
                raise InvalidInput([*self.doc.diagnostics, *(() if self.errors else wrong)])
            self.dead |= more

    def _spoiled(self) -> Iterator[Path_]:
        """What was read from cells, rows and columns that errors speak of."""
        cells, rows, columns = set(), set(), set()
        criteria = self._pick_titles
        widening = {*criteria, self.titles.title("occurrence")}
        for one in self.errors:
            if one.code == "SC716" or (one.code == "SC723" and one.values["column"] in criteria):
                # What the hidden sheet does not say was told by others.
                continue
            places = [(at.sheet, at.line, at.column) for at in (one.place, one.related) if at]
            cells |= set(places)
            if one.code in _ROW:
                rows |= {(sheet, row) for sheet, row, _ in places}
            if one.code in _COLUMN:
                columns |= {(sheet, column) for sheet, _, column in places}
            lost = {one.values.get("column"), one.values.get("wanted")}
            if one.code in _TABLE and one.place and one.place.sheet == EVIDENCE and lost & widening:
                # Without the column of reports, what is no report stays what it is.
                periodic = {series.kind for series in self.scheme.series.values()}
                for index, record in enumerate(self.tree.get("evidence", ())):
                    if one.code != "SC723" or (record.get("kind") in periodic and "occurrence" not in record):
                        yield "evidence", index
        for path, at in self.leaves.items():
            row, column, _ = at.mark
            if (at.sheet, row, column) in cells or (at.sheet, row) in rows or (at.sheet, column) in columns:
                yield path

    def _widened(self) -> None:
        """Leave out whole records that would say more without the part that is left out."""
        for path in list(self.dead):
            if path[0] != "evidence" or len(path) < 3 or path[2] not in _WIDENING:
                continue
            whole = path[:3]
            uses = self.tree["evidence"][path[1]].get("criteria", ())
            if len(path) == 3 or all((*whole, index) in self.dead for index in range(len(uses))):
                self.dead.add(path[:2])

    def _living(self, value: Any, old: Path_, new: Path_) -> Any:
        """The tree without its dead parts."""
        self.here[".".join(map(str, new))] = old
        if isinstance(value, dict):
            living = {
                key: self._living(one, (*old, key), (*new, key))
                for key, one in value.items()
                if (*old, key) not in self.dead
            }
            # A number of which nothing is left was not declared.
            return {key: one for key, one in living.items() if one or one is value[key] or old != ("numbers",)}
        if isinstance(value, list):
            items: list[Any] = []
            for index, one in enumerate(value):
                if (*old, index) not in self.dead:
                    items.append(self._living(one, (*old, index), (*new, len(items))))
            return items
        return value

    def _lost_records(self) -> list[int]:
        return sorted(int(path[1]) for path in self.dead if path[0] == "evidence" and len(path) == 2)

    def _reopen(self, data: dict[str, Any]) -> None:
        """A list of which a record was left out is not complete."""
        lost = {self.tree["evidence"][index].get("kind") for index in self._lost_records()}
        unread = any(
            (one.code in _TABLE and self._may_hide_records(one))
            or (one.place and one.place.sheet == OTHER and one.code in {"SC732", "SC750"})
            or (one.code == "SC717" and one.place and one.place.sheet != CRITERIA)
            for one in self.errors
        )
        if not data.get("complete") or not (lost or unread):
            return
        if unread or None in lost:
            data["complete"] = False
        else:
            closed = self.scheme.evidence_kinds if data["complete"] is True else data["complete"]
            data["complete"] = [kind for kind in closed if kind not in lost]

    def _may_hide_records(self, one: Diagnostic) -> bool:
        sheet = (one.place and one.place.sheet) or one.values.get("sheet")
        # A record that lacks a column has its row still.
        there = one.code == "SC723" and sheet == EVIDENCE and one.values["column"] != self.titles.title("id")
        return sheet != CRITERIA and not there

    def _titled(self, data: dict[str, Any]) -> None:
        """Keep records that lack their title only: something else says that there is a paper."""
        for record in data.get("evidence", ()):
            if isinstance(record, dict) and "title" not in record and any(map(record.get, _PAPER)):
                record["title"] = f"{UNTITLED} ({record.get('id')})"

    def _checked(self, tried: SheetDocument) -> tuple[Dossier | None, list[Diagnostic]]:
        try:
            dossier = validated(tried)
        except InvalidInput as error:
            return None, error.diagnostics
        file = Path(tried.name)
        loaded = LoadedDossier(dossier=dossier, digest="", file=file.name, path=file, document=tried, diagnostics=[])
        return dossier, check_dossier(loaded, self.scheme, self.as_of)

    def _part(self, path: str) -> Path_ | None:
        """The smallest part of the tree an error speaks of; None for what a dossier cannot do without."""
        while path not in self.here and "." in path:
            path = path.rpartition(".")[0]
        found = self.here.get(path, ())
        if found[:1] == ("evidence",) and found[2:3] == ("date",):
            # A date that can be read and is wrong, as one outside the period: without it the record would count.
            found = found[:2]
        if found and (found[0] in _TEXTS or (found[0] in _SECTIONS and len(found) > 1)):
            return found
        return None

    def _is_dead(self, path: Path_) -> bool:
        return any(path[:length] in self.dead for length in range(1, len(path) + 1))

    def _told(self, dossier: Dossier) -> list[Diagnostic]:
        told = []
        for index in self._lost_records():
            record = self.tree["evidence"][index]
            name = str(record.get("id") or record.get("title") or "?")
            told.append(Diagnostic("SC664", self.doc.place(("evidence", index)), {"id": name}))
        lost = next((x for x in self.errors if x.code == "SC723" and x.values["column"] in self._pick_titles), None)
        if lost is not None and (free := [one.id for one in dossier.evidence if not one.criteria]):
            values = {"column": lost.values["column"], "ids": listed(free), "count": str(len(free))}
            told.append(Diagnostic("SC781", lost.place, values))
        before = self.tree.get("complete")
        if before and before != dossier.complete and ("complete",) not in self.dead:
            titles = self.scheme.evidence_kinds
            left = dossier.complete if isinstance(dossier.complete, list) else []
            opened = [id for id in (titles if before is True else before) if id in titles and id not in left]
            kinds = "; ".join(titles[id].title for id in opened)
            told.append(Diagnostic("SC665", self.doc.place(("complete",)), {"kinds": kinds}))
        return told


def cells_in_error(problems: Iterable[Diagnostic]) -> dict[CellRef, list[Diagnostic]]:
    """The errors that stand at a cell, by cell."""
    found: dict[CellRef, list[Diagnostic]] = {}
    for one in problems:
        if one.severity == "error" and one.place and one.place.sheet and one.place.line:
            at = CellRef(one.place.sheet, one.place.line, max(one.place.column - 1, 0))
            found.setdefault(at, []).append(one)
    return found
