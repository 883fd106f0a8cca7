"""The types in which acts are defined: words, command, data, where they are allowed, what they do and say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.numbers import from_exact, show
from scoring.review.campaign import Campaign
from scoring.review.entry import Entry, EntryData
from scoring.review.state import AgencyState, State
from scoring.review.words import Words
from scoring.text import in_lang
from scoring.values import PartialDate, shown_day


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """The data of an accepted entry, as it concerns one agency, in one language (``vi`` or ``en``)."""

    data: EntryData
    agency: str
    campaign: Campaign
    lang: str

    def in_lang(self, vi: str, en: str) -> str:
        """The text in the item's language."""
        return in_lang(self.lang, vi, en)

    def points(self, text: str) -> str:
        """Exact points as they are shown."""
        return show(from_exact(text), self.lang)

    def stage(self) -> str:
        """The title of the stage under ``stage``; "" where none is named."""
        id = self.data.get("stage")
        found = self.campaign.stage(id) if id else None
        return found.title if found else id or ""

    def until(self) -> str:
        """The deadline under ``until``."""
        day = PartialDate.parse(self.data["until"]).first
        return f"{self.in_lang('đến hết', 'until')} {shown_day(day, self.lang)}"

    def next_deadline(self) -> str:
        """The own deadline of agencies that come late to the next stage; "" where there is none."""
        if "until" not in self.data:
            return ""
        own = self.in_lang("hạn riêng ở giai đoạn sau", "own deadline at the next stage")
        return f"{own} {self.until()}"


ACCEPTED = "accepted_personal_data"
"""The key of any act that holds what looks like a citizen's data: why it was accepted."""
DataKind = Literal[
    "text",
    "texts",
    "texts_by_id",
    "files",
    "day",
    "points",
    "points_by_id",
    "truth",
    "whole_number",
    "object",
    "objects",
    "unchecked",
]
"""What stands under a key of an entry's data.

Points are exact numbers as texts; ``files`` are SHA-256 digests by file name; ``objects`` is a list of them;
``unchecked`` is carried along and never counted with.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the table: where an act is allowed, to whom, and what it leads to."""

    kinds: tuple[str, ...]
    """The kinds of stages in which it is allowed."""
    statuses: tuple[str, ...]
    """The agency's statuses from which it is allowed."""
    roles: tuple[str, ...]
    leads_to: str = ""
    """The status after; "" where it stays."""
    reason: bool = False
    """Whether a written reason is compulsory."""
    in_time: bool = False
    """Whether it is refused after the stage's deadline (or the agency's own, after a return or re-opening)."""
    also: tuple[str, str] = ("", "")
    """Further conditions, for the documentation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The definition of an act, as far as all acts have it."""

    id: str
    words: Words
    command: str
    """The name of the command that does it."""
    required: Mapping[str, DataKind]
    """The keys an entry's data must have."""
    optional: Mapping[str, DataKind] = field(default_factory=dict)
    """The keys it may have; any other is refused."""
    only_if_accepted: frozenset[str] = frozenset()
    """The keys it may not have where ``accepted`` is false."""
    moves: tuple[Move, ...] = ()
    """Where, from which status and by whom; where two rows fit, the first one holds."""
    summary: Callable[[HistoryItem], str] = lambda _: ""
    """What it says of an agency in its history, beside the words, causes and reason."""
    keys: frozenset[str] = field(init=False, repr=False)
    """All keys its data may have."""
    rows: Mapping[tuple[str, str], Move] = field(init=False, repr=False)
    """By kind of stage and status: the move that allows it there."""

    def __post_init__(self) -> None:
        rows = {
            (kind, status): move for move in reversed(self.moves) for kind in move.kinds for status in move.statuses
        }
        given = {*self.required, *self.optional}
        # A reason may stand in a file, of which the ledger keeps the digest only.
        more = {ACCEPTED, "attachments"} if "reason" in given else {ACCEPTED}
        object.__setattr__(self, "keys", frozenset(given | more))
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAct(Act):
    """An act on one agency; `carry_out` is called once the table allows it, with the row that does."""

    carry_out: Callable[[State, Entry, AgencyState, Move], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignAct(Act):
    """An act on the whole campaign, which checks itself whether it is allowed."""

    carry_out: Callable[[State, Entry], None]
