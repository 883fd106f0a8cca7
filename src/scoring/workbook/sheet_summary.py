"""Sheet Tổng hợp: sums by group, bonus, penalty, total; the classes and what decides them."""

from __future__ import annotations

from scoring.numbers import show, signed
from scoring.scheme.model import Ladder
from scoring.text import column_letters
from scoring.workbook import layout, styles
from scoring.workbook.cached_values import value_of
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.summary_lines import FIRST_LINE

_COLUMNS = (
    ("STT", 8), ("Nội dung", 50), ("Điểm tối đa", 9), ("Tối đa áp dụng", 9), ("Điểm tự chấm", 9),
    ("Điểm tạm tính", 10), ("Đạt so với tối đa", 10), ("Mục chưa rõ", 9),
)  # fmt: skip
_WHO_DECIDES = (
    "Loại do chương trình chấm điểm xác định từ hồ sơ, sau khi xét cả các điều kiện dưới đây; "
    "sổ này không tự xếp loại. Kết quả chính thức là kết quả thẩm định được cấp có thẩm quyền công nhận."
)


def write_summary(frame: Frame, sheet: Sheet) -> None:
    """Fill the sheet."""
    formats, lines = frame.formats, frame.sums
    for index, (_, width) in enumerate(_COLUMNS):
        sheet.raw.set_column(index, index, width)
    if not frame.addresses.plan.roots:
        sheet.text(3, 0, "Đơn vị không có tiêu chí nào trong thang điểm chính.", formats.bare())
        _page(sheet, _signatures(frame, sheet, _remarks(frame, sheet, 5)))
        return
    for index, (title, _) in enumerate(_COLUMNS):
        sheet.text(FIRST_LINE - 2, index, title, formats.head())
    sheet.raw.set_row(FIRST_LINE - 2, 33)
    status, said = lines.status()
    sheet.formula(3, 0, status, formats.bare(bold=True, font_color="#7F3F00"), said)
    unclaimed, count = lines.unclaimed()
    sheet.formula(4, 0, unclaimed, formats.bare(font_color="#555555"), count)
    at = FIRST_LINE
    for what, id in lines.lines():
        _line(frame, sheet, at, what, id)
        at += 1
    sheet.raw.freeze_panes(FIRST_LINE - 1, 0)
    row = _no_class(frame, sheet, at + 1) if frame.share else _classes(frame, sheet, at + 1)
    _page(sheet, _signatures(frame, sheet, _remarks(frame, sheet, row)))


def _page(sheet: Sheet, end: int) -> None:
    sheet.raw.set_portrait()
    sheet.raw.fit_to_pages(1, 1)
    sheet.raw.print_area(0, 0, end, len(_COLUMNS) - 1)


def _line(frame: Frame, sheet: Sheet, at: int, what: str, id: str) -> None:
    formats, lines = frame.formats, frame.sums
    chosen = frame.addresses.plan.set
    level, maximum = 0, chosen.maximum
    background = styles.GROUP if what == "total" else styles.CRITERION
    if what == "node":
        node = frame.sums.nodes[id].node
        title, maximum = node.title, node.maximum
        level = len(frame.addresses.line_to(id)) - 1
        background = styles.PLAIN if level else styles.SUBGROUP
    elif what in ("bonus", "penalty"):
        extra = getattr(chosen, what)
        title, maximum = f"{extra.title} (tối đa {show(extra.cap)})", signed(what, extra.cap)
    else:
        scaled = f"Quy về thang {show(maximum)} khi có mục không áp dụng"
        total = "TỔNG ĐIỂM PHẦN CỦA ĐƠN VỊ" if frame.share else "TỔNG ĐIỂM"
        title = {"base": "Cộng các nhóm", "scaled": scaled, "total": total}[what]
    style: styles.Style = {"valign": "vcenter", "bold": not level}
    if what == "total":
        style["font_size"] = 13
    sheet.text(at - 1, 0, id, formats(background, **style, align="center"))
    sheet.text(at - 1, 1, title, formats(background, **style, **({"indent": level} if level else {})))
    number: styles.Style = {**style, "align": "center"}
    sheet.value(at - 1, 2, value_of(maximum), formats(background, **number))
    cells = lines.line(what, id, at)
    for column in "DEFGH":
        where = ord(column) - ord("A")
        if column not in cells:
            sheet.text(at - 1, where, "", formats(background, **number))
            continue
        shown = dict(number)
        if column == "G":
            shown["num_format"] = "0.0%"
        elif column in "EF":
            shown["num_format"] = frame.decimals if what in ("base", "scaled", "total") else "General"
        formula, value = cells[column]
        sheet.formula(at - 1, where, formula, formats(background, **shown), value)
    sheet.raw.set_row(at - 1, 26 if what == "total" else max(20.0, styles.height((title, _COLUMNS[1][1]))))


