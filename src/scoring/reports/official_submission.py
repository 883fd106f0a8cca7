"""Two papers about a dossier handed in to a campaign: that it was received, and the letter that returns it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from scoring.reports import advice
from scoring.reports.appraisal import AppraisalView
from scoring.reports.ledger_summary import LabelledText
from scoring.reports.official_appraisal import ledger_proof
from scoring.reports.official_explained import sentence
from scoring.reports.official_frame import DOTS, Paper, brief, frame, proof, source, subject
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import moment_written, one_line
from scoring.result.appraisal import Appraisal
from scoring.result.base import Frozen
from scoring.result.model import Result


class Received(Frozen):
    """What a dossier consists of, and what the ledger says of it beside its result."""

    records: int
    """Documents the dossier names."""
    files: Mapping[str, str]
    """SHA-256 of the files handed in beside the dossier, by path."""
    due: str
    """The last day on which it could be handed in."""
    later: str = ""
    """What became of it since; "" where it still counts."""


class Returned(Frozen):
    """The return of a dossier, as its entry has it."""

    at: str
    reason: str
    until: str
    """The last day on which it may be handed in again."""
    weak: Collection[str]
    """Criteria that rest on missing or no evidence, by what was handed in."""


class Receipt(Paper):
    """*Phiếu tiếp nhận hồ sơ.*"""

    agency: str
    opening: str
    facts: Sequence[LabelledText]
    """When and as what it was handed in, and what it consists of."""
    closing: str


class ReturnLetter(Paper):
    """A letter that returns a dossier to its agency."""

    about: Sequence[str]
    """``V/v`` and what follows, line by line."""
    unit: str
    """The agency it is sent to."""
    opening: str
    reason: str
    asked: str
    """The sentence before `missing`."""
    missing: Sequence[str]
    """Criteria without the numbers or documents they need, one line each."""
    closing: str


def receipt(result: Result, received: Received, lang: str = "vi") -> Receipt:
    """The receipt of a dossier; `result` is its result as the ledger stood when it was handed in."""
    view = View(result, lang)
    note, in_lang, about = recorded_appraisal(result), view.in_lang, subject(view)
    assert note is not None
    assert note.submission is not None
    due = view.day(received.due)
    lines, handed, count = AppraisalView(view, note), note.submission, len(received.files)
    records = in_lang(f"{received.records} văn bản, tài liệu", f"{received.records} documents")
    attached = in_lang(f"{count} tệp kèm theo", f"{count} files attached")
    if not count:
        attached = in_lang("không có tệp kèm theo", "no file attached")
    facts = [
        (in_lang("Thời điểm nộp", "Handed in"), lines.handed_in(moment_written)),
        (in_lang("Hạn nộp", "Due"), in_lang(f"hết ngày {due}", f"the end of {due}")),
        (in_lang("Đợt", "Campaign"), one_line(note.title)),
        (in_lang("Bản ghi trong sổ cái", "Entry in the ledger"), in_lang(f"số {handed.entry}", f"no. {handed.entry}")),
        (in_lang("Thành phần", "Contents"),
         in_lang(f"tệp hồ sơ {one_line(handed.file)}; {records} ghi trong hồ sơ; {attached}",
                 f"the dossier's file {one_line(handed.file)}; {records} named in it; {attached}")),
    ]  # fmt: skip
    digests = [
        LabelledText(in_lang(f"Tệp {one_line(name)}, SHA-256", f"File {one_line(name)}, SHA-256"), digest)
        for name, digest in received.files.items()
    ]
    return Receipt(
        frame=frame(
            view,
            lines.body or None,
            kind=("PHIẾU TIẾP NHẬN HỒ SƠ", "RECEIPT OF A DOSSIER"),
            subject=[
                in_lang(f"Tự đánh giá, chấm điểm{about} {view.period()}", f"Self-assessment{about}, {view.period()}"),
                in_lang(f"của {view.agency}", f"of {view.agency}"),
            ],
            symbol="",
            provisional=received.later or None,
            recipients=[view.agency],
            proof=[*_proof(view, note), *digests],
        ),
        agency=view.agency,
        opening=in_lang(
            f"{lines.body or DOTS} đã tiếp nhận hồ sơ của {view.agency} ({view.block}), lập theo {source(view)}:",
            f"{lines.body or DOTS} has received the dossier of {view.agency} ({view.block}) under {source(view)}:",
        ),
        facts=[LabelledText(*one) for one in facts],
        closing=in_lang(
            "Phiếu này chỉ xác nhận thời điểm nộp và thành phần hồ sơ, không xác nhận nội dung hồ sơ và kết quả chấm "
            "điểm.",
            "This receipt confirms when the dossier was handed in and what it consists of, not what it says nor its "
            "points.",
        ),
    )


def return_letter(result: Result, computed: Result, returned: Returned, lang: str = "vi") -> ReturnLetter:
    """The letter that returns a dossier; `result` is its result as the ledger stood when it was returned, `computed`
    without points given by hand.
    """
    view = View(result, lang)
    note, in_lang, about = recorded_appraisal(result), view.in_lang, subject(view)
    assert note is not None
    assert note.submission is not None
    lines, name = AppraisalView(view, note), brief(view.agency)
    sent = moment_written(note.submission.at, lang)
    when, until = moment_written(returned.at, lang), view.day(returned.until)
    title = [
        in_lang("V/v hoàn thiện hồ sơ", "Completing"),
        in_lang("tự đánh giá, chấm điểm", "the self-assessment"),
        in_lang(f"{about} {view.period()}", f"{about} for {view.period()}").strip(),
    ]
    missing = _missing(View(computed, lang), returned.weak)
    head = frame(
        view,
        lines.body or None,
        kind=("CÔNG VĂN", "LETTER"),
        subject=[],
        symbol="{}-……",
        provisional=None,
        recipients=[in_lang("Như trên", "As above")],
        proof=_proof(view, note),
    )
    asked = in_lang(f"Đề nghị {name} bổ sung, sửa theo lý do trên", f"{name} is asked to complete it accordingly")
    more = in_lang(
        "; trong hồ sơ đã nộp, các tiêu chí sau còn thiếu số liệu, minh chứng:",
        "; in the dossier handed in these criteria lack numbers or documents:",
    )
    return ReturnLetter(
        frame=replace(head, title=f"{' '.join(title)} – {view.agency}"),
        about=title,
        unit=view.agency,
        opening=in_lang(
            f"{lines.body or DOTS} nhận được hồ sơ tự đánh giá, chấm điểm{about} {view.period()} của {name}, nộp hồi "
            f"{sent}, lập theo {source(view)}. Hồ sơ được trả lại để hoàn thiện (hồi {when}), vì lý do sau:",
            f"{lines.body or DOTS} received the self-assessment{about} of {name} for {view.period()}, handed in "
            f"{sent}, under {source(view)}. It was returned to be completed ({when}) for this reason:",
        ),
        reason=sentence(one_line(returned.reason)),
        asked=asked + (more if missing else in_lang(", cụ thể:", ", namely:")),
        missing=missing,
        closing=in_lang(
            f"Đề nghị {name} hoàn thiện, nộp lại hồ sơ chậm nhất hết ngày {until}; quá hạn coi như không nộp hồ sơ./.",
            f"{name} is asked to hand it in again by the end of {until}; after that it counts as not handed in.",
        ),
    )


def _proof(view: View, note: Appraisal) -> list[LabelledText]:
    """The ledger's entry, scheme, dossier and program."""
    return [*ledger_proof(view, note.entries, note.head, note.at), *proof(view, "scheme", "dossier", "software")]


def _missing(view: View, weak: Collection[str]) -> list[str]:
    """What the criteria in `weak` lack, one line each."""
    open_ = {one.id: one.text for one in advice.missing(view)}
    name, none = view.in_lang("Tiêu chí", "Criterion"), view.in_lang("chưa có minh chứng", "no evidence given")
    rows = []
    for one in view.leaves():
        if one.id in weak and one.status != "not_applicable":
            kinds = "; ".join(view.kind(id) for id in one.required)
            bare = f"{none}: {kinds}" if kinds else none
            rows.append(f"{name} {one.id} ({one_line(one.title)}): {open_.get(one.id) or bare}")
    return rows
