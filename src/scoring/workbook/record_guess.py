"""What a record's other cells tell of its kind, and of the periodic report it is, where their columns are gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from scoring.engine.compile import plan_for
from scoring.scheme.model import EvidenceField, EvidenceKind, Scheme
from scoring.workbook import layout
from scoring.workbook.cell_texts import iso_day
from scoring.workbook.cell_values import comparable
from scoring.workbook.cells import Cell
from scoring.workbook.layout import NO, YES


class RecordGuess:
    """Tells kinds and occurrences of the records of a block, only where nothing else is possible."""

    def __init__(self, scheme: Scheme, block: str) -> None:
        self.scheme, self.plan = scheme, plan_for(scheme, block)
        self.series = {one.kind: one for one in scheme.series.values()}
        self.occurrences = layout.occurrence_labels(scheme)

    def kind(self, cells: Mapping[str, Cell], criteria: Iterable[str]) -> str | None:
        """The one kind that all criteria of a record ask for, and that has the fields it has; None for several."""
        ids = list(criteria)
        asked = [self.asked(id) for id in ids]
        fitting = [
            id
            for id, kind in self.scheme.evidence_kinds.items()
            if all(id in one for one in asked) and self._fits(id, kind, cells)
        ]
        # Of a record that says nothing of itself everything would be possible.
        return fitting[0] if len(fitting) == 1 and (ids or len(self._features(cells)) > 0) else None

    def asked(self, criterion: str) -> frozenset[str]:
        """The kinds a criterion asks for or counts."""
        leaf = self.plan.by_criterion.get(criterion) if self.plan else None
        if leaf is None or self.plan is None:
            return frozenset()
        names = [one.removeprefix("best:") for one in leaf.reads]
        return frozenset((*leaf.required, *leaf.any_of, *(kind for one in names for kind in self._counted(one))))

    def _counted(self, measure: str) -> Iterator[str]:
        one = self.plan.set.measures.get(measure) if self.plan else None
        if one is not None:
            yield from one.selection.kinds if one.selection else ()
            yield from one.days_late.kinds if one.days_late else ()
            for part in one.inputs:
                yield from self._counted(part)

    @staticmethod
    def _features(cells: Mapping[str, Cell]) -> list[str]:
        return [key for key in cells if key.startswith("field_") and key != "fields_more"] + [
            key for key in cells if key == "occurrence"
        ]

    def _fits(self, id: str, kind: EvidenceKind, cells: Mapping[str, Cell]) -> bool:
        specs = list(kind.fields.values())
        for key in self._features(cells):
            if key == "occurrence":
                known = self.series.get(id)
                said = comparable(cells[key].text)
                ids = [one for one, label in self.occurrences.items() if said in (comparable(label), comparable(one))]
                if known is None or not {one.id for one in known.occurrences}.intersection(ids):
                    return False
                continue
            index = int(key.removeprefix("field_")) - 1
            if index >= len(specs) or not self._holds(specs[index], cells[key]):
                return False
        return True

    def _holds(self, spec: EvidenceField, cell: Cell) -> bool:
        text = comparable(cell.text)
        if spec.type == "yes_no":
            return cell.kind == "yes_no" or text in (comparable(YES), comparable(NO))
        if spec.type == "number":
            return cell.kind == "number" and not cell.percent
        if spec.type == "date":
            return cell.kind == "date" or (cell.kind == "text" and iso_day(text)[0] is not None)
        if spec.type == "choice" and spec.choices:
            offered = layout.choice_labels(self.scheme, spec)
            return text in {comparable(one) for pair in offered.items() for one in pair}
        return cell.kind == "text"

    def occurrence(self, kind: str, words: str) -> str | None:
        """The only periodic report of a kind, else the only one whose label stands in the record's title."""
        series = self.series.get(kind)
        if series is None:
            return None
        ids = [one.id for one in series.occurrences]
        if len(ids) > 1:
            text = comparable(words)
            labels = {id: re.escape(comparable(self.occurrences[id])) for id in ids}
            ids = [id for id, label in labels.items() if re.search(rf"(?<!\w){label}(?!\w)", text)]
        return ids[0] if len(ids) == 1 else None
