"""Decisions entered in the ledger: appraisers', all of them or none; on appeals, with their effect on the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from scoring.app.campaign.evaluation import (
    Evaluated,
    assess_agency,
    campaign_scheme,
    earlier_results,
    effect_without,
    submitted_dossier,
)
from scoring.app.campaign.facts import facts_to_enter
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic, Place, did_you_mean, sort
from scoring.errors import InvalidInput
from scoring.evidence.model import Percent, answer_of
from scoring.evidence.paper_identity import may_be_same_agency, nearest_title
from scoring.numbers import Number, decimal_text, exact_text, show
from scoring.result.model import Result
from scoring.review.decisions import Decision, Given, decision_data, points_in
from scoring.review.entry import Draft, Entry
from scoring.review.entry_data import shown_ends
from scoring.review.facts import Fact
from scoring.review.score_lines import computed_points, level_before
from scoring.review.state import State

if TYPE_CHECKING:
    from scoring.evidence.model import Dossier

_SORTS = (
    (bool, "có hay không", "yes or no (có, không)"),
    (Percent, "phần trăm (có dấu %)", "a percentage (with its sign)"),
    (str, "mã mức", "the id of a level"),
    (object, "số không có dấu %", "a number without a percent sign"),
)


def appraise(
    session: Session,
    given: Sequence[Given],
    *,
    by: str,
    places: Sequence[Place] = (),
    at: str | None = None,
    accept_changed: bool = False,
) -> list[Entry]:
    """Enter decisions of the appraiser `by`, after the facts given with them: their entries.
    `given`: facts come first. `places`: where each was read (`scoring.app.campaign.decision_files`); what is refused is
    then told for all of them at once as InvalidInput, each with its place. Else the first of them is Refused.
    `accept_changed`: take in rows of a sheet that was made before the agency handed in another dossier, though their
    points differ now.
    """
    problems = list(_contradictions(session.state, given, places))
    if not accept_changed:
        problems += _changed_since(session.state, given, places)
    if problems:
        raise InvalidInput(sort(problems))
    facts = [one for one in given if isinstance(one, Fact)]
    decisions = [one for one in given if isinstance(one, Decision)]
    established, told = facts_to_enter(session, facts, by=by, places=places[: len(facts)], at=at) if facts else ([], [])
    entered, places = places, places[len(facts) :]
    after = session.trial(established) if facts else session
    drafts = [session.draft("appraised", by, at, **data) for data in decision_data(after.state, decisions)]
    if places and (refused := after.refusals(drafts)):
        raise InvalidInput(replace(one, place=places[index]) for index, error in refused for one in error.diagnostics)
    if unknown := _unknown_references(session, decisions, places):
        raise InvalidInput(unknown)
    session.observer.diagnostics([problem for one in told for problem in one.problems])
    return session.act([*established, *drafts], places=entered, unchanged_ledger=bool(facts))


def _contradictions(state: State, given: Sequence[Given], places: Sequence[Place]) -> Iterator[Diagnostic]:
    """Rows of a sheet whose names of agency or criterion are not those of their ids (SC870, SC871)."""
    for one, place in zip(given, places, strict=False):
        agency = state.agencies.get(one.agency)
        if agency is None:
            continue
        name, title = one.said.get("agency_name"), one.said.get("title")
        if name and not may_be_same_agency(name, agency.agency.name):
            values = {"agency": one.agency, "name": name, "registered": agency.agency.name}
            yield Diagnostic("SC870", place, values)
        if isinstance(one, Fact):
            continue
        titles = {id: criterion.title for id, criterion in state.criteria_of(agency).items() if criterion.title}
        own = titles.pop(one.criterion, None)
        if title and own and title != own and nearest_title(title, own, titles.values()) != own:
            yield Diagnostic("SC871", place, {"criterion": one.criterion, "title": title, "registered": own})


def _changed_since(state: State, given: Sequence[Given], places: Sequence[Place]) -> Iterator[Diagnostic]:
    """Rows of a sheet made before their agency's dossier changed: points that were others then (SC873), facts (SC888).
    Likewise points of a sheet that does not know a fact yet (SC889). A sheet without digests shows what changed only by
    what was computed of the dossier.
    """
    for one, place in zip(given, places, strict=False):
        agency, digest = state.agencies.get(one.agency), one.said.get("dossier")
        if isinstance(one, Fact):
            if agency is not None and agency.submission is not None and digest not in (None, agency.submission.dossier):
                yield Diagnostic("SC888", place, {"agency": one.agency})
            continue
        if agency is None or agency.submission is None or one.criterion not in state.criteria_of(agency):
            continue
        submission = agency.submission
        now = {
            "computed": computed_points(submission, one.criterion),
            "previous": level_before(agency, one.criterion)[1],
        }
        then = {key: points_in(one.said.get(key, "").lstrip("'")) for key in now}
        if digest is None:
            changed = then["computed"] is not None and _rounded(then["computed"]) != _rounded(now["computed"])
        else:
            changed = digest != submission.dossier and any(_rounded(then[key]) != _rounded(now[key]) for key in now)
        if changed:
            values = {"agency": one.agency, "criterion": one.criterion}
            for name, points in (("then", then), ("now", now)):
                values |= _points_words(name, points["computed"], points["previous"])
            yield Diagnostic("SC873", place, values)
            continue
        latest = agency.line(one.criterion).counted()
        if latest and latest.by_facts and then["previous"] is not None:
            before, after = then["previous"], latest.points
            if _rounded(before) != _rounded(after) and points_in(one.points) != after:
                values = {"agency": one.agency, "criterion": one.criterion, "entry": str(latest.seq)}
                for end, lang in (("", "vi"), ("_en", "en")):
                    values |= {f"then{end}": show(before, lang, 6), f"now{end}": show(after, lang, 6)}
                yield Diagnostic("SC889", place, values)


def _rounded(value: Number | None) -> str:
    """Points as a sheet writes those without a decimal end."""
    return "" if value is None else decimal_text(value)


def _points_words(name: str, computed: Number | None, previous: Number | None) -> dict[str, str]:
    vi, en = (["–" if one is None else show(one, lang, 6) for one in (computed, previous)] for lang in ("vi", "en"))
    return {name: f"theo hồ sơ {vi[0]}, mức trước {vi[1]}", f"{name}_en": f"computed {en[0]}, previous {en[1]}"}


def _unknown_references(session: Session, decisions: Sequence[Decision], places: Sequence[Place]) -> list[Diagnostic]:
    """Problems with records refused and numbers corrected that the dossier does not have (SC863, SC864).
    Entered, they would change nothing and nobody would see it: the ledger itself knows dossiers by digest only.
    """
    asked = {one.agency for one in decisions if one.refused or one.numbers}
    dossiers = {id: found for id in sorted(asked) if (found := _dossier(session, id)) is not None}
    return [
        problem
        for index, one in enumerate(decisions)
        if one.agency in dossiers
        for problem in _unknown_in_dossier(one, dossiers[one.agency], places[index] if places else None)
    ]


def _dossier(session: Session, agency: str) -> Dossier | None:
    """What an agency handed in; None where it did not, which the table of moves refuses."""
    one = session.state.agencies.get(agency)
    if one is None or one.submission is None:
        return None
    with submitted_dossier(session, one, attachments=False) as loaded:
        return loaded.dossier


def _unknown_in_dossier(one: Decision, dossier: Dossier, place: Place | None) -> list[Diagnostic]:
    records = [record.id for record in dossier.evidence]
    found = [_absent(one, "minh chứng", "record", id, records, place) for id in one.refused if id not in records]
    for id, text in one.numbers.items():
        declared = dossier.numbers.get(id)
        if declared is None:
            found.append(_absent(one, "số liệu", "number", id, list(dossier.numbers), place))
        elif declared.value is not None and _sort(declared.value) != _sort(answer_of(text)):
            _, vi, en = _SORTS[_sort(declared.value)]
            values = {"number": id, "text": text, "sort": vi, "sort_en": en}
            found.append(Diagnostic("SC864", place, values))
    return found


def _absent(one: Decision, kind: str, kind_en: str, id: str, known: list[str], place: Place | None) -> Diagnostic:
    values = {
        "agency": one.agency, "kind": kind, "kind_en": kind_en, "id": id, "known": ", ".join(known) or "–",
        "guess": did_you_mean(id, known),
    }  # fmt: skip
    return Diagnostic("SC863", place, values)


def _sort(value: Any) -> int:
    if value is None:
        return -1
    return next(index for index, (sort, _, _) in enumerate(_SORTS) if isinstance(value, sort))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a decision would lead to; nothing is written."""

    points: Number | None
    """The points it would give: as typed, else what accepted papers and numbers come to; None while that is a span."""
    accepted: tuple[Number, Number]
    """What accepted papers and numbers come to: certain and attainable points."""
    before: Result = field(repr=False)
    after: Result = field(repr=False)


