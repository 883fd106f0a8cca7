"""Checks the parts of an untrusted .xlsx before anything is unpacked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.text import visible
from scoring.workbook.package import BOUNDS, Bounds, Package, failure
from scoring.workbook.xml_part import read_xml
from scoring.zip_reader import ZipLimits, ZipReader, ZipRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_REJECTED = (
    (re.compile(r"vbaproject|vbadata|\.bas$"), "macro", "macros"),
    (re.compile(r"/macrosheets/|/dialogsheets/"), "trang macro hoặc hộp thoại", "macro or dialog sheets"),
    (re.compile(r"/externallinks/"), "liên kết đến sổ khác (hoặc DDE)", "links to other workbooks (or DDE)"),
    (re.compile(r"/activex/|/ctrlprops/"), "điều khiển ActiveX", "ActiveX controls"),
    (re.compile(r"/embeddings/|oleobject"), "đối tượng nhúng", "embedded objects"),
    (re.compile(r"/connections\.xml|/querytables/|/model/|/customdata/"),
     "kết nối dữ liệu ngoài", "connections to outside data"),
    (re.compile(r"/webextensions/|/customui/|userinterface"), "tiện ích chạy kèm", "add-ins"),
)  # fmt: skip
_LIMITS = {
    "file": ("dung lượng tệp (byte)", "bytes of the file"),
    "directory": ("mục lục của tệp nén (byte)", "bytes of the zip's directory"),
    "entries": ("số tệp bên trong", "files inside"),
    "part": ("dung lượng sau giải nén của một phần (byte)", "unpacked bytes of a part"),
    "total": ("dung lượng sau giải nén của cả sổ (byte)", "unpacked bytes of the workbook"),
}


def open_package(raw: bytes, name: str, bounds: Bounds = BOUNDS) -> Package:
    """The workbook's parts, none of them unpacked yet but the small one that says what they are.

    Raises:
        InvalidInput: it is no .xlsx, or holds what is not accepted.
    """
    if len(raw) <= bounds.file and raw.startswith(_OLE):
        why = "đây là tệp .xls kiểu cũ, hoặc sổ đặt mật khẩu"
        raise failure(name, "SC700", why=why, why_en="an old .xls, or a workbook with a password")
    limits = ZipLimits(
        file=bounds.file,
        directory=bounds.directory,
        entries=bounds.entries,
        total=bounds.total,
        part=lambda _: bounds.part,
    )
    try:
        archive = ZipReader(io.BytesIO(raw), limits)
    except ZipRefused as refused:
        raise InvalidInput(_refused(refused, name)) from None
    package = Package(name, archive, bounds)
    problems = list(_rejected(package.parts, name))
    if problems:
        raise InvalidInput(problems)
    _is_workbook(package)
    return package


def _refused(refused: ZipRefused, name: str) -> list[Diagnostic]:
    """The problems of the first sort there is: no zip, damaged, too large, then what it holds."""
    place = Place(name)
    largest: dict[str, Diagnostic] = {}
    parts: list[Diagnostic] = []
    for one in sorted(refused.problems, key=lambda problem: problem.size, reverse=True):
        why, why_en = one.why
        if one.kind == "no_zip":
            return [Diagnostic("SC700", place, {"why": why, "why_en": why_en})]
        if one.kind == "damaged":
            damaged = {"part": "zip", "why": why, "why_en": why_en}
            return [Diagnostic("SC701", place, damaged)]
        if one.kind in _LIMITS:
            what, what_en = _LIMITS[one.kind]
            # The file is not read to its end to find its size.
            size = f"> {one.limit}" if one.kind == "file" else str(one.size)
            values = {"what": what, "what_en": what_en, "size": size, "limit": str(one.limit)}
            largest.setdefault(one.kind, Diagnostic("SC702", place, values))
        else:
            values = {"part": visible(one.part[:80]), "why": why, "why_en": why_en}
            parts.append(Diagnostic("SC703", place, values))
    sizes = [largest[kind] for kind in _LIMITS if kind in largest]
    return sizes or [*parts, *_rejected(refused.names, name)]


def _rejected(parts: Iterable[str], name: str) -> Iterator[Diagnostic]:
    for pattern, vi, en in _REJECTED:
        found = next((one for one in parts if pattern.search(f"/{one}".casefold())), None)
        if found is not None:
            values = {"what": vi, "what_en": en, "part": visible(found[:80])}
            yield Diagnostic("SC704", Place(name), values)


def _is_workbook(package: Package) -> None:
    """Refuse other zip files: ODS, XLSB, DOCX, workbooks that say they hold macros."""
    if "mimetype" in package.parts or "META-INF/manifest.xml" in package.parts:
        raise failure(package.name, "SC700", why="đây là tệp OpenDocument (.ods)", why_en="an OpenDocument file (.ods)")
    if "[Content_Types].xml" not in package.parts:
        why = "tệp nén này không phải sổ Excel"
        raise failure(package.name, "SC700", why=why, why_en="a zip file, but no Excel workbook")
    types: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag in {"Override", "Default"}:
            types.append(given.get("ContentType", ""))

    read_xml(package, "[Content_Types].xml", start)
    if _MAIN in types:
        return
    if any("macroEnabled" in one for one in types):
        values = {"what": "macro", "what_en": "macros", "part": "[Content_Types].xml"}
        raise failure(package.name, "SC704", **values)
    xlsb = any("sheet.binary" in one for one in types)
    why, why_en = (
        ("đây là tệp .xlsb", "an .xlsb file") if xlsb else ("đây không phải sổ Excel .xlsx", "it is no .xlsx workbook")
    )
    raise failure(package.name, "SC700", why=why, why_en=why_en)
