"""The worked example, from handing in to a decided appeal, done in the browser: the same ledger as by command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from desk_case import CAMPAIGN, EXAMPLE, SCHEME, Desk
from django.test import Client
from msgspec.structs import replace

from scoring.app.campaign.disputes import AgencyDisputes, disputes
from scoring.app.campaign.evaluation import campaign_scheme
from scoring.app.campaign.publication import prepare
from scoring.app.campaign.results import official_results
from scoring.app.campaign.session import Session
from scoring.app.stores import make_store
from scoring.cli.app import root
from scoring.evidence.load import load_dossier
from scoring.review.entry import Entry
from scoring.review.fold import fold
from scoring.review.state import State
from scoring.web import campaigns, dossier_draft, draft_fields, drafts
from scoring.web.models import Duty, User

pytestmark = pytest.mark.django_db


class ByHand:
    """The people of the campaign, each before a browser, and one clock (Viet Nam's time)."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.browsers: dict[str, Client] = {}

    def at(self, day: str, time: str = "09:00") -> None:
        """Set the clock; times are Viet Nam's."""
        hours, minutes = map(int, time.split(":"))
        # All instants of the example lie between 7 and 24 o'clock.
        self.desk.at(f"{day}T{hours - 7:02}:{minutes:02}:00Z")

    def user(self, name: str) -> User:
        """The account of an agency's head or of a person."""
        self.who(name)
        return User.objects.get(username=name)

    def who(self, name: str) -> Client:
        """The browser of an agency's head or of a person."""
        if name not in self.browsers:
            duty = Duty.HEAD if name.startswith("xa-") else Duty.OFFICE
            self.browsers[name] = self.desk.client(self.desk.user(name, duty, name))
        return self.browsers[name]

    def post(self, name: str, rest: str, **values: object) -> str:
        """Send a form; the page it leads to has no error on it."""
        answer = self.who(name).post(self.desk.url(rest), values, follow=True)
        text = answer.content.decode()
        assert answer.status_code == 200, re.sub(r"<[^>]+>", " ", text)
        assert "told error" not in text, re.findall(r'told error">([^<]+)', text)
        return text

    def hand_in(self, agency: str, folder: str = "ho-so") -> None:
        """Fill the form from a file, look at the preview, hand in."""
        with campaigns.campaign(CAMPAIGN) as session:
            fields = draft_fields.fields_of(campaign_scheme(session), "xa")
        dossier = load_dossier(EXAMPLE / folder / f"{agency}.yaml").dossier
        drafts.fill(drafts.read(CAMPAIGN, agency), dossier_draft.values_of(dossier, fields), self.user(agency))
        page = self.who(agency).get(self.desk.url(f"phieu/{agency}/xem-truoc/")).content.decode()
        digest = re.search(r'name="digest" value="([^"]+)"', page)[1]  # type: ignore[index]
        self.post(agency, f"phieu/{agency}/nop/", digest=digest, sure="yes")

    def appraise_all(self, name: str) -> None:
        """Enter every decision of an appraiser's file, one criterion after the other."""
        rows = yaml.safe_load((EXAMPLE / "quyet-dinh" / f"vong-1-{name}.yaml").read_text("utf-8"))["decisions"]
        for row in rows:
            self.appraise(name, row.pop("agency"), row.pop("criterion"), **row)

    def appraise(self, name: str, agency: str, criterion: str, **row: object) -> None:
        """Enter a decision on the page of a criterion."""
        where = f"ho-so/{agency}/tieu-chi/{criterion}/"
        numbers = {f"number:{id}": value for id, value in row.pop("numbers", {}).items()}  # type: ignore[attr-defined]
        answer = self.who(name).post(self.desk.url(f"{where}cham/"), {**row, **numbers})
        assert "points=" not in answer["Location"], answer["Location"]

    def publish(self, decision: str) -> str:
        """Look at the preview, then publish what it shows."""
        page = self.who("ubnd-tinh").get(self.desk.url("cong-bo/"), {"decision": decision}).content.decode()
        head = re.search(r'name="shown" value="([^"]+)"', page)[1]  # type: ignore[index]
        self.post("ubnd-tinh", "cong-bo/ghi/", decision=decision, shown=head)
        return page


@pytest.mark.once
def test_the_whole_campaign_in_the_browser_is_the_same_as_by_command_line(desk: Desk, tmp_path: Path) -> None:
    hand = ByHand(desk)
    k, m, p, q = (f"xa-minh-hoa-{one}" for one in "kmpq")
    # 1. handing in
    for agency, day, time in ((k, "08", "09:00"), ("xa-minh-hoa-l", "09", "10:30")):
        hand.at(f"2025-12-{day}", time)
        hand.hand_in(agency)
    hand.at("2025-12-09", "14:00")
    hand.hand_in(m, "nop-lan-dau")
    hand.at("2025-12-11", "15:45")
    hand.hand_in(p)
    hand.at("2025-12-12", "16:00")
    hand.post(
        "thu-ky", f"ho-so/{m}/tra-lai/", reason="Thiếu biên bản hội nghị góp ý nêu trong báo cáo", until="2025-12-15"
    )
    hand.at("2025-12-12", "23:59")
    hand.hand_in(q)
    hand.at("2025-12-13", "08:00")
    hand.post("thu-ky", "chot/", stage="nop")
    hand.at("2025-12-15", "16:20")
    assert "Thiếu biên bản hội nghị góp ý" in hand.who(m).get(desk.url(f"phieu/{m}/nhom/I/")).content.decode()
    hand.hand_in(m)
    hand.at("2025-12-15", "17:00")
    hand.post("thu-ky", "chot/", stage="nop")
    # 2. the sample, the first round
    hand.at("2025-12-16", "08:00")
    assert "2025-12-16" in hand.post("thu-ky", "mau/chon/", count="6", seed="2025-12-16")
    for name, day, time in (("1", "17", "16:00"), ("2", "18", "16:00"), ("3", "18", "17:00")):
        hand.at(f"2025-12-{day}", time)
        hand.appraise_all(f"thanh-vien-{name}")
    hand.at("2025-12-19", "17:00")
    hand.post("thu-ky", "chot/", stage="vong-1")
    # 3. explanations, the second round, the council
    hand.at("2025-12-22")
    hand.post(k, f"ho-so/{k}/giai-trinh/", criterion="IV.2", reason="Bản có chữ ký đang lưu ở hồ sơ tiếp công dân")
    hand.at("2025-12-23")
    hand.post(
        q, f"ho-so/{q}/giai-trinh/", criterion="VII.3", reason="Nguyên nhân được phân tích ở phụ lục 2 của báo cáo"
    )
    hand.at("2025-12-25", "08:00")
    hand.post("thu-ky", "chot/", stage="giai-trinh")
    hand.at("2025-12-26", "10:00")
    hand.appraise("thanh-vien-2", k, "IV.2", points="2")
    hand.at("2025-12-31", "08:00")
    hand.post("thu-ky", "chot/", stage="vong-2")
    hand.at("2026-01-05", "15:00")
    hand.appraise(
        "chu-tich", q, "VII.3", points="1,5", cause="judgement", reason="Chấp nhận giải trình: phụ lục 2 có phân tích"
    )
    hand.at("2026-01-06", "17:00")
    hand.post("chu-tich", "chot/", stage="hoi-dong")
    # 4. publication, appeal, publication again
    hand.at("2026-01-12")
    shown = hand.publish("1/QĐ-UBND (hư cấu)")
    first = results(desk.folder.ledger)
    assert all(re.search(_digest(one), shown) for one in first.values())
    hand.at("2026-01-15")
    hand.post(
        p,
        f"ho-so/{p}/kien-nghi/",
        criterion="V.1",
        reason="Nhiệm vụ dân vận khéo ghi ở Điều 3 của kế hoạch, kèm bản chụp",
    )
    hand.at("2026-01-19")
    told = hand.post(
        "ubnd-tinh",
        f"ho-so/{p}/quyet-kien-nghi/",
        criterion="V.1",
        accepted="yes",
        points="4",
        cause="evidence_refused",
        reason="Điều 3 có ghi; chấp nhận minh chứng",
    )
    assert "Trước:" in told
    hand.at("2026-01-23")
    hand.publish("2/QĐ-UBND (hư cấu)")
    second = results(desk.folder.ledger)
    assert first[p] != second[p]
    # The same by command line, with the dossiers the forms made and the same instants.
    place = tmp_path / "lenh.db"
    entries, files = exported(desk.folder.ledger, tmp_path)
    by_command(place, entries, files)
    assert results(str(place)) == second
    _compare_kept(str(place), entries)


def exported(ledger: str, folder: Path) -> tuple[list[Entry], Mapping[int, Path]]:
    """The entries of a ledger, and the dossiers handed in, by their entries, written into a folder."""
    files = {}
    with Session(ledger, CAMPAIGN, scheme=SCHEME) as session:
        entries = list(session.store.entries(CAMPAIGN))
        for one in entries:
            if one.act == "submitted":
                files[one.seq] = folder / str(one.seq) / one.data["file"]
                files[one.seq].parent.mkdir()
                with session.store.open_attachment(one.data["dossier"]) as stream:
                    files[one.seq].write_bytes(stream.read())
    return entries, files


def _compare_kept(place: str, entries: list[Entry]) -> None:
    """What a session keeps from one entry to the next is what a session without memory finds there."""
    with Session(place, CAMPAIGN, scheme=SCHEME, keep=True) as kept:
        whole = kept.state
        vars(kept)["_state"] = State()
        for entry, after in zip(entries, [*entries[1:], None], strict=True):
            fold([entry], vars(kept)["_state"])
            if after is not None and after.act == entry.act == "appraised":
                continue
            fresh = kept.at_entry(entry.seq)
            assert fresh.state == kept.state
            assert official_results(kept) == official_results(fresh), entry
            # What would be published is the same to the byte.
            assert prepare(kept, f"{entry.seq}/QĐ") == prepare(fresh, f"{entry.seq}/QĐ"), entry
            # Those of an agency keep its result with the head of the chain at which they were found.
            assert _plain(disputes(kept)) == _plain(disputes(fresh)), entry
        assert kept.state == whole


def _plain(found: list[AgencyDisputes]) -> list[object]:
    return [(one.agency, one.as_claimed, one.rows, replace(one.result, appraisal=None)) for one in found]


def results(place: str) -> Mapping[str, bytes]:
    """What was published, by agency."""
    with Session(place, CAMPAIGN, scheme=SCHEME) as session:
        return official_results(session, published=True)


def _digest(result: bytes) -> str:
    import hashlib

    return hashlib.sha256(result).hexdigest()


def by_command(place: Path, entries: list[Entry], files: Mapping[int, Path]) -> None:
    """The commands of ``dot-tham-dinh.sh``, with other dossiers: they make the same entries."""
    handed_in = iter(files[one.seq] for one in entries if one.act == "submitted")
    make_store(str(place))
    script = (EXAMPLE / "dot-tham-dinh.sh").read_text("utf-8").splitlines()
    import shlex

    for line in script:
        words = shlex.split(line.replace("$cd_", str(EXAMPLE)).replace("$KET_QUA", str(place.parent / "ket-qua")))
        if (
            words[:2] != ["scoring", "campaign"]
            or words[2] in {"status", "discrepancies", "history"}
            or "--again" in words
        ):
            continue
        words = words[1:]
        if words[1] == "submit":
            words[2] = str(next(handed_in))
        done = CliRunner(env={"SCORING_STORE": str(place)}).invoke(
            root, [*words, "--scheme", str(SCHEME)] if words[1] == "init" else words
        )
        assert done.exit_code in {0, 3}, (words, done.output)
    with Session(str(place), CAMPAIGN, scheme=SCHEME) as twin:
        assert list(twin.store.entries(CAMPAIGN)) == entries
