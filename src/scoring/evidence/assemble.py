"""Assembles one dossier from several files. Values that disagree are reported with both places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.diagnostics import Diagnostic, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput, NothingMatched
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import LIMITS, SUFFIXES, parse, validated, written_out
from scoring.evidence.model import Claim, Declared, Dossier, Explanation, Judgement, NotApplicable, Record
from scoring.evidence.read_csv import read_parts
from scoring.models import Model
from scoring.scheme.overlay import same
from scoring.scheme.resolve import Merged
from scoring.yaml_source import Document, Path_, read_bytes

DISPUTE = "SC675"
"""The code of what two units say differently."""
_COMMON = frozenset(("format", "period", "scheme", "submitted", "complete", "note"))
TABLES = {"numbers": "SC480", "claims": "SC482"}
LISTS = {"evidence": "id", "not_applicable": "criterion", "explanations": "criterion", "judgements": "criterion"}
_MODELS: Mapping[str, type[Model]] = {
    "numbers": Declared,
    "claims": Claim,
    "evidence": Record,
    "not_applicable": NotApplicable,
    "explanations": Explanation,
    "judgements": Judgement,
}
_ADDED = frozenset(("provenance", "difficulties", "next_tasks"))
"""Lists whose items stand beside each other, whatever the parts say."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """One agency's assembled dossier as YAML text and as a value, with warnings."""

    agency: str
    text: str
    dossier: Dossier
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or what a table holds of one agency, read as a plain tree."""

    agency: str
    """The agency's id; "" where the file does not say."""
    doc: Document
    file: Path
    sha256: str

    @property
    def tree(self) -> Mapping[str, Any]:
        """What the file says; nothing where it is no mapping."""
        return self.doc.data if isinstance(self.doc.data, dict) else {}


def assemble(paths: Sequence[Path], *, agency: str | None = None, given: Mapping[str, Any] | None = None) -> str:
    """The YAML text of one dossier put together from files in YAML, JSON and CSV, or folders of them.

    `agency` is needed where the files hold several. `given` has top-level keys that no file has, such as ``period`` or
    ``agency: {block: xa}``. Raises CannotRead if a file cannot be read; InvalidInput if the parts disagree, are not
    right, or hold several agencies; NothingMatched if there is no file, or no such agency in the files.
    """
    return only(assemble_all(paths, agency=agency, given=given)).text


def only(found: Sequence[Assembled]) -> Assembled:
    """The only dossier. Raises InvalidInput if there are several."""
    if len(found) > 1:
        raise InvalidInput.of("SC483", agencies=", ".join(one.agency for one in found))
    return found[0]


def assemble_all(
    paths: Sequence[Path], *, agency: str | None = None, given: Mapping[str, Any] | None = None
) -> list[Assembled]:
    """One dossier for each agency in the files, in the order of their ids. Raises CannotRead if a file cannot be read;
    InvalidInput, with all problems, if the parts disagree or are not right; NothingMatched if there is no file, or no
    such agency in the files.
    """
    parts, problems = parts_in(paths)
    return together(parts, problems, agency=agency, given=given)


