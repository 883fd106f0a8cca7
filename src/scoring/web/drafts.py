"""Drafts: fields with versions in the web database; put together they are a dossier, read and scored like any file.

Paths are those of a dossier's parts, ending in the name of the field: ``numbers/so_thon/value``, ``claims/I.1/points``,
``evidence/ke-hoach/title``. A value that is wrong is kept as it was typed, told beside its field, and counts as not
declared.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import IntegrityError, transaction

from scoring.app.campaign.evaluation import as_registered, best_values, earlier_results, past_of, submitted_dossier
from scoring.app.campaign.session import Session
from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic
from scoring.engine.compile import plan_for
from scoring.errors import InvalidInput
from scoring.evidence.dump import dump_tree
from scoring.evidence.load import LoadedDossier, digest_of, load_dossier, parse, validated
from scoring.evidence.model import Dossier, Percent, Record, answer_of, answer_text
from scoring.fields import plain
from scoring.numbers import exact_text, from_exact, normal
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import EvidenceField, Scheme
from scoring.values import PartialDate
from scoring.web.campaigns import desk
from scoring.web.fields import CITES, DAY, KEPT, POINTS, TEXT, YES_NO, Kind, WrongValue, cited, kept, number_text
from scoring.web.models import DraftField, DraftFile, User
from scoring.web.uploads import keep_handed_in
from scoring.workbook import layout
from scoring.workbook.cell_content import cites_cell

OWN = "-"
"""Stands in the path of a text of the agency itself where a unit's id stands otherwise."""
FILE_NAME = "ho-so.yaml"
"""What the dossier of a draft is called when it is handed in."""
Values = Mapping[str, str]


class Stale(Exception):  # noqa: N818 - says what is the case, like the names in errors
    """Somebody else changed the field since it was shown; says what it holds now."""

    def __init__(self, now: DraftField) -> None:
        super().__init__(now.path)
        self.now = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of one agency's draft."""

    campaign: str
    agency: str
    fields: Mapping[str, DraftField]
    files: Mapping[str, DraftFile]
    """By digest."""

    @property
    def values(self) -> dict[str, str]:
        """What is filled in, by path."""
        return {path: one.value for path, one in self.fields.items() if one.value}

    def version(self, path: str) -> int:
        """The field's version; 0 where nobody wrote it yet."""
        found = self.fields.get(path)
        return found.version if found else 0

    def records(self) -> list[str]:
        """The ids of the records of evidence, in the order in which they were begun."""
        ids = dict.fromkeys(path.split("/")[1] for path in self.fields if path.startswith("evidence/"))
        return [id for id in ids if f"evidence/{id}/kind" in self.values]


def tried(draft: Draft, typed: Values, fields: Fields) -> Draft:
    """The draft as it would be with other values, at the versions it has; nothing is stored."""
    new = dict(draft.fields)
    for path, text in typed.items():
        stored = new.get(path)
        try:
            value = kept(fields.kind(path, draft.values) or TEXT, text)
        except WrongValue:
            value = text.strip()
        new[path] = DraftField(path=path, value=value, version=stored.version if stored else 0,
                               changed_by_id=stored.changed_by_id if stored else 0)  # fmt: skip
    return replace(draft, fields=new)


def read(campaign: str, agency: str) -> Draft:
    """The draft as it stands."""
    mine = {"campaign": campaign, "agency": agency}
    fields = {one.path: one for one in DraftField.objects.filter(**mine).select_related("changed_by").order_by("pk")}
    return Draft(**mine, fields=fields, files={one.sha256: one for one in DraftFile.objects.filter(**mine)})


def save(draft: Draft, path: str, value: str, version: int, user: User) -> DraftField:
    """Write one field, which was at `version` when its writer saw it: what is stored when this returns is on the disk.
    Raises Stale if somebody else has changed it to another value since.
    """
    mine = {"campaign": draft.campaign, "agency": draft.agency, "path": path}
    with transaction.atomic():
        found = DraftField.objects.select_for_update().filter(**mine).first()
        if found is None:
            try:
                with transaction.atomic():
                    return DraftField.objects.create(**mine, value=value, changed_by=user)
            except IntegrityError:
                found = DraftField.objects.select_for_update().get(**mine)
        if found.value == value:
            # Sent twice, or typed alike by two: nothing is lost by saying yes.
            return found
        if found.version != version:
            raise Stale(found)
        found.value, found.changed_by = value, user
        found.version += 1
        found.save()
    return found


