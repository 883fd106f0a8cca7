"""Official documents as Word files, from templates people edit in Word, with docxtpl's tags.

Each template is opened, checked and compiled once per process; a document is then only text filled in and zipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from scoring.errors import InvalidInput
from scoring.libraries import require
from scoring.reports.docx_file import FilledPart, W, pack, parse, parse_pieces, unpack
from scoring.reports.docx_sandbox import LimitExceeded, NotAllowed, Sandbox, UnknownName
from scoring.reports.docx_tables import Tables
from scoring.reports.docx_tags import check_blocks, check_tags, excerpt
from scoring.reports.interface import FormatId
from scoring.reports.official import PaperFormat
from scoring.reports.official_files import SHIPPED, docx_name, find, problem, read, stamp
from scoring.reports.official_frame import Paper, template_data
from scoring.reports.page_parts import in_parts
from scoring.reports.template_words import jinja
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped

_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
_PROPERTIES = {
    "docProps/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{ title }}</dc:title>'
        b"<dc:language>{{ language }}</dc:language></cp:coreProperties>"
    ),
    "docProps/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
    "docProps/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
}
"""Properties of every document, whatever the template has: nobody's name, no clock."""
_TEXT = re.compile(r"(?<=>)[^<]*-[^<]*(?=</w:t>)")
_WHOLE = re.compile(r"\d{4}-\d\d(?:-\d\d)?|/[^\W\d_]\w*(?:-\w+)+")
"""Days and symbols, which no line ends within: ``2025-12-09``, ``07/KH-UBND``."""


class _Part(Frozen, kw_only=False):
    """A part with tags: its paragraphs as lines, and the function that fills it."""

    name: str
    lines: tuple[str, ...]
    fill: Callable[[Mapping[str, object]], Iterator[str]]
    columns: bool = False
    """Whether a loop makes columns, so that the tables' grids have to follow."""


class _Template(Frozen, kw_only=False):
    """A template opened and compiled."""

    path: Path
    fixed: Mapping[str, bytes]
    parts: tuple[_Part, ...]

    def filled(self, data: Mapping[str, object]) -> Iterable[bytes]:
        """The document in pieces, all of it filled in and checked before the first."""
        return pack({**self.fixed, **{part.name: self._part(part, data) for part in self.parts}})

    def _part(self, part: _Part, data: Mapping[str, object]) -> FilledPart:
        tables = Tables()
        try:
            pieces = (_TEXT.sub(_unbroken, piece) for piece in in_parts(part.fill(data), "</w:p>"))
            filled = FilledPart(_learned(pieces, tables) if part.columns else pieces)
        except (TemplateError, LimitExceeded, TypeError, ValueError, LookupError) as error:
            if self.path.parent == SHIPPED and not isinstance(error, LimitExceeded):
                raise  # a template of ours fails by a fault of ours
            raise _failure(error, part, self.path) from error
        if part.columns:
            filled = FilledPart(tables.fit(piece.decode()) for piece in filled)
        if self.path.parent != SHIPPED:
            _check_filled(filled, part.name, self.path)
        return filled


def _learned(pieces: Iterable[str], tables: Tables) -> Iterator[str]:
    """The same pieces, of which the tables were learned."""
    for piece in pieces:
        tables.read(piece)
        yield piece


@lru_cache(maxsize=16)
def _template(path: Path, _: tuple[int, int], known: tuple[str, ...]) -> _Template:
    require("docxtpl", "office", "văn bản Word", "Word documents")
    parts = unpack(read(path), path)
    # Who edited the template, when and at which company is nobody's business who gets the document.
    parts = {name: _PROPERTIES.get(name, data) for name, data in parts.items()}
    sandbox = Sandbox()
    compiled = [
        _compiled(name, data, known, sandbox, path)
        for name, data in parts.items()
        if _FILLED.fullmatch(name) and (b"{{" in data or b"{%" in data or b"{<" in data)
    ]
    filled = {part.name for part in compiled}
    return _Template(path, {k: v for k, v in parts.items() if k not in filled}, tuple(compiled))


