"""Static checks of ladders: classes, gates, ceilings, states outside, and their conditions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.numbers import Number, normal, show, show_percent
from scoring.scheme.criteria import CriteriaSet, Measure, Node
from scoring.scheme.model import Block, Ceiling, Condition, Gate, Ladder, LastClass, Outside
from scoring.scheme.walk import Checker
from scoring.values import Quantity
from scoring.yaml_source import Path_


def check_ladder(check: Checker, key: str, ladder: Ladder) -> None:
    """Problems a ladder has by itself."""
    base: Path_ = ("ladders", key)
    _steps(check, base, ladder)
    check.twice("SC324", [(one.id, (*base, "classes", i, "id")) for i, one in enumerate(ladder.classes)])
    ids = [one.id for one in ladder.classes]
    rules = [rule.id for rule in check.scheme.rules]
    for name in ("gates", "ceilings", "outside"):
        items = getattr(ladder, name)
        check.twice("SC310", [(one.id, (*base, name, i, "id")) for i, one in enumerate(items)])
        for index, item in enumerate(items):
            if name != "outside":
                check.known("SC325", (*base, name, index, "class"), item.class_, ids)
            for condition, path in walk(condition_of(item), (*base, name, index, _key(name))):
                if condition.last_class is not None:
                    _last_class(check, condition.last_class, (*path, "last_class"), ladder)
                if condition.finding is not None:
                    check.known("SC326", (*path, "finding"), condition.finding, rules)


def _last_class(check: Checker, last: LastClass, path: Path_, ladder: Ladder) -> None:
    ids = [one.id for one in ladder.classes]
    states = [*ids, *(one.id for one in ladder.outside)]
    for id, at in check.listed(last.any_of or (), (*path, "any_of")):
        check.known("SC326", at, id, states)
    for end, limit in (("at_most", last.at_most), ("at_least", last.at_least)):
        if limit is not None:
            check.known("SC326", (*path, end), limit, ids)
    low, high = last.at_least, last.at_most
    if low in ids and high in ids and ids.index(high) > ids.index(low):
        check.note("SC303", path, {"low": low, "high": high})


def check_block(check: Checker, block: Block, chosen: CriteriaSet, ladder: Ladder) -> None:
    """Problems a ladder has together with the criteria set of a block."""
    base: Path_ = ("ladders", block.ladder)
    most: Number = chosen.maximum
    if chosen.bonus is not None and chosen.bonus.above_maximum:
        most = normal(most + chosen.bonus.cap)
    share = ladder.on == "share"
    top = most
    if share:
        top = normal(Fraction(most) / chosen.maximum) if chosen.maximum else 1
    for index, one in enumerate(ladder.classes):
        edge = one.from_
        if edge is not None and (edge.value > top if share else edge.of(chosen.maximum) > most):
            values = {"from": edge.shown(), "maximum": show_percent(top) if share else show(most)}
            check.note("SC327", (*base, "classes", index, "from"), values, id=one.id)
    _lowest(check, base, chosen, ladder)
    limits = _Limits(chosen, most)
    for name in ("gates", "ceilings", "outside"):
        for index, item in enumerate(getattr(ladder, name)):
            path: Path_ = (*base, name, index, _key(name))
            for condition, at in walk(condition_of(item), path):
                _subjects(check, condition, at, limits)
            _trivial(check, name, item, path, ladder, limits)


def _lowest(check: Checker, base: Path_, chosen: CriteriaSet, ladder: Ladder) -> None:
    """Check that the lowest class can be reached."""
    if len(ladder.classes) < 2:
        return
    edge = ladder.classes[-2].from_
    deep = chosen.penalty is not None and check.scheme.policies.penalty_floor == "none"
    least: Number = -chosen.penalty.cap if deep and chosen.penalty is not None else 0
    if edge is None or (ladder.on == "share" and deep):
        return
    if edge.of(chosen.maximum) <= least:
        index = len(ladder.classes) - 1
        check.note("SC352", (*base, "classes", index), id=ladder.classes[index].id, least=show(least))


def walk(condition: Condition, path: Path_) -> Iterator[tuple[Condition, Path_]]:
    """A condition and all those inside it, with their paths."""
    yield condition, path
    for name in ("all", "any"):
        for index, one in enumerate(getattr(condition, name) or ()):
            yield from walk(one, (*path, name, index))
    if condition.negate is not None:
        yield from walk(condition.negate, (*path, "not"))


def _key(name: str) -> str:
    return "requires" if name == "gates" else "when"


def condition_of(item: Gate | Ceiling | Outside) -> Condition:
    """What a gate asks, or when a ceiling or state outside applies."""
    return item.requires if isinstance(item, Gate) else item.when


def _steps(check: Checker, base: Path_, ladder: Ladder) -> None:
    """Check that classes cover all points without a gap, in descending order."""

    def wrong(index: int, name: str, vi: str, en: str) -> None:
        check.note("SC323", (*base, "classes", index, *((name,) if name else ())), why=vi, why_en=en)

    last = len(ladder.classes) - 1
    above: Quantity | None = None
    for index, one in enumerate(ladder.classes):
        for name, edge in (("from", one.from_), ("below", one.below)):
            if edge is not None and edge.value and edge.percent != (ladder.on == "share"):
                at: Path_ = (*base, "classes", index, name)
                check.note("SC356", at, value=edge.shown(), on=ladder.on)
        if index == 0 and one.below is not None:
            wrong(0, "below", "bậc đầu phải để mở phía trên", "the first class must be open above")
        if index == last and one.from_ is not None:
            wrong(index, "from", "bậc cuối phải để mở phía dưới", "the last class must be open below")
        if index < last and one.from_ is None:
            wrong(index, "", f"bậc “{one.id}” thiếu `from`", f"class “{one.id}” has no `from`")
        if above is not None and one.below is not None and one.below != above:
            end, start = one.below.shown(), above.shown()
            vi, en = f"dưới {end} nhưng bậc trên từ {start}", f"below {end}, but the class above is from {start}"
            wrong(index, "below", vi, en)
        low = one.from_
        if above and low and low.percent == above.percent and low.value >= above.value:
            start = low.shown()
            wrong(index, "from", f"{start} không thấp hơn bậc trên", f"{start} is not below the class above")
        above = one.from_


class _Limits:
    """The greatest value each thing a condition names can have."""

    def __init__(self, chosen: CriteriaSet, most: Number) -> None:
        self.chosen = chosen
        self.nodes: dict[str, Node] = {node.id: node for node in chosen.nodes()}
        self.totals: dict[str, Number] = {"total": most, "base": chosen.maximum, "bonus": 0, "penalty": 0}
        for name, extra in (("bonus", chosen.bonus), ("penalty", chosen.penalty)):
            if extra is not None:
                self.totals[name] = extra.cap

    def compared_ids(self, condition: Condition) -> list[str]:
        """Ids of the nodes a condition compares."""
        if condition.criterion is not None:
            return [condition.criterion]
        wanted = condition.each or condition.some
        if wanted == "groups":
            return [group.id for group in self.chosen.groups]
        if wanted == "criteria":
            return [leaf.id for group in self.chosen.groups for leaf in group.leaves()]
        return list(wanted or ())

    def always(self, condition: Condition) -> bool | None:
        """True or False where the condition's truth is the same for every dossier, else None."""
        if condition.all is not None:
            parts = [self.always(one) for one in condition.all]
            return False if False in parts else True if parts and all(parts) else None
        if condition.any is not None:
            parts = [self.always(one) for one in condition.any]
            return True if True in parts else False if parts and not any(p is None for p in parts) else None
        if condition.negate is not None:
            inner = self.always(condition.negate)
            return None if inner is None else not inner
        if condition.total is not None:
            maximum = self.chosen.maximum if condition.total in ("total", "base") else self.totals[condition.total]
            return _possible(condition, self.totals[condition.total], maximum)
        most = [self.nodes[id].maximum for id in self.compared_ids(condition) if id in self.nodes]
        states = [_possible(condition, maximum, maximum) for maximum in most]
        if not states:
            return None
        if condition.some is not None:
            return True if True in states else False if all(one is False for one in states) else None
        return False if False in states else True if all(states) else None


