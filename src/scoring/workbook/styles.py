"""Colours and formats of cells, and the row heights their texts need."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

FONT = "Times New Roman"
INPUT, MORE, OTHERS, COMPUTED, PLAIN = "#FFF4C7", "#FFFBEA", "#DCE9F7", "#E6F2E6", "#FFFFFF"
ABSENT, WRONG, WAITING, OPEN, DIFFERS = "#E4E4E4", "#F8CFCF", "#CFE2F8", "#FFD98A", "#F9D0B4"
HEAD, GROUP, SUBGROUP, CRITERION = "#1F3864", "#CFDBEA", "#E3EBF4", "#F4F7FB"
BANNER, CONFIRMED = "#FFD966", "#C6E0B4"
GREY, LINE, INK = "#8A8A8A", "#9AA5B1", "#1A1A1A"
LEGEND = (
    (INPUT, "Ô để cơ quan điền: số liệu, trả lời, điểm tự chấm, minh chứng (bấm vào ô sẽ có lời nhắc)."),
    (MORE, "Ô điền khi cần: không áp dụng, lý do, giải trình, ghi chú."),
    (OTHERS, "Ô do cơ quan thẩm định hoặc cơ quan khác điền; cơ quan tự chấm để trống."),
    (COMPUTED, "Ô tự tính từ số liệu và trang Minh chứng; không gõ vào được."),
    (ABSENT, "Mục không áp dụng: đã ghi “Không áp dụng” và nêu lý do."),
    (PLAIN, "Ô khóa: nội dung của bộ tiêu chí, không sửa."),
    (OPEN, "Còn thiếu hoặc nên xem lại: chưa khai, chưa có minh chứng bắt buộc, điểm lẻ hơn bước chấm."),
    (WAITING, "Chờ cơ quan thẩm định hoặc chờ kết quả của cơ quan khác."),
    (DIFFERS, "Điểm tự chấm khác điểm tạm tính: xem lại, hoặc nêu lý do ở cột Ghi chú."),
    (WRONG, "Khi đọc sổ sẽ bị từ chối: sai kiểu, ngoài giới hạn, thiếu phần bắt buộc, hoặc một văn bản ghi hai lần."),
)
_LINE = {11: 15.0, 10: 12.9, 9: 12.0}
"""Height of a line by the size of its letters, in points."""
_DIGIT, _LETTER, _CAPITAL = 500, 490, 710
_NARROW = dict.fromkeys(" .,;:'/|!", 260) | dict.fromkeys("ijltfr()-[]–“”ìíỉĩị", 340) | dict.fromkeys("mwMW%…", 810)
"""Widths of letters in thousandths of their size, a little more than those of the font."""
_HIGHEST = 400.0
Style = dict[str, str | int]
"""Properties of a cell format, by the writer's names; switches are booleans."""


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, str | int], ...], Any] = {}

    def __call__(self, background: str = PLAIN, **more: str | int) -> Any:
        """A bordered, wrapped, top-aligned cell; locked unless `locked` is False."""
        wanted: Style = {
            "font_name": FONT,
            "font_size": 11,
            "font_color": INK,
            "valign": "top",
            "text_wrap": True,
            "border": 1,
            "border_color": LINE,
            "bg_color": background,
            **more,
        }
        return self._format(wanted)

    def bare(self, **more: str | int) -> Any:
        """Text outside tables: no border, no wrapping."""
        return self._format({"font_name": FONT, "font_size": 11, "valign": "vcenter", **more})

    def head(self) -> Any:
        """A heading of a table."""
        return self(HEAD, bold=True, font_color="#FFFFFF", align="center", valign="vcenter")

    def heading(self) -> Any:
        """A heading outside tables."""
        return self.bare(bold=True, font_size=12, font_color=HEAD)

    def hint(self) -> Any:
        """A hint outside tables, in grey italics."""
        return self.bare(italic=True, font_color="#555555")

    def _format(self, wanted: Style) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(wanted)
        return self._made[key]


def lines_of(text: str, width: float, size: int = 11) -> int:
    """Lines a text takes in a cell of this width, which is told in digits of size 11; about one is left free."""
    room = max(3.0, width - 0.9) * _DIGIT * 11 / size
    lines = 0
    for line in text.split("\n"):
        lines, left = lines + 1, room
        for word in re.findall(r"\S+\s*", line):
            if (wide := _breadth(word.rstrip())) > left:
                lines, left = lines + max(1, ceil(wide / room)), room
            left -= _breadth(word)
    return lines


def _breadth(text: str) -> int:
    """The width of a text in thousandths of the size of its letters."""
    usual = (_DIGIT if c.isdigit() else _CAPITAL if c.isupper() else _LETTER for c in text)
    return sum(_NARROW.get(c, wide) for c, wide in zip(text, usual, strict=True))


def height(*cells: tuple[str, float], size: int = 11) -> float:
    """The height of a row whose texts stand in columns of these widths, in points."""
    lines = max([1, *(lines_of(text, width, size) for text, width in cells if text)])
    return min(_HIGHEST, lines * _LINE[size] + 1)
