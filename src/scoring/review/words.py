"""The words of a campaign by id, Vietnamese and English: statuses, kinds of stages, roles, causes."""

from __future__ import annotations

Words = tuple[str, str]

STATUSES: dict[str, Words] = {
    "waiting": ("chưa nộp", "not submitted"),
    "submitted": ("đã nộp", "submitted"),
    "returned": ("bị trả lại", "returned"),
    "withdrawn": ("đã rút", "withdrawn"),
    "missed": ("không nộp đúng hạn", "missed the deadline"),
    "published": ("đã công bố", "published"),
    "appealed": ("đang kiến nghị", "appealed"),
    "decided": ("đã giải quyết kiến nghị", "appeal decided"),
}
KINDS: dict[str, Words] = {
    "submission": ("nộp hồ sơ", "submission"),
    "appraisal": ("thẩm định", "appraisal"),
    "explanation": ("giải trình", "explanation"),
    "council": ("hội đồng", "council"),
    "publication": ("công bố", "publication"),
    "appeal": ("kiến nghị", "appeal"),
}
ROLES: dict[str, Words] = {
    "agency": ("cơ quan được đánh giá", "agency"),
    "secretary": ("thư ký", "secretary"),
    "member": ("thành viên thẩm định", "appraiser"),
    "chair": ("chủ tịch hội đồng", "chair"),
    "decider": ("cấp quyết định", "deciding authority"),
}
CAUSES: dict[str, Words] = {
    "evidence_refused": ("minh chứng không được chấp nhận", "evidence refused"),
    "number_corrected": ("số liệu được sửa", "number corrected"),
    "rule_read_differently": ("hiểu khác quy định", "rule read differently"),
    "late": ("chậm hạn", "late"),
    "judgement": ("nhận định của người thẩm định", "judgement"),
}
