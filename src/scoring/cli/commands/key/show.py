"""`scoring key show`: the code of keys, to be compared with what their owners say."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import write
from scoring.cli.terminal.options import PATH, argument, command
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import ExitCode, NothingMatched


@command(
    "show",
    "In mã của khóa công khai (.pub) hoặc của mọi khóa trong thư mục, để đối chiếu với chủ khóa.",
    "Print the code of a public key (.pub), or of all in a folder, to be compared with their owners.",
)
@argument("key", "Tệp .pub hoặc thư mục khóa.", "A .pub file or a folder of keys.", type=PATH)
def command_(key: Path) -> int:
    """Show keys."""
    from scoring.signing import load_public, trusted
    from scoring.text import visible

    keys = trusted(key) if key.is_dir() else {load_public(key): key.stem}
    if not keys:
        raise NothingMatched([Diagnostic("SC996", Place(str(key)), {"path": str(key)})])
    for code, name in keys.items():
        write(f"{visible(name)}: {code}\n")
    return int(ExitCode.DONE)


__all__ = ["command_"]
