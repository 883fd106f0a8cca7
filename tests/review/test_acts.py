"""Every act is defined once and whole, and its definition says what is really refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.cli.commands.campaign import COMMANDS
from scoring.review.acts.act import AgencyAct
from scoring.review.acts.checks import TIMED_KINDS
from scoring.review.acts.registry import ACTS
from scoring.review.words import KINDS, ROLES, STATUSES

from .kit import CRITERIA, SUBMISSION, Play, campaign

MODULES = Path(__file__).parents[2] / "src" / "scoring" / "review" / "acts"
WRONG = {
    "text": ["", 5, []],
    "texts": ["x", [1]],
    "texts_by_id": ["x", {"x": 1}],
    "files": ["x", {"../x": "0" * 64}],
    "day": ["", "2026", "hôm nay", 5],
    "points": ["", "x", 5, "1e3", "11"],
    "points_by_id": ["x", {"judgement": 1}],
    "truth": ["true", 1],
    "whole_number": ["x", None],
    "object": ["x", []],
    "objects": [{}, ["x"]],
}
"""What may not stand under a key of each kind."""

WHY = {"reason": "x", "causes": {"judgement": "-1"}}
RESULTS = {id: {"total": "9"} for id in "abc"}
EXAMPLES = {
    "opened": ("", "thu-ky", {"campaign": campaign(), "scheme": {}, "criteria": {"xa": CRITERIA}}),
    "submitted": ("nop", "a", {"agency": "a", **SUBMISSION}),
    "withdrawn": ("nộp rồi", "a", {"agency": "a"}),
    "returned": ("nộp rồi", "thu-ky", {"agency": "a", "reason": "x", "until": "2026-02-01"}),
    "explained": ("giai-trinh", "a", {"agency": "a", "criterion": "I.1", "reason": "x"}),
    "appraised": ("vong-1", "tv-1", {"agency": "a", "criterion": "I.1", "points": "8", **WHY}),
    "established": (
        "vong-1",
        "tv-2",
        {"agency": "a", "reason": "x", "source": "y", "record": {"id": "td1", "kind": "k", "title": "t"}},
    ),
    "undone": ("vong-1", "tv-1", {"agency": "a", "entry": 6, "reason": "x"}),
    "locked": ("vong-1", "thu-ky", {"stage": "vong-1"}),
    "reopened": (
        "vong-1",
        "thu-ky",
        {"agency": "a", "stage": "nop", "until": "2026-02-01", "second": "chu-tich", "reason": "x"},
    ),
    "confirmed": ("chờ xác nhận", "chu-tich", {"agency": "a", "entry": 6}),
    "published": ("cong-bo", "ubnd", {"decision": "1/QĐ", "results": RESULTS}),
    "appealed": ("kien-nghi", "a", {"agency": "a", "criterion": "I.1", "reason": "x"}),
    "decided": ("đã kiến nghị", "ubnd", {"agency": "a", "criterion": "I.1", "accepted": True, "points": "8", **WHY}),
    "erased": ("vong-1", "thu-ky", {"entry": 2, "digest": "1" * 64, "reason": "x"}),
    "sampled": ("vong-1", "thu-ky", {"seed": "x", "items": []}),
}
"""By act: where the campaign is, who acts, and data that are accepted."""

DAYS = {"nop": "2025-12-01", "nộp rồi": "2025-12-05", "vong-1": "2025-12-15", "chờ xác nhận": "2025-12-15"}
DAYS |= {"": "2025-11-01", "giai-trinh": "2025-12-24", "cong-bo": "2026-01-06"}


def at(place):
    """A campaign at a place of `EXAMPLES`, and a day on which the act there is in time."""
    play = Play()
    if place == "":
        play.state = type(play.state)()
    elif place == "nộp rồi":
        play.submit("a")
    elif place in ("kien-nghi", "đã kiến nghị"):
        play.to("cong-bo")
        play("published", "ubnd", "2026-01-06", decision="1/QĐ", results=RESULTS)
        if place == "đã kiến nghị":
            play("appealed", "a", "2026-01-12", agency="a", criterion="I.1", reason="x")
    elif place == "chờ xác nhận":
        play.to("vong-1")
        play("reopened", "thu-ky", "2025-12-15", pending=True, **EXAMPLES["reopened"][2])
    elif place != "nop":
        play.to(place)
        if place == "vong-1":
            play("appraised", "tv-1", "2025-12-15", agency="a", criterion="I.1", points="9")
    return play, DAYS.get(place, "2026-01-13")


def outcome(id, **changes):
    """The code with which the example is refused, "" where it is accepted; `...` leaves a key out."""
    place, actor, data = EXAMPLES[id]
    play, day = at(place)
    given = {key: value for key, value in {**data, **changes}.items() if value is not ...}
    if id == "locked":
        day = "2025-12-21"
    return play.refused(id, actor, day, **given)


def test_the_registry_holds_every_definition_there_is():
    text = "".join(path.read_text(encoding="utf-8") for path in MODULES.glob("*.py"))
    assert len(ACTS) == text.count(" = AgencyAct(") + text.count(" = CampaignAct(")
    assert ACTS.keys() == EXAMPLES.keys()
    for id, act in ACTS.items():
        assert act.id == id
        assert all(act.words)
        assert act.required
        assert act.optional.keys().isdisjoint(act.required)
        assert act.only_if_accepted <= act.optional.keys()
        assert callable(act.carry_out)


def test_every_act_has_a_command_of_its_own():
    commands = [act.command for act in ACTS.values()]
    assert len(set(commands)) == len(commands)
    assert set(commands) <= COMMANDS.keys()


def test_the_rows_name_only_kinds_statuses_and_roles_there_are():
    for act in ACTS.values():
        assert not (isinstance(act, AgencyAct) and not act.moves)
        for move in act.moves:
            assert KINDS.keys() >= set(move.kinds)
            assert STATUSES.keys() >= {*move.statuses, move.leads_to} - {""}
            assert ROLES.keys() >= set(move.roles)
            assert bool(move.also[0]) == bool(move.also[1])
            if move.reason:
                assert act.required["reason"] == "text"


def test_the_kinds_of_stages_with_a_deadline_are_those_in_which_an_act_is_bound_to_it():
    bound = {kind for act in ACTS.values() for move in act.moves if move.in_time for kind in move.kinds}
    assert bound == TIMED_KINDS


@pytest.mark.parametrize("id", ACTS)
def test_an_act_is_accepted_with_its_required_keys_and_with_none_of_them_left_out(id):
    assert outcome(id) == ""
    assert EXAMPLES[id][2].keys() >= ACTS[id].required.keys()
    for key in ACTS[id].required:
        assert outcome(id, **{key: ...}).startswith("SC9"), key


@pytest.mark.parametrize("id", ACTS)
def test_a_key_that_is_not_optional_is_refused_and_so_is_a_value_of_another_kind(id):
    act = ACTS[id]
    assert outcome(id, la="x") == "SC933"
    for key, kind in {**act.required, **act.optional}.items():
        for wrong in WRONG.get(kind, ()):
            assert outcome(id, **{key: wrong}).startswith("SC9"), (key, wrong)
        if kind == "unchecked":
            assert outcome(id, **{key: [1]}) == "", key


def test_files_may_stand_beside_a_reason_and_nowhere_else():
    for act in ACTS.values():
        declared = {*act.required, *act.optional}
        assert ("attachments" in act.keys) == bool(declared & {"reason", "attachments"}), act
