"""The cell contents a dossier gives its workbook; values without a cell go to the table of the rest, as JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from scoring.evidence.model import Declared, Dossier, Percent, Record, UnitText
from scoring.scheme.model import Scheme
from scoring.workbook import layout
from scoring.workbook.cell_content import (
    MOST,
    Cell,
    cites_cell,
    date_cell,
    field_cell,
    holds,
    json_text,
    number_cell,
    percent_cell,
    tree,
)
from scoring.workbook.layout import ABSENT, ALL, NO, NOT_ALL, SOME, YES, Row


class Contents:
    """Everything a dossier types into the workbook's cells."""

    def __init__(self, scheme: Scheme, dossier: Dossier, kinds: Collection[str] | None = None) -> None:
        """`kinds`: the kinds of evidence of the unit whose workbook it is."""
        self.kinds = kinds
        self.scheme, self.dossier = scheme, dossier
        self.rows = {row.key: row for row in layout.rows(scheme, dossier.agency.block)}
        self.set = layout.criteria_set(scheme, dossier.agency.block)
        self.labels = layout.kind_labels(scheme)
        self.criteria = layout.criteria_labels(self.set)
        self.occurrences = layout.occurrence_labels(scheme)
        self.choices = {
            (id, name): layout.choice_labels(scheme, field)
            for id, kind in scheme.evidence_kinds.items()
            for name, field in kind.fields.items()
        }
        self.cells: dict[tuple[str, str], Cell] = {}
        """Sheet Tiêu chí: by the row's and the column's key."""
        self.evidence: list[dict[str, Cell]] = []
        """Sheet Minh chứng: one row per record, by the column's key."""
        self.complete = self.submitted = self.note = ""
        self.unit_texts: dict[str, str] = {}
        """What a unit writes for the periodic report, one item a line."""
        self.complete_kinds: frozenset[str] = frozenset()
        self.rest: list[tuple[str, str]] = []
        self.orders: dict[str, str] = {}
        self._numbers()
        self._claims()
        self._statements()
        self._judgements()
        for index, record in enumerate(dossier.evidence):
            self._record(index, record)
        self._header()

    def _put(self, key: str, column: str, value: Cell | None) -> None:
        """Fill a cell of sheet Tiêu chí."""
        if value is not None and value != "":
            self.cells[key, column] = value

    def _keep(self, path: str, value: Any) -> None:
        """Add what has no cell; a text longer than a cell goes on in the next row."""
        text = json_text(tree(value))
        for start in range(0, len(text), MOST // 2):
            self.rest.append((path, text[start : start + MOST // 2]))

    def _order(self, section: str, ids: list[str]) -> None:
        if ids:
            self.orders[f"order_{section}"] = json_text(ids)

    def _numbers(self) -> None:
        for id, given in self.dossier.numbers.items():
            row = self.rows.get(f"sl:{id}")
            said = given.value is not None or given.evidence or given.note
            if row is None or not row.declarable or not said or not holds(given.note or ""):
                self._keep(f"numbers/{id}", given)
                continue
            cell = self._answer(row, given)
            if cell is None and given.value is not None:
                self._keep(f"numbers/{id}", given)
                continue
            self._put(row.key, "answer", cell)
            self._put(row.key, "evidence", "; ".join(given.evidence))
            self._put(row.key, "note", given.note)

    def _answer(self, row: Row, given: Declared) -> Cell | None:
        """The answer's cell, None where the value is none this question takes."""
        value, kind = given.value, row.answer
        if isinstance(value, bool):
            return (YES if value else NO) if kind == "yes_no" else None
        if isinstance(value, str):
            labels = layout.level_labels(self.set, row.id) if kind == "level" else {}
            return labels.get(value)
        if isinstance(value, Percent):
            return percent_cell(value) if kind == "percent" else None
        return number_cell(value) if kind in ("number", "count") and value is not None else None

    def _claims(self) -> None:
        for id, claim in self.dossier.claims.items():
            row = self.rows.get(f"tc:{id}")
            if row is None or row.role != "criterion" or not holds(claim.note or ""):
                self._keep(f"claims/{id}", claim)
                continue
            self._put(row.key, "claim", number_cell(claim.points))
            self._put(row.key, "note", claim.note)

    def _statements(self) -> None:
        dossier = self.dossier
        self._order("not_applicable", [one.criterion for one in dossier.not_applicable])
        self._order("explanations", [one.criterion for one in dossier.explanations])
        absent: set[str] = set()
        for index, one in enumerate(dossier.not_applicable):
            id = one.criterion
            key = f"tc:{id}" if f"tc:{id}" in self.rows else f"sl:{id}"
            row = self.rows.get(key)
            if row is None or key in absent or not holds(one.reason):
                self._keep(f"not_applicable/{index}", one)
                continue
            absent.add(key)
            third = row.answer == "yes_no" and (key, "answer") not in self.cells
            self._put(key, "answer" if third else "not_applicable", ABSENT)
            self._put(key, "reason", one.reason)
        explained: set[str] = set()
        for index, said in enumerate(dossier.explanations):
            row = self.rows.get(f"tc:{said.criterion}")
            taken = row is None or row.role != "criterion" or row.key in absent | explained
            if row is None or taken or not holds(said.text):
                self._keep(f"explanations/{index}", said)
                continue
            explained.add(row.key)
            self._put(row.key, "reason", said.text)

    def _judgements(self) -> None:
        self._order("judgements", [one.criterion for one in self.dossier.judgements])
        judged: set[str] = set()
        for index, one in enumerate(self.dossier.judgements):
            row = self.rows.get(f"dg:{one.criterion}")
            if row is None or row.key in judged or row.spec.judge() != one.by or not holds(one.reason):
                self._keep(f"judgements/{index}", one)
                continue
            judged.add(row.key)
            self._put(row.key, "answer", number_cell(one.points))
            self._put(row.key, "reason", one.reason)
            self._put(row.key, "evidence", one.document)

    def _record(self, index: int, one: Record) -> None:
        kind = self.scheme.evidence_kinds.get(one.kind)
        texts: dict[str, str | None] = {
            "number": one.number,
            "issuer": one.issuer,
            "title": one.title,
            "file": one.file.path if one.file else None,
            "outside_period": one.outside_period,
            "note": one.note,
            "cites": cites_cell(one.cites) if one.cites else None,
            "sha256": one.file.sha256 if one.file else None,
        }
        if kind is None or not all(holds(text or "") for text in texts.values()):
            self._keep(f"evidence/{index}", one)
            return
        cells: dict[str, Cell | None] = {
            **texts,
            "id": one.id,
            "kind": self.labels[one.kind],
            "date": date_cell(one.date) if one.date else None,
            **self._picks(one.criteria),
            "shared_with": "; ".join(one.shared_with),
            "occurrence": self.occurrences.get(one.occurrence or "", one.occurrence),
        }
        more: dict[str, Any] = {}
        for name, value in one.fields.items():
            spec = kind.fields.get(name)
            shown = self.choices[one.kind, name].get(value, value) if spec and isinstance(value, str) else value
            cell = None if spec is None else field_cell(spec, shown)
            if cell is None:
                more[name] = value
            else:
                cells[layout.field_column(kind, name)] = cell
        if more:
            text = json_text(more)
            if not holds(text):
                self._keep(f"evidence/{index}", one)
                return
            cells["fields_more"] = text
        self.evidence.append({key: cell for key, cell in cells.items() if cell is not None and cell != ""})

    def _picks(self, criteria: list[str]) -> dict[str, Cell | None]:
        """The cells of the criteria a record is used for."""
        *first, last = layout.PICKS
        cells: dict[str, Cell | None] = {
            key: self.criteria.get(id, id) for key, id in zip(layout.PICKS, criteria, strict=False)
        }
        rest = criteria[len(first) :]
        return cells | ({last: "; ".join(rest)} if len(rest) > 1 else {})

    def _header(self) -> None:
        dossier = self.dossier
        if self.kinds and self.kinds == set(dossier.complete if isinstance(dossier.complete, list) else ()):
            self.complete = ALL
        elif isinstance(dossier.complete, bool):
            self.complete = ALL if dossier.complete else NOT_ALL
        elif len(set(dossier.complete)) == len(dossier.complete) and set(dossier.complete) <= set(self.labels):
            self.complete = SOME
            self.complete_kinds = frozenset(dossier.complete)
            self._order("complete", dossier.complete)
        else:
            self._keep("complete", dossier.complete)
        for name in layout.UNIT_TEXTS:
            texts: list[UnitText] = getattr(dossier, name)
            lines = "\n".join(one.text for one in texts)
            if dossier.unit is not None and holds(lines) and lines.count("\n") == len(texts) - 1:
                self.unit_texts[name] = lines
            elif texts:
                self._keep(name, texts)
        if dossier.submitted is not None:
            self.submitted = f"{dossier.submitted:%d/%m/%Y}"
        if dossier.note is not None and not holds(dossier.note):
            self._keep("note", dossier.note)
        else:
            self.note = dossier.note or ""
