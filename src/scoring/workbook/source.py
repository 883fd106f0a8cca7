"""Reads an untrusted .xlsx file into worksheets of cells in bounded memory; formulas are not computed."""

from __future__ import annotations

import posixpath
from pathlib import Path

from scoring.text import nfc
from scoring.workbook.cells import Sheet, Workbook
from scoring.workbook.guard import open_package
from scoring.workbook.number_formats import read_styles
from scoring.workbook.package import BOUNDS, Bounds, Package
from scoring.workbook.sheet_xml import SheetReader, unescaped
from scoring.workbook.xml_part import read_xml
from scoring.yaml_source import read_bytes

_DEFAULT = "xl/workbook.xml"


def read_book(path: Path, bounds: Bounds = BOUNDS) -> tuple[Workbook, bytes]:
    """The workbook at a path, and its bytes.

    Raises:
        CannotRead: there is no such file, or it may not be read.
        InvalidInput: it is not accepted; says why.
    """
    raw = read_bytes(path, bounds.file)
    return parse_book(raw, path.as_posix(), bounds), raw


def parse_book(raw: bytes, name: str, bounds: Bounds = BOUNDS) -> Workbook:
    """The workbook in a file's bytes.

    Raises:
        InvalidInput: it is not accepted; says why.
    """
    package = open_package(raw, name, bounds)
    main = _main(package)
    links = _links(package, main)
    listed, from_1904 = _listed(package, main)
    styles = read_styles(package, links["styles"][0][1] if "styles" in links else None)
    texts = _texts(package, links["sharedStrings"][0][1]) if "sharedStrings" in links else []
    parts = dict(links.get("worksheet", []))
    reader = SheetReader(package, texts, styles, from_1904)
    sheets: dict[str, Sheet] = {}
    for title, id, state in listed:
        if id in parts:
            if title in sheets:
                raise package.broken(main, "hai trang cùng tên", "two sheets have one name")
            sheets[title] = reader.read(parts[id], title, state)
    return Workbook(name, sheets)


def _relations(package: Package, owner: str) -> list[tuple[str, str, str]]:
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


def _main(package: Package) -> str:
    if "_rels/.rels" not in package.parts:
        return _DEFAULT
    found = [part for _, kind, part in _relations(package, "") if kind == "officeDocument"]
    return found[0] if found else _DEFAULT


def _links(package: Package, main: str) -> dict[str, list[tuple[str, str]]]:
    links: dict[str, list[tuple[str, str]]] = {}
    for id, kind, part in _relations(package, main):
        links.setdefault(kind, []).append((id, part))
    return links


def _listed(package: Package, main: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Title, relation and state of every sheet in order, and whether days are counted from 1904."""
    listed: list[tuple[str, str, str]] = []
    from_1904 = False

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal from_1904
        if tag == "workbookPr":
            from_1904 = given.get("date1904", "0") in {"1", "true", "on"}
        elif tag == "sheet" and "name" in given:
            id = next((value for key, value in given.items() if key.endswith(" id")), "")
            listed.append((nfc(given["name"]).strip(), id, given.get("state", "visible")))
            if len(listed) > package.bounds.sheets:
                raise package.large("số trang", "sheets", len(listed), package.bounds.sheets)

    read_xml(package, main, start)
    return listed, from_1904


def _texts(package: Package, part: str) -> list[str]:
    """The texts cells share; the pieces of a rich text joined, its reading aids left out."""
    texts: list[str] = []
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
