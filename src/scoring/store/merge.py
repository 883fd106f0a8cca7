"""Imports a bundle in one transaction: as acts received from an agency, or followed as the ledger of record.

There is one ledger of record, the appraiser's. An agency works on a copy, and its acts are *received*: each is entered
behind the head of the ledger of record, at the instant of receipt, with its origin. When the ledger of record comes
back, the agency's copy *follows* it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from scoring.errors import IntegrityFailure, ScoringError
from scoring.review.acts.data import ORIGIN
from scoring.review.entry import Draft, Entry, EntryData, Head, Malformed
from scoring.review.entry_line import parse, seal
from scoring.store import blobs
from scoring.store.bundle import CheckedBundle, carried, erased_in, references, scheme_of, stream_of
from scoring.store.signed import original
from scoring.store.sql import LedgerView, SqlStore, add, lock

Allow = Callable[[LedgerView], None]
"""Called with the ledger as it would be after the import; raises to refuse it."""
Notes = Mapping[str, EntryData]
"""By hash of an entry received: what is recorded beside its origin."""
_BATCH = 500


@dataclass(slots=True)
class ImportResult:
    """The result of an import."""

    head: Head
    entries: int = 0
    """Entries written."""
    attachments: int = 0
    erased: int = 0
    """Attachments whose content was removed here because the ledger says so."""
    replaced: bool = False
    """Whether the ledger followed another copy, one's own acts at other places."""


def take(
    store: SqlStore,
    checked: CheckedBundle,
    *,
    at: str = "",
    follow: bool = False,
    notes: Notes | None = None,
    must_sign: frozenset[str] = frozenset(),
    allow: Allow | None = None,
) -> ImportResult:
    """Import a checked bundle into the store, in one transaction.

    `at` is the UTC instant of receipt, `notes` what the receiver records beside the origin of entries,
    `must_sign` names the agencies whose bundles must be signed. With `follow`
    the bundle is the ledger of record, which replaces the one here. `allow` refuses a ledger that the rules of
    campaigns do not allow. Raises InvalidInput if it is older, lacks entries in between, is for another scheme, or
    holds what is not received here; IntegrityFailure if the ledgers fork, or an attachment is missing.
    """

    def work(connection: Connection) -> ImportResult:
        lock(connection, checked.manifest.campaign)
        view = LedgerView(connection, checked.manifest.campaign)
        merge = _Merge(connection, view, checked, at, notes or {})
        # A campaign that is not here yet can only be followed.
        taken = merge.follow() if follow or not view.head.seq else merge.receive(must_sign)
        merge.attachments(taken)
        if allow is not None and taken.entries:
            allow(LedgerView(connection, checked.manifest.campaign))
        return taken

    taken = store.transaction(work)
    if taken.erased:
        blobs.overwrite_log(store.engine, store.where)
    return taken