def fill(draft: Draft, values: Values, user: User) -> int:
    """Write many fields at once over whatever they hold, as from a workbook; how many changed."""
    mine = {"campaign": draft.campaign, "agency": draft.agency}
    with transaction.atomic():
        known = {one.path: one for one in DraftField.objects.select_for_update().filter(**mine)}
        new = [DraftField(**mine, path=path, value=value, changed_by=user)
               for path, value in values.items() if path not in known]  # fmt: skip
        # Somebody who filled the same field at this moment wrote it first.
        DraftField.objects.bulk_create(new, ignore_conflicts=True)
        changed = [known[path] for path, value in values.items() if path in known and known[path].value != value]
        for one in changed:
            one.value, one.changed_by = values[one.path], user
            one.version += 1
            one.save()
    return len(new) + len(changed)


# ---------------------------------------------------------------- what a path takes


class Fields:
    """What every path of a draft takes, by a scheme and a block."""

    def __init__(self, scheme: Scheme, block: str) -> None:
        self.scheme = scheme
        found = scheme.block(block)
        assert found is not None
        self.block = found
        self.set: CriteriaSet = layout.criteria_set(scheme, block)
        self.rows = layout.rows(scheme, block)
        self.answers = {one.id: one for one in self.rows if one.role == "measure" and one.declarable}
        self.nodes = {one.id: one for one in self.rows if one.role in {"group", "criterion"}}
        self.judged = {one.id for one in self.rows if one.role == "judgement"}
        self.kinds = layout.kind_labels(scheme)
        plan = plan_for(scheme, block)
        assert plan is not None
        self.plan = plan

    def kind(self, path: str, values: Values) -> Kind | None:
        """What the field at a path takes; None where a draft has no such field."""
        match path.split("/"):
            case ["numbers", _, "note" | "evidence"]:
                return TEXT
            case ["numbers", id, "value"]:
                return self._answer(id) if id in self.answers else KEPT
            case ["claims", id, name] if id in self.nodes and self.nodes[id].role == "criterion":
                return {"points": POINTS, "note": TEXT}.get(name)
            case ["not_applicable", id, "reason"] if id in self.nodes or id in self.answers:
                return TEXT
            case ["explanations", id, "text"] if id in self.nodes:
                return TEXT
            case ["judgements", id, name] if id in self.judged:
                return {"points": POINTS, "reason": TEXT, "document": TEXT, "by": KEPT}.get(name)
            case ["evidence", id, *name] if id:
                return self._record("/".join(name), values.get(f"evidence/{id}/kind", ""))
            case ["complete", id, "listed"] if id in self.kinds:
                return Kind(sort="yes_no", choices=YES_NO)
            case ["note", "dossier", "text"] | ["difficulties" | "next_tasks", _, "text"]:
                return TEXT
            case ["agency", "dossier", "kind"] if len(self.block.kinds) > 1:
                kinds = {one.id: one.title for one in self.scheme.agency_kinds}
                return Kind(sort="choice", choices={one: kinds.get(one, one) for one in self.block.kinds})
            case ["provenance", "dossier", "sources"]:
                return KEPT
        return None

    def _answer(self, id: str) -> Kind:
        sort = self.answers[id].answer or "text"
        if sort == "level":
            return Kind(sort=sort, choices=layout.level_labels(self.set, id))
        return Kind(sort=sort, choices=YES_NO if sort == "yes_no" else None)

    def _record(self, name: str, kind: str) -> Kind | None:
        if name == "kind":
            return Kind(sort="choice", choices=self.kinds)
        if name == "date":
            return DAY
        if name == "occurrence":
            return Kind(sort="choice", choices=layout.occurrence_labels(self.scheme))
        if name == "cites":
            return CITES
        if name in {"title", "number", "issuer", "criteria", "outside_period", "note", "shared_with", "deleted"}:
            return TEXT
        if name in {"file", "path", "sha256"}:
            return KEPT
        known = self.scheme.evidence_kinds.get(kind)
        found = known.fields.get(name.removeprefix("fields/")) if known and name.startswith("fields/") else None
        return self._field(found) if found is not None else None

    def _field(self, field: EvidenceField) -> Kind:
        if field.choices:
            return Kind(sort="choice", choices=layout.choice_labels(self.scheme, field))
        found = {"date": "day"}.get(field.type, field.type)
        return Kind(sort=found, choices=YES_NO if found == "yes_no" else None)


_made: dict[tuple[str, str], Fields] = {}


