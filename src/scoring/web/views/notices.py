"""The notices of an account, with read marks; and the address its mail goes to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.review.campaign import local_day
from scoring.web import campaigns
from scoring.web.models import Notice, User
from scoring.web.notices import of
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk

_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as it is listed."""

    notice: Notice
    text: str
    days_left: int | None


@desk(Action.OWN_ACCOUNT)
def listed(visit: Visit) -> HttpResponse:
    """The notices, the newest first."""
    today = local_day(campaigns.now())
    lines = [
        Line(one, visit.word(one.vi, one.en), (one.due - today).days if one.due is not None else None)
        for one in of(visit.user)[:_MOST]
    ]
    return visit.page("notices.html", lines=lines, mail=campaigns.desk().mail is not None)


@desk(Action.OWN_ACCOUNT, "POST")
def read(visit: Visit) -> HttpResponse:
    """Mark all notices as read, or one, and go where it is about."""
    text = visit.given("notice")
    rows, to = of(visit.user).filter(read_at=None), reverse("notices")
    if text is not None:
        one = of(visit.user).filter(pk=text).first() if re.fullmatch("[0-9]{1,15}", text) else None
        if one is None:
            raise Http404
        rows, to = rows.filter(pk=one.pk), one.address
    rows.update(read_at=campaigns.now())
    return HttpResponseRedirect(to)


@desk(Action.OWN_ACCOUNT, "POST")
def mail_address(visit: Visit) -> HttpResponse:
    """Set the address that notices are mailed to; empty for none."""
    if may_change_address():
        set_address(visit, visit.user)
    return HttpResponseRedirect(reverse("account"))


def may_change_address() -> bool:
    """Whether people set their own address; where one signs in by it, the administrator does."""
    found = campaigns.desk().open_id
    return found is None or found.match != "email"


def set_address(visit: Visit, user: User) -> None:
    """Set the mail address of an account to what was typed, if it is one."""
    address = (visit.given("email") or "").lower()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        visit.tell("error", f"“{address}” không phải địa chỉ thư.", f"“{address}” is no mail address.")
        return
    User.objects.filter(pk=user.pk).update(email=address)
    visit.tell("success", "Đã lưu địa chỉ thư.", "The mail address is saved.")
