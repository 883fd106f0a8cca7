"""What happens around every page: language, signing in, and what a failure looks like."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from scoring.errors import ExitCode, ScoringError

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("scoring.web")
COOKIE = "ngon-ngu"
_OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "language",
    "invitation",
}
"""Pages for people who have not signed in."""
_ACCOUNT = ("account_", "mfa_", "language", "totp_picture")
"""How the names of pages begin that an administrator without a second factor may see."""


_TEXTS = ("points", "reason", "text", "fact_value", "fact_reason", "source", "fields", "value")
"""The fields of forms in which people write."""


def language_of(request: HttpRequest) -> str:
    """The reader's language: the account's, else the browser's choice, else Vietnamese."""
    if request.user.is_authenticated:
        return request.user.language
    return "en" if request.COOKIES.get(COOKIE) == "en" else "vi"


def typed_texts(request: HttpRequest) -> list[str]:
    """What somebody wrote in a form that was sent and not taken: its texts, no secrets and no ids."""
    found = [value for name in _TEXTS for value in request.POST.getlist(name)]
    found += [
        value for name, values in request.POST.lists() if name.startswith(("value:", "number:")) for value in values
    ]
    return [value for value in found if value.strip()]


class PlainTextMiddleware:
    """A request is UTF-8 without NUL, or it is refused: no browser sends another, and databases cannot keep it."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page. Raises BadRequest."""
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise BadRequest("charset")
        if "\0" in request.path or any("\0" in one for one in request.COOKIES.values()):
            raise BadRequest("NUL")
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Looks at what was typed, once it is read. Raises BadRequest."""
        for given in (request.GET, request.POST):
            for name, values in given.lists():
                if "\0" in name or any("\0" in one for one in values):
                    raise BadRequest("NUL")


class LanguageMiddleware:
    """Pages and the texts of the libraries speak the reader's language."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with its language named."""
        with translation.override(language_of(request)):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language_of(request))
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if not request.path.startswith("/static/"):
            # Offices share computers: what was seen is not kept once somebody signed out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SignedInMiddleware:
    """Nothing is shown to who has not signed in, but the pages of signing in; administrators need a second factor."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page."""
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """To the page of signing in; a field saved by the page's script learns that it was not."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.user.is_authenticated:
            if request.user.is_administrator and not name.startswith(_ACCOUNT) and not is_mfa_enabled(request.user):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            return None
        if name in _OPEN:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        # Who sent something comes back to the page it was sent from.
        back = request.get_full_path()
        if request.method not in {"GET", "HEAD"}:
            before = request.headers.get("Referer", "")
            known = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
            back = urlsplit(before).path if known else "/"
        sign_in = f"{reverse('account_login')}?{urlencode({'next': back})}"
        if typed := typed_texts(request):
            return render(
                request,
                "desk/session_ended.html",
                {"lang": language_of(request), "typed": typed, "sign_in": sign_in},
                status=401,
            )
        return HttpResponseRedirect(sign_in)


class ProblemMiddleware:
    """A refusal of a use case is a page that says why, with what was typed still there when one goes back."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; None for a bug of ours, which Django logs and `handler500` shows."""
        if not isinstance(error, ScoringError):
            return None
        if error.exit_code is ExitCode.INTEGRITY:
            log.error("not whole at %s: %s", request.path, error)
        status = {ExitCode.INTEGRITY: 503, ExitCode.CANNOT_READ: 503, ExitCode.NOTHING: 404}.get(error.exit_code, 409)
        return render(request, "desk/refused.html", {"problems": error.diagnostics}, status=status)
