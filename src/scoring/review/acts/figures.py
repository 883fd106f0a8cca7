"""The points an entry gives: by whom, within which bounds, and how their change splits by cause."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.evidence.model import answer_of
from scoring.numbers import Number, negative_meant, normal, show
from scoring.review.acts.act import Act
from scoring.review.acts.checks import unknown_id
from scoring.review.acts.data import number, numbers, reason_in, refuse, text_list, texts
from scoring.review.campaign import Campaign, Person
from scoring.review.entry import Entry, EntryData
from scoring.review.score_lines import final_figure
from scoring.review.state import AgencyState, Criterion, Figure, State
from scoring.review.words import CAUSES

_NOTHING: Mapping[str, Any] = {}


def covers(person: Person, criterion: Criterion) -> bool:
    """Whether a criterion is in the field somebody is responsible for."""
    return not person.fields or any(one in criterion.path for one in person.fields)


def responsible(campaign: Campaign, body: str | None, criterion: Criterion) -> Person | None:
    """The member of a body who answers for a criterion; None where it is in nobody's field."""
    return next((x for x in campaign.people if x.role == "member" and x.body == body and covers(x, criterion)), None)


def duty(state: State, person: Person, criterion: Criterion) -> tuple[bool, bool]:
    """Whether a criterion is in somebody's field, and whether their points are the stage's figure; cached.

    The chair's always are; of members sharing a field, those of the first. Another's are a second opinion.
    """
    found = criterion.duties.get(person.id)
    if found is None:
        covered = covers(person, criterion)
        leads = person.role == "chair" or responsible(state.opened, person.body, criterion) == person
        found = criterion.duties[person.id] = (covered, covered and leads)
    return found


def _points(data: EntryData, criterion: Criterion) -> Number:
    written: Any = data.get("points")
    found = criterion.within.get(written) if written.__class__ is str else None
    if found is None:
        found = number(written, "points")
        if not criterion.low <= found <= criterion.high:
            values = {"criterion": criterion.id}
            for name, one in (("points", found), ("low", criterion.low), ("high", criterion.high)):
                values |= {name: show(one), f"{name}_en": show(one, "en")}
            raise refuse("SC925", **values, **negative_meant(found, criterion.low, criterion.high))
        criterion.within[written] = found
    return found


def figure_of(
    act: Act, entry: Entry, one: AgencyState, criterion: Criterion, *, before: tuple[int, Number | None], counts: bool
) -> Figure:
    """The points an entry gives; Refused if out of bounds, without a reason, or if the causes do not add up.

    `before`: the entry whose points it changes, and those points (see `level_before`, `final_base`).
    """
    data = entry.data
    points = _points(data, criterion)
    base, base_points = before
    causes = numbers(data, "causes") if "causes" in data else _NOTHING
    gap: Number = 0
    if base_points is not None and base_points is not points:
        gap = _gap(points.as_integer_ratio(), base_points.as_integer_ratio())
    if gap or base_points is None:
        reason = reason_in(data, act)
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
            raise unknown_id("nguyên nhân", "cause", strange, CAUSES)
        values = {"criterion": criterion.id, "known": ", ".join(CAUSES)}
        for lang, end in (("vi", ""), ("en", "_en")):
            given = " + ".join(f"{id} {show(points, lang)}" for id, points in causes.items())
            values[f"gap{end}"], values[f"given{end}"] = show(gap, lang), given or "–"
            values[f"before{end}"] = "–" if base_points is None else show(base_points, lang)
        raise refuse("SC928", **values)
    corrected = texts(data, "numbers") if "numbers" in data else _NOTHING
    for id, text in corrected.items():
        if answer_of(text) is None:
            raise refuse("SC933", key=f"numbers.{id}")
    # By position, in the order of its fields: large ledgers have many thousands, and names take three times as long.
    return Figure(
        seq=entry.seq,
        stage=one.stage,
        actor=entry.actor,
        role=entry.role,
        at=entry.at,
        points=points,
        base=base,
        base_points=base_points,
        causes=causes,
        reason=str(reason),
        refused=text_list(data, "refused") if "refused" in data else (),
        numbers=corrected,
        evidence=text_list(data, "evidence") if "evidence" in data else (),
        counts=counts,
    )


def _sum(causes: Mapping[str, Number]) -> Number:
    # Nearly every change has one cause, and adding it to nothing takes as long as all the rest.
    return next(iter(causes.values())) if len(causes) == 1 else sum(causes.values())


@lru_cache(maxsize=4096)
def _gap(points: tuple[int, int], before: tuple[int, int]) -> Number:
    # Of numerators and denominators: to compare or look up fractions takes many times as long.
    return normal(Fraction(*points) - Fraction(*before))


def final_base(state: State, one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    """The entry of the final points so far, 0 where they are claimed or computed, and those points."""
    figure, points = final_figure(state, one, criterion)
    return (figure.seq if figure else 0), points