def try_appraisal(session: Session, one: Decision, *, by: str, at: str | None = None) -> Tried:
    """Compute what a decision of the appraiser `by` would lead to; its reason and cause may be missing still, and its
    points. Raises Refused if this person may not decide it now; InvalidInput if it refuses a paper or corrects a number
    that the dossier does not have.
    """
    if unknown := _unknown_references(session, [one], ()):
        raise InvalidInput(unknown)
    scheme, past = campaign_scheme(session), earlier_results(session)
    state = session.state.agencies[one.agency]

    def result_with(points: str) -> Evaluated:
        filled = dataclasses.replace(
            one, points=points, reason=one.reason or "–", causes=one.causes or {"judgement": ""}
        )
        (data,) = decision_data(session.state, [filled])
        trial = session.trial([session.draft("appraised", by, at, **data)])
        return assess_agency(trial, trial.state.agencies[one.agency], scheme, past)

    previous = level_before(state, one.criterion)[1]
    low = session.state.criteria_of(state)[one.criterion].low
    typed = one.points or exact_text(low if previous is None else previous)
    found = result_with(typed)
    ends = shown_ends(found.computed.outcomes[one.criterion])
    points = points_in(one.points) if one.points else None
    if not one.points and ends[0] == ends[1]:
        points, found = ends[0], result_with(exact_text(ends[0]))
    before = assess_agency(session, state, scheme, past).final
    return Tried(points=points, accepted=ends, before=before, after=found.final)


