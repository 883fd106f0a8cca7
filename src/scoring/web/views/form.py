"""The officer's desk: the self-assessment form, saved field by field."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from scoring.app.campaign.evaluation import best_values, campaign_scheme
from scoring.reports import conclusion
from scoring.reports.explain import UnknownItem, explain
from scoring.review.campaign import end_of_day
from scoring.scheme.units import Suppliers
from scoring.web import campaigns, dossier_draft, draft_dossier, draft_fields, drafts, sharing
from scoring.web.fields import KEPT, Kind, WrongValue, kept
from scoring.web.form import Form, Section, sections
from scoring.web.models import Handover, UnitsFile
from scoring.web.personal import warnings_of
from scoring.web.roles import Action
from scoring.web.units import suppliers, unit_of_criteria
from scoring.web.views.base import Visit, desk, return_reason

GENERAL = "chung"
"""The page of what belongs to no criterion, where pages are named by their groups."""


def form_of(visit: Visit) -> Form:
    """The form of the visit's agency as its draft stands."""
    session, id = visit.open, visit.agency
    assert id is not None
    loaded = campaign_scheme(session)
    member = session.state.agencies[id].agency
    fields = draft_fields.fields_of(loaded, member.block)
    draft = drafts.read(session.campaign, id)
    # What was sent back or taken back, and was handed in by other means, is mended here.
    if (
        not draft.fields
        and visit.may(Action.EDIT_DRAFT)
        and dossier_draft.take_back(draft, session, fields, visit.user)
    ):
        draft = drafts.read(session.campaign, id)
    form = Form(draft, fields, loaded, scored(visit, draft), session.state.opened.period, visit.lang)
    form.own_units = (
        UnitsFile.objects.filter(campaign=session.campaign, agency=id).values_list("text", flat=True).first() or ""
    )
    known = suppliers(form, member.name)
    owners = unit_of_criteria(known) if isinstance(known, Suppliers) else {}
    if isinstance(known, Suppliers):
        form.units = {criterion: known.units[unit].title for criterion, unit in owners.items()}
    given = sharing.given(session.campaign, id)
    people = sharing.by_criterion(fields, given, owners)
    if isinstance(known, Suppliers):
        mine = [one for one in known.units.values() if given.get(f"don-vi:{one.id}") == visit.user]
        form.own_parts = [(one.id, one.title) for one in mine if not one.focal]
    form.assigned = {criterion: one.get_username() for criterion, one in people.items()}
    return form


def form_after(visit: Visit, before: Form, draft: drafts.Draft) -> Form:
    """The form once its draft has changed; who supplies what is as before."""
    form = Form(draft, before.fields, before.loaded, scored(visit, draft), visit.open.state.opened.period, visit.lang)
    form.own_units, form.units = before.own_units, before.units
    form.own_parts, form.assigned = before.own_parts, before.assigned
    return form


def scored(visit: Visit, draft: drafts.Draft, closing: str | None = None) -> draft_dossier.Scored:
    """What the draft is worth, found once for each state of its fields. `closing`: as it would be handed in on this day."""
    session = visit.open
    loaded, one = campaign_scheme(session), session.state.agencies[draft.agency]
    stands = ({path: field.version for path, field in draft.fields.items()}, set(draft.files))
    best = best_values(session, loaded).get(one.agency.block)
    make = lambda: draft_dossier.score(draft, session, loaded, final=closing is not None, day=closing)  # noqa: E731
    return session.of_agency("closing" if closing else "draft", one, make, *stands, best, closing)


def shown_values(visit: Visit, form: Form) -> dict[str, Any]:
    """What every page of the form shows beside its fields: total, class, what is left, the deadline."""
    one = visit.open.state.agencies[visit.agency or ""]
    deadline = visit.open.state.deadline_of(one)
    parts = sections(form.fields, form.lang)
    view = form.view
    return {
        "form": form,
        "sections": [(part, *form.done(part)) for part in parts],
        # One's own part first.
        "todo": sorted(form.todo, key=lambda one: one.who != visit.user.get_username()),
        "me": visit.user.get_username(),
        "deadline": deadline,
        # Later the deadline is another stage's, and none of the form.
        "still_open": visit.open.state.stage_of(one).kind == "submission" and one.status != "submitted",
        "days_left": (deadline - visit.open.today).days,
        "late": campaigns.now() >= end_of_day(deadline),
        "reason": return_reason(visit.open, one),
        "may_edit": visit.may(Action.EDIT_DRAFT),
        "may_submit": visit.may(Action.SUBMIT),
        "may_withdraw": visit.may(Action.WITHDRAW),
        "headline": conclusion.headline(view) if view else None,
        "possible": conclusion.possible(view) if view else [],
        "mark": conclusion.mark(view) if view else "",
        "result": form.result,
        "problems": form.scored.problems,
        "to_hand_over": _to_hand_over(visit, form),
    }


