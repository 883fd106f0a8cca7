"""`scoring campaign discrepancies`: gaps between claimed and final points, split by cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.campaign import Opener, ledger_line, reading
from scoring.cli.terminal.console import refuse_terminal, settings, t, table, to_screen, width, write_output
from scoring.cli.terminal.options import AGREEMENT, OUTPUT, PATH, SCHEME, command, fmt, only_one, option
from scoring.numbers import from_exact, show
from scoring.reports.agreement_words import caveat, figure, why
from scoring.reports.formats import format_of, require_formats
from scoring.reports.interface import DiscrepancySource, FormatId
from scoring.reports.official_files import check_folder
from scoring.reports.phrases import ESTABLISHED, NO_GAP
from scoring.review.discrepancy import BlockSum, CriterionRow, DiscrepancyReport, GapSum
from scoring.text import fold_lines, wrap

if TYPE_CHECKING:
    from scoring.result.model import Result


@command("discrepancies",
         "Chênh lệch giữa điểm tự chấm và điểm chính thức, mỗi phần theo nguyên nhân: từng tiêu chí, cơ quan, khối; hai người chấm cùng tiêu chí giống nhau bao nhiêu (--agreement thêm kappa có trọng số).",
         "The gaps between claimed and final points, each part by its cause: per criterion, agency and block; and how often two appraisers of the same criteria agree (--agreement adds the weighted kappa).")  # fmt: skip
@reading
@option("--agency", multiple=True, callback=only_one, vi="Chỉ cơ quan này.", en="Only this agency.")
@option("--all", "all_", is_flag=True, vi="Cả những tiêu chí không chênh lệch.", en="Criteria without a gap too.")
@option("--accepted", is_flag=True,
        vi="Thêm điểm tính lại từ những minh chứng, số liệu được chấp nhận (cần bộ tiêu chí).",
        en="Also what the engine computes from accepted evidence and numbers (needs the scheme).")  # fmt: skip
@AGREEMENT
@SCHEME
@fmt("table", FormatId.JSON, FormatId.HTML, FormatId.MARKDOWN, FormatId.CSV, FormatId.XLSX, FormatId.DOCX, FormatId.PDF)
@option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng cho docx, pdf.",
        en="Folder of your own templates for docx and pdf.")  # fmt: skip
@OUTPUT
def command_(
    open_session: Opener,
    agency: str | None,
    all_: bool,
    accepted: bool,
    agreement: bool,
    format_: str,
    templates: Path | None,
    output: Path | None,
) -> None:
    from scoring.app.campaign.results import any_result, block_titles, discrepancies

    format = None if format_ == "table" else FormatId(format_)
    if format is not None:
        require_formats([format])
        if templates is not None:
            check_folder(templates)
        if to_screen(output):
            refuse_terminal(format)
    with open_session() as session:
        found = discrepancies(session, agency=agency, kappa=agreement, accepted=accepted)
        blocks = {} if format is FormatId.JSON else block_titles(session)
        if format is None:
            banner = f"{found.banner}\n" if found.banner else ""
            line = ledger_line(session.state)
            data = fold_lines(f"{banner}{_text(found, blocks, all_rows=all_)}{line}\n", width()).encode()
        else:
            result = any_result(session) if format_of(format).is_paper else None
            data = _made(found, format, result, templates, blocks, all_rows=all_)
    write_output(output, data)


def _made(
    found: DiscrepancyReport,
    format: FormatId,
    result: Result | None,
    templates: Path | None,
    blocks: Mapping[str, str],
    *,
    all_rows: bool,
) -> bytes:
    """The report in one of the reports' formats."""
    from scoring.reports.agreement_words import kappa_words
    from scoring.reports.discrepancies import Discrepancies

    lang = settings.lang
    kappa, caveat = kappa_words(found.agreement, lang)
    report = Discrepancies(found, lang, every_criterion=all_rows, kappa=kappa, caveat=caveat, blocks=blocks)
    source = DiscrepancySource(report=report, result=result, templates=templates)
    return format_of(format).discrepancies(source)


_HEAD = (
    ("Tiêu chí", "Criterion"), ("Tự chấm", "Claimed"), ("Theo hồ sơ", "Computed"),
    ("Chính thức", "Final"), ("Chênh", "Gap"), ("Nguyên nhân", "Causes"),
)  # fmt: skip


