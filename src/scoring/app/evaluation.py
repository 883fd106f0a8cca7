"""Many results at hand: dossiers evaluated now, or stored results read back, on one way for every use case."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import structs

from scoring.app import inputs
from scoring.app.agency_results import AgencyResult, Results
from scoring.app.checking import check_of
from scoring.app.chunk import Done, Run, Target, Task, failed, spool_name, work, write_plain
from scoring.app.conditions import Conditions, connected, pool_of
from scoring.app.files import cannot_write, refuse_missing
from scoring.app.folder import MARKER
from scoring.app.look_over import Failure, Overview, expected, look_over
from scoring.app.observer import Observer, Silent
from scoring.app.stored import Stored, has_results, iter_results
from scoring.atomic_write import temporary_file
from scoring.batch import local
from scoring.batch.limits import DossierLimits
from scoring.batch.pool import Pool
from scoring.batch.spread import spread
from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError, usage_problem
from scoring.evidence.documents import Shared
from scoring.result.mapped import Mapped
from scoring.result.model import Result
from scoring.result.summary import PackedSummaries, Summary, summarize
from scoring.result.write import ranking_rule
from scoring.scheme.load import LoadedScheme

_KEPT = 1000
"""Problems that are kept; all are told and counted."""


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
    contents: bool = True,
    observer: Observer | None = None,
) -> Results:
    """All results at `paths`, files or folders; where those are dossiers, they are evaluated.

    Args:
        folder: an empty folder for the whole results, so that memory stays flat; without it they are in memory.
        contents: whether the whole results are wanted without a folder; else there are their summaries alone.

    Raises:
        NothingMatched: there is nothing at the paths, or nothing could be evaluated.
    """
    conditions, observer = conditions or Conditions(), observer or Silent()
    check_rules(conditions.rules)
    refuse_missing(paths)
    if has_results(paths):
        return _stored(paths, conditions, folder, contents, observer)
    with evaluation(paths, conditions, observer, hold_back=True) as one:
        found = one.run(Target(folder=folder, spool=True, contents=contents)).found
    if not found.results:
        raise NothingEvaluated(found.diagnostics, found.code)
    return found


_CONDITIONS = {
    "as_of": ("ngày đánh giá", "the evaluation date"),
    "final": ("chốt kỳ", "the close of the period"),
    "history": ("kết quả kỳ trước", "earlier results"),
}


def refuse_changes(paths: Sequence[Path], conditions: Conditions, *, history: bool = False) -> None:
    """Refuse conditions that ask for another evaluation where results are read; with `history` that counts too. Raises
    UsageProblem, which names the conditions.
    """
    given = {"as_of": conditions.as_of, "final": conditions.final, "history": history and conditions.history}
    asked = [name for name, value in given.items() if value]
    if asked and has_results([one for one in paths if one.exists()]):
        vi, en = (", ".join(_CONDITIONS[name][at] for name in asked) for at in (0, 1))
        raise usage_problem(
            f"{vi} chỉ dùng với hồ sơ; kết quả đã ghi thì không đổi",
            f"{en}: only for dossiers; a stored result does not change",
            *asked,
        )


def check_rules(rules: str | None) -> None:
    """Refuse a rules backend that cannot be used here, before any work is done. Raises UsageProblem, which says why."""
    if rules:
        from scoring.findings import backend

        backend(rules)


def _stored(
    paths: Sequence[Path], conditions: Conditions, folder: Path | None, contents: bool, observer: Observer
) -> Results:
    found: list[AgencyResult] = []
    rules, packed = _RankingRules(conditions.scheme, observer), PackedSummaries()
    with check_of(conditions, observer) as ledger:
        for index, one in enumerate(map(ledger.checked, iter_results(paths))):
            held = packed.copy(summarize(rules.complete(one)))
            kept: bytes | str | None = one.raw if contents else None
            if folder is not None:
                kept = str(folder / spool_name(index))
                write_plain(Path(kept), one.raw)
            found.append(AgencyResult(held, kept, str(one.path)))
    read = Mapped([one.file for one in found], Path)
    found.sort(key=lambda one: one.order)
    return Results(results=found, inputs=read, unknown_rules=rules.unknown, in_ledger=ledger.is_asked, stored=True)


class _RankingRules:
    """Adds the rule for ranking to stored results that lack it, or the rule of the scheme given."""

    def __init__(self, given: Path | None, observer: Observer) -> None:
        self.given = None if given is None else inputs.scheme_folder(given)
        self.observer = observer
        self.unknown: set[str] = set()
        self._schemes: dict[tuple[str, str], LoadedScheme | None] = {}

    def complete(self, stored: Stored) -> Result:
        """The result with its rule; noted as unknown if it records none and its scheme in that version is not here."""
        result, own = stored.result, stored.result.scheme
        if self.given is None and own.ranking is not None:
            return result
        key = own.digest, result.period
        if key not in self._schemes:
            self._schemes[key] = self._scheme(stored)
        found = self._schemes[key]
        if found is None:
            return result
        return structs.replace(result, scheme=structs.replace(own, ranking=ranking_rule(found.scheme)))

    def _scheme(self, stored: Stored) -> LoadedScheme | None:
        result = stored.result
        if self.given is not None:
            found = local.cached_scheme(self.given, result.period)
            if found.digest != result.scheme.digest:
                values = {"path": str(self.given), "scheme": result.scheme.id, "agency": stored.agency}
                self.observer.diagnostics([Diagnostic("SC652", Place(str(stored.path)), values)])
            return found
        folder = inputs.scheme_by_id(result.scheme.id, stored.path)
        with suppress(ScoringError):
            here = None if folder is None else local.cached_scheme(folder, result.period)
            if here is not None and here.digest == result.scheme.digest:
                return here
        self.unknown.add(result.scheme.digest)
        return None


@contextmanager
def evaluation(
    paths: Sequence[Path], conditions: Conditions, observer: Observer, *, hold_back: bool = False
) -> Iterator[Evaluation]:
    """Dossiers looked over, and ready to be evaluated.

    Args:
        hold_back: whether problems are told only once there is a result.
    """
    check_rules(conditions.rules)
    refuse_missing(paths)
    with connected(conditions) as given, pool_of(given) as pool:
        yield Evaluation(
            look_over(paths, given, pool, observer), conditions=given, pool=pool, observer=observer, hold_back=hold_back
        )


class Evaluation:
    """An evaluation of many dossiers that were looked over."""

    def __init__(
        self, overview: Overview, conditions: Conditions, pool: Pool, observer: Observer, hold_back: bool
    ) -> None:
        self.overview, self.conditions, self.pool, self.observer = overview, conditions, pool, observer
        self.hold_back = hold_back

    def run(self, target: Target) -> Collected:
        """Evaluate chunk after chunk; one dossier that fails stops no other."""
        files, items, asked = self.overview.files, deque(self.overview.items), self.conditions
        common = Run(
            options=local.Options(
                asked.as_of, asked.final, asked.rules, DossierLimits(asked.time_limit, asked.memory_limit)
            ),
            target=target,
            sets=self.overview.sets,
            facts=len(files) > 1,
        )
        collected = Collected(target, self.observer, facts=common.facts, hold_back=self.hold_back)
        tasks = [one for one in items if isinstance(one, Task)]
        done, count = 0, len(tasks)
        with ExitStack() as stack:
            if self.pool.executor is not None:
                marker = stack.enter_context(_marker(target.folder)) if target.folder and not target.check else None
                common = structs.replace(common, expected=expected(self.overview.tasks(), self.pool, marker))
            answers = stack.enter_context(closing(spread(partial(work, common), tasks, self.pool)))
            # Thousands of tasks take much memory: each is let go when it is done.
            self.overview = Overview(items=(), files=files)
            del tasks
            while items:
                one = items.popleft()
                if isinstance(one, Failure):
                    collected.add(one, one.done)
                    continue
                self.observer.progress(done, count, one.path.name)
                answer = next(answers).answer
                collected.add(one, answer or failed(ScoringError.of("SC634", Place(str(one.path)))))
                done += 1
            # Now the last chunk ends, too: its files are put on the disk.
            next(answers, None)
        self.observer.progress(done, done, "")
        collected.finish(files)
        return collected


@contextmanager
def _marker(folder: Path) -> Iterator[Path]:
    """A file in the folder of results, by which another machine knows that it is the same; one that a killed run left
    there is taken away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary_file(folder / MARKER) as path:
            yield path
    except OSError as error:
        raise CannotRead([cannot_write(folder, error)]) from None


