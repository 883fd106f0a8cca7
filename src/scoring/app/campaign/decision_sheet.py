"""An empty sheet of decisions: the criteria one appraiser has to decide, as rows and as a CSV or Excel file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from msgspec.structs import replace

from scoring.app.campaign.evaluation import campaign_scheme, submitted_dossier
from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.engine.compile import plan_for
from scoring.errors import NothingMatched, UsageProblem
from scoring.evidence.model import answer_text
from scoring.numbers import Number, exact_text, parse_number, show
from scoring.reports.interface import Cell, Column, Table
from scoring.reports.table_files import write_csv
from scoring.review.acts.checks import unknown_id
from scoring.review.acts.figures import covers, duty
from scoring.review.campaign import Person
from scoring.review.facts import accepted_dossier
from scoring.review.score_lines import applicable, computed_points, level_before
from scoring.review.state import AgencyState, Criterion, Figure, State
from scoring.review.words import CAUSES
from scoring.scheme.load import LoadedScheme
from scoring.text import in_lang


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One criterion of one agency that waits for the appraiser."""

    agency: str
    agency_name: str
    criterion: str
    title: str
    low: Number
    high: Number
    claimed: Number | None
    computed: Number | None
    """From the dossier as it was handed in."""
    previous: Number | None
    """The points that hold until the appraiser decides."""
    applies: bool
    """Whether it applies by the dossier."""
    declared: str
    """The numbers it is computed from, as the agency declares them: ``so_don=3; ty_le=95 %``."""
    dossier: str
    """The digest of what was handed in, by which a sheet older than the dossier is noticed."""
    awaits_block: bool
    """Points are known only when the whole block has handed in."""
    banner: str | None
    """What the scheme wants said of its scale."""


def decision_sheet(session: Session, *, by: str, agency: str | None = None) -> list[SheetRow]:
    """The rows of the appraiser `by`, of all agencies under appraisal or of only one; what agencies declared is there
    only where the scheme is found. Raises NothingMatched if nothing waits for this appraiser (SC943); Refused if there
    is none (SC924).
    """
    check_agency(session, agency)
    state = session.state
    person = state.opened.person(by)
    if person is None:
        raise unknown_id("người chấm", "appraiser", by, [one.id for one in state.opened.people])
    rows = list(_rows(session, person, agency))
    if not rows:
        why, why_en = "không có tiêu chí nào đang chờ người này chấm", "nothing is waiting for this appraiser"
        raise NothingMatched([Diagnostic("SC943", None, {"why": why, "why_en": why_en})])
    return rows


def _rows(session: Session, person: Person, only: str | None) -> Iterator[SheetRow]:
    scheme = _scheme(session)
    for id, one in session.state.agencies.items():
        if only in (None, id) and is_due(session, person, one):
            yield from rows_of(session, person, one, _declared(session, one, scheme))


def is_due(session: Session, person: Person, one: AgencyState) -> bool:
    """Whether an agency is under appraisal by this appraiser's body now."""
    state = session.state
    body = state.opened.competent(one.agency.level, session.today)
    if None not in (person.body, body) and body != person.body:
        return False
    kind = state.stage_of(one).kind
    due = kind == "appraisal" or (kind == "council" and person.role == "chair")
    return one.submission is not None and one.status == "submitted" and due


def given_figure(state: State, person: Person, one: AgencyState, criterion: Criterion) -> Figure | None:
    """What was given to a criterion where the appraiser's points are wanted: the stage's figure, or the appraiser's own
    second opinion where somebody else answers for it.
    """
    line, leads = one.line(criterion.id), duty(state, person, criterion)[1]
    return line.counted(one.stage) if leads else line.given_by(person.id, one.stage)


def owing(session: Session, person: Person) -> Iterator[tuple[AgencyState, int]]:
    """The agencies on which an appraiser still owes points or a second opinion, and on how many criteria."""
    state = session.state
    for one in state.agencies.values():
        if is_due(session, person, one):
            known = state.criteria_of(one)
            mine = (known[id] for id in applicable(state, one) if covers(person, known[id]))
            if count := sum(given_figure(state, person, one, criterion) is None for criterion in mine):
                yield one, count


