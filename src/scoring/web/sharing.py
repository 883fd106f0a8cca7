"""Who of an agency's accounts fills in which part of its form; a division of labour, not of permissions."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from scoring.web.draft_fields import Fields
from scoring.web.form import sections
from scoring.web.models import Assignment, Duty, User


def colleagues(campaign: str, agency: str) -> list[User]:
    """The accounts that fill in an agency's form, by name."""
    duties = (Duty.EDITOR, Duty.HEAD)
    mine = User.objects.filter(
        places__campaign=campaign, places__actor=agency, places__duty__in=duties, is_active=True
    )  # fmt: skip
    return list(mine.distinct().order_by("username"))


def given(campaign: str, agency: str) -> dict[str, User]:
    """Who was given a page of the form or a criterion, by its id."""
    found = Assignment.objects.filter(campaign=campaign, agency=agency).select_related("user")
    return {one.item: one.user for one in found if one.user.is_active}


def by_criterion(fields: Fields, parts: Mapping[str, User], units: Mapping[str, str]) -> dict[str, User]:
    """Who fills in each criterion, by its id: who was given it, else its page, else all that its unit supplies. `units`:
    the unit of a criterion.
    """
    found = {}
    for section in sections(fields):
        for row in section.criteria:
            user = parts.get(row.id) or parts.get(f"muc:{section.id}") or parts.get(f"don-vi:{units.get(row.id)}")
            if user is not None:
                found[row.id] = user
    return found


def give(campaign: str, agency: str, parts: Mapping[str, User | None]) -> None:
    """Give pages (``muc:II``), what a unit supplies (``don-vi:kinh-te``) and criteria to accounts; None takes them back."""
    with transaction.atomic():
        for item, user in parts.items():
            if user is None:
                Assignment.objects.filter(campaign=campaign, agency=agency, item=item).delete()
            else:
                Assignment.objects.update_or_create(
                    campaign=campaign, agency=agency, item=item, defaults={"user": user}
                )
