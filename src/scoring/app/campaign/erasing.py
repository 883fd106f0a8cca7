"""The content of a file erased from the store, with its reason as an entry of the ledger."""

from __future__ import annotations

from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.errors import NothingMatched
from scoring.personal_data import masked
from scoring.review.entry import Entry


def erase(
    session: Session, entry: int, name: str, *, by: str, reason: str | None = None, at: str | None = None
) -> Entry:
    """Erase the content of a file that entry number `entry` names: the dossier, an attachment, or the result published
    of an agency, by its id. The chain stays whole, as it holds the digest only. Raises NothingMatched if that entry has
    no such file (SC843); Refused if it may not be erased, or was erased before.
    """
    found = next(iter(session.store.entries(session.campaign, max(0, entry - 1))), None)
    files = _files(found) if found is not None and found.seq == entry else {}
    if found is None or name not in files:
        values = {"entry": str(entry), "name": masked(name), "known": ", ".join(map(masked, sorted(files))) or "–"}
        raise NothingMatched([Diagnostic("SC843", None, values)])
    data = {"entry": entry, "digest": files[name], "reason": reason, "agency": found.data.get("agency")}
    (written,) = session.act([session.draft("erased", by, at, **data)], erase={files[name]})
    return written


def _files(entry: Entry) -> dict[str, str]:
    """The digests of the files an entry names, which the fold has found right."""
    data = entry.data
    found = dict(data.get("attachments", {}))
    if entry.act == "submitted":
        found[data["file"]] = data["dossier"]
    elif entry.act == "published":
        found |= {id: row["digest"] for id, row in data["results"].items() if "digest" in row}
    return found
