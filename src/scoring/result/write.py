"""From an assessment to its result, and from a result to its canonical bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from scoring import __version__
from scoring.diagnostics import Diagnostic, Place
from scoring.engine.assessment import Assessment
from scoring.engine.finding import Finding as DerivedFinding
from scoring.engine.measured import Measured
from scoring.engine.notes import Modifier as OutcomeModifier
from scoring.engine.notes import Note
from scoring.engine.outcome import Outcome, Status
from scoring.engine.plan import Plan
from scoring.engine.sums import ExtraSum
from scoring.engine.tree import LeafPlan
from scoring.evidence.model import Dossier as DossierRead
from scoring.evidence.model import Record
from scoring.fields import plain
from scoring.formulas.interface import NUMERIC, Input, Scored
from scoring.numbers import Number, exact_text, points_text, signed, signed_ends
from scoring.result.appraisal import Appraisal
from scoring.result.base import Fact, Part, Texts
from scoring.result.model import (
    FORMAT,
    Agency,
    BaseTotal,
    Because,
    Criterion,
    Decision,
    Derivation,
    Dossier,
    Engine,
    Evidence,
    ExtraTotal,
    Finding,
    Group,
    Measure,
    Modifier,
    NotDue,
    PastResult,
    Peer,
    Problem,
    RankingRule,
    Result,
    Rounding,
    Scheme,
    Total,
    UnitPart,
)
from scoring.result.words import fact_texts, note_texts
from scoring.result.write_class import classification_of
from scoring.scheme import model
from scoring.scheme.criteria import Measure as MeasureRule
from scoring.scheme.model import EvidenceKind
from scoring.values import Deadline

_ENCODER = msgspec.json.Encoder(order="sorted")


def to_bytes(result: Part) -> bytes:
    """The canonical bytes of a result or a part: sorted keys, one space of indent, UTF-8, a newline at the end."""
    return msgspec.json.format(_ENCODER.encode(result), indent=1) + b"\n"


def to_data(result: Part) -> dict[str, Any]:
    """A result, or a part of one, as plain data: what its JSON gives."""
    data: dict[str, Any] = msgspec.json.decode(_ENCODER.encode(result))
    return data


def ranking_rule(scheme: model.Scheme) -> RankingRule | None:
    """The scheme's rule for ranking; None where it is what holds by itself."""
    found = RankingRule(ties=scheme.ranking.ties, then_by=tuple(scheme.ranking.then_by))
    return None if found == RankingRule() else found


def result_of(assessment: Assessment, appraisal: Appraisal | None = None) -> Result:
    """The result of an assessment, as it is written.

    Args:
        assessment: what the engine concluded.
        appraisal: the campaign's account of it, where people appraised it.
    """
    return _Writer(assessment).result(appraisal)


@lru_cache(maxsize=64)
def unconfirmed(plan: Plan) -> int:
    """How many entries that this block's result rests on are still on a working basis."""
    ladder, chosen = plan.ladder, plan.set
    extras = [one for one in (chosen.bonus, chosen.penalty) if one is not None]
    parts: list[object] = [chosen, *chosen.nodes(), *extras, *ladder.classes, *ladder.gates]
    parts += [*ladder.ceilings, *ladder.outside, *plan.scheme.rules]
    life = plan.scheme.policies.agency_life
    parts += [life] if life != model.AgencyLife() else []
    return sum(model.unconfirmed(one, plan.scheme.status) for one in parts)


def _fact(value: Input | None) -> Fact:
    """A measured or intermediate value: numbers become exact texts."""
    kind = value.__class__
    if kind is int:
        return str(value)
    return value if value is None or isinstance(value, (bool, str)) else exact_text(value)


def _modifier(one: OutcomeModifier) -> Modifier:
    vi, en = note_texts(one.note)
    return Modifier(
        kind=one.kind,
        effect=one.effect,
        text_vi=vi,
        text_en=en,
        before=None if one.before is None else exact_text(one.before),
        after=None if one.after is None else exact_text(one.after),
    )


