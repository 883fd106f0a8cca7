"""A ledger as a chain of entries: drafts sealed onto it, its lines verified, and what stores refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scoring.diagnostics import Place
from scoring.errors import ExitCode, IntegrityFailure, NothingMatched, ScoringError
from scoring.review.entry import Draft, Entry, Head, Malformed
from scoring.review.entry_line import parse, seal


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


class Conflict(ScoringError):  # noqa: N818 - like its siblings in errors
    """The ledger has grown since the caller read it; nothing was written."""

    exit_code: ClassVar[ExitCode] = ExitCode.FINDINGS


Sign = Callable[[Entry], dict[str, str] | None]
"""The signature of an entry just sealed (``key``, ``value``), or None."""


def no_campaign(campaign: str, known: Sequence[str]) -> NothingMatched:
    """There is no such campaign."""
    return NothingMatched.of("SC902", campaign=campaign, known=", ".join(known) or "–")


def seal_all(campaign: str, drafts: Sequence[Draft], head: Head, sign: Sign | None = None) -> list[Entry]:
    """The drafts as entries chained to `head`, signed where `sign` is given."""
    found: list[Entry] = []
    for draft in drafts:
        entry = seal(draft, campaign, head.seq + 1, head.hash)
        signature = sign(entry) if sign else None
        found.append(entry._replace(signature=signature) if signature else entry)
        head = entry.head
    return found
