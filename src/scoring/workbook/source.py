"""Reads an untrusted workbook (.xlsx, .ods) into worksheets of cells in bounded memory; formulas are not computed."""

from __future__ import annotations

import posixpath
from pathlib import Path

from scoring.text import nfc
from scoring.workbook.cells import Sheets
from scoring.workbook.number_formats import read_styles
from scoring.workbook.ods_sheets import ods_sheets
from scoring.workbook.package import BOUNDS, Bounds, Package, open_package, read_xml
from scoring.workbook.sheet_xml import SheetReader, unescaped
from scoring.yaml_source import read_bytes

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""Endings of files that are workbooks; one of another kind than .xlsx and .ods is refused with its reason."""
_DEFAULT = "xl/workbook.xml"


def read_book(path: Path, bounds: Bounds = BOUNDS) -> tuple[Sheets, bytes]:
    """The workbook at a path, and its bytes; CannotRead or InvalidInput if it cannot be read or is not accepted."""
    raw = read_bytes(path, bounds.file)
    return parse_book(raw, path.as_posix(), bounds), raw


def parse_book(raw: bytes, name: str, bounds: Bounds = BOUNDS) -> Sheets:
    """The worksheets in a file's bytes; InvalidInput if it is not accepted."""
    package = open_package(raw, name, bounds)
    if package.open_document:
        return ods_sheets(package)
    main, parts, look = sheet_parts(package)
    _, from_1904 = _listed(package, main)
    styles = read_styles(package, look)
    reader = SheetReader(package, _texts(package, _first(relations(package, main), "sharedStrings")), styles, from_1904)
    return {title: reader.read(part, title) for title, part in parts.items()}


def sheet_parts(package: Package) -> tuple[str, dict[str, str], str | None]:
    """The workbook's own part, the part of each worksheet by title in the file's order, and that of the styles."""
    main = _first(relations(package, ""), "officeDocument") if "_rels/.rels" in package.parts else None
    main = _DEFAULT if main is None else main
    links = relations(package, main)
    listed, _ = _listed(package, main)
    parts = {id: part for id, kind, part in links if kind == "worksheet"}
    sheets: dict[str, str] = {}
    for title, id in listed:
        if id in parts:
            if title in sheets:
                raise package.broken(main, "hai trang cùng tên", "two sheets have one name")
            sheets[title] = parts[id]
    return main, sheets, _first(links, "styles")


def relations(package: Package, owner: str) -> list[tuple[str, str, str]]:
    """Id, kind and part of what a part refers to; what lies outside the file is no part."""
    folder, base = posixpath.split(owner)
    part = posixpath.join(folder, "_rels", f"{base}.rels")
    found: list[tuple[str, str, str]] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((given.get("Id", ""), posixpath.basename(given.get("Type", "")), full))

    read_xml(package, part, start)
    return found


def _first(relations: list[tuple[str, str, str]], wanted: str) -> str | None:
    """The first part of a kind."""
    return next((part for _, kind, part in relations if kind == wanted), None)


def _listed(package: Package, main: str) -> tuple[list[tuple[str, str]], bool]:
    """Title and relation of every sheet in order, and whether days are counted from 1904."""
    listed: list[tuple[str, str]] = []
    from_1904 = False

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal from_1904
        if tag == "workbookPr":
            from_1904 = given.get("date1904", "0") in {"1", "true", "on"}
        elif tag == "sheet" and "name" in given:
            id = next((value for key, value in given.items() if key.endswith(" id")), "")
            listed.append((nfc(given["name"]).strip(), id))
            if len(listed) > package.bounds.sheets:
                raise package.large("số trang", "sheets", len(listed), package.bounds.sheets)

    read_xml(package, main, start)
    return listed, from_1904


def _texts(package: Package, part: str | None) -> list[str]:
    """The texts cells share; the pieces of a rich text joined, its reading aids left out."""
    texts: list[str] = []
    if part is None:
        return texts
    pieces: list[str] = []
    inside = phonetic = False
    length = 0

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal inside, phonetic, length
        del given
        if tag == "si":
            pieces.clear()
            length = 0
        elif tag == "rPh":
            phonetic = True
        elif tag == "t":
            inside = not phonetic

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        if tag == "t":
            inside = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            texts.append(unescaped("".join(pieces)))
            if len(texts) > package.bounds.texts:
                raise package.large("số chuỗi chữ", "shared texts", len(texts), package.bounds.texts)

    def text(piece: str) -> None:
        nonlocal length
        if inside:
            length += len(piece)
            if length > package.bounds.text:
                raise package.large("số ký tự của một chuỗi", "characters of one text", length, package.bounds.text)
            pieces.append(piece)

    read_xml(package, part, start, end, text)
    return texts
