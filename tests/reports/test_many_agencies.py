"""Pages about thousands of agencies: made from rows that are read when they are asked for, and written as they are
made.
"""

from __future__ import annotations

import gc
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.reports.campaign_sample import appraised
from tests.reports.sample import complete, open_, ranked

from scoring.app.block_rows import BlockRows
from scoring.app.files import filled
from scoring.reports import peer_comparison
from scoring.reports.formats import format_of
from scoring.reports.interface import BlockSource, DocumentId, Neighbours, RankedBlock, RunSource
from scoring.reports.one_file import write_one_file
from scoring.reports.page_parts import in_parts
from scoring.reports.peer_comparison import Peers, position
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.summary import PackedSummaries, PackedSummary, Summary


def several(count: int, *kinds: Result) -> list[Result]:
    """Results of so many agencies, of each kind in turn, with totals from 0 to 9."""
    made = []
    for number in range(count):
        one = kinds[number % len(kinds)]
        named = replace(one.agency, id=f"xa-{number:04}", name=f"Xã số {number:04}")
        made.append(replace(one, agency=named, total=replace(one.total, certain=str(number % 10))))
    return made


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Callable[[Any], BlockRows]]:
    """Keeps rows in a file."""
    with (tmp_path / "rows").open("w+b") as stream:
        packed = PackedSummaries(stream)

        def store(rows: Any) -> BlockRows:
            BlockRows.write(packed, tmp_path / "block", ((row, "") for row in rows))
            return BlockRows(packed, tmp_path / "block")

        yield store


def block_page(rows: Any, format: str) -> bytes:
    return b"".join(format_of(format).block(BlockSource(block="xa", rows=rows)))


def block_list(rows: Any, format: str) -> bytes:
    return b"".join(format_of(format).block(BlockSource(block="xa", rows=rows, document=DocumentId.DECISION_LIST)))


def first_page(rows: Any, format: str) -> bytes:
    return filled(partial(format_of(format).run, RunSource(blocks=[RankedBlock("xa", rows)])))


PAGES = [(made, format) for made in (block_page, first_page) for format in ("html", "md")]
DOCUMENTS = [*PAGES, (block_page, "docx"), (block_list, "docx")]


@pytest.mark.parametrize(("made", "format"), DOCUMENTS)
@pytest.mark.parametrize("kinds", [(complete(), open_()), (appraised(complete()), complete())])
def test_a_document_is_the_same_from_rows_that_are_stored(stored, made, format, kinds):
    rows = ranked(*several(400, *kinds))["xa"]

    page = made(rows, format)

    assert made(stored(rows), format) == page
    if format == "docx":
        page = zipfile.ZipFile(io.BytesIO(page)).read("word/document.xml")
    assert all(page.decode().count(f"Xã số {number:04}") >= 1 for number in range(400))


@pytest.mark.parametrize(("made", "format"), DOCUMENTS)
def test_no_document_holds_the_agencies_it_is_about(stored, monkeypatch, made, format):
    rows = stored(ranked(*several(1000, complete(), open_()))["xa"])
    held: list[int] = []
    unpack = PackedSummaries.unpack

    def counted(self: PackedSummaries, one: PackedSummary) -> Summary:
        if one.agency.endswith("00"):
            held.append(sum(isinstance(x, Summary) for x in gc.get_objects()))
        return unpack(self, one)

    monkeypatch.setattr(PackedSummaries, "unpack", counted)
    gc.collect()
    made(rows, format)
    assert len(held) > 50
    assert max(held) <= 210


def test_a_page_in_parts_is_the_whole_page():
    rows = "".join(f"<tr><td>{number}</td></tr>\n" for number in range(9000))
    text = f"<table>\n{rows}</table>\n"
    for size in (1, 7, 5000, len(text)):
        parts = list(in_parts(text[at : at + size] for at in range(0, len(text), size)))
        assert "".join(parts) == text
        assert all(part.endswith("</tr>\n") for part in parts[:-1])
    assert list(in_parts([])) == [""]


def test_numbers_of_papers_are_kept_whole_in_every_part_of_a_page():
    results = several(400, complete())
    named = [replace(one, agency=replace(one.agency, name=f"Xã theo {n}/QĐ-UBND")) for n, one in enumerate(results)]
    page = block_page(ranked(*named)["xa"], "html").decode()
    assert len(page) > 1 << 17
    for number in (0, 199, 399):
        assert f'Xã theo <span class="nb">{number}/QĐ-UBND</span>' in page
    assert re.search(r"theo \d", page.partition("<body>")[2]) is None


def test_large_pages_are_joined_to_one_file(tmp_path):
    files = [tmp_path / "index.html", tmp_path / "xep-hang-xa.html"]
    rows = ranked(*several(400, complete(), open_()))["xa"]
    for file, made in zip(files, (first_page, block_page), strict=True):
        file.write_bytes(made(rows, "html"))
    assert min(one.stat().st_size for one in files) > 1 << 17
    out = io.StringIO()

    write_one_file(files, out)

    text = out.getvalue()
    assert re.findall(r'<article class="page" id="(.*?)">', text) == ["index", "xep-hang-xa"]
    assert text.count("<header>") == text.count("</footer>") == text.count("</article>") == 2
    assert text.count("<main") == text.count("</main>") == text.count("<script>") == 1
    assert text.count('href="#xep-hang-xa"') == 1
    ids = re.findall(r'\sid="(.*?)"', text)
    assert len(ids) == len(set(ids))
    assert text.count("Xã số 0399") == files[0].read_text().count("Xã số 0399") + files[1].read_text().count(
        "Xã số 0399"
    )


def test_of_a_large_block_some_dots_are_drawn_and_that_is_said(monkeypatch):
    results = several(90, complete(), open_())
    rows = ranked(*results)["xa"]
    whole = position(View(results[7]), rows)
    monkeypatch.setattr(peer_comparison, "_DRAWN", 30)
    few = position(View(results[7]), Peers(rows))

    assert (len(whole.strip.dots), whole.dots) == (90, "")
    assert "Mỗi chấm là một cơ quan" in whole.desc
    assert 30 <= len(few.strip.dots) <= 31
    assert {one.kind for one in few.strip.dots} == {"own", "dot", "apart"}
    assert few.dots == "Mỗi chấm thay cho chừng 3 cơ quan có điểm liền nhau."
    assert few.desc.startswith("Mỗi chấm thay cho chừng 3 cơ quan có điểm liền nhau, trên trục từ 0 đến ")
    same = (whole.sentence, whole.median, [row.view.agency for row in whole.rows])
    assert (few.sentence, few.median, [row.view.agency for row in few.rows]) == same
    page = format_of("html").agency
    from scoring.reports.interface import AgencySource

    text = page(AgencySource(result=results[7], raw=b"", neighbours=Neighbours(block=rows))).decode()
    assert "Mỗi chấm thay cho chừng 3 cơ quan có điểm liền nhau." in text
