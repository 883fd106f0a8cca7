"""`scoring campaign appraise`: points for one criterion, or for a whole file of decisions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click

from scoring.cli.desk import REASON, Desk, acting
from scoring.cli.terminal.options import PATH, Command, argument, command, option
from scoring.cli.terminal.summary import points as shown_points
from scoring.diagnostics import Place
from scoring.errors import InvalidInput, usage_problem
from scoring.numbers import exact_text, parse_number, parse_vietnamese

_BELOW = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


class _Points(Command):
    """Takes points below zero for what they are, not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        given = [one.replace("-", "−") if _BELOW.fullmatch(one) else one for one in args]
        return super().parse_args(ctx, given)


@command(
    "appraise",
    "Chấm thẩm định một tiêu chí (CƠ_QUAN TIÊU_CHÍ ĐIỂM), hoặc cả tệp quyết định với --file: tất cả hoặc không mục nào. "
    "Khác mức trước thì phải có --reason và --cause.",
    "Appraise one criterion (AGENCY CRITERION POINTS), or a file of decisions with --file: all of them or none. "
    "Where the points differ, --reason and --cause are needed.",
    cls=_Points,
)
@argument("what", "Mã cơ quan, mã tiêu chí, điểm.", "Agency, criterion, points.", nargs=-1)
@acting
@REASON
@option("--cause", multiple=True,
        vi="Nguyên nhân: evidence-refused, number-corrected, rule-read-differently, late, judgement; nhiều nguyên nhân thì ghi kèm số điểm: late=-0.5.",
        en="The cause: evidence-refused, number-corrected, rule-read-differently, late, judgement; of several, each with its points: late=-0.5.")  # fmt: skip
@option(
    "--refuse",
    multiple=True,
    vi="Mã minh chứng không chấp nhận.",
    en="A record that is not accepted.",
)
@option(
    "--evidence",
    multiple=True,
    vi="Minh chứng người chấm dựa vào.",
    en="What the appraiser relied on.",
)
@option(
    "--number", multiple=True, vi="Số liệu sửa lại: MÃ=GIÁ_TRỊ.", en="A number corrected: ID=VALUE."
)
@option(
    "--file",
    type=PATH,
    vi="Tệp quyết định: YAML, JSON, CSV, .xlsx (lập phiếu trống bằng campaign sheet).",
    en="A file of decisions: YAML, JSON, CSV, .xlsx (make an empty sheet with campaign sheet).",
)
def command_(
    what: tuple[str, ...], store: str, campaign: str | None, by: str, at: str | None, reason: str | None,
    cause: tuple[str, ...], refuse: tuple[str, ...], evidence: tuple[str, ...], number: tuple[str, ...], file: Path | None,
) -> int:  # fmt: skip
    """Appraise."""
    from scoring.cli.decisions_file import read_file
    from scoring.cli.named import named
    from scoring.review.decisions import Decision, drafts_for

    places: list[Place] = []
    if file is None and len(what) == 3:
        agency, criterion, points = what[0], what[1], typed(what[2])
        decisions = [
            Decision(
                agency,
                criterion,
                points,
                reason or "",
                split(cause),
                refuse,
                evidence,
                _pairs(number),
            )
        ]
    elif file is not None and not (what or reason or cause or refuse or evidence or number):
        decisions, places = read_file(file)
    else:
        raise usage_problem("cần CƠ_QUAN TIÊU_CHÍ ĐIỂM, hoặc chỉ --file", "give AGENCY CRITERION POINTS, or only --file")  # fmt: skip
    with Desk(store, campaign) as desk:
        drafts = [
            desk.draft("appraised", by, at, **data) for data in drafts_for(desk.state, decisions)
        ]
        if places and (refused := desk.refusals(drafts)):
            raise InvalidInput([
                replace(one, place=places[index]) for index, error in refused for one in error.diagnostics
            ])  # fmt: skip
        if strange := named(desk, decisions, places):
            raise InvalidInput(strange)
        entries = desk.act(drafts)
        if file is None:
            one, given = decisions[0], shown_points(decisions[0].points)
            desk.done(f"{one.agency}: {one.criterion} – {given} điểm (bản ghi {entries[0].seq})",
                      f"{one.agency}: {one.criterion} – {given} points (entry {entries[0].seq})")  # fmt: skip
        else:
            desk.done(
                f"đã ghi {len(entries)} quyết định của {by}",
                f"{len(entries)} decisions of {by} entered",
            )
    return 0


def split(given: tuple[str, ...]) -> dict[str, str]:
    """Causes with their points; a cause without points stands for the whole change."""
    found = {}
    for one in given:
        name, _, value = one.partition("=")
        found[name.replace("-", "_")] = typed(value)
    return found


def typed(text: str) -> str:
    """A number as typed, with either decimal mark, as the ledger writes it; what is none stays, to be refused.

    >>> typed("2,5"), typed("-0.50"), typed("−1"), typed("hai")
    ('2.5', '-0.5', '-1', 'hai')
    """
    plain = text.replace("−", "-")
    found = parse_number(plain)
    if found is None:
        found = parse_vietnamese(plain)
    return text if found is None else exact_text(found)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    return {name: _answer(value) for name, _, value in (one.partition("=") for one in given)}


def _answer(text: str) -> str:
    return f"{typed(text[:-1].strip())} %" if text.endswith("%") else typed(text)


__all__ = ["command_", "split", "typed"]
