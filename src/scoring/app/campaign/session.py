"""A store opened at one campaign: its state as read, and acts that are written all or none."""

from __future__ import annotations

import copy
import gc
import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from msgspec.structs import replace

from scoring.app.campaign.instants import Clock, instant_to_record, local_text, utc_now
from scoring.app.campaign.personal import in_data, in_file, settle
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.batch.pool import freeze
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import IntegrityFailure, NothingMatched, ScoringError, usage_problem
from scoring.personal_data import masked
from scoring.review.acts.act import ACCEPTED
from scoring.review.acts.checks import role_of
from scoring.review.acts.data import refuse
from scoring.review.acts.registry import ACTS
from scoring.review.campaign import local_day
from scoring.review.chain import Sign
from scoring.review.entry import Draft, Entry, EntryData, instant
from scoring.review.fold import admit, fold
from scoring.review.state import AgencyState, Refused, State
from scoring.store import open_store
from scoring.store.signed import verified

if TYPE_CHECKING:
    from scoring.signing import Signer
    from scoring.store.sql import LedgerView, SqlStore

T = TypeVar("T")
GetSigner = Callable[[], "Signer"] | None
"""Gives the key to sign with, if there is one; asked only when all else is ready to be written."""


class Session(AbstractContextManager["Session"]):
    """A store opened at one campaign; close it, or use it in a ``with`` statement.
    `as_of`: read the ledger only up to this instant (UTC text as in the ledger). `scheme`: the folder of the campaign's
    scheme, else looked for by its id. `history`: earlier results, beside those the ledger keeps. `signer`: signs what
    is written. `accept_personal_data`: why texts and files that look like citizens' data are written all the same.
    `reason_file`: holds the reason of the acts; it goes into the store, and the ledger keeps its name and digest.
    `keep`: what is computed of an agency (`of_agency`) is kept; for a session that answers many questions.
    """

    def __init__(
        self,
        place: str,
        campaign: str | None = None,
        *,
        as_of: str | None = None,
        scheme: Path | None = None,
        history: Sequence[Path] = (),
        signer: GetSigner = None,
        accept_personal_data: str | None = None,
        reason_file: Path | None = None,
        observer: Observer = SILENT,
        clock: Clock = utc_now,
        keep: bool = False,
    ) -> None:
        self.scheme, self.history = scheme, history
        self.observer, self.clock = observer, clock
        self.signer, self.accept_personal_data = signer, accept_personal_data
        self.reason_file = reason_file
        self._personal = False
        self.store: SqlStore = open_store(place)
        try:
            self.campaign = campaign or only_campaign(self.store)
        except ScoringError:
            self.store.close()
            raise
        self.as_of = as_of
        self._state: State | None = None
        self._kept: dict[tuple[str, str], tuple[object, Any]] | None = {} if keep else None

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    @property
    def today(self) -> date:
        """The day in Viet Nam the state is looked at: that of `as_of`, or the clock's."""
        return local_day(instant(self.as_of) if self.as_of else self.clock())

    @property
    def state(self) -> State:
        """The campaign's state, read once and carried on by `act`; Refused if it was not open at `as_of` (SC943)."""
        if self._state is None:
            until = instant(self.as_of) if self.as_of else None
            with without_collection():
                self._state = fold(verified(self.store.entries(self.campaign)), until=until)
            if self._state.campaign is None:
                raise refuse("SC943", why="lúc đó đợt chưa mở",
                             why_en="the campaign was not open then")  # fmt: skip
        return self._state

    def catch_up(self) -> State:
        """The state, carried on by what others have entered since it was read. Raises IntegrityFailure where the ledger
        does not go on from there: it was replaced by another copy.
        """
        state = self.state
        head = self.store.head(self.campaign)
        if head != state.head:
            if head.seq <= state.head.seq:
                why, why_en = "sổ đã bị thay", "the ledger was replaced"
                raise IntegrityFailure.of("SC900", position=head.seq, why=why, why_en=why_en)
            fold(verified(self.store.entries(self.campaign, state.head.seq), state.opened), state)
        return state

    def of_agency(self, name: str, one: AgencyState, make: Callable[[], T], *more: object) -> T:
        """What `make` computes of an agency, kept under `name` until an entry is added about it or about no one agency,
        or `more`, what else it depends on, is another.
        """
        return self.kept((name, one.agency.id), (one.changed, self.state.changed, *more), make)

    def kept(self, slot: tuple[str, str], stands: object, make: Callable[[], T]) -> T:
        """What `make` computes, kept in `slot` until what it depends on, `stands`, is another."""
        if self._kept is None:
            return make()
        known = self._kept.get(slot)
        if known is None or known[0] != stands:
            known = self._kept[slot] = stands, make()
        found: T = known[1]
        return found

    def draft(self, act: str, by: str, at: str | None, **data: object) -> Draft:
        """An act by somebody in their role, not written yet, without data that are None (SC917 if `at` is ahead)."""
        role = role_of(self.state.opened, by) or "–"
        given = {key: value for key, value in data.items() if value is not None}
        if self.reason_file is not None and "reason" in ACTS[act].keys:
            given |= self._reason_in_file(self.reason_file, given)
        return Draft(act=act, actor=by, role=role, at=instant_to_record(at, self.clock), data=given)

    def _reason_in_file(self, file: Path, given: EntryData) -> EntryData:
        refuse_missing([file])
        if given.get("reason") or file.name in given.get("attachments", {}):
            raise usage_problem(
                "lý do ghi bằng chữ hoặc trong tệp, không cả hai",
                "a reason is given in words or in a file, not in both",
                "reason",
                "reason_file",
            )
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        files = {**given.get("attachments", {}), file.name: digest}
        return {"reason": f"xem tệp kèm theo {file.name}", "attachments": files}

    @contextmanager
    def accepting(self, reason: str | None) -> Iterator[None]:
        """Within it, texts and files that look like citizens' data are written for this reason; refused without one."""
        self.accept_personal_data = reason
        try:
            yield
        finally:
            self.accept_personal_data, self._personal = None, False

    def keep(self, files: Mapping[str, Path | bytes]) -> dict[str, str]:
        """Put files, or the bytes of one, into the store under their names: their digests. What looks like a citizen's
        data in one is refused (SC830) unless there is a reason to accept it, which the act written next records.
        """
        found: list[Diagnostic] = []
        for name, file in files.items():
            with _opened(file) as stream:
                found += in_file(name, stream)
        self._personal |= settle(found, self.accept_personal_data, self.observer)
        digests = {}
        for name, file in files.items():
            with _opened(file) as stream:
                digests[name] = self.store.put_attachment(stream)
        for name, digest in digests.items():
            if digest in self.state.erased:
                raise refuse("SC849", name=masked(name), entry=str(self.state.erased[digest].seq))
        return digests

    def act(
        self,
        drafts: Sequence[Draft],
        *,
        places: Sequence[Place] = (),
        signers: Mapping[str, GetSigner] | None = None,
        erase: Collection[str] = (),
        unchanged_ledger: bool = False,
    ) -> list[Entry]:
        """Write acts, all or none, if they are allowed as the ledger stands at that moment; the state goes on.
        `places`: where each was read. `signers`: by actor, who signs with another key than the session's. `erase`:
        files, by digest, whose content is removed. `unchanged_ledger`: write only if nobody has written since the state
        was read, because the acts hold what was computed from it. Raises Refused if one is not allowed, or holds what
        looks like a citizen's data (SC830); Conflict if others have written since (SC901).
        """
        if self.reason_file is not None:
            self.trial(drafts)
            self.keep({self.reason_file.name: self.reason_file})
        drafts = self._settled(drafts, places)
        state = self.state
        known, grown, again = state.head, 0, False
        sign, keys = signing_for(drafts, self.signer, signers or {})

        def check(view: LedgerView) -> None:
            nonlocal state, grown, again
            grown = view.head.seq - known.seq
            if again:
                # The store lost its turn: the state had gone on already, by acts that were not written.
                state = fold(verified(view.entries()))
            elif grown:
                state = fold(verified(view.entries(known.seq), state.opened), state)
            again = True
            admit(state, drafts, self.campaign, keys)

        backdated = [one.at for one in drafts if instant(one.at) < state.floor]
        values = {"at": local_text(backdated[0]), "latest": local_text(state.latest)} if backdated else {}
        try:
            found = self.store.append(self.campaign, drafts, check, known if unchanged_ledger else None, sign, erase)
        except Refused as error:
            if grown:
                # What was refused may have been right for the ledger as it was read.
                note = Diagnostic("SC861", None, {"count": str(grown)})
                error.diagnostics = [*error.diagnostics, note]
            raise
        if values:
            self.observer.diagnostics([Diagnostic("SC918", None, values)])
        self._state, self._personal = state, False
        return found

    def _settled(self, drafts: Sequence[Draft], places: Sequence[Place]) -> list[Draft]:
        """The drafts, those with citizens' data, also in their files, with the reason why these are accepted."""
        found = [in_data(one.data) for one in drafts]
        placed = [
            replace(one, place=places[index] if places else None) for index, rows in enumerate(found) for one in rows
        ]
        settle(placed, self.accept_personal_data, self.observer)
        reason = {ACCEPTED: self.accept_personal_data}
        return [
            replace(one, data={**one.data, **reason}) if rows or self._personal else one
            for one, rows in zip(drafts, found, strict=True)
        ]

    def at_entry(self, seq: int) -> Session:
        """The session as it was when the ledger ended with entry number `seq`."""
        session = copy.copy(self)
        with without_collection():
            vars(session).update(_state=fold(islice(self.store.entries(self.campaign), seq)), _kept=None)
        return session

    def trial(self, drafts: Sequence[Draft]) -> Session:
        """The session as it would be after these acts; nothing is written. Raises Refused if one is not allowed."""
        if self.accept_personal_data is None:
            self._settled(drafts, ())
        session, state = copy.copy(self), self._copied(drafts)
        vars(session).update(_state=state, _kept=None)
        admit(state, drafts, self.campaign)
        return session

    def _copied(self, drafts: Sequence[Draft]) -> State:
        return self.state.copied({str(one.data["agency"]) for one in drafts if "agency" in one.data})

    def refusals(self, drafts: Sequence[Draft]) -> list[tuple[int, Refused]]:
        """The acts that are not allowed, by index; each is tried after those before it that are. Nothing is written."""
        state = self._copied(drafts)
        found = []
        for index, draft in enumerate(drafts):
            try:
                if self.accept_personal_data is None:
                    self._settled([draft], ())
                admit(state, [draft], self.campaign)
            except Refused as error:
                found.append((index, error))
        return found


