"""Results made from a ledger: dossiers from the store, evaluated on accepted evidence, with the final points."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.campaign.session import Session
from scoring.batch.local import Options, assess, cached_scheme
from scoring.diagnostics import Diagnostic
from scoring.engine import Assessment, Past, Peer, PeerValue, best_of, peer_values
from scoring.engine.compile import plan_for
from scoring.engine.given import with_points
from scoring.errors import IntegrityFailure
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.numbers import exact_text
from scoring.result.appraisal import LedgerAppraisal
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.review.acts.data import refuse
from scoring.review.appraisal_part import appraisal_part
from scoring.review.campaign import Campaign, CampaignAgency, local_day
from scoring.review.entry import Draft, EntryData, instant
from scoring.review.entry_data import shown_ends
from scoring.review.facts import accepted_dossier, attachment_path, without_facts
from scoring.review.hand_points import doubts
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


def as_registered(loaded: LoadedDossier, agency: CampaignAgency) -> LoadedDossier:
    """The dossier with the campaign's word on when the agency exists and what it was made from, where it says so."""
    if not agency.existence():
        return loaded
    days = {"from_": agency.from_, "until": agency.until, "succeeds": agency.succeeds}
    dossier = loaded.dossier
    dossier = dossier.model_copy(update={"agency": dossier.agency.model_copy(update=days)})
    return replace(loaded, dossier=dossier)


def past_of(loaded: LoadedDossier, history: History) -> Sequence[Past]:
    """The earlier results of an agency and of its predecessors."""
    agency = loaded.dossier.agency
    return inputs.earlier_of(history, agency.id, agency.succeeds, str(loaded.dossier.period))


@contextmanager
def submitted_dossier(session: Session, one: AgencyState, *, attachments: bool = True) -> Iterator[LoadedDossier]:
    """The dossier an agency handed in, as the campaign knows the agency; its folder is gone afterwards. With files of
    facts, too.
    """
    submission, erased = one.submission, session.state.erased
    assert submission is not None
    if submission.dossier in erased:
        raise refuse("SC847", agency=one.agency.id, entry=str(erased[submission.dossier].seq))
    more: dict[str, str] = {}
    if attachments:
        more = {
            attachment_path(fact, name): sha for fact in one.facts_in_force for name, sha in fact.attachments.items()
        }
        more |= submission.attachments
    files = {submission.file: submission.dossier, **more}
    with unpacked(submission.file, files, session.store.open_attachment, erased) as loaded:
        yield as_registered(loaded, one.agency)


@contextmanager
def unpacked(
    file: str, files: Mapping[str, str], stream_of: Stream, erased: Collection[str] = ()
) -> Iterator[LoadedDossier]:
    """The dossier in `file`, with the files beside it, by path and digest, in a folder that is gone afterwards.
    `erased`: the digests of files whose content is gone. No path leads out of it, as the fold and
    `scoring.review.acts.data.check_name` see to.
    """
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        folder, gone = Path(name), frozenset(path for path, digest in files.items() if digest in erased)
        for path, digest in files.items():
            if path in gone:
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with stream_of(digest) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
        yield replace(load_dossier(folder / file), erased=gone)


def best_values(session: Session, scheme: LoadedScheme) -> Peers:
    """By block: the best values among the agencies that have handed in, from their accepted evidence.
    Only blocks with a criterion scored relative to them are read.
    """
    relative = session.kept(("relative blocks", ""), scheme.digest, lambda: _relative_blocks(session, scheme))
    values: list[PeerValue] = []
    for one in session.state.agencies.values() if relative else ():
        if one.agency.block in relative and takes_part(one):
            values += session.of_agency("peers", one, lambda one=one: _peer_values(session, one, scheme))  # type: ignore[misc]
    return best_of(values)


def _relative_blocks(session: Session, scheme: LoadedScheme) -> set[str]:
    found = set()
    for block in dict.fromkeys(one.block for one in session.state.opened.agencies):
        plan = plan_for(scheme.scheme, block)
        names = [name for leaf in plan.leaves for name in leaf.reads] if plan else []
        if any(name.startswith("best:") for name in names):
            found.add(block)
    return found


