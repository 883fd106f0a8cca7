"""The Excel workbook of the form, out and in; what was handed in, taken over: what would change is shown, then written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app import inputs
from scoring.app.campaign.evaluation import submitted_dossier
from scoring.app.workbook_new import UnitChoice, filled_workbook
from scoring.app.workbook_read import read_back
from scoring.diagnostics import Diagnostic, has_errors
from scoring.errors import ScoringError
from scoring.evidence.model import Dossier
from scoring.scheme.unit_share import share_of
from scoring.scheme.units import Suppliers
from scoring.web import draft_dossier, drafts, own_units, uploads
from scoring.web.comparing import Change, compare
from scoring.web.fields import WrongValue
from scoring.web.form import Form, Spot
from scoring.web.roles import Action
from scoring.web.units import suppliers
from scoring.web.views.base import Visit, desk
from scoring.web.views.form import form_of, shown_values
from scoring.workbook import layout
from scoring.workbook.layout import Row as LayoutRow

_SALT = "so-excel"
_WAITS = 24 * 3600
"""Seconds for which what was compared can still be written."""
Problem = tuple[Diagnostic, str, Spot | None]
"""What is wrong in a workbook, its cell, and the place in the form that the cell's row belongs to."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _scheme(visit: Visit) -> Path:
    return inputs.scheme_for(Path(), visit.open.state.opened.scheme, visit.open.scheme)


def _page(visit: Visit, form: Form, **more: Any) -> HttpResponse:
    handed_in = visit.open.state.agencies[visit.agency or ""].submission is not None
    return visit.page("workbook.html", on_workbook=True, handed_in=handed_in, **more, **shown_values(visit, form))


@desk(Action.SEE_DRAFT)
def page(visit: Visit) -> HttpResponse:
    """The workbook to take away, and where it is brought back."""
    return _page(visit, form_of(visit))


@desk(Action.SEE_DRAFT)
def file(visit: Visit) -> Callable[[], HttpResponse]:
    """The workbook, or that of an inner unit, filled from the draft; what was typed and cannot count is not in it."""
    form, scheme = form_of(visit), _scheme(visit)
    return lambda: _filled(visit, form, scheme)


def _filled(visit: Visit, form: Form, scheme: Path) -> HttpResponse:
    unit = visit.given("don-vi")
    with (
        tempfile.TemporaryDirectory(prefix="scoring-") as name,
        draft_dossier.on_disk(form.scored.assembled) as dossier,
        own_units.as_file(form.own_units) as own,
    ):
        target = Path(name) / "so.xlsx"
        filled_workbook(dossier.path, target, scheme=scheme, units=UnitChoice(unit=unit, own=own) if unit else None)
        raw = target.read_bytes()
    answer = HttpResponse(raw, content_type=XLSX)
    end = f"-{unit}" if unit else ""
    answer.headers["Content-Disposition"] = f'attachment; filename="{visit.agency}-{form.period}{end}.xlsx"'
    return answer


@desk(Action.EDIT_DRAFT, "POST")
def read(visit: Visit) -> HttpResponse:
    """What a workbook, or what was handed in, would change in the draft; nothing is written yet."""
    form = form_of(visit)
    problems: list[Diagnostic] = []
    try:
        if "handed_in" in visit.request.POST:
            dossier = _handed_in(visit)
            source = visit.word("Hồ sơ đã nộp", "What was handed in")
        else:
            dossier, problems, source = _workbook(visit, form)
        known = suppliers(form, visit.open.state.agencies[visit.agency or ""].agency.name)
        found = compare(form, dossier, known, visit.open.today)
    except ScoringError as error:
        return _page(visit, form, refused=[_told(form, one, ()) for one in error.diagnostics], status=422)
    except WrongValue as error:
        return _page(visit, form, wrong_file=error, status=422)
    wrong = has_errors(problems)
    waiting = [
        {"values": dict(one.values), "versions": {path: form.draft.version(path) for path in one.values}}
        for one in found.changes
    ]
    asked = form.fields.rows
    if dossier.unit is not None and isinstance(known, Suppliers):
        asked = layout.rows(share_of(form.loaded.scheme, known, dossier.unit).scheme, form.fields.block.id)
    told = [_told(form, one, asked) for one in problems]
    given = {"changes": waiting, "sources": dict(found.sources), "draft": [visit.open.campaign, visit.agency]}
    return _page(
        visit,
        form,
        source=source,
        changes=found.changes,
        rows=_rows(found.changes, told, wrong),
        told=[one for one in told if one[2] is None],
        wrong=wrong,
        waiting=signing.dumps(given, salt=_SALT, compress=True),
    )


