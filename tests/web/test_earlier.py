"""Last year's points beside this year's: from results given at opening, or from another campaign of the same desk."""

from __future__ import annotations

import html
import io
import re
import shutil
import tempfile
import zipfile

import pytest
import yaml
from desk_case import EXAMPLE, SCHEME, Desk
from django.test import Client

from scoring.app.campaign import acts
from scoring.app.campaign.results import published_results
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.evidence.load import load_dossier
from scoring.numbers import from_exact, show
from scoring.result.read import from_bytes
from scoring.review.entry import instant
from scoring.web import campaigns
from scoring.web.earlier import folders
from scoring.web.models import Duty, Place, User

pytestmark = pytest.mark.django_db
K = "xa-minh-hoa-k"
NEXT = "dan-van-2026"


@pytest.fixture
def admin(desk: Desk, ledgers, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of an administrator, at a desk whose campaign of 2025 is published."""
    monkeypatch.setattr("scoring.web.middleware.is_mfa_enabled", lambda _: True)
    desk.as_at(ledgers["published"])
    desk.at("2026-11-20T01:00:00Z")
    return desk.client(desk.user("quan-tri", is_staff=True))


def _file(**more: object) -> io.BytesIO:
    """The example's campaign, a year later."""
    data = yaml.safe_load((EXAMPLE / "campaign.yaml").read_text("utf-8"))
    for stage in data["stages"]:
        stage["deadline"] = stage["deadline"].replace(year=stage["deadline"].year + 1)
    data |= {"id": NEXT, "period": 2026, "title": "Đợt năm 2026", **more}
    file = io.BytesIO(yaml.safe_dump(data, allow_unicode=True).encode())
    file.name = "campaign.yaml"
    return file


def _open(admin: Client, **given: object) -> str:
    page = admin.post("/mo-dot/", {"file": _file(), **given}).content.decode()
    found = re.search(r'<textarea id="vb"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None, re.findall(r'told error">([^<]+)', page)
    text = html.unescape(found[1]).lstrip("\n")
    admin.post("/mo-dot/", {"text": text, "by": "thu-ky", "open": "1"})
    return text


def _criterion(desk: Desk, id: str = "II.1") -> str:
    """The page of a criterion of the campaign that was opened, to be appraised."""
    dossier = load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml")
    text = re.sub(r"\b202(4|5)\b", lambda x: str(int(x[0]) + 1), dossier.path.read_text("utf-8"))
    file = desk.folder.path / "2026.yaml"
    file.write_text(text, "utf-8")
    for one in (EXAMPLE / "ho-so").iterdir():
        if one.is_dir():
            shutil.copytree(one, desk.folder.path / one.name, dirs_exist_ok=True)
    with Session(desk.folder.ledger, NEXT, scheme=SCHEME, clock=lambda: instant("2027-01-01T00:00:00Z")) as session:
        submit(session, load_dossier(file), at="2026-12-10T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2026-12-13T01:00:00Z")
    desk.at("2026-12-15T02:00:00Z")
    user = User.objects.create_user("thanh-vien-1", password="mat-khau-dai-that")
    Place.objects.create(user=user, campaign=NEXT, duty=Duty.OFFICE, actor="thanh-vien-1")
    return desk.client(user).get(f"/dot/{NEXT}/ho-so/{K}/tieu-chi/{id}/").content.decode()


def _last_year(page: str) -> str:
    row = re.search(r'<tr class="soft"><th scope="row">Kỳ 2025.*?</tr>', page, re.DOTALL)
    assert row is not None
    return re.sub(r"<[^>]+>", " ", row[0])


def _results(desk: Desk) -> dict[str, bytes]:
    with campaigns.campaign("dan-van-2025") as session:
        return published_results(session)


def _expected(raw: bytes) -> tuple[str, str]:
    """The points and the class of the result, as the row says them."""
    found = from_bytes(raw)
    row = next(x for x in found.criteria if x.id == "II.1")
    assert row.final is not None
    return (
        f" {show(from_exact(row.final), 'vi')} ",
        f"trên {show(from_exact(row.max), 'vi')}; cả hồ sơ: {found.classification.text('vi')}",
    )


def _package(results: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for id, raw in results.items():
            package.writestr(f"ket-qua/{id}.json", raw)
        package.writestr("bao-cao/khac.json", "{}")
    file.seek(0)
    file.name = "dan-van-2025-30.zip"
    return file


@pytest.mark.parametrize("given", ["package", "campaign", "nothing"])
def test_last_year_s_points_stand_beside_the_lines(desk: Desk, admin: Client, given: str) -> None:
    results = _results(desk)
    more = {"package": {"earlier": _package(results)}, "campaign": {"earlier_campaign": "dan-van-2025"}, "nothing": {}}
    text = _open(admin, **more[given])
    with campaigns.campaign(NEXT) as session:
        kept = [one.digest for one in session.state.history.get(K, ())]
    if given == "nothing":
        assert not kept
    else:
        # What is shown is what the ledger knows by its digest, and is in the desk's folder.
        (named,) = yaml.safe_load(text)["history"]
        assert {f"sha256:{one.stem}" for one in (desk.folder.earlier / named).iterdir()} >= set(kept)
        assert len(kept) == 1
    row = _last_year(_criterion(desk))
    for text in _expected(results[K]):
        assert text in row
    # The report of the block, and the package of papers, compare with it, too.
    client = desk.client(User.objects.get(username="thanh-vien-1"))
    block = client.get(f"/dot/{NEXT}/cong-bo/khoi/xa/").content.decode()
    assert ("So với kỳ trước" in block) == (given != "nothing")
    page = client.get(f"/dot/{NEXT}/cong-bo/").content.decode()
    shown = re.search(r'data-l="Năm trước">([^<]*)<', page)
    assert (shown is None) == (given == "nothing")
    known = from_bytes(results[K])
    total = show(from_exact(known.total.certain), "vi")
    assert shown is None or shown[1] == f"{known.classification.text('vi')} ({total})"
    with campaigns.campaign(NEXT) as session:
        assert len(folders(session.state)) == (given != "nothing")


def test_where_nothing_is_known_of_last_year_the_page_says_so(desk: Desk, ledgers) -> None:
    desk.as_at(ledgers["appraisal"])
    page = desk.client(desk.user("thanh-vien-1")).get(desk.url(f"ho-so/{K}/tieu-chi/II.1/")).content.decode()
    assert "chưa có kết quả kỳ trước ở đây" in page


def test_results_that_are_gone_leave_the_class_alone(desk: Desk, admin: Client) -> None:
    text = _open(admin, earlier=_package(_results(desk)))
    (named,) = yaml.safe_load(text)["history"]
    shutil.rmtree(desk.folder.earlier / named)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(campaigns, "campaign_ids", lambda: [NEXT])
        row = _last_year(_criterion(desk))
    assert "không có điểm từng tiêu chí ở đây; cả hồ sơ" in row


@pytest.mark.parametrize("name", ["/etc/passwd", "ket-qua-truoc-../..", "ket-qua-truoc-000000000000"])
def test_only_results_that_were_given_here_are_read(desk: Desk, admin: Client, name: str) -> None:
    page = admin.post("/mo-dot/", {"file": _file(history=[name])}).content.decode()
    assert "kết quả kỳ trước phải được đưa vào ở trang này" in page
    assert NEXT not in campaigns.campaign_ids()


@pytest.mark.parametrize(("name", "raw"), [("a.json", b"{}"), ("a.zip", b"PK\x03\x04abc"), ("a.json", b"")])
def test_what_is_no_result_is_refused_with_its_reason(desk: Desk, admin: Client, name: str, raw: bytes) -> None:
    file = io.BytesIO(raw)
    file.name = name
    page = admin.post("/mo-dot/", {"file": _file(), "earlier": file})
    assert "Kiểm tra xong" not in page.content.decode()
    told = re.findall(r'told error">([^<]+)', page.content.decode())
    assert len(told) == 1
    assert tempfile.gettempdir() not in told[0]
