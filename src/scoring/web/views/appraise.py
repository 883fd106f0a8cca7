"""The appraiser's desk: the queue of what is owed, and one criterion with everything needed to decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from scoring.app.campaign import acts
from scoring.app.campaign.decision_sheet import SheetRow, decision_sheet
from scoring.app.campaign.decisions import appraise as enter
from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results, submitted_dossier
from scoring.errors import NothingMatched, ScoringError
from scoring.evidence.model import Record, answer_text
from scoring.numbers import Number, exact_text, normal, show
from scoring.reports.explain import explain
from scoring.result.model import Measure
from scoring.review.acts.figures import covers
from scoring.review.decisions import Decision, number_typed
from scoring.review.score_lines import computed_points, level_before
from scoring.review.state import AgencyState, Figure
from scoring.review.words import CAUSES
from scoring.web import uploads
from scoring.web.models import Question
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk
from scoring.web.views.evidence import served
from scoring.workbook import layout

FILTERS = {
    "chua-cham": ("chưa chấm", "not touched"),
    "khac": ("khác số tính được", "differs from the computed"),
    "yeu": ("minh chứng yếu", "weak evidence"),
    "mau": ("trong mẫu kiểm tra", "sampled"),
    "da-cham": ("đã chấm", "done"),
}
"""Chips above the queue, by the word in the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One criterion of one agency in the queue."""

    row: SheetRow
    figure: Figure | None
    """What this appraiser's stage has given it."""
    weak: bool
    sampled: bool

    @property
    def differs(self) -> bool:
        """Whether the claimed points are others than the computed ones, or these are not certain."""
        return self.row.claimed is not None and self.row.claimed != self.row.computed

    @property
    def at_stake(self) -> Number:
        """The points that are in doubt: the gap, else all of a criterion that rests on weak evidence."""
        claimed, computed = self.row.claimed, self.row.computed
        if self.weak or computed is None:
            return normal(self.row.high - self.row.low)
        return 0 if claimed is None else normal(abs(Fraction(claimed) - computed))

    def fits(self, chosen: str) -> bool:
        """Whether a filter lets it through."""
        return {
            "chua-cham": self.figure is None,
            "khac": self.differs,
            "yeu": self.weak,
            "mau": self.sampled,
            "da-cham": self.figure is not None,
        }.get(chosen, True)


def queue_of(visit: Visit) -> list[QueueRow]:
    """What the appraiser has in front, the most points in doubt first."""
    session = visit.open
    try:
        rows = decision_sheet(session, by=visit.own.actor)
    except NothingMatched:
        return []
    state = session.state
    sampled = {(one["agency"], one["criterion"]) for entry in state.samples for one in entry.data.get("items", ())}
    found = []
    for row in rows:
        one = state.agencies[row.agency]
        assert one.submission is not None
        figure = one.line(row.criterion).counted(one.stage)
        found.append(QueueRow(row=row, figure=figure, weak=row.criterion in one.submission.weak, sampled=(row.agency, row.criterion) in sampled))  # fmt: skip
    return sorted(found, key=lambda one: (one.figure is not None, -one.at_stake))


@desk(Action.SEE_QUEUE)
def queue(visit: Visit) -> HttpResponse:
    """The queue, with filters."""
    rows = queue_of(visit)
    chosen = visit.request.GET.get("loc", "chua-cham")
    chips = [(id, pair, sum(one.fits(id) for one in rows)) for id, pair in FILTERS.items()]
    shown = [one for one in rows if one.fits(chosen)]
    # Complete and undisputed: the dossier proves what was claimed.
    clear = [
        one for one in rows if one.figure is None and not one.differs and not one.weak and one.row.computed is not None
    ]
    return visit.page("queue.html", rows=shown[:500], total=len(shown), chips=chips, chosen=chosen, clear=clear)


@desk(Action.SEE_QUEUE, "POST")
def accept_clear(visit: Visit) -> HttpResponse:
    """Accept the criteria that were listed and ticked: one entry each, all or none."""
    wanted = set(visit.request.POST.getlist("row"))
    chosen = [
        one.row for one in queue_of(visit) if f"{one.row.agency}|{one.row.criterion}" in wanted and one.figure is None
    ]
    given = [_confirmation(visit, row.agency, row.criterion) for row in chosen]
    if given:
        entries = enter(visit.open, given, by=visit.own.actor)
        visit.tell(
            "success",
            f"Đã chấp nhận {len(entries)} tiêu chí, mỗi tiêu chí một bản ghi.",
            f"Accepted {len(entries)} criteria, one entry each.",
        )
    return HttpResponseRedirect(reverse("queue", args=[visit.open.campaign]))


