"""What stores of ledgers have in common: the sealing of drafts, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError
from scoring.review.entry import Draft, Entry, Head
from scoring.review.entry_line import seal


class Conflict(ScoringError):  # noqa: N818 - like its siblings in errors
    """The ledger has grown since the caller read it; nothing was written."""

    exit_code: ClassVar[ExitCode] = ExitCode.FINDINGS


Sign = Callable[[Entry], dict[str, str] | None]
"""The signature of an entry just sealed (``key``, ``value``), or None."""


def conflict(campaign: str, expected: Head, found: Head) -> Conflict:
    """The ledger's head is not the one expected."""
    return Conflict.of("SC901", campaign=campaign, expected=expected.seq, found=found.seq)


def no_campaign(campaign: str, known: Sequence[str]) -> NothingMatched:
    """There is no such campaign."""
    return NothingMatched.of("SC902", campaign=campaign, known=", ".join(known) or "–")


def no_attachment(sha256: str) -> CannotRead:
    """There is no such attachment."""
    return CannotRead.of("SC903", sha256=sha256)


def seal_all(campaign: str, drafts: Sequence[Draft], head: Head, sign: Sign | None = None) -> list[Entry]:
    """The drafts as entries chained to `head`, signed where `sign` is given."""
    found: list[Entry] = []
    for draft in drafts:
        entry = seal(draft, campaign, head.seq + 1, head.hash)
        signature = sign(entry) if sign else None
        found.append(entry._replace(signature=signature) if signature else entry)
        head = entry.head
    return found