def fields_of(loaded: LoadedScheme, block: str) -> Fields:
    """What the paths of a draft take; made once for each block of a scheme."""
    key = (loaded.digest, block)
    if key not in _made:
        _made[key] = Fields(loaded.scheme, block)
    return _made[key]


# ---------------------------------------------------------------- draft to dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """A draft put together."""

    text: str
    """The dossier as it would be handed in."""
    wrong: Mapping[str, WrongValue]
    """By path: what was typed and cannot count."""
    files: Mapping[str, DraftFile] = field(default_factory=dict)
    """Attachments by the path the dossier names them with."""


def assemble(draft: Draft, fields: Fields, session: Session, day: str | None = None) -> Assembled:
    """The dossier of a draft in its campaign. `day`: the day it is handed in, in ISO form."""
    opened = session.state.opened
    agency = opened.agency(draft.agency)
    assert agency is not None
    own: dict[str, Any] = {"id": agency.id, "name": agency.name, "block": agency.block}
    kinds = fields.block.kinds
    kind = draft.values.get("agency/dossier/kind") or (kinds[0] if len(kinds) == 1 else None)
    if kind in kinds:
        own["kind"] = kind
    head: dict[str, Any] = {"format": 1, "scheme": opened.scheme, "period": opened.period, "agency": own}
    if day is not None:
        head["submitted"] = PartialDate.parse(day)
    return assemble_under(head, draft, fields)


def assemble_under(head: Mapping[str, Any], draft: Draft, fields: Fields) -> Assembled:
    """The dossier of a draft under what a dossier says of its agency, period and scheme."""
    values, wrong = draft.values, dict[str, WrongValue]()
    good: dict[str, str] = {}
    for path, value in values.items():
        kind = fields.kind(path, values)
        if kind is None:
            continue
        try:
            good[path] = kept(kind, value)
        except WrongValue as error:
            wrong[path] = error
    files: dict[str, DraftFile] = {}
    tree = dict(head)
    listed = {path.split("/")[1]: value for path, value in good.items() if path.startswith("complete/")}
    complete = [id for id, value in listed.items() if value == "có"]
    tree["complete"] = len(complete) == len(fields.kinds) or complete or False
    tree |= _parts(good)
    evidence = [_record(id, good, draft, fields, files) for id in draft.records()
                if good.get(f"evidence/{id}/kind") and good.get(f"evidence/{id}/deleted") != "có"]  # fmt: skip
    if evidence:
        tree["evidence"] = evidence
    if "provenance/dossier/sources" in good:
        tree["provenance"] = _sources(draft, good["provenance/dossier/sources"])
    return Assembled(text=dump_tree(tree), wrong=wrong, files=files)


def _parts(good: Values) -> dict[str, Any]:
    numbers: dict[str, dict[str, Any]] = {}
    tree: dict[str, Any] = {}
    lists: dict[str, dict[str, dict[str, Any]]] = {"not_applicable": {}, "explanations": {}, "judgements": {}}
    for path, text in good.items():
        part, id, *rest = path.split("/")
        name = "/".join(rest)
        if part == "numbers":
            value: Any = answer_of(text) if name == "value" else _ids(text) if name == "evidence" else text
            numbers.setdefault(id, {})[name] = value
        elif part == "claims":
            claim = tree.setdefault("claims", {}).setdefault(id, {})
            claim[name] = from_exact(text) if name == "points" else text
        elif part in lists:
            one = lists[part].setdefault(id, {"criterion": id} | ({"by": "agency"} if part == "judgements" else {}))
            one[name] = from_exact(text) if name == "points" else text
        elif part in {"difficulties", "next_tasks"}:
            tree.setdefault(part, []).append({"text": text} if id == OWN else {"unit": id, "text": text})
        elif part == "note":
            tree["note"] = text
    if numbers:
        tree["numbers"] = numbers
    tree["claims"] = {id: one for id, one in tree.get("claims", {}).items() if "points" in one}
    lists["judgements"] = {id: one for id, one in lists["judgements"].items() if "points" in one and "reason" in one}
    tree |= {part: list(found.values()) for part, found in lists.items() if found}
    return {key: value for key, value in tree.items() if value}


