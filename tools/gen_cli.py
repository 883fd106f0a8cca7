"""Write docs/reference/cli.md from the commands themselves; with --check only compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scoring.cli.app import COMMANDS, EXIT_CODES, GROUPS, root
from scoring.cli.terminal import console
from scoring.cli.terminal.nested import Nested

WIDTH: Any = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100}
TARGET = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# Lệnh `scoring`

<!-- Trang này do `tools/gen_cli.py` viết từ chính các lệnh; sửa ở src/scoring/cli rồi chạy lại. -->

Dữ liệu ra stdout, lời nói ra stderr. Mọi lệnh nhận `--lang vi|en` (hoặc biến `SCORING_LANG`), `--color`, `-q`, `-v`;
`NO_COLOR` và `FORCE_COLOR` được tôn trọng.

Điều các phép kiểm nói về một bộ tiêu chí không có lỗi được nhớ ở `~/.cache/scoring` (Windows: `%LOCALAPPDATA%\\scoring`; đổi bằng biến
`SCORING_CACHE_DIR`, để rỗng thì không nhớ gì), để lần sau khỏi kiểm lại đúng các tệp ấy; xóa lúc nào cũng được.

## Mã thoát

| Mã | Nghĩa |
|---|---|
"""
COMPLETION = """
## Gợi ý khi gõ

Một dòng trong tệp khởi động của shell là đủ:

```sh
eval "$(_SCORING_COMPLETE=bash_source scoring)"   # ~/.bashrc
eval "$(_SCORING_COMPLETE=zsh_source scoring)"    # ~/.zshrc
_SCORING_COMPLETE=fish_source scoring | source    # ~/.config/fish/config.fish
```
"""


def page() -> str:
    """The whole page."""
    console.reset(["--lang", "vi"])
    parts = [HEAD, *(f"| {code} | {vi} |\n" for code, vi, _ in EXIT_CODES), COMPLETION]
    context = click.Context(root, info_name="scoring", **WIDTH)
    parts.append(f"\n## scoring\n\n```text\n{root.get_help(context)}\n```\n")
    for _, _, names in GROUPS:
        for name in names:
            command = root.get_command(context, name)
            assert command is not None
            inner = click.Context(command, info_name=name, parent=context, **WIDTH)
            parts.append(_section(f"## scoring {name}", COMMANDS[name][0], inner))
            if isinstance(command, Nested):
                for sub, (vi, _) in command.table.items():
                    below = command.get_command(inner, sub)
                    assert below is not None
                    deeper = click.Context(below, info_name=sub, parent=inner, **WIDTH)
                    parts.append(_section(f"### scoring {name} {sub}", vi, deeper))
    return "".join(parts)


def _section(heading: str, vi: str, context: click.Context) -> str:
    text = context.command.get_help(context)
    return f"\n{heading}\n\n{vi[0].upper()}{vi[1:]}.\n\n```text\n{text}\n```\n"


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text("utf-8") != text:
            print(f"{TARGET.name} không còn khớp với --help; chạy `python tools/gen_cli.py`", file=sys.stderr)
            return 1
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
