"""Which row a line of sheet Tiêu chí is, by the words the program wrote beside the cells to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal

from scoring.engine.compile import plan_for
from scoring.numbers import exact_text, show, signed
from scoring.scheme.model import Scheme
from scoring.values import Period
from scoring.workbook import layout
from scoring.workbook.annex_text import AnnexText
from scoring.workbook.cell_texts import exact
from scoring.workbook.cell_values import comparable, id_text
from scoring.workbook.cells import Cell
from scoring.workbook.layout import Row
from scoring.workbook.tables import LocatedTable

_COLUMNS = ("stt", "max", "how", "unit")
_SECTIONS = {"tong diem cong toi da", "tong diem tru toi da", "khong tinh diem; dung khi xet"}
"""How the rules of sections begin."""
_LEAST = 2
"""Columns that must be there to tell rows apart."""


class RowLooks:
    """The locked texts of the rows of a block, as they are compared."""

    def __init__(self, scheme: Scheme, block: str, period: Period) -> None:
        self.block, self._scheme, self._period = block, scheme, period
        self.rows = {row.key: row for row in layout.rows(scheme, block)}
        self._made: dict[str, dict[str, str]] = {}

    def of(self, key: str) -> dict[str, str]:
        """A row's texts by column."""
        if not self._made:
            plan = plan_for(self._scheme, self.block)
            annex = AnnexText(self._scheme, layout.criteria_set(self._scheme, self.block), self._period)
            for id, row in self.rows.items():
                how = ""
                if row.role == "measure" and row.measure is not None:
                    how = annex.measure(row.measure)
                elif row.role == "judgement":
                    how = f"Từ {show(row.judged[0])} đến {show(row.judged[1])}"
                elif row.role == "criterion" and plan is not None:
                    how = annex.criterion(plan.by_criterion[row.id])
                self._made[id] = {**self._plain(row), "how": comparable(how)}
        return self._made[key]

    @staticmethod
    def _plain(row: Row) -> dict[str, str]:
        node = row.node if row.role in ("group", "criterion") else None
        measure = row.measure
        unit = (measure.unit or ("%" if measure.percent else "")) if measure else ""
        return {
            "stt": comparable(row.id) if node else "",
            "max": exact_text(signed(row.section, node.maximum)) if node else "",
            "unit": comparable("điểm" if row.role == "judgement" else unit),
        }

    def agrees(self, found: LocatedTable, line: int, key: str, column: str) -> bool:
        """Whether a line's cell says what the row's does; sections are not compared."""
        cell, wanted = found.get(line, column), self.of(key)[column]
        if self.rows[key].role == "section":
            return column not in ("stt", "unit") or cell is None
        if cell is None or cell.formula:
            return not wanted or column == "how"
        if column == "max":
            return (
                cell.kind == "number" and "/" not in wanted and wanted != "" and exact(cell.text)[0] == Decimal(wanted)
            )
        if column == "stt":
            return comparable(id_text(cell.text)) == wanted
        text = comparable(cell.text)
        # Behind it may stand whose part it was filled from.
        return text == wanted or (column == "how" and text.startswith(wanted or "nguon:"))

    def overwritten(self, found: LocatedTable, line: int, row: Row, column: str) -> bool:
        """Whether a cell of a row says something else than the program wrote; changed rules are no answers."""
        wanted = self.of(row.key).get(column)
        return wanted is not None and not (column == "how" and wanted) and not self.agrees(found, line, row.key, column)

    def written(self, column: str, cell: Cell) -> bool:
        """Whether the program writes such a text into a column."""
        text = comparable(cell.text)
        if column == "max":
            return cell.kind == "number" and exact(cell.text)[0] in self._maxima
        if column == "id":
            return False
        said = self.words if column == "title" else self._by_column.get(column, set())
        return bool(text) and (text in said or (column == "how" and any(one and text.startswith(one) for one in said)))

    @cached_property
    def words(self) -> set[str]:
        """What stands in column Nội dung."""
        return {comparable(row.words) for row in self.rows.values()}

    @cached_property
    def _by_column(self) -> dict[str, set[str]]:
        said = {column: {self.of(key)[column] for key in self.rows} for column in ("stt", "how", "unit")}
        return {**said, "how": said["how"] | _SECTIONS}

    @cached_property
    def _maxima(self) -> set[Decimal]:
        return {Decimal(one) for key in self.rows if (one := self.of(key)["max"]) and "/" not in one}

    def columns(self, found: LocatedTable) -> list[str]:
        """The columns that are there to compare."""
        return [one for one in _COLUMNS if one in found.columns]

    def fitting(self, found: LocatedTable, line: int) -> list[str]:
        """The rows whose texts a line has."""
        there = self.columns(found)
        if len(there) < _LEAST:
            return []
        rows = (key for key, row in self.rows.items() if row.role != "section")
        return [key for key in rows if all(self.agrees(found, line, key, one) for one in there)]


