"""`scoring campaign history`: everything that was done about one agency."""

from __future__ import annotations

from pathlib import Path

from scoring.app.stored import unknown
from scoring.cli.desk import Desk, foot, reading, shown
from scoring.cli.terminal.console import put, settings, t, table
from scoring.cli.terminal.options import OUTPUT, argument, command, fmt


@command(
    "history",
    "Mọi việc của một cơ quan theo thứ tự sổ cái: ai, vai trò gì, lúc nào, việc gì, lý do.",
    "Everything about one agency in the ledger's order: who, in what role, when, what, why.",
)
@argument("agency", "Mã cơ quan.", "The agency's id.")
@reading
@fmt("table", "json")
@OUTPUT
def command_(
    agency: str, store: str, campaign: str | None, as_of: str | None, format_: tuple[str, ...],
    output: Path | None,
) -> int:  # fmt: skip
    """History."""
    from scoring.json_write import canonical
    from scoring.review.table import ACTS
    from scoring.review.telling import about, concerns, together, who

    with Desk(store, campaign, as_of) as desk:
        state = desk.state
        if agency not in state.agencies:
            raise unknown(agency, list(state.agencies))
        found = [
            one for one in desk.store.entries(desk.campaign)
            if one.seq <= state.head.seq and concerns(one, agency, state)
        ]  # fmt: skip
        if format_[0] == "json":
            text = canonical([
                {"seq": one.seq, "act": one.act, "actor": one.actor, "role": one.role, "at": one.at,
                 "data": dict(one.data), "hash": one.hash} for one in found if one.act != "opened"
            ]).decode()  # fmt: skip
        else:
            lang = 0 if settings.lang == "vi" else 1
            rows = [
                [
                    "#",
                    t("Lúc", "When"),
                    t("Việc", "Act"),
                    t("Ai", "Who"),
                    t("Nội dung", "What"),
                    t("Băm", "Hash"),
                ]
            ]
            opened = state.opened
            for group in together(found):
                first, last = group[0], group[-1]
                said = "; ".join(about(one, agency, opened, settings.lang) for one in group)
                rows.append([
                    str(first.seq) if first is last else f"{first.seq}–{last.seq}", shown(first.at), ACTS[first.act][lang],
                    who(first, opened, settings.lang), said, last.hash[:8],
                ])  # fmt: skip
            text = f"{state.agencies[agency].agency.name}\n\n{table(rows, frozenset((0,)))}\n{foot(state)}\n"
    put(output, text)
    return 0


__all__ = ["command_"]
