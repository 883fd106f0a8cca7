"""Opening a store: what is no store, another's or damaged is refused with a word, and left as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from scoring.errors import CannotRead, IntegrityFailure, InvalidInput
from scoring.store import init_store, migrate, open_store
from scoring.store.connect import reading
from scoring.store.schema import VERSION, metadata


def code(failure):
    return failure.value.diagnostics[0].code


def test_the_newest_migration_is_the_version_the_program_writes():
    assert migrate.known_versions()[-1] == VERSION


def test_the_migrations_make_the_tables_the_program_uses(store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with reading(store.engine, store.where) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_version_is_recorded_and_asked_for(store, place):
    def newer(connection):
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))

    store.transaction(newer)
    with pytest.raises(InvalidInput) as caught:
        open_store(place)
    assert code(caught) == "SC979"
    with pytest.raises(InvalidInput) as caught:
        init_store(place)
    assert code(caught) == "SC979"


def test_where_there_is_no_store_none_is_made(place, tmp_path):
    with pytest.raises(CannotRead) as caught:
        open_store(place)

    assert code(caught) == "SC977"
    assert list(tmp_path.iterdir()) == []


def test_an_upgrade_that_fails_leaves_nothing(place, monkeypatch):
    def fail(*args):
        raise RuntimeError

    from alembic import command

    whole = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda *args: fail(whole(*args)))
    with pytest.raises(RuntimeError):
        init_store(place)
    monkeypatch.undo()

    with pytest.raises(CannotRead) as caught:
        open_store(place)
    assert code(caught) == "SC977"
    assert init_store(place)[:2] == ("", VERSION)


def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "khac.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE a (b)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(InvalidInput) as caught:
        init_store(path)
    assert code(caught) == "SC980"
    with pytest.raises(CannotRead) as caught:
        open_store(path)
    assert code(caught) == "SC977"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_damaged_and_left_alone(tmp_path):
    path = tmp_path / "so.db"
    path.write_bytes(b"khong phai co so du lieu" * 100)
    before = path.read_bytes()

    for act in (open_store, init_store):
        with pytest.raises(IntegrityFailure) as caught:
            act(path)
        assert code(caught) == "SC974"
    assert path.read_bytes() == before


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(CannotRead) as caught:
        open_store(tmp_path)
    assert code(caught) == "SC973"


def test_a_server_that_is_not_there_is_said_without_the_password():
    pytest.importorskip("psycopg")
    with pytest.raises(CannotRead) as caught:
        open_store("postgresql://u:bimat@127.0.0.1:1/x")

    assert code(caught) == "SC973"
    assert "bimat" not in caught.value.diagnostics[0].message()


def test_sqlite_is_set_up_to_lose_nothing(tmp_path):
    init_store(tmp_path / "so.db")
    with open_store(tmp_path / "so.db") as store, store.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000,
    }  # fmt: skip


@pytest.mark.usefixtures("bound_by_modes")
def test_a_file_that_may_not_be_read_is_said(tmp_path):
    init_store(tmp_path / "so.db")
    (tmp_path / "so.db").chmod(0)
    with pytest.raises(CannotRead):
        open_store(tmp_path / "so.db")