def _modifiers(given: Iterable[OutcomeModifier]) -> tuple[Modifier, ...]:
    return tuple(map(_modifier, given))


def _texts(note: Note | None) -> Texts | None:
    if note is None:
        return None
    vi, en = note_texts(note)
    return Texts(vi=vi, en=en)


def _evidence(record: Record, kinds: Mapping[str, EvidenceKind]) -> Evidence:
    kind = kinds.get(record.kind)
    file = record.file
    return Evidence(
        id=record.id,
        kind=record.kind,
        kind_title=kind.title if kind else record.kind,
        title=record.title,
        number=record.number,
        date=str(record.date) if record.date else None,
        issuer=record.issuer,
        file=file.path if file else None,
        sha256=file.sha256 if file else None,
    )


def _places(
    records: Iterable[Record],
) -> tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]:
    """Places of the records by each criterion they name; of those that name none, by kind and by id."""
    by_criterion: dict[str, list[int]] = {}
    by_kind: dict[str, list[int]] = {}
    by_id: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        for id in record.criteria:
            by_criterion.setdefault(id, []).append(place)
        if not record.criteria:
            by_kind.setdefault(record.kind, []).append(place)
            by_id.setdefault(record.id, []).append(place)
    return by_criterion, by_kind, by_id


class _LeafTexts(msgspec.Struct, frozen=True):
    """What is written of a leaf, the same for every agency."""

    least: str
    most: str
    required: tuple[str, ...]
    spec: dict[str, Any]


@lru_cache(maxsize=4096)
def _leaf_texts(leaf: LeafPlan, step: Number) -> _LeafTexts:
    least, most = (points_text(x, step) for x in signed_ends(leaf.section, 0, leaf.node.maximum))
    return _LeafTexts(least, most, required=(*leaf.required, *leaf.any_of), spec=plain(leaf.spec))


class _ScoredTexts(msgspec.Struct, frozen=True):
    """What is written of computed points; the same object is shared by many agencies."""

    points: str | None
    branch: int | str | None
    facts: dict[str, Fact]


@lru_cache(maxsize=1024)
def _scored_texts(one: Scored | None) -> _ScoredTexts:
    if one is None:
        return _ScoredTexts(None, None, {})
    return _ScoredTexts(exact_text(one.points), one.branch, {key: _fact(value) for key, value in one.facts.items()})


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is written of a measure's rule, the same for every agency."""

    title: str
    unit: str | None
    type: str
    source: str
    inputs: tuple[str, ...]
    operator: str | None
    clause: str | None
    by: str | None
    deadline: Deadline | None


def _asked(id: str, rule: MeasureRule) -> _Asked:
    return _Asked(
        title=rule.title or rule.declared or rule.external or id,
        unit=rule.unit,
        type=rule.type,
        source=rule.source,
        inputs=rule.inputs,
        operator=rule.source if rule.inputs else None,
        clause=rule.clause,
        by=rule.by,
        deadline=rule.days_late.deadline if rule.days_late else None,
    )


@lru_cache(maxsize=64)
def _all_asked(plan: Plan) -> dict[str, _Asked]:
    return {id: _asked(id, rule) for id, rule in plan.set.measures.items()}


def _not_asked(id: str) -> _Asked:
    """Of a value that no rule measures: a judgement, or the best of the block."""
    sort, _, rest = id.partition(":")
    title = f"điểm nhận xét mục {rest}" if sort == "judgement" else f"giá trị dẫn đầu khối ({rest})"
    return _Asked(
        title=title,
        unit=None,
        type="number",
        source=sort,
        inputs=(),
        operator=None,
        clause=None,
        by=None,
        deadline=None,
    )


def _cells(dossier: DossierRead) -> dict[str, str] | None:
    """Where values stood in workbooks, a record by its title alone; None for a dossier typed as text."""
    if not dossier.provenance:
        return None
    found: dict[str, str] = {}
    for source in dossier.provenance:
        for key, cell in source.cells.items():
            section, _, rest = key.partition("/")
            if section != "evidence":
                found[key] = f"{source.file}:{cell}"
            elif rest.endswith("/title"):
                found[key.removesuffix("/title")] = f"{source.file}:{cell}"
    return found


