"""Opening a campaign in the browser, and the slips with which its people make their accounts."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from scoring.app import inputs
from scoring.app.campaign.agency_sheet import agencies_in
from scoring.app.campaign.opening import Opened, open_campaign
from scoring.batch.local import cached_scheme
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError, usage_problem
from scoring.review.campaign import local_day
from scoring.scheme.load import LoadedScheme
from scoring.text import in_lang, slug
from scoring.web import campaigns, earlier
from scoring.web.middleware import language_of
from scoring.web.models import Duty, Invitation, Place, User
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk

STAGES = (
    ("nop", "submission", "Nộp hồ sơ"),
    ("vong-1", "appraisal", "Thẩm định vòng 1"),
    ("giai-trinh", "explanation", "Giải trình"),
    ("vong-2", "appraisal", "Thẩm định vòng 2"),
    ("hoi-dong", "council", "Họp hội đồng"),
    ("cong-bo", "publication", "Công bố"),
    ("kien-nghi", "appeal", "Kiến nghị"),
)
"""The stages offered, in order; one without a date is left out."""
ROLES = (
    ("secretary", ("thư ký", "secretary")),
    ("member", ("thành viên thẩm định", "appraiser")),
    ("chair", ("chủ tịch hội đồng", "chair")),
    ("decider", ("cấp quyết định", "deciding authority")),
)
_PEOPLE = 12
_FIRST = {0: "secretary", 1: "chair", 2: "decider"}
"""The roles the first rows offer; the others are for appraisers."""
VALID_DAYS = 14
"""How long a slip can be used."""


@desk(Action.OPEN_CAMPAIGN, "GET", "POST")
def open_page(visit: Visit) -> HttpResponse:
    """The form; its checks are those of ``campaign init``, tried in a store that is gone afterwards; then the act."""
    post = visit.request.POST
    problems: list[Diagnostic] = []
    text, by, tried = post.get("text", ""), post.get("by", ""), None
    if visit.request.method == "POST":
        try:
            if "open" not in post:
                text = _with_earlier(visit, _text(visit))
            by = _officer(text, by)
            with _file(text) as file:
                with tempfile.TemporaryDirectory(prefix="scoring-") as name:
                    tried = _opened(visit, str(Path(name) / "thu.db"), file, by)
                if "open" in post:
                    done = _opened(visit, campaigns.desk().ledger, file, by)
                    visit.tell("success", f"Đã mở đợt {done.campaign.title}.", f"Opened {done.campaign.title}.")
                    return HttpResponseRedirect(reverse("invitations", args=[done.campaign.id]))
        except ScoringError as error:
            problems = [*error.diagnostics]
    return visit.page(
        "open_campaign.html",
        problems=[*problems, *visit.told()],
        failed=bool(problems),
        text=text,
        by=by,
        tried=tried,
        stages=[(id, title, post.get(f"deadline:{id}", "")) for id, _, title in STAGES],
        people=[
            [
                post.get(f"{key}:{n}", _FIRST.get(n, "member") if key == "role" else "")
                for key in ("title", "role", "body", "fields")
            ]
            for n in range(_PEOPLE)
        ],
        roles=ROLES,
        scheme=campaigns.desk().scheme,
        schemes=inputs.known_schemes(campaigns.desk().path),
        given=post,
        known=[(id, campaigns.opened(id).title) for id in campaigns.campaign_ids()],
    )


def _opened(visit: Visit, place: str, file: Path, by: str) -> Opened:
    return open_campaign(place, file, by=by, scheme=campaigns.desk().scheme, observer=visit.heard, clock=campaigns.now)


@contextmanager
def _file(text: str) -> Iterator[Path]:
    """The campaign's file, with the earlier results it names beside it."""
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        earlier.place(_history(text), Path(name))
        file = Path(name) / "campaign.yaml"
        file.write_text(text, "utf-8")
        yield file


def _history(text: str) -> list[object]:
    """The earlier results a campaign's file names; what else is wrong with it is for the checks to tell."""
    try:
        named = yaml.safe_load(text)["history"]
    except (yaml.YAMLError, KeyError, TypeError):
        return []
    return named if isinstance(named, list) else []


def _with_earlier(visit: Visit, text: str) -> str:
    """The campaign's file with the earlier results that were given beside it, in place of those it named."""
    named = earlier.keep(visit.request.FILES.getlist("earlier"), visit.given("earlier_campaign") or "")
    if not named:
        return text
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    if not isinstance(data, dict):
        return text
    return str(yaml.safe_dump(data | {"history": [named]}, allow_unicode=True, sort_keys=False, width=120))


