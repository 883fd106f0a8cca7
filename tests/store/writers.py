"""A process whose children write: many at once, or such as are killed; what was acknowledged goes to stdout.

Reads requests as lines of JSON: ``run``, a list of acts, each done by a child of its own, all at the same time, and
``kill_after``, seconds after their first line when they are killed. Answers with exit code and output of each. Its children begin with
everything imported, which makes hundreds of them possible.
"""

from __future__ import annotations

import functools
import gc
import importlib
import io
import json
import os
import pkgutil
import re
import signal
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

import steps
from sqlalchemy import event

from scoring.batch import local  # noqa: F401 - what commands import late
from scoring.cli import app  # noqa: F401
from scoring.reports import pages
from scoring.reports.interface import FormatId
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
            [entry] = store.append("d", [Draft(act="noted", actor=name, role="agency", at=AT, data={"n": number})])
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
            found = store.append("d", [Draft(act="noted", actor=name, role="agency", at=AT, data={"n": number})] * 3)
            for entry in found:
                say(f"e {entry.seq} {entry.hash}")
            number += 1


def killer(point):
    """Kills this process, without a chance to clean up, when it is called for the time number `point`, counted from 0."""
    left = point

    def step(*args, **kwargs):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    return step


@contextmanager
def killed_at(engine, point):
    """Kill this process at the database step number `point`."""
    step = killer(point)
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
                for entry in store.append("d", [Draft(act="noted", actor="a", role="agency", at=AT)] * 2):
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


def killed(folder, much):
    """Killed at write point number `much`, counted from 0."""
    steps.watch(folder, killer(much))


def counted(folder, much):
    """Unharmed; its write points are told at the end."""
    del much
    passed = []
    steps.watch(folder, lambda: passed.append(None))
    return lambda: say(f"points {len(passed)}")


def full(folder, much):
    """No file may grow beyond `much` bytes, as on a full disk."""
    del folder
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (much, much))


def bound(folder, much):
    """Without the rights by which root passes over what the modes of files say."""
    del folder, much
    import ctypes

    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


NEEDS = {"none": lambda folder, much: None, "killed": killed, "counted": counted, "full": full, "bound": bound}


def command(folder, place, need, much, *args):
    """Run a command of `scoring` in `folder`, with the store `place`, under a need.

    What it says on both streams is what it acknowledged.
    """
    from scoring.cli.app import root

    os.chdir(folder)
    os.environ["SCORING_STORE"] = place
    # What it keeps elsewhere for a moment goes where the test clears up.
    tempfile.tempdir = str(Path(folder).parent)
    os.dup2(1, 2)
    end = NEEDS[need](folder, int(much))
    try:
        root.main(list(args))
    finally:
        if end is not None:
            end()


ACTS = {"command": command, "many": many, "forever": forever, "point": point, "init": init}


LATE = ("alembic.context", "cryptography.hazmat.primitives.serialization", "docxtpl", "pydantic.main", "xlsxwriter")
"""Libraries that commands import where they need them, and each child would again."""


@functools.cache
def load():
    """Import everything a command may need and compile its pages, once for all children to come."""
    import scoring

    for one in pkgutil.walk_packages(scoring.__path__, "scoring."):
        # The desk's modules want Django set up for one desk, which no command here opens.
        if not one.name.endswith(("__main__", "_worker")) and not re.search(r"\.migrations|scoring\.web\.", one.name):
            importlib.import_module(one.name)
    for name in LATE:
        importlib.import_module(name)
    for format in (FormatId.HTML, FormatId.MARKDOWN):
        templates = pages._environment(format)
        for name in templates.list_templates(extensions=["j2"]):
            if name.endswith(f".{format}.j2") and "/" not in name:
                templates.get_template(name)
    # What a child never touches it need not copy.
    gc.collect()
    gc.freeze()


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
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - told, and the child ends here in any case
        traceback.print_exc()
    finally:
        os._exit(code)


def serve():
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        if request["run"][0][0] == "command":
            load()
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
