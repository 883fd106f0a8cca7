"""A scheme, a dossier and a worked case to start from; what is there already is never written over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring.app.files import write_file
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead
from scoring.reports.official_files import shipped

What = Literal["scheme", "set", "overlay", "units", "periodic", "dossier", "plan", "case", "result"]
SCHEMAS: tuple[What, ...] = ("scheme", "set", "overlay", "units", "periodic", "dossier", "plan", "case")
EXAMPLES = {"qd-1211": "qd-1211-2022"}
"""Schemes that come with the program: the name by which they are asked for, and their folder."""


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """What was written and what was there already."""

    made: Sequence[Path]
    existing: Sequence[Path]


def scaffold(folder: Path, *, example: str | None = None, observer: Observer = SILENT) -> Scaffolded:
    """Write the small sample, or the scheme of `EXAMPLES` named, if it came with the program, and editors' schemas."""
    files = list(_example(EXAMPLES[example]) if example else _tree(Path(__file__).parent / "scaffold", ""))
    files += [(f"_schemas/{what}.json", schema_text(what).encode()) for what in SCHEMAS]
    return _make(folder, files, observer)


def copy_templates(folder: Path, *, observer: Observer = SILENT) -> Scaffolded:
    """Copy the Word and PDF templates into a folder, to be edited."""
    return _make(folder, list(shipped().items()), observer)


def schema_text(what: What) -> str:
    """The JSON Schema of a kind of file, for editors."""
    from scoring.schemas import json_schema

    return json.dumps(json_schema(what), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _make(folder: Path, files: Sequence[tuple[str, bytes]], observer: Observer) -> Scaffolded:
    """Write what is not there yet."""
    made, existing = [], []
    for name, data in files:
        path = folder / name
        if path.exists() or path.is_symlink():
            existing.append(path)
            observer.diagnostics([Diagnostic("SC630", Place(str(path)), {"path": str(path)})])
        else:
            write_file(path, data)
            made.append(path)
    return Scaffolded(made, existing)


def _example(name: str) -> Iterator[tuple[str, bytes]]:
    # Installed, the schemes stand inside the package; in a working copy, beside `src`.
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / name, package.parents[1] / "criteria" / name):
        if folder.is_dir():
            yield from _tree(folder, f"criteria/{name}/")
            return
    raise CannotRead([Diagnostic("SC610", None, {"what": name})])


def _tree(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield prefix + path.relative_to(folder).as_posix(), path.read_bytes()
