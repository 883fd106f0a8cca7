"""HTML and Markdown pages from results: one per agency, one ranking per block, one first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.formulas.interface import say
from scoring.reports.around import Around, Rows
from scoring.reports.contents import Beside
from scoring.reports.context import Context, agency_context, index_context, ranking_context
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.markdown import escape
from scoring.reports.view import Row

Format = Literal["html", "md"]
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment(format: Format) -> ImmutableSandboxedEnvironment:
    html = format == "html"
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


def _render(page: str, format: Format, context: Context) -> str:
    lang = context["lang"]
    template = _environment(format).get_template(f"{page}.{format}.j2")
    return template.render(context, t=lambda vi, en: say(lang, vi, en), css_text=_css_text)


def _css_text(parts: Sequence[str]) -> str:
    """Texts joined for a CSS string, every character by its number, so that nothing can end it."""
    return "".join(f"\\{ord(c):06X}" for c in " · ".join(part for part in parts if part))


def render_agency(
    result: Row, format: Format = "html", lang: str = "vi", around: Around | None = None
) -> str:
    """An agency's report from its result, beside its block and its earlier periods where given."""
    return _render("agency", format, agency_context(result, lang, around or Around()))


def render_ranking(
    block: str,
    rows: Rows,
    format: Format = "html",
    lang: str = "vi",
    earlier: Mapping[str, Sequence[Row]] = MappingProxyType({}),
) -> str:
    """A block's ranking.

    Args:
        block: the block's id.
        rows: what `scoring.engine.rank.rank` gives for it; slim results are enough.
        format: ``html`` or ``md``.
        lang: ``vi`` or ``en``.
        earlier: by agency id, its results of earlier periods, oldest first.
    """
    return _render("ranking", format, ranking_context(block, rows, lang, earlier))


def render_index(
    blocks: Mapping[str, Rows],
    format: Format = "html",
    lang: str = "vi",
    failed: Sequence[str] = (),
    beside: Beside | None = None,
) -> str:
    """The first page of a folder: every block, every agency, links to their pages.

    Args:
        blocks: what `scoring.engine.rank.rank` gives; slim results are enough.
        format: ``html`` (index.html) or ``md`` (README.md).
        lang: ``vi`` or ``en``.
        failed: names of dossiers that could not be evaluated.
        beside: what else is made for an agency, a block or the whole run, to be linked.
    """
    return _render("index", format, index_context(blocks, lang, failed, beside))


def render_discrepancies(found: Discrepancies, format: Format = "html") -> str:
    """A campaign's discrepancy report as a page."""
    return _render("discrepancies", format, found.context())


__all__ = ["Format", "render_agency", "render_discrepancies", "render_index", "render_ranking"]
