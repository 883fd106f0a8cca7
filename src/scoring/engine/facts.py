"""Step 4, findings: facts from a dossier for the rules, and what the rules concluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.measures import Case
from scoring.engine.plan import Plan
from scoring.evidence.model import Record
from scoring.findings.interface import Backend, Match, Value
from scoring.scheme.model import Rule
from scoring.text import fold
from scoring.values import PartialDate

Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier result of the same agency: class or state outside, and the digest of that result."""

    period: str
    class_id: str | None
    outside_id: str | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's conclusion with the facts that made it; `certain` is False while lists are open."""

    rule: Rule
    certain: bool
    because: tuple[tuple[str, str, str], ...]


def identity(record: Record) -> str:
    """What makes two records the same document: number, date and issuer, else the file, else itself."""
    if record.number and record.date:
        return f"{fold(record.number)}|{record.date}|{fold(record.issuer or '')}".replace(" ", "")
    if record.file and record.file.sha256:
        return record.file.sha256.lower()
    return f"#{record.id}"


def _value(value: object) -> Value | None:
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return None


def _record(record: Record, dates: Iterable[str]) -> Row:
    row: Row = {
        "fact": "record",
        "ref": f"record:{record.id}",
        "id": record.id,
        "kind": record.kind,
    }
    for name in ("number", "issuer", "title", "occurrence"):
        value = getattr(record, name)
        if value is not None:
            row[name] = value
    if record.date is not None:
        row["first"], row["last"] = record.date.first.toordinal(), record.date.last.toordinal()
    for name, raw in record.fields.items():
        value = _value(raw)
        if name in dates and isinstance(raw, str):
            try:
                value = PartialDate.parse(raw).first.toordinal()
            except ValueError:
                value = None
        if value is not None:
            row.setdefault(name, value)
    return row


def _reports(plan: Plan, case: Case) -> list[Row]:
    rows: list[Row] = []
    for id, series in plan.scheme.series.items():
        found = {r.occurrence: r for r in case.dossier.by_kind.get(series.kind, ()) if r.occurrence}
        for index, occurrence in enumerate(series.occurrences):
            due = occurrence.deadline.on(case.period)
            record = found.get(occurrence.id)
            if record is None or record.date is None:
                closed = case.closed((series.kind,)) and record is None
                state = "missing" if closed and case.as_of > due else "open"
            elif record.date.last <= due:
                state = "on_time"
            else:
                state = "late" if record.date.first > due else "open"
            rows.append({
                "fact": "report", "ref": f"report:{id}:{occurrence.id}", "series": id,
                "occurrence": occurrence.id, "index": index, "previous": index - 1, "state": state,
            })  # fmt: skip
    return rows


def facts_of(plan: Plan, case: Case, history: Sequence[Past]) -> list[Row]:
    """All facts the rules may match; their order carries no meaning."""
    kinds = plan.scheme.evidence_kinds
    rows: list[Row] = [{
        "fact": "period", "ref": "period", "first": case.period.first.toordinal(),
        "last": case.period.last.toordinal(),
    }]  # fmt: skip
    for record in case.dossier.evidence:
        kind = kinds.get(record.kind)
        dates = [n for n, f in kind.fields.items() if f.type == "date"] if kind else []
        rows.append(_record(record, dates))
        document = identity(record)
        rows += [
            {
                "fact": "use", "ref": f"use:{record.id}:{criterion}", "record": record.id,
                "document": document, "criterion": criterion,
            }
            for criterion in record.criteria
        ]  # fmt: skip
        for index, cited in enumerate(record.cites):
            row: Row = {"fact": "citation", "ref": f"citation:{record.id}:{index}",
                        "record": record.id, "kind": record.kind}  # fmt: skip
            if record.date:
                row["first"], row["last"] = (
                    record.date.first.toordinal(),
                    record.date.last.toordinal(),
                )
            if cited.date:
                row["cited_first"] = cited.date.first.toordinal()
                row["cited_last"] = cited.date.last.toordinal()
            if cited.number:
                row["cited_number"] = cited.number
            rows.append(row)
    rows += _reports(plan, case)
    for past in history:
        if past.period == str(case.period.previous):
            row = {"fact": "history", "ref": f"history:{past.period}"}
            if past.class_id:
                row["class"] = past.class_id
            if past.outside_id:
                row["outside"] = past.outside_id
            rows.append(row)
    return rows


