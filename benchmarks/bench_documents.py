"""What each kind of document costs: milliseconds of processor time, share of all, ratio to a named reference.

python benchmarks/bench_documents.py [AGENCIES]

References, measured in turns with the documents in the same process:
  json    json.dumps of the same result, indented, as the canonical writer lays it out
  docx    docxtpl's own render of the same template and data, each time from the file
  pdf     typst setting nothing but the score table, without layout
Peak memory is told after the first tenth and after all of the agencies: it has to stay flat.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results as evaluated
from scoring.reports.formats import format_of
from scoring.reports.interface import AgencySource, BlockSource, DocumentId
from scoring.reports.official_files import SHIPPED
from scoring.reports.official_frame import template_data
from scoring.reports.official_self_assessment import self_assessment
from scoring.result.model import Result
from scoring.result.ranking import rank
from scoring.result.summary import summarize
from scoring.result.write import to_data

ROOT = Path(__file__).parents[1]
Job = Callable[[Result], object]


def resident() -> int:
    """Megabytes of memory in use now; 0 where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith("VmRSS"))


def plain_typst() -> Job:
    import typst

    folder = Path(tempfile.mkdtemp())
    (folder / "a.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        "#table(columns: 4, ..for x in data.score_rows { (x.id, x.title, x.points, x.basis.join()) })",
        encoding="utf-8",
    )
    compiler = typst.Compiler(folder / "a.typ", root=folder, ignore_system_fonts=True)

    def job(result: Result) -> object:
        data = json.dumps(template_data(self_assessment(result)), ensure_ascii=False)
        return compiler.compile(format="pdf", sys_inputs={"data": data}, timestamp=0)

    return job


def plain_docxtpl() -> Job:
    from docxtpl import DocxTemplate

    def job(result: Result) -> object:
        template = DocxTemplate(SHIPPED / "bao-cao-tu-cham.docx")
        template.render(template_data(self_assessment(result)), autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out

    return job


def agency(format: str, document: DocumentId | None = None) -> Job:
    return lambda r: format_of(format).agency(AgencySource(result=r, raw=b""), document)


JOBS: dict[str, Job] = {
    "HTML báo cáo": agency("html"),
    "Markdown báo cáo": agency("md"),
    "DOCX báo cáo tự chấm": agency("docx", DocumentId.SELF_ASSESSMENT),
    "DOCX phiếu giải thích": agency("docx", DocumentId.EXPLANATION),
    "PDF báo cáo tự chấm": agency("pdf", DocumentId.SELF_ASSESSMENT),
    "PDF phiếu giải thích": agency("pdf", DocumentId.EXPLANATION),
}


def spent(job: Job, results: list[Result]) -> list[float]:
    """Milliseconds for each result, after one that warms up."""
    job(results[0])
    times = []
    for one in results:
        started = time.process_time()
        job(one)
        times.append((time.process_time() - started) * 1000)
    return times


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    scheme = Conditions(scheme=ROOT / "criteria" / "qd-1211-2022")
    base = [one.read() for one in evaluated([ROOT / "evidence" / "2025"], scheme).results]
    results = []
    for n in range(wanted):
        one = base[n % len(base)]
        results.append(replace(one, agency=replace(one.agency, id=f"co-quan-{n}")))
    references = {
        "json": lambda r: json.dumps(to_data(r), ensure_ascii=False, sort_keys=True, indent=1),
        "docx": plain_docxtpl(), "pdf": plain_typst(),
    }  # fmt: skip
    basis = {name: statistics.median(spent(job, results[:20])) for name, job in references.items()}
    print(", ".join(f"{name} {value:.1f} ms" for name, value in basis.items()))
    medians = {name: statistics.median(spent(job, results)) for name, job in JOBS.items()}
    total = sum(medians.values())
    for name, value in medians.items():
        reference = {"DOCX": "docx", "PDF ": "pdf"}.get(name[:4], "json")
        print(f"{name:26}{value:8.1f} ms  {value / total:6.1%} of all  {value / basis[reference]:6.2f} × {reference}")
    rows = rank(summarize(one) for one in results if one.agency.block == "xa")["xa"]
    source = BlockSource(block="xa", rows=rows)
    for name in ("html", "docx", "pdf"):
        b"".join(format_of(name).block(source))
        started = time.process_time()
        b"".join(format_of(name).block(source))
        print(f"{name.upper()} khối {len(rows)} cơ quan: {(time.process_time() - started) * 1000:.1f} ms")
    memory = []
    for number, one in enumerate(results):
        for job in JOBS.values():
            job(one)
        if number in {wanted // 10, wanted - 1}:
            memory.append(resident())
    print(f"memory after a tenth {memory[0]} MB, after all {memory[-1]} MB")


if __name__ == "__main__":
    main()
