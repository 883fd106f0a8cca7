"""The words of a campaign by id, Vietnamese and English: statuses, kinds of stages, roles, causes."""

from __future__ import annotations

from typing import NamedTuple


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
