"""Summaries packed, for thousands of agencies of which nobody asks for all at once."""

from __future__ import annotations

from io import BytesIO

import msgspec
import pytest
from msgspec.structs import replace
from tests.reports.sample import complete

from scoring.app.agency_results import AgencyResult
from scoring.result import summary
from scoring.result.summary import PackedSummaries, PlainSummary, summarize


def test_a_packed_summary_is_small_and_the_same_when_unpacked(tmp_path):
    one = summarize(complete())
    other = replace(one, agency=replace(one.agency, id="xa-khac", name="Xã Khác"), period="2024")
    kept = PackedSummaries()
    kept.add(PlainSummary.of(one))

    packed = kept.add(PlainSummary.of(other))

    assert packed.unpack() == other
    assert packed.size * 10 < len(msgspec.msgpack.encode(other))
    held = AgencyResult(packed, None, tmp_path)
    assert (held.summary, held.order) == (other, ("xa-khac", "2024", str(tmp_path)))
    assert AgencyResult(other, None, tmp_path).order == held.order


def test_many_packed_summaries_are_in_a_file_and_come_back_in_any_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(summary, "_IN_MEMORY", 500)
    one, kept = summarize(complete()), PackedSummaries()
    made = [replace(one, agency=replace(one.agency, id=f"xa-{n}")) for n in range(60)]

    packed = [kept.add(PlainSummary.of(x)) for x in made]

    assert not isinstance(kept.file, BytesIO)
    assert [x.unpack() for x in reversed(packed)] == made[::-1]
    kept.add(PlainSummary.of(one))
    assert packed[0].unpack() == made[0]
