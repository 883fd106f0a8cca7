"""What people are told, in the desk and by mail: once each, whoever looks, and nothing beyond what they may see."""

from __future__ import annotations

import re
import socket
import threading
from datetime import date
from typing import Self

import pytest
from desk_case import CAMPAIGN, EXAMPLE, SCHEME, Desk
from django.core import mail

from scoring.app.campaign import acts
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.evidence.load import load_dossier
from scoring.web import campaigns, notices
from scoring.web.folder import DeskFolder, DeskSettings, Mail
from scoring.web.models import Duty, Notice, Question, User

pytestmark = pytest.mark.django_db
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"


@pytest.fixture
def people(desk: Desk) -> dict[str, User]:
    """One account of each kind, each with an address, at a desk that sends mail."""
    found = {
        "can-bo-k": desk.user("can-bo-k", Duty.EDITOR, K),
        "lanh-dao-k": desk.user("lanh-dao-k", Duty.HEAD, K),
        "can-bo-l": desk.user("can-bo-l", Duty.EDITOR, L),
        "nguoi-xem": desk.user("nguoi-xem", Duty.VIEWER, ""),
    } | {name: desk.user(name) for name in ("thanh-vien-1", "chu-tich", "ubnd-tinh", "thu-ky")}
    for name, one in found.items():
        one.email = f"{name}@tinh.example"
        one.save()
    return found


@pytest.fixture
def mailing(desk: Desk, settings) -> Desk:
    more = {"scheme": str(SCHEME), "hosts": ["dan-van.tinh.example"], "https": True}
    sender = Mail(host="thu.tinh.example", sender="ban@tinh.example")
    settings.DESK = DeskFolder(path=desk.folder.path, settings=DeskSettings(**more, mail=sender), secret="x" * 48)
    return desk


def told() -> dict[str, list[str]]:
    """By account: the kinds of events it was told, in order."""
    found: dict[str, list[str]] = {}
    for one in Notice.objects.order_by("id").select_related("user"):
        found.setdefault(one.user.username, []).append(one.event.partition(":")[0])
    return found


def returned(desk: Desk) -> None:
    """A dossier handed in and sent back by command line, as it were."""
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-08T03:00:00Z")
        acts.return_dossier(session, K, until=date(2025, 12, 12), by="thu-ky", reason="Thiếu 3 điểm biên bản", at="2025-12-08T04:00:00Z")  # fmt: skip
    desk.at("2025-12-08T05:00:00Z")


def test_a_return_is_told_to_the_agency_once_whoever_did_it(desk: Desk, people: dict[str, User]) -> None:
    returned(desk)
    assert notices.follow_all() == (3, [])
    # The day of the return is the deadline's, so that only the other agency is told of that.
    assert told() == {"can-bo-k": ["returned"], "lanh-dao-k": ["returned"], "can-bo-l": ["deadline"]}
    campaigns.forget()
    assert notices.follow_all() == (0, [])
    client = desk.client(people["can-bo-k"])
    page = client.get("/thong-bao/").content.decode()
    assert "bị trả lại để bổ sung" in page
    assert "thứ Sáu, 12/12/2025" in page
    assert "còn 4 ngày" in page
    assert "biên bản" not in page
    assert re.search(r'Thông báo <span class="tag">1<', client.get("/").content.decode())
    key = re.search(r'name="notice" value="([0-9]+)"', page)[1]  # type: ignore[index]
    other = desk.client(people["can-bo-l"])
    assert other.post("/thong-bao/da-doc/", {"notice": key}).status_code == 404
    assert client.post("/thong-bao/da-doc/", {"notice": "<b>"}).status_code == 404
    assert client.post("/thong-bao/da-doc/", {"notice": key})["Location"] == desk.url(f"phieu/{K}/")
    assert "Thông báo <span" not in client.get("/").content.decode()
    # Who lost the place in the campaign sees nothing of it any more.
    people["can-bo-l"].places.all().delete()
    assert "Hạn nộp hồ sơ" not in other.get("/thong-bao/").content.decode()


def test_what_is_done_in_the_desk_is_told_with_it(desk: Desk, people: dict[str, User]) -> None:
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-08T01:30:00Z")
    given = {"reason": "Thiếu biên bản", "until": "2025-12-12"}
    desk.client(people["thu-ky"]).post(desk.url(f"ho-so/{K}/tra-lai/"), given)
    assert told()["lanh-dao-k"] == ["returned"]


