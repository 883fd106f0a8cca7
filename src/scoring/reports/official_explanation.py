"""*Phiếu giải thích điểm* of one agency: the equations behind its points and its class."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from scoring.formulas.interface import Line
from scoring.reports import advice, conclusion
from scoring.reports.explain import Explainer
from scoring.reports.explanation import Explanation, Section
from scoring.reports.ledger_summary import LabelledText, agency_mark
from scoring.reports.official_explained import capital
from scoring.reports.official_frame import Paper, agency_proof, frame, source, subject
from scoring.reports.official_results import Figures, clauses, padded
from scoring.reports.phrases import BASIS, CRITERIA_FROM, LOSSES, WORKING_POINTS
from scoring.reports.view import View
from scoring.reports.words import UNCHECKED, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Group, Result
from scoring.text import lowered

_TALL = 1500
"""Characters from which a criterion's explanation may be broken over pages."""


class ExplainedSection(Frozen):
    """Titled rows of an explanation, also as one text."""

    title: str
    rows: Sequence[LabelledText]
    text: str


class ExplainedItem(Frozen):
    """The explanation of a criterion, of the total or of the class."""

    id: str
    title: str
    score: str
    interval: str
    """Certain and attainable points; empty where they are one."""
    sentence: str
    result: str
    remark: str
    notes: Sequence[str]
    operands: Sequence[Line]
    sections: Sequence[ExplainedSection]
    tall: bool


class ExplainedGroup(Frozen):
    """A group, bonus or penalty with the explanations of its criteria."""

    id: str
    title: str
    points: str
    max: str
    criteria: Sequence[ExplainedItem]


class ExplanationPaper(Paper):
    """*Phiếu giải thích điểm* of one agency: the equations behind its points and its class."""

    agency: str
    block: str
    source: str
    opening: str
    closing: str
    total: ExplainedItem
    class_: ExplainedItem
    groups: Sequence[ExplainedGroup]
    table_notes: Sequence[str]
    """Where the criteria come from; which of them are provisional."""


def explanation(result: Result, lang: str = "vi", lifting: str = "") -> ExplanationPaper:
    """The explanation of one agency's points; `lifting` is what would lift its class."""
    view = View(result, lang)
    in_lang, about = view.in_lang, subject(view)
    explainer = Explainer(view, 1)
    agency, period = view.agency, view.period()
    return ExplanationPaper(
        frame=frame(
            view,
            result.scheme.appraised_by,
            kind=("PHIẾU GIẢI THÍCH ĐIỂM", "EXPLANATION OF THE SCORE"),
            subject=[in_lang(f"{agency} – điểm{about} {period}", f"{agency} – score{about}, {period}")],
            symbol="",
            provisional=agency_mark(view),
            recipients=[agency],
            proof=agency_proof(view),
        ),
        agency=agency,
        block=view.block,
        source=source(view),
        opening=_opening_after_appraisal(view)
        or in_lang(
            f"Điểm tính theo {source(view)}, từ hồ sơ và minh chứng của {agency}, kỳ {period}.",
            f"Points computed under {source(view)}, from the dossier and evidence of {agency}, {period}.",
        ),
        closing=_explanation_closing(view),
        total=_item(Explainer(view, 2).total()),
        class_=_item(_class(view, explainer, lifting)),
        groups=_groups(view, explainer),
        table_notes=_table_notes(view),
    )


def _opening_after_appraisal(view: View) -> str:
    """What an explanation of appraised points opens with; "" for points that are computed only."""
    note = view.result.appraisal
    if note is None:
        return ""
    name, title = view.agency, one_line(note.title)
    state = view.in_lang("chưa công bố", "not published")
    if not note.in_ledger:
        state = view.in_lang(*UNCHECKED)
    elif note.decision:
        state = view.in_lang("đã công bố", "published")
    return view.in_lang(
        f"Điểm của {name}, kỳ {view.period()}, sau thẩm định trong đợt “{title}” ({state}), theo {source(view)}. "
        "Phép tính là của máy trên minh chứng được chấp nhận; chỗ điểm thẩm định thay điểm máy tính được ghi rõ "
        "ở từng tiêu chí.",
        f"Points of {name}, {view.period()}, after appraisal in “{title}” ({state}), under {source(view)}. "
        "The calculation rests on accepted evidence; where appraised points take its place is said "
        "at each criterion.",
    )


