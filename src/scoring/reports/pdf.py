"""Official documents as PDF files, set by typst with the fonts that come with it; data goes in as JSON.

Own templates are copied into a folder outside of which they cannot read; packages, and with them the network, are
refused.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.errors import InvalidInput
from scoring.libraries import require
from scoring.reports import phrases, template_words, typst_worker
from scoring.reports.interface import DocumentId, FormatId
from scoring.reports.official import PaperFormat
from scoring.reports.official_files import COMMON, PICTURES, SHIPPED, STEMS, find, problem, read, stamp
from scoring.reports.official_frame import Paper, Printed, template_data
from scoring.reports.typst_process import Stopped, Worker

_EPOCH = 315532800
"""1980-01-01, the time every document carries."""
_MOST_FILES = 100
_LONG = re.compile(r"\S{24,}")
_CHUNK = re.compile(r".{1,4}")
_SPAN = re.compile(r"┌─ (\S+?):(\d+):(\d+)")
_ASKED = re.compile(r'(?:key "|unknown variable: )(\w+)')

# Only packages leave typst's root, and only `import` and `include` load them: both may name nothing but a file,
# written out. Ways to build code from text (`eval`, and `std`, through which it could be reached) are refused.
_BANNED = re.compile(r"(?<![\w-])(eval|std|plugin)(?![\w-])|@(?:preview|local)\b")
_LOADING = re.compile(r"(?<![\w-])(import|include)(?![\w-])")
# A file name written out, and nothing after it that could turn it into another text.
_LITERAL = re.compile(r'\s*"[A-Za-z0-9][A-Za-z0-9_./-]*"(?!\s*[.+/*(\[])')


def _softened(value: Printed) -> Printed:
    """The data with places to break in words too long for a cell; digests stay whole, to be copied."""
    if isinstance(value, str):
        return _LONG.sub(lambda found: "\u200b".join(_CHUNK.findall(found[0])), value)
    if isinstance(value, dict):
        return {key: one if key == "proof" else _softened(one) for key, one in value.items()}
    return [_softened(one) for one in value] if isinstance(value, Sequence) else value


def _state(templates: Path | None) -> tuple[tuple[int, int], ...]:
    """What the folder's files look like from outside; a change asks for a new copy."""
    if templates is None:
        return ()
    return tuple(stamp(path) for path in sorted(templates.iterdir()))


@lru_cache(maxsize=8)
def _compiler(stem: str, templates: Path | None, state: tuple[tuple[int, int], ...]) -> Callable[[str], bytes]:
    """Sets a document from its JSON; own templates are set in a process that can be stopped."""
    require("typst", "office", "văn bản PDF", "PDF documents")
    if templates is not None:
        worker = Worker(_root(templates, state), stem, _EPOCH)
        _at_end(worker.close)
        return worker.compile
    template = typst_worker.compiler(str(SHIPPED), stem, str(SHIPPED))
    return lambda data: typst_worker.document(template, data, _EPOCH)


@lru_cache(maxsize=8)
def _root(templates: Path, _: tuple[tuple[int, int], ...]) -> Path:
    """A fresh folder with the templates that count: the given folder's own, else the shipped ones."""
    root = Path(tempfile.mkdtemp(prefix="scoring-typst-"))
    _at_end(lambda: shutil.rmtree(root, ignore_errors=True))
    (root / "packages").mkdir()
    for name in (*(f"{stem}.typ" for stem in STEMS), COMMON):
        path = find(name, templates)
        data = read(path)
        if path.parent != SHIPPED:
            refuse(data, path)
        (root / name).write_bytes(data)
    for path in _own_files(templates):
        data = read(path)
        if path.suffix == ".typ":
            refuse(data, path)
        (root / path.name).write_bytes(data)
    return root


def refuse(data: bytes, path: Path) -> None:
    """Raise InvalidInput, with line and column, if a template could load more than the files beside it."""
    text = data.decode("utf-8", "replace")
    for found in _BANNED.finditer(text):
        raise _refused(found[0], text, found.start(), path)
    for found in _LOADING.finditer(text):
        if not _LITERAL.match(text, found.end()):
            end = text.find("\n", found.start())
            raise _refused(text[found.start() : end if end >= 0 else None][:60], text, found.start(), path)


def _refused(what: str, text: str, at: int, path: Path) -> InvalidInput:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    place = Place(str(path), line, column, column + len(what))
    return InvalidInput([Diagnostic("SC813", place, {"template": path.name, "what": what})])


def _at_end(action: Callable[[], None]) -> None:
    """Tidy up when the process ends, be it the program itself or one of its helpers."""
    from multiprocessing.util import Finalize

    Finalize(None, action, exitpriority=1)


def _own_files(templates: Path) -> list[Path]:
    """Own files the templates may use: pictures and more .typ files; links are left out."""
    own = [
        path
        for path in sorted(templates.iterdir())
        if path.is_file() and not path.is_symlink() and path.suffix.lower() in {".typ", *PICTURES}
    ]
    return own[:_MOST_FILES]


def _failure(error: Any, stem: str, templates: Path | None, known: Sequence[str]) -> InvalidInput:
    """What typst says, with file, line and column of its own span."""
    found = _SPAN.search(error.diagnostic or "")
    path = find(Path(found[1]).name if found else f"{stem}.typ", templates)
    place = Place(str(path), int(found[2]), int(found[3]) + 1) if found else Place(str(path))
    asked = _ASKED.search(error.message)
    why, why_en, advice, advice_en = template_words.typst(error.message, error.hints or ())
    values = {
        "template": path.name,
        "why": why,
        "why_en": why_en,
        "advice": advice,
        "advice_en": advice_en,
        "guess": did_you_mean(asked[1], known) if asked else "",
    }
    return InvalidInput([Diagnostic("SC812", place, values)])


class Pdf(PaperFormat):
    """Papers to be printed and signed."""

    id: ClassVar[FormatId] = FormatId.PDF
    library: ClassVar[str] = "typst"
    kilobytes: ClassVar[Mapping[DocumentId, int]] = {DocumentId.SUMMARY: 200, DocumentId.DECISION_LIST: 100}

    def render(self, stem: str, paper: Paper, templates: Path | None) -> bytes:
        own = templates if templates is not None and any(templates.glob("*.typ")) else None
        compile_ = _compiler(stem, own, _state(own))
        data = template_data(paper)
        data["phrases"] = {**phrases.by_name(paper.frame.lang)}
        try:
            return compile_(json.dumps(_softened(data), ensure_ascii=False, sort_keys=True))
        except Stopped as error:
            why, why_en = "quá thời gian hoặc quá bộ nhớ", "too much time or memory"
            raise problem("SC808", find(f"{stem}.typ", own), why=why, why_en=why_en) from error
        except RuntimeError as error:
            raise _failure(error, stem, own, list(data)) from error
