"""Exact arithmetic expressions: Python's grammar parses them, this module computes them; no Python code runs."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, normal, parse_number

MAX_LENGTH = 400
MAX_NODES = 120
MAX_BITS = 8192
"""A result with a longer numerator or denominator is refused: chained products grow without end."""
_STRANGE = re.compile(r"[^A-Za-z0-9_.,()<>=!+*/\s-]")
_PERCENT = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)\s*%")
Env = Mapping[str, Any]


def _divide(left: Number, right: Number) -> Fraction:
    return Fraction(left) / right


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divide,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_CALLS: dict[str, Callable[..., Any]] = {"min": min, "max": max, "abs": abs}


class ExpressionError(ValueError):
    """The text is no valid expression; the two arguments say why, in Vietnamese and in English."""


def parsed(text: str) -> tuple[str, ast.expr]:
    """The text as Python's parser reads it and its tree; a percentage such as ``80 %`` stands there as ``(80 % 100)``.
    Raises SyntaxError and what else the parser raises.
    """
    source = _PERCENT.sub(r"(\1 % 100)", text.strip())
    return source, ast.parse(source, mode="eval").body


def is_percentage(node: ast.expr) -> bool:
    """Whether the node is a number written with ``%``."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def number_of(source: str, node: ast.expr) -> Number | None:
    """The number a node of `source` writes, a percentage as its share; None where it writes none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        hundredths = number_of(source, node.left)
        return None if hundredths is None else normal(Fraction(hundredths) / 100)
    return parse_number(ast.get_source_segment(source, node) or "") if isinstance(node, ast.Constant) else None


def written(node: ast.expr) -> str:
    """A node as a scheme writes it."""
    return ast.unparse(node).replace(" % 100", " %")


class Expression:
    """A compiled expression and the names it reads.

    >>> Expression("max(0, a - 10 %) / 3")({"a": 1})
    Fraction(3, 10)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.divisors: list[tuple[str, frozenset[str], Callable[[Env], Any]]] = []
        """Everything something is divided by: its text, the names it reads, and its value."""
        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"dài quá {MAX_LENGTH} ký tự", f"longer than {MAX_LENGTH} characters")
        # Before Python's parser sees it: quotes, brackets and the like would only earn its warnings.
        strange = _STRANGE.search(_PERCENT.sub(r"\1", text))
        if strange:
            raise ExpressionError(f"không dùng được “{strange[0]}”", f"“{strange[0]}” cannot be used")
        try:
            self.source, self.tree = parsed(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ExpressionError("sai cú pháp", "a syntax error") from None
        if sum(1 for _ in ast.walk(self.tree)) > MAX_NODES:
            raise ExpressionError(f"quá {MAX_NODES} phần tử", f"more than {MAX_NODES} parts")
        self._run = self._compile(self.tree)
        self.sort = _sort(self.tree)
        """``number``, ``truth``, or nothing where it depends on the variables."""

    def __call__(self, env: Env) -> Any:
        """The exact value. Raises ArithmeticError if it divides by zero, or the number grows too long."""
        value = self._run(env)
        if isinstance(value, bool):
            return value
        value = normal(value)
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
            raise OverflowError("the number is too long")
        return value

    def compared(self) -> list[Number]:
        """The numbers that something is compared with."""
        sides = [
            side
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Compare)
            for side in (node.left, *node.comparators)
        ]
        return [number for side in sides if (number := number_of(self.source, side)) is not None]

    def _compile(self, node: ast.expr) -> Callable[[Env], Any]:
        number = number_of(self.source, node)
        if number is not None:
            return lambda env: number
        if isinstance(node, ast.Constant):
            text = written(node)
            raise ExpressionError(f"“{text}” không phải số thường", f"“{text}” is not a plain number")
        if isinstance(node, ast.Name):
            name = node.id
            self.names.add(name)
            return lambda env: env[name]
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            work, left, right = (_BINARY[type(node.op)], self._compile(node.left), self._compile(node.right))
            if isinstance(node.op, ast.Div):
                names = (one.id for one in ast.walk(node.right) if isinstance(one, ast.Name))
                self.divisors.append((written(node.right), frozenset(names), right))
            return lambda env: work(left(env), right(env))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
            inner = self._compile(node.operand)
            return (lambda env: -inner(env)) if isinstance(node.op, ast.USub) else (lambda env: not inner(env))
        if isinstance(node, ast.BoolOp):
            parts = [self._compile(value) for value in node.values]
            every = isinstance(node.op, ast.And)
            return lambda env: all(p(env) for p in parts) if every else any(p(env) for p in parts)
        if isinstance(node, ast.Compare) and all(type(op) in _COMPARE for op in node.ops):
            tests = [_COMPARE[type(op)] for op in node.ops]
            values = [self._compile(value) for value in (node.left, *node.comparators)]

            def compare(env: Env) -> bool:
                got = [value(env) for value in values]
                return all(test(a, b) for test, a, b in zip(tests, got, got[1:], strict=False))

            return compare
        if isinstance(node, ast.IfExp):
            test, then, other = (self._compile(x) for x in (node.test, node.body, node.orelse))
            return lambda env: then(env) if test(env) else other(env)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _CALLS
            and not node.keywords
            and node.args
        ):
            call, args = _CALLS[node.func.id], [self._compile(value) for value in node.args]
            if node.func.id == "abs" and len(args) != 1:
                raise ExpressionError("abs cần đúng một số", "abs takes exactly one number")
            if node.func.id != "abs" and len(args) < 2:
                raise ExpressionError(f"{node.func.id} cần ít nhất hai số", f"{node.func.id} takes at least two")
            return lambda env: call(*(arg(env) for arg in args))
        text = written(node)
        raise ExpressionError(f"không dùng được “{text}”", f"“{text}” cannot be used")


_DECIMAL = re.compile(r"(?<![A-Za-z0-9_.])([0-9]+)\.([0-9]+)")
_SIGNS = (
    (re.compile(r">="), "≥"), (re.compile(r"<="), "≤"), (re.compile(r"!="), "≠"), (re.compile(r"=="), "="),
    (re.compile(r"\*"), "×"), (re.compile(r"/"), "÷"), (re.compile(r"-"), "−"),
)  # fmt: skip
_VIETNAMESE = (
    (re.compile(r"\s*,\s*"), "; "), (_DECIMAL, r"\1,\2"), (re.compile(r"\band\b"), "và"),
    (re.compile(r"\bor\b"), "hoặc"), (re.compile(r"\bnot\b"), "không"), (re.compile(r"\bif\b"), "nếu"),
    (re.compile(r"\belse\b"), "còn lại"),
)  # fmt: skip


def in_words(text: str, lang: str) -> str:
    """The expression as a reader sees it: with its signs, in Vietnamese with its words and decimal comma.

    >>> in_words("r >= 0.5 and min(a, 1.25) * M > 2", "vi")
    'r ≥ 0,5 và min(a; 1,25) × M > 2'
    """
    for sign, shown in (*_SIGNS, *(_VIETNAMESE if lang == "vi" else ())):
        text = sign.sub(shown, text)
    return text


def _sort(node: ast.expr) -> str:
    if isinstance(node, (ast.Compare, ast.BoolOp)):
        return "truth"
    if isinstance(node, ast.UnaryOp):
        return "truth" if isinstance(node.op, ast.Not) else "number"
    if isinstance(node, ast.IfExp):
        then, other = _sort(node.body), _sort(node.orelse)
        return then if then == other else ""
    return "" if isinstance(node, ast.Name) else "number"
