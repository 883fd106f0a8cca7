"""The appraiser's desk: the queue of what is owed, and one criterion with everything needed to decide it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from itertools import islice

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode

from scoring.app.campaign import acts
from scoring.app.campaign.decision_sheet import SheetRow, given_figure, is_due, rows_of
from scoring.app.campaign.decisions import appraise as enter
from scoring.app.campaign.decisions import try_appraisal
from scoring.app.campaign.evaluation import (
    assess_agency,
    best_values,
    campaign_scheme,
    earlier_results,
    submitted_dossier,
)
from scoring.app.campaign.facts import establish, facts_to_enter
from scoring.errors import ScoringError
from scoring.evidence.model import Record, answer_text
from scoring.numbers import Number, exact_text, from_exact, normal, show
from scoring.reports.explain import explain
from scoring.result.model import Measure
from scoring.review.acts.figures import covers, duty
from scoring.review.campaign import Person
from scoring.review.decisions import Decision, answer_typed, number_typed, record_given
from scoring.review.facts import Fact
from scoring.review.score_lines import computed_points, level_before
from scoring.review.state import AgencyState, Figure, State
from scoring.review.words import CAUSES
from scoring.web import campaigns, earlier, notices, uploads
from scoring.web.models import Question
from scoring.web.roles import Action
from scoring.web.views.base import Visit, change_words, desk, of_all_agencies
from scoring.web.views.evidence import served
from scoring.workbook import layout

FILTERS = {
    "chua-cham": ("chưa chấm", "not touched"),
    "khac": ("khác số tính được", "differs from the computed"),
    "yeu": ("minh chứng yếu", "weak evidence"),
    "gan": ("gần ranh giới loại", "near a class edge"),
    "muon": ("quá hạn", "late"),
    "mau": ("trong mẫu kiểm tra", "sampled"),
    "da-cham": ("đã chấm", "done"),
}
"""Chips above the queue, by the word in the address."""
_SHOWN = 200
"""Rows on a page; the others follow as these are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One criterion of one agency in the queue."""

    row: SheetRow
    figure: Figure | None
    """What was given to it already: by whoever answers for it, or this appraiser's own second opinion."""
    second: bool
    """Whether somebody else answers for it, and a second opinion is wanted."""
    weak: bool
    sampled: bool
    late: bool
    near_edge: bool
    """Whether what is in doubt here could lift the agency over the nearest edge of a class, or let it fall below."""

    @property
    def differs(self) -> bool:
        """Whether the claimed points are others than the computed ones, or these are not certain."""
        return self.row.claimed is not None and self.row.claimed != self.row.computed

    @property
    def at_stake(self) -> Number:
        """The points that are in doubt."""
        return at_stake(self.row, weak=self.weak)

    @property
    def open(self) -> bool:
        """Whether points are wanted."""
        return self.figure is None and self.row.applies

    @property
    def clear(self) -> bool:
        """Whether it is open, and nothing about it is in doubt."""
        return self.open and not self.differs and not self.weak and self.row.computed is not None

    def fits(self, chosen: str) -> bool:
        """Whether a filter lets it through."""
        return {
            "chua-cham": self.open,
            "khac": self.differs,
            "yeu": self.weak,
            "gan": self.near_edge,
            "muon": self.late and self.open,
            "mau": self.sampled,
            "da-cham": self.figure is not None,
        }.get(chosen, True)


def at_stake(row: SheetRow, *, weak: bool) -> Number:
    """The points in doubt: the gap, else all of a criterion that rests on weak evidence."""
    if weak or row.computed is None:
        return normal(row.high - row.low)
    return 0 if row.claimed is None else normal(abs(Fraction(row.claimed) - row.computed))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePart:
    """The rows of one agency, the most points in doubt first."""

    rows: list[QueueRow]
    counts: Counter[str]
    """How many each filter lets through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What the appraiser has in front."""

    parts: list[QueuePart]

    def rows(self, chosen: str = "") -> Iterator[QueueRow]:
        """The rows that a filter lets through, what is open first, then the most points in doubt."""
        return merge(*([one for one in part.rows if one.fits(chosen)] for part in self.parts), key=_order)

    def count(self, chosen: str) -> int:
        """How many rows a filter lets through."""
        return sum(part.counts[chosen] for part in self.parts)