def _record(id: str, good: Values, draft: Draft, fields: Fields, files: dict[str, DraftFile]) -> dict[str, Any]:
    start = f"evidence/{id}/"
    mine = {path.removeprefix(start): value for path, value in good.items() if path.startswith(start)}
    kind = mine["kind"]
    record: dict[str, Any] = {"id": id, "kind": kind, "title": mine.get("title") or fields.kinds[kind]}
    for name in ("number", "issuer", "occurrence", "outside_period", "note"):
        if name in mine:
            record[name] = mine[name]
    if "date" in mine:
        record["date"] = PartialDate.parse(mine["date"])
    for name in ("criteria", "shared_with"):
        if name in mine:
            record[name] = _ids(mine[name])
    if "cites" in mine:
        record["cites"] = [one | ({"date": PartialDate.parse(one["date"])} if "date" in one else {})
                           for one in cited(mine["cites"])]  # fmt: skip
    found = draft.files.get(mine.get("file", ""))
    if found is not None:
        path = mine["path"] if "path" in mine else attachment_name(found)
        files[path] = found
        record["file"] = {"path": path, "sha256": found.sha256}
    elif "path" in mine:
        record["file"] = {name: mine[name] for name in ("path", "sha256") if name in mine}
    known = fields.scheme.evidence_kinds[kind].fields
    own = {name: mine[f"fields/{name}"] for name in known if f"fields/{name}" in mine}
    if own:
        record["fields"] = {name: _field_value(known[name], text) for name, text in own.items()}
    return record


def _field_value(field: EvidenceField, text: str) -> Any:
    if field.type == "yes_no":
        return text == "có"
    if field.type == "date":
        return PartialDate.parse(text)
    return answer_of(text) if field.type == "number" else text


def _sources(draft: Draft, text: str) -> list[dict[str, Any]]:
    """The files values were read from, without the cells of values that were changed since."""
    read_at = draft.fields["provenance/dossier/sources"].changed_at
    changed = [f"{path}/" for path, one in draft.fields.items() if one.changed_at and one.changed_at > read_at]
    sources: list[dict[str, Any]] = json.loads(text)
    for one in sources:
        for key in [key for key in one.get("cells", ()) if any(path.startswith(f"{key}/") for path in changed)]:
            del one["cells"][key]
    return sources


def _ids(text: str) -> list[str]:
    return [part for one in text.split(";") if (part := one.strip())]


def attachment_name(file: DraftFile) -> str:
    """The path under which a dossier names a file: its own name behind the beginning of its digest, so that two of one
    name stand side by side.
    """
    return f"tep/{file.sha256[:8]}-{file.name}"


def loaded_of(found: Assembled) -> LoadedDossier:
    """The dossier as `evaluate` would read it from a file. Raises InvalidInput with all problems."""
    raw = found.text.encode()
    doc = parse(raw, FILE_NAME)
    return LoadedDossier(
        dossier=validated(doc), digest=digest_of(raw), file=FILE_NAME, path=Path(FILE_NAME), document=doc,
        diagnostics=doc.diagnostics,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a draft is worth now."""

    result: Result | None
    """None where it cannot be evaluated; the problems say why."""
    problems: list[Diagnostic]
    assembled: Assembled


def score(
    draft: Draft, session: Session, loaded: LoadedScheme, *, final: bool = False, day: str | None = None
) -> Scored:
    """Evaluate a draft as `evaluate` would; with `final` as it will be when it is handed in, where what is open counts
    as the scheme says. `day`: the day it is handed in, in ISO form.
    """
    member = session.state.agencies[draft.agency].agency
    assembled = assemble(draft, fields_of(loaded, member.block), session, day)
    try:
        dossier = as_registered(loaded_of(assembled), member)
        past = past_of(dossier, earlier_results(session))
        best = best_values(session, loaded).get(member.block, {})
        # The files of a draft are checked when they come in.
        result, problems = assess(dossier, loaded, Options(final=final), past, best, ([], []))
    except InvalidInput as error:
        return Scored(result=None, problems=error.diagnostics, assembled=assembled)
    return Scored(result=result_of(result), problems=problems, assembled=assembled)


@contextmanager
def on_disk(found: Assembled) -> Iterator[LoadedDossier]:
    """The dossier as a file with its attachments beside it, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        folder = Path(name)
        for path, file in found.files.items():
            target = folder / PurePosixPath(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((desk().files / file.stored).read_bytes())
        (folder / FILE_NAME).write_bytes(found.text.encode())
        yield load_dossier(folder / FILE_NAME)


# ---------------------------------------------------------------- dossier to draft


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
    found["provenance/dossier/sources"] = json.dumps(sources, ensure_ascii=False) if sources else ""
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


def new_record_id() -> str:
    """An id for a record begun in the browser."""
    return f"mc-{secrets.token_hex(4)}"
