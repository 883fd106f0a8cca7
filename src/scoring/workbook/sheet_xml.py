"""Reads one worksheet part into cells; values as stored, formulas and errors marked as such."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from scoring.workbook.cells import Cell, Kind, Sheet, cell_name
from scoring.workbook.number_formats import Styles, iso
from scoring.workbook.package import Package, read_xml

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
        self.package, self.texts, self.styles, self.from_1904 = package, texts, styles, from_1904
        self.count = 0

    def read(self, part: str, name: str) -> Sheet:
        """The cells of a worksheet; InvalidInput if it is damaged or holds too much."""
        sheet = Sheet(name)
        parse = _Parse(self, part, sheet)
        read_xml(self.package, part, parse.start, parse.end, parse.text)
        parse.mark_arrays()
        return sheet


class _Parse:
    def __init__(self, reader: SheetReader, part: str, sheet: Sheet) -> None:
        self.reader, self.part, self.sheet = reader, part, sheet
        self.row, self.column = 0, -1
        self.given: dict[str, str] | None = None
        """Attributes of the cell being read."""
        self.formula = self.phonetic = False
        self.into: list[str] | None = None
        self.length = 0
        self.value: list[str] = []
        self.inline: list[str] = []
        self.arrays: list[tuple[int, int, int, int]] = []

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)

    def broken(self, vi: str, en: str) -> Exception:
        return self.reader.package.broken(self.part, vi, en)

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row" and self.given is None:
            self.row, self.column = self._row(given.get("r")), -1
            if given.get("hidden") in {"1", "true"}:
                self.sheet.hidden.add(self.row)
        elif tag == "c":
            self.column = self._column(given.get("r"))
            self.given, self.formula = given, False
            self.value, self.inline, self.length = [], [], 0
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
                if len(self.arrays) >= _ARRAYS:
                    raise self.broken("quá nhiều công thức mảng", "too many array formulas")
                self.arrays.append(self._range(given["ref"]))

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
            most = self.reader.package.bounds.text
            if self.length > most:
                where = f"{self.sheet.name}!{self.name}"
                raise self.reader.package.large(
                    f"số ký tự trong ô {where}", f"characters in {where}", self.length, most
                )
            self.into.append(text)

    def _row(self, given: str | None) -> int:
        if given is None:
            return self.row + 1
        if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= _MOST_ROW:
            raise self.broken(f"số dòng “{given[:20]}” không có", f"there is no row “{given[:20]}”")
        return int(given)

    def _column(self, ref: str | None) -> int:
        if ref is None:
            return self.column + 1
        found = position(ref)
        if found is None or found[0] != self.row:
            raise self.broken(f"ô “{ref[:20]}” đặt sai chỗ", f"the cell “{ref[:20]}” is out of place")
        return found[1]

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
                for column, cell in row.items():
                    if top <= number <= bottom and left <= column <= right and not cell.formula:
                        row[column] = replace(cell, formula=True)

    def _done(self, given: dict[str, str]) -> None:
        cell = self._cell(given.get("t", "n"), "".join(self.value), given.get("s"))
        if cell is None and self.formula:
            # A formula nobody has computed yet is no empty cell; one computed as an empty text says so by its type.
            cell = self._made("text" if given.get("t") == "str" else "error", "")
        if cell is None:
            return
        below = self.sheet.rows.setdefault(self.row, {})
        if self.column in below:
            raise self.broken(f"ô {self.name} ghi hai lần", f"the cell {self.name} is given twice")
        below[self.column] = cell
        if self.reader.styles.of(given.get("s")).struck:
            self.sheet.struck.add(self.row)
        self.reader.count += 1
        most = self.reader.package.bounds.cells
        if self.reader.count > most:
            raise self.reader.package.large("số ô có nội dung", "cells with content", self.reader.count, most)

    def _made(self, kind: Kind, text: str, percent: bool = False) -> Cell:
        return Cell(self.sheet.name, self.row, self.column, kind=kind, text=text, percent=percent, formula=self.formula)

    def _cell(self, kind: str, value: str, style: str | None) -> Cell | None:
        """The cell of a stored value, by the type that stands with it; None for an empty one."""
        plain = value.strip()
        if kind in {"s", "str", "inlineStr", "d"}:
            stored = "".join(self.inline) if kind == "inlineStr" else value
            text = self._shared(plain) if kind == "s" else unescaped(stored)
            return self._made("text", text) if text.strip() else None
        if kind == "e":
            return self._made("error", plain[:20] or "#?")
        if kind not in {"b", "n"}:
            raise self.broken(f"ô {self.name} có kiểu lạ", f"{self.name} has an unknown type")
        if not plain:
            return None
        if kind == "b":
            return self._made("yes_no", "1" if plain.lower() in {"1", "true"} else "0")
        if len(plain) > 330 or not _NUMBER.fullmatch(plain):
            raise self.broken(f"ô {self.name} không phải số", f"{self.name} is no number")
        shown = self.reader.styles.of(style)
        day = self._day(plain, shown.date) if shown.date else None
        return self._made("number", plain, shown.percent) if day is None else self._made("date", day)

    def _shared(self, index: str) -> str:
        """The text a cell shares with others; "" where it names none."""
        if not index and not self.value:
            return ""
        if not index.isascii() or not index.isdigit() or int(index[:9]) >= len(self.reader.texts):
            raise self.broken(f"ô {self.name} chỉ đến chữ không có", f"{self.name} names a text that is not there")
        return self.reader.texts[int(index)]

    def _day(self, value: str, shown: str) -> str | None:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None
        return iso(number, shown, self.reader.from_1904) if 0 <= number < 3_000_000 else None
