"""A security check of a bundle: the points in its entries must be those of the dossiers it carries.

An entry holds what the engine computed when the dossier was handed in, and those points may become final. Whoever
sends a bundle can write any points into it and seal it anew; so they are computed again before anything is taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

from msgspec.structs import replace

from scoring.app.campaign.evaluation import as_registered, check_belongs, check_scheme, past_of, unpacked
from scoring.app.campaign.personal import in_data, in_file, settle
from scoring.app.inputs import scheme_by_id, scheme_folder
from scoring.app.observer import Observer
from scoring.batch import local
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import IntegrityFailure, InvalidInput
from scoring.review.acts.act import ACCEPTED
from scoring.review.acts.data import ORIGIN, dossier_of, files, text, texts
from scoring.review.entry import Entry
from scoring.review.entry_data import submission_data
from scoring.review.entry_line import parse
from scoring.review.fold import fold
from scoring.review.state import State
from scoring.scheme.load import LoadedScheme
from scoring.store.bundle import CheckedBundle, carried, stream_of
from scoring.store.sql import SqlStore

_POINTS = ("claimed", "certain", "attainable")
_LISTS = ("awaits", "not_applicable")


def recheck(store: SqlStore, checked: CheckedBundle, given: Path | None, observer: Observer) -> None:
    """Compute the points of every dossier handed in with a bundle again.
    `checked`: the bundle, which agrees with itself. `given`: the scheme's folder; without it the one here is used if it
    is the campaign's version. Raises IntegrityFailure if an entry holds other points than its dossier gives (SC865);
    InvalidInput if a dossier is of another agency, period or block (SC944), or is wrong.
    """
    campaign = checked.manifest.campaign
    # What is here was computed again when it came, or was handed in here.
    new = [one for one in _new_entries(store, checked) if one.act == "submitted"]
    if not new:
        return
    state = fold(store.entries(campaign))
    scheme = _scheme(state, given)
    if scheme is None:
        values = {"scheme": state.opened.scheme}
        observer.diagnostics([Diagnostic("SC866", Place(str(checked.package.path)), values)])
        return
    for entry in new:
        _recompute(store, checked, state, scheme, entry)


def _new_entries(store: SqlStore, checked: CheckedBundle) -> list[Entry]:
    """The entries of a bundle, which carries a whole ledger, that are not here and were not received before."""
    here, campaign = set(), checked.manifest.campaign
    for one in store.entries(campaign) if campaign in store.campaigns() else ():
        here |= {one.hash, one.data.get(ORIGIN, {}).get("hash")}
    return [one for one in map(parse, checked.lines()) if one.hash not in here]


def check_personal_data(store: SqlStore, checked: CheckedBundle, accepted: str | None, observer: Observer) -> set[str]:
    """The new entries, by hash, that hold what looks like a citizen's data and are received for the reason `accepted`.
    Raises Refused if neither the receiver nor the entry gives a reason (SC830).
    """
    found = set()
    for one in _new_entries(store, checked):
        rows, reason = in_data(one.data), one.data.get(ACCEPTED, accepted)
        for name, sha256 in _files(one).items():
            if sha256 in carried(checked.manifest):
                with stream_of(checked, sha256) as stream:
                    rows += in_file(name, stream)
        if settle(rows, reason, observer) and ACCEPTED not in one.data:
            found.add(one.hash)
    return found


def warn_of_personal_data(store: SqlStore, checked: CheckedBundle, observer: Observer) -> None:
    """Tell what looks like a citizen's data in a ledger that is followed, and so taken as it is (SC832)."""
    for one in _new_entries(store, checked):
        if ACCEPTED not in one.data:
            rows = (replace(row, code="SC832", values={**row.values, "seq": str(one.seq)}) for row in in_data(one.data))
            observer.diagnostics(list(rows))


def _files(entry: Entry) -> dict[str, str]:
    """The files an agency's act names, by digest."""
    found = files(entry.data, "attachments")
    return {**found, text(entry.data, "file"): text(entry.data, "dossier")} if entry.act == "submitted" else found


def _scheme(state: State, given: Path | None) -> LoadedScheme | None:
    """The scheme given, or the one here if it is in the version the campaign was opened with."""
    period = str(state.opened.period)
    if given is not None:
        found = local.cached_scheme(scheme_folder(given), period)
        check_scheme(found, state)
        return found
    folder = scheme_by_id(state.opened.scheme, Path())
    here = local.cached_scheme(folder, period) if folder is not None else None
    return here if here is not None and here.digest == state.scheme.digest else None


def _recompute(store: SqlStore, checked: CheckedBundle, state: State, scheme: LoadedScheme, entry: Entry) -> None:
    brought = frozenset(carried(checked.manifest))

    def stream(sha256: str) -> AbstractContextManager[IO[bytes]]:
        return stream_of(checked, sha256) if sha256 in brought else store.open_attachment(sha256)

    data = entry.data
    dossier, file, attachments = dossier_of(data)
    if dossier in state.erased:
        return
    here = (one for one in (dossier, *attachments.values()) if one not in state.erased)
    if not all(one in brought or store.has_attachment(one) for one in here):
        # It is refused where the bundle is taken in, by name.
        return
    with unpacked(file, {file: dossier, **attachments}, stream, state.erased) as loaded:
        check_belongs(loaded, state.opened, entry.actor)
        known = as_registered(loaded, state.agencies[entry.actor].agency)
        result, problems = local.assess(known, scheme, local.Options(final=True), past_of(known, state.history))
    if has_errors(problems):
        raise InvalidInput(problems)
    again = submission_data(result, dossier, file, attachments)
    for key in _POINTS:
        _compare(checked, entry, texts(data, key), again[key])
    for key in _LISTS:
        written, computed = ({str(id): key for id in found.get(key, ())} for found in (data, again))
        _compare(checked, entry, written, computed)


def _compare(checked: CheckedBundle, entry: Entry, written: Mapping[str, Any], computed: Mapping[str, Any]) -> None:
    for id in sorted(written.keys() | computed.keys()):
        if written.get(id) != computed.get(id):
            values = {"seq": str(entry.seq), "agency": entry.actor, "criterion": id}
            values |= {"written": str(written.get(id, "–")), "computed": str(computed.get(id, "–"))}
            raise IntegrityFailure([Diagnostic("SC865", Place(str(checked.package.path)), values)])
