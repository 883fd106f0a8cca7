"""The schema version of a store: read, created, upgraded."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from scoring.atomic_write import sync_folder
from scoring.errors import CannotRead, InvalidInput
from scoring.store.connect import failures, reading, scalar, write
from scoring.store.schema import VERSION
from scoring.store.where import Where

# Any number will do that other programs of the same database do not use.
_LOCK = 7_301_211_2022


def version(connection: Connection) -> str:
    """The store's schema version; "" where there is no store yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(scalar(connection, "SELECT version_num FROM alembic_version") or "")


def known_versions() -> tuple[str, ...]:
    """All schema versions, oldest first."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    return tuple(reversed([one.revision for one in script.walk_revisions()]))


def require_newest(connection: Connection, where: Where) -> None:
    """Refuse a store whose schema is not the newest version. Raises CannotRead if there is none; InvalidInput if it is
    older or newer.
    """
    found = version(connection)
    if found == VERSION:
        return
    values = {"where": where.shown, "found": found, "wanted": VERSION}
    if not found:
        raise CannotRead.of("SC977", **values)
    older = found in known_versions()
    raise InvalidInput.of("SC978" if older else "SC979", **values)


def upgrade(engine: Engine, where: Where) -> tuple[str, str]:
    """Upgrade the store to the newest schema; returns the versions before and after. Several processes may do so at
    once: one works, the others find the work done. Raises InvalidInput if a newer program made it, or the file holds
    something else; CannotRead or IntegrityFailure if the database fails.
    """
    if where.path is not None:
        with reading(engine, where) as connection:
            _store_version(connection, where)
        use_write_ahead_log(engine, where)
    return write(engine, where, lambda connection: _steps(connection, where))


def _steps(connection: Connection, where: Where) -> tuple[str, str]:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    before = _store_version(connection, where)
    if before == VERSION:
        return before, before
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return before, version(connection)


def _store_version(connection: Connection, where: Where) -> str:
    """The schema version of a database that is a store or is empty. Raises InvalidInput for a newer program's store, or
    another program's database.
    """
    before = version(connection)
    values = {"where": where.shown, "found": before, "wanted": VERSION}
    if before and before not in known_versions():
        raise InvalidInput.of("SC979", **values)
    if not before and inspect(connection).get_table_names():
        raise InvalidInput.of("SC980", **values)
    return before


def use_write_ahead_log(engine: Engine, where: Where) -> None:
    """Turn on SQLite's write-ahead log, so that readers and the writer do not wait for each other. A backup comes
    without one. The new file's name is put on the disk as well. Raises CannotRead if the file system cannot carry such
    a log.
    """
    closing = contextlib.closing
    with failures(where), closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode is None or mode[0] != "wal":
        why = {"why": "ổ đĩa này không giữ được nhật ký ghi trước (WAL)"}
        raise CannotRead.of("SC973", where=where.shown, **why, why_en="this disk cannot carry a write-ahead log")
    if where.path is not None:
        sync_folder(where.path.resolve().parent)
