"""Results read back from files, and the one that is meant found among them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.errors import CannotRead, InvalidInput, NothingMatched, UsageProblem, system_words
from scoring.json_source import JsonRefused, parse_strict
from scoring.json_write import canonical
from scoring.result.model import FORMAT, Result
from scoring.result.read import NotAResult, Wrong, from_data

T = TypeVar("T")
_SIZE = 100_000_000


class Stored(Struct, frozen=True, kw_only=True):
    """A result read from a file."""

    path: Path
    result: Result
    raw: bytes
    """Its canonical bytes, with the keys that are unknown here."""
    alone: bool
    """Whether the file holds this result and nothing else."""

    @property
    def digest(self) -> str:
        """The digest a publication gives it: that of its bytes without the signature of the publication."""
        raw = self.raw
        if self.result.publication is not None:
            raw = canonical({key: value for key, value in parse_strict(raw).items() if key != "publication"})
        return hashlib.sha256(raw).hexdigest()

    @property
    def agency(self) -> str:
        """The agency's id."""
        return self.result.agency.id


def read_raw(path: Path) -> bytes:
    """A file's bytes. Raises CannotRead if it is missing, a folder, unreadable, or far too large."""
    try:
        # A pipe may be read from, but no device that never ends.
        with path.open("rb") as stream:
            raw = stream.read(_SIZE + 1)
    except OSError as error:
        raise CannotRead([Diagnostic("SC100", Place(str(path)), system_words(error, path))]) from None
    if len(raw) > _SIZE:
        values = {"size": str(max(len(raw), path.stat().st_size)), "limit": str(_SIZE)}
        raise CannotRead([Diagnostic("SC102", Place(str(path)), values)])
    return raw


def read_results(path: Path) -> list[Stored]:
    """The results in one file, an object or an array of them; InvalidInput names every place that is wrong."""
    try:
        data = parse_strict(read_raw(path))
    except JsonRefused as error:
        raise error.failure(str(path)) from None
    several = isinstance(data, list)
    found: list[Stored] = []
    wrong = [] if data != [] else [Wrong("[]", "không có kết quả nào", "no result at all")]
    for index, one in enumerate(data if several else [data]):
        try:
            result = from_data(one)
        except NotAResult as error:
            at = f"[{index}]." if several else ""
            wrong += [place._replace(path=at + place.path) for place in error.problems]
        else:
            raw = canonical(one)
            found.append(Stored(path=path, result=result, raw=raw, alone=not several))
    if wrong:
        words = ({"why": f"{one.path}: {one.vi}", "why_en": f"{one.path}: {one.en}"} for one in wrong)
        raise InvalidInput([Diagnostic("SC612", Place(str(path)), values) for values in words])
    return found


def is_result(path: Path) -> bool:
    """Whether a file looks like a result rather than a dossier."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    try:
        return f'"{FORMAT}"'.encode() in path.read_bytes()
    except OSError:
        return False


def has_results(paths: Iterable[Path]) -> bool:
    """Whether any of the paths is a result or a folder holding one."""
    return any(is_result(one) for path in paths for one in (path.rglob("*.json") if path.is_dir() else [path]))


def iter_results(paths: Sequence[Path]) -> Iterator[Stored]:
    """All results in files and folders, file after file; what is wrong or cannot be read is raised after the last."""
    count = 0
    problems: list[Diagnostic] = []
    unreadable = False
    for path in paths:
        files = [one for one in sorted(path.rglob("*.json")) if is_result(one)] if path.is_dir() else [path]
        for one in files:
            try:
                found = read_results(one)
            except (InvalidInput, CannotRead) as error:
                problems += error.diagnostics
                unreadable = unreadable or isinstance(error, CannotRead)
                continue
            count += len(found)
            yield from found
    if problems:
        raise (CannotRead if unreadable else InvalidInput)(problems)
    if not count:
        where = ", ".join(map(str, paths))
        raise NothingMatched([Diagnostic("SC606", None, {"path": where})])


def collect(paths: Sequence[Path]) -> list[Stored]:
    """All results in files and folders, by agency and period."""
    return sorted(iter_results(paths), key=lambda one: (one.agency, one.result.period, str(one.path)))


_KINDS = {"agency": "cơ quan", "block": "khối", "set": "bộ", "unit": "đơn vị"}


def unknown(name: str, known: Sequence[str], kind: str = "agency") -> NothingMatched:
    """What to raise for an agency, block, set or unit that is not there."""
    values = {
        "agency": name, "known": ", ".join(dict.fromkeys(known)), "guess": did_you_mean(name, known),
        "kind": _KINDS[kind], "kind_en": kind,
    }  # fmt: skip
    return NothingMatched([Diagnostic("SC617", None, values)])


def choose(found: Sequence[T], agency: str | None, id_of: Callable[[T], str] = attrgetter("agency")) -> T:
    """The one meant of what was found for agencies."""
    ids = [id_of(one) for one in found]
    wanted = [one for one in found if agency in (None, id_of(one))]
    if not wanted:
        raise unknown(agency or "", ids)
    if len(wanted) > 1:
        values = {"count": str(len(wanted)), "known": ", ".join(dict.fromkeys(ids))}
        raise UsageProblem([Diagnostic("SC618", None, values)])
    return wanted[0]
