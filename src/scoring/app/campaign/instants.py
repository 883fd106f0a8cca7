"""Instants of a ledger: as it writes them, as people in Viet Nam read them, and which may be recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from scoring.review.acts.data import refuse
from scoring.review.campaign import SLACK, local_time_text
from scoring.review.entry import instant

Clock = Callable[[], datetime]
"""The present instant, with its time zone."""


utc_now: Clock = partial(datetime.now, UTC)
"""This instant."""


def ledger_text(at: datetime) -> str:
    """An instant as the ledger writes it.

    >>> ledger_text(datetime(2025, 12, 10, 2, 30, tzinfo=UTC))
    '2025-12-10T02:30:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def local_text(at: str) -> str:
    """A ledger's instant as people in Viet Nam read it.

    >>> local_text("2025-12-10T02:30:00Z")
    '10/12/2025 09:30'
    """
    return local_time_text(instant(at))


def instant_to_record(at: str | None, clock: Clock = utc_now) -> str:
    """The instant to record: the one given, refused where it lies ahead of the clock (SC917), or the clock's."""
    now = clock()
    if at is None:
        return ledger_text(now)
    if instant(at) > now + SLACK:
        raise refuse("SC917", at=local_text(at), now=local_time_text(now))
    return at
