"""The parts of an untrusted .xlsx: checked before they are unpacked, read as XML piece by piece, under limits."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.text import visible
from scoring.workbook.file_kinds import file_kind, zip_kind
from scoring.zip_reader import ZipLimits, ZipReader, ZipRefused

_TOKEN = 1_000_000
"""Bytes one tag may be long: a longer one makes the parser look at the same bytes again and again."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_REJECTED = (
    (re.compile(r"vbaproject|vbadata|\.bas$|^/(basic|scripts)/"), "macro", "macros"),
    (re.compile(r"/macrosheets/|/dialogsheets/"), "trang macro hoặc hộp thoại", "macro or dialog sheets"),
    (re.compile(r"/externallinks/"), "liên kết đến sổ khác (hoặc DDE)", "links to other workbooks (or DDE)"),
    (re.compile(r"/activex/|/ctrlprops/"), "điều khiển ActiveX", "ActiveX controls"),
    (re.compile(r"/embeddings/|oleobject|^/object [0-9]"), "đối tượng nhúng", "embedded objects"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits on a workbook; a filled-in one needs a twentieth of them."""

    file: int = 10_000_000
    """Bytes of the file."""
    entries: int = 500
    part: int = 32_000_000
    """Bytes of one part, unpacked."""
    total: int = 64_000_000
    """Bytes of all parts, unpacked."""
    directory: int = 1_000_000
    """Bytes of the zip's own table of contents."""
    sheets: int = 50
    cells: int = 300_000
    """Cells that hold something, all sheets together."""
    texts: int = 300_000
    """Shared texts."""
    text: int = 40_000
    """Characters of one text; Excel itself stops at 32,767."""
    elements: int = 1_500_000
    """XML elements of all parts read together."""
    depth: int = 40
    """Elements inside each other."""


BOUNDS = Bounds()


class Package:
    """The parts of a workbook whose table of contents has been found in order."""

    def __init__(self, name: str, archive: ZipReader, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self.parts = archive.parts
        self._archive = archive
        self.open_document = "mimetype" in archive.parts or "META-INF/manifest.xml" in archive.parts
        """Whether it is an OpenDocument file: an .ods, or a text or slides."""
        self.elements = 0
        """XML elements read so far."""

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part's bytes, piece by piece; InvalidInput if it is missing, damaged, or larger than declared."""
        if part not in self.parts:
            raise self.broken(part, "không có phần này", "the part is missing")
        try:
            yield from self._archive.chunks(part)
        except ZipRefused as refused:
            problem = refused.problems[0]
            if problem.kind == "damaged":
                raise self.broken(part, *problem.why) from None
            raise self.large("dung lượng sau giải nén", "unpacked size", problem.size, problem.limit) from None

    def broken(self, part: str, why: str, why_en: str) -> InvalidInput:
        """The failure of a damaged part."""
        return failure(self.name, "SC701", part=visible(part[:80]), why=why, why_en=why_en)

    def large(self, what: str, what_en: str, size: int, limit: int) -> InvalidInput:
        """The failure of something that is more than a workbook may hold."""
        return failure(self.name, "SC702", what=what, what_en=what_en, size=str(size), limit=str(limit))


def failure(name: str, code: str, **values: str) -> InvalidInput:
    """A failure that concerns the file as a whole."""
    return InvalidInput([Diagnostic(code, Place(name), values)])


def open_package(raw: bytes, name: str, bounds: Bounds = BOUNDS) -> Package:
    """The workbook's parts, none unpacked yet but the list of types; InvalidInput if it is no .xlsx or not accepted."""
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
        known = file_kind(raw) if any(one.kind == "no_zip" for one in refused.problems) else None
        if known is not None:
            code, what, what_en = known
            values = (
                {"why": f"đây là {what}", "why_en": what_en} if code == "SC700" else {"what": what, "what_en": what_en}
            )
            raise failure(name, code, **values) from None
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
            return [Diagnostic("SC701", place, {"part": "zip", "why": why, "why_en": why_en})]
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
    """Refuse other zip files: texts, XLSB, DOCX, workbooks that say they hold macros."""
    if package.open_document:
        if "mimetype" not in package.parts or _SPREADSHEET not in b"".join(package.chunks("mimetype"))[:200]:
            why = "đây là tệp OpenDocument, nhưng không phải bảng tính .ods"
            raise failure(package.name, "SC700", why=why, why_en="an OpenDocument file, but no .ods spreadsheet")
        return
    if (known := zip_kind(frozenset(package.parts))) is not None:
        raise failure(package.name, "SC786", what=known[0], what_en=known[1])
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
        raise failure(package.name, "SC704", what="macro", what_en="macros", part="[Content_Types].xml")
    why, why_en = "đây không phải sổ Excel .xlsx", "it is no .xlsx workbook"
    if any("sheet.binary" in one for one in types):
        why, why_en = "đây là tệp .xlsb", "an .xlsb file"
    raise failure(package.name, "SC700", why=why, why_en=why_en)


class _Refused(Exception):  # noqa: N818 - it says what was done
    """The part declares a document type, the only way to define entities."""


def read_xml(
    package: Package,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Call `start`, `end`, `text` for what stands in a part, without namespaces; InvalidInput if it is not sound."""
    depth, begun = 0, False

    def on_start(tag: str, given: dict[str, str]) -> None:
        nonlocal depth, begun
        depth, begun = depth + 1, True
        package.elements += 1
        if package.elements > package.bounds.elements:
            raise package.large("số thẻ XML", "XML elements", package.elements, package.bounds.elements)
        if depth > package.bounds.depth:
            raise package.large("độ sâu XML", "XML depth", depth, package.bounds.depth)
        start(_local(tag), given)

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    def refuse(*_: object) -> int:
        raise _Refused

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    fed = 0
    try:
        for chunk in package.chunks(part):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _TOKEN:
                raise package.large("độ dài một thẻ XML", "length of an XML tag", fed - parser.CurrentByteIndex, _TOKEN)
        parser.Parse(b"", True)
    except _Refused:
        raise failure(package.name, "SC705", part=part) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        # Names of encodings are looked up among all that Python has; not all are encodings of text. That happens
        # before the first element; what is raised later comes from the handlers.
        if begun and not isinstance(error, expat.ExpatError):
            raise
        line = getattr(error, "lineno", 0)
        vi, en = f"XML sai cú pháp (dòng {line})", f"its XML is not well formed (line {line})"
        raise package.broken(part, vi, en) from None


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]
