"""Results wherever they come from: read back, or evaluated now from dossiers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app.files import not_there
from scoring.app.stored import Stored, collect, has_results, unknown
from scoring.cli.terminal.console import show
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, NothingMatched, UsageProblem


@dataclass(slots=True)
class Gathered:
    """Results with the files they came from, and the exit code so far."""

    results: list[dict[str, Any]]
    inputs: list[Path]
    code: int = 0
    raws: list[bytes] = field(default_factory=list)
    ranking: dict[str, Any] | None = None
    paths: list[Path] = field(default_factory=list)
    """Per result: the file it was read from, or its dossier."""
    failed: list[str] = field(default_factory=list)
    """Names of dossiers that could not be evaluated."""


def gather(
    paths: Sequence[Path],
    scheme: Path | None = None,
    *,
    as_of: date | None = None,
    final: bool = False,
    rules: str | None = None,
    history: Sequence[Path] = (),
    jobs: int = 1,
) -> Gathered:
    """All results at `paths`; dossiers are evaluated.

    Raises:
        CannotRead: a path is not there.
        NothingMatched: nothing could be evaluated.
    """
    not_there(paths)
    if has_results(paths):
        stored = collect(paths)
        return Gathered([one.data for one in stored], [one.path for one in stored], 0,
                        [_bytes(one) for one in stored], ranking_rules(scheme, stored[0]), [one.path for one in stored])  # fmt: skip
    return _evaluated(paths, scheme, as_of, final, rules, history, jobs)


def _bytes(stored: Stored) -> bytes:
    from scoring.json_write import canonical

    return canonical(stored.data)


def ranking_rules(scheme: Path | None, first: Stored) -> dict[str, Any] | None:
    """The scheme's rule for ties, where the scheme can be found; equal points share a rank otherwise."""
    from scoring.app import inputs
    from scoring.batch.local import cached_scheme
    from scoring.errors import ScoringError

    folder = (
        inputs.scheme_folder(scheme)
        if scheme
        else inputs.scheme_by_id(first.data["scheme"]["id"], first.path)
    )
    if folder is None:
        return None
    try:
        found: dict[str, Any] = cached_scheme(
            folder, first.data["period"]
        ).scheme.ranking.model_dump()
    except ScoringError:
        if scheme is not None:
            raise
        return None
    return found


def _evaluated(
    paths: Sequence[Path],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    rules: str | None,
    history: Sequence[Path],
    jobs: int,
) -> Gathered:
    from scoring.batch.local import cached_scheme
    from scoring.cli.running import Run, exit_code

    run = Run(paths, scheme, as_of, final, rules, history, jobs=jobs)
    outcomes = run.evaluate(run.prepare())
    problems = [d for one in outcomes for d in one.diagnostics]
    show([*problems, *run.shared], notes=False)
    done = [one for one in outcomes if one.data is not None]
    code = int(exit_code(outcomes))
    if not done:
        raise Failed([], ExitCode(code))
    results = [json.loads(one.data) for one in done if one.data is not None]
    first = next(one for one in run.prepared if one.path == done[0].path)
    ranking = (
        cached_scheme(first.scheme, done[0].period, run.sets).scheme.ranking.model_dump()
        if first.scheme
        else None
    )
    return Gathered(results, [one.path for one in run.prepared], code, [one.data for one in done if one.data is not None],
                    ranking, [one.path for one in done],
        [one.path.name for one in outcomes if one.data is None],
    )  # fmt: skip


class Failed(NothingMatched):
    """Nothing could be evaluated; the reasons have been shown, the code is theirs."""

    def __init__(self, diagnostics: Sequence[Diagnostic], code: ExitCode) -> None:
        super().__init__(diagnostics)
        self.exit_code = code  # type: ignore[misc]


def pick(found: Gathered, agency: str | None) -> tuple[dict[str, Any], Path]:
    """The one result meant, and the file it came from.

    Raises:
        NothingMatched: no such agency.
        UsageProblem: several, and none chosen.
    """
    ids = [one["agency"]["id"] for one in found.results]
    wanted = [i for i, id in enumerate(ids) if agency in (None, id)]
    if not wanted:
        raise unknown(agency or "", list(dict.fromkeys(ids)))
    if len(wanted) > 1:
        values = {"count": str(len(wanted)), "known": ", ".join(dict.fromkeys(ids))}
        raise UsageProblem([Diagnostic("SC618", None, values)])
    return found.results[wanted[0]], found.paths[wanted[0]]


__all__ = ["Failed", "Gathered", "gather", "pick", "ranking_rules", "unknown"]