def second_only(state: State) -> list[Person]:
    """The appraisers who answer for no criterion, and only give second opinions."""
    known = [one for table in state.criteria.values() for one in table.values()]
    members = (one for one in state.opened.people if one.role == "member")
    return [one for one in members if not any(duty(state, one, criterion)[1] for criterion in known)]


def owed(session: Session, person: Person) -> tuple[int, int]:
    """Of how many agencies an appraiser still owes points or a second opinion, and on how many criteria."""
    counts = [count for _, count in owing(session, person)]
    return len(counts), sum(counts)


def rows_of(
    session: Session, person: Person, one: AgencyState, declared: Mapping[str, str] | None = None
) -> Iterator[SheetRow]:
    """The rows of an appraiser for an agency that has handed in. `declared`: by criterion, what the agency declares."""
    state, submission = session.state, one.submission
    assert submission is not None
    criteria = state.criteria_of(one)
    for criterion in criteria:
        if not covers(person, criteria[criterion]):
            continue
        yield SheetRow(
            agency=one.agency.id,
            agency_name=one.agency.name,
            criterion=criterion,
            title=criteria[criterion].title,
            low=criteria[criterion].low,
            high=criteria[criterion].high,
            claimed=submission.claimed.get(criterion),
            computed=computed_points(submission, criterion),
            previous=level_before(one, criterion)[1],
            applies=criterion not in submission.not_applicable,
            declared=(declared or {}).get(criterion, ""),
            dossier=submission.dossier,
            awaits_block=criterion in submission.awaits,
            banner=state.scheme.banner,
        )


def _scheme(session: Session) -> LoadedScheme | None:
    """The campaign's scheme; None where it is not at hand, and what agencies declared cannot be told."""
    try:
        return campaign_scheme(session)
    except UsageProblem:
        return None


def _declared(session: Session, one: AgencyState, scheme: LoadedScheme | None) -> dict[str, str]:
    """By criterion: the declared numbers it is computed from, also through others, as the agency and facts say."""
    plan = plan_for(scheme.scheme, one.agency.block) if scheme else None
    if plan is None or scheme is None:
        return {}
    with submitted_dossier(session, one, attachments=False) as loaded:
        numbers = accepted_dossier(loaded.dossier, one, scheme.scheme.evidence_kinds).numbers
    measures = plan.set.measures
    found = {}
    for leaf in plan.leaves:
        texts, below = [], [name.removeprefix("best:") for name in leaf.reads]
        for id in below:
            measure = measures.get(id)
            if measure is None or id in below[: below.index(id)]:
                continue
            below += measure.inputs
            if measure.source in ("declared", "external"):
                value = numbers[id].value if id in numbers else None
                texts.append(f"{id}={'–' if value is None else answer_text(value)}")
        found[leaf.id] = "; ".join(dict.fromkeys(texts))
    return found


_COLUMNS = (
    Column("agency_id", "Mã cơ quan", "Agency id", width=20),
    Column("agency_name", "Cơ quan", "Agency name", width=30),
    Column("criterion", "Mã tiêu chí", "Criterion id", width=11),
    Column("title", "Tiêu chí", "Criterion title", width=44),
    Column("span", "Khoảng điểm", "Bounds", width=11),
    Column("claimed", "Tự chấm", "Claimed", "points", width=10),
    Column("computed", "Theo hồ sơ", "Computed", width=12),
    Column("previous", "Mức trước", "Previous", width=10),
    Column("points", "Điểm thẩm định", "Appraised points", "points", width=12),
    Column("cause", "Nguyên nhân", "Cause", width=26),
    Column("reason", "Lý do", "Reason", width=36),
    Column("refused", "Minh chứng không nhận", "Refused", width=22),
    Column("evidence", "Căn cứ", "Evidence", width=22),
    Column("declared", "Số đã khai", "Declared numbers", width=26),
    Column("numbers", "Số theo cơ quan thẩm định", "Numbers found", width=26),
    Column("kind", "Loại sự việc", "Fact kind", width=18),
    Column("fields", "Đặc điểm sự việc", "Fields", width=30),
    Column("source", "Nguồn", "Source", width=26),
    Column("dossier", "Mã băm hồ sơ", "Dossier digest", width=14, internal=True),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
)


