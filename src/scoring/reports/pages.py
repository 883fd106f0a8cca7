"""HTML and Markdown pages from results: one per agency, one ranking per block, one first page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec.structs import asdict

from scoring.reports import charts, conclusion, phrases
from scoring.reports.advice import margins
from scoring.reports.agency_page import agency_page
from scoring.reports.block import block_page
from scoring.reports.contents import first_page
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.explain_leaf import evidence_text
from scoring.reports.interface import (
    NO_NEIGHBOURS,
    AgencySource,
    BlockSource,
    DiscrepancySource,
    DocumentId,
    Format,
    FormatId,
    Piece,
    RunSource,
)
from scoring.reports.links import anchor, attachment, block_stem
from scoring.reports.markdown import escape
from scoring.reports.page_parts import ROW_END, in_parts
from scoring.reports.task_table import TaskTable
from scoring.reports.words import as_written, one_line, paper_number
from scoring.result.base import Frozen
from scoring.text import in_lang

Markup = Literal[FormatId.HTML, FormatId.MARKDOWN]
_TEMPLATES = Path(__file__).parent / "templates"
_HYPHENED = re.compile(
    r"(<(svg|script)\b.*?</\2>|<option.*?</option>|<p class=\"digest\">.*?</p>|<[^>]*>)"
    r"|(?<![\w/.-])(\d{4}-\d\d-\d\d|\d+[A-Z]?/[A-ZĐ][A-Za-zĐ]*(?:-[A-ZĐ]+)+)\b",
    re.DOTALL,
)
"""What is left as it is: tags, drawings, scripts, choices, digests; and what is kept on one line."""


@cache
def _environment(format: Markup) -> ImmutableSandboxedEnvironment:
    html = format == FormatId.HTML
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Markdown has its own escaping, applied to everything a template prints.
        finalize=None if html else escape,
    )
    environment.filters["line"] = one_line
    script = (_TEMPLATES / "find.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.globals |= {"find_script": script, "find_digest": digest}
    environment.globals |= {
        "as_written": as_written,
        "paper_number": paper_number,
        "bar_of": charts.bar,
        "conclusion": conclusion,
        "css_text": _css_text,
        "phrases": phrases,
    }
    environment.globals |= {one.__name__: one for one in (anchor, attachment, block_stem, evidence_text, margins)}
    return environment


def _render(name: str, format: Markup, page: Frozen, lang: str) -> bytes:
    return b"".join(_parts(name, format, page, lang))


def _parts(name: str, format: Markup, page: Frozen, lang: str) -> Iterator[bytes]:
    """A page, some rows at a time: of thousands of agencies it is large."""
    template = _environment(format).get_template(f"{name}.{format}.j2")
    html = format == FormatId.HTML
    texts = template.generate(_variables(page), t=lambda vi, en: in_lang(lang, vi, en))
    parts = in_parts(texts, ROW_END if html else "\n")
    return (part.encode() for part in (_kept_whole(parts) if html else parts))


def _kept_whole(parts: Iterable[str]) -> Iterator[str]:
    """The page with days and papers' numbers that no line break goes through: browsers break at a hyphen."""
    in_body = False
    for part in parts:
        head, body, rest = ("", "", part) if in_body else part.partition("<body>")
        in_body = in_body or bool(body)
        yield head + body + _HYPHENED.sub(lambda found: found[1] or f'<span class="nb">{found[3]}</span>', rest)


def unit_status_page(page: Frozen, lang: str) -> bytes:
    """The page of an agency's units and what each still owes."""
    return _render("units", FormatId.HTML, page, lang)


def _variables(page: Frozen) -> dict[str, object]:
    """The fields of a page and of its listing, as a template's variables."""
    own = asdict(page)
    return {**(asdict(own.pop("listing")) if "listing" in own else {}), **own}


def _css_text(parts: Sequence[str]) -> str:
    """Texts joined for a CSS string, every character by its number, so that nothing can end it."""
    return "".join(f"\\{ord(c):06X}" for c in " · ".join(part for part in parts if part))


class DiscrepancyPage(Frozen):
    """What a page of discrepancies shows."""

    found: Discrepancies


class PageFormat(Format):
    """Pages that link each other: per agency, per block, and a first one."""

    id: ClassVar[Markup]
    is_page: ClassVar[bool] = True
    first_page: ClassVar[str]
    """The file to open first."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        name = f"{{stem}}.{self.id}"
        return Piece("agency", name), Piece("block", name), Piece("run", self.first_page)

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        if document is not None:
            self.refuse(document)
        page = agency_page(source.result, source.lang, source.neighbours or NO_NEIGHBOURS)
        return _render("agency", self.id, page, source.lang)

    def block(self, source: BlockSource) -> Iterable[bytes]:
        page = block_page(source.rows, source.lang, source.earlier, linked=source.linked)
        return _parts("ranking", self.id, page, source.lang)

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        if document is not None:
            self.refuse(document)
        blocks = {one.block: one.rows for one in source.blocks}
        page = first_page(blocks, source.lang, source.failed, source.links)
        with file.open("wb") as out:
            out.writelines(_parts("index", self.id, page, source.lang))

    def tasks(self, table: TaskTable, templates: Path | None = None) -> bytes:
        return _render("tasks", self.id, table, table.frame.lang)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        return _render("discrepancies", self.id, DiscrepancyPage(found=source.report), source.report.lang)


class Html(PageFormat):
    """Pages for a browser."""

    id: ClassVar[Markup] = FormatId.HTML
    first_page: ClassVar[str] = "index.html"


class Markdown(PageFormat):
    """Pages as Markdown."""

    id: ClassVar[Markup] = FormatId.MARKDOWN
    first_page: ClassVar[str] = "README.md"
