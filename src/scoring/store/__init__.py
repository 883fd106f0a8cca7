"""Where ledgers and attachments are kept: SQLite by path, PostgreSQL by URL; one schema, one behaviour."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, system_words
from scoring.libraries import require

if TYPE_CHECKING:
    from scoring.store.sql import SqlStore
    from scoring.store.where import Where


def open_store(place: str | Path) -> SqlStore:
    """The store at a path (SQLite) or URL (PostgreSQL), which must be there and of the newest shape.

    A file that may only be read is opened for reading; writing to it fails. Raises UsageProblem for a URL of another
    kind of database; CannotRead if there is none, it cannot be reached, or the libraries are missing; InvalidInput if
    it has another shape, or is another program's; IntegrityFailure if it is damaged.
    """
    _require_library()
    from scoring.store.connect import engine_for, read_only, reading, scalar
    from scoring.store.migrate import require_newest, use_write_ahead_log
    from scoring.store.sql import SqlStore
    from scoring.store.where import parse

    where = parse(place)
    _there(where)
    engine = engine_for(where)
    try:
        with reading(engine, where) as connection:
            require_newest(connection, where)
            wal = where.path is None or scalar(connection, "PRAGMA journal_mode") == "wal"
        if not wal and where.path is not None and not read_only(where.path):
            use_write_ahead_log(engine, where)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(where, engine)


def init_store(place: str | Path) -> tuple[str, str, list[Diagnostic]]:
    """Make a store, or bring it to the newest shape: the versions before ("" for none) and after, and warnings. Raises
    UsageProblem for a URL of another kind of database; CannotRead if it cannot be reached, or would be on a network
    disk; InvalidInput for a newer or another program's database.
    """
    _require_library()
    from scoring.store.connect import engine_for
    from scoring.store.migrate import upgrade
    from scoring.store.where import check_disk, parse

    where = parse(place)
    problems = []
    if where.path is not None:
        problems = check_disk(where.path)
        try:
            where.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(where, error) from None
    engine = engine_for(where, create=True)
    try:
        before, after = upgrade(engine, where)
    finally:
        engine.dispose()
    return before, after, problems


def _there(where: Where) -> None:
    if where.path is not None and not where.path.is_file():
        if where.path.exists():
            raise _unusable(where, errno.EISDIR if where.path.is_dir() else errno.ENODEV)
        raise CannotRead.of("SC977", where=where.shown)


def _unusable(where: Where, error: OSError | int) -> CannotRead:
    return CannotRead.of("SC973", where=where.shown, **system_words(error))


def _require_library() -> None:
    require("sqlalchemy", "review", "kho sổ cái", "the ledger's store", CannotRead)