def _compiled(name: str, data: bytes, known: Sequence[str], sandbox: Sandbox, path: Path) -> _Part:
    from docxtpl import DocxTemplate
    from lxml import etree

    tree = parse(data, name, path)
    xml = etree.tostring(tree, encoding="unicode")
    texts = check_tags(tree, xml, name, path)
    patched: str = DocxTemplate.patch_xml(None, xml)
    # One paragraph a line, so that a line of the template is a paragraph of the document.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part = _Part(name, tuple(source.split("\n")), lambda _: iter(()))
    try:
        fill = sandbox.compiled(head + source, known)
    except (TemplateSyntaxError, UnknownName, LimitExceeded) as error:
        if type(error) is TemplateSyntaxError:
            check_blocks(tree, name, path)
        if path.parent == SHIPPED:
            raise
        raise _failure(error, part, path) from error
    return _Part(name, part.lines, fill, columns=any("{%tc " in text for text in texts))


def _unbroken(text: re.Match[str]) -> str:
    """A run's text whose days and symbols have hyphens that end no line."""
    hyphen = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
    return _WHOLE.sub(lambda found: found[0].replace("-", hyphen), text[0])


def _failure(error: Exception, part: _Part, path: Path) -> InvalidInput:
    """What went wrong in a template, with part, paragraph and its text."""
    line = getattr(error, "lineno", None) or _line_of(error)
    text = re.sub(r"<[^>]+>", "", part.lines[line - 1]) if 0 < line <= len(part.lines) else ""
    where = {"part": part.name, "line": str(max(line - 1, 1)), "text": excerpt(text)}
    if isinstance(error, UnknownName):
        known = ", ".join(error.known[:40])
        return problem("SC806", path, **where, name=error.name, known=known, guess=error.guess)
    if isinstance(error, NotAllowed):
        return problem("SC807", path, **where, what=error.what[0], what_en=error.what[1])
    if isinstance(error, SecurityError):
        return problem("SC807", path, **where, what="thuộc tính này", what_en="this attribute")
    if isinstance(error, LimitExceeded):
        return problem(
            "SC808", path, why="quá nhiều vòng lặp hoặc quá dài", why_en="too many loop turns or too much text"
        )
    why, why_en = jinja(str(error))
    return problem("SC805", path, **where, why=why, why_en=why_en)


def _line_of(error: BaseException) -> int:
    """The template's line a failure while filling came from."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class _Cells:
    """A parser's target that says whether any table cell has no paragraph."""

    def __init__(self) -> None:
        self.empty = False
        self._open: list[tuple[str, bool]] = [("", False)]
        """Tags that have begun and not ended, below one that stands for the document: the name, and whether a
        paragraph or a content control is directly in it.
        """

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag in (f"{W}p", f"{W}sdt"):
            self._open[-1] = (self._open[-1][0], True)
        self._open.append((tag, False))

    def end(self, _: str) -> None:
        tag, filled = self._open.pop()
        self.empty |= tag == f"{W}tc" and not filled

    def close(self) -> bool:
        return self.empty


def _check_filled(filled: Iterable[bytes], name: str, path: Path) -> None:
    """Refuse what Word could not open: broken XML, or a table cell without a paragraph."""
    try:
        empty = parse_pieces(filled, _Cells(), name, path)
    except InvalidInput as error:
        why = error.diagnostics[0].values
        raise problem("SC809", path, part=name, why=why["why"], why_en=why["why_en"]) from error
    if empty:
        raise problem("SC809", path, part=name, why="có ô bảng trống rỗng", why_en="a table cell without a paragraph")


class Docx(PaperFormat):
    """Papers to be edited in Word."""

    id: ClassVar[FormatId] = FormatId.DOCX
    library: ClassVar[str] = "docxtpl"

    def render(self, stem: str, paper: Paper, templates: Path | None) -> bytes:
        return b"".join(self.pieces_of(stem, paper, templates))

    def pieces_of(self, stem: str, paper: Paper, templates: Path | None) -> Iterable[bytes]:
        path = find(docx_name(stem, paper.frame.lang), templates)
        data = template_data(paper)
        if path.parent != SHIPPED:
            # An own template may read its rows any number of times, and compare them.
            data = {name: list(one) if isinstance(one, Mapped) else one for name, one in data.items()}
        return _template(path, stamp(path), tuple(data)).filled(data)
