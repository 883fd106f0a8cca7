"""Results, views and rows pass between the modules of reports as types, never as loose mappings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import scoring.reports

FOLDER = Path(scoring.reports.__file__).parent
LOOSE = ("dict[str, Any]", "Mapping[str, Any]")


def public_annotations(tree: ast.Module) -> Iterator[ast.expr]:
    """What other modules see: parameters, returns, fields, and names for types."""
    todo: list[ast.stmt] = list(tree.body)
    while todo:
        one = todo.pop()
        if isinstance(one, ast.ClassDef) and not one.name.startswith("_"):
            todo += one.body
        elif isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            arguments = one.args
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            yield from (argument.annotation for argument in every if argument.annotation)
            if one.returns:
                yield one.returns
        elif isinstance(one, ast.AnnAssign):
            yield one.annotation
        elif isinstance(one, ast.Assign):
            yield one.value


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda one: one.stem)
def test_no_loose_mapping_crosses_a_modules_border(file: Path) -> None:
    seen = {ast.unparse(one) for one in public_annotations(ast.parse(file.read_text("utf-8")))}

    assert not [text for text in seen if any(loose in text for loose in LOOSE)]
