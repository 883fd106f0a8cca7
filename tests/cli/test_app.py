"""The command itself: help in two languages, exit codes, start-up, completion."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.cli.app import COMMANDS, EXIT_CODES, GROUPS
from scoring.cli.terminal import console
from scoring.errors import ExitCode

SRC = Path(__file__).parents[2] / "src"


def environment() -> dict[str, str]:
    """That of the tests, but nobody measures coverage in a child: what it loads and has open is told of the program alone."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


def python(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    given = {**environment(), "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "", **env}
    return subprocess.run(
        [sys.executable, *args], env=given, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_help_lists_every_command_and_exit_code(run):
    text = run("--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in text
    for code, _, _ in EXIT_CODES:
        assert f"\n  {code} " in text


def test_exit_codes_of_the_help_are_those_of_the_enum():
    assert [code for code, _, _ in EXIT_CODES] == [int(one) for one in ExitCode]


def test_every_command_stands_in_exactly_one_group():
    grouped = [name for _, _, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(run, name):
    vi, en = run(name, "-h").stdout, run("--lang", "en", name, "--help").stdout
    assert vi.startswith("Cách dùng: ")
    assert en.startswith("Usage: ")
    assert "Tùy chọn" in vi
    assert "Options" in en
    assert "Show this message" not in vi + en


def test_language_can_be_chosen_by_the_environment_and_before_or_after_the_command(run):
    assert run("--help", env={"SCORING_LANG": "en"}).stdout.startswith("Usage: ")
    assert run("rank", "--lang=en", "--help").stdout.startswith("Usage: ")
    assert run("rank", "--lang", "vi", "--help", env={"SCORING_LANG": "en"}).stdout.startswith("Cách dùng")


def test_version(run):
    from scoring import __version__

    assert run("--version").stdout == f"scoring {__version__}\n"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["evalute"], "Có phải “evaluate”?"),
        (["evaluate"], "thiếu"),
        (["evaluate", "--nope"], "không có tùy chọn --nope"),
        (["evaluate", "x", "--jobs", "many"], "số nguyên"),
        (["evaluate", "x", "--rules", "magic"], "chỉ nhận durable, native"),
        (["evaluate", "x", "--format", "pdf"], "“pdf”"),
        (["evaluate", "x", "--as-of", "2025-02-30"], "không phải ngày"),
        (["schema", "novel"], "chỉ nhận"),
        (["report", "-j", "0", "x"], "-j / --jobs: cần một số nguyên từ 1 đến 64"),
        (["report", "-j", "a", "x"], "-j / --jobs: cần một số nguyên từ 1 đến 64"),
        (["validate", "--max-errors", "0", "x"], "--max-errors: cần một số nguyên từ 1 trở lên"),
        (["help", "SC399"], "SC399"),
        (["evaluate", "x", "--resume"], "--output"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_word_about_it(run, args, words):
    result = run(*args, code=2)
    assert words in result.stderr
    assert result.stdout == ""


def test_no_command_shows_the_help_on_stderr(run):
    assert "Bộ tiêu chí" in run(code=2).stderr


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['scoring', '--help']\n"
        "from scoring.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'pydantic', 'pydantic_core', 'yaml', 'jinja2', 'durable', 'multiprocessing'} & set(sys.modules)))"
    )
    assert python("-c", code).stdout.endswith("[]\n")


def test_one_dossier_needs_no_heavy_library(root, tmp_path):
    one = ("evaluate", str(root / "evidence/2025/xa-minh-hoa-b.yaml"), "--scheme", str(root / "criteria/qd-1211-2022"))
    code = (
        f"import sys; sys.argv = ['scoring', *{one}]\n"
        "from scoring.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'jinja2', 'multiprocessing', 'scoring.scheme.check'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    cache = {"SCORING_CACHE_DIR": str(tmp_path)}
    first, second = (python("-c", code, **cache) for _ in range(2))
    assert first.stdout.endswith("['scoring.scheme.check']\n")
    assert second.stdout == first.stdout.replace("['scoring.scheme.check']", "[]")


def test_module_can_be_run_and_writes_utf8_whatever_the_locale():
    result = python("-m", "scoring", "--help", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert result.returncode == 0
    assert result.stdout.startswith("Cách dùng")


def test_closed_pipe_is_no_error():
    command = f"'{sys.executable}' -m scoring help | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], env={**os.environ, "PYTHONPATH": str(SRC)}, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""


def test_completion_knows_commands_and_formats():
    def complete(words: str, index: int) -> str:
        return python(
            "-m", "scoring", _SCORING_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(index)
        ).stdout

    assert "plain,evaluate" in complete("scoring eva", 1)
    assert "plain,json" in complete("scoring evaluate --format js", 3)


def test_help_of_a_code_tells_what_to_do(run):
    assert "SC203 (Lỗi)" in run("help", "sc203").stdout
    assert "What to do" in run("--lang", "en", "help", "SC203").stdout
    assert run("help").stdout.count("\n") > 50


@pytest.mark.parametrize(
    ("env", "choice", "colored"),
    [
        ({}, "auto", False), ({"FORCE_COLOR": "1"}, "auto", True), ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True), ({"FORCE_COLOR": "1"}, "never", False),
    ],
)  # fmt: skip
def test_colour_is_the_readers_choice(monkeypatch, env, choice, colored):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(console.settings, "color", choice)
    assert console.colored(None) is colored


def test_a_bug_of_ours_is_one_line_and_exit_70_and_a_traceback_only_when_asked(monkeypatch):
    from click.testing import CliRunner

    from scoring.cli.app import root
    from scoring.cli.commands import help as help_

    def broken(code):
        raise ZeroDivisionError("hỏng")

    monkeypatch.setattr(help_.command_, "callback", broken)
    quiet = CliRunner().invoke(root, ["help"])
    assert quiet.exit_code == 70
    assert quiet.stderr.count("\n") == 1
    assert "Traceback" in CliRunner().invoke(root, ["help", "-v"]).stderr


def test_interruption_is_exit_130(monkeypatch):
    from click.testing import CliRunner

    from scoring.cli.app import root
    from scoring.cli.commands import help as help_

    def stopped(code):
        raise KeyboardInterrupt

    monkeypatch.setattr(help_.command_, "callback", stopped)
    assert CliRunner().invoke(root, ["help"]).exit_code == 130


def test_interruption_while_the_program_loads_is_no_traceback_either() -> None:
    code = "import scoring.cli as c\ndef main(): raise KeyboardInterrupt\nc.main = main\nc.run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.skipif(os.name != "posix", reason="file descriptors as POSIX has them")
def test_a_reader_that_leaves_is_no_failure_and_a_closed_stdout_is_one() -> None:
    program = f"{shlex.quote(sys.executable)} -m scoring help SC203"
    left = f"set -o pipefail; {program} | true"
    closed = f"{program} >&-"

    assert [_shell(left)[0] for _ in range(5)] == [0] * 5
    code, told = _shell(closed)
    assert (code, "SC614" in told, "AttributeError" in told) == (3, True, False)


def _shell(line: str) -> tuple[int, str]:
    env = {**environment(), "PYTHONPATH": str(SRC)}
    done = subprocess.run(["bash", "-c", line], env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr
