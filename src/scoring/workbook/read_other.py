"""What is no criterion and no record: the hidden sheet, completeness, day of handing in, note, and what has no cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.scheme.model import Scheme
from scoring.text import has_unsafe, nfc, visible
from scoring.values import Period
from scoring.workbook import layout
from scoring.workbook.cell_values import Values, comparable, id_text
from scoring.workbook.cells import Cell, CellRef, Sheet, SheetDocument, Sheets
from scoring.workbook.layout import ALL, FORMAT, META, META_KEYS, META_LIFE, META_UNIT, NO, NOT_ALL, SOME, YES
from scoring.workbook.tables import LocatedTable, Told, find_table, has_table

_LISTS = ("evidence", "not_applicable", "explanations", "judgements")
_MAPPINGS = ("numbers", "claims")
_NEEDED = ("scheme", "scheme_digest", "period", "agency", "agency_name", "block")
_PATH = re.compile(rf"(?:{'|'.join((*_LISTS, *_MAPPINGS))})/.+|complete|note|difficulties|next_tasks")
_MOST_ROWS = 100
_IDS = ("scheme", "agency", "block")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KEYS = (*META_KEYS, *META_LIFE, *META_UNIT)
_AS_WRITTEN = ("agency_name", "unit_title", "unit_rows")


@dataclass(frozen=True, slots=True)
class Meta:
    """The hidden sheet's texts by key, each with its cell."""

    texts: dict[str, str]
    cells: dict[str, CellRef]

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")

    def at(self, key: str) -> CellRef:
        """Where a key's text stands, or would stand."""
        return self.cells.get(key, CellRef(META, _KEYS.index(key) + 1, 1))


