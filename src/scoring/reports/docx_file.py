"""Word files as parts: checked when opened, written with the same bytes every time."""

from __future__ import annotations

import io
import os
import re
import tempfile
import weakref
import zipfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, InvalidInput, system_words
from scoring.reports.official_files import problem
from scoring.text import visible
from scoring.zip_reader import ZipLimits, ZipProblem, ZipReader, ZipRefused

MOST_PARTS = 500
LARGEST_PART = 4_000_000
LARGEST = 20_000_000
"""Bytes of all parts together, unpacked."""
_ZIP = ZipLimits(file=LARGEST, directory=1_000_000, entries=MOST_PARTS, total=LARGEST, part=lambda _: LARGEST_PART)
_TYPES = "[Content_Types].xml"
_MAIN = "word/document.xml"
_KIND = b"wordprocessingml.document.main+xml"
_ACTIVE = re.compile(
    r"vbaProject|vbaData|/activeX/|/embeddings/|attachedToolbars|\.(bin|exe|dll|js|vbs|htm|html|mht|rtf|docm)$",
    re.IGNORECASE,
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHUNK = f"{W}altChunk"
_FIELDS = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|IMPORT|DATABASE|LINK)\b", re.IGNORECASE)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 1 << 20
"""Bytes up to which a document stays in memory while it is made."""
_PIECE = 1 << 16


def _not_docx(path: Path, vi: str, en: str) -> InvalidInput:
    return problem("SC800", path, why=vi, why_en=en)


def unpack(data: bytes, path: Path) -> dict[str, bytes]:
    """The parts of a .docx by name, in the file's order.

    Raises InvalidInput if it is no .docx, too large, or has content that runs or comes from elsewhere.
    """
    try:
        file = ZipReader(io.BytesIO(data), _ZIP)
        parts = {name: b"".join(file.chunks(name)) for name in file.parts}
    except ZipRefused as refused:
        raise _refused(refused.problems[0], path) from refused
    if _TYPES not in parts or _MAIN not in parts:
        raise _not_docx(path, f"thiếu {_MAIN}", f"no {_MAIN}")
    for name, part in parts.items():
        if _ACTIVE.search(name) or (name == _TYPES and b"macroEnabled" in part):
            raise problem("SC802", path, part=name)
    if _KIND not in parts[_TYPES]:
        raise _not_docx(path, "loại tệp không phải văn bản Word", "it is not of the kind of a document")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _inspect(parse(part, name, path), name, path)
    return parts


def _refused(found: ZipProblem, path: Path) -> InvalidInput:
    name, size, limit = visible(found.part[:80]), found.size, found.limit
    if found.kind == "name":
        why, why_en = found.why
        return _not_docx(path, f"phần “{name}”: {why}", f"the part “{name}”: {why_en}")
    too_much = {
        "entries": (f"{size} phần, tối đa {limit}", f"{size} parts, at most {limit}"),
        "part": (f"phần {name} trên {limit} byte", f"the part {name} has over {limit} bytes"),
        "total": (f"giải nén ra {size} byte, tối đa {limit}", f"{size} bytes unpacked, at most {limit}"),
        "file": (f"tệp nén trên {limit} byte", f"the archive has over {limit} bytes"),
        "directory": (f"mục lục trên {limit} byte", f"its contents list has over {limit} bytes"),
    }
    if found.kind not in too_much:
        return _not_docx(path, "tệp nén hỏng hoặc có mật khẩu", "the archive is broken or encrypted")
    vi, en = too_much[found.kind]
    return problem("SC801", path, why=vi, why_en=en)


_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parse(data: bytes, name: str, path: Path) -> Any:
    """A part as an XML tree; entities, document types and outside files are refused."""
    from lxml import etree

    try:
        tree = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, name, path) from error
    if tree.getroottree().docinfo.doctype:
        raise problem("SC804", path, part=name, why="có DOCTYPE", why_en="it has a DOCTYPE")
    return tree


def parse_pieces(pieces: Iterable[bytes], target: Any, name: str, path: Path) -> Any:
    """What lxml's parser target makes of a part, of which no tree is kept."""
    from lxml import etree

    parser = etree.XMLParser(target=target, **_SAFE)
    try:
        for piece in pieces:
            for begin in range(0, len(piece), _PIECE):
                parser.feed(piece[begin : begin + _PIECE])
        return parser.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, name, path) from error


def _broken(error: Exception, name: str, path: Path) -> InvalidInput:
    return problem("SC804", path, part=name, why="XML hỏng", why_en=" ".join(str(error).split()))


def _inspect(tree: Any, name: str, path: Path) -> None:
    for one in tree.iter(_RELATION):
        if one.get("TargetMode", "").casefold() == "external":
            raise problem("SC803", path, part=name, target=one.get("Target", ""))
    for _ in tree.iter(_CHUNK):
        raise problem("SC802", path, part=f"{name}: altChunk")
    codes = "".join(one.text or "" for one in tree.iter(f"{W}instrText"))
    codes += " ".join(one.get(f"{W}instr", "") for one in tree.iter(f"{W}fldSimple"))
    found = _FIELDS.search(codes)
    if found:
        raise problem("SC803", path, part=name, target=found[0])


class Spool:
    """Bytes that are written once and read in pieces, on the disk when they are many."""

    def __init__(self) -> None:
        self.file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when this goes
        weakref.finalize(self, self.file.close)

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        while piece := self.file.read(_PIECE):
            yield piece


class FilledPart(Spool):
    """A part that was filled in, in the same pieces as it was given."""

    def __init__(self, pieces: Iterable[str]) -> None:
        super().__init__()
        self._sizes = array("Q")
        for piece in pieces:
            data = piece.encode()
            try:
                self._sizes.append(self.file.write(data))
            except OSError as error:
                raise _no_room(error) from None

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        for size in self._sizes:
            yield self.file.read(size)


def pack(parts: Mapping[str, bytes | Iterable[bytes]]) -> Spool:
    """The parts as a .docx with fixed times, content types first."""
    out = Spool()
    try:
        with zipfile.ZipFile(out.file, "w") as file:
            for name in sorted(parts, key=lambda x: (x != _TYPES, x)):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                part = parts[name]
                with file.open(info, "w") as packed:
                    for piece in (part,) if isinstance(part, bytes) else part:
                        packed.write(piece)
    except OSError as error:
        raise _no_room(error) from None
    return out


def _no_room(error: OSError) -> CannotRead:
    """The failure of the disk where documents wait while they are made."""
    folder = Path(tempfile.gettempdir())
    values = {"path": str(folder), **system_words(error, folder, access=os.W_OK)}
    return CannotRead([Diagnostic("SC614", Place(str(folder)), values)])
