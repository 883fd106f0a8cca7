"""Groups of commands whose modules are imported only when called: the table says all the help page needs."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scoring.cli.terminal.console import t
from scoring.cli.terminal.options import Bilingual


class Nested(Bilingual, click.Group):
    """A command with commands of its own; a module of the package ``commands.<name>`` holds each as ``command_``."""

    package = "scoring.cli.commands.{}"

    def __init__(self, name: str, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.table = table

    def module(self, cmd_name: str) -> str:
        """The module that holds a command; behind a word of Python stands an underscore."""
        return f"{self.package.format(self.name)}.{cmd_name}{'_' if keyword.iskeyword(cmd_name) else ''}"

    def sections(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The headings of the help page, with the commands below each."""
        return [(t("Lệnh", "Commands"), tuple(self.table))]

    def format_end(self, formatter: click.HelpFormatter) -> None:
        """What stands below the options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the help page."""
        del ctx
        return [name for _, names in self.sections() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now."""
        del ctx
        if cmd_name not in self.table:
            return None
        found: click.Command = importlib.import_module(self.module(cmd_name)).command_
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant.

        Raises:
            click.UsageError: there is no such command; names the nearest one.
        """
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from scoring.diagnostics import did_you_mean

            guess = did_you_mean(args[0], tuple(self.table))
            more = t(f" Ý bạn là “{guess}”?", f" Did you mean “{guess}”?") if guess else ""
            raise click.UsageError(t(f"không có lệnh “{args[0]}”.", f"no command “{args[0]}”.") + more, ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help page, from the static table: no command is imported."""
        formatter.write_usage(
            ctx.command_path, t("[TÙY CHỌN] LỆNH …", "[OPTIONS] COMMAND …"), t("Cách dùng: ", "Usage: ")
        )
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(t(self.vi, self.en))
        for title, names in self.sections():
            with formatter.section(title):
                formatter.write_dl([(name, t(*self.table[name])) for name in names], col_max=14)
        records = [one.get_help_record(ctx) for one in self.get_params(ctx)]
        with formatter.section(t("Tùy chọn", "Options")):
            formatter.write_dl([record for record in records if record is not None])
        self.format_end(formatter)
