"""Loads dossiers: finds files, reads them, expands short forms, validates, computes the digest."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from pydantic_core import ValidationError

from scoring.diagnostics import Diagnostic, has_errors, sort
from scoring.errors import InvalidInput, ScoringError
from scoring.evidence.model import UNWRITTEN, Dossier
from scoring.shape import shape_problems
from scoring.text import nfc, visible
from scoring.yaml_source import Document, Limits, Path_, read_bytes, read_json, read_yaml

SUFFIXES = (".yaml", ".yml", ".json", ".csv")
"""Endings of files a dossier can be read from."""
MAIN = tuple(f"ho-so{suffix}" for suffix in SUFFIXES)
"""Names of the dossier in a folder that also holds its attachments."""
LIMITS = Limits(size=4_000_000, nodes=200_000)
"""Six hundred records fit many times over."""
PLAN_SUFFIX = ".ke-hoach.yaml"
"""How the file of an agency's plan ends, after the stem of its dossier's."""
_HEAD = 65_536
"""Bytes that are looked at for the keys below."""
_TOP = re.compile(rb"\n(agency|set|supplies|tasks|unit|units)[ \t]*:[ \t]*([\"'\w]?)")
"""Keys on top of a YAML file by which its sort is known, and how their value begins where it is a text."""
_JSON_SIGNS = {
    "plan": (rb'"agency"\s*:\s*"', rb'"tasks"\s*:\s*\[\s*\{[^{}]*"obligation"'),
    "part": (rb'^(?:\{|[ \t]{1,2})?"unit"\s*:\s*"',),
    "units": (rb'"set"\s*:\s*"', rb'"(?:units|supplies)"\s*:\s*\['),
}
"""What a JSON file of each sort has that no dossier has."""
_YES_NO = {"có": True, "không": False}


class LoadedDossier(Struct, frozen=True, kw_only=True):
    """A dossier with its document, file, digest and warnings."""

    dossier: Dossier
    digest: str
    """``sha256:`` of the file's bytes, line ends made equal."""
    file: str
    """The file's name without its folder."""
    path: Path
    document: Document
    """Places by path in the dossier."""
    diagnostics: list[Diagnostic]
    erased: frozenset[str] = frozenset()
    """Paths of attachments that were found right when it was handed in, and erased since."""


def digest_of(raw: bytes) -> str:
    """SHA-256 of a dossier's bytes with line ends as LF; results record it."""
    plain = raw.replace(b"\r\n", b"\n")
    return f"sha256:{hashlib.sha256(plain).hexdigest()}"


def find_dossiers(paths: Iterable[Path], *, parts: bool = False) -> list[Path]:
    """Dossier files in files and folders, sorted, each once; with `parts` the parts of inner units, too.

    A folder that holds a ``ho-so`` file is one dossier with its attachments. Hidden folders and those that begin
    with an underscore are passed over, and so are plans, parts of units, an agency's own file of units, and tables that
    a dossier names as an attachment.
    """
    wanted = (None, "part") if parts else (None,)
    return [one.path for one in likely_dossiers(paths) if one.named or _sort(one.path) in wanted]


class Likely(NamedTuple):
    """A file that may be a dossier; one that is not `named`, and was found in a folder, is if it `is_dossier`."""

    path: Path
    named: bool


def likely_dossiers(paths: Iterable[Path]) -> list[Likely]:
    """What `find_dossiers` finds, before it looks into the files."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            found = dict.fromkeys(_inside(path), False) | found
        elif path.is_file() and not is_task_plan(path):
            found[path] = True
    return [Likely(path, found[path]) for path in sorted(found, key=_parts)]


def _parts(path: Path) -> list[str]:
    """What a path is sorted by, as paths themselves are from Python 3.12 on."""
    # Not `path.parts`, which the path would keep: of thousands, that is much memory.
    return os.path.normcase(path).split(os.sep)  # noqa: PTH206


def _inside(top: Path) -> set[Path]:
    found: set[Path] = set()
    for folder, below, names in os.walk(top):
        here = Path(folder)
        main = next((name for name in MAIN if name in names), None)
        if main is not None:
            found.add(here / main)
            below.clear()
            continue
        below[:] = [one for one in below if one[0] not in "._"]
        found |= {
            here / name
            for name in names
            if name[0] not in "._" and name.lower().endswith(SUFFIXES) and (here / name).is_file()
        }
    return {one for one in found if not one.name.lower().endswith(PLAN_SUFFIX)} - _attached(found)


def is_task_plan(file: Path) -> bool:
    """Whether a file is an agency's plan and no dossier, by its name or by what it holds.
    A file that cannot be read is none; reading it as a dossier reports the failure.
    """
    return file.name.lower().endswith(PLAN_SUFFIX) or _sort(file) == "plan"


def _sort(file: Path) -> str | None:
    """Of files that are no dossiers: an agency's ``plan``, the ``part`` of one inner unit, or the agency's own file of
    ``units``; a plan has tasks and only names its agency.
    """
    if file.suffix.lower() == ".csv":
        return None
    try:
        return _sort_of(file.suffix.lower(), read_bytes(file, _HEAD))
    except ScoringError:
        return None


def is_dossier(suffix: str, raw: bytes) -> bool:
    """Whether a file in a folder is a dossier, by its ending and its bytes."""
    return suffix == ".csv" or _sort_of(suffix, raw[:_HEAD]) is None


def _sort_of(suffix: str, head: bytes) -> str | None:
    if suffix == ".json":
        return next((sort for sort, signs in _JSON_SIGNS.items()
                     if all(re.search(one, head, re.MULTILINE) for one in signs)), None)  # fmt: skip
    keys = dict(_TOP.findall(b"\n" + head.removeprefix(b"\xef\xbb\xbf")))
    if b"tasks" in keys and keys.get(b"agency"):
        return "plan"
    if keys.get(b"unit"):
        return "part"
    return "units" if b"set" in keys and (b"units" in keys or b"supplies" in keys) else None


def _attached(found: set[Path]) -> set[Path]:
    """The tables among these files that another one names as its attachment; each file is looked through once."""
    tables: dict[bytes, list[Path]] = {}
    for file in found:
        if file.suffix.lower() in {".csv", ".json"} and file.name not in MAIN:
            tables.setdefault(os.fsencode(file.name), []).append(file)
    lengths = sorted({len(name) for name in tables})
    attached: set[Path] = set()
    for other in found if tables else ():
        try:
            text = read_bytes(other, LIMITS.size)
        except ScoringError:
            # Reading it as a dossier reports the failure.
            continue
        ends = {one.end() for one in re.finditer(rb"(?i)\.(?:csv|json)", text)}
        for end, length in product(ends, lengths):
            for file in tables.get(text[max(0, end - length) : end], ()):
                if file != other and file.is_relative_to(other.parent):
                    name = os.fsencode(file.relative_to(other.parent).as_posix())
                    if text.endswith(name, 0, end):
                        attached.add(file)
    return attached


def dossier_file(path: Path) -> Path:
    """The file of a dossier given as a file or as its folder."""
    if not path.is_dir():
        return path
    return next((path / name for name in MAIN if (path / name).is_file()), path / MAIN[0])


def parse(raw: bytes, name: str) -> Document:
    """A dossier's plain tree by the ending of its name, short forms written out."""
    suffix = Path(name).suffix.lower()
    if suffix == ".csv":
        from scoring.evidence.read_csv import read_csv

        doc = read_csv(raw, name, LIMITS)
    elif suffix == ".json":
        doc = read_json(raw, name, LIMITS)
    else:
        doc = read_yaml(raw, name, LIMITS)
    doc.data = written_out(doc.data, doc)
    return doc


