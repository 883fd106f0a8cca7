"""What keeps ledgers and attachments: the interface all stores have, and one that lives in memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, ClassVar, Protocol

from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError
from scoring.review.entry import Draft, Entry, Head
from scoring.review.entry_line import parse, read, seal, to_bytes


class Conflict(ScoringError):  # noqa: N818 - like its siblings in errors
    """The ledger has grown since the caller read it; nothing was written."""

    exit_code: ClassVar[ExitCode] = ExitCode.FINDINGS


class View(Protocol):
    """A ledger as it stands inside the transaction that is about to append to it."""

    @property
    def head(self) -> Head:
        """Its end."""

    def entries(self, since: int = 0) -> Iterator[Entry]:
        """Its entries after number `since`."""


Check = Callable[[View], None]
"""Raises to refuse; sees the ledger under the lock, so that what it allows is still allowed when written."""
Sign = Callable[[Entry], dict[str, str] | None]
"""The signature of an entry just sealed (``key``, ``value``), or None."""


class Store(Protocol):
    """Append-only ledgers by campaign, and attachments by their SHA-256."""

    def append(
        self,
        campaign: str,
        drafts: Sequence[Draft],
        check: Check | None = None,
        expected_head: Head | None = None,
        sign: Sign | None = None,
    ) -> list[Entry]:
        """Seal the drafts behind the last entry and write them, all or none, in one transaction.

        When it returns, the entries outlive a crash. A campaign begins with its first entry.

        Raises:
            Conflict: `expected_head` is not the ledger's head (SC901).
            Malformed: a draft is not what an entry may hold.
        """

    def lines(self, campaign: str, since: int = 0) -> Iterator[bytes]:
        """The canonical lines after entry number `since`, as they are stored; nothing is checked.

        Raises:
            NothingMatched: there is no such campaign (SC902).
        """

    def entries(self, campaign: str, since: int = 0) -> Iterator[Entry]:
        """The entries after number `since`, each parsed.

        Raises:
            NothingMatched: there is no such campaign (SC902).
            Malformed: a stored line is no entry.
        """

    def head(self, campaign: str) -> Head:
        """The ledger's head; that of an empty ledger for a campaign unknown."""

    def campaigns(self) -> list[str]:
        """The ids of all campaigns, sorted."""

    def put_attachment(self, stream: BinaryIO) -> str:
        """Keep the bytes of a stream (once, however often they are given); its SHA-256 in hex."""

    def open_attachment(self, sha256: str) -> BinaryIO:
        """The bytes kept under this digest.

        Raises:
            CannotRead: there is no such attachment (SC903).
            IntegrityFailure: the bytes do not have that digest any more (SC904).
        """


def conflict(campaign: str, expected: Head, found: Head) -> Conflict:
    """The ledger's head is not the one expected."""
    values = {"campaign": campaign, "expected": str(expected.seq), "found": str(found.seq)}
    return Conflict([Diagnostic("SC901", None, values)])


def no_campaign(campaign: str, known: Sequence[str]) -> NothingMatched:
    """There is no such campaign."""
    values = {"campaign": campaign, "known": ", ".join(known) or "–"}
    return NothingMatched([Diagnostic("SC902", None, values)])


def no_attachment(sha256: str) -> CannotRead:
    """There is no such attachment."""
    return CannotRead([Diagnostic("SC903", None, {"sha256": sha256})])


def seal_all(campaign: str, drafts: Sequence[Draft], head: Head, sign: Sign | None = None) -> list[Entry]:
    """The drafts as entries chained to `head`, signed where `sign` is given."""
    found: list[Entry] = []
    for draft in drafts:
        entry = seal(draft, campaign, head.seq + 1, head.hash)
        signature = sign(entry) if sign else None
        found.append(entry._replace(signature=signature) if signature else entry)
        head = entry.head
    return found


class _MemoryView:
    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines

    @property
    def head(self) -> Head:
        return parse(self._lines[-1]).head if self._lines else Head()

    def entries(self, since: int = 0) -> Iterator[Entry]:
        return map(parse, self._lines[since:])


class MemoryStore:
    """A store that forgets everything when the process ends."""

    def __init__(self) -> None:
        self._ledgers: dict[str, list[bytes]] = {}
        self._attachments: dict[str, bytes] = {}

    def append(
        self,
        campaign: str,
        drafts: Sequence[Draft],
        check: Check | None = None,
        expected_head: Head | None = None,
        sign: Sign | None = None,
    ) -> list[Entry]:
        """See `Store`."""
        view = _MemoryView(self._ledgers.get(campaign, ()))
        head = view.head
        if expected_head is not None and expected_head != head:
            raise conflict(campaign, expected_head, head)
        if check is not None:
            check(view)
        found = seal_all(campaign, drafts, head, sign)
        self._ledgers.setdefault(campaign, []).extend(map(to_bytes, found))
        return found

    def lines(self, campaign: str, since: int = 0) -> Iterator[bytes]:
        """See `Store`."""
        if campaign not in self._ledgers:
            raise no_campaign(campaign, self.campaigns())
        return iter(self._ledgers[campaign][since:])

    def entries(self, campaign: str, since: int = 0) -> Iterator[Entry]:
        """See `Store`."""
        return map(read, self.lines(campaign, since))

    def head(self, campaign: str) -> Head:
        """See `Store`."""
        return _MemoryView(self._ledgers.get(campaign, ())).head

    def campaigns(self) -> list[str]:
        """See `Store`."""
        return sorted(self._ledgers)

    def put_attachment(self, stream: BinaryIO) -> str:
        """See `Store`."""
        data = stream.read()
        digest = hashlib.sha256(data).hexdigest()
        self._attachments[digest] = data
        return digest

    def open_attachment(self, sha256: str) -> BinaryIO:
        """See `Store`."""
        if sha256 not in self._attachments:
            raise no_attachment(sha256)
        return io.BytesIO(self._attachments[sha256])
