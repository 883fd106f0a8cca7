"""A package of papers, made by a process of its own, so that pages are answered as fast as before. Knows no Django."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from scoring.app.conditions import Conditions
from scoring.app.observer import Silent
from scoring.app.report_plan import ReportOptions
from scoring.app.reporting import report
from scoring.batch.processes import end_with_parent
from scoring.errors import ScoringError
from scoring.reports.formats import require_formats
from scoring.reports.interface import FormatId

_PAPERS = (FormatId.HTML, FormatId.DOCX, FormatId.PDF, FormatId.XLSX)
"""What every agency's and block's papers are made as, where the library for it is installed."""
Told = tuple[int, int] | str
"""How many pieces of work are finished, of how many; in the end why there is no package, empty where there is one."""


class _Teller(Silent):
    def __init__(self, line: Connection) -> None:
        self._line = line

    def progress(self, done: int, total: int, name: str) -> None:
        """Tell the process that waits."""
        self._line.send((done, total))


def pack(line: Connection, folder: Path, target: Path, conditions: Conditions, lang: str) -> None:
    """Make the reports of the results in `folder` beside them, and put all of it into `target`; papers that could not be
    made are named in a file of their own.
    """
    # Ctrl-C reaches every process of a terminal; the one that waits ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # Windows knows no such thing.
    results = folder / "ket-qua"
    try:
        if any(results.iterdir()):
            options = ReportOptions(output=folder / "bao-cao", formats=_makeable(), lang=lang)
            made = report([results], options, conditions, observer=_Teller(line))
            if made.problems:
                text = "".join(f"{one.sentence(lang)}\n" for one in made.problems)
                (folder / "chua-lap-duoc.txt").write_text(text, "utf-8")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for one in sorted(folder.rglob("*")):
                if one.is_file():
                    package.write(one, one.relative_to(folder).as_posix())
    except ScoringError as error:
        line.send("\n".join(one.sentence(lang) for one in error.diagnostics))
    else:
        line.send("")


@contextmanager
def packing(folder: Path, target: Path, conditions: Conditions, lang: str) -> Iterator[Connection]:
    """A process that packs, and what it tells; on leaving it is gone."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=pack, args=(there, folder, target, conditions, lang), daemon=True)
    process.start()
    # Only the other process keeps its end, so that this one is told when it dies.
    there.close()
    try:
        yield here
    finally:
        process.terminate()
        process.join()
        here.close()


def _makeable() -> tuple[FormatId, ...]:
    found = []
    for one in _PAPERS:
        try:
            require_formats([one])
        except ScoringError:
            continue
        found.append(one)
    return tuple(found)
