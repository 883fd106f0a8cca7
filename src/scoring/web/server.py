"""Making, checking, backing up and serving a desk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import django

from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.session import Session
from scoring.app.files import refuse_missing
from scoring.app.ledger import verify_ledgers
from scoring.app.stores import back_up_store, check_store, make_store
from scoring.diagnostics import Diagnostic
from scoring.errors import usage_problem
from scoring.review.entry import instant
from scoring.web.folder import SETTINGS, VARIABLE, DeskFolder, init_folder, open_folder, wrong_hosts


def set_up(folder: DeskFolder) -> None:
    """Bind this process to a desk; one process serves one."""
    os.environ[VARIABLE] = str(folder.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoring.web.settings")
    django.setup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A desk that was made, with the accounts and their passwords, which are told once."""

    folder: DeskFolder
    accounts: dict[str, str] = field(repr=False)


def init(path: Path, *, database: str | None = None, administrator: str = "quan-tri", hosts: tuple[str, ...] = (), https: bool = False, proxy: str | None = None) -> Made:  # fmt: skip
    """Make a desk: its folder, the web database, the store of ledgers, and the first administrator. Raises UsageProblem if
    there is one in the folder, or a name cannot be used. Where a database cannot be made, the folder is as before.
    """
    for one in wrong_hosts(hosts):
        raise usage_problem(f"“{one}” không phải tên miền hay địa chỉ máy; viết như ban.tinh.gov.vn, không có https:// và số cổng",
                            f"“{one}” is no name or address of a host; write it like ban.tinh.gov.vn, without https:// and port")  # fmt: skip
    known = set(path.iterdir()) if path.is_dir() else None
    more: dict[str, Any] = {"hosts": [*hosts, "127.0.0.1", "localhost"]} if hosts else {}
    if proxy is not None:
        more["proxy"] = proxy
    folder = init_folder(path, database=database, https=https, **more)
    try:
        set_up(folder)
        make_store(folder.ledger)
        migrate()
        from django.core.exceptions import ValidationError

        from scoring.web.models import User
        from scoring.web.views.accounts import new_password

        try:
            User(username=administrator).clean_fields(exclude=["password"])
        except ValidationError:
            raise usage_problem(f"tên đăng nhập “{administrator}”: chỉ gồm chữ, số và @ . + - _, dài không quá 150 ký tự",
                                f"name “{administrator}”: letters, digits and @ . + - _ only, at most 150") from None  # fmt: skip
        password = new_password()
        User.objects.create_user(administrator, password=password, is_staff=True)
    except BaseException:
        _take_away(path, known)
        raise
    return Made(folder=folder, accounts={administrator: password})


def _take_away(path: Path, known: set[Path] | None) -> None:
    """Remove what was made in a folder; the whole folder where it was not there (`known` None)."""
    if known is None:
        shutil.rmtree(path)
        return
    for one in set(path.iterdir()) - known:
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def migrate() -> None:
    """Bring the web database to the newest shape."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a desk found."""

    problems: list[Diagnostic]
    warnings: list[str]
    """Django's own remarks on the settings."""
    ledgers: dict[str, str]
    """By campaign: the head of its chain."""


def check(path: Path) -> Checked:
    """Check settings, the shape of the databases, every ledger and every file of a draft."""
    folder = open_folder(path)
    set_up(folder)
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from scoring.web.models import DraftFile

    problems = [
        Diagnostic("SC890", None, {"path": str(path / SETTINGS), "why": f"hosts: “{one}”"})
        for one in wrong_hosts(folder.settings.hosts)
    ]
    warnings: list[str] = []
    told = StringIO()
    try:
        call_command("check", deploy=folder.settings.https, fail_level="WARNING", stdout=told, stderr=told)
    except SystemCheckError as error:
        warnings.append(str(error))
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        problems.append(Diagnostic("SC892", None, {"path": str(folder.path)}))
    else:
        lost = [one.name for one in DraftFile.objects.all() if not (folder.files / one.stored).is_file()]
        problems += [Diagnostic("SC893", None, {"name": name}) for name in lost]
    if (provider := folder.open_id) is not None:
        from scoring.web.openid import check as check_provider

        if why := check_provider(provider):
            problems.append(Diagnostic("SC828", None, {"issuer": provider.issuer, "why": why, "why_en": why}))
    if folder.mail is not None:
        from django.core.mail import get_connection

        try:
            with get_connection():
                pass
        except OSError as error:
            problems.append(Diagnostic("SC827", None, {"host": folder.mail.host, "why": str(error)}))
    found = check_store(folder.ledger)
    problems += found.problems
    heads = {one.name: one.head.hash for one in verify_ledgers(folder.ledger)} if found.heads else {}
    return Checked(problems=problems, warnings=warnings, ledgers=heads)


