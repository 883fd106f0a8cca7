"""Connections to both databases with safe settings; failures become diagnostics."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from scoring.errors import CannotRead, IntegrityFailure, ScoringError
from scoring.store.where import Where

T = TypeVar("T")
WAIT: float = 60
"""Seconds a writer waits for its turn."""

# What SQLite's errors and PostgreSQL's states mean, by how their names begin, in Vietnamese and English.
_SQLITE: dict[str, tuple[str, str]] = {
    "SQLITE_BUSY": ("đang có người khác ghi", "somebody else is writing"),
    "SQLITE_LOCKED": ("đang có người khác ghi", "somebody else is writing"),
    "SQLITE_READONLY": ("tệp hoặc thư mục chỉ đọc", "the file or folder is read-only"),
    "SQLITE_FULL": ("đĩa đầy", "the disk is full"),
    "SQLITE_CANTOPEN": (
        "không mở được tệp, hoặc thư mục không cho ghi",
        "the file cannot be opened, or the folder not written",
    ),
    "SQLITE_IOERR": ("lỗi đọc ghi của ổ đĩa, hoặc hết dung lượng", "the disk fails, or there is no room left"),
    "SQLITE_NOTADB": ("tệp không phải cơ sở dữ liệu SQLite", "the file is no SQLite database"),
    "SQLITE_CORRUPT": ("nội dung tệp bị hỏng", "the file's content is damaged"),
    "SQLITE_NOMEM": ("hết bộ nhớ", "out of memory"),
    "SQLITE_PERM": ("không có quyền", "permission denied"),
    "SQLITE_AUTH": ("không có quyền", "permission denied"),
    "SQLITE_TOOBIG": ("dữ liệu quá lớn", "the data are too large"),
    "SQLITE_PROTOCOL": ("khóa tệp không hoạt động trên ổ đĩa này", "file locks do not work on this disk"),
    "SQLITE_SCHEMA": ("cấu trúc vừa bị đổi", "the structure was just changed"),
}
_POSTGRESQL: dict[str, tuple[str, str]] = {
    "25006": ("cơ sở dữ liệu chỉ đọc", "the database is read-only"),
    "28": ("sai tài khoản hoặc mật khẩu", "wrong account or password"),
    "3D000": ("không có cơ sở dữ liệu này", "there is no such database"),
    "40": ("đang có người khác ghi", "somebody else is writing"),
    "42501": ("tài khoản không có quyền", "the account has no permission"),
    "53100": ("đĩa của máy chủ đầy", "the server's disk is full"),
    "53300": ("quá nhiều kết nối", "too many connections"),
    "53": ("máy chủ thiếu tài nguyên", "the server lacks resources"),
    "55P03": ("đang có người khác ghi", "somebody else is writing"),
    "57": ("máy chủ đang dừng hoặc đã ngắt", "the server is stopping or broke off"),
    "08": ("mất kết nối với máy chủ", "the connection to the server was lost"),
    "XX": ("nội dung bị hỏng", "the content is damaged"),
}
# PostgreSQL: serialization failure, deadlock, lock not available; each time nothing was written.
_AGAIN = {"40001", "40P01", "55P03"}
# PostgreSQL: what cannot be right any more in a database.
_DAMAGED = {"XX001", "XX002"}


def engine_for(where: Where, create: bool = False) -> Engine:
    """The database; nothing is opened yet. Only with `create` may a file of SQLite come into being. Raises CannotRead
    if the driver of PostgreSQL is not installed.
    """
    return _postgresql(where) if where.path is None else _sqlite(where.path, create)


def _sqlite(path: Path, create: bool) -> Engine:
    uri = f"file:{quote(str(path.absolute()))}?{'mode=rwc' if create else _mode(path)}"

    def connect() -> sqlite3.Connection:
        # The driver must not open transactions of its own: `begin` below says how each one starts.
        return sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=4)

    def prepare(raw: Any, record: object) -> None:
        del record
        for pragma in (
            "foreign_keys = ON",
            # Acknowledged means on the disk: in WAL, only FULL syncs the log at each commit.
            "synchronous = FULL",
            f"busy_timeout = {int(WAIT * 1000)}",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once under load: a writer takes its turn first.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def read_only(path: Path) -> bool:
    """Whether this user may read the store's file, but not write it or beside it."""
    return not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))


def _mode(path: Path) -> str:
    if not read_only(path):
        return "mode=rw"
    # Who may not write cannot keep the shared index of a write-ahead log. Without such a log there is no writer now,
    # and the file can be read as it is; with one, the log is read through the index its writer keeps.
    return "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"


