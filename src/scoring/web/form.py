"""The self-assessment form: groups in the annex's order, and what stands in each row."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from msgspec.structs import replace

from scoring.diagnostics import Diagnostic
from scoring.evidence.documents import RECORD_PARTS
from scoring.formulas.judgement import WHO
from scoring.numbers import Number
from scoring.reports.advice import OpenPoints, missing
from scoring.reports.view import View
from scoring.reports.words import paper_number
from scoring.result.model import Criterion, ExtraTotal, Group, Result
from scoring.scheme.load import LoadedScheme
from scoring.text import in_lang
from scoring.values import Period
from scoring.web.draft_dossier import Scored
from scoring.web.draft_fields import OWN, Fields
from scoring.web.drafts import Draft
from scoring.web.fields import TEXT, Kind, WrongValue, shown
from scoring.web.personal import warnings_of
from scoring.workbook.annex_text import AnnexText
from scoring.workbook.layout import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One field of the form."""

    path: str
    label: str
    kind: Kind
    value: str
    """As it is shown."""
    version: int
    unit: str = ""
    hint: str = ""
    wrong: WrongValue | None = None
    long: bool = False
    """Whether it takes several lines."""
    by: str = ""
    """Who wrote it last."""
    unsure: list[str] = field(default_factory=list)
    """What in it looks like a citizen's data, so that it was not stored yet."""

    @property
    def id(self) -> str:
        """The field's id in the page."""
        return field_id(self.path)

    @property
    def words(self) -> str:
        """Its value as people read it."""
        return (self.kind.choices or {}).get(self.value, self.value)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be chosen, by id."""
        return list((self.kind.choices or {}).items())


def field_id(path: str) -> str:
    """Where the field at a path stands in its page.

    >>> field_id("claims/I.1/points")
    'f-claims-I_1-points'
    """
    return "f-" + path.replace("/", "-").replace(".", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the form."""

    label: str
    address: str
    order: int
    """Among the rows of the form; what is not in a row comes behind."""


PARTS = {
    ("claims", "points"): ("điểm tự chấm", "own points"),
    ("claims", "note"): ("ghi chú cho điểm tự chấm", "note on the own points"),
    ("explanations", "text"): ("giải trình", "explanation"),
    ("not_applicable", "reason"): ("không áp dụng, vì", "does not apply, because"),
    ("judgements", "points"): ("điểm cơ quan chấm", "points the agency awards"),
    ("judgements", "reason"): ("lý do", "reason"),
    ("judgements", "document"): ("căn cứ", "document"),
    ("numbers", "note"): ("ghi chú số liệu", "note on the number"),
    ("numbers", "evidence"): ("minh chứng của số liệu", "evidence for the number"),
}
"""What a field of a row is called beside the row's title, by the beginning and end of its path."""


def anchor_of(key: str) -> str:
    """Where a row stands in its page.

    >>> anchor_of("tc:I.1")
    'tc-I_1'
    """
    return key.replace(":", "-").replace(".", "_")


