"""Citizens' data looked for in acts and in files before they enter a ledger, which forgets nothing."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import IO, Any

from msgspec.structs import replace

from scoring.app.observer import Observer
from scoring.diagnostics import Diagnostic
from scoring.errors import usage_problem
from scoring.personal_data import KINDS, SHORTEST, looks_personal, masked
from scoring.review.entry import EntryData
from scoring.review.state import Refused
from scoring.text import INVISIBLE, fold
from scoring.zip_reader import ZipLimits, ZipReader, ZipRefused

FIELDS = {
    "reason": ("lý do", "the reason"),
    "file": ("tên tệp hồ sơ", "the dossier's file name"),
    "attachments": ("tên tệp kèm theo", "the name of an attachment"),
    "evidence": ("căn cứ", "the evidence named"),
    "refused": ("minh chứng không nhận", "the records refused"),
    "numbers": ("số liệu sửa", "the numbers corrected"),
    "decision": ("số quyết định", "the decision's number"),
    "record": ("minh chứng ghi nhận", "the record established"),
    "source": ("nguồn", "the source"),
    "seed": ("hạt giống", "the seed"),
}
"""What an act's data are called where a text in them is refused; any other by its key."""
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_TEXT = frozenset((
    ".txt", ".csv", ".tsv", ".md", ".json", ".jsonl", ".yaml", ".yml", ".html", ".htm", ".xml", ".log", ".eml", ".rtf",
))  # fmt: skip
"""Endings of files that are read as text whatever bytes they hold."""
_MARKUP = frozenset((".html", ".htm", ".xml"))
_BIGGEST = 64 << 20
"""Bytes of a file that are looked at; the store takes no longer one."""
_OFFICE = ZipLimits(file=_BIGGEST, directory=2 << 20, entries=5000, total=_BIGGEST, part=lambda _: 32 << 20)
_ENDS_BLOCK = re.compile(r"</(?:w:p|a:p|text:p|si|c|td|tr|p|li|div)>|<(?:br|w:tab)\b[^>]*>")
_TAG = re.compile(r"<[^<>]*>")
_WINDOW, _OVERLAP = 1 << 12, 200
"""Characters of a long line that are looked at together."""
_CANDIDATE = re.compile(r"\d(?:[\W_]{0,3}\d){8}|[A-Za-z][\W_]?\d{7}|@|[\[(](?:at|a còng)[\])]")
"""What every kind of data has something of; most lines of a file have not, and are passed over at once."""
_PAPERS = re.compile(r"cmnd|cmt|cccd|chung minh|can cuoc|dinh danh|giay to|bhyt|bhxh|bao hiem|ho chieu|passport|\bid\b")
"""Headings of columns that hold numbers of papers."""
_TOP = 30
"""Rows in which headings are looked for."""
_MOST = 20
"""Problems told of one file or act: who has a table of citizens needs no thousand lines."""


def in_data(data: EntryData) -> list[Diagnostic]:
    """What looks like a citizen's data in the texts and keys of an act, as refusals (SC830)."""
    return list(_in_value(data, ()))[:_MOST]


