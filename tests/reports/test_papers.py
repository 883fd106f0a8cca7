"""Word and PDF say the same, and making many of them takes no more memory than making a few."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

pytest.importorskip("docxtpl")
pytest.importorskip("typst")
pytest.importorskip("pypdf")


from . import test_docx, test_pdf
from .rendered import agency_docx, agency_pdf
from .sample import complete


def bare(text: str) -> str:
    """The text without spaces and places to break."""
    return re.sub(r"[\s\u200b]", "", text)


def said(line: str, pages: list[str]) -> bool:
    """Whether the line stands in the paper, whole or begun on one page and ended on the next."""
    if line in "".join(pages):
        return True
    ends = [(line[:at], line[at:]) for at in range(1, len(line))]
    return any(head in one and tail in other for one, other in pairwise(pages) for head, tail in ends)


@pytest.mark.parametrize("kind", test_docx.KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_word_and_pdf_say_the_same(kind: str, lang: str) -> None:
    word = [bare(line) for line in test_docx.words(test_docx.made(kind, lang)).split("\n")]
    pages = [bare(page.extract_text()) for page in test_pdf.reader(test_pdf.made(kind, lang)).pages]

    missing = [line for line in word if line and not said(line, pages)]
    assert missing == []


def resident() -> int:
    """Megabytes of memory in use."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_two_hundred_agencies_take_no_more_memory_than_forty() -> None:
    def make(first: int, last: int) -> None:
        for number in range(first, last):
            found = complete()
            found = replace(found, agency=replace(found.agency, name=f"Xã {number}"))
            agency_docx(found)
            agency_pdf(found)

    make(0, 40)
    before = resident()
    make(40, 200)

    assert resident() - before < 25
