"""The classification as the result shows it: the class with its ladder, margins, reasons."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.engine.describe import describe
from scoring.engine.ladder import bounds_of
from scoring.numbers import Number, normal, points_text, round_to, show
from scoring.scheme.model import Gate

if TYPE_CHECKING:
    from scoring.engine.assessment import Assessment

_MOST_DECIMALS = 14


class _Writer:
    def __init__(self, result: Assessment) -> None:
        self.result = result
        self.plan = result.plan

    def points(self, value: Number) -> str:
        return points_text(value, self.plan.scheme.rounding.step)

    def _edge(self, value: Number | None) -> str | None:
        if value is None:
            return None
        return (
            f"{show(normal(Fraction(value) * 100), 'en')} %"
            if self.plan.ladder.on == "share"
            else self.points(value)
        )

    def _value(self, value: Number) -> str | None:
        """What the classes are told by, with the decimals it takes to see on which side of every edge it lies."""
        ladder = self.plan.ladder
        if ladder.on == "total":
            return self.points(value)
        percent = normal(Fraction(value) * 100)
        edges = [Fraction(one.from_.value) * 100 for one in ladder.classes if one.from_]
        most = 2
        while most < _MOST_DECIMALS:
            near = round_to(percent, Fraction(1, 10**most), "half_up")
            if all((near >= edge) == (percent >= edge) for edge in edges):
                break
            most += 2
        return f"{show(percent, 'en', most)} %"

    def classification(self) -> dict[str, Any]:
        found, ladder = self.result.classification, self.plan.ladder
        steps = []
        for index, one in enumerate(ladder.classes):
            start, end = bounds_of(ladder, index)
            steps.append({"id": one.id, "title": one.title, "clause": one.clause,
                          "from": self._edge(start), "below": self._edge(end if index else None)})  # fmt: skip
        outside = None
        if found.outside is not None:
            when, facts = found.outside.when, self.result.facts
            outside = {"id": found.outside.id, "title": found.outside.title,
                       "reason": "; ".join(describe(when, facts)), "reason_en": "; ".join(describe(when, facts, "en")),
                       "clause": found.outside.clause}  # fmt: skip
        scale = self.result.total.maximum if ladder.on == "share" else 1
        return {
            "certain": found.certain, "possible": found.possible, "outside": outside,
            "possible_outside": found.possible_outside, "ladder": steps, "on": ladder.on,
            "title": ladder.title, "clause": ladder.clause,
            "value": {"certain": self._value(found.low), "attainable": self._value(found.high)},
            "margins": self._margins(scale), "reasons": self._reasons(),
        }  # fmt: skip

    def _margins(self, scale: Number) -> dict[str, Any]:
        """Distance from the certain total to the nearest edges of the ladder, in points."""
        found, ladder = self.result.classification, self.plan.ladder
        up = down = None
        for index, one in enumerate(ladder.classes):
            start, _ = bounds_of(ladder, index)
            if start is None:
                continue
            gap = normal((Fraction(start) - found.low) * scale)
            if gap > 0:
                up = {"class": one.id, "title": one.title, "points": self.points(gap)}
            elif down is None:
                down = {"class": one.id, "title": one.title, "points": self.points(-gap)}
        return {"up": up, "down": down}

    def _reasons(self) -> list[dict[str, Any]]:
        found, ladder = self.result.classification, self.plan.ladder
        rows: list[dict[str, Any]] = []
        for index, one in enumerate(ladder.classes):
            start, end = bounds_of(ladder, index)
            low, high = self._value(found.low), self._value(found.high)
            if (start is None or found.high >= start) and (
                not index or end is None or found.low < end
            ):
                value = low if low == high else f"{low} – {high}"
                start_, end_ = self._edge(start), self._edge(end if index else None)
                span = [f"từ {start_}" if start_ else "", f"đến dưới {end_}" if end_ else ""]
                span_en = [f"from {start_}" if start_ else "", f"to below {end_}" if end_ else ""]
                sure = found.low == found.high
                # The title stands outside what is turned into Vietnamese numbers: “Loại I. Tốt” stays as it is.
                before = f"tổng {value}, mức ".replace(".", ",")
                after = f": {' '.join(filter(None, span))}".replace(".", ",")
                rows.append({
                    "kind": "ladder", "id": one.id, "title": one.title, "clause": one.clause,
                    "class": one.id, "state": "holds" if sure else "unknown", "effect": True,
                    "details": [f"{before}{one.title}{after}"],
                    "details_en": [f"total {value}, class {one.title}: {' '.join(filter(None, span_en))}"],
                })  # fmt: skip
        for ruling in found.rulings:
            item = ruling.item
            kind = type(item).__name__.lower()
            condition = item.requires if isinstance(item, Gate) else item.when
            rows.append({
                "kind": kind, "id": item.id, "title": item.title, "clause": item.clause,
                "class": getattr(item, "class_", None), "state": ruling.state,
                "effect": ruling.effect, "details": describe(condition, self.result.facts),
                "details_en": describe(condition, self.result.facts, "en"),
            })  # fmt: skip
        return rows


def classification(result: Assessment) -> dict[str, Any]:
    """The ``classification`` of the result contract."""
    return _Writer(result).classification()


__all__ = ["classification"]
