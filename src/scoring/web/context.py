"""What every page knows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from scoring import __version__
from scoring.web import campaigns
from scoring.web.middleware import language_of
from scoring.web.notices import of


def page(request: HttpRequest) -> dict[str, Any]:
    """The reader's language, how many notices are unread, the program's version, how to sign in."""
    known = hasattr(request, "user")

    @cache
    def unread() -> int:
        # Called by the pages that show it only; the parts of a page that are saved do not ask.
        return of(request.user).filter(read_at=None).count() if known and request.user.is_authenticated else 0

    return {
        "lang": language_of(request) if known else "vi",
        "version": __version__,
        "unread": unread,
        "open_id": campaigns.desk().open_id,
    }
