"""Many results at hand: dossiers evaluated now, or stored results read back, on one way for every use case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct, structs

from scoring.app import inputs
from scoring.app.files import cannot_write, refuse_missing
from scoring.app.observer import Observer, Silent
from scoring.app.stored import Stored, has_results, iter_results, unknown
from scoring.batch import local
from scoring.batch.spread import spread
from scoring.diagnostics import Diagnostic
from scoring.engine import Past, Peer
from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError, usage_problem
from scoring.evidence.documents import Shared
from scoring.evidence.load import LoadedDossier
from scoring.result.model import Result
from scoring.result.read import from_bytes
from scoring.result.summary import SharedParts, Summary, summarize
from scoring.result.write import to_bytes
from scoring.scheme.model import Ranking as TieRule

_FEW = 16
"""Dossiers that are kept in memory even where memory is to stay flat."""


class Conditions(Struct, frozen=True, kw_only=True):
    """How dossiers are evaluated; what holds for all of them."""

    scheme: Path | None = None
    """A scheme's folder; without it each dossier's own, found by its id."""
    as_of: date | None = None
    """The evaluation date; without it the last day of each dossier's period."""
    final: bool = False
    """Whether the scheme's policy is applied to what is still missing."""
    rules: str | None = None
    """The rules backend: durable or native."""
    history: Sequence[Path] = ()
    """Results of earlier periods: files or folders."""
    only: Sequence[str] = ()
    """Ids of the agencies wanted; all without any."""
    jobs: int = 1
    """Processes."""


class AgencyResult(Struct, frozen=True):
    """One agency's result: its summary, the whole of it, and the file it came from."""

    summary: Summary
    content: bytes | Path
    """Its canonical bytes, or the file that holds them."""
    source: Path
    """The dossier, or the file the result was read from."""

    @property
    def agency(self) -> str:
        """The agency's id."""
        return self.summary.agency.id

    @property
    def period(self) -> str:
        """The period, as the result writes it."""
        return self.summary.period

    def raw(self) -> bytes:
        """Its canonical bytes."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    def read(self) -> Result:
        """The whole result."""
        return from_bytes(self.raw())


class Results(Struct, frozen=True, kw_only=True):
    """Results of many agencies, in order of agency and period."""

    results: Sequence[AgencyResult]
    inputs: Sequence[Path]
    """Every file that was read as a dossier or a result."""
    code: ExitCode = ExitCode.DONE
    diagnostics: Sequence[Diagnostic] = ()
    """What was found in the dossiers, right or wrong."""
    tie_rule: TieRule | None = None
    """The scheme's rule for equal points."""
    failed: Sequence[Path] = ()
    """Dossiers that could not be evaluated."""
    stored: bool = False
    """Whether the results were read rather than evaluated now."""


class NothingEvaluated(NothingMatched):
    """No dossier could be evaluated; the exit code is that of the reasons."""

    def __init__(self, diagnostics: Sequence[Diagnostic], code: ExitCode) -> None:
        super().__init__(diagnostics)
        self.exit_code = code  # type: ignore[misc]


def results(
    paths: Sequence[Path],
    conditions: Conditions | None = None,
    *,
    folder: Path | None = None,
    observer: Observer | None = None,
) -> Results:
    """All results at `paths`, files or folders; where those are dossiers, they are evaluated.

    Args:
        folder: an empty folder for the whole results, so that memory stays flat; without it they are in memory.

    Raises:
        NothingMatched: there is nothing at the paths, or nothing could be evaluated.
    """
    conditions, observer = conditions or Conditions(), observer or Silent()
    _check_rules(conditions.rules)
    refuse_missing(paths)
    if has_results(paths):
        return _stored(paths, conditions.scheme, folder)
    evaluation = Evaluation(paths, conditions, observer, low_memory=folder is not None)
    found = evaluation.run(evaluation.prepare(), folder)
    if not found.results:
        raise NothingEvaluated(found.diagnostics, found.code)
    observer.diagnostics(found.diagnostics)
    return found


def refuse_changes(paths: Sequence[Path], conditions: Conditions, *, history: bool = False) -> None:
    """Refuse conditions that ask for another evaluation where results are read; with `history` that counts too.

    Raises:
        UsageProblem: names the options.
    """
    given = {"--as-of": conditions.as_of, "--final": conditions.final, "--history": history and conditions.history}
    names = ", ".join(name for name, value in given.items() if value)
    if names and has_results([one for one in paths if one.exists()]):
        raise usage_problem(f"{names} chỉ dùng với hồ sơ; kết quả đã ghi thì không đổi",
                            f"{names}: only for dossiers; a stored result does not change")  # fmt: skip


