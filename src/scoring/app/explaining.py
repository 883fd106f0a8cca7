"""A result explained as equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from scoring.app.advising import lifting_line
from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.observer import Observer
from scoring.app.stored import choose
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import ExitCode, UsageProblem
from scoring.text import in_lang

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
        NothingMatched: there is no such agency, or its dossier cannot be evaluated.
    """
    from scoring.app.result_inputs import Dossiers
    from scoring.reports.explain import UnknownItem
    from scoring.reports.explain import explain as explained
    from scoring.reports.explanation import Section

    conditions = conditions or Conditions()
    if agency is not None:
        # The others are read for the best values and for documents they share, and not evaluated.
        conditions = structs.replace(conditions, only=(agency,))
    with _room(paths, conditions) as folder:
        found = results(paths, conditions, folder=folder, observer=observer)
        one = choose(found.results, agency)
        chosen, raw = one.read(), one.raw()
    try:
        explanation = explained(chosen, item, lang=lang, depth=depth, only_loss=only_loss)
    except UnknownItem as error:
        guess = did_you_mean(error.item, error.known)
        values = {"item": error.item, "guess": guess}
        raise UsageProblem([Diagnostic("SC616", None, values)]) from None
    if item is None and not only_loss:
        dossier = Dossiers().of(one.source, chosen.dossier) if found.stored else one.source
        line = lifting_line(chosen, dossier, raw, lang, conditions.scheme)
        title = in_lang(lang, "Muốn lên loại", "For a better class")
        sections = (*explanation.sections, *([Section(title, (("", line),))] if line else []))
        explanation = structs.replace(explanation, sections=sections)
    return Explained(explanation=explanation, inputs=found.inputs, code=found.code)


@contextmanager
def _room(paths: Sequence[Path], conditions: Conditions) -> Iterator[Path | None]:
    """A folder for the results of many; what one file holds, or other machines make, comes to memory."""
    elsewhere = conditions.executor is not None or conditions.cluster is not None
    if elsewhere or not any(one.is_dir() for one in paths):
        yield None
        return
    from tempfile import TemporaryDirectory  # heavy, and a short start matters

    with TemporaryDirectory(prefix="scoring-") as folder:
        yield Path(folder)
