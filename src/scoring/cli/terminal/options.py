"""Options and commands that speak both languages, and the kinds of values they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce, wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scoring.catalog import install_command
from scoring.cli.terminal.completion import complete_agency
from scoring.cli.terminal.console import settings, t


class PathType(click.Path):
    """A path; the shell completes it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path as typed."""
        if isinstance(value, str) and ("\0" in value or not value):
            self.fail(t("đường dẫn không hợp lệ", "not a path"), param, ctx)
        return Path(value)


class DateType(click.ParamType):  # type: ignore[type-arg]
    """A day, as in 2025-12-31 or 31/12/2025."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        if isinstance(value, date):
            return value
        from scoring.values import whole_day

        try:
            return whole_day(value)
        except ValueError:
            self.fail(t(f"“{value}” không phải ngày; viết 2025-12-31 hoặc 31/12/2025",
                        f"“{value}” is not a date; write 2025-12-31"), param, ctx)  # fmt: skip


class Formats(click.ParamType):  # type: ignore[type-arg]
    """A comma-separated list of formats, or of other known names."""

    name = "FORMAT"

    def __init__(
        self, known: Sequence[str], several: bool = True, noun: tuple[str, str] = ("định dạng", "format")
    ) -> None:
        self.known, self.several, self.noun = tuple(known), several, noun

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help page shows for the value."""
        return "[" + ("," if self.several else "|").join(self.known) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The formats named; `click.BadParameter` where one is unknown, or there are too many."""
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
        from click.shell_completion import CompletionItem

        head, comma, last = incomplete.rpartition(",")
        return [CompletionItem(head + comma + one) for one in self.known if one.startswith(last)]


Function = Callable[..., Any]
Paths = tuple[Path, ...]
PATH, DATE = PathType(), DateType()
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Words:
    """What has its help in Vietnamese and English."""

    def __init__(self, *args: Any, vi: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vi, self.en = vi, en


class Option(_Words, click.Option):
    """An option with its help in both languages."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The line of the help page, in the reader's language."""
        self.help = t(self.vi, self.en)
        return super().get_help_record(ctx)


class Argument(_Words, click.Argument):
    """A positional argument whose purpose is told in both languages."""

    def get_help_record(self, ctx: click.Context) -> Any:
        """None: arguments have their own section of the help page."""


class Bilingual(_Words, click.Command):
    """What a command and a group of commands share: help in both languages, the options all have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"context_settings": CONTEXT, **kwargs})
        self.params += common()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parsed; from now on problems name this command."""
        settings.command = ctx.command_path.partition(" ")[2]
        settings.options = {one.name: one.opts[-1] for one in self.params if one.name and isinstance(one, click.Option)}
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence."""
        return t(self.vi, self.en).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`-h`, explained in the reader's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("Hiện trợ giúp này.", "Show this help.")
        return option


class Command(Bilingual):
    """A command with its help in both languages and the options every command has."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, text, arguments and options under headings of the reader's language."""
        pieces = [t("[TÙY CHỌN]", one) if one == "[OPTIONS]" else one for one in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), t("Cách dùng: ", "Usage: "))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(t(self.vi, self.en))
        arguments = [
            (one.make_metavar(ctx=ctx), t(one.vi, one.en))
            for one in self.get_params(ctx)
            if isinstance(one, Argument) and one.vi
        ]
        if arguments:
            with formatter.section(t("Tham số", "Arguments")):
                formatter.write_dl(arguments)
        records = [one.get_help_record(ctx) for one in self.get_params(ctx)]
        rows = [record for record in records if record is not None]
        if rows:
            with formatter.section(t("Tùy chọn", "Options")):
                formatter.write_dl(rows)


def _note(_: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a choice that holds for the whole run; one that is not made here may have been made before."""
    if value is not None and value is not False:
        setattr(settings, str(parameter.name), value)


def common() -> list[click.Parameter]:
    """The options that may stand before or after the command's name."""
    return [
        Option(["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, callback=_note,
               vi="Ngôn ngữ (mặc định vi; hoặc biến SCORING_LANG).", en="Language (default vi; or SCORING_LANG)."),
        Option(["--color"], type=click.Choice(["auto", "always", "never"]), expose_value=False, callback=_note,
               vi="Màu trên màn hình (NO_COLOR, FORCE_COLOR cũng được).", en="Colour (NO_COLOR and FORCE_COLOR work too)."),
        Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_note,
               vi="Chỉ nói khi có lỗi.", en="Speak only of errors."),
        Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=_note,
               vi="Nói nhiều hơn; kèm dấu vết nếu chương trình hỏng.", en="Say more; with a traceback if the program fails."),
    ]  # fmt: skip


