"""A chunk of dossiers evaluated: each is read, its result written or kept, and what the rest of the run needs returned.

A chunk and its answers can be pickled, so that any process that sees the files can do the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from msgspec import Struct

from scoring import __version__
from scoring.app.agency_results import AgencyResult
from scoring.app.files import cannot_write
from scoring.app.folder import ManyFiles, Note, journals
from scoring.batch import local
from scoring.batch.expected import Expected
from scoring.batch.limits import bounded
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.engine import Past, Peer
from scoring.errors import CannotRead, ExitCode, FileHeld, ScoringError, UsageProblem
from scoring.evidence.attachments import check_attachments
from scoring.evidence.documents import Facts, document_facts
from scoring.evidence.identity import Identity, identity_of
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.json_source import JsonRefused, parse_strict
from scoring.result.model import Result
from scoring.result.read import NotAResult, from_data
from scoring.result.summary import Summary, pack, summarize
from scoring.result.write import result_of, to_bytes
from scoring.scheme.load import LoadedScheme

Render = Callable[[Sequence[AgencyResult]], bytes]
"""Makes one document of results."""


class Target(Struct, frozen=True, kw_only=True):
    """Where results go."""

    folder: Path | None = None
    """Without one they go nowhere, or are returned."""
    render: Render | None = None
    """What a file holds; the whole result without it."""
    contents: bool = True
    """Whether results without a folder are returned."""
    journal: bool = False
    """Whether it is noted what each result depends on, for a run that goes on where this one ended."""
    force: bool = False
    """Whether files that somebody changed are replaced; a copy of each is kept."""
    check: bool = False
    """Whether nothing is written, and only compared."""
    spool: bool = False
    """Whether the folder is for this run alone."""

    @property
    def keeps_json(self) -> bool:
        """Whether the files are whole results."""
        return self.journal or self.spool


class Run(Struct, frozen=True, kw_only=True):
    """What holds for every chunk."""

    options: local.Options
    target: Target
    sets: tuple[str, ...] | None = None
    facts: bool = False
    """Whether the documents are to be compared with those of other agencies."""
    expected: Expected | None = None


class Task(Struct, frozen=True, kw_only=True):
    """One dossier to evaluate."""

    index: int
    path: Path
    identity: Identity
    scheme: Path
    wanted: bool = True
    """Whether it is evaluated; else only its documents are looked at."""
    name: str = ""
    """Of its file in the target's folder."""
    history: tuple[Past, ...] = ()
    peers: Mapping[str, Peer] = {}
    note: Note | None = None
    """What an earlier run noted of its result, where that may be kept."""
    loaded: LoadedDossier | None = None
    """The dossier, where it was read in this process."""


class Done(Struct, frozen=True, kw_only=True):
    """What became of a dossier."""

    agency: str = ""
    """Empty, like the period, where the dossier could not be read."""
    period: str = ""
    diagnostics: Sequence[Diagnostic] = ()
    code: ExitCode = ExitCode.DONE
    facts: Facts | None = None
    summary: bytes | Summary | None = None
    """As `pack` gives it; itself where the dossier is the only one: what unpacks it takes 3 ms to make."""
    content: bytes | None = None
    kept: bool = False
    """Whether the result of an earlier run was kept, and not one of this run whose process died."""
    differs: bool = False


def failed(error: ScoringError, agency: str = "", period: str = "", facts: Facts | None = None) -> Done:
    """What became of a dossier that could not be evaluated."""
    return Done(agency=agency, period=period, diagnostics=tuple(error.diagnostics), code=error.exit_code, facts=facts)


def work(run: Run, tasks: Sequence[Task]) -> Generator[Done]:
    """What became of each dossier of a chunk; its results are written one by one. Raises CannotRead if a result cannot
    be written, or the files cannot be seen from here; IntegrityFailure if this process is not fit for the work; see
    `Expected`.
    """
    with ExitStack() as stack:
        if run.expected is not None:
            stack.enter_context(run.expected.at_work([tasks[0].path]))
        writer = stack.enter_context(_Writer(run.target, tasks))
        for task in tasks:
            yield _Worker(run, task, writer).done()