def _peer_values(session: Session, one: AgencyState, scheme: LoadedScheme) -> Sequence[PeerValue]:
    with submitted_dossier(session, one, attachments=False) as loaded:
        return peer_values(scheme.scheme, _accepted(loaded, one, scheme).dossier, final=True)


def _accepted(loaded: LoadedDossier, one: AgencyState, scheme: LoadedScheme) -> LoadedDossier:
    return replace(loaded, dossier=accepted_dossier(loaded.dossier, one, scheme.scheme.evidence_kinds))


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the accepted evidence of an agency comes to."""

    agency: AgencyState
    computed: Assessment
    """By the engine alone."""
    final: Result
    """With the final points on top."""
    doubts: Sequence[Diagnostic]
    """What should be looked at again before it is published."""


def points_by_facts(
    session: Session, one: AgencyState, scheme: LoadedScheme, history: History, peers: Peers
) -> tuple[EntryData, list[Diagnostic]]:
    """The points that an agency's facts in force lead to, as an entry keeps them (`EFFECT_KEYS`), of criteria whose
    points are others than without any fact; and the problems of the dossier that only arise with the facts.
    """
    if not one.facts_in_force:
        return {}, []
    best = peers.get(one.agency.block, {})
    with submitted_dossier(session, one) as loaded:
        past = past_of(loaded, history)
        (after, problems), (before, known) = (
            assess(_accepted(loaded, x, scheme), scheme, Options(final=True), past, best)
            for x in (one, without_facts(one))
        )
    assert one.submission is not None
    certain, attainable, absent = {}, {}, []
    for id, found in after.outcomes.items():
        ends, was = shown_ends(found), before.outcomes[id]
        if id in one.submission.awaits or (found.excluded, ends) == (was.excluded, shown_ends(was)):
            continue
        if found.excluded:
            absent.append(id)
            continue
        certain[id] = exact_text(ends[0])
        if ends[0] != ends[1]:
            attainable[id] = exact_text(ends[1])
    old = {(problem.code, tuple(problem.values.items())) for problem in known}
    effect: EntryData = {"certain": certain, "attainable": attainable, "not_applicable": absent}
    new = [problem for problem in problems if (problem.code, tuple(problem.values.items())) not in old]
    return {key: value for key, value in effect.items() if value}, new


def effect_without(session: Session, draft: Draft) -> EntryData:
    """The points by the facts that are left after an act that sets one aside, as its entry keeps them."""
    trial = session.trial([draft])
    one = trial.state.agencies[str(draft.data["agency"])]
    if not one.facts_in_force:
        return {}
    scheme = campaign_scheme(session)
    effect, _ = points_by_facts(trial, one, scheme, earlier_results(session), best_values(session, scheme))
    return effect


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
    # All that a result depends on beside entries about its agency, but for what is put in afterwards.
    stands = (best, local_day(instant(state.at)), _absent(session, one.agency.block))
    found = session.of_agency("evaluated", one, lambda: _evaluated(session, one, scheme, history, best), *stands)
    part = found.final.appraisal
    assert isinstance(part, LedgerAppraisal)
    head = {"entries": state.head.seq, "head": state.head.hash, "at": state.at}
    part = replace(part, **head, decision=decision or part.decision)
    return replace_fields(found, final=replace(found.final, appraisal=part))


def _absent(session: Session, block: str) -> tuple[tuple[str, str], ...]:
    """The agencies of a block without a dossier that counts, with their status."""
    state = session.state
    return session.kept(
        ("absent", block),
        state.head.hash,
        lambda: tuple(
            (id, x.status) for id, x in state.agencies.items() if x.agency.block == block and not takes_part(x)
        ),
    )


def _evaluated(
    session: Session, one: AgencyState, scheme: LoadedScheme, history: History, best: Mapping[str, Peer]
) -> Evaluated:
    state = session.state
    with submitted_dossier(session, one) as loaded:
        accepted = _accepted(loaded, one, scheme)
        computed, _ = assess(accepted, scheme, Options(final=True), past_of(loaded, history), best)
    one = with_awaited_points(one, {id: shown_ends(found) for id, found in computed.outcomes.items()})
    points, appraised, reasons = final_points(state, one)
    final = with_points(computed, points, appraised, reasons)
    note = appraisal_part(state, one, loaded.dossier, computed, final)
    return Evaluated(one, computed, result_of(final, note), tuple(doubts(state, one, computed)))


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
