"""Parts that the inner units of one agency hand in, put together; who said what on which day stays with every value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec.structs import replace

from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import InvalidInput
from scoring.evidence.assemble import DISPUTE, LISTS, TABLES, Merge, Part
from scoring.evidence.documents import RECORD_PARTS, same_document
from scoring.evidence.load import file_name, validated
from scoring.evidence.model import Dossier, Record
from scoring.scheme.criteria import Measure
from scoring.scheme.overlay import same
from scoring.scheme.resolve import day_of
from scoring.scheme.units import Suppliers
from scoring.text import in_lang
from scoring.values import shown_day
from scoring.yaml_source import Document, Path_

_TEXTS = ("difficulties", "next_tasks")
"""Lists of texts; each is kept with its unit."""
_ISO = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
_NUMBERED = re.compile(r"mc-[0-9]+")
"""An id that a workbook gave a record: it means something in that workbook alone."""
_IDENTITY = (
    (("agency", "id"), "cơ quan", "agency"),
    (("period",), "kỳ", "period"),
    (("scheme",), "bộ tiêu chí", "scheme"),
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A unit's part."""

    part: Part
    unit: str
    title: str
    submitted: date | None
    """The day the unit handed it in; None where it does not say."""

    @property
    def file(self) -> str:
        """The file's name without its folder."""
        return file_name(self.part.file)

    @property
    def says_anything(self) -> bool:
        """Whether any number, paper or statement is in it."""
        return bool(_keys(self.part.tree))

    def said_by(self, lang: str) -> str:
        """``Phòng Văn hóa – Xã hội, 05/12/2025``."""
        return said_by(self.title, self.submitted, lang)


@dataclass(slots=True)
class Joined:
    """What the units' parts say together."""

    dossier: Dossier | None = None
    """Without what the parts dispute; None where they do not make a dossier."""
    document: Document = field(default_factory=lambda: Document(""))
    """Places by path in the dossier."""
    newest: dict[str, HandedIn] = field(default_factory=dict)
    """The part of each unit that counts."""
    replaced: list[tuple[HandedIn, HandedIn]] = field(default_factory=list)
    """Older parts, each with the newer one of its unit."""
    faulty: list[HandedIn] = field(default_factory=list)
    """Parts that are wrong by themselves, and left out of the dossier."""
    disputed: list[Path_] = field(default_factory=list)
    """Where parts say different things."""
    problems: list[Diagnostic] = field(default_factory=list)

    def tell(self, problems: Iterable[Diagnostic]) -> None:
        """Keep problems, each once."""
        self.problems += [one for one in problems if one not in self.problems]


