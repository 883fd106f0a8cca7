"""Where everything stands in the self-assessment workbook; writing and reading both follow this.

How values stand in cells:

- numbers: a number cell where 15 digits hold them exactly, else their digits as text with a decimal comma;
- percentages: the share (0.85), formatted ``%``; as text with its sign where 15 digits do not hold it;
- yes/no: `YES` or `NO`, for a yes/no question also `ABSENT` (not applicable); levels and kinds of evidence by label
  (`level_labels`, `kind_labels`), one that has no label by its id;
- dates: text, as people write them (``12/03/2025``, ``3/2025``, ``2025``);
- lists of ids: separated by ``;``; ``cites``: one a line, ``number | date | title`` (a part may be empty), or a JSON
  list where a text holds ``|`` or a line break;
- fields of a record: by their type, choices and ``occurrence`` by label (`choice_labels`, `occurrence_labels`); what
  does not fit its field, or is no field of its kind, stands in ``fields_more`` as a JSON object;
- empty: nothing was said. A row of evidence of which only the id is filled was not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from scoring.formulas import Spec
from scoring.formulas.judgement import WHO
from scoring.numbers import Number
from scoring.scheme import labels
from scoring.scheme.criteria import CriteriaSet, Extra, Measure, Node
from scoring.scheme.model import EvidenceField, EvidenceKind, Scheme
from scoring.text import clip, column_letters

FORMAT = "scoring.workbook/1"

READ_FIRST = "Đọc trước"
REMAINING = "Việc còn lại"
CRITERIA = "Tiêu chí"
EVIDENCE = "Minh chứng"
SUMMARY = "Tổng hợp"
OTHER = "Khác"
LISTS = "_danh_muc"
"""Very hidden: the texts offered in lists; nothing is read from it."""
META = "_scoring"
"""Very hidden: column A keys of `META_KEYS`, column B their texts, from row 1."""
SHEETS = (READ_FIRST, REMAINING, CRITERIA, EVIDENCE, SUMMARY, OTHER, LISTS, META)

META_KEYS = (
    "format",  # FORMAT
    "program",  # version of this program
    "scheme",
    "scheme_digest",
    "scheme_status",
    "period",
    "agency",
    "agency_name",
    "block",
    "agency_kind",
    "dossier",  # digest of the dossier it was filled from, empty for a blank one
    "dossier_scheme",  # what the dossier says under ``scheme``; may be empty
    "order_complete",  # the lists below keep the order the dossier had: JSON lists of ids
    "order_not_applicable",
    "order_explanations",
    "order_judgements",
)
META_LIFE = {"agency_from": "from", "agency_until": "until", "agency_succeeds": "succeeds"}
"""Keys that stand below those where the agency's days or predecessors (a list of ids, between ``;``) are known, each
with the key of the dossier's ``agency``."""
META_UNIT = ("unit", "unit_title", "unit_rows")
"""Keys that stand below those in the workbook of an inner unit: its id, its title, and the keys of the rows of sheet
Tiêu chí that take input (a JSON list)."""

YES, NO, ABSENT = "Có", "Không", "Không áp dụng"
ALL, NOT_ALL, SOME = "Đủ mọi loại", "Chưa đủ", "Đủ từng loại"
"""What `COMPLETE_CELL` says: complete: true, false, or the kinds marked in the table of sheet Khác."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the key in the hidden row of keys, the heading, its width in characters."""

    key: str
    title: str
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet: a hidden row of column keys, the headings below it, then the rows (all from 1)."""

    sheet: str
    keys_row: int
    columns: tuple[Column, ...]

    @property
    def header_row(self) -> int:
        """The row of headings."""
        return self.keys_row + 1

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return self.keys_row + 2

    def at(self, key: str) -> int:
        """A column's index from 0."""
        return next(i for i, one in enumerate(self.columns) if one.key == key)

    def title(self, key: str) -> str:
        """A column's heading."""
        return self.columns[self.at(key)].title

    def letter(self, key: str) -> str:
        """A column's letter."""
        return column_letters(self.at(key))


