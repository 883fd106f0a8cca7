"""A format of reports is one class; an unknown one is refused by whatever writes; none can be forgotten."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.app.output import as_pages
from scoring.app.ranking import as_file
from scoring.app.report_files import make
from scoring.app.report_plan import File, ReportOptions, Work
from scoring.cli.terminal.console import refuse_terminal
from scoring.errors import UsageProblem
from scoring.reports import formats, official
from scoring.reports.formats import DOCUMENTS, FORMATS, format_of, links, require_formats
from scoring.reports.interface import (
    AgencySource,
    BlockSource,
    DiscrepancySource,
    DocumentId,
    FormatId,
    NoSuchDocument,
    RankedBlock,
    RunSource,
)

from .rendered import agency_docx, agency_pdf, render_agency
from .sample import complete, ranked


def test_every_id_has_its_own_class():
    found = [format_of(id) for id in FORMATS]
    assert [one.id for one in found] == list(FormatId)
    assert len({type(one) for one in found}) == len(FORMATS)
    assert set(DOCUMENTS) == set(DocumentId)


@pytest.mark.parametrize(
    "write",
    [
        format_of,
        lambda name: require_formats([name]),
        refuse_terminal,
        lambda name: links([name], (), "vi", "run", ""),
        lambda name: as_file(ranked(complete()), name),
        lambda name: as_pages([], name, "vi"),
    ],
)
@pytest.mark.parametrize("name", ["odt", "", "HTML"])
def test_an_unknown_format_is_refused(write, name):
    with pytest.raises(UsageProblem) as raised:
        write(name)
    assert "html, md" in raised.value.diagnostics[0].message()


def test_an_unknown_format_makes_no_file(tmp_path):
    options = ReportOptions(output=tmp_path, formats=())
    file = File("odt", None, "một.odt")
    made = make(Work(options=options, folder=tmp_path, scope="run", files=(file,), blocks=(), title="x"))
    assert [one.code for one in made.problems] == ["SC625"]
    assert made.count == 0
    assert not list(tmp_path.iterdir())


def test_a_page_of_unknown_markup_is_refused():
    with pytest.raises(UsageProblem):
        render_agency(complete(), "odt")


@pytest.mark.parametrize("paper", [DocumentId.SUMMARY, DocumentId.CRITERIA])
@pytest.mark.parametrize(
    "write",
    [
        lambda paper: official.agency(complete(), "vi", paper),
        lambda paper: agency_docx(complete(), document=paper),
        lambda paper: agency_pdf(complete(), document=paper),
    ],
)
def test_a_paper_that_is_none_of_an_agency_is_refused(write, paper):
    with pytest.raises(NoSuchDocument):
        write(paper)


def test_an_unknown_paper_is_refused():
    with pytest.raises(AssertionError, match="letter"):
        official.agency(complete(), "vi", "letter")


def documents_of(format, scope):
    return {piece.document for piece in format.pieces if piece.scope == scope}


@pytest.mark.parametrize("id", FORMATS)
def test_a_format_refuses_every_document_that_it_does_not_have(tmp_path, id):
    format = format_of(id)
    rows = ranked(complete())["xa"]
    agency = AgencySource(result=complete(), raw=b"{}")
    run = RunSource(blocks=[RankedBlock("xa", rows)])
    for document in {None, *DocumentId} - documents_of(format, "agency"):
        with pytest.raises(NoSuchDocument):
            format.agency(agency, document)
    for document in {None, *DocumentId} - documents_of(format, "run"):
        with pytest.raises(NoSuchDocument):
            format.run(run, tmp_path / "a", document)
    if not documents_of(format, "block"):
        with pytest.raises(NoSuchDocument):
            format.block(BlockSource(block="xa", rows=rows))
    assert not (tmp_path / "a").exists()


def test_parquet_has_no_discrepancy_report():
    with pytest.raises(NoSuchDocument):
        format_of("parquet").discrepancies(DiscrepancySource(report=None))


def test_the_type_checker_finds_a_format_that_was_forgotten(tmp_path):
    """With one case fewer, `assert_never` is reached with the member that has none."""
    pytest.importorskip("mypy")
    interface = Path(formats.__file__).with_name("interface.py").read_text("utf-8")
    ids = re.search(r"class FormatId.*?(?=\n\n\n)", interface, re.DOTALL)[0]
    source = Path(formats.__file__).read_text("utf-8")
    match = re.search(r"def format_of.*?assert_never\(known\)\n", source, re.DOTALL)[0]
    fewer, count = re.subn(r" +case FormatId\.PARQUET:.*?(?= +case _)", "", match, flags=re.DOTALL)
    assert count == 1
    head = "from enum import StrEnum\nfrom typing import Any, assert_never\nFormat = Any\nFORMATS: Any\nusage_problem: Any\n"
    told = []
    for name, text in (("whole", match), ("fewer", fewer)):
        file = tmp_path / f"{name}.py"
        file.write_text(f"{head}\n{ids}\n\n{text}", "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--config-file=", "--follow-imports=skip", "--ignore-missing-imports",
             "--cache-dir", str(tmp_path / "cache"), str(file)],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told.append(done.stdout)
    assert "Success" in told[0], told[0]
    assert "FormatId.PARQUET" in told[1], told[1]


def test_the_help_page_of_reports_loads_no_format():
    code = (
        "import sys; from scoring.cli.app import root\n"
        "try: root.main(['report', '--help'])\n"
        "except SystemExit: pass\n"
        "bad = {f'scoring.reports.{one}' for one in\n"
        "       ('pages', 'json_file', 'docx', 'pdf', 'xlsx_file', 'table_files')} & set(sys.modules)\n"
        "assert not bad, bad\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(formats.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
