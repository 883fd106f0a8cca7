"""Step 4, findings: the dossier as facts for the rules, and what the rules conclude from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any

from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN, Past, State
from scoring.engine.finding import Fact, Finding, Ground, HistoryFact, NamedFact, PeriodFact, RecordFact, ReportFact
from scoring.engine.last_class import last_results, worst_of
from scoring.engine.measured import Case
from scoring.engine.plan import Plan
from scoring.errors import InvalidInput
from scoring.evidence.documents import unnumbered
from scoring.evidence.model import Record
from scoring.findings.budget import Budget, TooManyMatchesError
from scoring.findings.check import compile_rules
from scoring.findings.interface import Backend, Match, Rule, Value
from scoring.findings.native import Native
from scoring.findings.patterns import Cell, criteria_asked, fields_read
from scoring.text import fold
from scoring.values import PartialDate

Row = dict[str, Value]
_TEXTS = ("number", "issuer", "title", "occurrence")
_DAYS = ("first", "last")
_MOST_OPEN = 4
"""Up to so many open reports, every way they may turn out is tried."""


def _document_key(record: Record) -> str:
    """A key equal for records of the same document: number, date and issuer, else file, else id."""
    if record.date and not unnumbered(record):
        parts = (record.number or "", str(record.date), record.issuer or "")
        return "|".join(map(fold, parts)).replace(" ", "")
    if record.file and record.file.sha256:
        return record.file.sha256.lower().removeprefix("sha256:")
    return f"#{record.id}"


def _value(value: object) -> Value | None:
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return None


def _record(record: Record, dates: Iterable[str], read: frozenset[str]) -> Row:
    row: Row = {"fact": "record", "ref": f"record:{record.id}", "id": record.id, "kind": record.kind}
    for name in _TEXTS:
        value = getattr(record, name) if name in read else None
        if value is not None:
            row[name] = value
    if (day := record.date) is not None and not read.isdisjoint(_DAYS):
        row["first"] = day.first.toordinal()
        row["last"] = row["first"] if day.complete else day.last.toordinal()
    for name, raw in record.fields.items():
        if name not in read:
            continue
        value = _value(raw)
        if name in dates and isinstance(raw, str):
            try:
                value = PartialDate.parse(raw).first.toordinal()
            except ValueError:
                value = None
        if value is not None:
            row.setdefault(name, value)
    return row


def _state(records: Sequence[Record], due: date, as_of: date) -> str:
    """The state of a report: missing, late, on_time, or open where its date does not tell."""
    if not records:
        return "missing" if as_of > due else "open"
    # The first record counts; one without a full date may be the first.
    earliest = min(one.date.first if one.date else date.min for one in records)
    latest = min(one.date.last if one.date else date.max for one in records)
    if latest <= due:
        return "on_time"
    return "late" if earliest > due else "open"


def _reports(plan: Plan, case: Case, without: frozenset[str] = frozenset()) -> list[Row]:
    rows: list[Row] = []
    not_due = {one[:2] for one in case.not_due}
    for id, series in plan.scheme.series.items():
        found: dict[str, list[Record]] = {}
        for one in case.dossier.by_kind.get(series.kind, ()):
            if one.id not in without:
                found.setdefault(one.occurrence or "", []).append(one)
        for index, occurrence in enumerate(series.occurrences):
            if (id, occurrence.id) in not_due:
                continue
            due = occurrence.deadline.on(case.period)
            state = _state(found.get(occurrence.id, ()), due, case.as_of)
            if state in ("late", "missing") and not case.closed((series.kind,)):
                # One dated earlier may still be added to the list.
                state = "open"
            rows.append(
                {
                    "fact": "report",
                    "ref": f"report:{id}:{occurrence.id}",
                    "series": id,
                    "occurrence": occurrence.id,
                    "index": index,
                    "previous": index - 1,
                    "state": state,
                }
            )
    return rows


@lru_cache(maxsize=64)
def _days(plan: Plan) -> dict[str, list[str]]:
    """The fields of each kind of record that hold a date."""
    kinds = plan.scheme.evidence_kinds.items()
    return {id: [name for name, one in kind.fields.items() if one.type == "date"] for id, kind in kinds}


@lru_cache(maxsize=64)
def _read(plan: Plan) -> tuple[Mapping[str, frozenset[str]], Collection[Cell] | None]:
    """The fields that rules read of each sort of fact, and the criteria that uses of documents are asked for by."""
    rules = compile_rules(plan.scheme.rules)
    return fields_read(rules), criteria_asked(rules)


def _facts(plan: Plan, case: Case, history: Sequence[Past], without: frozenset[str] = frozenset()) -> list[Row]:
    """All facts the rules may match, with what they read of them, in no order; `without`: ids of records left out."""
    days, (fields, criteria) = _days(plan), _read(plan)
    read = fields.get("record")
    rows: list[Row] = [
        {
            "fact": "period",
            "ref": "period",
            "first": case.period.first.toordinal(),
            "last": case.period.last.toordinal(),
        }
    ]
    for record in case.dossier.evidence:
        if record.id in without:
            continue
        if read is not None:
            rows.append(_record(record, days.get(record.kind, ()), read))
        used = record.criteria if criteria is None else [one for one in record.criteria if one in criteria]
        document = _document_key(record) if used else ""
        rows += [
            {
                "fact": "use",
                "ref": f"use:{record.id}:{criterion}",
                "record": record.id,
                "document": document,
                "criterion": criterion,
            }
            for criterion in used
        ]
        for index, cited in enumerate(record.cites):
            row: Row = {
                "fact": "citation",
                "ref": f"citation:{record.id}:{index}",
                "record": record.id,
                "kind": record.kind,
            }
            if record.date:
                row["first"] = record.date.first.toordinal()
                row["last"] = record.date.last.toordinal()
            if cited.date:
                row["cited_first"] = cited.date.first.toordinal()
                row["cited_last"] = cited.date.last.toordinal()
            if cited.number:
                row["cited_number"] = cited.number
            rows.append(row)
    rows += _reports(plan, case, without)
    counted = last_results(plan, case, history)
    if plan.scheme.policies.agency_life.predecessors == "worst":
        counted = [worst_of(counted, plan.ladder)] if len(counted) > 1 else counted
    for past in counted:
        if past is not None:
            row = {"fact": "history", "ref": f"history:{past.period}:{past.agency}".removesuffix(":")}
            if past.class_id:
                row["class"] = past.class_id
            if past.outside_id:
                row["outside"] = past.outside_id
            rows.append(row)
    return rows


def _kinds(tests: Mapping[str, Any], plan: Plan) -> tuple[str, ...]:
    """The kinds of records a pattern matches; none where it may match any."""
    key = "series" if tests.get("fact") == "report" else "kind"
    given = tests.get(key)
    named = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]
    if key == "kind":
        return tuple(named)
    series = plan.scheme.series
    return tuple(one.kind for id, one in series.items() if id in named or not named)


def _open(tests: Mapping[str, Any], plan: Plan, case: Case, states: Mapping[str, str], past: bool) -> bool:
    """Whether facts that a pattern matches may still appear or disappear."""
    sort = tests.get("fact", "record")
    if sort == "period":
        return False
    if sort == "history":
        return not past
    if sort == "finding":
        given = tests.get("rule")
        named = given if isinstance(given, list) else [given]
        return any(state == UNKNOWN for id, state in states.items() if id in named or not set(named) & set(states))
    return not case.closed(_kinds(tests, plan) or ("*",))


def unsettled(rule: Rule, plan: Plan, case: Case, fired: bool, states: Mapping[str, str], past: bool) -> bool:
    """Whether what is still to come could change the conclusion of a rule, which has fired or not.

    `states` are those of the rules before it; `past`: whether the result of the period before is known.
    """
    for entry in rule.when.all:
        for name, tests in entry.items():
            # What made a rule fire stays, except findings of other rules, which may be open, and
            # reports that are late by what is listed so far.
            sort = tests.get("fact")
            stays = fired and name != "none" and sort != "finding"
            stays = stays and (sort != "report" or tests.get("state") == "on_time")
            if not stays and _open(tests, plan, case, states, past):
                return True
    return False


def _may_change(rules: Sequence[Rule], rows: Sequence[Row]) -> set[str]:
    """Rules whose conclusion depends on how reports that are open now turn out."""
    open_ = [row for row in rows if row["fact"] == "report" and row["state"] == "open"]
    asked = {rule.id: {tests.get("fact") for entry in rule.when.all for tests in entry.values()} for rule in rules}
    read = [rule for rule in rules if "report" in asked[rule.id]]
    if not open_ or not read:
        return set()
    if len(open_) > _MOST_OPEN:
        return {rule.id for rule in read}
    if not any("finding" in sorts for sorts in asked.values()):
        rules = read
    others = [row for row in rows if not any(row is one for one in open_)]
    outcomes, budget = [], Budget()
    for guess in product(("on_time", "late", "missing"), repeat=len(open_)):
        guessed = [{**row, "state": state} for row, state in zip(open_, guess, strict=True)]
        try:
            outcomes.append(Native().fired(rules, [*others, *guessed], budget))
        except TooManyMatchesError:
            return {rule.id for rule in read}
    ever = {id for one in outcomes for id in one}
    return {id for id in ever if not all(id in one for one in outcomes)}


def _rest_on_refused(
    rules: Sequence[Rule], plan: Plan, case: Case, history: Sequence[Past], fired: Iterable[str]
) -> set[str]:
    """Rules that conclude otherwise without the records whose attachment was refused."""
    if not case.refused:
        return set()
    rows = _facts(plan, case, history, case.refused)
    others = Native().fired(rules, rows, Budget())
    return others ^ {*fired} | _may_change(rules, rows)


def _fact(ref: str, records: Mapping[str, Record], states: Mapping[str, str], plan: Plan) -> Fact:
    """The fact that a reference names."""
    sort, _, rest = ref.partition(":")
    if sort in ("record", "use", "citation"):
        id, _, part = (rest, "", "") if sort == "record" else rest.partition(":")
        record = records.get(id)
        if record is None:
            return NamedFact(ref)
        if sort == "use":
            return RecordFact(record, criterion=part)
        return RecordFact(record, cited=record.cites[int(part)] if sort == "citation" else None)
    if sort == "report":
        series, _, occurrence = rest.partition(":")
        return ReportFact(plan.scheme.series[series].title, occurrence, states[ref])
    if sort == "history":
        period, _, agency = rest.partition(":")
        return HistoryFact(period, agency)
    return PeriodFact() if sort == "period" else NamedFact(rest or ref)


def derive(plan: Plan, case: Case, backend: Backend, history: Sequence[Past]) -> tuple[list[Finding], dict[str, State]]:
    """Findings in the scheme's order, and the state of every rule. Raises InvalidInput if the rules match the dossier
    in too many ways; names the rule.
    """
    rules = plan.scheme.rules
    if not rules:
        return [], {}
    rows = _facts(plan, case, history)
    matches: dict[str, list[Match]] = {}
    try:
        for match in backend.derive(rules, rows):
            matches.setdefault(match.rule, []).append(match)
        may_change = _may_change(rules, rows)
        may_change |= _rest_on_refused(rules, plan, case, history, matches)
    except TooManyMatchesError as error:
        raise InvalidInput.of("SC660", rule=error.rule) from None
    past = None not in last_results(plan, case, history)
    by_id = {record.id: record for record in case.dossier.evidence}
    reports = {str(row["ref"]): str(row["state"]) for row in rows if row["fact"] == "report"}
    findings: list[Finding] = []
    states: dict[str, State] = {}
    for rule in rules:
        fired = matches.get(rule.id, [])
        open_ = rule.id in may_change or unsettled(rule, plan, case, bool(fired), states, past)
        states[rule.id] = UNKNOWN if open_ else HOLDS if fired else FAILS
        if fired:
            because = {
                (name, ref): Ground(name, ref, _fact(ref, by_id, reports, plan))
                for match in fired
                for name, ref in match.facts
            }
            findings.append(Finding(rule, not open_, tuple(because.values())))
    return findings, states
