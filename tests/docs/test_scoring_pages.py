"""The pages of the leaf kinds: every kind has one, every key is on it, and its example gives the points it says."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.formulas import KINDS
from scoring.numbers import normal, parse_number, parse_percent
from scoring.yaml_source import read_yaml

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cach-cho-diem"


def _value(text: str) -> Any:
    words = {"có": True, "không": False, "không áp dụng": None}
    if text in words:
        return words[text]
    number = parse_percent(text) if text.endswith("%") else parse_number(text)
    return text if number is None else normal(number)


def _tables(page: str) -> list[list[list[str]]]:
    found = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    return [
        [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]
        for table in found
    ]


def test_every_kind_has_a_page_listed_in_the_index_and_the_navigation() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    nav = (PAGES.parents[2] / "mkdocs.yml").read_text(encoding="utf-8")
    for kind in KINDS:
        assert (PAGES / f"{kind}.md").is_file(), kind
        assert f"({kind}.md)" in index
        assert f"reference/cach-cho-diem/{kind}.md" in nav


@pytest.mark.parametrize("kind", KINDS)
def test_page_names_every_key_of_the_kind_and_no_other(kind: str) -> None:
    keys = [row[0] for row in _tables((PAGES / f"{kind}.md").read_text(encoding="utf-8"))[0][2:]]
    fields = KINDS[kind].model_fields
    assert sorted(keys) == sorted(field.key for field in fields.values())


@pytest.mark.parametrize("kind", KINDS)
def test_example_gives_the_points_the_page_says(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block
    doc = read_yaml(block[1], kind)
    assert not doc.diagnostics
    spec = KINDS[kind].model_validate(doc.data["score"][kind])
    maximum = normal(doc.data["maximum"])
    percent = {name: True for name in spec.reads() if name.startswith("ty_le")}
    assert not list(spec.issues(maximum, percent))

    head, _, *rows = _tables(page)[1]
    assert tuple(head[:-1]) == spec.reads()
    assert rows
    for row in rows:
        points = spec.compile(maximum)(*map(_value, row[:-1])).points
        assert Fraction(points) == _value(row[-1]), row
