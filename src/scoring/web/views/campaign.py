"""The whole campaign: who owes what, acts of secretary, chair and deciding authority, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from scoring.app.campaign import acts
from scoring.app.campaign.decision_sheet import owed, second_only
from scoring.app.campaign.decisions import decide as decide_appeal
from scoring.app.campaign.decisions import try_decision
from scoring.app.campaign.overviews import status
from scoring.app.campaign.sampling import draw_sample
from scoring.app.ledger import verify_ledgers
from scoring.errors import ScoringError
from scoring.reports.official_explained import capital, sentence
from scoring.review.acts.registry import ACTS
from scoring.review.acts.stages import LOCKED
from scoring.review.campaign import Stage
from scoring.review.decisions import Decision, number_typed
from scoring.review.entry import Entry
from scoring.review.history_words import actor_title
from scoring.review.words import CAUSES
from scoring.web.roles import Action
from scoring.web.views.base import Visit, change_words, desk

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
        seconds=[(one.title, *owed(visit.open, one)) for one in second_only(state)] if whole else [],
        waiting=[one for one in lines if one.id in found.not_submitted],
        stages=[_stage(visit, one) for one in state.opened.stages],
        may={one.name.lower(): visit.may(one) for one in (Action.LOCK, Action.REOPEN, Action.SAMPLE, Action.DECIDE)},
        appraising=any(one.appraised is not None for one in lines),
        returnable={one.id for one in lines if one.status == "submitted" and visit.may(Action.RETURN, one.id)},
        samples=[_drawn(visit, entry) for entry in state.samples] if whole else [],
        reopenings=[
            (one.agency.name, id, state.opened.named_stages[entry.data["stage"]].title, entry,
             actor_title(entry, state.opened, visit.lang), _title(visit, entry.data["second"]), visit.own.actor == entry.data["second"])
            for id, one in state.agencies.items()
            for entry in one.reopenings.values()
        ],
    )  # fmt: skip


def _stage(visit: Visit, stage: Stage) -> tuple[Stage, int, int, bool]:
    """A stage, how many agencies stand in it, how many of these have not handed in, and whether the next one's deadline
    has passed.
    """
    state = visit.open.state
    here = [
        one.status
        for one in state.agencies.values()
        if one.stage == stage.id and one.status in LOCKED.moves[0].statuses
    ]
    following = state.opened.after(stage.id) if stage.kind in LOCKED.moves[0].kinds else None
    late = following is not None and following.deadline < visit.open.today
    return stage, len(here) if following else 0, len([one for one in here if one != "submitted"]), late


def _title(visit: Visit, actor: str) -> str:
    person = visit.open.state.opened.person(actor)
    return person.title if person is not None else actor


def _drawn(visit: Visit, entry: Entry) -> tuple[Entry, list[tuple[str, str, str, str]]]:
    """A sample with its rows: agency and criterion by id, then by name."""
    agencies = visit.open.state.agencies
    rows = []
    for one in entry.data["items"]:
        agency = agencies[one["agency"]]
        title = visit.open.state.criteria_of(agency)[one["criterion"]].title
        rows.append((one["agency"], one["criterion"], agency.agency.name, title))
    return entry, rows


@desk(Action.SEE_LEDGER)
def ledger(visit: Visit) -> HttpResponse:
    """The ledger's entries, the newest first."""
    session, state = visit.open, visit.open.state
    text = visit.request.GET.get("truoc", "")
    last = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else state.head.seq
    first = max(last - _PAGE, 0)
    entries = [one for one in session.store.entries(session.campaign, first) if one.seq <= last]
    rows = [(one, ACTS[one.act].words, _actor(visit, one), _about(visit, one)) for one in reversed(entries)]
    return visit.page("ledger.html", rows=rows, older=first, head=state.head)


def _actor(visit: Visit, entry: Entry) -> str:
    """Who acted, by name; an agency by its own."""
    agency = visit.open.state.opened.agency(entry.actor)
    return agency.name if agency is not None else actor_title(entry, visit.open.state.opened, visit.lang)


def _about(visit: Visit, entry: Entry) -> list[tuple[str, str]]:
    """What an entry is about, each by name and id: agency, criterion, stage; the decision it publishes."""
    state, data = visit.open.state, entry.data
    agency, criterion, stage = (str(data.get(key) or "") for key in ("agency", "criterion", "stage"))
    found = [(state.opened.called(agency), agency)] if agency else []
    if criterion:
        one = state.agencies.get(agency)
        known = state.criteria_of(one).get(criterion) if one is not None else None
        found.append((f"{criterion} {known.title}" if known is not None else criterion, criterion))
    if stage:
        found.append((state.opened.called(stage), stage))
    if entry.act == "published":
        found.append((str(data.get("decision") or ""), ""))
    return found


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
    until, name = visit.day("until") or visit.open.today, visit.open.state.opened.called(visit.agency or "")
    return _act(visit, lambda: acts.return_dossier(visit.open, visit.agency or "", until=until, by=visit.own.actor, reason=visit.given("reason")),
                f"Đã trả lại hồ sơ của {name}.", f"Sent back to {name}.")  # fmt: skip


