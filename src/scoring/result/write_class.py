"""The classification as the result shows it: the class with its ladder, margins and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from scoring.engine.assessment import Assessment
from scoring.engine.classify import NOTHING_APPLIES
from scoring.engine.ladder import bounds_of
from scoring.engine.plan import Plan
from scoring.numbers import Number, normal, points_text, round_to, show
from scoring.result.condition_words import Both, describe
from scoring.result.model import (
    NOT_CLASSIFIABLE,
    Classification,
    LadderClass,
    LadderValue,
    Margin,
    Margins,
    OutsideState,
    Reason,
)
from scoring.scheme.model import Ceiling, Gate, Outside

_MOST_DECIMALS = 14
_NOTHING_LEFT = (
    "không còn tiêu chí nào để chấm, không xếp loại được",
    "no criterion is left to score, so there is no class",
)


def classification_of(assessment: Assessment) -> Classification:
    """The classification of an assessment, as the result shows it."""
    return _Writer(assessment).classification()


class _Writer:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.found = assessment.classification
        self.ladder = assessment.plan.ladder
        self.step = assessment.plan.scheme.rounding.step

    def points(self, value: Number) -> str:
        return points_text(value, self.step)

    def value(self, value: Number) -> str:
        """What the ladder compares, with the decimals it takes to see on which side of every edge it lies."""
        if self.ladder.on == "total":
            return self.points(value)
        percent = normal(Fraction(value) * 100)
        edges = [Fraction(one.from_.value) * 100 for one in self.ladder.classes if one.from_]
        most = 2
        while most < _MOST_DECIMALS:
            near = round_to(percent, Fraction(1, 10**most), "half_up")
            if all((near >= edge) == (percent >= edge) for edge in edges):
                break
            most += 2
        return f"{show(percent, 'en', most)} %"

    def classification(self) -> Classification:
        found, ladder, classes = self.found, self.ladder, _classes(self.assessment.plan)
        value = LadderValue(certain=self.value(found.low), attainable=self.value(found.high))
        return Classification(
            certain=found.certain,
            possible=tuple(found.possible),
            possible_outside=tuple(found.possible_outside),
            outside=self.outside(),
            title=ladder.title,
            clause=ladder.clause,
            ladder=classes,
            on=ladder.on,
            value=value,
            margins=self.margins(),
            reasons=(*self.ladder_reasons(classes, value), *self.rulings()),
        )

    def outside(self) -> OutsideState | None:
        outside = self.found.outside
        if outside is None:
            return None
        reasons = _NOTHING_LEFT
        if outside != NOTHING_APPLIES:
            vi, en = _apart(describe(outside.when, self.assessment))
            reasons = "; ".join(vi), "; ".join(en)
        return OutsideState(
            id=outside.id,
            title=NOT_CLASSIFIABLE if outside == NOTHING_APPLIES else outside.title,
            reason=reasons[0],
            reason_en=reasons[1],
            clause=outside.clause,
        )

    def margins(self) -> Margins:
        """Distance from the certain total to the nearest edges of the ladder, in points."""
        scale = self.assessment.total.maximum if self.ladder.on == "share" else 1
        up = down = None
        for index, one in enumerate(self.ladder.classes):
            start, _ = bounds_of(self.ladder, index)
            if start is None or not self.assessment.total.maximum:
                continue
            gap = normal((Fraction(start) - self.found.low) * scale)
            if gap > 0:
                up = Margin(class_=one.id, title=one.title, points=self.points(gap))
            elif down is None:
                down = Margin(class_=one.id, title=one.title, points=self.points(-gap))
        return Margins(up=up, down=down)

    def ladder_reasons(self, classes: Sequence[LadderClass], reached: LadderValue) -> list[Reason]:
        """The classes the total can still fall into."""
        found, rows = self.found, []
        low, high = reached.certain, reached.attainable
        value = low if low == high else f"{low} – {high}"
        for index, one in enumerate(self.ladder.classes if self.assessment.total.maximum else ()):
            start, end = bounds_of(self.ladder, index)
            end = end if index else None
            if (start is not None and found.high < start) or (end is not None and found.low >= end):
                continue
            start_, end_ = classes[index].from_, classes[index].below
            span = [f"từ {start_}" if start_ else "", f"đến dưới {end_}" if end_ else ""]
            span_en = [f"from {start_}" if start_ else "", f"to below {end_}" if end_ else ""]
            # The title stands outside what is turned into Vietnamese numbers: “Loại I. Tốt” stays as it is.
            before = f"tổng {value}, mức ".replace(".", ",")
            after = f": {' '.join(filter(None, span))}".replace(".", ",")
            after_en = f": {' '.join(filter(None, span_en))}"
            rows.append(
                Reason(
                    kind="ladder",
                    id=one.id,
                    title=one.title,
                    clause=one.clause,
                    class_=one.id,
                    state="holds" if found.low == found.high else "unknown",
                    effect=True,
                    details=(f"{before}{one.title}{after}",),
                    details_en=(f"total {value}, class {one.title}{after_en}",),
                )
            )
        return rows

    def rulings(self) -> list[Reason]:
        """Gates, ceilings and states outside, each as it was found."""
        rows = []
        for ruling in self.found.rulings:
            item = ruling.item
            condition = item.requires if isinstance(item, Gate) else item.when
            details, details_en = _apart(describe(condition, self.assessment))
            rows.append(
                Reason(
                    kind=_kind(item),
                    id=item.id,
                    title=item.title,
                    clause=item.clause,
                    class_=getattr(item, "class_", None),
                    state=ruling.state,
                    effect=ruling.effect,
                    details=details,
                    details_en=details_en,
                )
            )
        return rows


@lru_cache(maxsize=64)
def _classes(plan: Plan) -> tuple[LadderClass, ...]:
    """The classes of a ladder, the same for every agency."""
    ladder, step = plan.ladder, plan.scheme.rounding.step

    def edge(value: Number | None) -> str | None:
        if value is None:
            return None
        if ladder.on == "share":
            return f"{show(normal(Fraction(value) * 100), 'en')} %"
        return points_text(value, step)

    rows = []
    for index, one in enumerate(ladder.classes):
        start, end = map(edge, bounds_of(ladder, index))
        rows.append(
            LadderClass(id=one.id, title=one.title, clause=one.clause, from_=start, below=end if index else None)
        )
    return tuple(rows)


def _apart(found: list[Both]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(vi for vi, _ in found), tuple(en for _, en in found)


def _kind(item: Gate | Ceiling | Outside) -> Literal["gate", "ceiling", "outside"]:
    return "gate" if isinstance(item, Gate) else "ceiling" if isinstance(item, Ceiling) else "outside"
