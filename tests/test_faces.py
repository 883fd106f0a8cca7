"""The use cases and what they stand on do not know the command line: another face words what they say otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from scoring.catalog import all_codes
from scoring.cli.app import COMMANDS, root
from scoring.diagnostics import Diagnostic

SOURCE = Path(__file__).parents[1] / "src/scoring"
FILES = [
    one
    for one in sorted(SOURCE.rglob("*.py"))
    # The catalog's texts are read below, without the hints: these are advice to who typed a command, found by the code.
    if one.relative_to(SOURCE).parts[0] not in ("cli", "catalog")
]
NAMED = re.compile(rf"(?<![\w-])--[a-z]|\bscoring (?:{'|'.join(COMMANDS)})\b|(?<![\w-])-[hko] ")
EXCEPTIONS = {
    # The name under which calendar programs know who made an event; another one would be another maker.
    "reports/calendar_file.py": "PRODID:-//chamdiem//scoring agenda//VI"
}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_text_below_the_command_line_names_an_option_or_a_command() -> None:
    found = []
    for path in FILES:
        name = path.relative_to(SOURCE).as_posix()
        for line, text in texts(path):
            if NAMED.search(text) and text != EXCEPTIONS.get(name):
                found.append(f"{name}:{line}: {text}")
    assert not found


def test_the_exceptions_are_there() -> None:
    for name, text in EXCEPTIONS.items():
        assert text in [one for _, one in texts(SOURCE / name)], name


@pytest.mark.parametrize("code", all_codes())
def test_no_message_of_the_catalog_names_an_option_or_a_command(code: str) -> None:
    entry = all_codes()[code]
    assert not NAMED.search(entry.vi)
    assert not NAMED.search(entry.en)


def commands(group: click.Group) -> Iterator[click.Command]:
    for name in group.list_commands(click.Context(group)):
        one = group.get_command(click.Context(group), name)
        assert one is not None
        yield from commands(one) if isinstance(one, click.Group) else [one]


def test_every_input_a_refusal_is_about_is_given_by_an_option() -> None:
    options = {param.name for one in commands(root) for param in one.params if isinstance(param, click.Option)}
    named = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "usage_problem":
                named |= {one.value for one in node.args[2:] if isinstance(one, ast.Constant)}
    assert named
    assert named <= options


def test_a_refusal_tells_the_inputs_and_the_command_line_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    from scoring.app.periodic import PeriodicOptions
    from scoring.cli.terminal import console
    from scoring.errors import UsageProblem

    with pytest.raises(UsageProblem) as caught:
        PeriodicOptions(span="nam", until=date(2026, 6, 30))
    problem: Diagnostic = caught.value.diagnostics[0]
    assert problem.values["inputs"] == "span until"
    said: list[str] = []
    monkeypatch.setattr(console, "talk", lambda text, **_: said.append(text))
    console.settings.command = "report"
    console.show_problems([problem])
    assert "xem --span, --until ở `scoring report --help`" in said[0]
