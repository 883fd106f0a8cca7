"""Opening a campaign: its file, the criteria of its scheme, earlier results; the first entry of its ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app import inputs
from scoring.app.campaign.instants import Clock, instant_to_record, utc_now
from scoring.app.campaign.personal import in_data, settle
from scoring.app.campaign.session import GetSigner, signing_for
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import is_result, read_raw
from scoring.batch.local import cached_scheme
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import InvalidInput
from scoring.review.acts.act import ACCEPTED
from scoring.review.acts.checks import role_of
from scoring.review.campaign import Campaign, Stage, end_of_day, load_campaign
from scoring.review.entry import Draft, instant
from scoring.review.entry_data import EarlierResults, opening_data
from scoring.review.fold import admit, fold
from scoring.review.state import State
from scoring.store import init_store, open_store
from scoring.yaml_source import Document

if TYPE_CHECKING:
    from scoring.store.sql import LedgerView


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A campaign that was opened."""

    campaign: Campaign
    earlier: EarlierResults
    """The earlier results that the ledger keeps."""
    state: State
    overdue: list[Stage]
    """Stages whose deadline had passed when the campaign was opened."""


def open_campaign(
    place: str,
    file: Path,
    *,
    by: str,
    scheme: Path | None = None,
    at: str | None = None,
    signer: GetSigner = None,
    accept_personal_data: str | None = None,
    observer: Observer = SILENT,
    clock: Clock = utc_now,
) -> Opened:
    """Open the campaign that `file` describes, in the store at `place`, which is made if there is none.
    Raises InvalidInput if the file is wrong, or names a scheme that is not there (SC851); Refused if the campaign is
    open already, not this person's to open, or holds what looks like a citizen's data (SC830). Nothing was made then.
    `signer`, `accept_personal_data`: as in `Session`.
    """
    campaign, problems, doc = load_campaign(file)
    observer.diagnostics(problems)
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_by_id(campaign.scheme, file)
    if folder is None:
        raise _unknown_scheme(campaign.scheme, inputs.known_schemes(file), doc)
    loaded = cached_scheme(folder, str(campaign.period))
    if loaded.scheme.id != campaign.scheme:
        raise _unknown_scheme(campaign.scheme, [loaded.scheme.id], doc)
    earlier = _read_earlier(campaign, doc, file, observer)
    data = opening_data(campaign, loaded, earlier)
    if settle(in_data(data), accept_personal_data, observer):
        data = {**data, ACCEPTED: accept_personal_data}
    draft = Draft(act="opened", actor=by, role=role_of(campaign, by) or "–", at=instant_to_record(at, clock), data=data)
    state = State()

    def check(view: LedgerView) -> None:
        nonlocal state
        state = fold(view.entries())
        admit(state, [draft], campaign.id, keys)

    # Nothing is made before the act is known to be allowed.
    admit(State(), [draft], campaign.id)
    sign, keys = signing_for([draft], signer, {})
    admit(State(), [draft], campaign.id, keys)
    _, _, warnings = init_store(place)
    observer.diagnostics(warnings)
    with open_store(place) as store:
        store.append(campaign.id, [draft], check, sign=sign)
    overdue = [one for one in campaign.stages if end_of_day(one.deadline) <= instant(draft.at)]
    return Opened(campaign=campaign, earlier=earlier, state=state, overdue=overdue)


def _unknown_scheme(id: str, known: list[str], doc: Document) -> InvalidInput:
    values = {"id": id, "known": ", ".join(known) or "–", "guess": did_you_mean(id, known)}
    return InvalidInput([Diagnostic("SC851", doc.place(("scheme",)), values)])


def _read_earlier(campaign: Campaign, doc: Document, file: Path, observer: Observer) -> EarlierResults:
    """The results of its agencies for periods before its own; all paths that are not there are told at once."""
    paths = [file.parent / one for one in campaign.history]
    problems = [
        Diagnostic("SC852", doc.place(("history", index)), {"path": campaign.history[index]})
        for index, path in enumerate(paths)
        if not path.exists()
    ]
    if problems:
        raise InvalidInput(problems)
    period = str(campaign.period)
    wanted = {id for one in campaign.agencies for id in (one.id, *one.succeeds)}
    results = {
        agency: [one for one in rows if one.period < period]
        for agency, rows in inputs.history(paths, observer).items()
        if agency in wanted
    }
    before = str(campaign.period.previous)
    for index, one in enumerate(campaign.agencies if paths else ()):
        for at, id in enumerate(one.succeeds):
            if not any(past.period == before for past in results.get(id, ())):
                place = doc.place(("agencies", index, "succeeds", at))
                guess = did_you_mean(id, results)
                observer.diagnostics([Diagnostic("SC382", place, {"id": id, "period": before, "guess": guess})])
    if paths and not any(results.values()):
        observer.diagnostics([Diagnostic("SC869", doc.place(("history",)), {"period": period})])
    files: dict[str, Path] = {}
    for named, path in zip(campaign.history, paths, strict=True):
        inside = filter(is_result, sorted(path.rglob("*.json"))) if path.is_dir() else ()
        files |= {f"{named.rstrip('/')}/{one.relative_to(path).as_posix()}": one for one in inside}
        if not path.is_dir():
            files[named] = path
    digests = {name: hashlib.sha256(read_raw(one)).hexdigest() for name, one in files.items()}
    return EarlierResults({id: rows for id, rows in sorted(results.items()) if rows}, digests)
