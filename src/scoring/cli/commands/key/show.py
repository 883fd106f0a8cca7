"""`scoring key show`: the code of keys, to be compared with what their owners say."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import write
from scoring.cli.terminal.options import PATH, argument, command


@command("show", "In mã của khóa công khai (.pub) hoặc của mọi khóa trong thư mục, để đối chiếu với chủ khóa.",
         "Print the code of a public key (.pub), or of all in a folder, to be compared with their owners.")  # fmt: skip
@argument("key", "Tệp .pub hoặc thư mục khóa.", "A .pub file or a folder of keys.", type=PATH)
def command_(key: Path) -> None:
    """Show keys."""
    from scoring.app.keys import key_codes
    from scoring.text import visible

    for code, name in key_codes(key).items():
        write(f"{visible(name)}: {code}\n")
