"""A page links only to pages that the same command writes."""

from __future__ import annotations

import re

import pytest

from .conftest import ROOT

SCHEME, EVIDENCE = ROOT / "criteria" / "qd-1211-2022", ROOT / "evidence" / "2025"


def links(text: str) -> set[str]:
    return {one for one in re.findall(r'href="([^"#]+)"', text) if not one.startswith("data:")}


def test_a_whole_folder_has_no_dead_link(run, tmp_path):
    run("report", EVIDENCE, "--scheme", SCHEME, "--format", "html", "--output", tmp_path)

    pages = sorted(tmp_path.glob("*.html"))
    dead = [f"{page.name}: {one}" for page in pages for one in links(page.read_text("utf-8"))
            if one.endswith(".html") and not (tmp_path / one).is_file()]  # fmt: skip

    assert len(pages) > 10
    assert dead == []


@pytest.mark.parametrize("output", ["folder", "one.html"])
def test_one_agency_alone_links_to_no_page_but_to_its_evidence(run, tmp_path, output):
    target = tmp_path / output
    run("report", EVIDENCE, "--scheme", SCHEME, "--agency", "xa-minh-hoa-a", "--format", "html", "--output", target)

    page = target if target.is_file() else target / "xa-minh-hoa-a.html"
    found = links(page.read_text("utf-8"))

    assert found
    assert not any(one.endswith(".html") for one in found)
    assert all((page.parent / one).resolve().is_relative_to(EVIDENCE.resolve()) for one in found)
