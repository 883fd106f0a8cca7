"""All HTML pages of a report in one file, read offline: each is an article, links between pages lead to articles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

from scoring.reports.page_parts import in_parts

_TAG = re.compile(r"<[a-z][^<>]*>")
_ATTRIBUTE = re.compile(r'\s(id|href|aria-labelledby)="([^"]*)"')
_AT_A_TIME = 1 << 14
"""Characters of a page that are read."""
_WIDE = """
.page header,.page footer{max-width:none;padding-left:0;padding-right:0}
@media print{.page+.page{break-before:page}}
"""
_ONE = """@supports selector(:has(*)){
.page:not(:target):not(:has(:target)){display:none}
body:not(:has(.page:target,.page :target)) .page:first-child{display:block}
}
"""
"""Shows the one page that the address names, at first the first one; a browser that cannot shows all."""


def write_one_file(pages: Sequence[Path], out: IO[str], *, together: bool = False) -> None:
    """Write the pages to `out`, one after the other; the first one's head stands for all.

    Args:
        pages: pages of one report, the first page first; each is read when its turn comes.
        out: where they are written.
        together: whether all are shown, one below the other, not the one that the address names.
    """
    script = ""
    names = {one.name: one.stem for one in pages}
    for index, path in enumerate(pages):
        with path.open(encoding="utf-8", newline="") as page:
            parts = in_parts(iter(partial(page.read, _AT_A_TIME), ""))
            first = next(parts)
            if not index:
                head = first[: first.index('<a class="skip"')]
                out.write(head.replace("</style>", f"{_WIDE if together else _WIDE + _ONE}</style>"))
                out.write("<main>\n")
            out.write(f'<article class="page" id="{path.stem}">\n')
            for part in chain([first[first.index("<header>") :]], parts):
                body, footer, rest = part.partition("</footer>")
                body = body.replace('<main id="noi-dung" tabindex="-1">', "<div>").replace("</main>", "</div>")
                out.write(_pointed(body + footer, path.stem, names))
                if footer and not index:
                    script = rest[: rest.index("</body>")]
            out.write("\n</article>\n")
    out.write(f"</main>\n{script}</body>\n</html>\n")


def _pointed(body: str, stem: str, names: Mapping[str, str]) -> str:
    """The page's text with ids that no other page has, and links to pages turned into links to articles."""

    def attribute(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name != "href":
            value = " ".join(f"{stem}--{id}" for id in value.split())
        elif value.startswith("#"):
            value = f"#{stem}--{value[1:]}"
        elif value in names:
            value = f"#{names[value]}"
        return f' {name}="{value}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), body)
