"""Handing in: the preview, the second look, the act; taking it back; what was handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app.campaign import acts
from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results
from scoring.app.campaign.overviews import history, refused_titles
from scoring.app.campaign.submission import submit
from scoring.app.campaign.submission_papers import sent_back
from scoring.diagnostics import Diagnostic, has_errors
from scoring.errors import InvalidInput
from scoring.evidence.load import digest_of
from scoring.personal_data import KINDS, looks_personal
from scoring.reports import conclusion
from scoring.reports.advice import lost_points
from scoring.reports.formats import format_of
from scoring.reports.interface import AgencySource, DocumentId
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.write import to_bytes
from scoring.review.acts.registry import ACTS
from scoring.review.campaign import local_day
from scoring.review.entry import Entry
from scoring.review.history_words import actor_title, entry_text
from scoring.review.score_lines import takes_part
from scoring.review.state import Refused
from scoring.review.words import CAUSES, STATUSES
from scoring.text import in_lang
from scoring.web import draft_dossier
from scoring.web.campaigns import now
from scoring.web.drafts import SOURCES
from scoring.web.form import Form, Spot
from scoring.web.models import Duty, Question
from scoring.web.roles import Action
from scoring.web.units import not_handed_over, suppliers
from scoring.web.views.appraise import thread_is_open
from scoring.web.views.base import Visit, desk
from scoring.web.views.form import form_of, scored, shown_values


def _closing(visit: Visit, form: Form) -> draft_dossier.Scored:
    """The dossier as it would be handed in today, where what is open counts as the scheme says."""
    return scored(visit, form.draft, local_day(now()).isoformat())


@desk(Action.SEE_DRAFT)
def preview(visit: Visit) -> HttpResponse:
    """What would be handed in, and what counts as 0 at closing."""
    return _preview(visit, form_of(visit))


def _preview(visit: Visit, form: Form, refused: Sequence[Diagnostic] = (), status: int = 200) -> HttpResponse:
    """`refused`: what looks like a citizen's data and was not handed in without a reason."""
    closing = _closing(visit, form)
    assembled = closing.assembled
    view = View(closing.result, visit.lang) if closing.result is not None else None
    lost, waiting = lost_points(view) if view else [], form.incomplete
    return visit.page(
        "hand_in.html",
        closing=closing.result,
        closing_headline=conclusion.headline(view) if view else "",
        open_now=[one for one in lost if one.id in waiting],
        lost=[one for one in lost if one.id not in waiting],
        blocked=has_errors(closing.problems) or closing.result is None or bool(assembled.wrong),
        closing_problems=[(form.told(one), form.place_of(one)) for one in closing.problems],
        wrong=[(form.spot(path), one) for path, one in assembled.wrong.items()],
        digest=digest_of(assembled.text.encode()),
        text=assembled.text,
        personal=_personal(form, assembled),
        refused=refused,
        reason_given=visit.given("personal_reason") or "",
        not_handed=not_handed_over(form, suppliers(form, visit.open.state.agencies[visit.agency or ""].agency.name)),
        status=status,
        **shown_values(visit, form),
    )


def _personal(form: Form, found: draft_dossier.Assembled) -> list[tuple[Spot, str]]:
    """What looks like a citizen's data in the fields of a form and in the names of its files, each with its place; into
    the files it was looked when they were uploaded.
    """
    rows = []
    gone = set(form.begun) - set(form.listed)
    for path, value in form.values.items():
        if path != SOURCES and path.split("/")[1] not in gone:
            rows += [
                (form.spot(path), f"{in_lang(form.lang, *KINDS[kind])} ({shown})")
                for kind, shown in looks_personal(value)
            ]
    for name in (one.name for one in found.files.values()):
        place = form.spot("evidence/")
        rows += [(place, f"{in_lang(form.lang, *KINDS[kind])} ({shown})") for kind, shown in looks_personal(name)]
    return rows


PAPERS = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


@desk(Action.SEE_DRAFT)
def paper(visit: Visit, format: str) -> Callable[[], HttpResponse]:
    """The self-assessment report that is signed, from the draft as it would be handed in today."""
    if format not in PAPERS:
        raise Http404
    form = form_of(visit)
    closing = _closing(visit, form)
    result = closing.result
    if result is None:
        raise InvalidInput(closing.problems)
    return lambda: _paper(visit, result, format)


def _paper(visit: Visit, result: Result, format: str) -> HttpResponse:
    source = AgencySource(result=result, raw=to_bytes(result), lang=visit.lang)
    raw = format_of(format).agency(source, DocumentId.SELF_ASSESSMENT)
    answer = HttpResponse(raw, content_type=PAPERS[format])
    answer.headers["Content-Disposition"] = f'attachment; filename="{visit.agency}-tu-danh-gia.{format}"'
    return answer


