"""`scoring inspect`: what a scheme holds, as a tree and as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.cli.terminal.console import settings, show, t, table, width, write
from scoring.cli.terminal.options import PATH, argument, command, fmt, option
from scoring.numbers import show as number
from scoring.reports.words import day


@command("inspect", "Xem bộ tiêu chí: cây, điểm tối đa, căn cứ, cách chấm, ai đọc đại lượng nào, còn gì chưa xác nhận.",
         "Show a scheme: tree, maxima, clauses, kinds, who reads which measure, what is unconfirmed.")  # fmt: skip
@argument("scheme", "Thư mục bộ tiêu chí.", "The scheme's folder.", type=PATH)
@option(
    "--period",
    vi="Kỳ (mặc định: trạng thái mới nhất).",
    en="The period (default: the newest state).",
)
@option("--set", "set_", vi="Chỉ bộ này.", en="Only this criteria set.")
@fmt("text", "json")
def command_(scheme: Path, period: str | None, set_: str | None, format_: tuple[str, ...]) -> int:
    """Show a scheme."""
    from scoring.scheme.load import load_scheme

    loaded = load_scheme(inputs.scheme_folder(scheme), period)
    show(loaded.diagnostics)
    data = describe(loaded)
    if set_ is not None:
        if set_ not in data["sets"]:
            from scoring.app.stored import unknown

            raise unknown(set_, list(data["sets"]), "set")
        data["sets"] = {set_: data["sets"][set_]}
    if format_[0] == "json":
        write(json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    else:
        write("\n".join(_fit(_text(data))) + "\n")
    return 0


def describe(loaded: Any) -> dict[str, Any]:
    """The scheme as plain data for display."""
    from scoring.scheme.check import unconfirmed

    scheme = loaded.scheme
    return {
        "id": scheme.id, "title": scheme.title, "status": scheme.status, "banner": scheme.banner,
        "digest": loaded.digest, "unconfirmed": unconfirmed(scheme),
        "decision": _decision(scheme.decision) if scheme.decision else None,
        "periods": list(scheme.period.kinds),
        "blocks": [{"id": b.id, "title": b.title, "set": b.set, "ladder": b.ladder, "appraised_by": b.appraised_by} for b in scheme.blocks],
        "ladders": {
            id: {
                "classes": [{"id": c.id, "title": c.title, "from": _edge(c.from_)} for c in ladder.classes],
                "gates": [g.id for g in ladder.gates], "ceilings": [c.id for c in ladder.ceilings],
                "outside": [o.id for o in ladder.outside],
            }
            for id, ladder in scheme.ladders.items()
        },
        "rules": [{"id": r.id, "title": r.title, "clause": r.clause} for r in scheme.rules],
        "sets": {id: _set(chosen) for id, chosen in scheme.sets.items()},
    }  # fmt: skip


def _decision(one: Any) -> str:
    date = one.date.isoformat()
    return t(
        f"{one.number} ngày {day(date)} của {one.issuer}", f"{one.number}, {date}, {one.issuer}"
    )


def _edge(edge: Any) -> str | None:
    if edge is None:
        return None
    from scoring.numbers import show_percent

    return (
        show_percent(edge.value, settings.lang)
        if edge.percent
        else number(edge.value, settings.lang)
    )


def _node(node: Any, level: int) -> Iterator[dict[str, Any]]:
    spec = node.spec
    yield {
        "id": node.id, "title": node.title, "maximum": number(node.maximum, settings.lang), "level": level,
        "clause": node.clause, "basis": node.basis, "kind": spec.kind if spec else None,
        "reads": list(spec.reads()) if spec else [],
    }  # fmt: skip
    for child in node.children:
        yield from _node(child, level + 1)


def _set(chosen: Any) -> dict[str, Any]:
    sections: list[tuple[str, Any, Any]] = [("tree", chosen.groups, None)]
    sections += [
        (key, extra.criteria, extra)
        for key in ("bonus", "penalty")
        if (extra := getattr(chosen, key))
    ]
    rows = {name: [row for node in nodes for row in _node(node, 1)] for name, nodes, _ in sections}
    readers: dict[str, list[str]] = {id: [] for id in chosen.measures}
    for row in (one for found in rows.values() for one in found):
        for name in dict.fromkeys(one.removeprefix("best:") for one in row["reads"]):
            readers.setdefault(name, []).append(row["id"])
    for id, measure in chosen.measures.items():
        for name in measure.inputs:
            readers.setdefault(name, []).append(id)
    readers.pop("judgement:", None)
    return {
        "title": chosen.title, "maximum": number(chosen.maximum, settings.lang), "sections": rows,
        "caps": {name: number(extra.cap, settings.lang) for name, _, extra in sections if extra},
        "measures": {
            id: {"title": m.title or m.declared or m.external or id, "source": m.source, "type": m.type,
                 "inputs": list(m.inputs), "read_by": readers.get(id, [])}
            for id, m in chosen.measures.items()
        },
    }  # fmt: skip


def _fit(pieces: Iterator[str]) -> Iterator[str]:
    """Lines no wider than the screen; what goes on is indented. Tables fit already."""
    from scoring.text import display_width, wrap

    for piece in pieces:
        if "\n" in piece or display_width(piece) <= width():
            yield piece
            continue
        indent = piece[: len(piece) - len(piece.lstrip(" "))]
        first, *rest = wrap(piece, width() - len(indent) - 2)
        yield indent + first
        yield from (f"{indent}  {line}" for line in rest)


def _text(data: dict[str, Any]) -> Iterator[str]:
    yield f"{data['title']}  ({data['id']}, {data['status']})"
    if data["banner"]:
        yield data["banner"]
    if data["decision"]:
        yield t("Căn cứ: ", "Decision: ") + data["decision"]
    yield t(
        f"Còn {data['unconfirmed']} mục chưa xác nhận (chưa ghi basis: verified)",
        f"{data['unconfirmed']} items unconfirmed (no basis: verified)",
    )
    yield data["digest"]
    yield ""
    head = [
        t("Khối", "Block"),
        t("Tên", "Title"),
        t("Bộ", "Set"),
        t("Thang", "Ladder"),
        t("Thẩm định", "Appraised by"),
    ]
    yield table(
        [
            head,
            *(
                [b["id"], b["title"], b["set"], b["ladder"], b["appraised_by"] or ""]
                for b in data["blocks"]
            ),
        ]
    )
    for id, ladder in data["ladders"].items():
        steps = ", ".join(
            f"{c['title']} ≥ {c['from']}" if c["from"] else c["title"] for c in ladder["classes"]
        )
        yield f"{t('Thang', 'Ladder')} {id}: {steps}"
        for key, vi, en in (
            ("gates", "điều kiện", "gates"),
            ("ceilings", "giới hạn", "ceilings"),
            ("outside", "ngoài thang", "outside"),
        ):
            if ladder[key]:
                yield f"  {t(vi, en)}: {', '.join(ladder[key])}"
    for rule in data["rules"]:
        yield f"{t('Luật phát hiện', 'Rule')} {rule['id']}: {rule['title']}"
    titles = {"tree": "", "bonus": t("Điểm thưởng", "Bonus"), "penalty": t("Điểm trừ", "Penalty")}
    for id, chosen in data["sets"].items():
        yield ""
        yield f"{id}: {chosen['title']} ({t('tối đa', 'maximum')} {chosen['maximum']})"
        for name, rows in chosen["sections"].items():
            if titles[name]:
                yield f"{titles[name]} ({t('trần', 'cap')} {chosen['caps'][name]})"
            shown = [
                [
                    "",
                    t("Tên", "Title"),
                    t("Điểm", "Max"),
                    t("Cách chấm", "Kind"),
                    t("Căn cứ", "Clause"),
                ]
            ]
            shown += [
                ["  " * (one["level"] - 1) + one["id"], one["title"], one["maximum"], one["kind"] or "", one["clause"] or ""]
                for one in rows
            ]  # fmt: skip
            yield table(shown, frozenset({2}))
        shown = [
            [
                t("Đại lượng", "Measure"),
                t("Tên", "Title"),
                t("Nguồn", "Source"),
                t("Được đọc bởi", "Read by"),
            ]
        ]
        shown += [
            [name, one["title"] + (f" ({', '.join(one['inputs'])})" if one["inputs"] else ""),
             one["source"], ", ".join(one["read_by"])]
            for name, one in chosen["measures"].items()
        ]  # fmt: skip
        if len(shown) > 1:
            yield table(shown)


__all__ = ["command_", "describe"]
