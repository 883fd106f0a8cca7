"""Which earlier results a ranking compares with."""

from __future__ import annotations

import pickle

from msgspec.structs import replace
from tests.reports.campaign_sample import appraised
from tests.reports.sample import complete

from scoring.app.summaries import Earlier, before_period
from scoring.result.ranking import RankedResult
from scoring.result.summary import PackedSummaries, Summary, summarize


def test_a_ranking_compares_with_periods_before_its_own_only():
    def of(period: str) -> Summary:
        return replace(summarize(complete()), period=period)

    kept = PackedSummaries()
    known = {"xa-a": [of("2024"), of("2025")], "b": [of("2024")]}
    given = Earlier({id: [kept.copy(one) for one in rows] for id, rows in known.items()})
    row = RankedResult.of(of("2025"), rank=1)
    found = before_period(given, [row])
    assert {id: list(rows) for id, rows in found.items()} == {"xa-a": [of("2024")]}


def test_earlier_results_are_the_same_in_another_process():
    one = summarize(appraised(complete()), with_criteria=True)
    kept = PackedSummaries()
    held = [kept.copy(replace(one, period=period)) for period in ("2023", "2024")]
    sent = pickle.loads(pickle.dumps(Earlier({"xa-a": held})))
    assert {id: list(rows) for id, rows in sent.items()} == {"xa-a": [replace(one, period=x) for x in ("2023", "2024")]}
    assert [x.appraisal.in_ledger for x in sent["xa-a"]] == [True, True]
    assert pickle.loads(pickle.dumps(Earlier({}))) == {}
