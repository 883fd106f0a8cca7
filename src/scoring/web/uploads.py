"""Files that people upload: told by their first bytes, measured, kept under random names, never run."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from scoring.evidence.attachments import portable
from scoring.text import clip, nfc
from scoring.web.campaigns import desk
from scoring.web.fields import WrongValue

MOST_BYTES = 20_000_000
"""Bytes of one file."""
MOST_FILES = 500
"""Files of one draft."""
MOST_UNPACKED = 200_000_000
"""Bytes an Office file may unpack to."""
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
"""How the names of the types taken end: what is saved from the desk is opened by its ending."""
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN = frozenset(("application/pdf", "image/png", "image/jpeg"))
"""The types shown in the browser, in a frame that runs nothing; others are only downloaded."""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file in the desk's folder."""

    name: str
    stored: str
    sha256: str
    size: int
    media_type: str


def keep(name: str, stream: Readable) -> Kept:
    """Put an uploaded file into the desk's folder of files: on the disk when this returns. Raises WrongValue for a type
    that is not taken, a file too large, or one that unpacks to too much.
    """
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise WrongValue(
            f"{name}: lớn hơn {MOST_BYTES // 1_000_000} MB", f"{name}: larger than {MOST_BYTES // 1_000_000} MB"
        )
    if not raw:
        raise WrongValue(f"{name}: tệp rỗng", f"{name}: the file is empty")
    return _kept(name, raw, _media_type(name, raw))


def keep_handed_in(name: str, raw: bytes) -> Kept:
    """Put a file that was handed in before, of whatever type, into the desk's folder of files."""
    found = next((media_type for sign, media_type in SIGNS if raw.startswith(sign)), "application/octet-stream")
    return _kept(name, raw, found)


def _kept(name: str, raw: bytes, media_type: str) -> Kept:
    stored = secrets.token_hex(24)
    _write(desk().files / stored, raw)
    name = clean_name(name)
    return Kept(
        name=_ending_right(name, media_type) if media_type in ENDINGS else name,
        stored=stored,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        media_type=media_type,
    )


def clean_name(name: str) -> str:
    r"""The file's own name, as far as every system can have it: no folders, nothing unprintable, not too long.

    >>> clean_name("C:\\giấy tờ\\Kế hoạch 12.pdf"), clean_name("../../a?b.pdf")
    ('Kế hoạch 12.pdf', 'a_b.pdf')
    """
    last = PurePosixPath(name.replace("\\", "/")).name or "tep"
    plain = "".join("_" if char in '<>:"|?*' or not char.isprintable() else char for char in nfc(last))
    stem, dot, ending = plain.strip(" .").rpartition(".")
    plain = f"{clip(stem, 90)}.{ending[:10]}" if dot else clip(ending, 90)
    return plain if plain and portable(plain) else f"tep-{plain or 'khong-ten'}"


def _ending_right(name: str, media_type: str) -> str:
    endings = ENDINGS[media_type]
    return name if name.lower().endswith(endings) else name + endings[0]


def _media_type(name: str, raw: bytes) -> str:
    found = next((media_type for sign, media_type in SIGNS if raw.startswith(sign)), None)
    if found is None and raw.startswith(b"PK\x03\x04"):
        found = _office_type(name, raw)
    if found is None:
        raise WrongValue(f"{name}: chỉ nhận PDF, PNG, JPEG, Word (.docx), Excel (.xlsx)",
                         f"{name}: only PDF, PNG, JPEG, Word (.docx) and Excel (.xlsx) are taken")  # fmt: skip
    return found


def _office_type(name: str, raw: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, RuntimeError, ValueError):
        return None
    if sum(one.file_size for one in entries) > MOST_UNPACKED or len(entries) > 5000:
        raise WrongValue(f"{name}: bung ra quá lớn", f"{name}: unpacks to too much")
    names = {one.filename for one in entries}
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise WrongValue(
            f"{name}: có macro; lưu lại thành tệp không có macro", f"{name}: holds macros; save it without them"
        )
    return next((media_type for part, media_type in _OFFICE.items() if part in names), None)


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(handle)
