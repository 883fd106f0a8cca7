"""What searches, filters and sorts a page of many agencies, run by a Chromium under the page's own policy."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from .neighbours import results, settled
from .rendered import render_agency, render_index, render_ranking
from .sample import ranked
from .test_axe import CHROMIUM, OPTIONS

pytestmark = pytest.mark.once
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="needs a Chromium")
PROBE = "<script>setTimeout(() => { document.title = 'ran'; }, 0)</script>"


def shown(page: str, folder: Path) -> str:
    """The page as it stands once its scripts have run."""
    file = folder / "page.html"
    file.write_text(page, "utf-8")
    assert CHROMIUM
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={folder / 'profile'}", file.as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.decode()


def used(page: str, actions: str) -> str:
    """The page with `actions` on its controls done by a second script, which its policy then has to allow."""
    assert "script-src 'sha256-" in page
    event = "x => x.dispatchEvent(new Event(x.tagName === 'INPUT' ? 'input' : 'change', {bubbles: true}))"
    script = (
        f"<script>const [words, group, order] = document.querySelectorAll('.find input, .find select'); {actions}; "
    )
    script += (
        f"[words, group, order].forEach({event}); group.dispatchEvent(new Event('input', {{bubbles: true}}));</script>"
    )
    return page.replace("script-src '", "script-src 'unsafe-inline' 'x").replace("</body>", script + "</body>")


def names(page: str) -> list[str]:
    """The agencies of the ranking's rows that are shown, in order."""
    rows = re.findall(r'<tr data-class="[^"]*" data-points="[^"]*"( hidden="")?>(.*?)</tr>', page, re.DOTALL)
    return [
        re.sub(r"<[^>]+>", "", re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', row)[0])
        for gone, row in rows
        if not gone
    ]


@needs_chromium
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_policy_lets_the_pages_own_script_run_and_no_other(lang: str, tmp_path: Path) -> None:
    rows = ranked(*results())["xa"]
    page = shown(render_ranking("xa", rows, "html", lang).replace("</body>", PROBE + "</body>"), tmp_path)

    assert re.search(r'<div class="find card"[^>]*role="search"[^>]*>', page)
    assert not re.search(r'<div class="find card"[^>]* hidden', page)
    assert f'<output aria-live="polite">6 / 6 {"cơ quan" if lang == "vi" else "agencies"}</output>' in page
    assert "<title>ran" not in page


@needs_chromium
def test_agencies_are_found_without_marks_and_by_class(tmp_path: Path) -> None:
    page = render_ranking("xa", ranked(*results())["xa"])

    assert names(shown(used(page, "words.value = 'an xa'"), tmp_path)) == ["Xã Ân"]
    assert names(shown(used(page, "words.value = 'ĐÔNG minh'"), tmp_path)) == [results()[2].agency.name]
    found = shown(used(page, "group.selectedIndex = group.options.length - 1"), tmp_path)
    assert 0 < len(names(found)) < 6


@needs_chromium
def test_agencies_are_sorted_by_name_and_points_within_their_table(tmp_path: Path) -> None:
    page = render_index(ranked(*results()))
    by_rank = names(shown(page, tmp_path))
    by_name = names(shown(used(page, "order.value = 'name'"), tmp_path))
    least = names(shown(used(page, "order.value = 'least'"), tmp_path))

    # The table of incomplete agencies stands first.
    assert by_rank == ["Xã Đ", "Xã Ân", "Xã Dài", results()[2].agency.name, "Xã A", "Xã Bắc", "Xã Đ"]
    assert by_name[1:3] == ["Xã A", "Xã Ân"]
    assert least.index("Xã Bắc") < least.index("Xã A") < least.index("Xã Ân")


def test_without_scripts_every_agency_is_there_and_the_controls_are_not() -> None:
    page = render_index(ranked(*results()))

    assert len(names(page)) == 7
    assert re.search(r'<div class="find card"[^>]* hidden>', page)


def test_the_own_mark_is_drawn_last_and_has_its_own_shape() -> None:
    from scoring.reports.interface import Neighbours

    many = [settled(f"x{n}", f"Xã {n:03}") for n in range(30)]
    page = render_agency(many[7], neighbours=Neighbours(block=ranked(*many)["xa"]))

    assert page.count('<circle class="dot"') == 29
    assert page.count('<rect class="own"') == 1
    assert page.rindex("<circle") < page.index('<rect class="own"')


@needs_chromium
def test_tables_and_parts_without_a_row_left_are_not_shown_empty(tmp_path: Path) -> None:
    index = shown(used(render_index(ranked(*results())), "words.value = 'ân'"), tmp_path)
    assert re.search(r'<section aria-labelledby="thieu" hidden', index)
    assert re.search(r'<section aria-labelledby="k-xa">', index)
    block = shown(used(render_ranking("xa", ranked(*results())["xa"]), "words.value = 'ân'"), tmp_path)
    assert re.search(r'<section aria-labelledby="xep-hang">', block)
    assert block.count('<table class="cards rank" hidden') == 1
