"""`scoring campaign history`: everything that was done about one agency."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.campaign import overviews
from scoring.app.campaign.instants import local_text
from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import settings, t, table, write_output
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import OUTPUT, argument, command, fmt
from scoring.json_write import canonical

if TYPE_CHECKING:
    from scoring.review.campaign import Campaign
    from scoring.review.entry import Entry


@command("history", "Mọi việc của một cơ quan theo thứ tự sổ cái: ai, vai trò gì, lúc nào, việc gì, lý do.",
         "Everything about one agency in the ledger's order: who, in what role, when, what, why.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@reading
@fmt("table", "json")
@OUTPUT
def command_(agency: str, open_session: OpenSession, format_: str, output: Path | None) -> None:
    """History."""
    with open_session() as session:
        found = overviews.history(session, agency)
        if format_ == "json":
            names = ("seq", "act", "actor", "role", "at", "data", "hash")
            rows = [{name: getattr(one, name) for name in names} for one in found if one.act != "opened"]
            text = canonical(rows).decode()
        else:
            name = session.state.agencies[agency].agency.name
            text = f"{name}\n\n{_table(found, agency, session.state.opened)}\n{ledger_line(session.state)}\n"
    write_output(output, text)


def _table(found: list[Entry], agency: str, opened: Campaign) -> str:
    from scoring.review.acts.registry import ACTS
    from scoring.review.history_words import actor_title, entry_text, group_confirmations

    lang = settings.lang
    head = (("#", "#"), ("Lúc", "When"), ("Việc", "Act"), ("Ai", "Who"), ("Nội dung", "What"), ("Băm", "Hash"))
    rows = [[t(*one) for one in head]]
    for group in group_confirmations(found):
        first, last = group[0], group[-1]
        rows.append(
            [
                str(first.seq) if first is last else f"{first.seq}–{last.seq}",
                local_text(first.at),
                t(*ACTS[first.act].words),
                actor_title(first, opened, lang),
                "; ".join(entry_text(one, agency, opened, lang) for one in group),
                last.hash[:8],
            ]
        )
    return table(rows, frozenset((0,)))