def _check_rules(rules: str | None) -> None:
    """Refuse a rules backend that cannot be used here, before any work is done.

    Raises:
        UsageProblem: says why.
    """
    if rules:
        from scoring.findings import backend

        backend(rules)


def _stored(paths: Sequence[Path], scheme: Path | None, folder: Path | None) -> Results:
    found: list[AgencyResult] = []
    rule, parts = None, SharedParts()
    for index, one in enumerate(iter_results(paths)):
        if not index:
            rule = _tie_rule_of_stored(scheme, one)
        summary = parts.share(summarize(one.result, rule.then_by if rule else ()))
        found.append(AgencyResult(summary, _keep(one.raw, folder, index), one.path))
    read = [one.source for one in found]
    found.sort(key=lambda one: (one.agency, one.period, str(one.source)))
    return Results(results=found, inputs=read, tie_rule=rule, stored=True)


def _tie_rule_of_stored(scheme: Path | None, first: Stored) -> TieRule | None:
    """The scheme's rule for ties, where the scheme can be found; equal points share a rank otherwise."""
    result = first.result
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_by_id(result.scheme.id, first.path)
    if folder is None:
        return None
    try:
        return local.cached_scheme(folder, result.period).scheme.ranking
    except ScoringError:
        if scheme is not None:
            raise
        return None


def _keep(data: bytes, folder: Path | None, index: int) -> bytes | Path:
    """A whole result in memory, or put into the folder."""
    if folder is None:
        return data
    file = folder / f"{index:06}.json"
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CannotRead([cannot_write(file, error)]) from None
    return file


class _Work(Struct, frozen=True):
    """A dossier to evaluate, and where its whole result goes."""

    index: int
    task: local.Task
    folder: Path | None
    tie_breakers: Sequence[str]
    sets: tuple[str, ...] | None


class _Done(Struct, frozen=True):
    """What became of a dossier; the outcome is without its result, which is in `content`."""

    outcome: local.Outcome
    summary: Summary | None = None
    content: bytes | Path = b""


def _evaluate(one: _Work, loaded: Mapping[Path, LoadedDossier] | None = None) -> _Done:
    """Evaluate a dossier, keep the whole result and return its summary."""
    outcome = local.run_task(one.task, (loaded or {}).get(one.task.path), one.sets)
    return _finished(outcome, one.folder, one.index, one.tie_breakers)


def _finished(outcome: local.Outcome, folder: Path | None, index: int, tie_breakers: Sequence[str]) -> _Done:
    if outcome.result is None:
        return _Done(outcome)
    content = _keep(to_bytes(outcome.result), folder, index)
    return _Done(replace(outcome, result=None), summarize(outcome.result, tie_breakers), content)


def _name(one: _Work) -> str:
    return one.task.path.name


Item = local.Task | local.Outcome
"""A dossier to evaluate, or why it cannot be."""


