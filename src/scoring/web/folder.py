"""The folder of a desk: its settings, its secret, the databases where they are SQLite's, and the files of drafts."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from scoring.app.files import write_file
from scoring.errors import CannotRead, UsageProblem, usage_problem

SETTINGS = "ban-lam-viec.json"
SECRET = "khoa-bi-mat"  # noqa: S105 - the file's name
VARIABLE = "SCORING_DESK"
"""The environment variable that names the folder of the desk a process serves."""
SECRET_VARIABLE = "SCORING_DESK_SECRET"  # noqa: S105 - the variable's name
DATABASE_VARIABLE = "SCORING_DESK_DATABASE"
MAIL_VARIABLE = "SCORING_DESK_MAIL"
"""Holds what the settings' ``mail`` would, as JSON; goes before it."""
OPEN_ID_VARIABLE = "SCORING_DESK_OPEN_ID"
"""Holds what the settings' ``open_id`` would, as JSON; goes before it."""
OPEN_ID_SECRET = ("SCORING_DESK_OPEN_ID_SECRET", "khoa-open-id")
MAIL_SECRET = ("SCORING_DESK_MAIL_PASSWORD", "mat-khau-thu")
"""The variable, or else the file in the desk's folder, that holds the password of mail."""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """How mail is sent: over STARTTLS, or over TLS from the first byte (`ssl`). No password stands here."""

    host: str
    port: int = 587
    user: str = ""
    sender: str
    tls: bool = True
    ssl: bool = False


