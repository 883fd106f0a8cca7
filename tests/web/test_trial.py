"""What an appraiser tries before entering: corrected numbers, refused papers, facts; and the filters of the queue."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from desk_case import CAMPAIGN, EXAMPLE, SCHEME, Desk

from scoring.app.campaign import acts
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.evidence.load import load_dossier
from scoring.web import campaigns

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"
WHERE = f"ho-so/{K}/tieu-chi/II.1/"


@pytest.fixture
def appraising(desk: Desk) -> Desk:
    """One agency in the first round."""
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-12T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
    desk.at("2025-12-17T02:00:00Z")
    return desk


def _head() -> int:
    with campaigns.campaign(CAMPAIGN) as session:
        return session.state.head.seq


def test_a_corrected_number_is_tried_and_points_and_class_follow(appraising: Desk) -> None:
    desk, head = appraising, _head()
    client = desk.client(desk.user("thanh-vien-1"))
    given = {"points": "", "number:noi_dung_da_cong_khai": "10", "try": "1", "reason": "Đếm lại trên bảng tin"}
    answer = client.post(desk.url(f"{WHERE}cham/"), given)
    page = client.get(answer["Location"]).content.decode()
    assert "Mới tính thử, chưa ghi. Theo minh chứng và số liệu được nhận:" in page
    typed = parse_qs(urlsplit(answer["Location"]).query)
    assert typed["number:noi_dung_da_cong_khai"] == ["10"]
    assert float(typed["points"][0].replace(",", ".")) < 3
    assert "Đếm lại trên bảng tin" in page
    assert _head() == head
    # While it is typed, the same comes alone.
    live = client.post(desk.url(f"{WHERE}cham/"), given, headers={"HX-Request": "true"}).content.decode()
    assert live.startswith("Mới tính thử, chưa ghi. Theo minh chứng")
    assert live in page
    wrong = client.post(desk.url(f"{WHERE}cham/"), given | {"points": "99"}, headers={"HX-Request": "true"})
    assert "99" in wrong.content.decode()
    assert _head() == head
    # Entered as tried, the result is what the trial told.
    told = page[page.index("Sau: ") : page.index("Sau: ") + 12]
    given |= {"points": typed["points"][0], "cause": "number_corrected"}
    del given["try"]
    client.post(desk.url(f"{WHERE}cham/"), given)
    assert _head() == head + 1
    given = {"points": typed["points"][0], "try": "1"}
    again = client.post(desk.url(f"{WHERE}cham/"), given, follow=True).content.decode()
    assert told.replace("Sau: ", "Trước: ") in again


@pytest.mark.parametrize(
    "wrong", [{"points": "99"}, {"points": "abc"}, {"number:khong_co": "1"}, {"refused": "khong-co"}]
)
def test_a_trial_of_what_is_wrong_says_so(appraising: Desk, wrong: dict[str, str]) -> None:
    desk, head = appraising, _head()
    client = desk.client(desk.user("thanh-vien-1"))
    page = client.post(desk.url(f"{WHERE}cham/"), {"points": "", **wrong, "try": "1"}, follow=True)
    assert page.status_code == 200
    assert "told error" in page.content.decode()
    assert _head() == head


def test_a_fact_is_tried_then_entered(appraising: Desk) -> None:
    desk, head = appraising, _head()
    client = desk.client(desk.user("thanh-vien-1"))
    given = {
        "fact_number": "noi_dung_da_cong_khai",
        "fact_value": "10",
        "source": "kiểm tra tại xã",
        "fact_reason": "Đếm lại",
    }
    tried = client.post(desk.url(f"{WHERE}xac-lap/"), {**given, "try": "1"}, follow=True).content.decode()
    assert "Mới tính thử, chưa ghi. Trước:" in tried
    assert 'value="kiểm tra tại xã"' in tried
    assert _head() == head
    done = client.post(desk.url(f"{WHERE}xac-lap/"), given, follow=True).content.decode()
    assert "Đã ghi, bản ghi số" in done
    assert "nguồn: kiểm tra tại xã" in done
    refused = client.post(desk.url(f"{WHERE}xac-lap/"), {"source": "x", "fact_reason": "y"}, follow=True)
    assert "told error" in refused.content.decode()


def test_the_queue_is_filtered_by_edge_and_deadline(appraising: Desk) -> None:
    desk = appraising
    client = desk.client(desk.user("thanh-vien-1"))
    for chosen in ("gan", "muon", "yeu"):
        assert client.get(desk.url(f"hang-cho/?loc={chosen}")).status_code == 200
    assert "quá hạn (0)" in client.get(desk.url("hang-cho/")).content.decode()
    assert "còn 2 ngày" in client.get(desk.url(WHERE)).content.decode()
    desk.at("2025-12-19T18:00:00Z")
    assert "quá hạn (0)" not in client.get(desk.url("hang-cho/")).content.decode()
    assert "đã hết hạn" in client.get(desk.url(WHERE)).content.decode()


def test_second_opinions_are_done_when_given_whatever_the_other_appraiser_gave(appraising: Desk) -> None:
    desk = appraising
    third = desk.client(desk.user("thanh-vien-3"))
    before = third.get(desk.url("hang-cho/")).content.decode()
    count = int(re.search(r"chưa chấm \((\d+)\)", before)[1])  # type: ignore[index]
    assert before.count("ý kiến thứ hai") == count > 1
    assert f"Còn {count} tiêu chí của 1 cơ quan" in third.get("/").content.decode()
    whole = desk.client(desk.user("thu-ky"))
    assert f"Thành viên thẩm định 3: còn {count} ý kiến thứ hai về 1 cơ quan" in whole.get(desk.url()).content.decode()
    first = {"points": "1", "cause": "judgement", "reason": "Chưa phân tích nguyên nhân"}
    where = desk.url(f"ho-so/{K}/tieu-chi/VII.3/")
    # Who answers for it decides; the second opinion is still wanted.
    desk.client(desk.user("thanh-vien-2")).post(f"{where}cham/", first)
    assert f"chưa chấm ({count})" in third.get(desk.url("hang-cho/")).content.decode()
    page = third.get(where).content.decode()
    assert f"còn {count} tiêu chí chưa chấm" in page
    ids = re.findall(r'<tr data-row>.*?href="[^"]*/tieu-chi/([^/]+)/"', before)
    for left, id in enumerate(ids):
        assert f"chưa chấm ({count - left})" in third.get(desk.url("hang-cho/")).content.decode()
        third.post(desk.url(f"ho-so/{K}/tieu-chi/{id}/cham/"), {"accept": "1"})
    page = third.get(desk.url("hang-cho/")).content.decode()
    assert "Đã chấm hết phần của mình." in page
    assert "Đủ và không có gì khác nhau" not in page
    assert "ý kiến thứ hai" not in whole.get(desk.url()).content.decode()
    assert "tiêu chí của" not in third.get("/").content.decode()
    assert "ý kiến thứ hai" in third.get(where).content.decode()
    with campaigns.campaign(CAMPAIGN) as session:
        figure = session.state.agencies[K].line("VII.3").counted("vong-1")
        assert figure is not None
        assert (figure.points, figure.actor) == (1, "thanh-vien-2")


def test_what_was_typed_is_shown_again_where_the_stage_was_locked_or_the_session_ended(appraising: Desk) -> None:
    desk = appraising
    client = desk.client(desk.user("thanh-vien-1"))
    typed = {
        "points": "1,5",
        "cause": "judgement",
        "reason": "Biên bản <thiếu> chữ ký",
        "number:noi_dung_da_cong_khai": "10",
    }
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        acts.lock(session, "vong-1", by="thu-ky", at="2025-12-20T01:00:00Z")
    desk.at("2025-12-20T02:00:00Z")
    answers = [client.post(desk.url(f"{WHERE}cham/"), typed)]
    client.logout()
    answers.append(client.post(desk.url(f"{WHERE}cham/"), typed))
    assert [one.status_code for one in answers] == [403, 401]
    for one in answers:
        shown = re.findall(r'<pre class="dossier" tabindex="0">([^<]*)</pre>', one.content.decode())
        assert shown == ["1,5", "Biên bản &lt;thiếu&gt; chữ ký", "10"]
    assert "/dang-nhap/?next=" in answers[1].content.decode()


def test_a_queue_before_anything_was_handed_in_does_not_say_that_all_is_done(desk: Desk) -> None:
    page = desk.client(desk.user("thanh-vien-1")).get(desk.url("hang-cho/")).content.decode()
    assert "chưa có hồ sơ nào đến lượt thẩm định" in page
    assert "Đã chấm hết" not in page
