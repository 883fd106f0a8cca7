"""The officer's desk: what is warned of before it is stored, what is tried without storing, what is printed."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from desk_case import CAMPAIGN, Desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.web import drafts
from scoring.web.models import Assignment, DraftField, DraftFile, Duty
from scoring.web.personal import warnings_of

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"
NOTE = "claims/II.1/note"


@pytest.mark.parametrize(
    "text", ["Gọi 0905 123 456", "CCCD 079123456789", "Đơn tố cáo của ông Nguyễn Văn Bình", "bà Lê Thị Hoa khiếu nại"]
)
def test_what_looks_personal_is_warned_of_before_it_is_stored(desk: Desk, text: str) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    sent = {"path": NOTE, "value": text, "version": 0}
    answer = client.post(desk.url(f"phieu/{K}/luu/"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "Chưa lưu: trông như dữ liệu cá nhân" in answer
    assert "data-accept" in answer
    assert not DraftField.objects.filter(path=NOTE).exists()
    client.post(desk.url(f"phieu/{K}/luu/"), sent | {"accept": NOTE}, headers={"HX-Request": "true"})
    assert DraftField.objects.get(path=NOTE).value == text


def test_without_scripts_it_is_warned_of_too_and_what_was_typed_stays_on_the_page(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    address = desk.url(f"phieu/{K}/nhom/II/luu/")
    sent = {"path": [NOTE], f"value:{NOTE}": "Gọi 0905 123 456", f"version:{NOTE}": "0"}
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert ">Gọi 0905 123 456</textarea>" in answer.content.decode()
    assert not DraftField.objects.filter(path=NOTE).exists()
    assert client.post(address, sent | {"accept": NOTE}).status_code == 302
    assert DraftField.objects.get(path=NOTE).value == "Gọi 0905 123 456"


@pytest.mark.parametrize("text", ["Ông Chủ tịch UBND xã", "18 thôn, 54/KH-UBND", "kiến nghị cấp trên hỗ trợ"])
def test_plain_words_are_not_warned_of(text: str) -> None:
    assert warnings_of(text, "vi") == []


def test_a_file_with_a_citizen_s_number_is_not_kept_before_somebody_says_so(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", "<w:document><w:p><w:t>ông Nguyễn Văn A, CCCD 079123456789</w:t></w:p></w:document>")  # fmt: skip
    sent = {"kind": "ke-hoach"}

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.docx", packed.getvalue())

    page = client.post(desk.url(f"phieu/{K}/minh-chung/them/"), sent | {"files": file()}, follow=True).content.decode()
    assert "chưa lưu, vì trông như có dữ liệu cá nhân" in page
    assert not DraftFile.objects.exists()
    assert list(desk.folder.files.iterdir()) == []
    client.post(desk.url(f"phieu/{K}/minh-chung/them/"), sent | {"files": file(), "accept_file": "yes"})
    assert DraftFile.objects.count() == 1


def test_other_values_are_tried_without_being_stored(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    before = list(DraftField.objects.values_list("path", "value", "version"))
    address = desk.url(f"phieu/{K}/nhom/II/thu/")
    assert "data-save" not in client.get(address).content.decode()
    path = "numbers/noi_dung_da_cong_khai/value"
    page = client.post(address, {"path": [path], f"value:{path}": "0"}).content.decode()
    assert "chưa có gì được lưu" in page
    saved, tried = (
        page.split(f"{word}: ")[1].split(";" if word == "Đang lưu" else ".")[0] for word in ("Đang lưu", "; thử")
    )
    assert saved != tried
    # While it is typed, what follows comes alone: class and points of the whole, the group, the criterion.
    live = client.post(address, {"path": [path], f"value:{path}": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert tried in live
    assert "<html" not in live
    assert f'name="value:{path}"' not in live
    for id in ("thu", "ket-qua", "d-tc-II_1", "d-tc-II", "n-II"):
        assert re.search(rf'id="{id}"[^>]* hx-swap-oob="true"', live), id
    wrong = client.post(
        address, {"path": [path], f"value:{path}": "x"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "chưa được tính" in wrong
    assert list(DraftField.objects.values_list("path", "value", "version")) == before


@pytest.mark.parametrize(("format", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_paper_to_be_signed_is_made_from_the_draft(desk: Desk, format: str, start: bytes) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    answer = desk.client(user).get(desk.url(f"phieu/{K}/ban-in/{format}/"))
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert not DraftFile.objects.exists()


def test_a_wrong_date_of_a_paper_is_in_the_list_of_what_is_left(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    path = DraftField.objects.filter(path__endswith="/date").first().path
    DraftField.objects.filter(path=path).update(value="hôm qua")
    page = desk.client(user).get(desk.url(f"phieu/{K}/nhom/II/")).content.decode()
    assert f"/minh-chung/{path.split('/')[1]}/" in page


def test_parts_of_the_form_are_given_to_colleagues_who_see_theirs_first(desk: Desk) -> None:
    one, two = desk.user("can-bo-1", Duty.EDITOR, K), desk.user("can-bo-2", Duty.EDITOR, K)
    other = desk.user("can-bo-l", Duty.EDITOR, "xa-minh-hoa-l")
    client = desk.client(one)
    give = desk.url(f"phieu/{K}/phan-cong/luu/")
    client.post(give, {"who:muc:II": two.pk, "who:II.2": one.pk, "who:I.1": other.pk, "who:la": two.pk})
    given = dict(Assignment.objects.values_list("item", "user__username"))
    assert given == {"muc:II": "can-bo-2", "II.2": "can-bo-1"}  # nobody of another agency, nothing that is no part
    page = desk.client(two).get(desk.url(f"phieu/{K}/nhom/II/")).content.decode()
    todo = page.split('<ol class="todo">')[1].split("</ol>")[0]
    assert re.findall(r">([IVX]+\.\d+)</a>", todo)[0].startswith("II.")
    assert re.search(r'id="t-tc-II_1">[^<]*<span class="tag">việc được giao</span>', page)
    assert re.search(r'id="t-tc-II_2">[^<]*<span class="tag">can-bo-1</span>', page)
    owed = client.get(desk.url(f"phieu/{K}/phan-cong/")).content.decode()
    row = re.search(r'<tr><th scope="row">can-bo-1</th><td class="n"[^>]*>1</td>.*?</tr>', owed, re.DOTALL)
    assert row is not None
    assert "II.2" in row[0]
    client.post(give, {"who:II.2": ""})
    assert not Assignment.objects.filter(item="II.2").exists()


def test_the_pages_of_a_pdf_are_shown_as_pictures_in_a_frame_that_runs_nothing(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    paper = client.get(desk.url(f"phieu/{K}/ban-in/pdf/")).content
    sent = {"kind": "ke-hoach", "files": SimpleUploadedFile("a.pdf", paper), "accept_file": "yes"}
    record = client.post(desk.url(f"phieu/{K}/minh-chung/them/"), sent)["Location"]
    file = DraftFile.objects.get()
    assert f'<iframe class="paper" sandbox="allow-same-origin" title="a.pdf" src="{desk.url(f"phieu/{K}/tep/{file.pk}/xem/")}"' in client.get(record).content.decode()  # fmt: skip
    look = client.get(desk.url(f"phieu/{K}/tep/{file.pk}/xem/"))
    assert "script" not in look.content.decode()
    assert look["Content-Security-Policy"].startswith("default-src 'none'; img-src 'self'")
    first = client.get(desk.url(f"phieu/{K}/tep/{file.pk}/trang/1/"))
    assert (first["Content-Type"], first.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert client.get(desk.url(f"phieu/{K}/tep/{file.pk}/trang/999/")).status_code == 404


def test_a_broken_pdf_is_said_to_be_one(desk: Desk) -> None:
    client = desk.client(desk.user("can-bo", Duty.EDITOR, K))
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n")
    client.post(desk.url(f"phieu/{K}/minh-chung/them/"), {"kind": "ke-hoach", "files": file})
    page = client.get(desk.url(f"phieu/{K}/tep/{DraftFile.objects.get().pk}/xem/")).content.decode()
    assert "Không xem trước được" in page


def test_a_paper_listed_twice_is_said_as_soon_as_its_number_is_typed(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    known = {
        one.path.rpartition("/")[2]: one.value
        for one in DraftField.objects.filter(path__startswith="evidence/ke-hoach-nam/")
    }
    sent = {"kind": known["kind"]}
    record = client.post(desk.url(f"phieu/{K}/minh-chung/them/"), sent)["Location"].rstrip("/").rpartition("/")[2]
    said = ""
    for name in ("date", "issuer", "number"):
        path = f"evidence/{record}/{name}"
        sent = {"path": path, "value": known[name], "version": 0}
        said = client.post(desk.url(f"phieu/{K}/luu/"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "một văn bản chỉ khai một lần" in said
    assert record not in said.split('id="nhac-giay"')[1].split("</div>")[0]


def test_the_focal_point_sees_what_each_unit_owes_and_gives_its_part_to_an_account(desk: Desk) -> None:
    one, two = desk.user("can-bo-1", Duty.EDITOR, K), desk.user("phong-van-hoa", Duty.EDITOR, K)
    desk.filled(one)
    client = desk.client(one)
    page = desk.url(f"phieu/{K}/phan-cong/")

    def row() -> str:
        found = re.search(
            r'<tr><th scope="row">Phòng Văn hóa – Xã hội.*?</tr>', client.get(page).content.decode(), re.DOTALL
        )
        assert found is not None
        return found[0]

    assert "✓ đủ" in row()
    drafts.fill(drafts.read(CAMPAIGN, K), {"numbers/da_so_ket/value": ""}, one)
    assert "#f-numbers-da_so_ket-value" in row()
    letter = client.get(f"{page}nhac/van-hoa-xa-hoi/")
    assert letter.content.startswith(b"PK")
    assert client.get(f"{page}nhac/khong-co/").status_code == 404
    client.post(f"{page}luu/", {"who:don-vi:van-hoa-xa-hoi": two.pk, "who:don-vi:la": two.pk, "who:V.3": one.pk})
    assert sorted(Assignment.objects.values_list("item", flat=True)) == ["V.3", "don-vi:van-hoa-xa-hoi"]
    form = desk.client(two).get(desk.url(f"phieu/{K}/nhom/V/")).content.decode()
    assert re.search(r'id="t-tc-V_2">[^<]*<span class="tag">việc được giao</span>', form)
    assert re.search(r'id="t-tc-V_3">[^<]*<span class="tag">can-bo-1</span>', form)
    assert "Đơn vị cung cấp: Phòng Văn hóa – Xã hội" in form


def test_a_form_that_was_handed_in_names_no_deadline_of_another_stage(desk: Desk, ledgers) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    page = desk.url(f"phieu/{K}/nhom/II/")
    assert "Hạn nộp: thứ" in desk.client(user).get(page).content.decode()
    desk.as_at(ledgers["appraisal"])
    later = desk.client(user).get(page).content.decode()
    assert "Hạn nộp" not in later
    assert "Nếu nộp bây giờ" not in later
    assert "Phiếu đang khóa" in later


def test_a_ratio_stands_with_its_parts_and_follows_what_is_typed(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    page = client.get(desk.url(f"phieu/{K}/nhom/II/")).content.decode()
    block = re.search(r'<fieldset class="measure ratio" id="sl-ty_le_cong_khai".*?</fieldset>', page, re.DOTALL)
    assert block is not None
    assert block[0].count('inputmode="decimal"') == 2
    assert "<b>17 ÷ 20 = 85%</b>" in block[0]
    path = "numbers/noi_dung_da_cong_khai/value"
    version = DraftField.objects.get(path=path).version
    sent = {"path": path, "value": "10", "version": version}
    said = client.post(desk.url(f"phieu/{K}/luu/"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "<b>10 ÷ 20 = 50%</b>" in said
    assert 'id="d-tc-II"' in said  # points of the whole group
    assert 'id="n-II"' in said
    assert "bản 2 · can-bo" in said


def test_a_whole_group_is_said_not_to_apply(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    client = desk.client(user)
    pages = {one: client.get(desk.url(f"phieu/{K}/nhom/{one}/")).content.decode() for one in ("I", "II", "VII")}
    assert {one for one, page in pages.items() if "Cả nhóm không áp dụng" in page}


def test_personal_data_are_handed_in_only_with_a_reason(desk: Desk) -> None:
    user = desk.user("lanh-dao", Duty.HEAD, K)
    desk.filled(user)
    DraftField.objects.create(campaign=CAMPAIGN, agency=K, path=NOTE, value="Gọi 0905 123 456", changed_by=user)
    client = desk.client(user)
    preview, send = desk.url(f"phieu/{K}/xem-truoc/"), desk.url(f"phieu/{K}/nop/")
    page = client.get(preview).content.decode()
    assert 'name="personal_reason"' in page
    digest = re.search(r'name="digest" value="([^"]+)"', page)
    assert digest is not None
    sent = {"digest": digest[1], "sure": "yes"}
    refused = client.post(send, sent)
    assert refused.status_code == 409
    assert "0905" not in refused.content.decode().split("dữ liệu cá nhân")[1].split("</ul>")[0]
    again = client.post(send, sent | {"personal_reason": "theo CCCD 079123456789"})
    assert again.status_code == 409  # the reason itself holds some
    done = client.post(send, sent | {"personal_reason": "Số đường dây nóng công khai của xã"}, follow=True)
    assert "Đã nộp" in done.content.decode()
    DraftField.objects.filter(path=NOTE).update(value="")
    other = desk.client(desk.user("lanh-dao-l", Duty.HEAD, "xa-minh-hoa-l"))
    assert 'name="personal_reason"' not in other.get(desk.url("phieu/xa-minh-hoa-l/xem-truoc/")).content.decode()


def test_evidence_is_picked_and_added_beside_its_criterion(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    address = desk.url(f"phieu/{K}/tieu-chi/II.3/minh-chung/")
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'form="giay-II_3"' in part
    assert 'capture="environment"' in part
    assert '<form id="giay-II_3"' in client.get(desk.url(f"phieu/{K}/nhom/II/")).content.decode()
    records = re.findall(r'name="record" value="([^"]+)"', client.get(address).content.decode())
    before = DraftField.objects.get(path=f"evidence/{records[0]}/criteria").value
    client.post(f"{address}ghi/", {"shown": records, "record": records[:1]})
    assert "II.3" in DraftField.objects.get(path=f"evidence/{records[0]}/criteria").value.split("; ")
    client.post(f"{address}ghi/", {"shown": records[:1]})
    assert DraftField.objects.get(path=f"evidence/{records[0]}/criteria").value == before
    files = [SimpleUploadedFile(f"{one}.pdf", b"%PDF-1.4 " + one.encode()) for one in ("a", "b")]
    back = client.post(f"{address}ghi/", {"kind": "ke-hoach", "files": files})
    assert back["Location"].endswith("/nhom/II/#tc-II_3")
    assert DraftField.objects.filter(path__endswith="/criteria", value="II.3").count() == 2
    listed = client.get(desk.url(f"phieu/{K}/minh-chung/")).content.decode()
    assert listed.count("chưa ghi số, ký hiệu") == 2


def test_a_page_saved_without_scripts_leaves_alone_what_was_not_touched(desk: Desk) -> None:
    one, two = desk.user("can-bo-1", Duty.EDITOR, K), desk.user("can-bo-2", Duty.EDITOR, K)
    desk.filled(one)
    path, note = "numbers/so_thon/value", "claims/II.1/note"
    sent = {"path": [path, note], f"value:{path}": "10", f"was:{path}": "10", f"version:{path}": "1",
            f"value:{note}": "a", f"was:{note}": "", f"version:{note}": "0"}  # fmt: skip
    save = {"path": path, "value": "12", "version": "1"}
    desk.client(two).post(desk.url(f"phieu/{K}/luu/"), save, headers={"HX-Request": "true"})
    answer = desk.client(one).post(desk.url(f"phieu/{K}/nhom/II/luu/"), sent)
    assert answer.status_code == 302
    assert DraftField.objects.get(path=path).value == "12"
    assert DraftField.objects.get(path=note).value == "a"
    # What both touched is told with its name, as people read it.
    told = desk.client(one).post(desk.url(f"phieu/{K}/nhom/II/luu/"), sent | {f"value:{path}": "11"})
    assert told.status_code == 409
    assert re.search(
        r"Tổng số thôn[^<]*</a>: trong lúc đang sửa, can-bo-2 đã ghi “12”; giá trị vừa gõ là “11”",
        told.content.decode(),
    )


def test_a_card_says_how_far_the_form_is_and_what_is_missing(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    client = desk.client(user)
    empty = client.get("/").content.decode()
    assert re.search(r"Đã xong \d+/31 tiêu chí", empty)
    assert "Còn thiếu (" in empty
    desk.filled(user)
    full = client.get("/").content.decode()
    assert "85,5 – 87,5 / 100" in full
    assert "không còn việc nào phải điền" in full


def test_who_sends_something_after_the_session_ended_comes_back_to_the_page_it_was_sent_from(desk: Desk) -> None:
    page = desk.url(f"phieu/{K}/minh-chung/")
    for sent_from, back in ((f"http://testserver{page}", page), ("https://noi-khac.example/x", "/"), ("", "/")):
        answer = Client().post(f"{page}them/", headers={"Referer": sent_from})
        assert answer["Location"] == f"/dang-nhap/?next={quote(back, safe='')}"


def test_a_field_from_before_somebody_signed_in_anew_is_kept_by_its_page(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    head = desk.user("lanh-dao", Duty.HEAD, K)
    strict.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")
    address, given = desk.url(f"phieu/{K}/luu/"), {"path": NOTE, "value": "a", "version": "0"}
    assert strict.post(address, given).status_code == 403
    # The script of the page keeps it, and offers to sign in.
    assert strict.post(address, given, headers={"HX-Request": "true"}).status_code == 401
