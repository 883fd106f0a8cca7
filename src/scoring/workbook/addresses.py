"""Cell addresses in the workbook being written: rows by key, columns of evidence, texts of the hidden lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from scoring.engine.life import outside_life
from scoring.engine.measured import Case, Measured
from scoring.engine.plan import Plan
from scoring.scheme.criteria import Node, Selection
from scoring.scheme.unit_share import UnitShare
from scoring.text import column_letters
from scoring.values import Period
from scoring.workbook import layout
from scoring.workbook.layout import CRITERIA_TABLE, EVIDENCE, LISTS, OTHER, Row, Table

FREE_ROWS = 50
"""Empty rows kept for evidence beside what is there."""
LEAST_ROWS = 100

LINKS = ("link_1", "link_2", "link_3", "link_4")
HIDDEN = ("calc", "points", "own", "out", "left", "open", *LINKS, "todo", "name", "count")
"""Columns after the table of criteria that only formulas use:

calc: a measure's value or a criterion's points, else why there is none (see `scoring.workbook.formulas`);
points: what the row adds to the row above; own: its maximum after what was taken out;
out: empty, or ``d``/``r`` where it is taken out (drop) or re-scaled away (rescale);
left: the maximum of a group after what was taken out; open: how many criteria are not settled;
link_1 to link_4: where the first records picked for a criterion stand among the records, 0 for none;
todo: what the agency still has to do in the row; name: what the list of it calls the row;
count: rows so far with something to do."""
RECORD_HIDDEN = ("first", "last", "uses", "codes", "wrong", "doubt", "pick", "count")
"""Columns after the table of evidence: the earliest and latest day a date can be, the criteria between ``;``, what
the kind asks for, what is wrong and what is doubtful (see `record_checks`), what is offered where a record is picked,
and how many rows so far have something wrong."""
NO_DATE = 1_000_000
"""Stands in those two columns for a date that is not there."""


@dataclass(slots=True)
class Lists:
    """Columns of texts and numbers on the hidden sheet; formulas compare with its cells, so they contain no text."""

    columns: list[list[str | int]] = field(default_factory=lambda: [[]])
    _cells: dict[str, str] = field(default_factory=dict)

    def cell(self, text: str) -> str:
        """The address of a cell holding the text."""
        if text not in self._cells:
            self.columns[0].append(text)
            self._cells[text] = f"{LISTS}!$A${len(self.columns[0])}"
        return self._cells[text]

    def range(self, texts: Sequence[str | int]) -> str:
        """The address of a column holding the texts."""
        wanted = list(texts)
        if wanted not in self.columns[1:]:
            self.columns.append(wanted)
        column = column_letters(1 + self.columns[1:].index(wanted))
        return f"{LISTS}!${column}$1:${column}${max(1, len(texts))}"


@dataclass(frozen=True)
class Addresses:
    """Cell addresses of one workbook."""

    plan: Plan
    period: Period
    records: int
    case: Case
    share: UnitShare | None = None
    """What of the scheme the unit supplies, in the workbook of one."""
    lists: Lists = field(default_factory=Lists)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of sheet Tiêu chí."""
        return layout.rows(self.plan.scheme, self.plan.block.id)

    @cached_property
    def _at(self) -> dict[str, int]:
        first = CRITERIA_TABLE.first_row
        return {row.key: first + index for index, row in enumerate(self.rows)}

    @cached_property
    def evidence(self) -> Table:
        """The table of sheet Minh chứng."""
        return layout.evidence_table(self.plan.scheme)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels of the kinds of evidence."""
        return layout.kind_labels(self.plan.scheme)

    @cached_property
    def occurrences(self) -> dict[str, str]:
        """Labels of the occurrences of periodic reports."""
        return layout.occurrence_labels(self.plan.scheme)

    @cached_property
    def own_labels(self) -> dict[str, str]:
        """Labels of the kinds of evidence that belong in this workbook."""
        return {id: text for id, text in self.labels.items() if self.share is None or id in self.share.kinds}

    def from_another(self, row: Row) -> bool:
        """Whether a row's number is another unit's to supply, in the workbook of one."""
        return row.role == "measure" and self.share is not None and row.id in self.share.others

    def counts_others(self, row: Row) -> bool:
        """Whether a row's measure is taken from papers that other units hand in, in the workbook of one."""
        selection = row.measure.selection if row.measure is not None and self.share is not None else None
        return selection is not None and not set(selection.kinds) & set(self.own_labels)

    @cached_property
    def outside_life(self) -> dict[str, Measured]:
        """The measures of which something was due while the agency did not exist."""
        return outside_life(self.plan, self.case)

    @cached_property
    def _lines(self) -> dict[str, tuple[Node, ...]]:
        found: dict[str, tuple[Node, ...]] = {}

        def visit(node: Node, above: tuple[Node, ...]) -> None:
            found[node.id] = (*above, node)
            for child in node.children:
                visit(child, found[node.id])

        chosen = self.plan.set
        extras = [one for extra in (chosen.bonus, chosen.penalty) if extra for one in extra.criteria]
        for top in (*chosen.groups, *extras):
            visit(top, ())
        return found

    def line_to(self, id: str) -> tuple[Node, ...]:
        """A node and all above it, the topmost first."""
        return self._lines[id]

    @cached_property
    def _readers(self) -> dict[str, set[str]]:
        """By measure: the criteria that read it, directly or through other measures."""
        found: dict[str, set[str]] = {id: set() for id in self.plan.set.measures}

        def read(id: str, leaf: str) -> None:
            found[id].add(leaf)
            for needed in self.plan.set.measures[id].inputs:
                read(needed, leaf)

        for leaf in self.plan.leaves:
            for name in leaf.reads:
                if name in found:
                    read(name, leaf.node.id)
        return found

    def only_for(self, measure: str) -> str | None:
        """The one criterion a measure is asked for, None where it serves several or none."""
        readers = self._readers[measure]
        return next(iter(readers)) if len(readers) == 1 else None

    @property
    def capacity(self) -> int:
        """Rows for evidence."""
        return max(LEAST_ROWS, self.records + FREE_ROWS)

    def row(self, key: str) -> int:
        """The number of the row with this key, from 1."""
        return self._at[key]

    def cell(self, key: str, column: str) -> str:
        """The address of a cell of sheet Tiêu chí, within the sheet."""
        return f"${self.column(column)}${self.row(key)}"

    def column(self, key: str) -> str:
        """The letter of a column of sheet Tiêu chí, hidden ones too."""
        if key in HIDDEN:
            return column_letters(len(CRITERIA_TABLE.columns) + HIDDEN.index(key))
        return CRITERIA_TABLE.letter(key)

    def calc(self, measure: str) -> str:
        """The cell of a measure's value or of why there is none."""
        return self.cell(f"sl:{measure}", "calc")

    def record_letter(self, column: str) -> str:
        """The letter of a column of sheet Minh chứng, hidden ones too."""
        if column in RECORD_HIDDEN:
            return column_letters(len(self.evidence.columns) + RECORD_HIDDEN.index(column))
        return self.evidence.letter(column)

    def records_range(self, column: str) -> str:
        """The address of a column of the evidence."""
        name, first = self.record_letter(column), self.evidence.first_row
        return f"'{EVIDENCE}'!${name}${first}:${name}${first + self.capacity - 1}"

    def closed(self, kinds: tuple[str, ...]) -> str:
        """A condition: the agency says that it listed every record of these kinds."""
        table, known = layout.KINDS_TABLE, list(self.own_labels)
        name = column_letters(len(table.columns))
        cells = [
            f"'{OTHER}'!${name}${table.first_row + known.index(kind)}=1" if kind in known else "FALSE" for kind in kinds
        ]
        return cells[0] if len(cells) == 1 else f"AND({','.join(cells)})"

    def selected(self, selection: Selection, *, perhaps: bool = False) -> str:
        """An array: 1 for every record selected; with `perhaps` also for those lacking a field asked for."""
        parts = []
        for id in selection.kinds:
            kind = self.plan.scheme.evidence_kinds[id]
            tests = [f"({self.records_range('kind')}={self.lists.cell(self.labels[id])})"]
            for name, wanted in selection.where.items():
                if name not in kind.fields:
                    tests.append("1" if perhaps else "0")
                    continue
                column = self.records_range(layout.field_column(kind, name))
                shown = layout.choice_labels(self.plan.scheme, kind.fields[name])
                asked = wanted if isinstance(wanted, list) else [wanted]
                given: list[Any] = [shown.get(str(one), one) for one in asked]
                texts = [*map(self.literal, given), *(['""'] if perhaps else [])]
                accepted = [f"({column}={text})" for text in texts]
                tests.append(f"(({'+'.join(accepted)})>0)")
            parts.append("*".join(tests) if len(tests) > 1 else f"{tests[0]}*1")
        return f"(({'+'.join(parts)}){self.counted})" if self.counted else f"({'+'.join(parts)})"

    @cached_property
    def counted(self) -> str:
        """A factor of arrays: 0 for a record that does not count since the agency did not exist on its day."""
        life = self.case.dossier.agency.life
        if life is None or self.plan.scheme.policies.agency_life.papers == "counted":
            return ""
        first, last, factor = self.records_range("first"), self.records_range("last"), ""
        if day := life.first:
            factor += f"*({last}>=DATE({day.year},{day.month},{day.day}))"
        if day := life.last:
            factor += f"*((({first}<=DATE({day.year},{day.month},{day.day}))+({first}={NO_DATE}))>0)"
        return factor

    def literal(self, value: bool | str | int | Decimal) -> str:
        """A value as formulas compare it with a cell."""
        if isinstance(value, bool):
            return f'"{layout.YES if value else layout.NO}"'
        return self.lists.cell(value) if isinstance(value, str) else f"{Decimal(value):f}"
