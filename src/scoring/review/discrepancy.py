"""Where claimed and final points differ, and what each gap is due to: per criterion, agency and block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal, TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from scoring.numbers import Number, exact_text, normal
from scoring.result.base import Count, Exact, Instant, Part, PeriodText, Texts
from scoring.review.agreement import PairAgreement, weighted_kappa
from scoring.review.facts import fact_words, numbers_words
from scoring.review.score_lines import applicable, computed_points, final_figure, gap_by_cause, takes_part
from scoring.review.state import AgencyState, EstablishedFact, Figure, State
from scoring.review.words import STATUSES

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """Whether it was appraised before any points were claimed or computed: then it has no gap."""

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
        line = "claimed" if points is not None and points == claimed else "computed"
        gap = Gap(
            agency=one.agency.id,
            block=one.agency.block,
            criterion=id,
            claimed=claimed,
            computed=computed,
            final=points,
            source=figure.stage if figure else line,
            figures=tuple(one.line(id).figures),
            causes=causes,
            awaits=computed is None and id in submission.awaits,
            unbased=_unbased(one, id, figure),
        )
        rest = None if gap.gap is None else normal(gap.gap - sum(causes.values()))
        if rest:
            # The declared line passes over the claim although nobody appraised: the engine's reading stands.
            causes["computed"] = rest
        yield gap


def _unbased(one: AgencyState, criterion: str, figure: Figure | None) -> bool:
    """Whether the first figure this one goes back to had no points before it."""
    by_seq = {x.seq: x for x in one.line(criterion).figures} if figure and figure.base else {}
    while figure is not None and figure.base in by_seq:
        figure = by_seq[figure.base]
    return figure is not None and figure.base_points is None


class FigureRow(Part):
    """One appraisal of a criterion."""

    entry: Count
    stage: str
    actor: str
    role: str
    at: Instant
    points: Exact
    reason: str
    refused: tuple[str, ...]
    """Ids of the records that were not accepted."""
    counts: bool
    """Whether it is the stage's figure; a second opinion otherwise."""
    void: bool
    """Undone, or about a dossier that was submitted again."""


class CriterionRow(Part):
    """One criterion of one agency."""

    agency: str
    criterion: str
    claimed: Exact | None
    computed: Exact | None
    final: Exact | None
    source: str
    """The line the final points come from: a stage, ``claimed`` or ``computed``."""
    gap: Exact | None
    """Final less claimed points."""
    awaits_block: bool
    """Whether the computed points still wait for the rest of the block."""
    causes: dict[str, Exact]
    appraised: tuple[FigureRow, ...]
    accepted: Exact | UnsetType | None = UNSET
    """What accepted evidence gives, null while it is an interval; absent where it was not asked for."""

    @property
    def has_gap(self) -> bool:
        """Whether the points differ or are still open."""
        return self.gap != "0" or bool(self.causes)


class GapSum(Part):
    """The gaps of several criteria, added."""

    criteria: Count
    changed: Count
    """Criteria whose gap is not zero."""
    open: Count
    """Criteria without a gap yet."""
    gap: Exact
    causes: dict[str, Exact]

    @property
    def has_gap(self) -> bool:
        """Whether any of the criteria has a gap."""
        return bool(self.changed or self.causes)


class AgencySum(GapSum):
    """The gaps of one agency."""

    agency: str


class BlockSum(GapSum):
    """The gaps of one block."""

    block: str


class CriterionSum(GapSum):
    """The gaps of one criterion over all agencies."""

    criterion: str


class Names(Part):
    """What ids of the report are called."""

    agencies: dict[str, str]
    criteria: dict[str, str]
    stages: dict[str, str]
    people: dict[str, str]


class AbsentAgency(Part):
    """An agency that handed in nothing."""

    id: str
    status: str
    words: Texts


class FactRow(Part):
    """A fact in force that the appraising body established."""

    agency: str
    entry: Count
    words: Texts
    """What it says, where it is from, and why."""


class LedgerHead(Part):
    """How far the ledger goes."""

    entries: Count
    head: str
    at: Instant


class DiscrepancyReport(Part):
    """A campaign's gaps; every sum is exact and equals the gap it splits."""

    campaign: str
    title: str
    period: PeriodText
    scheme: str
    banner: str | None
    decision: str | None
    """The latest decision; null while the result of any agency is not published."""
    names: Names
    criteria: tuple[CriterionRow, ...]
    agencies: tuple[AgencySum, ...]
    blocks: tuple[BlockSum, ...]
    by_criterion: tuple[CriterionSum, ...]
    agreement: tuple[PairAgreement, ...]
    not_submitted: tuple[AbsentAgency, ...]
    ledger: LedgerHead
    facts: tuple[FactRow, ...] | UnsetType = UNSET
    """Absent where nothing was established."""

    @property
    def has_accepted(self) -> bool:
        """Whether the points by accepted evidence were asked for."""
        return any(one.accepted is not UNSET for one in self.criteria)

    def with_accepted(self, points: Mapping[tuple[str, str], str | None]) -> DiscrepancyReport:
        """The report with the points that accepted evidence gives, by agency and criterion."""
        rows = (replace(one, accepted=points.get((one.agency, one.criterion), UNSET)) for one in self.criteria)
        return replace(self, criteria=tuple(rows))

    def of_agency(self, id: str) -> DiscrepancyReport:
        """The report with the rows of one agency; sums by block and criterion stay whole."""
        return replace(
            self,
            criteria=tuple(one for one in self.criteria if one.agency == id),
            agencies=tuple(one for one in self.agencies if one.agency == id),
            not_submitted=tuple(one for one in self.not_submitted if one.id == id),
            facts=tuple(one for one in self.facts or () if one.agency == id) or UNSET,
        )


