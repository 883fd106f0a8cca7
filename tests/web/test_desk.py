"""The desk's pages as people use them: fill, save, hand in, appraise, look on."""

from __future__ import annotations

import re

import pytest
from desk_case import Desk
from django.core.files.uploadedfile import SimpleUploadedFile

from scoring.web import campaigns, draft_dossier, draft_fields, drafts
from scoring.web.models import DraftField, DraftFile, Duty, Question

pytestmark = pytest.mark.django_db
CAMPAIGN, K = "dan-van-2025", "xa-minh-hoa-k"
FORM, SAVE = f"phieu/{K}/nhom/II/", f"phieu/{K}/luu/"
PDF = b"%PDF-1.4\n%%EOF\n"


def _save(client, desk: Desk, path: str, value: str, version: int):
    return client.post(
        desk.url(SAVE), {"path": path, "value": value, "version": version}, headers={"HX-Request": "true"}
    )


def test_who_has_not_signed_in_sees_nothing(client, desk: Desk) -> None:
    for address in ("/", desk.url(), desk.url(FORM), "/quan-tri/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].startswith("/dang-nhap/?next=")) == (302, True)
    assert client.post(desk.url(SAVE), headers={"HX-Request": "true"}).status_code == 401


def test_a_static_file_is_looked_for_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.client(desk.user("thu-ky"))
    version = re.compile(r"/static/desk/style\.css\?v=([0-9a-f]{12})")
    first = version.findall(client.get("/").content.decode())
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", None)
    assert version.findall(client.get("/").content.decode()) == first != []


def test_an_empty_form_says_what_is_left_and_counts_nothing(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    page = client.get(desk.url(FORM)).content.decode()
    assert "Công khai các nội dung để Nhân dân biết" in page
    assert "còn 4 ngày" in page
    assert "chưa ghi điểm tự chấm" in page
    assert "100" in re.search(r'<span aria-live="polite">([^<]+)<', page)[1]  # type: ignore[index]


def test_a_field_is_saved_as_it_is_left_and_the_points_follow(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    client = desk.client(user)
    desk.filled(user)
    path = "numbers/noi_dung_da_cong_khai/value"
    before = DraftField.objects.get(path=path)
    answer = _save(client, desk, path, " 20 ", before.version)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "đã lưu" in text
    assert 'id="ket-qua"' in text
    assert 'id="d-tc-II_1"' in text
    assert DraftField.objects.get(path=path).value == "20"
    assert _save(client, desk, path, "20", 1).status_code == 200  # a double click changes nothing
    assert DraftField.objects.get(path=path).version == before.version + 1


def test_a_save_reads_the_whole_draft_once(desk: Desk, django_assert_max_num_queries) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    client = desk.client(user)
    desk.filled(user)
    path = "numbers/noi_dung_da_cong_khai/value"
    _save(client, desk, path, "19", DraftField.objects.get(path=path).version)
    with django_assert_max_num_queries(13) as asked:
        assert "đã lưu" in _save(client, desk, path, "20", DraftField.objects.get(path=path).version).content.decode()
    whole = [one["sql"] for one in asked if 'FROM "desk_draftfield"' in one["sql"] and '"path" = ' not in one["sql"]]
    assert len(whole) == 1


def test_a_draft_with_one_field_read_again_is_the_draft(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    path = "numbers/noi_dung_da_cong_khai/value"
    for sources in (False, True):
        if sources:
            drafts.fill(drafts.read(CAMPAIGN, K), {drafts.SOURCES: "[]"}, user)
        before = drafts.read(CAMPAIGN, K)
        drafts.save(before, path, f"2{int(sources)}", before.version(path), user)
        after = drafts.read(CAMPAIGN, K)
        assert after.values[path] != before.values[path]
        assert drafts.read_field(before, path) == after
    assert after.newer == [path]


def test_a_stale_write_shows_both_values_and_loses_none(desk: Desk) -> None:
    one, two = desk.user("can-bo-1", Duty.EDITOR, K), desk.user("can-bo-2", Duty.EDITOR, K)
    path = "numbers/so_thon/value"
    first, second = desk.client(one), desk.client(two)
    assert "đã lưu" in _save(first, desk, path, "10", 0).content.decode()
    text = _save(second, desk, path, "12", 0).content.decode()
    assert "can-bo-1" in text
    assert "<b>10</b>" in text
    assert "<b>12</b>" in text
    assert DraftField.objects.get(path=path).value == "10"
    version = DraftField.objects.get(path=path).version
    assert f'value="{version}" data-version' in text
    assert "đã lưu" in _save(second, desk, path, "12", version).content.decode()
    assert DraftField.objects.get(path=path).value == "12"


@pytest.mark.parametrize("typed", ["abc", "1.234", "-3", "2,5"])
def test_a_wrong_number_is_kept_as_typed_and_counts_as_not_declared(desk: Desk, typed: str) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    text = _save(client, desk, "numbers/so_thon/value", typed, 0).content.decode()
    assert "chưa được tính" in text
    assert DraftField.objects.get(path="numbers/so_thon/value").value == typed
    with campaigns.campaign(CAMPAIGN) as session:
        from scoring.app.campaign.evaluation import campaign_scheme

        found = draft_dossier.assemble(
            drafts.read(CAMPAIGN, K), draft_fields.fields_of(campaign_scheme(session), "xa"), session
        )
    assert "so_thon" not in found.text
    assert list(found.wrong) == ["numbers/so_thon/value"]


def test_why_a_value_does_not_count_is_said_in_the_reader_s_language(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    user.language = "en"
    user.save()
    text = _save(desk.client(user), desk, "numbers/so_thon/value", "-3", 0).content.decode()
    assert "cannot be negative" in text


def test_a_page_can_be_saved_without_scripts(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    path = "claims/II.1/points"
    answer = client.post(desk.url(f"{FORM}luu/"), {"path": [path], f"value:{path}": "4,5", f"version:{path}": "0"})
    assert answer.status_code == 302
    assert DraftField.objects.get(path=path).value == "4.5"


def test_the_draft_scores_as_the_same_dossier_in_a_file(desk: Desk) -> None:
    from desk_case import EXAMPLE, SCHEME

    from scoring.app.conditions import Conditions
    from scoring.app.evaluation import results

    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    with campaigns.campaign(CAMPAIGN) as session:
        from scoring.app.campaign.evaluation import campaign_scheme

        scored = draft_dossier.score(drafts.read(CAMPAIGN, K), session, campaign_scheme(session))
    found = results([EXAMPLE / "ho-so" / f"{K}.yaml"], Conditions(scheme=SCHEME)).results[0].read()
    assert scored.result is not None
    assert scored.result.criteria == found.criteria
    assert (scored.result.total, scored.result.classification) == (found.total, found.classification)


def test_what_was_previewed_is_what_is_handed_in_by_the_head_alone(desk: Desk) -> None:
    editor, head = desk.user("can-bo", Duty.EDITOR, K), desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(editor)
    preview, hand_in = desk.url(f"phieu/{K}/xem-truoc/"), desk.url(f"phieu/{K}/nop/")
    page = desk.client(editor).get(preview).content.decode()
    assert "Người đứng đầu" in page
    assert "Nộp hồ sơ" not in page
    assert desk.client(editor).post(hand_in, {"digest": "x", "sure": "yes"}).status_code == 403
    client = desk.client(head)
    page = client.get(preview).content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
    text = re.search(r'<pre class="dossier"[^>]*>(.*?)</pre>', page, re.DOTALL)[1]  # type: ignore[index]
    assert "sha256:" in digest
    assert client.post(hand_in, {"digest": digest}).status_code == 302  # not sure yet: nothing is entered
    with campaigns.campaign(CAMPAIGN) as session:
        assert session.state.agencies[K].status == "waiting"
    _save(desk.client(editor), desk, "note/dossier/text", "Sửa sau khi xem", 1)
    assert client.post(hand_in, {"digest": digest, "sure": "yes"}, follow=True).redirect_chain[0][0] == preview
    _save(desk.client(editor), desk, "note/dossier/text", "", 2)
    page = client.get(preview).content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
    text = re.search(r'<pre class="dossier"[^>]*>(.*?)</pre>', page, re.DOTALL)[1]  # type: ignore[index]
    done = client.post(hand_in, {"digest": digest, "sure": "yes"}, follow=True).content.decode()
    assert "Đã nộp: bản ghi số 2" in done
    import html

    with campaigns.campaign(CAMPAIGN) as session:
        submission = session.state.agencies[K].submission
        assert submission is not None
        assert session.store.open_attachment(submission.dossier).read().decode() == html.unescape(text)
    # Locked now: the form can be read, and saving is refused.
    assert "Phiếu đang khóa" in client.get(desk.url(FORM)).content.decode()
    assert _save(client, desk, "numbers/so_thon/value", "1", 1).status_code == 403
    assert client.post(hand_in, {"digest": digest, "sure": "yes"}).status_code == 403
    assert client.post(desk.url(f"phieu/{K}/rut/"), {"reason": "Gửi nhầm"}).status_code == 302
    assert _save(client, desk, "claims/I.1/points", "2", 1).status_code == 200


def test_the_deadline_holds_by_the_server_s_clock(desk: Desk) -> None:
    head = desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(head)
    client = desk.client(head)
    page = client.get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()
    desk.at("2025-12-12T17:00:00Z")  # midnight in Viet Nam
    page = client.get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()
    assert "đã hết hạn" in page
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
    refused = client.post(desk.url(f"phieu/{K}/nop/"), {"digest": digest, "sure": "yes"})
    assert refused.status_code == 409
    assert "hết hạn" in refused.content.decode()
    assert "đã lưu" in _save(client, desk, "claims/I.1/points", "1", 1).content.decode()  # nothing typed is lost


def test_a_paper_is_uploaded_picked_shown_and_handed_in(desk: Desk) -> None:
    head = desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(head)
    client = desk.client(head)
    file = SimpleUploadedFile("Kế hoạch 12.pdf", PDF, content_type="text/html")
    answer = client.post(
        desk.url(f"phieu/{K}/minh-chung/them/"), {"kind": "ke-hoach", "criterion": "I.1", "files": file}
    )
    page = client.get(answer["Location"]).content.decode()
    assert "Kế hoạch 12" in page
    kept = DraftFile.objects.get()
    assert (kept.media_type, kept.name) == ("application/pdf", "Kế hoạch 12.pdf")
    assert (desk.folder.files / kept.stored).read_bytes() == PDF
    shown = client.get(desk.url(f"phieu/{K}/tep/{kept.pk}/"))
    assert shown["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown.streaming_content) == PDF
    record = answer["Location"].rstrip("/").rpartition("/")[2]
    field = f"evidence/{record}/fields/noi_dung"
    given = {"criteria": ["I.1", "I.2"], "path": [field], f"value:{field}": "dan-van-dan-chu"}
    client.post(desk.url(f"phieu/{K}/minh-chung/{record}/luu/"), given)
    assert DraftField.objects.get(path=f"evidence/{record}/criteria").value == "I.1; I.2"
    page = client.get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
    done = client.post(desk.url(f"phieu/{K}/nop/"), {"digest": digest, "sure": "yes"}, follow=True).content.decode()
    assert "1 tệp kèm theo" in done
    with campaigns.campaign(CAMPAIGN) as session:
        submission = session.state.agencies[K].submission
        assert submission is not None
        assert list(submission.attachments.values()) == [kept.sha256]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.exe", b"MZ\x90\x00"),
        ("rong.pdf", b""),
        ("bom.docx", b"PK\x03\x04 not a package"),
    ],
)
def test_what_is_no_paper_is_not_taken(desk: Desk, name: str, content: bytes) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    client.post(desk.url(f"phieu/{K}/minh-chung/them/"), {"kind": "ke-hoach", "files": file})
    assert not DraftFile.objects.exists()
    assert list(desk.folder.files.iterdir()) == []


def test_an_appraiser_works_through_the_queue(desk: Desk) -> None:
    head = desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(head)
    client = desk.client(head)
    page = client.get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
    client.post(desk.url(f"phieu/{K}/nop/"), {"digest": digest, "sure": "yes"})
    desk.at("2025-12-13T02:00:00Z")
    secretary = desk.client(desk.user("thu-ky"))
    assert "Đã chốt “Nộp hồ sơ”" in secretary.post(desk.url("chot/"), {"stage": "nop"}, follow=True).content.decode()
    member = desk.client(desk.user("thanh-vien-1"))
    page = member.get(desk.url("hang-cho/?loc=tat-ca")).content.decode()
    assert "I.1 Ban hành kế hoạch năm" in page
    assert "IV.1" not in page
    one = desk.url(f"ho-so/{K}/tieu-chi/I.1/")
    assert "Chấp nhận 3 điểm" in member.get(one).content.decode()
    assert "bản ghi số" in member.post(f"{one}cham/", {"accept": "1"}, follow=True).content.decode()
    two = desk.url(f"ho-so/{K}/tieu-chi/I.2/")
    refused = member.post(f"{two}cham/", {"points": "2"}, follow=True).content.decode()
    assert "told error" in refused
    assert 'value="2"' in refused
    given = {"points": "2", "cause": "judgement", "reason": "Chưa đủ đối tượng"}
    member.post(f"{two}cham/", given)
    with campaigns.campaign(CAMPAIGN) as session:
        line = session.state.agencies[K].line("I.2").counted()
        assert line is not None
        assert (line.points, line.reason, line.actor) == (2, "Chưa đủ đối tượng", "thanh-vien-1")
        clear = session.state.head.seq
    page = member.get(desk.url("hang-cho/")).content.decode()
    rows = re.findall(r'name="row" value="([^"]+)" checked', page)
    assert rows
    assert all(one.startswith(f"{K}|") for one in rows)
    member.post(desk.url("hang-cho/chap-nhan/"), {"row": rows})
    with campaigns.campaign(CAMPAIGN) as session:
        assert session.state.head.seq == clear + len(rows)
    # While the round runs, the agency does not see its points; its own fields of others are refused.
    own = client.get(desk.url(f"ho-so/{K}/")).content.decode()
    assert "Đang thẩm định" in own
    assert "Chưa đủ đối tượng" not in own
    assert client.get(two).status_code == 404
    other = desk.client(desk.user("thanh-vien-2"))
    assert other.post(f"{two}cham/", {"accept": "1"}, follow=True).content.decode().count("told error") == 1


def test_questions_go_to_and_fro(desk: Desk) -> None:
    member, clerk = desk.client(desk.user("thanh-vien-1")), desk.client(desk.user("can-bo", Duty.EDITOR, K))
    ask = desk.url(f"ho-so/{K}/tieu-chi/I.1/hoi/")
    member.post(ask, {"text": "Bản có chữ ký đâu?"})
    assert "Bản có chữ ký đâu?" in clerk.get(desk.url(f"ho-so/{K}/")).content.decode()
    clerk.post(ask, {"text": "Gửi kèm <b>rồi</b>"})
    assert [one.from_agency for one in Question.objects.all()] == [False, True]
    assert "Gửi kèm &lt;b&gt;rồi&lt;/b&gt;" in clerk.get(desk.url(f"ho-so/{K}/")).content.decode()
    assert desk.client(desk.user("khac", Duty.EDITOR, "xa-minh-hoa-l")).post(ask, {"text": "x"}).status_code == 403


def test_the_ledger_is_verified_in_the_browser(desk: Desk) -> None:
    client = desk.client(desk.user("nguoi-xem", Duty.VIEWER, ""))
    text = client.post(desk.url("so-cai/kiem-tra/"), follow=True).content.decode()
    assert "Sổ cái toàn vẹn: 1 bản ghi" in text


def test_both_faces_write_one_ledger_at_the_same_time(desk: Desk) -> None:
    from desk_case import EXAMPLE, SCHEME

    from scoring.app.campaign.session import Session
    from scoring.app.campaign.submission import submit
    from scoring.evidence.load import load_dossier

    client = desk.client(desk.user("thu-ky"))
    client.get(desk.url())
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-08T01:00:00Z")
    assert "đã nộp" in client.get(desk.url()).content.decode()


def test_pages_speak_english_where_the_reader_does(desk: Desk) -> None:
    client = desk.client(desk.user("thu-ky"))
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = client.get(desk.url())
    assert page["Content-Language"] == "en"
    assert "Not handed in: 6" in page.content.decode()
    assert client.post("/ngon-ngu/", {"language": "en", "next": "https://evil.example/"})["Location"] == "/"


def test_five_wrong_passwords_lock_the_name_for_a_while(client, desk: Desk) -> None:
    desk.user("thu-ky")
    for _ in range(5):
        answer = client.post("/dang-nhap/", {"login": "thu-ky", "password": "sai-mat-khau"})
    assert answer.status_code == 429
    assert "Tạm khóa" in answer.content.decode()
    assert client.post("/dang-nhap/", {"login": "thu-ky", "password": "mat-khau-dai-that"}).status_code == 429


def test_signing_in_starts_a_new_session(client, desk: Desk) -> None:
    desk.user("thu-ky")
    client.get("/dang-nhap/")
    wrong = client.post("/dang-nhap/", {"login": "thu-ky", "password": "sai-mat-khau"}).content.decode()
    assert "Sai tên đăng nhập hoặc mật khẩu" in wrong
    answer = client.post("/dang-nhap/", {"login": "thu-ky", "password": "mat-khau-dai-that"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_an_administrator_makes_and_locks_accounts_but_has_no_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = desk.user("quan-tri", is_staff=True)
    client = desk.client(admin)
    assert client.get("/quan-tri/")["Location"] == "/tai-khoan/hai-buoc/totp/activate/"  # a second factor first
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    page = client.post(
        "/quan-tri/them/", {"username": "can-bo-k", "place": f"{CAMPAIGN}|{K}", "duty": "editor"}, follow=True
    )
    password = re.search(r"mật khẩu ([a-z0-9-]{19})", page.content.decode())[1]  # type: ignore[index]
    from scoring.web.models import User

    made = User.objects.get(username="can-bo-k")
    assert made.check_password(password)
    assert not made.is_staff
    assert [(one.actor, one.duty) for one in made.places.all()] == [(K, "editor")]
    client.post(f"/quan-tri/{made.pk}/", {"lock": "1"})
    assert not User.objects.get(pk=made.pk).is_active
    for address in (desk.url(), desk.url(FORM), desk.url("so-cai/")):
        assert client.get(address).status_code == 404  # no place in any campaign


def test_evidence_is_listed_with_dates_as_people_read_them_and_no_ids(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    page = client.get(desk.url(f"phieu/{K}/minh-chung/")).content.decode()
    assert ">14/02/2025<" in page
    assert ">2025-02-14<" not in page
    why = client.get(desk.url(f"phieu/{K}/vi-sao/I.1/")).content.decode()
    assert "Kế hoạch thực hiện dân chủ ở cơ sở" in why
    assert "ke-hoach-nam" not in why
