"""`scoring assemble`: several files into one dossier; conflicts are told, never settled silently."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.console import settings, show, t, talk, write
from scoring.cli.files import not_there, write_file
from scoring.cli.options import OUTPUT, PATH, argument, command
from scoring.diagnostics import has_errors, summary
from scoring.errors import ExitCode


@command(
    "assemble",
    "Ghép các phần (YAML, JSON, CSV) thành một hồ sơ; chỗ mâu thuẫn được báo, không tự chọn.",
    "Put parts (YAML, JSON, CSV) together into one dossier; conflicts are reported, never settled silently.",
)
@argument(
    "part",
    "Các phần của một hồ sơ.",
    "The parts of one dossier.",
    nargs=-1,
    required=True,
    type=PATH,
)
@OUTPUT
def command_(part: tuple[Path, ...], output: Path | None) -> int:
    """Assemble a dossier."""
    from scoring.evidence.assemble import assemble

    not_there(part)
    text, problems = assemble(list(part))
    show(problems)
    if has_errors(problems):
        talk(summary(problems, settings.lang))
        return int(ExitCode.FINDINGS)
    if output is None or str(output) == "-":
        write(text)
    else:
        write_file(output, text.encode(), part)
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
    return int(ExitCode.DONE)


__all__ = ["command_"]
