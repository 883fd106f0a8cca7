"""A workbook that has lost its hidden sheet: what its other sheets say of scheme, agency, period, block and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.evidence.model import Dossier
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import Scheme
from scoring.text import clip, nfc, slug
from scoring.values import Period
from scoring.workbook import layout
from scoring.workbook.cell_values import comparable, id_text
from scoring.workbook.cells import Cell, Sheets
from scoring.workbook.layout import META
from scoring.workbook.read_other import Meta
from scoring.workbook.tables import holds

_ORIGIN = re.compile(r"Bộ tiêu chí (\S+), mã băm (sha256:[0-9a-f]{64})\.")
_ROW = re.compile(r"(?:tc|sl|dg|muc):\S+")
_PERIODS = (
    (re.compile(r"năm (\d{4})"), "{0}"),
    (re.compile(r"6 tháng (đầu|cuối) năm (\d{4})"), "{1}-H{0}"),
    (re.compile(r"quý (I|II|III|IV)/(\d{4})"), "{1}-Q{0}"),
)
_NUMBERS = {"đầu": "1", "cuối": "2", "I": "1", "II": "2", "III": "3", "IV": "4"}
_FRESH = re.compile(r"(.+)-\d{3,}")
_FEW_ROWS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the visible sheets say; empty where they do not."""

    texts: dict[str, str]
    """By the hidden sheet's keys; `block` is the block's title."""
    rows: frozenset[str]
    """Ids of rows of sheet Tiêu chí."""
    words: frozenset[str]
    """All its texts, as they are compared."""
    lived: bool
    """Whether the agency did not exist all along."""


def said_by(base: Dossier) -> dict[str, str]:
    """What a dossier says of what the hidden sheet would say."""
    who = base.agency
    texts = {"agency": who.id, "agency_name": who.name, "period": str(base.period), "scheme": base.scheme or ""}
    texts |= {"agency_block": who.block, "agency_kind": who.kind or "", "agency_succeeds": "; ".join(who.succeeds)}
    texts |= {f"agency_{key}": day.isoformat() for key, day in (("from", who.from_), ("until", who.until)) if day}
    return {key: text for key, text in texts.items() if text}


def told(book: Sheets) -> Told | None:
    """What a workbook without its hidden sheet says of itself; None where nothing shows that it is one of ours."""
    cells = [cell for sheet in book.values() for cell in sheet.cells() if cell.kind == "text"]
    texts = dict[str, str]()
    rows = frozenset(id for cell in cells if _ROW.fullmatch(id := id_text(cell.text)))
    origin = next((found for cell in cells if (found := _ORIGIN.fullmatch(nfc(cell.text).strip()))), None)
    ours = (holds(sheet, layout.CRITERIA_TABLE, None) for sheet in book.values())
    if origin is None and len(rows) < _FEW_ROWS and not any(ours):
        return None
    if origin is not None:
        texts |= {"scheme": origin[1], "scheme_digest": origin[2]}
    beside = _beside(book)
    agency, _, period = beside.get("Mã cơ quan, kỳ", "").rpartition(", ")
    texts |= {
        "agency": agency,
        "period": _period(period),
        "block": beside.get("Khối", ""),
        "unit_title": beside.get("Đơn vị", ""),
    }
    texts["unit"] = _unit(book)
    names = Counter(nfc(cell.text).strip() for sheet in book.values() if (cell := sheet.get(2, 0)) is not None)
    whose, _, when = names.most_common(1)[0][0].rpartition(" – ") if names else ("", "", "")
    texts["period"] = texts["period"] or _period(when)
    title = texts["unit_title"]
    if texts["unit"] and (not title or whose.startswith(f"{title} – ")):
        whose = whose.removeprefix(f"{title} – ") if title else whose.partition(" – ")[2]
    texts["agency_name"] = whose
    words = frozenset(comparable(cell.text) for cell in cells)
    return Told({key: text for key, text in texts.items() if text}, rows, words, "Cơ quan tồn tại" in beside)


def _beside(book: Sheets) -> dict[str, str]:
    """The first table of sheet Đọc trước: what stands behind each of its words."""
    found = dict[str, str]()
    for sheet in book.values():
        for cell in sheet.cells():
            right: Cell | None = sheet.get(cell.row, cell.column + 1)
            if cell.column < 3 and cell.kind == "text" and right is not None and right.kind == "text":
                found.setdefault(nfc(cell.text).strip(), nfc(right.text).strip())
    return found


def _period(words: str) -> str:
    for pattern, made in _PERIODS:
        if found := pattern.fullmatch(words.strip()):
            return made.format(*(_NUMBERS.get(one, one) for one in found.groups()))
    return ""


def _unit(book: Sheets) -> str:
    """The id of the unit whose workbook it is, by the ids kept for its records."""
    spare = Counter(
        found[1]
        for sheet in book.values()
        for row, cells in sheet.rows.items()
        if (cell := sheet.get(row, 0)) is not None and cell.kind == "text"
        if all(one is cell or one.formula for one in cells.values())
        if (found := _FRESH.fullmatch(id_text(cell.text)))
    )
    (prefix, count), *_ = spare.most_common(1) or [("", 0)]
    return "" if prefix == "mc" or count < _FEW_ROWS else prefix