class _Worker:
    """One dossier at work."""

    def __init__(self, run: Run, task: Task, writer: _Writer) -> None:
        self.run, self.task, self.writer = run, task, writer

    def done(self) -> Done:
        task, agency, period = self.task, "", ""
        facts: Facts | None = None
        problems: Sequence[Diagnostic] = ()
        try:
            with bounded(self.run.options.limits, task.path):
                loaded = task.loaded or load_dossier(task.path)
                found = identity_of(loaded)
                agency, period = found.agency, found.period
                if self.run.facts:
                    facts = document_facts(loaded)
                if not task.wanted:
                    return Done(facts=facts)
                if found != task.identity:
                    raise CannotRead.of("SC646", Place(str(task.path)))
                scheme = local.scheme_of(task.scheme, loaded.dossier, self.run.sets)
                attachments = check_attachments(loaded)
                key = self.key(scheme, loaded, attachments[1]) if self.run.target.journal else ""
                kept = self.kept(key)
                if kept is None:
                    assessment, problems = local.assess(
                        loaded, scheme, self.run.options, task.history, task.peers, attachments
                    )
                    result = result_of(assessment)
                    raw = to_bytes(result)
                else:
                    # The run that made the result may have been cut off before it told them.
                    problems, *_ = local.problems_of(loaded, scheme, self.run.options, task.history, attachments)
                    result, raw = kept
        except ScoringError as error:
            return failed(error, agency, period, facts) if task.wanted else Done(facts=facts)
        return self.finished(
            result, raw, key=key, facts=facts, problems=problems, kept=kept is not None and task.note is not None
        )

    def finished(
        self,
        result: Result,
        raw: bytes,
        *,
        key: str,
        facts: Facts | None,
        problems: Sequence[Diagnostic] = (),
        kept: bool = False,
    ) -> Done:
        """Write the result, or keep it for the answer."""
        task, target = self.task, self.run.target
        summary = summarize(result)
        one = AgencyResult(summary, raw, str(task.path))
        differs, code = False, ExitCode.DONE
        unwritten: Sequence[Diagnostic] = ()
        if target.folder is not None:
            data = raw if target.render is None else target.render([one])
            name = spool_name(task.index) if target.spool else task.name
            try:
                differs = self.writer.write(name, data, f"{one.agency} {one.period}" if target.journal else "", key)
            except UsageProblem as error:
                # Somebody's work stays; of the others' results none is held up.
                unwritten, code = error.diagnostics, ExitCode.FINDINGS
            except FileHeld as error:
                unwritten, code = error.diagnostics, error.exit_code
        return Done(
            agency=one.agency,
            period=one.period,
            diagnostics=(*problems, *unwritten),
            code=max(code, ExitCode.FINDINGS if has_errors(problems) else ExitCode.DONE),
            facts=facts,
            summary=pack(summary) if self.run.facts else summary,
            content=raw if target.folder is None and target.contents else None,
            kept=kept,
            differs=differs,
        )

    def key(self, scheme: LoadedScheme, loaded: LoadedDossier, unverified: Sequence[str]) -> str:
        """A digest of everything a result depends on; attachments too, which the dossier's digest leaves out."""
        options, task = self.run.options, self.task
        facts = [
            __version__,
            scheme.digest,
            loaded.digest,
            loaded.file,
            str(options.as_of),
            options.final,
            [[p.period, p.class_id, p.outside_id, p.digest] for p in task.history],
            sorted([id, str(p.best), p.agencies, p.open] for id, p in task.peers.items()),
            list(unverified),
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()

    def kept(self, key: str) -> tuple[Result, bytes] | None:
        """The result of an earlier run that depends on exactly the same, was not changed, and has no errors."""
        identity = self.task.identity
        note = self.writer.notes.get(f"{identity.agency} {identity.period}") or self.task.note
        folder = self.run.target.folder
        if folder is None or note is None or (note.key, note.file) != (key, self.task.name):
            return None
        try:
            data = (folder / self.task.name).read_bytes()
            if hashlib.sha256(data).hexdigest() != note.sha256:
                return None
            result = from_data(parse_strict(data))
        except (OSError, JsonRefused, NotAResult):
            return None
        return None if any(one.severity == "error" for one in result.diagnostics) else (result, data)


class _Writer:
    """Writes a chunk's files, each whole or not at all, and notes them in a journal of the chunk."""

    def __init__(self, target: Target, tasks: Sequence[Task]) -> None:
        self.target = target
        self.folder = target.folder
        self.tasks = tasks
        self.notes: dict[str, Note] = {}
        """Of these dossiers, by a process that died at work on them."""
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        target = self.target
        if self.folder is not None and not target.check and not target.spool:
            number = f"{self.tasks[0].index:06}"
            names = [one.name for one in self.tasks]
            self.files = self.stack.enter_context(ManyFiles(self.folder, names, force=target.force, journal=number))
            if target.journal:
                # Alone, a dossier is given out again, and was in another chunk before.
                self.notes = journals(self.folder, number if len(self.tasks) > 1 else "*")
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def write(self, name: str, data: bytes, who: str, key: str) -> bool:
        """Write a result; where files are only compared, whether it is another one than there is."""
        assert self.folder is not None
        if self.target.spool:
            write_plain(self.folder / name, data)
        elif not self.target.check:
            self.files.write(name, data, who, key)
        return self.target.check and not same(self.folder / name, data)


def spool_name(index: int) -> str:
    """The name of a whole result in a folder for this run alone."""
    return f"{index:06}.json"


def write_plain(path: Path, data: bytes) -> None:
    """Write a file for this run alone."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CannotRead([cannot_write(path, error)]) from None


def same(path: Path, data: bytes) -> bool:
    """Whether these bytes stand there already."""
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False
