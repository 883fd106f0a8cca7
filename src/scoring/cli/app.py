"""The `scoring` command: a static table of commands, each imported only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from scoring import __version__
from scoring.cli.terminal.console import reset, settings, t, talk
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import Option

GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Bộ tiêu chí", "Schemes", ("init", "validate", "test", "inspect", "schema")),
    ("Chấm điểm", "Scoring", ("assemble", "evaluate", "simulate", "advise", "rank", "agenda")),
    ("Đọc và kiểm tra kết quả", "Results", ("explain", "report", "verify")),
    ("Giấy tờ", "Papers", ("workbook",)),
    ("Thẩm định", "Appraisal", ("campaign", "ledger", "compare", "bundle", "store", "key")),
    ("Bàn làm việc trên web", "The web desk", ("web", "serve")),
    ("Khác", "Other", ("help",)),
)
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("tạo khung bộ tiêu chí, hồ sơ và ca kiểm thử", "scaffold a scheme, a dossier and a worked case"),
    "validate": ("kiểm tra bộ tiêu chí và hồ sơ, báo mọi lỗi một lần", "check schemes and dossiers, all problems at once"),
    "test": ("chạy các ca kiểm thử của bộ tiêu chí", "run a scheme's worked cases"),
    "inspect": ("xem cây tiêu chí, điểm tối đa, căn cứ, đại lượng", "show a scheme's tree, maxima, clauses, measures"),
    "schema": ("in JSON Schema cho trình soạn thảo", "print the JSON Schema for editors"),
    "assemble": ("ghép nhiều tệp thành một hồ sơ", "put a dossier together from several files"),
    "evaluate": ("chấm điểm hồ sơ", "score dossiers"),
    "simulate": ("thử thay đổi số liệu, xem điểm đổi ra sao", "change inputs and see what happens"),
    "advise": ("muốn lên loại thì làm gì, việc ít nhất trước", "what would lift the class, the smallest set first"),
    "rank": ("xếp hạng trong từng khối", "rank agencies within their block"),
    "agenda": ("lịch việc: ai còn nợ gì, quá hạn gì, còn đạt được gì", "the agenda: who owes what, what is overdue, what can be earned"),
    "explain": ("giải thích điểm, mục, loại", "explain a score, an item, a class"),
    "report": ("xuất báo cáo HTML, Word, PDF và số liệu Excel, CSV", "write HTML, Word and PDF reports, and data as Excel and CSV"),
    "verify": ("tính lại và so từng byte với kết quả đã ghi", "re-evaluate and compare byte for byte"),
    "workbook": ("sổ tự chấm điểm Excel: tạo, đọc lại, gộp", "the self-assessment workbook: write, read, merge"),
    "campaign": ("đợt thẩm định: nộp, chấm, giải trình, công bố, kiến nghị", "an appraisal campaign: submit, appraise, publish, appeal"),
    "ledger": ("sổ cái của đợt: kiểm tra, mã đầu chuỗi", "a campaign's ledger: verify it, its head"),
    "compare": ("so hai kết quả: từng tiêu chí, nhóm, tổng, loại", "compare two results: criteria, groups, total, class"),
    "store": ("kho giữ sổ cái thẩm định: tạo, sao lưu, kiểm tra", "where ledgers are kept: make, back up, check"),
    "bundle": ("gói trao đổi giữa xã và cơ quan thẩm định, không cần mạng", "exchange bundles between agency and appraiser, without a network"),
    "key": ("khóa ký việc nộp hồ sơ và công bố", "keys that sign submissions and publications"),
    "web": ("bàn làm việc trên web: tạo, kiểm tra, sao lưu", "the web desk: make, check, back up"),
    "serve": ("mở bàn làm việc trên web", "open the web desk"),
    "help": ("giải thích một mã thông báo, ví dụ SC203", "explain a diagnostic code such as SC203"),
}  # fmt: skip
EXIT_CODES: tuple[tuple[int, str, str], ...] = (
    (0, "xong", "done"),
    (1, "đầu vào có lỗi, ca kiểm thử hỏng, hoặc khác biệt khi --check", "findings in the input, a failed case, or a difference under --check"),
    (2, "gọi lệnh sai cách", "wrong usage"),
    (3, "không đọc được", "cannot read"),
    (4, "không có gì để làm", "nothing matched"),
    (5, "không toàn vẹn (mã băm, tính lại không khớp)", "integrity (digest, re-evaluation)"),
    (6, "chưa đủ dữ liệu mà có --require-complete", "incomplete and --require-complete"),
    (70, "lỗi của chương trình", "a bug of ours"),
)  # fmt: skip


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"scoring {__version__}")
        ctx.exit()


class Root(Nested):
    """The group; it owns exit codes and what a failure looks like."""

    def module(self, cmd_name: str) -> str:
        """The module that holds a command."""
        return f"scoring.cli.commands.{cmd_name}"

    def sections(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The headings of the help page, with the commands below each."""
        return [(t(vi, en), names) for vi, en, names in GROUPS]

    def format_end(self, formatter: click.HelpFormatter) -> None:
        """The exit codes, and how to get commands completed."""
        with formatter.section(t("Mã thoát", "Exit codes")):
            formatter.write_dl([(str(code), t(vi, en)) for code, vi, en in EXIT_CODES])
        formatter.write_paragraph()
        formatter.write_text(t("Gợi ý lệnh trong bash:", "Completion in bash:"))
        with formatter.indentation():
            formatter.write_text('eval "$(_SCORING_COMPLETE=bash_source scoring)"')

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run, and exit with the one table's codes whatever happens."""
        given = list(sys.argv[1:] if args is None else args)
        reset(given)
        # Schemes are read once per call, not once per process: between two calls a file may change.
        if (batch := sys.modules.get("scoring.batch.local")) is not None:
            batch.cached_scheme.cache_clear()
        sys.exit(_run(self, given, prog_name or "scoring", complete_var, extra))


