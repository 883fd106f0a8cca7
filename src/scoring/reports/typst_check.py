"""What a PDF template may not contain: anything that could reach a package, and with it the network.

Only packages leave typst's root, and only `import` and `include` load them: both may name nothing but a file, written
out. Ways to build code from text (`eval`, and `std`, through which it could be reached) are refused.
"""

from __future__ import annotations

import re
from pathlib import Path

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput

_BANNED = re.compile(r"(?<![\w-])(eval|std|plugin)(?![\w-])|@(?:preview|local)\b")
_LOADING = re.compile(r"(?<![\w-])(import|include)(?![\w-])")
# A file name written out, and nothing after it that could turn it into another text.
_LITERAL = re.compile(r'\s*"[A-Za-z0-9][A-Za-z0-9_./-]*"(?!\s*[.+/*(\[])')


def refuse(data: bytes, path: Path) -> None:
    """Raise InvalidInput, with line and column, if a template could load more than the files beside it."""
    text = data.decode("utf-8", "replace")
    for found in _BANNED.finditer(text):
        raise _refused(found[0], text, found.start(), path)
    for found in _LOADING.finditer(text):
        if not _LITERAL.match(text, found.end()):
            end = text.find("\n", found.start())
            raise _refused(text[found.start() : end if end >= 0 else None][:60], text, found.start(), path)


def _refused(what: str, text: str, at: int, path: Path) -> InvalidInput:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    place = Place(str(path), line, column, column + len(what))
    return InvalidInput([Diagnostic("SC813", place, {"template": path.name, "what": what})])
