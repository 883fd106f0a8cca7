"""The neighbours of one result: its block and its own earlier results, as summaries."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.result.base import Frozen
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary


class Neighbours(Frozen):
    """What an agency's page is made from beside its result; every part may be absent."""

    block: Sequence[RankedResult] = ()
    """The ranked block of the agency, itself included."""
    earlier: Sequence[Summary] = ()
    """The agency's own results of earlier periods, oldest first."""
    attachments: str | None = None
    """The dossier's folder, relative to the page, for links to evidence files; None: names only."""
    linked: bool = True
    """Whether the pages of the block and of its agencies are written beside this one."""


NO_NEIGHBOURS = Neighbours()