def back_up(path: Path, target: Path) -> int:
    """Write everything of a desk into one new file while it is in use: accounts, drafts and their files, ledgers,
    settings – not the secret. Bytes written. Raises UsageProblem if `target` exists, or the databases are PostgreSQL's.
    """
    folder = open_folder(path)
    if target.exists():
        raise usage_problem(f"{target} đã có", f"{target} exists already")
    if folder.database is not None:
        raise usage_problem("cơ sở dữ liệu ở PostgreSQL: sao lưu bằng pg_dump, và chép thư mục tệp dự thảo",
                            "the databases are PostgreSQL's: back them up with pg_dump, and copy the folder of drafts' files")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        room = Path(name)
        with (
            closing(sqlite3.connect(folder.accounts)) as source,
            closing(sqlite3.connect(room / folder.accounts.name)) as copy,
        ):
            source.backup(copy)
        back_up_store(folder.ledger, room / Path(folder.ledger).name)
        new = target.with_name(f".{target.name}.moi")
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as package:
            for one in sorted(room.iterdir()):
                package.write(one, one.name)
            package.write(folder.path / "ban-lam-viec.json", "ban-lam-viec.json")
            package.mkdir(folder.files.name)
            # Files never change once they are there, so those the database knows of are in the copy.
            for one in sorted(folder.files.iterdir()):
                package.write(one, f"{folder.files.name}/{one.name}")
            for one in sorted(folder.earlier.rglob("*.json")):
                package.write(one, one.relative_to(folder.path).as_posix())
        new.rename(target)
    return target.stat().st_size


def serve(path: Path, *, host: str = "127.0.0.1", port: int = 8211, threads: int = 8, ready: Callable[[str], None] = lambda _: None) -> None:  # fmt: skip
    """Serve a desk until the process is stopped; `ready` gets the address. Raises UsageProblem where the folder is no
    desk, its secret is missing, or the databases are of an older shape.
    """
    folder = open_folder(path)
    set_up(folder)
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from waitress import create_server

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        migrate()
    # Only behind a proxy, and only its own word, says where a visitor comes from and whether over HTTPS.
    proxy = {"trusted_proxy": folder.settings.proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}} if folder.settings.https else {}  # fmt: skip
    server = create_server(get_wsgi_application(), host=host, port=port, threads=threads, ident=None, max_request_body_size=120_000_000, clear_untrusted_proxy_headers=True, **proxy)  # fmt: skip
    ready(f"http://{host}:{getattr(server, 'effective_port', port)}/")
    from scoring.web.campaigns import keep_ready
    from scoring.web.notices import keep_telling
    from scoring.web.packages import keep_making

    stop = Event()
    Thread(target=keep_ready, args=(stop,), name="ready", daemon=True).start()
    Thread(target=keep_making, args=(stop,), name="packages", daemon=True).start()
    Thread(target=keep_telling, args=(stop,), name="notices", daemon=True).start()
    try:
        server.run()
    finally:
        stop.set()
        server.close()


def notify(path: Path) -> tuple[int, int, list[Diagnostic]]:
    """Look for what is to be told and mail what waits, as `serve` does all the time: new notices, digests sent, problems.
    Safe while the desk is served, and twice at once.
    """
    set_up(open_folder(path))
    from scoring.web import notices

    made, problems = notices.follow_all()
    sent, unsent = notices.send()
    return made, sent, problems + unsent


# ---------------------------------------------------------------- the worked example

DEMO_NOW = "2025-12-08T02:00:00Z"
"""When the worked example's clock starts: four days before its agencies have to hand in."""


def make_demo(path: Path, example: Path, scheme: Path) -> Made:
    """A desk with the worked example as a running campaign, and an account for everybody in it. `example`: the folder of
    its ``campaign.yaml`` and dossiers; nothing is handed in yet, and the drafts are filled from the dossiers.
    """
    if path.exists() and any(path.iterdir()):
        raise usage_problem(f"{path} đã có", f"{path} exists already")
    refuse_missing([example / "campaign.yaml", scheme])
    offset = int((instant(DEMO_NOW) - datetime.now(tz=instant(DEMO_NOW).tzinfo)).total_seconds())
    folder = init_folder(path, clock_offset=offset, scheme=os.path.relpath(scheme, path))
    set_up(folder)
    make_store(folder.ledger)
    migrate()
    opened = open_campaign(
        folder.ledger, example / "campaign.yaml", by="thu-ky", scheme=scheme, at="2025-11-20T01:00:00Z"
    )
    from scoring.app.campaign.evaluation import campaign_scheme
    from scoring.evidence.load import load_dossier
    from scoring.web import dossier_draft, draft_fields, drafts
    from scoring.web.models import Duty, Place, User
    from scoring.web.views.accounts import new_password

    accounts: dict[str, str] = {}
    campaign = opened.campaign

    def add(name: str, duty: str, actor: str) -> User:
        accounts[name] = new_password()
        user = User.objects.create_user(name, password=accounts[name])
        Place.objects.create(user=user, campaign=campaign.id, duty=duty, actor=actor)
        return user

    with Session(folder.ledger, campaign.id, scheme=scheme) as session:
        loaded = campaign_scheme(session)
    for agency in campaign.agencies:
        short = agency.id.rpartition("-")[2]
        editor = add(f"can-bo-{short}", Duty.EDITOR, agency.id)
        add(f"lanh-dao-{short}", Duty.HEAD, agency.id)
        file = example / "ho-so" / f"{agency.id}.yaml"
        if file.is_file():
            fields = draft_fields.fields_of(loaded, agency.block)
            values = dossier_draft.values_of(load_dossier(file).dossier, fields)
            drafts.fill(drafts.read(campaign.id, agency.id), values, editor)
    for person in campaign.people:
        add(person.id, Duty.OFFICE, person.id)
    add("nguoi-xem", Duty.VIEWER, "")
    return Made(folder=folder, accounts=accounts)