def file_name(path: Path) -> str:
    """A file's name as results record it: NFC, with unprintable characters and bytes escaped.

    The same folder has other bytes in its names where it went through another system.
    """
    return visible(nfc(path.name))


def load_dossier(path: Path | str) -> LoadedDossier:
    """The dossier in a file, or in a folder's ``ho-so`` file. Raises CannotRead if there is no such file, or it may not
    be read; InvalidInput, with all problems, if something is wrong.
    """
    file = dossier_file(Path(path))
    raw = read_bytes(file, LIMITS.size)
    doc = parse(raw, file.as_posix())
    dossier = validated(doc)
    digest = digest_of(raw)
    return LoadedDossier(
        dossier=dossier, digest=digest, file=file_name(file), path=file, document=doc, diagnostics=sort(doc.diagnostics)
    )


def validated(doc: Document) -> Dossier:
    """The dossier of a plain tree. Raises InvalidInput, with all problems of reading and of shape,
    if something is wrong.
    """
    problems = list(doc.diagnostics)
    if not isinstance(doc.data, dict):
        if not has_errors(problems):
            wanted = {"wanted": "bảng khóa: giá trị", "wanted_en": "a mapping"}
            problems.append(Diagnostic("SC203", doc.place(()), wanted))
        raise InvalidInput(sort(problems))
    # Set by the attachment check and by appraisals alone; a file must not say it of itself.
    written = sorted(UNWRITTEN & doc.data.keys())
    problems += [Diagnostic("SC201", doc.place((key,), key=True), {"key": key}, key) for key in written]
    try:
        dossier = Dossier.model_validate({key: one for key, one in doc.data.items() if key not in UNWRITTEN})
    except ValidationError as error:
        raise InvalidInput(sort([*problems, *shape_problems(error, doc)])) from None
    if has_errors(problems):
        raise InvalidInput(sort(problems))
    return dossier


def written_out(data: Any, doc: Document) -> Any:
    """The tree with its short forms written out: bare numbers, claims and texts, a file named by its path."""
    if not isinstance(data, dict):
        return data
    result = dict(data)
    for key, inner in (("numbers", "value"), ("claims", "points")):
        table = data.get(key)
        if isinstance(table, dict):
            result[key] = {id: one if isinstance(one, dict) else {inner: one} for id, one in table.items()}
    for key in ("difficulties", "next_tasks"):
        texts = data.get(key)
        if isinstance(texts, list):
            result[key] = [{"text": one} if isinstance(one, str) else one for one in texts]
    records = data.get("evidence")
    if isinstance(records, list):
        result["evidence"] = [_record(one, ("evidence", index), doc) for index, one in enumerate(records)]
    return result


def _record(record: Any, path: Path_, doc: Document) -> Any:
    if not isinstance(record, dict):
        return record
    full = {**record}
    fields = full.get("fields")
    if isinstance(fields, dict):
        full["fields"] = {id: _YES_NO.get(one, one) if isinstance(one, str) else one for id, one in fields.items()}
    if "file" not in full or isinstance(full["file"], dict):
        return full
    attachment = full["file"] = {"path": record["file"]}
    if "sha256" in full:
        attachment["sha256"] = full.pop("sha256")
        if (*path, "sha256") in doc.marks:
            doc.marks[(*path, "file", "sha256")] = doc.marks[(*path, "sha256")]
    if full["file"]["path"] is None:
        del full["file"]
    return full
