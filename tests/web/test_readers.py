"""What a page says to its reader: names, not ids; what has no place yet is not shown; no page is a dead end."""

from __future__ import annotations

import re

import pytest
from desk_case import CAMPAIGN, SCHEME, Desk
from django.template import Context, Template

from scoring.web import campaigns
from scoring.web.models import Duty

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"


def _text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_one_of_a_thing_is_not_many_in_english() -> None:
    source = '{% load desk %}{% t "còn {n} ngày" "{n} days left" n=n %}'
    shown = [Template(source).render(Context({"lang": lang, "n": 1})) for lang in ("vi", "en")]
    assert shown == ["còn 1 ngày", "1 day left"]


def test_the_council_sees_the_points_of_the_whole_and_of_the_period_before(desk: Desk, ledgers) -> None:
    desk.as_at(ledgers["council"])
    page = _text(desk.client(desk.user("chu-tich")).get(desk.url("hop/")).content)
    assert re.search(r"Hiện nay: \w+ , [\d,]+ / 100 điểm", page)
    assert re.search("Kỳ 2024 – chưa có kết quả kỳ trước ở đây", page)


def test_the_overview_shows_no_empty_column_and_no_act_that_is_over(desk: Desk, ledgers) -> None:
    client = desk.client(desk.user("thu-ky"))
    found = {}
    for stage in ("appraisal", "council"):
        desk.as_at(ledgers[stage])
        page = client.get(desk.url()).content.decode()
        found[stage] = ["Đã chấm" in page, "Trả lại" in page, "Mở lại" in page]
    assert found == {"appraisal": [True, True, True], "council": [False, False, True]}


def test_a_refused_paper_is_called_by_its_title(desk: Desk, ledgers) -> None:
    from scoring.app.campaign.decisions import appraise
    from scoring.app.campaign.session import Session
    from scoring.review.decisions import Decision

    desk.as_at(ledgers["appraisal"])
    given = Decision(
        agency=K,
        criterion="V.1",
        points="2",
        reason="Chưa ghi nhiệm vụ",
        causes={"evidence_refused": "-2"},
        refused=["ke-hoach-thi-dua"],
    )
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        appraise(session, [given], by="thanh-vien-2", at="2025-12-18T01:30:00Z")
    campaigns.forget()
    page = _text(desk.client(desk.user("thu-ky")).get(desk.url(f"ho-so/{K}/")).content)
    assert "không chấp nhận: Kế hoạch phát động phong trào thi đua" in page
    assert "ke-hoach-thi-dua" not in page


def test_the_administrator_opens_on_the_campaigns_and_who_has_no_account(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    admin = desk.client(desk.user("quan-tri", is_staff=True))
    desk.user("can-bo-k", Duty.EDITOR, K)
    opened = campaigns.opened(CAMPAIGN)
    missing = 2 * len(opened.agencies) + len(opened.people) - 1
    page = _text(admin.get("/").content)
    assert f"{opened.title} " in page
    assert f"{missing} chỗ chưa có tài khoản" in page
    accounts = _text(admin.get("/quan-tri/").content)
    assert f"{opened.called(K)} – điền phiếu {opened.title}" in accounts
    assert K not in accounts.split("Tên đăng nhập", 2)[2]


def test_an_address_that_takes_no_visit_leads_home(desk: Desk) -> None:
    answer = desk.client(desk.user("can-bo-k", Duty.EDITOR, K)).get(desk.url(f"phieu/{K}/nop/"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert 'href="/"' in answer.content.decode()


def test_who_awards_points_is_said_where_the_agency_awards_none(desk: Desk) -> None:
    user = desk.user("can-bo-k", Duty.EDITOR, K)
    page = _text(desk.client(user).get(desk.url(f"phieu/{K}/nhom/VII/")).content)
    assert "Ở tiêu chí này, cơ quan thẩm định cho điểm, có nêu lý do." in page


def test_the_frame_of_a_block_leads_nowhere(desk: Desk, ledgers) -> None:
    desk.as_at(ledgers["council"])
    page = desk.client(desk.user("thu-ky")).get(desk.url("cong-bo/khoi/xa/")).content.decode()
    assert not [one for one in re.findall(r'href="([^"]*)"', page) if not one.startswith("#")]


def test_what_was_handed_in_is_named_by_its_digest_alone(desk: Desk, ledgers) -> None:
    desk.as_at(ledgers["handed in"])
    page = _text(desk.client(desk.user("thu-ky")).get(desk.url(f"ho-so/{K}/")).content)
    assert re.search("nộp hồ sơ : mã đối chiếu [0-9a-f]{8}|nộp hồ sơ: mã đối chiếu [0-9a-f]{8}", page)
    assert ".yaml" not in page


def test_points_nobody_appraised_are_not_called_appraised(desk: Desk, ledgers) -> None:
    desk.as_at(ledgers["handed in"])
    client = desk.client(desk.user("thu-ky"))
    before = _text(client.get(desk.url(f"ho-so/{K}/tieu-chi/II.1/")).content)
    desk.as_at(ledgers["council"])
    after = _text(client.get(desk.url(f"ho-so/{K}/tieu-chi/II.1/")).content)
    assert ["khớp điểm tính được" in before, "bằng điểm sau thẩm định" in before] == [True, False]
    assert "bằng điểm sau thẩm định" in after


def test_english_days_stay_on_one_line_and_headings_of_ours_are_english(desk: Desk) -> None:
    user = desk.user("can-bo-k", Duty.EDITOR, K)
    user.language = "en"
    user.save()
    client = desk.client(user)
    assert '<span class="nb">2025-12-12</span>' in client.get(desk.url()).content.decode()
    form = client.get(desk.url(f"phieu/{K}/nhom/conditions/")).content.decode()
    assert "Numbers the conditions look at</h1>" in form
    assert "Số liệu để xét điều kiện" not in form


def test_a_paper_s_number_is_written_as_papers_write_it(desk: Desk) -> None:
    user = desk.user("can-bo-k", Duty.EDITOR, K)
    desk.filled(user)
    page = desk.client(user).get(desk.url(f"phieu/{K}/minh-chung/")).content.decode()
    assert "07/KH-UBND – Kế hoạch" in page


def test_the_preview_says_what_is_short_as_papers_do(desk: Desk) -> None:
    user = desk.user("can-bo-k", Duty.EDITOR, K)
    desk.filled(user)
    page = desk.client(user).get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()
    assert 'data-l="Thiếu"' in page
    assert "Mất" not in page


def test_where_a_number_comes_from_is_said_in_the_readers_language(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    pages = [f"phieu/{K}/nhom/{one}/" for one in ("I", "II", "VII")]
    vi = " ".join(_text(client.get(desk.url(one)).content) for one in pages)
    client.post("/ngon-ngu/", {"language": "en"})
    en = " ".join(_text(client.get(desk.url(one)).content) for one in pages)
    for said, in_english in (
        ("Đếm ở trang Minh chứng:", "Counted among the evidence:"),
        ("Có khi trang Minh chứng có:", "Yes where the evidence has:"),
        ("Tính từ ngày của", "By the date of"),
    ):
        assert said in vi
        assert said not in en
        assert in_english in en
