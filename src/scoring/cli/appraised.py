"""Results made from a ledger: dossiers taken out of the store, evaluated on accepted evidence, with the final points."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from scoring.batch.local import Options, assess, cached_scheme
from scoring.cli import inputs
from scoring.diagnostics import Diagnostic
from scoring.engine.given import with_points
from scoring.errors import IntegrityFailure
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.review.accepted import accepted, final_points
from scoring.review.account import account, handed_in
from scoring.review.acts.data import refuse
from scoring.review.state import AgencyState, State
from scoring.scheme.load import LoadedScheme

if TYPE_CHECKING:
    from scoring.cli.desk import Desk
    from scoring.engine import Assessment


History = Mapping[str, Sequence[Any]]
"""Earlier results by agency, as `scoring.cli.inputs.history` reads them."""


def same_scheme(found: LoadedScheme, state: State) -> None:
    """Refuse another version of the scheme than the campaign was opened with.

    Raises:
        IntegrityFailure: the digests differ (SC945).
    """
    recorded = str(state.scheme.get("digest"))
    if found.digest != recorded:
        values = {"scheme": state.opened.scheme, "recorded": recorded, "computed": found.digest}
        raise IntegrityFailure([Diagnostic("SC945", None, values)])


def scheme_of(desk: Desk, given: Path | None) -> LoadedScheme:
    """The scheme of the campaign, in the version it was opened with."""
    opened = desk.state.opened
    folder = inputs.scheme_folder(given) if given else inputs.scheme_for(Path(), opened.scheme)
    found = cached_scheme(folder, str(opened.period))
    same_scheme(found, desk.state)
    return found


@contextmanager
def taken_out(desk: Desk, one: AgencyState) -> Iterator[LoadedDossier]:
    """The dossier an agency handed in, in a folder of its own that is gone afterwards."""
    submission = one.submission
    assert submission is not None
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        folder = Path(name)
        for path, digest in {submission.file: submission.dossier, **submission.attachments}.items():
            pure = PurePosixPath(path)
            if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\\" in path:
                raise refuse("SC933", key=f"attachments.{path}")
            target = folder / pure
            target.parent.mkdir(parents=True, exist_ok=True)
            with desk.store.open_attachment(digest) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
        yield load_dossier(folder / submission.file)


def assessed(
    desk: Desk,
    one: AgencyState,
    scheme: LoadedScheme,
    history: History | None = None,
    decision: str | None = None,
) -> tuple[Assessment, Assessment]:
    """What the engine computes from the accepted evidence, and the same with the final points on top.

    With `decision`, it is what is published under that decision.
    """
    state = desk.state
    with taken_out(desk, one) as loaded:
        dossier = accepted(loaded.dossier, one)
        computed, _ = assess(
            replace(loaded, dossier=dossier),
            scheme,
            Options(final=True),
            (history or {}).get(one.agency.id, ()),
        )
    points, appraised, reasons = final_points(state, one)
    final = with_points(computed, points, appraised, reasons)
    return computed, replace(final, appraisal=account(state, one, computed, final, decision))


def results(
    desk: Desk,
    scheme: LoadedScheme,
    only: str | None = None,
    history: History | None = None,
    decision: str | None = None,
) -> Iterator[tuple[AgencyState, dict[str, Any]]]:
    """The result of every agency that has handed in, one after the other; or of only one."""
    for id, one in desk.state.agencies.items():
        if only not in (None, id):
            continue
        if handed_in(one):
            yield one, assessed(desk, one, scheme, history, decision)[1].to_json()


__all__ = ["assessed", "results", "same_scheme", "scheme_of", "taken_out"]
