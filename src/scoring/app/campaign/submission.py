"""An agency hands in its dossier: checked, evaluated, kept with its attachments, entered."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.app.campaign.evaluation import as_registered, campaign_scheme, check_belongs, earlier_results, past_of
from scoring.app.campaign.session import Session
from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import IntegrityFailure, InvalidInput
from scoring.evidence.load import LoadedDossier, digest_of
from scoring.evidence.paper_identity import may_be_same_agency
from scoring.evidence.succession import existence_words
from scoring.review.acts.data import refuse
from scoring.review.campaign import CampaignAgency
from scoring.review.entry import ZERO, Entry
from scoring.review.entry_data import submission_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A dossier that was handed in."""

    entry: Entry
    agency: str
    file: str
    """The dossier's file name."""
    attachments: int
    awaiting: list[str]
    """Criteria (ids) whose points are known only when the whole block has handed in."""
    problems: list[Diagnostic]
    """Warnings and notes on the dossier."""


def submit(session: Session, loaded: LoadedDossier, *, by: str | None = None, at: str | None = None) -> Submitted:
    """Hand in a dossier; with an error in it nothing is handed in.
    `loaded`: the dossier, as `scoring.evidence.load.load_dossier` reads it. `by`: the agency; the dossier's own where
    None. Raises Refused if the dossier does not belong to the campaign (SC944), or may not be handed in by this agency
    or now; IntegrityFailure if the scheme is of another version (SC945), or the dossier was changed meanwhile (SC609).
    """
    opened = session.state.opened
    check_belongs(loaded, opened)
    agency = loaded.dossier.agency.id
    if by is not None and by != agency:
        raise refuse("SC938", actor=by, agency=agency)
    found = campaign_scheme(session, loaded.path)
    # What is handed in is claimed to be complete, so that points are closed as the scheme says.
    member = session.state.agencies[agency].agency
    known = as_registered(loaded, member)
    past = past_of(known, earlier_results(session))
    result, problems = assess(known, found, Options(final=True), past)
    problems += _existence(loaded, member)
    if has_errors(problems):
        raise InvalidInput(problems)
    own, registered = loaded.dossier.agency.name, member.name
    # What the campaign's list says of the name stands for what the id alone lets suspect; what is missing of
    # predecessors in the list was told when the campaign was opened.
    told = {"SC446"} | ({"SC382"} if member.succeeds else set())
    problems = [one for one in problems if one.code not in told]
    if not may_be_same_agency(own, registered):
        place = loaded.document.place(("agency", "name"))
        problems.append(Diagnostic("SC872", place, {"agency": agency, "name": own, "registered": registered}))
    session.observer.diagnostics(problems)
    path, raw = str(loaded.path), loaded.path.read_bytes()
    if digest_of(raw) != loaded.digest:
        # What is kept must be what the points were computed from.
        values = {"path": path, "recorded": loaded.digest, "computed": digest_of(raw)}
        raise IntegrityFailure([Diagnostic("SC609", Place(path), values)])
    paths = [one.file.path for one in loaded.dossier.evidence if one.file]
    # Nothing is kept for an act that is not allowed.
    tried = submission_data(result, ZERO, loaded.file, dict.fromkeys(paths, ZERO))
    session.trial([session.draft("submitted", agency, at, **tried)])
    digests = session.keep({**{path: loaded.path.parent / path for path in paths}, loaded.file: raw})
    attachments = {path: digests[path] for path in paths}
    data = submission_data(result, digests[loaded.file], loaded.file, attachments)
    (entry,) = session.act([session.draft("submitted", agency, at, **data)])
    return Submitted(
        entry=entry,
        agency=agency,
        file=loaded.file,
        attachments=len(attachments),
        awaiting=list(data.get("awaits", [])),
        problems=problems,
    )


def _existence(loaded: LoadedDossier, registered: CampaignAgency) -> list[Diagnostic]:
    """What is to be said where dossier and campaign differ in when the agency exists and what it was made from."""
    agency = loaded.dossier.agency
    own, own_en = (existence_words(agency.from_, agency.until, agency.succeeds, lang) for lang in ("vi", "en"))
    listed = registered.existence()
    if not own or own == listed:
        return []
    values = {"agency": agency.id, "own": own, "own_en": own_en, "registered": listed}
    values["registered_en"] = registered.existence("en")
    return [Diagnostic("SC384" if listed else "SC385", loaded.document.place(("agency",)), values, "agency")]
