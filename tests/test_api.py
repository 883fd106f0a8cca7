"""The names the package offers work as README shows them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import scoring

ROOT = Path(__file__).parent.parent


def test_the_readme_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block is not None
    monkeypatch.chdir(ROOT)
    exec(block[1], {})

    assert re.fullmatch(r"\d+(/\d+)? [a-z-]+\n", capsys.readouterr().out)


def test_every_public_name_is_there_and_others_are_not() -> None:
    assert all(getattr(scoring, name) is not None for name in scoring.__all__)
    with pytest.raises(AttributeError):
        scoring.no_such_name  # noqa: B018


def test_importing_the_package_and_asking_for_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, scoring, scoring.cli\n"
        "sys.argv = ['scoring', '--help']\n"
        "try: scoring.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'yaml', 'jinja2', 'durable', 'durable.engine'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
