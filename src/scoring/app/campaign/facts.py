"""Facts the appraising body establishes: checked with the dossier, evaluated with it, entered; all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.app.campaign.acts import files_by_name
from scoring.app.campaign.evaluation import (
    History,
    Peers,
    assess_agency,
    best_values,
    campaign_scheme,
    earlier_results,
    points_by_facts,
    submitted_dossier,
)
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic, Place, did_you_mean, has_errors, sort
from scoring.engine.compile import plan_for
from scoring.engine.plan import Plan
from scoring.errors import InvalidInput
from scoring.evidence.model import Dossier
from scoring.evidence.titles import with_titles
from scoring.numbers import show
from scoring.result.model import Result
from scoring.review.entry import Draft, Entry
from scoring.review.facts import Fact
from scoring.review.state import AgencyState, Refused
from scoring.scheme.load import LoadedScheme

Keep = Callable[[Mapping[str, Path | bytes]], dict[str, str]]
"""Puts files into the store of the session that writes: their digests by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Established:
    """A fact that was established: the agency's result before and after."""

    fact: Fact
    before: Result = field(repr=False)
    after: Result = field(repr=False)
    problems: Sequence[Diagnostic] = ()
    """Warnings and notes, each with its place."""


def establish(
    session: Session, facts: Sequence[Fact], *, by: str, places: Sequence[Place] = (), at: str | None = None
) -> tuple[list[Entry], list[Established]]:
    """Enter facts that the appraiser `by` found: their entries, and what each changes.
    `places`: where each was read. Raises InvalidInput if one does not fit the scheme, or the dossier with it has errors
    that it had not before; Refused if it may not be entered; Conflict if others have written meanwhile (SC901).
    """
    drafts, found = facts_to_enter(session, facts, by=by, places=places, at=at)
    return session.act(drafts, places=places, unchanged_ledger=True), found


def facts_to_enter(
    session: Session, facts: Sequence[Fact], *, by: str, places: Sequence[Place] = (), at: str | None = None
) -> tuple[list[Draft], list[Established]]:
    """The acts that establish facts, each with the points it leads to, not entered yet; see `establish`."""
    scheme, history, keep = campaign_scheme(session), earlier_results(session), session.keep
    # Points relative to the block are computed at the publication; until then the best of before will do.
    peers = best_values(session, scheme)
    drafts: list[Draft] = []
    found: list[Established] = []
    problems: list[Diagnostic] = []
    for index, fact in enumerate(facts):
        place = places[index] if places else None
        try:
            draft, trial, told = _tried(session, fact, scheme, history, peers, keep, by=by, at=at)
        except InvalidInput as error:
            if isinstance(error, Refused) and not places:
                raise
            problems += [replace(one, place=place) for one in error.diagnostics]
            continue
        before, after = (
            assess_agency(one, one.state.agencies[fact.agency], scheme, history, peers=peers).final
            for one in (session, trial)
        )
        told += _told(session, trial, fact, before, after)
        found.append(
            Established(fact=fact, before=before, after=after, problems=[replace(one, place=place) for one in told])
        )
        drafts.append(draft)
        session = trial
    if problems:
        raise InvalidInput(sort(problems))
    return drafts, found


def _tried(
    session: Session,
    fact: Fact,
    scheme: LoadedScheme,
    history: History,
    peers: Peers,
    keep: Keep,
    *,
    by: str,
    at: str | None,
) -> tuple[Draft, Session, list[Diagnostic]]:
    """The act of one fact, the session after it, and the warnings of the dossier that only arise with it."""
    one = session.state.agencies.get(fact.agency)
    data = _data(session, fact, scheme, one)
    # Whether the table of moves allows it is known before anything is evaluated.
    trial = session.trial([session.draft("established", by, at, **data)])
    if fact.files:
        data["attachments"] = keep(files_by_name(fact.files))
        trial = session.trial([session.draft("established", by, at, **data)])
    effect, problems = points_by_facts(trial, trial.state.agencies[fact.agency], scheme, history, peers)
    if has_errors(problems):
        raise InvalidInput(problems)
    draft = session.draft("established", by, at, **data, **effect)
    return draft, session.trial([draft]), problems