@dataclass(slots=True, kw_only=True)
class Row:
    """A field of the form with what a workbook would change in it, and what is wrong in its cells."""

    spot: Spot
    change: Change | None = None
    number: int = 0
    """Of the change."""
    ticked: bool = False
    told: list[tuple[Diagnostic, str]] = field(default_factory=list)
    """Problems, each with its cell."""


def _rows(changes: Sequence[Change], told: Sequence[Problem], wrong: bool) -> list[Row]:
    """The changes and the problems that have a place in the form, in the form's order. What a wrong workbook would empty,
    and what looks like a citizen's data, is not ticked beforehand.
    """
    rows = [Row(spot=one.spot, change=one, number=at, ticked=not one.warnings and not (wrong and one.removes))
            for at, one in enumerate(changes)]  # fmt: skip
    for problem, cell, spot in told:
        if spot is not None:
            known = next((one for one in rows if one.spot.order == spot.order), None)
            if known is None:
                known = Row(spot=spot)
                rows.append(known)
            known.told.append((problem, cell))
    return sorted(rows, key=lambda one: one.spot.order)


def _handed_in(visit: Visit) -> Dossier:
    with submitted_dossier(visit.open, visit.open.state.agencies[visit.agency or ""]) as loaded:
        return loaded.dossier


def _workbook(visit: Visit, form: Form) -> tuple[Dossier, list[Diagnostic], str]:
    given = visit.request.FILES.get("file")
    if given is None:
        raise WrongValue("Hãy chọn sổ Excel.", "Choose the workbook.")
    name = uploads.clean_name(given.name or "so.xlsx")
    with (
        tempfile.TemporaryDirectory(prefix="scoring-") as folder,
        draft_dossier.on_disk(form.scored.assembled) as before,
    ):
        path = Path(folder) / name
        path.write_bytes(given.read(uploads.MOST_BYTES + 1))
        found = read_back(path, scheme=_scheme(visit), against=before.path)
    return found.dossier, list(found.diagnostics), name


def _told(form: Form, one: Diagnostic, asked: Sequence[LayoutRow]) -> Problem:
    """`asked`: the rows of the workbook's sheet of criteria, in their order."""
    one = form.told(one)
    if one.place is None or not one.place.line:
        return one, "", None
    spot = None
    if one.place.sheet == layout.CRITERIA:
        at = one.place.line - layout.CRITERIA_TABLE.first_row
        key = asked[at].key if 0 <= at < len(asked) else ""
        row = next((x for x in form.fields.rows if x.key == key), None)
        path = f"numbers/{row.id}/value" if row is not None and row.id in form.fields.answers else ""
        spot = form.row_spot(row, path=path) if row is not None else None
    elif one.place.sheet == layout.EVIDENCE:
        spot = form.spot("evidence/")
    return one, one.place.cell, spot


@desk(Action.EDIT_DRAFT, "POST")
def write(visit: Visit) -> HttpResponse:
    """Write those changes that were ticked; what somebody changed since they were shown stays, and is told."""
    form, post = form_of(visit), visit.request.POST
    again = HttpResponseRedirect(reverse("workbook", args=[visit.open.campaign, visit.agency]))
    try:
        given = signing.loads(post.get("waiting", ""), salt=_SALT, max_age=_WAITS)
    except signing.BadSignature:
        visit.tell("error", "Phần so sánh đã cũ; hãy đưa sổ lên lại.", "This comparison is too old; bring the workbook again.")  # fmt: skip
        return again
    if given["draft"] != [visit.open.campaign, visit.agency]:
        visit.tell("error", "Phần so sánh là của phiếu khác.", "This comparison is of another form.")
        return again
    written, stale = 0, []
    for at, change in enumerate(given["changes"]):
        if str(at) not in post.getlist("take"):
            continue
        for path, value in change["values"].items():
            try:
                drafts.save(form.draft, path, value, change["versions"][path], visit.user)
            except drafts.Stale as error:
                stale.append(error.now)
        written += 1
    if written:
        drafts.fill(form.draft, given["sources"], visit.user)
    visit.tell("success", f"Đã ghi {written} thay đổi.", f"{written} changes written.")
    for one in stale:
        label = form.spot(one.path).label
        visit.tell("warning", f"{label}: trong lúc ấy {one.changed_by.get_username()} đã ghi “{one.value}”; giữ giá trị đó.", f"{label}: {one.changed_by.get_username()} wrote “{one.value}” meanwhile; that stays.")  # fmt: skip
    return again
