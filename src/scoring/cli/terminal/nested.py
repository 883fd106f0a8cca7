"""Groups of commands whose modules are imported only when called: the table says all the help page needs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scoring.cli.terminal.console import t
from scoring.cli.terminal.options import Bilingual

Words = tuple[str, str]
Parts = Mapping[str, Sequence[str]]


class Nested(Bilingual, click.Group):
    """A command with commands of its own, which stand in its module, or in the `parts` of its package."""

    def __init__(self, name: str, table: Mapping[str, Words], parts: Parts | None = None, **more: Any) -> None:
        super().__init__(name, **more)
        self.table, self.parts = table, parts or {}

    def module(self, cmd_name: str) -> str:
        """The module that holds a command."""
        own = f"scoring.cli.commands.{self.name}"
        return next((f"{own}.{part}" for part, names in self.parts.items() if cmd_name in names), own)

    def sections(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The headings of the help page, with the commands below each."""
        return [(t("Lệnh", "Commands"), tuple(self.table))]

    def format_end(self, formatter: click.HelpFormatter) -> None:
        """What stands below the options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the help page."""
        return [name for _, names in self.sections() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now."""
        if cmd_name not in self.table:
            return None
        held = vars(importlib.import_module(self.module(cmd_name))).values()
        return next(one for one in held if isinstance(one, click.Command) and one.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant; `click.UsageError` names the nearest one where there is no such command."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from scoring.diagnostics import did_you_mean

            guess = did_you_mean(args[0], tuple(self.table))
            more = t(f" Có phải “{guess}”?", f" Did you mean “{guess}”?") if guess else ""
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
