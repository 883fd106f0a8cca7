"""Names of pages, anchors inside them, and links to evidence files; nothing unsafe becomes a link."""

from __future__ import annotations

import re
from urllib.parse import quote

from scoring.result.model import Result
from scoring.result.summary import Summary
from scoring.text import has_invisible, has_unsafe, slug

_ODD = re.compile(r"[^A-Za-z0-9.-]")


def file_stem(result: Result | Summary) -> str:
    """The name, without its ending, of an agency's report and result files."""
    return slug(result.agency.id)


def block_stem(block: str) -> str:
    """The name, without its ending, of a block's ranking."""
    return f"xep-hang-{slug(block)}"


def anchor(sort: str, id: str) -> str:
    """A name inside a page, one per id whatever characters the id has.

    >>> anchor("m", "II.1"), anchor("m", 'a "b')
    ('m-II.1', 'm-a_20__22_b')
    """
    return f"{sort}-" + _ODD.sub(lambda found: f"_{ord(found[0]):x}_", id)


def _segments(path: str) -> list[str] | None:
    if not path or "\\" in path or ":" in path or has_unsafe(path) or has_invisible(path):
        return None
    return path.split("/")


def attachment(folder: str | None, path: str | None) -> str | None:
    """A link to an evidence file below `folder`; None where it could lead anywhere else.

    >>> attachment("../ho-so", "biên bản 1.pdf")
    '../ho-so/bi%C3%AAn%20b%E1%BA%A3n%201.pdf'
    >>> attachment("../ho-so", "javascript:alert(1)"), attachment("..", "../../etc/passwd")
    (None, None)
    """
    if folder is None or path is None:
        return None
    base, parts = _segments(folder or "."), _segments(path)
    if base is None or parts is None or not all(base):
        return None
    if any(part in {"", ".", ".."} for part in parts):
        return None
    return "/".join(quote(part, safe="") for part in (*base, *parts))
