"""Static checks of ladders: classes, gates, ceilings, states outside, and their conditions."""

from __future__ import annotations

from fractions import Fraction

from scoring.diagnostics import did_you_mean
from scoring.numbers import Number, normal, show, typed_percent
from scoring.scheme.check_conditions import condition_of, items_of, walk
from scoring.scheme.condition_space import Space
from scoring.scheme.criteria import CriteriaSet, Measure
from scoring.scheme.model import Block, Condition, Ladder, LastClass, Outside
from scoring.scheme.walk import Checker
from scoring.text import nfc
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
        check.twice("SC310", [(one.id, (*base, name, i, "id")) for i, one in enumerate(getattr(ladder, name))])
    for item, path in items_of(ladder, base):
        if not isinstance(item, Outside):
            check.known("SC325", (*path[:-1], "class"), item.class_, ids)
        for condition, at in walk(condition_of(item), path):
            if condition.last_class is not None:
                _last_class(check, condition.last_class, (*at, "last_class"), ladder)
            if condition.finding is not None:
                check.known("SC326", (*at, "finding"), condition.finding, rules)
    _titles(check, base, ladder)


def _titles(check: Checker, base: Path_, ladder: Ladder) -> None:
    """No two classes or states outside have the same title."""
    first: dict[str, tuple[str, Path_]] = {}
    for name in ("classes", "outside"):
        for index, one in enumerate(getattr(ladder, name)):
            path: Path_ = (*base, name, index, "title")
            other, before = first.setdefault(" ".join(nfc(one.title).casefold().split()), (one.id, path))
            if before != path:
                at, second = (path, before) if check.blamed(path, before) == path else (before, path)
                check.note("SC370", at, second=second, id=one.id, other=other, title=one.title)


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
        edge = one.from_ and (one.from_.in_unit(True) if share else one.from_)
        if edge is not None and (edge.value > top if share else edge.of(chosen.maximum) > most):
            values = {"from": edge.typed(), "maximum": typed_percent(top) if share else show(most)}
            at = check.blamed((*base, "classes", index, "from"), ("sets", block.set, "maximum"))
            check.note("SC327", at, values, id=one.id)
    _lowest(check, base, chosen, ladder)
    space = Space(check.scheme, chosen, ladder)
    for item, path in items_of(ladder, base):
        for condition, at in walk(condition_of(item), path):
            _subjects(check, condition, at, space)


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


def _steps(check: Checker, base: Path_, ladder: Ladder) -> None:
    """Check that classes cover all points without a gap, in descending order."""

    def wrong(index: int, name: str, vi: str, en: str) -> None:
        check.note("SC323", (*base, "classes", index, *((name,) if name else ())), why=vi, why_en=en)

    last = len(ladder.classes) - 1
    share = ladder.on == "share"
    above: Quantity | None = None
    for index, one in enumerate(ladder.classes):
        for name, edge in (("from", one.from_), ("below", one.below)):
            if edge is not None and edge.value and edge.percent != share:
                at: Path_ = (*base, "classes", index, name)
                meant, meant_en = (edge.in_unit(True).typed(),) * 2 if share else ("số điểm", "points")
                check.note("SC356", at, value=edge.typed(), on=ladder.on, meant=meant, meant_en=meant_en)
        if index == 0 and one.below is not None:
            wrong(0, "below", "bậc đầu phải để mở phía trên", "the first class must be open above")
        if index == last and one.from_ is not None:
            wrong(index, "from", "bậc cuối phải để mở phía dưới", "the last class must be open below")
        if index < last and one.from_ is None:
            wrong(index, "", f"bậc “{one.id}” thiếu `from`", f"class “{one.id}” has no `from`")
        low, high = one.from_, one.below
        if share:
            low, high = low and low.in_unit(True), high and high.in_unit(True)
        if above is not None and high is not None and high != above:
            end, start = high.typed(), above.typed()
            vi, en = f"dưới {end} nhưng bậc trên từ {start}", f"below {end}, but the class above is from {start}"
            wrong(index, "below", vi, en)
        if above and low and low.percent == above.percent and low.value >= above.value:
            start = low.typed()
            wrong(index, "from", f"{start} không thấp hơn bậc trên", f"{start} is not below the class above")
        above = low


def _subjects(check: Checker, condition: Condition, path: Path_, space: Space) -> None:
    """Names in one condition must exist and be compared with values of their sort."""
    if isinstance(condition.each or condition.some, list) or condition.criterion is not None:
        subject = condition.subject
        for index, id in enumerate(space.node_ids(condition)):
            at = (*path, subject) if subject == "criterion" else (*path, subject, index)
            check.known("SC326", at, id, space.nodes)
    measures = space.chosen.measures
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
            code, meant = "SC307" if measure.percent else "SC308", edge.in_unit(measure.percent).typed()
            check.note(code, (*path, name), value=edge.typed(), meant=meant)


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