class Collected:
    """What became of the dossiers so far; problems are told as they arise."""

    def __init__(self, target: Target, observer: Observer, *, facts: bool, hold_back: bool) -> None:
        self.target, self.observer, self.hold_back = target, observer, hold_back
        self.documents = Shared() if facts else None
        self.packed = PackedSummaries()
        self.results: list[AgencyResult] = []
        self.failed: list[tuple[str, str, Path]] = []
        self.kept = 0
        """How many results of an earlier run were kept."""
        self.differing: list[Path] = []
        self._codes: set[ExitCode] = set()
        self._counts: Counter[Severity] = Counter()
        self._problems: list[Diagnostic] = []
        self._elsewhere: set[object] = set()
        self._unwanted = False
        """Whether there are dossiers of which only the documents matter."""

    def add(self, one: Task | Failure, done: Done) -> None:
        """Add a dossier."""
        if self.documents is not None:
            self.documents.add(done.facts)
        if not one.wanted:
            self._unwanted = True
            return
        self._codes.add(done.code)
        if done.summary is None:
            self.failed.append((done.agency, done.period, one.path))
        elif isinstance(one, Task):
            self._add_result(one, done, done.summary)
        self._tell(done.diagnostics, one.path)

    def _add_result(self, task: Task, done: Done, summary: bytes | Summary) -> None:
        target = self.target
        content: bytes | str | None = done.content
        if target.folder is not None:
            path = target.folder / (spool_name(task.index) if target.spool else task.name)
            if target.keeps_json:
                content = str(path)
            if done.differs:
                self.differing.append(path)
        held = summary if isinstance(summary, Summary) else self.packed.add(done.agency, done.period, summary)
        self.results.append(AgencyResult(held, content, str(task.path)))
        self.kept += done.kept

    def _tell(self, found: Iterable[Diagnostic], path: Path) -> None:
        """Tell and count problems; of one that many dossiers meet elsewhere, as in their scheme, the first."""
        new = [one for one in found if not self._known(one, path)]
        self._counts.update(one.severity for one in new)
        self._problems += new[: _KEPT - len(self._problems)]
        if self.hold_back and not self.results:
            return
        if self.hold_back:
            self.hold_back, new = False, self._problems
        if new:
            self.observer.diagnostics(new)

    def _known(self, one: Diagnostic, path: Path) -> bool:
        if one.place is not None and one.place.file in {str(path), path.as_posix()}:
            return False
        key = one.code, one.place, tuple(sorted(one.values.items()))
        known = key in self._elsewhere
        self._elsewhere.add(key)
        return known

    def finish(self, files: Sequence[Path]) -> None:
        """Tell what the dossiers share, and bring the results in order."""
        shared = self.documents.problems() if self.documents is not None else iter(())
        if self._unwanted:
            wanted = {path.as_posix() for path in (*(one.source for one in self.results), *(x[2] for x in self.failed))}
            shared = (one for one in shared if any(x and x.file in wanted for x in (one.place, one.related)))
        while part := list(islice(shared, _KEPT)):
            self._counts.update(one.severity for one in part)
            self._problems += part[: _KEPT - len(self._problems)]
            if not self.hold_back:
                self.observer.diagnostics(part)
        self.documents = None  # of thousands, they take much memory
        self.results.sort(key=lambda one: one.order)
        self.found = Results(
            results=self.results,
            inputs=files,
            code=exit_code(self._codes),
            diagnostics=self._problems,
            counts=dict(self._counts),
            failed=[path for _, _, path in sorted(self.failed)],
        )


def exit_code(codes: set[ExitCode]) -> ExitCode:
    """One code for many dossiers: their own when all failed alike, findings when only some did."""
    if codes <= {ExitCode.DONE}:
        return ExitCode.DONE
    return min(codes) if len(codes) == 1 else ExitCode.FINDINGS