def _parts(dossier: DossierRead) -> tuple[UnitPart, ...] | None:
    """The units' parts a dossier was put together from; None where it was written as a whole."""
    found = [one for one in dossier.provenance if one.unit is not None and (one.values or one.replaced_by)]
    parts = [
        UnitPart(
            unit=one.unit or "",
            title=one.title or one.unit or "",
            file=one.file,
            submitted=one.submitted.isoformat() if one.submitted else None,
            values=tuple(one.values),
            replaced_by=one.replaced_by,
        )
        for one in found
    ]
    return tuple(parts) or None


def _problem(one: Diagnostic) -> Problem:
    place = one.place or Place("")
    return Problem(
        code=one.code,
        severity=one.severity,
        file=place.file,
        line=place.line,
        column=place.column,
        end_column=place.end_column,
        message=one.message(),
        hint=one.hint(),
        path=one.path,
        cell=place.cell if place.sheet else None,
    )


def _finding(one: DerivedFinding) -> Finding:
    return Finding(
        id=one.rule.id,
        title=one.rule.title,
        clause=one.rule.clause,
        certain=one.certain,
        because=tuple(
            Because(name=ground.name, ref=ground.ref, text=vi, text_en=en)
            for ground in one.because
            for vi, en in (fact_texts(ground.fact),)
        ),
    )


