"""Files kept in the store and named in an entry by their digest: handed in with an act, or published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.app.campaign.session import Session
from scoring.app.files import refuse_missing
from scoring.errors import usage_problem
from scoring.review.acts.data import text


def store_files(session: Session, paths: Sequence[Path]) -> dict[str, str] | None:
    """Put files into the store: their digests by file name; None where there are no files.

    Raises:
        UsageProblem: two files have the same name, and one would stand for both.
    """
    refuse_missing(paths)
    found: dict[str, str] = {}
    for path in paths:
        if path.name in found:
            raise usage_problem(
                f"hai tệp kèm theo cùng tên {path.name}; đổi tên một tệp",
                f"two files to hand in are both named {path.name}; rename one",
            )
        with path.open("rb") as stream:
            found[path.name] = session.store.put_attachment(stream)
    return found or None


def published_results(session: Session) -> dict[str, bytes]:
    """The results that were published last, byte for byte, by agency."""
    found = {}
    for id, one in session.state.agencies.items():
        if one.published is not None:
            with session.store.open_attachment(text(one.published, "digest")) as stream:
                found[id] = stream.read()
    return found
