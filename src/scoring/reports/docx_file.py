"""Word files as parts: opened with suspicion, written the same to the byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.text import visible
from scoring.zip_names import refused

MOST_PARTS = 500
LARGEST_PART = 4_000_000
LARGEST = 20_000_000
"""Bytes of all parts together, unpacked."""
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
_FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|IMPORT|DATABASE|LINK)\b", re.IGNORECASE
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def problem(code: str, path: Path, **values: str) -> InvalidInput:
    """A failure that names the template."""
    return InvalidInput([Diagnostic(code, Place(str(path)), {"template": path.name, **values})])


def _not_docx(path: Path, vi: str, en: str) -> InvalidInput:
    return problem("SC800", path, why=vi, why_en=en)


def unpack(data: bytes, path: Path) -> dict[str, bytes]:
    """The parts of a .docx by name, in the file's order.

    Raises:
        InvalidInput: not a .docx, too large, or with content that runs or comes from elsewhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            _measure(entries, path)
            parts = {one.filename: _read(file, one, path) for one in entries if not one.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _not_docx(
            path, "tệp nén hỏng hoặc có mật khẩu", "the archive is broken or encrypted"
        ) from error
    if _TYPES not in parts or _MAIN not in parts:
        raise _not_docx(path, f"thiếu {_MAIN}", f"no {_MAIN}")
    for name, part in parts.items():
        if _ACTIVE.search(name) or (name == _TYPES and b"macroEnabled" in part):
            raise problem("SC802", path, part=name)
    if _KIND not in parts[_TYPES]:
        raise _not_docx(
            path, "loại tệp không phải văn bản Word", "it is not of the kind of a document"
        )
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _inspect(parse(part, name, path), name, path)
    return parts


def _measure(entries: list[zipfile.ZipInfo], path: Path) -> None:
    total = sum(one.file_size for one in entries)
    if len(entries) > MOST_PARTS:
        raise problem("SC801", path, why=f"{len(entries)} phần, tối đa {MOST_PARTS}", why_en=f"{len(entries)} parts, at most {MOST_PARTS}")  # fmt: skip
    if total > LARGEST:
        raise problem("SC801", path, why=f"giải nén ra {total} byte, tối đa {LARGEST}", why_en=f"{total} bytes unpacked, at most {LARGEST}")  # fmt: skip
    seen: set[str] = set()
    for one in entries:
        why = refused(one, seen)
        if why:
            name = visible(one.orig_filename[:80])
            raise _not_docx(path, f"phần “{name}”: {why[0]}", f"the part “{name}”: {why[1]}")


def _read(file: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    # What an entry says of its size need not be true; reading stops at the limit.
    with file.open(entry) as stream:
        data = stream.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise problem("SC801", path, why=f"phần {entry.filename} trên {LARGEST_PART} byte", why_en=f"the part {entry.filename} has over {LARGEST_PART} bytes")  # fmt: skip
    return data


def parse(data: bytes, name: str, path: Path) -> Any:
    """A part as an XML tree; entities, document types and outside files are refused."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise problem("SC804", path, part=name, why="XML hỏng", why_en=str(error)) from error
    if tree.getroottree().docinfo.doctype:
        raise problem("SC804", path, part=name, why="có DOCTYPE", why_en="it has a DOCTYPE")
    return tree


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


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a .docx with fixed times, content types first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in sorted(parts, key=lambda x: (x != _TYPES, x)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, parts[name])
    return out.getvalue()


__all__ = ["LARGEST", "LARGEST_PART", "MOST_PARTS", "W", "pack", "parse", "problem", "unpack"]
