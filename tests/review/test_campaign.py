"""A campaign's file is read strictly; what no single key shows is checked."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from scoring.errors import InvalidInput
from scoring.review.campaign import end_of_day, load_campaign, local_day

from .kit import STAGES, campaign


def load(tmp_path, **changes):
    path = tmp_path / "campaign.json"
    path.write_text(json.dumps({**campaign(), **changes}, ensure_ascii=False), encoding="utf-8")
    return load_campaign(path)[0]


def codes(tmp_path, **changes):
    try:
        load(tmp_path, **changes)
    except InvalidInput as error:
        problems = error.diagnostics
    else:
        return set()
    assert all(one.place is not None and one.place.line for one in problems)
    return {one.code for one in problems}


def stages(*kinds, days=None):
    days = days or [f"2025-12-{10 + n}" for n in range(len(kinds))]
    return [
        {"id": f"s{n}", "kind": kind, "title": kind, "deadline": day}
        for n, (kind, day) in enumerate(zip(kinds, days, strict=True))
    ]


def test_a_right_file_is_read(tmp_path):
    found = load(tmp_path)

    assert found.stage("nop").deadline == date(2025, 12, 10)
    assert found.after("nop").id == "vong-1"
    assert found.after("kien-nghi") is None
    assert found.competent("xa", date(2025, 6, 30)) == "huyen"
    assert found.competent("xa", date(2025, 7, 1)) == "tinh"
    assert found.competent("tinh", date(2025, 7, 1)) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agencies": campaign()["agencies"] + campaign()["agencies"][:1]}, "SC910"),
        ({"people": [*campaign()["people"], {"id": "a", "title": "x", "role": "member"}]}, "SC910"),
        ({"stages": [*STAGES, STAGES[-1]]}, "SC910"),
        ({"appraised_by": [{"level": "xa", "by": "huyen"}, {"level": "xa", "by": "tinh", "from": "2025-07-01"}]}, "SC911"),
        ({"appraised_by": [{"level": "xa", "by": "bo"}]}, "SC912"),
        ({"appraised_by": [{"level": "quan", "by": "tinh"}]}, "SC912"),
        ({"people": [{"id": "x", "title": "x", "role": "member", "body": "bo"}]}, "SC912"),
        ({"final": ["vong-9"]}, "SC912"),
        ({"final": ["giai-trinh"]}, "SC912"),
        ({"stages": STAGES[1:]}, "SC913"),
        ({"stages": STAGES[:2], "final": ["vong-1"]}, "SC913"),
        ({"stages": stages("submission", "council", "publication"), "final": ["s1"]}, "SC913"),
        ({"stages": stages("submission", "appraisal", "publication", days=["2025-12-10", "2025-12-09", "2025-12-11"]), "final": ["s1"]}, "SC914"),
        ({"people": []}, "SC208"),
        ({"thừa": 1}, "SC201"),
        ({"period": "năm nay"}, "SC212"),
        ({"people": [{"id": "x", "title": "x", "role": "boss"}]}, "SC204"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path, changes, code):
    assert code in codes(tmp_path, **changes)


def test_a_short_campaign_without_explanation_council_and_appeal_is_fine(tmp_path):
    assert not codes(tmp_path, stages=stages("submission", "appraisal", "publication"), final=["s1"])


def test_a_day_ends_at_midnight_in_viet_nam_whatever_the_machines_zone():
    assert end_of_day(date(2025, 12, 31)) == datetime(2025, 12, 31, 17, tzinfo=UTC)
    assert local_day(datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC)) == date(2025, 12, 31)
    assert local_day(datetime(2025, 12, 31, 17, tzinfo=UTC)) == date(2026, 1, 1)
