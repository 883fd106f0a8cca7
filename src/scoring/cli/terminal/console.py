"""What the terminal sees: data on stdout, talk on stderr, colour only where it is wanted."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.catalog import Severity
    from scoring.diagnostics import Diagnostic, Sources


@dataclass
class Settings:
    """The choices that hold for the whole run."""

    lang: str = "vi"
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    force: bool = False
    """Whether a file that somebody may have worked on is replaced; a copy of it is kept."""
    command: str = ""
    """The command that runs, as it is called after `scoring`."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The options of that command by the inputs they give."""


settings = Settings()


def reset(args: Sequence[str]) -> None:
    """Start anew: the language is needed before any help text is built."""
    wanted = os.environ.get("SCORING_LANG", "vi")
    for index, arg in enumerate(args):
        if arg == "--lang" and index + 1 < len(args):
            wanted = args[index + 1]
        elif arg.startswith("--lang="):
            wanted = arg.partition("=")[2]
    settings.lang = "en" if wanted.lower().startswith("en") else "vi"
    settings.quiet = settings.verbose = settings.force = False
    settings.color = "auto"
    settings.command, settings.options = "", {}


def t(vi: str, en: str) -> str:
    """The text in the reader's language."""
    if settings.lang == "vi":
        return vi
    from scoring.text import in_lang

    return in_lang(settings.lang, vi, en)


def colored(stream: object) -> bool:
    """Whether escape codes may be written to `stream`."""
    if settings.color != "auto":
        return settings.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and os.environ.get("TERM") != "dumb"


