"""Drafts: fields with versions in the web database, as they were typed.

Paths are those of a dossier's parts, ending in the name of the field: ``numbers/so_thon/value``, ``claims/I.1/points``,
``evidence/ke-hoach/title``. A value that is wrong is kept as it was typed, told beside its field, and counts as not
declared.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db import IntegrityError, transaction

from scoring.web.draft_fields import Fields, Values
from scoring.web.fields import TEXT, WrongValue, kept
from scoring.web.models import DraftField, DraftFile, User

SOURCES = "provenance/dossier/sources"
_COLUMNS = ("path", "value", "version", "changed_by__username")


class Stale(Exception):  # noqa: N818 - says what is the case, like the names in errors
    """Somebody else changed the field since it was shown; says what it holds now."""

    def __init__(self, now: DraftField) -> None:
        super().__init__(now.path)
        self.now = now


class Field(NamedTuple):
    """A field as it was read."""

    path: str
    value: str
    version: int = 1
    by: str = ""
    """Who wrote it last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of one agency's draft."""

    campaign: str
    agency: str
    fields: Mapping[str, Field]
    files: Mapping[str, DraftFile]
    """By digest."""
    newer: Collection[str] = ()
    """The paths that were changed after the files were read that the draft names as its sources."""

    @property
    def values(self) -> dict[str, str]:
        """What is filled in, by path."""
        return {path: one.value for path, one in self.fields.items() if one.value}

    def version(self, path: str) -> int:
        """The field's version; 0 where nobody wrote it yet."""
        found = self.fields.get(path)
        return found.version if found else 0

    def records(self) -> list[str]:
        """The ids of the records of evidence, in the order in which they were begun."""
        ids = dict.fromkeys(path.split("/")[1] for path in self.fields if path.startswith("evidence/"))
        values = self.values
        return [id for id in ids if f"evidence/{id}/kind" in values]


def tried(draft: Draft, typed: Values, fields: Fields) -> Draft:
    """The draft as it would be with other values, at the versions it has; nothing is stored."""
    new = dict(draft.fields)
    for path, text in typed.items():
        stored = new.get(path)
        try:
            value = kept(fields.kind(path, draft.values) or TEXT, text)
        except WrongValue:
            value = text.strip()
        new[path] = stored._replace(value=value) if stored else Field(path, value, 0)
    return replace(draft, fields=new)


def read(campaign: str, agency: str) -> Draft:
    """The draft as it stands."""
    mine = {"campaign": campaign, "agency": agency}
    stored = DraftField.objects.filter(**mine)
    fields = {row[0]: Field._make(row) for row in stored.order_by("pk").values_list(*_COLUMNS)}
    newer: list[str] = []
    if SOURCES in fields:
        newer = list(stored.filter(changed_at__gt=stored.get(path=SOURCES).changed_at).values_list("path", flat=True))
    return Draft(
        **mine, fields=fields, files={one.sha256: one for one in DraftFile.objects.filter(**mine)}, newer=newer
    )


def read_field(draft: Draft, path: str) -> Draft:
    """The draft with one field read again, which may have been changed since."""
    stored = DraftField.objects.filter(campaign=draft.campaign, agency=draft.agency, path=path)
    found = {row[0]: Field._make(row) for row in stored.values_list(*_COLUMNS)}
    changed = SOURCES in draft.fields and path != SOURCES and found.get(path) != draft.fields.get(path)
    newer = [*draft.newer, path] if changed and path not in draft.newer else draft.newer
    return replace(draft, fields={**draft.fields, **found}, newer=newer)


def save(draft: Draft, path: str, value: str, version: int, user: User) -> DraftField:
    """Write one field, which was at `version` when its writer saw it: what is stored when this returns is on the disk.
    Raises Stale if somebody else has changed it to another value since.
    """
    mine = {"campaign": draft.campaign, "agency": draft.agency, "path": path}
    with transaction.atomic():
        found = DraftField.objects.select_for_update().filter(**mine).first()
        if found is None:
            try:
                with transaction.atomic():
                    return DraftField.objects.create(**mine, value=value, changed_by=user)
            except IntegrityError:
                found = DraftField.objects.select_for_update().get(**mine)
        if found.value == value:
            # Sent twice, or typed alike by two: nothing is lost by saying yes.
            return found
        if found.version != version:
            raise Stale(found)
        found.value, found.changed_by = value, user
        found.version += 1
        found.save()
    return found


def fill(draft: Draft, values: Values, user: User) -> int:
    """Write many fields at once over whatever they hold, as from a workbook; how many changed."""
    mine = {"campaign": draft.campaign, "agency": draft.agency}
    with transaction.atomic():
        known = {one.path: one for one in DraftField.objects.select_for_update().filter(**mine)}
        new = [DraftField(**mine, path=path, value=value, changed_by=user)
               for path, value in values.items() if path not in known]  # fmt: skip
        # Somebody who filled the same field at this moment wrote it first.
        DraftField.objects.bulk_create(new, ignore_conflicts=True)
        changed = [known[path] for path, value in values.items() if path in known and known[path].value != value]
        for one in changed:
            one.value, one.changed_by = values[one.path], user
            one.version += 1
            one.save()
    return len(new) + len(changed)


def new_record_id() -> str:
    """An id for a record begun in the browser."""
    return f"mc-{secrets.token_hex(4)}"
