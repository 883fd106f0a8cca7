"""The location of a store: a SQLite file or a PostgreSQL URL; and whether its disk is suitable."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, UsageProblem

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
# A slash or colon too few would be the path of a file, whose name then shows the password.
_ALMOST = re.compile(r"postgres(?:ql)?(?:\+[a-z0-9]+)?(?::|//)", re.IGNORECASE)
_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}
# A name and password, a host and port, a database, options; all may be left out.
_SERVER = re.compile(
    r"postgresql://(?:[^:/?@]*(?::[^/?@]*)?@)?(?:[^:/?@\[\]]*|\[[^/?@\]]*\])(?::[0-9]+)?(?:/[^?]*)?(?:\?.*)?"
)
# SQLite's locks and its shared memory do not hold across machines.
_NETWORK = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gfs2",
    "ocfs2", "beegfs", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.davfs", "davfs",
}  # fmt: skip
# May be another machine's disk, or only the host's.
_DOUBTFUL = {"9p", "virtiofs", "vboxsf", "prl_fs", "fuse", "drvfs"}


@dataclass(frozen=True, slots=True)
class Where:
    """A store's location: `path` for SQLite, or `url` for PostgreSQL."""

    path: Path | None = None
    url: str = ""

    @property
    def shown(self) -> str:
        """The location without the password."""
        return str(self.path) if self.path is not None else _without_password(self.url)


def parse(text: str | Path) -> Where:
    """The location given on a command line. Raises UsageProblem for a URL of another kind of database; CannotRead for a
    URL that cannot be taken apart without guessing.

    >>> parse("so-cai.db").shown
    'so-cai.db'
    >>> parse("postgresql://tinh:bimat@db/scoring").shown
    'postgresql://tinh:***@db/scoring'
    """
    if isinstance(text, Path):
        # A path of the command line that is a URL has lost one of its slashes.
        text = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]+):/(?!/)", r"\1://", str(text))
    found = _URL.match(text)
    if not found:
        if almost := _ALMOST.match(text):
            raise _misshapen(f"{almost[0]}…")
        return Where(Path(text))
    scheme = found[1].lower()
    if scheme == "sqlite" and text[found.end() :].startswith("/"):
        return Where(Path(text[found.end() + 1 :]))
    if scheme not in _POSTGRES:
        raise UsageProblem.of("SC970", kind=scheme)
    there = Where(None, "postgresql://" + text[found.end() :])
    if not _SERVER.fullmatch(there.url):
        raise _misshapen(there.shown)
    return there


def _misshapen(shown: str) -> CannotRead:
    return CannotRead.of(
        "SC973",
        where=shown,
        why="URL không đúng dạng postgresql://máy/tên-cơ-sở-dữ-liệu; ký tự đặc biệt trong mật khẩu viết mã hóa "
        "(@ là %40, / là %2F), cổng là số",
        why_en="the URL is not of the form postgresql://host/database; special characters of a password are written "
        "encoded (@ as %40, / as %2F), a port is a number",
    )


def _without_password(url: str) -> str:
    # Up to the last @, as nobody can tell where a password ends that was not encoded.
    url = re.sub(r"(://[^:/?]*):.*@", r"\1:***@", url, count=1)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", url)


def check_disk(path: Path) -> list[Diagnostic]:
    """A warning where the disk may belong to another machine. Raises CannotRead if it does: SQLite could lose
    what it acknowledged.
    """
    kind = file_system(path)
    if kind in _NETWORK:
        raise CannotRead.of("SC971", path=path, kind=kind)
    if kind in _DOUBTFUL:
        return [Diagnostic("SC972", None, {"path": str(path), "kind": kind})]
    return []


def file_system(path: Path, mounts: str | None = None) -> str:
    r"""The file system type of a path; "" where it cannot be found out.

    >>> mounts = "36 35 0:1 / / rw - ext4 /dev/a rw\n37 36 0:2 / /mnt/chung rw - nfs4 nas:/x rw"
    >>> file_system(Path("/mnt/chung/so.db"), mounts)
    'nfs4'
    """
    real = Path(os.path.realpath(path))
    if os.name == "nt":  # pragma: no cover - only there
        return _windows(real)
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
        except OSError:
            return ""
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        # Spaces and tabs stand as \040 and \011; of two mounts at one place the later one counts.
        point = Path(re.sub(r"\\([0-7]{3})", lambda one: chr(int(one[1], 8)), fields[4]))
        if real.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), right.split()[0]
    return kind


def _windows(real: Path) -> str:  # pragma: no cover - only there
    import ctypes

    if real.drive.startswith("\\\\"):
        return "smb"
    windll = getattr(ctypes, "windll", None)
    remote = windll is not None and windll.kernel32.GetDriveTypeW(f"{real.drive}\\") == 4
    return "smb" if remote else ""
