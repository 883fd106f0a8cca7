"""Ledgers and attachments in a database; SQLite and PostgreSQL behave alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, BinaryIO, Self, TypeVar

from sqlalchemy import Column, Connection, Engine, Row, func, insert, select, text

from scoring.review.chain import Conflict, Sign, no_campaign, seal_all
from scoring.review.entry import Draft, Entry, Head
from scoring.review.entry_line import parse, read, to_bytes
from scoring.store import blobs
from scoring.store.connect import reading, write
from scoring.store.schema import campaigns, entries
from scoring.store.where import Where

T = TypeVar("T")
_PAGE = 2000


class SqlStore:
    """Append-only ledgers by campaign, and attachments by their SHA-256, in a database."""

    def __init__(self, where: Where, engine: Engine, max_attachment: int = blobs.MAX_ATTACHMENT) -> None:
        self.where = where
        self.engine = engine
        self.max_attachment = max_attachment

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction that is on the disk when this returns; it may run more than once."""
        return write(self.engine, self.where, work)

    def append(
        self,
        campaign: str,
        drafts: Sequence[Draft],
        check: Callable[[LedgerView], None] | None = None,
        expected_head: Head | None = None,
        sign: Sign | None = None,
        erase: Collection[str] = (),
    ) -> list[Entry]:
        """Seal the drafts behind the last entry and write them, all or none, in one transaction.

        When it returns, the entries outlive a crash. A campaign begins with its first entry. `check` raises to refuse;
        it sees the ledger under the lock. `check` and `sign` may run more than once. `erase`: attachments
        whose bytes are removed with it. Raises Conflict if `expected_head`
        is not the ledger's head (SC901); Malformed if a draft is not what an entry may hold.
        """

        def work(connection: Connection) -> list[Entry]:
            lock(connection, campaign)
            view = LedgerView(connection, campaign)
            head = view.head
            if expected_head is not None and expected_head != head:
                raise Conflict.of("SC901", campaign=campaign, expected=expected_head.seq, found=head.seq)
            if check is not None:
                check(view)
            found = seal_all(campaign, drafts, head, sign)
            add(connection, found, view.copy)
            for sha256 in erase:
                blobs.erase(connection, sha256)
            return found

        entries = self.transaction(work)
        if erase:
            blobs.overwrite_log(self.engine, self.where)
        return entries

    def lines(self, campaign: str, since: int = 0) -> Iterator[bytes]:
        """The canonical lines after entry number `since`, as they are stored; nothing is checked. Raises NothingMatched
        if there is no such campaign (SC902).
        """
        with reading(self.engine, self.where) as connection:
            copy = current(connection, campaign)
        if copy is None:
            raise no_campaign(campaign, self.campaigns())
        return self._pages(campaign, copy, since)

    def _pages(self, campaign: str, copy: int, since: int) -> Iterator[bytes]:
        # Nothing written is ever changed, so page after page reads one state although each is read by itself:
        # no reader holds the database up, however slowly it goes.
        while True:
            with reading(self.engine, self.where) as connection:
                rows = page(connection, campaign, copy, since)
            for row in rows:
                yield row[1].encode()
            if len(rows) < _PAGE:
                return
            since = rows[-1][0]

    def entries(self, campaign: str, since: int = 0) -> Iterator[Entry]:
        """The entries after number `since`. Raises NothingMatched if there is no such campaign (SC902); Malformed if a
        stored line is no entry.
        """
        return map(read, self.lines(campaign, since))

    def head(self, campaign: str) -> Head:
        """The ledger's head; that of an empty ledger for an unknown campaign."""
        with reading(self.engine, self.where) as connection:
            return LedgerView(connection, campaign).head

    def campaigns(self) -> list[str]:
        """The ids of all campaigns, sorted."""
        with reading(self.engine, self.where) as connection:
            return sorted(set(connection.scalars(select(campaigns.c.id))))

    def put_attachment(self, stream: BinaryIO) -> str:
        """Keep the bytes of a stream (once, however often they are given); its SHA-256 in hex. Raises InvalidInput if
        it is longer than `max_attachment` bytes (SC984).
        """
        with blobs.spooled(stream, self.max_attachment) as spooled:
            if not self.has_attachment(spooled.sha256):
                self.transaction(lambda connection: blobs.put(connection, spooled))
            return spooled.sha256

    def has_attachment(self, sha256: str) -> bool:
        """Whether there is an attachment of this digest."""
        with reading(self.engine, self.where) as connection:
            return blobs.exists(connection, sha256)

    def open_attachment(self, sha256: str) -> BinaryIO:
        """The bytes kept under this digest, all compared with it when this returns. Raises CannotRead if there is no
        such attachment (SC903); IntegrityFailure if the bytes do not have that digest any more (SC904).
        """
        return blobs.open_checked(self.engine, self.where, sha256)


class LedgerView:
    """A ledger inside a transaction."""

    def __init__(self, connection: Connection, campaign: str) -> None:
        self.connection = connection
        self.campaign = campaign
        self.copy = current(connection, campaign) or 0

    @property
    def head(self) -> Head:
        """The last entry's number and hash."""
        last = select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
        mine = (entries.c.campaign == self.campaign, entries.c.copy == self.copy)
        row = self.connection.execute(last.where(*mine)).first()
        return Head(*row) if row else Head()

    def lines(self, since: int = 0) -> Iterator[bytes]:
        """Its lines after number `since`."""
        while rows := page(self.connection, self.campaign, self.copy, since):
            for row in rows:
                yield row[1].encode()
            since = rows[-1][0]

    def entries(self, since: int = 0) -> Iterator[Entry]:
        """Its entries after number `since`."""
        return map(parse, self.lines(since))


def current(connection: Connection, campaign: str) -> int | None:
    """The number of the copy that is the campaign's ledger; None where there is no such campaign."""
    found: int | None = connection.scalar(select(func.max(campaigns.c.copy)).where(campaigns.c.id == campaign))
    return found


def page(
    connection: Connection, campaign: str, copy: int, since: int, *more: Column[Any]
) -> Sequence[Row[int, str, *tuple[Any, ...]]]:
    """The numbers, lines and `more` of the next entries after number `since`."""
    rows = select(entries.c.seq, entries.c.line, *more).order_by(entries.c.seq).limit(_PAGE)
    there = (entries.c.campaign == campaign, entries.c.copy == copy, entries.c.seq > since)
    return connection.execute(rows.where(*there)).all()


def lock(connection: Connection, campaign: str) -> None:
    """Wait until no other transaction appends to this campaign. In SQLite the transaction itself, begun as a writer's,
    already is alone.
    """
    if connection.dialect.name == "postgresql":
        # Not a row lock: a campaign that begins has no row yet. Two campaigns of one number only wait for each other.
        connection.execute(text("SELECT pg_advisory_xact_lock(1211, hashtext(:campaign))"), {"campaign": campaign})


def add(connection: Connection, found: Sequence[Entry], copy: int) -> None:
    """Write entries that were sealed behind the head of a copy of their ledger."""
    if not found:
        return
    place = {"campaign": found[0].campaign, "copy": copy}
    connection.execute(blobs.insert_once(connection, campaigns), {"id": found[0].campaign, "copy": copy})
    rows = [{"seq": one.seq, "prev": one.prev, "hash": one.hash, "line": to_bytes(one).decode()} for one in found]
    connection.execute(insert(entries), [place | row for row in rows])
