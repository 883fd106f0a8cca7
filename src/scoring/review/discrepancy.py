"""Where claimed and final points differ, and what each gap is due to: per criterion, agency and block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.numbers import Number, exact_text, normal
from scoring.review.agreement import Pair, pair, weighted_kappa
from scoring.review.score_lines import (
    applicable,
    computed_points,
    final_figure,
    gap_by_cause,
    takes_part,
)
from scoring.review.state import AgencyState, Figure, State
from scoring.review.words import STATUSES


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion of one agency: its three lines, and the gap between the first and the last."""

    agency: str
    block: str
    criterion: str
    claimed: Number | None
    computed: Number | None
    final: Number | None
    source: str
    """The stage the final points come from; ``claimed`` or ``computed`` where nobody changed them."""
    figures: tuple[Figure, ...]
    causes: Mapping[str, Number]
    awaits: bool = False
    """Whether the computed points still wait for the rest of the block."""
    unbased: bool = False
    """Whether it was appraised before there was anything to change: then there is no gap to speak of."""

    @property
    def start(self) -> Number | None:
        """What the gap is counted from: the points claimed, else those computed; None where neither was there."""
        if self.unbased:
            return None
        return self.computed if self.claimed is None else self.claimed

    @property
    def gap(self) -> Number | None:
        """Final less claimed; None while one of them is missing."""
        if self.start is None or self.final is None:
            return None
        return normal(self.final - self.start)


def gaps(state: State) -> Iterator[Gap]:
    """All criteria of all agencies that take part with a dossier, in reading order."""
    for one in state.agencies.values():
        if takes_part(one):
            yield from gaps_of(state, one)


def gaps_of(state: State, one: AgencyState) -> Iterator[Gap]:
    """The criteria of one agency that has handed in, in reading order."""
    submission = one.submission
    assert submission is not None
    for id in applicable(state, one):
        figure, points = final_figure(state, one, id)
        claimed = submission.claimed.get(id)
        computed = computed_points(submission, id)
        causes = dict(gap_by_cause(one, id, figure))
        gap = Gap(
            one.agency.id, one.agency.block, id, claimed, computed, points,
            figure.stage if figure else "claimed" if points is not None and points == claimed else "computed",
            tuple(one.line(id).figures), causes, computed is None and id in submission.awaits,
            _unbased(one, id, figure),
        )  # fmt: skip
        rest = None if gap.gap is None else normal(gap.gap - sum(causes.values()))
        if rest:
            # The declared line passes over the claim although nobody appraised: the engine's reading stands.
            causes["computed"] = rest
        yield gap


def _unbased(one: AgencyState, criterion: str, figure: Figure | None) -> bool:
    """Whether the first figure this one goes back to changed nothing that was there."""
    by_seq = {x.seq: x for x in one.line(criterion).figures} if figure and figure.base else {}
    while figure is not None and figure.base in by_seq:
        figure = by_seq[figure.base]
    return figure is not None and figure.base_points is None


def report(state: State, *, kappa: bool = False) -> dict[str, Any]:
    """The discrepancy report as plain data; every sum is exact and equals the gap it splits.

    With `kappa` the weighted kappa of every two appraisers too, which comes from a library.
    """
    rows = list(gaps(state))
    return {
        "campaign": state.opened.id,
        **_about(state),
        "criteria": [_row(one) for one in rows],
        "agencies": _sums(rows, "agency"),
        "blocks": _sums(rows, "block"),
        "by_criterion": _sums(rows, "criterion"),
        "agreement": [_agreement(one, kappa) for one in agreements(state)],
        "ledger": {"entries": state.head.seq, "head": state.head.hash, "at": state.at},
    }


def _about(state: State) -> dict[str, Any]:
    """What makes the report readable by itself: titles of what it names by ids, the scheme's banner, who is missing."""
    opened, scheme = state.opened, state.scheme
    criteria = {one.id: one.title for rows in state.criteria.values() for one in rows.values()}
    taking = [one for one in state.agencies.values() if takes_part(one)]
    settled = bool(taking) and all(one.status == "published" for one in taking)
    return {
        "decision": state.publications[-1].decision if settled else None, "title": opened.title, "period": str(opened.period), "scheme": opened.scheme,
        "banner": None if scheme.get("status") == "verified" else scheme.get("banner"),
        "names": {
            "agencies": {one.id: one.name for one in opened.agencies}, "criteria": criteria,
            "stages": {one.id: one.title for one in opened.stages},
            "people": {one.id: one.title for one in opened.people},
        },
        "not_submitted": [
            {"id": one.agency.id, "status": one.status, "words": dict(zip(("vi", "en"), STATUSES[one.status], strict=True))}
            for one in state.agencies.values() if not takes_part(one)
        ],
    }  # fmt: skip


def _text(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)


def _row(one: Gap) -> dict[str, Any]:
    return {
        "agency": one.agency, "criterion": one.criterion, "claimed": _text(one.claimed),
        "computed": _text(one.computed), "final": _text(one.final), "source": one.source, "gap": _text(one.gap),
        "awaits_block": one.awaits,
        "causes": {id: exact_text(points) for id, points in one.causes.items()},
        "appraised": [
            {"entry": x.seq, "stage": x.stage, "actor": x.actor, "role": x.role, "at": x.at,
             "points": exact_text(x.points), "reason": x.reason, "refused": list(x.refused), "counts": x.counts,
             "void": x.void} for x in one.figures
        ],
    }  # fmt: skip


def _sums(rows: list[Gap], key: str) -> list[dict[str, Any]]:
    found: dict[str, list[Gap]] = {}
    for one in rows:
        found.setdefault(getattr(one, key), []).append(one)
    summed = []
    for name, members in found.items():
        causes: dict[str, Number] = {}
        for one in members:
            if one.gap is not None:
                for id, points in one.causes.items():
                    causes[id] = normal(causes.get(id, 0) + points)
        known = [one.gap for one in members if one.gap is not None]
        summed.append({
            key: name, "criteria": len(members), "changed": sum(bool(gap) for gap in known),
            "open": len(members) - len(known), "gap": exact_text(normal(sum(known))),
            "causes": {id: exact_text(points) for id, points in sorted(causes.items())},
        })  # fmt: skip
    return summed


def _agreement(one: Pair, kappa: bool) -> dict[str, Any]:
    more = {}
    if kappa:
        more["kappa"] = weighted_kappa(one.first_points, one.second_points).to_json()
    return one.to_json() | more


def agreements(state: State) -> list[Pair]:
    """How far two appraisers agree on the criteria both of them appraised in one stage."""
    given: dict[tuple[str, str], dict[tuple[str, str, str], Number]] = {}
    spans: dict[tuple[str, str, str], Number] = {}
    for one in state.agencies.values():
        known = state.criteria_of(one)
        for id, figure in one.figures():
            criterion = known[id]
            if figure.void or criterion.high == criterion.low:
                continue
            slot = (figure.stage, one.agency.id, id)
            spans[slot] = normal(criterion.high - criterion.low)
            given.setdefault((figure.stage, figure.actor), {})[slot] = figure.points
    found = []
    keys = sorted(given)
    for index, first in enumerate(keys):
        for second in keys[index + 1 :]:
            both = (
                sorted(given[first].keys() & given[second].keys()) if first[0] == second[0] else []
            )
            if both:
                a = [(given[first][slot], spans[slot]) for slot in both]
                b = [(given[second][slot], spans[slot]) for slot in both]
                found.append(pair(first[1], second[1], a, b, first[0]))
    return found


__all__ = ["Gap", "agreements", "gaps", "gaps_of", "report"]