def _classes(frame: Frame, sheet: Sheet, at: int) -> int:
    """The ladder below the table; the last row used, from 0."""
    formats, ladder = frame.formats, frame.addresses.plan.ladder
    sheet.text(at, 0, "Các loại theo bộ tiêu chí", formats.heading())
    on = "tổng điểm" if ladder.on == "total" else "tỷ lệ so với điểm tối đa áp dụng"
    for index, text in enumerate(("", f"Loại (xét theo {on})", "Từ", "Đến dưới")):
        sheet.text(at + 1, index, text, formats.head())
    sheet.raw.set_row(at + 1, 20)
    row = at + 2
    middle = {"valign": "vcenter", "align": "center"}
    for one in ladder.classes:
        sheet.text(row, 0, "", formats())
        sheet.text(row, 1, one.title, formats(valign="vcenter"))
        for column, edge in ((2, one.from_), (3, one.below)):
            sheet.text(row, column, "–" if edge is None else edge.shown(), formats(**middle))
        row += 1
    note = formats.bare(italic=True, text_wrap=True, valign="top")
    sheet.merged(row, 0, len(_COLUMNS) - 1, _WHO_DECIDES, note)
    sheet.raw.set_row(row, 34)
    return _conditions(frame, sheet, ladder, row + 1)


def _conditions(frame: Frame, sheet: Sheet, ladder: Ladder, row: int) -> int:
    formats = frame.formats
    groups = (
        ("Điều kiện của từng loại", ladder.gates),
        ("Không xếp cao hơn một loại khi", ladder.ceilings),
        ("Ngoài các loại", ladder.outside),
    )
    width = sum(width for _, width in _COLUMNS)
    for heading, found in groups:
        if not found:
            continue
        sheet.text(row, 0, heading, formats.bare(bold=True))
        row += 1
        for one in found:
            cell_format = formats.bare(text_wrap=True, valign="top", indent=1)
            sheet.merged(row, 0, len(_COLUMNS) - 1, f"– {one.title.replace(' %', '%')}", cell_format)
            sheet.raw.set_row(row, styles.height((one.title, width - 4)))
            row += 1
    return row


def _remarks(frame: Frame, sheet: Sheet, row: int) -> int:
    """What sheet Khác says of the dossier, where something is filled in there; the next free row."""
    contents, width = frame.contents, sum(width for _, width in _COLUMNS)
    look = frame.formats.bare(text_wrap=True, valign="top")
    remarks = [
        ("submitted", layout.SUBMITTED_CELL, contents.submitted, 1),
        ("note", layout.NOTE_CELL, contents.note, 2),
    ]
    if frame.share:
        texts = contents.unit_texts
        remarks += [(name, at, texts.get(name, ""), 4) for name, at in layout.UNIT_TEXTS.items()]
    for name, (line, column), value, lines in remarks:
        title = layout.REMARKS[name]
        cell = f"'{layout.OTHER}'!${column_letters(column)}${line}"
        said = f'IF(ISNUMBER({cell}),DAY({cell})&"/"&MONTH({cell})&"/"&YEAR({cell}),{cell})'
        sheet.merged(row, 0, len(_COLUMNS) - 1, "", look)
        now = f"{title}: {value}" if value else ""
        sheet.formula(row, 0, f'=IF({cell}="","","{title}: "&{said})', look, now)
        sheet.raw.set_row(row, max(lines * 16, styles.height((now, width - 4))))
        row += 1
    return row + 1


def _no_class(frame: Frame, sheet: Sheet, at: int) -> int:
    """What the sum of a unit is, below the table; the next free row."""
    text = (
        "Điểm phần của đơn vị chỉ để đơn vị tự kiểm tra; loại chỉ xét cho cả cơ quan, sau khi đầu mối ráp đủ các phần."
    )
    note = frame.formats.bare(italic=True, text_wrap=True, valign="top")
    sheet.merged(at, 0, len(_COLUMNS) - 1, text, note)
    return at + 2


def _signatures(frame: Frame, sheet: Sheet, row: int) -> int:
    """Where the paper is signed."""
    middle = frame.formats.bare(bold=True, align="center")
    small = frame.formats.bare(italic=True, align="center")
    for first, last, who in (
        (0, 1, "NGƯỜI LẬP"),
        (4, len(_COLUMNS) - 1, "PHỤ TRÁCH ĐƠN VỊ" if frame.share else "THỦ TRƯỞNG CƠ QUAN"),
    ):
        sheet.merged(row, first, last, who, middle)
        sheet.merged(row + 1, first, last, "(Ký, ghi rõ họ tên; đóng dấu nếu có)", small)
    return row + 5
