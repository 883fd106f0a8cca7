"""From paths to outcomes: what evaluate, report, rank and explain share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.batch import local
from scoring.cli import inputs
from scoring.cli.console import progress
from scoring.cli.results import unknown
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, ScoringError


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

    def prepare(self) -> list[local.Task | local.Outcome]:
        """Read every dossier and find its scheme; what fails is an outcome already."""
        folder = inputs.scheme_folder(self.scheme) if self.scheme else None
        files = inputs.dossiers(self.paths)
        past = inputs.history(self.history)
        self.prepared = sorted(map(local.read, files), key=lambda one: one.key)
        for one in self.prepared:
            self._find_scheme(one, folder)
        for path, problem in local.doubles(self.prepared).items():
            one = next(p for p in self.prepared if p.path == path)
            one.failure = local.Outcome(
                path, one.key[0], one.key[1], None, (problem,), ExitCode.FINDINGS
            )
        if len(self.prepared) == 1 and self.prepared[0].loaded and self.prepared[0].scheme:
            # Alone, a dossier needs one criteria set only; that is most of the start-up time.
            self.sets = local.only_set(
                self.prepared[0].scheme, self.prepared[0].loaded.dossier.agency.block
            )
            peers: dict[Any, Any] = {}
        else:
            self.shared = local.shared(self.prepared)
            peers = local.peers_for(self.prepared, self.final)
        return [self._task(one, past, peers) for one in self._wanted()]

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
        known = [one.key[0] for one in self.prepared if one.loaded]
        for name in self.only:
            if name not in known:
                raise unknown(name, known)
        return [one for one in self.prepared if one.loaded and one.key[0] in self.only]

    def _task(
        self, one: local.Prepared, past: dict[str, Any], peers: dict[Any, Any]
    ) -> local.Task | local.Outcome:
        if one.failure is not None:
            return one.failure
        assert one.loaded is not None
        assert one.scheme is not None
        dossier = one.loaded.dossier
        period = str(dossier.period)
        options = local.Options(self.as_of, self.final, self.rules)
        earlier = tuple(p for p in past.get(dossier.agency.id, ()) if p.period < period)
        found = peers.get((one.scheme, period, dossier.agency.block), {})
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
