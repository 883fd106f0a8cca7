"""Finds documents recorded more than once, in one dossier or by several agencies."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place, sort
from scoring.evidence.load import LoadedDossier
from scoring.evidence.model import Record
from scoring.text import fold, nfc

Key = tuple[str, ...]
_SPACES = re.compile(r"\s+")
_IN_MEMORY = 2_000_000
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def _plain(text: str | None) -> str:
    return _SPACES.sub("", fold(text or ""))


def unnumbered(record: Record) -> bool:
    """Whether the paper has no number of its own: ``/KH-UBND`` is the form with the number left out."""
    return record.number is None or not any(c.isdigit() for c in record.number)


def keys(record: Record, across_agencies: bool = False) -> Iterator[Key]:
    """The keys that identify a record's document; with `across_agencies` only those that hold between agencies too.

    Two agencies number their papers alike, so between agencies a number says nothing without its issuer.
    """
    if record.file is not None and record.file.sha256:
        yield "file", record.file.sha256.lower().removeprefix("sha256:")
    if record.file is not None and not across_agencies:
        yield "path", str(PurePosixPath(nfc(record.file.path)))
    day = str(record.date or "")
    if not unnumbered(record):
        if not across_agencies or record.issuer:
            yield "number", _ZEROS.sub("", _plain(record.number)), day, _plain(record.issuer)
    elif not across_agencies and record.date is not None and record.date.complete:
        # A paper without a number: a meeting, a talk. Its title, day and issuer tell it.
        sort = "event" if record.issuer else "alike"
        yield sort, record.kind, _plain(record.title), day, _plain(record.issuer)
    if not across_agencies and not unnumbered(record):
        # The same number with less written down beside it may well be the same paper.
        yield "alike", _ZEROS.sub("", _plain(record.number))


def _compatible(one: Record, other: Record) -> bool:
    """Whether two records of one number agree in everything both of them state."""
    if one.issuer and other.issuer and _plain(one.issuer) != _plain(other.issuer):
        return False
    if one.date is None or other.date is None:
        return True
    return one.date.first <= other.date.last and other.date.first <= one.date.last


def same_document(one: Record, other: Record) -> bool:
    """Whether two records of one kind describe the same document."""
    if one.kind != other.kind:
        return False
    digests = {x.file.sha256.lower() for x in (one, other) if x.file and x.file.sha256}
    if len(digests) > 1:
        return False
    common = set(keys(one)) & set(keys(other))
    return any(key[0] != "alike" for key in common) or (bool(common) and _compatible(one, other))


def document_words(record: Record) -> dict[str, str]:
    """A short description of the document in both languages, as values of a diagnostic."""
    name, day = record.number or record.title, record.date
    return {"document": f"{name}, ngày {day.vi}" if day else name, "document_en": f"{name}, {day}" if day else name}


def repeated_documents(loaded: LoadedDossier) -> list[Diagnostic]:
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
            values = {"id": record.id, "other": other.id, **document_words(record)}
            if key[0] == "alike" and not _compatible(record, other):
                continue
            # As two kinds it may serve two purposes; as one kind it is counted twice.
            level: Severity | None
            level = None if other.kind == record.kind and key[0] != "alike" else "warning"
            place, related = doc.place(("evidence", index, "id")), doc.place(("evidence", at, "id"))
            found.append(Diagnostic("SC440", place, values, f"evidence.{index}", related, level))
            break
    return found


class Shared:
    """Finds documents that several agencies claim for the same period, dossier after dossier.

    Of each key only eight bytes stay in memory, the rest waits on the disk, so that thousands of dossiers
    can be compared without being kept.
    """

    def __init__(self) -> None:
        from tempfile import SpooledTemporaryFile  # heavy, and one dossier alone shares nothing

        self._hashes = array("Q")
        # Closed, and with that deleted, by `problems`.
        self._notes = SpooledTemporaryFile(  # noqa: SIM115
            _IN_MEMORY, "w+", encoding="utf-8", newline="\n", errors="surrogateescape"
        )

    def add(self, loaded: LoadedDossier) -> None:
        """Add one dossier's documents."""
        dossier = loaded.dossier
        period = str(dossier.period)
        agency = (dossier.agency.id, loaded.path.as_posix(), dossier.agency.name)
        for index, record in enumerate(dossier.evidence):
            found = ["\x1f".join((period, *key)) for key in keys(record, across_agencies=True)]
            if not found:
                continue
            self._hashes.extend(map(_hash, found))
            place = loaded.document.place(("evidence", index, "id"))
            where = (place.file, place.line, place.column, place.end_column) if place else None
            note = (*agency, index, record.id, document_words(record), where, found)
            self._notes.write(json.dumps(note, ensure_ascii=False) + "\n")

    def problems(self) -> list[Diagnostic]:
        """A problem for each record of a document that an earlier agency claims; its record is the related place."""
        with self._notes as notes:
            ordered = sorted(self._hashes)
            repeated = {one for one, next_ in pairwise(ordered) if one == next_}
            notes.seek(0)
            lines = (json.loads(line) for line in notes) if repeated else ()
            rows = sorted(
                (one for one in lines if any(_hash(key) in repeated for key in one[-1])), key=lambda one: one[:4]
            )
        first: dict[str, list[Any]] = {}
        found: list[Diagnostic] = []
        for row in rows:
            agency, _, _, index, _, words, where, own = row
            for key in own:
                owner = first.setdefault(key, row)
                if owner[0] == agency:
                    continue
                values = {"agency": owner[2], "other": owner[4], **words}
                place, related = (Place(*one) if one else None for one in (where, owner[6]))
                found.append(Diagnostic("SC443", place, values, f"evidence.{index}", related))
                break
        return sort(found)


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def check_shared(dossiers: Iterable[LoadedDossier]) -> list[Diagnostic]:
    """Documents that several of these agencies claim for the same period."""
    shared = Shared()
    for one in dossiers:
        shared.add(one)
    return shared.problems()
