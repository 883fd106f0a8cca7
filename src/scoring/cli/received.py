"""Whether the points in the entries a bundle brings are those of the dossiers it brings with them.

An entry says what the engine computed when the dossier was handed in, and those points may become final. Who sends
a bundle can write any points into it and seal it anew, so that they are computed again before anything is taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scoring.app.inputs import scheme_by_id, scheme_folder
from scoring.cli.appraised import laid_out, same_scheme
from scoring.cli.terminal.console import show
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import IntegrityFailure, InvalidInput
from scoring.review.acts.data import ORIGIN, dossier_of, refuse, texts
from scoring.review.fold import fold
from scoring.review.written import parse
from scoring.store.bundle import carried, stream_of

if TYPE_CHECKING:
    from scoring.evidence.load import LoadedDossier
    from scoring.review.entry import Entry
    from scoring.review.state import State
    from scoring.scheme.load import LoadedScheme
    from scoring.store.bundle import Checked
    from scoring.store.sql import SqlStore

_POINTS = ("claimed", "certain", "attainable")
_LISTS = ("awaits", "not_applicable")


def recompute(store: SqlStore, checked: Checked, given: Path | None) -> None:
    """Compute the points of every dossier in a bundle of an agency again; says so where there is no scheme to do it by.

    Raises:
        IntegrityFailure: an entry holds other points than its dossier gives (SC865).
        InvalidInput: a dossier is of another agency, period or block (SC944), or is wrong.
    """
    campaign = checked.manifest.campaign
    # A campaign that is not here yet comes as the ledger of record, with nothing to receive.
    if campaign not in store.campaigns():
        return
    # A bundle carries the whole ledger; what is here was computed again when it came, or was handed in here.
    here = set()
    for one in store.entries(campaign):
        here |= {one.hash, one.data.get(ORIGIN, {}).get("hash")}
    new = [
        one for one in map(parse, checked.lines()) if one.act == "submitted" and one.hash not in here
    ]  # fmt: skip
    if not new:
        return
    state = fold(store.entries(campaign))
    scheme = _scheme(state, given)
    if scheme is None:
        values = {"scheme": state.opened.scheme}
        show([Diagnostic("SC866", Place(str(checked.package.path)), values)])
        return
    for entry in new:
        _recompute(store, checked, state, scheme, entry)


def _scheme(state: State, given: Path | None) -> LoadedScheme | None:
    """The scheme given, or the one here if it is in the version the campaign was opened with."""
    from scoring.batch.local import cached_scheme

    period = str(state.opened.period)
    if given is not None:
        found = cached_scheme(scheme_folder(given), period)
        same_scheme(found, state)
        return found
    folder = scheme_by_id(state.opened.scheme, Path())
    here = cached_scheme(folder, period) if folder is not None else None
    return here if here is not None and here.digest == state.scheme.get("digest") else None


def _recompute(
    store: SqlStore, checked: Checked, state: State, scheme: LoadedScheme, entry: Entry
) -> None:
    from scoring.batch.local import Options, assess
    from scoring.review.handing_in import handing_in

    brought = frozenset(carried(checked.manifest))

    def stream(sha256: str) -> AbstractContextManager[IO[bytes]]:
        return stream_of(checked, sha256) if sha256 in brought else store.open_attachment(sha256)

    data = entry.data
    dossier, file, attachments = dossier_of(data)
    if not all(
        one in brought or store.has_attachment(one) for one in (dossier, *attachments.values())
    ):
        # It is refused where the bundle is taken in, by name.
        return
    with laid_out(file, {file: dossier, **attachments}, stream) as loaded:
        _same_agency(loaded, state, entry)
        past = state.history.get(entry.actor, ())
        result, problems = assess(loaded, scheme, Options(final=True), past)
    if has_errors(problems):
        raise InvalidInput(problems)
    again = handing_in(result, dossier, file, attachments)
    for key in _POINTS:
        _compare(checked, entry, texts(data, key), again[key])
    for key in _LISTS:
        written, computed = ({str(id): key for id in found.get(key, ())} for found in (data, again))
        _compare(checked, entry, written, computed)


def _same_agency(loaded: LoadedDossier, state: State, entry: Entry) -> None:
    own = loaded.dossier.agency
    member = state.opened.agency(entry.actor)
    if (
        member is None
        or own.id != entry.actor
        or own.block != member.block
        or str(loaded.dossier.period) != str(state.opened.period)
    ):
        raise refuse("SC944", agency=own.id, period=str(loaded.dossier.period), block=own.block,
                     campaign=state.opened.id)  # fmt: skip


def _compare(
    checked: Checked, entry: Entry, written: Mapping[str, Any], computed: Mapping[str, Any]
) -> None:
    for id in sorted(written.keys() | computed.keys()):
        if written.get(id) != computed.get(id):
            values = {
                "seq": str(entry.seq), "agency": entry.actor, "criterion": id, "written": str(written.get(id, "–")),
                "computed": str(computed.get(id, "–")),
            }  # fmt: skip
            raise IntegrityFailure([Diagnostic("SC865", Place(str(checked.package.path)), values)])


__all__ = ["recompute"]
