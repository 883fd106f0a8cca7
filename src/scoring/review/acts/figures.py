"""The points of an entry: in whose field, changing which, within the bounds, split by cause."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.evidence.model import answer_of
from scoring.numbers import Number, normal, show
from scoring.review.acts.data import listed, number, numbers, reason_in, refuse, texts
from scoring.review.acts.who import unknown
from scoring.review.campaign import Campaign, Person
from scoring.review.entry import Entry
from scoring.review.lines import final_figure, level_before
from scoring.review.state import AgencyState, Criterion, Figure, State
from scoring.review.table import CAUSES

_NOTHING: Mapping[str, Any] = {}


def covers(person: Person, criterion: Criterion) -> bool:
    """Whether a criterion is in the field somebody is responsible for."""
    return not person.fields or any(one in criterion.path for one in person.fields)


def leads(campaign: Campaign, person: Person, criterion: Criterion) -> bool:
    """Whether this person's points are the stage's figure; another's are a second opinion.

    The chair's always are; of members sharing a field, those of the one the campaign names first.
    """
    if person.role == "chair":
        return True
    first = responsible(campaign, person.body, criterion)
    return first is not None and first.id == person.id


def responsible(campaign: Campaign, body: str | None, criterion: Criterion) -> Person | None:
    """The member of a body who answers for a criterion; None where it is in nobody's field."""
    return next(
        (
            x
            for x in campaign.people
            if x.role == "member" and x.body == body and covers(x, criterion)
        ),
        None,
    )


def duty(state: State, person: Person, criterion: Criterion) -> tuple[bool, bool]:
    """Whether a criterion is in somebody's field, and whether his points are the stage's figure; found once."""
    found = criterion.duties.get(person.id)
    if found is None:
        covered = covers(person, criterion)
        counts = covered and leads(state.opened, person, criterion)
        found = criterion.duties[person.id] = (covered, counts)
    return found


def _points(data: Mapping[str, Any], criterion: Criterion) -> Number:
    written: Any = data.get("points")
    found = criterion.within.get(written) if written.__class__ is str else None
    if found is None:
        found = number(written, "points")
        if not criterion.low <= found <= criterion.high:
            values = {"criterion": criterion.id}
            for name, one in (("points", found), ("low", criterion.low), ("high", criterion.high)):
                values |= {name: show(one), f"{name}_en": show(one, "en")}
            raise refuse("SC925", **values)
        criterion.within[written] = found
    return found


def figure_of(
    state: State, one: AgencyState, criterion: Criterion, entry: Entry, counts: bool
) -> Figure:
    """The points of an entry, with the reason and causes of what they change."""
    data = entry.data
    points = _points(data, criterion)
    base, before = (
        final_base(state, one, criterion.id)
        if entry.act == "decided"
        else level_before(one, criterion.id)
    )
    causes = numbers(data, "causes") if "causes" in data else _NOTHING
    gap = (
        0 if before is None or before is points
        else _gap(points.as_integer_ratio(), before.as_integer_ratio())
    )  # fmt: skip
    if gap or before is None:
        reason = reason_in(data, entry.act)
        wrong = (
            _sum(causes).as_integer_ratio() != gap.as_integer_ratio()
            or not all(causes.values())
            or not causes.keys() <= CAUSES.keys()
        )
    else:
        reason, wrong = data.get("reason", ""), bool(causes)
    if wrong:
        strange = next((id for id in causes if id not in CAUSES), None)
        if strange is not None:
            raise unknown("nguyên nhân", "cause", strange, CAUSES)
        values = {"criterion": criterion.id, "known": ", ".join(CAUSES)}
        for lang, end in (("vi", ""), ("en", "_en")):
            given = " + ".join(f"{id} {show(points, lang)}" for id, points in causes.items())
            values[f"gap{end}"], values[f"given{end}"] = show(gap, lang), given or "–"
            values[f"before{end}"] = show(before, lang) if before is not None else "–"
        raise refuse("SC928", **values)
    corrected = texts(data, "numbers") if "numbers" in data else _NOTHING
    for id, text in corrected.items():
        if answer_of(text) is None:
            raise refuse("SC933", key=f"numbers.{id}")
    return Figure(
        entry.seq, one.stage, entry.actor, entry.role, entry.at, points, base, before, causes, str(reason),
        listed(data, "refused") if "refused" in data else (),
        corrected,
        listed(data, "evidence") if "evidence" in data else (), counts,
    )  # fmt: skip


def _sum(causes: Mapping[str, Number]) -> Number:
    # Nearly every change has one cause, and adding it to nothing takes as long as all the rest.
    return next(iter(causes.values())) if len(causes) == 1 else sum(causes.values())


@lru_cache(maxsize=4096)
def _gap(points: tuple[int, int], before: tuple[int, int]) -> Number:
    # Of numerators and denominators: to compare or look up fractions takes many times as long.
    return normal(Fraction(*points) - Fraction(*before))


def final_base(state: State, one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    """The final points so far, which an appeal's decision changes."""
    figure, points = final_figure(state, one, criterion)
    return (figure.seq if figure else 0), points


__all__ = ["covers", "duty", "figure_of", "final_base", "leads", "responsible"]