def together(
    parts: Sequence[Part],
    problems: Sequence[Diagnostic] = (),
    *,
    agency: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> list[Assembled]:
    """One dossier for each agency in parts that were read, as `assemble_all` does; `problems` were found in reading."""
    if not parts:
        raise InvalidInput(sort(problems))
    problems = list(problems)
    extra = dict(given or {})
    own = extra.get("agency")
    named = str(own["id"]) if isinstance(own, Mapping) and "id" in own else ""
    ids = sorted({one.agency for one in parts if one.agency} | ({named} - {""}))
    if agency is not None and not ids:
        # No file says whose data these are; the caller does.
        extra["agency"] = {**(own if isinstance(own, Mapping) else {}), "id": agency}
        ids = [agency]
    if agency is not None and agency not in ids:
        raise NothingMatched.of(
            "SC617",
            agency=agency,
            known=", ".join(ids),
            guess=did_you_mean(agency, ids),
            kind="cơ quan",
            kind_en="agency",
        )
    loose = [one.doc for one in parts if not one.agency]
    if len(ids) > 1:
        for doc in loose:
            # Nobody knows whose data these are; what holds for all may stand.
            for key in doc.data if isinstance(doc.data, dict) else ():
                if key not in _COMMON:
                    values = {"agencies": ", ".join(ids)}
                    problems.append(Diagnostic("SC483", doc.place((key,), key=True), values, key))
    places: dict[str, list[int]] = {"": []}
    for at, one in enumerate(parts):
        places.setdefault(one.agency, []).append(at)
    done: list[Assembled] = []
    for id in [agency] if agency is not None else ids or [""]:
        theirs = places.get(id, []) if id else []
        merge = Merge(extra, [parts[at].doc for at in sorted([*places[""], *theirs])])
        try:
            dossier = validated(merge.merged)
        except InvalidInput as error:
            # What no part says stands nowhere: such a problem has no place to show.
            problems += [
                one if one.place is None or one.place.file else replace(one, place=None) for one in error.diagnostics
            ]
            continue
        notes = tuple(sort(merge.merged.diagnostics))
        done.append(Assembled(dossier.agency.id, dump_dossier(dossier), dossier, notes))
    if has_errors(problems) or not done:
        raise InvalidInput(sort(problems))
    return done


def part_files(paths: Iterable[Path]) -> list[Path]:
    """The files of parts in YAML, JSON and CSV: files as given, those that stand in folders in order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix.lower() in SUFFIXES)
            found += sorted(one for one in inside if one.name[0] not in "._")
        else:
            found.append(path)
    return found


def parts_in(paths: Sequence[Path]) -> tuple[list[Part], list[Diagnostic]]:
    """The parts in files of YAML, JSON and CSV, or folders of them, and what hindered reading. Raises CannotRead if a
    file cannot be read, NothingMatched if there is none.
    """
    parts: list[Part] = []
    problems: list[Diagnostic] = []
    files = part_files(paths)
    if not files:
        shown = ", ".join(one.as_posix() for one in paths)
        raise NothingMatched.of("SC603", path=shown)
    for file in files:
        raw, name = read_bytes(file, LIMITS.size), file.as_posix()
        sha256 = hashlib.sha256(raw).hexdigest()
        if file.suffix.lower() == ".csv":
            for id, doc in read_parts(raw, name, LIMITS).items():
                doc.data = written_out(doc.data, doc)
                parts.append(Part(id, doc, file, sha256))
            continue
        doc = parse(raw, name)
        if isinstance(doc.data, dict):
            agency = doc.data.get("agency")
            id = str(agency.get("id") or "") if isinstance(agency, dict) else ""
            parts.append(Part(id, doc, file, sha256))
            continue
        problems += doc.diagnostics
        if not has_errors(doc.diagnostics):
            wanted = {"wanted": "bảng khóa: giá trị", "wanted_en": "a mapping"}
            problems.append(Diagnostic("SC203", doc.place(()), wanted))
    return parts, problems


class Merge:
    """Combines plain trees and records the origin of each value."""

    def __init__(
        self, given: Mapping[str, Any], docs: Sequence[Document], speakers: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """Combine the trees; `speakers` says in both languages whose part the document of a name is."""
        self.speakers = speakers or {}
        self.disputed: list[Path_] = []
        """Where the trees disagree."""
        named = {one.name for one in docs}
        home = Document(docs[0].name) if len(named) == 1 and docs else Document("")
        self.merged = Merged(home.name, home=home)
        self.tree: dict[str, Any] = {}
        self.seen: dict[tuple[str, str], int] = {}
        start = Document("", data=dict(given))
        for doc in (start, *docs):
            self.merged.diagnostics += doc.diagnostics
            if isinstance(doc.data, dict):
                for key, value in doc.data.items():
                    self.take(doc, key, value)
        self.tree.setdefault("format", 1)
        self.merged.data = self.tree

    def take(self, doc: Document, key: str, value: Any) -> None:
        """Add what a document says under a top-level key."""
        path: Path_ = (key,)
        if isinstance(value, list) and not isinstance(self.tree.get(key, []), list):
            # What another part says there is no list, and refused as such.
            return
        if key in LISTS and isinstance(value, list):
            self.tree.setdefault(key, [])
            self.merged.moved.setdefault(path, (doc, path))
            for index, item in enumerate(value):
                self.item(doc, key, index, item)
        elif key in _ADDED and isinstance(value, list):
            # Each source speaks of its own cells, each text for itself; nothing can disagree.
            self.merged.moved.setdefault(path, (doc, path))
            for index, one in enumerate(value):
                if key != "provenance" and one in self.tree.get(key, ()):
                    continue
                self.merged.moved[(key, len(self.tree.setdefault(key, [])))] = (doc, (key, index))
                self.tree[key].append(one)
        elif (key in TABLES or key == "agency") and isinstance(value, Mapping):
            table = self.tree.setdefault(key, {})
            self.merged.moved.setdefault(path, (doc, path))
            for id, one in value.items():
                code = TABLES.get(key, "SC482")
                self.value(doc, table, (key, id), one, code)
        else:
            self.value(doc, self.tree, path, value, "SC482")

    def value(self, doc: Document, table: Any, path: Path_, value: Any, code: str) -> None:
        """Set a value, or compare it with the one already there."""
        key = path[-1]
        if not isinstance(table, dict):
            return
        if key not in table:
            table[key] = value
            self.merged.moved[path] = (doc, path)
        elif self.speakers and (both := _united(str(path[0]), table[key], value)):
            table[key] = both
        elif not self.agree(str(path[0]), table[key], value):
            id = str(key)
            values = {"id": id, "key": id, "first": _shown(table[key]), "second": _shown(value)}
            inner = next((one for one in ("value", "points") if isinstance(value, dict) and one in value), None)
            full = path if inner is None else (*path, inner)
            self.conflict(code, full, (doc, full), values)

    def item(self, doc: Document, section: str, index: int, item: Any) -> None:
        """Append an item, or compare it with the one that has the same name."""
        items, source = self.tree[section], (section, index)
        name = item.get(LISTS[section]) if isinstance(item, dict) else None
        slot = (section, str(name))
        at = self.seen.get(slot) if name is not None else None
        if at is None:
            self.seen[slot] = len(items)
            self.merged.moved[(section, len(items))] = (doc, source)
            items.append(item)
            return
        other = items[at]
        if self.agree(section, other, item):
            return
        changed = [key for key in {**other, **item} if not same(other.get(key), item.get(key))]
        if self.speakers and (meant := [_meant(section, one) for one in (other, item)]) and None not in meant:
            changed = [key for key in changed if getattr(meant[0], key) != getattr(meant[1], key)]
        shown = changed if self.speakers else changed[:1]
        first, second = ("; ".join(_shown(one.get(key)) for key in shown) for one in (other, item))
        values = {"id": str(name), "key": str(name), "field": ", ".join(changed), "first": first, "second": second}
        code = "SC481" if section == "evidence" else "SC482"
        self.conflict(code, (section, at), (doc, source), values)

    def agree(self, section: str, one: Any, other: Any) -> bool:
        """Whether two parts say the same; units may write it in other ways, as a day or a number in a workbook."""
        return same(one, other) or (bool(self.speakers) and _meant(section, one) == _meant(section, other) is not None)

    def conflict(self, code: str, path: Path_, second: tuple[Document, Path_], values: dict[str, str]) -> None:
        """Note that what stands at a path and what a second document says differ."""
        first, source = self.merged.origin(path)
        doc, there = second
        related = first.place(source) if first.name else None
        where = ".".join(map(str, path))
        self.disputed.append(path)
        if first.name in self.speakers and doc.name in self.speakers:
            (by, by_en), (other, other_en) = (self.speakers[one.name] for one in (first, doc))
            values |= {"by": by, "by_en": by_en, "other": other, "other_en": other_en}
            code, values = DISPUTE, {"field": "", **values}
        self.merged.diagnostics.append(Diagnostic(code, doc.place(there), values, path=where, related=related))


def _meant(section: str, value: Any) -> Any:
    """What a value means, however it is written; None where it cannot be read."""
    model = _MODELS.get(section)
    if model is None:
        return None if isinstance(value, (dict, list)) else str(value)
    try:
        return model.model_validate(value)
    except ValueError:
        return None


def _united(section: str, one: Any, other: Any) -> dict[str, Any] | None:
    """Two statements of the same number or claim as one, with both's papers and remarks; None where they differ."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return None
    inner = next((key for key in ("value", "points") if key in one and key in other), None)
    if inner is None:
        return None
    values = [_meant(section, {inner: x[inner]}) for x in (one, other)]
    if values[0] is None or values[0] != values[1]:
        return None
    papers = [*(one.get("evidence") or ()), *(other.get("evidence") or ())]
    notes = dict.fromkeys(str(x["note"]) for x in (one, other) if x.get("note"))
    return {**one, **({"evidence": list(dict.fromkeys(papers))} if papers else {}),
            **({"note": "; ".join(notes)} if notes else {})}  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        inner = value.get("value", value.get("points"))
        return _shown(inner) if len(value) == 1 else ", ".join(f"{k}: {_shown(v)}" for k, v in value.items())
    if isinstance(value, bool):
        return "có" if value else "không"
    return "–" if value is None else str(value)[:60]
