"""What no line break goes through, and what a page written alone leads to."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.app.ranking import as_file, rank

from .neighbours import complete, past, results
from .rendered import render_index, render_ranking
from .sample import ranked

ROOT = Path(__file__).parents[2]


def test_days_and_numbers_of_papers_stay_on_one_line() -> None:
    page = render_ranking(
        "xa", ranked(*results())["xa"], "html", "en", {"xa-a": [past(complete(), "2024", "19.00", "tot")]}
    )
    head, body = page.split("<body>")
    bare = re.sub(
        r'<span class="nb">.*?</span>|<p class="digest">.*?</p>|<script.*?</script>', "", body, flags=re.DOTALL
    )
    assert '<span class="nb">' not in head
    assert re.search(r'as of <span class="nb">\d{4}-\d\d-\d\d</span>', body)
    assert not re.findall(r">[^<]*\b\d{4}-\d\d-\d\d", bare)


def test_one_block_is_not_called_several() -> None:
    assert "· 1 block ·" in render_index(ranked(*results()), "html", "en")


def test_blocks_ranked_into_one_file_are_one_page_that_leads_nowhere_else() -> None:
    found = rank([ROOT / "reports" / "2025"])
    page = as_file(found.blocks, "html").decode()
    assert len(found.blocks) > 1
    assert (page.count("<!DOCTYPE"), page.count("<article")) == (1, len(found.blocks))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in re.findall(r'href="([^"]*)"', page)} <= set(ids)
    assert ".page:not(:target)" not in page
