"""`scoring init`: a scheme, a dossier and a worked case to start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from scoring.app.files import write_file
from scoring.cli.terminal.console import show, t, talk, write
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead

_SCHEMAS = ("scheme", "set", "overlay", "dossier", "case")
EXAMPLES = {"qd-1211": "qd-1211-2022"}


@command("init", "Tạo khung: bộ tiêu chí, hồ sơ, ca kiểm thử, lược đồ cho trình soạn thảo. Không ghi đè.",
         "Scaffold a scheme, a dossier, a worked case and editor schemas. Never overwrites.")  # fmt: skip
@argument(
    "folder",
    "Thư mục (mặc định: thư mục đang đứng).",
    "The folder (default: the working folder).",
    required=False,
    type=PATH,
    default=".",
)
@option(
    "--example",
    type=click.Choice(list(EXAMPLES)),
    vi="Chép bộ tiêu chí kèm theo chương trình thay cho bộ mẫu nhỏ.",
    en="Copy a shipped scheme instead of the small sample.",
)
@option(
    "--templates",
    metavar="FOLDER",
    type=PATH,
    vi="Chỉ chép các mẫu văn bản Word, PDF vào thư mục này để sửa.",
    en="Only copy the Word and PDF templates into this folder, to be edited.",
)
def command_(folder: Path, example: str | None, templates: Path | None) -> int:
    """Scaffold."""
    if templates is not None:
        from scoring.reports.official_files import shipped

        _made(templates, list(shipped().items()))
        talk(f"  scoring report … --format docx,pdf --templates {templates}")
        return 0
    from scoring.schemas import json_schema

    files = list(_example(EXAMPLES[example]) if example else _sample())
    for what in _SCHEMAS:
        text = json.dumps(json_schema(what), ensure_ascii=False, indent=2, sort_keys=True) + "\n"  # type: ignore[arg-type]
        files.append((f"_schemas/{what}.json", text.encode()))
    _made(folder, files)
    where = "" if str(folder) == "." else f"cd {folder} && "
    scheme = f"criteria/{EXAMPLES[example]}" if example else "criteria/mau"
    steps = [f"scoring validate criteria{'' if example else ' evidence'}", f"scoring test {scheme}"]
    steps.append(
        f"scoring inspect {scheme}"
        if example
        else f"scoring evaluate evidence/2025 --scheme {scheme}"
    )
    talk("\n".join(f"  {where}{step}" for step in steps))
    return 0


def _made(folder: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """Write what is not there yet, and say so."""
    made = kept = 0
    for name, data in files:
        path = folder / name
        if path.exists() or path.is_symlink():
            kept += 1
            show([Diagnostic("SC630", Place(str(path)), {"path": str(path)})])
            continue
        write_file(path, data)
        made += 1
        write(f"{path}\n")
    talk(t(f"Đã tạo {made} tệp" + (f", giữ nguyên {kept}" if kept else "") + ". Tiếp theo:",
           f"Created {made} files" + (f", kept {kept}" if kept else "") + ". Next:"))  # fmt: skip


def _sample() -> Iterator[tuple[str, bytes]]:
    yield from _tree(Path(__file__).parents[2] / "app" / "scaffold", "")


def _example(name: str) -> Iterator[tuple[str, bytes]]:
    # Installed, the schemes stand inside the package; in a working copy, beside `src`.
    package = Path(__file__).parents[2]
    for folder in (package / "examples" / name, package.parents[1] / "criteria" / name):
        if folder.is_dir():
            yield from _tree(folder, f"criteria/{name}/")
            return
    raise CannotRead([Diagnostic("SC610", None, {"what": name})])


def _tree(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield prefix + path.relative_to(folder).as_posix(), path.read_bytes()


__all__ = ["EXAMPLES", "command_"]
