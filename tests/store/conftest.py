"""Stores of both kinds for the same tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="chamdiem[review] is not installed")

sys.path.insert(0, str(Path(__file__).parent))

from command_rows import Campaign

from scoring.store import init_store, open_store
from scoring.store.sql import SqlStore

WRITERS = Path(__file__).with_name("writers.py")
SCRIPT = Path(__file__).parents[2] / "tools" / "postgres.sh"


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL for this run: the one `.ci/run` started, else one of our own."""
    pytest.importorskip("psycopg", reason="chamdiem[postgres] is not installed")
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


@pytest.fixture(scope="session")
def processes():
    """Does acts in child processes: exit code and output of each."""
    with subprocess.Popen(
        [sys.executable, str(WRITERS)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:

        def run(*acts, kill_after=None):
            request = {"run": [list(map(str, one)) for one in acts], "kill_after": kill_after}
            server.stdin.write(json.dumps(request) + "\n")
            server.stdin.flush()
            # The last line of who was killed may be cut off; then nobody was told.
            return [
                (code, [line.split() for line in out.split("\n")[:-1]])
                for code, out in json.loads(server.stdout.readline())
            ]

        yield run
        server.stdin.close()


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory, processes) -> Campaign:
    """A campaign whose commands are done one after the other, in child processes."""
    return Campaign(tmp_path_factory.mktemp("campaign"), processes)


@pytest.fixture
def at_every_step(processes):
    """Does an act again and again, killed one step later each time, until it is done unharmed; what was said each time."""

    def run(*act):
        name, place, *more = act
        for at in range(1000):
            [(code, said)] = processes((name, place, at, *more))
            yield at, said
            if code == 0:
                return
            assert code == -signal.SIGKILL
        pytest.fail("no end")

    return run