def report(state: State, *, kappa: bool = False) -> DiscrepancyReport:
    """The discrepancy report; with `kappa` the weighted kappa of every two appraisers too."""
    rows = list(gaps(state))
    opened, scheme = state.opened, state.scheme
    taking = [one for one in state.agencies.values() if takes_part(one)]
    settled = bool(taking) and all(one.status == "published" for one in taking)
    return DiscrepancyReport(
        campaign=opened.id,
        title=opened.title,
        period=str(opened.period),
        scheme=opened.scheme,
        banner=None if scheme.status == "verified" else scheme.banner,
        decision=state.publications[-1].decision if settled else None,
        names=Names(
            agencies={one.id: one.name for one in opened.agencies},
            criteria={one.id: one.title for rows in state.criteria.values() for one in rows.values()},
            stages={one.id: one.title for one in opened.stages},
            people={one.id: one.title for one in opened.people},
        ),
        criteria=tuple(map(_row, rows)),
        agencies=_sums(rows, "agency", AgencySum),
        blocks=_sums(rows, "block", BlockSum),
        by_criterion=_sums(rows, "criterion", CriterionSum),
        agreement=tuple(agreements(state, kappa=kappa)),
        not_submitted=tuple(
            AbsentAgency(id=one.agency.id, status=one.status, words=Texts.of(STATUSES[one.status]))
            for one in state.agencies.values()
            if not takes_part(one)
        ),
        ledger=LedgerHead(entries=state.head.seq, head=state.head.hash, at=state.at),
        facts=tuple(_fact_row(one, fact) for one in taking for fact in one.facts_in_force) or UNSET,
    )


def _fact_row(one: AgencyState, fact: EstablishedFact) -> FactRow:
    data = {name: getattr(fact, name) for name in ("record", "lists", "applies", "source", "attachments")}
    words = ("; ".join(x for x in (fact_words(data, lang), numbers_words(fact.numbers, lang), f"“{fact.reason}”") if x)
             for lang in ("vi", "en"))  # fmt: skip
    return FactRow(agency=one.agency.id, entry=fact.seq, words=Texts(vi=next(words), en=next(words)))


def _text(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)


def _row(one: Gap) -> CriterionRow:
    return CriterionRow(
        agency=one.agency,
        criterion=one.criterion,
        claimed=_text(one.claimed),
        computed=_text(one.computed),
        final=_text(one.final),
        source=one.source,
        gap=_text(one.gap),
        awaits_block=one.awaits,
        causes={id: exact_text(points) for id, points in one.causes.items()},
        appraised=tuple(map(_figure, one.figures)),
    )


def _figure(one: Figure) -> FigureRow:
    return FigureRow(
        entry=one.seq,
        stage=one.stage,
        actor=one.actor,
        role=one.role,
        at=one.at,
        points=exact_text(one.points),
        reason=one.reason,
        refused=one.refused,
        counts=one.counts,
        void=one.void,
    )


def _sums(rows: list[Gap], key: Literal["agency", "block", "criterion"], kind: Callable[..., S]) -> tuple[S, ...]:
    """For each value of `key` the gaps of its rows, added."""
    found: dict[str, list[Gap]] = {}
    for one in rows:
        found.setdefault(getattr(one, key), []).append(one)
    return tuple(kind(**{key: name}, **_sum_fields(members)) for name, members in found.items())


def causes_of(rows: Iterable[Gap]) -> dict[str, Number]:
    """What gaps are due to, added by cause."""
    causes: dict[str, Number] = {}
    for one in rows:
        for id, points in one.causes.items():
            causes[id] = normal(causes.get(id, 0) + points)
    return causes


def _sum_fields(rows: list[Gap]) -> dict[str, object]:
    known = [(gap, one) for one in rows if (gap := one.gap) is not None]
    causes = causes_of(one for _, one in known)
    return {
        "criteria": len(rows),
        "changed": sum(bool(gap) for gap, _ in known),
        "open": len(rows) - len(known),
        "gap": exact_text(normal(sum(gap for gap, _ in known))),
        "causes": {id: exact_text(points) for id, points in sorted(causes.items())},
    }


def agreements(state: State, *, kappa: bool = False) -> Iterator[PairAgreement]:
    """How far every two appraisers agree on the criteria both appraised in one stage; points as shares of the span."""
    given: dict[tuple[str, str], dict[tuple[str, str], Number]] = {}
    for one in state.agencies.values():
        known = state.criteria_of(one)
        for id, figure in one.figures():
            criterion = known[id]
            if not (figure.void or figure.by_facts) and criterion.high != criterion.low:
                share = normal(Fraction(figure.points) / (criterion.high - criterion.low))
                given.setdefault((figure.stage, figure.actor), {})[one.agency.id, id] = share
    for (stage, first), (other_stage, second) in combinations(sorted(given), 2):
        a, b = given[stage, first], given[other_stage, second]
        both = sorted(a.keys() & b.keys()) if stage == other_stage else []
        if both:
            yield PairAgreement(
                first=first,
                second=second,
                stage=stage,
                criteria=len(both),
                equal=sum(a[slot] == b[slot] for slot in both),
                mean_difference=exact_text(normal(Fraction(sum(b[slot] - a[slot] for slot in both)) / len(both))),
                kappa=weighted_kappa([a[slot] for slot in both], [b[slot] for slot in both]) if kappa else UNSET,
            )
