"""The write points of a process: what it does to files below one folder and to a database, counted one by one.

Every statement that writes, with what comes right before and right after it; every opening for writing, half of every
writing, every syncing, renaming, linking and removing of a file. Reading is no step.
"""

from __future__ import annotations

import builtins
import io
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

Step = Callable[[], None]
_FILES = {"os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate"}  # fmt: skip
_READS = ("SELECT", "EXPLAIN", "SAVEPOINT", "SHOW", "SET", "ROLLBACK")


def watch(folder: str, step: Step) -> None:
    """Call `step` at every write point of this process from now on."""
    _files(os.path.realpath(folder) + os.sep, step)
    _sqlite(step)
    _postgresql(step)


def _files(folder: str, step: Step) -> None:
    busy = False

    def inside(file: object) -> bool:
        if isinstance(file, int):
            return True
        path = os.fsdecode(file) if isinstance(file, str | bytes | Path) else ""
        return os.path.abspath(path).startswith(folder)  # noqa: PTH100 - links are not to be followed

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal busy
        if busy or (event != "open" and event not in _FILES):
            return
        if event == "open":
            flags = args[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        busy = True
        try:
            if not isinstance(args[0], int) and inside(args[0]):
                step()
        finally:
            busy = False

    plain, sync = io.open, os.fsync

    def opened(
        file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None
    ):  # fmt: skip
        if not set(mode) & set("wxa") or buffering == 0 or not inside(file):
            return plain(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = io.FileIO(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        step()
        kind = _HalvedRandom if "+" in mode else _Halved
        found = kind(raw)
        found.step = step
        return found if "b" in mode else io.TextIOWrapper(found, encoding, errors, newline)

    def synced(file):
        step()
        sync(file)

    io.open = builtins.open = opened
    os.fsync = synced
    sys.addaudithook(hook)


class _Half:
    """Writes the first half, which is then on the disk; a step; the rest."""

    step: Step

    def write(self, data):
        view = memoryview(data).cast("B")
        if len(view) < 2:
            return super().write(view)
        half = len(view) // 2
        super().write(view[:half])
        self.flush()
        self.step()
        return half + super().write(view[half:])


class _Halved(_Half, io.BufferedWriter):
    pass


class _HalvedRandom(_Half, io.BufferedRandom):
    pass


def _writes(statement: str) -> bool:
    words = statement.split(None, 2)
    first = words[0].upper()
    if first == "BEGIN":
        return len(words) > 1
    if first == "PRAGMA":
        return "journal_mode =" in statement
    return first not in _READS


def _sqlite(step: Step) -> None:
    class Cursor(sqlite3.Cursor):
        def execute(self, statement, *args):
            if not _writes(statement):
                return super().execute(statement, *args)
            self.connection.wrote = True
            step()
            found = super().execute(statement, *args)
            step()
            return found

        def executemany(self, statement, *args):
            self.connection.wrote = True
            step()
            found = super().executemany(statement, *args)
            step()
            return found

    class Connection(sqlite3.Connection):
        wrote = False

        def cursor(self, factory=Cursor):
            return super().cursor(factory)

        def commit(self):
            if self.wrote and self.in_transaction:
                step()
                super().commit()
                step()
            else:
                super().commit()

        def backup(self, target, **options):
            # A few pages at a time, so that there is something between the first and the last.
            super().backup(target, pages=9, progress=lambda *args: step(), **options)

        def close(self):
            # The last one who closes moves what is in the log into the database.
            if self.wrote:
                step()
            super().close()

    plain = sqlite3.connect
    sqlite3.connect = lambda *args, **options: plain(*args, factory=Connection, **options)


def _postgresql(step: Step) -> None:
    from sqlalchemy import Engine, event

    def before(conn, cursor, statement, *args):
        if conn.dialect.name == "postgresql" and _writes(statement):
            conn.info["wrote"] = True
            step()

    def after(conn, cursor, statement, *args):
        if conn.dialect.name == "postgresql" and _writes(statement):
            step()

    def commit(conn):
        if conn.dialect.name == "postgresql" and conn.info.get("wrote"):
            step()

    def back(raw, record):
        # Given back to the pool: what it wrote is there.
        if record.info.pop("wrote", False):
            step()

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    event.listen(Engine, "commit", commit)
    event.listen(Engine, "checkin", back)