def _run(group: click.Group, args: list[str], prog_name: str, complete_var: str | None, extra: dict[str, Any]) -> int:
    out = sys.stdout
    try:
        dropped = _dropped(group, args)
        if dropped is not None and _on_console():
            from scoring.cli import menu

            return menu.run(_failed, dropped)
        # Called on the class above: `Root.main` is the one that wraps it.
        code = click.Group.main(group, args, prog_name, complete_var, False, **extra)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        talk("")
        return 130
    except BrokenPipeError:
        return _unread()
    except click.exceptions.NoArgsIsHelpError as error:
        talk(error.ctx.get_help() if error.ctx else "", always=True)
        return 2
    except click.ClickException as error:
        talk(usage_text(error), always=True)
        return 2
    except SystemExit as leave:
        if sys.stdout is not out:
            return _unread()  # click wraps the stream whose reader has gone, and calls it a failure
        return leave.code if isinstance(leave.code, int) else 0
    except Exception as error:  # noqa: BLE001 - the last net: no traceback for anybody's input
        return _failed(error)


def _dropped(group: click.Group, args: list[str]) -> list[str] | None:
    """The files that stand where a command should, as where they are dropped on the program; None where others do."""
    words = args[2:] if args[:2] == ["--lang", settings.lang] else args
    words = words[1:] if words[:1] == [f"--lang={settings.lang}"] else words
    named = words[:1] and group.get_command(click.Context(group), words[0]) is not None
    return None if named or not all(map(os.path.exists, words)) else words


def _on_console() -> bool:
    """Whether somebody sits there: what is read and what is written is a terminal, and no completion is asked for."""
    streams = (sys.stdin, sys.stdout)
    return "_SCORING_COMPLETE" not in os.environ and all(one is not None and one.isatty() for one in streams)


def _unread() -> int:
    """The reader has gone, which is no failure; Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _failed(error: Exception) -> int:
    from scoring.cli.terminal.console import show_problems, talk_bug
    from scoring.errors import ExitCode, NothingMatched, ScoringError, interrupted, system_words

    if interrupted(error):
        talk("")
        return 130
    if isinstance(error, ScoringError):
        # Why no dossier of many could be evaluated is told as if some could: notes only under -v.
        show_problems(error.diagnostics, notes=not isinstance(error, NothingMatched))
        return int(error.exit_code)
    if isinstance(error, OSError):
        from scoring.diagnostics import Diagnostic, Place

        # Files are opened by name; what has none is the output stream.
        name = error.filename
        words = system_words(error, Path(os.fsdecode(name)) if isinstance(name, str | bytes) else None)
        where = (
            Diagnostic("SC100", Place(str(name)), words)
            if name
            else Diagnostic("SC614", None, {"path": "stdout", **words})
        )
        show_problems([where])
        return int(ExitCode.CANNOT_READ)
    if settings.verbose:
        import traceback

        talk("".join(traceback.format_exception(error)), always=True)
    talk_bug(f"{type(error).__name__}: {error}")
    return int(ExitCode.BUG)


def usage_text(error: click.ClickException) -> str:
    """A usage problem in the reader's language, with the way out."""
    text = error.format_message()
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "scoring"
    if settings.lang == "vi":
        text = _vietnamese(error, text)
    return t(f"scoring: {text}\nXem: {path} --help", f"scoring: {text}\nSee: {path} --help")


def _vietnamese(error: click.ClickException, text: str) -> str:
    name = ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = " / ".join(error.param.opts)
        if isinstance(error.param, click.Argument) and error.ctx:
            name = error.param.make_metavar(ctx=error.ctx)
    if isinstance(error, click.MissingParameter):
        return f"thiếu {name}"
    if isinstance(error, click.NoSuchOption):
        close = f" Có phải {', '.join(error.possibilities)}?" if error.possibilities else ""
        return f"không có tùy chọn {error.option_name}.{close}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} dùng sai cách (thiếu hoặc thừa giá trị)"
    if isinstance(error, click.BadParameter) and error.param is not None:
        if isinstance(error.param.type, click.Choice):
            return f"{name}: chỉ nhận {', '.join(map(str, error.param.type.choices))}"
        if isinstance(error.param.type, click.types.IntRange):
            low, high = error.param.type.min, error.param.type.max
            return f"{name}: cần một số nguyên từ {low} " + ("trở lên" if high is None else f"đến {high}")
        if isinstance(error.param.type, click.types.IntParamType):
            return f"{name}: cần một số nguyên"
        return f"{name}: {error.message}"
    if isinstance(error, click.UsageError) and text.startswith("Got unexpected extra"):
        return f"thừa tham số {text.partition('(')[2].rstrip(').')}"
    return "thiếu tên lệnh" if text == "Missing command." else text


root = Root(
    "scoring",
    COMMANDS,
    vi="Chấm điểm, phân loại và giải thích công tác dân vận của cơ quan, theo bộ tiêu chí viết bằng dữ liệu.",
    en="Score, classify and explain the mass-mobilisation work of public agencies, by criteria written as data.",
    params=[
        Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version,
               vi="In phiên bản.", en="Print the version."),
    ],
)  # fmt: skip
