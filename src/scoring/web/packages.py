"""All papers of a campaign as one download: made in the background, one at a time, begun again after a restart."""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from scoring.app.campaign.results import official_results, published_results
from scoring.app.conditions import Conditions
from scoring.app.ledger import ledger_lines
from scoring.errors import ScoringError
from scoring.web import campaigns, earlier
from scoring.web.models import Package
from scoring.web.packing import packing

log = logging.getLogger("scoring.web")
KEPT_DAYS = 7
"""How long a package stays; it can be made again at any time."""
_LOOKS_EVERY = 30.0
"""Seconds after which it is looked again whether one was asked for, if nobody says so."""
_asked = threading.Event()


def ask(campaign: str, lang: str) -> None:
    """Have a package made of the ledger as it stands; while one is waiting or being made, that one."""
    found, new = Package.objects.get_or_create(campaign=campaign, lang=lang, defaults={"asked_at": campaigns.now()})
    if not new and (found.made_at is not None or found.problem):
        now = {"asked_at": campaigns.now(), "made_at": None, "done": 0, "total": 0, "head": "", "problem": ""}
        # Of two who ask at once, one begins it.
        Package.objects.filter(pk=found.pk, asked_at=found.asked_at).update(**now)
    _asked.set()


def keep_making(stop: threading.Event) -> None:
    """Make what is asked for, the first one first, until told to stop; what an earlier process left half is begun again."""
    shutil.rmtree(_room(), ignore_errors=True)
    while not stop.is_set():
        _asked.clear()
        try:
            while not stop.is_set() and make_next(stop):
                pass
            clean_up()
        except (ScoringError, DatabaseError, OSError) as error:
            log.warning("packages: %s", error)
        finally:
            close_old_connections()
        _asked.wait(_LOOKS_EVERY)


def make_next(stop: threading.Event | None = None) -> bool:
    """Make the package that was asked for first; whether there was one."""
    one = Package.objects.filter(made_at=None, problem="").order_by("asked_at", "pk").first()
    if one is None:
        return False
    try:
        _make(one, stop or threading.Event())
    except (ScoringError, OSError) as error:
        one.problem = (
            "\n".join(x.sentence(one.lang) for x in error.diagnostics)
            if isinstance(error, ScoringError)
            else str(error)
        )
        one.save()
    return True


def _make(one: Package, stop: threading.Event) -> None:
    desk, before = campaigns.desk(), one.stored
    room = _room()
    folder, target = room / "goi", room / "goi.zip"
    shutil.rmtree(room, ignore_errors=True)
    results = folder / "ket-qua"
    results.mkdir(parents=True)
    with campaigns.campaign(one.campaign) as session:
        one.seq, one.head = session.state.head.seq, session.state.head.hash
        files = published_results(session) or official_results(session)
        lines = list(ledger_lines(session))
        conditions = Conditions(store=desk.ledger, scheme=desk.scheme, history=earlier.folders(session.state))
    for id, data in files.items():
        (results / f"{id}.json").write_bytes(data)
    (folder / "so-cai.jsonl").write_bytes(b"".join(lines))
    one.save()
    why = ""
    with packing(folder, target, conditions, one.lang) as line:
        while True:
            if stop.is_set():
                return
            try:
                if not line.poll(0.5):
                    continue
                told = line.recv()
            except EOFError:
                why = (
                    "Tiến trình lập văn bản dừng giữa chừng."
                    if one.lang == "vi"
                    else "The process that makes them died."
                )
                break
            if isinstance(told, str):
                why = told
                break
            one.done, one.total = told
            Package.objects.filter(pk=one.pk).update(done=one.done, total=one.total)
    one.problem = why
    if not why:
        one.stored = secrets.token_hex(16) + ".zip"
        one.size = target.stat().st_size
        target.rename(desk.packages / one.stored)
        one.made_at = campaigns.now()
    one.save()
    shutil.rmtree(room, ignore_errors=True)
    if before and not why:
        # Who is downloading the one before on Windows keeps it until `clean_up`.
        with suppress(OSError):
            (desk.packages / before).unlink(missing_ok=True)


def clean_up() -> None:
    """Remove packages that have stood long enough, and files that belong to none."""
    Package.objects.filter(made_at__lt=campaigns.now() - timedelta(days=KEPT_DAYS)).delete()
    known = set(Package.objects.exclude(stored="").values_list("stored", flat=True))
    folder = campaigns.desk().packages
    for one in folder.glob("*.zip") if folder.is_dir() else ():
        if one.name not in known:
            with suppress(OSError):
                one.unlink(missing_ok=True)


def _room() -> Path:
    """Where the one that is being made stands."""
    return campaigns.desk().packages / "dang-lap"
