"""Whether a dossier holds what its scheme asks: declared values against their measures, records against demands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeGuard

from scoring.evidence.model import Percent, Record
from scoring.numbers import Number
from scoring.scheme.criteria import Measure

Misfit = Literal["type", "sign", "level", "negative", "fraction", "share", "limit"]
"""Why a value does not fit: it is of another type; a percentage stands where none is asked or the other way round; no
such level; below zero; a count that is not whole; a share above 100 % (a warning only); above `at_most`."""


def is_number(value: Any) -> TypeGuard[Number]:
    """Whether a declared value is a number (a yes or no is none)."""
    # Most are plain numbers, and to ask whether something is a Fraction takes long.
    return value.__class__ is int or (isinstance(value, (int, Fraction)) and not isinstance(value, bool))


def misfits(measure: Measure, value: Any, most: Any = None, bare_shares: bool = False) -> list[Misfit]:
    """Why a declared value does not fit its measure; empty when it does.

    `most` is the value it cannot exceed, where known. With `bare_shares` a share may be a number up to 1 without its
    sign, as scripts write it.
    """
    kind = measure.type
    if kind == "yes_no":
        return [] if isinstance(value, bool) else ["type"]
    if kind == "level":
        if not isinstance(value, str):
            return ["type"]
        return ["level"] if measure.levels and value not in measure.levels else []
    if not is_number(value):
        return ["type"]
    # 85 % is not 85, and not 0.85 either: what is a share says so.
    if isinstance(value, Percent) != (kind == "percent") and not (bare_shares and kind == "percent" and value <= 1):
        return ["sign"]
    found: list[Misfit] = []
    if value < 0:
        found.append("negative")
    elif kind == "count" and not isinstance(value, int):
        found.append("fraction")
    elif measure.percent and value > 1:
        found.append("share")
    if is_number(most) and value > most:
        found.append("limit")
    return found


def unmet_demands(
    demands: Iterable[tuple[str, ...]],
    criterion: str,
    records: Mapping[str, list[Record]],
    refused: Collection[str] = (),
) -> list[tuple[str, ...]]:
    """The demands for compulsory evidence of a criterion that no accepted record meets.

    A demand names the kinds of which one record must be there; a record that names criteria counts for those only.
    """
    return [kinds for kinds in demands if not any(_there(records.get(kind, ()), criterion, refused) for kind in kinds)]


def _there(records: Iterable[Record], criterion: str, refused: Collection[str]) -> bool:
    return any(one.id not in refused and (not one.criteria or criterion in one.criteria) for one in records)
