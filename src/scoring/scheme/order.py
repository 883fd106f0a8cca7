"""Which measures a measure needs, and an order in which each comes after those it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.scheme.model_measures import Measure


def needed(measure: Measure) -> tuple[str, ...]:
    """Ids of the measures a measure is computed from or limited by."""
    limit = (measure.limit,) if isinstance(measure.limit, str) else ()
    return (*measure.inputs, *limit)


def in_order(measures: Mapping[str, Measure]) -> tuple[list[str], list[list[str]]]:
    """Ids so that every measure comes after those it needs, and the circles of those that need each other."""
    done: dict[str, None] = {}
    circles: list[list[str]] = []
    for start in measures:
        # The way down from `start`, kept here and not by calls: a chain may be thousands of measures long.
        above: dict[str, Iterator[str]] = {}
        if start not in done:
            above[start] = iter(needed(measures[start]))
        while above:
            id = next(reversed(above))
            for one in above[id]:
                if one in above:
                    way = list(above)
                    circles.append(way[way.index(one) :])
                elif one in measures and one not in done:
                    above[one] = iter(needed(measures[one]))
                    break
            else:
                del above[id]
                done[id] = None
    return list(done), circles
