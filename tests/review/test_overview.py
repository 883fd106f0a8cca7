"""The campaign at a glance: days left, who has what still to do."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.review.overview import AgencyLine, WorkLeft, overview

from .kit import Play


@pytest.fixture
def play() -> Play:
    return Play()


def row(play: Play, agency: str, today: str) -> AgencyLine:
    found = overview(play.state, date.fromisoformat(today))
    return next(one for one in found.agencies if one.id == agency)


def test_the_last_day_is_zero_days_left_and_the_next_is_one_over(play):
    assert [row(play, "a", f"2025-12-{day}").days_left for day in ("09", "10", "11")] == [1, 0, -1]


def test_what_is_published_has_days_left_while_it_may_be_appealed_against_and_none_then(play):
    play.to("cong-bo")
    play("published", "ubnd", "2026-01-06", decision="1/QĐ", results={x: {} for x in "abc"})

    assert row(play, "a", "2026-01-20").days_left == 0
    assert row(play, "a", "2026-01-21").deadline is None
    play("appealed", "a", "2026-01-12", agency="a", criterion="I.1", reason="x")
    assert row(play, "a", "2026-01-21").days_left == -1
    play("decided", "ubnd", "2026-01-22", agency="a", criterion="I.1", reason="x", accepted=False)
    assert row(play, "a", "2026-01-22").deadline is None
    assert overview(play.state, date(2026, 1, 22)).decided == ("a",)


def test_a_deadline_of_its_own_counts_and_is_marked(play):
    play.submit("a")
    play("returned", "thu-ky", "2025-12-02", agency="a", reason="x", until="2025-12-15")

    found = row(play, "a", "2025-12-12")

    assert (found.days_left, found.own_deadline, found.returned) == (3, True, 1)
    assert not row(play, "b", "2025-12-12").own_deadline


def test_what_nobody_answers_for_comes_last_and_second_opinions_leave_the_work_to_do():
    people = [
        {"id": "thu-ky", "title": "Thư ký", "role": "secretary"},
        {"id": "tv-1", "title": "Thành viên 1", "role": "member", "body": "tinh", "fields": ["I"]},
        {"id": "tv-2", "title": "Thành viên 2", "role": "member", "body": "tinh", "fields": ["I"]},
    ]
    play = Play(people=people)
    play.to("vong-1")
    play("appraised", "tv-2", "2025-12-15", agency="a", criterion="I.1", points="9")
    play("appraised", "tv-1", "2025-12-15", agency="b", criterion="I.1", points="9")

    found = overview(play.state, date(2025, 12, 15))

    assert found.appraisers == (
        WorkLeft(id="tv-1", title="Thành viên 1", agencies=2, criteria=2),
        WorkLeft(id=None, title=None, agencies=3, criteria=6),
    )
    assert found.not_appraised == ("a", "b", "c")
    assert [one.appraised for one in found.agencies] == [0, 1, 0]
