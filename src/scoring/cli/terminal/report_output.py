"""What the output of a report says: one file or a folder, and in which formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scoring.cli.terminal.console import to_screen
from scoring.errors import usage_problem
from scoring.reports.formats import FORMATS
from scoring.reports.interface import DocumentId, FormatId


def is_single(output: Path) -> bool:
    """Whether the output is the screen or one file, by its ending."""
    return to_screen(output) or (_ending(output) in FORMATS and not output.is_dir())


def _ending(output: Path) -> str:
    return output.suffix.lower().lstrip(".")


_NOT_MADE = frozenset(("doc", "dot", "odt", "rtf", "xls", "xlsm", "ods", "tsv", "txt", "htm", "xml", "ppt", "pptx", "odp"))  # fmt: skip
"""Endings of files, not of folders, that no format makes."""


def wanted_formats(given: tuple[str, ...], output: Path, documents: Sequence[DocumentId] = ()) -> tuple[FormatId, ...]:
    """The formats wanted; where none was named, a single file's ending says it, and a periodic report alone is made in
    those it has. Raises UsageProblem if the file's ending says another format than the one named, or none that is made.
    """
    ending = _ending(output)
    if ending in _NOT_MADE and not output.is_dir():
        raise usage_problem(f"không lập được tệp .{ending}; có: {', '.join(FORMATS)}",
                    f".{ending} files are not made; there are: {', '.join(FORMATS)}")  # fmt: skip
    named = tuple(FormatId(one) for one in given)
    chosen = click.get_current_context().get_parameter_source("format_") is not click.core.ParameterSource.DEFAULT
    if not chosen and tuple(documents) == (DocumentId.PERIODIC,):
        named = (FormatId.DOCX, FormatId.PDF)
    if not is_single(output):
        return named
    if ending and not chosen:
        return (FormatId(ending),)
    if len(named) != 1:
        raise usage_problem("chọn đúng một --format cho một tệp", "choose exactly one --format for one file")  # fmt: skip
    if ending and ending != named[0]:
        raise usage_problem(f"--format {named[0]} nhưng tên tệp có đuôi .{ending}",
                    f"--format {named[0]}, but the file's ending is .{ending}")  # fmt: skip
    return named
