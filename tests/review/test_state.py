"""Instants are compared as they are, whether or not they are written with parts of a second."""

from __future__ import annotations

import pytest
from tests.review.kit import SUBMISSION, Play

from scoring.review.entry import instant

END = "2025-12-10T17:00:00"
"""When the 10th of December, the deadline of the submissions, has ended in Viet Nam."""


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2025-12-10T16:59:59Z", ""), ("2025-12-10T16:59:59.9Z", ""), ("2025-12-10T16:59:59.999999Z", ""),
        (f"{END}Z", "SC922"), (f"{END}.0Z", "SC922"), (f"{END}.000001Z", "SC922"), (f"{END}.5Z", "SC922"),
    ],
)  # fmt: skip
def test_a_deadline_ends_with_its_day_to_the_microsecond(at, code):
    assert Play().refused("submitted", "a", at, agency="a", **SUBMISSION) == code


@pytest.mark.parametrize(
    ("latest", "at", "judged"),
    [
        (f"{END}Z", f"{END}.5Z", f"{END}.5Z"),
        (f"{END}.5Z", f"{END}Z", f"{END}Z"),
        (f"{END}.5Z", "2025-12-10T16:50:00.5Z", "2025-12-10T16:50:00.5Z"),
        (f"{END}.5Z", "2025-12-10T16:50:00.4Z", "2025-12-10T16:50:00.5Z"),
        (f"{END}Z", "2025-12-10T16:49:59Z", "2025-12-10T16:50:00Z"),
        (f"{END}.500Z", "2025-11-01T05:00:00Z", "2025-12-10T16:50:00.5Z"),
    ],
)  # fmt: skip
def test_an_act_is_judged_at_its_instant_but_ten_minutes_before_the_latest_at_least(latest, at, judged):
    play = Play()
    play("sampled", "thu-ky", latest, seed="1", items=[])
    play("sampled", "thu-ky", at, seed="1", items=[])

    assert instant(play.state.judged_at) == instant(judged)


def test_the_latest_instant_is_the_latest_whatever_the_order_of_the_texts():
    play = Play()
    for at in (f"{END}Z", f"{END}.5Z", f"{END}.25Z"):
        play("sampled", "thu-ky", at, seed="1", items=[])

    assert play.state.latest == f"{END}.5Z"


def test_nothing_is_dated_before_the_opening():
    play = Play()
    start = play.state.start

    assert play.refused("sampled", "thu-ky", "2025-11-01T04:59:59.9Z", seed="1", items=[]) == "SC915"
    assert play.refused("sampled", "thu-ky", f"{start[:-1]}.1Z", seed="1", items=[]) == ""
