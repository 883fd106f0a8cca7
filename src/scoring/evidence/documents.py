"""Finds documents recorded more than once, in one dossier or by several agencies."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import msgspec

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place, sort
from scoring.evidence.load import LoadedDossier
from scoring.evidence.model import Attachment, Record
from scoring.evidence.paper_identity import alike, bodies, may_be_same_bodies, number_key
from scoring.text import fold, nfc
from scoring.values import PartialDate

RECORD_PARTS = {
    "kind": ("loại", "kind"),
    "number": ("số, ký hiệu", "number"),
    "date": ("ngày", "date"),
    "title": ("trích yếu", "title"),
    "issuer": ("cơ quan ban hành", "issuer"),
    "criteria": ("dùng cho tiêu chí", "for criteria"),
    "note": ("ghi chú", "note"),
    "occurrence": ("kỳ báo cáo", "report for"),
    "shared_with": ("ban hành chung với", "issued with"),
    "cites": ("văn bản dẫn", "documents cited"),
    "outside_period": ("lý do ngoài kỳ", "why outside the period"),
    "file": ("tệp", "file"),
}
"""What the parts of a record are called."""
Key = tuple[str, ...]
_SPACES = re.compile(r"\s+")
_TOLD = ("id", "kind", "title", "number", "issuer", "shared_with")
"""Parts of a record, beside its day and its file's digest, that tell whether two agencies have the same document."""
_IN_MEMORY = 2_000_000
_PARTS = 16
_MOST_COMPARED = 50
"""Earlier records of one key that a record is compared with."""


@lru_cache(maxsize=1024)
def _plain(text: str | None) -> str:
    return _SPACES.sub("", fold(text or ""))


def unnumbered(record: Record) -> bool:
    """Whether the paper has no number of its own: ``/KH-UBND`` is the form with the number left out."""
    return record.number is None or not any(map(str.isdigit, record.number))


@lru_cache(maxsize=1024)
def _names(issuer: str, apart: bool) -> tuple[str, ...]:
    """The bodies of an issuer's text, each alone where they are to be told apart."""
    names = [one.name for one in bodies(issuer)]
    return tuple(names) if apart else (";".join(names),)


def keys(record: Record, across_agencies: bool = False) -> list[Key]:
    """The keys that identify a record's document; with `across_agencies` only those that hold between agencies too.

    Two agencies number their papers alike, so between agencies a number says nothing without its issuer.
    """
    found: list[Key] = []
    if record.file is not None:
        if record.file.sha256:
            found.append(("file", record.file.sha256.lower().removeprefix("sha256:")))
        if not across_agencies:
            found.append(("path", str(PurePosixPath(nfc(record.file.path)))))
    day = str(record.date) if record.date is not None else ""
    # Of a joint paper another agency may have written down its own name alone.
    names = _names(record.issuer or "", across_agencies)
    if not unnumbered(record):
        number = number_key(record.number or "").text
        found += [("number", number, day, name) for name in names]
        if not across_agencies:
            # The same number with less written down beside it may well be the same paper.
            found.append(("alike", number))
    elif record.date is not None and record.date.complete:
        # A paper without a number: a meeting, a talk. Its title, day and issuer tell it.
        found += [("event", record.kind, _plain(record.title), day, name) for name in names if name]
        if not across_agencies:
            found.append(("alike", record.kind, day))
    return found


def _contradict(one: Record, other: Record) -> bool:
    """Whether two records state different days, years of the number, or places of one body."""
    years = {number_key(x.number or "").year or (str(x.date.first.year) if x.date else "") for x in (one, other)} - {""}
    if len(years) > 1 and not (unnumbered(one) or unnumbered(other)):
        return True
    if one.date and other.date and not (one.date.first <= other.date.last and other.date.first <= one.date.last):
        return True
    mine, theirs = bodies(one.issuer or ""), bodies(other.issuer or "")
    return [x.name for x in mine] == [x.name for x in theirs] and not may_be_same_bodies(one.issuer, other.issuer)


def _same(key: Key, one: Record, other: Record) -> bool:
    """Whether two records with this key in common are of one document as far as both state it."""
    if key[0] in {"file", "path"}:
        return True
    if _contradict(one, other):
        return False
    if key[0] != "alike":
        return True
    issuers = may_be_same_bodies(one.issuer, other.issuer)
    if not unnumbered(one):
        return issuers
    return issuers and _plain(one.title) == _plain(other.title)


