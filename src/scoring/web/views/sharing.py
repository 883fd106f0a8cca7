"""Who fills in what of the form, and who still owes what."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.web import sharing
from scoring.web.form import sections
from scoring.web.models import User
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk
from scoring.web.views.form import form_of, shown_values


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
    rows = []
    for section in sections(form.fields):
        if section.criteria:
            rows.append((f"muc:{section.id}", section.title, True, parts.get(f"muc:{section.id}")))
            rows += [(row.id, f"{row.id} {row.title}", False, parts.get(row.id)) for row in section.criteria
                     if row.id != section.id]  # fmt: skip
    return visit.page("shares.html", rows=rows, people=people, owed=owed, on_shares=True, **shown_values(visit, form))


@desk(Action.EDIT_DRAFT, "POST")
def give(visit: Visit) -> HttpResponse:
    """Give parts of the form to accounts of the agency."""
    form = form_of(visit)
    id, agency = visit.open.campaign, visit.agency or ""
    known = {str(one.pk): one for one in sharing.colleagues(id, agency)}
    items = {f"muc:{one.id}" for one in sections(form.fields)} | set(form.plan.by_criterion)
    parts = {item: known.get(who) for item in items if (who := visit.request.POST.get(f"who:{item}")) is not None}
    sharing.give(id, agency, parts)
    visit.tell("success", "Đã ghi phân công.", "Saved.")
    return HttpResponseRedirect(reverse("shares", args=[id, agency]))
