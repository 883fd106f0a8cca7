"""The campaigns of the desk's store, folded once in a process and carried on by what is entered since."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings

from scoring.app.campaign.disputes import disputes_of
from scoring.app.campaign.instants import Clock
from scoring.app.campaign.session import Session
from scoring.app.observer import SILENT, Observer
from scoring.errors import IntegrityFailure, ScoringError
from scoring.review.campaign import Campaign
from scoring.review.score_lines import takes_part
from scoring.store import open_store
from scoring.web.folder import DeskFolder

log = logging.getLogger("scoring.web")
_open: dict[str, Session] = {}
_locks: dict[str, threading.RLock] = {}
_all = threading.Lock()
_openings: dict[tuple[str, str], Campaign] = {}


def desk() -> DeskFolder:
    """The desk this process serves."""
    found: DeskFolder = settings.DESK
    return found


def server_clock() -> datetime:
    """This instant by the server's clock; the worked example's stands in the campaign's time."""
    return datetime.now(UTC) + timedelta(seconds=desk().settings.clock_offset)


clock: Clock = server_clock
"""The desk's one clock."""


def now() -> datetime:
    """This instant, by the desk's one clock."""
    return clock()


def campaign_ids() -> list[str]:
    """The ids of the store's campaigns."""
    with open_store(desk().ledger) as store:
        return store.campaigns()


def opened(id: str) -> Campaign:
    """A campaign as it was opened, read from its first entry without keeping anybody from it."""
    key = desk().ledger, id
    if key not in _openings:
        with open_store(desk().ledger) as store:
            _openings[key] = Campaign.model_validate(next(store.entries(id, 0)).data["campaign"])
    return _openings[key]


@contextmanager
def campaign(id: str, observer: Observer = SILENT) -> Iterator[Session]:
    """The campaign as its ledger stands; nobody else in this process uses it meanwhile. Raises NothingMatched if there is
    none of this id; IntegrityFailure if the ledger is not whole.
    """
    with _all:
        lock = _locks.setdefault(id, threading.RLock())
    with lock:
        session = _opened(id)
        session.observer = observer
        try:
            yield session
        except ScoringError:
            # What was refused may have been carried out in part before; only what is written counts.
            if session.state.head != session.store.head(id):
                forget(id)
            raise
        finally:
            session.observer = SILENT


_LOOKS_EVERY = 5.0
"""Seconds after which it is looked again whether something was entered."""
_left: dict[str, int] = {}
"""By campaign: of how many agencies `keep_ready` still has to compute something."""
_entered = threading.Event()
_FEW = 40
"""So many agencies a page computes itself."""
_TURN = 0.05
"""Seconds for which what is computed beforehand keeps a campaign from others at once."""


def keep_ready(stopped: threading.Event) -> None:
    """Compute beforehand what pages about all agencies need – after the start, and when something was entered – a little
    at a time, until told to stop.
    """
    heads: dict[str, str] = {}
    while not stopped.is_set():
        _entered.clear()
        try:
            for id in campaign_ids():
                heads[id] = _made_ready(id, heads.get(id, ""), stopped)
        except ScoringError as error:
            # Whoever opens a page of this campaign is told.
            log.warning("not ready: %s", error)
        _entered.wait(_LOOKS_EVERY)


def _made_ready(id: str, known: str, stopped: threading.Event) -> str:
    """Compute what is not known; the head of the chain at which all is."""
    done = 0
    try:
        while not stopped.wait(_TURN):
            with campaign(id) as session:
                head, agencies = session.state.head.hash, list(session.state.agencies.values())
                if head == known or done >= len(agencies):
                    return head
                until = time.monotonic() + _TURN
                while done < len(agencies) and time.monotonic() < until:
                    if takes_part(agencies[done]):
                        disputes_of(session, agencies[done])
                    done += 1
                _left[id] = len(agencies) - done
    finally:
        _left.pop(id, None)
    return known


def being_computed(id: str) -> int:
    """Of how many agencies it is still being computed what pages about all of them need; 0 where these can be made at once."""
    left = _left.get(id, 0)
    return left if left > _FEW else 0


def entered() -> None:
    """Something was entered by this process: what pages need is computed at once."""
    _entered.set()


def _opened(id: str) -> Session:
    session = _open.get(id)
    if session is not None:
        try:
            session.catch_up()
        except IntegrityFailure:
            # The ledger was replaced by another copy of it: read it from the beginning.
            forget(id)
        else:
            return session
    place = desk()
    session = Session(place.ledger, id, scheme=place.scheme, clock=now, keep=True)
    try:
        session.catch_up()
    except BaseException:
        session.close()
        raise
    _open[id] = session
    return session


def forget(id: str | None = None) -> None:
    """Close what is held of a campaign, or of all; the next request reads the ledger again."""
    for one in [id] if id is not None else list(_open):
        session = _open.pop(one, None)
        if session is not None:
            session.close()
