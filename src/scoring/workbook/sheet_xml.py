"""Reads one worksheet part into cells; values as stored, formulas and errors marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from scoring.workbook.cells import Cell, Sheet, cell_name
from scoring.workbook.number_formats import Styles, iso
from scoring.workbook.package import Package
from scoring.workbook.xml_part import read_xml

_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MOST_COLUMN, _MOST_ROW = 16_384, 1_048_576
_ARRAYS = 1_000


def unescaped(text: str) -> str:
    r"""A text with the characters that XML cannot hold put back, line ends made equal.

    >>> unescaped("a_x000D_\nb")
    'a\nb'
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def position(ref: str) -> tuple[int, int] | None:
    """Row (from 1) and column (from 0) of a cell's name; None where there is no such cell.

    >>> position("E14"), position("XFE1")
    ((14, 4), None)
    """
    found = _REF.fullmatch(ref)
    if found is None:
        return None
    column = 0
    for char in found[1]:
        column = column * 26 + ord(char) - 64
    row = int(found[2])
    return (row, column - 1) if column <= _MOST_COLUMN and row <= _MOST_ROW else None


class SheetReader:
    """Reads worksheets that share texts, styles and a limit on cells."""

    def __init__(self, package: Package, texts: list[str], styles: Styles, from_1904: bool) -> None:
        self.package = package
        self.texts = texts
        self.styles = styles
        self.from_1904 = from_1904
        self.count = 0

    def read(self, part: str, name: str, state: str) -> Sheet:
        """The cells of a worksheet.

        Raises:
            InvalidInput: it is damaged or holds too much.
        """
        sheet = Sheet(name, state)
        parse = _Parse(self, part, sheet)
        read_xml(self.package, part, parse.start, parse.end, parse.text)
        parse.mark_arrays()
        return sheet


