"""What a council has to look at: criteria in dispute, those first that change a class. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.app.campaign.evaluation import Evaluated, assess_agency, best_values, campaign_scheme, earlier_results
from scoring.app.campaign.session import Session
from scoring.engine.given import with_points
from scoring.numbers import Number
from scoring.result.model import Classification, Result
from scoring.result.write_class import classification_of
from scoring.review.discrepancy import Gap, gaps_of
from scoring.review.score_lines import final_points, takes_part
from scoring.review.state import AgencyState, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One criterion in dispute, and the class its agency would have if the agency's points stood."""

    agency: AgencyState
    gap: Gap
    now: Classification
    otherwise: Classification

    @property
    def changes_class(self) -> bool:
        """Whether the agency's points for this criterion alone would give it another class."""
        return not _same(self.now, self.otherwise)

    @property
    def weight(self) -> tuple[bool, Fraction]:
        """What is looked at first: what changes a class, then the largest gap."""
        return self.changes_class, abs(Fraction(self.gap.gap or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDisputes:
    """An agency's criteria in dispute, its result as it stands, and its class if all its own points stood."""

    agency: AgencyState
    result: Result = field(repr=False)
    as_claimed: Classification
    rows: list[Dispute]

    @property
    def changes_class(self) -> bool:
        """Whether the class claimed is another than the one that stands."""
        return not _same(self.result.classification, self.as_claimed)


def disputes(session: Session) -> list[AgencyDisputes]:
    """All agencies with a dossier, those first whose class differs from what they claim, then by the largest gap. A
    criterion is in dispute where the points differ from the agency's, where the agency explained or appealed, and where
    two appraisers of a stage differ.
    """
    found = [disputes_of(session, one) for one in session.state.agencies.values() if takes_part(one)]
    return sorted(found, key=lambda one: (not one.changes_class, *_order(one.rows)))


def disputes_of(session: Session, one: AgencyState) -> AgencyDisputes:
    """Those of one agency with a dossier that counts."""
    scheme = campaign_scheme(session)
    peers = best_values(session, scheme)

    def made() -> AgencyDisputes:
        return _of_agency(session.state, assess_agency(session, one, scheme, earlier_results(session), peers=peers))

    return session.of_agency("disputes", one, made, peers.get(one.agency.block))


def in_order(found: list[AgencyDisputes]) -> list[Dispute]:
    """The criteria in dispute of all agencies, one after the other as a council takes them."""
    rows = [row for one in found for row in one.rows]
    return sorted(rows, key=lambda row: row.weight, reverse=True)


def _order(rows: list[Dispute]) -> tuple[bool, Fraction]:
    return (True, Fraction(0)) if not rows else (not rows[0].changes_class, -rows[0].weight[1])


def _of_agency(state: State, found: Evaluated) -> AgencyDisputes:
    one = found.agency
    points, appraised, reasons = final_points(state, one)

    def classified(changed: dict[str, Number]) -> Classification:
        return classification_of(with_points(found.computed, {**points, **changed}, appraised, reasons))

    now = found.final.classification
    rows, claimed = [], {}
    for gap in gaps_of(state, one):
        own = gap.start
        if own is not None and gap.claimed is not None:
            claimed[gap.criterion] = own
        if not gap.gap and not any(_spoken_of(one, gap.criterion)):
            continue
        same = own is None or own == gap.final
        otherwise = now if same or own is None else classified({gap.criterion: own})
        rows.append(Dispute(agency=one, gap=gap, now=now, otherwise=otherwise))
    rows.sort(key=lambda row: row.weight, reverse=True)
    return AgencyDisputes(agency=one, result=found.final, as_claimed=classified(claimed) if rows else now, rows=rows)


def _spoken_of(one: AgencyState, criterion: str) -> Iterator[bool]:
    line = one.line(criterion)
    yield bool(line.explanations or line.appeals)
    given: dict[str, set[Number]] = {}
    for figure in line.figures:
        if not figure.void:
            given.setdefault(figure.stage, set()).add(figure.points)
    yield any(len(points) > 1 for points in given.values())


def _same(one: Classification, other: Classification) -> bool:
    return (one.certain, one.outside, one.possible) == (other.certain, other.outside, other.possible)
