"""A desk with the worked example for every test of the pages; its ledger is opened once and copied."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

pytest.importorskip("django")
sys.path.insert(0, str(Path(__file__).parent))

from desk_case import CAMPAIGN, EXAMPLE, NOW, SCHEME, Desk
from django.core.cache import cache

from scoring.app.campaign import acts
from scoring.app.campaign.decision_files import read_decisions
from scoring.app.campaign.decisions import appraise
from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.publication import publish
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.app.stores import make_store
from scoring.evidence.load import load_dossier
from scoring.web import campaigns
from scoring.web.folder import DeskFolder, DeskSettings


@pytest.fixture(scope="session")
def opened_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's ledger, opened and nothing else."""
    place = tmp_path_factory.mktemp("desk") / "so-cai.db"
    make_store(str(place))
    open_campaign(str(place), EXAMPLE / "campaign.yaml", by="thu-ky", scheme=SCHEME, at="2025-11-20T01:00:00Z")
    return place


@pytest.fixture(scope="session")
def ledgers(opened_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, str]]:
    """By stage: the example's ledger with two agencies there, and an instant in that stage."""
    folder = tmp_path_factory.mktemp("stages")
    work, found = folder / "so-cai.db", dict[str, tuple[Path, str]]()
    shutil.copyfile(opened_ledger, work)
    letters = [f"xa-minh-hoa-{letter}" for letter in "kq"]

    def keep(stage: str, now: str) -> None:
        found[stage] = folder / f"{stage}.db", now
        session.store.close()
        shutil.copyfile(work, found[stage][0])

    with Session(str(work), CAMPAIGN, scheme=SCHEME) as session:
        for agency in letters:
            submit(session, load_dossier(EXAMPLE / "ho-so" / f"{agency}.yaml"), at="2025-12-12T02:00:00Z")
        keep("handed in", "2025-12-12T03:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
        for n in (1, 2):
            given, _ = read_decisions(EXAMPLE / "quyet-dinh" / f"vong-1-thanh-vien-{n}.yaml")
            rows = [one for one in given if one.agency in letters]
            appraise(session, rows, by=f"thanh-vien-{n}", at="2025-12-17T09:00:00Z")
        keep("appraisal", "2025-12-18T02:00:00Z")
        acts.lock(session, "vong-1", by="thu-ky", at="2025-12-20T01:00:00Z")
        keep("explanation", "2025-12-22T02:00:00Z")
        for stage, day in (("giai-trinh", "2025-12-25"), ("vong-2", "2025-12-31")):
            acts.lock(session, stage, by="thu-ky", at=f"{day}T01:00:00Z")
        keep("council", "2026-01-05T02:00:00Z")
        acts.lock(session, "hoi-dong", by="chu-tich", at="2026-01-07T01:00:00Z")
        keep("locked", "2026-01-08T02:00:00Z")
        publish(session, "1/QĐ", by="ubnd-tinh", at="2026-01-12T02:00:00Z")
        keep("published", "2026-01-15T02:00:00Z")
        acts.explain(session, "V.1", by=letters[0], appeal=True, reason="Có ghi ở Điều 3", at="2026-01-15T02:00:00Z")
        keep("appealed", "2026-01-16T02:00:00Z")
    return found


@pytest.fixture
def desk(db, settings, tmp_path: Path, opened_ledger: Path) -> Iterator[Desk]:
    """A fresh desk four days before the agencies have to hand in."""
    folder = DeskFolder(path=tmp_path, settings=DeskSettings(scheme=str(SCHEME)), secret="x" * 48)
    folder.files.mkdir()
    shutil.copyfile(opened_ledger, tmp_path / "so-cai.db")
    settings.DESK = folder
    # The real one takes long on purpose; a test of the settings names it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # Wrong passwords and codes of other tests are counted there, by the account's name.
    found = Desk(folder)
    found.at(NOW)
    yield found
    campaigns.forget()
    campaigns.clock = campaigns.server_clock