class _Parse:
    def __init__(self, reader: SheetReader, part: str, sheet: Sheet) -> None:
        self.reader = reader
        self.part = part
        self.sheet = sheet
        self.row = 0
        self.column = -1
        self.at = (0, 0)
        self.given: dict[str, str] | None = None
        self.formula = False
        self.phonetic = False
        self.into: list[str] | None = None
        self.length = 0
        self.value: list[str] = []
        self.inline: list[str] = []
        self.arrays: list[tuple[int, int, int, int]] = []

    def broken(self, vi: str, en: str) -> Exception:
        return self.reader.package.broken(self.part, vi, en)

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = self._row(given.get("r")), -1
        elif tag == "c":
            self._cell(given)
        elif tag == "mergeCell":
            self.sheet.merged.append(self._range(given.get("ref", "")))
        elif self.given is None:
            return
        elif tag == "v":
            self.into = self.value
        elif tag == "t" and not self.phonetic:
            self.into = self.inline
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "f":
            self.formula = True
            if given.get("t") in {"array", "dataTable"} and "ref" in given:
                self._array(given["ref"])

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.into = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and self.given is not None:
            self._done(self.given)
            self.given = None

    def text(self, text: str) -> None:
        if self.into is not None:
            self.length += len(text)
            if self.length > self.reader.package.bounds.text:
                most = self.reader.package.bounds.text
                what = f"số ký tự trong ô {self.sheet.name}!{cell_name(*self.at)}"
                what_en = f"characters in {self.sheet.name}!{cell_name(*self.at)}"
                raise self.reader.package.large(what, what_en, self.length, most)
            self.into.append(text)

    def _row(self, given: str | None) -> int:
        if given is None:
            return self.row + 1
        if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= _MOST_ROW:
            raise self.broken(f"số dòng “{given[:20]}” không có", f"there is no row “{given[:20]}”")
        return int(given)

    def _cell(self, given: dict[str, str]) -> None:
        ref = given.get("r")
        if ref is None:
            at = (self.row, self.column + 1)
        else:
            found = position(ref)
            if found is None or found[0] != self.row:
                raise self.broken(f"ô “{ref[:20]}” đặt sai chỗ", f"the cell “{ref[:20]}” is out of place")
            at = found
        self.at, self.column = at, at[1]
        self.given, self.formula = given, False
        self.value, self.inline, self.length = [], [], 0

    def _array(self, ref: str) -> None:
        if len(self.arrays) >= _ARRAYS:
            raise self.broken("quá nhiều công thức mảng", "too many array formulas")
        self.arrays.append(self._range(ref))

    def _range(self, ref: str) -> tuple[int, int, int, int]:
        first, _, last = ref.partition(":")
        begin, end = position(first), position(last or first)
        if begin is None or end is None:
            raise self.broken(f"vùng ô “{ref[:20]}” không có", f"there is no range “{ref[:20]}”")
        return (*begin, *end)

    def mark_arrays(self) -> None:
        # Cells an array formula fills hold a value only; the formula stands in its first cell.
        for top, left, bottom, right in self.arrays:
            for number, row in self.sheet.rows.items():
                if top <= number <= bottom:
                    for column, cell in row.items():
                        if left <= column <= right and not cell.formula:
                            row[column] = Cell(number, column, cell.kind, cell.text, cell.percent, True)

    def _done(self, given: dict[str, str]) -> None:
        row, column = self.at
        cell = self._made(given)
        if cell is None:
            return
        below = self.sheet.rows.setdefault(row, {})
        if column in below:
            raise self.broken(f"ô {cell.name} ghi hai lần", f"the cell {cell.name} is given twice")
        below[column] = cell
        self.reader.count += 1
        most = self.reader.package.bounds.cells
        if self.reader.count > most:
            raise self.reader.package.large("số ô có nội dung", "cells with content", self.reader.count, most)

    def _made(self, given: dict[str, str]) -> Cell | None:
        kind, value = given.get("t", "n"), "".join(self.value)
        make: Callable[[str, str], Cell | None] = {
            "s": self._shared,
            "str": self._text,
            "inlineStr": self._inline,
            "b": self._yes_no,
            "e": self._error,
            "d": self._text,
            "n": self._number,
        }.get(kind, self._unknown)
        cell = make(value, given.get("s", ""))
        if cell is None and self.formula:
            # A formula nobody has computed yet is no empty cell.
            return Cell(*self.at, "text", "", formula=True)
        return cell

    def _unknown(self, value: str, style: str) -> Cell | None:
        raise self.broken(f"ô {cell_name(*self.at)} có kiểu lạ", f"{cell_name(*self.at)} has an unknown type")

    def _text(self, value: str, style: str) -> Cell | None:
        text = unescaped(value)
        return Cell(*self.at, "text", text, formula=self.formula) if text.strip() else None

    def _inline(self, value: str, style: str) -> Cell | None:
        return self._text("".join(self.inline), style)

    def _shared(self, value: str, style: str) -> Cell | None:
        index = value.strip()
        if not index and not self.value:
            return None
        if not index.isascii() or not index.isdigit() or int(index[:9]) >= len(self.reader.texts):
            name = cell_name(*self.at)
            raise self.broken(f"ô {name} chỉ đến chữ không có", f"{name} names a text that is not there")
        text = self.reader.texts[int(index)]
        return Cell(*self.at, "text", text, formula=self.formula) if text.strip() else None

    def _yes_no(self, value: str, style: str) -> Cell | None:
        value = value.strip().lower()
        if not value:
            return None
        return Cell(*self.at, "yes_no", "1" if value in {"1", "true"} else "0", formula=self.formula)

    def _error(self, value: str, style: str) -> Cell | None:
        return Cell(*self.at, "error", value.strip()[:20] or "#?", formula=self.formula)

    def _number(self, value: str, style: str) -> Cell | None:
        value = value.strip()
        if not value:
            return None
        if len(value) > 330 or not _NUMBER.fullmatch(value):
            raise self.broken(f"ô {cell_name(*self.at)} không phải số", f"{cell_name(*self.at)} is no number")
        shown = self.reader.styles.of(style or None)
        if shown.date:
            day = self._day(value, shown.date)
            if day is not None:
                return Cell(*self.at, "date", day, formula=self.formula)
        return Cell(*self.at, "number", value, shown.percent, self.formula)

    def _day(self, value: str, shown: str) -> str | None:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None
        return iso(number, shown, self.reader.from_1904) if 0 <= number < 3_000_000 else None
