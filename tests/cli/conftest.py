"""Running the command line inside the test process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.cli.app import root

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run() -> Callable[..., Result]:
    """Calls `scoring` with arguments; no test may end in a traceback or, unasked, a bug's exit code."""

    def call(*args: object, code: int | None = 0, env: dict[str, str] | None = None) -> Result:
        base = {"SCORING_LANG": "", "NO_COLOR": "1", "COLUMNS": "100"}
        result = CliRunner(env={**base, **(env or {})}).invoke(root, [str(one) for one in args])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert code == 70 or result.exit_code != 70, result.output
        if code is not None:
            assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture(scope="session")
def scaffold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `scoring init` writes, made once."""
    folder = tmp_path_factory.mktemp("scaffold")
    result = CliRunner().invoke(root, ["init", str(folder), "-q"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scaffold: Path) -> Path:
    """A working folder as `scoring init` leaves it."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(scaffold, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a working folder with the shipped schemes and dossiers, in which acts of a campaign were entered."""

    def play(*acts: tuple[str, ...]) -> Path:
        folder = tmp_path_factory.mktemp("begun")
        for name in ("criteria", "evidence"):
            shutil.copytree(ROOT / name, folder / name)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for act in acts:
                result = CliRunner().invoke(root, ["campaign", *act])
                assert result.exit_code == 0, result.output
        return folder

    return play


@pytest.fixture
def desk(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Result]
) -> Callable[..., Result]:
    """Calls `scoring campaign` on a copy of the campaign that the test's own module has begun."""
    for name in begun.iterdir():
        if name.is_file():
            shutil.copy(name, tmp_path / name.name)
        else:
            (tmp_path / name.name).symlink_to(name)
    monkeypatch.chdir(tmp_path)

    def call(*args: object, code: int | None = 0, **more: dict[str, str]) -> Result:
        return run("campaign", *args, code=code, **more)

    return call
