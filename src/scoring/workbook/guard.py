"""An .xlsx from anywhere: what it is made of is checked before anything is unpacked, and unpacked under limits."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.text import visible
from scoring.workbook.package import BOUNDS, Bounds, Package, failure
from scoring.workbook.xml_part import read_xml
from scoring.zip_names import refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_REJECTED = (
    (re.compile(r"vbaproject|vbadata|\.bas$"), "macro", "macros"),
    (re.compile(r"/macrosheets/|/dialogsheets/"), "trang macro hoặc hộp thoại", "macro or dialog sheets"),
    (re.compile(r"/externallinks/"), "liên kết đến sổ khác (hoặc DDE)", "links to other workbooks (or DDE)"),
    (re.compile(r"/activex/|/ctrlprops/"), "điều khiển ActiveX", "ActiveX controls"),
    (re.compile(r"/embeddings/|oleobject"), "đối tượng nhúng", "embedded objects"),
    (re.compile(r"/connections\.xml|/querytables/|/model/|/customdata/"), "kết nối dữ liệu ngoài", "connections to outside data"),
    (re.compile(r"/webextensions/|/customui/|userinterface"), "tiện ích chạy kèm", "add-ins"),
)  # fmt: skip


def open_package(raw: bytes, name: str, bounds: Bounds = BOUNDS) -> Package:
    """The workbook's parts, none of them unpacked yet but the small one that says what they are.

    Raises:
        InvalidInput: it is no .xlsx, or holds what is not accepted.
    """
    _is_zip(raw, name, bounds)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, UnicodeError, EOFError):
        raise _damaged(name) from None
    _contents(infos, name, bounds)
    package = Package(name, archive, bounds)
    problems = [*_names(infos, name), *_rejected(package)]
    if problems:
        raise InvalidInput(problems)
    _is_workbook(package)
    return package


def _damaged(name: str) -> InvalidInput:
    return failure(
        name,
        "SC701",
        part="zip",
        why="tệp bị cắt cụt hoặc hỏng",
        why_en="the file is cut short or damaged",
    )


def _is_zip(raw: bytes, name: str, bounds: Bounds) -> None:
    if len(raw) > bounds.file:
        raise failure(
            name, "SC702", what="dung lượng tệp (byte)", what_en="bytes of the file",
            size=f"> {bounds.file}", limit=str(bounds.file),
        )  # fmt: skip
    if raw.startswith(_OLE):
        why = "đây là tệp .xls kiểu cũ, hoặc sổ đặt mật khẩu"
        raise failure(name, "SC700", why=why, why_en="an old .xls, or a workbook with a password")
    if not raw.startswith(b"PK\x03\x04"):
        raise failure(name, "SC700", why="không phải tệp nén zip", why_en="it is no zip file")
    at = raw.rfind(_END, max(0, len(raw) - 65_557))
    if at < 0 or len(raw) < at + 22:
        raise _damaged(name)
    # Read before the library builds an object for each entry; a second, longer record may stand before the last.
    count = int.from_bytes(raw[at + 10 : at + 12], "little")
    length = int.from_bytes(raw[at + 12 : at + 16], "little")
    if raw[max(0, at - 20) : at].startswith(_LOCATOR):
        count = int.from_bytes(raw[at - 44 : at - 36], "little")
        length = int.from_bytes(raw[at - 36 : at - 28], "little")
    if count > bounds.entries:
        raise failure(name, "SC702", what="số tệp bên trong", what_en="files inside",
                      size=str(count), limit=str(bounds.entries))  # fmt: skip
    if length > bounds.directory:
        raise failure(name, "SC702", what="mục lục của tệp nén (byte)", what_en="bytes of the zip's directory",
                      size=str(length), limit=str(bounds.directory))  # fmt: skip


def _contents(infos: list[zipfile.ZipInfo], name: str, bounds: Bounds) -> None:
    sizes = (
        ("số tệp bên trong", "files inside", len(infos), bounds.entries),
        ("dung lượng sau giải nén của một phần (byte)", "unpacked bytes of a part",
         max((one.file_size for one in infos), default=0), bounds.part),
        ("dung lượng sau giải nén của cả sổ (byte)", "unpacked bytes of the workbook",
         sum(one.file_size for one in infos), bounds.total),
    )  # fmt: skip
    problems = [
        Diagnostic(
            "SC702",
            Place(name),
            {"what": vi, "what_en": en, "size": str(size), "limit": str(limit)},
        )
        for vi, en, size, limit in sizes
        if size > limit
    ]
    if problems:
        raise InvalidInput(problems)


def _names(infos: list[zipfile.ZipInfo], name: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for info in infos:
        why = refused(info, seen)
        if why:
            values = {"part": visible(info.orig_filename[:80]), "why": why[0], "why_en": why[1]}
            yield Diagnostic("SC703", Place(name), values)


def _rejected(package: Package) -> Iterator[Diagnostic]:
    for pattern, vi, en in _REJECTED:
        found = next((one for one in package.parts if pattern.search(f"/{one}".casefold())), None)
        if found is not None:
            values = {"what": vi, "what_en": en, "part": visible(found[:80])}
            yield Diagnostic("SC704", Place(package.name), values)


def _is_workbook(package: Package) -> None:
    """Refuse other zip files: ODS, XLSB, DOCX, workbooks that say they hold macros."""
    if "mimetype" in package.parts or "META-INF/manifest.xml" in package.parts:
        raise failure(
            package.name,
            "SC700",
            why="đây là tệp OpenDocument (.ods)",
            why_en="an OpenDocument file (.ods)",
        )
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
        ("đây là tệp .xlsb", "an .xlsb file")
        if xlsb
        else ("đây không phải sổ Excel .xlsx", "it is no .xlsx workbook")
    )
    raise failure(package.name, "SC700", why=why, why_en=why_en)


__all__ = ["open_package"]
