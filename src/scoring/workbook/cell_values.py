"""Values of cells: numbers, shares, days, choices, texts. A cell that can be read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from scoring.diagnostics import did_you_mean
from scoring.numbers import Number, parse_fraction, parse_number, parse_vietnamese, without_group_spaces
from scoring.personal_data import looks_personal
from scoring.text import INVISIBLE, UNSAFE, clip, fold, has_invisible, has_unsafe, is_nfc, nfc, visible
from scoring.values import PartialDate
from scoring.workbook.cell_texts import DIGITS, SURE_SHARE, exact, iso_day, plain_digits, with_comma
from scoring.workbook.cells import Cell, CellRef, SheetDocument
from scoring.workbook.layout import NO, YES

T = TypeVar("T")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_FIRST_DAY, _DAYS = date(1899, 12, 30), (20_000, 80_000)
"""From which day Excel counts, and numbers in a column of dates that can be nothing but days: 1954 to 2119."""
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_KINDS = {
    "number": ("số", "a number"),
    "date": ("ngày", "a date"),
    "yes_no": ("giá trị TRUE/FALSE", "TRUE or FALSE"),
    "text": ("chữ", "text"),
    "error": ("lỗi", "an error"),
}


def trimmed(text: str) -> str:
    """The text without spaces around it, wide and unbreakable ones made plain."""
    return _SPACES.sub(" ", text).strip()


def id_text(text: str) -> str:
    r"""An id as it was written: LibreOffice turns ``_xa_`` in it into a line break, which no id can hold.

    >>> id_text("sl:ty_le\ndat ")
    'sl:ty_le_xa_dat'
    """
    return re.sub("[\x01-\x0f]", lambda found: f"_x{ord(found[0]):x}_", trimmed(text))


def comparable(text: str) -> str:
    """A choice as it is compared: without tones, case or doubled spaces.

    >>> comparable("  KHÔNG  áp dụng ")
    'khong ap dung'
    """
    return " ".join(fold(nfc(trimmed(text))).split())


class Values:
    """Reads cells as values; a problem is reported to the document and gives None."""

    def __init__(self, doc: SheetDocument) -> None:
        self.doc = doc

    def sound(self, cell: Cell) -> bool:
        """Whether the cell holds a value at all, not an error or a formula nobody has computed."""
        unknown = cell.formula and not cell.text
        if cell.kind == "error" and not unknown:
            self.doc.report("SC741", cell, found=cell.text)
        elif unknown:
            self.doc.report("SC740", cell)
        elif cell.formula:
            self.doc.report("SC789", cell, found=self.shown(cell))
        return not unknown and cell.kind != "error"

    def clean(self, cell: Cell) -> str:
        """A text in normal form C; control and hidden characters are reported."""
        text = cell.text
        if has_unsafe(text):
            found = re.search(UNSAFE, text)
            char = f"U+{ord(found[0]):04X}" if found else ""
            self.doc.report("SC118", cell, char=char, text=visible(text[:40]))
            text = re.sub(UNSAFE, "\ufffd", text)
        if has_invisible(text):
            self.doc.report("SC115", cell, text=visible(text[:40]))
        if not is_nfc(text):
            self.doc.report("SC114", cell)
            text = nfc(text)
        return text.strip()

    def text(self, cell: Cell | None, code: bool = False) -> str | None:
        """Free text, or with `code` an id, in which hidden characters are dropped; None for no cell."""
        if cell is None or not self.sound(cell):
            return None
        if cell.kind == "text" and code:
            return re.sub(INVISIBLE, "", self.clean(replace(cell, text=id_text(cell.text))))
        if cell.kind == "text":
            return self.clean(cell)
        if cell.kind == "number" and not cell.percent:
            number, inexact = exact(cell.text)
            whole = number.is_finite() and number == number.to_integral_value()
            if whole and not inexact and abs(number) < 10**DIGITS:
                # The digits are all there; a leading zero would have made it text.
                return str(int(number))
        kind, english = _KINDS[cell.kind]
        self.doc.report("SC749", cell, found=self.shown(cell), kind=kind, kind_en=english)
        return None

    def shown(self, cell: Cell) -> str:
        """A cell's content for a message."""
        if cell.kind == "yes_no":
            return "TRUE" if cell.text == "1" else "FALSE"
        if cell.kind == "date":
            try:
                return PartialDate.parse(cell.text).vi
            except ValueError:
                return cell.text
        if cell.kind == "number":
            number, _ = exact(cell.text)
            if not number.is_finite() or not -20 < number.adjusted() < 40:
                return cell.text[:40]
            shown = f"{plain_digits(number * 100)} %" if cell.percent else plain_digits(number)
            return shown.replace(".", ",")
        text = nfc(cell.text).strip()
        personal = looks_personal(text[:1000])
        # What is printed here ends in logs.
        return personal[0][1] if personal else clip(visible(text), 60)

    def number(self, cell: Cell | None) -> int | Decimal | None:
        """An exact number; a percentage, a date or a word is refused; None for no cell."""
        if cell is None or not self.sound(cell):
            return None
        if cell.kind == "number" and not cell.percent:
            return self.stored(cell)
        if cell.kind == "text":
            digits = self.digits(cell, trimmed(self.clean(cell)))
            if digits is None:
                return None
            if digits:
                return Decimal(digits) if "." in digits else int(digits)
        self.wrong(cell, "một con số, không có dấu %", "a number without %")
        return None

    def points(self, cell: Cell | None) -> Number | Decimal | None:
        """An exact number, also as a fraction typed as text: ``12/7``; None for no cell."""
        fraction = parse_fraction(trimmed(cell.text)) if cell is not None and cell.kind == "text" else None
        return self.number(cell) if fraction is None else fraction

    def percent(self, cell: Cell) -> str | None:
        """A share as the dossier writes it: ``85 %``."""
        if not self.sound(cell):
            return None
        if cell.kind == "number":
            stored = self.stored(cell)
            if stored is None:
                return None
            number = Decimal(stored)
            if cell.percent and abs(number) < SURE_SHARE:
                return f"{plain_digits(number * 100)} %"
            if cell.percent:
                one, other = (with_comma(plain_digits(n)) for n in (number, number * 100))
                self.doc.report("SC757", cell, found=f"{other} %", one=f"{one} %")
                return None
            self.unsigned(cell, number)
            return None
        if cell.kind == "text":
            text = trimmed(self.clean(cell))
            digits = self.digits(cell, text.removesuffix("%").rstrip())
            if digits is None:
                return None
            if digits and text.endswith("%"):
                return f"{digits} %"
            if digits:
                self.unsigned(cell, Decimal(digits))
                return None
        self.wrong(cell, "một tỷ lệ viết có dấu %", "a percentage written with %")
        return None

    def unsigned(self, at: CellRef, number: Decimal) -> None:
        """Refuse a share without its sign."""
        found, other = (with_comma(plain_digits(n)) for n in (number, number * 100))
        self.doc.report("SC744", at, found=found, one=f"{found} %", other=f"{other} %")

    def stored(self, cell: Cell) -> int | Decimal | None:
        """The number in a number cell."""
        number, inexact = exact(cell.text)
        if not number.is_finite() or abs(number) >= 10**DIGITS:
            self.doc.report("SC748", cell, found=cell.text[:40])
            return None
        if inexact:
            found = with_comma(plain_digits(Decimal(repr(float(cell.text)))))
            self.doc.report("SC747", cell, found=found, read=with_comma(plain_digits(number)))
        return int(number) if number == number.to_integral_value() else Decimal(plain_digits(number))

    def digits(self, at: CellRef, text: str) -> str | None:
        """Typed digits with a point; empty where the text is no number, None where it was refused."""
        text = text.replace("\u2212", "-")
        if _AMBIGUOUS.fullmatch(text):
            self.doc.report("SC743", at, found=text, one=text.replace(".", ""), other=text.replace(".", ","))
            return None
        text = without_group_spaces(text)
        if parse_vietnamese(text) is not None:
            return text.replace(".", "").replace(",", ".")
        return text if parse_number(text) is not None else ""

    def wrong(self, cell: Cell, wanted: str, wanted_en: str) -> None:
        """Refuse a value of another kind than the cell takes."""
        self.doc.report("SC742", cell, wanted=wanted, wanted_en=wanted_en, found=self.shown(cell))

    def day(self, cell: Cell) -> str | None:
        """A date, whole or partial, in ISO form; never completed, never read month first."""
        if not self.sound(cell):
            return None
        if cell.kind == "yes_no":
            self.wrong(cell, "một ngày", "a date")
            return None
        day, why, why_en = None, "", ""
        # A year as a day number would be one of 1905: nobody means that.
        if cell.kind == "number" and cell.text.isdigit() and _DAYS[0] <= int(cell.text[:9]) <= _DAYS[1]:
            found = _FIRST_DAY + timedelta(int(cell.text))
            self.doc.report("SC696", cell, found=cell.text, read=f"{found:%d/%m/%Y}")
            return found.isoformat()
        if cell.kind == "number" and not (cell.text.isdigit() and 1900 <= int(cell.text[:9]) <= 2999):
            why, why_en = ": đây là số thứ tự ngày của Excel", ": it is Excel's number of a day"
        else:
            day, there = iso_day(comparable(self.clean(cell).rstrip(".,; ") if cell.kind == "text" else cell.text))
            if not there:
                why, why_en = ": không có ngày này", ": there is no such day"
        if day is None:
            self.doc.report("SC746", cell, found=self.shown(cell), why=why, why_en=why_en)
        return day

    def choice(self, cell: Cell, offered: Mapping[str, T], ids: Mapping[str, T] | None = None) -> T | None:
        """What the label chosen stands for; labels are compared without tones, case and spaces.

        `ids` are taken, too, but not offered; a label wins over an id that reads the same.
        """
        if not self.sound(cell):
            return None
        if cell.kind == "yes_no" and YES in offered:
            return offered[YES if cell.text == "1" else NO]
        text = _digits_of(cell) if cell.kind == "number" else trimmed(self.clean(cell))
        for known in (offered, ids or {}):
            if text in known:
                return known[text]
        folded = [one for one in offered if comparable(one) == comparable(text)]
        if len({str(offered[one]) for one in folded}) == 1:
            return offered[folded[0]]
        # Labels may hold commas.
        guess = did_you_mean(text, offered)
        self.doc.report("SC745", cell, found=self.shown(cell), known="; ".join(offered), guess=guess)
        return None


def _digits_of(cell: Cell) -> str:
    number, _ = exact(cell.text)
    return plain_digits(number) if number.is_finite() else cell.text
