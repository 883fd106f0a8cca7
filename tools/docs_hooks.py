"""What the theme of the documentation leaves out for readers with a screen reader or a keyboard; called by mkdocs."""

from __future__ import annotations

import re

_SECTION = re.compile(
    r'aria-labelledby="(__nav_[\d_]+)_label"'
    r'([^>]*>\s*<label class="md-nav__title" for="\1">\s*<span[^>]*></span>\s*)([^<]+?)(\s*</label>)'
)


def on_post_page(output: str, **_: object) -> str:
    """The page: the search named, and sections of the menu by their titles; a wide table can be scrolled by keys."""
    output = output.replace('search" role="dialog"', 'search" role="dialog" aria-label="Tìm"')
    output = output.replace("<table>", '<table tabindex="0">')
    return _SECTION.sub(r'aria-label="\3"\2\3\4', output)
