"""A check finds what was changed behind the store's back; a backup is a whole store."""

from __future__ import annotations

import io
import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text

from scoring.errors import CannotRead, ScoringError, UsageProblem
from scoring.review.entry import Draft
from scoring.store import open_store
from scoring.store.backup import backup
from scoring.store.check import check
from scoring.store.schema import APPEND_ONLY, PART

AT = "2026-01-05T02:00:00Z"


def fill(store, count=3):
    store.append("d", [Draft(act="noted", actor="ubnd", role="agency", at=AT, data={"n": one}) for one in range(count)])
    return store.put_attachment(io.BytesIO(b"x" * (PART + 1)))


def behind(store, statement, **values):
    """Change the store as somebody does who owns its file or server."""

    def work(connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(statement), values)
            connection.execute(text("SET session_replication_role = origin"))
            return
        names = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = connection.execute(text(names)).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement), values)
        for _, made in triggers:
            connection.execute(text(made))

    store.transaction(work)


def codes(store):
    return [one.code for one in check(store).problems]


def test_a_whole_store_is_found_whole_and_its_heads_are_told(store):
    fill(store)
    store.append("khac", [Draft(act="noted", actor="ubnd", role="agency", at=AT)])

    found = check(store)

    assert found.problems == []
    assert found.heads == {"d": store.head("d"), "khac": store.head("khac")}
    assert (found.entries, found.attachments, found.bytes) == (4, 1, PART + 1)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entries SET line = replace(line, 'ubnd', 'UBND') WHERE seq = 2", "SC900"),
        ("DELETE FROM entries WHERE seq = 2", "SC900"),
        ("DELETE FROM entries", "SC981"),
        ("UPDATE entries SET hash = 'x' WHERE seq = 2", "SC981"),
        ("UPDATE attachment_parts SET data = substr(data, 2) WHERE part = 1", "SC904"),
        ("DELETE FROM attachment_parts WHERE part = 0", "SC904"),
        ("UPDATE attachments SET size = size + 1", "SC904"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(store, statement, code):
    fill(store)

    behind(store, statement)

    assert codes(store) == [code]


def test_the_last_entries_taken_away_are_not_found_but_the_head_is_another(store):
    fill(store)
    printed = store.head("d")

    behind(store, "DELETE FROM entries WHERE seq = 3")

    found = check(store)
    assert found.problems == []
    assert found.heads["d"] != printed


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_trigger_that_was_removed_is_missed(store, table):
    if store.engine.dialect.name == "sqlite":
        off = f"DROP TRIGGER {table}_no_delete"
    else:
        off = f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_change"
    store.transaction(lambda one: one.execute(text(off)))

    assert codes(store) == ["SC986"]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_damaged_file_is_found(tmp_path, store):
    """PostgreSQL's files are its own affair."""
    fill(store, 200)
    path = store.where.path
    store.transaction(lambda one: None)
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.close()
    raw = bytearray(path.read_bytes())
    for place in range(len(raw) // 2, len(raw) // 2 + 9000):
        raw[place] ^= 0xFF
    path.write_bytes(bytes(raw))

    with open_store(path) as again:
        try:
            found = codes(again)
        except ScoringError as error:
            found = [one.code for one in error.diagnostics]
    assert found
    assert set(found) <= {"SC900", "SC904", "SC974", "SC981"}


def test_a_backup_is_the_store_as_it_stood(store, tmp_path):
    target = tmp_path / "bản sao" / "so.db"
    digest = fill(store)
    if store.where.path is None:
        with pytest.raises(UsageProblem) as caught:
            backup(store, target)
        assert caught.value.diagnostics[0].code == "SC985"
        return

    size = backup(store, target)
    store.append("d", [Draft(act="noted", actor="ubnd", role="agency", at=AT)])

    assert size == target.stat().st_size
    assert [one.name for one in target.parent.iterdir()] == ["so.db"]
    with open_store(target) as copy:
        assert check(copy).problems == []
        assert copy.head("d").seq == 3
        assert copy.open_attachment(digest).read() == b"x" * (PART + 1)
        copy.append("d", [Draft(act="noted", actor="ubnd", role="agency", at=AT)])
    with pytest.raises(UsageProblem) as caught:
        backup(store, target)
    assert caught.value.diagnostics[0].code == "SC987"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_backup_among_writers_is_whole(store, tmp_path):
    """PostgreSQL's backup is pg_dump's."""
    stop = threading.Event()

    def busy():
        with open_store(store.where.path) as mine:
            while not stop.is_set():
                fill(mine, 2)

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        for number in range(5):
            backup(store, tmp_path / f"{number}.bak")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        with open_store(tmp_path / f"{number}.bak") as copy:
            found = check(copy)
            assert found.problems == []
            assert found.entries % 2 == 0


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_backup_to_where_nothing_can_be_written_leaves_nothing(store, tmp_path):
    (tmp_path / "tep").write_text("x")

    with pytest.raises(CannotRead):
        backup(store, tmp_path / "tep" / "so.db")


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_every_commit_is_on_the_disk_before_it_is_acknowledged(store):
    """SQLite's log alone, copied as a crash would leave it, holds what was acknowledged."""
    store.append("d", [Draft(act="noted", actor="ubnd", role="agency", at=AT)])
    path = store.where.path
    copy = path.with_name("sau-su-co.db")
    for end in ("", "-wal"):
        copy.with_name(copy.name + end).write_bytes(path.with_name(path.name + end).read_bytes())

    with closing(sqlite3.connect(copy)) as connection, connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    connection.close()
