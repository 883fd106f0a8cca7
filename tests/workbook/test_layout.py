"""The layout names every row once, in the order of an annex."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.scheme.load import load_scheme
from scoring.workbook import layout

from .every_kind import every_kind

ROOT = Path(__file__).parents[2]
SCHEMES = ("qd-1211-2022", "examples/chi-so-ba-cap", "examples/mau-bac-kan-quang-binh")


@pytest.mark.parametrize("folder", SCHEMES)
def test_every_node_measure_and_judgement_has_exactly_one_row(folder: str) -> None:
    scheme = load_scheme(ROOT / "criteria" / folder, "2025").scheme
    for block in scheme.blocks:
        chosen = scheme.sets[block.set]
        keys = [row.key for row in layout.rows(scheme, block.id)]
        assert len(set(keys)) == len(keys)
        wanted = {f"tc:{node.id}" for node in chosen.nodes()}
        wanted |= {f"sl:{id}" for id in chosen.measures}
        wanted |= {f"dg:{x.id}" for x in chosen.leaves() if x.spec and x.spec.judge()}
        assert {key for key in keys if not key.startswith("muc:")} == wanted


def test_a_ratio_stands_below_its_parts_and_a_judgement_below_its_criterion() -> None:
    keys = [row.key for row in layout.rows(every_kind(), "xa")]
    assert keys.index("sl:tong") < keys.index("sl:tron")
    assert keys.index("sl:xong") < keys.index("sl:tron")
    at = keys.index("tc:C.2")
    assert keys[at : at + 3] == ["tc:C.2", "sl:phan_tram", "dg:C.2"]


def test_measures_no_criterion_reads_stand_at_the_end() -> None:
    found = layout.rows(every_kind(), "xa")
    assert [row.key for row in found[-2:]] == ["muc:conditions", "sl:ky_luat"]


def test_titles_two_kinds_share_are_told_apart_by_their_ids() -> None:
    assert layout.unique({"a": "Kế hoạch", "b": "kế hoạch"}) == {"a": "Kế hoạch (a)", "b": "kế hoạch (b)"}


def test_columns_have_keys_of_their_own() -> None:
    for table in (layout.CRITERIA_TABLE, layout.KINDS_TABLE, layout.evidence_table(every_kind())):
        keys = [column.key for column in table.columns]
        assert len(set(keys)) == len(keys)
        assert table.letter(keys[0]) == "A"
