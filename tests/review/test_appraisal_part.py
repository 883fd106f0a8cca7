"""What a result says of its appraisal follows from the ledger: lines, rulings, totals, who is missing."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from scoring.engine import evaluate
from scoring.engine.given import with_points
from scoring.evidence.model import Dossier
from scoring.result.write import to_data
from scoring.review.appraisal_part import appraisal_part
from scoring.review.score_lines import final_points
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Scheme
from scoring.values import Period

from .kit import Play

MEASURES = {id: {"declared": id} for id in ("i", "ii", "t")}


def leaf(id: str, maximum: int, of: str) -> dict[str, Any]:
    return {"id": id, "title": f"Tiêu chí {id}", "maximum": maximum,
            "score": {"per_item": {"of": of, "points": Decimal("0.5")}}}  # fmt: skip


def scheme() -> Scheme:
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "s", "title": "Bộ", "maximum": 15, "measures": MEASURES,
        "groups": [{"id": "I", "title": "Một", "maximum": 10, "criteria": [leaf("I.1", 10, "i")]},
                   {"id": "II", "title": "Hai", "maximum": 5, "criteria": [leaf("II.1", 5, "ii")]}],
        "penalty": {"title": "Điểm trừ", "cap": 2, "criteria": [leaf("T.1", 2, "t")]},
    })  # fmt: skip
    return Scheme.model_validate({
        "format": 1, "id": "thu", "title": "Thang", "status": "verified",
        "rounding": {"at": "total", "mode": "half_up", "step": Decimal("0.01")},
        "blocks": [{"id": "xa", "title": "Khối xã", "set": "s", "ladder": "l"}], "sets": {"s": chosen},
        "ladders": {"l": {"classes": [{"id": "tot", "title": "Tốt", "from": 12}, {"id": "kha", "title": "Khá", "below": 12}]}},
    })  # fmt: skip


DOSSIER = Dossier.model_validate({
    "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": Period(2025), "complete": True,
    "numbers": {"i": {"value": 17}, "ii": {"value": 8}, "t": {"value": 0}},
})  # fmt: skip
COMPUTED = evaluate(scheme(), DOSSIER, final=True)


def told(play: Play, agency: str = "a", decision: str | None = None) -> dict[str, Any]:
    one = play.state.agencies[agency]
    points, appraised, reasons = final_points(play.state, one)
    final = with_points(COMPUTED, points, appraised, reasons)
    return to_data(appraisal_part(play.state, one, DOSSIER, COMPUTED, final, decision))


def row(found: dict[str, Any], id: str) -> dict[str, Any]:
    return next(one for one in found["criteria"] if one["id"] == id)


@pytest.fixture
def play() -> Play:
    return Play()


def published(play: Play) -> None:
    results = {one: {"total": "13", "class": "tot", "rank": 1} for one in "ab"}
    play("published", "ubnd", "2026-01-08", decision="1/QĐ", results=results)


def to_publication(play: Play) -> None:
    """Agency c never hands in; everybody else is appraised as claimed."""
    play.submit("a", "b")
    for stage, day in (("nop", "12-10"), ("vong-1", "12-20"), ("giai-trinh", "12-25"), ("vong-2", "12-31")):
        play.lock(stage, f"2025-{day}T17:00:00Z")
    play.lock("hoi-dong", "2026-01-05T17:00:00Z")


def test_a_rejected_appeal_is_told_with_its_reason_and_changes_nothing(play):
    to_publication(play)
    published(play)
    plea = {"agency": "a", "criterion": "II.1"}
    play("appealed", "a", "2026-01-12", **plea, reason="xem lại")
    assert row(told(play), "II.1")["appeals"][0]["ruling"] is None
    ruled = play("decided", "ubnd", "2026-01-13", **plea, accepted=False, reason="không có căn cứ")

    one = row(told(play), "II.1")
    ruling = one["appeals"][0]["ruling"]
    assert (ruling["accepted"], ruling["reason"], ruling["entry"]) == (False, "không có căn cứ", ruled.seq)
    assert (one["final"], one["figures"], one["source"], one["gap"]) == ("4.00", [], "claimed", "0.00")


def test_lines_keep_what_was_claimed_computed_at_first_and_computed_now_apart(play):
    to_publication(play)
    found = told(play)
    one = row(found, "I.1")

    assert (one["claimed"], one["dossier"]["certain"], one["computed"]["certain"]) == ("9.00", "8.50", "8.50")
    assert row(found, "T.1")["claimed"] is None
    assert found["totals"]["claimed"] is None, "not every criterion is claimed"
    assert found["totals"]["claims"] == {"points": "13.00", "given": 2, "of": 3}
    assert found["totals"]["final"]["certain"] == "13.00"
    assert (found["totals"]["final"]["class"], found["totals"]["computed"]["class"]) == ("tot", "tot")


def test_who_handed_in_nothing_is_named_with_its_state(play):
    to_publication(play)

    assert told(play)["not_submitted"] == [
        {"id": "c", "name": "Xã c", "status": "missed", "words": {"vi": "không nộp đúng hạn", "en": "missed the deadline"}}
    ]  # fmt: skip


def test_the_decision_is_the_one_given_then_the_one_published_until_something_changes(play):
    to_publication(play)
    assert told(play)["decision"] is None
    assert told(play, decision="1/QĐ")["decision"] == "1/QĐ"
    published(play)
    assert told(play)["decision"] == "1/QĐ"
    assert [one["decision"] for one in told(play)["publications"]] == ["1/QĐ"]
    play("appealed", "a", "2026-01-12", agency="a", criterion="I.1", reason="xem lại")
    assert told(play)["decision"] is None


def test_same_ledger_same_account(play):
    to_publication(play)
    other = Play()
    to_publication(other)

    assert json.dumps(told(play)) == json.dumps(told(other))
