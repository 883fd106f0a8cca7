"""All pages in one file: every link leads to an article of it, one page is shown at a time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .neighbours import one_file
from .test_find import names, needs_chromium, shown, used
from .test_structure import Page

pytestmark = pytest.mark.once


def test_ids_are_unique_and_every_link_stays_inside(tmp_path: Path) -> None:
    page = Page(one_file(tmp_path))

    assert len(page.ids) == len(set(page.ids))
    assert len(page.all("article")) == 8
    targets = [a["href"] for _, a, _ in page.all("a")]
    assert {"#index", "#xep-hang-xa", "#xa-a"} <= set(targets)
    assert {one[1:] for one in targets} <= set(page.ids)
    for _, attributes, _ in page.all("svg", "section"):
        assert set(attributes.get("aria-labelledby", "").split()) <= set(page.ids)
    assert len(page.all("main")) == 1
    assert len(page.all("script")) == 1


@needs_chromium
def test_one_page_is_shown_at_a_time_and_each_search_looks_in_its_own_page(tmp_path: Path) -> None:
    page = one_file(tmp_path)
    told = "document.title = [...document.querySelectorAll('article')].filter(x => x.checkVisibility()).map(x => x.id)"
    found = {}
    for place in ("", "#xa-a", "#an--cach-tinh"):
        done = shown(used(page, f"location.hash = '{place}'; {told}"), tmp_path)
        title = re.search(r"<title>(.*?)</title>", done)
        assert title
        found[place] = title[1]
    searched = shown(used(page, "words.value = 'an xa'"), tmp_path)

    assert found == {"": "index", "#xa-a": "xa-a", "#an--cach-tinh": "an"}
    assert names(searched.split("<article")[1]) == ["Xã Ân"]
    assert len(names(searched.split("<article")[2])) == 6
