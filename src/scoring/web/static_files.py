"""The desk's static files: the report's stylesheet among them, one design for both; addresses that change with content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage


class Versioned(StaticFilesStorage):
    """Addresses of static files with the beginning of their digest: browsers keep each for a year, and ask for it again
    as soon as it is another.
    """

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a static file."""
        del force
        return f"{super().url(name)}?v={_digest(name or '')}"


@cache
def _digest(name: str) -> str:
    # A desk's files stay as they are while it is served; looking for them is a good part of making a page.
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


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
