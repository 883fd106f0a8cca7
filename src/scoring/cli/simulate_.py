"""`scoring simulate`: what would change if; nothing is ever written back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring.cli.console import settings, show, t, table, talk, write
from scoring.cli.options import (
    AGENCY,
    AS_OF,
    FINAL,
    HISTORY,
    PATH,
    RULES,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)
from scoring.cli.summary import class_text, interval
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import InvalidInput, UsageProblem
from scoring.numbers import from_exact, parse_number, parse_percent, parse_vietnamese
from scoring.numbers import show as number

_NOT_APPLICABLE = ("khong-ap-dung", "không áp dụng", "not_applicable")


@command(
    "simulate",
    "Thử thay đổi số liệu hoặc điểm một tiêu chí: trước, sau, chênh lệch, kể cả phân loại. Không ghi gì.",
    "Change measures or a criterion's points: before, after, difference, class included. Writes nothing.",
)
@argument("source", "Kết quả JSON hoặc hồ sơ.", "A result (JSON) or a dossier.", type=PATH)
@option("--set", "changes", multiple=True, required=True, metavar="TÊN=GIÁ_TRỊ",
        vi="Đại lượng = giá trị, hoặc tiêu chí = điểm, hoặc = khong-ap-dung; lặp lại được.",
        en="Measure = value, or criterion = points, or = not_applicable; repeatable.")  # fmt: skip
@SCHEME
@option(
    "--evidence",
    type=PATH,
    multiple=True,
    vi="Hồ sơ của kết quả, nếu không tự tìm thấy.",
    en="The result's dossier, if it is not found.",
)
@AGENCY
@AS_OF
@FINAL
@HISTORY
@RULES
@fmt("table", "json")
def command_(
    source: Path,
    changes: tuple[str, ...],
    scheme: Path | None,
    evidence: tuple[Path, ...],
    agency: str | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    rules: str | None,
    format_: tuple[str, ...],
) -> int:
    """Simulate."""
    from scoring.batch import local
    from scoring.cli import inputs
    from scoring.cli.results import choose, collect, has_results, reading
    from scoring.cli.verify_ import Context, Finder

    if has_results([source]):
        stored = choose(collect([source]), agency)
        with reading(source):
            context = Context.of(stored, inputs.history(history) if history else None)
            final = final or bool(stored.data["final"])
        folder = (
            inputs.scheme_folder(scheme)
            if scheme
            else inputs.scheme_by_id(stored.data["scheme"]["id"], source)
        )
        if folder is None:
            folder = inputs.scheme_for(source, stored.data["scheme"]["id"])
        dossier = Finder(evidence).find(stored)
        options = local.Options(as_of or context.as_of, final, rules)
        past, peers = context.history, context.peers
    else:
        dossier = _one_dossier(source, agency)
        folder = (
            inputs.scheme_folder(scheme)
            if scheme
            else inputs.scheme_for(source, dossier.dossier.scheme)
        )
        options = local.Options(as_of, final, rules)
        earlier = inputs.history(history).get(dossier.dossier.agency.id, ())
        past, peers = tuple(earlier), {}
    loaded = local.cached_scheme(folder, str(dossier.dossier.period))
    before, problems = local.assess(dossier, loaded, options, past, peers)
    show(problems, notes=False)
    changed_scheme, changed_dossier = apply(changes, loaded.scheme, before.dossier)
    from scoring.engine import evaluate
    from scoring.findings import backend

    after = evaluate(changed_scheme, changed_dossier, as_of=before.as_of, final=final, backend=backend(rules),
                     history=past, peers=peers)  # fmt: skip
    rows = compare(before.to_json(), after.to_json())
    if format_[0] == "json":
        write(json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    else:
        _print(rows)
    return 0


def _one_dossier(source: Path, agency: str | None) -> Any:
    from scoring.cli import inputs
    from scoring.evidence.load import load_dossier

    loaded = [load_dossier(one) for one in inputs.dossiers([source])]
    ids = [one.dossier.agency.id for one in loaded]
    wanted = [one for one in loaded if agency in (None, one.dossier.agency.id)]
    if not wanted:
        values = {
            "agency": agency or "",
            "known": ", ".join(ids),
            "guess": did_you_mean(agency or "", ids),
        }
        raise UsageProblem([Diagnostic("SC617", None, values)])
    if len(wanted) > 1:
        raise UsageProblem(
            [Diagnostic("SC618", None, {"count": str(len(wanted)), "known": ", ".join(ids)})]
        )
    return wanted[0]


def parse_value(text: str) -> Any:
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


def _wrong(given: str, vi: str, en: str, guess: str = "") -> UsageProblem:
    return UsageProblem(
        [Diagnostic("SC615", None, {"given": given, "why": t(vi, en), "guess": guess})]
    )


def apply(changes: Sequence[str], scheme: Any, dossier: Any) -> tuple[Any, Any]:
    """The scheme and dossier with the changes made.

    Raises:
        UsageProblem: a change names nothing known, or its value cannot be taken.
    """
    from scoring.batch.cases import replace_set
    from scoring.engine.plan import plan_for
    from scoring.evidence.model import Dossier

    plan = plan_for(scheme, dossier.agency.block)
    if plan is None:
        raise InvalidInput(
            [
                Diagnostic(
                    "SC500", None, {"block": dossier.agency.block, "period": str(dossier.period)}
                )
            ]
        )
    chosen = plan.set
    nodes = {node.id: node for node in chosen.nodes()}
    measures = dict(chosen.measures)
    numbers: dict[str, Any] = {}
    excluded: list[dict[str, str]] = []
    fixed: dict[str, Any] = {}
    for given in changes:
        name, equals, text = (part.strip() for part in given.partition("="))
        if not equals or not name or not text:
            raise _wrong(given, "cần dạng tên=giá trị", "write name=value")
        known = [*measures, *nodes]
        if name not in nodes and name not in measures:
            raise _wrong(
                given,
                f"không có đại lượng hay tiêu chí “{name}”",
                f"no measure or criterion “{name}”",
                did_you_mean(name, known),
            )
        if text.lower() in _NOT_APPLICABLE:
            excluded.append({"criterion": name, "reason": "--set"})
            continue
        value = parse_value(text)
        if name in measures:
            measures[name] = _declared(measures[name], name)
            numbers[name] = value
        elif nodes[name].score is None:
            raise _wrong(
                given,
                "nhóm không đặt điểm được; hãy đặt tiêu chí con",
                "a group cannot be set; set its criteria",
            )
        elif isinstance(value, (bool, str)) or value < 0 or value > nodes[name].maximum:
            top = number(nodes[name].maximum, settings.lang)
            raise _wrong(given, f"điểm phải từ 0 đến {top}", f"points must lie between 0 and {top}")
        else:
            fixed[name] = value
    updated = chosen.model_copy(update={"measures": measures})
    if fixed:
        updated = _fix(updated, fixed, numbers)
    new_scheme = replace_set(scheme, updated, keep_rules=True)
    data = {
        "numbers": {**dossier.numbers, **_answers(numbers, changes)},
        "not_applicable": [*dossier.not_applicable, *_excluded(excluded)],
        "judgements": [one for one in dossier.judgements if one.criterion not in fixed],
    }
    new_dossier: Dossier = dossier.model_copy(update=data)
    return new_scheme, new_dossier


def _excluded(rows: Sequence[dict[str, str]]) -> list[Any]:
    from scoring.evidence.model import NotApplicable

    return [NotApplicable(criterion=row["criterion"], reason=row["reason"]) for row in rows]


def _answers(numbers: dict[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    from scoring.evidence.model import Declared

    answers = {}
    for id, value in numbers.items():
        try:
            answers[id] = Declared(value=value)
        except ValidationError:
            given = next((one for one in changes if one.partition("=")[0].strip() == id), id)
            raise _wrong(given, "giá trị không hợp lệ", "not a valid value") from None
    return answers


def _declared(measure: Any, id: str) -> Any:
    """A measure as if the agency declared its value: whatever it was taken from no longer matters."""
    if measure.declared is not None or measure.external is not None:
        return measure
    from scoring.scheme.model import Measure

    return Measure(declared=measure.title or id, title=measure.title, unit=measure.unit,
                   answer=measure.type, better=measure.better, clause=measure.clause)  # fmt: skip


def _fix(chosen: Any, fixed: dict[str, Any], numbers: dict[str, Any]) -> Any:
    """The set with leaves that simply give the points wanted."""
    from scoring.scheme.model import Measure, Score

    measures = dict(chosen.measures)

    def swap(node: Any) -> Any:
        if node.id in fixed:
            name = f"dat-{node.id}"
            measures[name] = Measure(declared=f"--set {node.id}", answer="number")
            numbers[name] = fixed[node.id]
            score = Score.model_validate({"per_item": {"of": name, "points": 1}})
            return node.model_copy(update={"score": score, "evidence": None})
        update = {
            key: [swap(c) for c in getattr(node, key)]
            for key in ("groups", "criteria")
            if getattr(node, key)
        }
        return node.model_copy(update=update)

    update: dict[str, Any] = {"groups": [swap(node) for node in chosen.groups]}
    for key in ("bonus", "penalty"):
        extra = getattr(chosen, key)
        if extra is not None:
            update[key] = extra.model_copy(
                update={"criteria": [swap(node) for node in extra.criteria]}
            )
    update["measures"] = measures
    return chosen.model_copy(update=update)


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs between two results: criteria, groups, total, class."""
    rows: list[dict[str, Any]] = []
    for key in ("criteria", "groups"):
        later = {one["id"]: one for one in after[key]}
        for one in before[key]:
            other = later.get(one["id"], one)
            if any(one[k] != other[k] for k in ("certain", "attainable", "status")):
                rows.append({"id": one["id"], "title": one["title"], **_change(one, other),
                             "status": {"before": one["status"], "after": other["status"]}})  # fmt: skip
    found = {key: class_text(one) for key, one in (("before", before), ("after", after))}
    possible = {
        key: one["classification"]["possible"]
        for key, one in (("before", before), ("after", after))
    }
    return {"items": rows, "total": _change(before["total"], after["total"]), "class": found, "possible": possible,
            "agency": before["agency"], "banner": before["scheme"].get("banner")}  # fmt: skip


