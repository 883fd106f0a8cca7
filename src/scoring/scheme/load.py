"""From a criteria folder to a checked scheme for one period."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path, PurePosixPath

from msgspec import Struct
from pydantic_core import ValidationError

from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import CannotRead, InvalidInput
from scoring.scheme import check_cache
from scoring.scheme.model import Scheme
from scoring.scheme.overlay import Overlay, apply_overlay, read_overlay
from scoring.scheme.resolve import Merged, Resolver, breakpoints
from scoring.shape import shape_problems
from scoring.values import Period
from scoring.yaml_source import Document, Tree, read_bytes, read_json, read_yaml

MAIN = ("scheme.yaml", "scheme.yml", "scheme.json")
"""What a scheme's main file may be called."""
_SET_ID = re.compile(rb"^set:[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)


class LoadedScheme(Struct, frozen=True, kw_only=True):
    """A scheme with its files, digest and warnings."""

    scheme: Scheme
    digest: str
    diagnostics: list[Diagnostic]
    path: Path
    """The folder."""
    documents: dict[str, Document]
    """Every file read, by the name its diagnostics use."""
    where: Document
    """Places by path in the scheme, whichever file a value comes from."""


class _Files(Struct):
    """The scheme's files: bytes for the digest, documents for the content."""

    folder: Path
    raw: dict[str, bytes] = {}
    documents: dict[str, Document] = {}
    diagnostics: list[Diagnostic] = []

    def fetch(self, name: str, place: Place | None = None) -> bool:
        """Read a file's bytes; a file that cannot be read is a problem at `place`."""
        try:
            self.raw[name] = read_bytes(self.folder / name)
        except CannotRead as error:
            for one in error.diagnostics:
                values = {**one.values, "why": f"{name}: {one.values['why']}"} if place else one.values
                self.diagnostics.append(Diagnostic(one.code, place or one.place, values))
            return False
        return True

    def parse(self, name: str) -> Document:
        """The content of a file already fetched; its problems are kept."""
        shown = (self.folder / name).as_posix()
        reader = read_json if name.lower().endswith(".json") else read_yaml
        doc = self.documents[shown] = reader(self.raw[name], shown)
        self.diagnostics += doc.diagnostics
        return doc

    def digest(self) -> str:
        """SHA-256 over the digests of all files, line ends made equal."""
        files = ((name, hashlib.sha256(raw.replace(b"\r\n", b"\n"))) for name, raw in sorted(self.raw.items()))
        lines = "".join(f"{own.hexdigest()}  {name}\n" for name, own in files)
        return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def load_scheme(
    path: Path | str, period: Period | str | None = None, sets: Collection[str] | None = None
) -> LoadedScheme:
    """The scheme of a folder (or its scheme file) as it stands in `period`. Without a period everything dated is taken
    at its newest. With `sets` only these criteria sets are read and checked; the digest always covers every file.
    Raises CannotRead if there is no scheme file; InvalidInput, with all problems at once, if something is wrong.
    """
    try:
        wanted = Period.parse(period) if isinstance(period, str) else period
    except ValueError:
        raise InvalidInput.of("SC212", value=period) from None
    return _load(Path(path), lambda data: _day(data, wanted), sets)


def check_at_all_times(path: Path) -> list[Diagnostic]:
    """Problems of a scheme on every day something in it changes, and in its newest state. Raises CannotRead if there is
    no scheme file.
    """
    try:
        newest = _load(path, lambda data: None, None)
    except InvalidInput as error:
        return error.diagnostics
    found = list(newest.diagnostics)
    for day in _days_of_change(newest):
        try:
            _load(path, lambda data, day=day: day, None)  # type: ignore[misc]
        except InvalidInput as error:
            # Warnings of the past are history; its errors would change what is verified.
            found += [one for one in error.diagnostics if one.severity == "error"]
    return sort(found)


def days_of_change(path: Path) -> list[date]:
    """The days on which something in a scheme begins to hold, or holds no longer."""
    return _days_of_change(_load(path, lambda data: None, None))


def _days_of_change(loaded: LoadedScheme) -> list[date]:
    return sorted({day for doc in loaded.documents.values() for day in breakpoints(doc.data)})


def load_scheme_on(path: Path, day: date) -> Scheme:
    """The scheme of a folder as it stands on a day. Raises InvalidInput, with all problems, if something is wrong."""
    return _load(path, lambda data: day, None).scheme


def _load(path: Path, day_of_data: Callable[[Tree], date | None], sets: Collection[str] | None) -> LoadedScheme:
    main = main_file(path)
    files = _Files(main.parent)
    if not files.fetch(main.name):
        raise CannotRead(files.diagnostics)
    home = files.parse(main.name)
    if not isinstance(home.data, dict):
        if not has_errors(files.diagnostics):
            values = {"wanted": "bảng khóa: giá trị", "wanted_en": "a mapping"}
            files.diagnostics.append(Diagnostic("SC203", home.place(()), values))
        raise InvalidInput(files.diagnostics)
    merged = Merged(home.name, home=home)
    day = day_of_data(home.data)
    resolver = Resolver(merged, day)
    tree = dict(resolver.mount(home.data, (home, ()), ()))
    overlays = _overlays(files, home, tree)
    not_read = _sets(files, home, tree, resolver, sets)
    untouched = tree
    for overlay, doc in overlays:
        if resolver.holds(doc.data["valid"], (doc, ("valid",))):
            if tree is untouched:
                tree = copy.deepcopy(tree)
            files.diagnostics += apply_overlay(overlay, doc, tree, resolver, not_read)
    merged.data = tree
    problems = [*files.diagnostics, *resolver.diagnostics]
    try:
        scheme = Scheme.model_validate(tree)
    except ValidationError as error:
        raise InvalidInput(sort([*problems, *shape_problems(error, merged)])) from None
    scheme.__dict__["folder"] = main.parent
    digest = files.digest()
    facts = (digest, main.as_posix(), str(day), *sorted(not_read))
    problems = sort([*problems, *_checked(scheme, merged, not_read, facts)])
    if has_errors(problems):
        raise InvalidInput(problems)
    return LoadedScheme(
        scheme=scheme, digest=digest, diagnostics=problems, path=main.parent, documents=files.documents, where=merged
    )


def _checked(scheme: Scheme, where: Document, not_read: Collection[str], facts: Iterable[str]) -> list[Diagnostic]:
    """The problems of a scheme, as another process may have found them under the same facts."""
    file = check_cache.file_of(facts)
    kept = None if file is None else check_cache.read(file)
    if kept is not None:
        return kept
    from scoring.scheme.check import check_scheme

    found = check_scheme(scheme, where, not_read)
    if file is not None and not has_errors(found):
        check_cache.keep(file, found)
    return found


def find_schemes(path: Path) -> list[Path]:
    """Folders at or below `path` that hold a scheme, sorted; hidden folders are passed over."""
    if path.is_file():
        return [path.parent] if path.name in MAIN else []
    found = {
        file.parent
        for name in MAIN
        for file in path.rglob(name)
        if not any(part[:1] in "._" for part in file.relative_to(path).parts[:-1])
    }
    return sorted(found)


def is_scheme(folder: Path) -> bool:
    """Whether a folder holds a scheme."""
    return any((folder / name).is_file() for name in MAIN)


def main_file(path: Path) -> Path:
    """A scheme's main file, given itself or as its folder."""
    if path.is_dir():
        return next((path / name for name in MAIN if (path / name).is_file()), path / MAIN[0])
    return path


def _day(data: Tree, period: Period | None) -> date | None:
    if period is None:
        return None
    rule = data.get("period")
    start = isinstance(rule, dict) and rule.get("reference") == "start"
    return period.first if start else period.last


def _listed(files: _Files, home: Document, key: str, tree: Tree) -> list[str]:
    """Names listed under `key` that stand for readable files inside the folder."""
    names = tree.pop(key, None)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        if names is not None:
            values = {"wanted": "danh sách tên tệp", "wanted_en": "a list of file names"}
            files.diagnostics.append(Diagnostic("SC203", home.place((key,)), values, key))
        return []
    kept = []
    for index, name in enumerate(names):
        place = home.place((key, index))
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or ":" in name:
            files.diagnostics.append(Diagnostic("SC213", place, {"value": name}, key))
        elif name in files.raw:
            files.diagnostics.append(Diagnostic("SC310", place, {"id": name}, key))
        elif files.fetch(name, place):
            kept.append(name)
    return kept


def _overlays(files: _Files, home: Document, tree: Tree) -> list[tuple[Overlay, Document]]:
    overlays = []
    for name in _listed(files, home, "overlays", tree):
        doc = files.parse(name)
        if doc.data is not None:
            overlay, problems = read_overlay(doc)
            files.diagnostics += problems
            if overlay is not None:
                overlays.append((overlay, doc))
    return overlays


def _unread(files: _Files, home: Document) -> bool:
    """Whether a set the scheme lists could not be read; one left out on purpose has not been parsed."""
    names = home.data.get("sets")
    for name in names if isinstance(names, list) else ():
        if not isinstance(name, str) or name not in files.raw:
            return True
        doc = files.documents.get((files.folder / name).as_posix())
        if doc is not None and not isinstance(doc.data, dict):
            return True
    return False


def _sets(files: _Files, home: Document, tree: Tree, resolver: Resolver, wanted: Collection[str] | None) -> set[str]:
    """Put the set files into the tree; returns the ids of those that need not be read."""
    not_read: set[str] = set()
    read: Tree = {}
    given = "sets" in tree
    for name in _listed(files, home, "sets", tree):
        peek = _SET_ID.search(files.raw[name])
        if wanted is not None and peek and peek[1].decode() not in wanted:
            not_read.add(peek[1].decode())
            continue
        doc = files.parse(name)
        if doc.data is None:
            continue
        id = str(doc.data.get("set", "")) if isinstance(doc.data, dict) else ""
        key = id or PurePosixPath(name).stem
        if key in read:
            files.diagnostics.append(Diagnostic("SC310", doc.place(("set",)), {"id": id}, "set"))
            continue
        read[key] = resolver.mount(doc.data, (doc, ()), ("sets", key))
    if _unread(files, home):
        # Its blocks name sets that exist; that they cannot be read has been reported.
        blocks = tree.get("blocks")
        for one in blocks if isinstance(blocks, list) else ():
            if isinstance(one, dict) and str(one.get("set")) not in read:
                not_read.add(str(one.get("set")))
    if given:
        tree["sets"] = read
    return not_read
