"""Formula: an expression over declared variables, with branches, for rules no other kind covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace
from pydantic_core.core_schema import ValidationInfo

from scoring.diagnostics import did_you_mean
from scoring.fields import Id, Text, stored
from scoring.formulas.expression import Expression, ExpressionError, in_words
from scoring.formulas.formula_checks import FormulaView, Site, Survey
from scoring.formulas.interface import NUMERIC, Domain, InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue
from scoring.models import After, Field, Model
from scoring.numbers import Number, clipped, normal, show, show_beside
from scoring.text import in_lang, lowered

FAR = 10**30
"""Its negative and what lies below stand for "no lower limit"."""
_TRIED = 500
"""Up to so many values of its variables together, a formula is computed for each."""
_WHY = {
    "truth": ("cần một so sánh, không phải một số", "a comparison is needed, not a number"),
    "number": ("cần một số, không phải một so sánh", "a number is needed, not a comparison"),
}


def _invalid(path: tuple[str | int, ...], why: str, english: str) -> SpecIssue:
    return SpecIssue("SC311", path, {"why": why, "why_en": english})


def _zero_divisor(expression: Expression, constants: Mapping[str, Any]) -> str | None:
    """A divisor that is always 0, as the expression writes it; None where there is no such divisor."""
    for text, names, value in expression.divisors:
        if names <= constants.keys():
            try:
                if not value(constants):
                    return text
            except ArithmeticError:  # its own divisor is reported instead
                continue
    return None


def _readable(text: str, info: ValidationInfo) -> str:
    """An expression of a stored result, which nothing else checks; those of a scheme are checked by `issues`."""
    if stored(info):
        Expression(text)
    return text


Written = Annotated[Text, After(_readable, context=True)]
"""An expression as it is written."""


def _for_readers(text: str, maximum: Number, lang: str) -> str:
    """The expression with the maximum as a number."""
    return re.sub(r"\bM\b", show(maximum, lang), in_words(text, lang))


class Branch(Model):
    """Points when the condition holds; the first branch that holds is taken."""

    when: Written
    points: Written
    title: Text | None = None


class Formula(Spec):
    """Points from an exact expression over declared variables; clipped into [0, maximum].

    >>> score = Formula(uses={"a": "so_vu", "t": "chi_tieu"}, branches=[{"when": "a >= t", "points": "M"}],
    ...                 otherwise="0.5 * M * a / t").compile(8)
    >>> score(4, 4).points, score(1, 4).points
    (8, 1)
    """

    kind: ClassVar[str] = "formula"
    title_vi: ClassVar[str] = "công thức"
    accepts: ClassVar[tuple[str, ...]] = (*NUMERIC, "yes_no")
    by_name: ClassVar[bool] = True
    settles_early: ClassVar[bool] = False

    uses: Annotated[dict[Id, Id], Field(min_length=1)]
    """Variable → measure. ``M`` is always the maximum."""
    let: dict[Id, Written] = {}
    """Intermediate values, in order; each may use those before it."""
    branches_: list[Branch] = Field(default=[], alias="branches")
    otherwise: Written

    def reads(self) -> tuple[str, ...]:
        return tuple(self.uses.values())

    def _expressions(self) -> Iterable[tuple[tuple[str | int, ...], str]]:
        for name, text in self.let.items():
            yield ("let", name), text
        for index, branch in enumerate(self.branches_):
            yield ("branches", index, "when"), branch.when
            yield ("branches", index, "points"), branch.points
        yield ("otherwise",), self.otherwise

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        known = {*self.uses, "M"}
        used: set[str] = set()
        whole = True
        sorts = {"M": "number"}
        # A maximum of 0 is one the scheme may guard against.
        constants: dict[str, Any] = {"M": maximum} if maximum else {}
        if "M" in self.uses:
            yield SpecIssue("SC310", ("uses", "M"), {"id": "M"})
        for path, text in self._expressions():
            if path[0] == "let" and path[1] in known:
                yield SpecIssue("SC310", path, {"id": str(path[1])})
            try:
                expression = Expression(text)
            except ExpressionError as error:
                yield _invalid(path, *error.args)
                names: set[str] = set()
                whole = False
            else:
                names = expression.names
                wanted = {"let": "", "when": "truth"}.get(str(path[0 if path[0] == "let" else -1]), "number")
                sort = expression.sort or sorts.get(text.strip(), "")
                if path[0] == "let":
                    sorts[str(path[1])] = sort
                if wanted and sort not in ("", wanted):
                    yield _invalid(path, *_WHY[wanted])
                divisor = _zero_divisor(expression, constants)
                if divisor is not None:
                    why, why_en = f"chia cho “{divisor}”, luôn bằng 0", f"it divides by “{divisor}”, which is always 0"
                    yield _invalid(path, why, why_en)
                elif path[0] == "let" and names <= constants.keys():
                    with suppress(ArithmeticError):  # too long a number; reported where it is scored
                        constants[str(path[1])] = expression(constants)
            used |= names
            for name in sorted(names - known):
                yield SpecIssue("SC312", path, {"name": name, "guess": did_you_mean(name, known)})
                whole = False
            if path[0] == "let":
                known.add(str(path[1]))
        # A variable may stand in the part that cannot be read, or under another spelling.
        for name in self.uses if whole else ():
            if name not in used:
                yield SpecIssue("SC313", ("uses", name), {"name": name})

    def _survey(self, maximum: Number, domains: Mapping[str, Domain]) -> Survey | None:
        """What it can give; None where an expression is not valid, which `issues` reports."""
        try:
            written = {path: Expression(text) for path, text in self._expressions()}
        except ExpressionError:
            return None
        known = {*self.uses, "M"}
        for path, expression in written.items():
            if not expression.names <= known:
                return None
            known.update(map(str, path[1:2] if path[0] == "let" else ()))

        names: dict[str | None, str] = {id: name for name, id in self.uses.items()}

        def site(*path: str | int) -> Site:
            return Site(path, written[path])

        view = FormulaView(
            maximum=maximum,
            variables={
                name: replace(domains[id], limit=names.get(domains[id].limit)) for name, id in self.uses.items()
            },
            let={str(path[1]): one for path, one in written.items() if path[0] == "let"},
            branches=[
                (site("branches", index, "when"), site("branches", index, "points"))
                for index in range(len(self.branches_))
            ],
            otherwise=site("otherwise"),
        )
        return Survey(view)

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        survey = self._survey(maximum, domains)
        return () if survey is None else survey.issues()

    def reach(self, maximum: Number, domains: Mapping[str, Domain]) -> tuple[Number, Number]:
        survey = self._survey(maximum, domains)
        return (None if survey is None else survey.points()) or (0, maximum)

    def within(self, maximum: Number, ranges: Sequence[Range], domains: Mapping[str, Domain]) -> tuple[Number, Number]:
        if all(one.known for one in ranges):
            return self.bounds(maximum, ranges)
        left = {
            id: replace(domains[id], least=None if one.low < -FAR else one.low, most=one.high)
            for id, one in zip(self.reads(), ranges, strict=True)
        }
        return self._tried(maximum, left) or self.reach(maximum, left)

    def _tried(self, maximum: Number, domains: Mapping[str, Domain]) -> tuple[Number, Number] | None:
        """Least and greatest points over all values, where those are few enough to be tried one by one."""
        values, count = {}, 1
        for id, one in domains.items():
            if one.least is None or one.most is None or not (one.integral or one.yes_no or one.least == one.most):
                return None
            values[id] = [one.least] if one.least == one.most else range(-(-one.least // 1), one.most // 1 + 1)
            count *= len(values[id])
            if count > _TRIED:
                return None
        score, limits = self.compile(maximum), [(id, one.limit) for id, one in domains.items() if one.limit in domains]
        found = []
        for row in product(*values.values()):
            point = dict(zip(values, row, strict=True))
            if all(point[id] <= point[str(limit)] for id, limit in limits):
                try:
                    found.append(score(*(point[id] for id in self.reads())).points)
                except ArithmeticError:
                    return 0, maximum
        return (min(found), max(found)) if found else None

    def _let_in_order(self) -> Iterable[tuple[str, str]]:
        """Intermediate values, each after those it uses; a stored result has its keys sorted."""
        waiting = dict(self.let)
        while waiting:
            names = {name: Expression(text).names for name, text in waiting.items()}
            ready = next((n for n in waiting if not names[n] & waiting.keys()), None)
            if ready is None:  # a result written by hand; every value is still shown
                yield from waiting.items()
                return
            yield ready, waiting.pop(ready)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        names = tuple(self.uses)
        let = [(name, Expression(text)) for name, text in self.let.items()]
        branches = [(Expression(b.when), Expression(b.points)) for b in self.branches_]
        otherwise = Expression(self.otherwise)

        def score(*values: Number) -> Scored:
            env: dict[str, Any] = {"M": maximum, **dict(zip(names, values, strict=True))}
            facts: dict[str, Any] = {}
            for name, expression in let:
                env[name] = facts[name] = expression(env)
            for index, (when, points) in enumerate(branches):
                if when(env):
                    raw = normal(+points(env))
                    return Scored(clipped(raw, maximum), index, {**facts, "raw": raw})
            raw = normal(+otherwise(env))
            return Scored(clipped(raw, maximum), "otherwise", {**facts, "raw": raw})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        if all(one.known for one in ranges):
            points = self.compile(maximum)(*(one.value for one in ranges)).points
            return points, points
        return 0, maximum

    def thresholds(self) -> Iterable[tuple[str, Number]]:
        written = [Expression(text) for _, text in self._expressions()]
        numbers = [number for one in written for number in one.compared()]
        return [(id, number) for id in self.uses.values() for number in numbers]

    def branches(self) -> Sequence[int | str]:
        return [*range(len(self.branches_)), "otherwise"]

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return (*self.let, "raw")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        rows = [f"{b.title or in_words(b.when, 'vi')}: {in_words(b.points, 'vi')}" for b in self.branches_]
        rows.append(f"{'Còn lại: ' if rows else ''}{in_words(self.otherwise, 'vi')}")
        known = [f"{name}: {names.title(of)}" for name, of in self.uses.items()]
        known += [f"{name} = {in_words(text, 'vi')}" for name, text in self.let.items()]
        known.append(f"M: điểm tối đa ({show(maximum)})")
        return "\n".join([*rows, f"({'; '.join(known)})"])

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        # A stored result has its keys sorted: variables are matched by measure id, not by place.
        by_id = {one.id: one for one in inputs}
        lines = [Line(f"{name} = {by_id[id].title}", "", by_id[id].shown) for name, id in self.uses.items()]
        facts = scored.facts
        for name, text in self._let_in_order():
            value = facts[name]
            if isinstance(value, bool):
                shown = in_lang(lang, "đúng", "true") if value else in_lang(lang, "sai", "false")
            else:
                shown = show_beside(value, [edge for _, edge in self.thresholds()], lang)
            lines.append(Line(f"{name} = {_for_readers(text, maximum, lang)}", "", shown))
        branch = scored.branch
        why, taken = in_lang(lang, "còn lại", "otherwise"), self.otherwise
        if isinstance(branch, int):
            why, taken = self.branches_[branch].when, self.branches_[branch].points
        limits = ""
        if facts["raw"] != clipped(facts["raw"], maximum):
            limits = in_lang(lang, f" (giới hạn 0 – {show(maximum)})", f" (kept within 0 – {show(maximum, lang)})")
        rule = f"{_for_readers(why, maximum, lang)}: {_for_readers(taken, maximum, lang)}{limits}"
        lines.append(Line(rule, "", show(scored.points, lang)))
        return lines

    def untaken(self, maximum: Number, branch: int | str | None, lang: str) -> list[Line]:
        others = [(_for_readers(b.when, maximum, lang), b.points) for i, b in enumerate(self.branches_) if i != branch]
        if branch != "otherwise":
            others.append((in_lang(lang, "còn lại", "otherwise"), self.otherwise))
        return [Line(when, value=_for_readers(points, maximum, lang)) for when, points in others]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        names = "; ".join(lowered(one.title) if lang == "vi" else one.title for one in inputs)
        return in_lang(lang, f"cải thiện số liệu: {names}", f"better figures for: {names}")
