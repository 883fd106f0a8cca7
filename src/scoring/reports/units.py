"""Points by inner unit: what of a result each unit's criteria hold, what is missing and what is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show, show_percent
from scoring.reports.view import View
from scoring.reports.words import difference
from scoring.result.base import Frozen
from scoring.result.model import Criterion
from scoring.result.summary import UNSETTLED


class UnitCriteria(Frozen):
    """An inner unit and the criteria it supplies."""

    id: str
    title: str
    criteria: tuple[str, ...]


class UnitSums(Frozen):
    """Sums over a unit's criteria that apply; those that are added or taken away left out."""

    maximum: Number
    certain: Number
    attainable: Number

    @property
    def lost(self) -> Number:
        """What is lost for certain."""
        return max(normal(Fraction(self.maximum) - self.attainable), 0)


class UnitRow(Frozen):
    """A unit in the table of units, in the reader's notation."""

    title: str
    maximum: str
    share: str
    """What its maximum is of the agency's."""
    points: str
    more: str
    """Points that may still come."""
    open: int
    """How many of its criteria lack something."""
    lost: str


def unit_sums(criteria: Iterable[Criterion]) -> UnitSums:
    """The sums over criteria."""
    counted = [one for one in criteria if one.section == "tree" and not one.excluded]

    def total(points: Iterable[str]) -> Number:
        return normal(sum((Fraction(from_exact(one)) for one in points), Fraction()))

    return UnitSums(
        maximum=total(one.max for one in counted),
        certain=total(one.certain for one in counted),
        attainable=total(one.attainable for one in counted),
    )


def unit_rows(view: View, units: Sequence[UnitCriteria]) -> list[UnitRow]:
    """A row for each unit that supplies criteria, and one for the criteria nobody supplies, if there are any."""
    whole = unit_sums(view.leaves())
    supplied = {id for one in units for id in one.criteria}
    nobody = tuple(one.id for one in view.leaves() if one.id not in supplied)
    title = view.in_lang("Chưa giao cho đơn vị nào", "Supplied by nobody")
    rows = [*units, UnitCriteria(id="", title=title, criteria=nobody)] if units else []
    return [_row(view, one.title, set(one.criteria), whole) for one in rows if one.criteria]


def _row(view: View, title: str, ids: Collection[str], whole: UnitSums) -> UnitRow:
    own = [one for one in view.leaves() if one.id in ids]
    sums = unit_sums(own)
    low, high = (show(one, view.lang) for one in (sums.certain, sums.attainable))
    return UnitRow(
        title=title,
        maximum=show(sums.maximum, view.lang),
        share=show_percent(Fraction(sums.maximum) / whole.maximum, view.lang) if whole.maximum else "–",
        points=low if low == high else f"{low} – {high}",
        more=show(normal(Fraction(sums.attainable) - sums.certain), view.lang),
        open=sum(one.status in UNSETTLED or bool(difference(one.certain, one.attainable)) for one in own),
        lost=show(sums.lost, view.lang),
    )
