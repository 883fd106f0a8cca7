"""A campaign's ledger: verified entry by entry, and written to a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scoring.app.campaign.session import Session, only_campaign, without_collection
from scoring.app.files import refuse_missing, replace_made
from scoring.app.keys import trusted_keys
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import IntegrityFailure
from scoring.review.acts.data import ORIGIN
from scoring.review.chain import Broken, no_campaign, verify
from scoring.review.entry import Entry, Head, instant
from scoring.review.entry_line import read
from scoring.review.fold import follow
from scoring.review.state import State
from scoring.store import open_store
from scoring.store.signed import problems


@dataclass(frozen=True, slots=True)
class Verified:
    """A ledger that is whole."""

    name: str
    """The campaign's id, or the file."""
    head: Head


def verify_ledgers(
    source: Path | str,
    *,
    campaign: str | None = None,
    head: str | None = None,
    keys: Path | None = None,
    require_signed: bool = False,
    observer: Observer = SILENT,
) -> Iterator[Verified]:
    """Verify ledgers one after the other: every entry's hash, the chain, the signatures there are, and every move.
    `source`: an exported ledger's file, or the place of a store, of which `campaign` chooses one ledger. `head`: a
    hash, as printed on paper, that an entry of the one ledger must have. Raises IntegrityFailure naming the first
    broken entry, or the head that no entry has (SC946).
    """
    from scoring.store.bundle import LONGEST

    trusted = trusted_keys(keys, require_signed=require_signed, observer=observer)
    check = partial(verify_lines, head=head, trusted=trusted, require_signed=require_signed, observer=observer)
    if isinstance(source, Path):
        refuse_missing([source])
        with source.open("rb") as stream:
            # Read in pieces: in a file that is no ledger a line may be longer than the memory.
            pieces = iter(partial(stream.readline, LONGEST + 1), b"")
            # Mail and editors of Windows end lines their own way.
            lines = (line.removesuffix(b"\n").removesuffix(b"\r") for line in pieces)
            yield check(lines, str(source), campaign or "")
        return
    with open_store(source) as opened:
        # A head belongs to one ledger, and no other holds it.
        ids = [campaign or only_campaign(opened)] if campaign or head else opened.campaigns()
        if not ids:
            raise no_campaign("–", ids)
        for id in ids:
            yield check(opened.lines(id), id, id)


def verify_lines(
    lines: Iterable[bytes],
    name: str,
    campaign: str,
    *,
    head: str | None = None,
    trusted: Mapping[str, str] | None = None,
    require_signed: bool = False,
    observer: Observer = SILENT,
    each: Callable[[Entry], None] | None = None,
) -> Verified:
    """Verify one ledger's lines, as `verify_ledgers` does; `each` gets every entry that is right."""
    state = State()
    seen = head is None
    late: list[int] = []

    def check(entry: Entry) -> None:
        nonlocal seen
        if entry.hash == head:
            seen = True
        # As texts they are in order too, but for parts of a second.
        if entry.at < state.latest and instant(entry.at) < state.floor:
            late.append(entry.seq)
        follow(state, entry)
        if require_signed or entry.signature is not None or ORIGIN in entry.data:
            wrong = list(problems([entry], trusted, demand=require_signed, file=name))
            if wrong:
                raise IntegrityFailure(wrong)
        if each is not None:
            each(entry)

    with without_collection():
        found = verify(lines, campaign, each=check)
    if isinstance(found, Broken):
        raise found.failure(name)
    if not found.seq:
        values = {"position": "1", "why": "sổ cái rỗng", "why_en": "the ledger is empty"}
        raise IntegrityFailure([Diagnostic("SC900", Place(name), values)])
    if not seen:
        raise IntegrityFailure([Diagnostic("SC946", Place(name), {"head": str(head)})])
    if late:
        values = {"count": str(len(late)), "position": str(late[0])}
        observer.diagnostics([Diagnostic("SC948", Place(name, late[0]), values)])
    return Verified(name, found)


def ledger_lines(session: Session) -> Iterator[bytes]:
    """The ledger's lines as they were hashed, each with its line end."""
    for line in session.store.lines(session.campaign):
        yield line + b"\n"


def export_ledger(session: Session, target: Path, *, force: bool = False, observer: Observer = SILENT) -> Entry:
    """Write the ledger to a file, one line per entry; its last entry. See `replace_made` for `force`."""
    last = b""

    def fill(file: Path) -> None:
        nonlocal last
        with file.open("wb") as stream:
            for last in ledger_lines(session):
                stream.write(last)

    replace_made(target, fill, force=force, observer=observer)
    # That of the file: while it was written, the ledger may have grown.
    return read(last.removesuffix(b"\n"))
