"""Two results side by side: criteria, groups, total and class, with exact differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import msgspec

from scoring.numbers import Number, from_exact, normal
from scoring.result.base import Span
from scoring.result.model import Criterion, Group, OutsideState, Result

Item = Criterion | Group
Why = Literal["other_criterion", "other_maximum", "other_scheme"]
"""Why two values are not compared: they are not of the same thing, or not out of the same maximum."""
Moved = Literal["up", "down", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedItem:
    """One criterion or group in both results; a side that does not have it is None."""

    before: Item | None
    after: Item | None
    first: Number | None
    """The first result's points; None while they are open or left out of the sums."""
    second: Number | None
    claimed: bool
    """Whether `first` is what the agency claims."""
    why: Why | None

    @property
    def either(self) -> Item:
        """The item as the second result has it, else as the first."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def former_title(self) -> str | None:
        """The first result's title, where it is another one."""
        if self.before is None or self.before.title == self.either.title:
            return None
        return self.before.title

    @property
    def difference(self) -> Number | None:
        """Second less first points; None where one is not certain or they are not comparable."""
        if self.first is None or self.second is None or self.why:
            return None
        return normal(self.second - self.first)

    @property
    def first_status(self) -> str | None:
        """The first side's status; for claims whether there is one."""
        if self.before is None:
            return None
        if self.claimed and self.before.status != "not_applicable":
            return "not_claimed" if _claim(self.before) is None else "scored"
        return self.before.status

    @property
    def second_status(self) -> str | None:
        """The second side's status."""
        return self.after.status if self.after else None

    @property
    def reach(self) -> Number | None:
        """The points between least and most, for shares of them; None where they are not comparable."""
        return None if self.why else _reach(self.either)

    @property
    def changed(self) -> bool:
        """Whether an end of the interval or the status differs; only where both sides have the item."""
        if self.before is None or self.after is None:
            return False
        before, after = ((one.certain, one.attainable, one.status) for one in (self.before, self.after))
        return before != after


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs from the first result to the second."""

    first: Result
    """With claims: total and class as the engine made them of the claims, where it could."""
    second: Result
    claimed: bool
    criteria: tuple[ComparedItem, ...]
    groups: tuple[ComparedItem, ...] | None
    """None where claims are compared, which are not added up."""
    has_total: bool
    """Whether total and class are compared."""

    @property
    def same_agency(self) -> bool:
        """Whether both are of one agency."""
        return self.first.agency.id == self.second.agency.id

    @property
    def same_version(self) -> bool:
        """Whether both were made with one version of one scheme."""
        return self.first.scheme.digest == self.second.scheme.digest

    @property
    def total_why(self) -> Why | None:
        """Why the totals are not compared."""
        if self.first.scheme.id != self.second.scheme.id:
            return "other_scheme"
        if Fraction(self.first.total.max) != Fraction(self.second.total.max):
            return "other_maximum"
        return None

    @property
    def total_difference(self) -> Number | None:
        """Second less first total; None while one is open or where they are not comparable."""
        first, second = _certain(self.first.total), _certain(self.second.total)
        if first is None or second is None or self.total_why:
            return None
        return normal(second - first)

    @property
    def moved(self) -> Moved | None:
        """Where the class went; None where one is open or the ladders differ."""
        first, second = self.first.classification, self.second.classification
        ladder = [one.id for one in first.ladder]
        if first.ladder != second.ladder or first.certain is None or second.certain is None:
            return None
        steps = ladder.index(first.certain) - ladder.index(second.certain)
        return "up" if steps > 0 else "down" if steps < 0 else "same"

    @property
    def compared(self) -> tuple[ComparedItem, ...]:
        """The criteria that have a difference."""
        return tuple(one for one in self.criteria if one.difference is not None)

    @property
    def up(self) -> int:
        """How many criteria went up."""
        return sum(gap > 0 for gap in self._gaps)

    @property
    def down(self) -> int:
        """How many criteria went down."""
        return sum(gap < 0 for gap in self._gaps)

    @property
    def gained(self) -> Number:
        """The sum of what went up."""
        return normal(sum(gap for gap in self._gaps if gap > 0))

    @property
    def lost(self) -> Number:
        """The sum of what went down, not above zero."""
        return normal(sum(gap for gap in self._gaps if gap < 0))

    @property
    def equal(self) -> int:
        """How many of the criteria with `shares` have the same points on both sides."""
        return sum(a == b for a, b in zip(*self.shares, strict=True))

    @property
    def _gaps(self) -> list[Number]:
        return [one.difference for one in self.criteria if one.difference is not None]

    @property
    def shares(self) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
        """Both sides' points of the comparable criteria as shares of what they can be worth."""
        first, second = [], []
        for one in self.compared:
            if one.reach and one.first is not None and one.second is not None:
                first.append(normal(Fraction(one.first) / one.reach))
                second.append(normal(Fraction(one.second) / one.reach))
        return tuple(first), tuple(second)


