"""Who fills in what of the form, and who still owes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app.units import supplying
from scoring.diagnostics import Diagnostic
from scoring.evidence.model import Source
from scoring.reports.docx import Docx
from scoring.reports.official_files import REMINDER
from scoring.reports.unit_status import reminder
from scoring.result.unit_status import SORTS_OF_WANTED, UnitStatus
from scoring.scheme.units import Suppliers, Unit
from scoring.web import sharing
from scoring.web.draft_dossier import loaded_of
from scoring.web.form import Form, sections
from scoring.web.models import User
from scoring.web.roles import Action
from scoring.web.units import address_of, books_of, owed, suppliers
from scoring.web.views.base import Visit, desk
from scoring.web.views.form import form_of, shown_values
from scoring.web.views.submit import PAPERS


@desk(Action.SEE_DRAFT)
def shares(visit: Visit) -> HttpResponse:
    """Pages and criteria with who fills them in; for each account what is left of its part."""
    form = form_of(visit)
    id, agency = visit.open.campaign, visit.agency or ""
    parts, people = sharing.given(id, agency), sharing.colleagues(id, agency)
    todo = form.todo
    owed: list[tuple[User | None, int, list[object]]] = []
    for one in [*people, None]:
        name = one.get_username() if one is not None else ""
        count = sum(form.assigned.get(criterion, "") == name for criterion in form.plan.by_criterion)
        owed.append((one, count, [x for x in todo if x.who == name and x.criterion]))
    known = _suppliers(visit, form)
    units = _units(visit, form, known, parts) if isinstance(known, Suppliers) else []
    rows = [(f"don-vi:{one.id}", one.title, True, parts.get(f"don-vi:{one.id}")) for one in (x.unit for x in units)]
    for section in sections(form.fields):
        if section.criteria:
            rows.append((f"muc:{section.id}", section.title, True, parts.get(f"muc:{section.id}")))
            rows += [(row.id, f"{row.id} {row.title}", False, parts.get(row.id)) for row in section.criteria
                     if row.id != section.id]  # fmt: skip
    return visit.page(
        "shares.html",
        rows=rows,
        people=people,
        owed=owed,
        units=units,
        hindered=[] if isinstance(known, Suppliers) else known,
        on_shares=True,
        **shown_values(visit, form),
    )


def _suppliers(visit: Visit, form: Form) -> Suppliers | list[Diagnostic]:
    return suppliers(form, visit.open.state.agencies[visit.agency or ""].agency.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """How far an inner unit is with its part of the form."""

    unit: Unit
    status: UnitStatus | None
    """None while the form cannot be evaluated."""
    wanted: list[tuple[tuple[str, str], list[tuple[str, str]]]]
    """What is wanted, by sort: title and address of each."""
    book: Source | None
    """Its workbook that was taken in last."""
    user: User | None
    """Who was given what it supplies."""


def _units(visit: Visit, form: Form, known: Suppliers, parts: Mapping[str, User]) -> list[UnitPart]:
    """The units that supply something, each with its part."""
    found = owed(form, known, visit.open.today)
    status = {one.unit: one for one in found.units} if found is not None else {}
    books = books_of(loaded_of(form.scored.assembled).dossier) if found is not None else {}
    rows = []
    for id in supplying(known):
        one = status.get(id)
        wanted = [(words, [(x.title, address_of(form, x)) for x in one.of(sort)])
                  for sort, words in SORTS_OF_WANTED.items()] if one is not None else []  # fmt: skip
        rows.append(UnitPart(unit=known.units[id], status=one, wanted=[x for x in wanted if x[1]], book=books.get(id),
                             user=parts.get(f"don-vi:{id}")))  # fmt: skip
    return rows


@desk(Action.SEE_DRAFT)
def letter(visit: Visit, unit: str) -> HttpResponse:
    """A letter as a Word file to a unit that owes something."""
    form = form_of(visit)
    known = _suppliers(visit, form)
    found = owed(form, known, visit.open.today) if isinstance(known, Suppliers) else None
    one = next((x for x in found.units if x.unit == unit and x.owes), None) if found is not None else None
    if found is None or one is None or form.result is None:
        raise Http404
    raw = Docx().render(REMINDER, reminder(found, one, form.result, visit.lang), None)
    answer = HttpResponse(raw, content_type=PAPERS["docx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="nhac-{unit}.docx"'
    return answer


@desk(Action.EDIT_DRAFT, "POST")
def give(visit: Visit) -> HttpResponse:
    """Give parts of the form to accounts of the agency."""
    form = form_of(visit)
    id, agency = visit.open.campaign, visit.agency or ""
    known = {str(one.pk): one for one in sharing.colleagues(id, agency)}
    items = {f"muc:{one.id}" for one in sections(form.fields)} | set(form.plan.by_criterion)
    units = _suppliers(visit, form)
    items |= {f"don-vi:{one}" for one in units.units} if isinstance(units, Suppliers) else set()
    parts = {item: known.get(who) for item in items if (who := visit.request.POST.get(f"who:{item}")) is not None}
    sharing.give(id, agency, parts)
    visit.tell("success", "Đã ghi phân công.", "Saved.")
    return HttpResponseRedirect(reverse("shares", args=[id, agency]))
