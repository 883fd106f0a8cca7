"""A desk with the worked example for every test of the pages; its ledger is opened once and copied."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("django")
sys.path.insert(0, str(Path(__file__).parent))

from desk_case import EXAMPLE, NOW, SCHEME, Desk
from django.core.cache import cache

from scoring.app.campaign.opening import open_campaign
from scoring.app.stores import make_store
from scoring.web import campaigns
from scoring.web.folder import DeskFolder, DeskSettings


@pytest.fixture(scope="session")
def opened_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's ledger, opened and nothing else."""
    place = tmp_path_factory.mktemp("desk") / "so-cai.db"
    make_store(str(place))
    open_campaign(str(place), EXAMPLE / "campaign.yaml", by="thu-ky", scheme=SCHEME, at="2025-11-20T01:00:00Z")
    return place


@pytest.fixture
def desk(db, settings, tmp_path: Path, opened_ledger: Path) -> Iterator[Desk]:
    """A fresh desk four days before the agencies have to hand in."""
    folder = DeskFolder(path=tmp_path, settings=DeskSettings(scheme=str(SCHEME)), secret="x" * 48)
    folder.files.mkdir()
    shutil.copyfile(opened_ledger, tmp_path / "so-cai.db")
    settings.DESK = folder
    cache.clear()  # Wrong passwords and codes of other tests are counted there, by the account's name.
    found = Desk(folder)
    found.at(NOW)
    yield found
    campaigns.forget()
    campaigns.clock = campaigns.server_clock
