"""A security check of appraised results: they must be what the ledger says, else they are refused.

A result names its ledger and chain head, but whoever holds the file can write any points above them. What was published
has its digest in the ledger; what was not is made again from it. Without a ledger, a signed publication that the
result carries can stand for it, if its key is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from copy import copy
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from scoring.app.campaign.evaluation import assess_all, campaign_scheme
from scoring.app.campaign.session import Session
from scoring.app.conditions import Conditions
from scoring.app.files import refuse_missing
from scoring.app.keys import trusted_keys
from scoring.app.ledger import verify_lines
from scoring.app.observer import Observer
from scoring.app.stored import Stored
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import IntegrityFailure, InvalidInput, usage_problem
from scoring.json_write import canonical_line
from scoring.result.appraisal import Appraisal
from scoring.result.write import to_bytes
from scoring.review.entry import Entry, Head, Malformed
from scoring.review.entry_line import parse
from scoring.review.words import STATUSES
from scoring.store import open_store
from scoring.store.bundle import check as check_bundle
from scoring.store.package import Package
from scoring.store.signed import problems

_Published = list[tuple[Entry, str]]
"""The publications of one agency in order: the entry, and the digest of the result."""


class LedgerCheck(AbstractContextManager["LedgerCheck"]):
    """Compares results with what the conditions name; those without an appraisal it leaves as they are."""

    is_asked = True

    def __init__(self, given: Conditions, observer: Observer, *, accept_earlier: bool = False) -> None:
        """Say what to compare with: a store, a bundle, or else the keys trusted.

        Args:
            accept_earlier: whether what a later publication replaced is only told of (SC658).
        """
        if given.store and given.bundle:
            raise usage_problem(
                "chỉ đưa một trong hai: kho hoặc gói", "give a store or a bundle, not both", "store", "bundle"
            )
        self.given, self.observer, self.accept_earlier = given, observer, accept_earlier
        self.trusted = trusted_keys(given.keys, require_signed=False, observer=observer)
        self._published: dict[str, dict[str, _Published]] = {}
        self._signers: set[str] = set()
        self._campaigns: list[str] | None = None
        self._sessions: dict[str, Session] = {}
        self._made: dict[tuple[str, int], list[_MadeAgain]] = {}
        """The last state of a ledger that results were made from again; others' results are mostly of the same."""

    def __exit__(self, *_: object) -> None:
        for one in self._sessions.values():
            one.close()

    def knows(self, stored: Stored) -> bool:
        """Whether what was given can tell of this result: the ledger of its campaign is there, or a signature."""
        note, given = stored.result.appraisal, self.given
        if note is None:
            return False
        if self._campaigns is None and given.store is not None:
            with open_store(given.store) as opened:
                self._campaigns = opened.campaigns()
        elif self._campaigns is None and given.bundle is not None:
            refuse_missing([given.bundle])
            with Package(given.bundle) as package:
                self._campaigns = [check_bundle(package, self.trusted).manifest.campaign]
        if self._campaigns is None:
            return stored.result.publication is not None
        return note.campaign in self._campaigns

    def checked(self, stored: Stored) -> Stored:
        """The result, known to be what the ledger says. Raises IntegrityFailure if it is not: edited or of another
        agency (SC655), replaced by a later publication (SC656), its signature wrong (SC657), or if nothing that was
        given tells (SC654).
        """
        note = stored.result.appraisal
        if note is None:
            return stored
        signed = self._signed(stored)
        if self.given.store or self.given.bundle:
            self._compare(stored, note)
        elif signed is None:
            raise self._failure("SC654", stored, why="kết quả không mang chữ ký của lần công bố",
                                why_en="the result carries no signature of its publication")  # fmt: skip
        else:
            self._take_word_of(signed.actor, stored, _digests(signed))
        return replace(stored, result=stored.result.from_ledger)

    def _take_word_of(self, actor: str, stored: Stored, published: Collection[str]) -> None:
        """Without the ledger nobody knows who may publish: those assessed never, of others it is said who signed."""
        if actor in published:
            raise self._failure("SC654", stored, why=f"bản ghi công bố do một cơ quan được đánh giá ký ({actor})",
                                why_en=f"an assessed agency signed the publication ({actor})")  # fmt: skip
        if actor not in self._signers:
            self._signers.add(actor)
            self.observer.message(
                f"nhận theo chữ ký công bố của {actor}; người đó có quyền công bố hay không thì chỉ sổ cái cho biết",
                f"taken by the publication's signature of {actor}; only the ledger tells whether they may publish",
            )

    def _compare(self, stored: Stored, note: Appraisal) -> None:
        published = self._publications(note.campaign).get(stored.agency, [])
        found = next((entry for entry, digest in reversed(published) if digest == stored.digest), None)
        last = published[-1][0] if published else None
        if found is None and last is not None and note.entries < last.seq:
            raise self._failure("SC655", stored, campaign=note.campaign)
        if found is None:
            self._make_again(stored, note)
        elif found is not last and last is not None:
            values = {"agency": stored.agency, "entry": str(last.seq), "decision": str(last.data.get("decision"))}
            if not self.accept_earlier:
                raise self._failure("SC656", stored, **values)
            self.observer.diagnostics([Diagnostic("SC658", Place(str(stored.path)), values)])
        elif self.given.store is not None and note.decision:
            status = self._session(note.campaign).state.agencies[stored.agency].status
            if status != "published":
                words = STATUSES[status]
                values = {"agency": stored.agency, "status": words[0], "status_en": words[1]}
                self.observer.diagnostics([Diagnostic("SC659", Place(str(stored.path)), values)])

    def _make_again(self, stored: Stored, note: Appraisal) -> None:
        """Compare a result that was not published with what the ledger gives at the entry it names."""
        if self.given.store is None:
            raise self._failure("SC654", stored, why="trong gói không có lần công bố nào của cơ quan này",
                                why_en="the bundle holds no publication of this agency")  # fmt: skip
        key = note.campaign, note.entries
        if key not in self._made:
            session = self._session(note.campaign).at_entry(note.entries)
            # Earlier results may be given for what is shown beside, or be those it was made with.
            ways = dict.fromkeys(((), tuple(self.given.history)))
            self._made = {key: [_MadeAgain(session, history, stored.path) for history in ways]}
        if not any(one.gives(stored, note) for one in self._made[key]):
            raise self._failure("SC655", stored, campaign=note.campaign)

    def _signed(self, stored: Stored) -> Entry | None:
        """The signed publication a result carries, if it carries one; it must be about this very result."""
        if stored.result.publication is None:
            return None
        try:
            entry = parse(canonical_line(stored.result.publication))
        except (Malformed, UnicodeEncodeError, RecursionError):
            raise self._failure("SC657", stored) from None
        note = stored.result.appraisal
        same = note and (entry.campaign, _digests(entry).get(stored.agency)) == (note.campaign, stored.digest)
        if not same or entry.signature is None:
            raise self._failure("SC657", stored)
        wrong = list(problems([entry], self.trusted, file=str(stored.path)))
        if wrong:
            raise IntegrityFailure(wrong)
        return entry

    def _publications(self, campaign: str) -> dict[str, _Published]:
        """The publications in the ledger by agency, once the ledger is verified."""
        if campaign not in self._published:
            found: dict[str, _Published] = {}

            def note(entry: Entry) -> None:
                for id, digest in _digests(entry).items():
                    found.setdefault(id, []).append((entry, digest))

            if self.given.bundle is not None:
                self._read_bundle(self.given.bundle, campaign, note)
            else:
                lines = self._session(campaign).store.lines(campaign)
                verify_lines(lines, campaign, campaign, trusted=self.trusted, observer=self.observer, each=note)
            self._published[campaign] = found
        return self._published[campaign]

    def _session(self, campaign: str) -> Session:
        given = self.given
        assert given.store is not None
        if campaign not in self._sessions:
            self._sessions[campaign] = Session(given.store, campaign, scheme=given.scheme, observer=self.observer)
        return self._sessions[campaign]

    def _read_bundle(self, path: Path, campaign: str, note: Callable[[Entry], None]) -> None:
        refuse_missing([path])
        with Package(path) as package:
            checked = check_bundle(package, self.trusted)
            if checked.manifest.campaign != campaign:
                values = {"found": checked.manifest.campaign, "wanted": campaign}
                raise InvalidInput([Diagnostic("SC962", Place(str(path)), values)])
            if not checked.manifest.base.seq:
                # The whole ledger: its moves are checked too, as in a store.
                verify_lines(checked.lines(), str(path), campaign, observer=self.observer, each=note)
                return
            for line in checked.lines():
                note(parse(line))

    @staticmethod
    def _failure(code: str, stored: Stored, **values: str) -> IntegrityFailure:
        return IntegrityFailure([Diagnostic(code, Place(str(stored.path)), {"agency": stored.agency, **values})])