def _to_hand_over(visit: Visit, form: Form) -> list[str]:
    """The titles of the reader's units that have not said that their part is done."""
    if not form.own_parts or not visit.may(Action.EDIT_DRAFT):
        return []
    here = {"campaign": visit.open.campaign, "agency": visit.agency}
    handed = set(Handover.objects.filter(**here).values_list("unit", flat=True))
    return [title for id, title in form.own_parts if id not in handed]


def _section(form: Form, id: str) -> Section:
    found = next((one for one in sections(form.fields, form.lang) if one.id == id), None)
    if found is None:
        raise Http404
    return found


@desk(Action.SEE_DRAFT)
def start(visit: Visit) -> HttpResponse:
    """To the first page of the form that has something left to do."""
    form = form_of(visit)
    here = [visit.open.campaign, visit.agency, sections(form.fields)[0].id]
    return HttpResponseRedirect(form.todo[0].spot.address if form.todo else reverse("form_group", args=here))


@desk(Action.SEE_DRAFT)
def group(visit: Visit, group: str) -> HttpResponse:
    """One page of the form."""
    return _page(visit, form_of(visit), group)


@desk(Action.SEE_DRAFT)
def general(visit: Visit) -> HttpResponse:
    """What belongs to no criterion: the kind of agency, difficulties, next tasks, a note."""
    return _page(visit, form_of(visit), GENERAL)


def _page(visit: Visit, form: Form, group: str, **more: Any) -> HttpResponse:
    if group == GENERAL:
        inputs = form.general_inputs()
        return visit.page("general.html", inputs=inputs, on_general=True, **more, **shown_values(visit, form))
    part, parts = _section(form, group), sections(form.fields, form.lang)
    at = [one.id for one in parts].index(part.id)
    return visit.page(
        "form.html",
        part=part,
        items=form.items(part),
        records={
            id: (form.record_name(id), form.remarks[id])
            for id in {x for row in part.criteria for x in form.uses.get(row.id, ())}
        },
        before=parts[at - 1] if at else None,
        after=parts[at + 1] if at + 1 < len(parts) else None,
        **more,
        **shown_values(visit, form),
    )


def _address(visit: Visit, group: str) -> str:
    here = [visit.open.campaign, visit.agency]
    return reverse("form_general", args=here) if group == GENERAL else reverse("form_group", args=[*here, group])


@desk(Action.EDIT_DRAFT, "POST")
def save_group(visit: Visit, group: str) -> HttpResponse:
    """All fields of a page at once, for browsers without scripts; fields that others changed meanwhile are shown."""
    form = form_of(visit)
    if group != GENERAL:
        _section(form, group)
    stale, unsure = list[str](), dict[str, str]()
    for path in visit.request.POST.getlist("path"):
        if visit.request.POST.get(f"was:{path}") == _typed(visit, path).replace("\r\n", "\n"):
            # Not touched on this page: what a colleague wrote there meanwhile stands.
            continue
        error = _save(visit, form, path, _typed(visit, path), _version(visit, path))
        if isinstance(error, drafts.Stale):
            stale.append(path)
        elif isinstance(error, Unsure):
            unsure[path] = _typed(visit, path)
    if stale or unsure:
        typed = {path: _typed(visit, path) for path in stale}
        after = form_of(visit)
        after.typed = unsure
        theirs = [after.input(path, after.spot(path).label) for path in stale]
        return _page(visit, after, group, theirs=theirs, typed=typed, status=409)
    return HttpResponseRedirect(_address(visit, group))


