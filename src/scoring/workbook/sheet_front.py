"""Sheet Đọc trước: what to do, until when, on what basis; sheet Khác: what is rarely needed; the hidden sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import scoring
from scoring.evidence.succession import existence_words
from scoring.scheme.unit_share import UnitShare
from scoring.text import column_letters
from scoring.workbook import checks, layout, styles
from scoring.workbook.annex_text import measure_title
from scoring.workbook.cell_content import json_text
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.layout import ALL, COMPLETE_CELL, EVIDENCE, KINDS_TABLE, SOME, YES

_WIDTH = 118
_STEPS = (
    ("Trang Tiêu chí: điền số liệu, trả lời vào các ô vàng; ghi điểm tự chấm. Mục nào chưa có số liệu thì để trống – "
    "để trống là “chưa khai”, không phải 0 điểm. Số 0 chỉ ghi khi đúng là không có."),
    ("Mục không áp dụng với cơ quan: chọn “Không áp dụng” và nêu lý do. "
    "Điểm tối đa được tính lại theo quy định của bộ tiêu chí."),
    ("Trang Minh chứng: mỗi văn bản một dòng, chọn loại trong danh sách, ghi số, ngày, cơ quan ban hành, tên văn bản, "
    "tên tệp, dùng cho tiêu chí nào. Văn bản không có số hoặc chỉ có tháng, năm thì ghi đúng như vậy, không tự thêm."),
    f"Liệt kê xong, chọn “{ALL}” ở đầu trang Minh chứng: mục đếm từ minh chứng chỉ có điểm khi danh sách đã đủ.",
    "Thiếu minh chứng bắt buộc: ghi giải trình ở cột “Lý do, giải trình” của tiêu chí đó.",
    ("Trang Tổng hợp: xem điểm tự chấm và điểm tạm tính. Điểm tạm tính do sổ tự tính để tự kiểm tra; "
    "kết quả chính thức là kết quả thẩm định."),
    ("Không đổi tên trang, không xóa cột “Mã dòng”: nhờ mã đó chương trình đọc lại đúng dòng. "
    "Không ghi họ tên, số định danh, số điện thoại của công dân ở bất cứ ô nào."),
)  # fmt: skip


def write_front(frame: Frame, sheet: Sheet) -> None:
    """Fill sheet Đọc trước."""
    raw, formats = sheet.raw, frame.formats
    raw.set_column(0, 0, 5)
    raw.set_column(1, 1, 22)
    raw.set_column(2, 2, _WIDTH - 22)
    row = 4
    about = (
        *((("Đơn vị", frame.share.unit.title),) if frame.share else ()),
        ("Bộ tiêu chí", frame.scheme.title),
        ("Khối", frame.addresses.plan.block.title),
        ("Cơ quan thẩm định", frame.addresses.plan.block.appraised_by or "bộ tiêu chí không ghi"),
        ("Mã cơ quan, kỳ", f"{frame.dossier.agency.id}, {frame.period}"),
        *_existence(frame),
    )
    for name, text in about:
        sheet.text(row, 1, name, formats(styles.CRITERION, bold=True))
        sheet.text(row, 2, text, formats())
        raw.set_row(row, styles.height((text, _WIDTH - 22)))
        row += 1
    row = _list(frame, sheet, row + 1, "Cách làm", _STEPS, numbered=True)
    if frame.share:
        row = _list(frame, sheet, row + 1, "Sổ này chỉ có phần của đơn vị", _unit(frame.share))
    row = _legend(frame, sheet, row + 1)
    for heading, texts in (("Thời hạn", _deadlines), ("Căn cứ", _bases), ("Nguồn gốc của sổ này", _origin)):
        row = _list(frame, sheet, row + 1, heading, texts(frame))
    raw.set_portrait()
    raw.print_area(0, 0, row, 2)


def _list(frame: Frame, sheet: Sheet, row: int, heading: str, texts: Iterable[str], *, numbered: bool = False) -> int:
    """A heading with its lines; the next free row."""
    formats = frame.formats
    sheet.text(row, 0, heading, formats.heading())
    row += 1
    wrapped = formats.bare(text_wrap=True, valign="top")
    for index, text in enumerate(texts, 1):
        mark = f"{index}." if numbered else "–"
        sheet.text(row, 0, mark, formats.bare(valign="top", align="right"))
        sheet.merged(row, 1, 2, text, wrapped)
        sheet.raw.set_row(row, styles.height((text, _WIDTH)))
        row += 1
    return row


def _legend(frame: Frame, sheet: Sheet, row: int) -> int:
    formats = frame.formats
    sheet.text(row, 0, "Màu của các ô", formats.heading())
    row += 1
    for colour, meaning in styles.LEGEND:
        sheet.text(row, 0, "", formats(colour))
        sheet.text(row, 1, meaning, formats.bare())
        sheet.raw.set_row(row, 18)
        row += 1
    return row


def _existence(frame: Frame) -> Iterator[tuple[str, str]]:
    agency = frame.dossier.agency
    if text := existence_words(agency.from_, agency.until, agency.succeeds):
        yield "Cơ quan tồn tại", f"{text}; sai thì báo nơi lập sổ này"


def _unit(share: UnitShare) -> Iterator[str]:
    """What is said of the part of a unit: where it goes, and what other units supply."""
    if share.focal is not None and share.focal != share.unit:
        yield f"Làm xong, ghi ngày nộp ở trang Khác rồi gửi tệp này cho {share.focal.title} (đầu mối) ráp hồ sơ chung."
    yield "Điểm ở đây là điểm của các mục đơn vị phụ trách; cả cơ quan mới có loại."
    chosen, kinds = share.set.measures, share.scheme.evidence_kinds
    needed = {measure_title(share.set, id): unit for id, unit in share.others.items() if id in chosen}
    needed |= {kinds[id].title: unit for id, unit in share.other_kinds.items()}
    for title, unit in needed.items():
        yield f"Không ghi ở đây: “{title}”, do {unit.title if unit else 'đơn vị chưa được giao'} cung cấp."


def _deadlines(frame: Frame) -> Iterator[str]:
    scheme, period = frame.scheme, frame.addresses.period
    until = "Hạn nộp sổ này: bộ tiêu chí không ghi; làm theo văn bản hướng dẫn của cơ quan thẩm định."
    if frame.share is not None:
        until = "Hạn gửi sổ này: theo yêu cầu của đầu mối."
    yield f"Kỳ đánh giá từ {period.first:%d/%m/%Y} đến hết {period.last:%d/%m/%Y}. {until}"
    not_due = {one[:2] for one in frame.addresses.case.not_due}
    for id, one in scheme.series.items():
        for due in one.occurrences:
            day = due.deadline.on(period)
            kind = scheme.evidence_kinds[one.kind].title
            away = (id, due.id) in not_due
            note = " Không tính: ngoài thời gian cơ quan tồn tại." if away else ""
            when = frame.addresses.occurrences[due.id]
            yield f"{kind}, {when[:1].lower()}{when[1:]}: hết ngày {day:%d/%m/%Y}.{note}"


def _bases(frame: Frame) -> Iterator[str]:
    decision = frame.scheme.decision
    if decision is not None:
        yield f"{decision.title} – số {decision.number} ngày {decision.date:%d/%m/%Y} của {decision.issuer}."
    yield from frame.scheme.legal_bases
    if decision is None and not frame.scheme.legal_bases:
        yield "Bộ tiêu chí không ghi căn cứ."


def _origin(frame: Frame) -> Iterator[str]:
    yield f"Bộ tiêu chí {frame.scheme.id}, mã băm {frame.scheme_digest}."
    if frame.dossier_digest:
        yield f"Điền sẵn từ hồ sơ có mã băm {frame.dossier_digest}."
    yield f"Chương trình scoring {scoring.__version__}; định dạng {layout.FORMAT}."


def write_other(frame: Frame, sheet: Sheet) -> None:
    """Fill sheet Khác."""
    raw, formats, contents = sheet.raw, frame.formats, frame.contents
    # On a page as narrow as this a long name takes several lines.
    width = sum(column.width for column in KINDS_TABLE.columns)
    name = formats.bare(bold=True, font_size=12, text_wrap=True)
    sheet.merged(1, 0, len(KINDS_TABLE.columns) - 1, frame.agency_line, name)
    raw.set_row(1, styles.height((frame.agency_line, width * 0.8)))
    day = checks.date("$B$4", "Ngày nộp", "Ngày cơ quan nộp hồ sơ, dạng 12/12/2025; chưa nộp thì để trống.")
    titles = layout.REMARKS
    labels = [
        (layout.SUBMITTED_CELL, titles["submitted"], contents.submitted, day),
        (layout.NOTE_CELL, titles["note"], contents.note, checks.text("Ghi chú", "Ghi chú chung cho cả hồ sơ.")),
    ]
    if frame.share:
        # What the unit writes for the agency's periodic report.
        for name, cell_at in layout.UNIT_TEXTS.items():
            rule = checks.text(
                titles[name], "Mỗi dòng một việc (xuống dòng trong ô: Alt+Enter); không có thì để trống."
            )
            labels.append((cell_at, titles[name], contents.unit_texts.get(name, ""), rule))
    for (row, column), title, value, rule in labels:
        sheet.text(row - 1, 0, title, formats(styles.CRITERION, bold=True))
        sheet.input(row - 1, column, value, formats(styles.INPUT, locked=False, num_format="@"), rule)
        raw.set_row(row - 1, styles.height((value, 44), (title, 17)))
    why = f"Chỉ cần khi ở trang Minh chứng chọn “{SOME}”: đánh dấu loại đã liệt kê đủ."
    sheet.text(7 if frame.share else 6, 0, why, formats.hint())
    frame.table_head(sheet, KINDS_TABLE)
    hidden = len(KINDS_TABLE.columns)
    sheet.hide_columns(hidden, 1)
    complete = f"'{EVIDENCE}'!${column_letters(COMPLETE_CELL[1])}${COMPLETE_CELL[0]}"
    rule = checks.choice("Đã đủ loại này?", "Chọn “Có” nếu mọi văn bản loại này đã được ghi.", [YES])
    for index, (id, label) in enumerate(frame.addresses.own_labels.items()):
        at = KINDS_TABLE.first_row - 1 + index
        marked = id in contents.complete_kinds
        sheet.text(at, 0, id, formats(font_size=9, font_color="#5A5A5A"))
        sheet.text(at, 1, label, formats())
        sheet.input(at, 2, YES if marked else "", formats(styles.INPUT, locked=False, align="center"), rule)
        cell = f"${column_letters(2)}{at + 1}"
        formula = f'=IF({complete}="{ALL}",1,IF(AND({complete}="{SOME}",{cell}="{YES}"),1,0))'
        closed = contents.complete == ALL or (contents.complete == SOME and marked)
        sheet.formula(at, hidden, formula, formats.bare(), int(closed))
        raw.set_row(at, styles.height((label, 44)))
    _rest(frame, sheet)
    raw.set_portrait()
    raw.fit_to_pages(1, 1)
    if not (contents.rest or (contents.complete == SOME and frame.addresses.own_labels)):
        # The table of kinds is then a form that nobody fills in; what is typed above it stands on the page of sheet
        # Tổng hợp.
        sheet.print_nothing()


def _rest(frame: Frame, sheet: Sheet) -> None:
    table = layout.rest_table(frame.scheme)
    if frame.contents.rest:
        note = "Nội dung của hồ sơ không có ô riêng; chương trình đọc lại nguyên vẹn, không cần sửa."
        sheet.text(table.keys_row - 2, 0, note, frame.formats.hint())
    frame.table_head(sheet, table, headings=bool(frame.contents.rest))
    for index, (path, value) in enumerate(frame.contents.rest):
        at = table.first_row - 1 + index
        sheet.text(at, 0, path, frame.formats(font_size=9))
        sheet.text(at, 1, value, frame.formats(font_size=9))
        sheet.raw.set_row(at, 30)


def _takes_input(frame: Frame, row: layout.Row) -> bool:
    if row.role == "section" or frame.addresses.from_another(row):
        return False
    return row.role != "measure" or row.declarable


def write_meta(frame: Frame, sheet: Sheet) -> None:
    """Fill sheet _scoring: what the workbook was made from."""
    scheme, dossier = frame.scheme, frame.dossier
    values = {
        "format": layout.FORMAT,
        "program": scoring.__version__,
        "scheme": scheme.id,
        "scheme_digest": frame.scheme_digest,
        "scheme_status": scheme.status,
        "period": str(dossier.period),
        "agency": dossier.agency.id,
        "agency_name": dossier.agency.name,
        "block": frame.addresses.plan.block.id,
        "agency_kind": dossier.agency.kind or "",
        "dossier": frame.dossier_digest,
        "dossier_scheme": dossier.scheme or "",
        **frame.contents.orders,
    }
    agency = dossier.agency
    life = {
        "agency_from": agency.from_.isoformat() if agency.from_ else "",
        "agency_until": agency.until.isoformat() if agency.until else "",
        "agency_succeeds": "; ".join(agency.succeeds),
    }
    share = frame.share
    unit = {"unit": share.unit.id if share else "", "unit_title": share.unit.title if share else "", "unit_rows": ""}
    if share:
        unit["unit_rows"] = json_text([row.key for row in frame.addresses.rows if _takes_input(frame, row)])
    values |= life | unit
    more = (key for key, text in (life | unit).items() if text)
    for at, key in enumerate((*layout.META_KEYS, *more)):
        sheet.text(at, 0, key, frame.formats.bare())
        sheet.text(at, 1, values.get(key, ""), frame.formats.bare())
    sheet.raw.very_hidden()


def write_lists(frame: Frame, sheet: Sheet) -> None:
    """Fill sheet _danh_muc; comes last, when every list is known."""
    for column, texts in enumerate(frame.addresses.lists.columns):
        for row, text in enumerate(texts):
            sheet.value(row, column, text, frame.formats.bare())
    sheet.raw.very_hidden()
