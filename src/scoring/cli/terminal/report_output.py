"""What the output of a command says: one file or a folder, and in which formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from scoring.cli.terminal.console import to_screen
from scoring.errors import UsageProblem, usage_problem
from scoring.reports.formats import FORMATS
from scoring.reports.interface import DocumentId, FormatId


def is_single(output: Path) -> bool:
    """Whether the output is the screen or one file, by its ending."""
    return to_screen(output) or (_ending(output) in FORMATS and not output.is_dir())


def _ending(output: Path) -> str:
    return output.suffix.lower().lstrip(".")


_NOT_MADE = frozenset(("doc", "dot", "odt", "rtf", "xls", "xlsm", "ods", "tsv", "txt", "htm", "xml", "ppt", "pptx", "odp"))  # fmt: skip
"""Endings of files, not of folders, that no format makes."""


def by_ending(known: Sequence[str], given: str, output: Path) -> str:
    """The format of one output: the one named, or what the ending of its name says. Raises UsageProblem if the ending says
    another format than the one named, or one that is not made here.
    """
    ending = "" if to_screen(output) or output.is_dir() else _ending(output)
    if ending in known:
        if _chosen() and ending != given:
            raise _disagree(given, ending)
        return ending
    if ending != "txt" and (ending in FORMATS or ending in _NOT_MADE):
        raise _not_made(ending, known)
    return given


def _chosen() -> bool:
    return click.get_current_context().get_parameter_source("format_") is not click.core.ParameterSource.DEFAULT


def _disagree(given: str, ending: str) -> UsageProblem:
    return usage_problem(f"--format {given} nhưng tên tệp có đuôi .{ending}", f"--format {given}, but the file's ending is .{ending}")  # fmt: skip


def _not_made(ending: str, known: Iterable[str]) -> UsageProblem:
    names = ", ".join(known)
    return usage_problem(f"không lập được tệp .{ending}; có: {names}", f".{ending} files are not made; there are: {names}")  # fmt: skip


def wanted_formats(given: tuple[str, ...], output: Path, documents: Sequence[DocumentId] = ()) -> tuple[FormatId, ...]:
    """The formats wanted; where none was named, a single file's ending says it, and a periodic report alone is made in
    those it has. Raises UsageProblem if the file's ending says another format than the one named, or none that is made.
    """
    ending = _ending(output)
    if ending in _NOT_MADE and not output.is_dir():
        raise _not_made(ending, FORMATS)
    named = tuple(FormatId(one) for one in given)
    chosen = _chosen()
    if not chosen and tuple(documents) == (DocumentId.PERIODIC,):
        named = (FormatId.DOCX, FormatId.PDF)
    if not is_single(output):
        return named
    if ending and not chosen:
        return (FormatId(ending),)
    if len(named) != 1:
        raise usage_problem("chọn đúng một --format cho một tệp", "choose exactly one --format for one file")  # fmt: skip
    if ending and ending != named[0]:
        raise _disagree(named[0], ending)
    return named
