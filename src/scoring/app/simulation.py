"""What a result would be if some of its inputs were others; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.app.changes import apply
from scoring.app.observer import Observer, Silent
from scoring.app.recorded import Context, Finder
from scoring.app.stored import choose, collect, has_results, reading, unknown
from scoring.app.summaries import class_text
from scoring.batch import local
from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem
from scoring.numbers import exact_text, from_exact, normal
from scoring.result.write import result_of, to_data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What is changed: a dossier, its scheme's folder and how both are evaluated."""

    dossier: Any
    folder: Path
    options: local.Options
    past: tuple[Any, ...]
    peers: dict[str, Any]
    result: dict[str, Any] | None = None
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
) -> dict[str, Any]:
    """What changes in a result: criteria, groups, total and class, before and after, as plain data.

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
    from scoring.engine import evaluate
    from scoring.findings import backend

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
    return _compare(to_data(result_of(before)), to_data(result_of(after)))


def _from_result(
    source: Path,
    agency: str | None,
    scheme: Path | None,
    evidence: Sequence[Path],
    history: Sequence[Path],
    observer: Observer,
) -> _Start:
    stored = choose(collect([source]), agency)
    with reading(source):
        context = Context.of(stored, inputs.history(history, observer) if history else None)
        final = bool(stored.data["final"])
    id = stored.data["scheme"]["id"]
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(source, id)
    dossier = Finder(evidence).find(stored)
    options = local.Options(context.as_of, final)
    return _Start(
        dossier=dossier, folder=folder, options=options, past=context.history,
        peers=context.peers, result=stored.data,
    )  # fmt: skip


def _from_dossier(
    source: Path,
    agency: str | None,
    scheme: Path | None,
    history: Sequence[Path],
    observer: Observer,
) -> _Start:
    dossier = _one_dossier(source, agency)
    named = dossier.dossier.scheme
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(source, named)
    past = inputs.history(history, observer).get(dossier.dossier.agency.id, ())
    return _Start(
        dossier=dossier, folder=folder, options=local.Options(), past=tuple(past), peers={}
    )


def _refuse_misfits(changes: Sequence[str], after: Any) -> None:
    """A value that its measure cannot take is a mistake of the one who typed it, not an open question.

    Raises:
        UsageProblem: names every such change with the reason.
    """
    found = []
    for given in changes:
        name = given.partition("=")[0].strip()
        one = after.measured.get(name) or after.measured.get(f"judgement:{name}")
        if one is not None and one.state == "error" and one.note:
            why, why_en = one.note
            values = {"given": given, "why": why, "why_en": why_en, "guess": ""}
            found.append(Diagnostic("SC615", None, values))
    if found:
        raise UsageProblem(found)


def _moved_on(result: dict[str, Any], scheme: Any, dossier: Any) -> list[Diagnostic]:
    """Warnings where scheme or dossier are no longer those of the result: the trial starts from today's."""
    found = []
    for code, path, recorded, now in (
        ("SC608", scheme.path, result["scheme"]["digest"], scheme.digest),
        ("SC609", dossier.path, result["dossier"]["digest"], dossier.digest),
    ):
        if recorded != now:
            values = {"path": str(path), "recorded": recorded, "computed": now}
            found.append(Diagnostic(code, None, values, level="warning"))
    return found


def _one_dossier(source: Path, agency: str | None) -> Any:
    from scoring.evidence.load import load_dossier

    loaded = [load_dossier(one) for one in inputs.dossiers([source])]
    ids = [one.dossier.agency.id for one in loaded]
    wanted = [one for one in loaded if agency in (None, one.dossier.agency.id)]
    if not wanted:
        raise unknown(agency or "", ids)
    if len(wanted) > 1:
        raise UsageProblem(
            [Diagnostic("SC618", None, {"count": str(len(wanted)), "known": ", ".join(ids)})]
        )
    return wanted[0]


def _compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs between two results: criteria, groups, total, class."""
    rows: list[dict[str, Any]] = []
    for key in ("criteria", "groups"):
        later = {one["id"]: one for one in after[key]}
        for one in before[key]:
            other = later.get(one["id"], one)
            if any(one[k] != other[k] for k in ("certain", "attainable", "status")):
                rows.append({"id": one["id"], "title": one["title"], **_change(one, other),
                             "status": {"before": one["status"], "after": other["status"]}})  # fmt: skip
    found = {key: class_text(one) for key, one in (("before", before), ("after", after))}
    possible = {
        key: one["classification"]["possible"]
        for key, one in (("before", before), ("after", after))
    }
    return {"items": rows, "total": _change(before["total"], after["total"]), "class": found, "possible": possible,
            "agency": before["agency"], "banner": before["scheme"].get("banner")}  # fmt: skip


def _change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    gap = {
        k: exact_text(normal(from_exact(after[k]) - from_exact(before[k])))
        for k in ("certain", "attainable")
    }
    return {
        "before": {k: before[k] for k in ("certain", "attainable")},
        "after": {k: after[k] for k in ("certain", "attainable")}, "difference": gap,
    }  # fmt: skip


__all__ = ["simulate"]
