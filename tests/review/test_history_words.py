"""Entries told in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scoring.review.campaign import Campaign
from scoring.review.entry import Draft, Entry
from scoring.review.entry_line import seal
from scoring.review.history_words import actor_title, entry_text, group_confirmations

ROOT = Path(__file__).parents[2]
AT = "2025-12-18T09:00:00Z"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    text = (ROOT / "evidence/chien-dich/campaign.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    return Campaign.model_validate(raw)


def entry(seq: int, act: str, actor: str = "thanh-vien-1", role: str = "member", at: str = AT, **data: object) -> Entry:
    return seal(Draft(act=act, actor=actor, role=role, at=at, data=data), "dan-van-2025", seq, "0" * 64)


def appraised(seq: int, criterion: str, actor: str = "thanh-vien-1", at: str = AT, **more: object) -> Entry:
    return entry(seq, "appraised", actor, at=at, agency="a", criterion=criterion, points="2.5", **more)


def test_points_confirmed_by_one_person_at_one_instant_are_told_together():
    found = [
        appraised(1, "I.1"), appraised(2, "I.2"),
        appraised(3, "I.3", causes={"late": "-1"}, reason="muộn"),
        appraised(4, "I.4"), appraised(5, "I.5", "thanh-vien-2"), appraised(6, "I.6", "thanh-vien-2", "2025-12-18T09:00:01Z"),
    ]  # fmt: skip
    assert [[one.seq for one in group] for group in group_confirmations(found)] == [[1, 2], [3], [4], [5], [6]]


def test_other_acts_of_one_person_at_one_instant_stay_apart():
    found = [entry(1, "locked", stage="nop"), entry(2, "locked", stage="nop")]
    assert [len(group) for group in group_confirmations(found)] == [1, 1]


def test_people_and_stages_come_with_their_titles_and_days_as_they_are_written_here(campaign):
    returned = entry(1, "returned", "thu-ky", "secretary", agency="a", until="2025-12-15", reason="thiếu")
    assert actor_title(returned, campaign) == "Thư ký hội đồng"
    assert entry_text(returned, "a", campaign) == "đến hết 15/12/2025; “thiếu”"
    reopened = entry(2, "reopened", "chu-tich", "chair", agency="a", stage="nop", second="thu-ky", until="2025-12-20", reason="bão")  # fmt: skip
    assert entry_text(reopened, "a", campaign) == "Nộp hồ sơ, đến hết 20/12/2025, cùng Thư ký hội đồng; “bão”"
    assert entry_text(reopened, "a", campaign, "en") == "Nộp hồ sơ, until 2025-12-20, with Thư ký hội đồng; “bão”"
    assert entry_text(entry(3, "locked", stage="vong-1"), "a", campaign) == "Thẩm định vòng 1"


def test_a_publication_tells_an_agency_its_own_total_and_rank(campaign):
    rows = {"a": {"total": "82.5", "rank": 2}, "b": {"total": "60", "rank": None}}
    published = entry(1, "published", "ubnd-tinh", "decider", decision="1/QĐ", results=rows)
    assert entry_text(published, "a", campaign) == "1/QĐ; 82,5 điểm, hạng 2"
    assert entry_text(published, "b", campaign, "en") == "1/QĐ; 60 points"
    assert entry_text(published, "c", campaign) == "1/QĐ"


def test_a_change_is_told_with_its_causes_refused_evidence_and_reason(campaign):
    found = appraised(1, "V.1", causes={"evidence_refused": "-2"}, refused=["ke-hoach"], reason="chưa ký")
    assert entry_text(found, "a", campaign) == (
        "V.1: 2,5; minh chứng không được chấp nhận −2; không chấp nhận: ke-hoach; “chưa ký”"
    )


def test_who_is_not_named_in_the_campaign_is_told_by_role_in_both_languages(campaign):
    roles = {
        "agency": ("cơ quan được đánh giá", "agency"), "secretary": ("thư ký", "secretary"),
        "member": ("thành viên thẩm định", "appraiser"), "chair": ("chủ tịch hội đồng", "chair"),
        "decider": ("cấp quyết định", "deciding authority"),
    }  # fmt: skip
    for role, words in roles.items():
        other = entry(1, "locked", "ai-do", role, stage="nop")
        assert (actor_title(other, campaign), actor_title(other, campaign, "en")) == words
