"""Appends per second of one writer and of fifty, on SQLite and PostgreSQL, beside bare sqlite3 inserts; and reading.

python benchmarks/bench_store.py
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scoring.review.chain import verify
from scoring.review.entry import Draft, Head
from scoring.store import init_store, open_store

ROOT = Path(__file__).parent.parent
EACH = 20
AT = "2026-01-05T02:00:00Z"
DATA = {
    "agency": "xa-minh-hoa-a", "stage": "vong-1", "criterion": "II.3", "points": "7.50",
    "base": 12, "causes": {"evidence_refused": "-0.50"},
    "reason": "Biên bản đối thoại tháng 5 thiếu chữ ký của người chủ trì. " * 3,
}  # fmt: skip
SCRIPT = ROOT / "tools" / "postgres.sh"
_FORK = multiprocessing.get_context("fork")


def ours(place: str, count: int, ready: Any, go: Any) -> None:
    """Append entries, one transaction each."""
    with open_store(place) as store:
        ready.release()
        go.wait()
        for number in range(count):
            store.append("d", [Draft(act="appraised", actor="tv-1", role="member", at=AT, data={**DATA, "n": number})])


def bare(place: str, count: int, ready: Any, go: Any) -> None:
    """Insert lines as long, one transaction each, on the disk when it returns."""
    connection = sqlite3.connect(place, timeout=60, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    line = json.dumps({**DATA, "hash": "0" * 64, "prev": "0" * 64})
    ready.release()
    go.wait()
    for _ in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entries (line) VALUES (?)", (line,))
        connection.execute("COMMIT")
    connection.close()


def rate(work: Callable[..., None], place: str, writers: int, count: int) -> float:
    """Transactions per second of so many processes at once, from the moment all are ready."""
    ready, go = _FORK.Semaphore(0), _FORK.Event()
    children = [_FORK.Process(target=work, args=(place, count, ready, go)) for _ in range(writers)]
    for child in children:
        child.start()
    for _ in children:
        ready.acquire()
    started = time.perf_counter()
    go.set()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise SystemExit("a writer failed")
    return writers * count / (time.perf_counter() - started)


def measure(name: str, fresh: Callable[[], str], bare_rates: dict[int, float]) -> None:
    """One writer and fifty; the ledger is whole afterwards."""
    for writers, count in ((1, 400), (50, EACH)):
        place = fresh()
        init_store(place)
        found = rate(ours, place, writers, count)
        with open_store(place) as store:
            head = verify(store.lines("d"))
        if not isinstance(head, Head) or head.seq != writers * count:
            raise SystemExit(f"{name}: lost or forked: {head}")
        print(f"{name}, {writers} writers: {found:.0f} appends/s, {found / bare_rates[writers]:.2f} of bare sqlite3 "
              f"({bare_rates[writers]:.0f}/s); {head.seq} entries, none lost, no fork")  # fmt: skip


def reading(place: str, count: int = 30_000) -> None:
    """Reading and verifying a long ledger beside the bare work on the same lines."""
    init_store(place)
    with open_store(place) as store:
        for start in range(0, count, 1000):
            given = ({**DATA, "n": start + n} for n in range(1000))
            store.append("d", [Draft(act="appraised", actor="tv-1", role="member", at=AT, data=one) for one in given])
        lines = list(store.lines("d"))
        rounds = []
        for _ in range(3):
            started = time.perf_counter()
            for line in lines:
                hashlib.sha256(line)
                json.loads(line)
            bare_time = time.perf_counter() - started
            started = time.perf_counter()
            for _line in store.lines("d"):
                pass
            read_time = time.perf_counter() - started
            started = time.perf_counter()
            verify(store.lines("d"))
            rounds.append((bare_time, read_time, time.perf_counter() - started))
    bare_time, read_time, verify_time = (min(one) for one in zip(*rounds, strict=True))
    size = sum(map(len, lines))
    print(f"{count} entries, {size / 1e6:.1f} MB: read {count / read_time:.0f}/s; "
          f"read and verify {count / verify_time:.0f}/s, "
          f"{bare_time / verify_time:.2f} of bare sha256 + JSON ({count / bare_time:.0f}/s)")  # fmt: skip


def main() -> None:
    """Measure what is there."""
    with tempfile.TemporaryDirectory() as folder:
        names = (f"{folder}/{number}.db" for number in range(100))
        rates = {}
        for writers, count in ((1, 400), (50, EACH)):
            place = next(names)
            with sqlite3.connect(place) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, line TEXT)")
            connection.close()
            rates[writers] = rate(bare, place, writers, count)
        measure("SQLite", lambda: next(names), rates)
        reading(next(names))
    started = subprocess.run([SCRIPT, "start"], check=False, capture_output=True, text=True)
    if started.returncode:
        print(f"PostgreSQL: {started.stderr.strip()}")
        return
    url = started.stdout.strip()
    try:
        numbers = iter(range(100))

        def fresh() -> str:
            import psycopg

            name = f"b{next(numbers)}_{os.getpid()}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return url.replace("/postgres?", f"/{name}?")

        measure("PostgreSQL", fresh, rates)
    finally:
        subprocess.run([SCRIPT, "stop", url], check=True)


if __name__ == "__main__":
    main()
