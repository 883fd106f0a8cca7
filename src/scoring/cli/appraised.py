"""Results made from a ledger: dossiers taken out of the store, evaluated on accepted evidence, with the final points."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scoring.app import inputs
from scoring.batch.local import Options, assess, cached_scheme
from scoring.cli.terminal.console import Terminal
from scoring.diagnostics import Diagnostic
from scoring.engine.given import with_points
from scoring.errors import IntegrityFailure
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.numbers import exact_text
from scoring.result.write import result_of, to_data
from scoring.review.accepted import accepted, final_points
from scoring.review.account import account
from scoring.review.handing_in import shown_ends
from scoring.review.lines import handed_in, settled
from scoring.review.state import AgencyState, State
from scoring.scheme.load import LoadedScheme

if TYPE_CHECKING:
    from scoring.cli.desk import Desk
    from scoring.engine import Assessment, Peer


History = Mapping[str, Sequence[Any]]
"""Earlier results by agency, as `scoring.app.inputs.history` reads them."""

Stream = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a stored file by its digest."""

Peers = Mapping[str, Mapping[str, "Peer"]]
"""The best values by block and measure."""


def same_scheme(found: LoadedScheme, state: State) -> None:
    """Refuse another version of the scheme than the campaign was opened with.

    Raises:
        IntegrityFailure: the digests differ (SC945).
    """
    recorded = str(state.scheme.get("digest"))
    if found.digest != recorded:
        values = {"scheme": state.opened.scheme, "recorded": recorded, "computed": found.digest}
        raise IntegrityFailure([Diagnostic("SC945", None, values)])


def past_of(desk: Desk, given: Sequence[Path]) -> History:
    """Earlier results: those the ledger keeps, and beside them what is given by hand."""
    return inputs.history(given, Terminal(), desk.state.history)


def scheme_of(desk: Desk, given: Path | None) -> LoadedScheme:
    """The scheme of the campaign, in the version it was opened with."""
    opened = desk.state.opened
    folder = inputs.scheme_folder(given) if given else inputs.scheme_for(Path(), opened.scheme)
    found = cached_scheme(folder, str(opened.period))
    same_scheme(found, desk.state)
    return found


@contextmanager
def taken_out(desk: Desk, one: AgencyState, *, attachments: bool = True) -> Iterator[LoadedDossier]:
    """The dossier an agency handed in, in a folder of its own that is gone afterwards."""
    submission = one.submission
    assert submission is not None
    more = submission.attachments if attachments else {}
    files = {submission.file: submission.dossier, **more}
    with laid_out(submission.file, files, desk.store.open_attachment) as loaded:
        yield loaded


@contextmanager
def laid_out(file: str, files: Mapping[str, str], stream_of: Stream) -> Iterator[LoadedDossier]:
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


def peers_of(desk: Desk, scheme: LoadedScheme) -> Peers:
    """By block: the best values among the agencies that have handed in, from their accepted evidence.

    Only blocks with a criterion scored relative to them are read.
    """
    from scoring.engine import best_of, peer_values
    from scoring.engine.plan import plan_for

    relative = set()
    for block in dict.fromkeys(one.block for one in desk.state.opened.agencies):
        plan = plan_for(scheme.scheme, block)
        names = [name for leaf in plan.leaves for name in leaf.reads] if plan else []
        if any(name.startswith("best:") for name in names):
            relative.add(block)
    values = []
    for one in desk.state.agencies.values():
        if one.agency.block in relative and handed_in(one):
            with taken_out(desk, one, attachments=False) as loaded:
                values += peer_values(scheme.scheme, accepted(loaded.dossier, one), final=True)
    return best_of(values)


def assessed(
    desk: Desk,
    one: AgencyState,
    scheme: LoadedScheme,
    history: History | None = None,
    decision: str | None = None,
    peers: Peers | None = None,
) -> tuple[Assessment, dict[str, Any]]:
    """What the engine computes from the accepted evidence, and the result with the final points on top.

    With `decision`, it is what is published under that decision. `peers` are those of `peers_of`, looked for
    when not given.
    """
    state = desk.state
    best = (peers_of(desk, scheme) if peers is None else peers).get(one.agency.block, {})
    with taken_out(desk, one) as loaded:
        dossier = accepted(loaded.dossier, one)
        computed, _ = assess(
            replace(loaded, dossier=dossier),
            scheme,
            Options(final=True),
            (state.history if history is None else history).get(one.agency.id, ()),
            best,
        )
    one = settled(one, {id: shown_ends(found) for id, found in computed.outcomes.items()})
    points, appraised, reasons = final_points(state, one)
    final = with_points(computed, points, appraised, reasons)
    note = account(state, one, loaded.dossier, computed, final, decision)
    return computed, to_data(result_of(final, note))


def results(
    desk: Desk,
    scheme: LoadedScheme,
    only: str | None = None,
    history: History | None = None,
    decision: str | None = None,
) -> Iterator[tuple[AgencyState, dict[str, Any]]]:
    """The result of every agency that has handed in, one after the other; or of only one."""
    for one, _, final in all_assessed(desk, scheme, only, history, decision):
        yield one, final


def all_assessed(
    desk: Desk,
    scheme: LoadedScheme,
    only: str | None = None,
    history: History | None = None,
    decision: str | None = None,
) -> Iterator[tuple[AgencyState, Assessment, dict[str, Any]]]:
    """Every agency with a dossier that counts, one after the other, as `assessed` gives it."""
    peers = peers_of(desk, scheme)
    for id, one in desk.state.agencies.items():
        if only in (None, id) and handed_in(one):
            yield one, *assessed(desk, one, scheme, history, decision, peers)


def with_block(computed: Assessment, one: AgencyState) -> dict[str, str]:
    """The points of those criteria that had to wait for the block, where they are now certain."""
    awaits = one.submission.awaits if one.submission else frozenset[str]()
    spans = {id: shown_ends(computed.outcomes[id]) for id in sorted(awaits)}
    return {id: exact_text(ends[0]) for id, ends in spans.items() if ends[0] == ends[1]}


__all__ = [
    "all_assessed", "assessed", "laid_out", "past_of", "peers_of", "results", "same_scheme", "scheme_of", "taken_out", "with_block",
]  # fmt: skip