@dataclass(slots=True)
class Identity:
    """Whose parts they are; "" where none says it."""

    agency: str = ""
    period: str = ""
    scheme: str = ""
    parts: list[Part] = field(default_factory=list)
    """Those of this agency, period and scheme."""
    problems: list[Diagnostic] = field(default_factory=list)
    """Parts that are not."""

    def said(self, given: Mapping[str, Any], key: str) -> str:
        """What `given`, else the first part that says it, tells of the agency: its block, kind, name, days."""
        trees = [given, *(one.tree for one in self.parts)]
        return next((said for one in trees if (said := _said(one, ("agency", key)))), "")

    def head(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The beginning of the agency's dossier, as far as anybody says it."""
        who = {key: said for key in ("name", "block", "kind") if (said := self.said(given, key))}
        head = {"agency": {"id": self.agency, **who}, "period": self.period, "scheme": self.scheme}
        return {"format": 1, **{key: one for key, one in head.items() if one}}


def said_by(title: str, submitted: date | None, lang: str) -> str:
    """Who said something and when, for people."""
    day = in_lang(lang, "chưa ghi ngày nộp", "no date given") if submitted is None else shown_day(submitted, lang)
    return f"{title}, {day}"


def origins(dossier: Dossier, lang: str = "vi") -> dict[str, str]:
    """Which units said what and when, by keys as of `Source.values`; empty for a dossier written as a whole."""
    found: dict[str, str] = {}
    for one in dossier.provenance:
        for key in one.values if one.unit else ():
            by = said_by(one.title or one.unit or "", one.submitted, lang)
            found[key] = f"{found[key]}; {by}" if key in found else by
    return found


def identify(parts: Sequence[Part], given: Mapping[str, Any]) -> Identity:
    """Whose parts these are: what `given` says, else most of them; the others are refused with their place."""
    wanted = [_said(given, path) or _most([_said(one.tree, path) for one in parts]) for path, _, _ in _IDENTITY]
    found = Identity(agency=wanted[0], period=wanted[1], scheme=wanted[2])
    for one in parts:
        problems = []
        for (path, what, what_en), value in zip(_IDENTITY, wanted, strict=True):
            said = _said(one.tree, path)
            if said and said != value:
                values = {"what": what, "what_en": what_en, "found": said, "wanted": value}
                problems.append(Diagnostic("SC676", one.doc.place(path), values, ".".join(path)))
        found.problems += problems
        if not problems:
            found.parts.append(one)
    return found


def _said(tree: Mapping[str, Any], path: tuple[str, ...]) -> str:
    value: Any = tree
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return "" if value is None or isinstance(value, (Mapping, list)) else str(value).strip()


def _most(values: Iterable[str]) -> str:
    counts = Counter(one for one in values if one)
    return counts.most_common(1)[0][0] if counts else ""


def join(identity: Identity, given: Mapping[str, Any], suppliers: Suppliers, today: date = date.max) -> Joined:
    """One dossier of the parts of an agency's units, and parts that name no unit; every problem stands in it. A part
    from after `today` is told.
    """
    found = Joined(problems=list(identity.problems))
    common: list[Part] = []
    handed: list[HandedIn] = []
    for part in identity.parts:
        unit = _said(part.tree, ("unit",))
        if not unit:
            common.append(part)
        elif unit in suppliers.units:
            submitted = _day(part.tree.get("submitted"))
            if submitted is not None and submitted > today:
                values = {
                    "title": suppliers.units[unit].title,
                    "day": shown_day(submitted),
                    "day_en": shown_day(submitted, "en"),
                    "today": shown_day(today),
                    "today_en": shown_day(today, "en"),
                }
                found.tell([Diagnostic("SC686", part.doc.place(("submitted",)), values, "submitted")])
            handed.append(HandedIn(part, unit, suppliers.units[unit].title, submitted))
        else:
            known = list(suppliers.units)
            values = {"id": unit, "title": suppliers.structure.title, "known": ", ".join(known),
                      "guess": did_you_mean(unit, known)}  # fmt: skip
            found.problems.append(Diagnostic("SC677", part.doc.place(("unit",)), values, "unit"))
    _choose(handed, found)
    _put_together(common, found, given, identity.head(given), suppliers)
    return found


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else day_of(value)


def _choose(handed: Sequence[HandedIn], found: Joined) -> None:
    """Take the newest part of each unit; two of one day, or one without a day beside another, cannot be told apart."""
    by_unit: dict[str, list[HandedIn]] = {}
    for one in handed:
        by_unit.setdefault(one.unit, []).append(one)
    for unit, parts in by_unit.items():
        parts.sort(key=lambda one: one.submitted or date.min)
        *older, newest = parts
        for one in older:
            if one.submitted is None or one.submitted == newest.submitted:
                days = (shown_day(one.submitted, lang) if one.submitted else "" for lang in ("vi", "en"))
                values = {"title": one.title, **dict(zip(("day", "day_en"), days, strict=True)), "first": one.file,
                          "second": newest.file}  # fmt: skip
                place, related = one.part.doc.place(("submitted",)), newest.part.doc.place(("submitted",))
                code = "SC678" if one.submitted else "SC679"
                found.problems.append(Diagnostic(code, place, values, "submitted", related=related))
        found.newest[unit] = newest
        found.replaced += [(one, newest) for one in older]


def _put_together(
    common: Sequence[Part], found: Joined, given: Mapping[str, Any], head: Mapping[str, Any], suppliers: Suppliers
) -> None:
    ordered = [found.newest[unit] for unit in suppliers.units if unit in found.newest]
    speakers = {one.doc.name: (f"tệp {file_name(one.file)}", f"file {file_name(one.file)}") for one in common}
    speakers |= {one.part.doc.name: (one.said_by("vi"), one.said_by("en")) for one in ordered}
    base = [_common_document(one) for one in common]
    docs = list(base)
    records = {id: record for doc in base for id, record in _records(doc)}
    for one in ordered:
        own = _renumbered(_own_document(one), one.unit, records)
        records |= dict(_records(own))
        # A part that is wrong by itself is told as its unit's; the others still make a dossier.
        alone = Merge(given, [*base, own], speakers).merged
        try:
            validated(replace(alone, diagnostics=list(own.diagnostics)))
        except InvalidInput as error:
            found.tell(error.diagnostics)
            if any(x.place is not None and x.place.file == own.name for x in error.diagnostics):
                found.faulty.append(one)
                continue
        docs.append(own)
    # Where all parts are wrong, it is still known whose they are.
    merge = Merge(given if docs else head, docs, speakers)
    found.tell(_told(one, ordered, suppliers) if one.code == DISPUTE else one for one in merge.merged.diagnostics)
    found.disputed = merge.disputed
    withdrawn = _withdraw(merge)
    merge.tree.pop("complete", None)
    if complete := _complete(common, ordered, suppliers, withdrawn, found):
        merge.tree["complete"] = complete
    if notes := [f"{one.title}: {text}" for one in ordered if (text := _said(one.part.tree, ("note",)))]:
        merge.tree["note"] = "; ".join([*filter(None, [_said(merge.tree, ("note",))]), *notes])
    if isinstance(sources := merge.tree.setdefault("provenance", []), list):
        sources.extend(_replaced(found))
    found.document = merge.merged
    try:
        found.dossier = validated(replace(merge.merged, diagnostics=[]))
    except InvalidInput as error:
        found.tell(error.diagnostics)


def _told(one: Diagnostic, parts: Sequence[HandedIn], suppliers: Suppliers) -> Diagnostic:
    """What two units say differently, for people: titles in place of ids, parts of a document by what they are called,
    days as they are written.
    """
    values, section = dict(one.values), one.path.partition(".")[0]
    key = values["key"]
    if section == "evidence":
        records = [x for part in parts for x in part.part.tree.get(section) or () if isinstance(x, dict)]
        values["id"] = next((str(x["title"]) for x in records if str(x.get("id")) == key and x.get("title")), key)
    elif section == "numbers" and key in suppliers.set.measures:
        values["id"] = question(key, suppliers.set.measures[key])
    fields = values["field"].split(", ") if values["field"] else []
    for lang, end in (("vi", ""), ("en", "_en")):
        names = ", ".join(in_lang(lang, *RECORD_PARTS.get(x, (x, x))) for x in fields)
        values[f"field{end}"] = f" ({names})" if names else ""
        for side in ("first", "second"):
            values[side + end] = _ISO.sub(lambda day: _day_text(day[0], lang), one.values[side])  # noqa: B023
    return replace(one, values=values)


def _day_text(iso: str, lang: str) -> str:
    try:
        return shown_day(date.fromisoformat(iso), lang)
    except ValueError:
        return iso


def question(id: str, measure: Measure) -> str:
    """What is asked for, with who measures it where that is not the agency."""
    title = measure.title or measure.declared or measure.external or id
    return f"{title} ({measure.by})" if measure.external and measure.by else title


def _common_document(part: Part) -> Document:
    """What a part that names no unit says, with what it says kept in the list of sources."""
    keys = _keys(part.tree)
    if not keys or not isinstance(part.tree.get("provenance", []), list):
        return part.doc
    return replace(part.doc, data={**part.tree, "provenance": _sources(part, {}, keys)})


def _own_document(one: HandedIn) -> Document:
    """What a unit's part adds to the dossier; what holds for the part alone is left out."""
    tree = one.part.tree
    # What is of another shape stays, to be refused at its place.
    kinds: dict[str, type | tuple[type, ...]] = {"unit": str, "complete": (bool, list), "note": str}
    left_out = {key for key, kind in kinds.items() if isinstance(tree.get(key), kind)}
    left_out |= {"submitted"} if one.submitted else set()
    data = {key: value for key, value in tree.items() if key not in left_out}
    for key in _TEXTS:
        if isinstance(data.get(key), list):
            data[key] = [_of_unit(text, one.unit) for text in data[key]]
    who: dict[str, Any] = {"unit": one.unit, "title": one.title}
    if one.submitted:
        who["submitted"] = one.submitted.isoformat()
    if isinstance(tree.get("provenance", []), list):
        data["provenance"] = _sources(one.part, who, _keys(tree))
    return replace(one.part.doc, data=data)


def _records(doc: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    given = doc.data.get("evidence") if isinstance(doc.data, dict) else None
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield one["id"], one


def _renumbered(doc: Document, unit: str, known: Mapping[str, Any]) -> Document:
    """The part with new ids for documents whose number, given by a workbook, is that of another unit's document."""
    renamed = {
        id: f"{unit}-{id}"
        for id, record in _records(doc)
        if _NUMBERED.fullmatch(id) and id in known and not _same(record, known[id])
    }
    if not renamed:
        return doc
    data = {**doc.data, "evidence": [_with_ids(one, renamed) for one in doc.data["evidence"]]}
    for section, key in (("numbers", "evidence"), ("judgements", "document")):
        given = data.get(section)
        if isinstance(given, dict):
            data[section] = {id: _with_ids(one, renamed, key) for id, one in given.items()}
        elif isinstance(given, list):
            data[section] = [_with_ids(one, renamed, key) for one in given]
    if isinstance(sources := data.get("provenance"), list):
        data["provenance"] = [_keys_renamed(one, renamed) for one in sources]
    return replace(doc, data=data)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two records as they were read say the same or describe one document."""
    try:
        first, second = (Record.model_validate(x) for x in (one, other))
    except ValueError:
        return same(one, other)
    return first == second or same_document(first, second)


def _with_ids(item: Any, renamed: Mapping[str, str], *keys: str) -> Any:
    """The item with records renamed under these keys; a record's own id and what its fields refer to."""
    if not isinstance(item, dict):
        return item
    changed = dict(item)
    for key in keys or ("id",):
        value = changed.get(key)
        if isinstance(value, list):
            changed[key] = [renamed.get(id, id) if isinstance(id, str) else id for id in value]
        elif isinstance(value, str):
            changed[key] = renamed.get(value, value)
    if not keys and isinstance(changed.get("fields"), dict):
        fields = changed["fields"]
        changed["fields"] = {id: renamed.get(x, x) if isinstance(x, str) else x for id, x in fields.items()}
    return changed


def _keys_renamed(source: Any, renamed: Mapping[str, str]) -> Any:
    if not isinstance(source, dict):
        return source

    def key(text: str) -> str:
        section, mark, rest = text.partition("/")
        id, slash, more = rest.partition("/")
        return f"{section}{mark}{renamed.get(id, id)}{slash}{more}" if section == "evidence" else text

    changed = dict(source)
    if isinstance(changed.get("values"), list):
        changed["values"] = [key(str(one)) for one in changed["values"]]
    if isinstance(changed.get("cells"), dict):
        changed["cells"] = {key(str(one)): cell for one, cell in changed["cells"].items()}
    return changed


def _of_unit(text: Any, unit: str) -> Any:
    if isinstance(text, Mapping):
        return {"unit": unit, **text}
    return {"unit": unit, "text": text}


def _sources(part: Part, who: Mapping[str, Any], keys: Sequence[str]) -> list[Any]:
    """The part's file with what it says, and the workbooks it was read from itself."""
    given = part.tree.get("provenance")
    inner = [{**x, **who} if isinstance(x, dict) else x for x in (given if isinstance(given, list) else ())]
    entry = {"file": file_name(part.file), "sha256": part.sha256, **who}
    own = [x for x in inner if isinstance(x, dict) and x.get("sha256") == part.sha256]
    return [{**entry, **(own[0] if own else {}), "values": list(keys)}, *(x for x in inner if x not in own)]


def _keys(tree: Mapping[str, Any]) -> list[str]:
    """What a tree says, as keys of `Source.values`."""
    found = [f"{section}/{id}" for section in TABLES if isinstance(tree.get(section), Mapping) for id in tree[section]]
    for section, name in LISTS.items():
        items = tree.get(section)
        given = items if isinstance(items, list) else ()
        found += [f"{section}/{one[name]}" for one in given if isinstance(one, Mapping) and name in one]
    return list(dict.fromkeys(found))


def _replaced(found: Joined) -> Iterator[dict[str, Any]]:
    for older, newer in found.replaced:
        entry = {"file": older.file, "sha256": older.part.sha256, "unit": older.unit, "title": older.title}
        if older.submitted:
            entry["submitted"] = older.submitted.isoformat()
        yield {**entry, "replaced_by": newer.file}


def _withdraw(merge: Merge) -> set[str]:
    """Take out what the parts dispute: until it is settled, nobody has said it. The kinds of the records taken out."""
    kinds: set[str] = set()
    for section, key in sorted({one[:2] for one in merge.disputed if len(one) > 1}, key=str, reverse=True):
        table = merge.tree.get(str(section))
        if section in TABLES and isinstance(table, dict):
            table.pop(key, None)
            merge.merged.forget((section, key))
        elif section in LISTS and isinstance(table, list):
            at = int(key)
            gone = table.pop(at)
            merge.merged.drop_item((section,), at, len(table) + 1)
            if section == "evidence":
                kinds.add(str(gone.get("kind")))
                _forget_record(merge.tree, gone.get("id"))
    return kinds


def _forget_record(tree: Mapping[str, Any], id: Any) -> None:
    numbers, judgements = tree.get("numbers"), tree.get("judgements")
    for one in numbers.values() if isinstance(numbers, dict) else ():
        if isinstance(one, dict) and id in (one.get("evidence") or ()):
            one["evidence"] = [other for other in one["evidence"] if other != id]
    for one in judgements if isinstance(judgements, list) else ():
        if isinstance(one, dict) and one.get("document") == id:
            del one["document"]


def _complete(
    common: Sequence[Part], ordered: Sequence[HandedIn], suppliers: Suppliers, disputed: set[str], found: Joined
) -> bool | list[str]:
    """Of which kinds the lists are complete, or whether all are: each unit speaks for the kinds it supplies, a common
    part for all. A list in which a record is disputed is not.
    """
    said = [one.tree.get("complete") for one in common]
    own = {unit: suppliers.supplied(unit, "evidence") for unit in suppliers.units}
    if any(one is True for one in said) and not disputed:
        return True
    kinds = {str(id): None for one in said if isinstance(one, list) for id in one}
    if any(one is True for one in said):
        kinds |= {id: None for ids in own.values() for id in ids}
    for one in ordered:
        value = one.part.tree.get("complete")
        if value is True:
            kinds |= dict.fromkeys(own[one.unit])
        elif isinstance(value, list):
            given = [str(id) for id in value]
            others = [id for id in given if id not in own[one.unit] and suppliers.of("evidence", id) is not None]
            kinds |= {id: None for id in given if id not in others}
            if others:
                values = {"title": one.title, "kinds": ", ".join(others)}
                found.tell([Diagnostic("SC680", one.part.doc.place(("complete",)), values, "complete")])
    asked = {id for ids in own.values() for id in ids}
    if asked and asked <= kinds.keys() - disputed and not any(sort == "evidence" for sort, _ in suppliers.missing()):
        # Every unit has spoken, for all kinds the agency's criteria and rules read.
        return True
    return [id for id in kinds if id not in disputed]