Ids = Mapping[str, Row]
"""Rows by their key in small letters."""


def lines_without_id(found: LocatedTable, looks: RowLooks, ids: Ids, words: Mapping[str, list[str]]) -> dict[int, str]:
    """The lines that have lost their id, each with the row whose words it has, else of whose texts it has all; of
    several the only one that belongs between the lines above and below. No other line has its id.
    """
    known, lost = dict[int, str](), list[int]()
    for number in found.rows():
        cell = found.get(number, "id")
        if cell is None:
            lost.append(number)
        elif cell.kind == "text" and (row := ids.get(id_text(cell.text).lower())) is not None:
            known[number] = row.key
    named, made = set(known.values()), dict[int, str]()
    several: dict[int, list[str]] = {}
    for number in lost:
        title, stt = found.get(number, "title"), found.get(number, "stt")
        said = "" if title is None or title.formula else comparable(title.text)
        keys = words.get(said) or ([] if said else looks.fitting(found, number))
        keys = [key for key in keys if key not in named]
        if len(keys) > 1 and stt is not None:
            keys = [key for key in keys if looks.rows[key].id == id_text(stt.text)]
        if len(keys) == 1:
            named.add(keys[0])
            known[number] = made[number] = keys[0]
        elif keys:
            several[number] = keys
    place = {key: at for at, key in enumerate(looks.rows)}
    if any(place[one] >= place[other] for (_, one), (_, other) in pairwise(sorted(known.items()))):
        # The lines were sorted: what stands above and below says nothing.
        return made
    for number, key in _between(several, known, place):
        known[number] = made[number] = key
    return made


def _between(
    several: dict[int, list[str]], known: Mapping[int, str], place: Mapping[str, int]
) -> Iterator[tuple[int, str]]:
    """The lines that may be several rows, where those between two known lines are as many as the rows there."""
    runs: dict[tuple[int, int], list[int]] = {}
    for number in several:
        low = max((place[key] for at, key in known.items() if at < number), default=-1)
        high = min((place[key] for at, key in known.items() if at > number), default=len(place))
        runs.setdefault((low, high), []).append(number)
    for (low, high), numbers in runs.items():
        fits = {number: [one for one in several[number] if low < place[one] < high] for number in sorted(numbers)}
        rows = sorted({one for keys in fits.values() for one in keys}, key=place.__getitem__)
        if len(rows) == len(fits) and all(row in keys for row, keys in zip(rows, fits.values(), strict=True)):
            yield from zip(fits, rows, strict=True)


def moved_alone(found: LocatedTable, looks: RowLooks, ids: Ids, words: Mapping[str, list[str]]) -> dict[int, str]:
    """The lines in which the id is of one row and the title of another, each with the row it is, where all that stands
    beside them shows that one of the two columns was moved by itself; none where anything contradicts that.
    """
    there = looks.columns(found)
    found_as: dict[int, tuple[str, str]] = {}
    verdicts: dict[int, Literal["id", "title", "none", "neither"]] = {}
    unit_tells = False
    for number in found.rows():
        id, title = found.get(number, "id"), found.get(number, "title")
        row = None if id is None or id.kind != "text" else ids.get(id_text(id.text).lower())
        if row is None or title is None or title.formula or comparable(title.text) == comparable(row.words):
            continue
        owners = words.get(comparable(title.text), [])
        if not owners:
            continue
        mine = {one: looks.agrees(found, number, row.key, one) for one in there}
        by_id = all(mine.values())
        others = [key for key in owners if all(looks.agrees(found, number, key, one) for one in there)]
        if by_id:
            verdicts[number] = "none" if others else "id"
        else:
            verdicts[number] = "title" if len(others) == 1 else "neither"
            unit_tells = unit_tells or (len(others) == 1 and not mine.get("unit", True))
        found_as[number] = (row.key, others[0] if len(others) == 1 else "")
    said = set(verdicts.values()) - {"none"}
    if said == {"id"}:
        return {number: key for number, (key, _) in found_as.items()}
    if said == {"title"} and unit_tells:
        return {number: key for number, (_, key) in found_as.items() if key}
    return {}
