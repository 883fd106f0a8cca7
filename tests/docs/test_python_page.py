"""The page on Python: its examples run one after the other, and it shows every use case."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import scoring.app

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "python.md"
APP = Path(scoring.app.__file__).parent

HELPERS = {
    "scoring.app.task_plans.plan_of": "a step of agenda and task_table",
    "scoring.app.task_plans.plan_problems": "a check that validate makes",
    "scoring.app.task_plans.read_dossier": "a step of agenda and task_table",
    "scoring.app.bundle_recheck": "a check that import_bundle makes",
    "scoring.app.campaign.decision_sheet.given_figure": "a step of owed",
    "scoring.app.campaign.decision_sheet.is_due": "a step of decision_sheet",
    "scoring.app.campaign.decision_sheet.owed": "what the desk says is left of decision_sheet",
    "scoring.app.campaign.decision_sheet.owing": "a step of owed",
    "scoring.app.campaign.decision_sheet.second_only": "whose part owed is no part of overview",
    "scoring.app.campaign.decision_sheet.rows_of": "a step of decision_sheet",
    "scoring.app.campaign.disputes.disputes_of": "a step of disputes",
    "scoring.app.ranking.write_file": "as_file, row by row",
    "scoring.app.campaign.results.block_titles": "how gap reports call blocks",
    "scoring.app.campaign.submission_papers.sent_back": "a step of return_letter_file",
    "scoring.app.campaign.evaluation": "what submit, publish, decide and official_results compute with",
    "scoring.app.campaign.acts.files_by_name": "a step of explain and establish",
    "scoring.app.campaign.facts.facts_to_enter": "a step of establish and appraise",
    "scoring.app.campaign.instants": "how instants are written",
    "scoring.app.campaign.personal": "a check that everything that writes makes",
    "scoring.app.campaign.session.signing_for": "how entries are signed",
    "scoring.app.checking": "a check that everything that reads results makes",
    "scoring.app.simulation.changed_since": "a check that simulate and advise make",
    "scoring.app.simulation.starting_point": "what simulate and advise start from",
    "scoring.app.advising.lifting_line": "a step of explain and report",
    "scoring.app.changes": "the changes that simulate takes",
    "scoring.app.files": "how files are written",
    "scoring.app.folder": "how a folder's files are noted",
    "scoring.app.written": "how files that were named are noted",
    "scoring.app.periodic.file_before": "a check that report makes",
    "scoring.app.inputs": "how schemes, dossiers and earlier results are found",
    "scoring.app.report_files": "a step of report and document",
    "scoring.app.summaries": "earlier results, as reports compare with them",
    "scoring.app.campaign.overviews.check_agency": "a check that history and others make",
    "scoring.app.campaign.session.only_campaign": "what Session does where no campaign is named",
    "scoring.app.campaign.session.without_collection": "how a ledger is folded",
    "scoring.app.campaign.results.published_result": "a step of published_results",
    "scoring.app.campaign.results.with_signature": "a step of publish and published_results",
    "scoring.app.ledger.verify_lines": "a step of verify_ledgers",
    "scoring.app.keys.trusted_keys": "a check behind the parameter keys",
    "scoring.app.stored.collect": "a step of compare and sampling",
    "scoring.app.stored.iter_results": "a step of results",
    "scoring.app.stored.has_results": "a step of results",
    "scoring.app.stored.is_result": "a step of results",
    "scoring.app.stored.read_raw": "a step of read_results",
    "scoring.app.chunk": "what each process does for results and evaluate",
    "scoring.app.look_over": "the first step of results and evaluate",
    "scoring.app.conditions.connected": "what results, evaluate and report do first",
    "scoring.app.conditions.pool_of": "what results, evaluate and report do first",
    "scoring.app.evaluation.check_rules": "a check that results and evaluate make",
    "scoring.app.evaluation.evaluation": "a step of results and evaluate",
    "scoring.app.evaluation.refuse_changes": "a check of the options of a command",
    "scoring.app.evaluation.exit_code": "a step of results, evaluate and evaluate_unit",
    "scoring.app.output.joined_json": "a step of as_json",
    "scoring.app.output.json_pieces": "as_json, piece by piece",
    "scoring.app.output.pages": "as_pages, one after the other",
    "scoring.app.unit_evaluation.as_json": "what evaluate --unit writes",
    "scoring.app.unit_evaluation.require_complete": "what evaluate --unit --require-complete asks",
    "scoring.app.units.kind_named": "a step of suppliers_of",
    "scoring.app.units.refuse_idle": "a check of the options of a command",
    "scoring.app.units.suppliers_of": "a step of everything that asks who supplies what",
    "scoring.app.units.supplies_something": "a check behind supplying",
    "scoring.app.units.supplying": "a step of the workbooks of units",
    "scoring.app.stored.unknown": "what is raised where a name is not known",
}
"""Public modules and functions that are no use cases, with what they are."""


def blocks() -> str:
    """The page's examples, at the lines where they stand."""
    lines, inside = [], False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        fence = line.startswith("```")
        lines.append(line if inside and not fence else "")
        inside = line == "```python" if fence else inside
    return "\n".join(lines) + "\n"


def modules() -> Iterator[ModuleType]:
    """The modules of use cases."""
    for path in sorted(APP.rglob("*.py")):
        if path.stem != "__init__" and "scaffold" not in path.parts:
            yield importlib.import_module(".".join(("scoring.app", *path.relative_to(APP).with_suffix("").parts)))


def use_cases() -> set[str]:
    """The public functions of all modules, with the names of their modules."""
    return {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and value.__module__ == module.__name__
    }


def shown() -> set[str]:
    """What the examples import or reach through an imported module, with its module."""
    source = "".join(one.source for one in doctest.DocTestParser().get_examples(blocks()))
    tree = ast.parse(source)
    places = {
        name.asname or name.name: f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    used = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    attributes = {
        f"{places[one.value.id]}.{one.attr}"
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in places
    }
    return attributes | {place for name, place in places.items() if name in used}


@pytest.mark.once
def test_examples_give_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("xlsxwriter", "sqlalchemy", "alembic", "cryptography"):
        pytest.importorskip(library)
    for name in ("criteria", "evidence"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(blocks(), {"__name__": "page"}, PAGE.name, str(PAGE), 0)
    told: list[str] = []

    # The session on a store that an example opens is released even where a later one fails.
    try:
        doctest.DocTestRunner(verbose=False).run(examples, out=told.append, clear_globs=False)
    finally:
        if "session" in examples.globs:
            examples.globs["session"].close()

    assert len(examples.examples) > 100
    assert not told, "".join(told)


def test_every_use_case_is_on_the_page() -> None:
    found = use_cases()
    missing = {one for one in found - shown() if not {one, one.rpartition(".")[0]} & HELPERS.keys()}

    assert not missing, "show them in docs/reference/python.md"


def test_only_what_is_there_and_not_on_the_page_is_left_out() -> None:
    found = use_cases()

    for name in HELPERS:
        assert name in found or any(one.startswith(f"{name}.") for one in found), f"{name} is gone"
        assert name not in shown(), f"{name} is on the page"


def test_names_of_the_program_in_the_text_of_the_page_are_there() -> None:
    for name in set(re.findall(r"`(scoring\.[a-z_.]+)`", PAGE.read_text(encoding="utf-8"))):
        assert importlib.util.find_spec(name) is not None, name