CRITERIA_TABLE = Table(
    CRITERIA,
    6,
    (
        Column("stt", "STT", 5),
        Column("title", "Nội dung", 45),
        Column("max", "Điểm tối đa", 6),
        Column("how", "Cách cho điểm", 50),
        Column("answer", "Số liệu, trả lời", 10),
        Column("unit", "Đơn vị tính", 8),
        Column("not_applicable", "Không áp dụng", 8),
        Column("claim", "Điểm tự chấm", 8),
        Column("score", "Điểm tạm tính", 8),
        Column("state", "Tình trạng", 13),
        Column("evidence", "Mã minh chứng của số liệu", 20),
        Column("reason", "Lý do, giải trình", 30),
        Column("note", "Ghi chú", 20),
        Column("id", "Mã dòng", 12),
    ),
)
"""`reason` is, by the row's role: criterion and group: why not applicable where `not_applicable` says so, else
(criterion) the explanation instead of evidence; measure: why not applicable; judgement: the reason of the award.
`note` belongs to the number (measure) or to the claim (criterion). `evidence` holds record ids separated by ``;``
(measure), or the one document of a judgement."""

EVIDENCE_COLUMNS = (
    Column("id", "Mã", 7),
    Column("kind", "Loại minh chứng", 24),
    Column("number", "Số, ký hiệu", 14),
    Column("date", "Ngày, tháng, năm", 12),
    Column("issuer", "Cơ quan ban hành", 20),
    Column("title", "Tên văn bản, trích yếu", 48),
    Column("criteria", "Dùng cho tiêu chí", 30),
    Column("criteria_2", "Tiêu chí thứ hai", 13),
    Column("criteria_3", "Tiêu chí thứ ba", 13),
)
EVIDENCE_MORE = (
    Column("file", "Tên tệp", 20),
    Column("occurrence", "Kỳ báo cáo", 12),
    Column("outside_period", "Lý do ngày ngoài kỳ", 24),
    Column("shared_with", "Văn bản chung với (mã cơ quan)", 20),
    Column("note", "Ghi chú", 24),
    Column("cites", "Viện dẫn (mỗi dòng: số | ngày | tên)", 28),
    Column("sha256", "Mã băm SHA-256 của tệp", 16),
    Column("fields_more", "Thông tin khác (JSON)", 16),
)
PICKS = ("criteria", "criteria_2", "criteria_3")


def fresh_ids(unit: str) -> Iterator[str]:
    """Ids for new records, one after the other; parts of several units (`unit`: its id) are put together, and must not
    have the same.
    """
    return (f"{unit or 'mc'}-{number:03d}" for number in count(1))


"""The criteria a record is used for, one picked in a cell (`pick_label`); the last cell holds all that are left, their
ids separated by ``;``. In workbooks made before there is only the first."""
COMPLETE_ASKED = "Đã liệt kê đủ minh chứng chưa?"
COMPLETE_CELL = (4, 2)
"""Row (from 1) and column (from 0) of sheet Minh chứng where the agency says whether the list is complete."""

KINDS_TABLE = Table(
    OTHER,
    9,
    (Column("kind", "Mã loại", 20), Column("title", "Loại minh chứng", 44), Column("complete", "Đã liệt kê đủ?", 14)),
)
"""One row per kind of evidence; read only where `COMPLETE_CELL` says `SOME`. ``Có`` means complete."""
SUBMITTED_CELL = (4, 1)
NOTE_CELL = (5, 1)
"""Cells of sheet Khác: the day of handing in (text) and the dossier's note."""
UNIT_TEXTS = {"difficulties": (6, 1), "next_tasks": (7, 1)}
"""Cells of sheet Khác in the workbook of a unit: what it writes for the periodic report, one item a line."""
REMARKS = {
    "submitted": "Ngày nộp hồ sơ",
    "note": "Ghi chú của hồ sơ",
    "difficulties": "Khó khăn, vướng mắc",
    "next_tasks": "Nhiệm vụ thời gian tới",
}
"""What stands beside those cells."""
REST_COLUMNS = (Column("path", "Vị trí trong hồ sơ", 20), Column("value", "Giá trị (JSON)", 44))
"""What has no cell of its own, as JSON: path ``numbers/ID``, ``claims/ID``, the name of a part, or ``SECTION/INDEX``
for an item of the lists evidence, not_applicable, explanations, judgements (its index in the dossier's list)."""


