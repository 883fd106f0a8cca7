"""Summaries packed, for thousands of agencies of which nobody asks for all at once."""

from __future__ import annotations

from msgspec.structs import replace
from tests.reports.sample import complete

from scoring.app.agency_results import AgencyResult
from scoring.result.summary import PackedSummary, plain_bytes, summarize


def test_a_packed_summary_is_small_and_the_same_when_unpacked(tmp_path):
    one = summarize(complete())
    other = replace(one, agency=replace(one.agency, id="xa-khac", name="Xã Khác"), period="2024")
    pattern = plain_bytes(one)

    packed = PackedSummary.of(other, pattern)

    assert packed.unpack() == other
    assert len(packed.data) * 10 < len(plain_bytes(other))
    held = AgencyResult(packed, None, tmp_path)
    assert (held.summary, held.order) == (other, ("xa-khac", "2024", str(tmp_path)))
    assert AgencyResult(other, None, tmp_path).order == held.order
