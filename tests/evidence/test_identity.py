"""The head of a dossier tells whose it is, and never anything else than reading all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.evidence.identity import identity_of, read_identity
from scoring.evidence.load import load_dossier

ROOT = Path(__file__).parents[2]
PARTS = {
    "agency": "agency: {id: xa-a, name: Xã A, block: xa}\n",
    "block": "agency:\n  id: xa-a\n  name: Xã A\n  block: xa\n",
    "period": "period: 2025-H1\n",
    "scheme": "scheme: mau\n",
    "format": "format: 1\n",
    "evidence": "evidence:\n  - {id: a, kind: k, title: Giấy}\n",
    "note": 'note: "agency: {id: gia}\n\n  period: 2024"\n',
    "long": "note: |\n" + "  agency\n" * 700,
    "twice": "period: 2024\n",
    "alias": "scheme: *x\n",
    "list": "[1, 2]\n",
}


def full(path: Path):
    try:
        return identity_of(load_dossier(path))
    except ScoringError:
        return None


@pytest.mark.parametrize("path", sorted((ROOT / "evidence").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_dossiers_have_the_identity_that_reading_gives(path):
    whole = full(path)
    assert whole is None or read_identity(path) == whole


@given(st.lists(st.sampled_from(sorted(PARTS)), max_size=7))
def test_whatever_the_order_the_head_agrees_with_the_whole(tmp_path_factory, names):
    path = tmp_path_factory.getbasetemp() / "ho-so.yaml"
    path.write_text("".join(PARTS[name] for name in names), "utf-8")
    whole = full(path)
    assert whole is None or read_identity(path) in {whole, None}


def test_a_dossier_that_is_right_needs_no_second_reading(tmp_path):
    path = tmp_path / "a.yaml"
    for names in (("format", "long", "agency", "period", "scheme"), ("scheme", "block", "period", "format")):
        path.write_text("".join(PARTS[name] for name in names), "utf-8")
        assert read_identity(path) == full(path)
        assert read_identity(path) is not None


def test_json_is_read_as_far_as_needed(tmp_path):
    data = {"format": 1, "evidence": [{"id": "a", "kind": "k", "title": "Giấy"}], "period": 2025, "scheme": "mau",
            "agency": {"id": "a", "name": "A", "block": "xa"}}  # fmt: skip
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data, indent=1), "utf-8")
    assert read_identity(path) == full(path) == ("a", "2025", "xa", "mau", ())
    data["agency"]["succeeds"] = ["b", "c"]
    path.write_text(json.dumps(data, indent=1), "utf-8")
    assert read_identity(path) == full(path) == ("a", "2025", "xa", "mau", ("b", "c"))
    path.write_text(json.dumps({**data, "note": "x" * 10_000, "scheme": None}), "utf-8")
    assert read_identity(path) == full(path) == ("a", "2025", "xa", None, ("b", "c"))


@pytest.mark.parametrize(
    "text", ["", "[", "{", '{"a"', "agency: *a", "x", "{}", "[1]", "agency: {id: x}", "\0", "agency: {id: 1"]
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.csv"])
def test_what_is_unusual_is_left_to_reading(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert read_identity(path) is None
