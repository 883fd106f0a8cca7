"""Static checks of a formula against the values its variables can have: units, branches, the maximum, division by 0."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scoring.formulas.expression import Expression, ExpressionError, is_percentage, written
from scoring.formulas.interface import Domain, SpecIssue
from scoring.formulas.spans import NOWHERE, Cell, Outlook, Span, Value, hull, is_part
from scoring.numbers import Number, clipped, normal, show

_NEVER = ("điều kiện không bao giờ đúng", "its condition never holds")
_ALWAYS = ("điều kiện luôn đúng", "its condition always holds")
_TAKEN = ("các nhánh trên đã nhận hết", "the branches above take every case")
_PLAIN_SHARE = 2
"""Beside a share, a number without ``%`` up to this is read as a share (``r >= 1``); above, it is a forgotten ``%``."""
Path = tuple[str | int, ...]


class Site(NamedTuple):
    """An expression and its path in the formula."""

    path: Path
    expression: Expression


class FormulaView(NamedTuple):
    """A formula without errors: its maximum, what its variables can be, and its expressions."""

    maximum: Number
    variables: Mapping[str, Domain]
    let: Mapping[str, Expression]
    branches: Sequence[tuple[Site, Site]]
    """Each branch's condition and points."""
    otherwise: Site

    def expressions(self) -> Iterator[Site]:
        """All expressions, in reading order."""
        for name, expression in self.let.items():
            yield Site(("let", name), expression)
        for branch in self.branches:
            yield from branch
        yield self.otherwise


class Survey:
    """What a formula can give over all values of its variables."""

    def __init__(self, view: FormulaView) -> None:
        self.view = view
        self._outlook = Outlook(view.variables, {"M": view.maximum}, view.let)
        cells = self._outlook.cells([one.expression for one in view.expressions()])
        self.known = cells is not None
        """Whether the formula was simple enough to look into."""
        self.fired: dict[Path, list[Span]] = {}
        """The points each branch can give, for the cells in which it can be taken."""
        self.whens: dict[Path, set[bool]] = {}
        self.highest: dict[Path, Number] = {}
        """The most points a branch was seen to give."""
        self.zero: dict[Path, str] = {}
        """Expressions seen to divide by 0, with the divisor."""
        for cell in cells or ():
            filled = self._outlook.within(cell)
            self._branches(filled)
            if self._outlook.holds_limits(cell.point):
                self._try(cell.point)

    def _branches(self, cell: Cell) -> None:
        open_ = True
        for when, points in self.view.branches:
            found = _truth(self._outlook.span(when.expression, cell))
            self.whens.setdefault(when.path, set()).update(found)
            if open_ and True in found:
                self.fired.setdefault(points.path, []).append(self._points(points, cell))
            open_ = open_ and False in found
        if open_:
            path = self.view.otherwise.path
            self.fired.setdefault(path, []).append(self._points(self.view.otherwise, cell))

    def _points(self, points: Site, cell: Cell) -> Span:
        value = self._outlook.span(points.expression, cell)
        return value if isinstance(value, Span) else NOWHERE

    def _try(self, point: Mapping[str, Number | bool]) -> None:
        """Compute the formula at one point."""
        env: dict[str, Any] = {"M": self.view.maximum, **point}
        at: Site | None = None
        try:
            for name, expression in self.view.let.items():
                at = Site(("let", name), expression)
                env[name] = expression(env)
            at, taken = self.view.otherwise, self.view.otherwise
            for when, points in self.view.branches:
                at = when
                if when.expression(env):
                    taken = points
                    break
            at = taken
            raw = normal(+at.expression(env))
            self.highest[at.path] = max(raw, self.highest.get(at.path, raw))
        except ZeroDivisionError:
            if at is not None:
                self.zero.setdefault(at.path, _zero_divisor(at.expression, env))
        except ArithmeticError:  # too long a number; reported where it is scored
            return

    def points(self) -> tuple[Number, Number] | None:
        """Least and greatest points, within the maximum; None where the formula is too large to say."""
        if not self.fired:
            return None
        low, high = hull(one for spans in self.fired.values() for one in spans)
        maximum = self.view.maximum
        return (
            0 if low is None else clipped(low, maximum),
            maximum if high is None or self.zero else clipped(high, maximum),
        )

    def issues(self) -> Iterator[SpecIssue]:
        """Units that do not fit, branches without use, points above the maximum, division by 0."""
        units = list(_Units(self.view).issues())
        yield from units
        if not self.known or units:
            return
        for index, (when, points) in enumerate(self.view.branches):
            if points.path not in self.fired:
                why = _NEVER if True not in self.whens[when.path] else _TAKEN
                yield _dead(("branches", index), "nhánh", "branch", why)
            elif self.whens[when.path] == {True}:
                yield _dead(when.path, written(when.expression.tree), written(when.expression.tree), _ALWAYS)
        yield from self._parts()
        yield from self._above()
        for path, divisor in self.zero.items():
            yield SpecIssue("SC372", path, {"divisor": divisor})

    def _parts(self) -> Iterator[SpecIssue]:
        for path, expression in self.view.expressions():
            for node in ast.walk(expression.tree):
                tests = [node.test] if isinstance(node, ast.IfExp) else []
                parts = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) else []
                for one in (*tests, *parts):
                    found = self._outlook.seen.get((expression.text, one.col_offset))
                    if found is not None and len(found) == 1 and (False in found or one in tests):
                        text = written(one)
                        yield _dead(path, text, text, _ALWAYS if True in found else _NEVER)

    def _above(self) -> Iterator[SpecIssue]:
        maximum = self.view.maximum
        for path, spans in self.fired.items():
            low, high = hull(spans)
            if low is not None and low > maximum:
                yield SpecIssue("SC306", path, {"cap": show(low), "maximum": show(maximum)})
            elif high is not None and self.highest.get(path, 0) > maximum:
                yield SpecIssue("SC362", path, {"most": show(self.highest[path]), "maximum": show(maximum)})


