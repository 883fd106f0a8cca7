"""Backup of a SQLite store by SQLite's own copying, consistent although others write meanwhile."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from scoring.atomic_write import remove_leftovers, rename_new, sync_folder, temporary_file
from scoring.diagnostics import Place
from scoring.errors import CannotRead, IntegrityFailure, UsageProblem, system_words
from scoring.store.connect import failures
from scoring.store.sql import SqlStore
from scoring.store.where import check_disk


def backup(store: SqlStore, target: Path) -> int:
    """Copy a store of SQLite to `target`, which must not exist; its size in bytes.

    Writers need not stop; the copy is the store as it stood at one moment. It takes its name when it is complete and
    has passed SQLite's check. Raises UsageProblem if `target` exists, or the store is a PostgreSQL database; CannotRead
    if the folder cannot be written; IntegrityFailure if the copy is damaged.
    """
    if store.where.path is None:
        raise UsageProblem.of("SC985", what="Kho PostgreSQL", what_en="A PostgreSQL store")
    if os.path.lexists(target):
        remove_leftovers(target)
        raise _taken(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(target) as new:
            _copy(store, new)
            size = new.stat().st_size
            try:
                rename_new(new, target)
            except FileExistsError:
                raise _taken(target) from None
        sync_folder(target.parent)
    except OSError as error:
        raise CannotRead.of("SC614", Place(str(target)), path=target, **system_words(error)) from None
    return size


def _taken(target: Path) -> UsageProblem:
    return UsageProblem.of("SC987", Place(str(target)), path=target)


def _copy(store: SqlStore, new: Path) -> None:
    check_disk(new)
    with failures(store.where):
        opened = sqlite3.connect(new, isolation_level=None)
        with contextlib.closing(store.engine.raw_connection()) as source, contextlib.closing(opened) as copy:
            driver = source.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.backup(copy)
            # One file by itself, without the log that belongs to it.
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise IntegrityFailure.of("SC974", where=new, why=f"SQLite báo: {found}", why_en=f"SQLite says: {found}")
    with new.open("rb+") as stream:
        os.fsync(stream.fileno())
