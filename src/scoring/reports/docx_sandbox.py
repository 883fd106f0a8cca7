"""The template language of Word templates, which may come from anybody: data, if, for and a few filters.

Beside Jinja2's sandbox only listed kinds of syntax pass, there are no calls, attributes reach only into the data, and
loops and output have a budget.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.diagnostics import did_you_mean

MOST_STEPS = 300_000
"""Turns of all loops of one document together."""
MOST_OUTPUT = 100_000_000
"""Characters of one part of a document, which is not held in memory."""
_MOST_JOINED = 2_000_000
"""Characters of one joined list."""
_DEPTH = 4
_BLOCKS = 20
"""How deep any syntax may nest."""
_FILTERS = ("upper", "lower", "length", "first", "last", "default", "join", "trim")
_TESTS = ("defined", "none", "odd", "even", "string", "number")
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr, nodes.Concat, nodes.Filter, nodes.Test, nodes.Keyword, nodes.Tuple, nodes.List,
)  # fmt: skip
_COUNTED = "scoring_counted"


class LimitExceeded(RuntimeError):  # noqa: N818
    """A template runs longer or writes more than any document needs."""


class NotAllowed(TemplateSyntaxError):  # noqa: N818
    """The template uses something that is not part of its language."""

    def __init__(self, what: tuple[str, str], line: int) -> None:
        super().__init__(what[1], line)
        self.what = what


class UnknownName(UndefinedError):  # noqa: N818
    """The template asks for data there is none of."""

    def __init__(self, message: str, name: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.known = sorted(known)

    @property
    def guess(self) -> str:
        """The known name most like the one asked for."""
        return did_you_mean(self.name, self.known)


class _Undefined(StrictUndefined):
    def __init__(self, hint: Any = None, obj: Any = None, name: Any = None, exc: Any = UndefinedError) -> None:
        if exc is UndefinedError:
            known = list(obj) if isinstance(obj, Mapping) else []
            exc = functools.partial(UnknownName, name=str(name), known=known)
        super().__init__(hint, obj, name, exc)


class _Budget:
    steps = 0


class _Counted:
    """Values whose loop turns are counted. Without a length Jinja would list them all for ``loop.revindex``."""

    def __init__(self, values: Iterable[Any], budget: _Budget) -> None:
        self._values, self._budget = values, budget

    def __len__(self) -> int:
        return len(self._values)  # type: ignore[arg-type]  # TypeError if they have none, as Jinja expects

    def __iter__(self) -> Iterator[Any]:
        for value in self._values:
            self._budget.steps += 1
            if self._budget.steps > MOST_STEPS:
                raise LimitExceeded
            yield value


def _joined(values: Iterable[Any], by: str = "") -> str:
    texts = [str(value) for value in values]
    if sum(map(len, texts)) + len(by) * len(texts) > _MOST_JOINED:
        raise LimitExceeded
    return by.join(texts)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of all Word templates."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=_Undefined, cache_size=0)
        self.globals.clear()
        self._budget = _Budget()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        # Joined texts are escaped as a whole, like every text.
        self.filters["join"] = _joined
        self.filters[_COUNTED] = self._counted
        self.tests = {name: self.tests[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Only data has attributes: the keys of a mapping, and what a loop knows of itself."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and not attribute.startswith("_"):
            return super().getattr(obj, attribute)
        return self.undefined(f"{attribute!r} of {type(obj).__name__}", name=attribute, exc=SecurityError)

    def _counted(self, values: Iterable[Any]) -> Iterable[Any]:
        if isinstance(values, str):
            raise LimitExceeded
        return _Counted(values, self._budget)

    def compiled(self, source: str, known: Iterable[str]) -> Callable[[Mapping[str, object]], Iterator[str]]:
        """A function that fills a part's template bit by bit; `known` are the names of all data at the top.

        Raises TemplateSyntaxError, also as `NotAllowed`, and UnknownName with `lineno` set; LimitExceeded if tags are
        nested deeper than any parser goes.
        """
        try:
            tree = self.parse(source)
            self._walk(tree, {*known, "loop"}, 0)
            template = self.from_string(tree)
        except (RecursionError, MemoryError, SyntaxError) as error:
            raise LimitExceeded from error
        return functools.partial(self._filled, template)

    def _filled(self, template: Template, context: Mapping[str, object]) -> Iterator[str]:
        self._budget.steps = 0
        size = 0
        for text in template.generate(context):
            size += len(text)
            if size > MOST_OUTPUT:
                raise LimitExceeded
            yield text

    def _walk(self, node: nodes.Node, known: set[str], depth: int, level: int = 0) -> None:
        line = node.lineno
        if level > _BLOCKS:
            raise LimitExceeded
        if not isinstance(node, _ALLOWED):
            raise NotAllowed(_named(node), line)
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
            problem = UnknownName(f"{node.name!r} is undefined", node.name, known - {"loop"})
            problem.lineno = line  # type: ignore[attr-defined]
            raise problem
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise NotAllowed((f"thuộc tính “{node.attr}”", f"the attribute “{node.attr}”"), line)
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
            raise NotAllowed(("chỉ mục tính toán", "a computed index"), line)
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise NotAllowed((f"bộ lọc “{node.name}”", f"the filter “{node.name}”"), line)
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise NotAllowed((f"phép thử “{node.name}”", f"the test “{node.name}”"), line)
        if isinstance(node, nodes.For):
            self._loop(node, known, depth + 1, level + 1)
            return
        for child in node.iter_child_nodes():
            self._walk(child, known, depth, level + 1)

    def _loop(self, node: nodes.For, known: set[str], depth: int, level: int) -> None:
        if node.recursive or depth > _DEPTH:
            raise NotAllowed(
                ("vòng lặp đệ quy hoặc lồng quá sâu", "a recursive or too deeply nested loop"), node.lineno
            )
        self._walk(node.iter, known, depth, level)
        names = {one.name for one in node.target.find_all(nodes.Name)}
        if isinstance(node.target, nodes.Name):
            names.add(node.target.name)
        inside = known | names
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self._walk(child, inside, depth, level)
        node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.lineno)


def _named(node: nodes.Node) -> tuple[str, str]:
    words = {
        "Call": ("lời gọi hàm", "a call"),
        "Assign": ("set", "set"),
        "AssignBlock": ("set", "set"),
        "Include": ("include", "include"),
        "Import": ("import", "import"),
        "FromImport": ("import", "import"),
        "Extends": ("extends", "extends"),
        "Macro": ("macro", "macro"),
        "Block": ("block", "block"),
    }
    name = type(node).__name__
    return words.get(name, (f"phép “{name}”", f"“{name}”"))
