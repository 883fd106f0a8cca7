"""What reading would refuse, or warn of, in a row of sheet Minh chứng: formulas with their values now.

A cell holds the headings of the columns concerned, each between ``;``: ``;Tên văn bản, trích yếu;Đặc điểm 1;``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from scoring.scheme.model import EvidenceKind
from scoring.values import PartialDate
from scoring.workbook.addresses import NO_DATE, Addresses
from scoring.workbook.cached_values import Computed
from scoring.workbook.cell_content import Cell
from scoring.workbook.layout import PICKS, picked

_EPOCH = date(1899, 12, 30)


def day_ends(cells: Mapping[str, Cell]) -> tuple[int, int]:
    """The numbers of the first and last day a record's date can be; `NO_DATE` twice for none."""
    if "date" not in cells:
        return NO_DATE, NO_DATE
    one = PartialDate.parse(str(cells["date"]))
    return (one.first - _EPOCH).days, (one.last - _EPOCH).days


class RecordChecks:
    """The checks of all records of a workbook."""

    def __init__(self, addresses: Addresses, records: Sequence[Mapping[str, Cell]]) -> None:
        self.addresses, self.records = addresses, records
        self.table = addresses.evidence
        self.kinds: Mapping[str, EvidenceKind] = addresses.plan.scheme.evidence_kinds
        self.fields = [column.key for column in self.table.columns if column.key.startswith("field_")]
        self.ids = {str(one["id"]).casefold() for one in records}
        self.repeated = dict(self._repeated())
        series = {one.kind for one in addresses.plan.scheme.series.values()}
        late = [one.days_late for one in addresses.plan.set.measures.values() if one.days_late]
        awaited = series.union(*(one.kinds for one in late))
        series = series.union(*(one.kinds for one in late if one.series is not None))
        self.codes = {id: self._codes(kind, id in series, id in awaited) for id, kind in self.kinds.items()}

    @staticmethod
    def _codes(kind: EvidenceKind, periodic: bool, awaited: bool) -> str:
        """What a kind asks for as ``;``-separated marks: ``r1`` field 1 is required, ``n2`` field 2 is a number, ``f1``
        it is the id of a record, ``k3`` there is a field 3; the parts it needs by name; ``occurrence``; ``awaited``
        where it may come in after the period.
        """
        marks = [*kind.needs, *["occurrence"] * periodic, *["awaited"] * awaited]
        for n, field in enumerate(kind.fields.values(), 1):
            marks += [f"k{n}", *([f"r{n}"] if field.required else [])]
            marks += {"number": [f"n{n}"], "reference": [f"f{n}"]}.get(field.type, [])
        return f";{';'.join(marks)};"

    def _repeated(self) -> Iterator[tuple[int, str]]:
        """The records, from 0, of which an earlier one is the same document, with the column that tells it."""
        seen: set[tuple[object, ...]] = set()
        for index, cells in enumerate(self.records):
            days, (kind, issuer) = day_ends(cells), (str(cells.get(key, "")).casefold() for key in ("kind", "issuer"))
            column = "number" if any(c.isdigit() for c in str(cells.get("number", ""))) else "title"
            if column == "title" and (days[0] != days[1] or days[0] == NO_DATE or not issuer):
                continue
            key = (kind, days, issuer, column, str(cells.get(column, "")).casefold())
            if key in seen:
                yield index, column
            seen.add(key)

    def _repeats(self, at: int) -> Iterator[tuple[str, str]]:
        """A column, and the condition that it and what identifies a document are those of an earlier row."""
        number, issuer = self._cell(at, "number"), self._cell(at, "issuer")
        low, high = self._cell(at, "first"), self._cell(at, "last")
        numbered = f"COUNT(FIND({{0,1,2,3,4,5,6,7,8,9}},{number}))>0"
        told = f'AND(NOT({numbered}),{issuer}<>"",{low}={high},{low}<>{NO_DATE})'
        for column, needed in (("number", numbered), ("title", told)):
            tests = [f"{self._so_far(at, key)},{self._cell(at, key)}" for key in ("first", "last")]
            tests += [f'{self._so_far(at, key)},"="&{self._cell(at, key)}' for key in ("kind", "issuer", column)]
            yield column, f"IFERROR(AND({needed},COUNTIFS({','.join(tests)})>1),FALSE)"

    def _so_far(self, at: int, key: str) -> str:
        """A column down to a row."""
        letter = f"${self.addresses.record_letter(key)}"
        return f"{letter}${self.table.first_row}:{letter}{at}"

    def cells(self, at: int, cells: Mapping[str, Cell]) -> tuple[Computed, Computed]:
        """The hidden cells of the row `at` (from 1): what is wrong, and what should be looked at."""
        wrong, doubt = list(self._wrong(at, cells)), list(self._doubtful(at, cells))
        return self._joined(at, cells, wrong), self._joined(at, cells, doubt)

    def _joined(self, at: int, cells: Mapping[str, Cell], found: list[tuple[str, str, bool]]) -> Computed:
        parts = "&".join(f'IF({test},"{self.table.title(key)};","")' for key, test, _ in found)
        words = "".join(f"{self.table.title(key)};" for key, _, holds in found if holds)
        begun = bool(cells.keys() - {"id"})
        formula = f'=IF({self._begun(at)}=0,"",";"&{parts})'
        return formula, f";{words}" if begun else ""

    def _begun(self, at: int) -> str:
        """How many cells of a row are filled in."""
        asks, last = self.table.at("asks"), len(self.table.columns) - 1
        ends = ((1, asks - 1), (asks + 1, last))
        areas = (f"{self._letter(first)}{at}:{self._letter(end)}{at}" for first, end in ends)
        return f"COUNTA({','.join(areas)})"

    def _letter(self, index: int) -> str:
        return f"${self.table.letter(self.table.columns[index].key)}"

    def _marked(self, at: int, mark: str) -> str:
        """A condition: the kind chosen in the row asks for something."""
        return f'ISNUMBER(FIND(";{mark};",{self._codes_at(at)}))'

    def _codes_at(self, at: int) -> str:
        return f"${self.addresses.record_letter('codes')}{at}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which something can be wrong."""
        parts = ("id", "kind", "title", "number", "date", "issuer", "file", "occurrence", "outside_period")
        return (*parts, *self.fields)

    def count_cell(self, at: int) -> Computed:
        """How many rows up to the row `at` have something wrong."""
        first = self.table.first_row
        column = f"${self.addresses.record_letter('wrong')}"
        return f"=SUMPRODUCT((LEN({column}${first}:{column}{at})>1)*1)", sum(self._is_wrong[: at - first + 1])

    @cached_property
    def _is_wrong(self) -> list[bool]:
        """By record: whether something is wrong in it. Every row of the sheet counts those before it."""
        return [len(self.wrong_now(one)) > 1 for one in range(len(self.records))]

    def wrong_now(self, index: int) -> str:
        """What is wrong in a record, from 0, as its hidden cell says it."""
        return str(self.cells(self.table.first_row + index, self.records[index])[0][1])

    def codes_cell(self, at: int, cells: Mapping[str, Cell]) -> Computed:
        """The hidden cell with the marks of the kind chosen."""
        lists = self.addresses.lists
        known = lists.range(list(self.addresses.labels.values()))
        marks = lists.range([self.codes[id] for id in self.addresses.labels])
        kind = self._cell(at, "kind")
        return f'=IF({kind}="","",IFERROR(INDEX({marks},MATCH({kind},{known},0)),""))', self._marks(cells)

    @cached_property
    def _by_label(self) -> dict[str, str]:
        return {label: id for id, label in self.addresses.labels.items()}

    def _marks(self, cells: Mapping[str, Cell]) -> str:
        return self.codes[self._by_label[str(cells["kind"])]] if "kind" in cells else ""

    def _cell(self, at: int, key: str) -> str:
        return f"${self.addresses.record_letter(key)}{at}"

    def _wrong(self, at: int, cells: Mapping[str, Cell]) -> Iterator[tuple[str, str, bool]]:
        """The column, when it is wrong, and whether it is so now."""
        marks = self._marks(cells)
        yield "id", f"COUNTIF({self._so_far(at, 'id')},{self._cell(at, 'id')})>1", False
        for key in ("kind", "title"):
            yield key, f'{self._cell(at, key)}=""', key not in cells
        for key, test in self._repeats(at):
            yield key, test, self.repeated.get(at - self.table.first_row) == key
        day = self._cell(at, "date")
        yield "date", f'AND({day}<>"",{self._cell(at, "first")}={NO_DATE})', False
        file, digest = self._cell(at, "file"), self._cell(at, "sha256")
        yield "file", f'AND({file}="",{digest}<>"")', "file" not in cells and "sha256" in cells
        period, (low, high) = self.addresses.period, day_ends(cells)
        first, last = ((day - _EPOCH).days for day in (period.first, period.last))
        low_cell, high_cell, said = (self._cell(at, key) for key in ("first", "last", "outside_period"))
        late = f"AND({low_cell}>{last},NOT({self._marked(at, 'awaited')}))"
        outside = low != NO_DATE and (high < first or (low > last and ";awaited;" not in marks))
        test = f'AND({said}="",{low_cell}<>{NO_DATE},OR({high_cell}<{first},{late}))'
        yield "outside_period", test, outside and "outside_period" not in cells
        occurrence = self._cell(at, "occurrence")
        test = f'AND({occurrence}<>"",NOT({self._marked(at, "occurrence")}))'
        yield "occurrence", test, "occurrence" in cells and ";occurrence;" not in marks
        top, many = self.table.first_row, self.addresses.capacity
        ids = f"$A${top}:$A${top + many - 1}"
        for n, key in enumerate(self.fields, 1):
            cell, value = self._cell(at, key), cells.get(key)
            empty = f'AND({cell}="",{self._marked(at, f"r{n}")})'
            number = f"AND(NOT(ISNUMBER({cell})),{self._marked(at, f'n{n}')})"
            # A reference may have been picked with its title behind it.
            target = f'LEFT({cell},FIND(" – ",{cell}&" – ")-1)'
            lost = f"AND(COUNTIF({ids},{target})=0,{self._marked(at, f'f{n}')})"
            strange = f"NOT({self._marked(at, f'k{n}')})"
            test = f'OR({empty},AND({cell}<>"",OR({number},{lost},{strange})))'
            if value is None:
                holds = f";r{n};" in marks
            else:
                bad = f";n{n};" in marks and not isinstance(value, (int, Decimal))
                bad |= f";f{n};" in marks and picked(str(value)).casefold() not in self.ids
                holds = bad or (f";k{n};" not in marks)
            yield key, test, holds

    def _doubtful(self, at: int, cells: Mapping[str, Cell]) -> Iterator[tuple[str, str, bool]]:
        marks = self._marks(cells)
        for key in ("number", "date", "issuer", "file", "occurrence"):
            cell = self._cell(at, key)
            yield key, f'AND({cell}="",{self._marked(at, key)})', key not in cells and f";{key};" in marks


def linked_formula(addresses: Addresses, criterion: str, before: str) -> str:
    """Where the next record picked for a criterion stands after the place in cell `before`, if any; 0
    for none.
    """
    uses = addresses.records_range("uses")
    sheet, _, area = uses.partition("!")
    rest = f"INDEX({uses},{before or 0}+1):{sheet}!{area.partition(':')[2]}"
    found = f'MATCH("*;{criterion};*",{rest},0)'
    none = f"OR({before}=0,{before}>={addresses.capacity})" if before else "FALSE"
    return f"IF({none},0,IFERROR({before or 0}+{found},0))"


def record_label(cells: Mapping[str, Cell]) -> str:
    """What is picked in place of a record's id."""
    words = " ".join(f"{cells.get('number', '')} {str(cells.get('title', ''))[:50]}".split(" "))
    return f"{cells['id']} – {' '.join(one for one in words.split(' ') if one)}"


def uses_of(cells: Mapping[str, Cell]) -> str:
    """The criteria of a record between ``;``."""
    ids = [one for key in PICKS if key in cells for one in picked(str(cells[key])).replace(";", " ").split()]
    return f";{';'.join(ids)};"
