"""`scoring evaluate`: dossiers in, results out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.console import Running, settings, t, talk, to_screen, write_bytes, write_output
from scoring.cli.terminal.options import (
    CLUSTER,
    JOBS,
    MEMORY_LIMIT,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    TIME_LIMIT,
    UNITS,
    argument,
    command,
    conditions,
    fmt,
    option,
)
from scoring.cli.terminal.summary import banners, results_table, show_evaluated
from scoring.cli.terminal.unit_text import unit_text
from scoring.errors import ExitCode, usage_problem

if TYPE_CHECKING:
    from scoring.app.agency_results import AgencyResult
    from scoring.app.conditions import Conditions


@command("evaluate", "Chấm điểm hồ sơ: tệp hoặc thư mục. Một hồ sơ hỏng không làm dừng hồ sơ khác.",
         "Score dossiers: files or folders. One failing dossier does not stop the others.")  # fmt: skip
@argument("evidence", "Hồ sơ hoặc thư mục hồ sơ.", "Dossiers or folders of them.", nargs=-1, required=True, type=PATH)
@SCHEME
@conditions
@option("--only", multiple=True, vi="Chỉ cơ quan này (mã; lặp lại được).", en="Only this agency (id; repeatable).")
@JOBS
@TIME_LIMIT
@MEMORY_LIMIT
@CLUSTER
@option("--resume", is_flag=True, vi="Không tính lại kết quả đã có và còn đúng trong --output.",
        en="Keep results in --output that are still right.")  # fmt: skip
@option("--require-complete", "require_complete_", is_flag=True, vi="Mã thoát 6 nếu còn khoảng điểm.",
        en="Exit 6 while a total is still an interval.")  # fmt: skip
@RULES
@option("--unit", vi="Chỉ phần của đơn vị này trong mỗi hồ sơ (mã): điểm, việc cần làm, không có loại. Nhận cả sổ .xlsx của đơn vị.",
        en="Only this inner unit's part of each dossier (id): points and what to do, no class. Takes the unit's .xlsx workbook, too.")  # fmt: skip
@UNITS
@fmt("table", "json", "md", "html")
@OUTPUT
@option("--check", is_flag=True, vi="Không ghi; mã thoát 1 nếu khác với --output.",
        en="Write nothing; exit 1 where --output differs.")  # fmt: skip
def command_(
    evidence: tuple[Path, ...],
    conditions: Conditions,
    resume: bool,
    require_complete_: bool,
    unit: str | None,
    units: Path | None,
    format_: str,
    output: Path | None,
    check: bool,
) -> int:
    """Evaluate dossiers."""
    if unit is not None:
        if resume or check or format_ not in ("table", "json"):
            raise usage_problem("với --unit chỉ có --format table, json; không có --resume, --check",
                                "with --unit: only --format table or json, neither --resume nor --check")  # fmt: skip
        return _unit(evidence, unit, conditions, units, format_, output, require_complete_)
    if units is not None:
        raise usage_problem("--units cần --unit", "--units needs --unit")
    from scoring.app.output import Output, evaluate, require_complete

    target = None if to_screen(output) else output
    if (resume or check) and target is None:
        raise usage_problem("--resume và --check cần --output", "--resume and --check need --output")
    render = partial(_rendered, format_=format_, lang=settings.lang, scheme=conditions.scheme)
    with ExitStack() as stack:
        spool = None
        # Of many; and where other machines do the work, they do not see a folder of this one.
        many = len(evidence) > 1 or evidence[0].is_dir()
        if many and target is None and format_ != "table" and conditions.cluster is None:
            from tempfile import TemporaryDirectory

            spool = Path(stack.enter_context(TemporaryDirectory(prefix="scoring-")))
        with Running() as terminal:
            done = evaluate(
                evidence,
                conditions,
                output=None if target is None else Output(target, _SUFFIX[format_], render),
                resume=resume,
                check=check,
                contents=format_ != "table",
                spool=spool,
                force=settings.force,
                observer=terminal,
            )
        found = done.found.results
        if found and target is None:
            for piece in _pieces(found, format_, settings.lang, conditions.scheme):
                write_bytes(piece)
    if found and target is not None and done.folder and not check and not settings.quiet:
        write_bytes(_rendered(found, "table", settings.lang))
    for path in done.differing:
        talk(t(f"khác: {path}", f"differs: {path}"), always=True)
    show_evaluated(done, target)
    if done.code is ExitCode.DONE and require_complete_:
        require_complete(found)
    return int(done.code)


def _unit(
    evidence: tuple[Path, ...],
    unit: str,
    conditions: Conditions,
    units: Path | None,
    format_: str,
    output: Path | None,
    complete: bool,
) -> int:
    """Evaluate one unit's part of dossiers."""
    from scoring.app.unit_evaluation import as_json, evaluate_unit, require_complete

    with Running() as terminal:
        done = evaluate_unit(evidence, unit, conditions, own=units, lang=settings.lang, observer=terminal)
    if done.results:
        data = as_json(done.results) if format_ == "json" else "\n".join(map(unit_text, done.results)).encode()
        write_output(None if to_screen(output) else output, data, evidence)
    if done.code is ExitCode.DONE and complete:
        require_complete(done.results)
    return int(done.code)


_SUFFIX = {"json": ".json", "md": ".md", "html": ".html", "table": ".txt"}


def _rendered(results: Sequence[AgencyResult], format_: str, lang: str, scheme: Path | None = None) -> bytes:
    """All results as one document, in this process or in another, which does not know the language."""
    return b"".join(_pieces(results, format_, lang, scheme))


def _pieces(results: Sequence[AgencyResult], format_: str, lang: str, scheme: Path | None = None) -> Iterator[bytes]:
    """The same document piece by piece."""
    settings.lang = lang
    if format_ == "table":
        yield (banners(one.summary for one in results) + results_table(one.summary for one in results)).encode()
        return
    from scoring.app.output import json_pieces, pages
    from scoring.reports.interface import FormatId

    if format_ == FormatId.JSON:
        yield from json_pieces(results)
        return
    for number, page in enumerate(pages(results, FormatId(format_), lang, scheme)):
        yield b"\n" + page if number else page
