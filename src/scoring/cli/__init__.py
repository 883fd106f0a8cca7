"""The command line: the only part that prints or exits."""

from __future__ import annotations

import gc
import os
import sys
import types


def _no_plugins() -> None:
    """Keep pydantic from looking for other packages' plugins, which must not change how input is read.

    The setting alone still loads the finder, and with it the standard library's package metadata, email and
    zip modules: a tenth of the time one dossier takes. Where pydantic has moved it, this does nothing.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    finder = types.ModuleType("pydantic.plugin._loader")
    finder.get_plugins = tuple  # type: ignore[attr-defined]
    sys.modules.setdefault(finder.__name__, finder)


def main() -> None:
    """Run `scoring` with the process's arguments and exit with its code."""
    # Start-up is most of the time of one dossier: look for cycles rarely.
    gc.set_threshold(100_000, 20, 20)
    _no_plugins()
    for stream in (sys.stdout, sys.stderr):
        # A pipe on a machine with a C or Vietnamese locale must get UTF-8 all the same.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from scoring.cli.app import root

    root.main(prog_name="scoring")


__all__ = ["main"]
