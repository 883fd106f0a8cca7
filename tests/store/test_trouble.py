"""A store that is busy, full or read-only says so, and nothing is half written."""

from __future__ import annotations

import sqlite3
import time

import pytest
from sqlalchemy import event, text

from scoring.errors import CannotRead
from scoring.review.entry import Draft
from scoring.store import connect, init_store, open_store

DRAFT = Draft(act="noted", actor="ubnd-a", role="agency", at="2026-01-05T02:00:00Z", data={"text": "x" * 900_000})


def test_who_waits_too_long_for_a_turn_is_told_and_writes_nothing(place, monkeypatch):
    monkeypatch.setattr(connect, "WAIT", 0.3)
    init_store(place)
    with open_store(place) as holder, open_store(place) as waiter:

        def hold(connection):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(1211, hashtext('d'))"))
            started = time.monotonic()
            with pytest.raises(CannotRead) as caught:
                waiter.append("d", [DRAFT])
            assert caught.value.diagnostics[0].code == "SC976"
            assert 0.2 < time.monotonic() - started < 30

        holder.transaction(hold)
        assert waiter.campaigns() == []
        assert waiter.append("d", [DRAFT])[0].seq == 1


def test_whose_turn_was_lost_tries_again(store):
    tries = []

    def lose(connection):
        tries.append(connection)
        if len(tries) == 3:
            return "done"
        failure = sqlite3.OperationalError("database is locked")
        failure.sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"
        raise connect.DBAPIError("COMMIT", {}, failure)

    assert store.transaction(lose) == "done"


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path):
    init_store(tmp_path / "so.db")
    with open_store(tmp_path / "so.db") as store:
        store.append("d", [Draft(act="noted", actor="ubnd-a", role="agency", at="2026-01-05T02:00:00Z")])
        pages = "PRAGMA max_page_count = 100"
        event.listen(store.engine, "begin", lambda one: one.exec_driver_sql(pages))

        with pytest.raises(CannotRead) as caught:
            store.append("d", [DRAFT] * 3)

        assert caught.value.diagnostics[0].code == "SC973"
        assert "đĩa đầy" in caught.value.diagnostics[0].message()
    with open_store(tmp_path / "so.db") as store:
        assert store.head("d").seq == 1
