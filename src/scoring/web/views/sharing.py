"""Who fills in what of the form, and who still owes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app.units import supplying
from scoring.diagnostics import Diagnostic
from scoring.evidence.model import Source
from scoring.reports.docx import Docx
from scoring.reports.official_files import REMINDER
from scoring.reports.unit_status import reminder
from scoring.result.unit_status import SORTS_OF_WANTED, PartsStatus, UnitStatus
from scoring.review.campaign import local_day
from scoring.scheme.units import Suppliers, Unit
from scoring.web import notices, own_units, sharing
from scoring.web.campaigns import now
from scoring.web.draft_dossier import loaded_of
from scoring.web.form import Form, sections
from scoring.web.models import Duty, Handover, UnitsFile, User
from scoring.web.roles import Action
from scoring.web.units import address_of, books_of, handovers, owed, part_digest, suppliers
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
    return suppliers(form, _name(visit))


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
    handed: Handover | None
    """Its word that the part is done."""
    changed: bool
    """Whether something of it was changed since."""
    mine: bool
    """Whether the reader speaks for it."""


def _units(visit: Visit, form: Form, known: Suppliers, parts: Mapping[str, User]) -> list[UnitPart]:
    """The units that supply something, each with its part."""
    handed = handovers(form)
    found = _owed(visit, form, known)
    status = {one.unit: one for one in found.units} if found is not None else {}
    books = books_of(loaded_of(form.scored.assembled).dossier) if found is not None else {}
    rows = []
    for id in supplying(known):
        one = status.get(id)
        wanted = [(words, [(x.title, address_of(form, x)) for x in one.of(sort)])
                  for sort, words in SORTS_OF_WANTED.items()] if one is not None else []  # fmt: skip
        rows.append(UnitPart(unit=known.units[id], status=one, wanted=[x for x in wanted if x[1]], book=books.get(id),
                             user=parts.get(f"don-vi:{id}"), handed=handed.get(id), mine=not known.units[id].focal and _speaks_for(visit, id, parts),
                             changed=id in handed and handed[id].stands != part_digest(form, known, id)))  # fmt: skip
    return rows


def _owed(visit: Visit, form: Form, known: Suppliers) -> PartsStatus | None:
    days = {unit: local_day(one.handed_at) for unit, one in handovers(form).items()}
    return owed(form, known, visit.open.today, days)


def _speaks_for(visit: Visit, unit: str, parts: Mapping[str, User]) -> bool:
    """Whether the reader speaks for a unit: who was given its part, anybody of the agency where nobody was."""
    return parts.get(f"don-vi:{unit}", visit.user) == visit.user


@desk(Action.EDIT_DRAFT, "POST")
def hand_over(visit: Visit, unit: str) -> HttpResponse:
    """A unit says that its part is done, or takes that back; who puts the parts together is told."""
    form = form_of(visit)
    known, parts = _suppliers(visit, form), sharing.given(visit.open.campaign, visit.agency or "")
    if not isinstance(known, Suppliers) or unit not in supplying(known) or known.units[unit].focal:
        raise Http404
    here: dict[str, Any] = {"campaign": visit.open.campaign, "agency": visit.agency}
    title = known.units[unit].title
    page = reverse("shares", args=[visit.open.campaign, visit.agency])
    if not _speaks_for(visit, unit, parts):
        visit.tell("error", f"Phần của {title} do tài khoản được giao bàn giao.", f"The part of {title} is handed over by the account it was given to.")  # fmt: skip
    elif "back" in visit.request.POST:
        Handover.objects.filter(**here, unit=unit).delete()
        visit.tell("success", f"Đã rút lại phần của {title} để sửa.", f"The part of {title} is taken back.")
    else:
        stands = part_digest(form, known, unit)
        values = {"stands": stands, "handed_by": visit.user, "handed_at": now()}
        Handover.objects.update_or_create(**here, unit=unit, defaults=values)
        focal = [parts[f"don-vi:{one.id}"] for one in known.units.values() if one.focal and f"don-vi:{one.id}" in parts]
        heads = User.objects.filter(
            places__campaign=visit.open.campaign, places__actor=visit.agency, places__duty=Duty.HEAD
        )
        news = notices.News(event=f"handed:{unit}:{stands[:16]}", about=visit.agency or "", address=page,
                            vi=f"{title} đã bàn giao phần của mình trong phiếu tự chấm.",
                            en=f"{title} has handed over its part of the self-assessment.")  # fmt: skip
        notices.tell(visit.open.campaign, [(one.pk, news) for one in focal or heads.distinct() if one != visit.user])
        visit.tell("success", f"Đã bàn giao phần của {title}.", f"The part of {title} is handed over.")
    return HttpResponseRedirect(page)


# ---------------------------------------------------------------- the agency's own units


@desk(Action.SEE_DRAFT)
def units_page(visit: Visit) -> HttpResponse:
    """The agency's own units and who supplies which criterion, where that is otherwise than the scheme says."""
    form = form_of(visit)
    base, known = suppliers(form, _name(visit), ""), _suppliers(visit, form)
    own = own_units.read(form.own_units)
    table = []
    if isinstance(base, Suppliers) and isinstance(known, Suppliers):
        said = {id: row.unit for row in own.supplies for id in row.criteria} if own is not None else {}
        for node, depth in own_units.rows(base):
            usual = base.of("criteria", node.id)
            table.append(
                (node, depth, base.units[usual.unit].title if usual is not None else "", said.get(node.id, ""))
            )
    return visit.page(
        "units.html",
        table=table,
        units=list(known.units.values()) if isinstance(known, Suppliers) else [],
        own=own.units if own is not None else [],
        has_file=bool(form.own_units),
        hindered=[] if isinstance(known, Suppliers) else known,
        on_shares=True,
        **shown_values(visit, form),
    )


