"""Reads, checks and evaluates many dossiers; a dossier that fails stops no other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.engine import Assessment, InputDigests, Past, Peer, PeerValue, best_of, evaluate, peer_values
from scoring.errors import ExitCode, InvalidInput, ScoringError
from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.documents import check_shared
from scoring.evidence.load import LoadedDossier, file_name, load_dossier
from scoring.evidence.model import Dossier
from scoring.findings import backend
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.scheme.load import LoadedScheme, load_scheme, main_file

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """Conditions of a run, the same for every dossier."""

    as_of: date | None = None
    final: bool = False
    rules: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One dossier to evaluate, with all a worker process needs."""

    path: Path
    scheme: Path
    options: Options
    history: tuple[Past, ...] = ()
    peers: Mapping[str, Peer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result or the failure of one dossier."""

    path: Path
    agency: str = ""
    period: str = ""
    result: Result | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    code: ExitCode = ExitCode.DONE


@dataclass(slots=True, kw_only=True)
class Prepared:
    """A dossier read, or why it could not be; and the folder of its scheme."""

    path: Path
    loaded: LoadedDossier | None = None
    scheme: Path | None = None
    failure: Outcome | None = None
    identity: tuple[str, str, str] | None = None
    """Agency, period and block; kept when the dossier itself is dropped."""
    peers: list[PeerValue] = field(default_factory=list)
    """What it contributes to measures scored relative to its block."""

    def __post_init__(self) -> None:
        if self.loaded is not None:
            dossier = self.loaded.dossier
            self.identity = dossier.agency.id, str(dossier.period), dossier.agency.block

    @property
    def key(self) -> tuple[str, str, str]:
        """Sort key: agency, period, path; the first two are empty where the dossier could not be read."""
        agency, period, _ = self.identity or ("", "", "")
        return agency, period, str(self.path)

    def note_peer_values(self, final: bool) -> None:
        """Note what the dossier contributes to its block's best values, where its scheme can be read."""
        if self.loaded is None or self.scheme is None:
            return
        dossier = self.loaded.dossier
        try:
            scheme = cached_scheme(self.scheme, str(dossier.period), None).scheme
        except ScoringError:
            return
        if dossier.scheme in {None, scheme.id}:
            self.peers = peer_values(scheme, dossier, final)
        if self.peers:
            # Refused papers give no best value; attachments are read only where the scheme compares.
            _, refused = check_attachments(self.loaded)
            self.peers = peer_values(scheme, _without(dossier, refused), final)


def _without(dossier: Dossier, refused: list[str]) -> Dossier:
    """The dossier in which these records are known not to be confirmed."""
    return dossier.model_copy(update={"unverified": refused}) if refused else dossier


def failed(path: Path, error: ScoringError, agency: str = "", period: str = "") -> Outcome:
    """The outcome of a dossier that could not be evaluated."""
    return Outcome(path=path, agency=agency, period=period, diagnostics=tuple(error.diagnostics), code=error.exit_code)


def read(path: Path) -> Prepared:
    """Read one dossier; a failure is kept in the answer, not raised."""
    try:
        return Prepared(path=path, loaded=load_dossier(path))
    except ScoringError as error:
        return Prepared(path=path, failure=failed(path, error))


def guessed_set(scheme: Path, block: str) -> tuple[str, ...] | None:
    """The criteria set of a block, guessed from the scheme's plain text; None when that is not plain.

    A wrong guess costs time only: `run_task` reads every set when the block turns out to use another.
    """
    main = main_file(scheme)
    try:
        text = main.read_text("utf-8", "replace")[:_MOST]
    except OSError:
        return None
    section = re.search(r"^blocks:(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    for item in re.split(r"^\s*-\s", section[1], flags=re.MULTILINE) if section else ():
        id, chosen = (re.search(rf"\b{key}:\s*([\w.-]+)", item) for key in ("id", "set"))
        if id and chosen and id[1] == block:
            return (chosen[1],)
    return None


@lru_cache(maxsize=64)
def cached_scheme(path: Path, period: str, sets: tuple[str, ...] | None = None) -> LoadedScheme:
    """A scheme, read once per process for each period."""
    return load_scheme(path, period, sets)


def without_folder(one: Diagnostic) -> Diagnostic:
    """The diagnostic with file names instead of paths: a result must not depend on its folder."""
    if one.place is None:
        return one
    related = one.related and replace(one.related, file=file_name(Path(one.related.file)))
    place = replace(one.place, file=file_name(Path(one.place.file)))
    return replace(one, place=place, related=related)


def assess(
    loaded: LoadedDossier,
    scheme: LoadedScheme,
    options: Options,
    history: Sequence[Past] = (),
    peers: Mapping[str, Peer] | None = None,
) -> tuple[Assessment, list[Diagnostic]]:
    """Check and evaluate one dossier: the assessment, and every problem of the dossier."""
    kinds = scheme.scheme.period.kinds
    dossier = loaded.dossier
    if dossier.period.kind not in kinds:
        place = loaded.document.place(("period",)) if loaded.document else None
        raise InvalidInput.of("SC628", place, period=dossier.period)
    if dossier.scheme is not None and dossier.scheme != scheme.scheme.id:
        problems = check_dossier(loaded, scheme.scheme, options.as_of or dossier.period.last)
        raise InvalidInput(problems)
    found, unverified = check_attachments(loaded)
    as_of = options.as_of or dossier.period.last
    problems = sort([*loaded.diagnostics, *found, *check_dossier(loaded, scheme.scheme, as_of)])
    if scheme.scheme.block(dossier.agency.block) is None and has_errors(problems):
        raise InvalidInput(problems)
    result = evaluate(
        scheme.scheme,
        _without(dossier, unverified),
        as_of=as_of,
        final=options.final,
        backend=backend(options.rules),
        history=history,
        peers=peers or {},
        digests=InputDigests(scheme.digest, loaded.digest, loaded.file),
        diagnostics=sort([without_folder(one) for one in problems]),
    )
    return result, problems


def run_task(task: Task, loaded: LoadedDossier | None = None, sets: tuple[str, ...] | None = None) -> Outcome:
    """Evaluate one dossier; never raises for what is wrong with the input."""
    agency = period = ""
    try:
        loaded = loaded or load_dossier(task.path)
        agency, period = loaded.dossier.agency.id, str(loaded.dossier.period)
        scheme = cached_scheme(task.scheme, period, sets)
        block = scheme.scheme.block(loaded.dossier.agency.block)
        if block is not None and block.set not in scheme.scheme.sets:
            # An overlay gave the block another criteria set than the plain text says.
            scheme = cached_scheme(task.scheme, period, None)
        result, problems = assess(loaded, scheme, task.options, task.history, task.peers)
    except ScoringError as error:
        return failed(task.path, error, agency, period)
    code = ExitCode.FINDINGS if has_errors(problems) else ExitCode.DONE
    return Outcome(
        path=task.path, agency=agency, period=period, result=result_of(result), diagnostics=tuple(problems), code=code
    )


def duplicate_dossiers(prepared: Sequence[Prepared]) -> dict[Path, Diagnostic]:
    """Dossiers that give an agency a second dossier for the same period."""
    first: dict[tuple[str, str], Path] = {}
    found: dict[Path, Diagnostic] = {}
    for one in sorted((p for p in prepared if p.identity), key=lambda p: p.key):
        agency, period, _ = one.key
        if (agency, period) in first:
            values = {"agency": agency, "period": period, "first": str(first[agency, period]), "second": str(one.path)}
            found[one.path] = Diagnostic("SC619", Place(str(one.path)), values)
        first.setdefault((agency, period), one.path)
    return found


def peers_for(prepared: Sequence[Prepared]) -> dict[tuple[Path, str, str], dict[str, Peer]]:
    """Best values by scheme, period and block, over every dossier that could be compared."""
    groups: dict[tuple[Path, str], list[PeerValue]] = {}
    for one in prepared:
        if one.peers and one.scheme is not None:
            groups.setdefault((one.scheme, one.key[1]), []).extend(one.peers)
    return {
        (path, period, block): peers
        for (path, period), values in groups.items()
        for block, peers in best_of(values).items()
    }


def shared_documents(prepared: Sequence[Prepared]) -> list[Diagnostic]:
    """Documents that several agencies of the run claim as their own."""
    return list(check_shared([one.loaded for one in prepared if one.loaded is not None]))
