"""The results of a campaign: as the ledger stands, as they were published, and their gaps to what was claimed."""

from __future__ import annotations

from contextlib import suppress

from scoring.app.campaign.evaluation import assess_all, campaign_scheme
from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.json_source import parse_strict
from scoring.json_write import canonical
from scoring.reports.agreement_words import missing_library
from scoring.result.model import Result
from scoring.result.write import result_of, to_bytes
from scoring.review.acts.data import refuse, text
from scoring.review.discrepancy import DiscrepancyReport, report
from scoring.review.entry import Entry
from scoring.review.entry_line import to_bytes as to_line


def discrepancies(
    session: Session, *, agency: str | None = None, kappa: bool = False, accepted: bool = False
) -> DiscrepancyReport:
    """The gaps between claimed and final points, each part by its cause; with the weighted `kappa` of every two
    appraisers of the same criteria, with the points computed from `accepted` evidence and numbers.
    """
    check_agency(session, agency)
    found = report(session.state, kappa=kappa)
    if kappa:
        session.observer.diagnostics(missing_library(x.kappa.undefined for x in found.agreement if x.kappa))
    if accepted:
        # None while they are an interval.
        points = {
            (one.agency.agency.id, row.id): row.certain if row.certain == row.attainable else None
            for one in assess_all(session, campaign_scheme(session), only=agency)
            for row in result_of(one.computed).criteria
        }
        found = found.with_accepted(points)
    return found if agency is None else found.of_agency(agency)


def block_titles(session: Session) -> dict[str, str]:
    """The titles of blocks by id; empty where the campaign's scheme is not at hand."""
    with suppress(ScoringError):
        return {one.id: one.title for one in campaign_scheme(session).scheme.blocks}
    return {}


def official_results(
    session: Session, *, agency: str | None = None, published: bool = False, decision: str | None = None
) -> dict[str, bytes]:
    """The final results as they stand, or exactly as `published` last, by agency, as canonical JSON. Where nothing was
    done since a signed publication, those are what was published, with its signature.
    """
    check_agency(session, agency)
    if published:
        return {id: data for id, data in published_results(session).items() if agency in (None, id)}
    made = {}
    for one in assess_all(session, campaign_scheme(session), only=agency, decision=decision):
        session.observer.diagnostics(one.doubts)
        made[one.agency.agency.id] = to_bytes(one.final)
    if session.as_of is None and decision is None:
        states = session.state.agencies
        for id, data in published_results(session).items():
            if id in made and states[id].status == "published" and b'"publication":' in data:
                made[id] = data
    return made


def published_results(session: Session) -> dict[str, bytes]:
    """The results that were published last, by agency: byte for byte, and with the publication's signature if there is
    one.
    """
    entries: dict[int, Entry] = {}
    found = {id: _published(session, id, entries) for id in session.state.agencies}
    return {id: raw for id, raw in found.items() if raw is not None}


def published_result(session: Session, agency: str) -> bytes | None:
    """One agency's result, as in `published_results`; None where none was published, or it is erased."""
    return _published(session, agency, {})


def _published(session: Session, id: str, entries: dict[int, Entry]) -> bytes | None:
    one = session.state.agencies[id]
    digest = text(one.published, "digest") if one.published is not None else ""
    if digest in session.state.erased:
        values = {"agency": id, "entry": str(session.state.erased[digest].seq)}
        session.observer.diagnostics([Diagnostic("SC848", None, values)])
        return None
    if not digest:
        return None
    seq = next(x.seq for x in reversed(session.state.publications) if id in x.results)
    if seq not in entries:
        entries[seq] = next(session.store.entries(session.campaign, seq - 1))
    with session.store.open_attachment(digest) as stream:
        return with_signature(stream.read(), entries[seq])


def with_signature(result: bytes, publication: Entry) -> bytes:
    """A published result with the entry it was published by, if that is signed; else the result as it is."""
    if publication.signature is None:
        return result
    return canonical(parse_strict(result) | {"publication": parse_strict(to_line(publication))})


def any_result(session: Session) -> Result:
    """A result of the campaign: it says who appraises and under which decision; SC943 where no agency has handed in."""
    found = next(assess_all(session, campaign_scheme(session)), None)
    if found is None:
        raise refuse("SC943", why="chưa cơ quan nào có hồ sơ", why_en="no agency has handed in")
    return found.final