@dataclass(slots=True, kw_only=True)
class Item:
    """A group's heading, a criterion or a number, with its fields."""

    row: Row
    how: str = ""
    """How its points are given, or where its value comes from."""
    inputs: list[Input] = field(default_factory=list)
    absent: Input | None = None
    """Why it does not apply."""
    more: list[Input] = field(default_factory=list)
    """Fields that are folded away: notes, explanations."""
    records: list[str] = field(default_factory=list)
    """Ids of the records picked for it."""
    score: Criterion | None = None
    status: str = ""
    """The criterion's status in words."""
    who: str = ""
    """The account it was given to."""
    unit: str = ""
    """The title of the inner unit that supplies it."""
    parts: list[Item] = field(default_factory=list)
    """Of a derived number: what it is derived from, where that is not asked for elsewhere."""
    made: str = ""
    """Of a derived number: how it came about, or what it is while that is open."""
    span: Group | ExtraTotal | Criterion | None = None
    """Of a heading: the points of what stands below."""

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return anchor_of(self.row.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of the form: a group, or what is added or taken away."""

    id: str
    title: str
    rows: Sequence[Row]

    @property
    def criteria(self) -> list[Row]:
        """Its criteria."""
        return [one for one in self.rows if one.role == "criterion"]


@lru_cache(maxsize=256)
def sections(fields: Fields, lang: str = "vi") -> Sequence[Section]:
    """The pages of the form. `lang`: of the one title that is not the scheme's."""
    found: list[Section] = []
    for row in fields.rows:
        if row.level == 0 and row.role in {"group", "section", "criterion"}:
            own = row.role == "section" and row.id == "conditions"
            title = in_lang(lang, row.title, "Numbers the conditions look at") if own else row.title
            found.append(Section(id=row.id, title=title, rows=[row]))
        else:
            last = found[-1]
            found[-1] = Section(id=last.id, title=last.title, rows=[*last.rows, row])
    return found


@lru_cache(maxsize=256)
def _pages(fields: Fields) -> Mapping[str, tuple[str, int]]:
    """By the key of a row: the page it stands on, and its place among all rows."""
    page = {row.key: one.id for one in sections(fields) for row in one.rows}
    return {row.key: (page[row.key], order) for order, row in enumerate(fields.rows)}


class Form:
    """The form of one draft as it stands."""

    def __init__(
        self, draft: Draft, fields: Fields, loaded: LoadedScheme, scored: Scored, period: Period, lang: str
    ) -> None:
        self.draft, self.fields, self.scored, self.lang, self.period = draft, fields, scored, lang, period
        self.loaded = loaded
        self.values = draft.values
        self.typed: dict[str, str] = {}
        """What was typed and is not stored, by path."""
        self.assigned: dict[str, str] = {}
        """The name of the account that fills in a criterion, by its id."""
        self.own_units = ""
        """The agency's own file of units; empty where it has none."""
        self.own_parts: list[tuple[str, str]] = []
        """Id and title of the units whose parts the reader was given, and hands over to the focal point."""
        self.units: Mapping[str, str] = {}
        """The title of the unit that supplies a criterion, by its id."""
        self.texts = AnnexText(loaded.scheme, fields.set, period, self.lang)
        self.plan = fields.plan
        self.view = View(scored.result, lang) if scored.result is not None else None
        self._records: dict[str, dict[str, str]] = {}
        for path, value in self.values.items():
            if path.startswith("evidence/"):
                _, id, name = path.split("/", 2)
                self._records.setdefault(id, {})[name] = value
        self.uses = self._uses()

    def _uses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id in self.records:
            for criterion in self.values.get(f"evidence/{id}/criteria", "").split(";"):
                if criterion.strip():
                    found.setdefault(criterion.strip(), []).append(id)
        return found

    def input(self, path: str, label: str, *, unit: str = "", hint: str = "", long: bool = False) -> Input:
        """The field at a path."""
        kind = self.fields.kind(path, self.values) or TEXT
        stored = self.draft.fields.get(path)
        return Input(
            path=path,
            label=label,
            kind=kind,
            value=self.typed.get(path, shown(kind, stored.value if stored else "", self.lang)),
            unsure=warnings_of(self.typed[path], self.lang) if path in self.typed else [],
            version=self.draft.version(path),
            unit=unit,
            hint=hint,
            long=long,
            wrong=self.scored.assembled.wrong.get(path),
            by=stored.by if stored else "",
        )

    def items(self, section: Section) -> list[Item]:
        """The rows of a page with their fields; what a number is derived from stands within it."""
        found: list[Item] = []
        for row in section.rows:
            one = self.item(row)
            inputs = row.measure.inputs if row.role == "measure" and row.measure is not None else ()
            one.parts = [x for x in found if x.row.role == "measure" and x.row.id in inputs and x.row.node == row.node]
            found = [x for x in found if x not in one.parts]
            found.append(one)
        return found

    def item(self, row: Row) -> Item:
        """One row with its fields."""
        found = Item(row=row, span=self.span(row))
        if row.role == "criterion":
            found.who, found.unit = self.assigned.get(row.id, ""), self.units.get(row.id, "")
        words = self.word
        if row.role == "criterion":
            found.how = self.texts.criterion(self.plan.by_criterion[row.id])
            found.inputs = [self.input(f"claims/{row.id}/points", words("Điểm tự chấm", "Own points"))]
            found.more = [
                self.input(f"explanations/{row.id}/text", words("Giải trình, khi thiếu minh chứng", "Explanation in place of evidence"), long=True),
                self.input(f"claims/{row.id}/note", words("Ghi chú cho điểm tự chấm", "Note on the own points"), long=True),
            ]  # fmt: skip
            found.records = self.uses.get(row.id, [])
            if self.view is not None:
                found.score = self.view.criteria[row.id]
                found.status = self.view.status(found.score)
        if row.role == "measure" and row.measure is not None:
            found.how = self.texts.measure(row.measure)
            if row.declarable:
                unit = "%" if row.answer == "percent" else row.measure.unit or ""
                found.inputs = [self.input(f"numbers/{row.id}/value", row.title, unit=unit, hint=found.how)]
            else:
                found.made = self.made(row.id)
        if row.role == "judgement" and (judge := row.spec.judge()) != "agency":
            vi, en = WHO[judge or "appraiser"]
            found.how = words(
                f"Ở tiêu chí này, {vi} cho điểm, có nêu lý do.", f"Here {en} awards points, with a reason."
            )
        elif row.role == "judgement":
            found.inputs = [
                self.input(f"judgements/{row.id}/points", words("Điểm cơ quan chấm", "Points the agency awards")),
                self.input(f"judgements/{row.id}/reason", words("Lý do", "Reason"), long=True),
            ]
        possible = row.node is None or row.role == "measure" or row.node.may_be_stated()
        if (row.role in {"group", "criterion"} and possible) or (row.role == "measure" and row.declarable):
            found.absent = self.input(
                f"not_applicable/{row.id}/reason", words("Không áp dụng, vì", "Does not apply, because"), long=True
            )
        return found

    def made(self, measure: str) -> str:
        """How a number that nobody types came about: ``17 ÷ 20 = 85 %``; what it is while that is open."""
        one = self.view.measures.get(measure) if self.view is not None else None
        return "" if one is None or self.view is None else self.view.working(measure) or self.view.measured(one)

    def made_from(self, measure: str) -> list[tuple[str, str]]:
        """The numbers derived from one, each with how it came about."""
        found, known = [], {measure}
        for row in self.fields.rows:
            if row.role == "measure" and row.measure is not None and known & set(row.measure.inputs):
                known.add(row.id)
                found.append((anchor_of(row.key), self.made(row.id)))
        return found

    def span(self, row: Row) -> Group | ExtraTotal | Criterion | None:
        """The points of a group, of a criterion, of what is added or taken away; None of what has none."""
        if self.view is None:
            return None
        total = self.view.result.total
        match row.role:
            case "group":
                return self.view.groups[row.id]
            case "criterion":
                return self.view.criteria[row.id]
            case "section":
                return {"bonus": total.bonus, "penalty": total.penalty}.get(row.id)
        return None

    def word(self, vi: str, en: str) -> str:
        """A text in the reader's language."""
        return in_lang(self.lang, vi, en)

    def evidence_address(self, criterion: str = "") -> str:
        """Where evidence is listed and added, for a criterion."""
        address = reverse("evidence", args=[self.draft.campaign, self.draft.agency])
        return f"{address}?{urlencode({'tieu-chi': criterion})}" if criterion else address

    def spot(self, path: str, label: str = "") -> Spot:
        """Where a field, or all that stands below a path, is in the form, and what it is called there."""
        part, id, *rest = path.split("/")
        here = [self.draft.campaign, self.draft.agency]
        if part == "evidence":
            known = id in self.begun
            address = reverse("record", args=[*here, id]) if known else reverse("evidence", args=here)
            name = label or RECORD_PARTS.get("/".join(rest), ("minh chứng", "evidence"))[self.lang != "vi"]
            label = f"{self.record_name(id)} – {name}" if known else name
            address += f"#{field_id(path)}" if known and rest else ""
            return Spot(
                label=label or self.word("minh chứng", "evidence"), address=address, order=len(self.fields.rows)
            )
        if part == "complete":
            title = self.fields.kinds.get(id, id)
            return Spot(label=self.word(f"liệt kê đủ: {title}", f"completely listed: {title}"),
                        address=reverse("evidence", args=here), order=len(self.fields.rows))  # fmt: skip
        role = {"numbers": ("measure",), "judgements": ("judgement",), "claims": ("criterion",)}.get(part, ())
        row = next((one for one in self.fields.rows if one.id == id and (not role or one.role in role)), None)
        if row is None:
            names = {"difficulties": ("khó khăn, vướng mắc", "difficulties"), "agency": ("loại cơ quan", "kind of agency"),
                     "next_tasks": ("nhiệm vụ thời gian tới", "next tasks"), "note": ("ghi chú", "note")}  # fmt: skip
            found = self.word(*names.get(part, (id, id)))
            address = f"{reverse('form_general', args=here)}#{field_id(path)}"
            return Spot(label=found, address=address, order=len(self.fields.rows) + 1)
        what = PARTS.get((part, rest[0] if rest else ""))
        return self.row_spot(row, self.word(*what) if what else "", path)

    def row_spot(self, row: Row, what: str = "", path: str = "") -> Spot:
        """Where a row stands, or the field at a path in it."""
        section, order = _pages(self.fields)[row.key]
        address = reverse("form_group", args=[self.draft.campaign, self.draft.agency, section])
        name = row.title if row.role == "measure" else f"{row.id} {row.title}"
        return Spot(
            label=f"{name} – {what}" if what else name,
            address=f"{address}#{field_id(path) if path else anchor_of(row.key)}",
            order=order,
        )

    def record(self, id: str) -> dict[str, str]:
        """A record's fields as they are kept, without the beginning of their paths."""
        return self._records.get(id, {})

    def record_name(self, id: str) -> str:
        """A record as lists name it."""
        one = self.record(id)
        title = one.get("title") or self.fields.kinds.get(one.get("kind", ""), id)
        return f"{paper_number(str(one['number']))} – {title}" if "number" in one else title

    def place_of(self, one: Diagnostic) -> Spot | None:
        """Where in the form a problem of the dossier is mended; None where that is nowhere in particular."""
        match one.path.split("."):
            case ["evidence", at, *rest] if at.isdecimal() and int(at) < len(self.listed):
                return self.spot("/".join(("evidence", self.listed[int(at)], *rest)))
            case ["numbers", id, *_] if id in self.fields.answers:
                return self.spot(f"numbers/{id}/value")
        return None

    def told(self, one: Diagnostic) -> Diagnostic:
        """A problem in which papers go by their names, not by ids that nobody typed."""
        return replace(
            one, values={key: self.record_name(x) if x in self.begun else x for key, x in one.values.items()}
        )

    @cached_property
    def begun(self) -> list[str]:
        """The ids of the records that were begun, those taken out again among them."""
        return self.draft.records()

    @cached_property
    def records(self) -> list[str]:
        """The ids of the records that are there."""
        return [one for one in self.begun if self.record(one).get("deleted") != "có"]

    @cached_property
    def listed(self) -> list[str]:
        """The ids of the records in the dossier, in its order: those whose kind is known."""
        return [one for one in self.records if self.record(one).get("kind") in self.fields.kinds]

    @cached_property
    def remarks(self) -> dict[str, list[str]]:
        """What is to be said of records, by their ids: what checks find, and other records of the same file, or of the
        same number, date and issuer.
        """
        found: dict[str, list[str]] = {id: [] for id in self.records}
        lang = "vi" if self.lang == "vi" else "en"
        for one in self.scored.problems:
            part, _, rest = one.path.partition(".")
            at = rest.partition(".")[0]
            if part == "evidence" and at.isdecimal() and int(at) < len(self.listed):
                found[self.listed[int(at)]].append(self.told(one).sentence(lang))
        once = self.word("một văn bản chỉ khai một lần, rồi chọn thêm tiêu chí",
                         "list a paper once, and pick more criteria for it")  # fmt: skip
        for names, key, vi, en in (
            (("file",), "file", "cùng một tệp với", "the same file as"),
            (
                ("number", "date", "issuer"),
                "number",
                "trùng số, ngày, nơi ban hành với",
                "same number, date and issuer as",
            ),
        ):
            alike: dict[tuple[str | None, ...], list[str]] = {}
            for id in self.records:
                mine = self.record(id)
                if mine.get(key):
                    alike.setdefault(tuple(mine.get(name) for name in names), []).append(id)
            for ids in alike.values():
                for id in ids if len(ids) > 1 else ():
                    others = "; ".join(f"“{self.record_name(x)}”" for x in ids if x != id)
                    found[id].append(f"{self.word(vi, en)} {others}: {once}")
        return found

    def record_inputs(self, id: str) -> list[Input]:
        """The fields of a record of evidence."""
        words, start = self.word, f"evidence/{id}/"
        found = [
            self.input(f"{start}kind", words("Loại minh chứng", "Kind of evidence")),
            self.input(f"{start}number", words("Số, ký hiệu", "Number")),
            self.input(
                f"{start}date", words("Ngày, tháng, năm", "Date"), hint=words("ví dụ 12/3/2025", "such as 12/3/2025")
            ),
            self.input(f"{start}issuer", words("Cơ quan ban hành", "Issued by")),
            self.input(f"{start}title", words("Tên văn bản, trích yếu", "Title")),
        ]
        kind = self.fields.scheme.evidence_kinds.get(self.values.get(f"{start}kind", ""))
        if kind is not None:
            found += [self.input(f"{start}fields/{name}", one.title) for name, one in kind.fields.items()]
            known = {one.kind for one in self.fields.scheme.series.values()}
            if self.values[f"{start}kind"] in known:
                found.append(self.input(f"{start}occurrence", words("Kỳ báo cáo", "Report for")))
        return [
            *found,
            self.input(f"{start}shared_with", words("Ban hành chung với (mã cơ quan, cách nhau bằng ;)", "Issued together with (ids of agencies, separated by ;)")),
            self.input(f"{start}cites", words("Văn bản dẫn, mỗi dòng: số | ngày | tên", "Documents cited, one a line: number | date | title"), long=True),
            self.input(f"{start}outside_period", words("Lý do, khi ngày ở ngoài kỳ", "Why, where the date is outside the period")),
            self.input(f"{start}note", words("Ghi chú", "Note"), long=True),
        ]  # fmt: skip

    def general_inputs(self) -> list[Input]:
        """The fields that belong to no criterion; texts of inner units where there are any."""
        words, found = self.word, list[Input]()
        if len(self.fields.block.kinds) > 1:
            found.append(self.input("agency/dossier/kind", words("Loại cơ quan", "Kind of agency")))
        for part, title in (("difficulties", words("Khó khăn, vướng mắc", "Difficulties")),
                            ("next_tasks", words("Nhiệm vụ thời gian tới", "Next tasks"))):  # fmt: skip
            found.append(self.input(f"{part}/{OWN}/text", title, long=True))
            found += [self.input(path, f"{title} – {path.split('/')[1]}", long=True)
                      for path in self.values if path.startswith(f"{part}/") and path != f"{part}/{OWN}/text"]  # fmt: skip
        return [*found, self.input("note/dossier/text", words("Ghi chú chung", "Note"), long=True)]

    @property
    def result(self) -> Result | None:
        """The result of the draft as it stands."""
        return self.scored.result

    @property
    def todo(self) -> list[Todo]:
        """What is left to do: first what was typed and cannot count, then what is missing, the most points first."""
        rows = {(row.role, row.id): row for row in self.fields.rows}
        found: list[Todo] = []
        for path, error in self.scored.assembled.wrong.items():
            spot = self.spot(path)
            id = path.split("/")[1]
            row = next((one for one in self.fields.rows if one.id == id and one.node is not None), None)
            of = row.node.id if row is not None and row.node is not None else ""
            text = self.word(error.vi, error.en)
            found.append(Todo(text=text, spot=spot, id=spot.label, criterion=of, who=self.assigned.get(of, "")))
        for one in self._missing():
            spot = self._wanted(rows["criterion", one.id])
            who = self.assigned.get(one.id, "")
            found.append(Todo(text=one.text, points=one.points, spot=spot, id=one.id, criterion=one.id, who=who))
        for row in self.fields.rows:
            if row.role == "criterion" and f"claims/{row.id}/points" not in self.values and not self._stated(row.id):
                text = self.word("chưa ghi điểm tự chấm", "no own points yet")
                who = self.assigned.get(row.id, "")
                spot = self.row_spot(row, path=f"claims/{row.id}/points")
                found.append(Todo(text=text, spot=spot, id=row.id, criterion=row.id, who=who))
        return found

    def _missing(self) -> list[OpenPoints]:
        """What the agency can still hand in."""
        return [one for one in missing(self.view) if not self._awaited(one.id)] if self.view is not None else []

    def _awaited(self, criterion: str) -> bool:
        """Whether only the appraisers' word is wanting."""
        assert self.view is not None
        one = self.view.criteria[criterion]
        open_ = [x.id for x in self.view.asked_inputs(one) if x.state not in {"known", "not_applicable"}]
        judged = self.plan.by_criterion[criterion].spec.judge() not in {None, "agency"}
        return judged and not one.missing_evidence and all(id.startswith("judgement:") for id in open_)

    @property
    def incomplete(self) -> set[str]:
        """The criteria of which something is not handed in yet."""
        return {one.id for one in self._missing()}

    @property
    def awaited(self) -> list[OpenPoints]:
        """What only the appraisers can still give."""
        return [one for one in missing(self.view) if self._awaited(one.id)] if self.view is not None else []

    def _wanted(self, row: Row) -> Spot:
        """Where what a criterion waits for is filled in: its first number that is not there, else its evidence."""
        assert self.view is not None
        one = self.view.criteria[row.id]
        asked = [
            f"numbers/{x.id}/value" for x in self.view.asked_inputs(one) if x.state not in {"known", "not_applicable"}
        ]
        empty = next((x for x in asked if x.split("/")[1] in self.fields.answers and x not in self.values), None)
        if empty is not None:
            return self.spot(empty)
        found = self.row_spot(row)
        return dataclasses.replace(found, address=self.evidence_address(row.id)) if one.missing_evidence else found

    def _stated(self, id: str) -> bool:
        one = self.view.criteria.get(id) if self.view is not None else None
        return one is not None and one.excluded

    @property
    def settled(self) -> tuple[int, int]:
        """How many criteria are settled, of how many."""
        pages = [self.done(one) for one in sections(self.fields)]
        return sum(done for done, _ in pages), sum(count for _, count in pages)

    def done(self, section: Section) -> tuple[int, int]:
        """How many criteria of a page are settled, of how many."""
        if self.view is None:
            return 0, len(section.criteria)
        ones = [self.view.criteria[row.id] for row in section.criteria]
        return sum(one.certain == one.attainable for one in ones), len(ones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing that is left to do, with the place in the form."""

    text: str
    spot: Spot
    id: str
    """What the place is called in the list."""
    points: Number = 0
    criterion: str = ""
    """The criterion it belongs to; empty where it is none's."""
    who: str = ""
    """The account the criterion was given to."""
