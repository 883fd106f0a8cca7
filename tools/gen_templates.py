"""Write the shipped Word templates of the official documents: `cd tools && python gen_templates.py`.

The templates are what people edit in Word, so they are real .docx files; this script is their
reviewable source. A test compares the committed files with what the script makes. Phrases that other papers and
pages have, too, come from `scoring.reports.phrases`; what only one template says stands in it, since
whoever edits a template in Word sees whole sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docx_builder import Builder

from scoring.reports import phrases

FOLDER = Path(__file__).parents[1] / "src" / "scoring" / "reports" / "templates" / "official"
MID, CELL, SMALL = "Ô bảng giữa", "Ô bảng", "Căn cứ"
KEPT_MID, KEPT, BODY = "Ô nhóm giữa", "Ô nhóm", "Thân văn bản"


def self_assessment(lang: str) -> bytes:
    """*Báo cáo tự đánh giá, chấm điểm.*"""
    b = Builder(lang)
    t = b.t
    b.top()
    b.para(t("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "I. LEADERSHIP AND DIRECTION"), "Heading 2")
    b.loop("for one in leadership", "{{ one }}", BODY)
    b.blank_unless("leadership")
    b.para(t("II. KẾT QUẢ THEO LĨNH VỰC", "II. RESULTS BY FIELD"), "Heading 2")
    b.tag("for one in fields")
    b.para("{{ one.title }}", "Heading 3")
    b.loop("for line in one.lines", "{{ line }}", BODY)
    b.tag("endfor")
    b.para(t("III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "III. SHORTFALLS AND THEIR CAUSES"), "Heading 2")
    b.tag("for one in shortfalls")
    b.para("{{ one.text }}").paragraph_format.keep_with_next = True
    b.loop("for line in one.said", t("Nguyên nhân, giải trình: {{ line }}", "Cause: {{ line }}"), BODY)
    b.tag("if not one.said")
    b.dotted(t("Nguyên nhân: ", "Cause: "))
    b.tag("endif")
    b.tag("endfor")
    b.loop("for one in remarks", "{{ one }}", BODY)
    b.para(t("IV. TỰ CHẤM ĐIỂM, TỰ PHÂN LOẠI", "IV. OWN POINTS AND CLASS"), "Heading 2")
    widths = (55, 55, 55)
    table = b.grid(widths)
    b.head_row(
        table,
        widths,
        (t("Nội dung", "Item"), t("Cơ quan tự chấm", "The agency's own"), t("Theo minh chứng", "By evidence")),
    )
    b.control(table, "for row in result_rows")
    b.row(table, widths, [("{{ row.label }}", KEPT), ("*{{ row.own }}*", MID), ("{{ row.evidence }}", MID)])
    b.control(table, "endfor")
    b.para("", "Chữ nhỏ")
    b.loop("for one in result_lines", "{{ one }}", BODY)
    b.para(t("V. PHƯƠNG HƯỚNG, KIẾN NGHỊ", "V. NEXT STEPS AND PROPOSALS"), "Heading 2")
    b.para(t("1. Phương hướng", "1. Next steps"), "Heading 3")
    b.loop("for one in tasks", "{{ one }}", BODY)
    b.blank_unless("tasks")
    b.para(t("2. Kiến nghị, đề xuất", "2. Proposals"), "Heading 3")
    b.dotted(keep=True)
    b.dotted(keep=True)
    b.bottom("{{ closing }}", proof=False)
    b.annex(t("Phụ lục I", "Annex I"), t("BẢNG TỰ CHẤM ĐIỂM", "TABLE OF POINTS"))
    _scores(b)
    b.loop("for one in table_notes", "{{ one }}", "Ghi chú bảng")
    b.tag("if documents")
    b.annex(t("Phụ lục II", "Annex II"), t("DANH MỤC MINH CHỨNG", "LIST OF EVIDENCE"))
    _evidence(b)
    b.tag("endif")
    b.tag("if units")
    b.annex(t("Phụ lục III", "Annex III"), t("ĐƠN VỊ CUNG CẤP SỐ LIỆU, MINH CHỨNG", "UNITS THAT SUPPLY DATA"))
    _units(b)
    b.tag("endif")
    b.proof()
    return b.save()


def _scores(b: Builder) -> None:
    t = b.t
    widths = (13, 71, 16, 18, 22, 25)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t(*phrases.GROUP_OR_CRITERION), t("Điểm tối đa", "Max."), t("Tự chấm", "Claimed"),
        t("Theo minh chứng", "By evidence"), t("Minh chứng (số ở Phụ lục II)", "Evidence (no. in Annex II)"),
    ))  # fmt: skip
    b.control(table, "for row in score_rows")
    b.control(table, "if row.group")
    b.row(table, widths, [
        ("*{{ row.id }}*", KEPT_MID), ("*{{ row.title }}*", KEPT), ("*{{ row.max }}*", KEPT_MID), ("*{{ row.claimed }}*", KEPT_MID),
        ("*{{ row.points }}*", KEPT_MID), ("{{ row.documents }}", SMALL),
    ], "EBEBEB")  # fmt: skip
    # The total does not stand alone on a page.
    for branch, middle, cell in (("elif loop.revindex == 2", KEPT_MID, KEPT), ("else", MID, CELL)):
        b.control(table, branch)
        b.row(table, widths, [
            ("{{ row.id }}", middle), ("{{ row.title }}", cell), ("{{ row.max }}", middle), ("{{ row.claimed }}", middle),
            ("{{ row.points }}", middle), ("{{ row.documents }}", middle),
        ])  # fmt: skip
    b.control(table, "endif")
    b.control(table, "endfor")


def _evidence(b: Builder) -> None:
    t = b.t
    widths = (11, 56, 28, 23, 29, 18)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t("Tên tài liệu", "Document"), t("Số, ký hiệu", "Number"), t("Ngày", "Date"), t("Nơi ban hành", "Issuer"),
        t("Tiêu chí", "Criteria"),
    ))  # fmt: skip
    _listed(b, table, widths, "row in documents", [
        ("{{ row.number }}", MID), ("{{ row.title }}", CELL), ("{{ row.symbol }}", MID), ("{{ row.date }}", MID), ("{{ row.issuer }}", CELL),
        ("{{ row.criteria }}", MID),
    ])  # fmt: skip


def _listed(
    b: Builder,
    table: Any,
    widths: Sequence[float],
    each: str,
    cells: Sequence[tuple[str, str]],
    *,
    signed: bool = False,
) -> None:
    """A row for each of a list; the last three stay together, so that none goes to a page alone, and where the paper is
    `signed` below them, with the signature.
    """
    kept = {MID: KEPT_MID, CELL: KEPT}
    b.control(table, f"for {each}")
    b.control(table, "if loop.revindex < 4" if signed else "if loop.revindex == 2 or loop.revindex == 3")
    b.row(table, widths, [(text, kept[style]) for text, style in cells])
    b.control(table, "else")
    b.row(table, widths, cells)
    b.control(table, "endif")
    b.control(table, "endfor")


def _units(b: Builder) -> None:
    t = b.t
    widths = (67, 24, 24, 26, 24)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("Đơn vị", "Unit"), t("Điểm tối đa", "Max."), t("Theo minh chứng", "By evidence"), t(*phrases.OPEN_CRITERIA), t(*phrases.POINTS_SHORT),
    ))  # fmt: skip
    b.control(table, "for row in units")
    b.row(table, widths, [
        ("{{ row.title }}", CELL), ("{{ row.maximum }}", MID), ("{{ row.points }}", MID), ("{{ row.open }}", MID), ("{{ row.lost }}", MID),
    ])  # fmt: skip
    b.control(table, "endfor")
    b.para(t(*phrases.UNITS_WITHOUT_EXTRAS), "Ghi chú bảng")


def appraisal(lang: str) -> bytes:
    """*Báo cáo kết quả thẩm định.*"""
    b = Builder(lang)
    t = b.t
    b.top()
    b.para(t("I. KẾT QUẢ CHUNG", "I. RESULT"), "Heading 2")
    widths = (65, 48, 52)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("Dòng điểm", "Line"), t("Tổng điểm (tối đa {{ max }})", "Total (max. {{ max }})"), t("Phân loại", "Class"),
    ))  # fmt: skip
    b.control(table, "for row in totals")
    b.control(table, "if row.final")
    b.row(table, widths, [
        ("*{{ row.name }}*", CELL), ("*{{ row.total }}*", MID), ("*{{ row.class }}*", MID),
    ], "EBEBEB")  # fmt: skip
    b.control(table, "else")
    b.row(table, widths, [("{{ row.name }}", CELL), ("{{ row.total }}", MID), ("{{ row.class }}", MID)])
    b.control(table, "endif")
    b.control(table, "endfor")
    b.para("", "Chữ nhỏ")
    b.para(t("Phân loại", "Class") + ": *{{ headline }}*. {{ sentence }}")
    b.para("{{ gap }}")
    b.loop("for one in published", "{{ one }}", "Thân văn bản")
    b.para("{{ rule }}")
    b.para(t("II. ĐIỂM TỪNG TIÊU CHÍ", "II. POINTS BY CRITERION"), "Heading 2")
    _lines(b)
    b.para(t("III. CHÊNH LỆCH, GIẢI TRÌNH VÀ KIẾN NGHỊ", "III. GAPS, EXPLANATIONS AND APPEALS"), "Heading 2")
    b.tag("if facts")
    b.para(f"*{t(*phrases.ESTABLISHED_BESIDE)}:*")
    b.tag("endif")
    b.loop("for x in facts", "{{ x.head }} {{ x.text }}", "Thân văn bản")
    b.tag("if changes")
    _changes(b)
    b.tag("else")
    b.para(t("Không tiêu chí nào có chênh lệch, giải trình hay kiến nghị.",
             "No criterion has a gap, an explanation or an appeal."))  # fmt: skip
    b.tag("endif")
    b.para(t("IV. ĐỀ XUẤT", "IV. PROPOSALS"), "Heading 2")
    b.dotted(keep=True)
    b.dotted(keep=True)
    b.bottom("{{ closing }}")
    return b.save()


def _lines(b: Builder) -> None:
    t = b.t
    widths = (12, 54, 13, 18, 20, 26, 22)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t(*phrases.GROUP_OR_CRITERION), t("Tối đa", "Max."), t("Tự chấm", "Claimed"),
        t(*phrases.BY_DOSSIER), t("Thẩm định", "Appraised"), "{{ final_word }}",
    ))  # fmt: skip
    b.control(table, "for row in score_rows")
    b.control(table, "if row.group")
    b.row(table, widths, [
        ("*{{ row.id }}*", KEPT_MID), ("*{{ row.title }}*", KEPT), ("*{{ row.max }}*", KEPT_MID), ("*{{ row.claimed }}*", KEPT_MID),
        ("*{{ row.computed }}*", KEPT_MID), ("*{{ row.appraised[0] }}*", KEPT_MID), ("*{{ row.final }}*", KEPT_MID),
    ], "EBEBEB")  # fmt: skip
    b.control(table, "else")
    row = b.row(table, widths, [
        ("{{ row.id }}", MID), ("{{ row.title }}", CELL), ("{{ row.max }}", MID), ("{{ row.claimed }}", MID),
        ("{{ row.computed }}", MID), ("for line in row.appraised: {{ line }}", MID),
        ("{%p if row.differs %}", MID),
    ])  # fmt: skip
    last = row.cells[6]
    b.para("*{{ row.final }}*", MID, last)
    b.tag("else", last)
    b.para("{{ row.final }}", MID, last)
    b.tag("endif", last)
    b.control(table, "endif")
    b.control(table, "endfor")
    b.para(t("Theo hồ sơ: điểm máy tính từ minh chứng, số liệu được chấp nhận. Thẩm định: một số khi các vòng như nhau. Chữ đậm: khác điểm tự chấm.",
             "By dossier: computed from accepted evidence and numbers. Appraised: one number where all rounds agree. Bold: differs from the claim."), "Ghi chú bảng")  # fmt: skip


def _changes(b: Builder, points: str = "{{ final_word }}") -> None:
    t = b.t
    widths = (12, 38, 62, 22, 31)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t("Tiêu chí", "Criterion"), t("Diễn biến", "What was done"), points,
        t(*phrases.GAP_AND_CAUSES),
    ))  # fmt: skip
    b.control(table, "for row in changes")
    top = t("tối đa", "max.")
    for whole in (False, True):
        b.control(table, "else" if whole else "if row.tall")
        row = b.row(table, widths, [
            ("{{ row.id }}", MID), (f"{{{{ row.title }}}} ({top} {{{{ row.max }}}})", CELL), ("{{ row.start }}", "Diễn biến"),
            ("*{{ row.final }}*", MID), ("*{{ row.gap }}*", "Diễn biến"),
        ], whole=whole)  # fmt: skip
        b.loop("for one in row.steps", "~{{ one.head }}~ {{ one.text }}", "Diễn biến", row.cells[2])
        b.loop("for one in row.causes", "{{ one }}", "Diễn biến", row.cells[4])
    b.control(table, "endif")
    b.control(table, "endfor")


def minutes(lang: str) -> bytes:
    """*Biên bản họp.*"""
    b = Builder(lang)
    t = b.t
    b.head()
    b.title()
    for label in (
        t("Thời gian bắt đầu: ", "Begun at: "), t("Địa điểm: ", "Place: "), t("Thành phần tham dự: ", "Present: "),
        t("Chủ trì: ", "Chaired by: "), t("Thư ký (người ghi biên bản): ", "Secretary (who kept the minutes): "),
    ):  # fmt: skip
        b.dotted(label)
    b.para("{{ opening }}")
    b.para(t("1. Điểm từng tiêu chí", "1. Points by criterion"), "Heading 2")
    widths = (14, 68, 16, 20, 25, 22)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t(*phrases.GROUP_OR_CRITERION), t("Tối đa", "Max."), t("Tự chấm", "Claimed"),
        t(*phrases.BY_DOSSIER), t("Kết luận", "Conclusion"),
    ))  # fmt: skip
    names = ("id", "title", "max", "claimed", "computed")
    b.control(table, "for row in score_rows")
    b.control(table, "if row.group")
    cells = [(f"*{{{{ row.{one} }}}}*", KEPT if one == "title" else KEPT_MID) for one in names]
    b.row(table, widths, [*cells, ("*{{ row.appraised[0] }}*", KEPT_MID)], "EBEBEB")
    for tag, points in (("elif row.differs", "*{{ row.final }}*"), ("else", "{{ row.final }}")):
        b.control(table, tag)
        cells = [(f"{{{{ row.{one} }}}}", CELL if one == "title" else MID) for one in names]
        b.row(table, widths, [*cells, (points, MID)])
    b.control(table, "endif")
    b.control(table, "endfor")
    b.para(t("2. Tiêu chí có chênh lệch và lý do", "2. Criteria with a gap, and the reasons"), "Heading 2")
    b.loop("for x in facts", "{{ x.head }} {{ x.text }}", "Thân văn bản")
    b.tag("if changes")
    _changes(b, t("Kết luận", "Conclusion"))
    b.tag("else")
    b.para(t("Không tiêu chí nào có chênh lệch hay giải trình.", "No criterion has a gap or an explanation."))
    b.tag("endif")
    b.para(t("3. Ý kiến, biểu quyết", "3. Opinions and vote"), "Heading 2")
    for label in ("", "", t("Số tán thành, không tán thành: ", "For, against: ")):
        b.dotted(label)
    b.para(t("4. Kết luận", "4. Conclusion"), "Heading 2")
    b.para("{{ sentence }}").paragraph_format.keep_with_next = True
    ended = t("Cuộc họp kết thúc vào …… giờ ……, ngày …… tháng …… năm ……./.", "The meeting ended at ……, …… / …… / …….")
    b.para(ended).paragraph_format.keep_with_next = True
    b.signatures(t("THƯ KÝ", "SECRETARY"), t("CHỦ TỌA", "CHAIRPERSON"))
    # The last part stays on one page, so that digests never stand there alone.
    b.doc.styles["Nơi nhận"].paragraph_format.keep_with_next = True
    b.para(t("*Nơi nhận:*", "*Recipients:*"), "Nơi nhận").runs[0].italic = True
    b.loop("for one in recipients", "{{ one }}", "Nơi nhận")
    b.proof()
    return b.save()


def receipt(lang: str) -> bytes:
    """*Phiếu tiếp nhận hồ sơ.*"""
    b = Builder(lang)
    t = b.t
    b.top()
    b.loop("for x in facts", "*{{ x.label }}:* {{ x.text }}", BODY)
    b.dotted(t("Người nộp: ", "Handed in by: "))
    b.dotted(t("Người tiếp nhận: ", "Received by: "))
    b.para("{{ closing }}").paragraph_format.keep_with_next = True
    b.signatures(t("NGƯỜI NỘP HỒ SƠ", "HANDED IN BY"), t("NGƯỜI TIẾP NHẬN", "RECEIVED BY"))
    b.para(t("*Nơi nhận:*", "*Recipients:*"), "Nơi nhận").runs[0].italic = True
    b.loop("for one in recipients", "{{ one }}", "Nơi nhận")
    b.proof()
    return b.save()


def return_letter(lang: str) -> bytes:
    """*Công văn trả lại hồ sơ.*"""
    b = Builder(lang)
    b.head(letter=True)
    b.para("{{ reason }}")
    b.para("{{ asked }}")
    b.loop("for x in missing", "- {{ x }};", BODY)
    b.dotted("- ", keep=True)
    b.bottom("{{ closing }}")
    return b.save()


def published_list(lang: str) -> bytes:
    """*Danh sách kèm theo Quyết định.*"""
    b = Builder(lang)
    t = b.t
    b.title("{{ attached }}")
    b.loop("for x in replaced", "{{ x }}", "Thân văn bản")
    widths = (12, 55, 20, 28, 20, 30)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t(*phrases.AGENCY_COLUMN), t("Tổng điểm", "Total"), t("Phân loại", "Class"),
        t("Hạng", "Rank"), t("Ghi chú", "Note"),
    ))  # fmt: skip
    _listed(b, table, widths, "row in rows", [
        ("{{ row.number }}", MID), ("{{ row.agency }}", CELL), ("*{{ row.total }}*", MID), ("{{ row.class }}", MID),
        ("{{ row.rank }}", MID), ("{{ row.note }}", CELL),
    ])  # fmt: skip
    b.loop("if rank_rule", "{{ rank_rule }}", "Ghi chú bảng")
    b.proof()
    return b.save()


def block(lang: str) -> bytes:
    """*Bảng tổng hợp kết quả.*"""
    b = Builder(lang, flipped=True)
    t = b.t
    b.top()
    b.loop("if published", "{{ published }}", "Thân văn bản")
    b.para(t("1. Xếp hạng", "1. Ranking"), "Heading 2")
    b.tag("if ranked")
    _ranking(b)
    b.loop("if rank_rule", "{{ rank_rule }}", "Ghi chú bảng")
    legend = (
        "{% for one in groups %}{{ one.id }}: {{ one.title }}{% if loop.last %}.{% else %}; {% endif %}{% endfor %}"
    )
    b.loop("if groups", legend, "Ghi chú bảng")
    b.tag("else")
    b.para(t(*phrases.NOBODY_RANKED))
    b.tag("endif")
    b.tag("if apart")
    b.para(t("2. Không xếp hạng", "2. Not ranked"), "Heading 2")
    widths = (85, 30, 42, 95)
    table = b.grid(widths)
    b.head_row(
        table, widths, (t(*phrases.AGENCY_COLUMN), t("Tổng điểm", "Total"), t("Lý do", "Reason"), t("Ghi chú", "Note"))
    )
    b.control(table, "for row in apart")
    b.row(
        table,
        widths,
        [("{{ row.agency }}", CELL), ("{{ row.total }}", MID), ("{{ row.why }}", CELL), ("{{ row.sentence }}", CELL)],
    )
    b.control(table, "endfor")
    b.tag("endif")
    number = "{% if apart %}3{% else %}2{% endif %}. "
    b.para(number + t("Số cơ quan theo loại", "Agencies by class"), "Heading 2")
    _classes(b)
    number = "{% if apart %}4{% else %}3{% endif %}. "
    b.tag("if lines")
    b.para(number + t("Tự chấm, theo hồ sơ và sau thẩm định", "Claimed, computed and appraised points"), "Heading 2")
    _official_lines(b)
    b.tag("else")
    b.para(number + t("Tự chấm và chấm theo hồ sơ", "Claimed and computed points"), "Heading 2")
    _compared(b)
    b.tag("endif")
    return b.save()


def _ranking(b: Builder) -> None:
    t = b.t
    # Between rank and class the columns follow the groups; a cell for each tag, which vanishes.
    widths = (15, 60, 22, 24.5, 14, 24.5, 24.5, 16, 24.5, 27)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("Hạng", "Rank"), t(*phrases.AGENCY_COLUMN), t("Tổng điểm", "Total") + " ({{ max }})",
        "{%tc for one in groups %}", "{{ one.id }} ({{ one.max }})", "{%tc endfor %}",
        "{%tc for one in extras %}", "{{ one.title }} ({{ one.max }})", "{%tc endfor %}",
        t("Phân loại", "Class"),
    ))  # fmt: skip
    _listed(b, table, widths, "row in ranked", [
        ("{{ row.rank }}", MID), ("{{ row.agency }}", CELL), ("*{{ row.total }}*", MID),
        ("{%tc for one in row.groups %}", MID), ("{{ one }}", MID), ("{%tc endfor %}", MID),
        ("{%tc for one in row.extra %}", MID), ("{{ one }}", MID), ("{%tc endfor %}", MID),
        ("{{ row.class }}", MID),
    ])  # fmt: skip


def _classes(b: Builder) -> None:
    t = b.t
    widths = (80, 40, 40)
    table = b.grid(widths)
    b.head_row(table, widths, (t("Loại", "Class"), t(*phrases.NUMBER_OF_AGENCIES), t("Tỷ lệ", "Share")))
    b.control(table, "for row in distribution")
    b.row(
        table,
        widths,
        [("{{ row.class }}", "Ô nhóm"), ("{{ row.count }}", "Ô nhóm giữa"), ("{{ row.share }}", "Ô nhóm giữa")],
    )
    b.control(table, "endfor")
    b.row(table, widths, [(t("*Cộng*", "*All*"), CELL), ("*{{ count }}*", MID), ("*100%*", MID)])


def _compared(b: Builder) -> None:
    t = b.t
    told = t("So trên các tiêu chí cơ quan có tự chấm, cộng từng tiêu chí khi tổng chưa quy đổi, làm tròn; chênh lệch là điểm theo hồ sơ trừ điểm tự chấm. Cột thẩm định ghi khi có kết quả thẩm định.",
             "Compared over the criteria the agency claimed, added before the total is scaled and rounded; the difference is computed less claimed points. The appraised points are filled in after appraisal.")  # fmt: skip
    b.para(told).paragraph_format.keep_with_next = True
    widths = (78, 32, 32, 36, 42, 32)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t(*phrases.AGENCY_COLUMN), t("Số tiêu chí tự chấm", "Criteria claimed"), t("Tự chấm", "Claimed"),
        t("Chấm theo hồ sơ", "Computed"), t("Chênh lệch", "Difference"), t("Thẩm định", "Appraised"),
    ))  # fmt: skip
    _listed(b, table, widths, "row in appraised", [
        ("{{ row.agency }}", CELL), ("{{ row.given }}", MID), ("{{ row.claimed }}", MID), ("{{ row.computed }}", MID),
        ("{{ row.difference }}", MID), ("……", MID),
    ], signed=True)  # fmt: skip
    b.bottom("{{ closing }}", below=table)


def _official_lines(b: Builder) -> None:
    t = b.t
    told = t("Chênh lệch là điểm sau thẩm định trừ điểm tự chấm, cộng từng tiêu chí; mỗi phần theo nguyên nhân.",
             "The gap is points after appraisal less those claimed, added over the criteria; each part by its cause.")  # fmt: skip
    b.para(told).paragraph_format.keep_with_next = True
    widths = (58, 34, 38, 32, 22, 68)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t(*phrases.AGENCY_COLUMN), t("Tự chấm", "Claimed"), t(*phrases.BY_DOSSIER), "{{ final_word }}",
        t("Chênh lệch", "Gap"), t("Nguyên nhân", "Causes"),
    ))  # fmt: skip
    _listed(b, table, widths, "row in lines", [
        ("{{ row.agency }}", CELL), ("{{ row.claimed }}", MID), ("{{ row.computed }}", MID), ("*{{ row.final }}*", MID),
        ("{{ row.gap }}", MID), ("{{ row.causes }}", CELL),
    ], signed=True)  # fmt: skip
    b.bottom("{{ closing }}", below=table)


def discrepancies(lang: str) -> bytes:
    """*Báo cáo chênh lệch điểm.*"""
    b = Builder(lang, flipped=True)
    t = b.t
    none = t(*phrases.NO_GAP)
    b.top()
    b.tag("for one in sums")
    b.para("{{ loop.index }}. {{ one.title }}", "Heading 2")
    b.tag("if one.rows")
    widths = (94, 34, 26, 98)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("Tên", "Name"), t("Tiêu chí chênh lệch", "Criteria with a gap"), t("Chênh lệch", "Gap"), t("Nguyên nhân", "Causes"),
    ))  # fmt: skip
    b.control(table, "for x in one.rows")
    b.row(table, widths, [
        ("{% if one.key == 'by_criterion' %}{{ x.id }}  {% endif %}{{ x.name }}", CELL), ("{{ x.changed }}", MID),
        ("*{{ x.gap }}*", MID), ("{{ x.causes }}", CELL),
    ])  # fmt: skip
    b.control(table, "endfor")
    b.tag("else")
    b.para(none)
    b.tag("endif")
    b.tag("if one.key == 'agencies'")
    told = t("Không có hồ sơ, không có điểm, không xếp hạng:", "No dossier, no points, not ranked:")
    b.loop("for x in not_submitted", told + " {{ x.agency }} ({{ x.state }}).", "Ghi chú bảng")
    b.tag("endif")
    b.tag("endfor")
    told = t(*phrases.ESTABLISHED) + ":"
    b.loop("for x in facts", told + " {{ x }}", "Thân văn bản")
    b.para("4. " + t(*phrases.EACH_CRITERION), "Heading 2")
    b.tag("if criteria")
    _each_gap(b)
    b.tag("else")
    b.para(none)
    b.tag("endif")
    b.tag("if agreement")
    b.para("5. " + t(*phrases.TWO_APPRAISERS), "Heading 2")
    pair = (132, 60, 30, 30)
    table = b.grid(pair)
    b.head_row(table, pair, (
        t(*phrases.APPRAISERS), t("Giai đoạn", "Stage"), t("Cùng chấm", "Both"), t("Bằng nhau", "Equal"),
    ))  # fmt: skip
    _listed(b, table, pair, "x in agreement", [
        ("{{ x.who }}{% if x.kappa %} ({{ x.kappa }}){% endif %}", CELL), ("{{ x.stage }}", CELL), ("{{ x.criteria }}", MID),
        ("{{ x.equal }}", MID),
    ], signed=True)  # fmt: skip
    b.loop("if caveat", "{{ caveat }}", "Ghi chú bảng", keep=True)
    b.tag("endif")
    b.bottom("{{ closing }}")
    return b.save()


def periodic(lang: str) -> bytes:
    """*Báo cáo kết quả thực hiện dân chủ ở cơ sở và công tác dân vận chính quyền.*"""
    b = Builder(lang)
    b.top()
    b.tag("for part in parts")
    b.para("{{ part.title }}", "Heading 2")
    b.tag("for item in part['items']")
    b.para("{{ item.title }}", "Heading 3")
    b.loop("for one in item.lines", "- {{ one }}", "Thân văn bản")
    b.tag("if item.documents")
    b.para("- Tài liệu:").paragraph_format.keep_with_next = True
    b.tag("endif")
    b.tag("for one in item.documents")
    listed = b.para("+ {{ one }}{% if loop.last %}.{% else %};{% endif %}").paragraph_format
    listed.left_indent, listed.first_line_indent = Mm(14), Mm(-4)
    b.tag("endfor")
    b.tag("if item.blank")
    b.dotted()
    b.tag("endif")
    b.tag("endfor")
    b.tag("endfor")
    for index, name in enumerate(("behind", "difficulties", "running", "next_tasks")):
        b.para(f"{{{{ titles[{index}] }}}}", "Heading 2")
        if name == "running":
            b.para("{{ running }}")
            _running(b)
            continue
        b.loop(f"for one in {name}", "{{ one }}", "Thân văn bản")
        if name == "behind":
            # Why something is behind, only a person knows.
            b.dotted()
            continue
        b.tag(f"if not {name}")
        b.dotted()
        b.dotted()
        b.tag("endif")
    b.loop("for one in notes", "Ghi chú: {{ one }}", "Ghi chú bảng", keep=True)
    b.bottom("{{ closing }}")
    return b.save()


def _running(b: Builder) -> None:
    widths = (15, 78, 22, 24, 26)
    table = b.grid(widths)
    b.head_row(table, widths, ("TT", "Nhóm tiêu chí", "Điểm tối đa", "Chắc chắn", "Có thể đạt đến"))
    b.control(table, "for row in rows")
    for tag, bold in (("if loop.last", "*"), ("else", "")):
        b.control(table, tag)
        cells = [(f"{bold}{{{{ row.{one} }}}}{bold}", CELL if one == "title" else MID)
                 for one in ("id", "title", "max", "certain", "attainable")]  # fmt: skip
        b.row(table, widths, cells)
    b.control(table, "endif")
    b.control(table, "endfor")


def _each_gap(b: Builder) -> None:
    t = b.t
    widths = (44, 50, 19, 19, 20, 18, 82)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("Cơ quan", "Agency"), t("Tiêu chí", "Criterion"), t("Tự chấm", "Claimed"), t(*phrases.BY_DOSSIER),
        t("Chính thức", "Official"), t("Chênh lệch", "Gap"), t("Nguyên nhân; các lần thẩm định", "Causes; appraisals"),
    ))  # fmt: skip
    b.control(table, "for row in criteria")
    for whole in (False, True):
        b.control(table, "else" if whole else "if row.tall")
        row = b.row(table, widths, [
            ("{{ row.agency }}", CELL), ("{{ row.id }}  {{ row.title }}", CELL), ("{{ row.claimed }}", MID),
            ("{{ row.computed }}", MID), ("*{{ row.final }}*", MID), ("{{ row.gap }}", MID), ("*{{ row.causes }}*", "Diễn biến"),
        ], whole=whole)  # fmt: skip
        b.loop("for one in row.steps", "{{ one }}", "Diễn biến", row.cells[6])
    b.control(table, "endif")
    b.control(table, "endfor")


def tasks(lang: str) -> bytes:
    """*Bảng phân công nhiệm vụ.*"""
    b = Builder(lang, flipped=True)
    t = b.t
    b.top()
    widths = (12, 70, 20, 42, 36, 27, 27, 18)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t("Nhiệm vụ", "Task"), t("Tiêu chí", "Criteria"), t(*phrases.LEADING_UNIT),
        t(*phrases.COOPERATING_UNIT), t("Thời hạn", "By"), t("Chỉ tiêu", "Target"), t("Ghi chú", "Note"),
    ))  # fmt: skip
    _listed(b, table, widths, "one in tasks", [
        ("{{ one.number }}", MID), ("{{ one.title }}", CELL), ("{{ one.criteria }}", MID), ("{{ one.unit }}", CELL),
        ("{{ one.cooperating }}", CELL), ("{{ one.day }}", MID), ("{{ one.target }}", MID), ("{{ one.note }}", CELL),
    ], signed=True)  # fmt: skip
    told = t(*phrases.NUMBER_OF_TASKS) + ": "
    b.wide_row(table, widths, told + "{{ units|join('; ') }}.", KEPT)
    b.bottom("{{ closing }}", below=table)
    return b.save()


def explanation(lang: str) -> bytes:
    """*Phiếu giải thích điểm.*"""
    b = Builder(lang)
    t = b.t
    b.top()
    b.para(t("Tổng điểm: ", "Total: ") + "{{ total.score }}", "Heading 2")
    _equation(b, "total")
    b.para(t("Phân loại: ", "Class: ") + "{{ class.score }}", "Heading 2")
    _equation(b, "class")
    b.tag("for section in class.sections")
    b.para("{{ section.title }}", "Heading 3")
    widths = (70, 95)
    table = b.grid(widths)
    b.control(table, "for row in section.rows")
    b.control(table, "if row.label")
    b.row(table, widths, [("{{ row.label }}", CELL), ("{{ row.text }}", CELL)])
    b.control(table, "else")
    b.wide_row(table, widths, "{{ row.text }}", CELL)
    b.control(table, "endif")
    b.control(table, "endfor")
    b.tag("endfor")
    b.tag("for group in groups")
    b.para(
        "{% if group.id %}{{ group.id }}. {% endif %}{{ group.title }}: {{ group.points }} / {{ group.max }}",
        "Heading 2",
    )
    b.tag("for one in group.criteria")
    b.titled("{{ one.id }}  {{ one.title }}", "{{ one.score }}")
    _equation(b, "one")
    b.loop("for section in one.sections", "*{{ section.title }}:* {{ section.text }}", "Ghi chú")
    b.tag("endfor")
    b.tag("endfor")
    b.loop("for x in table_notes", "{{ x }}", "Ghi chú bảng", keep=True)
    b.bottom("{{ closing }}")
    return b.save()


def one_page(lang: str) -> bytes:
    """*Phiếu tóm tắt* on one page."""
    b = Builder(lang)
    b.smaller()
    t = b.t
    b.top()
    b.para(
        t("1. Phân loại: ", "1. Class: ") + "{{ headline }}" + t(" – tổng điểm ", " – total ") + "{{ points }}",
        "Heading 2",
    )
    b.para("{{ sentence }}")
    b.loop("for one in conditions", "– {{ one.label }}: {{ one.text }}", "Ghi chú")
    b.loop("if lifting", "{{ lifting }}", BODY)
    b.loop("for one in lines", "*{{ one.label }}:* {{ one.text }}", "Ghi chú")
    b.para(t("2. Nội dung thiếu điểm nhiều nhất", "2. Most points short"), "Heading 2")
    b.loop("if not losses", t("Không có tiêu chí nào thiếu điểm.", "No criterion is short of points."), BODY)
    b.tag("if losses")
    widths = (14, 67, 18, 66)
    table = b.grid(widths)
    b.head_row(table, widths, (
        t("TT", "No."), t("Tiêu chí", "Criterion"), t(*phrases.POINTS_SHORT), t("Nội dung", "What is short"),
    ))  # fmt: skip
    b.control(table, "for row in losses")
    b.row(table, widths, [
        ("{{ row.id }}", MID), ("{{ row.title }}", CELL), ("*{{ row.points }}*", MID), ("{{ row.text }}", CELL),
    ])  # fmt: skip
    b.control(table, "endfor")
    b.tag("endif")
    b.loop("if remark", "{{ remark }}", "Ghi chú bảng")
    b.para(t("3. Vị trí trong khối: ", "3. Place in the block: ") + "{{ block }}", "Heading 2")
    b.para("{{ position }}")
    b.proof()
    return b.save()


def reminder(lang: str) -> bytes:
    """A letter to a unit that still owes something."""
    b = Builder(lang)
    t = b.t
    b.head(letter=True)
    told = t("tiêu chí", "for")
    line = f"- {{{{ x.text }}}}{{% if x.due %}}, {t('hạn', 'due')} {{{{ x.due }}}}{{% endif %}}{{% if x.criteria %}} ({told} {{{{ x.criteria }}}}){{% endif %}};"
    for name, title in (
        ("numbers", t("*Số liệu còn thiếu:*", "*Numbers missing:*")),
        ("papers", t("*Giấy tờ còn thiếu:*", "*Papers missing:*")),
        ("lists", t("*Chưa xác nhận đã kê đủ* (không phát sinh thì xác nhận không có):",
                    "*Not yet said to be complete* (where there is none, say so):")),
    ):  # fmt: skip
        b.loop(f"if {name}", title, "Thân văn bản")
        b.loop(f"for x in {name}", line, "Thân văn bản")
    b.loop("if wrong", t("*Phải sửa:*", "*To be corrected:*"), "Thân văn bản")
    b.loop("for x in wrong", "- {{ x }};", "Thân văn bản")
    b.bottom("{{ closing }}", proof=False)
    return b.save()


def _equation(b: Builder, name: str) -> None:
    """Operands under each other, the result below a line, then notes."""
    told = f"{name}.sentence or {name}.interval"
    text = f"{{{{ {name}.sentence }}}}{{% if {name}.sentence and {name}.interval %}} · {{% endif %}}{{{{ {name}.interval }}}}"
    b.loop(f"if {told}", text, "Nhận định")
    b.tag(f"if {name}.operands")
    widths = (7, 64, 70, 24)
    table = b.grid(widths, lines=False)
    b.control(table, f"for x in {name}.operands")
    b.row(
        table,
        widths,
        [
            ("{{ x.sign }}", "Phép tính"),
            ("{{ x.text }}", "Phép tính"),
            ("{{ x.working }}", "Phép tính"),
            ("{{ x.value }}", "Phép tính phải"),
        ],
    )
    b.control(table, "endfor")
    row = b.row(
        table,
        widths,
        [
            ("=", "Phép tính"),
            (f"{{{{ {name}.remark }}}}", "Phép tính"),
            ("", "Phép tính"),
            (f"*{{{{ {name}.result }}}}*", "Phép tính phải"),
        ],
    )
    b.ruled(row)
    b.tag("endif")
    b.loop(f"for x in {name}.notes", "– {{ x }}", "Ghi chú")


DOCUMENTS = {
    "bao-cao-tu-cham": self_assessment,
    "bao-cao-tham-dinh": appraisal,
    "bien-ban-hop": minutes,
    "danh-sach-cong-bo": published_list,
    "bang-tong-hop": block,
    "bao-cao-chenh-lech": discrepancies,
    "bang-nhiem-vu": tasks,
    "phieu-giai-thich": explanation,
    "phieu-tom-tat": one_page,
    "bao-cao-dinh-ky": periodic,
    "phieu-tiep-nhan": receipt,
    "cong-van-tra-lai": return_letter,
    "cong-van-nhac": reminder,
}
VIETNAMESE_ALONE = ("bao-cao-dinh-ky",)


def files() -> dict[str, bytes]:
    """Every template by file name."""
    made = {}
    for name, build in DOCUMENTS.items():
        made[f"{name}.docx"] = build("vi")
        if name not in VIETNAMESE_ALONE:
            made[f"{name}.en.docx"] = build("en")
    return made


def main() -> int:
    """Write the templates; with ``--check`` only compare."""
    stale = []
    for name, data in files().items():
        path = FOLDER / name
        if path.is_file() and path.read_bytes() == data:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_bytes(data)
    print("\n".join(stale) or "up to date")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