def signing_for(
    drafts: Sequence[Draft], signer: GetSigner, others: Mapping[str, GetSigner]
) -> tuple[Sign | None, dict[str, str]]:
    """What signs acts as the store seals them, and the key each actor's acts are signed with. `others`: by actor, who
    signs with a key of their own.
    """
    found = {}
    for actor in dict.fromkeys(one.actor for one in drafts):
        get = others.get(actor, signer)
        if get is not None:
            found[actor] = get()
    if not found:
        return None, {}
    sign = lambda entry: found[entry.actor].sign(entry.hash) if entry.actor in found else None  # noqa: E731
    return sign, {actor: one.key for actor, one in found.items()}


def _opened(file: Path | bytes) -> BinaryIO:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


@contextmanager
def without_collection() -> Iterator[None]:
    """While a ledger is folded: a state holds no garbage, and collecting, now or later, takes longer than the rest."""
    gc.disable()
    try:
        yield
    finally:
        if not freeze():
            gc.freeze()
        gc.enable()


def only_campaign(store: SqlStore) -> str:
    """The id of the store's one campaign."""
    known = store.campaigns()
    if not known:
        raise NothingMatched([Diagnostic("SC988", None, {"where": store.where.shown})])
    if len(known) > 1:
        raise usage_problem(
            f"kho có nhiều đợt, chọn một: {', '.join(known)}",
            f"the store holds several campaigns, choose one: {', '.join(known)}",
            "campaign",
        )
    return known[0]
