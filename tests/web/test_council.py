"""Secretary, council and deciding authority at the desk: sample, meeting, preview, publication, papers, appeals."""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from desk_case import CAMPAIGN, EXAMPLE, SCHEME, Desk
from django.test import Client

from scoring.app.campaign import acts
from scoring.app.campaign.decision_files import read_decisions
from scoring.app.campaign.decisions import appraise
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.engine.condition_facts import Past
from scoring.evidence.load import load_dossier
from scoring.numbers import normal, show_signed
from scoring.review.decisions import Decision
from scoring.review.state import Refused
from scoring.signing import new_key
from scoring.web import campaigns, packages
from scoring.web.models import Duty

pytestmark = pytest.mark.django_db
K, Q = "xa-minh-hoa-k", "xa-minh-hoa-q"


@pytest.fixture
def at_the_council(desk: Desk) -> Desk:
    """The example with two agencies, up to the council's meeting: K explained, Q's points were changed."""
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        for agency in (K, Q):
            submit(session, load_dossier(EXAMPLE / "ho-so" / f"{agency}.yaml"), at="2025-12-12T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
        for n in (1, 2):
            file = EXAMPLE / "quyet-dinh" / f"vong-1-thanh-vien-{n}.yaml"
            given, places = read_decisions(file)
            rows = [(one, place) for one, place in zip(given, places, strict=True) if one.agency in {K, Q}]
            appraise(session, [x for x, _ in rows], places=[y for _, y in rows], by=f"thanh-vien-{n}", at="2025-12-17T09:00:00Z")  # fmt: skip
        acts.lock(session, "vong-1", by="thu-ky", at="2025-12-20T01:00:00Z")
        acts.explain(session, "IV.2", by=K, reason="Bản có chữ ký lưu ở nơi khác", at="2025-12-22T02:00:00Z")
        for stage, day in (("giai-trinh", "2025-12-25"), ("vong-2", "2025-12-31")):
            acts.lock(session, stage, by="thu-ky", at=f"{day}T01:00:00Z")
    desk.at("2026-01-05T02:00:00Z")
    return desk


def _published(desk: Desk, **more: object) -> str:
    """Publish through the pages: the page that follows."""
    client = desk.client(desk.user("ubnd-tinh"))
    shown = client.get(desk.url("cong-bo/?decision=1/QĐ")).content.decode()
    digest = re.search(r'name="shown" value="([^"]+)"', shown)[1]  # type: ignore[index]
    given = {"decision": "1/QĐ", "shown": digest, **more}
    return client.post(desk.url("cong-bo/ghi/"), given, follow=True).content.decode()


def _to_publication(desk: Desk) -> None:
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        acts.lock(session, "hoi-dong", by="chu-tich", at="2026-01-07T01:00:00Z")
    desk.at("2026-01-12T02:00:00Z")


def test_the_council_sees_one_item_after_the_other_and_decides_on_the_spot(at_the_council: Desk) -> None:
    desk = at_the_council
    chair = desk.client(desk.user("chu-tich"))
    page = chair.get(desk.url("hop/")).content.decode()
    assert "việc 1 trên" in page
    where = f"?co-quan={K}&tieu-chi=IV.2"
    page = chair.get(desk.url(f"hop/{where}")).content.decode()
    assert "Bản có chữ ký lưu ở nơi khác" in page  # the agency's words
    assert "Thành viên thẩm định 2" in page  # and the appraiser's line
    refused = chair.post(desk.url(f"ho-so/{K}/tieu-chi/IV.2/cham/"), {"council": "1", "points": "1"}, follow=True)
    assert refused.redirect_chain[0][0].startswith(desk.url("hop/"))
    assert "told error" in refused.content.decode()
    assert 'value="1"' in refused.content.decode()
    given = {"council": "1", "points": "1", "cause": "judgement", "reason": "Hội đồng đã xem bản gốc"}
    done = chair.post(desk.url(f"ho-so/{K}/tieu-chi/IV.2/cham/"), given, follow=True).content.decode()
    assert "Hội đồng đã xem bản gốc" in done
    assert "đã quyết" in done
    with campaigns.campaign(CAMPAIGN) as session:
        figure = session.state.agencies[K].line("IV.2").counted("hoi-dong")
        assert figure is not None
        assert (figure.points, figure.actor) == (1, "chu-tich")
    # Who only looks on has no form.
    page = desk.client(desk.user("thu-ky")).get(desk.url(f"hop/{where}")).content.decode()
    assert "Ghi quyết định của hội đồng" not in page


def test_what_changes_a_class_comes_first(at_the_council: Desk) -> None:
    from scoring.app.campaign.disputes import disputes, in_order

    desk = at_the_council
    with campaigns.campaign(CAMPAIGN) as session:
        found = disputes(session)
        rows = in_order(found)
        # The class it would have is that of the same points entered by the council.
        row = rows[0]
        given = Decision(agency=row.agency.agency.id, criterion=row.gap.criterion, points=str(row.gap.claimed), reason="x", causes={"judgement": ""})  # fmt: skip
        from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results
        from scoring.review.decisions import decision_data

        data = next(decision_data(session.state, [given]))
        trial = session.trial([session.draft("appraised", "chu-tich", None, **data)])
        after = assess_agency(trial, trial.state.agencies[given.agency], campaign_scheme(session), earlier_results(session)).final  # fmt: skip
        assert row.otherwise.certain == after.classification.certain
    changed = [row.changes_class for row in rows]
    assert changed == sorted(changed, reverse=True)
    page = desk.client(desk.user("nguoi-xem", Duty.VIEWER, "")).get(desk.url("chenh-lech/")).content.decode()
    assert page.index(found[0].agency.agency.name) < page.index(found[-1].agency.agency.name)
    assert "Chênh: điểm hiện nay trừ điểm tự chấm" in page
    for one in rows:
        if one.gap.claimed is not None and one.gap.final is not None and one.gap.final != one.gap.claimed:
            gap = show_signed(normal(Fraction(one.gap.final) - Fraction(one.gap.claimed)))
            assert f'data-l="Chênh" class="n">{gap}</td>' in page


def test_what_is_published_is_what_was_shown(at_the_council: Desk) -> None:
    desk = at_the_council
    _to_publication(desk)
    client = desk.client(desk.user("ubnd-tinh"))
    page = client.get(desk.url("cong-bo/?decision=1/QĐ")).content.decode()
    digest = re.search(r'name="shown" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert client.get(desk.url("cong-bo/?decision=2/QĐ")).content.decode().count(digest) == 0
    drawn = client.get(desk.url("cong-bo/khoi/xa/?decision=1/QĐ"))
    assert 'class="heat"' in drawn.content.decode()
    assert "sandbox" in drawn["Content-Security-Policy"]
    given = {"decision": "2/QĐ", "shown": digest}
    assert "đã khác lúc xem" in client.post(desk.url("cong-bo/ghi/"), given, follow=True).content.decode()
    given["decision"] = "1/QĐ"
    assert "Đã công bố theo 1/QĐ" in client.post(desk.url("cong-bo/ghi/"), given, follow=True).content.decode()
    assert "từ trước" in client.post(desk.url("cong-bo/ghi/"), given, follow=True).content.decode()
    with campaigns.campaign(CAMPAIGN) as session:
        results = session.state.publications[-1].results
        assert all(str(row["digest"]) in page for row in results.values())
        assert len(results) == 2


def test_the_preview_is_open_before_its_time_and_says_why_not_yet(at_the_council: Desk) -> None:
    desk = at_the_council
    client = desk.client(desk.user("ubnd-tinh"))
    page = client.get(desk.url("cong-bo/?decision=1/QĐ")).content.decode()
    assert "told error" in page
    assert 'name="shown"' not in page
    assert "Mã đối chiếu của kết quả" in client.get(desk.url("cong-bo/")).content.decode()
    assert client.post(desk.url("cong-bo/ghi/"), {"decision": "1/QĐ", "shown": "x"}, follow=True).status_code == 200
    with campaigns.campaign(CAMPAIGN) as session:
        assert not session.state.publications


@pytest.mark.parametrize("password", [None, b"mat khau"])
def test_a_publication_is_signed_with_a_key_given_for_that_act(at_the_council: Desk, tmp_path: Path, password) -> None:
    desk = at_the_council
    _to_publication(desk)
    _, code = new_key(tmp_path / "tinh.pem", (lambda _: password) if password else None)
    with (tmp_path / "tinh.pem").open("rb") as key:
        page = _published(desk, key=key, password=(password or b"").decode())
    assert code in page
    with campaigns.campaign(CAMPAIGN) as session:
        last = list(session.store.entries(CAMPAIGN))[-1]
        assert last.signature is not None
        assert last.signature["key"] == code
        assert session.signer is None


@pytest.mark.parametrize("content", [b"", b"khong phai khoa", b"x" * 30_000])
def test_what_is_no_key_publishes_nothing(at_the_council: Desk, content: bytes) -> None:
    desk = at_the_council
    _to_publication(desk)
    file = io.BytesIO(content or b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")
    file.name = "khoa.pem"
    assert "told error" in _published(desk, key=file)
    with campaigns.campaign(CAMPAIGN) as session:
        assert not session.state.publications


def _package(client: Client, page: str) -> zipfile.ZipFile:
    address = re.search(r'href="([^"]+\.zip)"', page)[1]  # type: ignore[index]
    return zipfile.ZipFile(io.BytesIO(b"".join(client.get(address).streaming_content)))  # type: ignore[attr-defined]


def test_all_papers_are_one_download_made_in_the_background(at_the_council: Desk) -> None:
    desk = at_the_council
    client = desk.client(desk.user("thu-ky"))
    assert "Lập tệp" in client.get(desk.url("van-ban/")).content.decode()
    for _ in range(2):  # Asked for twice, made once.
        page = client.post(desk.url("van-ban/lap/"), follow=True)
    assert page["Refresh"] == "3"
    assert "Đang chờ" in page.content.decode()
    assert packages.make_next()
    assert not packages.make_next()
    page = client.get(desk.url("van-ban/"))
    assert "Refresh" not in page.headers
    assert "đúng với sổ cái lúc này" in page.content.decode()
    package = _package(client, page.content.decode())
    names = package.namelist()
    assert f"ket-qua/{K}.json" in names
    assert {one.rpartition(".")[2] for one in names if one.startswith("bao-cao/")} >= {"docx", "html", "xlsx"}
    assert "chua-lap-duoc.txt" not in names
    assert package.read("so-cai.jsonl") == client.get(desk.url("so-cai/tep.jsonl")).content
    # What the ledger said then is not passed off as what it says now.
    _to_publication(desk)
    page = client.get(desk.url("van-ban/")).content.decode()
    assert "Từ đó sổ cái đã thêm bản ghi" in page
    assert "Lập lại" in page
    # Nobody gets it who may not see everything; nor under a hash that is none of a package's.
    address = re.search(r'href="([^"]+\.zip)"', page)[1]  # type: ignore[index]
    own = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    assert own.get(address).status_code == 403
    assert client.get(desk.url(f"van-ban/{'0' * 64}.zip")).status_code == 404
    # After a week nothing is left of it.
    desk.at("2026-02-12T02:00:00Z")
    packages.clean_up()
    assert client.get(address).status_code == 404
    assert not list(desk.folder.packages.iterdir())


def test_a_package_that_was_begun_by_a_server_that_died_is_made_by_the_next_one(
    at_the_council: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_the_council
    client = desk.client(desk.user("thu-ky"))
    client.post(desk.url("van-ban/lap/"))
    stopped = threading.Event()
    stopped.set()
    assert packages.make_next(stopped)  # Begun, and left.
    page = client.get(desk.url("van-ban/"))
    assert page["Refresh"] == "3"
    real = Connection.recv
    seen: list[str] = []

    def recv(line: Connection) -> object:
        told = real(line)
        seen.append(client.get(desk.url("van-ban/")).content.decode())
        return told

    monkeypatch.setattr(Connection, "recv", recv)
    assert packages.make_next()
    assert any("phần việc" in one for one in seen)  # How far it is, while it is being made.
    assert "Đã lập" in client.get(desk.url("van-ban/")).content.decode()
    assert f"ket-qua/{K}.json" in _package(client, client.get(desk.url("van-ban/")).content.decode()).namelist()


def test_the_server_makes_what_is_asked_for_and_clears_what_an_earlier_one_left(
    at_the_council: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_the_council
    left = desk.folder.packages / "dang-lap" / "goi" / "ket-qua"
    left.mkdir(parents=True)
    (left / "cu.json").write_text("{}")
    (desk.folder.packages / "khong-cua-ai.zip").write_text("")
    client, stopped = desk.client(desk.user("thu-ky")), threading.Event()
    client.post(desk.url("van-ban/lap/"))
    monkeypatch.setattr(packages._asked, "wait", lambda _: stopped.set())
    packages.keep_making(stopped)
    package = _package(client, client.get(desk.url("van-ban/")).content.decode())
    assert "ket-qua/cu.json" not in package.namelist()
    assert len(list(desk.folder.packages.iterdir())) == 1


def test_why_a_package_cannot_be_made_is_told(at_the_council: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = at_the_council
    client = desk.client(desk.user("thu-ky"))
    client.post(desk.url("van-ban/lap/"))

    def dies(*_: object) -> None:
        raise EOFError

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "recv", dies)
        assert packages.make_next()
    page = client.get(desk.url("van-ban/")).content.decode()
    assert "Tiến trình lập văn bản dừng giữa chừng." in page
    assert "Lập tệp" in page
    client.post(desk.url("van-ban/lap/"))
    assert packages.make_next()
    assert "Đã lập" in client.get(desk.url("van-ban/")).content.decode()


def test_the_ledger_s_file_is_the_exported_one(at_the_council: Desk, tmp_path: Path) -> None:
    from scoring.app.ledger import export_ledger

    with campaigns.campaign(CAMPAIGN) as session:
        export_ledger(session, tmp_path / "so-cai.jsonl")
    client = at_the_council.client(at_the_council.user("nguoi-xem", Duty.VIEWER, ""))
    assert client.get(at_the_council.url("so-cai/tep.jsonl")).content == (tmp_path / "so-cai.jsonl").read_bytes()


def test_the_ledger_is_read_by_names(at_the_council: Desk) -> None:
    page = at_the_council.client(at_the_council.user("nguoi-xem", Duty.VIEWER, "")).get(at_the_council.url("so-cai/"))
    rows = re.findall(r"<tr><td.*?</tr>", page.content.decode())
    texts = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    assert not [text for text in texts if K in text or Q in text or "thanh-vien-" in text]
    assert f'title="{K}">Ủy ban nhân dân xã Minh Họa K (hư cấu)' in page.content.decode()
    explained = next(text for text in texts if "IV.2" in text and "Giải trình" in text.replace("giải", "Giải"))
    assert explained.count("Ủy ban nhân dân xã Minh Họa K (hư cấu)") == 2  # who, and about whom
    assert [text for text in texts if "Thành viên thẩm định 2" in text]
    assert [text for text in texts if "Thẩm định vòng 1" in text]


def test_a_receipt_is_a_download_of_the_agency_too(at_the_council: Desk) -> None:
    desk = at_the_council
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    assert "Giấy tiếp nhận" in client.get(desk.url(f"ho-so/{K}/")).content.decode()
    answer = client.get(desk.url(f"ho-so/{K}/giay-tiep-nhan.docx"))
    assert answer.content[:2] == b"PK"
    assert client.get(desk.url(f"ho-so/{Q}/giay-tiep-nhan.docx")).status_code == 403
    assert client.get(desk.url(f"ho-so/{K}/phieu-tra-lai.docx")).status_code == 404  # nothing was sent back
    assert client.get(desk.url(f"ho-so/{K}/giay-tiep-nhan.exe")).status_code == 404


def test_a_sample_is_drawn_with_its_seed(at_the_council: Desk) -> None:
    desk = at_the_council
    client = desk.client(desk.user("thu-ky"))
    for wrong in ({"count": "0", "seed": "a"}, {"count": "x", "seed": "a"}, {"count": "3", "seed": " "}):
        assert "told error" in client.post(desk.url("mau/chon/"), wrong, follow=True).content.decode()
    page = client.post(desk.url("mau/chon/"), {"count": "3", "seed": "xo-so-05"}, follow=True).content.decode()
    assert "mã bốc chọn “xo-so-05”" in page
    with campaigns.campaign(CAMPAIGN) as session:
        assert len(session.state.samples[-1].data["items"]) == 3


def test_an_appeal_is_tried_before_it_is_decided(at_the_council: Desk) -> None:
    desk = at_the_council
    _to_publication(desk)
    _published(desk)
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        acts.explain(session, "VII.3", by=Q, appeal=True, reason="Phụ lục 2 có phân tích", at="2026-01-12T02:00:00Z")
    from scoring.web.models import User

    client = desk.client(User.objects.get(username="ubnd-tinh"))
    where = desk.url(f"ho-so/{Q}/")
    page = client.get(where).content.decode()
    assert "Phụ lục 2 có phân tích" in page
    given = {"criterion": "VII.3", "accepted": "yes", "points": "1,5", "cause": "judgement", "reason": "Có phân tích"}
    tried = client.post(f"{where}quyet-kien-nghi/", {**given, "try": "1"}, follow=True).content.decode()
    assert "Mới tính thử, chưa ghi. Trước:" in tried
    assert 'value="1,5"' in tried
    with campaigns.campaign(CAMPAIGN) as session:
        assert session.state.agencies[Q].open_appeals
    assert "Đã ghi vào sổ cái. Trước:" in client.post(f"{where}quyet-kien-nghi/", given, follow=True).content.decode()
    with campaigns.campaign(CAMPAIGN) as session:
        assert not session.state.agencies[Q].open_appeals


def test_a_reopening_needs_the_second_person_s_confirmation(at_the_council: Desk) -> None:
    desk = at_the_council
    secretary, chair = desk.client(desk.user("thu-ky")), desk.client(desk.user("chu-tich"))
    given = {"stage": "vong-1", "until": "2026-01-09", "second": "chu-tich", "reason": "Số liệu nhập nhầm"}
    page = secretary.post(desk.url(f"ho-so/{K}/mo-lai/"), given, follow=True).content.decode()
    assert "Thư ký hội đồng đề nghị; chờ Chủ tịch hội đồng xác nhận" in page
    assert "Xác nhận mở lại" not in page
    page = chair.get(desk.url()).content.decode()
    entry = re.search(r'name="entry" value="(\d+)"', page)[1]  # type: ignore[index]
    assert "Số liệu nhập nhầm" in page
    assert (
        "told error" in secretary.post(desk.url(f"ho-so/{K}/xac-nhan/"), {"entry": entry}, follow=True).content.decode()
    )
    with campaigns.campaign(CAMPAIGN) as session:
        assert session.state.agencies[K].stage == "hoi-dong"
    assert "Đã xác nhận" in chair.post(desk.url(f"ho-so/{K}/xac-nhan/"), {"entry": entry}, follow=True).content.decode()
    with campaigns.campaign(CAMPAIGN) as session:
        assert session.state.agencies[K].stage == "vong-1"


def test_what_locking_does_is_said_before_and_after(desk: Desk) -> None:
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-12T02:00:00Z")
    desk.at("2025-12-20T02:00:00Z")
    secretary = desk.client(desk.user("thu-ky"))
    page = secretary.get(desk.url()).content.decode()
    assert page.count("Chốt giai đoạn") == 1  # No agency stands in another stage.
    assert "6 cơ quan đang ở giai đoạn này. <b>5 chưa nộp sẽ được ghi là không nộp đúng hạn.</b>" in page
    assert 'name="until" type="date" required' in page  # The first appraisal was due yesterday.
    done = secretary.post(desk.url("chot/"), {"stage": "nop", "until": "2025-12-30"}, follow=True).content.decode()
    assert (
        "Đã chốt “Nộp hồ sơ”; sang giai đoạn sau: Ủy ban nhân dân xã Minh Họa K (hư cấu) (hạn riêng: hết ngày 30/12/2025); không nộp đúng hạn:"
        in done
    )


def test_the_class_of_the_year_before_is_told_by_its_title(
    at_the_council: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {K: [Past("2024", "tot")], Q: [Past("2024", "bo-roi")]}
    with campaigns.campaign(CAMPAIGN) as session:
        monkeypatch.setattr(session.state, "history", known)
    desk = at_the_council
    page = desk.client(desk.user("ubnd-tinh")).get(desk.url("cong-bo/")).content.decode()
    assert '<td data-l="Năm trước">Tốt</td>' in page
    assert '<td data-l="Năm trước">bo-roi</td>' in page  # No longer a class of the scheme.


def test_pages_about_all_agencies_wait_while_points_are_computed(
    at_the_council: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_the_council
    client = desk.client(desk.user("chu-tich"))
    monkeypatch.setattr(campaigns, "_left", {CAMPAIGN: 250})
    for rest in ("chenh-lech/", "hop/", "hang-cho/", "cong-bo/"):
        page = client.get(desk.url(rest))
        assert "còn 250 cơ quan" in page.content.decode()
        assert page["Refresh"] == "2"
    assert "Refresh" not in client.get(desk.url()).headers
    stopped = threading.Event()
    thread = threading.Thread(target=campaigns.keep_ready, args=(stopped,))
    thread.start()
    while campaigns.being_computed(CAMPAIGN):
        time.sleep(0.01)
    stopped.set()
    campaigns.entered()
    thread.join()
    page = client.get(desk.url("chenh-lech/"))
    assert "còn 250 cơ quan" not in page.content.decode()
    assert "IV.2" in page.content.decode()


@pytest.mark.parametrize(
    ("act", "by", "data"),
    [
        ("locked", "chu-tich", {"stage": "hoi-dong"}),
        ("returned", "thu-ky", {"agency": K, "until": "2026-01-09", "reason": "Thiếu"}),
        ("reopened", "thu-ky", {"agency": Q, "stage": "vong-2", "until": "2026-01-09", "second": "chu-tich", "reason": "Nhầm", "pending": True}),
    ],
)  # fmt: skip
def test_an_act_that_is_only_tried_leaves_every_agency_as_it_was(
    at_the_council: Desk, act: str, by: str, data: dict[str, object]
) -> None:
    at_the_council.at("2026-01-07T02:00:00Z")
    with campaigns.campaign(CAMPAIGN) as session:
        before = {id: repr(one) for id, one in session.state.agencies.items()}
        draft = session.draft(act, by, None, **data)
        try:
            tried = session.trial([draft])
        except Refused:
            assert act == "returned"  # Not in this stage any more.
        else:
            assert {id: repr(one) for id, one in tried.state.agencies.items()} != before
        assert {id: repr(one) for id, one in session.state.agencies.items()} == before
