"""Facts the appraising body established, and the dossier with them: as appraised, to be evaluated again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.evidence.model import Attachment, Declared, Dossier, Record, answer_of, answer_shown
from scoring.numbers import exact_text, parse_number, parse_vietnamese
from scoring.review.entry import EntryData
from scoring.review.score_lines import reasoned_figure
from scoring.review.state import AgencyState, EstablishedFact
from scoring.review.words import LIST_STATES
from scoring.scheme.model import EvidenceField, EvidenceKind
from scoring.text import in_lang

Kinds = Mapping[str, EvidenceKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact to be established, as given; at least one of record, numbers, lists and applies has something."""

    agency: str
    reason: str = ""
    source: str = ""
    """Where the appraising body has it from; a record needs it."""
    record: EntryData | None = None
    """As a dossier writes one, `fields` as texts; id and title may be left out."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    """By kind: ``closed`` or ``open``."""
    applies: Sequence[str] = ()
    files: Sequence[Path] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    """What a sheet's row says beside it: ``agency_name`` and ``dossier``."""


def record_words(record: EntryData) -> str:
    """A record in one line: id, kind, title, paper and fields."""
    paper = " ".join(str(record[key]) for key in ("number", "date", "issuer") if record.get(key))
    fields = ", ".join(f"{name} = {value}" for name, value in record.get("fields", {}).items())
    more = "; ".join(part for part in (paper, fields) if part)
    return f"{record['id']} ({record['kind']}) “{record['title']}”" + (f": {more}" if more else "")


def fact_words(fact: EntryData, lang: str = "vi") -> str:
    """What a fact says and where it is from, as its entry's data have it, beside its numbers and reason."""
    parts = [record_words(fact["record"])] if fact.get("record") else []
    for kind, to in sorted(fact.get("lists", {}).items()):
        parts.append(f"{kind}: {in_lang(lang, *LIST_STATES[to])}")
    if fact.get("applies"):
        parts.append(f"{in_lang(lang, 'có áp dụng', 'applies')}: {', '.join(fact['applies'])}")
    if fact.get("source"):
        parts.append(f"{in_lang(lang, 'nguồn', 'source')}: {fact['source']}")
    if fact.get("attachments"):
        parts.append(f"{in_lang(lang, 'kèm', 'with')}: {', '.join(sorted(fact['attachments']))}")
    return "; ".join(parts)


def numbers_words(numbers: Mapping[str, str], lang: str = "vi") -> str:
    """Corrected numbers in one line; "" where there are none."""
    shown = ", ".join(f"{id} = {answer_shown(text, lang)}" for id, text in sorted(numbers.items()))
    return f"{in_lang(lang, 'sửa số liệu', 'corrected')}: {shown}" if shown else ""


def field_value(text: str, type: str) -> Any:
    """A record's field of this type as a dossier's file gives it; a text that does not fit stays what it is."""
    if type == "yes_no":
        return {"có": True, "không": False}.get(text, text)
    found = None
    if type == "number":
        found = parse_number(text) if parse_number(text) is not None else parse_vietnamese(text)
    if found is None:
        return text
    return found if isinstance(found, int) else Decimal(exact_text(found))


def attachment_path(fact: EstablishedFact, name: str) -> str:
    """Where a file of a fact lies beside the dossier while it is evaluated."""
    return f"tham-dinh/{fact.seq}/{name}"


def record_of(fact: EstablishedFact, kinds: Kinds) -> Record | None:
    """The record of a fact, as if a dossier listed it; None for a fact without one."""
    if fact.record is None:
        return None
    kind = kinds.get(fact.record["kind"])
    known = kind.fields if kind else {}
    fields = {
        name: field_value(text, (known.get(name) or EvidenceField(title=name)).type)
        for name, text in fact.record.get("fields", {}).items()
    }
    name, digest = next(iter(sorted(fact.attachments.items())), ("", ""))
    file = Attachment(path=attachment_path(fact, name), sha256=digest) if name else None
    return Record.model_validate({**fact.record, "fields": fields}).model_copy(update={"file": file})


def without_facts(one: AgencyState) -> AgencyState:
    """The agency as if the appraising body had established nothing."""
    return replace(one, facts=[])


def accepted_dossier(dossier: Dossier, one: AgencyState, kinds: Kinds) -> Dossier:
    """The dossier as appraised: without the records appraisers refused, with the numbers they corrected and the facts
    the appraising body established, in the ledger's order.

    `kinds`: the scheme's kinds of evidence.
    """
    refused: set[str] = set()
    corrected: list[tuple[int, Mapping[str, str], bool]] = []
    for id, line in one.lines.items():
        latest = line.by_hand()
        if latest is not None:
            figure = reasoned_figure(one, id, latest)
            refused |= set(figure.refused)
            corrected.append((figure.seq, figure.numbers, False))
    facts = one.facts_in_force
    corrected += [(fact.seq, fact.numbers, True) for fact in facts]
    numbers = dict(dossier.numbers)
    for _, found, may_add in sorted(corrected, key=lambda row: row[0]):
        for name, text in found.items():
            value = answer_of(text)
            if value is not None and (may_add or name in numbers):
                numbers[name] = numbers.get(name, Declared()).model_copy(update={"value": value})
    for id, declared in numbers.items():
        if refused.intersection(declared.evidence):
            kept = [one for one in declared.evidence if one not in refused]
            numbers[id] = declared.model_copy(update={"evidence": kept})
    found_records = [record for fact in facts if (record := record_of(fact, kinds)) is not None]
    # Results carry the name the campaign gives, whatever the dossier says.
    agency = dossier.agency.model_copy(update={"name": one.agency.name})
    applies = {id for fact in facts for id in fact.applies}
    changes: dict[str, Any] = {
        "agency": agency,
        "evidence": [record for record in dossier.evidence if record.id not in refused] + found_records,
        "numbers": numbers,
        "not_applicable": [stated for stated in dossier.not_applicable if stated.criterion not in applies],
        **_lists(dossier, facts, kinds),
    }
    return dossier.model_copy(update=changes)


def _lists(dossier: Dossier, facts: list[EstablishedFact], kinds: Kinds) -> dict[str, Any]:
    """Which lists are complete, and which the appraising body holds to be open; nothing where it says nothing."""
    states = {kind: to for fact in facts for kind, to in fact.lists.items()}
    if not states:
        return {}
    reopened = frozenset(kind for kind, to in states.items() if to == "open")
    declared = dossier.complete
    if declared is True and not reopened:
        return {}
    listed = [*kinds] if declared is True else declared or []
    closed = [kind for kind, to in states.items() if to == "closed" and kind not in listed]
    return {"complete": [kind for kind in (*listed, *closed) if kind not in reopened], "reopened": reopened}
