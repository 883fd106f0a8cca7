"""Summaries packed, for thousands of agencies of which nobody asks for all at once."""

from __future__ import annotations

from io import BytesIO

import msgspec
import pytest
from msgspec.structs import replace
from tests.reports.campaign_sample import appraised
from tests.reports.sample import complete

from scoring.app.agency_results import AgencyResult
from scoring.result import summary
from scoring.result.mapped import Mapped
from scoring.result.ranking import rank
from scoring.result.summary import PackedSummaries, Summary, pack, summarize, unpacked


def test_a_packed_summary_is_the_same_when_unpacked(tmp_path):
    one = summarize(complete())
    other = replace(one, agency=replace(one.agency, id="xa-khac", name="Xã Khác"), period="2024")
    kept = PackedSummaries()
    kept.copy(one)

    packed = kept.copy(other)

    assert unpacked(packed) == other
    assert PackedSummaries().copy(packed).size == len(pack(other))
    held = AgencyResult(packed, None, str(tmp_path))
    assert (held.summary, held.order) == (other, ("xa-khac", "2024", str(tmp_path)))
    assert AgencyResult(other, None, str(tmp_path)).order == held.order


def test_what_is_known_of_the_ledger_is_known_when_unpacked():
    known = summarize(appraised(complete()))
    read = msgspec.msgpack.decode(pack(known), type=Summary)
    once = [PackedSummaries().copy(x) for x in (known, read)]
    twice = [PackedSummaries().copy(x) for x in once]
    assert [unpacked(x).appraisal.in_ledger for x in (*once, *twice)] == [True, False, True, False]


def test_many_packed_summaries_are_in_a_file_and_come_back_in_any_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(summary, "_IN_MEMORY", 500)
    one, kept = summarize(complete()), PackedSummaries()
    made = [replace(one, agency=replace(one.agency, id=f"xa-{n}")) for n in range(60)]

    packed = [kept.copy(x) for x in made]

    assert not isinstance(kept.file, BytesIO)
    assert [unpacked(x) for x in reversed(packed)] == made[::-1]
    kept.copy(one)
    found = Mapped(packed, unpacked)
    assert (found[0], list(found[1:3]), found[-1], len(found)) == (made[0], made[1:3], made[-1], 60)


def test_packed_summaries_are_ranked_as_they_are_unpacked():
    one, kept = summarize(complete()), PackedSummaries()
    made = [
        replace(one, agency=replace(one.agency, id=f"xa-{n}"), total=replace(one.total, certain=f"{n % 3}"))
        for n in range(6)
    ]
    assert rank(map(kept.copy, made)) == rank(made) != rank(made[1:])
