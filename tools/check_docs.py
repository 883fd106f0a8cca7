"""Compare what the documentation says of the commands and codes with what the program really does.

The generated pages must equal what their generators write now; every `scoring …` line in README and the
pages must name an existing command and only options that command has.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click
import gen_campaign
import gen_cli
import gen_diagnostics
import gen_reference
import gen_result
import gen_tables

from scoring.cli.app import root
from scoring.cli.terminal.nested import Nested

ROOT = Path(__file__).resolve().parents[1]
GLOBAL = {"--help", "-h", "--version", "--lang", "--color", "-q", "--quiet", "-v", "--verbose"}

INSTALLING = ROOT / "docs" / "how-to" / "windows.md"
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
GENERATORS = (gen_campaign, gen_cli, gen_diagnostics, gen_reference, gen_result, gen_tables)


def pages() -> list[Path]:
    """README and every page, except the generated ones."""
    generated = [one.TARGET for one in GENERATORS]
    heads = [ROOT / name for name in ("README.md", "README.en.md", "CONTRIBUTING.md")]
    found = [*heads, *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if page not in generated]


def commands(text: str) -> list[tuple[int, str]]:
    """(line number, command) of each line in a code block that starts with `scoring`, continuations joined."""
    found = []
    for block in re.finditer(r"^( *)```\w*[^\n]*\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL):
        joined = block[2].replace("\\\n", "  ")
        first = text.count("\n", 0, block.start(2)) + 1
        for offset, line in enumerate(joined.split("\n")):
            bare = re.sub(r"^(\$ )?(\.venv/bin/)?", "", line.strip())
            if bare.startswith("scoring "):
                found.append((first + offset, bare))
    spans = re.finditer(r"`(scoring [a-z][^`\n]*)`", text)
    return [*found, *((text.count("\n", 0, span.start()) + 1, span[1]) for span in spans)]


def problem(line: str) -> str | None:
    """What is wrong with one command line, or None."""
    try:
        words = shlex.split(line.replace("…", ""), comments=True)[1:]
    except ValueError as error:
        return str(error)
    names = [word for word in words if not word.startswith("-")]
    if not names:
        return None
    context = click.Context(root, info_name="scoring")
    command = root.get_command(context, names[0])
    if command is None:
        return f"không có lệnh {names[0]}"
    if isinstance(command, Nested) and len(names) > 1:
        below = command.get_command(context, names[1])
        if below is None:
            return f"lệnh {names[0]} không có lệnh con {names[1]}"
        command = below
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    for word in words:
        option = word.split("=", 1)[0]
        if re.match(r"--?[a-zA-Z]", option) and option not in known | GLOBAL:
            return f"lệnh {names[0]} không có tùy chọn {option}"
    return None


def too_early(page: Path, text: str) -> bool:
    """Whether a page of steps gives a command before it leads to the page on installing."""
    if page.parent.name not in {"how-to", "tutorial"} or page == INSTALLING:
        return False
    found = re.search(r"windows\.md|^ *(?:\$ )?scoring ", text, re.MULTILINE)
    return found is not None and found[0] != INSTALLING.name


def wrong_pictures() -> list[str]:
    """Pictures that no page shows, and those a page shows and nobody finds."""
    kinds = {".gif", ".jpg", ".png", ".svg", ".webp"}
    there = {one for one in (ROOT / "docs").rglob("*") if one.suffix.lower() in kinds}
    shown = {(page.parent / one).resolve() for page in pages() for one in PICTURE.findall(page.read_text("utf-8"))}
    return [one.relative_to(ROOT).as_posix() for one in sorted(there ^ shown)]


def main() -> int:
    """Check everything; say what differs."""
    sys.argv = [sys.argv[0], "--check"]
    failed = sum(one.main() for one in GENERATORS)
    checked = 0
    for picture in wrong_pictures():
        failed += 1
        print(f"{picture}: không có hình này, hoặc không trang nào dùng", file=sys.stderr)
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if too_early(page, text):
            failed += 1
            print(
                f"{page.relative_to(ROOT).as_posix()}: dẫn đến {INSTALLING.name} trước lệnh đầu tiên", file=sys.stderr
            )
        for number, line in commands(text):
            checked += 1
            wrong = problem(line)
            if wrong:
                failed += 1
                where = page.relative_to(ROOT).as_posix()
                print(f"{where}:{number}: {wrong}: {line}", file=sys.stderr)
    if not checked:
        print("không thấy lệnh nào trong tài liệu", file=sys.stderr)
        return 1
    print(f"tài liệu: {checked} dòng lệnh, {failed} vấn đề")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
