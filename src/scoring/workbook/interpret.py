"""Reads a filled-in workbook into a dossier; all problems are reported at once, each at its cell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import CannotRead, InvalidInput
from scoring.evidence.check import check_dossier
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import LoadedDossier, validated, written_out
from scoring.evidence.model import Dossier, Percent, Source
from scoring.formulas.judgement import WHO
from scoring.numbers import show, typed_percent
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import Scheme
from scoring.text import nfc
from scoring.values import Period
from scoring.workbook import layout, lost_meta
from scoring.workbook.cell_values import Values
from scoring.workbook.cells import CellRef, Sheet, SheetDocument, Sheets
from scoring.workbook.keep import cells_in_error, keep_readable
from scoring.workbook.layout import CRITERIA, CRITERIA_TABLE, EVIDENCE, META, OTHER, REMAINING, SHEETS, Table
from scoring.workbook.package import BOUNDS, Bounds
from scoring.workbook.read_criteria import NEEDED, ids, read_criteria, rows_told
from scoring.workbook.read_evidence import read_evidence, records_told
from scoring.workbook.read_other import Meta, meta_sheet, read_complete, read_header, read_meta, read_rest
from scoring.workbook.source import read_book
from scoring.workbook.tables import LocatedTable, Told, find_sheet, find_table
from scoring.workbook.unread import report_strays, report_unread_cells, take_unplaced, unread_cells
from scoring.yaml_source import Path_

_NEWER = {"asks", "shared_with", *layout.PICKS[1:]}
"""Columns of the evidence that workbooks need not have: the computed one, and those that came later."""
UNKNOWN = "chua-ro"
"""Stand-in for an id or kind that could not be read, used only while the rest is checked."""

_FOREIGN = frozenset(("SC714", "SC715"))
_OF_THE_WHOLE = frozenset(("SC713", "SC723"))
"""Errors of the workbook or a sheet: what the cell holds at which they stand is not wrong."""
_AGENCY_ROW = 2
"""The row in which every sheet names its agency."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reader expects the workbook to be about; None: whatever it says."""

    agency: str | None = None
    period: str | None = None
    base: Dossier | None = None
    """The dossier it was made from: what others than the agency give must stand there already."""
    else_said: Mapping[str, str] | None = None
    """By keys of the hidden sheet: what holds where a workbook has lost it and does not tell; it is then no error that
    it is lost."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook's dossier, as a value and as YAML, with its warnings."""

    dossier: Dossier
    text: str
    diagnostics: tuple[Diagnostic, ...]
    document: SheetDocument
    """The workbook's plain tree, with the cell of each value."""
    raw: bytes
    """The workbook's file."""
    left_out: int = 0
    """Cells that hold something and were left out, as they, or what they belong to, are wrong."""


SchemeFor = Callable[[str, str], LoadedScheme]
"""From a scheme's id and a period to the scheme."""


def read_workbook(
    path: Path,
    scheme_for: SchemeFor,
    *,
    expected: Expected = Expected(),
    as_of: date | None = None,
    bounds: Bounds = BOUNDS,
    keep: bool = False,
) -> Reading:
    """The dossier of a workbook; CannotRead, or InvalidInput with all problems at once.

    With `keep` a workbook of ours with wrong cells is read all the same: the errors are among the diagnostics, and the
    dossier leaves out the smallest parts that make it valid.
    """
    book, raw = read_book(path, bounds)
    doc = SheetDocument(path.as_posix(), data={})
    meta, loaded = _meta(book, scheme_for, expected, doc)
    _expected(meta, expected, doc)
    foreign = any(one.code in _FOREIGN for one in doc.diagnostics)
    _same_scheme(meta, loaded, doc)
    scheme = loaded.scheme
    _fill(book, scheme, meta, doc)
    doc.once_nfc()
    read = replace(doc, data=deepcopy(doc.data), diagnostics=[*doc.diagnostics])
    left_out: set[str] = set()
    lost: set[tuple[str, int]] = set()
    try:
        dossier = _checked(doc, scheme, as_of)
    except InvalidInput as error:
        if foreign or not keep:
            raise
        kept = keep_readable(read, scheme, as_of or Period.parse(meta["period"]).last)
        dossier = kept.dossier
        doc.diagnostics = [*error.diagnostics, *kept.told]
        doc.sources = {key: cell for key, cell in doc.sources.items() if cell not in kept.cells}
        wrong = [
            at
            for at in cells_in_error(x for x in error.diagnostics if x.code not in _OF_THE_WHOLE)
            if book[at.sheet].get(at.row, at.column)
        ]
        left_out, lost = kept.cells | set(map(str, wrong)), kept.rows
    if expected.base is not None:
        _check_reserved_cells(dossier, expected.base, scheme, doc)
    unread = unread_cells(doc, left_out, lost)
    left_out |= unread.keys() if has_errors(doc.diagnostics) else set()
    # A name may hold bytes that are no text; a dossier cannot.
    file = nfc(path.name.encode("utf-8", "replace").decode())
    digest, cells = hashlib.sha256(raw).hexdigest(), dict(sorted(doc.sources.items()))
    source = Source(file=file, sha256=digest, cells=cells, unread=unread)
    dossier = dossier.model_copy(update={"provenance": [source]})
    return Reading(dossier, dump_dossier(dossier), tuple(sort(doc.diagnostics)), doc, raw, len(left_out))


