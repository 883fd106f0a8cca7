"""Stores of both kinds for the same tests."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="scoring[review] is not installed")

from scoring.store import init_store, open_store
from scoring.store.sql import SqlStore

SCRIPT = Path(__file__).parents[2] / "tools" / "postgres.sh"


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL for this run: the one `.ci/run` started, else one of our own."""
    pytest.importorskip("psycopg", reason="scoring[postgres] is not installed")
    given = os.environ.get("SCORING_TEST_POSTGRES")
    if given:
        yield given
        return
    if os.name != "posix":
        pytest.skip("PostgreSQL is started by a shell script")
    done = subprocess.run([SCRIPT, "start"], check=False, capture_output=True, text=True)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    url = done.stdout.strip()
    yield url
    subprocess.run([SCRIPT, "stop", url], check=True)


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The URL of an empty database."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield cluster.replace("/postgres?", f"/{name}?")
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("database"))
    return str(tmp_path / "so cai #1?%20.db")


@pytest.fixture
def store(place: str) -> Iterator[SqlStore]:
    """An empty store."""
    init_store(place)
    with open_store(place) as found:
        yield found
