"""Running the command line inside the test process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.cli.app import root

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run() -> Callable[..., Result]:
    """Calls `scoring` with arguments; no test may end in a traceback or a bug's exit code."""

    def call(*args: object, code: int | None = 0, env: dict[str, str] | None = None) -> Result:
        base = {"SCORING_LANG": "", "NO_COLOR": "1", "COLUMNS": "100"}
        result = CliRunner(env={**base, **(env or {})}).invoke(root, [str(one) for one in args])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        assert "Traceback" not in result.output
        assert result.exit_code != 70, result.output
        if code is not None:
            assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Result]) -> Path:
    """A working folder freshly made by `scoring init`."""
    monkeypatch.chdir(tmp_path)
    run("init", "-q")
    return tmp_path