def _meta(book: Sheets, scheme_for: SchemeFor, expected: Expected, doc: SheetDocument) -> tuple[Meta, LoadedScheme]:
    """What the workbook says of itself, and its scheme; where its hidden sheet is gone, the other sheets say most."""
    before = len(doc.diagnostics)
    meta = read_meta(book, doc)
    spoiled = doc.diagnostics[before:]
    if meta is not None:
        return meta, scheme_for(meta["scheme"], meta["period"])
    said = None if any(one.code == "SC711" for one in spoiled) else lost_meta.told(book)
    if said is None:
        raise InvalidInput(sort(doc.diagnostics))
    other = {**(lost_meta.said_by(expected.base) if expected.base else {}), **(expected.else_said or {})}
    known = lost_meta.made_up(said, expected.agency, expected.period, other)
    lacking = list(lost_meta.lacking(known))
    # What cannot be read of the hidden sheet is as good as lost, and that is told once.
    doc.diagnostics = [one for one in doc.diagnostics if one not in spoiled or one.code != "SC710"]
    if not lacking:
        loaded = scheme_for(known.get("scheme", ""), known["period"])
        settled = lost_meta.settled(known, said, loaded)
        if settled is not None:
            words = lost_meta.words_of(settled, said, loaded.scheme)
            level: Severity | None = None if expected.else_said is None else "warning"
            doc.diagnostics.append(Diagnostic("SC782", Place(doc.name), words, level=level))
            return settled, loaded
        lacking = [("khối", "the block")]
    vi, en = (", ".join(words) for words in zip(*lacking, strict=True))
    doc.report("SC783", None, sheet=META, what=vi, what_en=en)
    raise InvalidInput(sort(doc.diagnostics))


def said_of_itself(path: Path) -> SheetDocument | None:
    """What a workbook says of itself – agency, period, scheme, unit – though the rest of it may be wrong; None where it
    is none of ours or cannot be read.
    """
    doc = SheetDocument(path.as_posix(), data={})
    try:
        book, _ = read_book(path, BOUNDS)
    except (CannotRead, InvalidInput):
        return None
    meta = read_meta(book, doc)
    if meta is None:
        return None
    _fill_identity(meta, doc)
    if (other := find_sheet(book, OTHER, layout.KINDS_TABLE, doc)) is not None:
        read_header(other, meta, Values(doc))
    return doc


def _expected(meta: Meta, expected: Expected, doc: SheetDocument) -> None:
    if expected.agency is not None and meta["agency"] != expected.agency:
        doc.report("SC714", meta.at("agency"), found=meta["agency"], wanted=expected.agency)
    if expected.period is not None and meta["period"] != expected.period:
        doc.report("SC715", meta.at("period"), found=meta["period"], wanted=expected.period)