def _change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    from scoring.numbers import exact_text, normal

    gap = {
        k: exact_text(normal(from_exact(after[k]) - from_exact(before[k])))
        for k in ("certain", "attainable")
    }
    return {
        "before": {k: before[k] for k in ("certain", "attainable")},
        "after": {k: after[k] for k in ("certain", "attainable")}, "difference": gap,
    }  # fmt: skip


def _gap(change: dict[str, Any]) -> str:
    low, high = (from_exact(change["difference"][k]) for k in ("certain", "attainable"))
    texts = [("+" if one > 0 else "") + number(one, settings.lang) for one in (low, high)]
    return texts[0] if low == high else f"{texts[0]} / {texts[1]}"


def _print(rows: dict[str, Any]) -> None:
    from scoring.text import clip

    if rows["banner"]:
        write(rows["banner"] + "\n")
    write(
        t(
            f"{rows['agency']['name']}: thử thay đổi, không ghi lại\n",
            f"{rows['agency']['name']}: a trial, nothing is stored\n",
        )
    )
    head = [t("Mục", "Item"), "", t("Trước", "Before"), t("Sau", "After"), t("Chênh", "Change")]
    body = [
        [
            one["id"],
            clip(one["title"], 44),
            interval(one["before"]),
            interval(one["after"]),
            _gap(one),
        ]
        for one in rows["items"]
    ]
    total = rows["total"]
    body.append(
        [t("Tổng", "Total"), "", interval(total["before"]), interval(total["after"]), _gap(total)]
    )
    body.append([t("Loại", "Class"), "", rows["class"]["before"], rows["class"]["after"],
                 "" if rows["class"]["before"] != rows["class"]["after"] else t("không đổi", "unchanged")])  # fmt: skip
    write(table([head, *body]))
    if not rows["items"]:
        talk(t("Thay đổi này không làm điểm nào đổi.", "This change moves no points."))


__all__ = ["apply", "command_", "compare", "parse_value"]