class _Writer:
    """Writes one assessment; points have the decimals of the scheme's rounding step."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.plan = assessment.plan
        self.scheme = assessment.plan.scheme
        self.step = self.scheme.rounding.step
        self.zeros = points_text(0, self.step)[1:]
        self.kinds = self.scheme.evidence_kinds
        self.records = [_evidence(record, self.kinds) for record in assessment.case.dossier.evidence]
        self.by_criterion, self.by_kind, self.by_id = _places(assessment.case.dossier.evidence)
        self.explanations: dict[str, str] = {}
        for one in assessment.dossier.explanations:
            self.explanations.setdefault(one.criterion, one.text)

    def points(self, value: Number) -> str:
        return f"{value}{self.zeros}" if value.__class__ is int else points_text(value, self.step)

    def result(self, appraisal: Appraisal | None) -> Result:
        one, plan = self.assessment, self.plan
        agency = one.dossier.agency
        rounding = self.scheme.rounding
        return Result(
            format=FORMAT,
            engine=Engine(version=__version__),
            final=one.final,
            period=str(one.dossier.period),
            as_of=one.as_of.isoformat(),
            scheme=self.scheme_part(),
            complete=one.complete,
            dossier=self.dossier(),
            agency=Agency(
                id=agency.id,
                name=agency.name,
                block=agency.block,
                from_=agency.from_.isoformat() if agency.from_ else None,
                until=agency.until.isoformat() if agency.until else None,
                succeeds=tuple(agency.succeeds),
            ),
            rounding=Rounding(at=rounding.at, mode=rounding.mode, step=exact_text(self.step)),
            total=self.total(),
            classification=classification_of(one),
            groups=self.groups(),
            criteria=tuple(self.criterion(one.outcomes[leaf.node.id]) for leaf in plan.leaves),
            measures=self.measures(),
            evidence_kinds=self.asked_kinds(),
            findings=tuple(map(_finding, one.findings)),
            history=tuple(
                PastResult(
                    period=p.period, class_=p.class_id, outside=p.outside_id, digest=p.digest, agency=p.agency or None
                )
                for p in one.history
            ),
            peers={
                id: Peer(best=exact_text(p.best), agencies=p.agencies, open=p.open) for id, p in one.case.peers.items()
            },
            diagnostics=tuple(map(_problem, one.diagnostics)),
            not_due=self.not_due(),
            appraisal=appraisal,
        )

    def not_due(self) -> tuple[NotDue, ...]:
        """The reports that were due while the agency did not exist."""
        rows = []
        for one in self.assessment.case.not_due:
            kind = self.scheme.series[one.series].kind
            title, day = self.kinds[kind].title, one.day.isoformat()
            rows.append(NotDue(series=one.series, kind_title=title, occurrence=one.occurrence, deadline=day))
        return tuple(rows)

    def scheme_part(self) -> Scheme:
        scheme, plan, decision = self.scheme, self.plan, self.scheme.decision
        return Scheme(
            id=scheme.id,
            title=scheme.title,
            status=scheme.status,
            banner=scheme.banner,
            digest=self.assessment.digests.scheme,
            set=plan.set.set,
            set_title=plan.set.title,
            block_title=plan.block.title,
            ladder=plan.block.ladder,
            appraised_by=plan.block.appraised_by,
            decision=None
            if decision is None
            else Decision(
                number=decision.number, date=decision.date.isoformat(), issuer=decision.issuer, title=decision.title
            ),
            unconfirmed=unconfirmed(plan),
            ranking=ranking_rule(scheme),
        )

    def dossier(self) -> Dossier:
        dossier, digests = self.assessment.dossier, self.assessment.digests
        return Dossier(
            digest=digests.dossier,
            file=digests.file,
            submitted=dossier.submitted.isoformat() if dossier.submitted else None,
            complete=dossier.complete is True,
            note=dossier.note,
            cells=_cells(dossier),
            parts=_parts(dossier),
        )

    # ------------------------------------------------------------------------------ measures

    def measures(self) -> dict[str, Measure]:
        asked = _all_asked(self.plan)
        return {id: self.measure(one, asked.get(id) or _not_asked(id)) for id, one in self.assessment.measured.items()}

    def measure(self, one: Measured, asked: _Asked) -> Measure:
        value = _fact(one.value)
        # Nearly all have no other limit.
        plain = one.high is None and one.low.__class__ is int and one.low == 0
        low, high = ("0", None) if plain else map(_fact, one.ends)
        given = self.assessment.dossier.numbers.get(one.id)
        # A text where a number is asked is no value; the note says what is wrong.
        wrong = one.state == "error" and isinstance(one.value, str) and asked.type in NUMERIC
        return Measure(
            title=asked.title,
            unit=asked.unit,
            type=asked.type,
            source=asked.source,
            state=one.state,
            value=None if wrong else value,
            low=low,
            high=high,
            inputs=asked.inputs,
            operator=asked.operator,
            records=tuple([record.id for record in one.records]) if one.records else (),
            note=_texts(one.note),
            clause=asked.clause,
            by=asked.by,
            deadline=asked.deadline.on(self.assessment.case.period).isoformat() if asked.deadline else None,
            evidence=tuple(given.evidence) if given else (),
            declared_note=given.note if given else None,
            levels=tuple(one.levels) if one.levels else None,
        )

    # ------------------------------------------------------------------------------ criteria

    def criterion(self, one: Outcome) -> Criterion:
        leaf, node, dossier = one.plan, one.plan.node, self.assessment.dossier
        texts = _leaf_texts(leaf, self.step)
        low, high = signed_ends(leaf.section, one.low, one.high)
        certain = self.points(low)
        settled = low is high or low == high
        claim = dossier.claims.get(node.id)
        inputs = self.assessment.inputs(one)
        appraised = self.assessment.appraised.get(node.id)
        return Criterion(
            id=node.id,
            title=node.title,
            clause=node.clause,
            basis=node.basis,
            note=node.note,
            max=texts.most,
            min=texts.least,
            status=one.status,
            certain=certain,
            attainable=certain if settled else self.points(high),
            claimed=self.points(claim.points) if claim else None,
            claim_note=claim.note if claim else None,
            appraised=None if appraised is None else self.points(appraised),
            final=certain if settled and not one.excluded else None,
            section=leaf.section,
            parent=leaf.parent,
            excluded=one.excluded,
            policy=leaf.policy,
            derivation=self.derivation(one, inputs, texts),
            evidence=self.evidence(one, inputs),
            required=texts.required,
            missing_evidence=tuple(one.missing),
            explanation=self.explanations.get(node.id),
        )

    def derivation(self, one: Outcome, inputs: Sequence[Measured], texts: _LeafTexts) -> Derivation:
        scored = _scored_texts(one.scored)
        return Derivation(
            kind=one.plan.spec.kind,
            spec=texts.spec,
            inputs=tuple([value.id for value in inputs]),
            points=scored.points,
            branch=scored.branch,
            facts=scored.facts,
            modifiers=_modifiers(one.modifiers) if one.modifiers else (),
            reason=_texts(one.reason),
        )

    def evidence(self, one: Outcome, inputs: Sequence[Measured]) -> tuple[Evidence, ...]:
        """The records named for the criterion; those named for none count where they fit its kinds or inputs."""
        leaf, numbers = one.plan, self.assessment.dossier.numbers
        found = {*self.by_criterion.get(leaf.id, ())}
        for kind in (*leaf.required, *leaf.any_of):
            found.update(self.by_kind.get(kind, ()))
        for value in inputs:
            for record in value.records:
                found.update(self.by_id.get(record.id, ()))
            if given := numbers.get(value.id):
                for id in given.evidence:
                    found.update(self.by_id.get(id, ()))
        return tuple([self.records[place] for place in sorted(found)])

    def asked_kinds(self) -> dict[str, str]:
        """Titles of the kinds of evidence that criteria ask for."""
        asked = {kind for leaf in self.plan.leaves for kind in (*leaf.required, *leaf.any_of)}
        return {kind: self.kinds[kind].title for kind in sorted(asked) if kind in self.kinds}

    # ---------------------------------------------------------------------- groups and total

    def groups(self) -> tuple[Group, ...]:
        rows = []
        for one in self.assessment.sums:
            plan = one.plan
            assert plan is not None
            rows.append(
                Group(
                    id=one.id,
                    title=plan.node.title,
                    clause=plan.node.clause,
                    basis=plan.node.basis,
                    note=plan.node.note,
                    max=self.points(one.maximum),
                    declared_max=self.points(plan.node.maximum),
                    certain=self.points(one.low),
                    attainable=self.points(one.high),
                    status=_group_status(excluded=one.excluded, settled=one.low == one.high),
                    parent=plan.parent,
                    level=plan.level,
                    children=tuple(child.node.id for child in plan.children),
                    modifiers=_modifiers(one.modifiers),
                )
            )
        return tuple(rows)

    def total(self) -> Total:
        total, chosen = self.assessment.total, self.plan.set
        bonus, penalty = chosen.bonus, chosen.penalty
        maximum = self.points(total.maximum)
        return Total(
            certain=self.points(total.low),
            attainable=self.points(total.high),
            max=maximum,
            declared_max=self.points(chosen.maximum),
            above_maximum=bool(bonus and bonus.above_maximum),
            base=BaseTotal(certain=self.points(total.base_low), attainable=self.points(total.base_high), max=maximum),
            bonus=self.extra_total(bonus.title, total.bonus, "bonus") if total.bonus and bonus else None,
            penalty=self.extra_total(penalty.title, total.penalty, "penalty") if total.penalty and penalty else None,
            modifiers=_modifiers(total.modifiers),
        )

    def extra_total(self, title: str, one: ExtraSum, section: str) -> ExtraTotal:
        low, high = signed_ends(section, one.low, one.high)
        raw_low, raw_high = signed_ends(section, one.raw_low, one.raw_high)
        return ExtraTotal(
            title=title,
            certain=self.points(low),
            attainable=self.points(high),
            cap=self.points(signed(section, one.cap)),
            raw_certain=self.points(raw_low),
            raw_attainable=self.points(raw_high),
        )


def _group_status(*, excluded: bool, settled: bool) -> Status:
    if excluded:
        return "not_applicable"
    return "scored" if settled else "not_declared"
