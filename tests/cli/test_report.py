"""`scoring report`: several formats at once, the same bytes for any number of processes, one failure stops no other."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring import libraries
from scoring.app import report_files
from scoring.app.report_plan import ReportOptions
from scoring.app.reporting import report
from scoring.batch.pool import Pool
from scoring.reports import official
from scoring.reports.interface import DocumentId, FormatId
from scoring.reports.pages import Html, Markdown
from scoring.reports.pdf import Pdf

DOSSIER = "evidence/2025/xa-vi-du.yaml"
BANNER = "Bộ tiêu chí mẫu để tập viết"
SOURCE = Path(__file__).parents[2] / "src"
DATA = {"xep-hang.csv", "tieu-chi.csv", "xep-hang.xlsx", "xep-hang.parquet", "tieu-chi.parquet"}
ALL = "html,md,json,docx,pdf,xlsx,csv,parquet"


def second(sample, agency="xa-hai"):
    """Another agency's dossier beside the first."""
    text = (sample / DOSSIER).read_text("utf-8").replace("xa-vi-du", agency)
    path = sample / f"evidence/2025/{agency}.yaml"
    path.write_text(text.replace("12/BB-UBND", f"{len(agency)}9/BB-UBND"), "utf-8")


@pytest.fixture
def two(sample):
    second(sample)
    return sample


def names(folder):
    """The documents in a folder: what is noted of them apart."""
    return {one.name for one in folder.iterdir()} - {"manifest.json"}


def tree(folder):
    return {name: (folder / name).read_bytes() for name in names(folder)}


def test_all_formats_at_once(run, two):
    result = run("report", "evidence/2025", "--format", ALL, "--output", "bc")
    agencies = {f"{one}.{end}" for one in ("xa-hai", "xa-vi-du") for end in ("html", "md", "json", "docx", "pdf")}  # fmt: skip
    blocks = {f"xep-hang-xa.{end}" for end in ("html", "md", "docx", "pdf")}
    assert names(two / "bc") == agencies | blocks | DATA | {"index.html", "README.md", "xep-hang.json"}  # fmt: skip
    assert "Đã ghi 22 tệp" in result.stderr


def test_documents_are_chosen_and_formats_that_have_none_of_them_keep_theirs(run, two):
    run("report", "evidence/2025", "--format", "docx,csv", "--document", "explanation", "--output", "bc")  # fmt: skip
    assert names(two / "bc") == {"xa-hai-giai-thich.docx", "xa-vi-du-giai-thich.docx", "xep-hang.csv", "tieu-chi.csv"}  # fmt: skip
    run("report", "evidence/2025", "--format", "pdf,parquet", "--document", "summary", "--document", "evidence", "--output", "khác")  # fmt: skip
    assert names(two / "khác") == {"xep-hang-xa.pdf", "minh-chung.parquet"}
    told = run("report", "evidence/2025", "--format", "html", "--document", "summary", "--output", "o", code=2)  # fmt: skip
    assert "không có tài liệu summary" in told.stderr
    assert "tài liệu" in run("report", "x", "--document", "gì", "--output", "o", code=2).stderr


@pytest.mark.parametrize("output", ["bc", "bc/xa-hai-mot-trang.docx"])
def test_the_page_of_one_agency_tells_its_place_among_the_others(run, two, output):
    (two / "bc").mkdir()
    run("report", "evidence/2025", "--agency", "xa-hai", "--format", "docx", "--document", "one-page", "--output", output)  # fmt: skip
    xml = zipfile.ZipFile(two / "bc/xa-hai-mot-trang.docx").read("word/document.xml").decode()
    text = re.sub("<[^>]+>", "", xml)
    assert "2 cơ quan" in text
    assert "Chưa có kết quả của cơ quan khác" not in text