def compare(first: Result, second: Result, *, claimed: bool = False) -> Comparison:
    """Compare two results. A criterion that is open has no difference, nor has one that is worth other points in the
    other result, or is another one altogether. With `claimed` the points the agency claims are taken of `first`; total
    and class are then compared only where the engine made them of the claims, as in a campaign's result.
    """
    by_claims = result_by_claims(first) if claimed else None
    criteria = _items(first.criteria, second.criteria, first, second, claimed=claimed)
    return Comparison(
        first=by_claims or first,
        second=second,
        claimed=claimed,
        criteria=criteria,
        groups=None if claimed else _items(first.groups, second.groups, first, second),
        has_total=by_claims is not None or not claimed,
    )


def result_by_claims(result: Result) -> Result | None:
    """The result with total and class as the engine made them of the claims; None where it could not."""
    totals = result.appraisal.totals if result.appraisal else None
    end = totals.claimed if totals else None
    if end is None:
        return None
    found = result.classification
    outside = None
    if end.outside:
        reason = next((x for x in found.reasons if x.id == end.outside), None)
        title = reason.title if reason else end.outside
        clause = reason.clause if reason else None
        outside = OutsideState(id=end.outside, title=title, reason="", reason_en="", clause=clause)
    return msgspec.structs.replace(
        result,
        total=msgspec.structs.replace(result.total, certain=end.certain, attainable=end.attainable),
        classification=msgspec.structs.replace(
            found, certain=end.class_, possible=end.possible, outside=outside, possible_outside=end.possible_outside
        ),
    )


def _items(
    before: Sequence[Item], after: Sequence[Item], first: Result, second: Result, *, claimed: bool = False
) -> tuple[ComparedItem, ...]:
    left: Mapping[str, Item] = {one.id: one for one in before}
    right: Mapping[str, Item] = {one.id: one for one in after}
    same_scheme = first.scheme.id == second.scheme.id
    return tuple(
        _item(left.get(id), right.get(id), same_scheme=same_scheme, claimed=claimed)
        for id in dict.fromkeys((*left, *right))
    )


def _item(one: Item | None, other: Item | None, *, same_scheme: bool, claimed: bool) -> ComparedItem:
    why: Why | None = None
    if one is not None and other is not None:
        if not same_scheme and one.title != other.title:
            why = "other_criterion"
        elif _reach(one) != _reach(other):
            why = "other_maximum"
    first = None if one is None else _claim(one) if claimed else _settled(one)
    second = None if other is None else _settled(other)
    return ComparedItem(before=one, after=other, first=first, second=second, claimed=claimed, why=why)


def ends_difference(before: Span, after: Span) -> tuple[Number, Number]:
    """Certain and attainable points of the second less those of the first."""
    ends = ((before.certain, after.certain), (before.attainable, after.attainable))
    low, high = (normal(from_exact(new) - from_exact(old)) for old, new in ends)
    return low, high


def _certain(one: Span) -> Number | None:
    return from_exact(one.certain) if one.certain == one.attainable else None


def _settled(one: Item) -> Number | None:
    return None if isinstance(one, Criterion) and one.excluded else _certain(one)


def _claim(one: Item) -> Number | None:
    claimed = one.claimed if isinstance(one, Criterion) else None
    return None if claimed is None else from_exact(claimed)


def _reach(one: Item) -> Number:
    least = one.min if isinstance(one, Criterion) else "0"
    return normal(from_exact(one.max) - Fraction(from_exact(least)))
