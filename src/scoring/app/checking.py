"""Whether results read from files are checked against a ledger."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from scoring.app.conditions import Conditions
from scoring.app.observer import Observer
from scoring.app.stored import Stored

if TYPE_CHECKING:
    from scoring.app.ledger_check import LedgerCheck


class NoCheck(AbstractContextManager["NoCheck"]):
    """Leaves results as they are, where nothing is named to check them against."""

    is_asked = False

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""

    def knows(self, _stored: Stored) -> bool:
        """Whether what was given can tell of this result: never."""
        return False

    def checked(self, stored: Stored) -> Stored:
        """The result."""
        return stored


def check_of(given: Conditions, observer: Observer, *, accept_earlier: bool = False) -> LedgerCheck | NoCheck:
    """What checks results against the store, bundle or keys that the conditions name; see `LedgerCheck`."""
    if not (given.store or given.bundle or given.keys):
        return NoCheck()
    # With the libraries of the store, which other runs do without.
    from scoring.app.ledger_check import LedgerCheck

    return LedgerCheck(given, observer, accept_earlier=accept_earlier)