def test_any_number_of_processes_gives_the_same_bytes(sample):
    for index in range(5):
        second(sample, f"xa-{index}")
    seen = []
    for jobs, zone, seed in (("1", "UTC", "1"), ("2", "Asia/Tokyo", "77")):
        subprocess.run(
            [sys.executable, "-m", "scoring", "report", "evidence", "--format", ALL, "-j", jobs, "-o", f"o{jobs}"],
            env={**os.environ, "PYTHONPATH": str(SOURCE), "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            cwd=sample, capture_output=True, check=True,
        )  # fmt: skip
        seen.append(tree(sample / f"o{jobs}"))
    assert seen[0] == seen[1]


def test_a_failing_dossier_stops_no_other_and_stands_in_the_index(run, two):
    (two / "evidence/2025/hỏng.yaml").write_text("format: 1\n", "utf-8")
    result = run("report", "evidence/2025", "--scheme", "criteria/mau", "--output", "bc", code=1)
    assert "SC202" in result.stderr
    assert "xa-hai.html" in names(two / "bc")
    for name in ("index.html", "README.md"):
        assert "hỏng.yaml" in (two / "bc" / name).read_text("utf-8")


def test_a_failing_document_stops_no_other_and_is_told(run, two, monkeypatch):
    make = Markdown.agency

    def broken(self, source, *rest):
        if source.result.agency.id == "xa-hai":
            raise RuntimeError("hỏng giấy")
        return make(self, source, *rest)

    monkeypatch.setattr(Markdown, "agency", broken)
    told = run("report", "evidence/2025", "--output", "bc", code=70)
    assert "SC633" in told.stderr
    assert "nơi lưu mã nguồn" in told.stderr
    assert "xa-hai.md" in told.stderr
    assert "hỏng giấy" in told.stderr
    assert "Traceback" not in told.stderr
    assert {"xa-hai.html", "xa-vi-du.md", "index.html"} <= names(two / "bc")
    assert "xa-hai.md" not in names(two / "bc")
    assert run("report", DOSSIER, "--format", "md", "--output", "a.md").exit_code == 0


@pytest.mark.parametrize("arguments", [("evidence/2025", "-o", "bc"), (DOSSIER, "--format", "md", "-o", "a.md")])
def test_ctrl_c_that_a_library_answers_with_another_failure_is_no_fault_of_ours(run, two, monkeypatch, arguments):
    def interrupted(self, source, *rest):
        try:
            raise KeyboardInterrupt
        finally:
            raise ValueError("the file cannot be closed now")

    monkeypatch.setattr(Markdown, "agency", interrupted)
    told = run("report", *arguments, code=130)
    assert "SC633" not in told.stderr
    assert "Traceback" not in told.stderr


def test_a_missing_library_is_told_before_any_work_with_the_command_that_installs_it(run, two, monkeypatch):
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    told = run("report", "evidence/2025", "--format", "html,docx,xlsx,parquet", "--output", "bc", code=2).stderr  # fmt: skip
    assert "pip install 'chamdiem[office]'" in told
    assert "pip install 'chamdiem[parquet]'" in told
    assert "docxtpl" in told
    assert not (two / "bc").exists()
    assert "SC632" in run("rank", "evidence/2025", "--format", "xlsx", "--output", "r.xlsx", code=2).stderr  # fmt: skip
    run("report", "evidence/2025", "--format", "html,csv", "--output", "bc")


def test_one_file_takes_its_format_from_its_ending(run, two):
    heads = {"docx": b"PK", "pdf": b"%PDF", "xlsx": b"PK", "parquet": b"PAR1", "csv": b"\xef\xbb\xbf", "html": b"<!",
             "json": b"{", "md": b"#"}  # fmt: skip
    for ending, head in heads.items():
        run("report", DOSSIER, "--output", f"một.{ending}")
        assert (two / f"một.{ending}").read_bytes().lstrip(b"\n >*").startswith(head) or ending == "md"  # fmt: skip
        screen = run("report", DOSSIER, "--format", ending, "--output", "-").stdout_bytes
        assert screen == (two / f"một.{ending}").read_bytes()
    run("report", "evidence/2025", "--output", "một.docx", code=2)
    run("report", "evidence/2025", "--agency", "xa-hai", "--output", "một.docx")
    run("report", "evidence/2025", "--output", "khối.docx", "--document", "summary")
    assert "word/document.xml" in zipfile.ZipFile(two / "khối.docx").namelist()
    run("report", DOSSIER, "--output", "hai.csv", "--document", "ranking,criteria", code=2)
    run("report", DOSSIER, "--format", "html,md", "--output", "hai.html", code=2)


@pytest.mark.parametrize("more", [("--format", "docx", "-o", "một.pdf"), ("-o", "một.odt"), ("-o", "một.xls")])
def test_an_ending_that_says_another_format_is_refused(run, two, more):
    told = run("report", DOSSIER, *more, code=2).stderr
    assert Path(more[-1]).suffix in told
    assert not (two / more[-1]).exists()


def test_binary_is_not_printed_on_a_terminal(run, two, monkeypatch):
    from click.testing import _NamedTextIOWrapper

    monkeypatch.setattr(_NamedTextIOWrapper, "isatty", lambda self: True, raising=False)
    told = run("report", DOSSIER, "--format", "pdf", "--output", "-", code=2).stderr
    assert "nhị phân" in told
    assert "nhị phân" in run("rank", DOSSIER, "--format", "xlsx", code=2).stderr
    assert run("rank", DOSSIER, "--format", "csv").stdout


def test_one_agency_keeps_its_place_in_the_block(run, two):
    run("report", "evidence/2025", "--agency", "xa-hai", "--format", "html,csv,docx", "--output", "bc")  # fmt: skip
    assert names(two / "bc") == {"xa-hai.html", "xa-hai.docx", "xep-hang.csv", "tieu-chi.csv"}
    rows = list(csv.DictReader(io.StringIO((two / "bc/xep-hang.csv").read_text("utf-8-sig"))))
    assert [row["Mã cơ quan"] for row in rows] == ["xa-hai"]
    run("report", "evidence/2025", "--agency", "xa-mô", "--output", "bc", code=4)


def test_reports_of_stored_results_equal_those_of_dossiers_in_every_format(run, two):
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq")
    run("report", "evidence/2025", "--format", ALL, "--output", "a")
    run("report", "kq", "--format", ALL, "--output", "b")
    # What would lift the class is told where the dossier is at hand.
    lifting = re.compile(rb"\n*(<p>)?Mu\xe1\xbb\x91n l\xc3\xaan lo\xe1\xba\xa1i: [^\n]*\n*")
    dossiers, results = tree(two / "a"), tree(two / "b")
    same = {name for name in dossiers if dossiers[name] == results[name]}
    assert set(dossiers) - same <= {f"{one}.{end}" for one in ("xa-hai", "xa-vi-du") for end in ("html", "md")}
    for name in set(dossiers) - same:
        assert lifting.sub(b"\n", dossiers[name]).split() == results[name].split(), name


def test_earlier_results_and_the_block_stand_beside_each_agency(run, two, monkeypatch):
    before = two / "evidence/2024/xa-vi-du.yaml"
    before.parent.mkdir()
    before.write_text((two / DOSSIER).read_text("utf-8").replace("2025", "2024"), "utf-8")
    run("evaluate", "evidence/2024", "--format", "json", "--output", "kq-2024")
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq-2025")
    seen = {}

    def spy(self, source, document):
        beside = source.neighbours
        found = [one.period for one in beside.earlier]
        seen[source.result.agency.id] = (found, len(beside.block), beside.attachments)
        return b"x"

    monkeypatch.setattr(Html, "agency", spy)
    run("report", "evidence/2025", "--history", "kq-2024", "--output", "bc", "--format", "html")
    assert seen == {
        "xa-vi-du": (["2024"], 2, "../evidence/2025"), "xa-hai": ([], 2, "../evidence/2025"),
    }  # fmt: skip
    run("report", "kq-2025", "--history", "kq-2024", "--output", "bc", "--format", "html")
    assert seen["xa-vi-du"] == (["2024"], 2, None)
    assert "SC100" in run("report", DOSSIER, "--history", "đâu", "--output", "o", code=3).stderr


def test_blocks_of_many_agencies_are_made_by_fresh_processes(run, two, monkeypatch):
    parts: list[list[str]] = []
    spread = report_files.spread

    def spy(make, work, pool):
        parts.append([one.scope for one in work])
        yield from spread(make, work, Pool(count=1))

    monkeypatch.setattr(report_files, "spread", spy)
    options = ["--format", "html,md", "-j", "2", "--output"]
    run("report", "evidence/2025", *options, "mot")
    monkeypatch.setattr(report_files, "_MANY", 2)
    run("report", "evidence/2025", *options, "hai")
    run("report", "evidence/2025", "--format", "html", "-j", "1", "--output", "ba")

    together, agencies, others, alone = parts
    assert set(agencies) == {"agency"}
    assert set(others) == {"block", "run"}
    assert together == agencies + others
    assert set(alone) == {"agency", "block", "run"}
    assert tree(two / "mot") == tree(two / "hai")


def test_an_input_is_never_overwritten(run, two):
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq")
    (two / "kq/xa-hai.json").chmod(0o644)
    before = tree(two / "kq")
    told = run("report", "kq", "--format", "json,html", "--output", "kq", code=2)
    assert "SC613" in told.stderr
    assert tree(two / "kq") == before


def test_names_that_would_meet_are_refused(run, sample):
    second(sample, "index")
    assert "SC629" in run("report", "evidence/2025", "--output", "bc", code=2).stderr
    second(sample, "xa-vi-du-giai-thich")
    (sample / "evidence/2025/index.yaml").unlink()
    args = ["report", "evidence/2025", "--format", "docx", "--output", "bc"]
    run(*args)
    told = run(*args, "--document", "self-assessment,explanation", code=2).stderr
    assert "SC629" in told


def test_the_ranking_as_data_is_what_rank_gives(run, two):
    run("report", "evidence/2025", "--format", "json,csv,xlsx,parquet", "--output", "bc")
    for ending in ("json", "csv", "parquet"):
        given = run("rank", "evidence/2025", "--format", ending).stdout_bytes
        assert given == (two / f"bc/xep-hang.{ending}").read_bytes()
    data = json.loads((two / "bc/xep-hang.json").read_bytes())
    assert all(BANNER in row["banner"] for row in data["xa"])
    for name in names(two / "bc"):
        if name.endswith((".csv", ".json")):
            assert BANNER in (two / "bc" / name).read_text("utf-8-sig")


def test_a_damaged_result_is_told_and_nothing_is_written(run, two):
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq")
    path = two / "kq/xa-hai.json"
    data = json.loads(path.read_bytes())
    for row in data["criteria"]:
        del row["claimed"]
    path.write_text(json.dumps(data), "utf-8")
    told = run("report", "kq", "--output", "bc", code=1).stderr
    assert told.count("SC612") == len(data["criteria"])
    assert "criteria[0].claimed: thiếu" in told
    assert not (two / "bc").exists()


def test_ctrl_c_leaves_whole_files_only(sample):
    for index in range(30):
        second(sample, f"xa-{index}")
    for jobs in ("1", "2"):
        process = subprocess.Popen(
            [sys.executable, "-m", "scoring", "report", "evidence", "--format", "html,docx,pdf", "-j", jobs, "-o", f"o{jobs}"],
            env={**os.environ, "PYTHONPATH": str(SOURCE)}, cwd=sample, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        folder = sample / f"o{jobs}"
        for _ in range(600):
            if folder.is_dir() and len(names(folder)) > 3:
                break
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert process.returncode in {130, 0}, told.decode()
        assert b"Traceback" not in told
        for file in folder.iterdir():
            # A killed process of its own leaves its notes to the next run.
            assert not file.name.startswith(".") or file.suffix == ".jsonl"
            end = {".html": b"</html>", ".pdf": b"%%EOF", ".json": b"}", ".jsonl": b""}.get(file.suffix)
            if end:
                assert file.read_bytes().rstrip().endswith(end)
            else:
                assert zipfile.ZipFile(file).testzip() is None


@pytest.mark.slow
def test_help_and_evaluate_do_not_load_the_libraries_of_documents_or_stores(sample):
    code = (
        "import sys; from scoring.cli.app import root\n"
        "try: root.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "bad = {'xlsxwriter', 'python_calamine', 'docxtpl', 'typst', 'pyarrow', 'openpyxl', 'lxml', 'sqlalchemy'}\n"
        "bad &= set(sys.modules)\n"
        "assert not bad, bad\n"
    )
    for args in (["--help"], ["report", "--help"], ["evaluate", DOSSIER], ["report", DOSSIER, "-o", "a.html"],
                 ["evaluate", DOSSIER, "--format", "json", "-o", "a.json"], ["rank", "a.json"], ["explain", "a.json"],
                 ["verify", "a.json"]):  # fmt: skip
        done = subprocess.run([sys.executable, "-c", code, *args], cwd=sample, capture_output=True, check=False,
                              env={**os.environ, "PYTHONPATH": str(SOURCE)})  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()


HOSTILE = (
    "\x00\x1b]0;x\x07", '=HYPERLINK("http://x")', "-2+3", "@x", "x" * 40_000, "<script>alert(1)</script>", "{{ 7*7 }}",
    "{% raw %}", "\u202e\u200b", "]]>&<!--", '#import "x"', "\ud800", "", "\n\r\t",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_texts_in_a_result_never_end_in_a_bug_or_a_half_written_file(run, sample, text):
    run("evaluate", DOSSIER, "--format", "json", "--output", "kq.json")
    data = json.loads((sample / "kq.json").read_bytes())
    data["agency"]["name"] = data["scheme"]["block_title"] = data["groups"][0]["title"] = text
    for one in data["criteria"]:
        one["title"] = one["clause"] = one["explanation"] = text
        for paper in one["evidence"]:
            paper["title"] = paper["number"] = paper["issuer"] = text
    (sample / "kq.json").write_text(json.dumps(data), "utf-8")
    result = run("report", "kq.json", "--format", ALL, "--output", "bc", code=None)
    assert result.exit_code in {0, 1}, result.output
    assert "SC633" not in result.stderr, result.stderr
    for file in (sample / "bc").iterdir() if (sample / "bc").exists() else ():
        assert not file.name.startswith(".")
        if file.suffix == ".csv":
            for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")):
                assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in row)


def test_a_document_that_takes_its_process_down_is_told_and_stops_no_other(two):
    script = (
        "import os, sys\n"
        "from scoring.reports.pages import Markdown\n"
        "make = Markdown.agency\n"
        "def deadly(self, source, *rest):\n"
        "    if source.result.agency.id == 'xa-hai': os._exit(1)\n"
        "    return make(self, source, *rest)\n"
        "Markdown.agency = deadly\n"
        "from scoring.cli import run\n"
        "if __name__ == '__main__': run()\n"
    )
    (two / "x.py").write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, "x.py", "report", "evidence/2025", "--output", "bc", "-j", "2"],
        cwd=two, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert said.count("SC634") == 2, said
    assert "bc/xa-hai.md" in said
    assert names(two / "bc") >= {"xa-vi-du.html", "xa-vi-du.md", "index.html"}


@pytest.mark.parametrize(("kilobytes", "told"), [(100_000, True), (99_000, False)])
def test_the_memory_of_a_large_blocks_pdf_is_told_before_it_is_made(run, two, monkeypatch, kilobytes, told):
    monkeypatch.setattr(Pdf, "kilobytes", {DocumentId.SUMMARY: kilobytes})
    papers = ("--document", "summary", "--document", "decision-list")
    said = run("report", "evidence/2025", "--format", "docx,pdf", *papers, "--output", "r").stderr
    line = "bảng tổng hợp kết quả của khối: bản PDF của 2 cơ quan cần đến chừng 200 MB bộ nhớ"
    assert said.count(line) == said.count("bộ nhớ") == told
    assert (two / "r" / "xep-hang-xa.pdf").exists()


def test_a_second_agency_is_refused_not_lost(run, sample):
    words = ("report", DOSSIER, "--output", "b", "--agency", "xa-vi-du", "--agency")
    assert "--agency" in run(*words, "xa-hai", code=2).stderr
    assert not (sample / "b").exists()
    run(*words, "xa-vi-du")


def test_reports_made_side_by_side_in_one_process_are_each_whole(run, two):
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq")

    def made(number):
        options = ReportOptions(output=Path(f"bc-{number}"), formats=(FormatId.HTML, FormatId.MARKDOWN))
        found = report([Path("kq")], options)
        return found.code, found.count, tree(two / f"bc-{number}")

    with ThreadPoolExecutor(3) as executor:
        first, *others = executor.map(made, range(6))
    assert first[:2] == (0, 8)
    assert all(one == first for one in others)


def test_a_paper_that_fails_by_a_fault_of_the_system_stops_no_other(run, two, monkeypatch):
    def failed(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(official, "block_summary", failed)
    told = run("report", "evidence/2025", "--format", "docx,csv", "--output", "bc", code=70)
    assert "SC633" in told.stderr
    assert names(two / "bc") == {"xa-hai.docx", "xa-vi-du.docx", "xep-hang.csv", "tieu-chi.csv"}
