"""What a file is that is no .xlsx workbook, by how it begins: a code, and what it is in Vietnamese and English."""

from __future__ import annotations

import json
import re

_BEGINNINGS = (
    (b"%PDF", "tệp PDF", "a PDF file"),
    (b"\x89PNG", "ảnh chụp (PNG)", "a picture (PNG)"),
    (b"\xff\xd8\xff", "ảnh chụp (JPEG)", "a picture (JPEG)"),
    (b"GIF8", "ảnh (GIF)", "a picture (GIF)"),
    (b"II*\x00", "ảnh quét (TIFF)", "a scan (TIFF)"),
    (b"MM\x00*", "ảnh quét (TIFF)", "a scan (TIFF)"),
    (b"{\\rtf", "văn bản RTF", "an RTF text"),
    (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "tệp nén 7-Zip", "a 7-Zip archive"),
    (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
)
_INSIDE = (
    ("word/", "văn bản Word (.docx)", "a Word text (.docx)"),
    ("ppt/", "bài trình chiếu (.pptx)", "slides (.pptx)"),
)
_YAML = re.compile(r"^(?:format|agency|scheme|period):(?:\s|$)", re.MULTILINE)
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype html|<html|<table)", re.IGNORECASE)
_SAMPLE = 20_000


def file_kind(raw: bytes) -> tuple[str, str, str] | None:
    """What a file that is no zip is; None where nothing tells."""
    for beginning, vi, en in _BEGINNINGS:
        if raw.startswith(beginning):
            return "SC786", vi, en
    if not raw.strip():
        return "SC786", "tệp rỗng", "an empty file"
    utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw[:_SAMPLE].decode("utf-16" if utf_16 else "utf-8-sig", "strict" if utf_16 else "replace")
    except UnicodeDecodeError:
        return None
    if any(sign < " " and sign not in "\t\r\n" for sign in text):
        return None
    if _MARKUP.match(text):
        return "SC700", "tệp HTML hoặc XML", "an HTML or XML file"
    if _YAML.search(text) or _is_json(raw):
        return "SC785", "tệp YAML hoặc JSON (hồ sơ)", "a YAML or JSON file (a dossier)"
    first = text.lstrip().partition("\n")[0]
    if any(sign in first for sign in ";,\t"):
        return "SC784", "tệp CSV (bảng bằng chữ)", "a CSV file (a table as text)"
    return "SC786", "tệp chữ thường", "a plain text"


def zip_kind(parts: frozenset[str]) -> tuple[str, str] | None:
    """What a zip that is no workbook is, by its parts."""
    return next(((vi, en) for folder, vi, en in _INSIDE if any(one.startswith(folder) for one in parts)), None)


def _is_json(raw: bytes) -> bool:
    try:
        return isinstance(json.loads(raw), dict)
    except (ValueError, RecursionError):
        return False
