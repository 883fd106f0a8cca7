"""What people are told in the desk and by mail: found from the ledger, the stages and the questions, and told once.

Whoever looks first tells: a page, the thread of the server, the command for it. What was told is a row per account
and event, so that looking again, after a restart or at the same time elsewhere, tells nothing twice and misses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused
from threading import Event

from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import QuerySet
from django.urls import reverse

from scoring.app.campaign.decision_sheet import owing, second_only
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.review.campaign import VIETNAM, local_day
from scoring.review.entry import Entry, instant
from scoring.review.overview import work_left
from scoring.text import in_lang
from scoring.web import campaigns
from scoring.web.models import Duty, Followed, Notice, Place, Question, User
from scoring.web.templatetags.desk import weekday_text

log = logging.getLogger("scoring.web")
DAYS_BEFORE = (1, 2, 7)
"""How many days before a deadline who still owes something is told, the nearest first."""
_OLD = timedelta(days=30)
"""What happened longer ago than this before the first look is told to nobody."""
_FROM_HOUR = 7
"""The hour in Viet Nam from which on the server sends the day's digests."""
_OPEN = ("waiting", "returned", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that is to be told to the accounts that act for an agency or person; for everybody if `about` is empty."""

    event: str
    about: str
    vi: str
    en: str
    address: str
    due: date | None = None
    days_before: int | None = None
    """Of a reminder: how near the day is."""


# ---------------------------------------------------------------- what is to be told


def _of_entry(session: Session, entry: Entry) -> Iterator[News]:
    """What an entry of the ledger makes known to whom."""
    state, campaign, data = session.state, session.campaign, entry.data
    event = f"{entry.act}:{entry.hash[:16]}"
    one = state.agencies.get(str(data.get("agency", "")))
    if entry.act == "published":
        vi, en = f"Đã công bố kết quả: {state.opened.title}.", f"The results are published: {state.opened.title}."
        for each in state.agencies.values():
            due = state.deadline_of(each) if state.stage_of(each).kind == "appeal" else None
            yield News(event=event, about=each.agency.id, due=due, address=reverse("dossier", args=[campaign, each.agency.id]),
                       vi=f"{vi} Kiến nghị được đến hết hạn." if due else vi,
                       en=f"{en} Appeals are taken until the deadline." if due else en)  # fmt: skip
        yield News(event=event, about="", vi=vi, en=en, address=reverse("publication", args=[campaign]))
    if one is None:
        return
    id, name = one.agency.id, one.agency.name
    form, dossier = (reverse(page, args=[campaign, id]) for page in ("form", "dossier"))
    until = date.fromisoformat(str(data["until"])) if "until" in data else None
    if entry.act == "returned":
        yield News(event=event, about=id, due=until, address=form,
                   vi=f"Hồ sơ của {name} bị trả lại để bổ sung; lý do ở đầu phiếu.",
                   en=f"The dossier of {name} was sent back to be completed; the reason is on top of the form.")  # fmt: skip
    elif entry.act == "reopened" and data.get("pending"):
        yield News(event=event, about=str(data["second"]), address=reverse("campaign", args=[campaign]),
                   vi=f"Có đề nghị mở lại {name}, cần xác nhận.",
                   en=f"It was asked to re-open {name}; you are to confirm it.")  # fmt: skip
    elif entry.act in {"confirmed", "reopened"}:
        yield News(event=event, about=id, due=one.own_deadline, address=form,
                   vi=f"{name} được mở lại ở giai đoạn “{state.stage_of(one).title}”.",
                   en=f"{name} was put back into the stage “{state.stage_of(one).title}”.")  # fmt: skip
    elif entry.act == "appealed":
        for person in state.opened.people:
            if person.role == "decider":
                yield News(event=event, about=person.id, address=dossier,
                           vi=f"{name} có kiến nghị cần giải quyết.", en=f"{name} appealed; it is to be decided.")  # fmt: skip
    elif entry.act == "decided":
        yield News(event=event, about=id, address=dossier,
                   vi=f"Kiến nghị của {name} đã được giải quyết.", en=f"The appeal of {name} was decided.")  # fmt: skip


def _owed(session: Session) -> Iterator[tuple[str, date, str, str, str]]:
    """What is still to be done: by which agency or person, until when, in Vietnamese and English, and where."""
    state, campaign = session.state, session.campaign
    for one in state.agencies.values():
        kind, due, id, name = state.stage_of(one).kind, state.deadline_of(one), one.agency.id, one.agency.name
        dossier = reverse("dossier", args=[campaign, id])
        if kind == "submission" and one.status in _OPEN:
            yield id, due, f"Hạn nộp hồ sơ của {name}.", f"Deadline to hand in for {name}.", reverse("form", args=[campaign, id])  # fmt: skip
        elif kind == "explanation" and one.status == "submitted":
            yield id, due, f"Hạn giải trình của {name}.", f"Deadline for explanations of {name}.", dossier
        elif kind == "appeal" and one.status == "published":
            yield id, due, f"Hạn kiến nghị của {name}.", f"Deadline for appeals of {name}.", dossier
    roles = {"council": ("chair", "council"), "publication": ("decider", "publication")}
    waiting = [(state.stage_of(one), state.deadline_of(one)) for one in state.agencies.values() if one.status == "submitted"]  # fmt: skip
    for stage, due in dict.fromkeys((stage.id, due) for stage, due in waiting if stage.kind in roles):
        found = state.opened.named_stages[stage]
        role, page = roles[found.kind]
        for person in state.opened.people:
            if person.role == role:
                yield (
                    person.id,
                    due,
                    f"Hạn: {found.title}.",
                    f"Deadline: {found.title}.",
                    reverse(page, args=[campaign]),
                )
    chair = next((one.id for one in state.opened.people if one.role == "chair"), "")
    due_of = dict.fromkeys((person.id if person else chair, one.stage, state.deadline_of(one)) for one, person in work_left(state, session.today))  # fmt: skip
    for id, stage, due in due_of:
        title = state.opened.named_stages[stage].title
        yield id, due, f"Hạn thẩm định ({title}); còn tiêu chí chưa chấm.", f"Deadline of the appraisal ({title}); criteria are left.", reverse("queue", args=[campaign])  # fmt: skip
    # Who answers for nothing and only gives second opinions is none of those.
    for person in second_only(state):
        for stage, due in dict.fromkeys((one.stage, state.deadline_of(one)) for one, _ in owing(session, person)):
            title = state.opened.named_stages[stage].title
            yield person.id, due, f"Hạn cho ý kiến thứ hai ({title}).", f"Deadline of second opinions ({title}).", reverse("queue", args=[campaign])  # fmt: skip


def _deadlines(session: Session) -> Iterator[News]:
    """The deadlines that are near enough to be told of today."""
    today = session.today
    for about, due, vi, en, address in _owed(session):
        near = next((days for days in DAYS_BEFORE if 0 <= (due - today).days <= days), None)
        if near is not None:
            event = f"deadline:{due.isoformat()}:{near}:{address}"
            yield News(event=event, about=about, due=due, days_before=near, vi=vi, en=en, address=address)


# ---------------------------------------------------------------- telling it


def follow(session: Session) -> int:
    """Tell what happened in a campaign since somebody looked last, and what falls due; how many notices are new."""
    head = session.state.head
    followed = Followed.objects.filter(campaign=session.campaign).first()
    since = followed.seq if followed is not None and followed.seq <= head.seq else 0
    news: list[News] = []
    if since < head.seq:
        oldest = campaigns.now() - _OLD
        for entry in session.store.entries(session.campaign, since):
            if entry.seq <= head.seq and instant(entry.at) >= oldest:
                news += _of_entry(session, entry)
    made = _tell(session.campaign, [*news, *_deadlines(session)])
    # Afterwards: whoever is stopped in between is followed by somebody who finds everything told already.
    if followed is None or followed.seq != head.seq:
        Followed.objects.update_or_create(campaign=session.campaign, defaults={"seq": head.seq})
    return made


def follow_all() -> tuple[int, list[Diagnostic]]:
    """`follow` every campaign: how many notices are new, and why a campaign could not be read."""
    made, problems = 0, []
    for id in campaigns.campaign_ids():
        try:
            with campaigns.campaign(id) as session:
                made += follow(session)
        except ScoringError as error:
            problems += error.diagnostics
    return made, problems


def _tell(campaign: str, news: Sequence[News]) -> int:
    """Tell the accounts that act for the agency or person of each; those of offices and viewers what is for everybody."""
    places = list(Place.objects.filter(campaign=campaign, user__is_active=True)) if news else []
    by_actor: dict[str, list[int]] = {}
    for place in places:
        by_actor.setdefault(place.actor, []).append(place.user_id)
    everybody = [one.user_id for one in places if one.duty in {Duty.OFFICE, Duty.VIEWER}]
    latest: dict[tuple[int, str, date | None], date] = {}
    for user, about, due, at in Notice.objects.filter(campaign=campaign, due__isnull=False).values_list("user", "about", "due", "made_at"):  # fmt: skip
        latest[user, about, due] = max(local_day(at), latest.get((user, about, due), date.min))
    today, rows = local_day(campaigns.now()), []
    for one in news:
        for user in by_actor.get(one.about, []) if one.about else everybody:
            last = latest.get((user, one.about, one.due))
            # Who was told of the same day when it was as near as this, by whatever notice, needs no reminder yet.
            if one.days_before is None or one.due is None or last is None or last < one.due - timedelta(days=one.days_before):  # fmt: skip
                rows.append((user, one))
                latest[user, one.about, one.due] = today
    return tell(campaign, rows)


def tell(campaign: str, rows: Sequence[tuple[int, News]]) -> int:
    """Tell accounts, by key, what they were not told yet; how many notices are new."""
    if not rows:
        return 0
    told = set(Notice.objects.filter(campaign=campaign, event__in={one.event for _, one in rows}).values_list("user", "event"))  # fmt: skip
    new = {(user, one.event): one for user, one in rows if (user, one.event) not in told}
    now = campaigns.now()
    Notice.objects.bulk_create(
        [
            Notice(user_id=user, campaign=campaign, event=event, about=one.about, vi=one.vi, en=one.en, due=one.due,
                   address=one.address, made_at=now)
            for (user, event), one in new.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(new)


def ask(question: Question, agency: str, criterion: str, *, to_agency: str, to_appraiser: str) -> None:
    """Keep a line of a thread and tell its other side: both or nothing. `agency`, `criterion`: their names; then the page
    each side reads the thread on.
    """
    with transaction.atomic():
        question.save()
        if question.from_agency:
            event, page = f"answered:{question.pk}", to_appraiser
            vi, en = f"{agency} trả lời câu hỏi về {criterion}.", f"{agency} answered the question about {criterion}."
            thread = Question.objects.filter(
                campaign=question.campaign, agency=question.agency, criterion=question.criterion
            )
            users = list(thread.filter(from_agency=False, asked_by__is_active=True).values_list("asked_by", flat=True))
        else:
            event, page = f"asked:{question.pk}", to_agency
            vi, en = f"Người thẩm định hỏi {agency} về {criterion}.", f"The appraiser asks {agency} about {criterion}."
            places = Place.objects.filter(campaign=question.campaign, actor=question.agency, user__is_active=True)
            users = list(places.values_list("user", flat=True))
        news = News(event=event, about=question.agency, vi=vi, en=en, address=page)
        tell(question.campaign, [(user, news) for user in users])


def of(user: User) -> QuerySet[Notice]:
    """The notices an account may see: those of campaigns in which it still has a place."""
    return Notice.objects.filter(user=user, campaign__in=user.places.values("campaign"))


# ---------------------------------------------------------------- mail


def send() -> tuple[int, list[Diagnostic]]:
    """Mail everybody who has an address what was neither read nor mailed, once a day at most: how many digests were
    sent, and what went wrong. Nothing is sent where the desk has no settings of mail.
    """
    desk, today = campaigns.desk(), local_day(campaigns.now())
    if desk.mail is None:
        return 0, []
    users = User.objects.filter(is_active=True, notices__mailed_at=None, notices__read_at=None).exclude(email="")
    waiting = [one for one in users.distinct().order_by("pk") if one.mailed_on is None or one.mailed_on < today]
    sent, problems = 0, []
    connection = get_connection()
    try:
        for user in waiting:
            rows = list(of(user).filter(mailed_at=None, read_at=None).order_by("made_at", "id"))
            # Who changes the row first sends; somebody else who looks at the same time does not.
            mine = User.objects.filter(pk=user.pk, mailed_on=user.mailed_on).update(mailed_on=today) if rows else 0
            if not mine:
                continue
            try:
                EmailMessage(*_digest(user, rows), desk.mail.sender, [user.email], connection=connection).send()
            except SMTPRecipientsRefused:
                # Tried again tomorrow.
                problems.append(Diagnostic("SC827", None, {"host": desk.mail.host, "why": f"{user.get_username()}: {user.email}"}))  # fmt: skip
                continue
            except (OSError, ValueError) as error:
                User.objects.filter(pk=user.pk).update(mailed_on=user.mailed_on)
                problems.append(Diagnostic("SC827", None, {"host": desk.mail.host, "why": str(error)}))
                break
            Notice.objects.filter(pk__in=[one.pk for one in rows]).update(mailed_at=campaigns.now())
            sent += 1
    finally:
        connection.close()
    return sent, problems


def _digest(user: User, rows: Sequence[Notice]) -> tuple[str, str]:
    """The subject and the text of a mail, in the language of who gets it."""
    desk, lang = campaigns.desk(), user.language
    lines = [in_lang(lang, f"Tài khoản {user.get_username()} có {len(rows)} thông báo:", f"Notices for the account {user.get_username()}: {len(rows)}")]  # fmt: skip
    for number, one in enumerate(rows, 1):
        until = in_lang(lang, " Hạn: hết ngày {}.", " Due: end of {}.").format(weekday_text(one.due, lang)) if one.due else ""  # fmt: skip
        lines += ["", f"{number}. {in_lang(lang, one.vi, one.en)}{until}"]
        if desk.address:
            lines.append(f"   {desk.address}{one.address}")
    lines += ["", in_lang(lang, "Thư tự động của bàn làm việc, nhiều nhất mỗi ngày một lần. Không muốn nhận nữa thì xóa địa chỉ thư ở trang Tài khoản.",
                          "Sent by the desk, once a day at most. To get no more mail, empty the address on the page of your account.")]  # fmt: skip
    return in_lang(lang, f"Bàn làm việc: {len(rows)} thông báo", f"Desk: {len(rows)} notices"), "\n".join(lines) + "\n"


def keep_telling(stop: Event, every: float = 60) -> None:
    """Follow all campaigns and send the day's mail until `stop` is set; what fails is logged, and tried again."""
    while True:
        try:
            problems = follow_all()[1]
            if campaigns.now().astimezone(VIETNAM).hour >= _FROM_HOUR:
                problems += send()[1]
        except (ScoringError, DatabaseError) as error:
            log.warning("notices: %s", error)
        else:
            for one in problems:
                log.warning("notices: %s", one.message("en"))
        finally:
            close_old_connections()
        if stop.wait(every):
            return
