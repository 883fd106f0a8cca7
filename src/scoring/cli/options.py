"""Options and commands that speak both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring.cli.console import settings, t

Function = Callable[..., Any]
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Option(click.Option):
    """An option with its help in Vietnamese and English."""

    def __init__(self, *args: Any, vi: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vi, self.en = vi, en

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The line of the help page, in the reader's language."""
        self.help = t(self.vi, self.en)
        return super().get_help_record(ctx)


class Argument(click.Argument):
    """A positional argument whose purpose is told in both languages."""

    def __init__(self, *args: Any, vi: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vi, self.en = vi, en

    def get_help_record(self, ctx: click.Context) -> Any:
        """None: arguments have their own section of the help page."""
        del ctx


def translate_sections(
    formatter: click.HelpFormatter, command: click.Command, ctx: click.Context
) -> None:
    """Usage, text, arguments and options under headings of the reader's language."""
    pieces = [
        t("[TÙY CHỌN]", one) if one == "[OPTIONS]" else one
        for one in command.collect_usage_pieces(ctx)
    ]
    formatter.write_usage(ctx.command_path, " ".join(pieces), t("Cách dùng: ", "Usage: "))
    text = t(getattr(command, "vi", ""), getattr(command, "en", ""))
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text)
    arguments = [
        (one.make_metavar(ctx=ctx), t(one.vi, one.en))
        for one in command.get_params(ctx)
        if isinstance(one, Argument) and one.vi
    ]
    if arguments:
        with formatter.section(t("Tham số", "Arguments")):
            formatter.write_dl(arguments)
    records = [one.get_help_record(ctx) for one in command.get_params(ctx)]
    rows = [record for record in records if record is not None]
    if rows:
        with formatter.section(t("Tùy chọn", "Options")):
            formatter.write_dl(rows)