def test_deadlines_are_told_seven_two_and_one_day_before_to_who_still_owes(desk: Desk, people: dict[str, User]) -> None:
    found = []
    for now in ("2025-12-04T16:59:00Z", "2025-12-04T17:01:00Z", "2025-12-08T02:00:00Z", "2025-12-10T02:00:00Z",
                "2025-12-10T09:00:00Z", "2025-12-11T02:00:00Z", "2025-12-12T02:00:00Z", "2025-12-13T02:00:00Z"):  # fmt: skip
        desk.at(now)
        notices.follow_all()
        found.append(Notice.objects.filter(user=people["can-bo-l"]).count())
    assert found == [0, 1, 1, 2, 2, 3, 3, 3]  # days in Viet Nam
    assert set(told()) == {"can-bo-k", "lanh-dao-k", "can-bo-l"}
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-12T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
        round_1 = session.state.opened.named_stages["vong-1"].deadline
    desk.at(f"{round_1}T02:00:00Z")  # the server stood still; what was missed is told on the last day
    notices.follow_all()
    assert told()["thanh-vien-1"] == ["deadline"]
    assert Notice.objects.get(user=people["thanh-vien-1"]).due == round_1
    assert len(told()["can-bo-k"]) == 3


def test_who_only_gives_second_opinions_is_told_of_the_deadline_until_they_are_given(desk: Desk) -> None:
    user = desk.user("thanh-vien-3")
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-12T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
    desk.at("2025-12-17T02:00:00Z")
    notices.follow_all()
    (one,) = Notice.objects.filter(user=user)
    assert (one.vi, one.due) == ("Hạn cho ý kiến thứ hai (Thẩm định vòng 1).", date(2025, 12, 19))
    client = desk.client(user)
    for id in ("VII.1", "VII.2", "VII.3"):
        client.post(desk.url(f"ho-so/{K}/tieu-chi/{id}/cham/"), {"accept": "1"})
    desk.at("2025-12-18T02:00:00Z")
    notices.follow_all()
    assert Notice.objects.filter(user=user).count() == 1


def test_one_digest_a_day_in_the_reader_s_language(mailing: Desk, people: dict[str, User]) -> None:
    people["can-bo-l"].language = "en"
    people["can-bo-l"].save()
    User.objects.filter(username="lanh-dao-k").update(email="")
    returned(mailing)
    notices.follow_all()
    assert notices.send() == (2, [])
    assert notices.send() == (0, [])
    k, other = sorted(mail.outbox, key=lambda one: one.to)
    assert (k.to, k.from_email, k.subject) == (
        ["can-bo-k@tinh.example"],
        "ban@tinh.example",
        "Bàn làm việc: 1 thông báo",
    )
    assert "bị trả lại để bổ sung; lý do ở đầu phiếu. Hạn: hết ngày thứ Sáu, 12/12/2025" in k.body
    assert f"https://dan-van.tinh.example/dot/{CAMPAIGN}/phieu/{K}/" in k.body
    assert "biên bản" not in k.body
    assert "Deadline to hand in for" in other.body
    assert "Friday, 2025-12-12" in other.body
    # Later the same day something else happens: it waits for tomorrow, and goes with nothing that was mailed or read.
    member = mailing.client(people["thanh-vien-1"])
    member.post(mailing.url(f"ho-so/{K}/tieu-chi/I.1/hoi/"), {"text": "Mời bổ sung"})
    assert notices.send() == (0, [])
    mailing.at("2025-12-09T05:00:00Z")
    assert notices.send() == (1, [])
    assert "1. Người thẩm định hỏi" in mail.outbox[2].body
    assert "trả lại" not in mail.outbox[2].body
    Notice.objects.filter(user=people["can-bo-l"]).update(mailed_at=None, read_at=campaigns.now())
    assert notices.send() == (0, [])