def _data(session: Session, fact: Fact, scheme: LoadedScheme, one: AgencyState | None) -> dict[str, Any]:
    """The data of the entry, without the points; InvalidInput if the scheme has no such kind or measure."""
    kinds = scheme.scheme.evidence_kinds
    given = fact.record, fact.numbers, fact.lists, fact.applies
    why = ("", "")
    if not any(given):
        why = "chưa có nội dung nào", "it has no content"
    elif fact.record is not None and not fact.source.strip():
        why = "chưa ghi nguồn", "its source is missing"
    if why[0]:
        raise InvalidInput.of("SC880", agency=fact.agency, why=why[0], why_en=why[1])
    unknown = [kind for kind in fact.lists if kind not in kinds]
    if unknown:
        guess = did_you_mean(unknown[0], kinds)
        raise InvalidInput.of("SC403", id=unknown[0], guess=guess, known=with_titles(kinds, kinds))
    data: dict[str, Any] = {
        "agency": fact.agency,
        "reason": fact.reason or None,
        "source": fact.source or None,
        "numbers": dict(fact.numbers) or None,
        "lists": dict(fact.lists) or None,
    }
    if one is None or one.submission is None:
        return data | {"record": fact.record and {**fact.record, "id": "td1", "title": fact.record["kind"]}}
    with submitted_dossier(session, one, attachments=False) as loaded:
        dossier = loaded.dossier
    record = None
    if fact.record is not None:
        kind = kinds.get(fact.record["kind"])
        title = kind.title if kind else fact.record["kind"]
        record = {"id": _free_id(dossier, one), "title": title, **fact.record}
        alike = [x.seq for x in one.facts_in_force if x.record and {**x.record, "id": record["id"]} == record]
        if alike and "id" not in fact.record:
            # Most likely the same file or command once more.
            raise InvalidInput.of("SC820", agency=fact.agency, entry=alike[0])
    plan = plan_for(scheme.scheme, one.agency.block)
    assert plan is not None
    applies = [*dict.fromkeys((*fact.applies, *_overruled(plan, dossier, fact)))]
    return data | {"record": record, "applies": applies or None}


def _free_id(dossier: Dossier, one: AgencyState) -> str:
    """The first id ``td1``, ``td2`` … that no record of the dossier and no fact has."""
    taken = {record.id for record in dossier.evidence} | {fact.record["id"] for fact in one.facts if fact.record}
    number = 1
    while f"td{number}" in taken:
        number += 1
    return f"td{number}"


def _overruled(plan: Plan, dossier: Dossier, fact: Fact) -> Iterator[str]:
    """What the agency states not to apply although the fact says something of it: a measure, a criterion, a group."""
    measures = plan.set.measures
    kind = fact.record["kind"] if fact.record else None
    touched = {id for id, one in measures.items() if one.selection is not None and kind in one.selection.kinds}
    touched |= fact.numbers.keys()
    # A measure comes after those it is derived from only in some schemes.
    while more := {id for id, one in measures.items() if not touched.isdisjoint(one.inputs)} - touched:
        touched |= more
    nodes = plan.set.by_id
    for stated in dossier.not_applicable:
        id = stated.criterion
        leaves = nodes[id].leaves() if id in nodes else ()
        if id in touched or any(not touched.isdisjoint(plan.by_criterion[leaf.id].reads) for leaf in leaves):
            yield id


def _told(session: Session, trial: Session, fact: Fact, before: Result, after: Result) -> list[Diagnostic]:
    """What to know of a fact's effect: points by hand it replaces, criteria it leaves without points."""
    was, now = (one.state.agencies[fact.agency] for one in (session, trial))
    found: list[Diagnostic] = []
    left: list[str] = []
    for id, line in now.lines.items():
        hand, latest = was.line(id).counted(), line.counted()
        if line.is_later(line.open_since) and not was.line(id).open_since:
            left.append(id)
        elif hand and latest and latest.by_facts and not hand.by_facts and hand.points != latest.points:
            values = {"agency": fact.agency, "criterion": id, "entry": str(hand.seq)}
            for end, lang in (("", "vi"), ("_en", "en")):
                values |= {f"points{end}": show(hand.points, lang), f"now{end}": show(latest.points, lang)}
            found.append(Diagnostic("SC882", None, values))
    if left:
        found.append(Diagnostic("SC883", None, {"agency": fact.agency, "criteria": ", ".join(left)}))
    same = ((x.total, x.classification, [y.id for y in x.findings]) for x in (before, after))
    if next(same) == next(same) and not left and before.criteria == after.criteria:
        found.append(Diagnostic("SC887", None, {"agency": fact.agency}))
    return found