def meta_sheet(book: Sheets) -> Sheet | None:
    """The hidden sheet, whatever it is called now."""

    def keys(sheet: Sheet) -> int:
        return sum(cells[0].text.strip() in META_KEYS for _, cells in _first_rows(sheet) if 0 in cells)

    return book.get(META) or next((one for one in book.values() if keys(one) > len(META_KEYS) // 2), None)


def _first_rows(sheet: Sheet) -> list[tuple[int, dict[int, Cell]]]:
    return sorted(sheet.rows.items())[:_MOST_ROWS]


def read_meta(book: Sheets, doc: SheetDocument) -> Meta | None:
    """The hidden sheet; None where the workbook is none of ours or lacks what identifies it."""
    sheet = meta_sheet(book)
    if sheet is None:
        doc.report("SC710", None, why=f"không có trang ẩn {META}", why_en=f"it has no hidden sheet {META}")
        return None
    if sheet.name != META:
        doc.report("SC721", CellRef(sheet.name, 1, 0), sheet=META, found=sheet.name)
    meta = Meta({}, {})
    for _, cells in _first_rows(sheet):
        key, value = cells.get(0), cells.get(1)
        if key is None or value is None or key.text.strip() not in _KEYS:
            continue
        name = key.text.strip()
        spoiled = value.kind != "text" or value.formula or has_unsafe(value.text.strip())
        if name in meta.texts or spoiled:
            doc.report("SC716", value, sheet=META, key=name, found=visible(value.text[:60]))
            return None
        text = value.text if name in _AS_WRITTEN or name.startswith("order_") else id_text(value.text)
        meta.texts[name], meta.cells[name] = nfc(text).strip(), value
    if meta["format"] not in ("", FORMAT):
        doc.report("SC711", meta.at("format"), found=meta["format"][:60], wanted=FORMAT)
        return None
    needed = _NEEDED if meta["format"] else ("format",)
    missing = [key for key in needed if not meta[key] or (key == "period" and not _is_period(meta[key]))]
    missing += [key for key in _IDS if meta[key] and key not in missing and not _ID.fullmatch(meta[key])]
    for lost in missing:
        doc.report("SC716", meta.at(lost), sheet=META, key=lost, found=meta[lost][:60])
    return None if missing else meta


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def read_complete(evidence: LocatedTable, other: Sheet | None, scheme: Scheme, meta: Meta, values: Values) -> None:
    """Whether the agency says that its lists of evidence are complete."""
    doc = values.doc
    offered: dict[str, Any] = {ALL: True, NOT_ALL: False, SOME: SOME}
    row, column = layout.COMPLETE_CELL
    above = [one for one in evidence.sheet.cells() if one.row <= evidence.header_row]
    cell = _beside(evidence.sheet, comparable(layout.COMPLETE_ASKED), evidence.sheet.get(row + evidence.offset, column))
    if cell is None:
        known = {comparable(one) for one in offered}
        cell = next((one for one in above if comparable(one.text) in known), None)
    if cell is None:
        return
    said = values.choice(cell, offered)
    doc.take(cell)
    if said is True and meta["unit"]:
        # Of a unit, all kinds are those it hands in.
        said = [] if other is None else _listed(other, scheme, values)
    if said is SOME:
        kinds = [] if other is None else _marked(other, scheme, values)
        order = _order(meta, "order_complete", doc)
        kinds.sort(key=lambda one: order.index(one) if one in order else len(order))
        said = kinds
    if said is not None:
        doc.put(("complete",), said, cell, "complete")


def _beside(sheet: Sheet, words: str, usual: Cell | None) -> Cell | None:
    """The cell that is filled in behind these words; without them the `usual` one."""
    asked = next((one for one in sheet.cells() if one.kind == "text" and comparable(one.text) == words), None)
    if asked is None:
        return usual
    return next((one for column, one in sorted(sheet.rows[asked.row].items()) if column > asked.column), None)


def _kinds(other: Sheet, scheme: Scheme, needed: Collection[str], values: Values) -> LocatedTable | None:
    labels = {comparable(one) for one in layout.kind_labels(scheme).values()}
    told: Told = {
        "kind": lambda cell: id_text(cell.text) in scheme.evidence_kinds,
        "title": lambda cell: comparable(cell.text) in labels,
    }
    return find_table(other, layout.KINDS_TABLE, needed, values.doc, told)


def _marked(other: Sheet, scheme: Scheme, values: Values) -> list[str]:
    found = _kinds(other, scheme, ("kind", "complete"), values)
    if found is None:
        return []
    marked: list[str] = []
    for row in found.rows():
        kind, cell = found.get(row, "kind"), found.get(row, "complete")
        if kind is None or id_text(kind.text) not in scheme.evidence_kinds or cell is None:
            continue
        said = values.choice(cell, {YES: True, NO: False})
        values.doc.take(cell, used=said is not None)
        if said:
            marked.append(id_text(kind.text))
    return marked


def _listed(other: Sheet, scheme: Scheme, values: Values) -> list[str]:
    """The kinds in the table of sheet Khác."""
    found = _kinds(other, scheme, ("kind",), values)
    cells = [found.get(row, "kind") for row in found.rows()] if found else []
    ids = [id_text(one.text) for one in cells if one is not None]
    return [id for id in ids if id in scheme.evidence_kinds]


def read_header(other: Sheet, meta: Meta, values: Values) -> None:
    """The day of handing in, the dossier's note, and what a unit writes for the periodic report."""
    cells = {"submitted": layout.SUBMITTED_CELL, "note": layout.NOTE_CELL, **layout.UNIT_TEXTS}
    for key, (row, column) in cells.items():
        if key in layout.UNIT_TEXTS and not meta["unit"]:
            continue
        cell = _beside(other, comparable(layout.REMARKS[key]), other.get(row, column))
        if cell is None:
            continue
        values.doc.take(cell)
        value = values.day(cell) if key == "submitted" else values.text(cell)
        if value is None:
            continue
        if key in layout.UNIT_TEXTS:
            lines = [line.strip() for line in value.split("\n")]
            values.doc.put((key,), [{"text": line} for line in lines if line], cell, key)
        else:
            values.doc.put((key,), value, cell, key)


def read_rest(other: Sheet, scheme: Scheme, meta: Meta, values: Values) -> None:
    """Put back what has no cell of its own, then the order the lists had."""
    doc = values.doc
    pieces: dict[str, tuple[list[str], CellRef]] = {}
    cells: dict[str, list[Cell]] = {}
    # Where there is nothing of the sort the table has no headings, and nothing is lost with its row of keys.
    told: Told = {"path": lambda cell: _PATH.fullmatch(id_text(cell.text)) is not None, "value": _is_json}
    table, seen = layout.rest_table(scheme), any(told["path"](cell) for cell in other.cells())
    found = find_table(other, table, ("path", "value"), doc, told) if seen or has_table(other, table) else None
    for row in found.rows() if found else ():
        assert found is not None
        path, value = found.get(row, "path"), found.get(row, "value")
        doc.take(path, value)
        if path is None or value is None:
            continue
        if values.text(value) is not None:
            # A cell's text is taken whole: a long value goes on in the next row.
            pieces.setdefault(id_text(path.text), ([], value))[0].append(value.text)
            cells.setdefault(id_text(path.text), []).extend((path, value))
    items: dict[str, dict[int, tuple[Any, CellRef]]] = {}
    for path_, (texts, at) in pieces.items():
        section, _, name = path_.partition("/")
        said = len(doc.diagnostics)
        if section in _LISTS and name.isascii() and name.isdigit() and len(name) < 7:
            given = doc.json_value("".join(texts), at, dict)
            if given is not None:
                items.setdefault(section, {})[int(name)] = (given, at)
        elif section in _MAPPINGS and name:
            given = doc.json_value("".join(texts), at, dict)
            if given is not None:
                _set(doc, (section, name), given, at)
        elif path_ in {"complete", "note", "difficulties", "next_tasks"}:
            good, any_value = doc.json_any("".join(texts), at)
            if good:
                _set(doc, (path_,), any_value, at)
        else:
            doc.report("SC732", at, id=path_[:40])
        doc.take(*cells[path_], used=len(doc.diagnostics) == said)
    for section in _LISTS:
        order = _order(meta, f"order_{section}", doc) if section != "evidence" else []
        _arrange(doc, section, order, items.get(section, {}))


def _is_json(cell: Cell) -> bool:
    return cell.kind == "text" and cell.text[:1] in {"{", "[", '"'}


def _set(doc: SheetDocument, path: tuple[str, ...], value: Any, at: CellRef) -> None:
    here = doc.data if len(path) == 1 else doc.data.get(path[0], {})
    if path[-1] in here:
        # Two cells say something of one thing: neither is chosen.
        doc.report("SC106", at, doc.places.get(path), key=path[-1])
        return
    doc.put(path, value, at, "/".join(path))


def _order(meta: Meta, key: str, doc: SheetDocument) -> list[str]:
    if not meta[key]:
        return []
    found = doc.json_value(meta[key], meta.at(key), list)
    return [one for one in found or () if isinstance(one, str)]


def _arrange(doc: SheetDocument, section: str, order: list[str], extra: Mapping[int, tuple[Any, CellRef]]) -> None:
    """Bring a list into the order it had, with the items that had no cell where they stood."""
    given = doc.data.get(section, [])
    ranks = {id: rank for rank, id in reversed(list(enumerate(order)))}
    indices = sorted(range(len(given)), key=lambda i: ranks.get(given[i].get("criterion", ""), len(ranks) + len(order)))
    origins: list[tuple[Any, int | CellRef]] = [(given[i], i) for i in indices]
    for index in sorted(extra):
        value, at = extra[index]
        origins.insert(min(index, len(origins)), (value, at))
    if not origins:
        return
    old = {path: at for path, at in doc.places.items() if path[0] == section and len(path) > 1}
    for path in old:
        del doc.places[path]
        doc.marks.pop(path, None)
    for new, (value, origin) in enumerate(origins):
        if isinstance(origin, CellRef):
            doc.places[section, new] = origin
            doc.marks[section, new] = origin.mark
            name = value.get("id" if section == "evidence" else "criterion", new)
            doc.sources[f"{section}/{name}"] = str(origin)
            continue
        for path, at in old.items():
            if path[1] == origin:
                doc.places[section, new, *path[2:]] = at
                doc.marks[section, new, *path[2:]] = at.mark
    doc.data[section] = [value for value, _ in origins]