class _Merge:
    """One import inside its transaction."""

    def __init__(self, connection: Connection, view: LedgerView, checked: CheckedBundle, at: str, notes: Notes) -> None:
        self.connection = connection
        self.view = view
        self.checked = checked
        self.fail = checked.package.fail
        self.at, self.notes = at, notes
        self.base, self.there, self.here = checked.manifest.base, checked.manifest.head, view.head
        self.new: list[Entry] = []
        """What the entries written refer to must be here or in the bundle."""
        self._check_joins()

    def _check_joins(self) -> None:
        """Refuse a bundle of another campaign, or one that begins after this ledger's end."""
        if self.base.seq > self.here.seq:
            raise self.fail("SC960", seq=self.base.seq + 1, have=self.here.seq)
        first = next(self.view.entries(), None)
        if first is None:
            first = parse(next(iter(self.checked.lines())))
        recorded, scheme = scheme_of(first), self.checked.manifest.scheme
        if recorded != scheme:
            raise self.fail("SC958", found=_scheme(scheme), wanted=_scheme(recorded))
        if self.base.seq:
            known = next(self.view.entries(self.base.seq - 1))
            if known.hash != self.base.hash:
                raise self.fork(self.base.seq, known.hash, self.base.hash)

    def fork(self, seq: int, here: str, there: str) -> ScoringError:
        return self.fail("SC959", IntegrityFailure, seq=seq, here=here[:16], there=there[:16])

    def _divergence(self) -> tuple[int, Iterator[bytes]]:
        """The number of the last common entry, and the bundle's lines after it."""
        theirs = self.checked.lines()
        seq = self.base.seq
        for mine in self.view.lines(seq):
            line = next(theirs, None)
            if line is None:
                return seq, iter(())
            if line != mine:
                if parse(line).hash == parse(mine).hash:
                    vi, en = "chữ ký khác với ở đây", "it is signed otherwise than here"
                    raise self.fail("SC961", IntegrityFailure, seq=seq + 1, why=vi, why_en=en)
                return seq, chain([line], theirs)
            seq += 1
        return seq, theirs

    def receive(self, must_sign: frozenset[str]) -> ImportResult:
        """Append the acts of one agency to this ledger."""
        seq, rest = self._divergence()
        theirs = [parse(line) for line in rest]
        agency = self.checked.manifest.agency or (theirs[0].actor if theirs else "")
        # An entry with an origin was received before: then the bundle holds the ledger of record.
        odd = next((one for one in theirs if one.role != "agency" or one.actor != agency or ORIGIN in one.data), None)
        if odd is not None:
            raise self.fail("SC964", seq=odd.seq, act=odd.act)
        if agency in must_sign and not self.checked.signed_by:
            raise self.fail("SC842", IntegrityFailure, agency=agency)
        if theirs and self.checked.owner not in {"", agency}:
            # Most acts carry no signature of their own: the bundle's is all that tells whose they are.
            raise self.fail("SC999", IntegrityFailure, seq=theirs[0].seq, actor=agency, owner=self.checked.owner)
        mine = [one for one in self.view.entries(seq) if one.role == "agency" and one.actor == agency]
        received = {one.data[ORIGIN]["hash"] for one in mine if self._origin(one) is not None}
        new = [one for one in theirs if one.hash not in received]
        sent = {one.hash for one in theirs}
        # What this ledger holds of the agency and the bundle does not know is either later, or of another course.
        other = [one for one in mine if ORIGIN not in one.data or one.data[ORIGIN]["hash"] not in sent]
        if other and new:
            raise self.fork(new[0].seq, other[0].hash, new[0].hash)
        if other:
            raise self.fail("SC963", there=self.there.seq, have=self.here.seq)
        # New acts come last: who received an act received what it is chained to.
        head = self.here
        for one in new:
            sealed = seal(self._received(one), one.campaign, head.seq + 1, head.hash)
            self.new.append(sealed)
            head = sealed.head
        add(self.connection, self.new, self.view.copy)
        return ImportResult(head, len(self.new))

    def _received(self, one: Entry) -> Draft:
        origin: dict[str, Any] = {"at": one.at, "hash": one.hash, "prev": one.prev, "seq": one.seq}
        if one.signature is not None:
            origin["signature"] = dict(one.signature)
        origin |= self.notes.get(one.hash, {})
        return Draft(act=one.act, actor=one.actor, role=one.role, at=self.at, data={**one.data, ORIGIN: origin})

    def follow(self) -> ImportResult:
        """Replace this ledger by the bundle's, which must contain all entries of this one."""
        seq, rest = self._divergence()
        if seq == self.there.seq:
            if seq < self.here.seq:
                raise self.fail("SC963", there=seq, have=self.here.seq)
            return ImportResult(self.here)
        if seq == self.here.seq:
            return ImportResult(self.there, self._write(map(parse, rest), self.view.copy))
        return self._supersede(seq, [parse(line) for line in rest])

    def _supersede(self, seq: int, theirs: Sequence[Entry]) -> ImportResult:
        sources: dict[str, Entry] = {}
        for one in theirs:
            source = self._origin(one)
            if source is not None:
                sources[source.hash] = source
        own = list(self.view.entries(seq))
        for one in own:
            if one.role != "agency" or self._origin(one) is not None:
                raise self.fork(seq + 1, own[0].hash, theirs[0].hash)
        lost = next((one for one in own if one.hash not in sources), None)
        if lost is not None:
            raise self.fail("SC966", seq=lost.seq, act=lost.act)
        copy = self.view.copy + 1
        before = (one for one in self.view.entries() if one.seq <= seq)
        self._write(before, copy)
        self.new.clear()
        return ImportResult(self.there, self._write(iter(theirs), copy), replaced=True)

    def _origin(self, one: Entry) -> Entry | None:
        try:
            return original(one)
        except Malformed as error:
            raise self.fail("SC961", IntegrityFailure, seq=one.seq, why=error.why[0], why_en=error.why[1]) from None

    def _write(self, found: Iterator[Entry], copy: int) -> int:
        count, batch = 0, []
        for one in found:
            count += 1
            batch.append(one)
            if references(one):
                self.new.append(one)
            if len(batch) == _BATCH:
                add(self.connection, batch, copy)
                batch = []
        add(self.connection, batch, copy)
        return count

    def attachments(self, taken: ImportResult) -> None:
        """Store the bundle's attachments; refuse if one that the new entries name is missing."""
        limit = self.checked.package.bounds.attachment
        erased = erased_in(LedgerView(self.connection, self.checked.manifest.campaign).lines())
        for sha256 in sorted(erased):
            if blobs.exists(self.connection, sha256) and blobs.has_content(self.connection, sha256):
                blobs.erase(self.connection, sha256)
                taken.erased += 1
        for sha256 in carried(self.checked.manifest):
            if sha256 in erased or blobs.exists(self.connection, sha256):
                continue
            with stream_of(self.checked, sha256) as stream, blobs.spooled(stream, limit) as spooled:
                if spooled.sha256 != sha256:
                    raise self.fail("SC954", IntegrityFailure, name=sha256)
                blobs.put(self.connection, spooled)
                taken.attachments += 1
        for one in self.new:
            for sha256 in sorted(references(one, self.checked.manifest.agency)):
                if sha256 not in erased and not blobs.exists(self.connection, sha256):
                    raise self.fail("SC955", IntegrityFailure, name=sha256)


def _scheme(scheme: dict[str, Any]) -> str:
    return " ".join(str(scheme[key])[:24] for key in ("id", "digest") if key in scheme) or "–"
