"""HTML and Markdown pages from results: one per agency, one ranking per block, one first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.reports.agency_page import agency_page
from scoring.reports.block import block_page
from scoring.reports.contents import first_page
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.interface import (
    AgencySource,
    BlockSource,
    DiscrepancySource,
    DocumentId,
    FileLinks,
    Format,
    FormatId,
    Piece,
    RunSource,
)
from scoring.reports.links import anchor
from scoring.reports.markdown import escape
from scoring.reports.neighbours import NO_NEIGHBOURS, Neighbours
from scoring.result.model import Result
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary
from scoring.text import in_lang

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Markup = Literal[FormatId.HTML, FormatId.MARKDOWN]
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment(format: Markup) -> ImmutableSandboxedEnvironment:
    html = format == FormatId.HTML
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Markdown has its own escaping, applied to everything a template prints.
        finalize=None if html else escape,
    )


def _render(name: str, format: Markup, page: DataclassInstance, lang: str) -> str:
    template = _environment(format).get_template(f"{name}.{format}.j2")
    return template.render(_variables(page), t=lambda vi, en: in_lang(lang, vi, en), css_text=_css_text, anchor=anchor)


def _variables(page: DataclassInstance) -> dict[str, object]:
    """The fields of a page, of its listing and of its head, as a template's variables."""
    own = {one.name: getattr(page, one.name) for one in fields(page)}
    parts = [own.pop(name) for name in ("head", "listing") if name in own]
    return {name: one for part in parts for name, one in _variables(part).items()} | own


def _css_text(parts: Sequence[str]) -> str:
    """Texts joined for a CSS string, every character by its number, so that nothing can end it."""
    return "".join(f"\\{ord(c):06X}" for c in " · ".join(part for part in parts if part))


def render_agency(
    result: Result, format: Markup = FormatId.HTML, lang: str = "vi", neighbours: Neighbours = NO_NEIGHBOURS
) -> str:
    """An agency's report from its result, beside its block and its earlier periods where given."""
    return _render("agency", format, agency_page(result, lang, neighbours), lang)


def render_ranking(
    block: str,
    rows: Sequence[RankedResult],
    format: Markup = FormatId.HTML,
    lang: str = "vi",
    earlier: Mapping[str, Sequence[Summary]] = MappingProxyType({}),
) -> str:
    """A block's ranking.

    Args:
        block: the block's id.
        rows: its agencies, ranked.
        format: ``html`` or ``md``.
        lang: ``vi`` or ``en``.
        earlier: by agency id, its results of earlier periods, oldest first.
    """
    return _render("ranking", format, block_page(block, rows, lang, earlier), lang)


def render_index(
    blocks: Mapping[str, Sequence[RankedResult]],
    format: Markup = FormatId.HTML,
    lang: str = "vi",
    failed: Sequence[str] = (),
    files: FileLinks | None = None,
) -> str:
    """The first page of a folder: every block, every agency, links to their pages.

    Args:
        blocks: the agencies of each block, ranked.
        format: ``html`` (index.html) or ``md`` (README.md).
        lang: ``vi`` or ``en``.
        failed: names of dossiers that could not be evaluated.
        files: gives the files made for an agency, a block or the whole run.
    """
    return _render("index", format, first_page(blocks, lang, failed, files), lang)


def render_discrepancies(found: Discrepancies, format: Markup = FormatId.HTML) -> str:
    """A campaign's discrepancy report as a page."""
    return _render("discrepancies", format, found.page(), found.lang)


class PageFormat(Format):
    """Pages that link each other: per agency, per block, and a first one."""

    id: ClassVar[Markup]
    is_page: ClassVar[bool] = True
    first_page: ClassVar[str]
    """The file to open first."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """A page per agency and per block, and the first one."""
        name = f"{{stem}}.{self.id}"
        return Piece("agency", name), Piece("block", name), Piece("run", self.first_page)

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        """An agency's page."""
        if document is not None:
            self.refuse(document)
        return render_agency(source.result, self.id, source.lang, source.neighbours or NO_NEIGHBOURS).encode()

    def block(self, source: BlockSource) -> bytes:
        """A block's ranking."""
        return render_ranking(source.block, source.rows, self.id, source.lang, source.earlier).encode()

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        """The first page."""
        if document is not None:
            self.refuse(document)
        blocks = {one.block: one.rows for one in source.blocks}
        page = render_index(blocks, self.id, source.lang, source.failed, source.links)
        file.write_bytes(page.encode())

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        """A campaign's discrepancy report."""
        return render_discrepancies(source.report, self.id).encode()


class Html(PageFormat):
    """Pages for a browser."""

    id: ClassVar[Markup] = FormatId.HTML
    first_page: ClassVar[str] = "index.html"


class Markdown(PageFormat):
    """Pages as Markdown."""

    id: ClassVar[Markup] = FormatId.MARKDOWN
    first_page: ClassVar[str] = "README.md"
