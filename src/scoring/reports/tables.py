"""Results as long tables of plain exact values: agencies, criteria, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from scoring.reports.appraised_cells import LEDGER, LINES, ROUNDS, ledger_cells, line_cells, round_cells
from scoring.reports.conclusion import lowered_from
from scoring.reports.interface import Cell, Column, DocumentId, FullResults, NoSuchDocument, RankedBlock, Table
from scoring.reports.ledger_summary import absent_agencies, ledger_states, ledger_warnings, publication
from scoring.reports.phrases import NO_POINTS
from scoring.reports.rank_words import remarks
from scoring.reports.view import ResultView, SummaryView, View
from scoring.reports.words import SOME_UNFINISHED, one_line, status_word, why_not_ranked
from scoring.result.model import Result
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary, heads
from scoring.text import in_lang

Columns = tuple[Column, ...]
_AGENCY: Columns = (
    Column("period", "Kỳ", "Period", width=10),
    Column("block_id", "Mã khối", "Block id"),
    Column("block", "Khối", "Block", width=26),
    Column("agency_id", "Mã cơ quan", "Agency id", width=20),
    Column("agency", "Cơ quan", "Agency", width=34),
)
_SCHEME: Columns = (
    Column("provisional", "Ghi chú kết quả", "Remark on the result", width=28),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
    Column("scheme", "Bộ tiêu chí", "Scheme", width=16),
    Column("scheme_digest", "Mã băm bộ tiêu chí", "Scheme digest", width=24),
    Column("dossier_digest", "Mã băm hồ sơ", "Dossier digest", width=24),
    Column("as_of", "Ngày đánh giá", "As of", width=12),
)
RANKING: Columns = (
    *_AGENCY[:3],
    Column("rank", "Hạng", "Rank", "count", width=7),
    Column("unranked", "Lý do không xếp hạng", "Why not ranked", width=20),
    *_AGENCY[3:],
    Column("certain", "Điểm chắc chắn", "Certain points", "points", width=11),
    Column("attainable", "Điểm có thể đạt", "Attainable points", "points", width=11),
    Column("max", "Điểm tối đa", "Maximum", "points", width=10),
    Column("base_certain", "Điểm tiêu chí (chắc chắn)", "Points of criteria (certain)", "points"),
    Column("bonus_certain", "Điểm cộng (chắc chắn)", "Bonus (certain)", "points"),
    Column("penalty_certain", "Điểm trừ (nhiều nhất)", "Penalty (at most)", "points"),
    Column("class_id", "Mã loại", "Class id"),
    Column("class", "Phân loại", "Class", width=24),
    Column("possible", "Loại còn có thể", "Classes still possible", width=30),
    Column("complete", "Đủ số liệu", "Complete", "truth", width=10),
    Column("final", "Đã chốt", "Closed", "truth", width=10),
    Column("open_criteria", "Tiêu chí còn thiếu", "Criteria open", "count", width=12),
    *_SCHEME,
    *LINES,
    *LEDGER,
    Column("base_attainable", "Điểm tiêu chí (có thể đạt)", "Points of criteria (attainable)", "points"),
    Column("bonus_attainable", "Điểm cộng (có thể đạt)", "Bonus (attainable)", "points"),
    Column("penalty_attainable", "Điểm trừ (ít nhất)", "Penalty (at least)", "points"),
    Column("lowered_from", "Hạ từ loại (do điều kiện, giới hạn)", "Lowered from (by a gate or ceiling)", width=18),
)
REMARK = Column("rank_remark", "Ghi chú xếp hạng", "Remark on the rank", width=40)
"""Stands last in a ranking where anything has to be said of ranks."""
CRITERIA: Columns = (
    *_AGENCY,
    Column("group_id", "Mã nhóm", "Group id", width=10),
    Column("group", "Nhóm tiêu chí", "Group", width=30),
    Column("section", "Phần", "Section", width=12),
    Column("criterion_id", "Mã tiêu chí", "Criterion id", width=12),
    Column("criterion", "Tiêu chí", "Criterion", width=50),
    Column("claimed", "Điểm tự chấm", "Claimed", "points", width=10),
    Column("certain", "Điểm chắc chắn", "Certain points", "points", width=11),
    Column("attainable", "Điểm có thể đạt", "Attainable points", "points", width=11),
    Column("max", "Điểm tối đa", "Maximum", "points", width=10),
    Column("min", "Điểm thấp nhất", "Minimum", "points"),
    Column("status_id", "Mã tình trạng", "Status id"),
    Column("status", "Tình trạng", "Status", width=18),
    Column("reason", "Lý do chưa chấm", "Why not scored", width=40),
    Column("evidence", "Số minh chứng", "Records of evidence", "count", width=10),
    Column("missing_evidence", "Minh chứng còn thiếu", "Missing evidence", width=30),
    Column("explanation", "Giải trình", "Explanation", width=40),
    Column("clause", "Căn cứ", "Clause", width=24),
    *_SCHEME,
    *ROUNDS,
    *LEDGER,
)
EVIDENCE: Columns = (
    *_AGENCY,
    Column("record_id", "Mã minh chứng", "Record id", width=16),
    Column("kind_id", "Mã loại văn bản", "Kind id", width=16),
    Column("kind", "Loại văn bản", "Kind", width=24),
    Column("number", "Số, ký hiệu", "Number", width=18),
    Column("date", "Ngày", "Date", width=12),
    Column("issuer", "Cơ quan ban hành", "Issuer", width=28),
    Column("title", "Trích yếu", "Title", width=50),
    Column("criteria", "Tiêu chí", "Criteria", width=16),
    Column("file", "Tệp", "File", width=28),
    Column("sha256", "Mã SHA-256", "SHA-256", width=24),
    *_SCHEME,
    *LEDGER,
)
_SECTIONS = {"tree": ("tiêu chí", "criteria"), "bonus": ("điểm cộng", "bonus"), "penalty": ("điểm trừ", "penalty")}
TITLES = {
    DocumentId.RANKING: ("Bảng xếp hạng", "Ranking"),
    DocumentId.CRITERIA: ("Điểm từng tiêu chí", "Points by criterion"),
    DocumentId.EVIDENCE: ("Minh chứng", "Evidence"),
}


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _agency_cells(view: ResultView) -> list[Cell]:
    result = view.result
    agency, block = result.agency, result.agency.block
    return [result.period, block, one_line(result.scheme.block_title or block), agency.id, one_line(agency.name)]


def _scheme_cells(view: ResultView) -> list[Cell]:
    """The cells of `_SCHEME`."""
    result, scheme = view.result, view.result.scheme
    return [view.provisional, _line(view.banner), scheme.id, scheme.digest, result.dossier.digest, result.as_of]


def ranking_row(row: RankedResult, lang: str) -> list[Cell]:
    """An agency's row: its place, its points, its class."""
    view = SummaryView(row.result, lang)
    agency, total, found = _agency_cells(view), row.result.total, row.result.classification
    class_ = found.outside.id if found.outside else found.certain
    open_ = [] if class_ else [*found.possible, *found.possible_outside]
    return [
        *agency[:3],
        row.rank,
        why_not_ranked(row.why, lang) or None,
        *agency[3:],
        total.certain,
        total.attainable,
        total.max,
        total.base.certain,
        total.bonus.certain if total.bonus else None,
        total.penalty.certain if total.penalty else None,
        class_,
        one_line(view.class_title(class_)) if class_ else None,
        "; ".join(one_line(view.class_title(id)) for id in open_) or None,
        view.result.complete,
        row.result.final,
        row.result.open.criteria,
        *_scheme_cells(view),
        *line_cells(view),
        *ledger_cells(view),
        total.base.attainable,
        total.bonus.attainable if total.bonus else None,
        total.penalty.attainable if total.penalty else None,
        lowered_from(found) or None,
    ]


