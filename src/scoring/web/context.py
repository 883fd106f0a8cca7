"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from scoring import __version__
from scoring.web.middleware import language_of


def page(request: HttpRequest) -> dict[str, Any]:
    """The reader's language, and the program's version."""
    return {"lang": language_of(request) if hasattr(request, "user") else "vi", "version": __version__}
