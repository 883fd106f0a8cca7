"""Building blocks of cell formulas: exact numbers, the schemes' rounding, codes for values that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.numbers import Number, decimals_of, fixed

STATED, STRUCTURAL = "x", "z"
"""Not applicable: because the agency says so, or because a denominator is zero."""
ABSENT, PENDING, WRONG, MISSING, UNKNOWN = "?", "p", "!", "m", "u"
"""Not declared; to be given by somebody else; not valid; evidence missing; not computable by a formula."""
OPEN, SPAN = ">", "~"
"""A list still open, followed by what is there so far; a value known to lie between two, which follow: ``~-5;25``."""
_PLACES = 10
_DIGITS = 15


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
    if mode == "half_up":
        whole = f"ROUND({steps},0)"
    elif mode == "half_even":
        whole = f"IF(ABS(MOD({steps},1)-0.5)<0.000000001,2*ROUND({steps}/2,0),ROUND({steps},0))"
    elif mode == "half_down":
        whole = f"SIGN({steps})*-INT(0.5-ABS({steps}))"
    elif mode == "up":
        whole = f"ROUNDUP({steps},0)"
    elif mode == "down":
        whole = f"ROUNDDOWN({steps},0)"
    elif mode == "ceiling":
        whole = f"-INT(-{steps})"
    else:
        whole = f"INT({steps})"
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
    tests = (f'{cell}="{code}"' for cell in cells for code in (STATED, STRUCTURAL))
    return f"OR({','.join(tests)})"


def absent_code(cells: Sequence[str]) -> str:
    """The code of a derived value when some of its inputs do not apply."""
    stated = any_of(f'{cell}="{STATED}"' for cell in cells)
    return f'IF({stated},"{STATED}","{STRUCTURAL}")'


def why_not(cells: Sequence[str]) -> str:
    """The code of a derived value when some of its inputs are missing."""
    wrong = any_of(f'{cell}="{WRONG}"' for cell in cells)
    waits = all_of(f'OR(ISNUMBER({cell}),{is_absent(cell)},{cell}="{PENDING}")' for cell in cells)
    return f'IF({wrong},"{WRONG}",IF({waits},"{PENDING}","{ABSENT}"))'


def least(cell: str) -> str:
    """The value, or the count so far of an open list."""
    return f"IF(ISNUMBER({cell}),{cell},VALUE(MID({cell},2,15)))"


def numeric(cells: Sequence[str]) -> str:
    """Whether every value is there."""
    return all_of(f"ISNUMBER({cell})" for cell in cells)