def _suspicious(one: Record, other: Record) -> bool:
    """Whether two records with a weak key in common differ only in how the issuer or the title is written."""
    if _contradict(one, other):
        return False
    issuers = may_be_same_bodies(one.issuer, other.issuer) or alike(one.issuer, other.issuer)
    titles = alike(one.title, other.title)
    return (issuers and titles) if unnumbered(one) else (issuers or (titles and one.date == other.date))


def same_document(one: Record, other: Record) -> bool:
    """Whether two records of one kind describe the same document."""
    if one.kind != other.kind:
        return False
    digests = {x.file.sha256.lower() for x in (one, other) if x.file and x.file.sha256}
    if len(digests) > 1:
        return False
    return any(_same(key, one, other) for key in set(keys(one)) & set(keys(other)))


def document_words(record: Record) -> dict[str, str]:
    """A short description of the document in both languages, as values of a diagnostic."""
    name, day = record.number or record.title, record.date
    return {"document": f"{name}, ngày {day.vi}" if day else name, "document_en": f"{name}, {day}" if day else name}


def repeated_documents(loaded: LoadedDossier) -> list[Diagnostic]:
    """Documents recorded twice in one dossier."""
    earlier: dict[Key, list[int]] = {}
    found: list[Diagnostic] = []
    records, doc = loaded.dossier.evidence, loaded.document
    for index, record in enumerate(records):
        own = keys(record)
        pair = next(_pairs(records, record, own, earlier), None)
        for key in own:
            if len(at := earlier.setdefault(key, [])) < _MOST_COMPARED:
                at.append(index)
        if pair is None:
            continue
        at_, level = pair
        other = records[at_]
        values = {"id": record.id, "other": other.id, **document_words(record)}
        place, related = doc.place(("evidence", index, "id")), doc.place(("evidence", at_, "id"))
        found.append(Diagnostic("SC440", place, values, path=f"evidence.{index}", related=related, level=level))
    return found


def _pairs(
    records: Sequence[Record], record: Record, own: Iterable[Key], earlier: Mapping[Key, Sequence[int]]
) -> Iterator[tuple[int, Severity | None]]:
    """The earlier records of the same document and how severe that is, the surest key first."""
    for key in own:
        for at in earlier.get(key, ()):
            other = records[at]
            if other.id == record.id:
                continue
            if _same(key, record, other):
                # As two kinds it may serve two purposes; as one kind it is counted twice.
                yield at, None if other.kind == record.kind and key[0] != "alike" else "warning"
            elif key[0] == "alike" and _suspicious(record, other):
                yield at, "warning"


class Facts(NamedTuple):
    """What has to be known of a dossier's documents to find those that others claim, too."""

    agency: str
    file: str
    hashes: array[int]
    """A number for each key of a document."""
    notes: bytes
    """A line with all documents."""


class _Noted(NamedTuple):
    """What is noted of a record."""

    hashes: list[int]
    number: int
    """Its place among the dossier's records."""
    where: tuple[int, int, int]
    """Line, column and last column."""
    day: str | None
    digest: str | None
    """Of its file."""
    told: Sequence[Any]
    """Values of `_TOLD`."""


def document_facts(loaded: LoadedDossier) -> Facts:
    """The facts of a dossier's documents."""
    dossier = loaded.dossier
    period = str(dossier.period)
    hashes, rows = array("Q"), []
    places = loaded.document.places_in_items("evidence", "id", len(dossier.evidence))
    for index, (record, place) in enumerate(zip(dossier.evidence, places, strict=True)):
        if own := [_hash(key) for key in _shared_keys(record, period)]:
            hashes.extend(own)
            rows.append(
                _Noted(
                    hashes=own,
                    number=index,
                    where=(place.line, place.column, place.end_column),
                    day=None if record.date is None else str(record.date),
                    digest=None if record.file is None else record.file.sha256,
                    told=[getattr(record, name) for name in _TOLD],
                )
            )
    note = _line((dossier.agency.name, period, loaded.document.name, rows)) if rows else b""
    return Facts(dossier.agency.id, loaded.path.as_posix(), hashes, note)


def _shared_keys(record: Record, period: str) -> list[str]:
    return ["\x1f".join((period, *key)) for key in keys(record, across_agencies=True)]