def command(name: str, vi: str, en: str, cls: type[Command] = Command) -> Callable[[Function], click.Command]:
    """Make a function a command of ours."""
    return click.command(name, cls=cls, vi=vi, en=en)


def option(*names: str, vi: str, en: str, **kwargs: Any) -> Callable[[Function], Function]:
    """An option of ours."""
    return click.option(*names, cls=Option, vi=vi, en=en, **kwargs)


def gathered(name: str, make: str | Callable[..., Any], options: str) -> Callable[[Function], Function]:
    """Give a command those of its `options` that are listed as one value, `name`, which `make` returns for them.
    `make` may be the ``module:name`` of what is imported only when the command runs.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def run(**given: Any) -> Any:
            found = {one: given.pop(one) for one in options.split() if one in given}
            if isinstance(make, str):
                module, _, attribute = make.partition(":")
                value = getattr(import_module(module), attribute)(**found)
            else:
                value = make(**found)
            return function(**given, **{name: value})

        return run

    return decorate


def together(*decorators: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator; the first stands first on the help page."""
    return lambda function: reduce(lambda inner, one: one(inner), reversed(decorators), function)


def argument(name: str, vi: str, en: str, **kwargs: Any) -> Callable[[Function], Function]:
    """An argument of ours."""
    return click.argument(name, cls=Argument, vi=vi, en=en, **kwargs)


SCHEME = option("--scheme", type=PATH, vi="Thư mục bộ tiêu chí (hoặc scheme.yaml).",
                en="The scheme's folder (or scheme.yaml).")  # fmt: skip
UNITS = option("--units", type=PATH, vi="Tệp phân công riêng của cơ quan.",
               en="The agency's own file of units.")  # fmt: skip


