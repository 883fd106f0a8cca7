"""Signing in and the account's own pages, in both languages: no text of the libraries in another language is left."""

from __future__ import annotations

import html
import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from desk_case import CAMPAIGN, Desk
from django.core.cache import cache
from django.test import Client

from scoring.web import campaigns
from scoring.web.models import Duty, User

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-dai-that"
ENGLISH = re.compile(r"\b(the|your|you|is|are|this|please|password|sign|signed|code|codes|enter|account|too|has|app|field|required|successfully)\b", re.IGNORECASE)  # fmt: skip
VIETNAMESE = re.compile(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)


def shown(answer) -> str:
    """What a page says: its title, its text and what is read of fields, without the switch of languages."""
    page = answer.content.decode()
    page = re.sub(r'<button[^>]*name="language".*?</button>', "", page)
    labels = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', page)
    return " ".join([html.unescape(re.sub(r"<[^>]+>", " ", page)), *labels])


def walk(desk: Desk, client: Client, name: str) -> dict[str, str]:
    """The texts of every page one comes by, right and wrong turns, by what was done."""
    found: dict[str, str] = {}

    def look(what: str, answer) -> str:
        assert answer.status_code in {200, 400, 403, 404, 429}, (what, answer.status_code)
        found[what] = shown(answer)
        return answer.content.decode()

    def post(address: str, **values: str):
        return client.post(address, values, follow=True)

    look("sign in", client.get("/dang-nhap/"))
    look("wrong password", post("/dang-nhap/", login=name, password="sai"))
    look("nothing typed", post("/dang-nhap/"))
    page = post("/dang-nhap/", login=name, password=PASSWORD).content.decode()
    # Of the start page only what is told: the names of campaigns and agencies are in no other language.
    found["signed in"] = re.search(r'<div id="bao".*?</div>', page, re.DOTALL)[0]  # type: ignore[index]
    look("account", client.get("/tai-khoan/"))
    look("password page", client.get("/tai-khoan/mat-khau/"))
    for old, one, two in (("sai", "1", "2"), (PASSWORD, "password", "password"), (PASSWORD, name, name), (PASSWORD, "123456789012", "123456789012"), ("", "", "")):  # fmt: skip
        look(f"password {old} {one} {two}", post("/tai-khoan/mat-khau/", oldpassword=old, password1=one, password2=two))
    look("too often", post("/tai-khoan/mat-khau/", oldpassword="sai"))
    cache.clear()
    look("password changed", post("/tai-khoan/mat-khau/", oldpassword=PASSWORD, password1="mat-khau-dai-khac", password2="mat-khau-dai-khac"))  # fmt: skip
    look("two steps", client.get("/tai-khoan/hai-buoc/"))
    look("again, by password", client.get("/tai-khoan/hai-buoc/totp/activate/", follow=True))
    look("again, wrong password", post("/tai-khoan/xac-nhan/", password="sai"))
    page = look(
        "turn on", post("/tai-khoan/xac-nhan/?next=/tai-khoan/hai-buoc/totp/activate/", password="mat-khau-dai-khac")
    )
    look("turn on, wrong code", post("/tai-khoan/hai-buoc/totp/activate/", code="000000"))
    look("turn on, no code", post("/tai-khoan/hai-buoc/totp/activate/", code=""))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]  # type: ignore[index]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    page = look("turned on", post("/tai-khoan/hai-buoc/totp/activate/", code=code))
    look("codes", client.get("/tai-khoan/hai-buoc/recovery-codes/"))
    look("codes as a file", client.get("/tai-khoan/hai-buoc/recovery-codes/download/"))
    look("new codes?", client.get("/tai-khoan/hai-buoc/recovery-codes/generate/"))
    look("new codes", post("/tai-khoan/hai-buoc/recovery-codes/generate/"))
    look("turn off?", client.get("/tai-khoan/hai-buoc/totp/deactivate/"))
    look("again, by code", client.get("/tai-khoan/hai-buoc/reauthenticate/"))
    look("again, wrong code", post("/tai-khoan/hai-buoc/reauthenticate/", code="000000"))
    look("sign out?", client.get("/dang-xuat/"))
    look("signed out", post("/dang-xuat/"))
    look("second step", post("/dang-nhap/", login=name, password="mat-khau-dai-khac"))
    look("second step, wrong", post("/tai-khoan/hai-buoc/authenticate/", code="000000"))
    user = User.objects.get(username=name)
    look("locked account", client.get("/tai-khoan/bi-khoa/"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    other = Client()
    other.cookies["ngon-ngu"] = user.language
    look("sign in to a locked account", other.post("/dang-nhap/", {"login": name, "password": "mat-khau-dai-khac"}, follow=True))  # fmt: skip
    for _ in range(7):
        last = other.post("/dang-nhap/", {"login": "ke-la", "password": "sai"}, follow=True)
    look("locked out", last)
    look("no slip", other.get("/moi/khong-co/"))
    return found


@pytest.mark.parametrize(("lang", "foreign"), [("vi", ENGLISH), ("en", VIETNAMESE)], ids=["vi", "en"])
def test_no_page_of_an_account_has_a_text_in_another_language(
    desk: Desk, settings, lang: str, foreign: re.Pattern[str]
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # two dozen passwords
    user = desk.user("nguoi-thu-nghiem", Duty.EDITOR, "xa-minh-hoa-k")
    user.language = lang
    user.save()
    client = Client()
    client.cookies["ngon-ngu"] = lang
    found = walk(desk, client, user.username)
    opened = campaigns.opened(CAMPAIGN)
    for name in (opened.title, opened.called("xa-minh-hoa-k")):
        assert name in found["account"]
        found["account"] = found["account"].replace(name, "")
    wrong = {what: foreign.findall(text) for what, text in found.items() if foreign.search(text)}
    assert not wrong
