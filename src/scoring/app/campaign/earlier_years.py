"""Earlier years' results named by a campaign's file: read once when it is opened, then kept in the ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path

from scoring.app import inputs
from scoring.app.observer import Observer
from scoring.app.stored import is_result, read_raw
from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.review.campaign import Campaign
from scoring.review.opening_data import EarlierResults
from scoring.yaml_source import Document


def read_earlier(campaign: Campaign, doc: Document, file: Path, observer: Observer) -> EarlierResults:
    """The results of the campaign's agencies for periods before its own.

    Raises:
        InvalidInput: a path is not there (all of them at once), or something is no result.
    """
    paths = [file.parent / one for one in campaign.history]
    problems = [
        Diagnostic("SC852", doc.place(("history", index)), {"path": campaign.history[index]})
        for index, path in enumerate(paths)
        if not path.exists()
    ]
    if problems:
        raise InvalidInput(problems)
    period = str(campaign.period)
    results = {
        agency: [one for one in rows if one.period < period]
        for agency, rows in inputs.history(paths, observer).items()
        if campaign.agency(agency) is not None
    }
    if paths and not any(results.values()):
        observer.diagnostics([Diagnostic("SC869", doc.place(("history",)), {"period": period})])
    files: dict[str, str] = {}
    for named, path in zip(campaign.history, paths, strict=True):
        found = [one for one in sorted(path.rglob("*.json")) if is_result(one)] if path.is_dir() else [path]
        for one in found:
            inside = f"{named.rstrip('/')}/{one.relative_to(path).as_posix()}"
            name = inside if path.is_dir() else named
            files[name] = hashlib.sha256(read_raw(one)).hexdigest()
    return EarlierResults({id: rows for id, rows in sorted(results.items()) if rows}, files)
