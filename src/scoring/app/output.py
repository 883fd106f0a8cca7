"""Results of an evaluation as files: one file, or a folder with a manifest that lets a run go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, structs

from scoring.app.agency_results import AgencyResult, Results
from scoring.app.chunk import Render, Target, Task, same
from scoring.app.conditions import Conditions
from scoring.app.evaluation import Evaluation, evaluation
from scoring.app.files import fill_with, refuse_inputs, replace_made
from scoring.app.folder import MANIFEST, Note, earlier_notes, write_manifest
from scoring.app.observer import Observer, Silent
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, Incomplete, UsageProblem
from scoring.text import file_name


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
        if any(one.code == "SC614" for one in self.found.diagnostics):
            return ExitCode.CANNOT_READ
        return self.found.code or (ExitCode.FINDINGS if self.differing else ExitCode.DONE)


def evaluate(
    paths: Sequence[Path],
    conditions: Conditions | None = None,
    *,
    output: Output | None = None,
    resume: bool = False,
    check: bool = False,
    contents: bool = True,
    spool: Path | None = None,
    force: bool = False,
    observer: Observer | None = None,
) -> Evaluated:
    """Evaluate dossiers and write each result as it is ready; one dossier that fails stops no other.

    Args:
        output: where the results go; without it nothing is written.
        resume: whether results in the output folder that are still right are kept.
        check: whether the output is only compared with what would be written.
        force: whether files that somebody may have worked on are replaced; a copy of each is kept.
        contents: whether the whole results are wanted without an output; else there are their summaries alone.
        spool: an empty folder for them, so that memory stays flat; without it they are in memory.

    Raises:
        UsageProblem: two results would have the same file, or an input would be overwritten; nothing is written then.
    """
    with evaluation(paths, conditions or Conditions(), observer or Silent()) as one:
        if output is None or not output.is_folder(one.overview.count):
            target = Target(folder=spool, spool=spool is not None, contents=contents or output is not None)
            return _one_file(one, output, target, check=check, force=force, observer=observer or Silent())
        target = Target(
            folder=output.path,
            render=output.render,
            journal=output.suffix == ".json" and not check,
            check=check,
            force=force,
        )
        earlier = {} if check else earlier_notes(output.path, force=force, observer=observer or Silent())
        _name(one, output, earlier if resume else {})
        del earlier
        if not check:
            names = (output.path / task.name for task in one.overview.tasks())
            refuse_inputs(names, one.overview.files)
        collected = one.run(target)
    if not check:
        write_manifest(output.path)
    return Evaluated(found=collected.found, reused=collected.kept, folder=True, differing=sorted(collected.differing))


def _one_file(
    one: Evaluation, output: Output | None, target: Target, *, check: bool, force: bool, observer: Observer
) -> Evaluated:
    found = one.run(target).found
    differing = []
    if output is not None and found.results:
        data = output.render(found.results)
        if not same(output.path, data):
            if check:
                differing.append(output.path)
            else:
                refuse_inputs([output.path], found.inputs)
                replace_made(output.path, fill_with(data), force=force, observer=observer)
    return Evaluated(found=found, differing=differing)


def require_complete(results: Sequence[AgencyResult]) -> None:
    """Refuse results that are not complete. Raises Incomplete, which names every agency whose total is still an
    interval or whose class is open.
    """
    problems = [
        Diagnostic("SC620", None, {"agency": one.summary.agency.name}) for one in results if not one.summary.complete
    ]
    if problems:
        raise Incomplete(problems)


def as_json(results: Sequence[AgencyResult]) -> bytes:
    """One result as its canonical bytes, several as an array."""
    return b"".join(json_pieces(results))


def json_pieces(results: Sequence[AgencyResult]) -> Iterator[bytes]:
    """The same, piece by piece."""
    return joined_json((one.raw() for one in results), len(results))


def joined_json(parts: Iterable[bytes], count: int) -> Iterator[bytes]:
    """One canonical JSON text as it is, several as an array, piece by piece."""
    if count == 1:
        yield from parts
        return
    before = b"["
    for one in parts:
        # No text of JSON holds a line end.
        yield before + b"\n " + one.rstrip(b"\n").replace(b"\n", b"\n ")
        before = b","
    yield b"\n]\n" if count else b"[]\n"


def as_pages(results: Sequence[AgencyResult], format: str, lang: str, scheme: Path | None = None) -> bytes:
    """Reports of all results below each other; `format` is html or md, `scheme` the folder of the scheme, where the
    results do not name one that is found.
    """
    return b"\n".join(pages(results, format, lang, scheme))


def pages(results: Sequence[AgencyResult], format: str, lang: str, scheme: Path | None = None) -> Iterator[bytes]:
    """The same reports, one after the other."""
    from scoring.app.advising import lifting_line
    from scoring.app.report_units import ReportUnits
    from scoring.reports.formats import format_of
    from scoring.reports.interface import AgencySource, Neighbours

    of_format, units = format_of(format), ReportUnits(scheme, None, Silent())

    def page(one: AgencyResult) -> bytes:
        result, raw = one.read(), one.raw()
        line = lifting_line(result, one.source, raw, lang, scheme)
        near = Neighbours(units=units.of(one.summary, one.source, stored=False), lifting=line)
        return of_format.agency(AgencySource(result=result, raw=raw, lang=lang, neighbours=near))

    return map(page, results)


def _name(one: Evaluation, output: Output, notes: dict[str, Note]) -> None:
    """Give each dossier the name of its result's file, and what is noted of it. A name is the agency, with the period
    where the agency has several. Raises UsageProblem if two results, or one and the manifest, would have the same name.
    """
    periods = Counter(task.identity.agency for task in one.overview.tasks())
    taken: set[str] = {MANIFEST}

    def named(task: Task) -> Task:
        agency, period, *_ = task.identity
        name = file_name((f"{agency}-{period}" if periods[agency] > 1 else agency) + output.suffix)
        if name.casefold() in taken:
            raise UsageProblem([Diagnostic("SC629", None, {"agency": agency, "path": name})])
        taken.add(name.casefold())
        return structs.replace(task, name=name, note=notes.get(f"{agency} {period}"))

    items = [named(task) if isinstance(task, Task) and task.wanted else task for task in one.overview.items]
    one.overview = structs.replace(one.overview, items=items)
