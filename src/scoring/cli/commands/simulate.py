"""`scoring simulate`: what would change if; nothing is ever written back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app.simulation import simulate
from scoring.cli.terminal.console import Terminal, settings, t, table, talk, write
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
from scoring.cli.terminal.summary import interval
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
    rows = simulate(
        source,
        changes,
        scheme=scheme,
        evidence=evidence,
        agency=agency,
        as_of=as_of,
        final=final,
        history=history,
        rules=rules,
        observer=Terminal(),
    )
    if format_[0] == "json":
        write(json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    else:
        _print(rows)
    return 0


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


__all__ = ["command_"]
