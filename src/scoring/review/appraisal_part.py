"""The dossier as appraisers accepted it, and the appraisal of a result: figures, explanations, appeals, totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UNSET

from scoring.engine import Assessment
from scoring.engine.given import with_points
from scoring.evidence.model import Dossier, answer_text
from scoring.numbers import Number, normal, points_text, signed_ends
from scoring.result import appraisal as model
from scoring.result.base import Span, Texts
from scoring.review.campaign import local_day
from scoring.review.discrepancy import Gap, causes_of, gaps_of
from scoring.review.entry import instant
from scoring.review.score_lines import reasoned_figure, takes_part
from scoring.review.state import AgencyState, EstablishedFact, Figure, Line, State, Statement
from scoring.review.words import STATUSES


def appraisal_part(
    state: State,
    one: AgencyState,
    dossier: Dossier,
    computed: Assessment,
    final: Assessment,
    decision: str | None = None,
) -> model.Appraisal:
    """The ``appraisal`` of the result of an agency that has handed in `dossier`.

    `computed` rests on the accepted evidence; `final` has the final points on top; `decision` is the one it is being
    published under, by default that of its last publication.
    """
    opened = state.opened
    writer = _Writer(state, one, computed, final)
    rows = list(gaps_of(state, one))
    last = state.publications[-1].decision if one.status == "published" else None
    changed, gap, causes = writer.gap(rows)
    acting = _acting(one)
    return model.LedgerAppraisal(
        campaign=opened.id,
        title=opened.title,
        entries=state.head.seq,
        head=state.head.hash,
        at=state.at,
        status=one.status,
        decision=decision or last,
        body=_body(state, one),
        lines=tuple(opened.final),
        stages=tuple(
            model.Stage(id=x.id, kind=x.kind, title=x.title, deadline=x.deadline.isoformat()) for x in opened.stages
        ),
        people={x.id: model.Person(title=x.title, role=x.role, body=x.body) for x in opened.people if x.id in acting},
        submission=writer.submission(),
        totals=writer.totals(rows),
        changed=changed,
        gap=gap,
        causes=causes,
        criteria=writer.criteria(rows),
        refused=_refused(one, dossier),
        publications=writer.publications(),
        not_submitted=_not_submitted(state, one.agency.block),
        facts=tuple(writer.fact(x, dossier) for x in one.facts) or UNSET,
    )


def _body(state: State, one: AgencyState) -> model.Body | None:
    """Who appraises the agency: the body competent on the day of the last appraisal, else of the last entry."""
    days = [figure.at for _, figure in one.figures() if figure.role == "member"]
    days += [fact.at for fact in one.facts if fact.role == "member"]
    id = state.opened.competent(one.agency.level, local_day(instant(max(days, default=state.at))))
    found = next((x for x in state.opened.bodies if x.id == id), None)
    return None if found is None else model.Body(id=found.id, name=found.name)


def _acting(one: AgencyState) -> set[str]:
    appeals = [appeal for line in one.lines.values() for appeal in line.appeals]
    rulings = [appeal.ruling for appeal in (*appeals, *(appeal for fact in one.facts for appeal in fact.appeals))]
    acting = {figure.actor for _, figure in one.figures()} | {fact.actor for fact in one.facts}
    return acting | {x.actor for x in rulings if x}


def _refused(one: AgencyState, dossier: Dossier) -> dict[str, str]:
    """Titles of the records somebody refused, which are no evidence of the result any more."""
    ids = {id for _, figure in one.figures() for id in figure.refused}
    return {record.id: record.title for record in dossier.evidence if record.id in ids}


def _not_submitted(state: State, block: str) -> tuple[model.NotSubmitted, ...]:
    return tuple(
        model.NotSubmitted(
            id=one.agency.id, name=one.agency.name, status=one.status, words=Texts.of(STATUSES[one.status])
        )
        for one in state.agencies.values()
        if one.agency.block == block and not takes_part(one)
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes points as the result does, with the decimals of its step."""

    state: State
    one: AgencyState
    computed: Assessment
    final: Assessment

    def points(self, value: Number) -> str:
        return points_text(value, self.final.plan.scheme.rounding.step)

    def maybe(self, value: Number | None) -> str | None:
        return None if value is None else self.points(value)

    def span(self, ends: tuple[Number, Number]) -> Span:
        return Span(certain=self.points(ends[0]), attainable=self.points(ends[1]))

    def causes(self, causes: Mapping[str, Number]) -> model.Causes:
        return {id: self.points(value) for id, value in sorted(causes.items())}

    def submission(self) -> model.Submission:
        one, found = self.one, self.one.submission
        assert found is not None
        return model.Submission(
            entry=found.seq,
            at=found.at,
            file=found.file,
            sha256=found.dossier,
            submissions=one.submissions,
            returned=one.returned,
        )

    def totals(self, rows: list[Gap]) -> model.Totals:
        """Total and class by each line; by the claims only where every criterion that applies is claimed."""
        found = self.one.submission
        assert found is not None
        claims = {row.criterion: row.claimed for row in rows if row.claimed is not None}
        claimed = None
        if rows and len(claims) == len(rows):
            claimed = self.end(with_points(self.computed, claims))
        dossier = None
        if found.total is not None:
            low, high = found.total
            dossier = model.LineEnd(
                certain=self.points(low),
                attainable=self.points(high),
                class_=found.class_,
                possible=(),
                outside=None,
                possible_outside=(),
            )
        return model.Totals(
            claims=model.ClaimSum(points=self.points(normal(sum(claims.values(), 0))), given=len(claims), of=len(rows)),
            claimed=claimed,
            dossier=dossier,
            computed=self.end(self.computed),
            final=self.end(self.final),
        )

    def end(self, result: Assessment) -> model.LineEnd:
        found = result.classification
        return model.LineEnd(
            certain=self.points(result.total.low),
            attainable=self.points(result.total.high),
            class_=found.certain,
            possible=tuple(found.possible),
            outside=found.outside.id if found.outside else None,
            possible_outside=tuple(found.possible_outside),
        )

    def gap(self, rows: list[Gap]) -> tuple[int, str, model.Causes]:
        """How many criteria have a gap, all gaps added, and what they are due to."""
        known = [row for row in rows if row.gap is not None]
        gap = self.points(normal(sum((row.gap or 0 for row in known), 0)))
        return sum(bool(row.gap) for row in known), gap, self.causes(causes_of(known))

    def publications(self) -> tuple[model.Publication, ...]:
        rows = ((one, one.results.get(self.one.agency.id)) for one in self.state.publications)
        return tuple(
            model.Publication(
                entry=one.seq,
                at=one.at,
                decision=one.decision,
                total=row.get("total"),
                class_=row.get("class"),
                outside=row.get("outside"),
                rank=row.get("rank"),
            )
            for one, row in rows
            if row is not None
        )

    def criteria(self, rows: list[Gap]) -> tuple[model.AppraisedCriterion, ...]:
        """Every criterion that takes points or has a line, in reading order."""
        gaps = {row.criterion: row for row in rows}
        return tuple(
            self.criterion(id, gaps.get(id), self.one.line(id))
            for id in self.state.criteria_of(self.one)
            if id in gaps or id in self.one.lines
        )

    def criterion(self, id: str, gap: Gap | None, line: Line) -> model.AppraisedCriterion:
        submission, outcome = self.one.submission, self.computed.outcomes[id]
        assert submission is not None
        figure = None if gap is None else line.counted(gap.source)
        reasoned = None if figure is None else reasoned_figure(self.one, id, figure)
        ends = signed_ends(outcome.plan.section, outcome.low, outcome.high)
        handed = submission.computed.get(id)
        return model.AppraisedCriterion(
            id=id,
            claimed=self.maybe(submission.claimed.get(id)),
            dossier=None if handed is None else self.span(handed),
            computed=None if outcome.excluded else self.span(ends),
            figures=tuple(map(self.figure, line.figures)),
            explanations=tuple(map(self.statement, line.explanations)),
            appeals=tuple(map(self.statement, line.appeals)),
            final=None if gap is None else self.maybe(gap.final),
            source=None if gap is None or gap.final is None else gap.source,
            source_entry=figure.seq if figure else None,
            reason=reasoned.reason if reasoned else "",
            gap=None if gap is None else self.maybe(gap.gap),
            causes=self.causes(gap.causes) if gap else {},
        )

    def fact(self, one: EstablishedFact, dossier: Dossier) -> model.EstablishedFact:
        record = one.record or {}
        declared = {id: found.value for id, found in dossier.numbers.items() if found.value is not None}
        return model.EstablishedFact(
            entry=one.seq,
            stage=one.stage,
            actor=one.actor,
            role=one.role,
            at=one.at,
            reason=one.reason,
            source=one.source,
            record=record.get("id"),
            kind=record.get("kind"),
            title=record.get("title"),
            number=record.get("number"),
            date=record.get("date"),
            issuer=record.get("issuer"),
            fields=dict(record.get("fields", {})),
            numbers={
                id: model.FoundNumber(declared=answer_text(declared[id]) if id in declared else None, found=text)
                for id, text in sorted(one.numbers.items())
            },
            lists=dict(one.lists),
            applies=one.applies,
            evidence=tuple(sorted(one.attachments)),
            points={id: self.points(x.points) for id, x in self.one.figures() if x.by_facts and x.seq == one.seq},
            explanations=tuple(map(self.statement, one.explanations)),
            appeals=tuple(map(self.statement, one.appeals)),
            void=one.void,
            erased=self.erased(one.attachments),
        )

    def figure(self, one: Figure) -> model.Figure:
        return model.Figure(
            entry=one.seq,
            stage=one.stage,
            actor=one.actor,
            role=one.role,
            at=one.at,
            points=self.points(one.points),
            before=self.maybe(one.base_points),
            reason=one.reason,
            causes=self.causes(one.causes),
            refused=one.refused,
            numbers=dict(one.numbers),
            evidence=one.evidence,
            counts=one.counts,
            void=one.void,
        )

    def statement(self, one: Statement) -> model.Statement:
        return model.Statement(
            entry=one.seq,
            stage=one.stage,
            at=one.at,
            text=one.text,
            evidence=tuple(sorted(one.evidence)),
            void=one.void,
            ruling=one.ruling,
            erased=self.erased(one.evidence),
        )

    def erased(self, files: Mapping[str, str]) -> dict[str, int]:
        gone = self.state.erased
        return {name: gone[digest].seq for name, digest in sorted(files.items()) if digest in gone}
