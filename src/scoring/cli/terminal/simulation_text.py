"""A trial with changed inputs on the screen: before, after, difference."""

from __future__ import annotations

from typing import Any

from scoring.cli.terminal.console import settings, t, table, talk, write
from scoring.cli.terminal.summary import interval
from scoring.numbers import from_exact
from scoring.numbers import show as number


def _gap(change: dict[str, Any]) -> str:
    low, high = (from_exact(change["difference"][k]) for k in ("certain", "attainable"))
    texts = [("+" if one > 0 else "") + number(one, settings.lang) for one in (low, high)]
    return texts[0] if low == high else f"{texts[0]} / {texts[1]}"


def show_changes(rows: dict[str, Any]) -> None:
    """What a trial changes, on stdout; `rows` is what `scoring.app.simulation.simulate` returns."""
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


__all__ = ["show_changes"]
