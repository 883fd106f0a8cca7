"""Results and ranking published under a decision."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.app.campaign.evaluation import assess_all, campaign_scheme, settled_by_block
from scoring.app.campaign.results import published_results, with_signature
from scoring.app.campaign.session import Session
from scoring.numbers import exact_text
from scoring.result.ranking import Ranking, rank
from scoring.result.summary import Summary, summarize
from scoring.result.write import to_bytes
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


def publish(session: Session, decision: str, *, by: str, until: date | None = None, at: str | None = None) -> Published:
    """Publish the results of all agencies with a dossier, and their ranking.
    `until`: a deadline for appeals of their own, for agencies published after everybody's. Raises Refused if it may not
    be published now, or not by this person; Conflict if others have written while the results were computed (SC901).
    """
    state = session.state
    if _is_published(state, decision):
        return Published(seq=state.publications[-1].seq, files=published_results(session), already=True)
    loaded = campaign_scheme(session)
    more = {"decision": decision, "until": until and until.isoformat()}
    # Tried with stand-ins before anything is evaluated; what is written is checked again.
    tried = {id: _placeholder_row(state, one) for id, one in _participants(state).items()}
    session.trial([session.draft("published", by, at, **more, results=tried)])
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
            "digest": session.store.put_attachment(io.BytesIO(files[id])),
        }
        if computed[id]:
            rows[id]["computed"] = computed[id]
    draft = session.draft("published", by, at, **more, results=rows)
    (entry,) = session.act([draft], unchanged_ledger=True)
    in_block = any(computed.values())
    files = {id: with_signature(data, entry) for id, data in files.items()}
    return Published(seq=entry.seq, files=files, ranked=ranked, summaries=summaries, computed_in_block=in_block)


def _participants(state: State) -> dict[str, AgencyState]:
    return {id: one for id, one in state.agencies.items() if one.status != "missed"}


def _placeholder_row(state: State, one: AgencyState) -> dict[str, Any]:
    """A row with some points wherever the block's best will give points."""
    awaits = one.submission.awaits if one.submission else ()
    known = state.criteria_of(one)
    return {"computed": {id: exact_text(known[id].low) for id in sorted(awaits)}}


def _is_published(state: State, decision: str) -> bool:
    """Whether the last publication is under this decision, and nothing has happened since that would change it."""
    last = state.publications[-1] if state.publications else None
    unchanged = all(one.status == "published" for one in _participants(state).values())
    return last is not None and last.decision == decision and unchanged
