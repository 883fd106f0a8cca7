"""Explanations: any criterion, group, the total, the class or the whole agency as equations."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scoring.numbers import Number
from scoring.reports import advice, conclusion
from scoring.reports.view import Row, View, difference, one_line, value_of
from scoring.text import fold

FORMAT = "scoring.explanation/1"
_SHOWN_OPERANDS = 4
_SHOWN_ROWS = 10
Pairs = tuple[tuple[str, str], ...]
TOTAL = ("total", "tong")
CLASS = ("class", "phan-loai")


class UnknownItem(LookupError):
    """The result has no such criterion or group."""

    def __init__(self, item: str, known: list[str]) -> None:
        super().__init__(item)
        self.item = item
        self.known = known


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand: its sign, what it is, how it came about, its value."""

    text: str
    working: str = ""
    value: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Titled rows below the equation: pairs of a label (may be empty) and a text."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One item explained; `parts` are the explanations of what it consists of."""

    kind: str
    id: str
    title: str
    score: str
    interval: str
    sentence: str = ""
    operands: tuple[Operand, ...] = ()
    result: str = ""
    remark: str = ""
    notes: tuple[str, ...] = ()
    folded: str = ""
    sections: tuple[Section, ...] = ()
    parts: tuple[Explanation, ...] = ()
    agency: str = ""
    period: str = ""
    banner: str | None = None
    provisional: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain data."""
        return {"format": FORMAT, **asdict(self)}


def explain(
    result: Row,
    item: str | None = None,
    *,
    lang: str = "vi",
    depth: int = 1,
    only_loss: bool = False,
) -> Explanation:
    """Explain an item of a result.

    Args:
        result: the JSON form of an assessment.
        item: a criterion or group id, ``total``/``tong``, ``class``/``phan-loai``; None for the agency.
        lang: ``vi`` or ``en``.
        depth: 1 folds branches not taken and long sums; 2 opens them, and the parts of a group.
        only_loss: whether only lost points are told.

    Raises:
        UnknownItem: the result has no such item.
    """
    return Explainer(View(result, lang), depth, only_loss).item(item)


class Explainer:
    """Builds explanations from one view."""

    def __init__(self, view: View, depth: int = 1, only_loss: bool = False) -> None:
        self.view = view
        self.depth = depth
        self.only_loss = only_loss

    def item(self, item: str | None) -> Explanation:
        """The explanation of an item, with the head every output carries."""
        view = self.view
        if item is None:
            found = self.agency()
        elif fold(item).strip().replace(" ", "-") in TOTAL:
            found = self.total()
        elif fold(item).strip().replace(" ", "-") in CLASS:
            found = self.classification()
        else:
            found = self._node(item)
        fields = {name: getattr(found, name) for name in Explanation.__dataclass_fields__}
        fields["agency"] = one_line(view.result["agency"]["name"])
        fields["period"] = view.period()
        fields["banner"], fields["provisional"] = view.banner, view.provisional
        return Explanation(**fields)

    def _node(self, item: str) -> Explanation:
        for known in (self.view.criteria, self.view.groups):
            for id, one in known.items():
                if id.casefold() == item.strip().casefold():
                    return self.criterion(one) if known is self.view.criteria else self.group(one)
        raise UnknownItem(item, [*self.view.criteria, *self.view.groups])

    # ---------------------------------------------------------------------------- criterion

    def criterion(self, one: Row) -> Explanation:
        """A criterion: operands, rule, result, what modified it, what it rests on."""
        view = self.view
        if self.only_loss:
            return self._heading("criterion", one, sections=(self._losses(one["id"]),))
        operands = self._operands(one)
        notes = [view.modifier(m) for m in one["derivation"]["modifiers"]]
        reason = view.reason(one)
        sentence = ""
        if one["status"] != "scored":
            sentence = view.status(one) + (f": {reason}" if reason and reason != view.status(one) else "")
        untaken = view.untaken(one)
        folded = ""
        if untaken and self.depth < 2:
            count = len(untaken)
            folded = view.say(f"+ {count} mức khác không áp dụng", f"+ {count} other branches not taken")
        return self._heading(
            "criterion", one, sentence=sentence, operands=tuple(operands),
            result=view.span(one), remark=self._remark(one), notes=tuple(notes), folded=folded,
            sections=tuple(s for s in self._sections(one, untaken) if s.rows),
        )  # fmt: skip

    def _heading(self, kind: str, one: Row, **more: Any) -> Explanation:
        view = self.view
        low, high = view.points(one["certain"]), view.points(one["attainable"])
        if one.get("section") == "penalty":
            score = f"{view.span(one)} / {view.points(one['min'])}"
            interval = view.say(f"chắc chắn {low}", f"certain {low}")
            if low != high:
                interval = view.say(f"nhiều nhất {low} · ít nhất {high}", f"at worst {low} · at best {high}")
        else:
            score = f"{low} / {view.points(one['max'])}"
            interval = view.say(f"chắc chắn {low} · có thể đạt {high}", f"certain {low} · attainable {high}")
        return Explanation(kind, one["id"], one_line(one["title"]), score, interval, **more)

    def _operands(self, one: Row) -> list[Operand]:
        view = self.view
        operands = []
        rest = list(one["derivation"]["inputs"])
        for line in view.lines(one):
            working = one_line(line.working)
            for id in list(rest):
                derived, shown = view.working(id), view.input(id).shown
                if derived and working.startswith(shown):
                    working = derived + working[len(shown) :]
                    rest.remove(id)
            operands.append(Operand(one_line(line.text), working, line.value, line.sign))
        for id in rest:
            derived = view.working(id)
            if derived and operands:
                title = view.input(id).title
                operands.append(Operand(view.say(f"(trong đó {title})", f"(where {title})"), derived))
        return operands

    def _remark(self, one: Row) -> str:
        view = self.view
        if one["status"] == "not_applicable" or one["section"] == "penalty":
            return ""
        if one["certain"] == one["max"]:
            return view.say("bằng điểm tối đa", "the maximum")
        top = view.points(one["max"])
        if one["derivation"]["points"] is not None:
            return view.say(f"không chạm trần {top}", f"below the ceiling {top}")
        return ""

    def _sections(self, one: Row, untaken: list[str]) -> list[Section]:
        view, say = self.view, self.view.say
        sections = []
        if untaken and self.depth >= 2:
            rows = tuple(("", text) for text in untaken)
            sections.append(Section(say("Mức khác không áp dụng", "Branches not taken"), rows))
        sections += [self._inputs(one), self._asked(one)]
        claimed = advice.claim(view, one)
        if claimed:
            rows = (("", claimed), *((("", one_line(one["claim_note"])),) if one["claim_note"] else ()))
            sections.append(Section(say("Tự chấm", "Claimed"), rows))
        if one["section"] != "bonus" and difference(one["attainable"], one["max"]) > 0:
            sections.append(self._losses(one["id"]))
        sections.append(self._evidence(one))
        if one["explanation"]:
            sections.append(Section(say("Giải trình", "Explanation"), (("", one_line(one["explanation"])),)))
        sections.append(Section(say("Căn cứ", "Basis"), self._basis(one)))
        return sections

    def _basis(self, one: Row) -> tuple[tuple[str, str], ...]:
        rows = []
        if one["clause"]:
            rows.append(("", one_line(one["clause"])))
        if one["basis"] == "working":
            rows.append(("", self.view.say(
                "điểm và mức là mức làm việc, chưa đối chiếu văn bản",
                "points and thresholds are working values, not yet confirmed",
            )))  # fmt: skip
        if one["note"] and self.depth >= 2:
            rows.append(("", one_line(one["note"])))
        return tuple(rows)

    def _inputs(self, one: Row) -> Section:
        view = self.view
        inputs = view.inputs(one)
        absent = [x for x in inputs if x.state != "known"]
        if not absent and self.depth < 2:
            return Section("", ())
        counted = view.say(
            f"Số liệu đầu vào: {len(inputs) - len(absent)} đã có, {len(absent)} còn thiếu",
            f"Inputs: {len(inputs) - len(absent)} given, {len(absent)} missing",
        )
        ordered = absent + [x for x in inputs if x.state == "known"]
        rows = []
        for x in ordered:
            note = view.measures[x.id]["note"] if x.id in view.measures else None
            why = f" ({one_line(note[view.lang])})" if note else ""
            rows.append((x.title, f"{x.shown}{why}"))
        return Section(counted, tuple(rows))

    def _asked(self, one: Row) -> Section:
        kinds = tuple(("", self.view.kind(id)) for id in one["missing_evidence"])
        return Section(self.view.say("Còn thiếu minh chứng bắt buộc", "Compulsory evidence missing"), kinds)

    def _evidence(self, one: Row) -> Section:
        rows = [(record["id"], evidence_text(self.view, record)) for record in one["evidence"]]
        if len(rows) > _SHOWN_OPERANDS and self.depth < 2:
            more = len(rows) - _SHOWN_OPERANDS
            rows = [*rows[:_SHOWN_OPERANDS], ("", self.view.say(f"và {more} văn bản khác", f"and {more} others"))]
        return Section(self.view.say("Minh chứng", "Evidence"), tuple(rows))

    def _losses(self, within: str | None) -> Section:
        view = self.view
        if within in view.criteria:
            losses = [x for x in advice.lost_points(view) if x.id == within]
        else:
            losses = advice.lost_points(view, within)
        rows = tuple((f"{x.id} −{view.points(str(x.points))}", x.text if within in view.criteria
                      else f"{x.title} – {x.text}") for x in losses)  # fmt: skip
        rows = self._folded(rows, [x.points for x in losses])
        none = (("", view.say("không mất điểm nào", "nothing lost")),) if self.only_loss else ()
        return Section(view.say("Điểm mất và cách lấy lại", "Points lost and what regains them"), rows or none)

    def _folded(self, rows: Pairs, points: list[Number]) -> Pairs:
        if self.depth >= 2 or self.only_loss or len(rows) <= _SHOWN_ROWS + 1:
            return rows
        rest = self.view.points(str(sum(points[_SHOWN_ROWS:], 0)))
        count = len(rows) - _SHOWN_ROWS
        more = self.view.say(f"và {count} mục khác: {rest} điểm", f"and {count} others: {rest} points")
        return (*rows[:_SHOWN_ROWS], ("", more))

    # --------------------------------------------------------------------- groups and total

    def _part(self, one: Row, sign: str) -> Operand:
        view = self.view
        notes = []
        if one["status"] != "scored":
            notes.append(view.status(one))
        if one["certain"] != one["attainable"]:
            notes.append(view.say(f"có thể đạt {view.points(one['attainable'])}",
                                  f"attainable {view.points(one['attainable'])}"))  # fmt: skip
        value = f"{view.points(one['certain'])} / {view.points(one['max'])}"
        return Operand(f"{one['id']}  {one_line(one['title'])}", "; ".join(notes), value, sign)

    def _sum(self, children: list[Row]) -> list[Operand]:
        view = self.view
        taken = children if self.depth >= 2 or len(children) <= _SHOWN_OPERANDS + 1 else children[:_SHOWN_OPERANDS]
        operands = [self._part(one, "+" if i else "") for i, one in enumerate(taken)]
        rest = children[len(taken) :]
        if rest:
            points = sum((value_of(one["certain"]) for one in rest), 0)
            text = view.say(f"và {len(rest)} mục khác", f"and {len(rest)} others")
            operands.append(Operand(text, "", view.points(str(points)), "+"))
        return operands

    def _adds_up(self, shown: list[Row], total: str) -> tuple[str, ...]:
        parts = sum((value_of(one["certain"]) for one in shown), 0)
        if parts == value_of(total):
            return ()
        if parts < 0 and value_of(total) == 0:
            low = self.view.points(str(parts))
            return (self.view.say(f"không thấp hơn 0: {low} → 0 (có tác dụng)", f"not below 0: {low} → 0 (took effect)"),)
        points = self.view.points(str(parts))
        return (self.view.say(
            f"các số hạng hiện ra cộng lại là {points}; tổng được tính từ giá trị chính xác, theo các ghi chú ở đây",
            f"the parts shown add up to {points}; the total comes from exact values, as noted here",
        ),)  # fmt: skip

    def group(self, one: Row) -> Explanation:
        """A group: the sum of its children."""
        view = self.view
        if self.only_loss:
            return self._heading("group", one, sections=(self._losses(one["id"]),))
        children = [view.groups.get(id) or view.criteria[id] for id in one["children"]]
        notes = [view.modifier(m) for m in one["modifiers"]]
        parts: tuple[Explanation, ...] = ()
        if self.depth >= 2:
            parts = tuple(self.group(x) if "children" in x else self.criterion(x) for x in children)
        sections = (self._missing(one["id"]), self._losses(one["id"]), Section(view.say("Căn cứ", "Basis"), self._basis(one)))
        return self._heading(
            "group", one, operands=tuple(self._sum(children)), result=view.points(one["certain"]),
            notes=(*notes, *self._adds_up(children, one["certain"])),
            sections=tuple(s for s in sections if s.rows), parts=parts,
        )  # fmt: skip

    def _missing(self, within: str | None) -> Section:
        view = self.view
        found = advice.missing(view, within)
        rows = tuple((f"{x.id} +{view.points(str(x.points))}", f"{x.title} – {x.status}: {x.text}")
                     for x in found)  # fmt: skip
        rows = self._folded(rows, [x.points for x in found])
        return Section(view.say("Còn thiếu (còn thêm được)", "Still missing (can still be added)"), rows)

    def total(self) -> Explanation:
        """The grand total: top groups, bonus, penalty, and what was done to their sum."""
        view, total = self.view, self.view.result["total"]
        roots = [one for one in view.groups.values() if one["parent"] is None]
        roots += [one for one in view.leaves() if one["section"] == "tree" and one["parent"] is None]
        operands = self._sum(roots)
        parts: list[Row] = list(roots)
        for name, sign in (("bonus", "+"), ("penalty", "−")):
            extra = total[name]
            if extra:
                raw, certain = view.points(extra["raw_certain"]), view.points(extra["certain"])
                cap = view.points(extra["cap"])
                working = view.say(f"trần {cap}: không có tác dụng", f"cap {cap}: no effect")
                if raw != certain:
                    working = view.say(f"{raw}, chạm trần {cap}", f"{raw}, cap {cap} reached")
                operands.append(Operand(one_line(extra["title"]), working, certain.lstrip("−"), sign))
                parts.append(extra)
        sections = () if not self.only_loss else (self._losses(None),)
        low, high = view.points(total["certain"]), view.points(total["attainable"])
        end = "" if low == high else view.say(" ở mức có thể đạt", " at the attainable end")
        return Explanation(
            "total", "", view.say("Tổng điểm", "Total"), f"{low} / {view.points(total['max'])}",
            view.say(f"chắc chắn {low} · có thể đạt {high}", f"certain {low} · attainable {high}"),
            operands=tuple(operands), result=low, remark="",
            notes=(*(view.modifier(m, end) for m in total["modifiers"]), *self._adds_up(parts, total["certain"])),
            sections=sections,
        )  # fmt: skip

    # ------------------------------------------------------------------ class and whole agency

    def classification(self) -> Explanation:
        """The class: the ladder with the total in it, gates, ceilings, findings and margins."""
        view, total = self.view, self.view.result["total"]
        low, high = view.points(total["certain"]), view.points(total["attainable"])
        sections = [Section(title, tuple(rows)) for title, rows in conclusion.sections(view) if rows]
        return Explanation(
            "class", "", view.say("Phân loại", "Classification"), conclusion.headline(view),
            view.say(f"tổng điểm chắc chắn {low} · có thể đạt {high}", f"total certain {low} · attainable {high}"),
            sentence=conclusion.sentence(view), sections=tuple(sections),
        )  # fmt: skip

    def agency(self) -> Explanation:
        """The whole agency: class and total, what is missing, what was lost, margins."""
        view = self.view
        total = self.total()
        sections = [self._losses(None)]
        parts: tuple[Explanation, ...] = ()
        if not self.only_loss:
            near = tuple(("", text) for text in advice.margins(view))
            margins = Section(view.say("Khoảng cách tới các mức", "Distance to the classes"), near)
            found = Section(view.say("Phát hiện", "Findings"), tuple(conclusion.findings(view)))
            sections = [self._missing(None), *sections, found, margins]
            if self.depth >= 2:
                parts = tuple(self.group(x) for x in view.groups.values() if x["parent"] is None)
                parts += tuple(self.criterion(x) for x in view.leaves() if x["section"] != "tree")
        return Explanation(
            "agency", "", one_line(view.result["agency"]["name"]), total.score, total.interval,
            sentence=f"{conclusion.headline(view)}. {conclusion.sentence(view)}",
            operands=() if self.only_loss else total.operands,
            result="" if self.only_loss else total.result,
            notes=() if self.only_loss else total.notes,
            sections=tuple(s for s in sections if s.rows), parts=parts,
        )  # fmt: skip


def evidence_text(view: View, record: Row) -> str:
    """An evidence record in words; an empty number and a date without its day are said, not hidden."""
    say = view.say
    number = record["number"]
    parts = [one_line(record["title"]), say("số: để trống", "no number") if not number
             else say(f"số {one_line(number)}", f"no. {one_line(number)}")]  # fmt: skip
    date = record["date"]
    if date is None:
        parts.append(say("ngày: để trống", "no date"))
    elif len(date) < len("2025-03-06"):
        parts.append(say(f"ngày: chưa đủ ({view.day(date)})", f"date incomplete ({date})"))
    else:
        parts.append(say(f"ngày {view.day(date)}", f"dated {date}"))
    if record["issuer"]:
        parts.append(one_line(record["issuer"]))
    return ", ".join(parts)


__all__ = ["FORMAT", "Explainer", "Explanation", "Operand", "Section", "UnknownItem", "evidence_text", "explain"]
