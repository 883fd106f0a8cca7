"""Which earlier results a ranking compares with."""

from __future__ import annotations

from msgspec.structs import replace
from tests.reports.sample import complete

from scoring.app.summaries import before_period
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary, summarize


def test_a_ranking_compares_with_periods_before_its_own_only():
    def of(period: str) -> Summary:
        return replace(summarize(complete()), period=period)

    row = RankedResult.of(of("2025"), rank=1)
    found = before_period({"xa-a": [of("2024"), of("2025")], "b": [of("2024")]}, [row])
    assert found == {"xa-a": [of("2024")]}