def _name(visit: Visit) -> str:
    return visit.open.state.agencies[visit.agency or ""].agency.name


@desk(Action.EDIT_DRAFT, "POST")
def save_units(visit: Visit) -> HttpResponse:
    """Keep the agency's own units, as chosen or as a file; nothing is kept that is not in order."""
    form, post = form_of(visit), visit.request.POST
    here: dict[str, Any] = {"campaign": visit.open.campaign, "agency": visit.agency}
    answer = HttpResponseRedirect(reverse("own_units", args=[visit.open.campaign, visit.agency]))
    known, own, file = _suppliers(visit, form), own_units.read(form.own_units), visit.request.FILES.get("file")
    if file is not None:
        text = file.read(own_units.MOST_BYTES).decode("utf-8", "replace")
    elif "whole" in post:
        text = ""
    elif "drop" in post:
        text = own_units.without(post["drop"], form.own_units) if own is not None else ""
    elif isinstance(known, Suppliers):
        ids = [node.id for node, _ in own_units.rows(known)]
        chosen = {id: post[f"unit:{id}"] for id in ids if f"unit:{id}" in post}
        titles = [one.strip()[:200] for one in post.getlist("new") if one.strip()]
        kind = form.values.get("agency/dossier/kind")
        text = own_units.mended(visit.agency or "", known, own, chosen, titles, kind)
    else:
        raise Http404
    found = suppliers(form, _name(visit), text)
    if text and not isinstance(found, Suppliers):
        for one in found:
            visit.tell("error", one.sentence("vi"), one.sentence("en"))
        return answer
    if text:
        values = {"text": text, "changed_by": visit.user, "changed_at": now()}
        UnitsFile.objects.update_or_create(**here, defaults=values)
    else:
        UnitsFile.objects.filter(**here).delete()
    visit.tell("success", "Đã ghi đơn vị của cơ quan.", "The agency's units are saved.")
    return answer


@desk(Action.SEE_DRAFT)
def units_file(visit: Visit) -> HttpResponse:
    """The agency's own file of units."""
    text = form_of(visit).own_units
    if not text:
        raise Http404
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="don-vi.yaml"'
    return answer


@desk(Action.SEE_DRAFT)
def letter(visit: Visit, unit: str) -> HttpResponse:
    """A letter as a Word file to a unit that owes something."""
    form = form_of(visit)
    known = _suppliers(visit, form)
    found = _owed(visit, form, known) if isinstance(known, Suppliers) else None
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
