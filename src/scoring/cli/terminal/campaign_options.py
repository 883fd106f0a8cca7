"""Options of the commands of a campaign: who acts, when, and the instant to look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from scoring.app.campaign.instants import ledger_text
from scoring.cli.terminal.console import Terminal, t
from scoring.cli.terminal.options import PATH, Function, gathered, option
from scoring.cli.terminal.store_options import CAMPAIGN, STORE
from scoring.review.campaign import VIETNAM, end_of_day
from scoring.review.entry import Malformed, instant

if TYPE_CHECKING:
    from scoring.app.campaign.session import Session

OpenSession = Callable[..., "Session"]
"""Opens the campaign a command is about; a context manager."""

_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Instant(click.ParamType):  # type: ignore[type-arg]
    """An instant: ``2025-12-10 09:30`` in Viet Nam, or UTC text ending in Z; a bare day is its end if `day`."""

    name = "INSTANT"

    def __init__(self, day: bool = False) -> None:
        self.day = day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The instant as the ledger writes it."""
        local, at = _LOCAL.fullmatch(value), str(value)
        try:
            if self.day and _DAY.fullmatch(value):
                # The last instant that still belongs to the day.
                at = ledger_text(end_of_day(date.fromisoformat(value)) - timedelta(microseconds=1))
            elif local:
                there = datetime.fromisoformat(f"{local[1]}T{local[2]}").replace(tzinfo=VIETNAM)
                at = ledger_text(there)
            instant(at)
        except (Malformed, ValueError, OverflowError):
            self.fail(t(f"“{value}” không phải thời điểm; viết “2025-12-10 09:30” (giờ Việt Nam) hoặc 2025-12-10T02:30:00Z",
                        f"“{value}” is no instant; write “2025-12-10 09:30” (Viet Nam time) or 2025-12-10T02:30:00Z"), param, ctx)  # fmt: skip
        return at


BY = option("--by", required=True, vi="Mã người hoặc cơ quan thực hiện.", en="Who acts, by id.")
AT = option("--at", type=Instant(), vi="Thời điểm ghi sổ (mặc định: bây giờ), ví dụ “2025-12-10 09:30”.",
            en="The instant to record (default: now), such as “2025-12-10 09:30”.")  # fmt: skip
UNTIL = option("--as-of", "as_of", type=Instant(day=True), vi="Tình trạng lúc đó: một ngày (hết ngày) hoặc thời điểm.",
               en="The state then: a day (its end) or an instant.")  # fmt: skip
REASON = option("--reason", vi="Lý do.", en="The reason.")
ATTACH = option("--attach", type=PATH, multiple=True, vi="Tệp kèm theo.", en="A file to hand in with it.")


def _opener(store: str, campaign: str | None, as_of: str | None = None) -> OpenSession:
    from scoring.app.campaign.session import Session

    return partial(Session, store, campaign, as_of=as_of, observer=Terminal(notes=True))


with_session = gathered("open_session", ("store", "campaign", "as_of"), _opener)
"""The command gets `open_session` for the store, campaign and instant chosen."""


def acting(function: Function) -> Function:
    """The options of every command that writes an act."""
    function = with_session(function)
    for one in (AT, BY, CAMPAIGN, STORE):
        function = one(function)
    return function


def reading(function: Function) -> Function:
    """The options of every command that only reads."""
    function = with_session(function)
    for one in (UNTIL, CAMPAIGN, STORE):
        function = one(function)
    return function
