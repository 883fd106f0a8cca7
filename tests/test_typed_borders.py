"""What crosses a module border has a type: no table of anything as a parameter, result or field."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "scoring"
PARTS = ("app", "batch", "cli", "reports", "review", "workbook")
UNTYPED = ("Mapping", "MutableMapping", "dict", "OrderedDict", "defaultdict")
ALLOWED = {
    "scoring.reports.docx_sandbox": "names of a user's own template, which may hold anything printable",
    "scoring.reports.explanation": "the documented JSON of `explain --format json`, written at once",
    "scoring.reports.official_frame": "what templates print: a typed paper turned into plain data at their edge",
}
"""Modules that hand on data of a shape they cannot know, and why; every entry must be needed."""
BY_CONTRACT = {"scoring.review.entry.EntryData": "a ledger's entries hold JSON; older and foreign ones hold other keys"}
"""Names for data whose shape another contract gives, and why; they count as types."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _module(path: Path) -> str:
    """``scoring.workbook.layout`` for its file."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _untyped(annotation: ast.AST | None, aliases: set[str]) -> bool:
    """Whether an annotation holds a table from text to anything, also by an alias or in quotes."""
    for node in ast.walk(annotation) if annotation is not None else ():
        if isinstance(node, ast.Name) and node.id in aliases:
            return True
        if isinstance(node, ast.Attribute) and ast.unparse(node) in aliases:
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                quoted = ast.parse(node.value, mode="eval")
            except SyntaxError:
                continue
            if _untyped(quoted.body, aliases):
                return True
        if (
            isinstance(node, ast.Subscript)
            and ast.unparse(node.value).rpartition(".")[2] in UNTYPED
            and isinstance(node.slice, ast.Tuple)
            and ast.unparse(node.slice.elts[-1]).rpartition(".")[2] in {"Any", "object"}
        ):
            return True
    return False


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Module-level names with what they stand for."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _imported(tree: ast.Module, modules: set[str]) -> Iterator[tuple[str, str, str]]:
    """What is imported from the project: module, name there, name here; the name is empty for a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                full = f"{node.module}.{one.name}"
                yield (
                    (full, "", one.asname or one.name)
                    if full in modules
                    else (node.module, one.name, one.asname or one.name)
                )


@cache
def _aliases() -> dict[str, set[str]]:
    """By module: the names that stand for an untyped table, own and imported ones."""
    trees = {_module(path): _tree(path) for path in SOURCE.rglob("*.py")}
    own: dict[str, set[str]] = {name: set() for name in trees}
    seen: dict[str, set[str]] = {name: set() for name in trees}
    changed = True
    while changed:
        changed = False
        for name, tree in trees.items():
            for module, there, here in _imported(tree, set(trees)):
                if there and there in own.get(module, set()) | seen.get(module, set()):
                    seen[name].add(here)
                elif not there:
                    seen[name] |= {f"{here}.{one}" for one in own[module]}
            known = own[name] | seen[name]
            # A constant of that shape is no type.
            new = {
                alias
                for alias, value in _assigned(tree)
                if isinstance(value, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp))
                and _untyped(value, known)
                and f"{name}.{alias}" not in BY_CONTRACT
            }
            if not new <= own[name]:
                own[name] |= new
                changed = True
    return {name: own[name] | seen[name] for name in trees}


def _borders(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, int, ast.expr | None]]:
    """Every annotation of a public function, method or field: its name, line and annotation."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _borders(node.body, f"{node.name}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            special = node.name in {"__init__", "__call__", "__getitem__", "__iter__"}
            if node.name.startswith("_") and not special:
                continue
            name, given = f"{within}{node.name}", node.args
            yield name, node.lineno, node.returns
            for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
                if one is not None:
                    yield f"{name}({one.arg})", one.lineno, one.annotation
        elif within and isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield f"{within}{node.target.id}", node.lineno, node.annotation


def _hits(path: Path, aliases: set[str]) -> list[str]:
    return [
        f"{line}: {name}: {ast.unparse(annotation)}"
        for name, line, annotation in _borders(_tree(path).body)
        if annotation is not None and _untyped(annotation, aliases)
    ]


FILES = {_module(path): path for part in PARTS for path in sorted((SOURCE / part).rglob("*.py"))}


@pytest.mark.once
@pytest.mark.parametrize("module", FILES)
def test_no_untyped_table_crosses_the_border_of_a_module(module: str) -> None:
    """A wrong key in `dict[str, Any]` is found by nobody; a wrong field is found by the type checker."""
    hits = _hits(FILES[module], _aliases()[module])

    assert module in ALLOWED or hits == []


def test_every_exception_is_needed() -> None:
    needed = {name for name, path in FILES.items() if _hits(path, _aliases()[name])}

    assert set(ALLOWED) <= needed
    for name in BY_CONTRACT:
        module, _, alias = name.rpartition(".")
        values = dict(_assigned(_tree(SOURCE.parent.joinpath(*module.split(".")).with_suffix(".py"))))
        assert _untyped(values[alias], set())


@pytest.mark.parametrize(
    "source",
    [
        "def f(row: dict[str, Any]) -> None: ...",
        "def f(*, rows: Sequence[Mapping[str, Any]]) -> None: ...",
        "def f() -> list[dict[str, Any]]: ...",
        "def f() -> 'dict[str, Any] | None': ...",
        "def f(**more: dict[str, object]) -> None: ...",
        "class C:\n    def m(self, rows: Rows) -> None: ...",
        "class C:\n    row: typing.Mapping[str, typing.Any]",
        "async def f(row: model.Row) -> None: ...",
    ],
)
def test_the_scan_sees_every_way_to_write_it(source: str) -> None:
    aliases = {"Rows", "model.Row"}

    found = [one for _, _, one in _borders(ast.parse(source).body) if _untyped(one, aliases)]

    assert len(found) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(row: dict[str, int]) -> Any: ...",
        "def _f(row: dict[str, Any]) -> None: ...",
        "def f() -> None:\n    row: dict[str, Any] = {}",
        "class _C:\n    row: dict[str, Any]",
    ],
)
def test_the_scan_leaves_typed_tables_and_private_names_alone(source: str) -> None:
    assert not any(_untyped(one, set()) for _, _, one in _borders(ast.parse(source).body))