def _possible(condition: Condition, most: Number, maximum: Number) -> bool | None:
    if condition.at_least is not None:
        edge = condition.at_least.of(maximum)
        return False if edge > most else True if edge <= 0 else None
    if condition.below is not None:
        edge = condition.below.of(maximum)
        return True if edge > most else False if edge <= 0 else None
    return None


def _subjects(check: Checker, condition: Condition, path: Path_, limits: _Limits) -> None:
    """Names in one condition must exist and be compared with values of their sort."""
    if isinstance(condition.each or condition.some, list) or condition.criterion is not None:
        subject = condition.subject
        for index, id in enumerate(limits.compared_ids(condition)):
            at = (*path, subject) if subject == "criterion" else (*path, subject, index)
            check.known("SC326", at, id, limits.nodes)
    measures = limits.chosen.measures
    if condition.measure is None or not check.known("SC326", (*path, "measure"), condition.measure, measures):
        return
    measure = measures[condition.measure]
    _answers(check, condition, measure, path)
    plain = measure.type in ("number", "count", "percent")
    if plain != (condition.equals is None):
        wanted = "yes_no / level" if condition.equals is not None else "number / count / percent"
        check.note("SC322", (*path, "measure"), id=condition.measure, type=measure.type, wanted=wanted)
    for name in ("at_least", "below"):
        edge: Quantity | None = getattr(condition, name)
        if plain and edge is not None and edge.value and edge.percent != measure.percent:
            code = "SC307" if measure.percent else "SC308"
            check.note(code, (*path, name), value=edge.shown())


def _answers(check: Checker, condition: Condition, measure: Measure, path: Path_) -> None:
    """Check that a condition's value is one the measure can have."""
    given = condition.equals
    if given is None or measure.type not in ("yes_no", "level"):
        return
    known = ["true", "false"] if measure.type == "yes_no" else list(measure.levels or ())
    shown = str(given).lower() if isinstance(given, bool) else given
    if shown not in known or isinstance(given, bool) != (measure.type == "yes_no"):
        near = did_you_mean(shown, known)
        check.note("SC204", (*path, "is"), value=shown, wanted=", ".join(known), guess=near)


def _trivial(check: Checker, name: str, item: Any, path: Path_, ladder: Ladder, limits: _Limits) -> None:
    """Report gates that never hold and ceilings that always hold: they close classes for every agency."""
    truth = limits.always(condition_of(item))
    ids = [one.id for one in ladder.classes]
    why: tuple[str, str] | None = None
    if name == "gates" and item.class_ == ids[-1]:
        check.note("SC351", (*path[:-1], "class"), id=item.class_)
    elif name == "gates" and truth is False and item.class_ in ids:
        check.note("SC328", path, id=item.class_)
    elif name == "ceilings" and item.class_ == ids[0]:
        why = ("trần là bậc cao nhất", "the ceiling is the highest class")
    elif truth is True and (name == "outside" or (name == "ceilings" and item.class_ in ids[1:])):
        check.note("SC328", path, id=ids[0])
    elif truth is not None:
        why = ("luôn đúng", "it always holds") if truth else ("không bao giờ đúng", "it never holds")
    if why is not None:
        check.note("SC350", path, why=why[0], why_en=why[1])
