"""The documents of a report, made one by one, in this process or in several; one that fails stops no other."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import assert_never

from scoring.app.advising import lifting_line
from scoring.app.block_rows import BlockRows
from scoring.app.folder import ManyFiles
from scoring.app.look_over import expected
from scoring.app.observer import Observer
from scoring.app.periodic import PeriodicOptions, periodic_source
from scoring.app.report_plan import Block, File, Work
from scoring.batch.expected import Expected
from scoring.batch.pool import Pool
from scoring.batch.spread import spread
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, FileHeld, ScoringError, interrupted
from scoring.reports.formats import format_of
from scoring.reports.interface import AgencySource, BlockSource, DocumentId, Neighbours, RankedBlock, RunSource
from scoring.reports.peer_comparison import Peers
from scoring.reports.periodic import PeriodicSource
from scoring.result.model import Result
from scoring.result.read import from_bytes
from scoring.result.summary import PackedSummaries


@dataclass(slots=True)
class Made:
    """What became of a piece of work."""

    count: int = 0
    """Files that were written."""
    problems: list[Diagnostic] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    """Of documents that failed by a fault of ours: where, for whoever mends it."""


_MANY = 100
"""From so many agencies on, the papers of blocks are made by processes of their own."""


def make_all(work: Sequence[Work], pool: Pool, observer: Observer) -> Made:
    """Make every document; one that fails stops no other."""
    made = Made()
    common = partial(make_chunk, expected((), pool))
    done = 0
    for part in _parts(work, pool):
        observer.progress(done, len(work), part[0].title if part else "")
        for one, answer in spread(common, part, pool.fresh()):
            done += 1
            observer.progress(done, len(work), one.title)
            found = answer or Made(problems=[Diagnostic("SC634", Place(str(one.folder / x.name))) for x in one.files])
            made.count += found.count
            made.problems += found.problems
            made.traces += found.traces
    return made


def forget(rows: Path | None = None) -> None:
    """Forget what was read. `rows`: the file of a report that came to its end, which is closed before its folder
    goes; others may be at work in this process.
    """
    for one in (_block, _peers, _result, _lifting, _periodic_of):
        one.cache_clear()
    ended = _OPEN.pop(rows, None) if rows else None
    if ended is not None:
        ended.file.close()


def _parts(work: Sequence[Work], pool: Pool) -> list[Sequence[Work]]:
    """Work for one set of processes after the other.

    typst keeps much of what it has set: the paper of a large block on top of hundreds of agencies' would take
    half as much memory again in each process. Agencies come first in `work`.
    """
    agencies = sum(one.scope == "agency" for one in work)
    if pool.here or agencies < _MANY or agencies == len(work):
        return [work]
    return [work[:agencies], work[agencies:]]


def make_chunk(expected: Expected | None, chunk: Sequence[Work]) -> Generator[Made]:
    """Make and write the files of each piece of work."""
    with expected.at_work([chunk[0].blocks[0].file]) if expected else nullcontext():
        names = [file.name for one in chunk for file in one.files]
        with ManyFiles(chunk[0].folder, names, force=chunk[0].options.force) as files:
            for one in chunk:
                yield make(one, files)


def make(work: Work, files: ManyFiles | None = None) -> Made:
    """Make and write the files of one piece of work, among `files`; without them to a folder for this run alone."""
    files = files or ManyFiles(work.folder, (), apart=True)
    made = Made()
    for file in work.files:
        try:
            _write(work, file, files)
        except FileHeld as error:
            made.problems += error.diagnostics
        except CannotRead:
            raise
        except ScoringError as error:
            made.problems += error.diagnostics
        except Exception as error:  # whatever goes wrong in one document stops no other
            if interrupted(error):
                raise KeyboardInterrupt from error
            _note(made, work, file.name, error)
        else:
            made.count += 1
    return made


def _note(made: Made, work: Work, name: str, error: Exception) -> None:
    """Note that a document failed by a fault of ours."""
    import traceback

    made.traces.append("".join(traceback.format_exception(error)))
    values = {"document": f"{name} ({work.title})", "why": f"{type(error).__name__}: {str(error)[:200]}"}
    made.problems.append(Diagnostic("SC633", None, values))


def _write(work: Work, file: File, files: ManyFiles) -> None:
    match work.scope:
        case "agency":
            files.write(file.name, _agency(work, file))
        case "block":
            # A paper is made before its file is written, so that what goes wrong in it is not taken for the disk's.
            parts = _block_document(work, file)
            files.replace(file.name, lambda new: _fill(new, parts))
        case "run":
            files.replace(file.name, lambda new: _run(work, file, new))
        case _:
            assert_never(work.scope)


_OPEN: dict[Path, PackedSummaries] = {}
"""Files with the rows of all blocks of a report: one descriptor, however many blocks there are."""
_MOST_OPEN = 8


@cache
def _block(one: Block) -> BlockRows:
    """A block's rows; where they are is read once by each process."""
    if one.rows not in _OPEN:
        if len(_OPEN) >= _MOST_OPEN:
            # A process of a cluster lives on: what it knows of earlier reports goes.
            forget()
            _OPEN.clear()
        _OPEN[one.rows] = PackedSummaries(one.rows.open("rb"))
    return BlockRows(_OPEN[one.rows], one.file)


