"""All pages in one file: every link leads to an article of it, one page is shown at a time."""

from __future__ import annotations

import io
import re
from pathlib import Path

from scoring.reports.interface import Neighbours
from scoring.reports.links import file_stem
from scoring.reports.one_file import write_one_file

from .neighbours import results
from .rendered import render_agency, render_index, render_ranking
from .sample import ranked
from .test_find import names, needs_chromium, shown, used
from .test_structure import Page


def whole(folder: Path, lang: str = "vi") -> str:
    """The pages of a block of six as one file."""
    blocks, made = ranked(*results()), {}
    made["index"] = render_index(blocks, "html", lang)
    made["xep-hang-xa"] = render_ranking("xa", blocks["xa"], "html", lang)
    for one in results():
        made[file_stem(one)] = render_agency(one, "html", lang, Neighbours(block=blocks["xa"]))
    for stem, text in made.items():
        (folder / f"{stem}.html").write_text(text, "utf-8")
    out = io.StringIO()
    write_one_file([folder / f"{stem}.html" for stem in made], out)
    return out.getvalue()


def test_ids_are_unique_and_every_link_stays_inside(tmp_path: Path) -> None:
    page = Page(whole(tmp_path))

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
    page = whole(tmp_path)
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
