"""A process whose children write: many at once, or such as are killed; what was acknowledged goes to stdout.

Reads requests as lines of JSON: ``run``, a list of acts, each done by a child of its own, all at the same time, and
``kill_after``, seconds after their first line when they are killed. Answers with exit code and output of each. Its children begin with
everything imported, which makes hundreds of them possible.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from scoring.batch import local  # noqa: F401 - what commands import late
from scoring.cli import app  # noqa: F401
from scoring.review.entry import Draft
from scoring.store import connect, migrate, open_store, where
from scoring.store.bundle import check
from scoring.store.merge import take
from scoring.store.package import Package

AT = "2026-01-05T02:00:00Z"


def say(text):
    os.write(1, f"{text}\n".encode())


def many(place, name, count):
    """Append `count` entries one by one."""
    with open_store(place) as store:
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


def take_in(store, bundle):
    with Package(Path(bundle)) as package:
        return take(store, check(package), at=AT)


def point(place, at, act):
    """Do one act and be killed at its step number `at`."""
    with open_store(place) as store:
        say("ready")
        with killed_at(store.engine, int(at)):
            if act == "append":
                for entry in store.append("d", [Draft("noted", "a", "agency", AT)] * 2):
                    say(f"e {entry.seq} {entry.hash}")
            elif act.endswith(".zip"):
                taken = take_in(store, act)
                say(f"e {taken.head.seq} {taken.head.hash}")
            else:
                say(f"a {store.put_attachment(io.BytesIO(b'x' * 2_500_000))}")


def init(place, at):
    """Make a store and be killed at step number `at`."""
    found = where.parse(place)
    engine = connect.engine_for(found, create=True)
    with killed_at(engine, int(at)):
        migrate.upgrade(engine, found)


def command(place, at, *args):
    """Run a command of `scoring` and be killed at the step number `at` of whatever database it opens."""
    from scoring.cli.app import root

    os.environ["SCORING_STORE"] = place
    sys.stderr = io.StringIO()
    with killed_at(Engine, int(at)):
        try:
            root.main(list(args))
        except SystemExit as end:
            if end.code:
                say(f"refused {end.code} {sys.stderr.getvalue()}")
                raise
    say("done")


ACTS = {"command": command, "many": many, "forever": forever, "point": point, "init": init}


def begin(act, args):
    """Start a child; its number and what it says."""
    said, tell = os.pipe()
    child = os.fork()
    if child:
        os.close(tell)
        return child, said
    code = 1
    try:
        os.dup2(tell, 1)
        ACTS[act](*args)
        code = 0
    except BaseException:  # noqa: BLE001 - told, and the child ends here in any case
        traceback.print_exc()
    finally:
        os._exit(code)


def serve():
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        for act, *args in request["run"]:
            if act == "command" and len(args) > 3:
                # Once, for all children to come.
                importlib.import_module(f"scoring.cli.{args[2]}_{args[3]}")
        children = [begin(act, args) for act, *args in request["run"]]
        if request.get("kill_after") is not None:
            for _, said in children:
                while os.read(said, 1) not in {b"\n", b""}:
                    pass
            time.sleep(request["kill_after"])
            for child, _ in children:
                os.kill(child, signal.SIGKILL)
        answers = []
        for child, said in children:
            with open(said, encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor, no path
                out = stream.read()
            answers.append([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out])
        say(json.dumps(answers))


if __name__ == "__main__":
    serve()
