"""Results made from a ledger: dossiers from the store, evaluated on accepted evidence, with the final points."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from scoring.app import inputs
from scoring.app.campaign.session import Session
from scoring.batch.local import Options, assess, cached_scheme
from scoring.diagnostics import Diagnostic
from scoring.engine import Assessment, Past, Peer, best_of, peer_values
from scoring.engine.compile import plan_for
from scoring.engine.given import with_points
from scoring.errors import IntegrityFailure
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.numbers import exact_text
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.review.acts.data import refuse
from scoring.review.appraisal_part import accepted_dossier, appraisal_part
from scoring.review.campaign import Campaign
from scoring.review.entry_data import shown_ends
from scoring.review.score_lines import final_points, takes_part, with_awaited_points
from scoring.review.state import AgencyState, State
from scoring.scheme.load import LoadedScheme

History = Mapping[str, Sequence[Past]]
"""Earlier results by agency, as `scoring.app.inputs.history` reads them."""

Stream = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a stored file by its digest."""

Peers = Mapping[str, Mapping[str, Peer]]
"""The best values by block and measure."""


def check_scheme(found: LoadedScheme, state: State) -> None:
    """Refuse another version of the scheme than the campaign was opened with: IntegrityFailure (SC945)."""
    recorded = state.scheme.digest
    if found.digest != recorded:
        values = {"scheme": state.opened.scheme, "recorded": recorded, "computed": found.digest}
        raise IntegrityFailure([Diagnostic("SC945", None, values)])


def check_belongs(loaded: LoadedDossier, campaign: Campaign, agency: str | None = None) -> None:
    """Refuse a dossier that is not of an agency, block and period of the campaign, or not of `agency` (SC944)."""
    own, period = loaded.dossier.agency, str(loaded.dossier.period)
    member = campaign.agency(own.id)
    if member is None or member.block != own.block or period != str(campaign.period) or agency not in (None, own.id):
        raise refuse("SC944", agency=own.id, period=period, block=own.block, campaign=campaign.id)


def campaign_scheme(session: Session, near: Path = Path()) -> LoadedScheme:
    """The scheme of the campaign, in the version it was opened with; looked for around `near`, if none is given."""
    opened = session.state.opened
    found = cached_scheme(inputs.scheme_for(near, opened.scheme, session.scheme), str(opened.period))
    check_scheme(found, session.state)
    return found


def earlier_results(session: Session) -> History:
    """Earlier results: those the ledger keeps, and beside them what is given by hand."""
    return inputs.history(session.history, session.observer, session.state.history)


@contextmanager
def submitted_dossier(session: Session, one: AgencyState, *, attachments: bool = True) -> Iterator[LoadedDossier]:
    """The dossier an agency handed in, in a folder of its own that is gone afterwards."""
    submission = one.submission
    assert submission is not None
    more = submission.attachments if attachments else {}
    files = {submission.file: submission.dossier, **more}
    with unpacked(submission.file, files, session.store.open_attachment) as loaded:
        yield loaded


@contextmanager
def unpacked(file: str, files: Mapping[str, str], stream_of: Stream) -> Iterator[LoadedDossier]:
    """The dossier in `file`, with the files beside it, by path and digest, in a folder that is gone afterwards.
    No path leads out of it, as the fold and `scoring.review.acts.data.check_name` see to.
    """
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        folder = Path(name)
        for path, digest in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with stream_of(digest) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
        yield load_dossier(folder / file)


def best_values(session: Session, scheme: LoadedScheme) -> Peers:
    """By block: the best values among the agencies that have handed in, from their accepted evidence.
    Only blocks with a criterion scored relative to them are read.
    """
    relative = set()
    for block in dict.fromkeys(one.block for one in session.state.opened.agencies):
        plan = plan_for(scheme.scheme, block)
        names = [name for leaf in plan.leaves for name in leaf.reads] if plan else []
        if any(name.startswith("best:") for name in names):
            relative.add(block)
    values = []
    for one in session.state.agencies.values():
        if one.agency.block in relative and takes_part(one):
            with submitted_dossier(session, one, attachments=False) as loaded:
                values += peer_values(scheme.scheme, accepted_dossier(loaded.dossier, one), final=True)
    return best_of(values)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the accepted evidence of an agency comes to."""

    agency: AgencyState
    computed: Assessment
    """By the engine alone."""
    final: Result
    """With the final points on top."""


def assess_agency(
    session: Session,
    one: AgencyState,
    scheme: LoadedScheme,
    history: History,
    *,
    decision: str | None = None,
    peers: Peers | None = None,
) -> Evaluated:
    """Evaluate the accepted evidence of an agency that has handed in, as it stands in the session's state.
    `history`: from `earlier_results`. `peers`: from `best_values`; looked for where None.
    """
    state = session.state
    best = (best_values(session, scheme) if peers is None else peers).get(one.agency.block, {})
    with submitted_dossier(session, one) as loaded:
        dossier = accepted_dossier(loaded.dossier, one)
        computed, _ = assess(
            replace(loaded, dossier=dossier), scheme, Options(final=True), history.get(one.agency.id, ()), best
        )
    one = with_awaited_points(one, {id: shown_ends(found) for id, found in computed.outcomes.items()})
    points, appraised, reasons = final_points(state, one)
    final = with_points(computed, points, appraised, reasons)
    note = appraisal_part(state, one, loaded.dossier, computed, final, decision)
    return Evaluated(one, computed, result_of(final, note))


def assess_all(
    session: Session, scheme: LoadedScheme, *, only: str | None = None, decision: str | None = None
) -> Iterator[Evaluated]:
    """Every agency with a dossier that counts, one after the other, or `only` one; see `assess_agency`."""
    peers, history = best_values(session, scheme), earlier_results(session)
    for id, one in session.state.agencies.items():
        if only in (None, id) and takes_part(one):
            yield assess_agency(session, one, scheme, history, decision=decision, peers=peers)


def settled_by_block(found: Evaluated) -> dict[str, str]:
    """The points of those criteria that had to wait for the block, where they are now certain."""
    submission = found.agency.submission
    awaits = submission.awaits if submission else frozenset[str]()
    spans = {id: shown_ends(found.computed.outcomes[id]) for id in sorted(awaits)}
    return {id: exact_text(ends[0]) for id, ends in spans.items() if ends[0] == ends[1]}
