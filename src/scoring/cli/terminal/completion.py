"""What the shell offers while a command is typed: agencies and criteria of the results it names already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scoring.result.model import Result


def _results_named(ctx: click.Context) -> list[Result]:
    """The results a half-written command names already; what cannot be read offers nothing."""
    from scoring.app.stored import collect
    from scoring.errors import ScoringError

    given = [ctx.params.get(name) for name in ("source", "result", "evidence")]
    paths = [p for one in given if one for p in (one if isinstance(one, tuple) else (one,))]
    # Behind an option still without its value, click leaves the arguments unparsed.
    paths = paths or [Path(one) for one in ctx.args if not one.startswith("-")][:1]
    try:
        return [one.result for one in collect(paths)] if paths else []
    except ScoringError:
        return []


def complete_agency(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The ids of the agencies in the results named."""
    ids = {one.agency.id for one in _results_named(ctx)}
    return sorted(id for id in ids if id.startswith(incomplete))


def complete_item(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The ids of groups and criteria in the results named, and the two other things to explain."""
    rows = (
        id
        for one in _results_named(ctx)
        if ctx.params.get("agency") in (None, one.agency.id)
        for id in (*(x.id for x in one.groups), *(x.id for x in one.criteria))
    )
    known = dict.fromkeys((*rows, "tong", "phan-loai"))
    return [id for id in known if id.startswith(incomplete)]