class Command(click.Command):
    """A command with its help in both languages and the options every command has."""

    def __init__(self, *args: Any, vi: str = "", en: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", CONTEXT)
        super().__init__(*args, **kwargs)
        self.vi, self.en = vi, en
        self.params += common()

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence."""
        return t(self.vi, self.en).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`-h`, explained in the reader's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("Hiện trợ giúp này.", "Show this help.")
        return option

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help page."""
        translate_sections(formatter, self, ctx)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def note(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        del ctx, parameter
        if value is not None and value is not False:
            setattr(settings, name, value)

    return note


def common() -> list[click.Parameter]:
    """The options that may stand before or after the command's name."""
    return [
        Option(["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, callback=_set("lang"),
               vi="Ngôn ngữ (mặc định vi; hoặc biến SCORING_LANG).", en="Language (default vi; or SCORING_LANG)."),
        Option(["--color"], type=click.Choice(["auto", "always", "never"]), expose_value=False, callback=_set("color"),
               vi="Màu trên màn hình (NO_COLOR, FORCE_COLOR cũng được).", en="Colour (NO_COLOR and FORCE_COLOR work too)."),
        Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_set("quiet"),
               vi="Chỉ nói khi có lỗi.", en="Speak only of errors."),
        Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=_set("verbose"),
               vi="Nói nhiều hơn; kèm dấu vết nếu chương trình hỏng.", en="Say more; with a traceback if the program fails."),
    ]  # fmt: skip


def command(
    name: str, vi: str, en: str, cls: type[Command] = Command
) -> Callable[[Function], click.Command]:
    """Make a function a command of ours."""
    return click.command(name, cls=cls, vi=vi, en=en)


def option(*names: str, vi: str, en: str, **kwargs: Any) -> Callable[[Function], Function]:
    """An option of ours."""
    return click.option(*names, cls=Option, vi=vi, en=en, **kwargs)


def argument(name: str, vi: str, en: str, **kwargs: Any) -> Callable[[Function], Function]:
    """An argument of ours."""
    return click.argument(name, cls=Argument, vi=vi, en=en, **kwargs)


class _Path(click.ParamType):  # type: ignore[type-arg]
    name = "PATH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if isinstance(value, Path):
            return value
        if "\0" in value or not value:
            self.fail(t("đường dẫn không hợp lệ", "not a path"), param, ctx)
        return Path(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        del ctx, param
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class _Date(click.ParamType):  # type: ignore[type-arg]
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
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
        self,
        known: Sequence[str],
        several: bool = True,
        noun: tuple[str, str] = ("định dạng", "format"),
    ) -> None:
        self.known = tuple(known)
        self.several = several
        self.noun = noun

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help page shows for the value."""
        del param, ctx
        return "[" + ("," if self.several else "|").join(self.known) + "]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
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

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """The formats that could be meant."""
        del ctx, param
        from click.shell_completion import CompletionItem

        head, comma, last = incomplete.rpartition(",")
        return [CompletionItem(head + comma + one) for one in self.known if one.startswith(last)]


PATH = _Path()
DATE = _Date()

SCHEME = option(
    "--scheme",
    type=PATH,
    vi="Thư mục bộ tiêu chí (hoặc scheme.yaml).",
    en="The scheme's folder (or scheme.yaml).",
)


def _results_named(ctx: click.Context) -> list[dict[str, Any]]:
    """The results a half-written command names already; what cannot be read offers nothing."""
    from scoring.cli.results import collect
    from scoring.errors import ScoringError

    given = [ctx.params.get(name) for name in ("source", "result", "evidence")]
    paths = [p for one in given if one for p in (one if isinstance(one, tuple) else (one,))]
    # Behind an option still without its value, click leaves the arguments unparsed.
    paths = paths or [Path(one) for one in ctx.args if not one.startswith("-")][:1]
    try:
        return [one.data for one in collect(paths)] if paths else []
    except ScoringError:
        return []


def complete_agency(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The ids of the agencies in the results named."""
    del param
    ids = {str(one["agency"]["id"]) for one in _results_named(ctx)}
    return sorted(id for id in ids if id.startswith(incomplete))


def complete_item(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The ids of groups and criteria in the results named, and the two other things to explain."""
    del param
    rows = (
        row["id"]
        for one in _results_named(ctx)
        if ctx.params.get("agency") in (None, one["agency"]["id"])
        for row in (*one["groups"], *one["criteria"])
    )
    known = dict.fromkeys((*rows, "tong", "phan-loai"))
    return [str(id) for id in known if str(id).startswith(incomplete)]


AGENCY = option(
    "--agency",
    shell_complete=complete_agency,
    vi="Chọn một cơ quan theo mã.",
    en="Choose one agency by id.",
)
OUTPUT = option(
    "-o",
    "--output",
    type=PATH,
    vi="Ghi vào tệp hoặc thư mục này; “-” là màn hình.",
    en="Write to this file or folder; “-” is stdout.",
)
AS_OF = option(
    "--as-of",
    type=DATE,
    vi="Ngày đánh giá (mặc định: ngày cuối kỳ).",
    en="Evaluation date (default: the period's last day).",
)
FINAL = option(
    "--final",
    is_flag=True,
    vi="Chốt điểm: áp dụng cách xử lý phần còn thiếu do bộ tiêu chí quy định.",
    en="Close: apply the scheme's policy to what is still missing.",
)
HISTORY = option(
    "--history",
    type=PATH,
    multiple=True,
    vi="Kết quả các kỳ trước (tệp hoặc thư mục).",
    en="Earlier results (files or folders).",
)
JOBS = option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    default=1,
    vi="Số tiến trình; kết quả không đổi.",
    en="Processes; the results do not change.",
)
RULES = option(
    "--rules",
    type=click.Choice(["durable", "native"]),
    vi="Bộ suy diễn phát hiện; kết quả như nhau.",
    en="Which rules backend; the results are equal.",
)


DELIMITER = option(
    "--delimiter",
    type=click.Choice([",", ";", "tab"]),
    default=",",
    callback=lambda ctx, param, value: "\t" if value == "tab" else value,
    vi="Dấu phân cách của CSV (mặc định “,”); với “;” số viết dấu phẩy thập phân.",
    en="CSV delimiter (default “,”); with “;” numbers get a decimal comma.",
)


def fmt(
    *known: str, default: str | None = None, several: bool = False
) -> Callable[[Function], Function]:
    """`--format`, with its known values; given several times it means them all."""

    def joined(ctx: click.Context, param: click.Parameter, value: Any) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(name for one in value for name in one))
        if len(names) > 1 and not several:
            raise click.BadParameter(
                t("cần đúng một định dạng", "exactly one format is needed"), ctx, param
            )
        return names

    return option("--format", "format_", type=Formats(known, several), multiple=True,
                  default=[default or known[0]], callback=joined,
                  vi=f"Định dạng đầu ra (mặc định {default or known[0]}).", en=f"Output format (default {default or known[0]}).")  # fmt: skip


__all__ = [
    "AGENCY", "AS_OF", "CONTEXT", "DATE", "DELIMITER", "FINAL", "HISTORY", "JOBS", "OUTPUT", "PATH", "RULES", "SCHEME",
    "Argument", "Command", "Formats", "Option", "argument", "command", "common", "complete_item", "fmt", "option",
    "translate_sections",
]  # fmt: skip
