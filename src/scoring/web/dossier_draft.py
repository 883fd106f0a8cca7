"""A dossier as the fields of a draft: what was handed in is mended at the desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.app.campaign.evaluation import submitted_dossier
from scoring.app.campaign.session import Session
from scoring.evidence.model import Dossier, Percent, Record, answer_text
from scoring.fields import plain
from scoring.numbers import exact_text, normal
from scoring.web.draft_fields import OWN, Fields
from scoring.web.drafts import SOURCES, Draft, fill
from scoring.web.fields import Kind, number_text
from scoring.web.models import DraftFile, User
from scoring.web.uploads import keep_handed_in
from scoring.workbook.cell_content import cites_cell


def values_of(dossier: Dossier, fields: Fields, files: Mapping[str, str] = {}) -> dict[str, str]:
    """The fields of a draft that say all a dossier says, but who, for when, and the day it was handed in. `files`: the
    digests of those attachments that the draft has, by their path in the dossier.
    """
    found: dict[str, str] = {"agency/dossier/kind": dossier.agency.kind or ""}
    for id, one in dossier.numbers.items():
        kind = fields.kind(f"numbers/{id}/value", {})
        found[f"numbers/{id}/value"] = "" if one.value is None else _value_text(one.value, kind)
        found[f"numbers/{id}/note"] = one.note or ""
        found[f"numbers/{id}/evidence"] = "; ".join(one.evidence)
    for id, claim in dossier.claims.items():
        found[f"claims/{id}/points"] = exact_text(claim.points)
        found[f"claims/{id}/note"] = claim.note or ""
    found |= {f"not_applicable/{one.criterion}/reason": one.reason for one in dossier.not_applicable}
    found |= {f"explanations/{one.criterion}/text": one.text for one in dossier.explanations}
    for award in dossier.judgements:
        start = f"judgements/{award.criterion}/"
        found |= {f"{start}points": exact_text(award.points), f"{start}reason": award.reason}
        found |= {f"{start}document": award.document or "", f"{start}by": "" if award.by == "agency" else award.by}
    for record in dossier.evidence:
        found |= {f"evidence/{record.id}/{name}": text for name, text in _record_values(record, fields, files)}
    complete = dossier.complete
    listed = complete if isinstance(complete, list) else fields.kinds if complete else ()
    found |= {f"complete/{kind}/listed": "có" for kind in listed}
    for part, texts in (("difficulties", dossier.difficulties), ("next_tasks", dossier.next_tasks)):
        for text in texts:
            path = f"{part}/{text.unit or OWN}/text"
            found[path] = f"{found[path]}\n{text.text}" if path in found else text.text
    found["note/dossier/text"] = dossier.note or ""
    sources = [plain(one) for one in dossier.provenance]
    # Last, so that no value is newer than what it is said to be read from.
    found[SOURCES] = json.dumps(sources, ensure_ascii=False) if sources else ""
    return {path: value for path, value in found.items() if value}


def take_back(draft: Draft, session: Session, fields: Fields, user: User) -> int:
    """Fill an empty draft with what the agency handed in, its attachments too; how many fields were filled. Nothing where
    it handed in nothing, or what it handed in was erased.
    """
    one = session.state.agencies[draft.agency]
    if draft.fields or one.submission is None or one.submission.dossier in session.state.erased:
        return 0
    files: dict[str, str] = {}
    with submitted_dossier(session, one) as loaded:
        for record in loaded.dossier.evidence:
            if record.file is not None and (path := loaded.path.parent / record.file.path).is_file():
                files[record.file.path] = _take_file(draft, path.name, path.read_bytes(), user)
        return fill(draft, values_of(loaded.dossier, fields, files), user)


def _take_file(draft: Draft, name: str, raw: bytes, user: User) -> str:
    """Keep an attachment's bytes for the draft; their digest."""
    mine = {"campaign": draft.campaign, "agency": draft.agency}
    known = DraftFile.objects.filter(**mine, sha256=hashlib.sha256(raw).hexdigest()).first()
    if known is not None:
        return known.sha256
    kept_file = keep_handed_in(name, raw)
    # The desk's own names begin with the digest.
    own = kept_file.name.removeprefix(f"{kept_file.sha256[:8]}-")
    DraftFile.objects.create(
        **mine, name=own, stored=kept_file.stored, sha256=kept_file.sha256, size=kept_file.size,
        media_type=kept_file.media_type, uploaded_by=user,
    )  # fmt: skip
    return kept_file.sha256


def _record_values(record: Record, fields: Fields, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "kind", record.kind
    yield "title", record.title
    for name in ("number", "issuer", "occurrence", "outside_period", "note", "date"):
        value = getattr(record, name)
        if value is not None:
            yield name, str(value)
    yield "criteria", "; ".join(record.criteria)
    yield "shared_with", "; ".join(record.shared_with)
    yield "cites", cites_cell(record.cites) if record.cites else ""
    if record.file is not None:
        yield "path", record.file.path
        yield "file", files.get(record.file.path, "")
        yield "sha256", record.file.sha256 or ""
    for name, value in record.fields.items():
        kind = fields.kind(f"evidence/{record.id}/fields/{name}", {f"evidence/{record.id}/kind": record.kind})
        yield f"fields/{name}", _value_text(value, kind)


def _value_text(value: Any, kind: Kind | None) -> str:
    """A value as a draft keeps it."""
    if isinstance(value, (bool, str)) or not isinstance(value, (int, Decimal, Fraction)):
        return answer_text(value) if isinstance(value, (bool, str)) else str(value)
    if isinstance(value, Percent) or (kind is not None and kind.sort == "percent"):
        return f"{number_text(normal(Fraction(value) * 100))} %"
    return number_text(normal(value))
