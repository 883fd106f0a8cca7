"""The command line: the only part that prints or exits."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run `scoring` with the process's arguments and exit with its code."""
    # Start-up is most of the time of one dossier: look for cycles rarely, and for no plugins of others.
    gc.set_threshold(100_000, 20, 20)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        # A pipe on a machine with a C or Vietnamese locale must get UTF-8 all the same.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from scoring.cli.app import root

    root.main(prog_name="scoring")


__all__ = ["main"]
