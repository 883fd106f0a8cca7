"""What every page of the desk goes through: the campaign, the permission, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from scoring.app.campaign.overviews import history
from scoring.app.campaign.session import Session
from scoring.app.observer import Recorder
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.numbers import from_exact, show
from scoring.result.model import Result
from scoring.review.state import AgencyState
from scoring.text import in_lang
from scoring.values import whole_day
from scoring.web import campaigns, notices
from scoring.web.middleware import language_of, typed_texts
from scoring.web.models import Duty, Place, User
from scoring.web.roles import Action, Target, acting, may, role_in


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request: who asks, in which campaign, under which place."""

    request: HttpRequest
    user: User
    lang: str
    session: Session | None = None
    place: Place | None = None
    agency: str | None = None
    heard: Recorder = field(default_factory=Recorder)
    """What the use cases told beside their result."""

    @property
    def open(self) -> Session:
        """The campaign's session."""
        assert self.session is not None
        return self.session

    @property
    def own(self) -> Place:
        """The place under which the reader is here."""
        assert self.place is not None
        return self.place

    def word(self, vi: str, en: str) -> str:
        """A text in the reader's language."""
        return in_lang(self.lang, vi, en)

    def may(self, action: Action, agency: str | None = None) -> bool:
        """Whether the reader may do something else here, for menus and buttons."""
        target = Target(state=self.open.state, agency=agency or self.agency)
        return may(self.user, places_in(self.user, self.open.campaign), action, target)

    def tell(self, tag: str, vi: str, en: str) -> None:
        """Say something on the next page; `tag` is ``success``, ``warning``, ``error`` or ``info``."""
        messages.add_message(self.request, getattr(messages, tag.upper()), self.word(vi, en))

    def refuse(self, error: ScoringError) -> None:
        """Say on the next page why a use case refused."""
        for one in error.diagnostics:
            messages.error(self.request, one.sentence(self.lang))

    def page(self, template: str, /, status: int = 200, **values: Any) -> HttpResponse:
        """The page."""
        more: dict[str, Any] = {"visit": self, "Action": Action}
        if self.session is not None:
            opened = self.session.state.opened
            more |= {"campaign": opened, "state": self.session.state, "today": self.session.today}
        if self.agency is not None:
            more["agency"] = self.open.state.agencies[self.agency]
        return render(self.request, f"desk/{template}", {**more, **values}, status=status)

    @property
    def menu(self) -> list[tuple[str, str, bool]]:
        """The pages of the campaign that are open to the reader: name, address, and whether it is this one."""
        id = self.open.campaign
        pages: list[tuple[Action, str, str, list[str]]] = [
            (Action.SEE_CAMPAIGN, self.word("Toàn cảnh", "Campaign"), "campaign", []),
            (Action.SEE_QUEUE, self.word("Hàng chờ", "Queue"), "queue", []),
            (Action.SEE_OVERVIEW, self.word("Chênh lệch", "Gaps"), "gaps", []),
            (Action.SEE_OVERVIEW, self.word("Họp hội đồng", "Council"), "council", []),
            (Action.SEE_OVERVIEW, self.word("Công bố", "Publication"), "publication", []),
            (Action.SEE_LEDGER, self.word("Sổ cái", "Ledger"), "ledger", []),
        ]
        for place in places_in(self.user, id):
            if place.duty in {Duty.EDITOR, Duty.HEAD} and place.actor in self.open.state.agencies:
                pages.append((Action.SEE_DRAFT, self.word("Phiếu tự chấm", "Self-assessment"), "form", [place.actor]))
                pages.append((Action.SEE_DOSSIER, self.word("Hồ sơ đã nộp", "Handed in"), "dossier", [place.actor]))
        here = self.request.path
        found = []
        for action, name, page, more in pages:
            address = reverse(page, args=[id, *more])
            if self.may(action, more[0] if more else None):
                found.append((name, address, here == address or (page != "campaign" and here.startswith(address))))
        return found

    def given(self, name: str) -> str | None:
        """What a field of the form, or of the address of a page that is only read, holds; None where that is nothing."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return asked.get(name, "").strip() or None

    def day(self, name: str) -> date | None:
        """The day in a field; the page is none where something else stands there."""
        text = self.given(name)
        try:
            return whole_day(text) if text else None
        except ValueError:
            self.tell("error", f"“{text}” không phải ngày.", f"“{text}” is no date.")
            raise Http404 from None

    def told(self) -> list[Diagnostic]:
        """Warnings and notes of what was done."""
        return list(self.heard.found)


Answer = HttpResponseBase | Callable[[], HttpResponseBase]
"""An answer, or what makes it once the campaign is not needed any more: what takes long keeps nobody waiting."""
View = Callable[..., Answer]
Page = Callable[..., HttpResponseBase]
_ON_CAMPAIGN = frozenset(Action) - {Action.OWN_ACCOUNT, Action.MANAGE_ACCOUNTS}


def places_in(user: User, campaign: str) -> list[Place]:
    """The places of an account in a campaign."""
    return [one for one in user.all_places if one.campaign == campaign]


def desk(action: Action, *methods: str) -> Callable[[View], Page]:
    """Make a page of a function of a `Visit`: who may not do `action` is refused; so are methods not named."""
    allowed = methods or ("GET",)

    def made(view: View) -> Page:
        @wraps(view)
        def run(
            request: HttpRequest, campaign: str | None = None, agency: str | None = None, **more: Any
        ) -> HttpResponseBase:
            method = "GET" if request.method == "HEAD" else request.method
            if method not in allowed:
                page = render(request, "desk/not_this_way.html", {"lang": language_of(request)}, status=405)
                page.headers["Allow"] = ", ".join(allowed)
                return page
            assert isinstance(request.user, User)
            visit = Visit(request=request, user=request.user, lang=language_of(request), agency=agency)
            if campaign is None:
                if not may(request.user, (), action, Target()):
                    return refused(visit)
                answer = view(visit, **more)
                return answer() if callable(answer) else answer
            places = places_in(request.user, campaign)
            if not places:
                # Who has no place in a campaign does not learn whether there is one.
                raise Http404
            with campaigns.campaign(campaign, visit.heard) as session:
                visit.session = session
                if agency is not None and agency not in session.state.agencies:
                    raise Http404
                target = Target(state=session.state, agency=agency)
                visit.place = acting(request.user, places, action, target)
                if visit.place is None:
                    return refused(visit)
                before = session.state.head.seq
                answer = view(visit, **more)
                if session.state.head.seq != before:
                    notices.follow(session)
                    campaigns.entered()
            # Others may use the campaign while this is made.
            return answer() if callable(answer) else answer

        run.action = action  # type: ignore[attr-defined]
        run.methods = allowed  # type: ignore[attr-defined]
        return run

    return made


def of_all_agencies(view: View) -> View:
    """A page that needs something computed of every agency says so, and comes back, while that is still being done."""

    @wraps(view)
    def run(visit: Visit, **more: Any) -> Answer:
        left = campaigns.being_computed(visit.open.campaign)
        if left:
            page = visit.page("being_computed.html", left=left)
            page.headers["Refresh"] = "2"
            return page
        return view(visit, **more)

    return run


def refused(visit: Visit) -> HttpResponse:
    """The page that says that this is not for the reader, or not now, with what was typed: a stage may have been locked
    meanwhile.
    """
    return visit.page("not_allowed.html", status=403, typed=typed_texts(visit.request))


def roles_of(user: User, session: Session) -> Mapping[str, Place]:
    """The places of an account in a campaign, by role."""
    found = {role_in(session.state, one): one for one in places_in(user, session.campaign)}
    return {role: one for role, one in found.items() if role is not None}


def return_reason(session: Session, one: AgencyState) -> str:
    """Why the dossier was sent back last; empty where it was not."""
    if one.status != "returned":
        return ""
    backs = [x for x in history(session, one.agency.id) if x.act in {"returned", "reopened"}]
    return str(backs[-1].data.get("reason", "")) if backs else ""


def change_words(before: Result, after: Result, lang: str) -> str:
    """A result before and after, in a sentence."""
    one, two = (show(from_exact(x.total.certain), lang) for x in (before, after))
    classes = before.classification.text(lang), after.classification.text(lang)
    return in_lang(lang, f"Trước: {one} điểm, {classes[0]}. Sau: {two} điểm, {classes[1]}.",
                   f"Before: {one} points, {classes[0]}. After: {two} points, {classes[1]}.")  # fmt: skip
