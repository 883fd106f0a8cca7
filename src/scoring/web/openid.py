"""Signing in with the provider of the desk's settings: the account has to be there, and nobody signs up."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from scoring.web import campaigns
from scoring.web.folder import OpenId
from scoring.web.models import User


class Provider(DefaultSocialAccountAdapter):
    """What allauth asks of us about a provider."""

    def get_requests_session(self) -> Any:
        """Calls to the provider: nowhere else it sends us, and over HTTPS unless it is on this computer."""
        session = super().get_requests_session()
        session.max_redirects = 0
        found = campaigns.desk().open_id
        if found is None or not found.is_local:
            del session.adapters["http://"]
        return session

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Nothing of what the provider says of a person is kept; it is looked at once, for this sign-in."""
        del request, data
        sociallogin.claims = sociallogin.account.extra_data
        sociallogin.account.extra_data = {}
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account: the one that signed in so before, else the one of the name or address the provider tells, if
        nobody has signed in to it so yet.
        """
        found = campaigns.desk().open_id
        token, more = sociallogin.claims.get("id_token"), sociallogin.claims.get("userinfo")
        if found is None or not isinstance(token, dict) or not isinstance(more, dict) or sociallogin.state.get("process") != "login":  # fmt: skip
            refuse(request, "answer")
        if str(token.get("iss", "")).rstrip("/") != found.issuer.rstrip("/") or token.get("sub") != more.get("sub"):
            refuse(request, "answer")
        if sociallogin.is_existing:
            return
        user = account_of(found, {**token, **more})
        if user is None or SocialAccount.objects.filter(user=user).exists():
            refuse(request, "account")
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, *_: object, **__: object) -> NoReturn:
        """The provider refused, somebody pressed the back button, or the answer is no answer to a question of ours."""
        refuse(request, "answer")


def account_of(provider: OpenId, claims: dict[str, Any]) -> User | None:
    """The one account of the name, or of the verified mail address, in what the provider says; None if there is none."""
    value = claims.get("email" if provider.match == "email" else provider.claim)
    if (
        not isinstance(value, str)
        or not value
        or (provider.match == "email" and claims.get("email_verified") is not True)
    ):
        return None
    rows = list(User.objects.filter(**{f"{provider.match}__iexact": value})[:2])
    return rows[0] if len(rows) == 1 else None


def refuse(request: HttpRequest, why: str) -> NoReturn:
    """The page that says why nobody was signed in: ``account`` there is none, or the ``answer`` was none."""
    raise ImmediateHttpResponse(render(request, "desk/no_open_id.html", {"why": why}, status=403))


def check(provider: OpenId) -> str:
    """Why the provider cannot be used; empty where its own description says it can."""
    try:
        with Provider().get_requests_session() as session:
            answer = session.get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            answer.raise_for_status()
            told = answer.json()
    except OSError as error:
        return str(error)
    wanted = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    if not isinstance(told, dict) or str(told.get("issuer", "")).rstrip("/") != provider.issuer.rstrip("/"):
        return "issuer"
    lost = [name for name in wanted if not isinstance(told.get(name), str)]
    if not lost and not told["authorization_endpoint"].startswith(f"{provider.origin}/"):
        lost = ["authorization_endpoint"]
    return ", ".join(lost)
