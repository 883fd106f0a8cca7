"""Checks and evaluates one dossier of many: its scheme, its problems, what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from scoring.batch.limits import DossierLimits
from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.engine import Assessment, InputDigests, Past, Peer, PeerValue, evaluate, peer_values
from scoring.errors import InvalidInput, ScoringError
from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.check_life import CONTRADICTIONS
from scoring.evidence.load import LoadedDossier, file_name, load_dossier
from scoring.evidence.model import Dossier
from scoring.findings import backend
from scoring.scheme.block_days import kinds_words, scored_words
from scoring.scheme.load import LoadedScheme, load_scheme, main_file
from scoring.scheme.model import Scheme
from scoring.values import Period, written_day

_MOST = 1_000_000


class Options(Struct, frozen=True):
    """Conditions of a run, the same for every dossier."""

    as_of: date | None = None
    final: bool = False
    rules: str | None = None
    limits: DossierLimits = field(default_factory=DossierLimits)
    part: bool = False
    """Whether the part of an inner unit may be assessed; it has no class, so nobody may ask for one by mistake."""


def _without(dossier: Dossier, refused: list[str]) -> Dossier:
    """The dossier in which these records are known not to be confirmed."""
    return dossier.model_copy(update={"unverified": refused}) if refused else dossier


def guessed_set(scheme: Path, block: str) -> tuple[str, ...] | None:
    """The criteria set of a block, guessed from the scheme's plain text; None when that is not plain. A wrong guess
    costs time only: `scheme_of` reads every set when the block turns out to use another.
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
    attachments: tuple[list[Diagnostic], list[str]] | None = None,
) -> tuple[Assessment, list[Diagnostic]]:
    """Check and evaluate one dossier: the assessment, and every problem of the dossier and of computing it.

    Args:
        attachments: what `check_attachments` found, where the caller knows it.
    """
    problems, unverified, history = problems_of(loaded, scheme, options, history, attachments)
    dossier = loaded.dossier
    try:
        result = evaluate(
            scheme.scheme,
            _without(dossier, unverified),
            as_of=options.as_of or dossier.period.last,
            final=options.final,
            backend=backend(options.rules),
            history=history,
            peers=peers or {},
            digests=InputDigests(scheme.digest, loaded.digest, loaded.file),
            diagnostics=sort([without_folder(one) for one in problems]),
        )
    except InvalidInput as error:
        place = loaded.document.place(("evidence",), key=True) if loaded.document else None
        raise InvalidInput([replace(one, place=place) for one in error.diagnostics]) from None
    broken = [
        replace(one, place=loaded.document.place(("numbers",)) if loaded.document else None)
        for one in result.diagnostics
        if one.code == "SC503"
    ]
    return result, [*problems, *broken]


def problems_of(
    loaded: LoadedDossier,
    scheme: LoadedScheme,
    options: Options,
    history: Sequence[Past] = (),
    attachments: tuple[list[Diagnostic], list[str]] | None = None,
) -> tuple[list[Diagnostic], list[str], Sequence[Past]]:
    """Check one dossier: its problems, the records known not to be confirmed, and those of the earlier results that
    are its agency's.

    Raises:
        InvalidInput: it cannot be evaluated under this scheme.
    """
    dossier, kinds = loaded.dossier, scheme.scheme.period.kinds
    if dossier.period.kind not in kinds:
        place = loaded.document.place(("period",)) if loaded.document else None
        values = kinds_words(scheme.scheme) | scored_words(scheme.scheme, dossier.agency.block)
        raise InvalidInput.of("SC628", place, period=dossier.period, **values)
    if dossier.unit is not None and not options.part:
        place = loaded.document.place(("unit",)) if loaded.document else None
        raise InvalidInput.of("SC690", place, unit=dossier.unit)
    if dossier.scheme is not None and dossier.scheme != scheme.scheme.id:
        problems = check_dossier(loaded, scheme.scheme, options.as_of or dossier.period.last)
        raise InvalidInput(problems)
    found, unverified = attachments or check_attachments(loaded)
    as_of = options.as_of or dossier.period.last
    problems = sort([*loaded.diagnostics, *found, *check_dossier(loaded, scheme.scheme, as_of)])
    history, unexplained = _own_history(loaded, scheme.scheme, history)
    if unexplained:
        problems = sort([*problems, *unexplained])
    if any(one.code in CONTRADICTIONS for one in problems) or (
        scheme.scheme.block(dossier.agency.block) is None and has_errors(problems)
    ):
        raise InvalidInput(problems)
    return problems, unverified, history


def _own_history(loaded: LoadedDossier, scheme: Scheme, history: Sequence[Past]) -> tuple[list[Past], list[Diagnostic]]:
    """The earlier results without those under the agency's id from before it existed; what they leave unexplained."""
    agency, problems = loaded.dossier.agency, []
    before = str(loaded.dossier.period.previous)
    kept = []
    for one in history:
        if agency.from_ and not one.agency and Period.parse(one.period).last < agency.from_:
            values = {"id": agency.id, "period": one.period, "day": written_day(agency.from_)}
            problems.append(Diagnostic("SC383", loaded.document.place(("agency", "from")), values, "agency.from"))
        else:
            kept.append(one)
    known = {one.agency for one in kept if one.period == before}
    # Where nobody's result is asked for, one that is missing beside others' still shows a wrong id.
    asked = scheme.policies.agency_life.predecessors != "none" or bool(known)
    for index, id in enumerate(agency.succeeds if asked and "" not in known else ()):
        if id not in known:
            place = loaded.document.place(("agency", "succeeds", index))
            problems.append(Diagnostic("SC382", place, {"id": id, "period": before}, f"agency.succeeds.{index}"))
    return kept, problems


def scheme_of(path: Path, dossier: Dossier, sets: tuple[str, ...] | None = None) -> LoadedScheme:
    """The scheme as it stands in the dossier's period, with at least the criteria set of its block."""
    # To the cache an argument that is left out and None are not the same.
    scheme = cached_scheme(path, str(dossier.period), *((sets,) if sets else ()))
    block = scheme.scheme.block(dossier.agency.block)
    if block is not None and block.set not in scheme.scheme.sets:
        # An overlay gave the block another criteria set than the plain text says.
        return cached_scheme(path, str(dossier.period))
    return scheme


def peer_values_of(path: Path, scheme: Path, period: str, final: bool) -> list[PeerValue]:
    """What a dossier contributes to the best values of its block; nothing where it or its scheme cannot be read."""
    try:
        rules = cached_scheme(scheme, period).scheme
        loaded = load_dossier(path)
    except ScoringError:
        return []
    if loaded.dossier.scheme not in {None, rules.id}:
        return []
    # Refused papers give no best value.
    _, refused = check_attachments(loaded)
    return peer_values(rules, _without(loaded.dossier, refused), final)


def duplicates(dossiers: Iterable[tuple[str, str, Path]]) -> dict[Path, Diagnostic]:
    """Dossiers, given with agency and period, that give an agency a second dossier for the same period."""
    first: dict[tuple[str, str], Path] = {}
    found: dict[Path, Diagnostic] = {}
    for agency, period, path in sorted(dossiers, key=lambda one: (*one[:2], str(one[2]))):
        earlier = first.setdefault((agency, period), path)
        if earlier is not path:
            values = {"agency": agency, "period": period, "first": str(earlier), "second": str(path)}
            found[path] = Diagnostic("SC619", Place(str(path)), values)
    return found