def _explanation_closing(view: View) -> str:
    note = view.result.appraisal
    if note and not note.in_ledger:
        return view.in_lang(
            "Điểm trên đây là điểm ghi trong tệp kết quả, chưa đối chiếu với sổ cái.",
            "These points are those in the result's file, not checked against the ledger.",
        )
    if note:
        return view.in_lang(
            "Điểm trên đây lấy từ sổ cái của đợt, phép tính từ hồ sơ; mã đối chiếu ghi ở cuối phiếu.",
            "The points come from the campaign's ledger, the calculation from the dossier; "
            "chain head and digest stand at the end.",
        )
    return view.in_lang(
        "Điểm trên đây tính từ hồ sơ có mã băm ghi ở cuối phiếu.",
        "These points are computed from the dossier whose digest stands at the end.",
    )


def _groups(view: View, explainer: Explainer) -> list[ExplainedGroup]:
    """Every group that holds criteria, criteria at the top of the tree, bonus and penalty."""
    return [
        ExplainedGroup(
            id=one.id if isinstance(one.head, Group) else "",
            title=one_line(one.head.title),
            points=view.span(one.head),
            max=view.points(one.max),
            criteria=[_item(_for_readers(view, x, explainer.criterion(x))) for x in one.criteria],
        )
        for one in view.sections()
        if one.criteria
    ]


def _class(view: View, explainer: Explainer, lifting: str) -> Explanation:
    """The explanation of the class, marked where a condition lowered it, and what would lift it."""
    found = explainer.classification()
    more = [Section(view.in_lang("Để lên loại", "For a better class"), (("", lifting),))] if lifting else []
    return replace(found, score=conclusion.marked(view), sections=(*found.sections, *more))


def _for_readers(view: View, one: Criterion, explained: Explanation) -> Explanation:
    """A criterion's explanation without what `_table_notes` says once; its loss as papers say it."""
    loss, sections = advice.loss(view, one), []
    for section in explained.sections:
        rows = section.shown
        if loss and section.title == view.in_lang(*LOSSES):
            lost = view.in_lang(f"thiếu {padded(loss.shown)} điểm", f"{loss.shown} points short")
            if one.section == "penalty":
                lost = view.in_lang(f"trừ {padded(loss.shown)} điểm", f"{loss.shown} points taken off")
            rows = (("", "; ".join(filter(None, (lost, lowered(Figures(view).aim(one)))))),)
        if section.title != view.in_lang(*BASIS):
            sections.append(Section(section.title, rows))
    return replace(explained, sections=tuple(sections))


def _table_notes(view: View) -> list[str]:
    """Where the criteria come from, and which of them have points nobody compared with the decision yet."""
    leaves = list(view.leaves())
    working = [one.id for one in leaves if one.basis == "working"]
    rows = []
    if from_ := clauses(leaves):
        rows.append(f"{view.in_lang(*CRITERIA_FROM)}: {'; '.join(from_)}.")
    if working:
        which = ", ".join(working) if len(working) < len(leaves) else view.in_lang("mọi tiêu chí", "all criteria")
        rows.append(f"{capital(view.in_lang(*WORKING_POINTS))}: {which}.")
    return rows


def _item(one: Explanation) -> ExplainedItem:
    """An explanation as the templates take it."""
    sections = [
        ExplainedSection(
            title=section.title,
            rows=[LabelledText(label.strip(), text) for label, text in section.rows],
            text="; ".join(f"{label.strip()} – {text}" if label.strip() else text for label, text in section.rows),
        )
        for section in one.sections
    ]
    length = sum(len(section.text) for section in sections) + len(one.title) + len(one.sentence)
    length += sum(60 + len(x.text) + 2 * len(x.working) for x in one.operands)
    length += sum(map(len, one.notes))
    return ExplainedItem(
        id=one.id,
        title=one.title,
        score=one.score,
        interval=one.interval,
        sentence=one.sentence,
        result=one.result,
        remark=one.remark,
        notes=[*one.notes, *([one.folded.removeprefix("+ ")] if one.folded else [])],
        operands=one.operands,
        sections=sections,
        tall=length > _TALL,
    )