class Evaluation:
    """An evaluation of many dossiers: look over them, evaluate each, collect what became of them."""

    def __init__(
        self, paths: Sequence[Path], conditions: Conditions, observer: Observer, *, low_memory: bool = False
    ) -> None:
        """Nothing is read yet.

        Args:
            frugal: whether many dossiers are let go after a first look, and read again when they are evaluated.
        """
        self.paths, self.conditions, self.observer = paths, conditions, observer
        self.low_memory = low_memory
        self.prepared: list[local.Prepared] = []
        self.shared: list[Diagnostic] = []
        self.sets: tuple[str, ...] | None = None

    def run(
        self, items: Sequence[Item], folder: Path | None = None, known: Mapping[int, local.Outcome] | None = None
    ) -> Results:
        """Evaluate; one dossier that fails stops no other.

        Args:
            folder: where whole results go; without it they stay in memory.
            known: outcomes that an earlier run left, by the place of their item.
        """
        rule = self._tie_rule()
        done = self._done(items, folder, rule.then_by if rule else (), known or {})
        outcomes = [one.outcome for one in done]
        for one in self.prepared:
            one.loaded = None
        return Results(
            results=[
                AgencyResult(one.summary, one.content, one.outcome.path) for one in done if one.summary is not None
            ],
            inputs=[one.path for one in self.prepared],
            code=_exit_code(outcomes),
            diagnostics=[*(d for one in outcomes for d in one.diagnostics), *self.shared],
            tie_rule=rule,
            failed=[one.outcome.path for one in done if one.summary is None],
        )

    def _done(
        self,
        items: Sequence[Item],
        folder: Path | None,
        tie_breakers: Sequence[str],
        known: Mapping[int, local.Outcome],
    ) -> list[_Done]:
        """What became of each item, in their order."""
        done: dict[int, _Done] = {}
        work: list[_Work] = []
        for index, item in enumerate(items):
            outcome = known.get(index, item)
            if isinstance(outcome, local.Outcome):
                done[index] = _finished(outcome, folder, index, tie_breakers)
            else:
                work.append(_Work(index, outcome, folder, tie_breakers, self.sets))
        parts = SharedParts()
        for place, one in self._spread(work):
            summary = one.summary and parts.share(one.summary)
            done[work[place].index] = structs.replace(one, summary=summary)
        return [done[index] for index in range(len(items))]

    def _spread(self, work: Sequence[_Work]) -> Iterator[tuple[int, _Done]]:
        """Each piece of work's place and what became of it, as they become ready."""
        jobs = self.conditions.jobs
        if jobs > 1 and len(work) > 1:
            return spread(_evaluate, work, jobs, self.observer.progress, _name)
        loaded = {one.path: one.loaded for one in self.prepared if one.loaded is not None}
        do = partial(_evaluate, loaded=loaded)
        return spread(do, work, 1, self.observer.progress, _name)

    def prepare(self) -> list[Item]:
        """Read every dossier and find its scheme; what fails is an outcome already."""
        asked = self.conditions
        _check_rules(asked.rules)
        folder = inputs.scheme_folder(asked.scheme) if asked.scheme else None
        files = inputs.dossiers(self.paths)
        past = inputs.history(asked.history, self.observer)
        self._read(files, folder)
        for path, problem in local.duplicate_dossiers(self.prepared).items():
            one = next(p for p in self.prepared if p.path == path)
            agency, period, _ = one.key
            one.failure = local.Outcome(
                path=path, agency=agency, period=period, diagnostics=(problem,), code=ExitCode.FINDINGS
            )
        alone = self.prepared[0]
        if len(files) == 1 and alone.identity and alone.scheme:
            # Alone, a dossier needs one criteria set only; that is most of the start-up time.
            self.sets = local.guessed_set(alone.scheme, alone.identity[2])
        peers = local.peers_for(self.prepared)
        return [self._task(one, past, peers) for one in self._wanted()]

    def _read(self, files: Sequence[Path], folder: Path | None) -> None:
        """Read the dossiers and compare them with each other; many are not kept where that was asked for."""
        in_memory = not self.low_memory or len(files) <= _FEW
        documents = Shared() if len(files) > 1 else None
        for index, file in enumerate(files):
            if not in_memory:
                self.observer.progress(index, len(files), file.name)
            one = local.read(file)
            self._find_scheme(one, folder)
            if documents is not None and one.loaded is not None:
                documents.add(one.loaded)
                one.note_peer_values(self.conditions.final)
            if not in_memory:
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
        only = self.conditions.only
        if not only:
            return self.prepared
        known = [one.key[0] for one in self.prepared if one.identity]
        for name in only:
            if name not in known:
                raise unknown(name, known)
        return [one for one in self.prepared if one.identity and one.key[0] in only]

    def _task(
        self,
        one: local.Prepared,
        past: Mapping[str, Sequence[Past]],
        peers: Mapping[tuple[Path, str, str], Mapping[str, Peer]],
    ) -> Item:
        if one.failure is not None:
            return one.failure
        assert one.identity is not None
        assert one.scheme is not None
        agency, period, block = one.identity
        asked = self.conditions
        options = local.Options(asked.as_of, asked.final, asked.rules)
        earlier = tuple(p for p in past.get(agency, ()) if p.period < period)
        found = peers.get((one.scheme, period, block), {})
        return local.Task(path=one.path, scheme=one.scheme, options=options, history=earlier, peers=found)

    def _tie_rule(self) -> TieRule | None:
        """The rule for ties of the first scheme that can be read."""
        for one in self.prepared:
            if one.identity is not None and one.scheme is not None and one.failure is None:
                try:
                    scheme = local.cached_scheme(one.scheme, one.identity[1], self.sets).scheme
                except ScoringError:
                    continue
                return scheme.ranking
        return None


def _exit_code(outcomes: Sequence[local.Outcome]) -> ExitCode:
    """One code for many outcomes: their own when all failed alike, findings when only some did."""
    codes = {one.code for one in outcomes}
    if codes <= {ExitCode.DONE}:
        return ExitCode.DONE
    return codes.pop() if len(codes) == 1 else ExitCode.FINDINGS