def _order(row: QueueRow) -> tuple[bool, Number]:
    """What is open first, then the most points in doubt."""
    return not row.open, -row.at_stake


def queue_of(visit: Visit) -> Queue:
    """What the appraiser has in front; the part of each agency is found anew when something is entered about it."""
    session, state = visit.open, visit.open.state
    person = state.opened.person(visit.own.actor)
    assert person is not None
    sampled = {(one["agency"], one["criterion"]) for entry in state.samples for one in entry.data.get("items", ())}
    loaded, past = campaign_scheme(session), earlier_results(session)
    peers = best_values(session, loaded)
    parts = []
    for one in state.agencies.values():
        if is_due(session, person, one):

            def made(one: AgencyState = one, *, late: bool = state.deadline_of(one) < session.today) -> QueuePart:
                margins = assess_agency(session, one, loaded, past, peers=peers).final.classification.margins
                edge = min((from_exact(x.points) for x in (margins.up, margins.down) if x), default=None)
                rows = [
                    _queue_row(state, person, one, row, sampled, edge, late=late)
                    for row in rows_of(session, person, one)
                ]
                counts = Counter(id for row in rows for id in ("", *FILTERS) if row.fits(id))
                return QueuePart(rows=sorted(rows, key=_order), counts=counts)

            best = peers.get(one.agency.block)
            parts.append(session.of_agency(f"queue of {person.id}", one, made, session.today, best))
    return Queue(parts=parts)


def _queue_row(
    state: State,
    person: Person,
    one: AgencyState,
    row: SheetRow,
    sampled: Collection[tuple[str, str]],
    edge: Number | None,
    *,
    late: bool,
) -> QueueRow:
    assert one.submission is not None
    weak, known = row.criterion in one.submission.weak, state.criteria_of(one)[row.criterion]
    return QueueRow(
        row=row,
        figure=given_figure(state, person, one, known),
        second=not duty(state, person, known)[1],
        weak=weak,
        sampled=(row.agency, row.criterion) in sampled,
        late=late,
        near_edge=edge is not None and 0 < at_stake(row, weak=weak) >= edge,
    )


@desk(Action.SEE_QUEUE)
@of_all_agencies
def queue(visit: Visit) -> HttpResponse:
    """The queue, with filters."""
    found = queue_of(visit)
    chosen = visit.request.GET.get("loc", "chua-cham")
    chosen = chosen if chosen in FILTERS else ""
    chips = [(id, pair, found.count(id)) for id, pair in FILTERS.items()]
    # Complete and undisputed: the dossier proves what was claimed.
    clear = [one for part in found.parts for one in part.rows if one.clear]
    return visit.page(
        "queue.html",
        rows=list(islice(found.rows(chosen), _SHOWN)),
        total=found.count(chosen),
        chips=chips,
        chosen=chosen,
        any_due=bool(found.parts),
        clear=clear[:_SHOWN],
        clear_count=len(clear),
    )


@desk(Action.SEE_QUEUE, "POST")
def accept_clear(visit: Visit) -> HttpResponse:
    """Accept the criteria that were listed and ticked: one entry each, all or none."""
    wanted = set(visit.request.POST.getlist("row"))
    rows = (one for part in queue_of(visit).parts for one in part.rows if one.open)
    chosen = [one.row for one in rows if f"{one.row.agency}|{one.row.criterion}" in wanted]
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
        (id, x.title, answer_text(declared.value), visit.given(f"number:{id}") or "")
        for id, x in _declared(found.final.measures, row.derivation.inputs).items()
        if (declared := dossier.numbers.get(id)) is not None and declared.value is not None
    ]
    person = state.opened.person(visit.own.actor)
    mine_to_do = visit.may(Action.APPRAISE) and person is not None and covers(person, known[criterion])
    rows = queue_of(visit) if mine_to_do else Queue(parts=[])
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
        figures=[
            (
                x,
                state.opened.named_stages[x.stage].title,
                who.title if (who := state.opened.person(x.actor)) else x.actor,
            )
            for x in one.line(criterion).figures
        ],
        refused=visit.request.GET.getlist("refused"),
        facts=one.facts_in_force,
        kinds=[(id, labels.get(id, id)) for id in loaded.scheme.evidence_kinds],
        may_establish=mine_to_do and visit.may(Action.ESTABLISH),
        days_left=(state.deadline_of(one) - session.today).days,
        explanation=explain(found.final, criterion, lang=visit.lang),
        records=records,
        numbers=numbers,
        causes=CAUSES.items(),
        thread=Question.objects.filter(
            campaign=session.campaign, agency=one.agency.id, criterion=criterion
        ).select_related("asked_by"),  # fmt: skip
        may_ask=may_ask(visit),
        mine=mine_to_do,
        following=following,
        left=rows.count("chua-cham"),
        past=earlier.before_with_titles(session.campaign, one, criterion, loaded.scheme.class_titles),
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


