"""What an entry may hold: exact data, an instant of the calendar, who acts in which role."""

from __future__ import annotations

import pytest
from tests.review.kit import draft

from scoring.review.entry import ZERO, Malformed, instant
from scoring.review.entry_line import seal


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"x": 0.5}}, {"data": {1: "a"}}, {"data": {"x": object()}}, {"at": "2026-01-05"},
        {"at": "2026-02-30T00:00:00Z"}, {"at": "2026-01-05T02:00:00+07:00"}, {"act": "Đã nộp"},
        {"actor": " "}, {"role": ""}, {"data": {"x": "\ud800"}}, {"actor": "\ud800"},
    ],
)  # fmt: skip
def test_what_an_entry_may_not_hold_is_refused(changes):
    with pytest.raises(Malformed):
        seal(draft(**changes), "d", 1, ZERO)


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-10T24:00:00Z", "2025-12-10T23:60:00Z", "2025-12-10T16:59:59.١Z", "٢025-12-10T16:59:59Z",
        "2025-12-10T16:59:59.Z", "2025-12-10 16:59:59Z", "2025-12-10T16:59:59Z\n", "2023-02-29T00:00:00Z",
    ],
)  # fmt: skip
def test_an_instant_is_written_in_one_way_only(text):
    with pytest.raises(Malformed):
        instant(text)