def _same_scheme(meta: Meta, loaded: LoadedScheme, doc: SheetDocument) -> None:
    """Refuse a workbook laid out for another scheme: no row could be trusted. Another version of it is an error,
    too, but the rows are read that the scheme still has.
    """
    scheme = loaded.scheme
    if meta["scheme"] == scheme.id and meta["scheme_digest"] != loaded.digest:
        found, wanted = (one.removeprefix("sha256:")[:12] + "…" for one in (meta["scheme_digest"], loaded.digest))
        doc.report("SC713", meta.at("scheme_digest"), scheme=scheme.id, found=found, wanted=wanted)
    if meta["scheme"] != scheme.id:
        doc.report("SC712", meta.at("scheme"), found=meta["scheme"], wanted=scheme.id)
    elif (block := scheme.block(meta["block"])) is None or block.set not in scheme.sets:
        doc.report("SC716", meta.at("block"), sheet=META, key="block", found=meta["block"])
    else:
        return
    raise InvalidInput(sort(doc.diagnostics))


def _fill_identity(meta: Meta, doc: SheetDocument) -> None:
    """What the hidden sheet says of agency, period, scheme and unit."""
    doc.data["format"] = 1
    for key, name in (("id", "agency"), ("name", "agency_name"), ("block", "block"), ("kind", "agency_kind")):
        if meta[name]:
            doc.put(("agency", key), meta[name], meta.at(name))
    for name, key in layout.META_LIFE.items():
        if meta[name]:
            text: Any = meta[name] if key != "succeeds" else ids(meta[name])
            doc.put(("agency", key), text, meta.at(name))
    doc.put(("period",), meta["period"], meta.at("period"))
    if meta["dossier_scheme"]:
        doc.put(("scheme",), meta["dossier_scheme"], meta.at("dossier_scheme"))
    if meta["unit"]:
        doc.put(("unit",), meta["unit"], meta.at("unit"))


def _fill(book: Sheets, scheme: Scheme, meta: Meta, doc: SheetDocument) -> None:
    """Read every sheet into the document's tree."""
    _fill_identity(meta, doc)
    rows: list[str] | None = None
    if meta["unit"]:
        # Where it was changed, that is told alone.
        rows = doc.json_value(meta["unit_rows"], meta.at("unit_rows"), list) or []
    values = Values(doc)
    evidence_table = layout.evidence_table(scheme)
    criteria = _table(book, CRITERIA_TABLE, NEEDED, doc, rows_told(scheme, meta["block"]))
    needed = [one.key for one in evidence_table.columns if one.key not in _NEWER]
    if meta["unit"]:
        # It has as many columns of fields as its own kinds need.
        needed = [one for one in needed if not one.startswith("field_")]
    evidence = _table(book, evidence_table, needed, doc, records_told(scheme))
    other = find_sheet(book, OTHER, layout.KINDS_TABLE, doc)
    tables = [one for one in (criteria, evidence) if one]
    _report_other_sheets(book, [*(one.sheet for one in tables), *([other] if other else [])], doc)
    if criteria is None or evidence is None or other is None:
        take_unplaced(book, [*(one.sheet for one in tables), *([other] if other else [])], scheme, meta, doc)
    for one in tables:
        _check_agency(one, meta, doc)
    if criteria is not None:
        read_criteria(criteria, scheme, meta["block"], Period.parse(meta["period"]), values, rows)
        report_unread_cells(criteria, doc, values)
    if evidence is not None:
        read_evidence(evidence, scheme, meta["block"], values, layout.fresh_ids(meta["unit"]))
        read_complete(evidence, other, scheme, meta, values)
        report_unread_cells(evidence, doc, values)
    if other is not None:
        read_header(other, meta, values)
        read_rest(other, scheme, meta, values)
        report_strays(other, scheme, doc, values)


def _table(book: Sheets, table: Table, columns: Collection[str], doc: SheetDocument, told: Told) -> LocatedTable | None:
    sheet = find_sheet(book, table.sheet, table, doc, told)
    return None if sheet is None else find_table(sheet, table, columns, doc, told)


def _check_agency(found: LocatedTable, meta: Meta, doc: SheetDocument) -> None:
    """Report a sheet whose second line names another agency: it may have been copied from there."""
    above = (row for row in (_AGENCY_ROW, _AGENCY_ROW + found.offset) if row < found.header_row)
    cells = [found.sheet.get(row, 0) for row in above]
    said = [one for one in cells if one is not None and one.kind == "text"]
    if said and not any(lost_meta.names(one.text, meta["agency_name"]) for one in said):
        doc.report("SC717", said[0], found=said[0].text.strip()[:80], wanted=meta["agency_name"])


