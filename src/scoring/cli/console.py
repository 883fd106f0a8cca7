"""What the terminal sees: data on stdout, talk on stderr, colour only where it is wanted."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.diagnostics import Diagnostic, Sources


@dataclass
class Settings:
    """The choices that hold for the whole run."""

    lang: str = "vi"
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    progress: bool = field(default=False)


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
    settings.quiet = settings.verbose = False
    settings.color = "auto"


def t(vi: str, en: str) -> str:
    """The text in the reader's language."""
    return vi if settings.lang == "vi" else en


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
    """Data to stdout, always UTF-8 with plain line ends."""
    write_bytes(text.encode())


def write_bytes(data: bytes) -> None:
    """Data to stdout as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def talk(text: str, *, always: bool = False) -> None:
    """Words to stderr; `-q` silences all but errors."""
    if not settings.quiet or always:
        with contextlib.suppress(BrokenPipeError):
            print(text, file=sys.stderr, flush=True)


_COLORS = {"error": "31", "warning": "33", "note": "36"}


def paint(text: str, stream: object) -> str:
    """Rendered diagnostics with their severities coloured, if the stream wants it."""
    if not colored(stream):
        return text
    for severity, color in _COLORS.items():
        text = text.replace(f": {severity}[", f": \x1b[1;{color}m{severity}\x1b[0m[")
        if text.startswith(f"{severity}["):
            text = f"\x1b[1;{color}m{severity}\x1b[0m{text[len(severity) :]}"
    return text


def show(
    diagnostics: Iterable[Diagnostic],
    sources: Sources | None = None,
    *,
    limit: int = 50,
    notes: bool = True,
) -> None:
    """Diagnostics to stderr; with `-q` only the errors, without `notes` those only under `-v`."""
    from scoring.diagnostics import render

    rows = [one for one in diagnostics if not settings.quiet or one.severity == "error"]
    if not notes and not settings.verbose:
        rows = [one for one in rows if one.severity != "note"]
    if rows:
        talk(paint(render(rows, sources, settings.lang, limit), sys.stderr), always=True)


def progress(done: int, total: int, name: str) -> None:
    """One line that is rewritten, on a terminal only."""
    if settings.quiet or not sys.stderr.isatty() or os.environ.get("CI"):
        return
    from scoring.text import clip

    line = f"\r\x1b[K{done}/{total} {clip(name, 60)}" if done < total else "\r\x1b[K"
    print(line, end="", file=sys.stderr, flush=True)


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows as aligned columns, by display width; the first row is the heading."""
    from scoring.text import display_width, pad, visible

    clean = [[visible(cell) for cell in row] for row in rows]
    widths = [max(display_width(row[i]) for row in clean) for i in range(len(clean[0]))]
    lines = []
    for number, row in enumerate(clean):
        cells = [pad(cell, widths[i], i in right) for i, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("─" * width for width in widths))
    return "\n".join(lines) + "\n"


__all__ = [
    "Settings", "colored", "paint", "progress", "reset", "settings", "show", "t", "table", "talk",
    "write", "write_bytes",
]  # fmt: skip
