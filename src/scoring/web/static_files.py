"""The report's stylesheet among the desk's static files: one design for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

_FOLDER = Path(__file__).parents[1] / "reports" / "templates"
_NAME = "style.css"


class ReportStyle(BaseFinder):
    """Finds ``desk/style.css`` beside the report's templates, and nothing else there."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing can be set wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of a path."""
        found = [str(_FOLDER / _NAME)] if path == f"desk/{_NAME}" else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every path, with where it is kept."""
        storage = FileSystemStorage(location=str(_FOLDER))
        storage.prefix = "desk"  # type: ignore[attr-defined]
        yield _NAME, storage