def _text(found: DiscrepancyReport, blocks: Mapping[str, str], *, all_rows: bool) -> str:
    """The report as tables; with `all_rows` also the criteria without a gap."""
    parts = []
    head = [t(*one) for one in _HEAD]
    listed = [one for one in found.criteria if all_rows or one.has_gap]
    rows = [
        [one.criterion, _points(one.claimed), _or_awaits(one.computed, one), _or_awaits(one.final, one),
         _points(one.gap, signed=True), _causes(one.causes)]
        for one in listed
    ]  # fmt: skip
    if found.has_accepted:
        head.insert(3, t("Được nhận", "Accepted"))
        for row, one in zip(rows, listed, strict=True):
            row.insert(3, _points(one.accepted or None))
    numbers = frozenset(range(1, len(head) - 1))
    names = found.names.agencies
    by_agency: dict[str, list[list[str]]] = {}
    for row, one in zip(rows, listed, strict=True):
        by_agency.setdefault(names.get(one.agency, one.agency), []).append(row)
    grouped = [line for name, mine in by_agency.items() for line in ([name], *mine)]
    parts.append(table([head, *grouped], numbers) if rows else f"{t(*NO_GAP)}\n")
    for title, sums in _sums(found, blocks):
        rows = [[title, t("Số tiêu chí đổi", "Changed"), t("Chênh", "Gap"), t("Nguyên nhân", "Causes")]]
        rows += [
            [id, f"{one.changed}/{one.criteria}", _points(one.gap, signed=True), _causes(one.causes)]
            for id, one in sums
            if all_rows or isinstance(one, BlockSum) or one.has_gap
        ]
        if len(rows) > 1:
            parts.append("\n" + table(rows, frozenset((1, 2))))
    if found.facts:
        parts.append(f"\n{t(*ESTABLISHED)}:\n")
        entry = t("bản ghi", "entry")
        texts = (
            f"  {names.get(x.agency, x.agency)}, {entry} {x.entry}: {getattr(x.words, settings.lang)}"
            for x in found.facts
        )
        parts += [f"{line}\n" for text in texts for line in wrap(text, width())]
    if found.agreement:
        parts.append("\n" + _agreement(found))
    return "".join(parts) + "\n"


def _sums(found: DiscrepancyReport, blocks: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, GapSum]]]]:
    """The sums of every kind with their ids, below the kind's title."""
    yield t("Cơ quan", "Agency"), [(found.names.agencies.get(one.agency, one.agency), one) for one in found.agencies]
    yield t("Khối", "Block"), [(blocks.get(one.block, one.block), one) for one in found.blocks]
    yield t("Tiêu chí", "Criterion"), [(one.criterion, one) for one in found.by_criterion]


def _points(text: str | None, *, signed: bool = False) -> str:
    """Points for the reader; a word where there are none."""
    if text is None:
        return t("chưa có", "none yet")
    value = from_exact(text)
    return ("+" if signed and value > 0 else "") + show(value, settings.lang)


def _or_awaits(text: str | None, row: CriterionRow) -> str:
    """Points; where they depend on the rest of the block, that they wait for it."""
    if text is None and row.awaits_block:
        return t("chờ cả khối", "awaits the block")
    return _points(text)


def _causes(causes: Mapping[str, str]) -> str:
    from scoring.review.words import cause_words

    own = {"computed": ("chấm theo hồ sơ", "computed from the dossier")}
    words = ((own.get(id) or cause_words(id, from_exact(value)), value) for id, value in causes.items())
    return "; ".join(f"{t(*name)} {_points(value, signed=True)}" for name, value in words)


def _agreement(found: DiscrepancyReport) -> str:
    """Who appraised the same criteria, how often alike; the figures where they were asked for."""
    pairs, people = found.agreement, found.names.people
    head = [t("Hai người chấm", "Appraisers"), t("Giai đoạn", "Stage"), t("Cùng chấm", "Both"), t("Bằng", "Equal")]
    rows = [
        [", ".join(people.get(x, x) for x in (one.first, one.second)), found.names.stages.get(one.stage, one.stage),
         str(one.criteria), str(one.equal)]
        for one in pairs
    ]  # fmt: skip
    if not pairs[0].kappa:
        return table([head, *rows], frozenset((2, 3)))
    head += [t("κ tuyến tính", "κ linear"), t("κ bình phương", "κ quadratic")]
    notes = []
    for row, one in zip(rows, pairs, strict=True):
        if one.kappa:
            row += [figure(one.kappa.linear, settings.lang), figure(one.kappa.quadratic, settings.lang)]
            if reason := one.kappa.undefined:
                notes.append(f"{row[0]}, {row[1]}: {why(reason, settings.lang)}\n")
    lines = wrap(caveat(settings.lang), width())
    return "".join((table([head, *rows], frozenset((2, 3, 4, 5))), *notes, *(f"{line}\n" for line in lines)))
