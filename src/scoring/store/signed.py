"""Checks signatures of entries, also of acts signed by their sender before they were received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, ValidationError, convert

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import IntegrityFailure
from scoring.review.acts.data import ORIGIN
from scoring.review.campaign import Campaign
from scoring.review.entry import Draft, Entry, Malformed
from scoring.review.entry_line import seal
from scoring.signing import owner_of, verify

MUST = ("published", "submitted")
"""The acts that are signed where signatures are demanded."""


class _Origin(Struct):
    at: str
    seq: int
    prev: str
    hash: str
    signature: dict[str, str] | None = None


def original(entry: Entry) -> Entry | None:
    """The entry as its sender signed it; None where it was not received from a bundle. Raises Malformed if the record
    of its origin is not valid.
    """
    if entry.data.get(ORIGIN) is None:
        return None
    misfit = Malformed("nguồn gốc không khớp nội dung", "its origin does not fit its content")
    plain = {key: value for key, value in entry.data.items() if key != ORIGIN}
    try:
        origin = convert(entry.data[ORIGIN], _Origin, strict=False)
        draft = Draft(act=entry.act, actor=entry.actor, role=entry.role, at=origin.at, data=plain)
        found = seal(draft, entry.campaign, origin.seq, origin.prev)
    except (ValidationError, Malformed):
        raise misfit from None
    if found.hash != origin.hash or (origin.signature is not None and origin.signature.keys() != {"key", "value"}):
        raise misfit
    return found._replace(signature=origin.signature)


def problems(
    entries: Iterable[Entry], trusted: Mapping[str, str] | None = None, *, demand: bool = False, file: str = ""
) -> Iterator[Diagnostic]:
    """What is wrong with the signatures of entries of the ledger `file`. `trusted` maps public keys in hex to their
    owners; None accepts any key. With `demand` submissions and publications must be signed.
    """
    for entry in entries:
        try:
            source = original(entry)
        except Malformed as error:
            values = {"position": str(entry.seq), "why": error.why[0], "why_en": error.why[1]}
            yield Diagnostic("SC900", _place(file, entry), values)
            continue
        signed = [one for one in (entry, source) if one is not None and one.signature is not None]
        for one in signed:
            yield from _one(one, entry, trusted, file)
        if demand and not signed and entry.act in MUST:
            yield Diagnostic("SC994", _place(file, entry), {"seq": str(entry.seq), "act": entry.act})


def verified(entries: Iterable[Entry], campaign: Campaign | None = None) -> Iterator[Entry]:
    """The entries, in a campaign with registered keys each with its signature found right; IntegrityFailure if one is
    not (SC992). `campaign`: whose they are, where they do not begin with its opening.
    """
    demanded = campaign is not None and bool(campaign.keys)
    for entry in entries:
        if entry.seq == 1 and isinstance(opened := entry.data.get("campaign"), dict):
            demanded = bool(opened.get("keys"))
        if demanded and (wrong := list(problems([entry]))):
            raise IntegrityFailure(wrong)
        yield entry


def _one(one: Entry, stored: Entry, trusted: Mapping[str, str] | None, file: str) -> Iterator[Diagnostic]:
    assert one.signature is not None
    values: dict[str, Any] = {"seq": str(stored.seq), "key": str(one.signature.get("key", ""))}
    if not verify(one.hash, one.signature):
        yield Diagnostic("SC992", _place(file, stored), values)
    elif trusted is not None and one.signature["key"] not in trusted:
        yield Diagnostic("SC993", _place(file, stored), values)
    elif trusted is not None and owner_of(trusted[one.signature["key"]]) != one.actor:
        owner = {"actor": one.actor, "owner": trusted[one.signature["key"]]}
        yield Diagnostic("SC999", _place(file, stored), values | owner)


def _place(file: str, entry: Entry) -> Place | None:
    return Place(file, entry.seq) if file else None
