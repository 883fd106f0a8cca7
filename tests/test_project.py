"""Habits of the project that a reader would otherwise have to trust: exact numbers, clean files, honest lists."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import scoring
from scoring.catalog import install_command

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "scoring"
LOCKS = [ROOT / "requirements" / name for name in ("build.txt", "all.txt")]
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
    return [*project["dependencies"], *extras, *PYPROJECT["dependency-groups"]["build"]]


def _locked() -> dict[str, list[tuple[str, str]]]:
    """Version and marker of every pin, by name; a name may have one for each kind of Python."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in LOCKS:
        for name, version, marker in re.findall(
            r"^([a-z0-9-]+)==(\S+)(?: ; (.+?))? \\$", path.read_text("utf-8"), re.MULTILINE
        ):
            found.setdefault(name, []).append((version, marker))
    return found


@pytest.mark.parametrize("requirement", [Requirement(line) for line in _requirements()], ids=lambda one: one.name)
def test_every_dependency_has_its_reason_and_its_exact_version(requirement: Requirement) -> None:
    name = requirement.name
    record = (ROOT / "docs" / "decisions" / "0002-phu-thuoc.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {re.escape(name)} \|.*$", record, re.MULTILINE)
    assert row, f"{name} has no line in decision 0002"

    locked = _locked().get(canonicalize_name(name), [])
    assert locked, f"{name} is not locked"
    for version, _ in locked:
        assert requirement.specifier.contains(version), f"{name}: the lock is out of step, run 'make lock'"
        assert f" {version} " in row[0], f"decision 0002 names another version of {name}"


def test_what_builds_the_package_is_locked() -> None:
    locked = {Requirement(line).name for line in PYPROJECT["dependency-groups"]["build"]}
    assert {Requirement(line).name for line in PYPROJECT["build-system"]["requires"]} <= locked


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_file_pins_every_package_with_its_hashes_and_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    entry = r"[a-z0-9-]+==[^;\s]+( ; [^:\n]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    assert re.fullmatch(f"({entry})+", body)
    assert "://" not in text
    assert text.count("==") - text.count("== '") > 9


def test_durable_rules_is_installed_only_where_it_can_be_built_and_imported() -> None:
    ((_, marker),) = _locked()["durable-rules"]
    for system, python, wanted in [
        ("linux", "3.11", True), ("darwin", "3.12", True), ("linux", "3.13", False), ("linux", "3.14", False),
        ("win32", "3.11", False), ("win32", "3.12", False),
    ]:  # fmt: skip
        where = {"sys_platform": system, "python_version": python, "python_full_version": f"{python}.1"}
        assert Marker(marker).evaluate(where) == wanted, (system, python)


def test_the_package_has_the_name_that_its_messages_tell_to_install() -> None:
    name = PYPROJECT["project"]["name"]
    assert metadata.metadata(name)["Version"] == scoring.__version__
    assert install_command("office") == f"pip install '{name}[office]'"
    stranger = re.compile(r"pip install \S*scoring\b|\bscoring\[[a-z{]")
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]:
        told = path.read_text(encoding="utf-8")
        assert not stranger.search(told), path
        if path.suffix == ".py" and path.parent != SOURCE / "catalog":
            assert f"{name}[" not in told, f"{path}: use install_command"


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


@pytest.mark.parametrize(
    "name",
    [".ci/run", "tools/pythons.sh", "tools/postgres.sh", "tools/lock.sh", "tools/package.sh", "tools/try_package.sh"],
)
def test_scripts_are_executable_and_good_bash(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", str(path)], check=False, capture_output=True).returncode == 0


def test_make_help_lists_every_documented_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    first = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    every = re.findall(r"^([a-z-]+):.*#[#+] ", makefile, re.MULTILINE)
    assert {"demo", "test", "check"} <= set(first)
    assert len(first) <= 8
    # .PHONY names every target that is no file.
    assert set(every) == set(re.search(r"^\.PHONY:((?:\\\n|.)*)$", makefile, re.MULTILINE)[1].replace("\\", "").split())
    for name, targets in [("help", first), ("help-all", every)]:
        shown = subprocess.run(["make", name], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assert re.findall(r"^  ([a-z-]+) ", shown, re.MULTILINE) == targets


def test_readme_opens_with_the_two_commands() -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks[0] == "make demo\nmake test\n"


def test_the_workflow_runs_what_runs_everywhere_and_every_action_is_pinned() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert {"run": "bash .ci/run"} in jobs["linux"]["steps"]
    assert "--only-binary :all:" in jobs["windows"]["steps"][-1]["run"]
    declared = [one.rsplit(" ", 1)[1] for one in PYPROJECT["project"]["classifiers"] if "Python :: 3." in one]
    assert jobs["windows"]["strategy"]["matrix"]["python"] == declared
    used = re.findall(r"uses: (\S+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action


def test_updates_are_proposed_for_every_kind_of_package() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"pip", "npm", "docker", "github-actions"}
    for one in updates:
        for folder in one.get("directories", [one.get("directory")]):
            assert (ROOT / folder.strip("/")).is_dir(), folder


def test_hooks_call_only_what_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repo["repo"] == "local"
    for hook in repo["hooks"]:
        program, target = hook["entry"].split()
        assert (program, hook["language"]) == ("make", "system")
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_axe_is_pinned_with_its_hash_and_names_no_host() -> None:
    wanted = json.loads((ROOT / "tools" / "axe" / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lock = json.loads((ROOT / "tools" / "axe" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock.pop("")["devDependencies"] == wanted
    assert {name.removeprefix("node_modules/"): one["version"] for name, one in lock.items()} == wanted
    for one in lock.values():
        assert one["integrity"].startswith("sha512-")
        assert "resolved" not in one


def test_no_struct_takes_its_default_from_dataclasses() -> None:
    """The other library's `field` would be the value itself, and no type checker tells."""
    found = []
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        imports = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "dataclasses"]
        if any(name.name == "field" for one in imports for name in one.names):
            classes = (one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and not one.decorator_list)
            found += [
                f"{path.name}:{line.lineno}"
                for one in classes
                for line in one.body
                if isinstance(line, ast.AnnAssign)
                and isinstance(line.value, ast.Call)
                and _name(line.value.func) == "field"
            ]
    assert found == []


def test_the_parts_hold_every_test_between_them_and_what_depends_on_the_version_in_each() -> None:
    files = [ROOT / "tests" / name for name in ("test_numbers.py", "test_errors.py", "test_diagnostics.py")]

    def collected(*part: str) -> set[str]:
        run = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            *part,
            *map(str, files),
        ]
        done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
        return {line for line in done.stdout.splitlines() if "::" in line}

    one, two, every = collected("--part", "1/2"), collected("--part", "2/2"), collected()
    assert one | two == every
    assert one & two == {name for name in every if name.startswith("tests/test_numbers.py")}
    assert min(len(one - two), len(two - one)) > 3