def absent_rows(rows: Sequence[RankedResult], lang: str) -> Iterator[list[Cell]]:
    """Agencies of the campaign that handed in nothing: their state in words, no points at all."""
    for one in absent_agencies((row.result for row in rows), lang):
        found = (row.result for row in rows)
        source = next(x for x in found if x.appraisal and one.id in {y.id for y in x.appraisal.not_submitted})
        view = SummaryView(source, lang)
        cells: dict[str, Cell] = dict.fromkeys(column.name for column in RANKING)
        names = [column.name for column in (*_AGENCY, *LEDGER)]
        cells |= zip(names, [*_agency_cells(view), *ledger_cells(view)], strict=True)
        cells |= {
            "agency_id": one.id,
            "agency": one.agency,
            "unranked": one.state,
            "banner": _line(view.banner),
            "scheme": source.scheme.id,
            "scheme_digest": source.scheme.digest,
            "as_of": source.as_of,
            "result": in_lang(lang, *NO_POINTS),
        }
        yield list(cells.values())


def criteria_rows(result: Result, lang: str) -> Iterator[list[Cell]]:
    """One row per criterion, in reading order."""
    view = View(result, lang)
    agency, scheme, rounds = _agency_cells(view), _scheme_cells(view), round_cells(view)
    for one in view.leaves():
        group = view.groups.get(one.parent or "")
        yield [
            *agency,
            one.parent,
            one_line(group.title) if group else None,
            in_lang(lang, *_SECTIONS[one.section]),
            one.id,
            one_line(one.title),
            one.claimed,
            one.certain,
            one.attainable,
            one.max,
            one.min,
            one.status,
            status_word(one.status, lang),
            view.reason(one),
            len(one.evidence),
            view.asked(one) or None,
            _line(one.explanation),
            _line(one.clause),
            *scheme,
            *rounds(one.id),
            *ledger_cells(view),
        ]


