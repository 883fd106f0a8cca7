"""Child processes that write: many at once, or one that is killed; what was acknowledged goes to stdout."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import contextmanager

from sqlalchemy import event

from scoring.review.entry import Draft
from scoring.store import open_store

AT = "2026-01-05T02:00:00Z"


def say(text):
    os.write(1, f"{text}\n".encode())


def many(place, name, count):
    """Append `count` entries one by one."""
    with open_store(place) as store:
        sys.stdin.readline()
        for number in range(int(count)):
            [entry] = store.append("d", [Draft("noted", name, "agency", AT, {"n": number})])
            say(f"{entry.seq} {entry.hash}")


def forever(place, name):
    """Append entries and attachments until killed."""
    with open_store(place) as store:
        say("ready")
        number = 0
        while True:
            data = f"{name}/{number}".encode() * 30_000
            digest = store.put_attachment(io.BytesIO(data))
            say(f"a {digest}")
            found = store.append("d", [Draft("noted", name, "agency", AT, {"n": number})] * 3)
            for entry in found:
                say(f"e {entry.seq} {entry.hash}")
            number += 1


@contextmanager
def killed_at(engine, point):
    """Kill this process, without a chance to clean up, at the database step number `point`, counted from 0."""
    left = point

    def step(*args, **kwargs):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, name, step)
    yield
    say("unharmed")


def point(place, at, act):
    """Do one act and be killed at its step number `at`."""
    with open_store(place) as store:
        say("ready")
        with killed_at(store.engine, int(at)):
            if act == "append":
                for entry in store.append("d", [Draft("noted", "a", "agency", AT)] * 2):
                    say(f"e {entry.seq} {entry.hash}")
            else:
                say(f"a {store.put_attachment(io.BytesIO(b'x' * 2_500_000))}")


def init(place, at):
    """Make a store and be killed at step number `at`."""
    from scoring.store import connect, migrate, where

    found = where.parse(place)
    engine = connect.engine_for(found, create=True)
    with killed_at(engine, int(at)):
        migrate.upgrade(engine, found)


if __name__ == "__main__":
    {"many": many, "forever": forever, "point": point, "init": init}[sys.argv[1]](*sys.argv[2:])
