"""Reports of many agencies: time of each kind of document with its share, and peak memory at several sizes.

python benchmarks/bench_report.py [--kinds AGENCIES] [--memory AGENCIES,AGENCIES,…] [--jobs N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from agencies import SCHEME, write

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.observer import SILENT
from scoring.app.report_files import make
from scoring.app.report_plan import Planner, ReportOptions
from scoring.app.report_units import ReportUnits
from scoring.app.summaries import NONE_EARLIER
from scoring.reports.formats import FORMATS
from scoring.reports.interface import DocumentId

ROOT = Path(__file__).parent.parent
PAPERS = "html,docx,pdf"
# Those that need no campaign, and no dossier beside the result.
DOCUMENTS = tuple(
    one for one in DocumentId if one not in {DocumentId.APPRAISAL, DocumentId.MINUTES, DocumentId.PERIODIC}
)


def kinds(agencies: int) -> None:
    """Seconds of one process for every kind of document, the evaluation among them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "dossiers", agencies)
        (folder / "spool").mkdir()
        started = time.perf_counter()
        found = results([folder / "dossiers"], Conditions(scheme=SCHEME), folder=folder / "spool")
        rows = [("evaluation", agencies, time.perf_counter() - started, 0)]
        for format in FORMATS:
            options = ReportOptions(output=folder / format, formats=(format,), documents=DOCUMENTS)
            spent: dict[str, list[float]] = {}
            sizes: dict[str, int] = {}
            units = ReportUnits(SCHEME, None, SILENT)
            plan = Planner(options, found, earlier=NONE_EARLIER, folder=folder / "spool", units=units, observer=SILENT)
            for work in plan.whole_report():
                for file in work.files:
                    kind = f"{format} {file.document or work.scope}"
                    started = time.perf_counter()
                    made = make(replace(work, files=(file,)))
                    spent.setdefault(kind, []).append(time.perf_counter() - started)
                    assert not made.problems, made.problems
                    size = (folder / format / file.name).stat().st_size
                    sizes[kind] = sizes.get(kind, 0) + size
            rows += [(kind, len(one), sum(one), sizes[kind]) for kind, one in spent.items()]
    total = sum(row[2] for row in rows)
    print(f"{agencies} agencies, one process, first use of each library included")
    print(f"{'kind':24} {'files':>6} {'seconds':>8} {'ms each':>8} {'share':>6} {'MB':>7}")
    for kind, count, seconds, size in rows:
        each = seconds / count * 1000
        print(f"{kind:24} {count:6} {seconds:8.2f} {each:8.1f} {seconds / total:6.1%} {size / 1e6:7.1f}")  # fmt: skip
    print(f"{'total':24} {sum(row[1] for row in rows):6} {total:8.2f}")


def _tree(top: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [top]
    for one in found:
        found += parents.get(one, [])
    return found


def resident(process: int) -> int:
    """Megabytes of memory of the process and all below it; pages they share are counted in each."""
    pages = 0
    for one in _tree(process):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1])
        except (OSError, ValueError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def memory(sizes: list[int], jobs: int, formats: str) -> None:
    """Peak memory and time of the whole command at several sizes."""
    if not Path("/proc/self/statm").exists():
        print("peak memory: measured on Linux only")
        return
    print(f"scoring report --format {formats} --jobs {jobs}: peak memory of all its processes,"
          " while the agencies' documents are made and to the end")  # fmt: skip
    for agencies in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder / "dossiers", agencies)
            started = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "scoring", "report", str(folder / "dossiers"), "--scheme", str(SCHEME),
                 "--format", formats, "--jobs", str(jobs), "--output", str(folder / "out"), "-q"],
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            peak, whole, blocks = 0, 0, False
            while process.poll() is None:
                now = resident(process.pid)
                # Agencies come first; a block's document holds the whole block and grows with it.
                blocks = blocks or any((folder / "out").glob("xep-hang-*"))
                peak, whole = max(peak, 0 if blocks else now), max(whole, now)
                time.sleep(0.05)
            seconds = time.perf_counter() - started
            files = len(list((folder / "out").iterdir()))
            print(f"{agencies:6} agencies {files:6} files {seconds:8.1f} s {peak:6} MB, with the blocks' {whole:6} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kinds", type=int, default=200, metavar="AGENCIES", help="0: leave out")
    parser.add_argument("--memory", default="50,200,800", metavar="AGENCIES,…", help="'': leave out")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--formats", default=PAPERS)
    given = parser.parse_args()
    if given.kinds:
        kinds(given.kinds)
    if given.memory:
        memory([int(one) for one in given.memory.split(",")], given.jobs, given.formats)


if __name__ == "__main__":
    main()
