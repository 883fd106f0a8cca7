"""Translation of a scheme's expressions into cell formulas."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from scoring.formulas.expression import number_of, parsed
from scoring.workbook.cell_math import all_of, guarded, literal

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>"}


def translated(text: str, names: Mapping[str, str]) -> str:
    """The cell formula of an expression that passed the checks of the scheme; `names` gives each name's cell."""
    source, tree = parsed(text)

    def visit(node: ast.expr) -> str:
        number = number_of(source, node)
        if number is not None:
            return literal(number)
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.BinOp):
            return f"({visit(node.left)}{_BINARY[type(node.op)]}{visit(node.right)})"
        if isinstance(node, ast.UnaryOp):
            inner = visit(node.operand)
            return f"NOT({inner})" if isinstance(node.op, ast.Not) else f"(-{inner})"
        if isinstance(node, ast.BoolOp):
            parts = ",".join(map(visit, node.values))
            return f"{'AND' if isinstance(node.op, ast.And) else 'OR'}({parts})"
        if isinstance(node, ast.Compare):
            values = [guarded(visit(one)) for one in (node.left, *node.comparators)]
            pairs = zip(values, node.ops, values[1:], strict=False)
            return all_of(f"{a}{_COMPARE[type(op)]}{b}" for a, op, b in pairs)
        if isinstance(node, ast.IfExp):
            return f"IF({visit(node.test)},{visit(node.body)},{visit(node.orelse)})"
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return f"{node.func.id.upper()}({','.join(map(visit, node.args))})"

    return visit(tree)
