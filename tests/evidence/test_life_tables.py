"""Days of existence, predecessors and joint papers in CSV, canonical YAML and merged dossiers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scoring.evidence.assemble import assemble
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier, parse, validated
from scoring.evidence.merge import merge
from scoring.evidence.model import Dossier

TABLE = """loai;ma;title;block;period;{head};kind;number;date;issuer;{shared}
cơ quan;xa-moi;Xã Mới;xa;2025;01/7/2025;30/11/2025;xa-cu-a xa-cu-b;;;;;
minh chứng;bb-1;Biên bản;;;;;;bien-ban;05/BB-LT;14/8/2025;UBND xã Mới và UBND xã E;xa-e, xa-g
"""


@pytest.mark.parametrize(
    ("head", "shared"),
    [("from;until;succeeds", "shared_with"), ("ngày thành lập;ngày kết thúc;cơ quan tiền thân", "văn bản chung với")],
)
def test_a_table_gives_them_under_either_name(tmp_path: Path, head: str, shared: str):
    file = tmp_path / "xa.csv"
    file.write_text(TABLE.format(head=head, shared=shared), "utf-8")
    dossier = load_dossier(file).dossier

    assert (dossier.agency.from_, dossier.agency.until) == (date(2025, 7, 1), date(2025, 11, 30))
    assert dossier.agency.succeeds == ["xa-cu-a", "xa-cu-b"]
    assert dossier.evidence[0].shared_with == ["xa-e", "xa-g"]
    assert load_dossier_of(assemble([file])) == dossier


def load_dossier_of(text: str) -> Dossier:
    return validated(parse(text.encode(), "ho-so.yaml"))


def dossier(life: str = "", shared: str = "") -> Dossier:
    return load_dossier_of(
        f"format: 1\nperiod: 2025\nagency: {{id: xa-a, name: Xã A, block: xa{life}}}\n"
        f"evidence:\n  - {{id: bb, kind: bien-ban, title: Biên bản{shared}}}\n"
    )


def test_what_is_written_reads_back_equal():
    one = dossier(", from: 2025-07-01, until: 2025-11-30, succeeds: [xa-b, xa-c]", ", shared_with: [xa-d]")
    text = dump_dossier(one)

    assert "  from: 2025-07-01\n  until: 2025-11-30\n  succeeds: [xa-b, xa-c]\n" in text
    assert load_dossier_of(text) == one
    assert "from" not in dump_dossier(dossier())


def test_each_version_of_a_merge_may_give_a_part_of_them():
    base, mine = dossier(), dossier(", from: 2025-07-01", ", shared_with: [xa-d]")
    theirs = dossier(", succeeds: [xa-b]", ", shared_with: [xa-e]")
    found = merge(base, mine, theirs)

    assert not found.conflicts
    assert found.dossier == dossier(", from: 2025-07-01, succeeds: [xa-b]", ", shared_with: [xa-d, xa-e]")


def test_two_days_of_foundation_are_a_conflict_in_words():
    found = merge(dossier(), dossier(", from: 2025-07-01"), dossier(", from: 2025-08-01"))

    assert [one.path for one in found.conflicts] == [("agency", "from_")]
