"""Dossiers looked over before any is evaluated: whose they are, by which scheme, against whom they are compared."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, structs

from scoring import __version__
from scoring.app import inputs
from scoring.app.chunk import Done, Task, failed
from scoring.app.conditions import Conditions
from scoring.app.observer import Observer
from scoring.app.stored import unknown
from scoring.batch import local
from scoring.batch.expected import Expected
from scoring.batch.pool import Pool
from scoring.batch.spread import spread
from scoring.diagnostics import Diagnostic, Place
from scoring.engine import Past, Peer, PeerValue, best_of, compares
from scoring.errors import ScoringError
from scoring.evidence.documents import document_facts
from scoring.evidence.identity import identity_in, identity_of
from scoring.evidence.load import LIMITS, Likely, is_dossier, likely_dossiers, load_dossier
from scoring.evidence.succession import circles
from scoring.result.mapped import Mapped
from scoring.yaml_source import read_bytes


class Failure(Struct, frozen=True):
    """A dossier that cannot be evaluated, and why."""

    path: Path
    done: Done
    wanted: bool = True


class Overview(Struct, frozen=True, kw_only=True):
    """What is known of dossiers before they are evaluated."""

    items: Sequence[Task | Failure]
    """The dossiers in order of their files; of those not wanted, the documents alone matter."""
    files: Sequence[Path]
    """Every one; made when asked for, since of thousands paths take much memory."""
    sets: tuple[str, ...] | None = None
    """The criteria sets that are enough for these dossiers, where that is known."""

    def tasks(self) -> Iterator[Task]:
        """The dossiers to evaluate."""
        return (one for one in self.items if isinstance(one, Task) and one.wanted)

    @property
    def count(self) -> int:
        """How many dossiers are wanted, those among them that fail."""
        return sum(one.wanted for one in self.items)


def look_over(paths: Sequence[Path], asked: Conditions, pool: Pool, observer: Observer) -> Overview:
    """Look over the dossiers at `paths`. Of each only the head is interpreted; all of it where that is not enough, and
    where its scheme compares agencies.
    """
    scheme = inputs.scheme_folder(asked.scheme) if asked.scheme else None
    likely = likely_dossiers(paths)
    past = inputs.history(asked.history, observer) if likely else {}
    seen = _seen(likely, scheme, asked.final, pool)
    if not seen:
        raise inputs.no_dossiers(paths)
    # An agency alone is compared with nobody.
    items, peers = [one.item for one in seen], _peers(seen) if len(seen) > 1 else {}
    del seen
    files, sets = Mapped([str(one.path) for one in items], Path), None
    if len(likely) == 1 and isinstance(items[0], Task):
        # Alone, a dossier needs one criteria set only; that is most of the start-up time.
        sets = local.guessed_set(items[0].scheme, items[0].identity.block)
    chosen = _chosen(_without_circles(_without_duplicates(items)), asked.only, observer)
    return Overview(items=[_equipped(one, past, peers) for one in chosen], files=files, sets=sets)


class _Seen(NamedTuple):
    """A dossier that was looked over, and what it contributes to the best values of its block."""

    item: Task | Failure
    values: Sequence[PeerValue] = ()


def _seen(likely: Sequence[Likely], scheme: Path | None, final: bool, pool: Pool) -> list[_Seen]:
    """The dossiers among these files."""
    if len(likely) == 1:
        alone = _look(scheme, 0, likely[0], whole=True)
        return [_Seen(alone)] if alone else []
    numbered = list(enumerate(likely))
    if pool.executor is not None:
        return _seen_elsewhere([one for one in (_look(scheme, *one) for one in numbered) if one], final, pool)
    if not pool.here:
        _read_scheme_ahead(scheme, numbered)
    found = spread(partial(_look_at_chunk, scheme, final), numbered, pool)
    return [one for (_, file), seen in found for one in (_lost(file) if seen is None else seen)]


def _look_at_chunk(scheme: Path | None, final: bool, files: Sequence[tuple[int, Likely]]) -> Generator[list[_Seen]]:
    """Of each file the dossier it is, or an empty list."""
    for index, file in files:
        one = _look(scheme, index, file)
        values = _values(one, final) if isinstance(one, Task) and _compares(one) else ()
        yield [_Seen(one, values)] if one else []


def _read_scheme_ahead(scheme: Path | None, files: Iterable[tuple[int, Likely]]) -> None:
    """Read the scheme of the first dossier before processes are forked: then each of them has it."""
    # Imported here: one process is the common case, and a short start matters.
    from scoring.batch.processes import forks

    if forks():
        first = next(filter(None, (_look(scheme, *one) for one in files)), None)
        # A scheme that does not load is reported with each dossier.
        with suppress(ScoringError):
            if isinstance(first, Task):
                local.cached_scheme(first.scheme, first.identity.period)


def _lost(file: Likely) -> list[_Seen]:
    """What is known of a file at which a process died twice."""
    return [_Seen(Failure(file.path, failed(ScoringError.of("SC634", Place(str(file.path))))))]


def _seen_elsewhere(items: Sequence[Task | Failure], final: bool, pool: Pool) -> list[_Seen]:
    """The dossiers with their values, which a caller's executor reads. Their heads were read here: they tell which
    scheme whoever works there must have in common with this process.
    """
    tasks = [one for one in items if isinstance(one, Task) and _compares(one)]
    found = spread(partial(_values_of_chunk, final, expected(tasks, pool)), tasks, pool)
    values = {task.index: values or () for task, values in found}
    return [_Seen(one, values.get(one.index, ()) if isinstance(one, Task) else ()) for one in items]


def _look(scheme: Path | None, index: int, one: Likely, *, whole: bool = False) -> Task | Failure | None:
    """What the head of a file tells, or the `whole` of it; None where it is no dossier."""
    file, suffix = one.path, one.path.suffix.lower()
    identity, loaded = None, None
    # What cannot be read is told where it is read as a dossier.
    with suppress(ScoringError):
        raw = read_bytes(file, LIMITS.size)
        if not (one.named or is_dossier(suffix, raw)):
            return None
        identity = None if whole else identity_in(suffix, raw)
    try:
        if identity is None:
            loaded = load_dossier(file)
            identity = identity_of(loaded)
        return Task(
            index=index,
            path=file,
            identity=identity,
            scheme=scheme or inputs.scheme_for(file, identity.scheme),
            loaded=loaded if whole else None,
        )
    except ScoringError as error:
        return _failure(file, error)


def _failure(file: Path, error: ScoringError) -> Failure:
    """Why a dossier cannot be evaluated: because of `error`, unless it cannot even be read."""
    try:
        loaded = load_dossier(file)
    except ScoringError as worse:
        return Failure(file, failed(worse))
    found = identity_of(loaded)
    return Failure(file, failed(error, found.agency, found.period, document_facts(loaded)))


def _agency(one: Task | Failure) -> tuple[str, str]:
    """Agency and period; both empty where the dossier could not be read."""
    return one.identity[:2] if isinstance(one, Task) else (one.done.agency, one.done.period)


def _without_duplicates(items: Sequence[Task | Failure]) -> Sequence[Task | Failure]:
    """The dossiers, where a second one of an agency and period is a failure."""

    def doubles() -> dict[Path, Diagnostic]:
        return local.duplicates((*_agency(one), one.path) for one in items if any(_agency(one)))

    if not (found := doubles()):
        return items
    # A dossier that cannot be read counts for none: those in question are read to the end.
    several = {_agency(one) for one in items if one.path in found}
    items = [_readable(one) if _agency(one) in several else one for one in items]
    found = doubles()
    return [_failure(one.path, ScoringError([found[one.path]])) if one.path in found else one for one in items]


def _without_circles(items: Sequence[Task | Failure]) -> Sequence[Task | Failure]:
    """The dossiers, where those of agencies that succeed each other in a circle are failures."""
    succeeds: dict[str, list[str]] = {}
    for one in items:
        if isinstance(one, Task) and one.identity.succeeds:
            succeeds.setdefault(one.identity.agency, []).extend(one.identity.succeeds)
    if not (found := circles(succeeds)):
        return items
    told = {id: " → ".join([*way, way[0]]) for way in found for id in way}

    def refused(one: Task | Failure) -> Task | Failure:
        if isinstance(one, Failure) or not one.identity.succeeds or one.identity.agency not in told:
            return one
        place = load_dossier(one.path).document.place(("agency", "succeeds"))
        return _failure(one.path, ScoringError.of("SC380", place, circle=told[one.identity.agency]))

    return [refused(one) for one in items]


def _readable(one: Task | Failure) -> Task | Failure:
    try:
        load_dossier(one.path)
    except ScoringError as error:
        return Failure(one.path, failed(error))
    return one


def _peers(seen: Iterable[_Seen]) -> dict[tuple[Path, str, str], Mapping[str, Peer]]:
    """Best values by scheme, period and block, where the scheme compares agencies."""
    groups: dict[tuple[Path, str], list[PeerValue]] = {}
    for task, values in seen:
        if isinstance(task, Task) and values:
            groups.setdefault((task.scheme, task.identity.period), []).extend(values)
    return {
        (path, period, block): peers
        for (path, period), values in groups.items()
        for block, peers in best_of(values).items()
    }


def _compares(task: Task) -> bool:
    try:
        scheme = local.cached_scheme(task.scheme, task.identity.period).scheme
    except ScoringError:
        return False
    return compares(scheme, task.identity.block)


def _values_of_chunk(final: bool, expected: Expected | None, tasks: Sequence[Task]) -> Generator[list[PeerValue]]:
    """What each dossier contributes to the best values, where another machine may read them."""
    with expected.at_work([tasks[0].path]) if expected else nullcontext():
        for one in tasks:
            yield _values(one, final)


def _values(task: Task, final: bool) -> list[PeerValue]:
    return local.peer_values_of(task.path, task.scheme, task.identity.period, final)


def expected(tasks: Iterable[Task], pool: Pool, marker: Path | None = None) -> Expected | None:
    """What whoever works the tasks has to have in common with this process; None where that is this machine's."""
    if pool.executor is None:
        return None
    digests = {}
    for scheme, period in {(one.scheme, one.identity.period) for one in tasks}:
        # A scheme that does not load is reported with each dossier.
        with suppress(ScoringError):
            digests[scheme, period] = local.cached_scheme(scheme, period).digest
    return Expected(version=__version__, folder=Path.cwd(), schemes=digests, marker=marker)


def _chosen(items: Sequence[Task | Failure], only: Sequence[str], observer: Observer) -> Sequence[Task | Failure]:
    """The dossiers of these agencies; of the others it is only looked for documents they share. Raises NothingMatched
    if one of the agencies has none; why a dossier cannot be read is told before, since it may be that agency's.
    """
    known = sorted(agency for agency, _ in map(_agency, items) if agency)
    if not only or not known:
        return items
    for name in only:
        if name not in known:
            for one in items:
                if isinstance(one, Failure) and not any(_agency(one)):
                    observer.diagnostics(one.done.diagnostics)
            raise unknown(name, known)
    return [one if _agency(one)[0] in only else structs.replace(one, wanted=False) for one in items]


def _equipped(
    one: Task | Failure, past: Mapping[str, Sequence[Past]], peers: Mapping[tuple[Path, str, str], Mapping[str, Peer]]
) -> Task | Failure:
    """The dossier with the earlier results and the best values that it is evaluated with."""
    if isinstance(one, Failure) or not (past or peers):
        return one
    agency, period, block, _, succeeds = one.identity
    earlier = inputs.earlier_of(past, agency, succeeds, period)
    return structs.replace(one, history=earlier, peers=peers.get((one.scheme, period, block), {}))
