"""What a result would be if some of its inputs were others; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.changes import apply
from scoring.app.conditions import Conditions
from scoring.app.observer import SILENT, Observer
from scoring.app.result_inputs import Context, Finder
from scoring.app.stored import choose, collect, has_results
from scoring.batch import local
from scoring.diagnostics import Diagnostic
from scoring.engine import Assessment, evaluate
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
class Start:
    """What is changed or advised on: a dossier, its scheme's folder and how both are evaluated."""

    folder: Path
    dossier: LoadedDossier
    context: Context
    result: Result | None = None
    """The stored result that is asked about."""


def simulate(
    source: Path,
    changes: Sequence[str],
    conditions: Conditions | None = None,
    *,
    evidence: Sequence[Path] = (),
    agency: str | None = None,
    observer: Observer = SILENT,
) -> Comparison:
    """What changes in a result: criteria, groups, total and class, before and after.
    `source`: a stored result or a dossier. `changes`: ``measure=value``, ``criterion=points`` or
    ``criterion=khong-ap-dung``. `conditions`: what is not said is as the result records it. `evidence`: where the
    result's dossier is, or folders to look in. Raises IntegrityFailure if the dossier of a result is none any longer;
    UsageProblem if a change names nothing known, or its value cannot be taken.
    """
    asked = conditions or Conditions()
    start = starting_point(source, agency, asked, evidence, observer)
    context, final = start.context, asked.final or (start.result is not None and start.result.final)
    options = local.Options(asked.as_of or context.as_of, final, asked.rules)
    loaded = local.cached_scheme(start.folder, str(start.dossier.dossier.period))
    if start.result is not None:
        observer.diagnostics(changed_since(start.result, loaded, start.dossier))
    before, problems = local.assess(start.dossier, loaded, options, context.history, context.peers)
    observer.diagnostics(problems)
    changed_scheme, changed_dossier = apply(changes, loaded.scheme, before.dossier)
    after = evaluate(
        changed_scheme,
        changed_dossier,
        as_of=before.as_of,
        final=final,
        backend=backend(asked.rules),
        history=context.history,
        peers=context.peers,
    )
    _refuse_misfits(changes, after)
    return compare(result_of(before), result_of(after))


def starting_point(
    source: Path, agency: str | None, asked: Conditions, evidence: Sequence[Path], observer: Observer
) -> Start:
    """The dossier of a source, which is itself or a result, with all it is evaluated with."""
    if has_results([source]):
        stored = choose(collect([source]), agency)
        context = Context.of(stored, inputs.history(asked.history, observer) if asked.history else None)
        folder = inputs.scheme_for(source, stored.result.scheme.id, asked.scheme)
        found = _as_recorded(Finder(evidence).find(stored), stored.result)
        return Start(folder=folder, dossier=found, context=context, result=stored.result)
    dossiers = [load_dossier(one) for one in inputs.dossiers([source])]
    dossier = choose(dossiers, agency, lambda one: one.dossier.agency.id)
    folder = inputs.scheme_for(source, dossier.dossier.scheme, asked.scheme)
    own = dossier.dossier.agency
    past = inputs.history(asked.history, observer)
    earlier = inputs.earlier_of(past, own.id, own.succeeds, str(dossier.dossier.period))
    return Start(folder=folder, dossier=dossier, context=Context(None, earlier, {}))


def _as_recorded(loaded: LoadedDossier, result: Result) -> LoadedDossier:
    """The dossier; of a campaign's result with its word on when the agency exists, which the campaign's list gives."""
    given = result.agency
    if result.appraisal is None:
        return loaded
    days = {"from_": given.from_, "until": given.until}
    known = {key: date.fromisoformat(day) if day else None for key, day in days.items()}
    agency = loaded.dossier.agency.model_copy(update={**known, "succeeds": list(given.succeeds)})
    return replace(loaded, dossier=loaded.dossier.model_copy(update={"agency": agency}))


def _refuse_misfits(changes: Sequence[str], after: Assessment) -> None:
    """Name every change whose value its measure cannot take: a mistake of the one who typed it, no open question."""
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


def changed_since(result: Result, scheme: LoadedScheme, dossier: LoadedDossier) -> list[Diagnostic]:
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