def _truth(value: Value) -> frozenset[bool]:
    return frozenset((True, False)) if isinstance(value, Span) else value


def _dead(path: Path, what: str, what_en: str, why: tuple[str, str]) -> SpecIssue:
    return SpecIssue("SC363", path, {"what": what, "what_en": what_en, "why": why[0], "why_en": why[1]})


def _zero_divisor(expression: Expression, env: Mapping[str, Any]) -> str:
    """The divisor that is 0, as the expression writes it."""
    for text, _, value in expression.divisors:
        try:
            if not value(env):
                return text
        except ArithmeticError:  # its own divisor comes later in the list
            continue
    return expression.text


def _small(node: ast.expr) -> bool:
    """Whether a number computed from numbers alone may be a share."""
    try:
        value: Number = Expression(written(node))({})
    except (ExpressionError, ArithmeticError):
        return True
    return -_PLAIN_SHARE <= value <= _PLAIN_SHARE


def _fits(node: ast.expr, unit: str) -> bool:
    """Whether a part without a unit of its own can stand beside a share."""
    return unit != "number" or _small(node)


class _Units:
    """Which parts of a formula are shares; a share cannot be compared with, or added to, a plain number."""

    def __init__(self, view: FormulaView) -> None:
        self._view = view
        self._names = {name: "share" if one.percent else "plain" for name, one in view.variables.items()}
        self._names["M"] = "plain"
        self._found: list[SpecIssue] = []

    def issues(self) -> list[SpecIssue]:
        """A share beside a plain number, or a percentage beside points or counts, in any expression."""
        for path, expression in self._view.expressions():
            unit = self._unit(path, expression.tree)
            if path[0] == "let":
                self._names[str(path[1])] = unit
            elif is_percentage(expression.tree):
                share = written(expression.tree)
                why, why_en = f"điểm phải viết M * {share}", f"points are written M * {share}"
                self._found.append(SpecIssue("SC311", path, {"why": why, "why_en": why_en}))
        return self._found

    def _unit(self, path: Path, node: ast.expr) -> str:
        """``share``, ``plain``, ``number`` for a number written down, "" where it cannot be said."""
        if is_percentage(node):
            return "share"
        if isinstance(node, ast.Constant):
            return "number"
        if isinstance(node, ast.Name):
            return self._names.get(node.id, "")
        below = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
        parts = [self._unit(path, one) for one in below]
        if isinstance(node, ast.UnaryOp):
            return "" if isinstance(node.op, ast.Not) else parts[0]
        if is_part(node, self._view.variables):
            return "share"
        if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Add, ast.Sub)):
            return self._product(node, parts)
        if isinstance(node, ast.Call):
            return self._alike(path, node.args, parts[1:], compared=True)
        if isinstance(node, ast.IfExp):
            return self._alike(path, [node.body, node.orelse], parts[1:], compared=False)
        # 5 + r may be points and a part of one; r - 80 is a comparison.
        less = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and parts == ["share", "number"]
        if isinstance(node, (ast.BinOp, ast.Compare)):
            return self._alike(path, below, parts, compared=less or isinstance(node, ast.Compare))
        return ""

    def _product(self, node: ast.BinOp, parts: Sequence[str]) -> str:
        if parts == ["number", "number"]:
            return "number"
        if isinstance(node.op, ast.Div):
            return "share" if parts == ["share", "number"] and _small(node.right) else ""
        if parts == ["share", "share"]:
            return "share"
        if "number" in parts and "share" in parts:
            return "share" if _small(node.left if parts[0] == "number" else node.right) else ""
        return "" if "" in parts else "plain"

    def _alike(self, path: Path, nodes: Sequence[ast.expr], parts: Sequence[str], compared: bool) -> str:
        """The one unit of parts that are compared or added; reports those that do not fit."""
        if "share" not in parts:
            return "" if "" in parts else "plain" if "plain" in parts else "number"
        shares = [one for one, unit in zip(nodes, parts, strict=True) if unit == "share"]
        written_down = all(map(is_percentage, shares))
        for one, unit in zip(nodes, parts, strict=True):
            if unit == "plain" and written_down:
                text = written(shares[0])
                self._found.append(SpecIssue("SC308", path, {"value": text, "meant": text.rstrip("% ")}))
            elif compared and not written_down and (self._counts(one) if unit == "plain" else not _fits(one, unit)):
                text = written(one)
                meant = f"{text} %" if isinstance(one, ast.Constant) else "90 %"
                self._found.append(SpecIssue("SC307", path, {"value": text, "meant": meant}))
            elif unit != "plain" and _fits(one, unit):
                continue
            return ""
        return "share"

    def _counts(self, node: ast.expr) -> bool:
        """Whether the node is a variable that counts whole things."""
        known = self._view.variables.get(node.id) if isinstance(node, ast.Name) else None
        return known is not None and known.integral
