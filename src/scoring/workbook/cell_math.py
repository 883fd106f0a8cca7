"""Building blocks of cell formulas: exact numbers, the schemes' rounding, codes for values that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from scoring.numbers import Number, decimals_of, fixed

_PLACES = 10
_DIGITS = 15


class Code(StrEnum):
    """What stands in a cell in place of a value."""

    STATED = "x"
    """Not applicable, as the agency says."""
    STRUCTURAL = "z"
    """Not applicable, as a denominator is zero."""
    ABSENT = "?"
    PENDING = "p"
    """To be given by somebody else."""
    WRONG = "!"
    MISSING = "m"
    """Evidence is missing."""
    UNKNOWN = "u"
    """Not computable by a formula."""
    OPEN = ">"
    """A list still open, followed by what is there so far."""
    SPAN = "~"
    """A value known to lie between two, which follow: ``~-5;25``."""


def literal(value: Number) -> str:
    """An exact number for a formula.

    >>> from fractions import Fraction
    >>> literal(Fraction(9, 2)), literal(Fraction(8, 3))
    ('4.5', '(8/3)')
    """
    places = decimals_of(value)
    if places is None or places > _DIGITS:
        return f"({value.numerator}/{value.denominator})"
    text = fixed(value, places)
    return f"({text})" if value < 0 else text


def guarded(expression: str) -> str:
    """The value rounded to 10 decimals: binary numbers would miss an edge they should meet."""
    return f"ROUND({expression},{_PLACES})"


def rounded(expression: str, step: Number, mode: str) -> str:
    """The value rounded to a multiple of `step`, as `scoring.numbers.round_to` does."""
    over, under = step.numerator, step.denominator
    steps = guarded(f"({expression})*{under}/{over}" if over != 1 else f"({expression})*{under}")
    whole = {
        "half_up": f"ROUND({steps},0)",
        "half_even": f"IF(ABS(MOD({steps},1)-0.5)<0.000000001,2*ROUND({steps}/2,0),ROUND({steps},0))",
        "half_down": f"SIGN({steps})*-INT(0.5-ABS({steps}))",
        "up": f"ROUNDUP({steps},0)",
        "down": f"ROUNDDOWN({steps},0)",
        "ceiling": f"-INT(-{steps})",
        "floor": f"INT({steps})",
    }[mode]
    scaled = whole if over == 1 else f"({whole})*{over}"
    return scaled if under == 1 else f"({scaled})/{under}"


def clipped(expression: str, maximum: Number, least: Number = 0) -> str:
    """The value kept within ``[least, maximum]``."""
    return f"MAX({literal(least)},MIN({literal(maximum)},{expression}))"


def all_of(conditions: Iterable[str]) -> str:
    """A condition that holds when all of these hold."""
    found = list(conditions)
    return found[0] if len(found) == 1 else f"AND({','.join(found)})"


def any_of(conditions: Iterable[str]) -> str:
    """A condition that holds when at least one of these holds."""
    found = list(conditions)
    return found[0] if len(found) == 1 else f"OR({','.join(found)})"


def is_absent(*cells: str) -> str:
    """Whether one of the values does not apply."""
    tests = (f'{cell}="{code}"' for cell in cells for code in (Code.STATED, Code.STRUCTURAL))
    return f"OR({','.join(tests)})"


def absent_code(cells: Sequence[str]) -> str:
    """The code of a derived value when some of its inputs do not apply."""
    stated = any_of(f'{cell}="{Code.STATED}"' for cell in cells)
    return f'IF({stated},"{Code.STATED}","{Code.STRUCTURAL}")'


def why_not(cells: Sequence[str]) -> str:
    """The code of a derived value when some of its inputs are missing."""
    wrong = any_of(f'{cell}="{Code.WRONG}"' for cell in cells)
    waits = all_of(f'OR(ISNUMBER({cell}),{is_absent(cell)},{cell}="{Code.PENDING}")' for cell in cells)
    return f'IF({wrong},"{Code.WRONG}",IF({waits},"{Code.PENDING}","{Code.ABSENT}"))'


def least(cell: str) -> str:
    """The value, or the count so far of an open list."""
    return f"IF(ISNUMBER({cell}),{cell},VALUE(MID({cell},2,15)))"
