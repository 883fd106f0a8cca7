"""Changes to try out: a scheme and a dossier with some values as if they were others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import ValidationError

from scoring.batch.cases import replace_set
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.engine.compile import plan_for
from scoring.errors import InvalidInput, UsageProblem
from scoring.evidence.model import Declared, Dossier, NotApplicable
from scoring.numbers import Number, parse_number, parse_percent, parse_vietnamese
from scoring.numbers import show as number
from scoring.scheme.criteria import CriteriaSet, Measure, Node, Score
from scoring.scheme.model import Scheme

_NOT_APPLICABLE = ("khong-ap-dung", "không áp dụng", "not_applicable")


def parse_value(text: str) -> bool | Number | str:
    """A value as typed: number (either decimal mark), percentage, yes/no, or a level's id."""
    word = text.strip()
    if word.lower() in ("có", "co", "true", "yes"):
        return True
    if word.lower() in ("không", "khong", "false", "no"):
        return False
    if word.endswith("%"):
        share = parse_percent(word.replace(",", "."))
        return word if share is None else share
    found = parse_number(word)
    if found is None:
        found = parse_vietnamese(word)
    return word if found is None else found


_TRIED = "thử thay đổi"
"""What a changed dossier says of where a value comes from."""


def _wrong(given: str, vi: str, en: str, guess: str = "") -> UsageProblem:
    values = {"given": given, "why": vi, "why_en": en, "guess": guess}
    return UsageProblem([Diagnostic("SC615", None, values)])


def apply(changes: Sequence[str], scheme: Scheme, dossier: Dossier) -> tuple[Scheme, Dossier]:
    """The scheme and dossier with the changes made; UsageProblem for an unknown name or a value not to be taken."""
    plan = plan_for(scheme, dossier.agency.block)
    if plan is None:
        values = {"block": dossier.agency.block, "period": str(dossier.period), "lived": "", "lived_en": ""}
        raise InvalidInput([Diagnostic("SC500", None, values)])
    chosen = plan.set
    nodes = chosen.by_id
    measures = dict(chosen.measures)
    numbers: dict[str, Any] = {}
    excluded: list[NotApplicable] = []
    fixed: dict[str, Any] = {}
    for given in changes:
        name, equals, text = (part.strip() for part in given.partition("="))
        if not equals or not name or not text:
            raise _wrong(given, "cần dạng tên=giá trị", "write name=value")
        if name not in nodes and name not in measures:
            guess = did_you_mean(name, [*measures, *nodes])
            vi, en = f"không có đại lượng hay tiêu chí “{name}”", f"no measure or criterion “{name}”"
            raise _wrong(given, vi, en, guess)
        if text.lower() in _NOT_APPLICABLE:
            excluded.append(NotApplicable(criterion=name, reason=_TRIED))
            continue
        value = parse_value(text)
        if name in measures:
            measures[name] = _declared(measures[name], name)
            numbers[name] = value
        elif nodes[name].score is None:
            vi, en = "nhóm không đặt điểm được; hãy đặt tiêu chí con", "a group cannot be set; set its criteria"
            raise _wrong(given, vi, en)
        elif isinstance(value, (bool, str)) or value < 0 or value > nodes[name].maximum:
            top, top_en = (number(nodes[name].maximum, lang) for lang in ("vi", "en"))
            raise _wrong(given, f"điểm phải từ 0 đến {top}", f"points must lie between 0 and {top_en}")
        else:
            fixed[name] = value
    updated = chosen.model_copy(update={"measures": measures})
    if fixed:
        updated = _fix(updated, fixed, numbers)
    new_scheme = replace_set(scheme, updated, keep_rules=True)
    data = {
        "numbers": {**dossier.numbers, **_answers(numbers, changes)},
        "not_applicable": [*dossier.not_applicable, *excluded],
        "judgements": [one for one in dossier.judgements if one.criterion not in fixed],
    }
    return new_scheme, dossier.model_copy(update=data)


def _answers(numbers: dict[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    answers = {}
    for id, value in numbers.items():
        try:
            answers[id] = Declared(value=value)
        except ValidationError:
            given = next((one for one in changes if one.partition("=")[0].strip() == id), id)
            raise _wrong(given, "giá trị không hợp lệ", "not a valid value") from None
    return answers


def _declared(measure: Measure, id: str) -> Measure:
    """A measure as if the agency declared its value: whatever it was taken from no longer matters."""
    if measure.declared is not None or measure.external is not None:
        return measure
    kept = {"title": measure.title, "unit": measure.unit, "better": measure.better, "clause": measure.clause}
    return Measure.model_validate({"declared": measure.title or id, "answer": measure.type, **kept})


def _fix(chosen: CriteriaSet, fixed: dict[str, Any], numbers: dict[str, Any]) -> CriteriaSet:
    """The set with leaves that simply give the points wanted."""
    measures = dict(chosen.measures)

    def swap(node: Node) -> Node:
        if node.id in fixed:
            name = f"dat-{node.id}"
            measures[name] = Measure(declared=_TRIED, answer="number")
            numbers[name] = fixed[node.id]
            score = Score.model_validate({"per_item": {"of": name, "points": 1}})
            return node.model_copy(update={"score": score, "evidence": None})
        update = {key: [swap(c) for c in getattr(node, key)] for key in ("groups", "criteria") if getattr(node, key)}
        return node.model_copy(update=update)

    update: dict[str, Any] = {"groups": [swap(node) for node in chosen.groups]}
    for key in ("bonus", "penalty"):
        extra = getattr(chosen, key)
        if extra is not None:
            update[key] = extra.model_copy(update={"criteria": [swap(node) for node in extra.criteria]})
    update["measures"] = measures
    return chosen.model_copy(update=update)