def made_up(said: Told, agency: str | None, period: str | None, other: Mapping[str, str]) -> dict[str, str]:
    """What the hidden sheet would say, from the sheets, else from what the reader was told, else from an `other` place
    that speaks of the same agency; without an id for it, one is made of its name.
    """
    known = dict(said.texts)
    for key, given in (("agency", agency), ("period", period)):
        if given is not None:
            known.setdefault(key, given)
    name = known.get("agency_name", "")
    if known.get("agency", other.get("agency")) == other.get("agency") and (
        not name or "agency" in known or names(name, other.get("agency_name", ""))
    ):
        known = {**other, **known}
    if known.get("agency_name"):
        known.setdefault("agency", slug(re.sub(r"\([^)]*\)", " ", known["agency_name"])))
    return known


def names(text: str, agency: str) -> bool:
    """Whether a line is about the agency; a short form, and a remark in brackets left out, make no other of it."""
    whole, line = (comparable(one).replace("uy ban nhan dan", "ubnd") for one in (agency, text))
    bare = " ".join(re.sub(r"\([^)]*\)", " ", whole).split())
    return whole in line or ("(" not in line and bare in (line, line.rpartition(" – ")[0]))


def lacking(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What cannot be done without and is not known, in Vietnamese and English."""
    words = {"agency": ("mã cơ quan", "the agency's id"), "agency_name": ("tên cơ quan", "the agency's name")}
    yield from (text for key, text in words.items() if not known.get(key))
    try:
        Period.parse(known.get("period", ""))
    except ValueError:
        yield "kỳ", "the period"
    if known.get("unit_title") and not known.get("unit"):
        yield "mã đơn vị", "the unit's id"


def settled(known: dict[str, str], said: Told, loaded: LoadedScheme) -> Meta | None:
    """The hidden sheet as it was, as far as it is known; None where the block is not."""
    scheme = loaded.scheme
    block = _block(known.get("block", ""), known.get("agency_block", ""), said, scheme)
    if block is None:
        return None
    texts = {
        "scheme": scheme.id,
        "scheme_digest": loaded.digest,
        **known,
        "block": block,
        "dossier_scheme": scheme.id,
        "unit_rows": "[]",
    }
    found = scheme.block(block)
    kinds = found.kinds if found is not None else []
    texts.setdefault("agency_kind", kinds[0] if len(kinds) == 1 else "")
    return Meta(texts, {})


def _block(title: str, before: str, said: Told, scheme: Scheme) -> str | None:
    """The one block of this title, else that of the dossier `before`, else the only one that has all rows, else the one
    that has most of their words.
    """
    there = [one.id for one in scheme.blocks if one.set in scheme.sets]
    named = [one.id for one in scheme.blocks if title and comparable(one.title) == comparable(title)]
    if len(named) != 1:
        named = [one for one in there if one == before]
    if len(named) != 1:
        keys = {id: {row.key for row in layout.rows(scheme, id)} for id in there}
        named = [id for id, own in keys.items() if said.rows and said.rows <= own]
    if len(named) != 1:
        words = {id: {comparable(row.words) for row in layout.rows(scheme, id)} for id in there}
        shared = {id: len(own & said.words) for id, own in words.items()}
        named = [id for id, count in shared.items() if 2 * count > len(words[id]) and count == max(shared.values())]
    return named[0] if len(named) == 1 else None


def words_of(meta: Meta, said: Told, scheme: Scheme) -> dict[str, str]:
    """For the message: what it was read as, and what is not known any more."""
    block = scheme.block(meta["block"])
    lost = [("thứ tự các mục trong hồ sơ", "the order of the dossier's items")]
    if not meta["agency_kind"]:
        lost.append(("loại cơ quan", "the kind of agency"))
    if said.lived and not (meta["agency_from"] or meta["agency_until"] or meta["agency_succeeds"]):
        lost.append(("thời gian cơ quan tồn tại", "when the agency existed"))
    if meta["agency"] != said.texts.get("agency"):
        lost.insert(0, ("mã cơ quan ghi trong sổ", "the agency's id in the workbook"))
    if "scheme_digest" not in said.texts:
        lost.append(("bản của bộ tiêu chí", "the version of the scheme"))
    unit = f", đơn vị {meta['unit']}" if meta["unit"] else ""
    unit_en = f", unit {meta['unit']}" if meta["unit"] else ""
    title = block.title if block else meta["block"]
    return {
        "sheet": META,
        "agency": clip(f"{meta['agency']} ({meta['agency_name']})", 120),
        "period": meta["period"],
        "block": f"{clip(title, 60)}{unit}",
        "block_en": f"{meta['block']}{unit_en}",
        "lost": ", ".join(vi for vi, _ in lost),
        "lost_en": ", ".join(en for _, en in lost),
    }
