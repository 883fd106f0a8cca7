"""The start page, the account, the language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from scoring.app.campaign.decision_sheet import owed
from scoring.app.campaign.session import Session
from scoring.review.campaign import Campaign
from scoring.review.overview import overview
from scoring.review.state import AgencyState
from scoring.review.words import STATUSES, Words
from scoring.web import campaigns
from scoring.web.form import Form
from scoring.web.middleware import COOKIE, language_of, typed_texts
from scoring.web.models import Place
from scoring.web.roles import AGENCY, EDITOR, Action, role_in
from scoring.web.views.accounts import named
from scoring.web.views.base import Visit, desk, return_reason
from scoring.web.views.form import form_of
from scoring.web.views.notices import may_change_address
from scoring.web.views.opening import without_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one place has to do in one campaign."""

    campaign: Campaign
    title: str
    status: Words | tuple[str, str]
    stage: str
    deadline: date | None
    days_left: int = 0
    reason: str = ""
    progress: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    draft: Form | None = None
    """Of an agency that is filling in its form."""

    @property
    def late_by(self) -> int:
        """Days past the deadline."""
        return -self.days_left


@desk(Action.OWN_ACCOUNT)
def home(visit: Visit) -> HttpResponse:
    """One card for each place of the account."""
    cards = []
    known = set(campaigns.campaign_ids())
    for place in visit.user.places.order_by("campaign", "actor"):
        if place.campaign in known:
            with campaigns.campaign(place.campaign) as session:
                card = _card(visit, session, place)
                cards += [card] if card is not None else []
    opened = [(campaigns.opened(id), len(without_account(id))) for id in known] if visit.user.is_administrator else []
    return visit.page(
        "home.html", cards=cards, opened=sorted(opened, key=lambda one: one[0].stages[-1].deadline, reverse=True)
    )


def _card(visit: Visit, session: Session, place: Place) -> Card | None:
    role = role_in(session.state, place)
    if role in {AGENCY, EDITOR}:
        return _agency_card(visit, session, session.state.agencies[place.actor], role)
    return _office_card(visit, session, place, role) if role is not None else None


def _agency_card(visit: Visit, session: Session, one: AgencyState, role: str) -> Card:
    state, id = session.state, session.campaign
    deadline = state.deadline_of(one)
    links = [(visit.word("Phiếu tự chấm", "Self-assessment"), reverse("form", args=[id, one.agency.id]))]
    if one.submission is not None:
        links.append((visit.word("Hồ sơ đã nộp", "What was handed in"), reverse("dossier", args=[id, one.agency.id])))
    own = replace(visit, session=session, agency=one.agency.id)
    return Card(
        campaign=state.opened,
        title=one.agency.name,
        draft=form_of(own) if own.may(Action.EDIT_DRAFT) else None,
        status=STATUSES[one.status],
        stage=state.stage_of(one).title,
        deadline=deadline,
        days_left=(deadline - session.today).days,
        reason=return_reason(session, one),
        progress=visit.word("Được nộp thay mặt cơ quan.", "You hand in for the agency.") if role == AGENCY else "",
        links=links,
    )


def _office_card(visit: Visit, session: Session, place: Place, role: str) -> Card:
    opened, id = session.state.opened, session.campaign
    person = opened.person(place.actor)
    found = overview(session.state, session.today)
    links, progress = [], ""
    if role in {"member", "chair"}:
        links.append((visit.word("Hàng chờ thẩm định", "Appraisal queue"), reverse("queue", args=[id])))
        agencies, criteria = owed(session, person) if person is not None and role == "member" else (0, 0)
        if criteria:
            progress = visit.word(f"Còn {criteria} tiêu chí của {agencies} cơ quan.", f"{criteria} criteria of {agencies} agencies are left.")  # fmt: skip
    if role == "secretary" and found.not_submitted:
        progress = visit.word(f"Chưa nộp: {len(found.not_submitted)} cơ quan.", f"Not handed in: {len(found.not_submitted)} agencies.")  # fmt: skip
    links.append((visit.word("Toàn cảnh đợt", "The whole campaign"), reverse("campaign", args=[id])))
    current = next((one for one in opened.stages if one.deadline >= session.today), opened.stages[-1])
    return Card(
        campaign=opened,
        title=person.title if person is not None else visit.word("Người xem", "Viewer"),
        status=("đang diễn ra", "running"),
        stage=current.title,
        deadline=current.deadline,
        days_left=(current.deadline - session.today).days,
        progress=progress,
        links=links,
    )


@desk(Action.OWN_ACCOUNT)
def account(visit: Visit) -> HttpResponse:
    """The account's own page."""
    return visit.page("account.html", places=named(visit.user.places.all()), may_change_address=may_change_address())


def language(request: HttpRequest) -> HttpResponse:
    """Change the language, of the account or of the browser."""
    if request.method != "POST":
        return HttpResponse(status=405)
    chosen = "en" if request.POST.get("language") == "en" else "vi"
    wanted = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = "/"
    response = HttpResponseRedirect(wanted)
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response.set_cookie(
        COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@desk(Action.OWN_ACCOUNT)
def totp_picture(visit: Visit) -> HttpResponse:
    """The picture of the secret that is being turned on."""
    secret = totp.get_totp_secret(regenerate=False)
    url = get_adapter().build_totp_url(visit.user, secret)
    return HttpResponse(get_adapter().build_totp_svg(url), content_type="image/svg+xml")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form that was open while the session ended, or while somebody signed in anew in another tab."""
    del reason
    if request.headers.get("HX-Request"):
        # The page's script keeps what was typed, and sends it from a page of the new session.
        return HttpResponse(status=401)
    values: dict[str, Any] = {"lang": language_of(request), "typed": typed_texts(request)}
    return render(request, "desk/session_ended.html", values, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that no browser sends, or that came under a name of which the settings say nothing."""
    values = {"lang": "vi", "unknown_host": isinstance(exception, DisallowedHost)}
    return render(request, "desk/bad_request.html", values, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that is none, or none of the reader's."""
    del exception
    return render(
        request, "desk/not_found.html", {"lang": language_of(request) if hasattr(request, "user") else "vi"}, status=404
    )


def bug(request: HttpRequest) -> HttpResponse:
    """The page of a bug of ours."""
    return render(
        request, "desk/bug.html", {"lang": language_of(request) if hasattr(request, "user") else "vi"}, status=500
    )
