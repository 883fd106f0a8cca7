"""The shipped templates given out, to be edited in Word or with any text editor."""

from __future__ import annotations

from pathlib import Path

from scoring.reports.official_files import shipped


def templates() -> dict[str, bytes]:
    """Every shipped template by file name, ready to be written."""
    return shipped()


def save_templates(folder: Path) -> list[Path]:
    """Write the shipped templates into a folder; what is there already is kept.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, data in templates().items():
        path = folder / name
        if path.exists() or path.is_symlink():
            continue
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(path)
        made.append(path)
    return made


__all__ = ["save_templates", "templates"]