def _officer(text: str, asked: str) -> str:
    """Who opens it, by the campaign's own list: who was chosen, else its secretary. Raises UsageProblem where it has none;
    what else is wrong with the list is for the checks to tell.
    """
    try:
        people = {str(one["id"]): str(one["role"]) for one in yaml.safe_load(text)["people"]}
    except (yaml.YAMLError, KeyError, TypeError):
        return "thu-ky"
    secretaries = [id for id, role in people.items() if role == "secretary"]
    if asked in people:
        return asked
    if not secretaries:
        raise usage_problem("danh sách người chưa có thư ký để mở đợt", "there is no secretary to open the campaign")
    return secretaries[0]


def _scheme(visit: Visit, period: str) -> LoadedScheme:
    folder = campaigns.desk().scheme
    named = visit.given("scheme")
    if folder is None and named:
        folder = inputs.scheme_by_id(named, campaigns.desk().path)
    if folder is None:
        raise usage_problem("chưa chọn thang điểm", "no scheme was chosen")
    return cached_scheme(inputs.scheme_folder(folder), period)


def _text(visit: Visit) -> str:
    """The campaign's file: the one given whole, else what the form says."""
    whole = visit.request.FILES.get("file")
    if whole is not None:
        return str(whole.read(2_000_000).decode("utf-8", "replace"))
    period = visit.given("period") or ""
    found = _scheme(visit, period).scheme
    agencies = visit.request.FILES.get("agencies")
    if agencies is None:
        raise usage_problem("chưa có tệp danh sách cơ quan", "the list of agencies is missing")
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        sheet = Path(name) / f"co-quan{Path(agencies.name or '').suffix.lower()[:6]}"
        sheet.write_bytes(agencies.read(10_000_000))
        listed = agencies_in(sheet, found.blocks)
    people, bodies = _people(visit)
    stages = [
        {"id": id, "kind": kind, "title": title, "deadline": day}
        for id, kind, title in STAGES
        if (day := visit.day(f"deadline:{id}"))
    ]
    title = visit.given("title") or ""
    lines = [one["id"] for one in reversed(stages) if one["kind"] in {"council", "appraisal"}]
    data: dict[str, Any] = {
        "format": 1,
        "id": visit.given("id") or slug(title),
        "title": title,
        "period": int(period) if period.isdecimal() else period,
        "scheme": found.id,
        "agencies": listed,
        "people": people,
        "stages": stages,
        "final": [*lines, "computed"],
    }
    if bodies:
        data["bodies"] = [{"id": id, "name": name} for name, id in bodies.items()]
    if len(bodies) == 1:
        (only,) = bodies.values()
        data["appraised_by"] = [{"level": level, "by": only} for level in dict.fromkeys(x["level"] for x in listed)]
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120))


