"""Results and ranking published under a decision."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.app.campaign.evaluation import assess_all, campaign_scheme, settled_by_block
from scoring.app.campaign.results import published_results, with_signature
from scoring.app.campaign.session import GetSigner, Session
from scoring.json_write import canonical
from scoring.numbers import exact_text
from scoring.result.ranking import Ranking, rank
from scoring.result.summary import Summary, summarize
from scoring.result.write import to_bytes
from scoring.review.entry import EntryData
from scoring.review.state import AgencyState, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published; `ranked` and `summaries` are empty where it had been published before."""

    seq: int
    """The number of the entry."""
    files: Mapping[str, bytes]
    """Each agency's result, byte for byte as the store keeps it; signed publications add their signature."""
    already: bool = False
    """This very publication was in the ledger before; nothing was written."""
    ranked: Ranking = field(default_factory=dict)
    summaries: Sequence[Summary] = ()
    computed_in_block: bool = False
    """Some criteria are relative to the block's best and were computed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a publication would hold, computed from the ledger as it stands; nothing is written."""

    decision: str
    until: date | None
    head: str
    """The hash the ledger's chain ends with."""
    files: Mapping[str, bytes]
    """Each agency's result."""
    rows: Mapping[str, EntryData]
    """By agency, what the entry would say of it; the digest of its result is that of its file."""
    ranked: Ranking
    summaries: Sequence[Summary]

    @property
    def digest(self) -> str:
        """The SHA-256 in hex of all that would be published and of where the ledger stood."""
        until = self.until and self.until.isoformat()
        said = {"decision": self.decision, "until": until, "head": self.head, "results": self.rows}
        return hashlib.sha256(canonical(said)).hexdigest()

    @property
    def computed_in_block(self) -> bool:
        """Whether some criteria are relative to the block's best and were computed now."""
        return any("computed" in row for row in self.rows.values())


def publish(session: Session, decision: str, *, by: str, until: date | None = None, at: str | None = None) -> Published:
    """Publish the results of all agencies with a dossier, and their ranking.
    `until`: a deadline for appeals of their own, for agencies published after everybody's. Raises Refused if it may not
    be published now, or not by this person; Conflict if others have written while the results were computed (SC901).
    """
    state = session.state
    if is_published(state, decision):
        return Published(seq=state.publications[-1].seq, files=published_results(session), already=True)
    try_publication(session, decision, by=by, until=until, at=at)
    return enter_publication(session, prepare(session, decision, until=until), by=by, at=at)


def try_publication(
    session: Session, decision: str, *, by: str, until: date | None = None, at: str | None = None
) -> None:
    """Raise Refused if it may not be published now, or not by this person; before anything is evaluated."""
    # Tried with stand-ins; what is written is checked again.
    rows = {id: _placeholder_row(session.state, one) for id, one in _participants(session.state).items()}
    more = {"decision": decision, "until": until and until.isoformat()}
    session.trial([session.draft("published", by, at, **more, results=rows)])


def prepare(session: Session, decision: str, *, until: date | None = None) -> Prepared:
    """What would be published under a decision, exactly: results, their digests, the ranking."""
    loaded, head = campaign_scheme(session), session.state.head.hash
    summaries: list[Summary] = []
    files: dict[str, bytes] = {}
    computed: dict[str, dict[str, str]] = {}
    for one in assess_all(session, loaded, decision=decision):
        id = one.agency.agency.id
        summaries.append(summarize(one.final))
        files[id] = to_bytes(one.final)
        computed[id] = settled_by_block(one)
        session.observer.diagnostics(one.doubts)
    ranked = rank(summaries)
    ranks = {row.result.agency.id: row.rank for rows in ranked.values() for row in rows}
    rows: dict[str, dict[str, Any]] = {}
    for result in summaries:
        id, found = result.agency.id, result.classification
        rows[id] = {
            "total": result.total.certain,
            "class": found.certain,
            "outside": found.outside.id if found.outside else None,
            "rank": ranks[id],
            "digest": hashlib.sha256(files[id]).hexdigest(),
        }
        if computed[id]:
            rows[id]["computed"] = computed[id]
    return Prepared(
        decision=decision, until=until, head=head, files=files, rows=rows, ranked=ranked, summaries=summaries
    )


def enter_publication(
    session: Session, found: Prepared, *, by: str, at: str | None = None, signer: GetSigner = None
) -> Published:
    """Enter a publication as it was prepared; `signer`: the key given for this act, else the session's. Raises Refused
    and Conflict as `publish`.
    """
    for data in found.files.values():
        session.store.put_attachment(io.BytesIO(data))
    until = found.until and found.until.isoformat()
    draft = session.draft("published", by, at, decision=found.decision, until=until, results=found.rows)
    signers = {by: signer} if signer is not None else None
    (entry,) = session.act([draft], signers=signers, unchanged_ledger=True)
    return Published(
        seq=entry.seq,
        files={id: with_signature(data, entry) for id, data in found.files.items()},
        ranked=found.ranked,
        summaries=found.summaries,
        computed_in_block=found.computed_in_block,
    )


def _participants(state: State) -> dict[str, AgencyState]:
    return {id: one for id, one in state.agencies.items() if one.status != "missed"}


def _placeholder_row(state: State, one: AgencyState) -> dict[str, Any]:
    """A row with some points wherever the block's best will give points."""
    awaits = one.submission.awaits if one.submission else ()
    known = state.criteria_of(one)
    return {"computed": {id: exact_text(known[id].low) for id in sorted(awaits)}}


def is_published(state: State, decision: str) -> bool:
    """Whether the last publication is under this decision, and nothing has happened since that would change it."""
    last = state.publications[-1] if state.publications else None
    unchanged = all(one.status == "published" for one in _participants(state).values())
    return last is not None and last.decision == decision and unchanged
