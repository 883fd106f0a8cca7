"""`scoring campaign status`: where every agency stands, what is open, how many days are left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.cli.console import settings, t, table
from scoring.cli.desk import Desk, foot, listed, now, reading
from scoring.cli.files import put
from scoring.cli.options import OUTPUT, command, fmt
from scoring.json_write import canonical
from scoring.review.entry import instant


@command(
    "status",
    "Tình trạng từng cơ quan: chưa nộp, bị trả lại, đã chấm bao nhiêu tiêu chí, còn mấy ngày.",
    "Where every agency stands: not submitted, returned, how many criteria are appraised, days left.",
)
@reading
@fmt("table", "json")
@OUTPUT
def command_(
    store: str,
    campaign: str | None,
    as_of: str | None,
    format_: tuple[str, ...],
    output: Path | None,
) -> int:
    """Status."""
    from scoring.review.campaign import local_day
    from scoring.review.overview import overview

    with Desk(store, campaign, as_of) as desk:
        found = overview(desk.state, local_day(instant(as_of or now())))
        text = (
            canonical(found).decode()
            if format_[0] == "json"
            else _text(found) + foot(desk.state) + "\n"
        )
    put(output, text)
    return 0


def _text(found: dict[str, Any]) -> str:
    lang = settings.lang
    rows = [[t("Cơ quan", "Agency"), t("Tình trạng", "Status"), t("Giai đoạn", "Stage"), t("Hạn", "Deadline"),
             t("Còn ngày", "Days left"), t("Đã chấm", "Appraised"), t("Giải trình", "Explained")]]  # fmt: skip
    rows += [
        [
            one["name"], one["status_words"][lang], one["stage_title"], one["deadline"] or "–",
            "–" if one["days_left"] is None else str(one["days_left"]),
            "–" if one["appraised"] is None else f"{one['appraised']}/{one['criteria']}", str(one["explained"]),
        ] for one in found["agencies"]
    ]  # fmt: skip
    lines = [f"{found['title']} ({found['period']})\n\n", table(rows, frozenset((4, 5, 6))), "\n"]
    named = {one["id"]: one["name"] for one in found["agencies"]}
    for key, vi, en in (
        ("not_submitted", "Chưa nộp hồ sơ", "Not submitted"),
        ("missed", "Không nộp đúng hạn", "Missed the deadline"),
        ("not_appraised", "Chưa chấm xong", "Not fully appraised"),
        ("appealed", "Kiến nghị chưa giải quyết", "Open appeals"),
    ):
        if found[key]:
            lines.append(f"{t(vi, en)}: {listed(named[id] for id in found[key])}\n")
    return "".join(lines)


__all__ = ["command_"]