class _MadeAgain:
    """The results a ledger gives at one of its entries, each made when it is asked for."""

    def __init__(self, session: Session, history: Sequence[Path], near: Path) -> None:
        self.session, self.near = copy(session), near
        self.session.history = history
        self._known: dict[str, str] = {}
        self._to_come: Iterator[tuple[str, str]] | None = None

    def gives(self, stored: Stored, note: Appraisal) -> bool:
        """Whether the ledger gives this very result, published by the decision it names or not at all."""
        session = self.session
        # Before the first entry there is no campaign, though its head can be named.
        if not note.entries or session.state.head != Head(note.entries, note.head):
            return False
        state = session.state
        one = state.agencies.get(stored.agency)
        decision = state.publications[-1].decision if one is not None and one.status == "published" else None
        if decision != note.decision:
            return False
        if self._to_come is None:
            found = assess_all(session, campaign_scheme(session, self.near))
            self._to_come = ((x.agency.agency.id, sha256(to_bytes(x.final)).hexdigest()) for x in found)
        while stored.agency not in self._known:
            made = next(self._to_come, None)
            if made is None:
                return False
            self._known[made[0]] = made[1]
        return self._known[stored.agency] == stored.digest


def _digests(entry: Entry) -> dict[str, str]:
    """The digests of the results an entry publishes, by agency."""
    rows = entry.data.get("results") if entry.act == "published" else None
    found = rows.items() if isinstance(rows, dict) else ()
    return {id: str(row.get("digest")).removeprefix("sha256:") for id, row in found if isinstance(row, dict)}