def _confirmation(visit: Visit, agency: str, criterion: str) -> Decision:
    before = level_before(visit.open.state.agencies[agency], criterion)[1]
    return Decision(agency=agency, criterion=criterion, points="" if before is None else exact_text(before))


@desk(Action.SEE_DOSSIER)
def criterion(visit: Visit, criterion: str) -> HttpResponse:
    """One criterion of one agency: its lines, rule, numbers, papers, what was said, and the decision."""
    session, state = visit.open, visit.open.state
    one = state.agencies[visit.agency or ""]
    known = state.criteria_of(one)
    if criterion not in known or one.submission is None or visit.own.duty in {"editor", "head"}:
        raise Http404
    loaded = campaign_scheme(session)
    with submitted_dossier(session, one, attachments=False) as handed_in:
        dossier = handed_in.dossier
    found = assess_agency(session, one, loaded, earlier_results(session))
    row = next(x for x in found.final.criteria if x.id == criterion)
    labels = layout.kind_labels(loaded.scheme)
    mine = {x.id for x in row.evidence}
    records = [(x, labels.get(x.kind, x.kind), _attachment(one, x)) for x in dossier.evidence if x.id in mine or criterion in x.criteria]  # fmt: skip
    numbers = [
        (id, x.title, answer_text(declared.value))
        for id, x in _declared(found.final.measures, row.derivation.inputs).items()
        if (declared := dossier.numbers.get(id)) is not None and declared.value is not None
    ]
    person = state.opened.person(visit.own.actor)
    mine_to_do = visit.may(Action.APPRAISE) and person is not None and covers(person, known[criterion])
    rows = queue_of(visit) if mine_to_do else []
    previous = level_before(one, criterion)[1]
    following = _next(rows, one.agency.id, criterion)
    return visit.page(
        "criterion.html",
        one=one,
        row=row,
        known=known[criterion],
        claimed=one.submission.claimed.get(criterion),
        computed=computed_points(one.submission, criterion),
        previous_shown=show(previous, visit.lang, 4) if previous is not None else "–",
        low=show(known[criterion].low, visit.lang),
        high=show(known[criterion].high, visit.lang),
        line=one.line(criterion),
        explanation=explain(found.final, criterion, lang=visit.lang),
        records=records,
        numbers=numbers,
        causes=CAUSES.items(),
        questions=Question.objects.filter(
            campaign=session.campaign, agency=one.agency.id, criterion=criterion
        ).select_related("asked_by"),  # fmt: skip
        mine=mine_to_do,
        following=following,
        left=sum(x.figure is None for x in rows),
        past=[x for x in state.history.get(one.agency.id, ()) if x.period < str(state.opened.period)],
        deadline=state.deadline_of(one),
    )


def _declared(measures: Mapping[str, Measure], wanted: Sequence[str]) -> dict[str, Measure]:
    """The measures and, below them, those they are computed from."""
    found: dict[str, Measure] = {}
    left = list(wanted)
    while left:
        id = left.pop(0)
        if id in measures and id not in found:
            found[id] = measures[id]
            left += measures[id].inputs
    return found


def _attachment(one: AgencyState, record: Record) -> str | None:
    assert one.submission is not None
    return one.submission.attachments.get(record.file.path) if record.file is not None else None


def _next(rows: list[QueueRow], agency: str, criterion: str) -> SheetRow | None:
    open_rows = [x.row for x in rows if x.figure is None]
    return next((x for x in open_rows if (x.agency, x.criterion) != (agency, criterion)), None)


@desk(Action.APPRAISE, "POST")
def decide(visit: Visit, criterion: str) -> HttpResponse:
    """Enter the decision on one criterion; then on to the next."""
    agency, post = visit.agency or "", visit.request.POST
    if criterion not in visit.open.state.criteria_of(visit.open.state.agencies[agency]):
        raise Http404
    if "accept" in post:
        decision = _confirmation(visit, agency, criterion)
    else:
        numbers = {name.removeprefix("number:"): number for name in post if name.startswith("number:") and (number := post[name].strip())}  # fmt: skip
        cause = post.get("cause", "")
        decision = Decision(
            agency=agency,
            criterion=criterion,
            points=number_typed(post.get("points", "").strip()),
            reason=post.get("reason", "").strip(),
            causes={cause: ""} if cause in CAUSES else {},
            refused=tuple(post.getlist("refused")),
            numbers=numbers,
        )
    try:
        (entry,) = enter(visit.open, [decision], by=visit.own.actor)
    except ScoringError as error:
        visit.refuse(error)
        back = {"points": decision.points, "reason": decision.reason, "cause": next(iter(decision.causes), "")}
        if "council" in post:
            return HttpResponseRedirect(f"{reverse('council', args=[visit.open.campaign])}?{urlencode({**back, 'co-quan': agency, 'tieu-chi': criterion})}")  # fmt: skip
        return HttpResponseRedirect(f"{_address(visit, agency, criterion)}?{urlencode(back)}")
    visit.tell("success", f"{criterion}: đã ghi, bản ghi số {entry.seq}.", f"{criterion}: entry {entry.seq}.")
    if "council" in post:
        # The next item is on the page; what was decided is seen first.
        return HttpResponseRedirect(f"{reverse('council', args=[visit.open.campaign])}?{urlencode({'co-quan': agency, 'tieu-chi': criterion})}")  # fmt: skip
    following = _next(queue_of(visit), agency, criterion)
    if following is None:
        return HttpResponseRedirect(reverse("queue", args=[visit.open.campaign]))
    return HttpResponseRedirect(_address(visit, following.agency, following.criterion))


def _address(visit: Visit, agency: str, criterion: str) -> str:
    return reverse("criterion", args=[visit.open.campaign, agency, criterion])


@desk(Action.UNDO, "POST")
def undo(visit: Visit) -> HttpResponse:
    """Undo one entry of the open stage; both entries stay."""
    text = visit.request.POST.get("entry", "")
    criterion = visit.request.POST.get("criterion", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Http404
    acts.undo(visit.open, visit.agency or "", int(text), by=visit.own.actor, reason=visit.request.POST.get("reason", "").strip() or None)  # fmt: skip
    visit.tell("success", "Đã hủy; cả hai bản ghi ở lại sổ cái.", "Undone; both entries stay in the ledger.")
    if criterion in visit.open.state.criteria_of(visit.open.state.agencies[visit.agency or ""]):
        return HttpResponseRedirect(_address(visit, visit.agency or "", criterion))
    return HttpResponseRedirect(reverse("dossier", args=[visit.open.campaign, visit.agency]))


@desk(Action.ASK, "POST")
def ask(visit: Visit, criterion: str) -> HttpResponse:
    """A line in the thread of a criterion: the appraiser asks, the agency answers."""
    text = visit.request.POST.get("text", "").strip()[:4000]
    if criterion not in visit.open.state.criteria_of(visit.open.state.agencies[visit.agency or ""]):
        raise Http404
    own = visit.own.duty in {"editor", "head"}
    if text:
        Question.objects.create(campaign=visit.open.campaign, agency=visit.agency or "", criterion=criterion, text=text, asked_by=visit.user, from_agency=own)  # fmt: skip
    if own:
        return HttpResponseRedirect(reverse("dossier", args=[visit.open.campaign, visit.agency]))
    return HttpResponseRedirect(_address(visit, visit.agency or "", criterion))


@desk(Action.SEE_DOSSIER)
def attachment(visit: Visit, digest: str) -> FileResponse:
    """A paper that was handed in."""
    one = visit.open.state.agencies[visit.agency or ""]
    names = {sha: name for name, sha in one.submission.attachments.items()} if one.submission is not None else {}
    if digest not in names or digest in visit.open.state.erased:
        raise Http404
    stream = visit.open.store.open_attachment(digest)
    start = stream.read(16)
    stream.seek(0)
    media_type = next((kind for sign, kind in uploads.SIGNS if start.startswith(sign)), "application/octet-stream")
    return served(stream, names[digest].rpartition("/")[2], media_type)
