"""What may happen when: the table of a campaign's moves, read by the checks and printed in the docs."""

from __future__ import annotations

from dataclasses import dataclass

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
ACTS: dict[str, Words] = {
    "opened": ("mở đợt", "opened"),
    "submitted": ("nộp hồ sơ", "submitted"),
    "withdrawn": ("rút hồ sơ", "withdrawn"),
    "returned": ("trả lại hồ sơ", "returned"),
    "explained": ("giải trình", "explained"),
    "appraised": ("chấm thẩm định", "appraised"),
    "undone": ("hủy bản ghi", "undone"),
    "locked": ("chốt", "locked"),
    "reopened": ("mở lại", "re-opened"),
    "published": ("công bố", "published"),
    "appealed": ("kiến nghị", "appealed"),
    "decided": ("giải quyết kiến nghị", "decided"),
    "sampled": ("chọn mẫu kiểm tra", "sampled"),
}
COMMANDS = {
    "opened": "init", "sampled": "sample",
    "submitted": "submit", "withdrawn": "withdraw", "returned": "return", "explained": "explain", "appraised": "appraise",
    "undone": "undo", "locked": "lock", "reopened": "reopen", "published": "publish", "appealed": "appeal", "decided": "decide",
}  # fmt: skip
"""The command that does an act: ``scoring campaign …``."""
CAUSES: dict[str, Words] = {
    "evidence_refused": ("minh chứng không được chấp nhận", "evidence refused"),
    "number_corrected": ("số liệu được sửa", "number corrected"),
    "rule_read_differently": ("hiểu khác quy định", "rule read differently"),
    "late": ("chậm hạn", "late"),
    "judgement": ("nhận định của người thẩm định", "judgement"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row: in which stages and from which statuses an act is allowed, by whom, and what it leads to."""

    act: str
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]
    roles: tuple[str, ...]
    leads_to: str
    """The status after; "" where it stays."""
    reason: bool = False
    """Whether a written reason is compulsory."""
    in_time: bool = False
    """Whether it is refused after the stage's deadline (or the agency's own, after a return or re-opening)."""
    also: Words = ("", "")


_WORK = ("submission", "appraisal", "explanation", "council")
MOVES: tuple[Move, ...] = (
    Move("submitted", ("submission",), ("waiting", "returned", "withdrawn"), ("agency",), "submitted", in_time=True),
    Move("withdrawn", ("submission",), ("submitted",), ("agency",), "withdrawn", in_time=True),
    Move("returned", ("submission", "appraisal"), ("submitted",), ("secretary", "member", "chair"), "returned", reason=True,
         also=("về giai đoạn nộp, kèm hạn nộp lại", "back to the submission stage, with a deadline of its own")),
    Move("returned", ("submission",), ("returned",), ("secretary", "member", "chair"), "", reason=True, in_time=True,
         also=("đặt hạn khác cho lần trả lại; hạn do mở lại đặt thì chỉ mở lại mới đổi được",
               "sets another deadline for the return; one given by a re-opening is changed by a re-opening only")),
    Move("appraised", ("appraisal",), ("submitted",), ("member", "chair"), "", in_time=True,
         also=("cơ quan thẩm định đúng thẩm quyền ngày đó; khác mức trước thì phải có lý do và nguyên nhân",
               "by the body competent on that day; a reason and a cause where the points differ")),
    Move("appraised", ("council",), ("submitted",), ("chair",), "", in_time=True,
         also=("khác mức trước thì phải có lý do và nguyên nhân", "a reason and a cause where the points differ")),
    Move("explained", ("explanation",), ("submitted",), ("agency",), "", reason=True, in_time=True),
    Move("undone", ("appraisal", "explanation", "council"), ("submitted",), ("agency", "member", "chair"), "", reason=True, in_time=True,
         also=("chỉ bản ghi chấm hoặc giải trình của giai đoạn đang mở, do chính người đó hoặc chủ tịch hủy",
               "only an appraisal or explanation of the open stage, by who made it or by the chair")),
    Move("locked", _WORK, ("waiting", "submitted", "returned", "withdrawn"), ("secretary", "chair"), "",
         also=("sau hạn, hoặc khi mọi việc của giai đoạn đã xong; đã nộp thì sang giai đoạn sau, chưa nộp thì thành “không nộp đúng hạn”; giai đoạn sau đã hết hạn thì phải đặt hạn riêng ở đó",
               "after the deadline, or when all work of the stage is done; who has submitted moves on, who has not has missed the deadline; where the next stage's has passed, a deadline of their own there is needed")),
    Move("reopened", ("submission",), ("missed",), ("secretary", "chair"), "waiting", reason=True,
         also=("người thứ hai có vai trò khác xác nhận; kèm hạn riêng", "confirmed by a second person in another role; with a deadline of its own")),
    Move("reopened", ("submission",), ("waiting", "returned", "withdrawn"), ("secretary", "chair"), "", reason=True,
         also=("giai đoạn đang ở, nếu có hạn riêng (để đặt hạn khác) hay đã hết hạn; người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
               "the stage it is in, if it has a deadline of its own (to set another) or that has passed; confirmed by a second person in another role; with a deadline of its own")),
    Move("reopened", ("appraisal", "explanation", "council", "publication"), ("submitted",), ("secretary", "chair"), "submitted", reason=True,
         also=("về một giai đoạn trước (về giai đoạn nộp thì thành “bị trả lại”), hoặc giai đoạn đang ở nếu có hạn riêng hay đã hết hạn, trừ công bố; người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
               "back to an earlier stage (returned if that is the submission), or the one it is in, not the publication, if it has a deadline of its own or that has passed; confirmed by a second person in another role; with a deadline of its own")),
    Move("reopened", ("appeal",), ("published", "appealed"), ("secretary", "chair"), "", reason=True,
         also=("chỉ giai đoạn kiến nghị, nếu có hạn riêng hay đã hết hạn; người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
               "only the appeal stage, if it has a deadline of its own or that has passed; confirmed by a second person in another role; with a deadline of its own")),
    Move("published", ("publication",), ("submitted",), ("decider",), "published",
         also=("mọi cơ quan đã nộp đều ở giai đoạn này hoặc đã công bố, và mọi tiêu chí có điểm chính thức; đã hết hạn kiến nghị thì phải đặt hạn riêng cho kiến nghị", "every agency that submitted is at this stage or published already, and every criterion has final points; where the time for appeals has passed, a deadline of their own for them is needed")),
    Move("published", ("appeal",), ("decided",), ("decider",), "published",
         also=("công bố lại sau khi giải quyết kiến nghị; không còn kiến nghị bỏ ngỏ", "again, after appeals were decided; none is open")),
    Move("appealed", ("appeal",), ("published", "appealed"), ("agency",), "appealed", reason=True, in_time=True),
    Move("decided", ("appeal",), ("appealed",), ("decider",), "decided", reason=True,
         also=("còn kiến nghị khác thì vẫn “đang kiến nghị”", "still appealed while another appeal is open")),
)  # fmt: skip
"""Opening a campaign and drawing a sample change no agency's status and stand outside the table."""


TIMED = frozenset(kind for one in MOVES if one.in_time for kind in one.kinds)
"""The kinds of stages in which something is to be done by the deadline."""
_BY_PLACE = {
    (one.act, kind, status): one
    for one in reversed(MOVES)
    for kind in one.kinds
    for status in one.statuses
}


def rows_for(act: str) -> list[Move]:
    """The rows of one act."""
    return [one for one in MOVES if one.act == act]


def possible(kind: str, status: str, lang: int) -> str:
    """What can be done in a stage of this kind, from this status, in Vietnamese (0) or English (1), where the commands are words."""
    acts = dict.fromkeys(one.act for one in MOVES if kind in one.kinds and status in one.statuses)
    if lang:
        return ", ".join(f"`{COMMANDS[one]}`" for one in acts) or "–"
    return ", ".join(f"{ACTS[one][0]} (`{COMMANDS[one]}`)" for one in acts) or "–"


def row_for(act: str, kind: str, status: str) -> Move | None:
    """The row that allows an act in a stage of this kind, from this status."""
    return _BY_PLACE.get((act, kind, status))


__all__ = [
    "ACTS",
    "CAUSES",
    "COMMANDS",
    "KINDS",
    "MOVES",
    "ROLES",
    "STATUSES",
    "TIMED",
    "Move",
    "possible",
    "row_for",
    "rows_for",
]
