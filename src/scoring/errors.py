"""Failures that carry diagnostics, and the one table of exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import ClassVar, Self

from scoring.diagnostics import Diagnostic, Place

_SHOWN = 20
"""Problems an exception's own text names; all of them are in its diagnostics."""


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    CANNOT_READ = 3
    NOTHING = 4
    INTEGRITY = 5
    INCOMPLETE = 6
    BUG = 70


_SYSTEM = {
    errno.ENOENT: ("không có tệp này", "there is no such file"),
    errno.EACCES: ("không có quyền", "permission denied"),
    errno.EPERM: ("không có quyền", "permission denied"),
    errno.EROFS: ("ổ đĩa chỉ đọc", "the disk is read-only"),
    errno.EISDIR: ("đây là thư mục", "it is a folder"),
    errno.ENOTDIR: ("một phần đường dẫn không phải thư mục", "part of the path is no folder"),
    errno.ENOSPC: ("đĩa đầy", "the disk is full"),
    errno.EDQUOT: ("hết dung lượng được cấp", "the quota is used up"),
    errno.ENAMETOOLONG: ("tên quá dài", "the name is too long"),
    errno.ELOOP: ("liên kết vòng", "links go round in a circle"),
    errno.EEXIST: ("đã có tệp khác ở đó", "another file is there"),
    errno.EIO: ("thiết bị báo lỗi khi đọc, ghi", "the device failed to read or write"),
    errno.EBADF: ("luồng đã đóng", "the stream is closed"),
    errno.EMFILE: ("mở quá nhiều tệp một lúc", "too many files are open"),
    errno.ENFILE: ("mở quá nhiều tệp một lúc", "too many files are open"),
    errno.EFBIG: ("tệp vượt dung lượng được phép", "the file exceeds the size that is allowed"),
    errno.ENOTEMPTY: ("thư mục không trống", "the folder is not empty"),
    errno.EXDEV: ("nằm trên hai ổ đĩa khác nhau", "it is on two different disks"),
    errno.EBUSY: ("đang bị chương trình khác giữ", "another program holds it"),
    errno.EAGAIN: ("đang bị chương trình khác giữ", "another program holds it"),
    errno.EILSEQ: ("tên có chữ mà ổ đĩa không nhận", "the disk does not take this name"),
    errno.EINVAL: ("ổ đĩa không nhận tên hoặc việc này", "the disk does not take this name or act"),
    errno.ENODEV: ("không có thiết bị này", "there is no such device"),
    errno.ENXIO: ("không có thiết bị này", "there is no such device"),
    errno.ENOMEM: ("hết bộ nhớ", "there is no memory left"),
    errno.EPIPE: ("bên nhận đã đóng", "the reader has gone"),
    errno.ETIMEDOUT: ("chờ quá lâu", "it took too long"),
}


_HELD = (
    "tệp đang mở trong chương trình khác, ví dụ Excel hay Word (đóng lại rồi làm lại), hoặc không có quyền",
    "another program has the file open, Excel or Word for instance (close it and try again), or permission is denied",
)
_LONGEST_ON_WINDOWS = 259
"""Characters of a path there, unless the machine was told to take longer ones."""


def system_words(error: OSError | int, path: Path | None = None, *, access: int = os.R_OK) -> dict[str, str]:
    """A failure of the operating system as the values `why` and `why_en` of a diagnostic. With the file's `path` and
    the `access` that was wanted, a file that another program holds is told from one that may not be touched.
    """
    number = error if isinstance(error, int) else error.errno
    if isinstance(error, OSError) and path is not None:
        if isinstance(error, PermissionError) and _permitted(path, access):
            return {"why": _HELD[0], "why_en": _HELD[1]}
        # Windows says of a path that is too long that there is none.
        if sys.platform == "win32" and number == errno.ENOENT and len(str(path.absolute())) > _LONGEST_ON_WINDOWS:
            number = errno.ENAMETOOLONG
    if number in _SYSTEM:
        vi, en = _SYSTEM[number]
        return {"why": vi, "why_en": en}
    if not number:
        return {"why": f"hệ thống báo “{error}”", "why_en": str(error)}
    name = errno.errorcode.get(number, str(number))
    return {"why": f"hệ thống báo lỗi {name}", "why_en": os.strerror(number)}


def _permitted(path: Path, access: int) -> bool:
    """Whether the file is there and its permissions allow the access; to write one, its folder must be writable."""
    wanted = (path, path.absolute().parent) if access == os.W_OK else (path,)
    return path.is_file() and all(os.access(one, access) for one in wanted)


def interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C led to an exception, for instance a file that cannot be closed while it is being written."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


class ScoringError(Exception):
    """Base of every failure of ours; says what went wrong as diagnostics."""

    exit_code: ClassVar[ExitCode] = ExitCode.FINDINGS

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        shown = self.diagnostics[:_SHOWN]
        super().__init__("; ".join(f"{d.code}: {d.message('vi')}" for d in shown))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Diagnostic]]]:
        """Made anew from its diagnostics: it may come from another process."""
        return type(self), (self.diagnostics,)

    @classmethod
    def of(cls, code: str, place: Place | None = None, /, **values: object) -> Self:
        """The failure with one problem; values are shown as text."""
        return cls([Diagnostic(code, place, {name: str(value) for name, value in values.items()})])


_UNREADABLE = "SC101"
"""The one problem of content that means no content was read: the bytes are no text."""


# The names say what happened; "Error" at the end would add nothing.
class InvalidInput(ScoringError):  # noqa: N818
    """The input was read but is not right; a file that is no text at all counts as unreadable."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        super().__init__(diagnostics)
        if any(one.code == _UNREADABLE for one in self.diagnostics):
            self.exit_code = ExitCode.CANNOT_READ  # type: ignore[misc]


class CannotRead(ScoringError):  # noqa: N818
    """The input could not be read at all."""

    exit_code = ExitCode.CANNOT_READ


class FileHeld(CannotRead):
    """One file could not be written, as where another program has it open; others beside it can be."""


class NothingMatched(ScoringError):  # noqa: N818
    """There was nothing to do: zero schemes, dossiers or cases is never success."""

    exit_code = ExitCode.NOTHING


class IntegrityFailure(ScoringError):  # noqa: N818
    """A digest or a re-evaluation does not agree."""

    exit_code = ExitCode.INTEGRITY


class UsageProblem(ScoringError):  # noqa: N818
    """The command was called in a way that makes no sense."""

    exit_code = ExitCode.USAGE


def usage_problem(vi: str, en: str, *inputs: str) -> UsageProblem:
    """What to raise where a use case is called in a way that makes no sense.

    Args:
        vi, en: why, in the field's words; never as an option of a command.
        inputs: the names of the inputs it is about, as `last_year`; the command line tells which options these are.
    """
    about = {"inputs": " ".join(inputs)} if inputs else {}
    return UsageProblem.of("SC625", why=vi, why_en=en, **about)


class Incomplete(ScoringError):  # noqa: N818
    """The result is not complete although the caller asked for a complete one."""

    exit_code = ExitCode.INCOMPLETE
