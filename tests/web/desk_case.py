"""A desk under test: its folder, its clock, and browsers in which people have signed in."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.test import Client

from scoring.app.campaign.evaluation import campaign_scheme
from scoring.evidence.load import load_dossier
from scoring.review.entry import instant
from scoring.web import campaigns, dossier_draft, draft_fields, drafts
from scoring.web.folder import DeskFolder
from scoring.web.models import Duty, Place, User

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE, SCHEME = ROOT / "evidence" / "chien-dich", ROOT / "criteria" / "qd-1211-2022"
CAMPAIGN = "dan-van-2025"
NOW = "2025-12-08T02:00:00Z"


class Desk:
    """A desk under test: its folder, and clients who have signed in."""

    def __init__(self, folder: DeskFolder) -> None:
        self.folder = folder

    def at(self, now: str) -> None:
        """Set the desk's clock."""
        campaigns.clock = lambda: instant(now)
        campaigns.forget()

    def as_at(self, stage: tuple[Path, str]) -> None:
        """Put a ledger of the fixture ``ledgers`` in place, and set the clock to its stage."""
        ledger, now = stage
        campaigns.forget()
        for one in ("", "-wal", "-shm"):
            Path(f"{self.folder.ledger}{one}").unlink(missing_ok=True)
        shutil.copyfile(ledger, self.folder.ledger)
        self.at(now)

    def user(self, name: str, duty: str = Duty.OFFICE, actor: str | None = None, **more: bool) -> User:
        """An account with a place in the campaign."""
        user = User.objects.create_user(name, password="mat-khau-dai-that", **more)
        if not more.get("is_staff"):
            actor = name if actor is None else actor
            Place.objects.create(user=user, campaign=CAMPAIGN, duty=duty, actor=actor)
        return user

    def client(self, user: User) -> Client:
        """A browser in which the account has signed in."""
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def filled(self, user: User, letter: str = "k") -> None:
        """Fill the draft of an agency from its shipped dossier."""
        agency = f"xa-minh-hoa-{letter}"
        with campaigns.campaign(CAMPAIGN) as session:
            fields = draft_fields.fields_of(campaign_scheme(session), "xa")
        dossier = load_dossier(EXAMPLE / "ho-so" / f"{agency}.yaml").dossier
        drafts.fill(drafts.read(CAMPAIGN, agency), dossier_draft.values_of(dossier, fields), user)

    def url(self, rest: str = "") -> str:
        """An address in the campaign."""
        return f"/dot/{CAMPAIGN}/{rest}"
