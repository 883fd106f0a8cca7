"""The council's meeting: one criterion in dispute after the other, both sides' words, decided on the spot."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse

from scoring.app.campaign.disputes import AgencyDisputes, disputes, in_order
from scoring.app.campaign.evaluation import campaign_scheme
from scoring.numbers import show
from scoring.review.acts.figures import covers
from scoring.review.score_lines import level_before
from scoring.review.words import CAUSES
from scoring.web.earlier import before_with_titles
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk, of_all_agencies

_AGENCIES = 50
"""Agencies on a page of gaps."""


def disputes_of(visit: Visit) -> list[AgencyDisputes]:
    """The criteria in dispute as the ledger stands, found once for each state of it."""
    session = visit.open
    return session.kept(("disputes", ""), session.state.head.hash, lambda: disputes(session))


@desk(Action.SEE_OVERVIEW)
@of_all_agencies
def council(visit: Visit) -> HttpResponse:
    """One criterion in dispute, large; the list of all of them below."""
    state = visit.open.state
    found = disputes_of(visit)
    rows = in_order(found)
    asked = (visit.given("co-quan"), visit.given("tieu-chi"))
    at = next((n for n, row in enumerate(rows) if (row.agency.agency.id, row.gap.criterion) == asked), 0)
    row = rows[at] if rows else None
    values: dict[str, Any] = {"rows": rows, "row": row, "number": at + 1, "decided": [_decided(visit, one.agency.agency.id, one.gap.criterion) for one in rows]}  # fmt: skip
    if row is not None:
        one, criterion = row.agency, row.gap.criterion
        known = state.criteria_of(one)[criterion]
        person = state.opened.person(visit.own.actor)
        before = level_before(one, criterion)[1]
        values |= {
            "known": known,
            "result": next(x.result for x in found if x.agency is one),
            "past": before_with_titles(visit.open.campaign, one, criterion, campaign_scheme(visit.open).scheme.class_titles),
            "low": show(known.low, visit.lang),
            "high": show(known.high, visit.lang),
            "line": one.line(criterion),
            "figures": [(x, state.opened.named_stages[x.stage].title, _title(visit, x.actor)) for x in one.line(criterion).figures if not x.void],
            "previous": show(before, visit.lang, 4) if before is not None else "–",
            "mine": person is not None and visit.may(Action.APPRAISE, one.agency.id) and covers(person, known),
            "causes": CAUSES.items(),
            "before": rows[at - 1] if at else None,
            "after": rows[at + 1] if at + 1 < len(rows) else None,
        }  # fmt: skip
    return visit.page("council.html", **values)


def _decided(visit: Visit, agency: str, criterion: str) -> bool:
    one = visit.open.state.agencies[agency]
    return one.line(criterion).counted(one.stage) is not None and visit.open.state.stage_of(one).kind == "council"


def _title(visit: Visit, actor: str) -> str:
    person = visit.open.state.opened.person(actor)
    return person.title if person is not None else actor


@desk(Action.SEE_OVERVIEW)
@of_all_agencies
def gaps(visit: Visit) -> HttpResponse:
    """Where claimed and final points differ, agencies whose class changes first."""
    pages = Paginator([one for one in disputes_of(visit) if one.rows], _AGENCIES)
    return visit.page("gaps.html", found=pages.get_page(visit.given("trang")))
