"""Signing in with an OpenID Connect provider: accounts that are there, matched as set, and nobody else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from desk_case import SCHEME, Desk
from django.test import Client

from scoring.errors import CannotRead
from scoring.web import openid
from scoring.web.folder import DeskFolder, DeskSettings, OpenId
from scoring.web.models import Duty, User

pytestmark = pytest.mark.django_db
START, BACK = "/dang-nhap/co-quan/", "/dang-nhap/co-quan/tra-ve/"


class FakeProvider:
    """A provider on this computer; `person` is who has signed in there."""

    def __init__(self) -> None:
        self.person: dict[str, object] = {}
        self.token: dict[str, object] = {}
        self.more: dict[str, object] = {}
        self.asked: list[str] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(fake.described() if "well-known" in self.path else fake.person)

            def do_POST(self) -> None:
                fake.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                claims = {
                    "iss": fake.issuer,
                    "aud": "ban",
                    "exp": time.time() + 60,
                    "sub": fake.person.get("sub"),
                    **fake.token,
                }
                self.answer({"access_token": "a", "id_token": jwt.encode(claims, "x" * 32), "token_type": "Bearer"})

            def answer(self, told: object) -> None:
                raw = json.dumps(told).encode()
                self.send_response(302 if "moved" in fake.more else 200)
                if "moved" in fake.more:
                    self.send_header("Location", str(fake.more["moved"]))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/realms/tinh"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def described(self) -> dict[str, object]:
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{name}" for name in names}, **self.more}

    def sign_in(self, client: Client, **more: str) -> Client:
        """Press the button, sign in there, come back."""
        gone = client.post(START, more)
        assert gone["Location"].startswith(f"{self.issuer}/authorization_endpoint?"), gone["Location"]
        asked = parse_qs(urlsplit(gone["Location"]).query)
        assert (asked["client_id"], asked["redirect_uri"], asked["code_challenge_method"]) == (["ban"], [f"http://testserver{BACK}"], ["S256"])  # fmt: skip
        self.back = client.get(BACK, {"state": asked["state"][0], "code": "c"})
        return client


@pytest.fixture
def provider(desk: Desk, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """A desk at which one signs in with the provider, by the account's name."""
    found = FakeProvider()
    monkeypatch.setenv("SCORING_DESK_OPEN_ID_SECRET", "khoa-cua-ban")
    use(desk, settings, OpenId(issuer=found.issuer, client="ban"))
    yield found
    found.server.shutdown()
    found.server.server_close()


def use(desk: Desk, settings, open_id: OpenId) -> None:
    folder = DeskFolder(
        path=desk.folder.path, settings=DeskSettings(scheme=str(SCHEME), open_id=open_id), secret="x" * 48
    )
    settings.DESK, settings.SOCIALACCOUNT_PROVIDERS = folder, folder.providers


def signed_in(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else None


def test_it_is_off_unless_it_is_set(desk: Desk) -> None:
    client = Client()
    assert START not in client.get("/dang-nhap/").content.decode()
    assert client.post(START).status_code == 404
    assert client.get(BACK, {"state": "a", "code": "b"}).status_code == 404


def test_who_has_an_account_of_the_name_is_signed_in_and_nobody_else(desk: Desk, provider: FakeProvider) -> None:
    desk.user("can-bo-k", Duty.EDITOR, "xa-minh-hoa-k")
    page = Client().get("/dang-nhap/", {"next": "/tai-khoan/"}).content.decode()
    assert f'action="{START}"' in page
    provider.person = {"sub": "1", "preferred_username": "Can-Bo-K", "email": "x@y.vn", "name": "Nguyễn Văn A"}
    client = provider.sign_in(Client(), next="/tai-khoan/")
    assert (signed_in(client), provider.back["Location"]) == ("can-bo-k", "/tai-khoan/")
    assert "client_secret=khoa-cua-ban" in provider.asked[0]
    assert "code_verifier=" in provider.asked[0]
    bound = SocialAccount.objects.get()
    assert (bound.uid, bound.extra_data) == ("1", {})  # nothing of the person is kept
    # The same person is known by who they are at the provider, whatever they are called there now.
    provider.person = {"sub": "1", "preferred_username": "ten-khac"}
    assert signed_in(provider.sign_in(Client())) == "can-bo-k"
    # Somebody else who got the name there does not get the account.
    for other in ({"sub": "2", "preferred_username": "can-bo-k"}, {"sub": "3", "preferred_username": "khong-co"},
                  {"sub": "4"}, {"sub": "5", "preferred_username": ""}, {"sub": "6", "preferred_username": ["can-bo-k"]}):  # fmt: skip
        provider.person = other
        assert signed_in(provider.sign_in(Client())) is None
        assert (provider.back.status_code, "không có tài khoản" in provider.back.content.decode()) == (403, True)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)
    # A locked account stays locked; going nowhere but here afterwards.
    provider.person = {"sub": "1"}
    provider.sign_in(Client(), next="https://xau.example/")
    assert provider.back["Location"] == "/"
    User.objects.update(is_active=False)
    assert signed_in(provider.sign_in(Client())) is None


