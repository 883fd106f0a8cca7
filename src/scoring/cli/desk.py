"""What the commands of a campaign share: the store, who acts and when, the state read and moved on."""

from __future__ import annotations

import copy
import gc
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from scoring.cli.stores import CAMPAIGN, DEFAULT, STORE, only
from scoring.cli.terminal.console import show, t, talk
from scoring.cli.terminal.options import Function, Option, option
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.review.acts.data import refuse
from scoring.review.acts.who import role_of
from scoring.review.campaign import SLACK, VIETNAM, end_of, told
from scoring.review.entry import Draft, Entry, Malformed, instant
from scoring.review.fold import admit, fold
from scoring.review.state import Refused, State

if TYPE_CHECKING:
    from scoring.review.store import Sign, View
    from scoring.store.sql import SqlStore

_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Instant(click.ParamType):  # type: ignore[type-arg]
    """An instant: ``2025-12-10 09:30`` in Viet Nam, or UTC text ending in Z; a bare day is its end where that is meant."""

    name = "INSTANT"

    def __init__(self, day: bool = False) -> None:
        self.day = day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The instant as the ledger writes it."""
        local, at = _LOCAL.fullmatch(value), str(value)
        try:
            if self.day and _DAY.fullmatch(value):
                # The last instant that still belongs to the day.
                at = stamp(end_of(date.fromisoformat(value)) - timedelta(microseconds=1))
            elif local:
                there = datetime.fromisoformat(f"{local[1]}T{local[2]}").replace(tzinfo=VIETNAM)
                at = stamp(there)
            instant(at)
        except (Malformed, ValueError, OverflowError):
            self.fail(t(f"“{value}” không phải thời điểm; viết “2025-12-10 09:30” (giờ Việt Nam) hoặc 2025-12-10T02:30:00Z",
                        f"“{value}” is no instant; write “2025-12-10 09:30” (Viet Nam time) or 2025-12-10T02:30:00Z"), param, ctx)  # fmt: skip
        return at


def stamp(at: datetime) -> str:
    """An instant as the ledger writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(at: str) -> str:
    """A ledger's instant as people in Viet Nam read it."""
    return told(instant(at))


BY = option("--by", required=True, vi="Mã người hoặc cơ quan thực hiện.", en="Who acts, by id.")
AT = option(
    "--at", type=Instant(), vi="Thời điểm ghi sổ (mặc định: bây giờ), ví dụ “2025-12-10 09:30”.",
    en="The instant to record (default: now), such as “2025-12-10 09:30”.",
)  # fmt: skip
UNTIL = option(
    "--as-of", "as_of", type=Instant(day=True),
    vi="Tình trạng lúc đó: một ngày (hết ngày) hoặc thời điểm.", en="The state then: a day (its end) or an instant.",
)  # fmt: skip
REASON = option("--reason", vi="Lý do.", en="The reason.")


def acting(function: Function) -> Function:
    """The options of every command that writes an act."""
    for one in (AT, BY, CAMPAIGN, STORE):
        function = one(function)
    return function


def reading(function: Function) -> Function:
    """The options of every command that only reads."""
    for one in (UNTIL, CAMPAIGN, STORE):
        function = one(function)
    return function


def now() -> str:
    """This instant."""
    return stamp(datetime.now(UTC))


def recorded(at: str | None) -> str:
    """The instant to record: this one, or the one given, which cannot lie ahead of the clock.

    Raises:
        Refused: it does (SC917).
    """
    if at is None:
        return now()
    clock = datetime.now(UTC)
    if instant(at) > clock + SLACK:
        raise refuse("SC917", at=shown(at), now=told(clock))
    return at


