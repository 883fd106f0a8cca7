"""Results as long tables of plain exact values: agencies, criteria, evidence; written as CSV, Excel or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.formulas.interface import say
from scoring.reports.appraised_cells import (
    LEDGER,
    LINES,
    ROUNDS,
    ledger_cells,
    line_cells,
    round_cells,
)
from scoring.reports.around import told
from scoring.reports.cells import Cell, Column
from scoring.reports.together import ledgers, marks, not_submitted, published
from scoring.reports.view import Row, View
from scoring.reports.words import one_line, status_word


@dataclass(frozen=True, slots=True)
class Ranked:
    """A block with its rows as `scoring.engine.rank.rank` gives them; slim results are enough."""

    block: str
    rows: Sequence[Mapping[str, Any]]


Full = Callable[[Ranked], Iterable[Row]]
"""Gives the full results of a block one by one, in the order of its rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows made anew each time they are read, so that none has to be kept."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[list[Cell]]]
    notes: tuple[str, ...] = ()
    """The scheme's banner, provisional marks, digests: one line each."""


_WHERE = (
    Column("period", "Kỳ", "Period", width=10),
    Column("block_id", "Mã khối", "Block id"),
    Column("block", "Khối", "Block", width=26),
    Column("agency_id", "Mã cơ quan", "Agency id", width=20),
    Column("agency", "Cơ quan", "Agency", width=34),
)
_SCHEME = (
    Column("provisional", "Ghi chú kết quả", "Remark on the result", width=28),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
    Column("scheme", "Bộ tiêu chí", "Scheme", width=16),
    Column("scheme_digest", "Mã băm bộ tiêu chí", "Scheme digest", width=24),
    Column("dossier_digest", "Mã băm hồ sơ", "Dossier digest", width=24),
    Column("as_of", "Ngày đánh giá", "As of", width=12),
)
RANKING = (
    *_WHERE[:3],
    Column("rank", "Hạng", "Rank", "count", 7),
    Column("unranked", "Lý do không xếp hạng", "Why not ranked", width=20),
    *_WHERE[3:],
    Column("certain", "Điểm chắc chắn", "Certain points", "points", 11),
    Column("attainable", "Điểm có thể đạt", "Attainable points", "points", 11),
    Column("max", "Điểm tối đa", "Maximum", "points", 10),
    Column("base_certain", "Điểm tiêu chí (chắc chắn)", "Points of criteria (certain)", "points"),
    Column("bonus_certain", "Điểm cộng (chắc chắn)", "Bonus (certain)", "points"),
    Column("penalty_certain", "Điểm trừ (chắc chắn)", "Penalty (certain)", "points"),
    Column("class_id", "Mã loại", "Class id"),
    Column("class", "Phân loại", "Class", width=24),
    Column("possible", "Loại còn có thể", "Classes still possible", width=30),
    Column("complete", "Đủ số liệu", "Complete", "truth", 10),
    Column("final", "Đã chốt", "Closed", "truth", 10),
    Column("open_criteria", "Tiêu chí còn thiếu", "Criteria open", "count", 12),
    *_SCHEME,
    *LINES,
    *LEDGER,
)
CRITERIA = (
    *_WHERE,
    Column("group_id", "Mã nhóm", "Group id", width=10),
    Column("group", "Nhóm tiêu chí", "Group", width=30),
    Column("section", "Phần", "Section", width=12),
    Column("criterion_id", "Mã tiêu chí", "Criterion id", width=12),
    Column("criterion", "Tiêu chí", "Criterion", width=50),
    Column("claimed", "Điểm tự chấm", "Claimed", "points", 10),
    Column("certain", "Điểm chắc chắn", "Certain points", "points", 11),
    Column("attainable", "Điểm có thể đạt", "Attainable points", "points", 11),
    Column("max", "Điểm tối đa", "Maximum", "points", 10),
    Column("min", "Điểm thấp nhất", "Minimum", "points"),
    Column("status_id", "Mã tình trạng", "Status id"),
    Column("status", "Tình trạng", "Status", width=18),
    Column("reason", "Lý do chưa chấm", "Why not scored", width=40),
    Column("evidence", "Số minh chứng", "Records of evidence", "count", 10),
    Column("missing_evidence", "Minh chứng còn thiếu", "Missing evidence", width=30),
    Column("explanation", "Giải trình", "Explanation", width=40),
    Column("clause", "Căn cứ", "Clause", width=24),
    *_SCHEME,
    *ROUNDS,
    *LEDGER,
)
EVIDENCE = (
    *_WHERE,
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
_SECTIONS = {
    "tree": ("tiêu chí", "criteria"),
    "bonus": ("điểm cộng", "bonus"),
    "penalty": ("điểm trừ", "penalty"),
}
_WHY = {
    "outside": ("ngoài thang phân loại", "outside the ladder"),
    "incomplete": ("chưa đủ số liệu", "incomplete"),
}
TITLES = {
    "ranking": ("Bảng xếp hạng", "Ranking"),
    "criteria": ("Điểm từng tiêu chí", "Points by criterion"),
    "evidence": ("Minh chứng", "Evidence"),
}


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _where(view: View) -> list[Cell]:
    result = view.result
    agency, scheme = result["agency"], result["scheme"]
    return [
        result["period"], agency["block"], one_line(scheme["block_title"] or agency["block"]),
        agency["id"], one_line(agency["name"]),
    ]  # fmt: skip


def _scheme(view: View) -> list[Cell]:
    result = view.result
    return [
        view.provisional, _line(view.banner), result["scheme"]["id"], result["scheme"]["digest"],
        result["dossier"]["digest"], result["as_of"],
    ]  # fmt: skip


def ranking_row(row: Mapping[str, Any], lang: str) -> list[Cell]:
    """An agency's row: where it stands, its points, its class."""
    view = View(row["result"], lang)
    where, total, found = _where(view), row["result"]["total"], row["result"]["classification"]
    extras = [total[name]["certain"] if total[name] else None for name in ("bonus", "penalty")]
    class_ = found["outside"]["id"] if found["outside"] else found["certain"]
    open_ = [] if class_ else [*found["possible"], *found["possible_outside"]]
    return [
        *where[:3], row["rank"], say(lang, *_WHY[row["why"]]) if row["why"] else None, *where[3:],
        total["certain"], total["attainable"], total["max"], total["base"]["certain"], *extras,
        class_, one_line(view.class_title(class_)) if class_ else None,
        "; ".join(one_line(view.class_title(id)) for id in open_) or None,
        view.complete, bool(row["result"]["final"]), _open(row["result"]), *_scheme(view),
        *line_cells(view), *ledger_cells(view),
    ]  # fmt: skip


def absent_rows(rows: Sequence[Mapping[str, Any]], lang: str) -> Iterator[list[Cell]]:
    """Agencies of the campaign that handed in nothing: their state in words, no points at all."""
    results = [row["result"] for row in rows]
    for one in not_submitted(results, lang):
        told_by = next(
            x
            for x in results
            if any(
                y["id"] == one["id"] for y in (x.get("appraisal") or {}).get("not_submitted", ())
            )
        )
        view = View(told_by, lang)
        cells = dict.fromkeys((column.name for column in RANKING), None) | dict(
            zip(
                (column.name for column in (*_WHERE, *LEDGER)),
                [*_where(view), *ledger_cells(view)],
                strict=True,
            )
        )
        scheme = told_by["scheme"]
        cells |= {
            "agency_id": one["id"], "agency": one["agency"], "unranked": one["state"], "banner": _line(view.banner),
            "scheme": scheme["id"], "scheme_digest": scheme["digest"], "as_of": told_by["as_of"],
            "result": say(lang, "không có hồ sơ, không có điểm", "no dossier, no points"),
        }  # fmt: skip
        yield list(cells.values())


def _open(result: Row) -> int:
    """Criteria that still lack something; a slim result has them counted."""
    if "open" in result:
        return int(result["open"]["criteria"])
    from scoring.reports.around import slim

    return int(slim(dict(result))["open"]["criteria"])


def criteria_rows(result: Row, lang: str) -> Iterator[list[Cell]]:
    """One row per criterion of a full result, in reading order."""
    view = View(result, lang)
    where, scheme, rounds = _where(view), _scheme(view), round_cells(view)
    for one in view.leaves():
        group = view.groups.get(one["parent"] or "")
        yield [
            *where, one["parent"], one_line(group["title"]) if group else None,
            say(lang, *_SECTIONS[one["section"]]), one["id"], one_line(one["title"]),
            one["claimed"], one["certain"], one["attainable"], one["max"], one["min"], one["status"],
            status_word(one["status"], lang), view.reason(one), len(one["evidence"]),
            view.asked(one) or None, _line(one["explanation"]), _line(one["clause"]), *scheme,
            *rounds(one["id"]), *ledger_cells(view),
        ]  # fmt: skip


def evidence_rows(result: Row, lang: str) -> Iterator[list[Cell]]:
    """One row per record that criteria of a full result rest on."""
    view = View(result, lang)
    where, scheme = _where(view), _scheme(view)
    found: dict[str, tuple[Row, list[str]]] = {}
    for one in result["criteria"]:
        for record in one["evidence"]:
            found.setdefault(record["id"], (record, []))[1].append(one["id"])
    for id in sorted(found):
        record, criteria = found[id]
        yield [
            *where, id, record["kind"], one_line(record["kind_title"]), _line(record["number"]), record["date"],
            _line(record["issuer"]), one_line(record["title"]), " ".join(criteria), _line(record["file"]),
            record["sha256"], *scheme, *ledger_cells(view),
        ]  # fmt: skip


def notes(blocks: Sequence[Ranked], lang: str) -> tuple[str, ...]:
    """What every sheet says of its scale and state: banners, provisional marks, schemes with digests."""
    views = [View(row["result"], lang) for one in blocks for row in one.rows]
    lines = [_line(one.banner) for one in views]
    if any(one.provisional for one in views):
        lines.append(say(lang, "TẠM TÍNH – có cơ quan chưa chốt hoặc còn thiếu số liệu",
                         "PROVISIONAL – some agencies are open or incomplete"))  # fmt: skip
    for view in views:
        scheme = view.result["scheme"]
        lines.append(f"{one_line(scheme['title'])} ({scheme['id']}) · {scheme['digest']}")
    results = [one.result for one in views]
    lines = [*marks(results, lang), *lines, published(results, lang)]
    lines += [f"{label}: {text}" for label, text in ledgers(results, lang)]
    return tuple(dict.fromkeys(one for one in lines if one))


def table(
    name: str, blocks: Sequence[Ranked], full: Full, lang: str = "vi", only: str | None = None
) -> Table:
    """A table over all blocks.

    Args:
        name: ``ranking``, ``criteria`` or ``evidence``.
        blocks: the blocks in order.
        full: gives a block's full results, asked only where slim ones are not enough.
        lang: ``vi`` or ``en``.
        only: the one agency whose rows are wanted.
    """

    def rows() -> Iterator[list[Cell]]:
        for block in blocks:
            if name == "ranking":
                for row in block.rows:
                    if only in {None, row["result"]["agency"]["id"]}:
                        yield ranking_row(row, lang)
                if only is None:
                    yield from absent_rows(block.rows, lang)
            else:
                make = criteria_rows if name == "criteria" else evidence_rows
                for result in full(block):
                    if only in {None, result["agency"]["id"]}:
                        yield from make(result, lang)

    columns = {"ranking": RANKING, "criteria": CRITERIA, "evidence": EVIDENCE}[name]
    return Table(name, say(lang, *TITLES[name]), columns, rows, notes(blocks, lang))


_SHEETS = {
    "criteria": (
        "period", "block", "agency", "group", "criterion_id", "criterion", "claimed", "certain", "attainable",
        "max", "status", "reason", "evidence", "missing_evidence", "explanation", "clause",
    ),
    "appraised": (
        "period", "block", "agency", "group", "criterion_id", "criterion", "max", "claimed", "computed_certain",
        "computed_attainable", "rounds", "final", "final_from", "gap", "causes", "final_reason", "said", "clause",
    ),
    "evidence": (
        "period", "block", "agency", "record_id", "kind", "number", "date", "issuer", "title", "criteria", "file",
    ),
}  # fmt: skip
_FIRST = ("rank", "agency", "certain", "attainable", "max", "class")
_EXTRAS = {"bonus_certain": "bonus", "penalty_certain": "penalty"}
_LAST = ("unranked", "possible")
_LINE_NAMES = (
    "claimed",
    "claimed_class",
    "computed_certain",
    "computed_attainable",
    "gap",
    "causes",
)


def sheet(
    name: str, blocks: Sequence[Ranked], full: Full, lang: str = "vi", only: str | None = None
) -> Table:
    """A table with the columns people read; what repeats in every row stands once above it."""
    whole = table(name, blocks, full, lang, only)
    names = [one.name for one in whole.columns]
    results = [row["result"] for block in blocks for row in block.rows]
    appraised = name == "criteria" and all(told(one) for one in results)
    kept = [names.index(one) for one in _SHEETS["appraised" if appraised else name]]

    def rows() -> Iterator[list[Cell]]:
        for row in whole.rows():
            yield [row[i] for i in kept]

    columns = tuple(whole.columns[i] for i in kept)
    return Table(name, whole.title, columns, rows, whole.notes)


def block_sheet(block: Ranked, lang: str = "vi", only: str | None = None) -> Table:
    """One block as a sheet for people: rank, agency, points, class, and a column per part of the total."""
    first = View(block.rows[0]["result"], lang)
    names = [one.name for one in RANKING]
    totals = [row["result"]["total"] for row in block.rows]
    extras = [name for name, part in _EXTRAS.items() if any(one[part] for one in totals)]
    appraised = _LINE_NAMES if any(told(row["result"]) for row in block.rows) else ()
    after_names = (*extras, *_LAST, *appraised)
    before, after = ([names.index(one) for one in part] for part in (_FIRST, after_names))
    groups = {
        one["id"]: _group_column(one, first)
        for row in block.rows
        for one in row["result"]["groups"]
        if one["parent"] is None
    }

    def rows() -> Iterator[list[Cell]]:
        for row in block.rows:
            if only in {None, row["result"]["agency"]["id"]}:
                cells = ranking_row(row, lang)
                points = {one["id"]: one["certain"] for one in row["result"]["groups"]}
                yield [
                    *(cells[i] for i in before), *map(points.get, groups), *(cells[i] for i in after)
                ]  # fmt: skip
        for cells in absent_rows(block.rows, lang) if only is None else ():
            yield [*(cells[i] for i in before), *(None for _ in groups), *(cells[i] for i in after)]

    title = f"{one_line(first.result['scheme']['block_title'] or block.block)} – {first.period()}"
    columns = (*(RANKING[i] for i in before), *groups.values(), *(RANKING[i] for i in after))
    return Table(block.block, title, columns, rows, notes([block], lang))


def _group_column(one: Row, view: View) -> Column:
    top = view.points(one["declared_max"])
    heading = f"{one['id']}. {one_line(one['title'])} ({view.say('tối đa', 'max')} {top})"
    return Column(f"group_{one['id']}", heading, heading, "points", 12)


__all__ = [
    "CRITERIA", "EVIDENCE", "RANKING", "TITLES", "Cell", "Column", "Full", "Ranked", "Table", "block_sheet",
    "criteria_rows", "evidence_rows", "notes", "ranking_row", "sheet", "table",
]  # fmt: skip
