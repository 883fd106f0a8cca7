"""Two stored results side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.app.files import not_there
from scoring.app.stored import Stored, choose, collect, reading


@dataclass(frozen=True, slots=True)
class Compared:
    """Two results and what differs from the first to the second."""

    first: Stored
    second: Stored
    differences: dict[str, Any]


def compare(
    first: Path,
    second: Path,
    *,
    agency: str | None = None,
    claimed: bool = False,
    kappa: bool = False,
) -> Compared:
    """What differs from the first result to the second.

    Args:
        first: a stored result, or a folder of them.
        second: the other one; it may be the same file.
        agency: the agency's id, where there are several.
        claimed: whether of the first result the points the agency claims are taken.
        kappa: whether the weighted kappa is wanted.

    Raises:
        CannotRead: a path is not there.
        InvalidInput: something there is no result.
        NothingMatched: there is no result of this agency.
        UsageProblem: there are several agencies, and none was chosen.
    """
    from scoring.review.compare import compare as differences

    not_there([first, second])
    one, other = (choose(collect([path]), agency) for path in (first, second))
    for result in (one, other):
        # Compared with itself, so that what is wrong with it is told with its own name.
        with reading(result.path):
            differences(result.data, result.data)
    with reading(other.path):
        found = differences(one.data, other.data, claimed=claimed, kappa=kappa)
    return Compared(one, other, found)


__all__ = ["Compared", "compare"]
