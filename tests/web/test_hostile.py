"""Odd requests on every address: wrong encodings, NULs, huge numbers, names that are none. No answer is a failure of ours."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_case import CAMPAIGN, Desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from scoring.errors import UsageProblem
from scoring.web import uploads
from scoring.web.fields import WrongValue
from scoring.web.models import DraftField, Duty, User

pytestmark = [
    pytest.mark.django_db,
    # The temporary file of a refused upload is closed when the request is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
K = "xa-minh-hoa-k"
PIECES = {
    "campaign": [CAMPAIGN, "khong-co", "%00", "%ff%fe", "..", "' or 1=1 --", "x" * 300, "%F0%9F%98%80"],
    "agency": [K, "xa-minh-hoa-l", "%00", "../../etc", "x" * 300, "%ff", "{{7*7}}"],
    "group": ["I", "II", "%00", "khong-co", "x" * 300],
    "item": ["I.1", "total", "%00", "tong", "{{7*7}}"],
    "criterion": ["I.1", "%00", "khong-co", "x" * 300],
    "record": ["ke-hoach-nam", "%00", "khong-co", "x" * 300],
    "digest": ["0" * 64, "%00", "..%2f..%2fkhoa-bi-mat", "khong"],
    "file": ["1", "0", "9" * 30, "9" * 5000],
    "account": ["1", "0", "9" * 30, "9" * 5000],
    "token": ["khong-co", "%00", "x" * 300],
}
OTHER = ["khong-co", "html", "pdf", "%00", "x" * 300]
NAMES = [
    "path", "value", "version", "value:claims/I.1/points", "version:claims/I.1/points", "kind", "criterion", "criteria",
    "files", "file", "remove", "digest", "sure", "reason", "entry", "until", "stage", "second", "decision", "accepted",
    "points", "cause", "refused", "number:so_thon", "accept", "row", "text", "username", "place", "duty", "lock",
    "password", "login", "code", "language", "next", "truoc", "loc", "tieu-chi", "oldpassword", "password1", "password2",
]  # fmt: skip
VALUES = [
    "", "0", "1", "-1", "²", "٣", "9" * 30, "9" * 5000, "1e999999999", "1/0", "NaN", "1,5", "\0", "a\0b", "\ud7ff\uffff", "😀",
    "x" * 30_000, "2025-02-30", "30/2/2025", "9999-12-31", "0000-00-00", "../../etc/passwd", "https://evil.example/", "//evil.example",
    "javascript:alert(1)", "<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "{0.__class__}", "=cmd|' /C calc'!A0", "' or 1=1 --",
    "claims/I.1/points", "numbers/so_thon/value", "evidence/" + "x" * 300 + "/title", "evidence/la/kind", "evidence//kind",
    "explanations/I.1/text", "//", "note/dossier/text", f"{CAMPAIGN}|{K}", f"{CAMPAIGN}|la", f"{K}|I.1", "editor", "I.1", "nop", "yes",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=hex", "multipart/form-data", "text/plain",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=x; charset=unicode_escape", "application/json",
    "application/x-www-form-urlencoded; charset=utf-7", "a/b; charset=\xff",
]  # fmt: skip


def _addresses(patterns=None, start: str = "") -> Iterator[tuple[str, list[str], list[str]]]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, start + str(one.pattern))
        else:
            assert isinstance(one, URLPattern)
            yield (
                start + str(one.pattern),
                list(one.pattern.converters),
                list(getattr(one.callback, "methods", ("GET", "POST"))),
            )


def _address(chance: random.Random, route: str, names: list[str]) -> str:
    for name in names:
        known = PIECES.get(name, OTHER)
        value = known[0] if chance.random() < 0.7 else chance.choice(known)
        route = route.replace(f"<str:{name}>", value).replace(f"<int:{name}>", value)
    return "/" + route


def _ask(chance: random.Random, client: Client, address: str, methods: list[str]) -> tuple[str, int]:
    given = {chance.choice(NAMES): chance.choice(VALUES) for _ in range(chance.randrange(7))}
    method = chance.choice([*methods * 5, "GET", "POST", "PUT"]).lower()
    headers = {"HX-Request": "true"} if chance.random() < 0.3 else {}
    if chance.random() < 0.15:
        body = chance.choice(
            [
                b"",
                b"\xff\xfe=\x00&a=%ff",
                b"path=%00&value=%ED%A0%80",
                b"--x\r\n\r\n--x--",
                b"{}",
                chance.randbytes(200),
            ]
        )
        kind = chance.choice(TYPES)
        return f"{method} {address} {kind} {body!r}", client.generic(
            method.upper(), address, body, kind, headers=headers
        ).status_code
    if method != "post":
        return f"{method} {address} {given!r:.500}", client.generic(
            method.upper(), address, query_params=given, headers=headers
        ).status_code
    if chance.random() < 0.2:
        name = chance.choice(["a.pdf", "x" * 300 + ".pdf", "../../a.pdf", "\u202efdp.exe", "con.pdf", "a.pdf.hta"])
        content = chance.choice(
            [b"%PDF-", b"PK\x03\x04" + chance.randbytes(60), b"\xff\xd8\xff", b"", chance.randbytes(50)]
        )
        given["files"] = given["file"] = SimpleUploadedFile(name, content)
    return f"post {address} {given!r:.500}", client.post(address, given, headers=headers).status_code


def _clients(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    head = desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(head)
    users: list[User] = [head, *(desk.user(name) for name in ("thu-ky", "thanh-vien-1", "ubnd-tinh", "chu-tich"))]
    users.append(desk.user("quan-tri-2", is_staff=True))
    found = [*map(desk.client, users), Client()]
    for one in found:
        one.raise_request_exception = False
    return found


def _try(desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    clients = _clients(desk, monkeypatch)
    routes = list(_addresses())
    assert len(routes) > 40
    for _ in range(rounds):
        for route, names, methods in routes:
            # Signing out would make all that follows easy.
            client = clients[-1] if route.startswith("dang-xuat") else chance.choice(clients)
            asked, status = _ask(chance, client, _address(chance, route, names), methods)
            assert status < 500, asked


@pytest.mark.once
@pytest.mark.parametrize("seed", range(2))
def test_no_odd_request_is_answered_by_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    _try(desk, monkeypatch, seed, 5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 102))
def test_no_odd_request_is_answered_by_a_failure_at_any_stage(
    desk: Desk, ledgers, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for stage in ("handed in", "appraisal", "council", "published", "appealed"):
        desk.as_at(ledgers[stage])
        User.objects.exclude(pk__in=DraftField.objects.values("changed_by")).delete()
        for one in User.objects.all():
            User.objects.filter(pk=one.pk).update(username=f"cu-{one.pk}-{stage}")
        _try(desk, monkeypatch, seed, 5)


@pytest.mark.parametrize(
    ("address", "body", "kind"),
    [
        ("/dot/a%00b/", b"", "application/x-www-form-urlencoded"),
        ("/dang-nhap/", b"login=a%00b&password=x", "application/x-www-form-urlencoded"),
        ("/dang-nhap/", b"login=a", "application/x-www-form-urlencoded; charset=hex"),
        ("/dang-nhap/", b"login=a", "multipart/form-data; boundary=x; charset=unicode_escape"),
    ],
)
def test_what_is_not_plain_utf_8_is_refused(desk: Desk, address: str, body: bytes, kind: str) -> None:
    assert Client().generic("POST", address, body, kind).status_code == 400


def test_who_comes_by_an_unknown_name_is_told_what_to_set(desk: Desk) -> None:
    page = Client(headers={"host": "noi-khac.example"}).get("/").content.decode()
    assert "không nhận địa chỉ này" in page
    assert "noi-khac" not in page
    assert "Không đọc được yêu cầu này" in Client().get("/dot/a%00b/").content.decode()


def test_a_session_s_name_with_nul_is_refused(desk: Desk) -> None:
    client = Client()
    client.cookies["sessionid"] = "a\0bcdefghij"
    assert client.get("/dang-nhap/").status_code == 400


def test_no_account_is_guessed_by_trying_codes(desk: Desk) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = desk.user("thu-ky")
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    answer = client.post("/dang-nhap/", {"login": "thu-ky", "password": "mat-khau-dai-that"})
    assert answer["Location"] == "/tai-khoan/hai-buoc/authenticate/"
    tried = [client.post(answer["Location"], {"code": f"{one:06}"}).content.decode() for one in range(10)]
    assert "Mã không đúng" in tried[0]
    assert "Thử quá nhiều lần" in tried[-1]


def test_an_administrator_sees_the_picture_of_the_second_factor_before_there_is_one(desk: Desk) -> None:
    client = desk.client(desk.user("quan-tri-2", is_staff=True))
    answer = client.get("/tai-khoan/ma-hinh.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.pdf", b"%PDF-1.4", "a.pdf"),
        ("A.PDF", b"%PDF-1.4", "A.PDF"),
        ("a.pdf.hta", b"%PDF-1.4<script>alert(1)</script>", "a.pdf.hta.pdf"),
        ("a.svg", b"\x89PNG\r\n\x1a\n", "a.svg.png"),
        ("anh.jpeg", b"\xff\xd8\xff", "anh.jpeg"),
        ("../../khoa\u202efdp.exe", b"%PDF-1.4", "khoa_fdp.exe.pdf"),
        ("x" * 400 + ".pdf", b"%PDF-1.4", "x" * 89 + "….pdf"),
    ],
)
def test_a_file_is_named_as_what_it_is(desk: Desk, name: str, content: bytes, kept: str) -> None:
    found = uploads.keep(name, io.BytesIO(content))
    assert found.name == kept
    assert re.fullmatch("[0-9a-f]{48}", found.stored)


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/VBAPROJECT.BIN"])
def test_papers_with_macros_or_too_much_in_them_are_not_taken(desk: Desk, part: str) -> None:
    for more, size in ((part, 1), ("word/media/a.bin", 210_000_000)):
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/document.xml", "<a/>")
            with package.open(more, "w", force_zip64=True) as stream:
                for _ in range(size // 10_000_000 + 1):
                    stream.write(bytes(min(size, 10_000_000)))
        raw.seek(0)
        with pytest.raises(WrongValue):
            uploads.keep("a.docx", raw)
    assert list(desk.folder.files.iterdir()) == []


def test_a_record_is_begun_on_the_page_of_evidence_only(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    for path in ("evidence/la/kind", "evidence/la/title", f"evidence/{'x' * 300}/title"):
        assert (
            client.post(desk.url(f"phieu/{K}/luu/"), {"path": path, "value": "ke-hoach", "version": 0}).status_code
            == 404
        )
    assert not DraftField.objects.exists()


def test_an_agency_has_no_office_and_a_person_no_form(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    client = desk.client(desk.user("quan-tri-2", is_staff=True))
    for actor, duty in ((K, "office"), ("thu-ky", "head"), ("thu-ky", "editor")):
        given = {"username": "moi", "place": f"{CAMPAIGN}|{actor}", "duty": duty}
        assert client.post("/quan-tri/them/", given).status_code == 404
    assert client.post("/quan-tri/them/", {"username": "x" * 151}, follow=True).status_code == 200
    assert User.objects.count() == 1


def test_every_answer_tells_the_browser_what_it_may_not_do(desk: Desk) -> None:
    client = desk.client(desk.user("thu-ky"))
    for address in ("/", desk.url(), "/khong-co/"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
        assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        assert "camera=()" in answer["Permissions-Policy"]
        for text in ("onclick", "style=", "<style", "javascript:"):
            assert text not in answer.content.decode()


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_nobody_is_sent_to_another_site(desk: Desk, target: str) -> None:
    desk.user("thu-ky")
    client = Client()
    given = {"login": "thu-ky", "password": "mat-khau-dai-that", "next": target}
    assert client.post(f"/dang-nhap/?{urlencode({'next': target})}", given)["Location"] == "/"
    assert client.post("/ngon-ngu/", {"language": "en", "next": target})["Location"] == "/"


def test_no_act_is_done_for_another_site(desk: Desk) -> None:
    head = desk.user("lanh-dao", Duty.HEAD, K)
    client = Client(enforce_csrf_checks=True)
    client.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")
    for route, names, methods in _addresses():
        if "POST" in methods:
            address = _address(random.Random(0), route.replace("<int:file>", "1"), names)
            assert client.post(address).status_code in {400, 403, 404, 405}, address
    assert client.get("/").status_code == 200


def test_signing_in_and_a_new_password_end_the_old_session(desk: Desk) -> None:
    user = desk.user("thu-ky")
    client = Client()
    client.get("/dang-nhap/")
    client.cookies["sessionid"] = "gia-tu-truoc-khi-dang-nhap-12345"
    client.post("/dang-nhap/", {"login": "thu-ky", "password": "mat-khau-dai-that"})
    assert client.cookies["sessionid"].value != "gia-tu-truoc-khi-dang-nhap-12345"
    assert client.get("/").status_code == 200
    user.set_password("mat-khau-khac-han")
    user.save()
    assert client.get("/")["Location"].startswith("/dang-nhap/")


def test_the_settings_of_a_desk_behind_https_are_those_django_asks_for(tmp_path: Path) -> None:
    from scoring.web.folder import open_folder

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "scoring", *args], capture_output=True, text=True, check=False)

    folder = tmp_path / "ban"
    assert (
        run("web", "init", str(folder), "--https", "--host", "a.example", "--administrator", "quan-tri").returncode == 0
    )
    found = run("--lang", "en", "web", "check", str(folder))
    assert (found.returncode, found.stderr.strip()) == (0, "the desk is whole")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "khoa-bi-mat").stat().st_mode & 0o077 == 0
    (folder / "khoa-bi-mat").write_text("ngan")
    with pytest.raises(UsageProblem):
        open_folder(folder)
