"""`scoring campaign fact`: what the appraising body found and the dossier does not say."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.cli.terminal.campaign import SOURCES, Opener, attaching, called, confirm, giving_reason
from scoring.cli.terminal.console import show_problems, t, table, write
from scoring.cli.terminal.options import Paths, argument, command, gathered, option
from scoring.cli.terminal.summary import class_text
from scoring.cli.terminal.summary import points as shown_points
from scoring.errors import usage_problem
from scoring.result.model import Result


@command("fact",
         "Cơ quan thẩm định ghi nhận sự việc mà hồ sơ không nêu: một bản ghi minh chứng (--record), số liệu đúng (--number), danh sách đã đủ hay còn thiếu (--close, --reopen), mục có áp dụng (--applies). Hồ sơ kèm sự việc được kiểm tra và tính lại toàn bộ: điểm, phát hiện, trần, trạng thái ngoài thang.",
         "The appraising body establishes a fact the dossier does not say: a record of evidence (--record), right numbers (--number), a list that is complete or incomplete (--close, --reopen), an item that applies (--applies). Dossier and fact are checked and computed again whole: points, findings, ceilings, outside states.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@giving_reason
@option(
    "--source",
    vi="Nguồn: sự việc lấy từ đâu (văn bản, cuộc kiểm tra).",
    en="Where it is from (a paper, an inspection).",
)
@option("--record", metavar="KIND", vi="Loại minh chứng của bản ghi thêm vào.", en="The kind of the record to add.")
@option("--id", vi="Mã của bản ghi (mặc định td1, td2 …).", en="The record's id (td1, td2 … by default).")
@option("--title", vi="Tên (trích yếu) của bản ghi.", en="The record's title.")
@option("--document", vi="Số, ký hiệu văn bản của bản ghi.", en="The number of the record's paper.")
@option("--date", vi="Ngày của bản ghi.", en="The record's date.")
@option("--issuer", vi="Cơ quan ban hành.", en="Who issued the paper.")
@option("--field", multiple=True, metavar="NAME=VALUE", vi="Đặc điểm của bản ghi.", en="A field of the record.")
@option(
    "--criterion", multiple=True, vi="Tiêu chí mà bản ghi là minh chứng.", en="A criterion the record is evidence for."
)
@option("--occurrence", vi="Lần báo cáo của bản ghi (báo cáo định kỳ).", en="The occurrence of a periodic report.")
@option("--outside-period", vi="Lý do ngày nằm ngoài kỳ mà vẫn đúng.", en="Why a date outside the period is right.")
@option("--number", multiple=True, metavar="ID=VALUE", vi="Số liệu đúng, kể cả số cơ quan không khai.",
        en="A number as it should be, also one the agency did not declare.")  # fmt: skip
@option(
    "--close", multiple=True, metavar="KIND", vi="Danh sách loại này đã đủ.", en="The list of this kind is complete."
)
@option(
    "--reopen",
    multiple=True,
    metavar="KIND",
    vi="Danh sách loại này còn thiếu.",
    en="The list of this kind is incomplete.",
)
@option("--applies", multiple=True, metavar="ID", vi="Tiêu chí, nhóm hay số liệu có áp dụng, dù cơ quan khai không áp dụng.",
        en="A criterion, group or measure that applies although the agency states otherwise.")  # fmt: skip
@attaching
@SOURCES
@gathered("paper", dict, "id title document date issuer occurrence outside_period")
def fact_(
    agency: str,
    open_session: Opener,
    by: str,
    at: str | None,
    reason: str | None,
    source: str | None,
    record: str | None,
    paper: dict[str, str | None],
    field: tuple[str, ...],
    criterion: tuple[str, ...],
    number: tuple[str, ...],
    close: tuple[str, ...],
    reopen: tuple[str, ...],
    applies: tuple[str, ...],
    attach: Paths,
) -> None:
    from scoring.app.campaign.facts import establish
    from scoring.review.decisions import answer_typed, record_given
    from scoring.review.facts import Fact

    if record is None and (field or criterion or any(paper.values())):
        raise usage_problem("chưa nêu loại của bản ghi (--record)", "the record's kind is missing (--record)")
    if set(close) & set(reopen):
        raise usage_problem("một danh sách không vừa --close vừa --reopen", "no list is both --close and --reopen")
    given = {"number": paper.pop("document"), **paper}
    fact = Fact(
        agency=agency,
        reason=reason or "",
        source=source or "",
        record=None if record is None else record_given(record, given, _pairs("--field", field), criterion),
        numbers={name: answer_typed(value) for name, value in _pairs("--number", number).items()},
        lists={**dict.fromkeys(close, "closed"), **dict.fromkeys(reopen, "open")},
        applies=applies,
        files=attach,
    )
    with open_session() as session:
        (entry,), (found,) = establish(session, [fact], by=by, at=at)
        write(_effect(found.before, found.after))
        show_problems(found.problems)
        name = called(session, agency)
        confirm(session, f"{name}: đã ghi nhận sự việc (bản ghi {entry.seq})",
                f"{name}: fact established (entry {entry.seq})")  # fmt: skip


def _pairs(name: str, given: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in given:
        key, mark, value = (part.strip() for part in one.partition("="))
        if not key or not mark or not value or key in found:
            raise usage_problem(f"{name} “{one}”: viết TÊN=GIÁ_TRỊ, mỗi tên một lần",
                                f"{name} “{one}”: write NAME=VALUE, each name once")  # fmt: skip
        found[key] = value
    return found


def _effect(before: Result, after: Result) -> str:
    """What a fact changes: points of criteria, the total, findings, the class."""
    rows = [["", t("trước", "before"), t("sau", "after")]]
    for one, other in zip(before.criteria, after.criteria, strict=True):
        if (one.certain, one.attainable, one.status) != (other.certain, other.attainable, other.status):
            rows.append([f"{one.id} {one.title}", *(_points(x.certain, x.attainable, x.status) for x in (one, other))])
    rows.append([t("Tổng điểm", "Total"), *(_points(x.total.certain, x.total.attainable) for x in (before, after))])
    known = {one.id for one in before.findings}
    rows += [[t("Phát hiện", "Finding"), "–", one.title] for one in after.findings if one.id not in known]
    rows.append([t("Loại", "Class"), *(class_text(x.classification) for x in (before, after))])
    return table(rows)


def _points(low: str, high: str, status: str = "") -> str:
    if status == "not_applicable":
        return t("không áp dụng", "not applicable")
    return shown_points(low) if low == high else f"{shown_points(low)} – {shown_points(high)}"
