"""The command line: the only part that prints or exits."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `scoring` with the process's arguments and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on a machine with a C or Vietnamese locale must get UTF-8 all the same.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from scoring.cli.app import root

    root.main(prog_name="scoring")


__all__ = ["main"]
