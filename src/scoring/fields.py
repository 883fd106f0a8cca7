"""Field types shared by every pydantic model: strict, frozen, exact, Vietnamese text in NFC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from scoring.models import Field, Model, Read
from scoring.numbers import Number, exact_text, from_exact, normal, parse_fraction
from scoring.text import nfc
from scoring.values import Deadline, PartialDate, Period, Quantity, whole_day

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def empty(kind: type[list[Any] | dict[Any, Any]]) -> Any:
    """The default of a field that holds nothing: a new list or mapping for each; copying one is slow."""
    return Field(default_factory=kind)


def _fail(kind: str, value: object) -> PydanticCustomError:
    shown = str(value).lower() if isinstance(value, bool) else "…" if isinstance(value, (dict, list)) else str(value)
    return PydanticCustomError(kind, "{value}", {"value": shown})


def _text(value: Any) -> str:
    """Text; a number keeps its written digits (1.10 stays "1.10"), a truth value is refused."""
    if isinstance(value, str):
        text = (value if value.isascii() else nfc(value)).strip()
        if not text:
            raise _fail("scoring_empty", value)
        return text
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return str(value)
    raise _fail("scoring_text", value)


def _id(value: Any) -> str:
    text = _text(value)
    if not _ID.fullmatch(text):
        raise _fail("scoring_id", value)
    return text


def to_number(value: Any) -> Number:
    """An exact number from an int or a decimal; floats and truth values are refused."""
    if value.__class__ is int:
        number: int = value
        return number
    if isinstance(value, float):
        raise _fail("scoring_float", value)
    if value is None:
        raise _fail("scoring_empty", "")
    if isinstance(value, (int, Decimal, Fraction)) and not isinstance(value, bool):
        if isinstance(value, Decimal) and not value.is_finite():
            raise _fail("scoring_number", value)
        return normal(value)
    raise _fail("scoring_number", value)


def stored(info: ValidationInfo) -> bool:
    """Whether the value comes from a result of ours, where exact numbers are texts."""
    return bool(info.context and info.context.get("stored"))


def _number(value: Any, info: ValidationInfo) -> Number:
    return from_exact(value) if isinstance(value, str) and stored(info) else to_number(value)


def _amount(value: Any, info: ValidationInfo) -> Number:
    found = parse_fraction(value.strip()) if isinstance(value, str) else None
    return _number(value, info) if found is None else found


def _write_quantity(value: Quantity) -> int | str:
    if value.percent:
        return f"{exact_text(normal(Fraction(value.value) * 100))} %"
    return value.value if isinstance(value.value, int) else exact_text(value.value)


def _at_least_zero(value: Any, info: ValidationInfo) -> Number:
    number = _number(value, info)
    if number < 0:
        raise _fail("scoring_negative", value)
    return number


def _quantity(value: Any, info: ValidationInfo) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str) and stored(info):
        if value.endswith("%"):
            return Quantity(normal(Fraction(from_exact(value[:-1].strip())) / 100), True)
        return Quantity(from_exact(value))
    if isinstance(value, str):
        try:
            return Quantity.parse(value.strip())
        except ValueError:
            raise _fail("scoring_number", value) from None
    return Quantity(to_number(value))


def _award(value: Any, info: ValidationInfo) -> Quantity:
    found = _quantity(value, info)
    if found.value < 0:
        raise _fail("scoring_negative", value)
    return found


def _parsed(kind: str, parse: Callable[[str], Any], type_: type) -> Callable[[Any], Any]:
    def validate(value: Any) -> Any:
        if isinstance(value, type_):
            return value
        try:
            return parse(_text(value))
        except ValueError:
            raise _fail(kind, value) from None

    return validate


def plain(model: Model, *, whole: bool = False) -> dict[str, Any]:
    """What was given of a model as JSON data, exact numbers as texts; read back with ``stored`` context. The `whole`
    model has its defaults, too.
    """
    found: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if whole or info.is_required() or value != info.get_default():
            found[info.key] = _plain(value, whole)
    return found


def _plain(value: Any, whole: bool) -> Any:
    if isinstance(value, Model):
        return plain(value, whole=whole)
    if isinstance(value, Quantity):
        return _write_quantity(value)
    if isinstance(value, list):
        return [_plain(one, whole) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one, whole) for key, one in value.items()}
    if isinstance(value, Fraction):
        return exact_text(value)
    return str(value) if isinstance(value, (date, PartialDate, Deadline, Period)) else value


_NUMBER: dict[str, Any] = {"type": "number"}
_NUMBER_OR_FRACTION: dict[str, Any] = {"type": ["number", "string"], "pattern": r"^\s*-?[0-9]+\s*/\s*[1-9][0-9]*\s*$"}
_WRITTEN: dict[str, Any] = {"type": ["string", "number"]}

Text = Annotated[str, Read(_text, _WRITTEN)]
"""Non-empty NFC text."""
Id = Annotated[str, Read(_id, {**_WRITTEN, "pattern": _ID.pattern}, plainly=_ID.pattern)]
"""An ASCII identifier that never changes once published."""
Amount = Annotated[Number, Read(_amount, _NUMBER_OR_FRACTION, context=True)]
"""An exact number, also as a fraction: ``12/7``."""
Points = Annotated[Number, Read(_at_least_zero, _NUMBER, context=True)]
"""Points: exact, zero or more."""
Share = Annotated[Quantity, Read(_quantity, _WRITTEN, context=True)]
"""A number, or a percentage written with ``%``."""
Award = Annotated[Quantity, Read(_award, _WRITTEN, context=True)]
"""Points, or a percentage of the maximum: zero or more."""
Day = Annotated[date, Read(_parsed("scoring_date", whole_day, date), {"type": "string"})]
"""A whole date."""
LooseDate = Annotated[PartialDate, Read(_parsed("scoring_date", PartialDate.parse, PartialDate), _WRITTEN)]
"""A date that may lack its day or month."""
DeadlineDay = Annotated[Deadline, Read(_parsed("scoring_date", Deadline.parse, Deadline), _WRITTEN)]
"""A deadline."""
PeriodId = Annotated[Period, Read(_parsed("scoring_period", Period.parse, Period), _WRITTEN)]
"""A period."""
Basis = Literal["working", "verified"]
"""Whether an entry of a scheme was compared with the decision's own text."""
