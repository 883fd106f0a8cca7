"""The same document twice: within one dossier and across agencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from scoring.diagnostics import Diagnostic, sort
from scoring.evidence.load import LoadedDossier
from scoring.evidence.model import Record
from scoring.text import fold, nfc

Key = tuple[str, ...]
_SPACES = re.compile(r"\s+")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def _plain(text: str | None) -> str:
    return _SPACES.sub("", fold(text or ""))


def unnumbered(record: Record) -> bool:
    """Whether the paper has no number of its own: ``/KH-UBND`` is the form with the number left out."""
    return record.number is None or not any(c.isdigit() for c in record.number)


def keys(record: Record, apart: bool = False) -> Iterator[Key]:
    """What identifies the document behind a record; `apart` asks for what holds between agencies, too.

    Two agencies number their papers alike, so between agencies a number says nothing without its issuer.
    """
    if record.file is not None and record.file.sha256:
        yield "file", record.file.sha256.lower().removeprefix("sha256:")
    if record.file is not None and not apart:
        yield "path", str(PurePosixPath(nfc(record.file.path)))
    day = str(record.date or "")
    if not unnumbered(record):
        if not apart or record.issuer:
            yield "number", _ZEROS.sub("", _plain(record.number)), day, _plain(record.issuer)
    elif not apart and record.date is not None and record.date.complete:
        # A paper without a number: a meeting, a talk. Its title, day and issuer tell it.
        sort = "event" if record.issuer else "alike"
        yield sort, record.kind, _plain(record.title), day, _plain(record.issuer)
    if not apart and not unnumbered(record):
        # The same number with less written down beside it may well be the same paper.
        yield "alike", _ZEROS.sub("", _plain(record.number))


def _compatible(one: Record, other: Record) -> bool:
    """Whether nothing written about two papers of one number tells them apart."""
    if one.issuer and other.issuer and _plain(one.issuer) != _plain(other.issuer):
        return False
    if one.date is None or other.date is None:
        return True
    return one.date.first <= other.date.last and other.date.first <= one.date.last


def named(record: Record) -> str:
    """The document in words, as short as can be."""
    parts = [record.number or record.title, f"ngày {record.date.vi}" if record.date else ""]
    return ", ".join(part for part in parts if part)


def twice(loaded: LoadedDossier) -> list[Diagnostic]:
    """Documents recorded twice in one dossier."""
    first: dict[Key, int] = {}
    found: list[Diagnostic] = []
    records, doc = loaded.dossier.evidence, loaded.document
    for index, record in enumerate(records):
        for key in keys(record):
            at = first.setdefault(key, index)
            if at == index or records[at].id == record.id:
                continue
            other = records[at]
            values = {"id": record.id, "other": other.id, "document": named(record)}
            if key[0] == "alike" and not _compatible(record, other):
                continue
            # As two kinds it may serve two purposes; as one kind it is counted twice.
            level = "" if other.kind == record.kind and key[0] != "alike" else "warning"
            place, related = doc.place(("evidence", index, "id")), doc.place(("evidence", at, "id"))
            found.append(Diagnostic("SC440", place, values, f"evidence.{index}", related, level))
            break
    return found


def check_shared(dossiers: Iterable[LoadedDossier]) -> list[Diagnostic]:
    """Documents that several agencies claim for the same period, each named once per later record."""
    first: dict[tuple[str, Key], tuple[LoadedDossier, int]] = {}
    found: list[Diagnostic] = []
    ordered = sorted(dossiers, key=lambda one: (one.dossier.agency.id, one.path.as_posix()))
    for loaded in ordered:
        period = str(loaded.dossier.period)
        for index, record in enumerate(loaded.dossier.evidence):
            for key in keys(record, apart=True):
                owner, at = first.setdefault((period, key), (loaded, index))
                if owner.dossier.agency.id == loaded.dossier.agency.id:
                    continue
                other = owner.dossier.evidence[at]
                values = {
                    "agency": owner.dossier.agency.name, "other": other.id, "document": named(record),
                }  # fmt: skip
                place = loaded.document.place(("evidence", index, "id"))
                related = owner.document.place(("evidence", at, "id"))
                found.append(Diagnostic("SC443", place, values, f"evidence.{index}", related))
                break
    return sort(found)


__all__ = ["check_shared", "keys", "named", "twice"]