def _report_other_sheets(book: Sheets, used: list[Sheet], doc: SheetDocument) -> None:
    """Report sheets that are not read, and missing sheets without input."""
    mine = {id(one) for one in used}
    for name, sheet in book.items():
        if name not in SHEETS and id(sheet) not in mine and sheet.rows and sheet is not meta_sheet(book):
            doc.report("SC722", CellRef(name, 1, 0), sheet=name)
    for name in SHEETS:
        # What became of the hidden sheet was told before.
        if name not in book and name not in (CRITERIA, EVIDENCE, OTHER, REMAINING, META):
            doc.report("SC720", None, level="warning", sheet=name)


def _checked(doc: SheetDocument, scheme: Scheme, as_of: date | None) -> Dossier:
    """The dossier of the tree, checked against the scheme; cells that were refused are not checked further."""
    spoiled = has_errors(doc.diagnostics)
    if spoiled:
        _fill_refused(doc)
    doc.data = written_out(doc.data, doc)
    try:
        dossier = validated(replace(doc, diagnostics=[]))
    except InvalidInput as error:
        raise InvalidInput(sort([*doc.diagnostics, *error.diagnostics])) from None
    file = Path(doc.name)
    loaded = LoadedDossier(dossier=dossier, digest="", file=file.name, path=file, document=doc, diagnostics=[])
    found = check_dossier(loaded, scheme, as_of or dossier.period.last)
    if spoiled:
        # Cells refused in a row are missing from the dossier: their absence is not reported again.
        refused = {_line(one) for one in doc.diagnostics if one.severity == "error"}
        found = [
            one
            for one in found
            if one.severity == "error" and _line(one) not in refused and UNKNOWN not in one.values.values()
        ]
    doc.diagnostics += found
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    return dossier


def _line(one: Diagnostic) -> tuple[str, int]:
    return (one.place.sheet, one.place.line) if one.place else ("", 0)


def _fill_refused(doc: SheetDocument) -> None:
    """Give records whose id, kind or title was refused a stand-in, so that everything else is still checked."""
    for index, record in enumerate(doc.data.get("evidence", [])):
        if isinstance(record, dict):
            for key, stand_in in (("id", f"{UNKNOWN}-{index}"), ("kind", UNKNOWN), ("title", UNKNOWN)):
                record.setdefault(key, stand_in)


def _check_reserved_cells(dossier: Dossier, base: Dossier, scheme: Scheme, doc: SheetDocument) -> None:
    """Report, at its cell, every award and outside result that differs from the dossier `base` (SC755)."""
    before = {one.criterion: one.points for one in base.judgements if one.by != "agency"}
    for index, one in enumerate(dossier.judgements):
        known = before.get(one.criterion)
        if one.by != "agency" and known != one.points:
            path: Path_ = ("judgements", index, "points")
            _report_reserved(doc, path, one.criterion, (one.points, known), WHO[one.by])
    block = scheme.block(dossier.agency.block)
    measures = scheme.sets[block.set].measures if block else {}
    for id, given in dossier.numbers.items():
        measure, old = measures.get(id), base.numbers.get(id)
        if measure is None or measure.external is None or given.value is None:
            continue
        stood = old.value if old else None
        if stood != given.value:
            who = (measure.by, measure.by) if measure.by else ("cơ quan khác", "others")
            _report_reserved(doc, ("numbers", id, "value"), id, (given.value, stood), who)


def _report_reserved(
    doc: SheetDocument, path: Path_, id: str, values: tuple[object, object], who: tuple[str, str]
) -> None:
    now, before = map(_shown, values)
    words = {
        "criterion": id,
        "value": now or "–",
        "who": who[0],
        "who_en": who[1],
        "base": f"ghi {before}" if before else "không có",
        "base_en": f"says {before}" if before else "has nothing",
    }
    doc.diagnostics.append(Diagnostic("SC755", doc.place(path), words))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Percent):
        return typed_percent(value)
    if isinstance(value, (int, Fraction)):
        return show(value, most=6)
    return "" if value is None else str(value)
