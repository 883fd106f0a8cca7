"""Documents of every format as tests want them: from results, without files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from scoring.reports.discrepancies import Discrepancies
from scoring.reports.formats import format_of
from scoring.reports.interface import (
    AgencySource,
    BlockSource,
    DiscrepancySource,
    DocumentId,
    Neighbours,
    RankedBlock,
    RunSource,
)
from scoring.reports.official_frame import Paper, template_data
from scoring.result.mapped import Mapped
from scoring.result.model import Result


def printed(paper: Paper) -> dict[str, Any]:
    """What templates see of a paper, with every row."""

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: whole(one) for key, one in value.items()}
        return [whole(one) for one in value] if isinstance(value, Mapped | list) else value

    return whole(template_data(paper))  # type: ignore[no-any-return]


def render_agency(result: Result, format: Any = "html", lang: str = "vi", neighbours: Neighbours | None = None) -> str:
    return format_of(format).agency(AgencySource(result=result, raw=b"", lang=lang, neighbours=neighbours)).decode()


def render_ranking(block: str, rows: Any, format: Any = "html", lang: str = "vi", earlier: Any = None) -> str:
    source = BlockSource(block=block, rows=rows, lang=lang, earlier=earlier or {})
    return _block(format, source).decode()


def _block(format: str, source: BlockSource) -> bytes:
    return b"".join(format_of(format).block(source))


def render_index(blocks: Any, format: Any = "html", lang: str = "vi", failed: Any = (), files: Any = None) -> str:
    ranked = [RankedBlock(*one) for one in blocks.items()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        format_of(format).run(RunSource(blocks=ranked, lang=lang, failed=failed, links=files), file)
        return file.read_bytes().decode()


def render_discrepancies(report: Discrepancies, format: Any = "html") -> str:
    return format_of(format).discrepancies(DiscrepancySource(report=report)).decode()


def _paper(format: str, result: Result, lang: str, templates: Path | None, document: Any) -> bytes:
    source = AgencySource(result=result, raw=b"", lang=lang, templates=templates)
    return format_of(format).agency(source, document)


def agency_docx(
    result: Result, lang: str = "vi", templates: Path | None = None, document: Any = DocumentId.SELF_ASSESSMENT
) -> bytes:
    return _paper("docx", result, lang, templates, document)


def agency_pdf(
    result: Result, lang: str = "vi", templates: Path | None = None, document: Any = DocumentId.SELF_ASSESSMENT
) -> bytes:
    return _paper("pdf", result, lang, templates, document)


def block_docx(block: str, rows: Any, lang: str = "vi") -> bytes:
    return _block("docx", BlockSource(block=block, rows=rows, lang=lang))


def block_pdf(block: str, rows: Any, lang: str = "vi") -> bytes:
    return _block("pdf", BlockSource(block=block, rows=rows, lang=lang))


def discrepancies_docx(report: Discrepancies, result: Result) -> bytes:
    return format_of("docx").discrepancies(DiscrepancySource(report=report, result=result))


def discrepancies_pdf(report: Discrepancies, result: Result) -> bytes:
    return format_of("pdf").discrepancies(DiscrepancySource(report=report, result=result))
