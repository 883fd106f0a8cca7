"""Large pages in parts, so that none has to be in memory whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

ROW_END = "</tr>\n"
_LEAST = 1 << 16


def in_parts(texts: Iterable[str], end: str = ROW_END) -> Iterator[str]:
    r"""The texts joined, in parts of 64 K characters or more that end with `end`, and the rest: no tag, drawing or
    script of a page is cut in two.

    >>> list(in_parts(["<tr><td>1</td></t", "r>\n</table>"]))
    ['<tr><td>1</td></tr>\n</table>']
    """
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= _LEAST and end in text:
            whole, found, rest = "".join(waiting).rpartition(end)
            yield whole + found
            waiting, size = [rest], len(rest)
    yield "".join(waiting)
