"""Tiers over a ratio, count or percentage: half-open, from (inclusive) to below (exclusive)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from scoring.fields import Award, Share, Text
from scoring.formulas.interface import (
    Domain,
    InputView,
    Line,
    MeasureNames,
    OneInput,
    Range,
    Scored,
    SpecIssue,
    points_text,
)
from scoring.models import Field, Model
from scoring.numbers import Number, normal, show, typed_percent
from scoring.text import in_lang
from scoring.values import Quantity


class Tier(Model):
    """One tier; ``from`` or ``below`` may be missing at the ends."""

    from_: Share | None = Field(default=None, alias="from")
    below: Share | None = None
    points: Award
    """Points, or a percentage of the maximum."""
    title: Text | None = None


def tier_text(tier: Tier, lang: str) -> str:
    """The tier in words: ``từ 90 % đến dưới 100 %``."""
    if tier.title:
        return tier.title
    low = None if tier.from_ is None else tier.from_.shown(lang)
    high = None if tier.below is None else tier.below.shown(lang)
    if low is None:
        return in_lang(lang, f"dưới {high}", f"below {high}") if high else in_lang(lang, "mọi mức", "any")
    if high is None:
        return in_lang(lang, f"từ {low}", f"from {low}")
    return in_lang(lang, f"từ {low} đến dưới {high}", f"from {low} to below {high}")


class Bands(OneInput):
    """The points of the one tier the value falls into.

    >>> tiers = [{"from": "90 %", "points": 6}, {"from": "70 %", "below": "90 %", "points": 3},
    ...          {"below": "70 %", "points": 0}]
    >>> score = Bands.model_validate({"of": "ty_le", "tiers": tiers}).compile(6)
    >>> score(Fraction(9, 10)).points, score(Fraction(899, 1000)).points, score(0).points
    (6, 3, 0)
    """

    kind: ClassVar[str] = "bands"
    title_vi: ClassVar[str] = "bậc theo tỷ lệ, số lượng"
    few_results: ClassVar[bool] = True

    tiers: Annotated[list[Tier], Field(min_length=1)]

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        # Edges as whole numerators and denominators: comparing those is exact and needs no new fraction.
        steps = []
        for index, tier in enumerate(self.tiers):
            scored = Scored(tier.points.of(maximum), index)
            low = tier.from_.value.as_integer_ratio() if tier.from_ else None
            high = tier.below.value.as_integer_ratio() if tier.below else None
            steps.append((low, high, scored))

        def score(value: Number) -> Scored:
            over, under = value.numerator, value.denominator
            for low, high, scored in steps:
                if (low is None or over * low[1] >= low[0] * under) and (
                    high is None or over * high[1] < high[0] * under
                ):
                    return scored
            raise ArithmeticError("no tier holds the value")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        one = ranges[0]
        if isinstance(one.value, (int, Fraction)):
            points = self.compile(maximum)(one.value).points
            return points, points
        reached = [
            tier.points.of(maximum)
            for tier in self.tiers
            if (tier.below is None or one.low < tier.below.value)
            and (tier.from_ is None or one.high is None or one.high >= tier.from_.value)
        ]
        return min(reached, default=0), max(reached, default=maximum)

    def attainable(self, maximum: Number) -> Number:
        return max(tier.points.of(maximum) for tier in self.tiers)

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        share = percent.get(self.of)
        for index, tier in enumerate(self.tiers):
            for name, edge in (("from", tier.from_), ("below", tier.below)):
                if edge is not None and edge.value:
                    yield from self._other_unit(edge, share, "tiers", index, name)
            yield from self._above_maximum(tier.points.of(maximum), maximum, "tiers", index, "points")
        yield from band_issues([(t.from_, t.below) for t in self.tiers], "tiers", share)

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        yield from self._open_below(domains[self.of])
        yield from self._never_reached(domains[self.of])

    def _open_below(self, domain: Domain) -> Iterable[SpecIssue]:
        """The lowest tier must reach down to the least value the measure can have."""
        edges = [(t.from_.in_unit(domain.percent), i) for i, t in enumerate(self.tiers) if t.from_ is not None]
        if len(edges) < len(self.tiers):
            return
        low, index = min(edges, key=lambda edge: edge[0].value)
        if low.value > 0 or domain.least is None:
            values = {"low": "−∞" if domain.least is None else Quantity(0, low.percent).typed(), "high": low.typed()}
            yield SpecIssue("SC302", ("tiers", index, "from"), values)

    def _never_reached(self, domain: Domain) -> Iterable[SpecIssue]:
        """Every tier must hold a value the measure can have."""
        least, most = domain.least, domain.most
        text = typed_percent if domain.percent else show
        for index, tier in enumerate(self.tiers):
            low = None if tier.from_ is None else tier.from_.in_unit(domain.percent).value
            high = None if tier.below is None else tier.below.in_unit(domain.percent).value
            if low is not None and high is not None and low >= high:
                continue
            first = least if low is None or (least is not None and least > low) else low
            empty = first is not None and ((high is not None and first >= high) or (most is not None and first > most))
            if first is not None and high is not None and domain.integral:
                # Whole numbers only: between 2.2 and 2.8 there is none.
                empty = empty or -((-first.numerator) // first.denominator) >= high
            if empty:
                ends = {"low": "−∞" if least is None else text(least), "high": "+∞" if most is None else text(most)}
                yield SpecIssue("SC353", ("tiers", index), {"id": self.of, **ends})

    def edges(self) -> Iterable[tuple[str, Number]]:
        for tier in self.tiers:
            if tier.from_ is not None:
                yield self.of, tier.from_.value

    def thresholds(self) -> Iterable[tuple[str, Number]]:
        return [(self.of, edge.value) for tier in self.tiers for edge in (tier.from_, tier.below) if edge is not None]

    def branches(self) -> Sequence[int | str]:
        return range(len(self.tiers))

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        rows = [f"{tier_text(x, 'vi')}: {points_text(x.points.of(maximum))}" for x in self.tiers]
        return "\n".join(one[0].upper() + one[1:] for one in rows)

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        assert isinstance(scored.branch, int)
        one, tier = inputs[0], self.tiers[scored.branch]
        value = f"{show(scored.points, lang)} / {show(self.attainable(maximum), lang)}"
        return [Line(one.title, f"{one.shown} → {tier_text(tier, lang)}", value)]

    def untaken(self, maximum: Number, branch: int | str | None, lang: str) -> list[Line]:
        others = (tier for i, tier in enumerate(self.tiers) if i != branch)
        return [Line(tier_text(tier, lang), value=show(tier.points.of(maximum), lang)) for tier in others]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, best = inputs[0].title, max(self.tiers, key=lambda tier: tier.points.of(maximum))
        text = tier_text(best, lang)
        if not best.title and best.from_ is not None and best.below is None:
            low = best.from_.shown(lang)
            text = low if low == "100%" else in_lang(lang, text, f"{low} or more")
        return in_lang(lang, f"{title}: đạt {text}", f"{title}: reach {text}")


def band_issues(
    bands: Sequence[tuple[Quantity | None, Quantity | None]], key: str, share: bool | None = None
) -> Iterable[SpecIssue]:
    """Gaps, overlaps, empty and unreachable bands, in any order; `share`: whether what they divide is a share. An edge
    in another unit, which is reported elsewhere, is taken as it was meant.
    """
    infinite = object()
    if share is None:
        share = any(edge is not None and edge.percent for band in bands for edge in band)
    text = typed_percent if share else show
    bands = [(low and low.in_unit(share), high and high.in_unit(share)) for low, high in bands]
    rows: list[tuple[Number | None, Any, int]] = []
    for index, (low, high) in enumerate(bands):
        top: Any = infinite if high is None else high.value
        if low is not None and high is not None and low.value >= high.value:
            yield SpecIssue("SC303", (key, index), {"low": text(low.value), "high": text(high.value)})
            continue
        rows.append((None if low is None else low.value, top, index))
    rows.sort(key=lambda row: (row[0] is not None, row[0] or 0))
    # The best tier usually gives only `from`: its open top must not hide an overlap below it.
    for (_, end, index), (next_low, _, next_index) in pairwise(rows):
        if next_low is None or end is infinite or end > next_low:
            at = "…" if next_low is None else text(next_low)
            yield SpecIssue("SC301", (key, next_index), {"at": at}, (key, index))
        elif end < next_low:
            values = {"low": text(normal(end)), "high": text(next_low)}
            yield SpecIssue("SC302", (key, index), values, (key, next_index))
    if rows and rows[-1][1] is not infinite:
        yield SpecIssue("SC304", (key, rows[-1][2]), {"at": text(rows[-1][1])})
