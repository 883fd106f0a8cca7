"""A workbook's identity on its hidden sheet: format, scheme, period, agency."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.text import has_unsafe, nfc, visible
from scoring.values import Period
from scoring.workbook.cell_values import id_text
from scoring.workbook.cells import Workbook
from scoring.workbook.layout import FORMAT, META, META_KEYS
from scoring.workbook.sheet_document import CellRef, SheetDocument

_NEEDED = ("scheme", "scheme_digest", "period", "agency", "agency_name", "block")
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Meta:
    """The hidden sheet's texts by key, each with its cell."""

    texts: dict[str, str]
    cells: dict[str, CellRef]

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")

    def at(self, key: str) -> CellRef:
        """Where a key's text stands, or would stand."""
        return self.cells.get(key, CellRef(META, META_KEYS.index(key) + 1, 1))


def read_meta(book: Workbook, doc: SheetDocument) -> Meta | None:
    """The hidden sheet; None where the workbook is none of ours or lacks what identifies it."""
    sheet = book.sheets.get(META)
    if sheet is None:
        why = f"không có trang ẩn {META}", f"it has no hidden sheet {META}"
        doc.report("SC710", None, why=why[0], why_en=why[1])
        return None
    meta = Meta({}, {})
    for row in sorted(sheet.rows)[:_MOST_ROWS]:
        key, value = sheet.get(row, 0), sheet.get(row, 1)
        if key is None or value is None or key.text.strip() not in META_KEYS:
            continue
        name, at = key.text.strip(), CellRef(META, row, 1)
        spoiled = value.kind != "text" or value.formula or has_unsafe(value.text.strip())
        if name in meta.texts or spoiled:
            doc.report("SC716", at, sheet=META, key=name, found=visible(value.text[:60]))
            return None
        text = value.text if name == "agency_name" or name.startswith("order_") else id_text(value.text)
        meta.texts[name], meta.cells[name] = nfc(text).strip(), at
    if meta["format"] != FORMAT:
        if not meta["format"]:
            doc.report("SC716", meta.at("format"), sheet=META, key="format", found="")
        else:
            doc.report("SC711", meta.at("format"), found=meta["format"][:60], wanted=FORMAT)
        return None
    missing = [key for key in _NEEDED if not meta[key]]
    try:
        Period.parse(meta["period"])
    except ValueError:
        missing.append("period")
    for lost in dict.fromkeys(missing):
        doc.report("SC716", meta.at(lost), sheet=META, key=lost, found=meta[lost][:60])
    return None if missing else meta