def write(text: str) -> None:
    """Data to stdout, always UTF-8 with plain line ends; names of files that are no text are written out."""
    write_bytes(text.encode(errors="backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Data to stdout as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_output(output: Path | None, data: str | bytes | Callable[[Path], None], inputs: Iterable[Path] = ()) -> None:
    """Data, or for a file what fills it, to the file named, which must be none of the inputs, or to stdout where none
    is, or only “-”. Raises UsageProblem where something else is in the file, without `--force`.
    """
    from scoring.app.files import fill_with, filled, refuse_inputs, replace_made

    raw = data.encode() if isinstance(data, str) else data
    if output is None or to_screen(output):
        write_bytes(raw if isinstance(raw, bytes) else filled(raw))
    else:
        refuse_inputs([output], inputs)
        fill = fill_with(raw) if isinstance(raw, bytes) else raw
        replace_made(output, fill, force=settings.force, observer=Terminal(notes=True))


def to_screen(output: Path | None) -> bool:
    """Whether an output is stdout: none named, or “-”."""
    return output is None or str(output) == "-"


def refuse_terminal(format: str) -> None:
    """Refuse to show a binary file to a person. Raises UsageProblem if the format is binary and stdout is a terminal."""
    from scoring.errors import usage_problem
    from scoring.reports.formats import format_of

    if format_of(format).is_binary and sys.stdout.isatty():
        raise usage_problem(f"{format} là tệp nhị phân, không in ra màn hình: thêm “> TỆP” hoặc --output TỆP",
                    f"{format} is binary and not printed: add “> FILE” or --output FILE")  # fmt: skip


def talk(text: str, *, always: bool = False) -> None:
    """Words to stderr; `-q` silences all but errors."""
    if not settings.quiet or always:
        if room := columns(sys.stderr):
            from scoring.text import fold_lines

            text = fold_lines(text, room)
        with contextlib.suppress(BrokenPipeError):
            print(paint(text, sys.stderr), file=sys.stderr, flush=True)


def talk_only_vietnamese(what: str) -> None:
    """That something, named in English, is made in Vietnamese only, to those who asked for English."""
    if settings.lang == "en":
        talk(f"{what} in Vietnamese only; --lang en does not change it.")


def talk_bug(what: str) -> None:
    """That the program itself failed, and where that is reported, on stderr."""
    talk(t(f"Lỗi của chương trình ({what}). Chạy lại với -v và gửi những gì in ra cho nhóm phát triển, ở mục Issues của nơi lưu mã nguồn.",
           f"A bug of ours ({what}). Run again with -v and send us the output, under Issues where the source code is kept."), always=True)  # fmt: skip


_COLORS: dict[Severity, str] = {"error": "31", "warning": "33", "note": "36"}


def paint(text: str, stream: object) -> str:
    """Rendered diagnostics with their severities coloured, if the stream wants it."""
    if not colored(stream):
        return text
    from scoring.diagnostics import severity_word

    for name, color in _COLORS.items():
        severity = severity_word(name, settings.lang)
        text = text.replace(f": {severity}[", f": \x1b[1;{color}m{severity}\x1b[0m[")
        if text.startswith(f"{severity}["):
            text = f"\x1b[1;{color}m{severity}\x1b[0m{text[len(severity) :]}"
    return text


MOST_SHOWN = 200
"""Problems shown of one run."""


def _with_options(one: Diagnostic) -> Diagnostic:
    """With the options of the inputs it is about, for its hint; a problem of usage also with the command that runs."""
    if "inputs" not in one.values and one.code != "SC625":
        return one
    names = one.values.get("inputs", "").split()
    options = [settings.options.get(name, "--" + name.replace("_", "-")) for name in names]
    if one.code == "SC625":
        shown = ", ".join(options) or t("cách gọi", "the usage")
    else:
        given = [one.values.get(name, "") for name in names]
        pairs = zip(options, (f'"{value}"' if " " in value else value for value in given), strict=True)
        shown = " ".join(map(" ".join, pairs)) if any(given) else ", ".join(options)
    from msgspec.structs import replace

    return replace(one, values={**one.values, "options": shown, "command": settings.command})


def show_problems(
    diagnostics: Iterable[Diagnostic], sources: Sources | None = None, *, limit: int = MOST_SHOWN, notes: bool = True
) -> None:
    """Diagnostics to stderr; with `-q` only the errors, without `notes` those only under `-v`."""
    from scoring.diagnostics import render

    rows = [_with_options(one) for one in diagnostics if not settings.quiet or one.severity == "error"]
    if not notes and not settings.verbose:
        rows = [one for one in rows if one.severity != "note"]
    if rows:
        talk(render(rows, sources, settings.lang, limit, columns(sys.stderr)), always=True)


def problem_counts(diagnostics: Iterable[Diagnostic]) -> str:
    """How many problems there were; where notes were left out, how to see them."""
    from scoring.diagnostics import sort

    return counts_text(Counter(one.severity for one in sort(diagnostics)))


def counts_text(counts: Mapping[Severity, int]) -> str:
    """So many problems; where notes were left out, how to see them."""
    from scoring.diagnostics import counts_words

    hidden = not settings.verbose and counts.get("note")
    more = t(" (-v để xem ghi chú)", " (-v shows notes)") if hidden else ""
    return counts_words(counts, settings.lang) + more


@dataclass(kw_only=True)
class Terminal:
    """An observer that shows on stderr what a use case reports; notes only under `-v`, unless they are asked for."""

    notes: bool = False

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Shown, as `show_problems` does."""
        show_problems(found, notes=self.notes)

    def message(self, vi: str, en: str) -> None:
        """Said, unless `-q` was given."""
        talk(t(vi, en))

    def progress(self, done: int, total: int, name: str) -> None:
        """One line that is rewritten, on a terminal only."""
        if settings.quiet or not sys.stderr.isatty() or os.environ.get("CI"):
            return
        from scoring.text import clip

        line = f"\r\x1b[K{done}/{total} {clip(name, NARROWEST - 20)}" if done < total else "\r\x1b[K"
        print(line, end="", file=sys.stderr, flush=True)


class Running(Terminal):
    """A terminal to which problems are told one after the other: in all, so many are shown as otherwise at once."""

    def __init__(self) -> None:
        super().__init__()
        self.errors = self.shown = self.more = 0

    def __enter__(self) -> Self:
        return self

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Shown, while there is room; errors have room of their own."""
        shown = []
        for one in found:
            is_error = one.severity == "error"
            if not is_error and (settings.quiet or (one.severity == "note" and not settings.verbose)):
                continue
            if (self.errors if is_error else self.shown) >= MOST_SHOWN:
                self.more += 1
                continue
            self.errors += is_error
            self.shown += 1
            shown.append(one)
        super().diagnostics(shown)

    def __exit__(self, *_: object) -> None:
        """Say how many problems were not shown."""
        if self.more:
            from scoring.diagnostics import more_words

            talk(more_words(self.more, settings.lang), always=True)


WIDTH = 80
NARROWEST = 60
_WORD = 24


def columns(stream: TextIO) -> int | None:
    """Columns of the screen behind a stream, 60 or more. None where there is no screen and COLUMNS asks for no fewer
    than 80.
    """
    import shutil

    found = shutil.get_terminal_size((WIDTH, 24)).columns
    return max(NARROWEST, found) if stream.isatty() or found < WIDTH else None


def width() -> int:
    """Columns of the screen, 60 or more; where stdout is no terminal 80, or fewer where COLUMNS asks for it."""
    return columns(sys.stdout) or WIDTH


def _fitted(rows: list[list[str]], right: frozenset[int]) -> list[int]:
    """Column widths that fit the screen with the fewest lines; no word is cut if it can be helped."""
    from scoring.text import display_width

    sizes = Counter(tuple(map(display_width, row)) for row in rows)
    fitted = [max(column) for column in zip(*sizes, strict=True)]
    # What is indented stays so: the indent belongs to the words.
    words = [
        max(
            (len(row[i]) - len(row[i].lstrip(" ")) + display_width(word) for row in rows for word in row[i].split()),
            default=0,
        )
        for i in range(len(fitted))
    ]
    least = [min(one, _WORD) for one in words]

    def cost(widths: list[int]) -> tuple[int, int]:
        """The lines needed; then, so that each step leads somewhere, what stands over the edge."""
        cells = [(list(zip(row, widths, strict=True)), count) for row, count in sizes.items()]
        return (
            sum(count * max(-(-one // max(room, 1)) for one, room in row) for row, count in cells),
            sum(count * max(0, one - room) for row, count in cells for one, room in row),
        )

    loose = [i for i in range(len(fitted)) if i not in right]
    while sum(fitted) > width() - 2 * (len(fitted) - 1):
        # Whole words first; where even they do not fit, the widest column is cut.
        tries = [(fitted[i], i) for i in loose if fitted[i] > least[i]]
        tries = tries or [(fitted[i], i) for i in loose if fitted[i] > 1]
        if not tries:
            return fitted
        fitted[max(tries)[1]] -= 1
    best, improved = cost(fitted), True
    while improved:
        improved = False
        for giver, taker, step in product(loose, loose, (16, 4, 1)):
            if giver == taker or fitted[giver] - step < least[giver]:
                continue
            tried = list(fitted)
            tried[giver], tried[taker] = fitted[giver] - step, fitted[taker] + step
            if (found := cost(tried)) < best:
                fitted, best, improved = tried, found, True
    return fitted


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows as aligned columns no wider than the screen; the first row is the heading.
    Columns in `right` hold numbers and are never wrapped; a row of one cell runs over all columns.
    """
    from scoring.text import pad, visible, wrap

    clean = [[visible(cell) for cell in row] for row in rows]
    widths = _fitted([row for row in clean if len(row) > 1], right)
    lines = []
    for number, row in enumerate(clean):
        if len(row) == 1:
            lines += wrap(row[0], width())
            continue
        cells = [_wrapped(cell, widths[i]) for i, cell in enumerate(row)]
        for part in range(max(map(len, cells))):
            texts = [cell[part] if part < len(cell) else "" for cell in cells]
            padded = [pad(text, widths[i], i in right) for i, text in enumerate(texts)]
            lines.append("  ".join(padded).rstrip())
        if number == 0:
            lines.append("  ".join("─" * one for one in widths).rstrip())
    return "\n".join(lines) + "\n"


def _wrapped(cell: str, room: int) -> list[str]:
    """The cell in lines; later lines keep the indent of the first."""
    from scoring.text import display_width, wrap

    if display_width(cell) <= room:
        return [cell]
    indent = cell[: len(cell) - len(cell.lstrip(" "))]
    indent = indent if room - len(indent) >= 8 else ""
    return [indent + line for line in wrap(cell, room - len(indent))]
