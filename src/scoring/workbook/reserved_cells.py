"""The check of cells reserved for others: awards and outside results an agency's workbook may not change."""

from __future__ import annotations

from fractions import Fraction

from scoring.diagnostics import Diagnostic
from scoring.evidence.model import Dossier, Percent
from scoring.formulas.judgement import WHO
from scoring.numbers import show, show_percent
from scoring.scheme.model import Scheme
from scoring.workbook.sheet_document import SheetDocument
from scoring.yaml_source import Path_

_OTHERS = ("cơ quan khác", "others")


def check_reserved_cells(dossier: Dossier, base: Dossier, scheme: Scheme, doc: SheetDocument) -> None:
    """Report, at its cell, every award and outside result that differs from the dossier `base` (SC755)."""
    before = {one.criterion: one.points for one in base.judgements if one.by != "agency"}
    for index, one in enumerate(dossier.judgements):
        known = before.get(one.criterion)
        if one.by != "agency" and known != one.points:
            path: Path_ = ("judgements", index, "points")
            _report(doc, path, one.criterion, (one.points, known), WHO[one.by])
    block = scheme.block(dossier.agency.block)
    measures = scheme.sets[block.set].measures if block else {}
    for id, given in dossier.numbers.items():
        measure, old = measures.get(id), base.numbers.get(id)
        if measure is None or measure.external is None or given.value is None:
            continue
        if old is None or old.value != given.value:
            who = (measure.by, measure.by) if measure.by else _OTHERS
            values = (given.value, old.value if old else None)
            _report(doc, ("numbers", id, "value"), id, values, who)


def _report(doc: SheetDocument, path: Path_, id: str, values: tuple[object, object], who: tuple[str, str]) -> None:
    now, before = map(_text, values)
    words = {
        "criterion": id,
        "value": now or "–",
        "who": who[0],
        "who_en": who[1],
        "base": f"ghi {before}" if before else "không có",
        "base_en": f"says {before}" if before else "has nothing",
    }
    doc.diagnostics.append(Diagnostic("SC755", doc.place(path), words))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Percent):
        return show_percent(value)
    if isinstance(value, (int, Fraction)):
        return show(value, most=6)
    return "" if value is None else str(value)