@dataclass(frozen=True, slots=True)
class Decided:
    """An appeal that was decided: the agency's result before and after."""

    entry: Entry
    before: Result = field(repr=False)
    after: Result = field(repr=False)


def decide(
    session: Session, one: Decision, *, by: str, accepted: bool = True, fact: int | None = None, at: str | None = None
) -> Decided:
    """Decide an appeal: accepted with the points and causes of a decision, or rejected, for its reason alone. Raises
    Refused if there is no such appeal, or this person may not decide it now; Conflict if others have written while the
    effect was computed (SC901). `fact`: the entry of the fact that the appeal is about, in place of a criterion;
    accepted, the fact is set aside.
    """
    draft, before, after = try_decision(session, one, by=by, accepted=accepted, fact=fact, at=at)
    ends = {"before": before, "after": after}
    effect = {key: {"total": x.total.certain, "class": x.classification.certain} for key, x in ends.items()}
    final = session.draft("decided", by, draft.at, **draft.data, effect=effect)
    (entry,) = session.act([final], unchanged_ledger=True)
    return Decided(entry, before, after)


def try_decision(
    session: Session, one: Decision, *, by: str, accepted: bool = True, fact: int | None = None, at: str | None = None
) -> tuple[Draft, Result, Result]:
    """The act that decides an appeal, and the agency's result before and after it; nothing is written. See `decide`."""
    data: dict[str, Any] = {"agency": one.agency, "reason": one.reason or None, "accepted": accepted}
    if fact is not None:
        data["fact"] = fact
        if accepted:
            data |= effect_without(session, session.draft("decided", by, at, **data))
    else:
        data["criterion"] = one.criterion
        if accepted:
            data |= next(decision_data(session.state, [one], final=True))
    draft = session.draft("decided", by, at, **data)
    trial = session.trial([draft])
    loaded, past = campaign_scheme(session), earlier_results(session)
    both = (assess_agency(each, each.state.agencies[one.agency], loaded, past) for each in (session, trial))
    before, after = (found.final for found in both)
    return draft, before, after
