"""Checks a store: the database, its triggers, every chain and every attachment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, inspect, select, text

from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.review.chain import Broken, verify
from scoring.review.entry import Head
from scoring.store.blobs import intact
from scoring.store.bundle import erased_in
from scoring.store.connect import failures, reading
from scoring.store.migrate import require_newest
from scoring.store.schema import APPEND_ONLY, attachment_parts, attachments, campaigns, entries
from scoring.store.sql import SqlStore, page

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Found:
    """The result of a check."""

    heads: dict[str, Head] = field(default_factory=dict)
    """The head of every intact ledger."""
    entries: int = 0
    attachments: int = 0
    bytes: int = 0
    copies: int = 0
    """Earlier copies of ledgers, kept beside them."""
    erased: set[str] = field(default_factory=set)
    """The digests of attachments whose content was erased, as the ledgers say."""
    problems: list[Diagnostic] = field(default_factory=list)


def check(store: SqlStore, progress: Progress = lambda done, total, name: None) -> Found:
    """Check the whole store; nothing is changed. Raises CannotRead or IntegrityFailure if the database cannot be read
    that far.
    """
    found = Found()
    with reading(store.engine, store.where) as connection:
        require_newest(connection, store.where)
        found.problems += _database(connection, store)
        found.problems += _guards(connection, store)
        _ledgers(connection, store, found)
        _attachments(connection, store, found, progress)
    return found


def _wrong(store: SqlStore, vi: str, en: str) -> Diagnostic:
    return Diagnostic("SC981", None, {"where": store.where.shown, "what": vi, "what_en": en})


def _database(connection: Connection, store: SqlStore) -> Iterator[Diagnostic]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check(20)")):
        if row[0] != "ok":
            yield _wrong(store, f"SQLite báo: {row[0]}", f"SQLite says: {row[0]}")
    for table, row_number, *_ in connection.execute(text("PRAGMA foreign_key_check")):
        vi = f"dòng {row_number} của bảng {table} không thuộc về đâu"
        yield _wrong(store, vi, f"row {row_number} of {table} belongs to nothing")


def _guards(connection: Connection, store: SqlStore) -> Iterator[Diagnostic]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        wanted = {f"{table}_no_{act}" for table in APPEND_ONLY for act in ("update", "delete")}
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
        wanted = {f"{table}_no_change" for table in APPEND_ONLY}
    there = set(connection.scalars(text(query)))
    unique = {one["name"] for one in inspect(connection).get_unique_constraints("entries")}
    indexes = {"entries_one_follower", "entries_once"} - unique
    for name in sorted((wanted - there) | indexes):
        yield Diagnostic("SC986", None, {"where": store.where.shown, "what": name})


def _ledgers(connection: Connection, store: SqlStore, found: Found) -> None:
    rows = connection.execute(select(campaigns.c.id, campaigns.c.copy).order_by(campaigns.c.id, campaigns.c.copy)).all()
    last = {campaign: copy for campaign, copy in rows}  # noqa: C416 - the later of two wins
    for campaign, copy in rows:
        odd: list[int] = []
        result = verify(_lines(connection, campaign, copy, odd, found), campaign)
        name = campaign if copy == last[campaign] else f"{campaign} ({copy})"
        if isinstance(result, Broken):
            found.problems += result.failure(f"{store.where.shown}: {name}").diagnostics
        elif odd:
            vi, en = (
                f"cột của bản ghi {odd[0]} không khớp nội dung",
                f"the columns of entry {odd[0]} do not fit its content",
            )
            found.problems.append(_wrong(store, f"{name}: {vi}", f"{name}: {en}"))
        elif not result.seq:
            found.problems.append(_wrong(store, f"{name}: không có bản ghi nào", f"{name}: no entries"))
        elif copy == last[campaign]:
            found.heads[campaign] = result
        else:
            found.copies += 1


def _lines(connection: Connection, campaign: str, copy: int, odd: list[int], found: Found) -> Iterator[bytes]:
    """The lines of a ledger; numbers of rows whose columns differ from their line are added to `odd`."""
    since, place = -1, 0
    while rows := page(connection, campaign, copy, since, entries.c.prev, entries.c.hash):
        for seq, line, prev, hash in rows:
            place += 1
            if seq != place or f'"hash":"{hash}","prev":"{prev}"' not in line:
                odd.append(seq)
            if '"act":"erased"' in line:
                found.erased |= erased_in([line.encode()])
            yield line.encode()
        found.entries += len(rows)
        since = rows[-1][0]


def _attachments(connection: Connection, store: SqlStore, found: Found, progress: Progress) -> None:
    stored = connection.execute(select(attachments.c.sha256, attachments.c.size).order_by(attachments.c.sha256)).all()
    for number, (sha256, size) in enumerate(stored):
        progress(number, len(stored), sha256)
        found.attachments += 1
        found.bytes += size
        try:
            with failures(store.where):
                good = intact(connection, sha256)
        except ScoringError as error:
            found.problems += error.diagnostics
            continue
        lengths = select(func.sum(func.length(attachment_parts.c.data)))
        length = connection.scalar(lengths.where(attachment_parts.c.sha256 == sha256))
        if sha256 in found.erased and length is None:
            continue
        if not good or (length or 0) != size:
            found.problems.append(Diagnostic("SC904", None, {"sha256": sha256}))
    progress(len(stored), len(stored), "")
