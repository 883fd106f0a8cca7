"""Inner units at the desk: they hand over their parts, and an agency has units of its own."""

from __future__ import annotations

import io
import re
import tempfile

import pytest
import yaml
from desk_case import CAMPAIGN, Desk
from django.test import Client

from scoring.web import drafts
from scoring.web.models import Assignment, Duty, Handover, Notice, UnitsFile, User

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"
SHARES, UNITS = f"phieu/{K}/phan-cong/", f"phieu/{K}/don-vi/"


@pytest.fixture
def people(desk: Desk) -> dict[str, User]:
    """The focal point and a room with its part."""
    found = {name: desk.user(name, duty, K) for name, duty in
             (("van-phong", Duty.EDITOR), ("phong-van-hoa", Duty.EDITOR), ("lanh-dao", Duty.HEAD))}  # fmt: skip
    desk.filled(found["van-phong"])
    for unit, name in (("van-phong", "van-phong"), ("van-hoa-xa-hoi", "phong-van-hoa")):
        Assignment.objects.create(campaign=CAMPAIGN, agency=K, item=f"don-vi:{unit}", user=found[name])
    return found


def _row(client: Client, desk: Desk, title: str) -> str:
    page = client.get(desk.url(SHARES)).content.decode()
    found = re.search(rf'<tr><th scope="row">{title}.*?</tr>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_unit_hands_over_its_part_and_the_focal_point_sees_it(desk: Desk, people: dict[str, User]) -> None:
    focal, room = desk.client(people["van-phong"]), desk.client(people["phong-van-hoa"])
    culture, preview = "Phòng Văn hóa – Xã hội", desk.url(f"phieu/{K}/xem-truoc/")
    assert "chưa bàn giao" in _row(focal, desk, culture)
    assert ">Bàn giao<" not in _row(focal, desk, culture)  # The room speaks for itself.
    assert ">Bàn giao<" in _row(room, desk, culture)
    assert f"{culture} chưa bàn giao phần của mình." in room.get(desk.url(f"phieu/{K}/nhom/V/")).content.decode()
    assert culture in focal.get(preview).content.decode().split("sửa sau khi bàn giao:")[1]
    refused = focal.post(desk.url(f"{SHARES}ban-giao/van-hoa-xa-hoi/"), follow=True).content.decode()
    assert "do tài khoản được giao bàn giao" in refused
    assert not Handover.objects.exists()
    assert room.post(desk.url(f"{SHARES}ban-giao/khong-co/")).status_code == 404
    assert focal.post(desk.url(f"{SHARES}ban-giao/van-phong/")).status_code == 404  # To whom should it?
    room.post(desk.url(f"{SHARES}ban-giao/van-hoa-xa-hoi/"))
    assert "✓ đã bàn giao" in _row(focal, desk, culture)
    assert "08/12/2025 09:00, phong-van-hoa" in _row(focal, desk, culture)
    assert f"{culture} chưa bàn giao" not in room.get(desk.url(f"phieu/{K}/nhom/V/")).content.decode()
    assert [one.user for one in Notice.objects.filter(event__startswith="handed:")] == [people["van-phong"]]
    told = focal.get(preview).content.decode().split("sửa sau khi bàn giao:")
    assert culture not in (told[1].split("</p>")[0] if len(told) > 1 else "")
    # What is changed afterwards is seen; what another unit does is not its business.
    drafts.fill(drafts.read(CAMPAIGN, K), {"numbers/don_den_han/value": "7"}, people["van-phong"])
    assert "✓ đã bàn giao" in _row(focal, desk, culture)
    drafts.fill(drafts.read(CAMPAIGN, K), {"numbers/da_so_ket/value": ""}, people["van-phong"])
    assert "sửa sau khi bàn giao" in _row(focal, desk, culture)
    assert culture in focal.get(preview).content.decode().split("sửa sau khi bàn giao:")[1].split("</p>")[0]
    room.post(desk.url(f"{SHARES}ban-giao/van-hoa-xa-hoi/"), {"back": "1"})
    assert "chưa bàn giao" in _row(focal, desk, culture)


def test_without_units_in_use_nobody_is_asked_to_hand_over(desk: Desk) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    desk.filled(user)
    assert "chưa bàn giao" not in desk.client(user).get(desk.url(f"phieu/{K}/xem-truoc/")).content.decode()


def test_an_agency_has_units_of_its_own(desk: Desk, people: dict[str, User]) -> None:
    client = desk.client(people["van-phong"])
    client.post(desk.url(f"{UNITS}ghi/"), {"new": ["Ban Dân vận xã", ""], "unit:V.2": "", "unit:II": "kinh-te"})
    client.post(desk.url(f"{UNITS}ghi/"), {"unit:V.2": "ban-dan-van-xa"})
    text = UnitsFile.objects.get().text
    assert yaml.safe_load(text) == {
        "format": 1, "agency": K, "set": "xa", "kind": "xa", "units": [{"id": "ban-dan-van-xa", "title": "Ban Dân vận xã"}],
        "supplies": [{"unit": "kinh-te", "criteria": ["II"]}, {"unit": "ban-dan-van-xa", "criteria": ["V.2"]}],
    }  # fmt: skip
    page = client.get(desk.url(f"phieu/{K}/nhom/V/")).content.decode()
    assert re.search(r'id="tc-V_2".*?Đơn vị cung cấp: Ban Dân vận xã', page, re.DOTALL)
    assert "Ban Dân vận xã" in _row(client, desk, "Ban Dân vận xã")
    book = client.get(desk.url(f"phieu/{K}/so-excel/tai/?don-vi=ban-dan-van-xa"))
    assert book.content.startswith(b"PK")
    # It is the file of the command line: taken away and brought back it is the same.
    file = client.get(desk.url(f"{UNITS}tep/")).content
    client.post(desk.url(f"{UNITS}ghi/"), {"whole": "1"})
    assert client.get(desk.url(f"{UNITS}tep/")).status_code == 404
    client.post(desk.url(f"{UNITS}ghi/"), {"file": _named(file)})
    assert UnitsFile.objects.get().text == text
    # A unit that is removed takes what it was given with it.
    client.post(desk.url(f"{UNITS}ghi/"), {"drop": "ban-dan-van-xa"})
    assert "ban-dan-van-xa" not in UnitsFile.objects.get().text
    assert "Phòng Văn hóa" in client.get(desk.url(UNITS)).content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "told error"),
        ("format: 1\nagency: xa-minh-hoa-l\nset: xa\nkind: xa\nunits: [{id: a, title: A}]\n", "xa-minh-hoa-l"),
        (f"format: 1\nagency: {K}\nset: xa\nkind: xa\nsupplies: [{{unit: la, criteria: [II]}}]\n", "la"),
        ("\xff", "told error"),
    ],
)
def test_a_file_of_units_that_is_wrong_is_not_kept(desk: Desk, people: dict[str, User], text: str, said: str) -> None:
    client = desk.client(people["van-phong"])
    page = client.post(desk.url(f"{UNITS}ghi/"), {"file": _named(text.encode("latin-1"))}, follow=True).content.decode()
    told = "".join(re.findall(r'<p class="told error">.*?</p>', page, re.DOTALL))
    assert said in told
    assert tempfile.gettempdir() not in told
    assert not UnitsFile.objects.exists()


def _named(raw: bytes) -> io.BytesIO:
    file = io.BytesIO(raw)
    file.name = "don-vi.yaml"
    return file