class OpenId(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The OpenID Connect provider with which people may sign in; its secret stands elsewhere."""

    issuer: str
    """As the provider writes it: ``https://…``; ``http://`` only on this computer."""
    client: str
    match: Literal["username", "email"] = "username"
    """How an account is found the first time: by its name, or by its mail address, which the provider must have verified."""
    claim: str = "preferred_username"
    """The claim that holds the account's name."""
    title: str = ""
    """What the button says; empty for a common word."""

    @property
    def is_local(self) -> bool:
        """Whether the provider runs on this computer, as it does for a trial."""
        return urlsplit(self.issuer).hostname in {"127.0.0.1", "localhost", "::1"}

    @property
    def origin(self) -> str:
        """Scheme, host and port of the provider."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.issuer))


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file of settings holds."""

    format: int = 1
    database: str | None = None
    """A PostgreSQL URL as it was given, a password in it too; None: two files of SQLite. Only the owner reads the folder."""
    hosts: list[str] = msgspec.field(default_factory=lambda: ["127.0.0.1", "localhost"])
    """The names under which the desk is reached."""
    https: bool = False
    """Whether people reach it over HTTPS, through a proxy that says so (``X-Forwarded-Proto``)."""
    proxy: str = "127.0.0.1"
    """The address of that proxy, whose word on the visitor's address counts; ``*``: any, where only it can reach us."""
    scheme: str | None = None
    """The folder of the criteria scheme, seen from the desk's folder; None: looked for by its id."""
    mail: Mail | None = None
    open_id: OpenId | None = None
    clock_offset: int = 0
    """Seconds between the worked example's clock and the computer's; 0 for every real desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFolder:
    """A desk's folder, as `init_folder` makes it and `open_folder` reads it."""

    path: Path
    settings: DeskSettings
    secret: str = field(repr=False)

    @property
    def database(self) -> str | None:
        """The PostgreSQL URL, from the environment or the settings; None for SQLite."""
        return os.environ.get(DATABASE_VARIABLE) or self.settings.database

    @property
    def mail(self) -> Mail | None:
        """How mail is sent, by the environment or the settings; None where none is. Raises CannotRead."""
        given = os.environ.get(MAIL_VARIABLE)
        try:
            return msgspec.json.decode(given, type=Mail) if given else self.settings.mail
        except msgspec.DecodeError as error:
            raise CannotRead.of("SC890", path=MAIL_VARIABLE, why=str(error)) from None

    @property
    def open_id(self) -> OpenId | None:
        """The provider people may sign in with; None where there is none. Raises CannotRead where it cannot be used."""
        given = os.environ.get(OPEN_ID_VARIABLE)
        try:
            found = msgspec.json.decode(given, type=OpenId) if given else self.settings.open_id
        except msgspec.DecodeError as error:
            raise CannotRead.of("SC890", path=OPEN_ID_VARIABLE, why=str(error)) from None
        if found is not None:
            if not (found.issuer.startswith("https://") or (found.issuer.startswith("http://") and found.is_local)):
                raise CannotRead.of(
                    "SC828", issuer=found.issuer, why="không phải https://", why_en="it is not https://"
                )
            if not self.secret_of(OPEN_ID_SECRET):
                why = f"{OPEN_ID_SECRET[0]}, {self.path / OPEN_ID_SECRET[1]}"
                raise CannotRead.of("SC828", issuer=found.issuer, why=f"thiếu khóa: {why}", why_en=f"no secret: {why}")
        return found

    @property
    def providers(self) -> dict[str, Any]:
        """What allauth has to know of the provider; nothing where there is none."""
        if (found := self.open_id) is None:
            return {}
        app = {"provider_id": "co-quan", "name": found.title, "client_id": found.client, "secret": self.secret_of(OPEN_ID_SECRET),
               "settings": {"server_url": found.issuer.rstrip("/"), "oauth_pkce_enabled": True}}  # fmt: skip
        return {"openid_connect": {"APPS": [app]}}

    def secret_of(self, names: tuple[str, str]) -> str:
        """A secret from the environment, else from a file of the folder; empty where neither is there."""
        variable, file = names
        given = os.environ.get(variable, "")
        if not given and (self.path / file).is_file():
            given = (self.path / file).read_text("utf-8").strip()
        return given

    @property
    def address(self) -> str:
        """Where people reach the desk, for links in mail; empty where the settings name no one host."""
        host = next(iter(self.settings.hosts), "*")
        if host.startswith(("*", ".")):
            return ""
        return f"https://{host}" if self.settings.https else f"http://{host}:8211"

    @property
    def accounts(self) -> Path:
        """The SQLite file of accounts and drafts."""
        return self.path / "tai-khoan.db"

    @property
    def ledger(self) -> str:
        """Where the store of ledgers is: a path or a URL, as `scoring.store` takes it."""
        return self.database or str(self.path / "so-cai.db")

    @property
    def files(self) -> Path:
        """The folder of drafts' files, under random names."""
        return self.path / "tep-du-thao"

    @property
    def earlier(self) -> Path:
        """The folder of results of earlier years, by the campaigns they were given for."""
        return self.path / "ket-qua-truoc"

    @property
    def packages(self) -> Path:
        """The folder of packages of papers; nothing in it is lost that cannot be made again."""
        return self.path / "goi-van-ban"

    @property
    def scheme(self) -> Path | None:
        """The folder of the scheme, if the settings name one."""
        return self.path / self.settings.scheme if self.settings.scheme else None


_HOST = re.compile(r"\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def wrong_hosts(hosts: Iterable[str]) -> list[str]:
    """Those that are no name of a host as browsers send it, so that nobody would reach the desk by them.

    >>> wrong_hosts(["ban.tinh.gov.vn", "10.0.0.5", "[::1]", ".tinh.gov.vn", "https://ban.tinh.gov.vn", "ban.vn:8443"])
    ['https://ban.tinh.gov.vn', 'ban.vn:8443']
    """
    return [one for one in hosts if not _HOST.fullmatch(one)]


def init_folder(path: Path, **settings: Any) -> DeskFolder:
    """Make the folder of a desk with a new secret. Raises UsageProblem if there is one already."""
    if (path / SETTINGS).exists():
        raise usage_problem(f"{path} đã là thư mục của một bàn làm việc", f"{path} already is the folder of a desk")
    path.mkdir(parents=True, exist_ok=True)
    # Accounts, sessions and papers are nobody else's on this computer.
    path.chmod(0o700)
    made = DeskFolder(path=path, settings=DeskSettings(**settings), secret=secrets.token_urlsafe(48))
    made.files.mkdir(exist_ok=True)
    _write_secret(path / SECRET, made.secret)
    save_settings(made)
    return made


def save_settings(folder: DeskFolder) -> None:
    """Write the file of settings."""
    write_file(folder.path / SETTINGS, msgspec.json.format(msgspec.json.encode(folder.settings)) + b"\n")


def open_folder(path: Path) -> DeskFolder:
    """The desk in a folder. Raises UsageProblem if it is none; CannotRead if a file of it cannot be read."""
    try:
        raw = (path / SETTINGS).read_bytes()
    except FileNotFoundError:
        raise usage_problem(
            f"{path} không phải thư mục của một bàn làm việc", f"{path} is not the folder of a desk"
        ) from None
    try:
        settings = msgspec.json.decode(raw, type=DeskSettings)
    except msgspec.DecodeError as error:
        raise CannotRead.of("SC890", path=str(path / SETTINGS), why=str(error)) from None
    return DeskFolder(path=path, settings=settings, secret=_secret(path))


def _secret(path: Path) -> str:
    given = os.environ.get(SECRET_VARIABLE)
    if given is None:
        try:
            given = (path / SECRET).read_text("ascii").strip()
        except OSError:
            given = ""
    if len(given) < 40:
        raise UsageProblem.of("SC891", path=str(path / SECRET))
    return given


def _write_secret(path: Path, secret: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secret + "\n")