def evidence_rows(result: Result, lang: str) -> Iterator[list[Cell]]:
    """One row per record that criteria rest on, by id."""
    view = View(result, lang)
    agency, scheme = _agency_cells(view), _scheme_cells(view)
    for one in view.records():
        record = one.record
        yield [
            *agency,
            record.id,
            record.kind,
            one_line(record.kind_title),
            _line(record.number),
            record.date,
            _line(record.issuer),
            one_line(record.title),
            " ".join(one.criteria),
            _line(record.file),
            record.sha256,
            *scheme,
            *ledger_cells(view),
        ]


def notes(blocks: Sequence[RankedBlock], lang: str) -> tuple[str, ...]:
    """What every sheet says of its scale and state: banners, provisional marks, schemes with digests."""
    banners: dict[str | None, None] = {}
    unfinished = False

    def seen(result: Summary) -> Summary:
        nonlocal unfinished
        view = SummaryView(result, lang)
        banners[_line(view.banner)] = None
        unfinished = unfinished or view.provisional is not None
        return result

    results = heads(seen(row.result) for one in blocks for row in one.rows)
    schemes = (f"{one_line(one.scheme.title)} · {one.scheme.digest}" for one in results)
    lines = [
        *ledger_warnings(results, lang),
        *banners,
        in_lang(lang, *SOME_UNFINISHED) if unfinished else None,
        *dict.fromkeys(schemes),
        publication(results, lang),
        *(f"{one.label}: {one.text}" for one in ledger_states(results, lang)),
    ]
    return tuple(dict.fromkeys(one for one in lines if one))


def table(
    name: DocumentId, blocks: Sequence[RankedBlock], full: FullResults | None, lang: str = "vi", only: str | None = None
) -> Table:
    """The ranking, the criteria or the evidence over all blocks, or of the agency `only`.

    Raises NoSuchDocument if it is no table, or if whole results are missing for it.
    """
    match name:
        case DocumentId.RANKING:
            columns = RANKING if not any(any(remarks(one.rows, lang)) for one in blocks) else (*RANKING, REMARK)
            rows = partial(_ranking_rows, blocks, lang, only, len(columns))
        case DocumentId.CRITERIA if full is not None:
            columns, rows = CRITERIA, partial(_rows_of, criteria_rows, blocks, full, lang, only)
        case DocumentId.EVIDENCE if full is not None:
            columns, rows = EVIDENCE, partial(_rows_of, evidence_rows, blocks, full, lang, only)
        case _:
            raise NoSuchDocument(f"no table {name}")
    said = partial(notes, blocks, lang)
    return Table(name=name, title=in_lang(lang, *TITLES[name]), columns=columns, rows=rows, notes=said)


def _ranking_rows(blocks: Sequence[RankedBlock], lang: str, only: str | None, width: int) -> Iterator[list[Cell]]:
    for block in blocks:
        for row, remark in zip(block.rows, remarks(block.rows, lang), strict=True):
            if only in {None, row.agency}:
                yield [*ranking_row(row, lang), remark or None][:width]
        for cells in absent_rows(block.rows, lang) if only is None else ():
            yield [*cells, None][:width]


def _rows_of(
    make: Callable[[Result, str], Iterator[list[Cell]]],
    blocks: Sequence[RankedBlock],
    full: FullResults,
    lang: str,
    only: str | None,
) -> Iterator[list[Cell]]:
    for block in blocks:
        for result in full(block):
            if only in {None, result.agency.id}:
                yield from make(result, lang)