@cache
def _peers(one: Block) -> Peers:
    """A block as its agencies' pages and papers show it."""
    return Peers(_block(one))


@lru_cache(maxsize=1)
def _result(file: str, in_ledger: bool) -> tuple[Result, bytes]:
    """A whole result; one agency's documents follow each other."""
    raw = Path(file).read_bytes()
    found = from_bytes(raw)
    return found.from_ledger if in_ledger else found, raw


def _agency(work: Work, file: File) -> bytes:
    assert work.result_file is not None
    options = work.options
    result, raw = _result(work.result_file, work.in_ledger)
    is_page = format_of(file.format).is_page
    placed = is_page or file.document is DocumentId.ONE_PAGE
    advised = is_page or file.document in _ADVISED
    source = AgencySource(
        result=result,
        raw=raw,
        lang=options.lang,
        neighbours=Neighbours(
            block=_peers(work.blocks[0]) if placed else (),
            earlier=work.earlier.get(result.agency.id, ()),
            attachments=work.attachments,
            linked=work.linked,
            units=work.units,
            lifting=_lifting(work.dossier, work.result_file, work.in_ledger, options.lang, options.scheme)
            if advised
            else "",
        ),
        templates=options.templates,
        periodic=_periodic(work) if file.document is DocumentId.PERIODIC else None,
    )
    return format_of(file.format).agency(source, file.document)


_ADVISED = (DocumentId.EXPLANATION, DocumentId.ONE_PAGE)
"""Papers that say what would lift the class."""


@lru_cache(maxsize=1)
def _lifting(dossier: Path | None, file: str, in_ledger: bool, lang: str, scheme: Path | None) -> str:
    """What would lift the class; one agency's documents follow each other."""
    result, raw = _result(file, in_ledger)
    return lifting_line(result, dossier, raw, lang, scheme)


@lru_cache(maxsize=1)
def _periodic_of(dossier: Path, options: PeriodicOptions, scheme: Path | None) -> PeriodicSource:
    """What a periodic report is made from; the formats of one agency's follow each other."""
    return periodic_source(dossier, options, scheme)


def _periodic(work: Work) -> PeriodicSource:
    assert work.dossier is not None
    return _periodic_of(work.dossier, work.options.periodic, work.options.scheme)


def _fill(file: Path, parts: Iterable[bytes]) -> None:
    with file.open("wb") as out:
        out.writelines(parts)


def _block_document(work: Work, file: File) -> Iterable[bytes]:
    one, options = work.blocks[0], work.options
    source = BlockSource(
        block=one.name,
        rows=_block(one),
        lang=options.lang,
        document=file.document or DocumentId.SUMMARY,
        earlier=work.earlier,
        templates=options.templates,
    )
    return format_of(file.format).block(source)


def _run(work: Work, file: File, path: Path) -> None:
    """A document over all blocks, written as it is made."""
    from scoring.reports.formats import links

    options = work.options
    blocks = {one.name: one for one in work.blocks}

    def full(block: RankedBlock) -> Iterator[Result]:
        one = blocks[block.block]
        for row in _block(one):
            found = from_bytes((one.rows.parent / row.result_file).read_bytes())
            yield found.from_ledger if work.in_ledger else found

    source = RunSource(
        blocks=[RankedBlock(one.name, _block(one)) for one in work.blocks],
        lang=options.lang,
        documents=options.documents,
        full=full,
        only=options.only,
        delimiter=options.delimiter,
        failed=work.failed,
        links=partial(links, options.formats, options.documents, options.lang),
    )
    format_of(file.format).run(source, path, file.document)