class Desk:
    """A store open at one campaign."""

    def __init__(self, place: str, campaign: str | None = None, as_of: str | None = None) -> None:
        from scoring.store import open_store

        self.store: SqlStore = open_store(place)
        try:
            self.campaign = campaign or only(self.store)
        except ScoringError:
            self.store.close()
            raise
        self.as_of = as_of
        self._state: State | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.store.close()

    @property
    def state(self) -> State:
        """The state, read once."""
        if self._state is None:
            until = instant(self.as_of) if self.as_of else None
            # Nothing of a state is garbage; looking for some among thousands of figures, now or later, takes long.
            gc.disable()
            try:
                self._state = fold(self.store.entries(self.campaign), until=until)
            finally:
                gc.freeze()
                gc.enable()
            if self._state.campaign is None:
                raise refuse("SC943", why=t("lúc đó đợt chưa mở", "the campaign was not open then"),
                             why_en="the campaign was not open then")  # fmt: skip
        return self._state

    def draft(self, act: str, by: str, at: str | None, **data: Any) -> Draft:
        """An act by somebody in his role; what is None is left out."""
        role = role_of(self.state.opened, by) or "–"
        kept = {key: value for key, value in data.items() if value is not None}
        return Draft(act, by, role, recorded(at), kept)

    def act(
        self, drafts: Sequence[Draft], key: Path | None = None, *, exactly: bool = False
    ) -> list[Entry]:
        """Write acts, all or none, if the table allows them as the ledger stands then; the state goes on.

        With `key`, the file of a private key, they are signed. With `exactly` they hold what was computed from the
        state as read, and are written only if nobody has written since.

        Raises:
            Refused: one is not allowed; nothing was written.
            Conflict: others have written since (SC901); nothing was written.
        """
        state = self.state
        known = state.head
        grown = 0
        again = False
        sign = _signing(key)

        def check(view: View) -> None:
            nonlocal state, grown, again
            grown = view.head.seq - known.seq
            if again:
                # The store lost its turn: the state had gone on already, by acts that were not written.
                state = fold(view.entries())
            elif grown:
                state = fold(view.entries(known.seq), state)
            again = True
            admit(state, drafts, self.campaign)

        backdated = [one.at for one in drafts if instant(one.at) < state.floor]
        values = {"at": shown(backdated[0]), "latest": shown(state.latest)} if backdated else {}
        try:
            found = self.store.append(
                self.campaign, drafts, check, known if exactly else None, sign
            )
        except Refused as error:
            if grown:
                # What was refused may have been right for the ledger as it was read.
                note = Diagnostic("SC861", None, {"count": str(grown)})
                error.diagnostics = [*error.diagnostics, note]
            raise
        if values:
            show([Diagnostic("SC918", None, values)])
        self._state = state
        return found

    def trial(self, drafts: Sequence[Draft]) -> Desk:
        """The desk as it would be after these acts, none of which is written.

        Raises:
            Refused: one is not allowed.
        """
        desk = copy.copy(self)
        vars(desk)["_state"] = state = copy.deepcopy(self.state)
        admit(state, drafts, self.campaign)
        return desk

    def refusals(self, drafts: Sequence[Draft]) -> list[tuple[int, Refused]]:
        """All of these acts that are not allowed, each tried after those before it that are; none is written."""
        state = copy.deepcopy(self.state)
        found = []
        for index, draft in enumerate(drafts):
            try:
                admit(state, [draft], self.campaign)
            except Refused as error:
                found.append((index, error))
        return found

    def done(self, text_vi: str, text_en: str) -> None:
        """Say what was written, and where the ledger stands."""
        talk(t(text_vi, text_en))
        talk(foot(self.state))


def _signing(key: Path | None) -> Sign | None:
    if key is None:
        return None
    from scoring.cli.password import ask
    from scoring.signing import load_signer

    signer, problems = load_signer(key, ask)
    show(problems)
    return lambda entry: signer.sign(entry.hash)


def foot(state: State) -> str:
    """The line that anchors what is shown in the ledger."""
    assert state.last is not None
    return anchor(state.opened.id, state.last)


def anchor(campaign: str, last: Entry) -> str:
    """Where a ledger that ends with this entry stands, in one line."""
    return t(f"Sổ cái {campaign}: {last.seq} bản ghi, đến {shown(last.at)}, mã đầu chuỗi {last.hash}",
             f"Ledger {campaign}: {last.seq} entries, until {shown(last.at)}, chain head {last.hash}")  # fmt: skip


def listed(words: Iterable[str]) -> str:
    """Names in one line; a word where there are none."""
    return ", ".join(words) or t("không có", "none")


__all__ = [
    "AT", "BY", "CAMPAIGN", "DEFAULT", "REASON", "STORE", "UNTIL", "Desk", "Instant", "Option", "acting", "anchor",
    "foot", "listed", "now", "reading", "recorded", "shown", "stamp",
]  # fmt: skip
