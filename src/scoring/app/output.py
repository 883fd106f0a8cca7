"""Results of an evaluation as files: one file, or a folder with a manifest that lets a run go on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from scoring import __version__
from scoring.app.evaluation import AgencyResult, Conditions, Evaluation, Item, Results
from scoring.app.files import write_file
from scoring.app.observer import Observer, Silent
from scoring.batch import local
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, Incomplete, ScoringError, UsageProblem
from scoring.json_source import JsonRefused, parse_strict
from scoring.result.model import Result
from scoring.result.read import NotAResult, from_data

MANIFEST = "manifest.json"
Render = Callable[[Sequence[AgencyResult]], bytes]
"""Makes one document of results."""


class Output(Struct, frozen=True):
    """Where results go, and how they are written there."""

    path: Path
    suffix: str
    """The ending of the files in a folder; only ``.json`` lets a later run keep what is still right."""
    render: Render

    def is_folder(self, count: int) -> bool:
        """Whether `count` results go to a folder rather than one file."""
        return self.path.is_dir() or not self.path.suffix or count > 1


class Evaluated(Struct, frozen=True, kw_only=True):
    """What an evaluation gave and what became of its files."""

    found: Results
    reused: int = 0
    """Results of an earlier run that are still right and were not computed again."""
    folder: bool = False
    """Whether the output is a folder."""
    differing: Sequence[Path] = ()
    """Files that are not what would be written; nothing was written then."""

    @property
    def code(self) -> ExitCode:
        """The code of the whole evaluation."""
        return self.found.code or (ExitCode.FINDINGS if self.differing else ExitCode.DONE)


def evaluate(
    paths: Sequence[Path],
    conditions: Conditions | None = None,
    *,
    output: Output | None = None,
    resume: bool = False,
    check: bool = False,
    observer: Observer | None = None,
) -> Evaluated:
    """Evaluate dossiers and write the results; one dossier that fails stops no other.

    Args:
        output: where the results go; without it nothing is written.
        resume: whether results in the output folder that are still right are kept.
        check: whether the output is only compared with what would be written.

    Raises:
        UsageProblem: two results would have the same file, or an input would be overwritten.
    """
    observer = observer or Silent()
    evaluation = Evaluation(paths, conditions or Conditions(), observer)
    items = evaluation.prepare()
    folder = output is not None and output.is_folder(len(items))
    keys: dict[int, str] = {}
    known: dict[int, local.Outcome] = {}
    if output is not None and folder and output.suffix == ".json":
        keys = _keys(items, evaluation)
        if resume:
            known = _known(output.path, items, evaluation, keys)
    found = evaluation.run(items, known=known)
    observer.diagnostics(found.diagnostics)
    differing = []
    if output is not None and found.results:
        # A manifest only helps the next run: it is no result, and not compared.
        by_path = {} if check else {items[index].path: key for index, key in keys.items()}
        for path, data in _files(output, found.results, folder, by_path):
            if _same(path, data):
                continue
            if check:
                differing.append(path)
            else:
                write_file(path, data, found.inputs)
    return Evaluated(found=found, reused=len(known), folder=folder, differing=differing)


def require_complete(results: Sequence[AgencyResult]) -> None:
    """Refuse results that are not complete.

    Raises:
        Incomplete: names every agency whose total is still an interval or whose class is open.
    """
    problems = [
        Diagnostic("SC620", None, {"agency": one.summary.agency.name}) for one in results if not one.summary.complete
    ]
    if problems:
        raise Incomplete(problems)


def as_json(results: Sequence[AgencyResult]) -> bytes:
    """One result as its canonical bytes, several as an array."""
    from scoring.json_write import canonical

    if len(results) == 1:
        return results[0].raw()
    return canonical([json.loads(one.raw()) for one in results])


def as_pages(results: Sequence[AgencyResult], format: str, lang: str) -> bytes:
    """Reports of all results below each other; `format` is html or md."""
    from scoring.reports.formats import format_of
    from scoring.reports.interface import AgencySource

    pages = format_of(format)
    return b"\n".join(pages.agency(AgencySource(result=one.read(), raw=one.raw(), lang=lang)) for one in results)


def _keys(items: Sequence[Item], evaluation: Evaluation) -> dict[int, str]:
    """The key of each dossier to evaluate, by its place."""
    prepared = {one.path: one for one in evaluation.prepared}
    return {index: _key(item, prepared[item.path]) for index, item in enumerate(items) if isinstance(item, local.Task)}


def _key(task: local.Task, prepared: local.Prepared) -> str:
    """A digest of everything a result depends on; attachments too, which the dossier's digest leaves out."""
    from scoring.evidence.attachments import check_attachments

    assert prepared.loaded is not None
    loaded = prepared.loaded
    try:
        digest = local.cached_scheme(task.scheme, str(loaded.dossier.period), None).digest
    except ScoringError:
        # A scheme that does not load is reported by the evaluation itself.
        digest = ""
    _, unverified = check_attachments(loaded)
    options = task.options
    facts = [
        __version__,
        digest,
        loaded.digest,
        loaded.file,
        str(options.as_of),
        options.final,
        [[p.period, p.class_id, p.outside_id, p.digest] for p in task.history],
        sorted([id, str(p.best), p.agencies, p.open] for id, p in task.peers.items()),
        list(unverified),
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _known(
    folder: Path, items: Sequence[Item], evaluation: Evaluation, keys: Mapping[int, str]
) -> dict[int, local.Outcome]:
    """Stored outcomes that were made from exactly this and that nobody changed."""
    notes = _manifest(folder)
    who = {one.path: one.key for one in evaluation.prepared}
    found = {}
    for index, key in keys.items():
        path = items[index].path
        agency, period, _ = who[path]
        entry = notes.get(f"{agency} {period}")
        if not isinstance(entry, dict) or entry.get("key") != key:
            continue
        result = _unchanged(folder / str(entry.get("file")), entry.get("sha256"))
        if result is not None:
            found[index] = local.Outcome(path=path, agency=agency, period=period, result=result)
    return found


def _unchanged(file: Path, digest: object) -> Result | None:
    """A result without errors, if its file still has this digest."""
    try:
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            return None
        result = from_data(parse_strict(data))
    except (OSError, JsonRefused, NotAResult):
        return None
    return None if any(one.severity == "error" for one in result.diagnostics) else result


def _manifest(folder: Path) -> dict[str, Any]:
    """What an earlier run noted; an unreadable manifest counts as none."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _files(
    output: Output, results: Sequence[AgencyResult], folder: bool, keys: Mapping[Path, str]
) -> Iterator[tuple[Path, bytes]]:
    """The files to write with their bytes, the manifest last."""
    if not folder:
        yield output.path, output.render(results)
        return
    notes = _manifest(output.path) if keys else {}
    for one, name in zip(results, _names(results, output.suffix), strict=True):
        data = output.render([one])
        yield output.path / name, data
        if one.source in keys:
            notes[f"{one.agency} {one.period}"] = {
                "file": name,
                "sha256": hashlib.sha256(data).hexdigest(),
                "key": keys[one.source],
            }
    if notes:
        text = json.dumps(notes, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        yield output.path / MANIFEST, text.encode()


def _names(results: Sequence[AgencyResult], suffix: str) -> list[str]:
    """A file name per result: the agency, with its period where one agency has several.

    Raises:
        UsageProblem: two results, or one and the manifest, would have the same name.
    """
    periods = Counter(one.agency for one in results)
    names: list[str] = []
    taken: set[str] = set()
    for one in results:
        name = f"{one.agency}-{one.period}" if periods[one.agency] > 1 else one.agency
        name += suffix
        if name.casefold() in taken or name == MANIFEST:
            raise UsageProblem([Diagnostic("SC629", None, {"agency": one.agency, "path": name})])
        taken.add(name.casefold())
        names.append(name)
    return names


def _same(path: Path, data: bytes) -> bool:
    """Whether these bytes stand there already."""
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False
