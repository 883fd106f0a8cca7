"""Reads sheet Tiêu chí into numbers, claims, statements and judgements; rows are found by their id."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.numbers import Number, normal, show
from scoring.scheme.model import Scheme
from scoring.text import INVISIBLE, clip
from scoring.values import Period
from scoring.workbook import layout
from scoring.workbook.cell_texts import exact
from scoring.workbook.cell_values import Values, comparable, id_text, trimmed
from scoring.workbook.cells import Cell, CellRef
from scoring.workbook.layout import ABSENT, NO, YES, Row
from scoring.workbook.row_looks import RowLooks, lines_without_id, moved_alone
from scoring.workbook.tables import LocatedTable, Told

INPUTS = ("answer", "not_applicable", "claim", "reason", "note", "evidence")
NEEDED = (*INPUTS, "id")
_MANY = 5
_MISPLACED = frozenset(("SC736", "SC752"))
"""Said of what stands in cells that take nothing."""
_POINTS = "điểm"
_SPLIT = re.compile(r"[;,\s]+")
_NOT_APPLICABLE: dict[str, bool] = {ABSENT: True, YES: True, NO: False}
_TICKS = ("x", "X", "✓", "✔")
"""What else people put into a column headed "not applicable"."""
_TAKEN = {
    "section": (),
    "group": ("not_applicable", "reason"),
    "criterion": ("not_applicable", "claim", "reason", "note"),
    "measure": ("answer", "not_applicable", "reason", "note", "evidence"),
    "judgement": ("answer", "reason", "evidence"),
}


def read_criteria(
    found: LocatedTable,
    scheme: Scheme,
    block: str,
    period: Period,
    values: Values,
    expected: Collection[str] | None = None,
) -> None:
    """Add the sheet's contents to the document of `values`; `expected`: keys of the rows a unit's workbook has."""
    _Criteria(found, scheme, RowLooks(scheme, block, period), values, expected).read()


def rows_told(scheme: Scheme, block: str) -> Told:
    """What tells the columns of the sheet without their headings."""
    rows = layout.rows(scheme, block)
    keys, words = {row.key for row in rows}, {comparable(row.words) for row in rows}
    return {
        "title": lambda cell: comparable(cell.text) in words,
        "score": lambda cell: cell.formula,
        "id": lambda cell: id_text(cell.text) in keys,
    }


def ids(text: str) -> list[str]:
    """The ids in a cell, whatever separates them."""
    return [one for one in _SPLIT.split(re.sub(INVISIBLE, "", trimmed(text))) if one]


def _sorted(cells: list[Cell]) -> bool:
    """Whether the numbers of a column rise, or fall, all the way down."""
    numbers = [exact(one.text)[0] for one in cells if one.kind == "number"]
    return len(set(numbers)) > 1 and numbers in (sorted(numbers), sorted(numbers, reverse=True))


class _Criteria:
    def __init__(
        self, found: LocatedTable, scheme: Scheme, looks: RowLooks, values: Values, expected: Collection[str] | None
    ) -> None:
        self.expected, self.unclear, self.looks = expected, False, looks
        self.found, self.values, self.doc = found, values, values.doc
        self.rows = {row.key: row for row in layout.rows(scheme, looks.block)}
        self.set, self.rounding = layout.criteria_set(scheme, looks.block), scheme.rounding
        self.by_small_letters = {key.lower(): row for key, row in self.rows.items()}
        self.by_words: dict[str, list[str]] = {}
        for row in self.rows.values():
            self.by_words.setdefault(comparable(row.words), []).append(row.key)

    def read(self) -> None:
        self.flat, self.passed_over = self.found.flat, False
        self.recovered = lines_without_id(self.found, self.looks, self.by_small_letters, self.by_words)
        self.moved = moved_alone(self.found, self.looks, self.by_small_letters, self.by_words)
        seen: dict[str, int] = {}
        for number in self.found.rows():
            row = self.row_of(number)
            if row is None:
                self.unknown_line(number)
                continue
            self.doc.take(*(cell for key, cell in self.cells(number) if not self.computed(row, key)))
            if row.key in seen:
                first = self.found.at(seen[row.key], "id")
                self.doc.report("SC731", self.found.at(number, "id"), first, id=row.key)
                continue
            seen[row.key] = number
            self.check_title(row, number)
            self.overwritten(row, number)
            self.read_row(row, number)
        if "id" in self.found.columns:
            self.report_lost(seen)
        if self.passed_over:
            self.doc.report("SC698", CellRef(self.found.sheet.name, max(self.found.header_row, 1), 0))
        for key in ("answer", "claim"):
            self.check_column(key)

    def cells(self, number: int) -> Iterator[tuple[str, Cell]]:
        """The input cells of a row that hold something; formulas count for nothing."""
        for key in INPUTS:
            cell = self.found.get(number, key)
            if cell is not None and not cell.formula:
                yield key, cell

    def unknown_line(self, number: int) -> None:
        """Note what somebody wrote in a line that is no row of the scheme, but for the program's own words."""
        if self.expected is not None and not any(self.cells(number)):
            # A unit's workbook has a section of its own.
            return
        named = {column: key for key, column in self.found.columns.items()}
        for cell in self.found.sheet.rows[number].values():
            if not (cell.formula or self.looks.written(named.get(cell.column, ""), cell)):
                self.doc.take(cell)

    def overwritten(self, row: Row, number: int) -> None:
        """Report what was typed into cells that only the program fills in."""
        for key in ("stt", "max", "how", "unit", "score", "state"):
            cell = self.found.get(number, key)
            if cell is None or cell.formula or row.role == "section" or self.expected is not None:
                continue
            computed = key in ("score", "state") and not self.flat
            if computed or self.looks.overwritten(self.found, number, row, key):
                self.doc.take(cell)
                self.doc.report("SC736", cell, text=self.values.shown(cell))

    def row_of(self, number: int) -> Row | None:
        """The scheme's row for a line of the sheet; an unknown line that holds something is reported."""
        cell = self.found.get(number, "id")
        id = id_text(cell.text) if cell is not None and cell.kind == "text" else ""
        known = self.rows.get(id) or self.by_small_letters.get(id.lower())
        if known is not None:
            return self.rows[self.moved.get(number, known.key)]
        if id:
            self.doc.report("SC732", cell, id=clip(id, 40), guess=did_you_mean(id, self.rows))
        elif cell is not None:
            self.doc.report("SC732", cell, id=self.values.shown(cell))
        elif number in self.recovered:
            row = self.rows[self.recovered[number]]
            if "id" in self.found.columns and any(self.cells(number)):
                self.doc.report("SC694", self.found.at(number, "id"), id=row.key)
            return row
        else:
            for _, one in self.cells(number):
                self.doc.report("SC733", one, text=self.values.shown(one))
        return None

    def check_title(self, row: Row, number: int) -> None:
        """Compare the title beside the id with the scheme's: another title may mean that cells were moved."""
        cell, id = self.found.get(number, "title"), self.found.get(number, "id")
        shown = "" if cell is None else self.values.shown(cell)
        if number in self.moved:
            at = cell if id is None or id_text(id.text).lower() == row.key.lower() else id
            self.doc.report("SC669", at, id=row.key, found=shown, column=self.found.layout.title("id"))
            return
        if cell is None or cell.formula or comparable(cell.text) == comparable(row.words):
            return
        owners = self.by_words.get(comparable(cell.text), [])
        if owners:
            self.doc.report("SC735", cell, id=row.key, other=", ".join(owners), found=shown)
        elif row.role != "judgement":
            self.doc.report("SC734", cell, id=row.key, found=shown, wanted=clip(row.title, 60))

    def report_lost(self, seen: dict[str, int]) -> None:
        """Report missing rows that take input."""
        at = CellRef(self.found.sheet.name, self.found.header_row, 0)
        for row in self.rows.values():
            if self.expected is not None and row.key not in self.expected:
                continue
            if row.key not in seen and row.role != "section" and (row.role != "measure" or row.declarable):
                self.doc.report("SC730", at, title=clip(row.title, 80), id=row.key)

    def check_column(self, key: str) -> None:
        """Report a column of which many values stand in rows that take none: it was sorted or moved by itself."""
        column = self.found.columns.get(key, -1)
        here = (
            one
            for one in self.doc.diagnostics
            if one.code in _MISPLACED and one.place and one.place.sheet == self.found.sheet.name
        )
        wrong = [one for one in here if one.place and one.place.column == column + 1]
        cells = [one for row in self.found.rows() if (one := self.found.get(row, key)) is not None and not one.formula]
        many = len(wrong) >= _MANY and 4 * len(wrong) >= len(cells)
        if many or (len(wrong) > 1 and len(cells) >= _MANY and _sorted(cells)):
            at = CellRef(self.found.sheet.name, max(self.found.header_row, 1), column)
            self.doc.report("SC699", at, column=self.found.layout.title(key), count=str(len(wrong)))

    def computed(self, row: Row, key: str) -> bool:
        """Whether the program computes a cell that holds something: where all was pasted as values, its value."""
        sums = key == "claim" and row.role in ("group", "section")
        papers = key == "evidence" and (row.role == "criterion" or (row.role == "measure" and not row.declarable))
        told = sums or papers or (key == "answer" and row.role == "measure" and not row.declarable)
        self.passed_over = self.passed_over or (self.flat and told)
        return self.flat and told

    def read_row(self, row: Row, number: int) -> None:
        """Read a row's input cells."""
        taken = _TAKEN[row.role]
        for key, cell in self.cells(number):
            if self.computed(row, key) or (key in taken and (key != "answer" or row.declarable)):
                continue
            if key == "answer" and row.role == "measure":
                # The program computes this one; what was typed over the formula counts for nothing.
                self.doc.report("SC736", cell, text=self.values.shown(cell))
            else:
                self.doc.report("SC752", cell, text=self.values.shown(cell), why="", why_en="")
        if row.role == "measure":
            self.measure(row, number)
        elif row.role == "judgement":
            self.judgement(row, number)
        elif row.role != "section":
            self.node(row, number)

    def measure(self, row: Row, number: int) -> None:
        cell = self.found.get(number, "answer") if row.declarable else None
        base, at = ("numbers", row.id), self.found.at(number, "answer")
        value = None if cell is None else self.answer(row, cell)
        absent = self.absent(row, number)
        if value is ABSENT:
            absent, value = cell, None
        elif value is not None and absent is not None:
            assert cell is not None
            self.doc.report("SC754", at, absent, found=self.values.shown(cell))
        if value is not None:
            self.doc.put((*base, "value"), value, at, "/".join(base))
        evidence = self.found.get(number, "evidence")
        # Beside a number taken from the evidence a formula says where the list of it is closed.
        computed = evidence is not None and (evidence.formula or self.flat) and not row.declarable
        self.texts(number, base, "note", *(() if computed else ("evidence",)))
        if base in self.doc.places:
            self.doc.places[base] = at
        self.statement(row, number, absent)

    def answer(self, row: Row, cell: Cell) -> Any:
        """A measure's value by its type; `ABSENT` for "not applicable" in its own list."""
        kind = row.answer
        if kind == "percent":
            return self.values.percent(cell)
        if kind == "yes_no":
            return self.values.choice(cell, {YES: True, NO: False, ABSENT: ABSENT})
        if kind == "level":
            labels = layout.level_labels(self.set, row.id)
            offered = {label: one for one, label in labels.items()}
            return self.values.choice(cell, offered, {one: one for one in labels})
        return self.values.number(self.without_unit(cell, (row.measure and row.measure.unit) or ""))

    def without_unit(self, cell: Cell | None, words: str) -> Cell | None:
        """The cell without the row's own unit behind its number."""
        if cell is None or cell.kind != "text":
            return cell
        unit = comparable(words)
        number = trimmed(cell.text).rstrip(".").rpartition(" ")[0]
        for _ in range(unit.count(" ")):
            number = number.rpartition(" ")[0]
        if not unit or not number or comparable(cell.text.strip().rstrip(".")) != comparable(f"{number} {unit}"):
            return cell
        self.doc.report("SC697", cell, found=self.values.shown(cell), read=number)
        return replace(cell, text=number)

    def texts(self, number: int, base: tuple[str, str], *keys: str) -> None:
        """The note and the evidence of a number or a claim."""
        for key in keys:
            cell = self.found.get(number, key)
            text = self.values.text(cell)
            if cell is not None and text is not None:
                value = ids(layout.picked(text)) if key == "evidence" else text
                self.doc.put((*base, key), value, cell, "/".join((*base, key)))

    def absent(self, row: Row, number: int) -> Cell | None:
        """The cell that says "not applicable"."""
        cell = self.found.get(number, "not_applicable")
        said = None if cell is None else self.values.choice(cell, _NOT_APPLICABLE, dict.fromkeys(_TICKS, True))
        self.unclear = cell is not None and said is None
        self.doc.take(cell, used=said is False)
        return cell if said else None

    def statement(self, row: Row, number: int, absent: Cell | None) -> None:
        """A row's reason: why it does not apply, or a criterion's explanation."""
        cell = self.found.get(number, "reason")
        text = self.values.text(cell)
        at = self.found.at(number, "reason")
        if absent is not None:
            if text is not None:
                self.add("not_applicable", absent, criterion=(row.id, absent), reason=(text, at))
            elif cell is None:
                self.doc.report("SC753", absent, column=self.found.layout.title("reason"))
        elif text is not None and row.role == "criterion":
            if self.unclear:
                # It may be why the row does not apply.
                self.doc.doubtful.add(("explanations", len(self.doc.data.get("explanations", []))))
            self.add("explanations", at, criterion=(row.id, at), text=(text, at))
        elif text is not None:
            why, why_en = ": dòng này không khai “Không áp dụng”", ": the row does not say “not applicable”"
            self.doc.report("SC752", at, text=clip(text, 60), why=why, why_en=why_en)

    def node(self, row: Row, number: int) -> None:
        if row.role == "criterion":
            cell = self.found.get(number, "claim")
            points = self.values.points(self.without_unit(cell, _POINTS))
            base, at = ("claims", row.id), self.found.at(number, "claim")
            if points is not None:
                self.doc.put((*base, "points"), points, at, "/".join(base))
                self.check_step(row, points, at)
                self.texts(number, base, "note")
            elif cell is None and (note := self.found.get(number, "note")) is not None:
                # A note belongs to a claim; without one there is nowhere to keep it.
                self.doc.report("SC736", note, text=self.values.shown(note))
        self.statement(row, number, self.absent(row, number))

    def check_step(self, row: Row, points: Number | Decimal, at: CellRef) -> None:
        """Report points that are no multiple of the step, where the scheme rounds every criterion."""
        step = self.rounding.step
        if self.rounding.at == "criterion" and Fraction(points) % step:
            values = {"value": show(normal(points), most=6), "step": show(step, most=6)}
            self.doc.report("SC756", at, None, None, criterion=row.id, **values)

    def judgement(self, row: Row, number: int) -> None:
        """Points somebody awards; the row is not used while it is empty."""
        answer, reason, evidence = (self.found.get(number, key) for key in ("answer", "reason", "evidence"))
        if not (answer or reason or evidence):
            return
        for key, cell in (("answer", answer), ("reason", reason)):
            if cell is None:
                self.doc.report("SC751", self.found.at(number, key), column=self.found.layout.title(key))
        points, why = self.values.points(self.without_unit(answer, _POINTS)), self.values.text(reason)
        document = layout.picked(self.values.text(evidence, code=True) or "")
        if answer is None or reason is None or points is None or why is None:
            return
        self.check_step(row, points, answer)
        parts: dict[str, tuple[Any, CellRef]] = {"points": (points, answer), "reason": (why, reason)}
        if evidence is not None and document:
            parts["document"] = (document, evidence)
        self.add("judgements", answer, criterion=(row.id, answer), by=(row.spec.judge(), answer), **parts)

    def add(self, section: str, at: CellRef, **parts: tuple[Any, CellRef]) -> None:
        """Append an item to one of the lists."""
        index = len(self.doc.data.get(section, []))
        id = parts["criterion"][0]
        for key, (value, where) in parts.items():
            self.doc.put((section, index, key), value, where)
        self.doc.places[section, index] = at
        last = next(reversed(parts.values()))[1] if section != "judgements" else at
        self.doc.sources[f"{section}/{id}"] = str(last)