def _kinds(rule: Rule, plan: Plan, negated_only: bool) -> tuple[str, ...]:
    """Kinds of records the rule looks at, by name or through a series of reports."""
    kinds: list[str] = []
    for entry in rule.when.all:
        for name, tests in entry.items():
            if negated_only and name != "none":
                continue
            for key in ("kind", "series"):
                given = tests.get(key)
                for one in given if isinstance(given, list) else [given]:
                    if key == "series" and one in plan.scheme.series:
                        kinds.append(plan.scheme.series[one].kind)
                    elif key == "kind" and isinstance(one, str):
                        kinds.append(one)
            if tests.get("fact") == "report" and "series" not in tests:
                kinds += [series.kind for series in plan.scheme.series.values()]
    return tuple(kinds)


def _sees_all(rule: Rule) -> bool:
    """Whether the rule looks at facts of any kind, so that only a complete dossier settles it."""
    sorts = {t.get("fact", "record") for e in rule.when.all for t in e.values() if "kind" not in t}
    return bool(sorts & {"record", "use", "citation"})


def unsettled(rule: Rule, plan: Plan, case: Case, fired: bool) -> bool:
    """Whether records still to come could change the rule's conclusion."""
    kinds = _kinds(rule, plan, negated_only=fired)
    if kinds and not case.closed(kinds):
        return True
    complete = case.dossier.complete is True or case.closed(("*",))
    return not fired and _sees_all(rule) and not complete


def _text(ref: str, case: Case, plan: Plan) -> str:
    sort, _, rest = ref.partition(":")
    by_id = {record.id: record for record in case.dossier.evidence}
    if sort in ("record", "use", "citation"):
        id = rest.split(":")[0] if sort != "record" else rest
        record = by_id.get(id)
        if record is None:
            return ref
        parts = [record.title]
        if record.number:
            parts.append(f"số {record.number}")
        if record.date:
            parts.append(record.date.vi)
        text = ", ".join(parts)
        if sort == "use":
            return f"{text} – dùng cho tiêu chí {rest.split(':', 1)[1]}"
        if sort == "citation":
            cited = record.cites[int(rest.split(":")[-1])]
            when = f" ngày {cited.date.vi}" if cited.date else ""
            return f"{text} – căn cứ {cited.number or cited.title or 'văn bản'}{when}"
        return text
    if sort == "report":
        series, _, occurrence = rest.partition(":")
        row = next(r for r in _reports(plan, case) if r["ref"] == ref)
        word = {"missing": "không có", "late": "chậm", "on_time": "đúng hạn", "open": "chưa rõ"}
        return f"{plan.scheme.series[series].title} {occurrence}: {word[str(row['state'])]}"
    if sort == "history":
        return f"kết quả kỳ {rest}"
    return "kỳ đánh giá" if sort == "period" else rest or ref


def derive(
    plan: Plan, case: Case, backend: Backend, history: Sequence[Past]
) -> tuple[list[Finding], dict[str, str]]:
    """Findings in the scheme's order, and the state of every rule: holds, fails or unknown."""
    rules = plan.scheme.rules
    if not rules:
        return [], {}
    matches: dict[str, list[Match]] = {}
    for match in backend.derive(rules, facts_of(plan, case, history)):
        matches.setdefault(match.rule, []).append(match)
    findings: list[Finding] = []
    states: dict[str, str] = {}
    for rule in rules:
        fired = matches.get(rule.id, [])
        open_ = unsettled(rule, plan, case, bool(fired))
        states[rule.id] = "unknown" if open_ else "holds" if fired else "fails"
        if fired:
            because = {
                (name, ref): (name, ref, _text(ref, case, plan))
                for match in fired
                for name, ref in match.facts
            }
            findings.append(Finding(rule, not open_, tuple(because.values())))
    return findings, states


__all__ = ["Finding", "Past", "derive", "facts_of", "identity"]
