"""The engine's notes and the facts behind findings, in Vietnamese and English sentences."""

from __future__ import annotations

from typing import assert_never

from scoring.engine import notes
from scoring.engine.finding import Fact, HistoryFact, NamedFact, PeriodFact, RecordFact, ReportFact
from scoring.engine.notes import Closed, Fixed, Note, PointsGiven
from scoring.numbers import show
from scoring.text import in_lang
from scoring.values import written_day

_Texts = tuple[str, str]
"""The same in Vietnamese and in English."""

_FIXED: dict[Fixed, _Texts] = {
    Fixed.LIST_OPEN: ("danh sách chưa chốt", "the list is not complete"),
    Fixed.EARLIER_MAY_COME: (
        "danh sách chưa chốt: có thể còn văn bản nộp sớm hơn",
        "the list is not complete: one handed in earlier may still be added",
    ),
    Fixed.EVIDENCE_REFUSED: ("có minh chứng không được chấp nhận", "some evidence was refused"),
    Fixed.FIELD_LACKING: ("có văn bản thiếu mục cần để tính", "a document lacks a field needed here"),
    Fixed.UNDATED: ("văn bản chưa có ngày", "the document has no date"),
    Fixed.SOME_UNDATED: ("có văn bản chưa có ngày", "a document has no date"),
    Fixed.DATE_INCOMPLETE: ("ngày văn bản chưa đầy đủ", "the document's date is incomplete"),
    Fixed.YES_NO_EXPECTED: ("cần trả lời có hoặc không", "yes or no expected"),
    Fixed.UNKNOWN_LEVEL: ("không có mức này", "no such level"),
    Fixed.NUMBER_EXPECTED: ("cần một con số", "a number is expected"),
    Fixed.PERCENT_SIGN: (
        "phần trăm viết có dấu %, số khác thì không",
        "percentages, and only they, are written with %",
    ),
    Fixed.NEGATIVE: ("số không được âm", "the number must not be negative"),
    Fixed.WHOLE_NUMBER_EXPECTED: ("cần một số nguyên", "a whole number is expected"),
    Fixed.ABOVE_LIMIT: ("lớn hơn số không thể vượt", "greater than what it cannot exceed"),
    Fixed.ZERO_DENOMINATOR: ("mẫu số bằng 0", "the denominator is 0"),
    Fixed.DATA_INCOMPLETE: ("chưa đủ số liệu hoặc danh sách chưa chốt", "data incomplete or the list not closed"),
    Fixed.NOT_DECLARED: ("chưa khai", "not declared"),
    Fixed.PENDING: ("chờ thẩm định hoặc chờ kết quả bên ngoài", "pending appraisal or an external result"),
    Fixed.INVALID_DATA: ("số liệu không hợp lệ", "the data are not valid"),
    Fixed.DIVISION_BY_ZERO: ("phép tính không thực hiện được (chia cho 0)", "the arithmetic fails (division by 0)"),
    Fixed.ALWAYS_APPLIES: (
        "mục này không được coi là không áp dụng, nên số liệu vẫn phải khai",
        "this item always applies, so the number is still to be declared",
    ),
    Fixed.INPUT_NOT_APPLICABLE: ("số liệu đầu vào không áp dụng", "an input does not apply"),
    Fixed.KEPT: ("giữ trong mẫu số, tính 0 điểm", "kept in the maximum, worth 0"),
    Fixed.FULL: ("được tính điểm tối đa", "worth the maximum"),
    Fixed.DROPPED: ("rút khỏi điểm tối đa", "taken out of the maximum"),
    Fixed.RESCALED_AWAY: ("rút ra, các mục còn lại quy về điểm tối đa của nhóm", "the others are re-scaled"),
    Fixed.GROUP_NOT_APPLICABLE: ("cả nhóm không áp dụng", "the whole group does not apply"),
    Fixed.CLOSED_NOT_APPLICABLE: (
        "chốt kỳ: coi là không áp dụng theo quy định của thang điểm",
        "closing: taken as not applicable, as the scheme declares",
    ),
    Fixed.ROUNDED: ("làm tròn theo thang điểm", "rounded"),
}
_ASKED = {
    "not_declared": "chưa khai",
    "pending": "chờ thẩm định",
    "refused": "không được chấp nhận",
    "missing_evidence": "thiếu minh chứng",
}
_REPORT = {
    "missing": ("không có", "missing"),
    "late": ("chậm", "late"),
    "on_time": ("đúng hạn", "on time"),
    "open": ("chưa rõ", "not known yet"),
}