def _postgresql(where: Where) -> Engine:
    try:
        import psycopg  # noqa: F401 - whether it is there
    except ImportError:
        raise CannotRead.of("SC632", what="PostgreSQL", library="psycopg", extra="postgres") from None
    engine = create_engine(
        where.url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="READ COMMITTED",
        pool_size=1,
        max_overflow=4,
        connect_args={"connect_timeout": 10, "application_name": "scoring"},
    )

    def prepare(raw: Any, record: object) -> None:
        del record
        with raw.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
            cursor.execute(f"SET lock_timeout = '{int(WAIT * 1000)}ms'")
            cursor.execute("SET client_encoding = 'UTF8'")
        raw.commit()

    event.listen(engine, "connect", prepare)
    return engine


@contextlib.contextmanager
def reading(engine: Engine, where: Where) -> Iterator[Connection]:
    """A connection whose reads all see one snapshot. Raises CannotRead or IntegrityFailure if the database fails."""
    with failures(where), engine.connect() as connection:
        # REPEATABLE READ is PostgreSQL's snapshot; SQLite's transactions are snapshots already.
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(  # noqa: PLW2901 - the same connection
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


def write(engine: Engine, where: Where, work: Callable[[Connection], T]) -> T:
    """Do `work` in one transaction that is on the disk when this returns; tried again when its turn was lost. `work`
    may run several times, each in a transaction of its own; whatever it raises undoes it. Raises CannotRead or
    IntegrityFailure if the database fails.
    """
    until = time.monotonic() + WAIT
    pause = 0.005
    with failures(where):
        while True:
            try:
                with engine.connect() as connection:
                    writer = connection.execution_options(writing=True)
                    with writer.begin():
                        return work(writer)
            except DBAPIError as error:
                if time.monotonic() > until or not _lost_its_turn(error):
                    raise
                time.sleep(random.uniform(0, pause))  # noqa: S311 - no secret, only spread
                pause = min(1, 2 * pause)


def _lost_its_turn(error: DBAPIError) -> bool:
    if (getattr(error.orig, "sqlstate", None) or "") in _AGAIN:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


@contextlib.contextmanager
def failures(where: Where) -> Iterator[None]:
    """Turns database errors into diagnostics. Raises CannotRead if it cannot be reached, is busy, full or read-only;
    IntegrityFailure if it is damaged, or a rule of the store was broken from outside.
    """
    try:
        yield
    except DBAPIError as error:
        raise translated(where, error.orig or error) from None
    except Exception as error:
        # What a driver says while it connects is not wrapped.
        if type(error).__module__.partition(".")[0] not in {"sqlite3", "psycopg"}:
            raise
        raise translated(where, error) from None


def translated(where: Where, error: BaseException) -> ScoringError:
    """The failure that a driver's error means."""
    name = str(getattr(error, "sqlite_errorname", ""))
    state = str(getattr(error, "sqlstate", None) or "")
    vi, en = database_reason(name, state, _bare(" ".join(str(error).split()), where))
    values = {"where": where.shown, "why": vi, "why_en": en}
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or state in _DAMAGED:
        return IntegrityFailure.of("SC974", **values)
    if name.startswith(("SQLITE_CONSTRAINT", "SQLITE_ABORT")) or state.startswith("23"):
        return IntegrityFailure.of("SC975", **values)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in _AGAIN:
        return CannotRead.of("SC976", **values)
    return CannotRead.of("SC973", **values)


def database_reason(name: str, state: str, message: str) -> tuple[str, str]:
    """The reason of a database failure, by SQLite's name of the error, PostgreSQL's SQLSTATE and the driver's message.

    >>> database_reason("SQLITE_READONLY_DIRECTORY", "", "attempt to write a readonly database")
    ('tệp hoặc thư mục chỉ đọc', 'attempt to write a readonly database')
    """
    for given, words in ((name, _SQLITE), (state, _POSTGRESQL)):
        for start in sorted(words, key=len, reverse=True):
            if given.startswith(start):
                return words[start][0], message or words[start][1]
    if message.endswith("append-only"):
        return "kho chỉ ghi thêm", message
    return f"cơ sở dữ liệu báo: {message}", message


def _bare(why: str, where: Where) -> str:
    """The database's words without the password, should it repeat the URL."""
    return why.replace(where.url, where.shown) if where.url else why


def scalar(connection: Connection, statement: str) -> Any:
    """The one value of a plain statement."""
    return connection.execute(text(statement)).scalar()