def test_by_mail_address_only_one_the_provider_verified(desk: Desk, provider: FakeProvider, settings) -> None:
    use(desk, settings, OpenId(issuer=provider.issuer, client="ban", match="email"))
    user = desk.user("can-bo-k", Duty.EDITOR, "xa-minh-hoa-k")
    User.objects.update(email="k@tinh.example")
    assert desk.client(user).post("/tai-khoan/thu/", {"email": "khac@tinh.example"}).status_code == 302
    assert User.objects.get().email == "k@tinh.example"  # or people could sign in as they like
    for verified, who in ((None, None), (False, None), ("true", None), (True, "can-bo-k")):
        provider.person = {"sub": "1", "email": "K@tinh.example", "email_verified": verified}
        assert signed_in(provider.sign_in(Client())) == who


def test_an_administrator_still_needs_the_second_step(desk: Desk, provider: FakeProvider) -> None:
    desk.user("quan-tri", is_staff=True)
    provider.person = {"sub": "1", "preferred_username": "quan-tri"}
    client = provider.sign_in(Client())
    assert client.get("/quan-tri/")["Location"] == "/tai-khoan/hai-buoc/totp/activate/"


def test_answers_that_are_none_sign_nobody_in(desk: Desk, provider: FakeProvider) -> None:
    desk.user("can-bo-k", Duty.EDITOR, "xa-minh-hoa-k")
    client = Client()
    for given in (
        {},
        {"state": "x", "code": "y"},
        {"error": "access_denied"},
        {"state": "x", "error": "access_denied"},
    ):
        assert client.get(BACK, given).status_code == 403
    assert client.get(START).status_code == 405
    assert client.post("/dang-nhap/khac/").status_code in {403, 404}
    provider.person = {"sub": "1", "preferred_username": "can-bo-k"}
    for token in ({"iss": "https://khac.example"}, {"aud": "khac"}, {"exp": 1}, {"sub": "2"}):
        provider.token = token
        assert signed_in(provider.sign_in(Client())) is None, token
        assert provider.back.status_code == 403
    provider.token = {}
    # It sends us to no other place: not by a redirect, not over an address of another kind.
    provider.more = {"moved": "http://127.0.0.1:1/"}
    assert client.post(START).status_code == 403
    provider.more = {"authorization_endpoint": None, "token_endpoint": "file:///etc/passwd"}
    assert Client().post(START).status_code in {302, 403}
    provider.more = {"token_endpoint": "file:///etc/passwd"}
    assert signed_in(provider.sign_in(Client())) is None


def test_settings_that_cannot_work_are_said(desk: Desk, provider: FakeProvider, settings, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    assert openid.check(settings.DESK.open_id) == ""
    provider.more = {"issuer": "https://khac.example"}
    assert openid.check(settings.DESK.open_id) == "issuer"
    provider.more = {"token_endpoint": None, "authorization_endpoint": "https://khac.example/a"}
    assert openid.check(settings.DESK.open_id) == "token_endpoint"
    for one in (OpenId(issuer="http://khac.example", client="a"), OpenId(issuer="file:///a", client="a")):
        with pytest.raises(CannotRead) as told:
            _ = DeskFolder(path=desk.folder.path, settings=DeskSettings(open_id=one), secret="").open_id
        assert told.value.diagnostics[0].code == "SC828"
    monkeypatch.delenv("SCORING_DESK_OPEN_ID_SECRET")
    with pytest.raises(CannotRead):
        _ = settings.DESK.open_id
    (desk.folder.path / "khoa-open-id").write_text("mot-khoa\n")
    assert settings.DESK.providers["openid_connect"]["APPS"][0]["secret"] == "mot-khoa"
