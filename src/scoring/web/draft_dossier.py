"""A draft put together: the dossier it makes, read and scored like any file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from scoring.app.campaign.evaluation import as_registered, best_values, earlier_results, past_of
from scoring.app.campaign.session import Session
from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.evidence.dump import dump_tree
from scoring.evidence.load import LoadedDossier, digest_of, load_dossier, parse, validated
from scoring.evidence.model import answer_of
from scoring.numbers import from_exact
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import EvidenceField
from scoring.values import PartialDate
from scoring.web.campaigns import desk
from scoring.web.draft_fields import OWN, Fields, Values, fields_of
from scoring.web.drafts import SOURCES, Draft
from scoring.web.fields import WrongValue, cited, kept
from scoring.web.models import DraftFile

FILE_NAME = "ho-so.yaml"
"""What the dossier of a draft is called when it is handed in."""


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
    records: dict[str, dict[str, str]] = {id: {} for id in draft.records()}
    for path, value in good.items():
        part, id, name = path.split("/", 2)
        if part == "evidence" and id in records:
            records[id][name] = value
    evidence = [
        _record(id, mine, draft, fields, files)
        for id, mine in records.items()
        if mine.get("kind") and mine.get("deleted") != "có"
    ]
    if evidence:
        tree["evidence"] = evidence
    if SOURCES in good:
        tree["provenance"] = _sources(draft, good[SOURCES])
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


def _record(id: str, mine: Values, draft: Draft, fields: Fields, files: dict[str, DraftFile]) -> dict[str, Any]:
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
    changed = [f"{path}/" for path in draft.newer]
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
