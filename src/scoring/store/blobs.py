"""Attachments in rows of limited length, stored once per digest and checked against it when read."""

from __future__ import annotations

import contextlib
import hashlib
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from sqlalchemy import Connection, Engine, Table, delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from scoring.errors import CannotRead, IntegrityFailure, InvalidInput
from scoring.store.connect import failures, reading
from scoring.store.schema import PART, attachment_parts, attachments
from scoring.store.where import Where

MAX_ATTACHMENT = 64 << 20
"""Bytes of one attachment; a scan of a hundred pages needs a third of it."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """Bytes in a temporary file with their SHA-256 and size; `file` is positioned at its start."""

    sha256: str
    size: int
    file: IO[bytes]


@contextlib.contextmanager
def spooled(stream: IO[bytes], limit: int) -> Iterator[Spooled]:
    """Copies a stream to a temporary file, so that no transaction waits for it. Raises InvalidInput if there are more
    than `limit`.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=4 * PART) as file:
        while part := stream.read(PART):
            size += len(part)
            if size > limit:
                raise InvalidInput.of("SC984", limit=limit)
            digest.update(part)
            file.write(part)
        file.seek(0)
        yield Spooled(digest.hexdigest(), size, file)


def exists(connection: Connection, sha256: str) -> bool:
    """Whether there is an attachment of this digest."""
    found = select(attachments.c.size).where(attachments.c.sha256 == sha256)
    return connection.execute(found).first() is not None


def insert_once(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insertion that passes over a row that is there already."""
    insertion = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return insertion(table).on_conflict_do_nothing()


def put(connection: Connection, found: Spooled) -> bool:
    """Write an attachment; False where it is there already."""
    # Two who bring the same file: the second waits here for the first, then finds it done.
    once = insert_once(connection, attachments).values(sha256=found.sha256, size=found.size)
    if connection.execute(once.returning(attachments.c.sha256)).first() is None:
        return False
    found.file.seek(0)
    for number, data in enumerate(iter(lambda: found.file.read(PART), b"")):
        connection.execute(insert(attachment_parts), {"sha256": found.sha256, "part": number, "data": data})
    return True


def has_content(connection: Connection, sha256: str) -> bool:
    """Whether the bytes of an attachment are here; once erased, only its digest and size are."""
    size = connection.scalar(select(attachments.c.size).where(attachments.c.sha256 == sha256))
    return size is not None and (not size or part(connection, sha256, 0) is not None)


def erase(connection: Connection, sha256: str) -> None:
    """Remove the bytes of an attachment, the one thing the append-only rules are lifted for, within a transaction."""
    table = attachment_parts.name
    removal = delete(attachment_parts).where(attachment_parts.c.sha256 == sha256)
    if connection.dialect.name == "postgresql":
        guards = connection.scalars(
            text("SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass) AND tgenabled IN ('O', 'A')"
                 " AND NOT tgisinternal"), {"t": table}).all()  # fmt: skip
        for name in guards:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {name}"))
        connection.execute(removal)
        for name in guards:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER {name}"))
        return
    # What is freed is overwritten, not only no longer listed.
    connection.execute(text("PRAGMA secure_delete = ON"))
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t AND name LIKE '%_delete'"
    guards = connection.execute(text(query), {"t": table}).all()
    for name, _ in guards:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(removal)
    for _, made in guards:
        connection.exec_driver_sql(made)


def overwrite_log(engine: Engine, where: Where) -> None:
    """After an erasure: empty SQLite's write-ahead log and PostgreSQL's dead rows, which still hold the bytes."""
    with failures(where), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        postgresql = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(
            f"VACUUM {attachment_parts.name}" if postgresql else "PRAGMA wal_checkpoint(TRUNCATE)"
        )


class _Parts(io.RawIOBase):
    """The bytes of an attachment, read row by row."""

    def __init__(self, engine: Engine, where: Where, sha256: str) -> None:
        self._engine, self._where, self._sha256 = engine, where, sha256
        self._number, self._rest = 0, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            with reading(self._engine, self._where) as connection:
                self._rest = part(connection, self._sha256, self._number) or b""
            self._number += 1
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def part(connection: Connection, sha256: str, number: int) -> bytes | None:
    """One row of an attachment."""
    there = (attachment_parts.c.sha256 == sha256, attachment_parts.c.part == number)
    data = connection.scalar(select(attachment_parts.c.data).where(*there))
    return None if data is None else bytes(data)


def intact(connection: Connection, sha256: str) -> bool:
    """Whether the bytes stored under a digest have that digest."""
    digest, number = hashlib.sha256(), 0
    while data := part(connection, sha256, number):
        digest.update(data)
        number += 1
    return digest.hexdigest() == sha256


def open_checked(engine: Engine, where: Where, sha256: str) -> BinaryIO:
    """The bytes stored under a digest, all checked before the first is returned. Raises CannotRead if there is no such
    attachment (SC903), or it was erased (SC844); IntegrityFailure if the bytes do not have that digest any more
    (SC904).
    """
    with reading(engine, where) as connection:
        if not exists(connection, sha256):
            raise CannotRead.of("SC903", sha256=sha256)
        if not has_content(connection, sha256):
            raise CannotRead.of("SC844", sha256=sha256)
        if not intact(connection, sha256):
            raise IntegrityFailure.of("SC904", sha256=sha256)
    return io.BufferedReader(_Parts(engine, where, sha256), PART)
