"""`scoring simulate`: what would change if; nothing is ever written back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app.stored import unknown
from scoring.cli.changes import apply
from scoring.cli.terminal.console import Terminal, settings, show, t, table, talk, write
from scoring.cli.terminal.options import (
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
from scoring.cli.terminal.summary import class_text, interval
from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem
from scoring.numbers import from_exact
from scoring.numbers import show as number


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
    from scoring.app import inputs
    from scoring.app.stored import choose, collect, has_results, reading
    from scoring.batch import local
    from scoring.cli.recorded import Context, Finder

    stored = None
    if has_results([source]):
        stored = choose(collect([source]), agency)
        with reading(source):
            context = Context.of(stored, inputs.history(history, Terminal()) if history else None)
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
        earlier = inputs.history(history, Terminal()).get(dossier.dossier.agency.id, ())
        past, peers = tuple(earlier), {}
    loaded = local.cached_scheme(folder, str(dossier.dossier.period))
    if stored is not None:
        show(_moved_on(stored.data, loaded, dossier))
    before, problems = local.assess(dossier, loaded, options, past, peers)
    show(problems, notes=False)
    changed_scheme, changed_dossier = apply(changes, loaded.scheme, before.dossier)
    from scoring.engine import evaluate
    from scoring.findings import backend

    after = evaluate(changed_scheme, changed_dossier, as_of=before.as_of, final=final, backend=backend(rules),
                     history=past, peers=peers)  # fmt: skip
    _refuse_misfits(changes, after)
    rows = compare(before.to_json(), after.to_json())
    if format_[0] == "json":
        write(json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    else:
        _print(rows)
    return 0


def _refuse_misfits(changes: tuple[str, ...], after: Any) -> None:
    """A value that its measure cannot take is a mistake of the one who typed it, not an open question.

    Raises:
        UsageProblem: names every such change with the reason.
    """
    found = []
    for given in changes:
        name = given.partition("=")[0].strip()
        one = after.measured.get(name) or after.measured.get(f"judgement:{name}")
        if one is not None and one.state == "error" and one.note:
            found.append(
                Diagnostic("SC615", None, {"given": given, "why": t(*one.note), "guess": ""})
            )
    if found:
        raise UsageProblem(found)


def _moved_on(result: dict[str, Any], scheme: Any, dossier: Any) -> list[Diagnostic]:
    """Warnings where scheme or dossier are no longer those of the result: the trial starts from today's."""
    found = []
    for code, path, recorded, now in (
        ("SC608", scheme.path, result["scheme"]["digest"], scheme.digest),
        ("SC609", dossier.path, result["dossier"]["digest"], dossier.digest),
    ):
        if recorded != now:
            values = {"path": str(path), "recorded": recorded, "computed": now}
            found.append(Diagnostic(code, None, values, level="warning"))
    return found


def _one_dossier(source: Path, agency: str | None) -> Any:
    from scoring.app import inputs
    from scoring.evidence.load import load_dossier

    loaded = [load_dossier(one) for one in inputs.dossiers([source])]
    ids = [one.dossier.agency.id for one in loaded]
    wanted = [one for one in loaded if agency in (None, one.dossier.agency.id)]
    if not wanted:
        raise unknown(agency or "", ids)
    if len(wanted) > 1:
        raise UsageProblem(
            [Diagnostic("SC618", None, {"count": str(len(wanted)), "known": ", ".join(ids)})]
        )
    return wanted[0]


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


__all__ = ["command_", "compare"]
