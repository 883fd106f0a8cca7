"""Habits of the project that a reader would otherwise have to trust: exact numbers, clean files, honest lists."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import scoring

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "scoring"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXACT = [
    *sorted(
        path
        for part in ("engine", "formulas", "scheme", "evidence", "findings", "review")
        for path in (SOURCE / part).rglob("*.py")
    ),
    *(SOURCE / name for name in ("numbers.py", "values.py", "fields.py")),
]


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: no list of tracked files")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name]


def _name(node: ast.AST) -> str:
    """The name read here; a field may be called `round`, reading it as a name means Python's."""
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else ""


def _inexact(tree: ast.AST) -> list[str]:
    """Every float literal, call of float or round, and annotation that lets a float in."""
    found = []
    guards = {
        id(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance"
        for name in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{node.lineno}: {node.value}")
        elif _name(node) in {"float", "round"} and id(node) not in guards:
            found.append(f"{getattr(node, 'lineno', 0)}: {_name(node)}")
    return found


@pytest.mark.parametrize("path", EXACT, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_exact_parts_hold_no_float_and_never_round_by_python(path: Path) -> None:
    assert _inexact(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_floats_finds_them() -> None:
    bad = "x = 0.5\ny = float('1')\nz = round(x)\ndef f(a: float) -> None: ...\n"
    assert len(_inexact(ast.parse(bad))) == 4
    assert _inexact(ast.parse("if isinstance(x, float):\n    raise TypeError\n")) == []


def test_engine_and_appraisal_read_no_clock_locale_or_environment() -> None:
    banned = {"time", "locale", "os", "random", "socket", "subprocess"}
    for path in sorted([*(SOURCE / "engine").rglob("*.py"), *(SOURCE / "review").rglob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        } | {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & banned, path.name
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not calls & {"today", "now", "utcnow"}, path.name


def test_no_module_prints_or_exits_but_the_command_line() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        if "cli" in path.relative_to(SOURCE).parts or path.name == "__main__.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not [one for one in calls if isinstance(one, ast.Name) and one.id in {"print", "exit"}], path


def test_tracked_files_name_no_machine_path_and_no_package_index() -> None:
    # Written in parts, so that this file does not hold what it looks for.
    home = re.escape(str(Path.home()))
    paths = "|".join([r"/ho" + r"me/\w+", r"/ro" + r"ot/", r"/wo" + r"rk/", r"/tm" + r"p/\w", r"C:\\Us" + "ers"])
    index = "|".join(["index-u" + "rl", r"files\.pyth" + r"onhosted", r"pypi\." + r"org/simple"])
    bad = re.compile(f"(?<![\\w.])(?:{paths}|{home}/)|{index}" if len(home) > 2 else f"{paths}|{index}")
    for path in _tracked():
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        match = bad.search(text)
        assert match is None, f"{path.relative_to(ROOT)}: {match}"


def test_source_holds_no_leftover_marks() -> None:
    marks = re.compile("TO" + "DO|FIX" + "ME|XX" + "X|NotImplemented" + "Error")
    for path in sorted(SOURCE.rglob("*.py")):
        match = marks.search(path.read_text(encoding="utf-8"))
        assert match is None, f"{path.relative_to(ROOT)}: {match}"


def test_version_is_the_same_in_metadata_package_and_changelog() -> None:
    version = PYPROJECT["project"]["version"]
    assert scoring.__version__ == version
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _requirements() -> list[str]:
    project = PYPROJECT["project"]
    extras = [line for group in project["optional-dependencies"].values() for line in group]
    lines = [*project["dependencies"], *extras, *PYPROJECT["build-system"]["requires"]]
    return [re.match(r"[A-Za-z0-9._-]+", line)[0] for line in lines]  # type: ignore[index]


@pytest.mark.parametrize("name", _requirements())
def test_every_dependency_has_its_reason_and_its_exact_version(name: str) -> None:
    record = (ROOT / "docs" / "decisions" / "0002-phu-thuoc.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {re.escape(name)} \|.*$", record, re.MULTILINE)
    assert row, f"{name} has no line in decision 0002"

    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    plain = re.sub(r"[-_.]+", "-", name).lower()
    locked = re.search(rf"^{re.escape(plain)}==([^;\s]+)", lock, re.MULTILINE)
    assert locked, f"{name} is not locked"
    assert locked[1] in row[0], f"decision 0002 names another version of {name}"


def test_lock_file_pins_every_line() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 20
    for line in pins:
        assert re.fullmatch(r"[a-z0-9-]+==[^;\s]+(; python_version .*)?", line), line


def test_every_page_is_in_the_navigation_and_every_entry_exists() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:", 1)[1]
    listed = set(re.findall(r"([\w./-]+\.md)\b", nav))
    there = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert listed == there


def test_every_decision_has_the_four_parts_and_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    decisions = sorted(folder.glob("[0-9]*.md"))
    assert [path.name[:4] for path in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for part in ("**Trạng thái**", "## Bối cảnh", "## Quyết định", "## Hệ quả"):
            assert part in text, f"{path.name}: {part}"
        assert f"({path.name})" in index


@pytest.mark.parametrize("name", [".ci/run", "tools/pythons.sh", "tools/postgres.sh"])
def test_scripts_are_executable_and_good_bash(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", str(path)], check=False, capture_output=True).returncode == 0


def test_make_help_lists_every_documented_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {"demo", "test", "check"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  {target} ", shown, re.MULTILINE), target