def _next(queue: Queue, agency: str, criterion: str) -> SheetRow | None:
    rows = (x.row for x in queue.rows("chua-cham"))
    return next((x for x in rows if (x.agency, x.criterion) != (agency, criterion)), None)


@desk(Action.APPRAISE, "POST")
def decide(visit: Visit, criterion: str) -> HttpResponse:
    """Enter the decision on one criterion; then on to the next."""
    agency, post = visit.agency or "", visit.request.POST
    if criterion not in visit.open.state.criteria_of(visit.open.state.agencies[agency]):
        raise Http404
    decision = _confirmation(visit, agency, criterion) if "accept" in post else _typed(visit, agency, criterion)
    if "try" in post:
        return _tried(visit, decision)
    try:
        (entry,) = enter(visit.open, [decision], by=visit.own.actor)
    except ScoringError as error:
        visit.refuse(error)
        back = _kept(decision)
        if "council" in post:
            return HttpResponseRedirect(f"{reverse('council', args=[visit.open.campaign])}?{urlencode({**back, 'co-quan': agency, 'tieu-chi': criterion})}")  # fmt: skip
        return HttpResponseRedirect(f"{_address(visit, agency, criterion)}?{urlencode(back, doseq=True)}")
    visit.tell("success", f"{criterion}: đã ghi, bản ghi số {entry.seq}.", f"{criterion}: entry {entry.seq}.")
    if "council" in post:
        # The next item is on the page; what was decided is seen first.
        return HttpResponseRedirect(f"{reverse('council', args=[visit.open.campaign])}?{urlencode({'co-quan': agency, 'tieu-chi': criterion})}")  # fmt: skip
    following = _next(queue_of(visit), agency, criterion)
    if following is None:
        return HttpResponseRedirect(reverse("queue", args=[visit.open.campaign]))
    return HttpResponseRedirect(_address(visit, following.agency, following.criterion))


def _typed(visit: Visit, agency: str, criterion: str) -> Decision:
    """The decision in the form."""
    post = visit.request.POST
    typed = {name.removeprefix("number:"): post[name].strip() for name in post if name.startswith("number:")}
    cause = post.get("cause", "")
    return Decision(
        agency=agency,
        criterion=criterion,
        points=number_typed(post.get("points", "").strip()),
        reason=post.get("reason", "").strip(),
        causes={cause: ""} if cause in CAUSES else {},
        refused=tuple(post.getlist("refused")),
        numbers={id: answer_typed(text) for id, text in typed.items() if text},
    )


def _kept(decision: Decision) -> dict[str, str | Sequence[str]]:
    """What was typed, for the address of the page that shows it again."""
    found: dict[str, str | Sequence[str]] = {
        "points": decision.points,
        "reason": decision.reason,
        "cause": next(iter(decision.causes), ""),
        "refused": decision.refused,
    }
    return found | {f"number:{id}": text for id, text in decision.numbers.items()}


def _tried(visit: Visit, decision: Decision) -> HttpResponse:
    """What the decision would lead to; nothing is written. Back to the criterion, or alone while somebody types."""
    back, live = _kept(decision), visit.request.headers.get("HX-Request")
    try:
        found = try_appraisal(visit.open, decision, by=visit.own.actor)
        vi, en = (" – ".join(show(x, lang, 4) for x in dict.fromkeys(found.accepted)) for lang in ("vi", "en"))
        told = (f"Mới tính thử, chưa ghi. Theo minh chứng và số liệu được nhận: {vi} điểm. {change_words(found.before, found.after, 'vi')}",
                f"Only tried, nothing is entered. By accepted papers and numbers: {en} points. {change_words(found.before, found.after, 'en')}")  # fmt: skip
        if live:
            return HttpResponse(escape(visit.word(*told)))
        visit.tell("info", *told)
        if not decision.points and found.points is not None:
            back["points"] = show(found.points, visit.lang, 6)
    except ScoringError as error:
        if live:
            return HttpResponse(escape(" ".join(one.sentence(visit.lang) for one in error.diagnostics)))
        visit.refuse(error)
    return HttpResponseRedirect(f"{_address(visit, decision.agency, decision.criterion)}?{urlencode(back, doseq=True)}")


