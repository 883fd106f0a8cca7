"""The words of a campaign by id, Vietnamese and English: statuses, kinds of stages, roles, causes."""

from __future__ import annotations

from typing import NamedTuple

from scoring.numbers import Number


class Words(NamedTuple):
    """A text in Vietnamese and in English."""

    vi: str
    en: str


STATUSES: dict[str, Words] = {
    "waiting": Words("chưa nộp", "not submitted"),
    "submitted": Words("đã nộp", "submitted"),
    "returned": Words("bị trả lại", "returned"),
    "withdrawn": Words("đã rút", "withdrawn"),
    "missed": Words("không nộp đúng hạn", "missed the deadline"),
    "published": Words("đã công bố", "published"),
    "appealed": Words("đang kiến nghị", "appealed"),
    "decided": Words("đã giải quyết kiến nghị", "appeal decided"),
}
KINDS: dict[str, Words] = {
    "submission": Words("nộp hồ sơ", "submission"),
    "appraisal": Words("thẩm định", "appraisal"),
    "explanation": Words("giải trình", "explanation"),
    "council": Words("hội đồng", "council"),
    "publication": Words("công bố", "publication"),
    "appeal": Words("kiến nghị", "appeal"),
}
ROLES: dict[str, Words] = {
    "agency": Words("cơ quan được đánh giá", "agency"),
    "secretary": Words("thư ký", "secretary"),
    "member": Words("thành viên thẩm định", "appraiser"),
    "chair": Words("chủ tịch hội đồng", "chair"),
    "decider": Words("cấp quyết định", "deciding authority"),
}
CAUSES: dict[str, Words] = {
    "evidence_refused": Words("minh chứng không được chấp nhận", "evidence refused"),
    "number_corrected": Words("số liệu được sửa", "number corrected"),
    "rule_read_differently": Words("hiểu khác quy định", "rule read differently"),
    "late": Words("chậm hạn", "late"),
    "judgement": Words("nhận định của người thẩm định", "judgement"),
}
GIVEN_BACK: dict[str, Words] = {
    "evidence_refused": Words("minh chứng được chấp nhận", "evidence accepted"),
    "late": Words("không tính là chậm hạn", "not counted as late"),
}
"""What a cause is called where it adds points, as in an upheld appeal, if its usual name says the opposite then."""
BY_FACTS = "facts"
"""The cause of what is due to facts the appraising body established."""
_UNGIVEN: dict[str, Words] = {
    BY_FACTS: Words("sự việc cơ quan thẩm định ghi nhận", "facts established by the appraising body"),
    "computed": Words("lấy theo hồ sơ, không ai thẩm định", "taken from the dossier, nobody appraised"),
}
"""The causes that nobody gives: the engine's points stand."""


def cause_words(id: str, points: Number) -> Words:
    """What a cause is called that takes or adds these points; an unknown one by its id."""
    found = CAUSES.get(id) or _UNGIVEN.get(id) or Words(id, id)
    return GIVEN_BACK.get(id, found) if points > 0 else found


LIST_STATES: dict[str, Words] = {
    "closed": Words("danh sách đã đủ", "the list is complete"),
    "open": Words("danh sách còn thiếu", "the list is incomplete"),
}
"""What the appraising body says of a list of records."""