def note_texts(note: Note) -> _Texts:
    """The sentence for a note of the engine, in both languages."""
    match note:
        case Fixed():
            return _FIXED[note]
        case notes.Quoted(text):
            return text, text
        case notes.OutsideLife():
            return _outside_life(note)
        case notes.CountedOfDue(records, due, of, outside):
            vi, en = _outside_life(outside)
            to, to_en = (f", quy về {of} kỳ", f", as of {of}") if of != due else ("", "")
            return f"{records} trong {due} kỳ phải gửi{to}; {vi}", f"{records} of {due} due{to_en}; {en}"
        case notes.RecordsLackField(records):
            names = ", ".join(records)
            return (f"minh chứng thiếu mục cần để tính: {names}", f"records lack a field needed here: {names}")
        case notes.FieldNotNumber(field):
            return f"“{field}” không phải số", f"“{field}” is not a number"
        case notes.OutsideSpan(low, high):
            return f"ngoài khoảng {show(low)} – {show(high)}", f"outside {low} to {high}"
        case notes.PeersOpen(count):
            return f"{count} đơn vị trong khối chưa có số liệu", f"{count} of the block still open"
        case notes.ExplanationAccepted(kinds):
            names = ", ".join(kinds)
            vi = f"giải trình thay minh chứng ({names}), được chấp nhận"
            return vi, f"explanation accepted instead of evidence ({names})"
        case notes.EvidenceMissing(kinds, explained):
            names = ", ".join(kinds)
            state = ("có giải trình, chờ thẩm định", "explained, pending")
            vi, en = state if explained else ("chưa có", "missing")
            return f"minh chứng bắt buộc {vi}: {names}", f"compulsory evidence {en}: {names}"
        case Closed():
            return _closed(note)
        case notes.MaximumReduced(left, dropped):
            vi = f"điểm tối đa còn {show(left)} (rút {show(dropped)} không áp dụng)"
            return vi, f"maximum reduced to {show(left, 'en')}"
        case notes.Rescaled(maximum, applying, total):
            to = show(maximum)
            vi, en = ("tổng quy về", "total re-scaled to") if total else ("quy về", "re-scaled to")
            return f"{vi} {to}: × {to} ÷ {show(applying)}", f"{en} {show(maximum, 'en')}"
        case notes.Ceiling(most):
            return f"trần {show(most)}", f"ceiling {show(most, 'en')}"
        case notes.TotalRounded(step):
            return f"làm tròn tổng đến {show(step)}", f"total rounded to {show(step, 'en')}"
        case PointsGiven():
            return _points_given(note, "vi"), _points_given(note, "en")
        case _:
            assert_never(note)


def _outside_life(note: notes.OutsideLife) -> _Texts:
    vi, en = [], []
    if note.began:
        vi.append(f"trước ngày thành lập {written_day(note.began)}")
        en.append(f"before the agency was founded on {note.began}")
    if note.ended:
        vi.append(f"sau ngày cuối cùng hoạt động {written_day(note.ended)}")
        en.append(f"after its last day {note.ended}")
    return f"không tính kỳ {' và kỳ '.join(vi)}", f"not counted: what was due {' and '.join(en)}"


def _closed(note: Closed) -> _Texts:
    match note.policy:
        case "zero":
            part = "tính phần đã rõ, phần còn thiếu 0 điểm"
            points = part if note.in_part else "tính 0 điểm"
        case "full":
            points = "tính mức cao nhất còn có thể" if note.in_part else "tính điểm tối đa"
        case "accept":
            points = "chấp nhận điểm đã tính"
        case _:
            assert_never(note.policy)
    vi = f"chốt kỳ ({_ASKED[note.asked]}): {points} theo quy định của thang điểm"
    return vi, f"closing ({note.asked}): {note.policy}, as the scheme declares"


def _points_given(note: PointsGiven, lang: str) -> str:
    """The given points beside the computed ones."""
    low, high = show(note.low, lang), show(note.high, lang)
    span = low if low == high else f"{low} – {high}"
    points = show(note.points, lang)
    why = f": {note.reason}" if note.reason else ""
    if lang == "vi":
        name = "điểm thẩm định" if note.by_people else "điểm chính thức, không ai thẩm định:"
        return f"{name} {points} (máy tính từ hồ sơ: {span if note.changed else 'cũng vậy'}){why}"
    name = "appraised" if note.by_people else "official points, nobody appraised:"
    return f"{name} {points} (computed from the dossier: {span if note.changed else 'the same'}){why}"


def fact_texts(fact: Fact) -> _Texts:
    """A fact that a finding rests on, in both languages."""
    return _fact(fact, "vi"), _fact(fact, "en")


def _fact(fact: Fact, lang: str) -> str:
    match fact:
        case RecordFact():
            return _record(fact, lang)
        case ReportFact(title, occurrence, state):
            return f"{title} {occurrence}: {in_lang(lang, *_REPORT[state])}"
        case HistoryFact(period, agency):
            of, of_en = (f" của {agency}", f" of {agency}") if agency else ("", "")
            return in_lang(lang, f"kết quả kỳ {period}{of}", f"the result for {period}{of_en}")
        case PeriodFact():
            return in_lang(lang, "kỳ đánh giá", "the period")
        case NamedFact(name):
            return name
        case _:
            assert_never(fact)


def _record(fact: RecordFact, lang: str) -> str:
    record, cited = fact.record, fact.cited
    parts = [record.title]
    if record.number:
        parts.append(in_lang(lang, f"số {record.number}", f"no. {record.number}"))
    if record.date:
        parts.append(in_lang(lang, record.date.vi, str(record.date)))
    text = ", ".join(parts)
    if fact.criterion is not None:
        used = in_lang(lang, "dùng cho tiêu chí", "used for")
        return f"{text} – {used} {fact.criterion}"
    if cited is not None:
        name = cited.number or cited.title or in_lang(lang, "văn bản", "a document")
        when = in_lang(lang, f" ngày {cited.date.vi}", f" of {cited.date}") if cited.date else ""
        return f"{text} – {in_lang(lang, 'căn cứ', 'citing')} {name}{when}"
    return text
