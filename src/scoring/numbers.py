"""Exact numbers: parsing, rounding and showing ``int | Fraction`` without ever touching a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

Number = int | Fraction

MAX_DIGITS = 40
"""A number written with more digits than this is refused everywhere."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_VIET = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_SPACED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:[ \u00a0\u2000-\u200a\u202f\u3000][0-9]{3})+(?:,[0-9]+)?")
_FRACTION = re.compile(r"(-?[0-9]+)\s*/\s*([1-9][0-9]*)")
EXACT = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?")
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
MODES = ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")


def normal(value: int | Fraction | Decimal) -> Number:
    """The same number as an int where it is whole, else as a Fraction. Raises TypeError if a float or a truth value was
    given.
    """
    if type(value) is int:
        return value
    if isinstance(value, Decimal):
        value = Fraction(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    raise TypeError(f"not an exact number: {value!r}")


def clipped(value: Number, maximum: Number) -> Number:
    """`value` within ``[0, maximum]``."""
    return maximum if value > maximum else max(0, value)


def parse_number(text: str) -> Number | None:
    """A plain decimal with a point; None for anything else (1e3, 1_000, 010, 1,5).

    >>> parse_number("7.50"), parse_number("010")
    (Fraction(15, 2), None)
    """
    return _exact(text) if _PLAIN.fullmatch(text) else None


def parse_fraction(text: str) -> Number | None:
    """A number written as a fraction; None for anything else.

    >>> parse_fraction("12/7"), parse_fraction("-12 / 6"), parse_fraction("12/0"), parse_fraction("1.5/2")
    (Fraction(12, 7), -2, None, None)
    """
    found = _FRACTION.fullmatch(text)
    return None if found is None or len(text) > 2 * MAX_DIGITS else normal(Fraction(int(found[1]), int(found[2])))


def _exact(text: str) -> Number | None:
    # Counted before anything is built: a number of a million digits costs time and space.
    if len(text) > MAX_DIGITS + 2 or sum(c.isdigit() for c in text) > MAX_DIGITS:
        return None
    return normal(Fraction(text))


def without_group_spaces(text: str) -> str:
    """A number without the spaces, breakable or not, between its groups of three digits; any other text as it is.

    >>> without_group_spaces("1 024,5"), without_group_spaces("1\u202f024"), without_group_spaces("10 24")
    ('1024,5', '1024', '10 24')
    """
    return re.sub(r"\s", "", text) if _SPACED.fullmatch(text) else text


def parse_vietnamese(text: str) -> Number | None:
    """A number with decimal comma; None where it could mean two things (``1.234``).

    >>> parse_vietnamese("12,5"), parse_vietnamese("1.234"), parse_vietnamese("1.234,5")
    (Fraction(25, 2), None, Fraction(2469, 2))
    """
    if not _VIET.fullmatch(text) or _AMBIGUOUS.fullmatch(text):
        return None
    return _exact(text.replace(".", "").replace(",", "."))


def parse_percent(text: str) -> Number | None:
    """A percentage written with its sign, as a share: ``95 %`` is 19/20.

    >>> parse_percent("95 %"), parse_percent("95")
    (Fraction(19, 20), None)
    """
    if not text.endswith("%"):
        return None
    number = parse_number(text[:-1].strip())
    return None if number is None else normal(Fraction(number) / 100)


def round_to(value: Number, step: Number, mode: str) -> Number:
    """`value` rounded once to a multiple of `step`; ``up`` is away from zero, ``down`` towards it. Raises ValueError if
    the mode is unknown or the step is not positive.

    >>> round_to(Fraction(455, 100), Fraction(1, 10), "half_up")
    Fraction(23, 5)
    """
    if mode not in MODES:
        raise ValueError(mode)
    if step <= 0:
        raise ValueError(step)
    over = value.numerator * step.denominator
    under = value.denominator * step.numerator
    below, rest = divmod(over, under)
    if rest == 0:
        return normal(value)
    # The value lies strictly between two multiples, so its sign is the sign of `below`.
    positive = below >= 0
    twice = 2 * rest
    if mode == "ceiling":
        up = True
    elif mode == "floor":
        up = False
    elif mode == "up":
        up = positive
    elif mode == "down":
        up = not positive
    elif twice != under:
        up = twice > under
    elif mode == "half_up":
        up = positive
    elif mode == "half_down":
        up = not positive
    else:
        up = below % 2 == 1
    return normal(Fraction((below + up) * step.numerator, step.denominator))


def decimals_of(step: Number) -> int | None:
    """How many decimals a finite decimal needs; None when it has no end.

    >>> decimals_of(Fraction(1, 8)), decimals_of(Fraction(1, 3))
    (3, None)
    """
    return _places(step.denominator)


@lru_cache(maxsize=4096)
def _places(rest: int) -> int | None:
    """The decimals of what is divided by `rest`."""
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def fixed(value: Number, places: int) -> str:
    """`value` with exactly `places` decimals, rounded half up for showing only.

    >>> fixed(Fraction(15, 2), 2)
    '7.50'
    """
    over, under = value.as_integer_ratio()
    scaled = (2 * abs(over) * 10**places + under) // (2 * under)
    digits = str(scaled).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if over < 0 and scaled else text


def decimal_text(value: Number, most: int = 6) -> str:
    """The shortest decimal text; a number without an end is rounded half up to `most` decimals.

    >>> decimal_text(Fraction(15, 2)), decimal_text(Fraction(1, 3)), decimal_text(12)
    ('7.5', '0.333333', '12')
    """
    places = decimals_of(value)
    return fixed(value, most if places is None else places)


def points_text(value: Number, step: Number) -> str:
    """Points as the result writes them: at least the step's decimals, at most six.

    >>> points_text(Fraction(15, 2), Fraction(1, 100))
    '7.50'
    """
    least = decimals_of(step) or 0
    places = decimals_of(value)
    return fixed(value, min(6, max(least, 6 if places is None else places)))


def exact_text(value: Number) -> str:
    """A text that gives the number back exactly: ``7.5``, or ``8/3`` where no decimal can.

    >>> exact_text(Fraction(8, 3)), exact_text(Fraction(15, 2))
    ('8/3', '7.5')
    """
    if value.__class__ is int:
        return str(value)
    places = decimals_of(value)
    if places is None or places > 12:
        return f"{value.numerator}/{value.denominator}"
    return fixed(value, places)


@lru_cache(maxsize=4096)  # the points of a scheme come again with every agency
def from_exact(text: str) -> Number:
    """The number `exact_text` or `points_text` wrote. Raises ValueError if it is written otherwise; ``1e999999999``
    would take all there is of time and space.
    """
    if not EXACT.fullmatch(text):
        raise ValueError(text[:MAX_DIGITS])
    return normal(Fraction(text))


def vi(value: Number, places: int | None = None, most: int = 2) -> str:
    """A number as Vietnamese papers write it: decimal comma, points between thousands, true minus.

    >>> vi(Fraction(24691, 20)), vi(Fraction(-1, 2)), vi(7, places=2)
    ('1.234,55', '−0,5', '7,00')
    """
    if places is None:
        own = decimals_of(value)
        places = most if own is None else min(own, most)
    text = fixed(value if value >= 0 else -value, places)
    whole, _, rest = text.partition(".")
    whole = f"{int(whole):,}".replace(",", ".")
    shown = f"{whole},{rest}" if rest else whole
    return f"−{shown}" if value < 0 and text.strip("0.") else shown


_WHOLE_PLACES = 4


@lru_cache(maxsize=4096)
def show(value: Number, lang: str = "vi", most: int = 2) -> str:
    """A number for people, in their language's notation.

    A decimal with an end within four places is shown whole, so that parts shown add up; any other
    number gets `most` decimals.

    >>> show(Fraction(11, 8)), show(Fraction(1, 3))
    ('1,375', '0,33')
    """
    return _written(value, lang, _shown_places(value, most))


def _shown_places(value: Number, most: int) -> int:
    own = decimals_of(value)
    return own if own is not None and own <= max(most, _WHOLE_PLACES) else most


def _written(value: Number, lang: str, places: int) -> str:
    return vi(value, places) if lang == "vi" else fixed(value, places).replace("-", "−")


def show_beside(value: Number, edges: Iterable[Number], lang: str = "vi") -> str:
    """`show` with as many more decimals as it takes for the text to lie where the value does: below, at or above each
    of `edges`, the thresholds it was compared with.

    >>> show_beside(Fraction(4499999, 100000), [45]), show_beside(Fraction(1, 3), [45])
    ('44,99999', '0,33')
    """
    places, edges = _shown_places(value, 2), tuple(edges)
    while (shown := round_to(value, Fraction(1, 10**places), "half_up")) != value and any(
        _side(shown, one) != _side(value, one) for one in edges
    ):
        places += 1
    return _written(value, lang, places)


def _side(value: Number, edge: Number) -> int:
    return (value > edge) - (value < edge)


def show_whole(value: Number, lang: str = "vi") -> str:
    """A threshold: all its decimals; `show` where they have no end."""
    return show(value, lang, decimals_of(value) or 2)


def show_signed(value: Number, lang: str = "vi") -> str:
    """A difference with its sign: ``+0,5``, ``−2``, ``0``."""
    return ("+" if value > 0 else "") + show(value, lang)


def show_percent(value: Number, lang: str = "vi", edges: Iterable[Number] = ()) -> str:
    """A share as a percentage; `edges` as `show_beside` takes them, shares too.

    >>> show_percent(Fraction(23, 24)), show_percent(Fraction(1808, 2009), edges=[Fraction(9, 10)])
    ('95,83%', '89,995%')
    """
    return f"{_percent(value, lang, edges)}%"


def typed_percent(value: Number, lang: str = "vi", edges: Iterable[Number] = ()) -> str:
    """A share as files, results and diagnostics write it: ``95,83 %``; pages use `show_percent`."""
    return f"{_percent(value, lang, edges)} %"


def _percent(value: Number, lang: str, edges: Iterable[Number]) -> str:
    return show_beside(normal(Fraction(value) * 100), [Fraction(one) * 100 for one in edges], lang)


def signed(section: str, points: Number) -> Number:
    """Points of a criterion or section as they are shown, or those shown as the engine counts them.

    >>> signed("penalty", 3), signed("penalty", -3), signed("tree", 3)
    (-3, 3, 3)
    """
    return -points if section == "penalty" else points


def negative_meant(points: Number, low: Number, high: Number) -> dict[str, str]:
    """The values `meant` and `meant_en` of a message on points out of bounds: what to write for a penalty that was
    given without its sign; empty texts for any other.
    """
    if high > 0 or not low <= -points < 0:
        return {"meant": "", "meant_en": ""}
    return {"meant": f": ghi {show(-points, most=6)}", "meant_en": f": write {show(-points, 'en', 6)}"}


def signed_ends(section: str, low: Number, high: Number) -> tuple[Number, Number]:
    """The least and the greatest points, with their sign, the lesser first.

    >>> signed_ends("penalty", 1, 4), signed_ends("penalty", 0, 4), signed_ends("tree", 1, 4)
    ((-4, -1), (-4, 0), (1, 4))
    """
    return (-high, -low) if section == "penalty" else (low, high)