def _line(value: object) -> bytes:
    """A value as a line of JSON; names of files need not be text."""
    try:
        return msgspec.json.encode(value) + b"\n"
    except UnicodeEncodeError:
        return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "surrogateescape")


class Shared:
    """Finds documents that several agencies claim for the same period, dossier after dossier.

    Of each key only eight bytes stay in memory, the rest waits on the disk, so that thousands of dossiers
    can be compared without being kept.
    """

    def __init__(self) -> None:
        from tempfile import SpooledTemporaryFile  # heavy, and one dossier alone shares nothing

        # Closed, and with that deleted, by `problems`, or where the run ends before.
        self._notes = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._hashes = array("Q")
        self._dossiers: list[tuple[str, str, int]] = []
        """Agency, file and where the facts begin, of every dossier with documents."""

    def __del__(self) -> None:
        self._notes.close()

    def add(self, facts: Facts | None) -> None:
        """Add one dossier's facts."""
        if facts and facts.notes:
            self._dossiers.append((facts.agency, facts.file, self._notes.tell()))
            self._hashes.extend(facts.hashes)
            self._notes.write(facts.notes)

    def problems(self) -> Iterator[Diagnostic]:
        """A problem for each record of a document that an earlier agency has, too, unless both say that they share it;
        the other's record is the related place.
        """
        with self._notes:
            repeated = set(self._repeated())
            earlier: dict[str, list[_Row]] = {}
            for row in self._rows(repeated) if repeated else ():
                own = [key for key in row.keys if _hash(key) in repeated]
                others = (other for key in own for other in earlier.get(key, ()) if _same_across(key, row, other))
                yield from islice(filter(None, (_shared(row, other) for other in others)), 1)
                for key in own:
                    if len(at := earlier.setdefault(key, [])) < _MOST_COMPARED:
                        at.append(row)

    def _repeated(self) -> Iterator[int]:
        """The numbers that are there more than once; they are sorted part by part, since a list takes much memory."""
        for part in range(_PARTS):
            ordered = sorted(one for one in self._hashes if one % _PARTS == part)
            yield from (one for one, next_ in pairwise(ordered) if one == next_)

    def _rows(self, repeated: set[int]) -> Iterator[_Row]:
        """The documents with one of these numbers, by agency and file."""
        for agency, _, start in sorted(self._dossiers):
            self._notes.seek(start)
            name, period, file, rows = json.loads(self._notes.readline().decode("utf-8", "surrogateescape"))
            for noted in (_Noted(*row) for row in rows):
                if not repeated.isdisjoint(noted.hashes):
                    yield _Row.of(agency, name, period, file, noted)


class _Row(NamedTuple):
    """A record that may be of a document which several agencies have."""

    agency: str
    name: str
    number: int
    place: Place
    keys: list[str]
    record: Record

    @classmethod
    def of(cls, agency: str, name: str, period: str, file: str, noted: _Noted) -> _Row:
        """The record of an agency's note."""
        paper = None if noted.digest is None else Attachment.model_construct(path="", sha256=noted.digest)
        date = noted.day and PartialDate.parse(noted.day)
        record = Record.model_construct(**dict(zip(_TOLD, noted.told, strict=True)), date=date, file=paper)
        return cls(agency, name, noted.number, Place(file, *noted.where), _shared_keys(record, period), record)


def _same_across(key: str, one: _Row, other: _Row) -> bool:
    """Whether records of two agencies with this key in common are of one document."""
    return one.agency != other.agency and _same(tuple(key.split("\x1f")[1:]), one.record, other.record)


def _shared(one: _Row, other: _Row) -> Diagnostic | None:
    """What is wrong where two agencies have the same document; None where both say that they share it."""
    says, answers = other.agency in one.record.shared_with, one.agency in other.record.shared_with
    if says and answers:
        return None
    values = {"agency": other.name, "other": other.record.id, **document_words(one.record)}
    if says or answers:
        values["says"], values["silent"] = (one.name, other.name) if says else (other.name, one.name)
    code = "SC447" if says or answers else "SC443"
    return Diagnostic(code, one.place, values, path=f"evidence.{one.number}", related=other.place)


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def check_shared(dossiers: Iterable[LoadedDossier]) -> list[Diagnostic]:
    """Documents that several of these agencies claim for the same period."""
    shared = Shared()
    for one in dossiers:
        shared.add(document_facts(one))
    return sort(shared.problems())
