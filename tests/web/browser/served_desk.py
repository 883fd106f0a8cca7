"""Serve a desk without a campaign whose clock shows what a file says: ``served_desk.py FOLDER CLOCK``. The first line
printed holds everybody's session as JSON, the second the address.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from scoring.app.stores import make_store
from scoring.evidence.load import load_dossier
from scoring.review.entry import instant
from scoring.scheme.load import load_scheme
from scoring.web import campaigns, server
from scoring.web.folder import init_folder

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE, SCHEME = ROOT / "evidence" / "chien-dich", ROOT / "criteria" / "qd-1211-2022"
CAMPAIGN = "dan-van-2025"
OFFICES = ("thu-ky", "thanh-vien-1", "thanh-vien-2", "thanh-vien-3", "chu-tich", "ubnd-tinh")
LETTERS = "klmpq"
"""Of the agencies whose drafts are filled, from their dossiers."""


def main(path: Path, clock: Path) -> None:
    """Make the desk and its accounts, and serve it."""
    folder = init_folder(path, scheme=os.path.relpath(SCHEME, path))
    server.set_up(folder)
    make_store(folder.ledger)
    server.migrate()
    campaigns.clock = lambda: instant(clock.read_text("utf-8"))
    _say(json.dumps({name: _session(name) for name in _accounts()}))
    server.serve(path, port=0, ready=_say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _accounts() -> list[str]:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from scoring.web import dossier_draft, draft_fields, drafts
    from scoring.web.models import Duty, Place, User

    administrator = User.objects.create_user("quan-tri", is_staff=True)
    TOTP.activate(administrator, generate_totp_secret())
    fields = draft_fields.Fields(load_scheme(SCHEME, "2025").scheme, "xa")
    for letter in LETTERS:
        agency = f"xa-minh-hoa-{letter}"
        head = User.objects.create_user(agency)
        Place.objects.create(user=head, campaign=CAMPAIGN, duty=Duty.HEAD, actor=agency)
        values = dossier_draft.values_of(load_dossier(EXAMPLE / "ho-so" / f"{agency}.yaml").dossier, fields)
        drafts.fill(drafts.read(CAMPAIGN, agency), values, head)
    for name in OFFICES:
        Place.objects.create(user=User.objects.create_user(name), campaign=CAMPAIGN, duty=Duty.OFFICE, actor=name)
    return [one.username for one in User.objects.all()]


def _session(name: str) -> str:
    from django.test import Client

    from scoring.web.models import User

    client = Client()
    client.force_login(User.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies["sessionid"].value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
