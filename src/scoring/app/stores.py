"""Stores of ledgers: made, checked, backed up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.observer import SILENT, Observer
from scoring.store import init_store, open_store
from scoring.store.where import parse

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


def make_store(place: str, *, observer: Observer = SILENT) -> StoreMade:
    """Make a store, or bring an older one to the newest version. Raises UsageProblem for the URL of another kind of
    database, CannotRead for a network disk, InvalidInput for a newer or another program's database.
    """
    before, after, problems = init_store(place)
    observer.diagnostics(problems)
    return StoreMade(parse(place).shown, before, after)


def check_store(place: str, *, observer: Observer = SILENT) -> Found:
    """Check the database, every ledger's chain and every attachment's digest."""
    from scoring.store.check import check

    with open_store(place) as opened:
        return check(opened, observer.progress)


def back_up_store(place: str, target: Path) -> int:
    """Copy an SQLite store to `target`, which must not exist, while others may write: the size of the checked copy."""
    from scoring.store.backup import backup

    with open_store(place) as opened:
        return backup(opened, target)
