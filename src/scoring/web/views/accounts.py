"""The administrator's pages: accounts, their places in campaigns, locking; never a score."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessLog
from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.web import campaigns
from scoring.web.models import Duty, Place, User
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk
from scoring.web.views.notices import set_address

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike on paper."""


def new_password() -> str:
    """A random password that can be read off paper: four groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def actors(campaign: str) -> list[tuple[str, str]]:
    """Who can act in a campaign: agencies and people, by id, with their names."""
    with campaigns.campaign(campaign) as session:
        opened = session.state.opened
    return [*((one.id, one.name) for one in opened.agencies), *((one.id, one.title) for one in opened.people)]


def named(places: Iterable[Place]) -> list[tuple[str, str, str]]:
    """Places in words: the campaign's title, the name of who acts there (empty for a viewer), the duty."""
    known, found = set(campaigns.campaign_ids()), []
    for one in places:
        opened = campaigns.opened(one.campaign) if one.campaign in known else None
        title, name = (opened.title, opened.called(one.actor)) if opened is not None else (one.campaign, one.actor)
        found.append((title, name, one.duty))
    return found


@desk(Action.MANAGE_ACCOUNTS)
def accounts(visit: Visit) -> HttpResponse:
    """All accounts with their places, and the form for a new one."""
    ids = campaigns.campaign_ids()
    return visit.page(
        "accounts.html",
        accounts=[
            (one, named(one.places.all())) for one in User.objects.prefetch_related("places").order_by("username")
        ],
        campaigns=[(id, campaigns.opened(id).title, actors(id)) for id in ids],
        duties=Duty.values,
        failures=AccessAttempt.objects.order_by("-attempt_time")[:20],
        logins=AccessLog.objects.order_by("-attempt_time")[:20],
    )


@desk(Action.MANAGE_ACCOUNTS, "POST")
def add(visit: Visit) -> HttpResponse:
    """Make an account with a place; the password is shown once."""
    post = visit.request.POST
    name = post.get("username", "").strip()
    try:
        User(username=name).clean_fields(exclude=["password"])
    except ValidationError:
        visit.tell(
            "error",
            "Tên đăng nhập chỉ gồm chữ, số và @ . + - _, dài không quá 150 ký tự",
            "The name may hold letters, digits and @ . + - _ only, at most 150",
        )
        return HttpResponseRedirect(reverse("accounts"))
    place = _place(visit)
    password = new_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(name, password=password)
            if place is not None:
                place.user = user
                place.save()
    except (IntegrityError, ValueError):
        visit.tell(
            "error",
            f"Đã có tài khoản “{name}”, hoặc tên không hợp lệ.",
            f"There is an account “{name}” already, or the name is not valid.",
        )
        return HttpResponseRedirect(reverse("accounts"))
    visit.tell(
        "success",
        f"Tài khoản {name}, mật khẩu {password} – chỉ hiện một lần.",
        f"Account {name}, password {password} – shown only once.",
    )
    return HttpResponseRedirect(reverse("accounts"))


def _place(visit: Visit) -> Place | None:
    post = visit.request.POST
    campaign, _, actor = post.get("place", "").partition("|")
    duty = post.get("duty", "")
    if not campaign:
        return None
    if campaign not in campaigns.campaign_ids() or duty not in Duty.values:
        raise Http404
    if duty == Duty.VIEWER:
        actor = ""
    elif actor not in dict(actors(campaign)) or (duty == Duty.OFFICE) == _is_agency(campaign, actor):
        # An agency has editors and a head, a person of the campaign an office.
        raise Http404
    return Place(campaign=campaign, actor=actor, duty=duty)


def _is_agency(campaign: str, actor: str) -> bool:
    with campaigns.campaign(campaign) as session:
        return session.state.opened.agency(actor) is not None


@desk(Action.MANAGE_ACCOUNTS, "POST")
def change(visit: Visit, account: int) -> HttpResponse:
    """Lock or open an account, give it a new password, a place more, or take its places."""
    user = User.objects.filter(pk=account).first()
    if user is None:
        raise Http404
    post = visit.request.POST
    if "lock" in post and user != visit.user:
        user.is_active = not user.is_active
        user.save(update_fields=["is_active"])
    elif "password" in post:
        password = new_password()
        user.set_password(password)
        user.save(update_fields=["password"])
        reset(username=user.get_username())
        # Who signed in by a provider until now may be somebody else from now on.
        SocialAccount.objects.filter(user=user).delete()
        visit.tell(
            "success",
            f"Mật khẩu mới của {user}: {password} – chỉ hiện một lần.",
            f"New password of {user}: {password} – shown only once.",
        )
    elif "email" in post:
        set_address(visit, user)
    elif "place" in post:
        place = _place(visit)
        if place is not None:
            Place.objects.update_or_create(
                user=user, campaign=place.campaign, actor=place.actor, defaults={"duty": place.duty}
            )
    elif "remove" in post:
        user.places.filter(pk=post["remove"] if re.fullmatch("[0-9]{1,9}", post["remove"]) else 0).delete()
    return HttpResponseRedirect(reverse("accounts"))
