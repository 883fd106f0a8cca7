"""Ids with the titles a scheme gives them, for messages people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.diagnostics import listed
from scoring.scheme.criteria import CriteriaSet

_LONGEST = 240
"""What a message shows of a value."""
_MOST = 50


def titled(id: str, known: Iterable[str] | Mapping[str, Any]) -> str:
    """An id with its title in brackets, where `known` has one.

    >>> titled("ke-hoach", {"ke-hoach": "Kế hoạch"}), titled("la", ["la"])
    ('ke-hoach (Kế hoạch)', 'la')
    """
    found = known.get(id) if isinstance(known, Mapping) else None
    title = found if isinstance(found, str) else getattr(found, "title", None)
    return f"{id} ({title})" if title and title != id else id


def with_titles(ids: Iterable[str], known: Iterable[str] | Mapping[str, Any]) -> str:
    """Ids with titles in one line; without titles where that would be too long; a dash where there are none."""
    ids = list(ids)
    # Titles may hold commas.
    short = isinstance(known, Mapping) and len(ids) <= _MOST
    text = "; ".join(titled(id, known) for id in ids) if short else ""
    return text if 0 < len(text) <= _LONGEST else listed(ids)


def level_titles(criteria: CriteriaSet, measure: str) -> dict[str, str]:
    """Titles of a measure's levels, as the criteria graded by it give them."""
    return {
        id: title
        for leaf in criteria.leaves()
        if leaf.spec is not None
        for id, title in leaf.spec.level_titles(measure)
    }
