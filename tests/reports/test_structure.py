"""Rules of accessible structure that hold on every page, in both languages and both palettes."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import re
from fractions import Fraction
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from .neighbours import pages

VOID = {"meta", "br", "link", "img", "hr", "input", "rect", "line", "circle"}
CASES = [(lang, kind, page) for lang in ("vi", "en") for kind, page in pages(lang)]
IDS = [f"{lang}-{kind}" for lang, kind, _ in CASES]


class Page(HTMLParser):
    """What the rules ask about: elements in order, with attributes, parents and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.texts: dict[int, str] = {}
        self.stack: list[tuple[str, int]] = []
        self.feed(text)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {k: v or "" for k, v in attrs}, tuple(t for t, _ in self.stack)))
        if tag not in VOID:
            self.stack.append((tag, len(self.found) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {k: v or "" for k, v in attrs}, tuple(t for t, _ in self.stack)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, index in self.stack:
            self.texts[index] = self.texts.get(index, "") + data

    def all(self, *tags: str) -> list[tuple[int, dict[str, str], tuple[str, ...]]]:
        return [(i, a, up) for i, (tag, a, up) in enumerate(self.found) if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [a["id"] for _, a, _ in self.found if "id" in a]


@pytest.fixture(params=CASES, ids=IDS)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(request.param[2])


def test_language_title_and_viewport_are_said(page: Page) -> None:
    assert page.all("html")[0][1]["lang"] in {"vi", "en"}
    assert page.texts[page.all("title")[0][0]].strip()
    assert any(a.get("name") == "viewport" for _, a, _ in page.all("meta"))


def test_one_first_heading_and_no_level_is_skipped(page: Page) -> None:
    levels = [int(page.found[i][0][1]) for i, _, _ in page.all("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert all(page.texts[i].strip() for i, _, _ in page.all("h1", "h2", "h3", "h4"))


def test_table_headers_have_a_scope_and_every_row_its_header(page: Page) -> None:
    assert all(a.get("scope") in {"col", "row"} for _, a, _ in page.all("th"))
    rows = [i for i, _, up in page.all("tr") if "thead" not in up]
    starts = [*rows, len(page.found)]
    for start, end in itertools.pairwise(starts):
        assert "th" in {tag for tag, _, _ in page.found[start:end]}


def test_every_drawing_is_described_or_hidden_beside_its_numbers(page: Page) -> None:
    for index, attributes, _ in page.all("svg"):
        if attributes.get("aria-hidden") == "true":
            continue
        assert attributes["role"] == "img"
        parts = [(tag, a) for tag, a, up in page.found[index + 1 : index + 3] if "svg" in up]
        assert [tag for tag, _ in parts] == ["title", "desc"]
        assert attributes["aria-labelledby"].split() == [a["id"] for _, a in parts]
        assert all(page.texts[index + n].strip() for n in (1, 2))


def test_ids_are_unique_and_every_reference_meets_one(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    for tag, attributes, _ in page.found:
        for id in attributes.get("aria-labelledby", "").split():
            assert id in page.ids
        if tag == "a" and attributes["href"].startswith("#"):
            assert attributes["href"][1:] in page.ids


def test_landmarks_hold_everything_and_the_first_link_skips_to_the_content(page: Page) -> None:
    assert len(page.all("main")) == 1
    first = page.all("a")[0][1]
    assert first["class"] == "skip"
    assert first["href"] == "#" + page.all("main")[0][1]["id"]
    for _, _, up in page.all("p", "h1", "h2", "table"):
        assert {"header", "main", "footer"} & set(up)


def test_foldable_parts_have_a_summary_first_and_links_have_a_text(page: Page) -> None:
    for index, _, _ in page.all("details"):
        assert page.found[index + 1][0] == "summary"
        assert page.texts[index + 1].strip()
    assert all(page.texts[i].strip() for i, _, _ in page.all("a"))


def test_nothing_is_fetched_and_only_the_script_of_the_policy_runs(page: Page) -> None:
    tags = {tag for tag, _, _ in page.found}
    assert tags.isdisjoint({"link", "img", "iframe", "object", "embed", "form", "base"})
    policy = next(a for _, a, _ in page.all("meta") if "http-equiv" in a)
    scripts = [page.texts[i] for i, _, _ in page.all("script")]
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    allowed = [f"; script-src 'sha256-{one}'" for one in digests]
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'" + "".join(allowed)
    assert len(scripts) == bool(page.all("output"))
    assert all("hidden" in a for _, a, _ in page.all("div") if a.get("role") == "search")
    assert not any(key.startswith("on") for _, a, _ in page.found for key in a)
    assert all(int(a.get("tabindex", "0")) <= 0 for _, a, _ in page.found)


# ----------------------------------------------------------------------------------- contrast


CSS = (files("scoring.reports") / "templates" / "style.css").read_text("utf-8")
TEXT_ON = [
    *((ink, paper) for ink in ("ink", "soft", "link") for paper in ("bg", "card")),
    ("accent", "bg"), ("bad", "card"), ("ink", "band-on"), ("warn", "band-on"), ("link", "band-on"),
    ("soft", "band-on"), ("soft", "track"), ("ok", "ok-bg"), ("bad", "bad-bg"), ("warn", "warn-bg"),
    ("ink", "band"), ("ink", "hair"), ("ink", "warn-bg"), *(("ink", f"h{n}") for n in range(6)),
]  # fmt: skip
SHAPE_ON = [
    *((shape, paper) for shape in ("fill", "focus", "accent") for paper in ("bg", "card")),
    ("fill", "track"), ("fill", "band"), ("fill", "band-on"), ("past", "card"), ("soft", "band"),
]  # fmt: skip


def palette(dark: bool) -> dict[str, str]:
    """The colours by name; the dark palette comes second."""
    found = re.findall(r":root\{(--bg:[^}]*)\}", CSS)[int(dark)]
    return dict(re.findall(r"--([\w-]+):(#\w+)", found))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [Fraction(int(digits[i : i + 2], 16), 255) for i in (0, 2, 4)]
    linear = [float(p) / 12.92 if p <= Fraction(3928, 100000) else ((float(p) + 0.055) / 1.055) ** 2.4
              for p in parts]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT_ON)
def test_texts_stand_out_from_their_ground(ink: str, paper: str, dark: bool) -> None:
    colours = palette(dark)
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON)
def test_shapes_stand_out_from_their_ground(shape: str, ground: str, dark: bool) -> None:
    colours = palette(dark)
    assert contrast(colours[shape], colours[ground]) >= (2 if shape == "past" else 3)


def test_both_palettes_name_the_same_colours_and_every_colour_used_is_named() -> None:
    assert palette(False).keys() == palette(True).keys()
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= palette(False).keys()


@pytest.mark.parametrize("kind", ["agency", "block", "index"])
def test_pages_equal_the_golden_files(kind: str) -> None:
    """The style apart; SCORING_UPDATE_GOLDEN=1 writes them anew, then read the difference."""
    page = next(text for name, text in pages() if name == kind)
    page = re.sub(r"(?s)<style>.*?</style>", "<style></style>", page)
    golden = Path(__file__).parent / "golden" / f"{kind}.html"
    if os.environ.get("SCORING_UPDATE_GOLDEN"):
        golden.write_text(page, encoding="utf-8", newline="\n")

    assert page == golden.read_text("utf-8")
