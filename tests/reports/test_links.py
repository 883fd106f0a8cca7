"""Only safe relative paths become links, and every id has an anchor of its own."""

from __future__ import annotations

import re

import pytest

from scoring.reports.links import anchor, attachment


@pytest.mark.parametrize("path", [
    "javascript:alert(1)", "data:text/html,x", "C:/x.pdf", "/etc/passwd", "//host/x", "../x", "a/../../x",
    "a//b", "a/./b", "a\\..\\b", "", "x\x1b.pdf", "x\u202egpj.exe", "https://example.org/x",
])  # fmt: skip
def test_paths_that_could_lead_elsewhere_are_no_links(path: str) -> None:
    assert attachment("../ho-so", path) is None


@pytest.mark.parametrize("folder", ["javascript:x", "C:/x", "/", "/srv", "a//b", "..\\x"])
def test_folders_that_are_not_relative_are_no_links(folder: str) -> None:
    assert attachment(folder, "x.pdf") is None


def test_names_are_escaped_as_a_url_asks() -> None:
    assert attachment("..", "a b/c#d?e%f\"'<.pdf") == "../a%20b/c%23d%3Fe%25f%22%27%3C.pdf"
    assert attachment(".", "x.pdf") == "./x.pdf"
    assert attachment(None, "x.pdf") is None
    assert attachment("..", None) is None


def test_anchors_differ_where_ids_differ_and_hold_only_plain_characters() -> None:
    ids = ["I.1", "I_1", "I 1", 'a"b', "a_22_b", "đ", "d", "<script>", "i.1"]
    found = [anchor("m", one) for one in ids]

    assert len(set(found)) == len(ids)
    assert all(re.fullmatch(r"m-[\w.-]+", one, re.ASCII) for one in found)
