"""The worked cases of schemes, run, with what they reach of their rules."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scoring.batch.cases import Report, run_case, run_sweep
from scoring.batch.coverage import Cover, Seen, coverage
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError, system_words
from scoring.evidence.worked import Placed, Sweep, find_cases, load_cases
from scoring.findings import Backend, backend
from scoring.scheme.load import MAIN, find_schemes, is_scheme, load_scheme
from scoring.scheme.model import Scheme
from scoring.text import fold
from scoring.values import Period


@dataclass(slots=True)
class CasesRun:
    """The worked cases that were run, and what came of them."""

    reports: list[Report] = field(default_factory=list)
    """Per case: what was expected and what came out."""
    problems: list[Diagnostic] = field(default_factory=list)
    """What is wrong with cases or schemes, as it was met."""
    coverage: Mapping[Path, Sequence[Cover]] = field(default_factory=dict)
    """Per scheme's folder: how many branches, edges and classes the cases reach, if that was asked for."""
    unreadable: bool = False
    """Whether something could not be read."""

    @property
    def failed(self) -> list[Report]:
        """The reports of cases that did not come out as expected."""
        return [one for one in self.reports if one.failures]

    @property
    def code(self) -> ExitCode:
        """The exit code, coverage apart."""
        if self.unreadable and not self.reports:
            return ExitCode.CANNOT_READ
        return ExitCode.FINDINGS if self.failed or self.problems else ExitCode.DONE


def run_cases(
    paths: Sequence[Path], *, pattern: str | None = None, coverage: bool = False, rules: str | None = None
) -> CasesRun:
    """Run worked cases, those with `pattern` in their id, title or file; a broken file does not stop the others."""
    runner = _Runner(backend(rules), pattern)
    for one in paths:
        runner.run_path(one)
    found = runner.found
    if not found.reports and not found.problems:
        raise NothingMatched([Diagnostic("SC604", None, {"path": ", ".join(map(str, paths))})])
    if coverage:
        found.coverage = dict(runner.coverage())
    return found


@dataclass(slots=True)
class _Runner:
    """Runs case files; a broken file does not stop the others."""

    backend: Backend
    pattern: str | None
    found: CasesRun = field(default_factory=CasesRun)
    schemes: dict[tuple[Path, str], Scheme | None] = field(default_factory=dict)
    seen: dict[Path, Seen] = field(default_factory=dict)

    def run_path(self, path: Path) -> None:
        """Run what is at a path: a case file, a scheme, or a folder of schemes."""
        if not path.exists():
            self._note(CannotRead([Diagnostic("SC100", Place(str(path)), system_words(errno.ENOENT))]))
            return
        if path.is_file() and path.name not in MAIN:
            self._file(path)
            return
        folders = find_schemes(path)
        if not folders and path.name == "cases":
            folders = find_schemes(path.parent)
        for folder in folders:
            for file in find_cases(folder):
                self._file(file, folder)

    def _note(self, error: ScoringError) -> None:
        self.found.problems += error.diagnostics
        self.found.unreadable |= isinstance(error, CannotRead)

    def _file(self, file: Path, folder: Path | None = None) -> None:
        if folder is None:
            folder = next(filter(is_scheme, file.absolute().parents[:4]), None)
            if folder is None:
                self._note(NothingMatched([Diagnostic("SC602", Place(str(file)), {"path": str(file.parent)})]))
                return
        try:
            placed, _ = load_cases(file)
        except ScoringError as error:
            self._note(error)
            return
        for one in placed:
            words = " ".join((one.item.name, one.item.title or "", file.as_posix()))
            if self.pattern is None or fold(self.pattern) in fold(words):
                try:
                    self._run(one, folder)
                except ScoringError as error:
                    self._note(error)

    def _run(self, placed: Placed, folder: Path) -> None:
        period = placed.period or default_period(folder)
        scheme = self._scheme(folder, str(period))
        if scheme is not None:
            run = run_sweep if isinstance(placed.item, Sweep) else run_case
            seen = self.seen.setdefault(folder, Seen())
            self.found.reports.append(run(placed, scheme, period, self.backend, seen))

    def _scheme(self, folder: Path, period: str) -> Scheme | None:
        if (folder, period) not in self.schemes:
            scheme = None
            try:
                scheme = load_scheme(folder, period).scheme
            except ScoringError as error:
                self._note(error)
            self.schemes[folder, period] = scheme
        return self.schemes[folder, period]

    def coverage(self) -> Iterator[tuple[Path, list[Cover]]]:
        """Per scheme's folder: how much of the scheme the cases reach."""
        for folder in dict.fromkeys(folder for folder, _ in self.schemes):
            schemes = [one for (where, _), one in self.schemes.items() if where == folder and one is not None]
            yield folder, coverage(schemes, self.seen.get(folder, Seen()))


def default_period(folder: Path) -> Period:
    """The period of cases that name none: the last year in which the scheme changes, else its decision's year."""
    years = []
    for file in sorted(folder.glob("**/*.yaml")):
        if "cases" not in file.relative_to(folder).parts:
            text = file.read_text("utf-8", "replace")
            years += re.findall(r"\b(?:from|until):\s*['\"]?(?:\d{1,2}/\d{1,2}/)?(\d{4})\b", text)
    if years:
        return Period.parse(max(years))
    decision = load_scheme(folder).scheme.decision
    return Period.parse(str(decision.date.year + 1 if decision else 2025))
