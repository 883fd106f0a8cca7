"""The whole campaign: who owes what, acts of secretary, chair and deciding authority, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app.campaign import acts
from scoring.app.campaign.decisions import decide as decide_appeal
from scoring.app.campaign.overviews import status
from scoring.app.campaign.publication import publish as publish_results
from scoring.app.campaign.results import discrepancies
from scoring.app.ledger import verify_ledgers
from scoring.errors import ScoringError
from scoring.numbers import from_exact
from scoring.review.acts.registry import ACTS
from scoring.review.decisions import Decision, number_typed
from scoring.review.history_words import actor_title
from scoring.review.words import CAUSES
from scoring.values import whole_day
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk

_PAGE = 100


@desk(Action.SEE_CAMPAIGN)
def campaign(visit: Visit) -> HttpResponse:
    """Where every agency stands, as far as the reader may know: agencies see the stages and their own line."""
    found = status(visit.open)
    whole = visit.may(Action.SEE_OVERVIEW)
    own = {place.actor for place in visit.user.places.filter(campaign=visit.open.campaign)}
    lines = [one for one in found.agencies if whole or one.id in own]
    state = visit.open.state
    return visit.page(
        "campaign.html",
        found=found,
        lines=lines,
        whole=whole,
        waiting=[one for one in lines if one.id in found.not_submitted],
        stages=state.opened.stages,
        may={one.name.lower(): visit.may(one) for one in (Action.LOCK, Action.RETURN, Action.REOPEN, Action.PUBLISH, Action.DECIDE)},
        reopenings=[(id, seq) for id, one in state.agencies.items() for seq in one.reopenings],
    )  # fmt: skip


@desk(Action.SEE_OVERVIEW)
def gaps(visit: Visit) -> HttpResponse:
    """Discrepancies, those that change a class first."""
    found = discrepancies(visit.open)
    rows = sorted(found.agencies, key=lambda one: -abs(Fraction(from_exact(one.gap))) if one.gap else Fraction(0))
    return visit.page("gaps.html", rows=rows)


@desk(Action.SEE_LEDGER)
def ledger(visit: Visit) -> HttpResponse:
    """The ledger's entries, the newest first."""
    session, state = visit.open, visit.open.state
    text = visit.request.GET.get("truoc", "")
    last = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else state.head.seq
    first = max(last - _PAGE, 0)
    entries = [one for one in session.store.entries(session.campaign, first) if one.seq <= last]
    rows = [(one, ACTS[one.act].words, actor_title(one, state.opened, visit.lang)) for one in reversed(entries)]
    return visit.page("ledger.html", rows=rows, older=first, head=state.head)


@desk(Action.SEE_LEDGER, "POST")
def verify(visit: Visit) -> HttpResponse:
    """Verify the chain from its first entry to its last."""
    try:
        for one in verify_ledgers(visit.open.store.where.url or str(visit.open.store.where.path)):
            if one.name == visit.open.campaign:
                visit.tell(
                    "success",
                    f"Sổ cái toàn vẹn: {one.head.seq} bản ghi, mã đầu chuỗi {one.head.hash}.",
                    f"The ledger is whole: {one.head.seq} entries, chain head {one.head.hash}.",
                )
    except ScoringError as error:
        visit.refuse(error)
    return HttpResponseRedirect(reverse("ledger", args=[visit.open.campaign]))


# ---------------------------------------------------------------- acts


def _done(visit: Visit, vi: str, en: str) -> HttpResponse:
    visit.tell("success", vi, en)
    return HttpResponseRedirect(reverse("campaign", args=[visit.open.campaign]))


def _given(visit: Visit, name: str) -> str | None:
    return visit.request.POST.get(name, "").strip() or None


def _day(visit: Visit, name: str) -> date | None:
    text = _given(visit, name)
    try:
        return whole_day(text) if text else None
    except ValueError:
        visit.tell("error", f"“{text}” không phải ngày.", f"“{text}” is no date.")
        raise Http404 from None


def _act(visit: Visit, run: Callable[[], Any], vi: str, en: str) -> HttpResponse:
    """Do an act; what is refused is told on the page one came from, with nothing changed."""
    try:
        run()
    except ScoringError as error:
        visit.refuse(error)
        return HttpResponseRedirect(reverse("campaign", args=[visit.open.campaign]))
    return _done(visit, vi, en)