def evidence_table(scheme: Scheme) -> Table:
    """The table of sheet Minh chứng: ``field_N`` is a kind's N-th field, ``asks`` (computed) what the kind needs."""
    count = max([len(kind.fields) for kind in scheme.evidence_kinds.values()], default=0)
    fields = tuple(Column(f"field_{n}", f"Đặc điểm {n}", 18) for n in range(1, count + 1))
    asks = Column("asks", "Loại này cần ghi", 60)
    return Table(EVIDENCE, 6, (*EVIDENCE_COLUMNS, *fields, asks, *EVIDENCE_MORE))


def rest_table(scheme: Scheme) -> Table:
    """The second table of sheet Khác, below the kinds."""
    return Table(OTHER, KINDS_TABLE.first_row + len(scheme.evidence_kinds) + 2, REST_COLUMNS)


def field_column(kind: EvidenceKind, field: str) -> str:
    """The key of the column in which a kind's field stands."""
    return f"field_{list(kind.fields).index(field) + 1}"


def unique(titles: Mapping[str, str]) -> dict[str, str]:
    """Labels by id: the titles, with the id behind those that two ids share.

    >>> unique({"a": "Kế hoạch", "b": "Kế hoạch", "c": "Quy chế"})
    {'a': 'Kế hoạch (a)', 'b': 'Kế hoạch (b)', 'c': 'Quy chế'}
    """
    texts = [one.casefold() for one in titles.values()]
    return {id: f"{title} ({id})" if texts.count(title.casefold()) > 1 else title for id, title in titles.items()}


def kind_labels(scheme: Scheme) -> dict[str, str]:
    """What the list of kinds offers, by kind id."""
    return unique({id: kind.title for id, kind in scheme.evidence_kinds.items()})


def pick_label(id: str, title: str) -> str:
    """What is picked in place of an id: the id and what it is.

    >>> pick_label("I.1", "Ban hành kế hoạch")
    'I.1 – Ban hành kế hoạch'
    """
    return f"{id} – {clip(title, 60)}"


def picked(text: str) -> str:
    """The ids in a cell in which one was picked by its label, or ids were typed.

    >>> picked("I.1 – Ban hành kế hoạch"), picked("I.1 - Ban hành"), picked("I.1; I.2")
    ('I.1', 'I.1', 'I.1; I.2')
    """
    return re.split(r"\s[–—-]\s", text, maxsplit=1)[0].strip()


def criteria_labels(chosen: CriteriaSet) -> dict[str, str]:
    """What the list of criteria offers, by id."""
    return {leaf.id: pick_label(leaf.id, leaf.title) for leaf in chosen.leaves()}


def choice_labels(scheme: Scheme, field: EvidenceField) -> dict[str, str]:
    """What the list of a field offers, by choice."""
    known = labels.labels_of(scheme) if field.choices else {}
    return unique({one: labels.readable(one, known) for one in field.choices or ()})


def occurrence_labels(scheme: Scheme) -> dict[str, str]:
    """What the list of reports' occurrences offers, by id."""
    known = labels.labels_of(scheme)
    return unique({one.id: labels.readable(one.id, known) for x in scheme.series.values() for one in x.occurrences})


def level_labels(chosen: CriteriaSet, id: str) -> dict[str, str]:
    """What the list of a level measure offers, by level id: the titles of the criterion that reads it."""
    measure = chosen.measures[id]
    titles: dict[str, str] = {}
    for leaf in chosen.leaves():
        for level, title in leaf.spec.level_titles(id) if leaf.spec is not None else ():
            titles.setdefault(level, title)
    return unique({one: titles.get(one) or labels.readable(one, {}) for one in measure.levels or titles})


