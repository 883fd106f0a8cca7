"""Results of earlier periods, slim, and how many slim results share what they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.app.files import not_there
from scoring.app.stored import each, reading
from scoring.reports.around import slim

Slim = dict[str, Any]
Earlier = Mapping[str, Sequence[Slim]]
"""By agency, oldest first."""


class Pool:
    """Equal parts of plain data become one object: schemes, ladders and titles repeat with every agency."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def share(self, value: Any) -> Any:
        """The same value made of shared parts."""
        if isinstance(value, str):
            return self._known.setdefault(value, value)
        if isinstance(value, dict):
            found: Any = {self.share(key): self.share(one) for key, one in value.items()}
            key: tuple[Any, ...] = ("d", *((k, id(one)) for k, one in found.items()))
        elif isinstance(value, list):
            found = [self.share(one) for one in value]
            key = ("l", *map(id, found))
        else:
            return value
        # Parts are shared already, so being equal is being the same objects.
        return self._known.setdefault(key, found)


def earlier(paths: Sequence[Path]) -> dict[str, list[Slim]]:
    """Slim earlier results by agency, oldest first; of two for one period the first counts.

    Raises:
        CannotRead: a path is not there.
        InvalidInput: something is no result.
    """
    if not paths:
        return {}
    not_there(paths)
    pool = Pool()
    found: dict[str, dict[str, Slim]] = {}
    for one in each(paths):
        with reading(one.path):
            part = pool.share(slim(one.data))
        found.setdefault(one.agency, {}).setdefault(part["period"], part)
    return {id: [rows[period] for period in sorted(rows)] for id, rows in found.items()}


def before_period(given: Earlier, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Slim]]:
    """What a block's ranking compares with: its agencies' results of periods before its own."""
    ids = {row["result"]["agency"]["id"] for row in rows}
    period = rows[0]["result"]["period"]
    return {
        id: [one for one in found if one["period"] < period]
        for id, found in given.items()
        if id in ids
    }


__all__ = ["Earlier", "Pool", "before_period", "earlier"]
