"""From paths to outcomes: what evaluate, report, rank and explain share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.app.stored import unknown
from scoring.batch import local
from scoring.cli.terminal.console import Terminal, progress
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, ScoringError
from scoring.evidence.documents import Shared

_FEW = 16
"""Dossiers that are kept in memory even by a frugal run."""


@dataclass(slots=True)
class Run:
    """What was asked of a run over dossiers."""

    paths: Sequence[Path]
    scheme: Path | None = None
    as_of: date | None = None
    final: bool = False
    rules: str | None = None
    history: Sequence[Path] = ()
    only: Sequence[str] = ()
    jobs: int = 1
    prepared: list[local.Prepared] = field(default_factory=list)
    shared: list[Diagnostic] = field(default_factory=list)
    sets: tuple[str, ...] | None = None
    frugal: bool = False
    """Whether many dossiers are let go after a first look, and read again when they are evaluated."""

    def prepare(self) -> list[local.Task | local.Outcome]:
        """Read every dossier and find its scheme; what fails is an outcome already."""
        folder = inputs.scheme_folder(self.scheme) if self.scheme else None
        files = inputs.dossiers(self.paths)
        past = inputs.history(self.history, Terminal())
        self._read(files, folder)
        for path, problem in local.doubles(self.prepared).items():
            one = next(p for p in self.prepared if p.path == path)
            one.failure = local.Outcome(
                path, one.key[0], one.key[1], None, (problem,), ExitCode.FINDINGS
            )
        alone = self.prepared[0]
        if len(files) == 1 and alone.who and alone.scheme:
            # Alone, a dossier needs one criteria set only; that is most of the start-up time.
            self.sets = local.only_set(alone.scheme, alone.who[2])
        peers = local.peers_for(self.prepared)
        return [self._task(one, past, peers) for one in self._wanted()]

    def _read(self, files: Sequence[Path], folder: Path | None) -> None:
        """Read the dossiers and compare them with each other; many are not kept where that was asked for."""
        kept = not self.frugal or len(files) <= _FEW
        documents = Shared() if len(files) > 1 else None
        for index, file in enumerate(files):
            if not kept:
                progress(index, len(files), file.name)
            one = local.read(file)
            self._find_scheme(one, folder)
            if documents is not None and one.loaded is not None:
                documents.add(one.loaded)
                one.compare(self.final)
            if not kept:
                one.loaded = None
            self.prepared.append(one)
        self.prepared.sort(key=lambda one: one.key)
        if documents is not None:
            self.shared = documents.problems()

    def _find_scheme(self, one: local.Prepared, folder: Path | None) -> None:
        if one.loaded is None:
            return
        try:
            one.scheme = folder or inputs.scheme_for(one.path, one.loaded.dossier.scheme)
        except ScoringError as error:
            one.failure = local.failed(one.path, error, one.key[0], one.key[1])

    def _wanted(self) -> list[local.Prepared]:
        if not self.only:
            return self.prepared
        known = [one.key[0] for one in self.prepared if one.who]
        for name in self.only:
            if name not in known:
                raise unknown(name, known)
        return [one for one in self.prepared if one.who and one.key[0] in self.only]

    def _task(
        self, one: local.Prepared, past: dict[str, Any], peers: dict[Any, Any]
    ) -> local.Task | local.Outcome:
        if one.failure is not None:
            return one.failure
        assert one.who is not None
        assert one.scheme is not None
        agency, period, block = one.who
        options = local.Options(self.as_of, self.final, self.rules)
        earlier = tuple(p for p in past.get(agency, ()) if p.period < period)
        found = peers.get((one.scheme, period, block), {})
        return local.Task(one.path, one.scheme, options, earlier, found)

    def evaluate(self, items: Sequence[local.Task | local.Outcome]) -> list[local.Outcome]:
        """The outcomes, in the order of `items`."""
        done: list[local.Outcome | None] = [
            one if isinstance(one, local.Outcome) else None for one in items
        ]
        places = [i for i, one in enumerate(items) if isinstance(one, local.Task)]
        tasks = [one for one in items if isinstance(one, local.Task)]
        loaded = {one.path: one.loaded for one in self.prepared if one.loaded is not None}
        for index, outcome in local.run(tasks, loaded, self.jobs, progress, self.sets):
            done[places[index]] = outcome
        return [one for one in done if one is not None]


def exit_code(outcomes: Sequence[local.Outcome]) -> ExitCode:
    """One code for many outcomes: their own when all failed alike, findings when only some did."""
    codes = {one.code for one in outcomes}
    if codes <= {ExitCode.DONE}:
        return ExitCode.DONE
    return codes.pop() if len(codes) == 1 else ExitCode.FINDINGS


__all__ = ["Run", "exit_code"]