@desk(Action.SUBMIT, "POST")
def hand_in(visit: Visit) -> HttpResponse:
    """Hand in exactly what was previewed, once the second look is confirmed."""
    form = form_of(visit)
    assembled = _closing(visit, form).assembled
    again = HttpResponseRedirect(reverse("preview", args=[visit.open.campaign, visit.agency]))
    if visit.request.POST.get("digest") != digest_of(assembled.text.encode()):
        visit.tell(
            "warning",
            "Phiếu được sửa sau khi xem. Xem lại rồi nộp.",
            "The form was changed after you looked at it. Look again, then hand it in.",
        )
        return again
    if visit.request.POST.get("sure") != "yes":
        visit.tell(
            "warning", "Hãy đánh dấu là đã xem những điểm tính là 0.", "Tick that you have seen what counts as 0."
        )
        return again
    try:
        with draft_dossier.on_disk(assembled) as dossier, visit.open.accepting(visit.given("personal_reason")):
            done = submit(visit.open, dossier, by=visit.own.actor)
    except Refused as error:
        if any(one.code != "SC830" for one in error.diagnostics):
            raise
        return _preview(visit, form, error.diagnostics, status=409)
    visit.tell(
        "success",
        f"Đã nộp: bản ghi số {done.entry.seq} của sổ cái, {done.attachments} tệp kèm theo.",
        f"Handed in: entry {done.entry.seq} of the ledger, with {done.attachments} files.",
    )
    return HttpResponseRedirect(reverse("dossier", args=[visit.open.campaign, visit.agency]))


@desk(Action.WITHDRAW, "GET", "POST")
def withdraw(visit: Visit) -> HttpResponse:
    """Take the dossier back before the deadline, to mend it."""
    if visit.request.method == "POST":
        acts.withdraw(visit.open, by=visit.own.actor, reason=visit.request.POST.get("reason", "").strip() or None)
        visit.tell("success", "Đã rút hồ sơ; phiếu mở lại để sửa.", "Taken back; the form is open again.")
        return HttpResponseRedirect(reverse("form", args=[visit.open.campaign, visit.agency]))
    return visit.page("withdraw.html")


def _said(visit: Visit, entry: Entry, text: str) -> str:
    """What an entry says, without the name of a file that readers have not seen."""
    if entry.act != "submitted":
        return text
    digest = entry.data["dossier"][:8]
    return text.replace(f"{entry.data['file']} ({digest})", visit.word(f"mã đối chiếu {digest}", f"digest {digest}"), 1)


@desk(Action.SEE_DOSSIER)
def dossier(visit: Visit) -> HttpResponse:
    """What an agency handed in, its points as they stand, and everything that was done."""
    session, state = visit.open, visit.open.state
    one = state.agencies[visit.agency or ""]
    # While a round of appraisal runs, its points are not the agency's to see.
    own = visit.own.duty in {Duty.EDITOR, Duty.HEAD}
    running = own and state.stage_of(one).kind == "appraisal"
    hidden = {"appraised", "established", "undone", "sampled"} if running else set()
    titles = refused_titles(session, one.agency.id)
    entries = [
        (entry, actor_title(entry, state.opened, visit.lang), ACTS[entry.act].words,
         _said(visit, entry, entry_text(entry, one.agency.id, state.opened, visit.lang, titles=titles)))
        for entry in history(session, one.agency.id)
        if entry.act not in hidden
    ]  # fmt: skip
    result = view = None
    if one.submission is not None and not running and takes_part(one):
        result = assess_agency(session, one, campaign_scheme(session), earlier_results(session)).final
        view = View(result, visit.lang)
    threads: dict[str, list[Question]] = {}
    for line in Question.objects.filter(campaign=session.campaign, agency=one.agency.id).select_related("asked_by"):
        threads.setdefault(line.criterion, []).append(line)
    return visit.page(
        "dossier.html",
        one=one,
        own=own,
        office=not own,
        running=running,
        status_words=STATUSES[one.status],
        may_explain=visit.may(Action.EXPLAIN),
        may_appeal=visit.may(Action.APPEAL),
        may_decide=visit.may(Action.DECIDE),
        appeals=[
            (id, state.criteria_of(one)[id], one.line(id).appeals[-1])
            for id in one.open_appeals
            if id in state.criteria_of(one)
        ],
        causes=CAUSES.items(),
        papers=[
            *(["receipt"] if any(x.act == "submitted" for x, *_ in entries) else []),
            *(["return_letter"] if sent_back(session, [x for x, *_ in entries]) else []),
        ],
        questions=[
            (id, state.criteria_of(one)[id].title, thread, own and visit.may(Action.ASK) and thread_is_open(visit, id))
            for id, thread in threads.items()
            if id in state.criteria_of(one)
        ],
        result=result,
        headline=conclusion.headline(view) if view else "",
        mark=conclusion.mark(view) if view else "",
        criteria=list(view.leaves()) if view else [],
        entries=entries,
    )
