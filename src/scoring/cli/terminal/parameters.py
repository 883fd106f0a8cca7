"""Kinds of values that options and arguments take: paths, days, formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring.cli.terminal.console import t


class PathType(click.ParamType):  # type: ignore[type-arg]
    """A path; the shell completes it."""

    name = "PATH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path as typed."""
        if isinstance(value, Path):
            return value
        if "\0" in value or not value:
            self.fail(t("đường dẫn không hợp lệ", "not a path"), param, ctx)
        return Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """That the shell shall offer files."""
        del ctx, param
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class DateType(click.ParamType):  # type: ignore[type-arg]
    """A day, as in 2025-12-31 or 31/12/2025."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        if isinstance(value, date):
            return value
        from scoring.values import PartialDate

        try:
            partial = PartialDate.parse(value)
        except ValueError:
            partial = None
        if partial is None or not partial.complete:
            self.fail(t(f"“{value}” không phải ngày; viết 2025-12-31 hoặc 31/12/2025",
                        f"“{value}” is not a date; write 2025-12-31"), param, ctx)  # fmt: skip
        return partial.first


class Formats(click.ParamType):  # type: ignore[type-arg]
    """A comma-separated list of formats, or of other known names."""

    name = "FORMAT"

    def __init__(
        self, known: Sequence[str], several: bool = True, noun: tuple[str, str] = ("định dạng", "format")
    ) -> None:
        self.known = tuple(known)
        self.several = several
        self.noun = noun

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help page shows for the value."""
        del param, ctx
        return "[" + ("," if self.several else "|").join(self.known) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The formats named.

        Raises:
            click.BadParameter: one is unknown, or there are too many.
        """
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(one.strip().lower() for one in value.split(",") if one.strip()))
        for one in names:
            if one not in self.known:
                self.fail(t(f"“{one}” không phải {self.noun[0]} biết được; có: {', '.join(self.known)}",
                            f"“{one}” is not a known {self.noun[1]}; known: {', '.join(self.known)}"), param, ctx)  # fmt: skip
        if not names or (len(names) > 1 and not self.several):
            vi, en = self.noun
            self.fail(t(f"cần đúng một {vi}", f"exactly one {en} is needed"), param, ctx)
        return names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The formats that could be meant."""
        del ctx, param
        from click.shell_completion import CompletionItem

        head, comma, last = incomplete.rpartition(",")
        return [CompletionItem(head + comma + one) for one in self.known if one.startswith(last)]
