"""Random specs of every leaf kind without errors, with values of their inputs and ranges that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from scoring.catalog import lookup
from scoring.formulas import KINDS
from scoring.formulas.interface import InputView, Range, Scored, Spec
from scoring.numbers import exact_text, from_exact, normal, show
from scoring.values import Quantity


def build(kind: str, **keys: Any) -> Spec:
    """A spec from the keys a scheme would give."""
    return KINDS[kind].model_validate(keys)


def score(kind: str, maximum: Any, *values: Any, **keys: Any) -> Scored:
    """The exact result for known inputs."""
    return build(kind, **keys).compile(maximum)(*values)


def errors(spec: Spec, maximum: Any, percent: dict[str, bool] | None = None) -> list[str]:
    """Codes of the errors (not the warnings) static analysis finds."""
    found = [issue.code for issue in spec.issues(maximum, percent or {})]
    return [code for code in found if lookup(code).severity == "error"]


def stored(scored: Scored) -> Scored:
    """The points and facts as they are read back from the texts of a result."""
    facts = {
        key: value if isinstance(value, bool) else from_exact(exact_text(value)) for key, value in scored.facts.items()
    }
    return Scored(from_exact(exact_text(scored.points)), scored.branch, facts)


def view(id: str, value: Any) -> InputView:
    """An input as an explanation sees it."""
    if value is None:
        return InputView(id, f"Đại lượng {id}", "", "not_applicable", None, "không áp dụng")
    words = {True: "có", False: "không"}
    shown = words[value] if isinstance(value, bool) else value if isinstance(value, str) else show(value)
    return InputView(id, f"Đại lượng {id}", "", "known", value, shown)


def known(value: Any) -> Range:
    """The range of a value exactly known, as the engine makes it."""
    if value is None:
        return Range(0, 0, ())
    low = 0 if isinstance(value, str) else value
    return Range(low, low, None, value)


@dataclass(frozen=True)
class Example:
    """A spec, its maximum, true values of its inputs, and what is known of them."""

    spec: Spec
    maximum: Any
    values: tuple[Any, ...]
    ranges: tuple[Range, ...]


exacts = st.fractions(min_value=0, max_value=30, max_denominator=8).map(normal)
signed = st.fractions(min_value=-10, max_value=30, max_denominator=8).map(normal)
counts = st.integers(0, 25)
maxima = st.integers(1, 20) | st.fractions(Fraction(1, 4), 20, max_denominator=4).map(normal)
percents = st.integers(0, 100).map(lambda n: Quantity(normal(Fraction(n, 100)), True))


def shares(maximum: Any) -> st.SearchStrategy[Quantity]:
    """Points at most the maximum, written as a number or as a percentage."""
    plain = st.fractions(0, maximum, max_denominator=4).map(lambda n: Quantity(normal(n)))
    return plain | percents


def points(maximum: Any) -> st.SearchStrategy[Any]:
    """Points at most the maximum."""
    return st.fractions(0, maximum, max_denominator=4).map(normal)


@st.composite
def holding(draw: Any, value: Any, *, limitless: bool = True) -> Range:
    """A range that holds the number."""
    how = draw(st.sampled_from(("known", "closed", "open") if limitless else ("known", "closed")))
    if how == "known":
        return known(value)
    low = normal(value - draw(st.fractions(0, 5, max_denominator=4)))
    if how == "open":
        return Range(low)
    return Range(low, normal(value + draw(st.fractions(0, 5, max_denominator=4))))


def _edges(draw: Any, count: int) -> list[Any]:
    return sorted(draw(st.lists(exacts, min_size=count, max_size=count, unique=True)))


def _yes(draw: Any) -> tuple[Any, Range]:
    value = draw(st.booleans())
    return value, draw(st.sampled_from((known(value), Range(0, 1), Range())))


def _part(draw: Any) -> tuple[Any, Range]:
    value = draw(st.sampled_from((True, False, None)))
    if value is None:
        return value, known(None)
    return value, draw(st.sampled_from((known(value), Range(0, 1), Range())))


def _judged(draw: Any, spec: Spec, maximum: Any) -> tuple[Any, Range]:
    low, high = spec.judged(maximum)
    step = Fraction(draw(st.integers(0, 8)), 8)
    value = normal(low + (high - low) * step)
    return value, draw(st.sampled_from((known(value), Range(low, high))))


def _keys(draw: Any, kind: str, maximum: Any) -> dict[str, Any]:
    who = st.sampled_from(("agency", "appraiser", "superior", "leaders"))
    if kind == "yes_no":
        return {"of": "a", "yes": draw(shares(maximum)), "no": draw(shares(maximum))}
    if kind == "checklist":
        cuts = sorted(draw(st.lists(points(maximum), max_size=3)))
        worth = [b - a for a, b in zip([0, *cuts], [*cuts, maximum], strict=True)]
        parts = [{"of": f"p{i}", "points": normal(one)} for i, one in enumerate(worth)]
        return {"parts": parts, "not_applicable": draw(st.sampled_from(("rescale", "keep")))}
    if kind == "per_item":
        return {"of": "a", "points": draw(exacts), "cap": draw(st.none() | points(maximum))}
    if kind == "bands":
        edges = [Quantity(one) for one in _edges(draw, draw(st.integers(1, 4)))]
        tiers = [
            {"from": low, "below": high, "points": draw(shares(maximum))}
            for low, high in zip([None, *edges], [*edges, None], strict=True)
        ]
        return {"of": "a", "tiers": draw(st.permutations(tiers))}
    if kind == "proportional":
        low, high = draw(st.permutations(_edges(draw, 2)))
        return {"of": "a", "floor": Quantity(low), "target": Quantity(high)}
    if kind == "graded":
        levels = [{"id": id, "title": f"Mức {id}", "points": draw(shares(maximum))} for id in ("kem", "kha", "tot")]
        return {"of": "a", "levels": levels}
    floor = draw(points(maximum))
    if kind == "deduct":
        each = draw(st.fractions(Fraction(1, 2), 4, max_denominator=2).map(normal))
        return {"of": "a", "points": draw(exacts), "each": each, "floor": floor}
    if kind == "deduct_by_severity":
        items = [{"of": id, "points": draw(exacts)} for id in ("nhe", "nang")]
        return {"items": items, "floor": floor}
    if kind == "deduct_range":
        low, high = sorted(draw(st.tuples(points(maximum), points(maximum))))
        return {"of": "a", "by": draw(who), "from": low, "to": high, "floor": floor}
    if kind == "judgement":
        low, high = sorted(draw(st.tuples(points(maximum), points(maximum))))
        return {"by": draw(who), "least": low, "most": high}
    if kind == "discretion":
        return {"of": "a", "full_at": Quantity(draw(exacts)), "by": draw(who), "up_to": draw(shares(maximum))}
    if kind == "target":
        three = sorted(draw(st.tuples(percents, percents, percents)), key=lambda one: one.value)
        return {"of": "a", "target": "t", **dict(zip(("below", "at", "above"), three, strict=True))}
    if kind == "timeliness":
        grace = draw(counts)
        late = {"of": "a", "per_day": draw(exacts), "grace": grace, "floor": floor}
        return {**late, "none_after": draw(st.none() | counts.map(lambda n: n + grace))}
    if kind == "external":
        return {"of": "a", "scale": draw(st.integers(1, 100))}
    if kind == "relative":
        return {"of": "a", "better": draw(st.sampled_from(("higher", "lower")))}
    assert kind == "formula"
    return {
        "uses": {"a": "so_vu", "t": "chi_tieu"},
        "let": {"ty_le": "a / max(t, 1)", "vuot": "a > t"},
        "branches": [{"when": "vuot", "points": "M"}, {"when": "ty_le >= 0.5", "points": "M * ty_le"}],
        "otherwise": "a - 2",
    }


@st.composite
def examples(draw: Any, kind: str) -> Example:
    """A spec of the kind, with inputs and ranges."""
    maximum = draw(maxima)
    spec = build(kind, **_keys(draw, kind, maximum))
    assert not errors(spec, maximum)
    values, ranges = [], []
    for read in spec.reads():
        if read == "judgement:":
            value, span = _judged(draw, spec, maximum)
        elif kind == "checklist":
            value, span = _part(draw)
        elif kind == "yes_no":
            value, span = _yes(draw)
        elif kind == "graded":
            value = draw(st.sampled_from(("kem", "kha", "tot")))
            left = ("kem", "kha", "tot")
            span = draw(st.sampled_from((known(value), Range(), Range(levels=left), Range(levels=(value,)))))
        else:
            whole = kind in ("deduct", "deduct_by_severity", "per_item", "deduct_range")
            value = draw(counts if whole or read == "t" else signed)
            span = draw(holding(value))
            if whole or read == "t":
                span = Range(max(0, span.low), span.high, None, span.value)
        values.append(value)
        ranges.append(span)
    return Example(spec, maximum, tuple(values), tuple(ranges))