@desk(Action.ESTABLISH, "POST")
def establish_fact(visit: Visit, criterion: str) -> HttpResponse:
    """Enter, or only try, what the appraising body found out itself: a number, or a paper the dossier does not have."""
    agency, post = visit.agency or "", visit.request.POST
    if criterion not in visit.open.state.criteria_of(visit.open.state.agencies[agency]):
        raise Http404
    kind, number = visit.given("kind"), visit.given("fact_number")
    record = None
    if kind:
        pairs = (line.partition("=") for line in post.get("fields", "").splitlines() if "=" in line)
        fields = {name.strip(): value.strip() for name, _, value in pairs}
        plain = {name: visit.given(f"paper_{name}") for name in ("title", "number", "date", "issuer")}
        record = record_given(kind, plain, fields, [criterion])
    fact = Fact(
        agency=agency,
        reason=visit.given("fact_reason") or "",
        source=visit.given("source") or "",
        record=record,
        numbers={number: answer_typed(visit.given("fact_value") or "")} if number else {},
    )
    try:
        if "try" in post:
            _, (found,) = facts_to_enter(visit.open, [fact], by=visit.own.actor)
            vi, en = "Mới tính thử, chưa ghi.", "Only tried, nothing is entered."
        else:
            (entry,), (found,) = establish(visit.open, [fact], by=visit.own.actor)
            vi, en = f"Đã ghi, bản ghi số {entry.seq}.", f"Entry {entry.seq}."
        visit.tell("info", f"{vi} {change_words(found.before, found.after, 'vi')}",
                   f"{en} {change_words(found.before, found.after, 'en')}")  # fmt: skip
        for one in found.problems:
            visit.tell("warning", one.sentence("vi"), one.sentence("en"))
    except ScoringError as error:
        visit.refuse(error)
    typed = {name: post[name] for name in post if name not in {"csrfmiddlewaretoken", "try"}} if "try" in post else {}
    return HttpResponseRedirect(f"{_address(visit, agency, criterion)}?{urlencode(typed)}#xac-lap")


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
    one = visit.open.state.agencies[visit.agency or ""]
    known = visit.open.state.criteria_of(one).get(criterion)
    if known is None:
        raise Http404
    text = visit.request.POST.get("text", "").strip()[:4000]
    question = Question(campaign=visit.open.campaign, agency=one.agency.id, criterion=criterion, stage=one.stage, text=text,
                        asked_by=visit.user, from_agency=visit.own.duty in {"editor", "head"}, asked_at=campaigns.now())  # fmt: skip
    threads = f"{reverse('dossier', args=[visit.open.campaign, visit.agency])}#hoi-dap"
    page = f"{_address(visit, one.agency.id, criterion)}#hoi-dap"
    if not (thread_is_open(visit, criterion) if question.from_agency else may_ask(visit)):
        visit.tell("error", "Vòng này đã xong: không hỏi, không trả lời thêm được.",
                   "The round is over: nothing can be asked or answered any more.")  # fmt: skip
    elif text:
        notices.ask(question, one.agency.name, f"{criterion} {known.title}", to_agency=threads, to_appraiser=page)
        visit.tell("success", "Đã gửi; bên kia được báo.", "Sent; the other side is told.")
    return HttpResponseRedirect(threads if question.from_agency else page)


def may_ask(visit: Visit) -> bool:
    """Whether the reader can ask the agency now: before or in a round of appraisal, and for the council."""
    one = visit.open.state.agencies[visit.agency or ""]
    kind = visit.open.state.stage_of(one).kind
    return visit.may(Action.ASK) and kind in {"submission", "appraisal", "council"}


def thread_is_open(visit: Visit, criterion: str) -> bool:
    """Whether the thread on a criterion was begun in the stage the agency is in."""
    one = visit.open.state.agencies[visit.agency or ""]
    return Question.objects.filter(campaign=visit.open.campaign, agency=one.agency.id, criterion=criterion, stage=one.stage).exists()  # fmt: skip


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
