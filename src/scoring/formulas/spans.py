"""What expressions can give over all values their variables can have, without any dossier.

The values of the variables are cut into cells at every value where a comparison with a constant changes. Inside a cell
such a comparison is always true or always false; everything else is bounded by interval arithmetic. So a span holds
every value there is, and perhaps more.
"""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.formulas.expression import MAX_BITS, Expression, number_of
from scoring.formulas.interface import Domain
from scoring.numbers import Number, normal

MAX_WORK = 20_000
"""Formulas with more cells, times the parts of their expressions, are not looked into."""
_MAX_CUTS = 40
Line = tuple[str | None, Number, Number]
"""``factor × variable + rest``, as (variable, factor, rest); without a variable it is the constant `rest`."""
Truth = frozenset[bool]
"""The truth values a condition can have."""
EITHER: Truth = frozenset((True, False))
_COMPARED = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


class Span(NamedTuple):
    """All numbers from `low` to `high`; None: without limit."""

    low: Number | None
    high: Number | None


NOWHERE = Span(None, None)
"""The span of all numbers."""
Value = Span | Truth


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all `spans`, of which there is at least one."""
    rows = list(spans)
    lows = [one.low for one in rows if one.low is not None]
    highs = [one.high for one in rows if one.high is not None]
    return Span(min(lows) if len(lows) == len(rows) else None, max(highs) if len(highs) == len(rows) else None)


def _long(number: Number | None) -> bool:
    """Whether a number is longer than an expression may give; chained products grow without end."""
    return number is not None and max(number.numerator.bit_length(), number.denominator.bit_length()) > MAX_BITS


class Cell(NamedTuple):
    """A part of the values of all variables, and one point in it."""

    spans: Mapping[str, Value]
    point: Mapping[str, Number | bool]


class Outlook:
    """The expressions of one formula over the values of its variables.

    Args:
        variables: what is known of the variables' values.
        constants: names with one value.
        let: intermediate values, in order.
    """

    def __init__(
        self, variables: Mapping[str, Domain], constants: Mapping[str, Number], let: Mapping[str, Expression]
    ) -> None:
        self.variables = variables
        self.let = let
        self._lines: dict[str, Line | None] = {name: (None, 0, value) for name, value in constants.items()}
        self._lines |= {name: None if one.yes_no else (name, 1, 0) for name, one in variables.items()}
        for name, expression in let.items():
            line = self._line(expression, expression.tree)
            self._lines[name] = None if line is None or _long(line[1]) or _long(line[2]) else line
        self._constants = {name: Span(value, value) for name, value in constants.items()}
        self.seen: dict[tuple[str, int], Truth] = {}
        """Truth values of the tests of ``if`` and of the parts of ``or``, by text of the expression and place in it."""

    def _line(self, of: Expression, node: ast.expr) -> Line | None:
        """The node as a line over one variable; None where it is none."""
        number = number_of(of.source, node)
        if number is not None:
            return None, 0, number
        if isinstance(node, ast.Name):
            return self._lines.get(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._line(of, node.operand)
            return inner and (inner[0], -inner[1], -inner[2])
        if not isinstance(node, ast.BinOp):
            return None
        left, right = self._line(of, node.left), self._line(of, node.right)
        if left is None or right is None:
            return None
        if isinstance(node.op, (ast.Add, ast.Sub)):
            if left[0] and right[0] and left[0] != right[0]:
                return None
            sign = 1 if isinstance(node.op, ast.Add) else -1
            return left[0] or right[0], left[1] + sign * right[1], left[2] + sign * right[2]
        if isinstance(node.op, ast.Mult) and left[0] is None:
            left, right = right, left
        if right[0] is not None or (isinstance(node.op, ast.Div) and not right[2]):
            return None
        factor = right[2] if isinstance(node.op, ast.Mult) else Fraction(1) / right[2]
        return left[0], left[1] * factor, left[2] * factor

    def _cuts(self, expressions: Iterable[Expression]) -> dict[str, set[Number]]:
        """Values of each variable where something changes: 0, the ends, and where two compared sides are equal."""
        cuts: dict[str, set[Number]] = {
            name: {0, *(end for end in (one.least, one.most) if end is not None)}
            for name, one in self.variables.items()
        }
        for expression in expressions:
            for node in ast.walk(expression.tree):
                sides: Sequence[ast.expr] = ()
                if isinstance(node, ast.Compare):
                    sides = (node.left, *node.comparators)
                elif isinstance(node, ast.Call):
                    sides = node.args if len(node.args) > 1 else (*node.args, ast.Constant(0))
                elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                    sides = (node.right, ast.Constant(0))
                for left, right in itertools.pairwise(sides):
                    line = self._difference(expression, left, right)
                    if line is not None and line[0] is not None and line[1]:
                        cuts[line[0]].add(normal(Fraction(-line[2]) / line[1]))
        return cuts

    def _difference(self, of: Expression, left: ast.expr, right: ast.expr) -> Line | None:
        zero = isinstance(right, ast.Constant) and right.value == 0
        return self._line(of, left) if zero else self._line(of, ast.BinOp(left, ast.Sub(), right))

    def cells(self, expressions: Sequence[Expression]) -> list[Cell] | None:
        """All cells for these expressions and those of `let`; None where there are too many."""
        cuts = self._cuts((*self.let.values(), *expressions))
        choices: list[list[tuple[Value, Number | bool]]] = []
        work = sum(1 for one in (*self.let.values(), *expressions) for _ in ast.walk(one.tree))
        for name, domain in self.variables.items():
            rows: list[tuple[Value, Number | bool]] = [
                (frozenset((one,)), one)
                for one in (False, True)
                if (domain.least is None or one >= domain.least) and (domain.most is None or one <= domain.most)
            ]
            if not domain.yes_no:
                if len(cuts[name]) > _MAX_CUTS:
                    return None
                rows = list(_pieces(sorted(cuts[name]), domain))
            choices.append(rows)
            work *= len(rows)
            if work > MAX_WORK:
                return None
        names = list(self.variables)
        cells = []
        for rows_ in itertools.product(*choices):
            spans = {name: row[0] for name, row in zip(names, rows_, strict=True)}
            if not any(self._impossible(name, spans) for name in names):
                cells.append(Cell(spans, {name: row[1] for name, row in zip(names, rows_, strict=True)}))
        return cells

    def _impossible(self, name: str, spans: Mapping[str, Value]) -> bool:
        """Whether a variable would be above the one that limits it."""
        own, limit = spans[name], spans.get(self.variables[name].limit or "")
        if not isinstance(own, Span) or not isinstance(limit, Span):
            return False
        return own.low is not None and limit.high is not None and own.low > limit.high

    def holds_limits(self, point: Mapping[str, Number | bool]) -> bool:
        """Whether no variable is above the one that limits it."""
        limits = ((name, one.limit) for name, one in self.variables.items() if one.limit in self.variables)
        return all(point[name] <= point[str(limit)] for name, limit in limits)

    def within(self, cell: Cell) -> Cell:
        """The cell with what constants and intermediate values can be in it."""
        spans: dict[str, Value] = {**self._constants, **cell.spans}
        for name, expression in self.let.items():
            value = self.span(expression, Cell(spans, cell.point))
            spans[name] = NOWHERE if isinstance(value, Span) and any(map(_long, value)) else value
        return Cell(spans, cell.point)

    def span(self, of: Expression, cell: Cell) -> Value:
        """What an expression can give in a cell that `within` has filled."""
        spans, point = cell

        def number(one: ast.expr) -> Span:
            value = visit(one)
            return value if isinstance(value, Span) else hull(Span(int(x), int(x)) for x in value)

        def truth(one: ast.expr) -> Truth:
            value = visit(one)
            if isinstance(value, Span):
                return frozenset((True,)) if _apart(value, Span(0, 0)) else EITHER
            return value

        def tested(one: ast.expr) -> Truth:
            found = truth(one)
            place = (of.text, one.col_offset)
            self.seen[place] = self.seen.get(place, frozenset()) | found
            return found

        def visit(node: ast.expr) -> Value:
            constant = number_of(of.source, node)
            if constant is not None:
                return Span(constant, constant)
            if isinstance(node, ast.Name):
                return spans[node.id]
            if isinstance(node, ast.BinOp):
                line = self._line(of, node)
                if line is not None and line[0] is not None:
                    own = spans[line[0]]
                    assert isinstance(own, Span)
                    return _computed(ast.Add(), _product(own, Span(line[1], line[1])), Span(line[2], line[2]))
                span = _computed(node.op, number(node.left), number(node.right))
                return _to_one(span) if is_part(node, self.variables) else span
            if isinstance(node, ast.UnaryOp):
                if isinstance(node.op, ast.Not):
                    return frozenset(not one for one in truth(node.operand))
                low, high = number(node.operand)
                return Span(None if high is None else -high, None if low is None else -low)
            if isinstance(node, ast.BoolOp):
                every = isinstance(node.op, ast.And)
                parts = [truth(one) if every else tested(one) for one in node.values]
                return _joined(parts, every)
            if isinstance(node, ast.Compare):
                sides = (node.left, *node.comparators)
                pairs = zip(node.ops, itertools.pairwise(sides), strict=True)
                return _joined([compare(op, left, right) for op, (left, right) in pairs], every=True)
            if isinstance(node, ast.IfExp):
                found = tested(node.test)
                taken = [one for one, when in ((node.body, True), (node.orelse, False)) if when in found]
                values = [visit(one) for one in taken]
                if all(isinstance(one, frozenset) for one in values):
                    return frozenset().union(*values)  # type: ignore[arg-type]
                return hull(number(one) for one in taken)
            assert isinstance(node, ast.Call)
            assert isinstance(node.func, ast.Name)
            return _called(node.func.id, [number(one) for one in node.args])

        def compare(op: ast.cmpop, left: ast.expr, right: ast.expr) -> Truth:
            line = self._difference(of, left, right)
            if line is not None:
                at = line[2] if line[0] is None else line[1] * point[line[0]] + line[2]
                return frozenset((bool(_COMPARED[type(op)](at, 0)),))
            return self._compared(op, left, right, number(left), number(right))

        return visit(of.tree)

    def _compared(self, op: ast.cmpop, left: ast.expr, right: ast.expr, a: Span, b: Span) -> Truth:
        names = tuple(one.id if isinstance(one, ast.Name) else "" for one in (left, right))
        first, second = (self.variables.get(one) for one in names)
        below = first is not None and first.limit == names[1]
        above = second is not None and second.limit == names[0]
        below = below or (a.high is not None and b.low is not None and a.high <= b.low)
        above = above or (b.high is not None and a.low is not None and b.high <= a.low)
        possible = {-1: not above, 0: not _apart(a, b), 1: not below}
        return frozenset(bool(_COMPARED[type(op)](sign, 0)) for sign in possible if possible[sign]) or EITHER


def is_part(node: ast.expr, variables: Mapping[str, Domain]) -> bool:
    """Whether the node divides a variable that is never negative by the one that limits it."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
        return False
    part = variables.get(node.left.id) if isinstance(node.left, ast.Name) else None
    whole = isinstance(node.right, ast.Name) and part is not None and part.limit == node.right.id
    return whole and part is not None and part.least is not None and part.least >= 0


