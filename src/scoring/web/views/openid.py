"""The two steps of signing in with a provider: going there, and coming back."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from scoring.web import campaigns
from scoring.web.openid import refuse


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider; by a form, so that no other site can begin it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return _run(views.login, request, provider_id)


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, signed in or refused."""
    return _run(views.callback, request, provider_id)


def _run(view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    if campaigns.desk().open_id is None:
        raise Http404
    if request.user.is_authenticated:
        return HttpResponseRedirect("/")
    answer: HttpResponse
    try:
        try:
            answer = view(request, provider_id)
        except (OAuth2Error, OSError, KeyError, TypeError, ValueError, AttributeError):
            # The provider cannot be reached, or what it answers is not what the standard says.
            refuse(request, "provider")
    except ImmediateHttpResponse as refusal:
        answer = refusal.response
    return answer
