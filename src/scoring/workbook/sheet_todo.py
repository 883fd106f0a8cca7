"""Sheet Việc còn lại: what the agency still has to do, each with a link to its cell; formulas compute it."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.text import column_letters
from scoring.workbook import layout, styles
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.layout import CRITERIA, EVIDENCE
from scoring.workbook.layout import CRITERIA_TABLE as TABLE
from scoring.workbook.todo import row_name, todo_now

_FIRST = 8
"""The first row of the list, from 1."""
_FAULTY = 30
"""Lines kept for records with something wrong."""
_COLUMNS = (("TT", 6), ("Nội dung (bấm để đến ô cần điền)", 84), ("Việc còn lại", 50))
_MANY, _BAD = "$E$4", "$F$4"
"""Hidden cells: how many rows of sheet Tiêu chí have something to do, and how many records something wrong."""
_LINK = "#0563C1"


def write_todo(frame: Frame, sheet: Sheet) -> None:
    """Fill the sheet."""
    formats = frame.formats
    todo = [(at, text) for at, text in enumerate(todo_now(frame)) if text]
    wrong = [at for at in range(len(frame.contents.evidence)) if len(frame.checks.wrong_now(at)) > 1]
    for index, (title, width) in enumerate(_COLUMNS):
        sheet.raw.set_column(index, index, width)
        sheet.text(_FIRST - 2, index, title, formats.head())
    sheet.raw.set_row(_FIRST - 2, 22)
    sheet.hide_columns(len(_COLUMNS), 3)
    counts = (_criteria(frame, "count"), frame.addresses.records_range("count"))
    for column, area, now in ((4, counts[0], len(todo)), (5, counts[1], len(wrong))):
        sheet.formula(3, column, f"=MAX({area})", formats.bare(), now)
    total = f"({_MANY}+{_BAD})"
    done, more = "Không còn việc nào.", " việc; bấm vào nội dung để đến ô cần điền."
    said = f"Còn {len(todo) + len(wrong)}{more}" if todo or wrong else done
    bold = formats.bare(bold=True, font_color="#7F3F00")
    sheet.formula(3, 0, f'=IF({total}=0,"{done}","Còn "&{total}&"{more}")', bold, said)
    _complete(frame, sheet)
    lines = sum(row.role != "section" for row in frame.addresses.rows) + _FAULTY
    for index in range(lines):
        _line(frame, sheet, index, todo, wrong)
    last = _FIRST - 2 + lines
    grid = frame.raw_format(border=1, border_color=styles.LINE)
    sheet.colour((_FIRST - 1, 0, last, len(_COLUMNS) - 1), f'=$A{_FIRST}<>""', grid)
    sheet.raw.freeze_panes(_FIRST - 1, 0)
    # A list of links, for the screen; on paper sheet Tiêu chí says in each row what is left to do.
    sheet.print_nothing()


def _criteria(frame: Frame, column: str) -> str:
    """A column of sheet Tiêu chí, all rows."""
    name, last = frame.addresses.column(column), TABLE.first_row + len(frame.addresses.rows) - 1
    return f"'{CRITERIA}'!${name}${TABLE.first_row}:${name}${last}"


def _complete(frame: Frame, sheet: Sheet) -> None:
    """Whether the list of evidence is complete: asked where the points that depend on it are missed."""
    row, column = layout.COMPLETE_CELL
    there = f"'{EVIDENCE}'!{column_letters(column)}{row}"
    asked, said = "Chưa trả lời: đã liệt kê đủ minh chứng chưa? (đầu trang Minh chứng)", "Danh sách minh chứng: "
    formula = f'=HYPERLINK("#{there}",IF({there}="","{asked}","{said}"&{there}))'
    now = said + frame.contents.complete if frame.contents.complete else asked
    sheet.formula(4, 0, formula, frame.formats.bare(font_color=_LINK, underline=1), now)


def _line(frame: Frame, sheet: Sheet, index: int, todo: Sequence[tuple[int, str]], wrong: Sequence[int]) -> None:
    """One line of the list; the cells that are filled in only when there is so much to do."""
    at, addresses = _FIRST + index, frame.addresses
    number, place = f"$A{at}", f"$D{at}"
    values = _now(frame, index, todo, wrong)
    rows, faulty = _criteria(frame, "count"), addresses.records_range("count")
    where = f"IF({number}<={_MANY},MATCH({number},{rows},0),MATCH({number}-{_MANY},{faulty},0))"
    claim, answer = (f"\"#'{CRITERIA}'!{TABLE.letter(key)}\"" for key in ("claim", "answer"))
    is_criterion = f'LEFT(INDEX({_criteria(frame, "id")},{place}),3)="tc:"'
    target = f"IF({is_criterion},{claim},{answer})&({place}+{TABLE.first_row - 1})"
    record = f"\"#'{EVIDENCE}'!{addresses.record_letter('kind')}\"&({place}+{addresses.evidence.first_row - 1})"
    named = f'"Minh chứng "&INDEX({addresses.records_range("id")},{place})'
    row = f"HYPERLINK({target},INDEX({_criteria(frame, 'name')},{place}))"
    link = f"IF({number}<={_MANY},{row},HYPERLINK({record},{named}))"
    faults = f"INDEX({addresses.records_range('wrong')},{place})"
    words = f'"thiếu hoặc sai: "&SUBSTITUTE(MID({faults},2,LEN({faults})-2),";","; ")'
    said = f"IF({number}<={_MANY},INDEX({_criteria(frame, 'todo')},{place}),{words})"
    formulas = (f'=IF({index + 1}>{_MANY}+{_BAD},"",{index + 1})', f'=IF({number}="","",{link})',
                f'=IF({number}="","",{said})', f'=IF({number}="","",{where})')  # fmt: skip
    style: styles.Style = {"shrink": True}
    blue: styles.Style = {**style, "font_color": _LINK, "underline": 1}
    looks: tuple[styles.Style, ...] = ({"align": "center"}, blue, style, style)
    for column, (formula, value, look) in enumerate(zip(formulas, values, looks, strict=True)):
        sheet.formula(at - 1, column, formula, frame.formats.bare(**look), value)
    sheet.raw.set_row(at - 1, 18)


def _now(
    frame: Frame, index: int, todo: Sequence[tuple[int, str]], wrong: Sequence[int]
) -> tuple[int | str, str, str, int | str]:
    """Number, name, words and place of a line as the dossier stands."""
    if index < len(todo):
        at, text = todo[index]
        return index + 1, row_name(frame.addresses.rows[at]), text, at + 1
    if index < len(todo) + len(wrong):
        at = wrong[index - len(todo)]
        one = frame.contents.evidence[at]
        faults = frame.checks.wrong_now(at)[1:-1].replace(";", "; ")
        return index + 1, f"Minh chứng {one['id']}", f"thiếu hoặc sai: {faults}", at + 1
    return "", "", "", ""
