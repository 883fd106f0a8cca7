"""Facts about the schemes that are shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.cli.app import root as command
from scoring.formulas import KINDS
from scoring.scheme.check import unconfirmed
from scoring.scheme.load import find_schemes, load_scheme

SCHEME = "criteria/qd-1211-2022"
UNUSED: frozenset[str] = frozenset()
"""Leaf kinds that no shipped set needs."""
PLAN_ITEMS = [*(f"II.{number}" for number in range(1, 13)), "III.2", "III.3"]
SETS = {"so": "2025", "huyen": "2024", "xa": "2025", "su-nghiep": "2025"}


@pytest.mark.parametrize("period", [None, "2022", "2024", "2025", "2026"])
def test_every_shipped_scheme_loads_without_a_word(root: Path, period: str | None) -> None:
    folders = find_schemes(root / "criteria")
    assert len(folders) == 3
    for folder in folders:
        assert load_scheme(folder, period).diagnostics == []


@pytest.mark.parametrize("period", ["2025-H1", "2025-H2", "2025-Q3"])
def test_the_index_is_scored_in_half_years_and_quarters(root: Path, period: str) -> None:
    assert load_scheme(root / "criteria/examples/chi-so-ba-cap", period).diagnostics == []


def test_every_shipped_scheme_says_that_it_is_not_verified(root: Path) -> None:
    for folder in find_schemes(root / "criteria"):
        scheme = load_scheme(folder).scheme
        assert scheme.status == "working"
        assert scheme.banner
        assert unconfirmed(scheme) > 0


def test_the_banner_of_1211_is_the_agreed_line(root: Path) -> None:
    banner = load_scheme(root / SCHEME).scheme.banner
    assert banner == "Thang điểm làm việc – chưa đối chiếu Phụ lục Quyết định 1211/QĐ-UBND"


@pytest.mark.parametrize(("set_id", "period"), SETS.items())
def test_every_leaf_cites_items_of_the_plan_and_is_marked_working(root: Path, set_id: str, period: str) -> None:
    chosen = load_scheme(root / SCHEME, period).scheme.sets[set_id]
    for leaf in chosen.leaves():
        assert leaf.basis == "working"
        assert leaf.clause is not None
        prefix, _, items = leaf.clause.partition("mục ")
        assert prefix == "Kế hoạch mẫu, "
        assert set(re.split(", ", items)) <= set(PLAN_ITEMS)


def test_every_item_of_the_plan_is_scored_in_the_set_for_communes(root: Path) -> None:
    leaves = load_scheme(root / SCHEME, "2025").scheme.sets["xa"].leaves()
    cited = " ".join(str(leaf.clause) for leaf in leaves)
    assert [item for item in PLAN_ITEMS if not re.search(rf"\b{re.escape(item)}(?!\d)", cited)] == []


@pytest.mark.parametrize(("set_id", "period"), SETS.items())
def test_every_set_is_a_hundred_points_in_seven_groups_of_18_to_26_criteria(
    root: Path, set_id: str, period: str
) -> None:
    chosen = load_scheme(root / SCHEME, period).scheme.sets[set_id]
    assert chosen.maximum == 100
    assert [group.id for group in chosen.groups] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert 18 <= sum(1 for group in chosen.groups for _ in group.leaves()) <= 26


def test_the_four_sets_use_every_leaf_kind(root: Path) -> None:
    used = {
        leaf.spec.kind
        for set_id, period in SETS.items()
        for leaf in load_scheme(root / SCHEME, period).scheme.sets[set_id].leaves()
        if leaf.spec is not None
    }
    assert used == set(KINDS) - UNUSED


def test_public_service_units_are_not_asked_about_land(root: Path) -> None:
    chosen = load_scheme(root / SCHEME, "2025").scheme.sets["su-nghiep"]
    titles = " ".join(node.title for node in chosen.nodes())
    assert "đất" not in titles
    assert "giải phóng mặt bằng" not in titles


def test_the_district_block_ended_with_june_2025(root: Path) -> None:
    before = load_scheme(root / SCHEME, "2024").scheme
    after = load_scheme(root / SCHEME, "2025").scheme
    assert before.block("huyen") is not None
    assert after.block("huyen") is None


def test_communes_are_appraised_by_the_district_and_then_by_the_province(root: Path) -> None:
    who = {}
    for period in ("2024", "2025"):
        block = load_scheme(root / SCHEME, period).scheme.block("xa")
        assert block is not None
        who[period] = block.appraised_by
    assert who == {"2024": "Phòng Nội vụ huyện", "2025": "Sở Nội vụ"}


def test_the_overlay_renames_who_receives_the_yearly_report_and_nothing_else(root: Path) -> None:
    before = load_scheme(root / SCHEME, "2024").scheme.sets["xa"]
    after = load_scheme(root / SCHEME, "2025").scheme.sets["xa"]
    changed = [
        (old.id, new.title)
        for old, new in zip(before.nodes(), after.nodes(), strict=True)
        if old.score is not None and old != new
    ]
    assert [id for id, _ in changed] == ["VII.1"]
    assert "Sở Nội vụ" in changed[0][1]


def test_all_worked_cases_hold_and_cover_every_branch_edge_and_class(root: Path) -> None:
    args = ["test", str(root / "criteria"), "--coverage", "--threshold", "100", "--lang", "vi"]
    result = CliRunner().invoke(command, args)
    assert result.exit_code == 0, result.output
    assert "0 hỏng" in result.output