def _people(visit: Visit) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The people of the form, and the bodies they belong to: ids by name."""
    people: list[dict[str, Any]] = []
    bodies: dict[str, str] = {}
    for n in range(_PEOPLE):
        title = visit.given(f"title:{n}")
        if title is None:
            continue
        one: dict[str, Any] = {"id": slug(title), "title": title, "role": visit.given(f"role:{n}") or ""}
        if body := visit.given(f"body:{n}"):
            one["body"] = bodies.setdefault(body, slug(body))
        if fields := visit.given(f"fields:{n}"):
            one["fields"] = [x.strip() for x in fields.replace(";", ",").split(",") if x.strip()]
        people.append(one)
    return people, bodies


# ---------------------------------------------------------------- invitations


@desk(Action.OPEN_CAMPAIGN, "GET", "POST")
def invitations(visit: Visit, to: str) -> HttpResponse:
    """Make slips for everybody of a campaign who has no account yet; the links are shown this once, to be printed."""
    if to not in campaigns.campaign_ids():
        raise Http404
    opened, missing = campaigns.opened(to), without_account(to)
    slips = []
    if "send" in visit.request.POST:
        _mail_links(visit, to, opened.title, missing)
        return HttpResponseRedirect(reverse("invitations", args=[to]))
    if visit.request.method == "POST":
        # Slips that were printed before and not used are worth nothing from now on.
        Invitation.objects.filter(campaign=to, used_at=None).delete()
        slips = [(name, duty, *_link(visit, to, duty, actor)) for duty, actor, name in missing]
    # Places whose link was mailed and still works.
    mailed = Invitation.objects.filter(campaign=to, used_at=None, expires_at__gt=campaigns.now()).exclude(email="")
    sent = {(one.duty, one.actor): one.email for one in mailed}
    rows = [(f"{duty}:{actor}", duty, name, sent.get((duty, actor), "")) for duty, actor, name in missing]
    return visit.page(
        "invitations.html", opened=opened, missing=rows, slips=slips, days=VALID_DAYS, mail=campaigns.desk().mail
    )


def without_account(campaign: str) -> list[tuple[str, str, str]]:
    """The places of a campaign that nobody has an account for: duty, id, name."""
    opened = campaigns.opened(campaign)
    wanted = [(str(Duty.HEAD), one.id, one.name) for one in opened.agencies]
    wanted += [(str(Duty.EDITOR), one.id, one.name) for one in opened.agencies]
    wanted += [(str(Duty.OFFICE), one.id, one.title) for one in opened.people]
    have = set(Place.objects.filter(campaign=campaign).values_list("duty", "actor"))
    return [one for one in wanted if one[:2] not in have]


def _link(visit: Visit, campaign: str, duty: str, actor: str, email: str = "") -> tuple[str, datetime]:
    """A new one-time link for a place, and until when it works."""
    token, expires = secrets.token_urlsafe(24), campaigns.now() + timedelta(days=VALID_DAYS)
    Invitation.objects.create(digest=_digest(token), campaign=campaign, duty=duty, actor=actor, email=email, made_by=visit.user, expires_at=expires)  # fmt: skip
    return visit.request.build_absolute_uri(reverse("invitation", args=[token])), expires


def _mail_links(visit: Visit, campaign: str, title: str, missing: Sequence[tuple[str, str, str]]) -> None:
    """Mail a link to each place for which an address was typed; an older link of that place works no more."""
    mail, sent, failed = campaigns.desk().mail, 0, []
    typed = [(duty, actor, name, email.lower()) for duty, actor, name in missing if (email := visit.given(f"mail:{duty}:{actor}"))]  # fmt: skip
    if mail is None:
        return
    connection = get_connection()
    for duty, actor, name, email in typed:
        try:
            validate_email(email)
            with transaction.atomic():
                Invitation.objects.filter(campaign=campaign, duty=duty, actor=actor, used_at=None).delete()
                address, expires = _link(visit, campaign, duty, actor, email)
                text = visit.word(
                    f"{name} được mời vào {title}.\n\nMở địa chỉ này, tự đặt tên đăng nhập và mật khẩu; dùng một lần, đến hết ngày {local_day(expires):%d/%m/%Y}:\n{address}\n",
                    f"{name} is invited to {title}.\n\nOpen this address, choose a name and a password; it works once, until {local_day(expires)}:\n{address}\n",
                )  # fmt: skip
                subject = visit.word("Phiếu mời vào bàn làm việc", "Invitation to the desk")
                EmailMessage(subject, text, mail.sender, [email], connection=connection).send()
        except (OSError, ValidationError, ValueError):
            failed.append(f"{name} ({email})")
        else:
            sent += 1
    connection.close()
    visit.tell("success", f"Đã gửi {sent} phiếu mời qua thư.", f"Mailed {sent} invitations.")
    if failed:
        visit.tell("error", f"Chưa gửi được: {', '.join(failed)}.", f"Not sent: {', '.join(failed)}.")


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account with the place a slip is for; the link works once, and not after its last day."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405)
    found = Invitation.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=campaigns.now()).first()
    values: dict[str, Any] = {"lang": language_of(request), "found": found}
    if found is None:
        return render(request, "desk/invitation.html", values, status=404)
    if request.method == "POST":
        name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
        values |= {"username": name, "errors": _account(found, name, password, request)}
        if not values["errors"]:
            return HttpResponseRedirect(reverse("account_login"))
    return render(request, "desk/invitation.html", values, status=400 if values.get("errors") else 200)


def _account(found: Invitation, name: str, password: str, request: HttpRequest) -> list[str]:
    """Make the account; what is wrong instead, if it was not made."""
    user = User(username=name)
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    lang = language_of(request)
    if password != request.POST.get("again", ""):
        return [in_lang(lang, "Hai lần gõ mật khẩu khác nhau.", "The passwords differ.")]
    with transaction.atomic():
        # Of two who use it at once, one comes first.
        if not Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=campaigns.now()):
            return [in_lang(lang, "Phiếu này đã được dùng.", "The slip was used already.")]
        made = User.objects.create_user(name, password=password, email=found.email, language=lang)
        Place.objects.create(user=made, campaign=found.campaign, duty=found.duty, actor=found.actor)
    return []


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
