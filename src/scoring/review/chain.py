"""Verifies that a ledger's entries are intact and each is chained to the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scoring.diagnostics import Place
from scoring.errors import IntegrityFailure
from scoring.review.entry import Entry, Head, Malformed
from scoring.review.entry_line import parse


@dataclass(frozen=True, slots=True)
class Broken:
    """The first broken entry of a ledger: its number from 1, why, and the head before it."""

    position: int
    why: tuple[str, str]
    head: Head

    def failure(self, file: str) -> IntegrityFailure:
        """The failure to raise; `file` names the ledger."""
        return IntegrityFailure.of(
            "SC900", Place(file, self.position), position=self.position, why=self.why[0], why_en=self.why[1]
        )


def verify(
    lines: Iterable[bytes], campaign: str = "", start: Head | None = None, each: Callable[[Entry], None] | None = None
) -> Head | Broken:
    """The head of an intact ledger, or the first entry that is broken.

    The lines are as `to_bytes` writes them, all of one campaign, and follow the head `start` (by default the
    beginning); `each` is called with every intact entry, in order.
    """
    seq, hash = start or Head()
    for position, raw in enumerate(lines, seq + 1):
        try:
            entry = parse(raw)
        except Malformed as error:
            return Broken(position, error.why, Head(seq, hash))
        campaign = campaign or entry.campaign
        if entry.campaign != campaign:
            why = (f"thuộc đợt khác: {entry.campaign}", f"belongs to another campaign: {entry.campaign}")
        elif entry.seq != position:
            why = (f"mang số {entry.seq}, phải là {position}", f"is number {entry.seq}, should be {position}")
        elif entry.prev != hash:
            why = "không nối vào bản ghi liền trước", "is not chained to the entry before it"
        else:
            seq, hash = position, entry.hash
            if each is not None:
                each(entry)
            continue
        return Broken(position, why, Head(seq, hash))
    return Head(seq, hash)
