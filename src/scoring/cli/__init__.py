"""The command line: the only part that prints or exits."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from typing import NoReturn


def main() -> None:
    """Run `scoring` with the process's arguments and exit with its code."""
    # Start-up is most of the time of one dossier: look for cycles rarely.
    gc.set_threshold(100_000, 20, 20)
    # Closed by the caller: the numbers are taken, so that no file we open is written to by mistake, and what
    # goes to stdout fails as on a full disk instead of vanishing.
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        # A pipe on a machine with a C or Vietnamese locale must get UTF-8 all the same.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from scoring.cli.app import root

    root.main(prog_name="scoring")


def run() -> NoReturn:
    """The program: `main`, then out without taking the interpreter apart.

    That takes a fifth of the time one dossier takes, and everything written is closed by then. Where other threads or
    processes are still there, Python's own way is kept.
    """
    try:
        main()
        code = 0
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 0
    except KeyboardInterrupt:
        code = 130  # before the commands themselves were there to be interrupted
    if "multiprocessing" in sys.modules:
        # All is done: Ctrl-C while Python takes itself apart must not change the exit code.
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if _not_alone():
            sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - what others (coverage, logging) have left to do is still done
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _not_alone() -> bool:
    """Whether threads or processes that were started are still there."""
    import multiprocessing
    import threading

    return threading.active_count() > 1 or bool(multiprocessing.active_children())


__all__ = ["main", "run"]
