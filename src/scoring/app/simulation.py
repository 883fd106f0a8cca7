"""What a result would be if some of its inputs were others; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.app import inputs
from scoring.app.changes import apply
from scoring.app.observer import Observer, Silent
from scoring.app.recorded import Context, Finder
from scoring.app.stored import choose, collect, has_results, unknown
from scoring.batch import local
from scoring.diagnostics import Diagnostic
from scoring.engine import Assessment, Past, Peer, evaluate
from scoring.errors import UsageProblem
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.findings import backend
from scoring.json_write import canonical
from scoring.numbers import exact_text
from scoring.result.base import Span
from scoring.result.compare import Comparison, Item, compare, ends_difference
from scoring.result.model import Result
from scoring.result.words import note_texts
from scoring.result.write import result_of, to_data
from scoring.scheme.load import LoadedScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What is changed: a dossier, its scheme's folder and how both are evaluated."""

    dossier: LoadedDossier
    folder: Path
    options: local.Options
    past: tuple[Past, ...]
    peers: dict[str, Peer]
    result: Result | None = None
    """The stored result that is asked about."""


def simulate(
    source: Path,
    changes: Sequence[str],
    *,
    scheme: Path | None = None,
    evidence: Sequence[Path] = (),
    agency: str | None = None,
    as_of: date | None = None,
    final: bool = False,
    history: Sequence[Path] = (),
    rules: str | None = None,
    observer: Observer | None = None,
) -> Comparison:
    """What changes in a result: criteria, groups, total and class, before and after.

    Args:
        source: a stored result or a dossier.
        changes: ``measure=value``, ``criterion=points`` or ``criterion=khong-ap-dung``.
        scheme: the scheme's folder; without it the one that the source names.
        evidence: where the result's dossier is, or folders to look in.
        agency: the agency's id, where the source holds several.
        as_of: the evaluation date; without it that of the result, or the period's last day.
        final: whether the scheme's policy is applied to what is still missing.
        history: results of earlier periods; without any those that the result records.
        rules: the rules backend: durable or native.
        observer: told of what is wrong with the dossier, or no longer as it was.

    Raises:
        CannotRead: the source, or the dossier of a result, is not there.
        IntegrityFailure: the dossier of a result is no longer readable as one.
        NothingMatched: there is no such agency.
        UsageProblem: a change names nothing known, or its value cannot be taken.
    """
    observer = observer or Silent()
    if has_results([source]):
        start = _from_result(source, agency, scheme, evidence, history, observer)
        options = local.Options(as_of or start.options.as_of, final or start.options.final, rules)
    else:
        start = _from_dossier(source, agency, scheme, history, observer)
        options = local.Options(as_of, final, rules)
    loaded = local.cached_scheme(start.folder, str(start.dossier.dossier.period))
    if start.result is not None:
        observer.diagnostics(_moved_on(start.result, loaded, start.dossier))
    before, problems = local.assess(start.dossier, loaded, options, start.past, start.peers)
    observer.diagnostics(problems)
    changed_scheme, changed_dossier = apply(changes, loaded.scheme, before.dossier)
    after = evaluate(
        changed_scheme, changed_dossier, as_of=before.as_of, final=options.final, backend=backend(rules),
        history=start.past, peers=start.peers,
    )  # fmt: skip
    _refuse_misfits(changes, after)
    return compare(result_of(before), result_of(after))


def _from_result(
    source: Path,
    agency: str | None,
    scheme: Path | None,
    evidence: Sequence[Path],
    history: Sequence[Path],
    observer: Observer,
) -> _Start:
    stored = choose(collect([source]), agency)
    result = stored.result
    context = Context.of(stored, inputs.history(history, observer) if history else None)
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(source, result.scheme.id)
    dossier = Finder(evidence).find(stored)
    options = local.Options(context.as_of, result.final)
    return _Start(
        dossier=dossier, folder=folder, options=options, past=context.history,
        peers=context.peers, result=result,
    )  # fmt: skip


def _from_dossier(
    source: Path, agency: str | None, scheme: Path | None, history: Sequence[Path], observer: Observer
) -> _Start:
    dossier = _one_dossier(source, agency)
    named = dossier.dossier.scheme
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(source, named)
    past = inputs.history(history, observer).get(dossier.dossier.agency.id, ())
    return _Start(dossier=dossier, folder=folder, options=local.Options(), past=tuple(past), peers={})


def _refuse_misfits(changes: Sequence[str], after: Assessment) -> None:
    """A value that its measure cannot take is a mistake of the one who typed it, not an open question.

    Raises:
        UsageProblem: names every such change with the reason.
    """
    found = []
    for given in changes:
        name = given.partition("=")[0].strip()
        one = after.measured.get(name) or after.measured.get(f"judgement:{name}")
        if one is not None and one.state == "error" and one.note:
            why, why_en = note_texts(one.note)
            values = {"given": given, "why": why, "why_en": why_en, "guess": ""}
            found.append(Diagnostic("SC615", None, values))
    if found:
        raise UsageProblem(found)


def _moved_on(result: Result, scheme: LoadedScheme, dossier: LoadedDossier) -> list[Diagnostic]:
    """Warnings where scheme or dossier are no longer those of the result: the trial starts from today's."""
    found = []
    for code, path, recorded, now in (
        ("SC608", scheme.path, result.scheme.digest, scheme.digest),
        ("SC609", dossier.path, result.dossier.digest, dossier.digest),
    ):
        if recorded != now:
            values = {"path": str(path), "recorded": recorded, "computed": now}
            found.append(Diagnostic(code, None, values, level="warning"))
    return found


def _one_dossier(source: Path, agency: str | None) -> LoadedDossier:
    loaded = [load_dossier(one) for one in inputs.dossiers([source])]
    ids = [one.dossier.agency.id for one in loaded]
    wanted = [one for one in loaded if agency in (None, one.dossier.agency.id)]
    if not wanted:
        raise unknown(agency or "", ids)
    if len(wanted) > 1:
        raise UsageProblem([Diagnostic("SC618", None, {"count": str(len(wanted)), "known": ", ".join(ids)})])
    return wanted[0]


def to_bytes(found: Comparison) -> bytes:
    """What a trial changes as canonical JSON."""
    before, after = found.first, found.second
    items = [
        {
            "id": one.id,
            "title": one.title,
            "status": {"before": one.status, "after": other.status},
            **_change(one, other),
        }
        for one, other in changed(found)
    ]
    ends = {"before": before.classification, "after": after.classification}
    data = {
        "items": items,
        "total": _change(before.total, after.total),
        "class": {key: one.text() for key, one in ends.items()},
        "possible": {key: list(one.possible) for key, one in ends.items()},
        "agency": to_data(before.agency),
        "banner": before.scheme.banner,
    }
    return canonical(data)


def changed(found: Comparison) -> Iterator[tuple[Item, Item]]:
    """The criteria and groups whose points or status a trial changes, before and after."""
    for one in (*found.criteria, *(found.groups or ())):
        if one.changed and one.before and one.after:
            yield one.before, one.after


def _change(before: Span, after: Span) -> dict[str, dict[str, str]]:
    low, high = ends_difference(before, after)
    return {
        "before": {"certain": before.certain, "attainable": before.attainable},
        "after": {"certain": after.certain, "attainable": after.attainable},
        "difference": {"certain": exact_text(low), "attainable": exact_text(high)},
    }