@desk(Action.SEE_DRAFT, "GET", "POST")
def attempt(visit: Visit, group: str) -> HttpResponse:
    """What the points would be with other values on a page of the form; nothing is stored."""
    form = form_of(visit)
    _section(form, group)
    before, typed = form.result, dict[str, str]()
    for path in visit.request.POST.getlist("path"):
        if takes(form, path) is not None:
            typed[path] = _typed(visit, path)
    if typed:
        loaded = campaign_scheme(visit.open)
        draft = drafts.tried(form.draft, typed, form.fields)
        tried = draft_dossier.score(draft, visit.open, loaded)
        assigned = form.assigned
        units = form.units
        form = Form(draft, form.fields, loaded, tried, form.period, visit.lang)
        form.assigned, form.units = assigned, units
    if visit.request.headers.get("HX-Request"):
        # Only what follows from the values; what is being typed stays untouched.
        part, fields = _section(form, group), [form.input(path, "") for path in typed]
        return visit.page("tried.html", oob=True, fields=fields, items=form.items(part), before_trial=before, **shown_values(visit, form))  # fmt: skip
    return _page(visit, form, group, trial=True, before_trial=before, may_save=visit.may(Action.EDIT_DRAFT))


@desk(Action.EDIT_DRAFT, "POST")
def save_field(visit: Visit) -> HttpResponse:
    """One field, as it is left; answers with its state, its new version, and the verdict."""
    path = visit.request.POST.get("path", "")
    form = form_of(visit)
    if takes(form, path) is None:
        raise Http404
    typed = _typed(visit, path)
    error = _save(visit, form, path, typed, _version(visit, path))
    after = form_after(visit, form, drafts.read_field(form.draft, path))
    if isinstance(error, Unsure):
        after.typed = {path: typed}
    values = {
        "field": after.input(path, ""),
        "typed": typed,
        "remarks": after.remarks.get(path.split("/")[1], []) if path.startswith("evidence/") else None,
        "saved": not isinstance(error, Unsure),
        "stale": isinstance(error, drafts.Stale),
        "lang": visit.lang,
        "visit": visit,
        "campaign": visit.open.state.opened,
        "agency": visit.open.state.agencies[visit.agency or ""],
        **shown_values(visit, after),
    }
    row = next((one for one in after.fields.rows if f"/{one.id}/" in path and one.node is not None), None)
    if row is not None:
        # What is said of a group changes all below it; groups within a group stand on its page, too.
        page = next(one for one in sections(after.fields) if row in one.rows)
        changed = page.criteria if row.role == "group" else [one for one in page.criteria if one.node == row.node]
        values["items"] = [after.item(one) for one in changed]
        values["headings"] = [after.item(one) for one in page.rows if one.role in {"group", "section"}]
    if path.startswith("numbers/"):
        values["made"] = after.made_from(path.split("/")[1])
    return render(visit.request, "desk/saved.html", values)


def takes(form: Form, path: str) -> Kind | None:
    """What somebody may type at a path; None also for records that nobody began, and for what only dossiers bring."""
    if path.startswith("evidence/") and path.split("/")[1] not in form.begun:
        return None
    kind = form.fields.kind(path, form.values)
    return kind if kind is not KEPT else None


def _typed(visit: Visit, path: str) -> str:
    name = "value" if "value" in visit.request.POST else f"value:{path}"
    return visit.request.POST.get(name, "")


def _version(visit: Visit, path: str) -> int:
    name = "version" if "version" in visit.request.POST else f"version:{path}"
    text = visit.request.POST.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class Unsure(Exception):  # noqa: N818 - says what is the case
    """What was typed looks like a citizen's data, and nobody said yet that it must stand there."""


def _save(visit: Visit, form: Form, path: str, typed: str, version: int) -> drafts.Stale | WrongValue | Unsure | None:
    """Save what was typed, also where it is wrong: nothing typed is lost. What looks like a citizen's data is saved only
    when the writer says so.
    """
    kind = takes(form, path)
    if kind is None:
        return None
    wrong = None
    try:
        value = kept(kind, typed)
    except WrongValue as error:
        value, wrong = typed.strip()[:20_000].replace("\0", ""), error
    stored = form.draft.fields.get(path)
    if (stored.value if stored else "") == value:
        return wrong
    if path not in visit.request.POST.getlist("accept") and warnings_of(value, visit.lang):
        return Unsure()
    try:
        drafts.save(form.draft, path, value, version, visit.user)
    except drafts.Stale as error:
        return error
    return wrong


@desk(Action.SEE_DRAFT)
def why(visit: Visit, item: str) -> HttpResponse:
    """Why a criterion, group or the total has its points: the same equation as in the report."""
    form = form_of(visit)
    if form.result is None:
        raise Http404
    try:
        found = explain(form.result, item, lang=visit.lang)
    except UnknownItem:
        raise Http404 from None
    return visit.page("why.html", explanation=found, whole=not visit.request.headers.get("HX-Request"))
