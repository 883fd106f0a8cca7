"""The tags of a Word template, looked at before docxtpl's patterns join what Word has cut apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoring.errors import InvalidInput
from scoring.reports.docx_file import W
from scoring.reports.official_files import problem

_OPENING = re.compile(r"\{[{%#]")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# What docxtpl joins first: braces that Word has put into pieces of their own.
_SPLIT = re.compile(r"(?<={)(?:<[^>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^>]*>)+(?=})")
_BLOCK = re.compile(r"\{%(?:p|tr|tc|r)?-?\s*(if|for|endif|endfor)\b")
_SPREAD = 50_000
"""Characters of XML over which one tag may be spread."""
_MOST_TAGS = 2000
_LONGEST_TAG = 300
_SHOWN = 80


def check_tags(tree: Any, xml: str, name: str, path: Path) -> list[str]:
    """The texts of a part's paragraphs. Raises InvalidInput if a tag is not closed, is too long, or is one too many."""
    texts = _paragraphs(tree)
    _closed(texts, name, path)
    _near(xml, name, path)
    return texts


def _paragraphs(tree: Any) -> list[str]:
    return ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in tree.iter(f"{W}p")]


def _few(tags: int, name: str, path: Path) -> None:
    if tags > _MOST_TAGS:
        why = f"hơn {_MOST_TAGS} thẻ trong {name}"
        raise problem("SC808", path, why=why, why_en=f"over {_MOST_TAGS} tags in {name}")


def _closed(texts: Sequence[str], name: str, path: Path) -> None:
    """Refuse a tag that is not closed in its paragraph, before any pattern meets it."""
    _few(sum(len(_OPENING.findall(text)) for text in texts), name, path)
    # Long tags are what the patterns that join them could be kept busy with.
    if any(len(tag) > _LONGEST_TAG for text in texts for tag in _TAG.findall(text)):
        why = f"có thẻ dài hơn {_LONGEST_TAG} ký tự trong {name}"
        raise problem("SC808", path, why=why, why_en=f"a tag of over {_LONGEST_TAG} characters in {name}")
    for number, text in enumerate(texts, 1):
        if _OPENING.search(_TAG.sub("", text)):
            why, why_en = "thẻ mở mà không đóng trong đoạn", "a tag is not closed in its paragraph"
            raise _wrong(path, name, number, text, why, why_en)


def _near(xml: str, name: str, path: Path) -> None:
    """Refuse tags pieced together from far apart, over which docxtpl's patterns would take for ever."""
    joined = _SPLIT.sub("", xml)
    openings = list(_OPENING.finditer(joined))
    _few(len(openings), name, path)
    for one in openings:
        close = {"{": "}}", "%": "%}", "#": "#}"}[one[0][1]]
        if joined.find(close, one.end(), one.end() + _SPREAD) < 0:
            before = joined[: one.start()]
            number = before.count("<w:p>") + before.count("<w:p ")
            text = re.sub(r"<[^>]+>", "", joined[one.start() : one.start() + 400])
            raise _wrong(path, name, number, text, "thẻ mở mà không đóng", "a tag is not closed")


def check_blocks(tree: Any, name: str, path: Path) -> None:
    """Refuse an `if` or `for` that is not closed. Raises InvalidInput that names the paragraph where it was opened."""
    opened: list[tuple[str, int, str]] = []
    for number, text in enumerate(_paragraphs(tree), 1):
        for word in _BLOCK.findall(text):
            if not word.startswith("end"):
                opened.append((word, number, text))
            elif opened and word == f"end{opened[-1][0]}":
                opened.pop()
            elif opened:
                raise _not_closed(*opened[-1], name, path)
    if opened:
        raise _not_closed(*opened[-1], name, path)


def _not_closed(word: str, number: int, text: str, name: str, path: Path) -> InvalidInput:
    why = f"“{word}” mở ở đoạn này mà không có “end{word}” đóng lại"
    why_en = f"the “{word}” opened in this paragraph has no “end{word}”"
    return _wrong(path, name, number, text, why, why_en)


def _wrong(path: Path, name: str, number: int, text: str, why: str, why_en: str) -> InvalidInput:
    return problem("SC805", path, part=name, line=str(number), text=excerpt(text), why=why, why_en=why_en)


def excerpt(text: str) -> str:
    """The beginning of a paragraph, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
