"""Opening a campaign in the browser, with the checks of the command line; slips that make one account each."""

from __future__ import annotations

import html
import io
import re
import shutil
from pathlib import Path

import pytest
import yaml
from desk_case import CAMPAIGN, EXAMPLE, SCHEME, Desk
from django.core import mail
from django.test import Client

from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.session import Session
from scoring.app.stores import make_store
from scoring.web import campaigns
from scoring.web.folder import DeskFolder, DeskSettings, Mail
from scoring.web.models import Duty, Invitation, Place, User

pytestmark = pytest.mark.django_db
FORM = {
    "title": "Đợt thử 2025", "period": "2025",
    "title:0": "Thư ký hội đồng", "role:0": "secretary",
    "title:1": "Thành viên 1", "role:1": "member", "body:1": "Sở Nội vụ", "fields:1": "I; II",
    "title:2": "Chủ tịch hội đồng", "role:2": "chair", "title:3": "Ủy ban nhân dân tỉnh", "role:3": "decider",
    "deadline:nop": "2025-12-20", "deadline:vong-1": "2025-12-27", "deadline:hoi-dong": "2026-01-06",
    "deadline:cong-bo": "2026-01-12", "deadline:kien-nghi": "2026-01-22",
}  # fmt: skip


@pytest.fixture
def admin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of an administrator with a second factor."""
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    return desk.client(desk.user("quan-tri", is_staff=True))


def _sheet(text: str, name: str = "co-quan.csv") -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


def _text(page: str) -> str:
    return html.unescape(re.search(r'<textarea id="vb"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]).lstrip("\n")  # type: ignore[index]


def test_a_campaign_s_file_opens_the_same_ledger_as_by_command_line(desk: Desk, admin: Client, tmp_path: Path) -> None:
    make_store(str(tmp_path / "trong.db"))
    campaigns.forget()
    Path(desk.folder.ledger).unlink()
    shutil.copyfile(tmp_path / "trong.db", desk.folder.ledger)
    with (EXAMPLE / "campaign.yaml").open("rb") as file:
        page = admin.post("/mo-dot/", {"file": file}).content.decode()
    assert "Kiểm tra xong, chưa mở" in page
    assert campaigns.campaign_ids() == []
    admin.post("/mo-dot/", {"text": _text(page), "by": "thu-ky", "open": "1"})
    assert campaigns.campaign_ids() == [CAMPAIGN]
    twin = tmp_path / "lenh.db"
    open_campaign(str(twin), EXAMPLE / "campaign.yaml", by="thu-ky", scheme=SCHEME, at="2025-12-08T02:00:00Z")
    heads = []
    for place in (desk.folder.ledger, str(twin)):
        with Session(place, CAMPAIGN, scheme=SCHEME) as session:
            heads.append(session.state.head)
    assert heads[0] == heads[1]
    again = admin.post("/mo-dot/", {"text": _text(page), "by": "thu-ky", "open": "1"}).content.decode()
    assert "told error" in again


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_campaign_is_filled_in_with_agencies_from_a_sheet(
    desk: Desk, admin: Client, ending: str, tmp_path: Path
) -> None:
    rows = [
        ("Tên cơ quan", "Khối"),
        ("Ủy ban nhân dân xã Thử A", "xa"),
        ("Ủy ban nhân dân xã Thử B", "Xã, phường, đặc khu"),
    ]
    if ending == "csv":
        file = _sheet("\n".join(";".join(row) for row in rows).replace("Xã, phường, đặc khu", "xa"))
    else:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.append(("DANH SÁCH",))
        for row in [*rows[:2], ("Ủy ban nhân dân xã Thử B", "xa")]:
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        file = io.BytesIO((tmp_path / "a.xlsx").read_bytes())
        file.name = "a.xlsx"
    page = admin.post("/mo-dot/", {**FORM, "agencies": file}).content.decode()
    assert "2 cơ quan, 4 người, 5 giai đoạn" in page, re.findall(r'told error">([^<]+)', page)
    data = yaml.safe_load(_text(page))
    assert [one["id"] for one in data["agencies"]] == ["uy-ban-nhan-dan-xa-thu-a", "uy-ban-nhan-dan-xa-thu-b"]
    assert data["final"] == ["hoi-dong", "vong-1", "computed"]
    done = admin.post("/mo-dot/", {"text": _text(page), "by": "thu-ky-hoi-dong", "open": "1"}, follow=True)
    assert "Đã mở đợt Đợt thử 2025" in done.content.decode()
    assert "dot-thu-2025" in campaigns.campaign_ids()
    # Who opened it has no place in it and sees nothing of it.
    assert admin.get("/dot/dot-thu-2025/").status_code == 404


@pytest.mark.parametrize(
    ("change", "sheet"),
    [
        ({}, "Tên\tKhối\n"),
        ({}, "a;b\n1;2\n"),
        ({}, "Tên;Khối\nXã A;khong-co\n"),
        ({}, "Tên;Khối\nXã A;xa\nXã A;xa\n"),
        ({"period": "abc"}, "Tên;Khối\nXã A;xa\n"),
        ({"deadline:vong-1": "2025-12-01"}, "Tên;Khối\nXã A;xa\n"),
        ({"role:0": "decider"}, "Tên;Khối\nXã A;xa\n"),
        ({"fields:1": "XX"}, "Tên;Khối\nXã A;xa\n"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(admin: Client, change: dict[str, str], sheet: str) -> None:
    answer = admin.post("/mo-dot/", {**FORM, **change, "agencies": _sheet(sheet)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "told error" in page
    assert "Kiểm tra xong" not in page
    assert campaigns.campaign_ids() == [CAMPAIGN]


@pytest.mark.parametrize("text", ["", "people: [", "people: 3", "[]", "people: [{id: '<b>', role: chair}]"])
def test_a_file_that_is_none_is_said_to_be(admin: Client, text: str) -> None:
    for given in ({"text": text, "by": "<b>", "open": "1"}, {"file": _sheet(text or "x", "campaign.yaml")}):
        page = admin.post("/mo-dot/", given)
        assert page.status_code == 200
        assert "told error" in page.content.decode()
    assert campaigns.campaign_ids() == [CAMPAIGN]


def _slips(admin: Client) -> list[str]:
    page = admin.post(f"/quan-tri/phieu-moi/{CAMPAIGN}/").content.decode()
    return re.findall(r"/moi/([A-Za-z0-9_-]{20,})/", page)


def test_a_slip_makes_one_account_with_its_place(desk: Desk, admin: Client) -> None:
    slips = _slips(admin)
    assert len(slips) == 6 * 2 + 6
    assert not Invitation.objects.filter(digest__in=slips).exists()  # only digests are kept
    client, address = Client(), f"/moi/{slips[0]}/"
    assert "xa-minh-hoa-k" in client.get(address).content.decode()
    given = {"username": "lanh-dao-k", "password": "mat-khau-dai-that", "again": "mat-khau-dai-that"}
    for wrong in (
        {"password": "123", "again": "123"},
        {"again": "khac-han-nhau"},
        {"username": "quan-tri"},
        {"username": "<b>"},
    ):
        assert client.post(address, {**given, **wrong}).status_code == 400
    assert client.post(address, given)["Location"] == "/dang-nhap/"
    made = User.objects.get(username="lanh-dao-k")
    assert [(one.campaign, one.duty, one.actor) for one in made.places.all()] == [
        (CAMPAIGN, Duty.HEAD, "xa-minh-hoa-k")
    ]
    assert not made.is_staff
    assert client.get(address).status_code == 404
    assert client.post(address, {**given, "username": "ke-khac"}).status_code == 404
    assert desk.client(made).get(desk.url("phieu/xa-minh-hoa-k/")).status_code in {200, 302}


def test_old_and_replaced_slips_are_worthless(admin: Client) -> None:
    first, second = _slips(admin)[0], _slips(admin)[0]
    assert Client().get(f"/moi/{first}/").status_code == 404
    assert Client().get(f"/moi/{second}/").status_code == 200
    Invitation.objects.update(expires_at=campaigns.now())
    assert Client().get(f"/moi/{second}/").status_code == 404
    assert Client().get("/moi/khong-co/").status_code == 404
    assert not Place.objects.exists()


def test_links_go_by_mail_to_the_places_that_have_an_address(desk: Desk, admin: Client, settings) -> None:
    where = f"/quan-tri/phieu-moi/{CAMPAIGN}/"
    assert "Gửi qua thư" not in admin.get(where).content.decode()
    sender = Mail(host="thu.tinh.example", sender="ban@tinh.example")
    settings.DESK = DeskFolder(
        path=desk.folder.path, settings=DeskSettings(scheme=str(SCHEME), mail=sender), secret="x" * 48
    )
    given = {"send": "1", "mail:head:xa-minh-hoa-k": "K@tinh.example", "mail:office:thu-ky": "a\nBcc: b@c.vn", "mail:head:khong-co": "x@y.vn"}  # fmt: skip
    page = admin.post(where, given, follow=True).content.decode()
    assert "Đã gửi 1 phiếu mời qua thư" in page
    assert "Chưa gửi được: Thư ký hội đồng" in page
    assert "k@tinh.example" in page
    assert [one.to for one in mail.outbox] == [["k@tinh.example"]]
    first = re.search(r"http://testserver(/moi/\S+)", mail.outbox[0].body)[1]  # type: ignore[index]
    admin.post(where, given)
    assert Client().get(first).status_code == 404
    second = re.search(r"http://testserver(/moi/\S+)", mail.outbox[1].body)[1]  # type: ignore[index]
    client = Client()
    client.cookies["ngon-ngu"] = "en"
    wrong = client.post(second, {"username": "lanh-dao-k", "password": "mat-khau-dai-that", "again": "x"})
    assert "The passwords differ." in wrong.content.decode()
    client.post(second, {"username": "lanh-dao-k", "password": "mat-khau-dai-that", "again": "mat-khau-dai-that"})
    made = User.objects.get(username="lanh-dao-k")
    assert (made.email, made.language, made.places.get().duty) == ("k@tinh.example", "en", Duty.HEAD)


@pytest.mark.parametrize("duty", [Duty.OFFICE, Duty.VIEWER])
def test_nobody_else_opens_campaigns_or_makes_slips(desk: Desk, duty: str) -> None:
    client = desk.client(desk.user("thu-ky", duty, "thu-ky" if duty == Duty.OFFICE else ""))
    for address in ("/mo-dot/", f"/quan-tri/phieu-moi/{CAMPAIGN}/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert not Invitation.objects.exists()


def test_without_a_scheme_of_the_desk_one_has_to_be_chosen(desk: Desk, admin: Client, settings) -> None:
    folder = desk.folder
    settings.DESK = DeskFolder(path=folder.path, settings=type(folder.settings)(), secret=folder.secret)
    page = admin.post("/mo-dot/", {**FORM, "agencies": _sheet("Tên;Khối\nXã A;xa\n"), "scheme": "khong-co"})
    assert "told error" in page.content.decode()