def write_sheet(
    found: Sequence[SheetRow],
    file: Path,
    notes: Sequence[str] = (),
    *,
    excel: bool = False,
    lang: str = "vi",
    delimiter: str = ",",
) -> None:
    """Write the rows to `file` as CSV, or as an Excel workbook, for which a library must be installed.
    `notes` stand above the table of a workbook; CSV repeats the scheme's remark in every row instead.
    """
    if not excel:
        with file.open("wb") as stream:
            write_csv(_table(found, notes, lang, excel=False), stream, lang, delimiter)
        return
    from scoring.reports.formats import require_formats
    from scoring.reports.interface import FormatId
    from scoring.reports.xlsx_file import write_xlsx

    require_formats([FormatId.XLSX])
    write_xlsx([_table(found, notes, lang, excel=True)], file, lang)


def _table(found: Sequence[SheetRow], notes: Sequence[str], lang: str, *, excel: bool) -> Table:
    """The rows as a table; a column that holds nothing but numbers is one of numbers."""
    names = ("computed", "previous")
    decimal = {name: all(_is_decimal(getattr(one, name)) for one in found) for name in names}
    columns = [replace(x, kind="points") if decimal.get(x.name) else x for x in _COLUMNS]
    rows = []
    for one, following in zip_longest(found, found[1:]):
        rows.append(_cells(one, decimal, lang))
        if following is None or following.agency != one.agency:
            rows.append(_fact_cells(one, lang))
    # A sheet of Excel says above the table what a file of data has to repeat in every row.
    shown = columns[:-1] if excel else columns
    kept = [row[: len(shown)] for row in rows]
    title = in_lang(lang, "Phiếu chấm", "Decisions")
    return Table(
        name="decisions",
        title=title,
        columns=tuple(shown),
        rows=lambda: iter(kept),
        notes=lambda: tuple(notes),
        form=True,
    )


def _is_decimal(value: Number | None) -> bool:
    return value is not None and parse_number(exact_text(value)) is not None


def _cells(one: SheetRow, decimal: Mapping[str, bool], lang: str) -> list[Cell]:
    words = ("chờ cả khối", "awaits the block") if one.awaits_block else ("chưa có", "none yet")
    words = words if one.applies else ("không áp dụng", "not applicable")
    waiting = in_lang(lang, *words)

    def points(value: Number | None, name: str) -> str:
        if value is None:
            return waiting
        return exact_text(value) if decimal[name] else show(value, lang, 6)

    return [
        one.agency,
        one.agency_name,
        one.criterion,
        one.title,
        f"{show(one.low, lang)} – {show(one.high, lang)}",
        None if one.claimed is None else exact_text(one.claimed),
        points(one.computed, "computed"),
        points(one.previous, "previous"),
        *[None] * 5,
        one.declared or None,
        *[None] * 4,
        one.dossier,
        one.banner,
    ]


def _fact_cells(one: SheetRow, lang: str) -> list[Cell]:
    """The cells of the row below an agency's criteria, in which a fact may be told."""
    title = in_lang(lang, "Sự việc cơ quan thẩm định ghi nhận (nếu có)", "A fact found by the appraising body (if any)")
    return [one.agency, one.agency_name, None, title, *[None] * 14, one.dossier, one.banner]


def how_to_fill(lang: str = "vi") -> str:
    """How the sheet is filled in."""
    causes = "; ".join(in_lang(lang, *words) for words in CAUSES.values())
    return in_lang(
        lang,
        f"Khác mức trước thì ghi nguyên nhân ({causes}) và lý do. Nhiều nguyên nhân: chậm hạn=-0,5; "
        "số liệu được sửa=-1. Số theo cơ quan thẩm định: MÃ=SỐ, điểm được tính lại. Sự việc hồ sơ không nêu: ghi loại, "
        "đặc điểm (ngày=2025-05-09; MÃ=GIÁ_TRỊ), nguồn, lý do ở dòng cuối của cơ quan. Dòng để trống không được tính.",
        f"Where points differ from the previous ones, give the cause ({causes}) and reason. Several causes: late=-0.5; "
        "number corrected=-1. Numbers found: ID=NUMBER, points are computed again. A fact the dossier does not say: "
        "kind, fields (date=2025-05-09; ID=VALUE), source and reason in the agency's last row. "
        "Rows left empty do not count.",
    )
