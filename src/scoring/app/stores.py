"""Stores of ledgers: made, checked, backed up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.observer import Observer, Silent

if TYPE_CHECKING:
    from scoring.store.check import Found


@dataclass(frozen=True, slots=True)
class StoreMade:
    """A store that was made or brought up to date."""

    place: str
    """Where it is, without passwords."""
    before: str
    """The version of its tables before; "" where there was no store."""
    after: str


def make_store(place: str, *, observer: Observer | None = None) -> StoreMade:
    """Make a store, or bring an older one to the newest version.

    Raises:
        UsageProblem: a URL of another kind of database.
        CannotRead: it cannot be reached, or would be on a network disk.
        InvalidInput: a newer or another program's database.
    """
    from scoring.store import init_store
    from scoring.store.where import parse

    before, after, problems = init_store(place)
    (observer or Silent()).diagnostics(problems)
    return StoreMade(parse(place).shown, before, after)


def check_store(place: str, *, observer: Observer | None = None) -> Found:
    """Check the database, every ledger's chain and every attachment's digest."""
    from scoring.store import open_store
    from scoring.store.check import check

    with open_store(place) as opened:
        return check(opened, (observer or Silent()).progress)


def back_up_store(place: str, target: Path) -> int:
    """Copy an SQLite store to `target` while others may write: the copy's size in bytes.

    Raises:
        UsageProblem: `target` exists, or the store is a PostgreSQL database.
        IntegrityFailure: the copy is not whole.
    """
    from scoring.store import open_store
    from scoring.store.backup import backup

    with open_store(place) as opened:
        return backup(opened, target)