@desk(Action.RETURN, "POST")
def send_back(visit: Visit) -> HttpResponse:
    """Send a dossier back to be completed."""
    until = _day(visit, "until") or visit.open.today
    return _act(visit, lambda: acts.return_dossier(visit.open, visit.agency or "", until=until, by=visit.own.actor, reason=_given(visit, "reason")),
                f"Đã trả lại hồ sơ của {visit.agency}.", f"Sent back to {visit.agency}.")  # fmt: skip


@desk(Action.LOCK, "POST")
def lock(visit: Visit) -> HttpResponse:
    """Lock a stage, after its deadline or when its work is done."""
    stage = _given(visit, "stage") or ""
    until = _day(visit, "until")
    return _act(visit, lambda: acts.lock(visit.open, stage, by=visit.own.actor, until=until),
                "Đã chốt giai đoạn.", "The stage is locked.")  # fmt: skip


@desk(Action.REOPEN, "POST")
def reopen(visit: Visit) -> HttpResponse:
    """Ask to put an agency back into a stage; a second person has to confirm it."""
    until = _day(visit, "until") or visit.open.today
    stage, second = _given(visit, "stage") or "", _given(visit, "second") or ""
    return _act(visit, lambda: acts.reopen(visit.open, visit.agency or "", stage, until=until, by=visit.own.actor, second=second, reason=_given(visit, "reason")),
                "Đã đề nghị mở lại; chờ người thứ hai xác nhận.", "Asked for; a second person has to confirm it.")  # fmt: skip


@desk(Action.CONFIRM, "POST")
def confirm(visit: Visit) -> HttpResponse:
    """Confirm a re-opening as the second person."""
    text = visit.request.POST.get("entry", "")
    entry = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return _act(visit, lambda: acts.confirm(visit.open, visit.agency or "", entry, by=visit.own.actor),
                "Đã xác nhận mở lại.", "Confirmed.")  # fmt: skip


@desk(Action.PUBLISH, "POST")
def publish(visit: Visit) -> HttpResponse:
    """Publish the results and the ranking under a decision."""
    decision = _given(visit, "decision") or ""
    until = _day(visit, "until")
    return _act(visit, lambda: publish_results(visit.open, decision, by=visit.own.actor, until=until),
                f"Đã công bố theo {decision}.", f"Published under {decision}.")  # fmt: skip


@desk(Action.EXPLAIN, "POST")
def explain(visit: Visit) -> HttpResponse:
    """Explain a criterion after the first appraisal."""
    criterion = _given(visit, "criterion")
    return _own(visit, lambda: acts.explain(visit.open, criterion, by=visit.own.actor, reason=_given(visit, "reason")))


@desk(Action.APPEAL, "POST")
def appeal(visit: Visit) -> HttpResponse:
    """Appeal against the published points of a criterion."""
    criterion = _given(visit, "criterion")
    return _own(
        visit,
        lambda: acts.explain(visit.open, criterion, by=visit.own.actor, appeal=True, reason=_given(visit, "reason")),
    )


def _own(visit: Visit, run: Callable[[], Any]) -> HttpResponse:
    try:
        run()
        visit.tell("success", "Đã ghi vào sổ cái.", "Entered in the ledger.")
    except ScoringError as error:
        visit.refuse(error)
    return HttpResponseRedirect(reverse("dossier", args=[visit.open.campaign, visit.agency]))


@desk(Action.DECIDE, "POST")
def decide(visit: Visit) -> HttpResponse:
    """Decide an appeal; the effect on points and class is told."""
    accepted = visit.request.POST.get("accepted") == "yes"
    cause = _given(visit, "cause") or ""
    decision = Decision(
        agency=visit.agency or "",
        criterion=_given(visit, "criterion") or "",
        points=number_typed(_given(visit, "points") or ""),
        reason=_given(visit, "reason") or "",
        causes={cause: ""} if accepted and cause in CAUSES else {},
    )

    def run() -> None:
        found = decide_appeal(visit.open, decision, by=visit.own.actor, accepted=accepted)
        before, after = found.before, found.after
        vi = f"Trước: {before.total.certain} điểm, {before.classification.text()}. Sau: {after.total.certain} điểm, {after.classification.text()}."
        en = f"Before: {before.total.certain} points, {before.classification.text('en')}. After: {after.total.certain} points, {after.classification.text('en')}."
        visit.tell("info", vi, en)

    return _own(visit, run)
