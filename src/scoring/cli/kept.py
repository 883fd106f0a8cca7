"""Files kept in the store and named in an entry by their digest: handed in beside an act, or published with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import not_there
from scoring.cli.terminal.options import PATH, option
from scoring.errors import usage_problem
from scoring.review.acts.data import text

if TYPE_CHECKING:
    from scoring.cli.desk import Desk

ATTACH = option(
    "--attach", type=PATH, multiple=True, vi="Tệp kèm theo.", en="A file to hand in with it."
)


def keep(desk: Desk, paths: Sequence[Path]) -> dict[str, str] | None:
    """The digests by file name; nothing where there are no files.

    Raises:
        UsageProblem: two files have one name, and one would stand for both.
    """
    not_there(paths)
    found: dict[str, str] = {}
    for path in paths:
        if path.name in found:
            raise usage_problem(f"hai tệp kèm theo cùng tên {path.name}; đổi tên một tệp",
                        f"two files to hand in are both named {path.name}; rename one")  # fmt: skip
        with path.open("rb") as stream:
            found[path.name] = desk.store.put_attachment(stream)
    return found or None


def say(
    desk: Desk, act: str, by: str, at: str | None, criterion: str, reason: str | None, attach: Sequence[Path]
) -> None:  # fmt: skip
    """Enter what an agency says of one of its own criteria, with the files it hands in beside it."""
    files = keep(desk, attach)
    said = {"agency": by, "criterion": criterion, "reason": reason, "attachments": files}
    desk.act([desk.draft(act, by, at, **said)])


def published(desk: Desk) -> dict[str, bytes]:
    """The results that were published, byte for byte, by agency."""
    found = {}
    for id, one in desk.state.agencies.items():
        if one.published is not None:
            with desk.store.open_attachment(text(one.published, "digest")) as stream:
                found[id] = stream.read()
    return found


__all__ = ["ATTACH", "published", "say"]