def only_one(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> str | None:
    """The one agency chosen; `click.BadParameter` where several are, of which the others would be lost unsaid."""
    if len(set(given)) > 1:
        raise click.BadParameter(t("chỉ chọn được một", "only one can be chosen"), context, option)
    return given[0] if given else None


AGENCY = option("--agency", multiple=True, callback=only_one, shell_complete=complete_agency,
                vi="Chọn một cơ quan theo mã.", en="Choose one agency by id.")  # fmt: skip


def _set_force(_context: click.Context, _parameter: click.Parameter, force: bool) -> bool:
    settings.force = force
    return force


FORCE = option("--force", is_flag=True, expose_value=False, callback=_set_force,
               vi="Thay tệp đã có; bản đang có được giữ bên cạnh (TÊN.bak-1).",
               en="Replace a file that is there; a copy of it is kept beside it (NAME.bak-1).")  # fmt: skip
OUTPUT = together(
    option("-o", "--output", type=PATH, vi="Ghi vào tệp hoặc thư mục này; “-” là màn hình.",
           en="Write to this file or folder; “-” is stdout."), FORCE)  # fmt: skip
AS_OF = option("--as-of", type=DATE, vi="Ngày đánh giá (mặc định: ngày cuối kỳ).",
               en="Evaluation date (default: the period's last day).")  # fmt: skip
FINAL = option("--final", is_flag=True, vi="Chốt điểm: áp dụng cách xử lý phần còn thiếu do bộ tiêu chí quy định.",
               en="Close: apply the scheme's policy to what is still missing.")  # fmt: skip
HISTORY = option("--history", type=PATH, multiple=True, vi="Kết quả các kỳ trước (tệp hoặc thư mục).",
                 en="Earlier results (files or folders).")  # fmt: skip
JOBS = option("-j", "--jobs", type=click.IntRange(1, 64), metavar="N", default=1,
              vi="Số tiến trình; kết quả không đổi.", en="Processes; the results do not change.")  # fmt: skip
TIME_LIMIT = option("--time-limit", type=click.IntRange(min=0), metavar="SECONDS", default=300,
                    vi="Số giây nhiều nhất cho một hồ sơ (mặc định 300; 0 là không giới hạn).",
                    en="Seconds one dossier may take (default 300; 0: any).")  # fmt: skip
MEMORY_LIMIT = option("--memory-limit", type=click.IntRange(min=0), metavar="MB", default=2048,
                      vi="Bộ nhớ nhiều nhất cho một hồ sơ, MB (mặc định 2048; 0 là không giới hạn; chỉ trên Linux).",
                      en="Memory one dossier may take, MB (default 2048; 0: any; on Linux only).")  # fmt: skip
CLUSTER = option("--cluster", metavar="ADDRESS",
                 vi="Chia cho cụm Dask ở địa chỉ này, như tcp://máy:8786; “local” tự dựng cụm --jobs tiến trình; kết quả không đổi.",
                 en="Spread over the Dask cluster at this address, as tcp://host:8786; “local” starts one of --jobs processes; the results do not change.")  # fmt: skip
RULES = option("--rules", type=click.Choice(["durable", "native"]), vi="Bộ suy diễn phát hiện; kết quả như nhau.",
               en="Which rules backend; the results are equal.")  # fmt: skip
AGREEMENT = option("--agreement", is_flag=True,
                   vi=f"Thêm kappa có trọng số (tuyến tính, bình phương) giữa hai bên; cần {install_command('agreement')}.",
                   en=f"Add the weighted kappa (linear, quadratic) of the two; needs {install_command('agreement')}.")  # fmt: skip
DELIMITER = option("--delimiter", type=click.Choice([",", ";", "tab"]), default=",",
                   callback=lambda ctx, param, value: "\t" if value == "tab" else value,
                   vi="Dấu phân cách của CSV (mặc định “,”); với “;” số viết dấu phẩy thập phân.",
                   en="CSV delimiter (default “,”); with “;” numbers get a decimal comma.")  # fmt: skip


AGAINST_LEDGER = together(
    option("--store", metavar="STORE",
           vi="Đối chiếu kết quả thẩm định với sổ cái trong kho này: tệp SQLite hoặc URL PostgreSQL.",
           en="Compare appraised results with the ledger in this store: an SQLite file or PostgreSQL URL."),
    option("--bundle", type=PATH, vi="Đối chiếu với sổ cái trong gói này.", en="Compare with the ledger in this bundle."),
    option("--keys", type=PATH,
           vi="Thư mục khóa công khai được tin cậy: chữ ký phải của các khóa ấy; không có sổ cái thì kiểm chữ ký công bố mang trong kết quả.",
           en="A folder of trusted public keys: signatures must be theirs; without a ledger, the publication's signature in the result is checked."),
)  # fmt: skip
"""What appraised results are compared with."""
conditions = together(
    AS_OF,
    FINAL,
    HISTORY,
    gathered(
        "conditions",
        "scoring.app.conditions:Conditions",
        "scheme as_of final history store bundle keys rules only jobs cluster time_limit memory_limit",
    ),
)
"""`--as-of`, `--final` and `--history`; with what else is said of an evaluation, the command gets `Conditions`."""


def fmt(*known: str, default: str | None = None, several: bool = False) -> Callable[[Function], Function]:
    """`--format`, with its known values; the command gets one of them, or a tuple where it takes several. Where none is
    named, the ending of a command's one output says it.
    """

    def joined(ctx: click.Context, param: click.Parameter, value: Any) -> tuple[str, ...] | str:
        names: tuple[str, ...] = tuple(dict.fromkeys(name for one in value for name in one))
        if several:
            return names
        if len(names) > 1:
            raise click.BadParameter(t("cần đúng một định dạng", "exactly one format is needed"), ctx, param)
        return names[0]

    asked = option("--format", "format_", type=Formats(known, several), multiple=True,
                   default=[default or known[0]], callback=joined,
                   vi=f"Định dạng đầu ra (mặc định {default or known[0]}).", en=f"Output format (default {default or known[0]}).")  # fmt: skip

    def decorate(function: Function) -> Function:
        @wraps(function)
        def run(**given: Any) -> Any:
            if given.get("output") is not None and not several:
                from scoring.cli.terminal.report_output import by_ending

                given["format_"] = by_ending(known, given["format_"], given["output"])
            return function(**given)

        return asked(run)

    return decorate
