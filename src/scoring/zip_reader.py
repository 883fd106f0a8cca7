"""Reading of zip files from anywhere: checked as a whole before anything is unpacked, unpacked under limits."""

from __future__ import annotations

import contextlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal, cast
from zipfile import ZipInfo

from scoring.text import DEVICES, nfc

_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LOCATOR_SIZE = 20
_ZIP64_SIZE = 56 + _LOCATOR_SIZE
"""Bytes of the zip64 end record and its locator, which stand before the end record."""
_CHUNK = 65_536
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What the library raises for a file that is not in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipLimits:
    """How much a zip file may hold; sizes in bytes."""

    file: int
    directory: int
    """The zip's own table of contents."""
    entries: int
    """Parts inside."""
    total: int
    """All parts together, unpacked."""
    part: Callable[[str], int | None]
    """The limit of a part by its name, unpacked; None for a part that must not be there."""
    plain: bool = False
    """Whether it must be as we write it: no folders, no zip64, no comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipProblem:
    """One reason why a zip file is refused; `why` is in Vietnamese and English."""

    kind: Literal["no_zip", "damaged", "name", "unexpected", "file", "directory", "entries", "part", "total"]
    """The last five name the limit that is exceeded."""
    part: str = ""
    why: tuple[str, str] = ("", "")
    size: int = 0
    limit: int = 0


class ZipRefused(Exception):  # noqa: N818 - it says what was done
    """A zip file that is not read, with all reasons found; `names` are its parts as far as they are known."""

    def __init__(self, problems: Sequence[ZipProblem], names: Sequence[str] = ()) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)
        self.names = tuple(names)


def _damaged(why: str, why_en: str, part: str = "") -> ZipRefused:
    return ZipRefused([ZipProblem(kind="damaged", why=(why, why_en), part=part)])


def bad_name(info: ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    """Why a part is refused by its entry, in Vietnamese and English; its name is added to `seen`, the names before."""
    # As it stands in the file: the library cuts a name off at a zero byte.
    name = info.orig_filename
    key = nfc(name).casefold()
    twice = key in seen
    seen.add(key)
    if name.startswith("/") or ".." in name.split("/") or any(one in name for one in ":\\\0"):
        return "đường dẫn ra ngoài", "its path leads outside"
    if info.flag_bits & 0x1:
        return "được mã hóa", "it is encrypted"
    if twice:
        return "có hai phần cùng tên", "two parts have this name"
    if any(part.split(".")[0].casefold() in DEVICES for part in name.split("/")):
        return "tên dành cho thiết bị", "a name kept for a device"
    return None


def _bad_entry(info: ZipInfo, seen: set[str], plain: bool) -> tuple[str, str] | None:
    why = bad_name(info, seen)
    if why:
        return why
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in ({0, stat.S_IFREG} if plain else {0, stat.S_IFREG, stat.S_IFDIR}):
        return ("không phải tệp thường (liên kết, thư mục, thiết bị)", "no plain file (a link, folder or device)")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "kiểu nén không dùng", "a compression that is not used"
    return None


class ZipReader:
    """A zip file whose names, sizes and positions were found in order. Raises ZipRefused if it is no zip, is damaged,
    exceeds a limit, or holds a part that is refused.
    """

    def __init__(self, file: IO[bytes], limits: ZipLimits) -> None:
        self.limits = limits
        self._unpacked = 0
        _check_ends(file, limits)
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except _UNREADABLE:
            raise _damaged("tệp bị cắt cụt hoặc hỏng", "the file is cut short or damaged") from None
        problems = list(_problems(infos, limits))
        if problems:
            raise ZipRefused(problems, [one.orig_filename for one in infos])
        self.parts = {one.orig_filename: one for one in infos if not one.is_dir()}
        """The files inside by name, in the file's order."""

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a part; never more than its entry declares. Raises ZipRefused if they are damaged."""
        try:
            with self._zip.open(self.parts[name]) as stream:
                yield stream
        except _UNREADABLE:
            raise _damaged("dữ liệu nén bị hỏng", "its compressed data are damaged", name) from None

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes piece by piece; what really comes out of all parts counts against the limits. Raises
        ZipRefused if they are damaged or exceed a limit.
        """
        size, limit = 0, cast("int", self.limits.part(name))
        with self.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._unpacked += len(chunk)
                if size > limit or self._unpacked > self.limits.total:
                    raise ZipRefused([ZipProblem(kind="part", part=name, size=size, limit=limit)])
                yield chunk


def _check_ends(file: IO[bytes], limits: ZipLimits) -> None:
    """Check the ends of the file, before the library builds an object for each entry."""
    size = file.seek(0, 2)
    if size > limits.file:
        raise ZipRefused([ZipProblem(kind="file", size=size, limit=limits.file)])
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise ZipRefused([ZipProblem(kind="no_zip", why=("không phải tệp nén zip", "it is no zip file"))])
    comment = 0 if limits.plain else _LONGEST_COMMENT
    file.seek(max(0, size - _END_SIZE - comment - _ZIP64_SIZE))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    record = tail[at : at + _END_SIZE] if at >= 0 else b""
    if len(record) < _END_SIZE or (limits.plain and tail[at + 20 :] != b"\0\0"):
        raise _damaged("phần cuối bị mất", "its end is missing")
    # A second, longer record may stand before the last.
    count, length = (int.from_bytes(record[a:b], "little") for a, b in ((10, 12), (12, 16)))
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(b"PK\x06\x07"):
        if limits.plain:
            raise _damaged("mục lục dạng zip64", "its table of contents is zip64")
        if at < _ZIP64_SIZE:
            raise _damaged("phần cuối bị mất", "its end is missing")
        count = int.from_bytes(tail[at - 44 : at - 36], "little")
        length = int.from_bytes(tail[at - 36 : at - 28], "little")
    if count > limits.entries:
        raise ZipRefused([ZipProblem(kind="entries", size=count, limit=limits.entries)])
    if length > limits.directory:
        raise ZipRefused([ZipProblem(kind="directory", size=length, limit=limits.directory)])


def _problems(infos: Sequence[ZipInfo], limits: ZipLimits) -> Iterator[ZipProblem]:
    if len(infos) > limits.entries:
        yield ZipProblem(kind="entries", size=len(infos), limit=limits.entries)
    seen: set[str] = set()
    for one in infos:
        name = one.orig_filename
        why = _bad_entry(one, seen, limits.plain)
        if why:
            yield ZipProblem(kind="name", part=name, why=why)
        limit, size = limits.part(name), max(one.file_size, one.compress_size)
        if limit is None:
            yield ZipProblem(kind="unexpected", part=name)
        elif size > limit:
            yield ZipProblem(kind="part", part=name, size=size, limit=limit)
    total = sum(one.file_size for one in infos)
    if total > limits.total:
        yield ZipProblem(kind="total", size=total, limit=limits.total)
    end = 0
    for one in sorted(infos, key=lambda info: info.header_offset):
        # Two parts that share bytes unpack to more than the file could honestly hold.
        if one.header_offset < end:
            why = ("các phần chồng lên nhau", "its parts overlap")
            yield ZipProblem(kind="damaged", part=one.orig_filename, why=why)
            return
        length = len(one.orig_filename.encode("utf-8" if one.flag_bits & 0x800 else "cp437"))
        end = one.header_offset + 30 + length + one.compress_size
