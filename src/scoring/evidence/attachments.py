"""Checks attachments: present, inside the dossier's folder, no link, of the recorded digest."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path, PurePosixPath

from scoring.diagnostics import Diagnostic, sort
from scoring.evidence.load import LoadedDossier
from scoring.numbers import show
from scoring.text import DEVICES, nfc

_DIGEST = re.compile(r"[0-9a-f]{64}")
_STRANGE = re.compile('[<>:"|?*\x00-\x1f]')
_DRIVE = re.compile(r"[A-Za-z]:")
MOST_BYTES = 500_000_000
"""A larger attachment is not read: no scan of a document needs that much, and reading it holds everyone up."""


def check_attachments(loaded: LoadedDossier) -> tuple[list[Diagnostic], list[str]]:
    """Problems of the attachments, and the ids of records whose attachment could not be confirmed."""
    problems: list[Diagnostic] = []
    refused: list[str] = []
    folder = loaded.path.parent
    for index, record in enumerate(loaded.dossier.evidence):
        if record.file is None or record.file.path in loaded.erased:
            continue
        name, wanted = record.file.path, record.file.sha256
        code, found = _digest_or_code(folder, name)
        at = "path"
        values = {"path": name, "found": found, "limit": show(MOST_BYTES // 1_000_000)}
        if not code and wanted is None:
            code = "SC455"
        elif not code and wanted is not None:
            plain = wanted.lower().removeprefix("sha256:")
            if not _DIGEST.fullmatch(plain):
                code, at, values = "SC457", "sha256", {"value": wanted[:80]}
            elif plain != found:
                code, at = "SC451", "sha256"
                values["found"] = found[:12]
        if code:
            path = ("evidence", index, "file", at)
            one = Diagnostic(code, loaded.document.place(path), values, ".".join(map(str, path)))
            problems.append(one)
            if one.severity == "error":
                refused.append(record.id)
    return sort(problems), list(dict.fromkeys(refused))


def portable(name: str) -> bool:
    """Whether a file can have this name on every system."""
    stem = name.split(".", 1)[0].rstrip().casefold()
    return not (_STRANGE.search(name) or name[-1] in ". " or stem in DEVICES)


def _digest_or_code(folder: Path, name: str) -> tuple[str, str]:
    """A diagnostic code, or an empty code with the file's SHA-256."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or _DRIVE.match(name) or "\0" in name:
        return "SC452", ""
    if not pure.parts:
        return "SC454", ""
    if any(not portable(part) for part in pure.parts):
        return "SC458", ""
    here = folder
    try:
        for part in pure.parts:
            here = _entry(here, part)
            if stat.S_ISLNK(here.lstat().st_mode):
                return "SC453", ""
        return _digest(here)
    except (FileNotFoundError, NotADirectoryError):
        return "SC450", ""
    except (OSError, ValueError):
        return "SC456", ""


def _entry(folder: Path, part: str) -> Path:
    """The entry of a folder with this name, even when the disk keeps the name decomposed."""
    plain = folder / part
    if part.isascii() or os.path.lexists(plain):
        return plain
    same = (one for one in os.listdir(folder) if nfc(one) == nfc(part))  # noqa: PTH208 - names, not paths
    return folder / next(same, part)


def _digest(file: Path) -> tuple[str, str]:
    # Opened without following a link and looked at once open, so that nothing can be swapped in between;
    # without waiting, so that a pipe does not hold the run up.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if not stat.S_ISREG(file.lstat().st_mode):
        return "SC454", ""
    handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        opened = os.fstat(handle)
        if not stat.S_ISREG(opened.st_mode):
            return "SC454", ""
        if opened.st_size > MOST_BYTES:
            return "SC459", ""
        return "", hashlib.file_digest(stream, "sha256").hexdigest()
