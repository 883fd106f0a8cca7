"""The workbook of the form, out and in: what would change is shown first, and only what is ticked is written."""

from __future__ import annotations

import io
import re

import pytest
from desk_case import CAMPAIGN, Desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.web import drafts
from scoring.web.models import DraftField, Duty

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"
PAGE = f"phieu/{K}/so-excel/"


def _book(client: Client, desk: Desk) -> bytes:
    answer = client.get(desk.url(f"{PAGE}tai/"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{K}-2025.xlsx"'
    return answer.content


def _typed(book: bytes, label: str, value: str) -> bytes:
    """The workbook with another answer in the row of a number; openpyxl would lose what it does not know."""
    openpyxl = pytest.importorskip("openpyxl")
    read = openpyxl.load_workbook(io.BytesIO(book))
    sheet = read["Tiêu chí"]
    keys = {cell.value: cell.column for cell in sheet[6]}
    for row in sheet.iter_rows(min_row=8):
        if any(cell.value == f"sl:{label}" for cell in row):
            sheet.cell(row[0].row, keys["answer"]).value = value
    out = io.BytesIO()
    read.save(out)
    return out.getvalue()


def _read(client: Client, desk: Desk, book: bytes):
    return client.post(desk.url(f"{PAGE}doc/"), {"file": SimpleUploadedFile("so.xlsx", book)})


def test_a_workbook_brought_back_untouched_changes_nothing(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    page = _read(client, desk, _book(client, desk)).content.decode()
    assert "Không có gì khác với phiếu" in page


def test_what_would_change_is_shown_and_only_what_is_ticked_is_written(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    book = _book(client, desk)
    drafts.fill(drafts.read(CAMPAIGN, K), {"numbers/so_thon/value": "77"}, user)
    page = _read(client, desk, book).content.decode()
    assert ">77<" in page
    waiting = re.search(r'name="waiting" value="([^"]+)"', page)[1]  # type: ignore[index]
    client.post(desk.url(f"{PAGE}ghi/"), {"waiting": waiting})
    assert DraftField.objects.get(path="numbers/so_thon/value").value == "77"
    client.post(desk.url(f"{PAGE}ghi/"), {"waiting": waiting, "take": ["0"]})
    assert DraftField.objects.get(path="numbers/so_thon/value").value != "77"
    # Somebody changed it after it was shown: theirs stays, and is told.
    drafts.fill(drafts.read(CAMPAIGN, K), {"numbers/so_thon/value": "78"}, user)
    told = client.post(desk.url(f"{PAGE}ghi/"), {"waiting": waiting, "take": ["0"]}, follow=True).content.decode()
    assert "đã ghi “78”" in told
    assert DraftField.objects.get(path="numbers/so_thon/value").value == "78"


def test_a_wrong_cell_is_told_beside_its_field_and_empties_nothing_by_itself(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    page = _read(client, desk, _typed(_book(client, desk), "so_thon", "abc")).content.decode()
    row = re.search(r"<tr><th[^>]*><a href=\"[^\"]*#f-numbers-so_thon-value.*?</tr>", page)[0]  # type: ignore[index]
    assert re.search(r"<b>Tiêu chí!E\d+</b>: .*abc", row)
    assert "(bỏ)" in row
    assert "checked" not in row


@pytest.mark.parametrize("book", [b"", b"abc", b"PK\x03\x04 not a package", b"%PDF-1.4"])
def test_what_is_no_workbook_of_ours_changes_nothing(desk: Desk, book: bytes) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    before = list(DraftField.objects.values_list("path", "value"))
    answer = _read(desk.client(user), desk, book)
    assert answer.status_code == 422
    assert list(DraftField.objects.values_list("path", "value")) == before


def test_what_was_compared_cannot_be_changed_or_carried_to_another_form(desk: Desk) -> None:
    user, other = desk.user("can-bo", Duty.EDITOR, K), desk.user("can-bo-l", Duty.EDITOR, "xa-minh-hoa-l")
    desk.filled(user)
    client = desk.client(user)
    book = _book(client, desk)
    drafts.fill(drafts.read(CAMPAIGN, K), {"note/dossier/text": "mới"}, user)
    page = _read(client, desk, book).content.decode()
    waiting = re.search(r'name="waiting" value="([^"]+)"', page)[1]  # type: ignore[index]
    for sent, who, place in (
        (waiting[:-2] + "xx", client, PAGE),
        (waiting, desk.client(other), PAGE.replace("-k/", "-l/")),
    ):
        who.post(desk.url(f"{place}ghi/"), {"waiting": sent, "take": ["0"]})
        assert DraftField.objects.get(path="note/dossier/text", agency=K).value == "mới"
        assert not DraftField.objects.filter(agency="xa-minh-hoa-l", path="note/dossier/text").exists()


def test_a_unit_s_workbook_holds_its_part_and_changes_nothing_else(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    client = desk.client(user)
    answer = client.get(desk.url(f"{PAGE}tai/"), {"don-vi": "hanh-chinh-cong"})
    assert answer["Content-Disposition"] == f'attachment; filename="{K}-2025-hanh-chinh-cong.xlsx"'
    before = dict(DraftField.objects.values_list("path", "value"))
    assert "Không có gì khác với phiếu" in _read(client, desk, answer.content).content.decode()
    wrong = _read(client, desk, _typed(answer.content, "ho_so_dung_han", "nhiều")).content.decode()
    assert re.search(r"<tr><th[^>]*><a href=\"[^\"]*#f-numbers-ho_so_dung_han-value\">[^\n]*“nhiều”", wrong)
    page = _read(client, desk, _typed(answer.content, "ho_so_dung_han", "700")).content.decode()
    assert "Sẽ thay đổi (1)" in page
    waiting = re.search(r'name="waiting" value="([^"]+)"', page)
    assert waiting is not None
    client.post(desk.url(f"{PAGE}ghi/"), {"waiting": waiting[1], "take": "0"})
    after = dict(DraftField.objects.values_list("path", "value"))
    sources = after.pop("provenance/dossier/sources")
    assert {path for path in after if after[path] != before.get(path)} == {"numbers/ho_so_dung_han/value"}
    assert '"unit": "hanh-chinh-cong"' in sources
    units = client.get(desk.url(f"phieu/{K}/phan-cong/")).content.decode()
    assert "sổ nhận ngày 08/12/2025: so.xlsx" in units