def test_who_looks_while_another_sends_sends_nothing_twice(mailing: Desk, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    returned(mailing)
    notices.follow_all()
    written = notices._digest

    def meanwhile(*given: object) -> tuple[str, str]:
        monkeypatch.setattr(notices, "_digest", written)
        notices.follow_all()
        notices.send()
        return written(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(notices, "_digest", meanwhile)
    assert notices.send() == (1, [])
    assert sorted(to for one in mail.outbox for to in one.to) == [f"{name}@tinh.example" for name in ("can-bo-k", "can-bo-l", "lanh-dao-k")]  # fmt: skip


def test_mail_that_cannot_be_sent_is_said_and_sent_later(mailing: Desk, people: dict[str, User], settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = place.getsockname()
    settings.EMAIL_TIMEOUT = 5
    returned(mailing)
    notices.follow_all()
    sent, problems = notices.send()
    assert (sent, [one.code for one in problems]) == (0, ["SC827"])
    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.address
        sink.refuse = "lanh-dao-k"
        sent, problems = notices.send()
    assert (sent, len(problems)) == (2, 1)
    assert sorted(sink.got) == ["can-bo-k@tinh.example", "can-bo-l@tinh.example"]
    assert "lanh-dao-k" in problems[0].message("vi")
    assert notices.send() == (0, [])


class Sink:
    """A mail server that keeps to whom mail went, and refuses one name."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = self.listening.getsockname()
        self.got: list[str] = []
        self.refuse = ""

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listening.close()
        self.thread.join(5)

    def serve(self) -> None:
        """One connection after the other, until the socket is closed."""
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                self.talk(stream)

    def talk(self, stream) -> None:
        """The few commands a client sends."""
        stream.write(b"220 sink\r\n")
        to = ""
        while line := stream.readline().decode().strip().lower():
            answer = "250 ok"
            if line.startswith("rcpt"):
                to = re.search("<(.*)>", line)[1]  # type: ignore[index]
                answer = "550 no" if self.refuse and self.refuse in to else answer
            elif line == "data":
                stream.write(b"354 go\r\n")
                while stream.readline() != b".\r\n":
                    pass
                self.got.append(to)
            elif line == "quit":
                stream.write(b"221 bye\r\n")
                return
            stream.write(f"{answer}\r\n".encode())


def test_the_publication_is_told_to_everybody_without_a_score(desk: Desk, people: dict[str, User]) -> None:
    from scoring.review.entry import Entry

    with campaigns.campaign(CAMPAIGN) as session:
        entry = Entry(CAMPAIGN, 9, "published", "ubnd-tinh", "decider", "2025-12-08T02:00:00Z", {"decision": "7/QĐ", "results": {K: {"total": 93.5}}}, "", "ab" * 32)  # fmt: skip
        notices._tell(CAMPAIGN, list(notices._of_entry(session, entry)))
    assert all(rows == ["published"] for rows in told().values())
    assert set(told()) == set(people)
    assert "93" not in "".join(f"{one.vi}{one.en}" for one in Notice.objects.all())


def test_a_question_is_told_and_its_answer_and_the_thread_closes_with_the_round(desk: Desk, people: dict[str, User]) -> None:  # fmt: skip
    with Session(desk.folder.ledger, CAMPAIGN, scheme=SCHEME) as session:
        submit(session, load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml"), at="2025-12-12T02:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
    desk.at("2025-12-17T02:00:00Z")
    ask, page, own = (desk.url(f"ho-so/{K}/{rest}") for rest in ("tieu-chi/I.1/hoi/", "tieu-chi/I.1/", ""))
    member, clerk, chair, viewer = (desk.client(people[one]) for one in ("thanh-vien-1", "can-bo-k", "chu-tich", "nguoi-xem"))  # fmt: skip
    assert "không hỏi" in clerk.post(ask, {"text": "x"}, follow=True).content.decode()  # the agency only answers
    member.post(ask, {"text": "Bản có dấu đâu?"})
    assert told() == {"can-bo-k": ["asked"], "lanh-dao-k": ["asked"]}
    assert 'name="text"' in clerk.get(own).content.decode()
    clerk.post(ask, {"text": "Ở trang 3"})
    assert told()["thanh-vien-1"] == ["answered"]
    assert Notice.objects.get(event__startswith="answered").address.startswith(page)
    for reader in (chair, member, viewer):
        text = reader.get(page).content.decode()
        assert "Bản có dấu đâu?" in text
        assert "Ở trang 3" in text
        assert ('name="text"' in text) == (reader is not viewer)
    assert "thanh-vien-1" not in clerk.get(own).content.decode()
    desk.at("2026-01-20T02:00:00Z")
    with campaigns.campaign(CAMPAIGN) as session:
        acts.lock(session, "vong-1", by="thu-ky", until=date(2026, 1, 25))
    text = clerk.get(own).content.decode()
    assert "Ở trang 3" in text
    assert "không trả lời thêm được" in text
    clerk.post(ask, {"text": "muộn"})
    member.post(ask, {"text": "muộn"})
    assert Question.objects.count() == 2


def test_mail_addresses_are_checked_and_go_nowhere_else(desk: Desk, people: dict[str, User]) -> None:
    client = desk.client(people["can-bo-k"])
    client.post("/tai-khoan/thu/", {"email": "ai do\nBcc: x@y.vn"})
    people["can-bo-k"].refresh_from_db()
    assert people["can-bo-k"].email == "can-bo-k@tinh.example"
    client.post("/tai-khoan/thu/", {"email": "Moi@Tinh.example"})
    people["can-bo-k"].refresh_from_db()
    assert people["can-bo-k"].email == "moi@tinh.example"