Role = Literal["section", "group", "criterion", "measure", "judgement"]
Section = Literal["tree", "bonus", "penalty", "conditions"]
_PREFIX = {"section": "muc", "group": "tc", "criterion": "tc", "measure": "sl", "judgement": "dg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of sheet Tiêu chí."""

    role: Role
    id: str
    """Of the node, the measure, the judged criterion, or the section (bonus, penalty, conditions)."""
    section: Section
    level: int
    title: str
    node: Node | None = None
    """The group or criterion; for a measure or judgement the criterion it stands under."""
    measure: Measure | None = None

    @property
    def key(self) -> str:
        """What the row's locked id cell says: ``tc:I.1``, ``sl:so_thon``, ``dg:VII.3``, ``muc:bonus``."""
        return f"{_PREFIX[self.role]}:{self.id}"

    @property
    def spec(self) -> Spec:
        """How the criterion, or the one judged, is scored."""
        assert self.node is not None
        assert self.node.spec is not None
        return self.node.spec

    @property
    def judged(self) -> tuple[Number, Number]:
        """Least and most points somebody may award."""
        assert self.node is not None
        return self.spec.judged(self.node.maximum)

    @property
    def words(self) -> str:
        """What stands in column Nội dung; judgements of several criteria may have the same words."""
        if self.role != "judgement":
            return self.title
        return f"{self.spec.judged_vi} do {WHO[self.spec.judge() or 'agency'][0]} ghi"

    @property
    def declarable(self) -> bool:
        """Whether somebody types a value into the answer cell."""
        asked = self.measure is not None and self.measure.source in ("declared", "external")
        return asked or self.role == "judgement"

    @property
    def answer(self) -> str | None:
        """What the answer cell holds: number, count, percent (the share), yes_no, level, points; None: no input."""
        if self.role == "judgement":
            return "points"
        return self.measure.type if self.measure is not None and self.declarable else None


def rows(scheme: Scheme, block: str) -> tuple[Row, ...]:
    """The rows of sheet Tiêu chí for a block, in order; row N stands at ``CRITERIA_TABLE.first_row + N``.

    Every criterion is followed by the measures it reads (each where it is read first, the parts of a ratio before
    the ratio) and by the row for a judgement; measures no criterion reads stand at the end.
    """
    return tuple(_Rows(criteria_set(scheme, block)).all())


def criteria_set(scheme: Scheme, block: str) -> CriteriaSet:
    """The criteria of a block, which the scheme has."""
    found = scheme.block(block)
    assert found is not None, block
    return scheme.sets[found.set]


class _Rows:
    def __init__(self, chosen: CriteriaSet) -> None:
        self.chosen = chosen
        self.seen: set[str] = set()

    def all(self) -> Iterator[Row]:
        chosen = self.chosen
        for group in chosen.groups:
            yield from self.node(group, "tree", 0)
        sections: tuple[tuple[Section, Extra | None], ...] = (("bonus", chosen.bonus), ("penalty", chosen.penalty))
        for section, extra in sections:
            if extra is not None:
                yield Row(role="section", id=section, section=section, level=0, title=extra.title)
                for leaf in extra.criteria:
                    yield from self.node(leaf, section, 1)
        if chosen.measures.keys() - self.seen:
            title = "Số liệu để xét điều kiện phân loại"
            yield Row(role="section", id="conditions", section="conditions", level=0, title=title)
            for id in chosen.measures:
                yield from self.measures(id, None, "conditions", 1)

    def node(self, node: Node, section: Section, level: int) -> Iterator[Row]:
        spec = node.spec
        role: Role = "group" if spec is None else "criterion"
        yield Row(role=role, id=node.id, section=section, level=level, title=node.title, node=node)
        for child in node.children:
            yield from self.node(child, section, level + 1)
        if spec is None:
            return
        for name in spec.reads():
            yield from self.measures(name.removeprefix("best:"), node, section, level + 1)
        if spec.judge() is not None:
            yield Row(role="judgement", id=node.id, section=section, level=level + 1, title=node.title, node=node)

    def measures(self, id: str, node: Node | None, section: Section, level: int) -> Iterator[Row]:
        measure = self.chosen.measures.get(id)
        if measure is None or id in self.seen:
            return
        self.seen.add(id)
        limit = (measure.limit,) if isinstance(measure.limit, str) else ()
        for needed in (*measure.inputs, *limit):
            yield from self.measures(needed, node, section, level)
        title = measure.title or measure.declared or measure.external or id
        yield Row(role="measure", id=id, section=section, level=level, title=title, node=node, measure=measure)