def _to_one(span: Span) -> Span:
    """The part of a span from 0 to 1; all of it where they have nothing in common."""
    low = 0 if span.low is None else max(span.low, 0)
    high = 1 if span.high is None else min(span.high, 1)
    return Span(low, high) if low <= high else Span(0, 1)


def _apart(a: Span, b: Span) -> bool:
    return (a.high is not None and b.low is not None and a.high < b.low) or (
        b.high is not None and a.low is not None and b.high < a.low
    )


def _pieces(cuts: Sequence[Number], domain: Domain) -> Iterator[tuple[Span, Number]]:
    """The points at the cuts and what lies between them, within the domain."""
    least, most = domain.least, domain.most
    inside = [cut for cut in cuts if (least is None or cut >= least) and (most is None or cut <= most)]
    ends: list[Number | None] = [*([None] if least is None else []), *inside, *([None] if most is None else [])]
    for one in inside:
        if not domain.integral or one == int(one):
            yield Span(one, one), one
    for low, high in itertools.pairwise(ends):
        if not domain.integral:
            yield Span(low, high), _between(low, high)
            continue
        first = None if low is None else low // 1 + 1
        last = None if high is None else -(-high // 1) - 1
        if first is None or last is None or first <= last:
            yield Span(first, last), first if first is not None else last if last is not None else 0


def _between(low: Number | None, high: Number | None) -> Number:
    if low is None or high is None:
        return high - 1 if high is not None else 0 if low is None else low + 1
    return normal(Fraction(low + high) / 2)


def _computed(op: ast.operator, a: Span, b: Span) -> Span:
    if isinstance(op, ast.Add):
        return Span(*(None if x is None or y is None else x + y for x, y in zip(a, b, strict=True)))
    if isinstance(op, ast.Sub):
        return _computed(ast.Add(), a, Span(*(None if one is None else -one for one in reversed(b))))
    if isinstance(op, ast.Div):
        low, high = b
        if not ((low is not None and low >= 0) or (high is not None and high <= 0)) or low == high == 0:
            return NOWHERE
        turned = [None if one == 0 else 0 if one is None else Fraction(1) / one for one in (high, low)]
        return _computed(ast.Mult(), a, Span(*turned))
    return _product(a, b)


def _product(a: Span, b: Span) -> Span:
    """The product of two spans, from those of their ends; an end without limit has a sign only."""
    found: list[tuple[int, Number]] = []
    for (x, x_sign), (y, y_sign) in itertools.product(*(_signed(one) for one in (a, b))):
        if x is not None and y is not None:
            found.append((0, x * y))
        else:
            way = (x_sign if x is None else (x > 0) - (x < 0)) * (y_sign if y is None else (y > 0) - (y < 0))
            found.append((way, 0))
    low, high = min(found), max(found)
    return Span(None if low[0] else low[1], None if high[0] else high[1])


def _signed(span: Span) -> tuple[tuple[Number | None, int], tuple[Number | None, int]]:
    return (span.low, -1), (span.high, 1)


def _joined(parts: Sequence[Truth], every: bool) -> Truth:
    """What several conditions give together: all of them, or any."""
    decisive = not every
    found = {decisive} if any(decisive in one for one in parts) else set()
    if not any(one == {decisive} for one in parts):
        found.add(every)
    return frozenset(found)


def _called(name: str, args: Sequence[Span]) -> Span:
    if name == "abs":
        low, high = args[0]
        if low is not None and low >= 0:
            return args[0]
        most = None if low is None or high is None else max(-low, high)
        return Span(-high if high is not None and high < 0 else 0, most)
    lows, highs = [one.low for one in args], [one.high for one in args]
    low_ends, high_ends = [one for one in lows if one is not None], [one for one in highs if one is not None]
    if name == "min":
        return Span(min(low_ends) if len(low_ends) == len(lows) else None, min(high_ends, default=None))
    return Span(max(low_ends, default=None), max(high_ends) if len(high_ends) == len(highs) else None)
