"""A result explained as equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.observer import Observer
from scoring.app.stored import choose
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from scoring.reports.explanation import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An explanation, with the files it was made from."""

    explanation: Explanation
    inputs: Sequence[Path]
    code: ExitCode


def explain(
    paths: Sequence[Path],
    item: str | None = None,
    conditions: Conditions | None = None,
    *,
    agency: str | None = None,
    depth: int = 1,
    only_loss: bool = False,
    lang: str = "vi",
    observer: Observer | None = None,
) -> Explained:
    """One agency's result explained, or one item of it.

    Args:
        item: a criterion, a group, ``tong`` or ``phan-loai``; the whole result without it.
        depth: how deep; from 2 on, branches not taken are opened.
        only_loss: whether only what lost points is wanted.

    Raises:
        UsageProblem: there is no such item, or several agencies and none chosen.
    """
    from scoring.reports.explain import UnknownItem
    from scoring.reports.explain import explain as explained

    with _room(paths) as folder:
        found = results(paths, conditions, folder=folder, observer=observer)
        chosen = choose(found.results, agency).read()
    try:
        one = explained(chosen, item, lang=lang, depth=depth, only_loss=only_loss)
    except UnknownItem as error:
        guess = did_you_mean(error.item, error.known)
        values = {"item": error.item, "guess": guess}
        raise UsageProblem([Diagnostic("SC616", None, values)]) from None
    return Explained(explanation=one, inputs=found.inputs, code=found.code)


@contextmanager
def _room(paths: Sequence[Path]) -> Iterator[Path | None]:
    """A folder for the results of many; what one file holds stays in memory."""
    if not any(one.is_dir() for one in paths):
        yield None
        return
    from tempfile import TemporaryDirectory  # heavy, and a short start matters

    with TemporaryDirectory(prefix="scoring-") as folder:
        yield Path(folder)
