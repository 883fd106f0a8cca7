"""Numbers as workbooks store them: binary, where people typed decimals."""

from __future__ import annotations

from decimal import Context, Decimal

from scoring.numbers import parse_number, vi

DIGITS = 15
"""Significant digits Excel keeps and shows."""
SURE_SHARE = 10
"""From here on (1000 %) a number in a cell shown with % was most likely typed or pasted as so many percent."""


def exact(stored: str) -> tuple[Decimal, bool]:
    """The number a cell stores, to the 15 digits Excel shows, and whether it stores something else.

    A workbook holds binary numbers, some programs writing all 17 digits of them: ``8.0999999999999996`` is 8.1.

    >>> exact("8.0999999999999996"), exact("0.30000000000000004")
    ((Decimal('8.1'), False), (Decimal('0.300000000000000'), True))
    """
    shortest = Decimal(repr(float(stored)))
    if not shortest.is_finite():
        return shortest, False
    rounded = Context(prec=DIGITS).plus(shortest)
    return rounded, rounded != shortest


def plain_digits(number: Decimal) -> str:
    """All digits of a number, without an exponent or zeros at the end."""
    if number == number.to_integral_value():
        return str(int(number))
    return f"{number.normalize(Context(prec=60)):f}"


def with_comma(digits: str) -> str:
    """Digits as Vietnamese papers write them."""
    number = parse_number(digits)
    return digits.replace(".", ",") if number is None else vi(number, None, 20)
