"""What is kept of each result where many are at hand: its summary, and parts that many have in common once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.app.files import not_there
from scoring.app.stored import each, reading
from scoring.reports.around import slim

Summary = dict[str, Any]
Earlier = Mapping[str, Sequence[Summary]]
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


def summarize(result: Mapping[str, Any], keep: Sequence[str] = ()) -> Summary:
    """The slim part of a result, with the counts that tables of results show.

    Args:
        result: a whole result.
        keep: criteria whose points a ranking still needs to break ties.
    """
    found = slim(result, keep)
    found["told"] = {"open": open_criteria(result), "errors": has_errors(result)}
    return found


def is_complete(result: Mapping[str, Any]) -> bool:
    """Whether the total is one number and the class is settled."""
    if isinstance(result.get("complete"), bool):
        return bool(result["complete"])
    total, found = result["total"], result["classification"]
    return total["certain"] == total["attainable"] and bool(
        found.get("certain") or found.get("outside")
    )


def open_criteria(result: Mapping[str, Any]) -> int:
    """How many criteria are without a score that applies."""
    if "told" in result:
        return int(result["told"]["open"])
    return sum(one["status"] not in ("scored", "not_applicable") for one in result["criteria"])


def has_errors(result: Mapping[str, Any]) -> bool:
    """Whether the dossier behind the result has errors."""
    if "told" in result:
        return bool(result["told"]["errors"])
    return any(one.get("severity") == "error" for one in result["diagnostics"])


def class_text(result: Mapping[str, Any]) -> str:
    """The class, the state outside, or the classes still possible."""
    found = result["classification"]
    if found.get("outside"):
        return str(found["outside"]["title"])
    titles = {one["id"]: one["title"] for one in found["ladder"]}
    if found.get("certain"):
        return str(titles.get(found["certain"], found["certain"]))
    names = [str(titles.get(id, id)) for id in found["possible"]]
    states = {one["id"]: one["title"] for one in found["reasons"] if one.get("kind") == "outside"}
    outside = [str(states.get(id, id)) for id in found["possible_outside"]]
    if len(names) > 1:
        names = [f"{names[-1]} … {names[0]}"]
    return " / ".join([*names, *outside])


def earlier(paths: Sequence[Path]) -> dict[str, list[Summary]]:
    """Summaries of earlier results by agency, oldest first; of two for one period the first counts.

    Raises:
        CannotRead: a path is not there.
        InvalidInput: something is no result.
    """
    if not paths:
        return {}
    not_there(paths)
    pool = Pool()
    found: dict[str, dict[str, Summary]] = {}
    for one in each(paths):
        with reading(one.path):
            part = pool.share(slim(one.data))
        found.setdefault(one.agency, {}).setdefault(part["period"], part)
    return {id: [rows[period] for period in sorted(rows)] for id, rows in found.items()}


def before_period(given: Earlier, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Summary]]:
    """What a block's ranking compares with: its agencies' results of periods before its own."""
    ids = {row["result"]["agency"]["id"] for row in rows}
    period = rows[0]["result"]["period"]
    return {
        id: [one for one in found if one["period"] < period]
        for id, found in given.items()
        if id in ids
    }


__all__ = [
    "Earlier",
    "Pool",
    "Summary",
    "before_period",
    "class_text",
    "earlier",
    "has_errors",
    "is_complete",
    "open_criteria",
    "summarize",
]