def _in_value(value: Any, path: tuple[str, ...]) -> Iterator[Diagnostic]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _in_text(key, _field(path or (key,)))
            yield from _in_value(one, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, one in enumerate(value):
            yield from _in_value(one, (*path, str(index)))
    elif isinstance(value, str) and len(value) >= SHORTEST and not _DIGEST.fullmatch(value):
        yield from _in_text(value, _field(path))


def _field(path: tuple[str, ...]) -> tuple[str, str]:
    known = FIELDS.get(path[0])
    shown = masked(".".join(path))
    return known or (shown, shown)


def _in_text(text: str, field: tuple[str, str]) -> Iterator[Diagnostic]:
    for kind, shown in looks_personal(text):
        what, what_en = KINDS[kind]
        values = {"field": field[0], "field_en": field[1], "what": what, "what_en": what_en, "text": shown}
        yield Diagnostic("SC830", None, values)


def in_file(name: str, stream: IO[bytes]) -> list[Diagnostic]:
    """What looks like a citizen's data in a file to be kept: its name, its text, the text of Word and Excel files.

    PDF, pictures, other archives and the binary formats of old are not looked into.
    """
    found = list(_in_text(name, FIELDS["attachments"]))
    raw = stream.read(_BIGGEST)
    shown = masked(name)
    seen: set[tuple[int, str]] = set()
    for number, text in _lines(raw, PurePath(name).suffix.lower()):
        where = (f"tệp {shown}, dòng {number}", f"the file {shown}, line {number}")
        if not number:
            where = (f"tệp {shown}", f"the file {shown}")
        for one in _in_text(text, where):
            slot = (number, one.values["text"])
            if slot not in seen:
                seen.add(slot)
                found.append(one)
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _lines(raw: bytes, ending: str) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers, a long one in pieces; those of an Office file with 0."""
    if raw.startswith(b"PK\x03\x04") and ending not in _TEXT:
        yield from ((0, line) for line in _office_texts(raw))
        return
    text = _text(raw, ending)
    if text is None:
        return
    if "\\u" in text:
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = re.sub(INVISIBLE, "", text)
    for number, line in enumerate(text.splitlines(), 1):
        for start in range(0, len(line), _WINDOW):
            piece = line[start : start + _WINDOW + _OVERLAP]
            if _CANDIDATE.search(piece):
                yield number, piece
    if ending in _MARKUP:
        yield from ((0, line) for line in _without_tags(text))
    elif ending in (".csv", ".tsv"):
        yield from _cells(text)


def _text(raw: bytes, ending: str) -> str | None:
    """The text in a file's bytes; None where it holds none that is looked into."""
    if raw.startswith(b"%PDF") and ending not in _TEXT:
        return None
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(charset, "replace")
    if ending in _TEXT and raw.count(0) * 3 > len(raw):
        return raw.decode("utf-16-le" if raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be", "replace")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        # Older charsets: letters may come out wrong, digits do not.
        return raw.decode("latin-1") if ending in _TEXT else None
    return text if ending in _TEXT or "\0" not in text else None


def _cells(text: str) -> Iterator[tuple[int, str]]:
    """The cells of a table with the heading of their column, where that says what a bare number is."""
    first = text.partition("\n")[0]
    headings: list[str] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)), 1):
            if number <= _TOP and not headings and _PAPERS.search(fold(" ".join(row))):
                headings = row
            elif headings:
                pairs = zip(headings, row, strict=False)
                yield from ((number, f"{name}: {cell}") for name, cell in pairs if _CANDIDATE.search(cell))
    except csv.Error:
        return


def _office_texts(raw: bytes) -> Iterator[str]:
    try:
        package = ZipReader(io.BytesIO(raw), _OFFICE)
        for name in package.parts:
            if name.endswith(".xml"):
                text = b"".join(package.chunks(name)).decode("utf-8", "replace")
                yield from _without_tags(text)
    except ZipRefused:
        return


def _without_tags(text: str) -> Iterator[str]:
    """The text between the tags; a number may be cut into pieces that are formatted alike."""
    yield from html.unescape(_TAG.sub("", _ENDS_BLOCK.sub("\n", text))).splitlines()


_ACCEPTED = ("lý do ghi nhận dữ liệu cá nhân", "the reason to accept personal data")


def settle(found: Iterable[Diagnostic], accepted: str | None, observer: Observer) -> bool:
    """Whether citizens' data were found that are written because of the reason `accepted`, which is then told (SC831).
    Raises Refused if they were found and there is no such reason (SC830); UsageProblem if the reason is empty.
    """
    if accepted is not None and not accepted.strip():
        raise usage_problem(
            "lý do ghi nhận dữ liệu cá nhân để trống",
            "the reason to accept personal data is empty",
            "accept_personal_data",
        )
    problems = list(found)
    wrong = problems if accepted is None else list(_in_text(accepted, _ACCEPTED))
    if wrong:
        raise Refused(wrong)
    if problems:
        observer.diagnostics([replace(one, code="SC831") for one in problems])
    return bool(problems)
