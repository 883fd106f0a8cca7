"""Use cases stand by themselves: no command line, no printing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import scoring.app

FOLDER = Path(scoring.app.__file__).parent
MODULES = sorted(
    ".".join(("scoring.app", *path.relative_to(FOLDER).with_suffix("").parts))
    for path in FOLDER.rglob("*.py")
    if path.stem != "__init__" and "scaffold" not in path.parts
)


def test_all_use_cases_can_be_imported_without_the_command_line():
    code = (
        f"import importlib, sys\nfor name in {MODULES!r}: importlib.import_module(name)\n"
        "print(sorted(name for name in sys.modules if name == 'click' or name.startswith('scoring.cli')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "scoring.app.campaign.session" in MODULES
    assert done.stdout.strip() == "[]"


def test_no_use_case_prints_exits_or_writes_to_a_stream():
    for path in sorted(FOLDER.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        streams = {
            one.attr
            for one in ast.walk(tree)
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "sys"
        }
        assert not names & {"print", "exit", "quit", "input"}, path
        assert not streams & {"stdout", "stderr", "exit"}, path
