"""Results of many agencies with flat memory: each one whole on the disk, only a slim part kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from scoring.app.files import cannot_write, not_there
from scoring.app.stored import each, has_results, reading
from scoring.batch import local
from scoring.batch.spread import spread
from scoring.cli.earlier import Pool
from scoring.cli.gather import Failed, ranking_rules
from scoring.cli.running import Run, exit_code
from scoring.cli.terminal.console import progress, show
from scoring.cli.terminal.summary import has_errors, open_criteria
from scoring.errors import CannotRead, ExitCode, ScoringError
from scoring.evidence.load import LoadedDossier
from scoring.reports.around import slim


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency's result: slim, with the file that holds it whole and the file it came from."""

    slim: dict[str, Any]
    whole: Path
    source: Path

    @property
    def id(self) -> str:
        """The agency's id."""
        return str(self.slim["agency"]["id"])


@dataclass(slots=True)
class Spool:
    """All results of a run, whole ones in `folder`."""

    folder: Path
    entries: list[Entry] = field(default_factory=list)
    inputs: list[Path] = field(default_factory=list)
    code: int = 0
    rules: dict[str, Any] | None = None
    """The scheme's rule for ties."""
    failed: list[str] = field(default_factory=list)
    """Names of dossiers that could not be evaluated."""
    stored: bool = False
    """Whether the results were read rather than evaluated now."""

    def add(self, one: dict[str, Any], whole: Path, source: Path) -> None:
        """Take up a result; parts equal to those of another are kept once."""
        self.entries.append(Entry(one, whole, source))


def told(result: dict[str, Any], keep: Sequence[str] = ()) -> dict[str, Any]:
    """The slim part of a result, with what the summary on the screen says of it."""
    found = slim(result, keep)
    found["told"] = {"open": open_criteria(result), "errors": has_errors(result)}
    return found


def spool(
    folder: Path,
    paths: Sequence[Path],
    scheme: Path | None = None,
    *,
    run: Mapping[str, Any],
) -> Spool:
    """All results at `paths`, whole ones as files in `folder`; dossiers are evaluated.

    Args:
        folder: an empty folder that outlives the answer.
        paths: results or dossiers, or folders of them.
        scheme: the scheme given on the command line.
        run: further arguments of `Run`.

    Raises:
        CannotRead: a path is not there.
        NothingMatched: nothing could be evaluated.
    """
    not_there(paths)
    if has_results(paths):
        return _stored(folder, paths, scheme)
    return _evaluated(folder, Run(paths, scheme, frugal=True, **run))


def _keep(file: Path, data: bytes) -> None:
    """Put a whole result on the disk.

    Raises:
        CannotRead: there is no room for it.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CannotRead([cannot_write(file, error)]) from None


def _whole(folder: Path, index: int) -> Path:
    return folder / f"{index:06}.json"


def _stored(folder: Path, paths: Sequence[Path], scheme: Path | None) -> Spool:
    from scoring.json_write import canonical

    found, pool = Spool(folder, stored=True), Pool()
    for index, one in enumerate(each(paths)):
        if not index:
            found.rules = ranking_rules(scheme, one)
        with reading(one.path):
            part = told(one.data, _breakers(found.rules))
            _keep(_whole(folder, index), canonical(one.data))
        found.add(pool.share(part), _whole(folder, index), one.path)
        found.inputs.append(one.path)
    found.entries.sort(key=lambda one: (one.id, one.slim["period"], str(one.source)))
    return found


def _breakers(rules: dict[str, Any] | None) -> tuple[str, ...]:
    """The nodes whose points break ties."""
    return tuple((rules or {}).get("then_by", ()))


@dataclass(frozen=True, slots=True)
class _Work:
    """A dossier to evaluate, and the file its result goes to."""

    task: local.Task
    whole: Path
    keep: tuple[str, ...]
    sets: tuple[str, ...] | None


_Done = tuple[local.Outcome, dict[str, Any] | None]


def _work(one: _Work, loaded: Mapping[Path, LoadedDossier] | None = None) -> _Done:
    """Evaluate; the whole result goes to the disk, its slim part to the caller."""
    from dataclasses import replace

    known = (loaded or {}).get(one.task.path)
    outcome = local.run_task(one.task, known, one.sets)
    if outcome.data is None:
        return outcome, None
    _keep(one.whole, outcome.data)
    return replace(outcome, data=None), told(json.loads(outcome.data), one.keep)


def _evaluated(folder: Path, run: Run) -> Spool:
    items = run.prepare()
    rules = _scheme_rules(run)
    keep = _breakers(rules)
    found = Spool(folder, inputs=[one.path for one in run.prepared], rules=rules)
    places = [i for i, one in enumerate(items) if isinstance(one, local.Task)]
    work = [
        _Work(one, _whole(folder, index), keep, run.sets)
        for index, one in enumerate(items)
        if isinstance(one, local.Task)
    ]
    loaded = {one.path: one.loaded for one in run.prepared if one.loaded is not None}
    do = _work if run.jobs > 1 else partial(_work, loaded=loaded)
    done: list[_Done | None] = [
        (one, None) if isinstance(one, local.Outcome) else None for one in items
    ]
    pool = Pool()
    for index, (outcome, part) in spread(do, work, run.jobs, progress, _name):
        done[places[index]] = outcome, pool.share(part)
    outcomes = [one[0] for one in done if one is not None]
    show([*(d for one in outcomes for d in one.diagnostics), *run.shared], notes=False)
    found.code = int(exit_code(outcomes))
    for index, (outcome, part) in enumerate(one for one in done if one is not None):
        if part is None:
            found.failed.append(outcome.path.name)
        else:
            found.add(part, _whole(folder, index), outcome.path)
    if not found.entries:
        raise Failed([], ExitCode(found.code))
    for one in run.prepared:
        one.loaded = None
    return found


def _name(one: _Work) -> str:
    return one.task.path.name


def _scheme_rules(run: Run) -> dict[str, Any] | None:
    """The rule for ties of the first scheme that can be read."""
    for one in run.prepared:
        if one.who is not None and one.scheme is not None and one.failure is None:
            try:
                scheme = local.cached_scheme(one.scheme, one.who[1], run.sets).scheme
            except ScoringError:
                continue
            return scheme.ranking.model_dump()
    return None


__all__ = ["Entry", "Spool", "spool"]