@desk(Action.LOCK, "POST")
def lock(visit: Visit) -> HttpResponse:
    """Lock a stage, after its deadline or when its work is done."""
    stage, until, opened = visit.given("stage") or "", visit.day("until"), visit.open.state.opened
    try:
        found = acts.lock(visit.open, stage, by=visit.own.actor, until=until)
    except ScoringError as error:
        visit.refuse(error)
        return HttpResponseRedirect(reverse("campaign", args=[visit.open.campaign]))
    for one in found.warning(opened):
        visit.tell("warning", one.message("vi"), one.message("en"))
    vi, en = (sentence(capital(found.told(opened, lang))) for lang in ("vi", "en"))
    return _done(visit, vi, en)


@desk(Action.REOPEN, "POST")
def reopen(visit: Visit) -> HttpResponse:
    """Ask to put an agency back into a stage; a second person has to confirm it."""
    until = visit.day("until") or visit.open.today
    stage, second = visit.given("stage") or "", visit.given("second") or ""
    return _act(visit, lambda: acts.reopen(visit.open, visit.agency or "", stage, until=until, by=visit.own.actor, second=second, reason=visit.given("reason")),
                "Đã đề nghị mở lại; chờ người thứ hai xác nhận.", "Asked for; a second person has to confirm it.")  # fmt: skip


@desk(Action.CONFIRM, "POST")
def confirm(visit: Visit) -> HttpResponse:
    """Confirm a re-opening as the second person."""
    text = visit.request.POST.get("entry", "")
    entry = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return _act(visit, lambda: acts.confirm(visit.open, visit.agency or "", entry, by=visit.own.actor),
                "Đã xác nhận mở lại.", "Confirmed.")  # fmt: skip


@desk(Action.SAMPLE, "POST")
def sample(visit: Visit) -> HttpResponse:
    """Draw criteria to verify on site, by risk, with a seed that was announced beforehand."""
    count, seed = visit.given("count") or "", visit.given("seed")
    if not (count.isascii() and count.isdigit() and 0 < int(count) < 10_000) or seed is None:
        visit.tell(
            "error", "Ghi số tiêu chí và mã bốc chọn đã công khai.", "Give a number and the seed announced beforehand."
        )
        return HttpResponseRedirect(reverse("campaign", args=[visit.open.campaign]))
    return _act(visit, lambda: draw_sample(visit.open, int(count), seed=seed, by=visit.own.actor),
                f"Đã chọn mẫu với mã bốc chọn “{seed}”.", f"Drawn with the seed {seed}.")  # fmt: skip


@desk(Action.EXPLAIN, "POST")
def explain(visit: Visit) -> HttpResponse:
    """Explain a criterion after the first appraisal."""
    criterion = visit.given("criterion")
    return _own(visit, lambda: acts.explain(visit.open, criterion, by=visit.own.actor, reason=visit.given("reason")))


@desk(Action.APPEAL, "POST")
def appeal(visit: Visit) -> HttpResponse:
    """Appeal against the published points of a criterion."""
    criterion = visit.given("criterion")
    return _own(
        visit,
        lambda: acts.explain(visit.open, criterion, by=visit.own.actor, appeal=True, reason=visit.given("reason")),
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
    cause = visit.given("cause") or ""
    decision = Decision(
        agency=visit.agency or "",
        criterion=visit.given("criterion") or "",
        points=number_typed(visit.given("points") or ""),
        reason=visit.given("reason") or "",
        causes={cause: ""} if accepted and cause in CAUSES else {},
    )

    def run() -> None:
        if visit.given("try"):
            _, before, after = try_decision(visit.open, decision, by=visit.own.actor, accepted=accepted)
            vi, en = "Mới tính thử, chưa ghi.", "Only tried, nothing is entered."
        else:
            found = decide_appeal(visit.open, decision, by=visit.own.actor, accepted=accepted)
            before, after = found.before, found.after
            vi, en = "Đã ghi vào sổ cái.", "Entered in the ledger."
        visit.tell("info", f"{vi} {change_words(before, after, 'vi')}", f"{en} {change_words(before, after, 'en')}")

    try:
        run()
    except ScoringError as error:
        visit.refuse(error)
    back = reverse("dossier", args=[visit.open.campaign, visit.agency])
    if visit.given("try"):
        kept = {x: visit.given(x) or "" for x in ("criterion", "points", "cause", "reason", "accepted")}
        back = f"{back}?{urlencode(kept)}"
    return HttpResponseRedirect(back)
