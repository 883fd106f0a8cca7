"""What is allowed when, and by whom; what is refused, and with which reason."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import IntegrityFailure
from scoring.evidence.model import Dossier
from scoring.fields import plain
from scoring.numbers import decimal_text
from scoring.review.entry_line import seal
from scoring.review.facts import accepted_dossier
from scoring.review.fold import fold
from scoring.review.score_lines import applicable, final_figure, final_points, gap_by_cause, reasoned_figure
from scoring.review.state import Refused
from scoring.values import Period

from .kit import STAGES, SUBMISSION, Play

APPRAISED = {"agency": "a", "criterion": "I.1"}
WHY = {"reason": "biên bản thiếu chữ ký", "causes": {"evidence_refused": "-1"}}


@pytest.fixture
def play():
    return Play()


def final(play, agency, criterion):
    return final_figure(play.state, play.state.agencies[agency], criterion)[1]


def test_the_whole_last_day_in_viet_nam_is_still_in_time(play):
    assert play.refused("submitted", "a", "2025-12-10T17:00:00Z", agency="a", **SUBMISSION) == "SC922"
    play("submitted", "a", "2025-12-10T16:59:59.999999Z", agency="a", **SUBMISSION)

    assert play.state.agencies["a"].status == "submitted"


def test_who_has_not_submitted_when_the_stage_is_locked_has_missed_it_and_is_never_scored_zero(play):
    play.submit("a", "b")
    assert play.refused("locked", "thu-ky", "2025-12-09", stage="nop") == "SC930"
    play.lock("nop", "2025-12-11")

    one = play.state.agencies["c"]
    assert (one.status, one.stage) == ("missed", "nop")
    assert final(play, "c", "I.1") is None
    assert play.state.agencies["a"].stage == "vong-1"


def test_a_missed_deadline_is_opened_again_by_two_people_with_a_reason(play):
    play.submit("a", "b")
    play.lock("nop", "2025-12-11")
    again = {"agency": "c", "stage": "nop", "until": "2025-12-15", "reason": "mất điện diện rộng"}

    assert play.refused("reopened", "thu-ky", "2025-12-12", **again) == "SC933"
    assert play.refused("reopened", "thu-ky", "2025-12-12", **again, second="thu-ky") == "SC929"
    assert play.refused("reopened", "thu-ky", "2025-12-12", **{**again, "reason": " "}, second="chu-tich") == "SC923"
    assert play.refused("reopened", "thu-ky", "2025-12-16", **again, second="chu-tich") == "SC934"
    assert play.refused("reopened", "tv-1", "2025-12-12", **again, second="chu-tich") == "SC921"
    play("reopened", "thu-ky", "2025-12-12", **again, second="chu-tich")
    play.submit("c", day="2025-12-15")
    play.lock("nop", "2025-12-15")

    assert play.state.agencies["c"].stage == "vong-1"


def test_a_return_needs_a_reason_and_gives_a_deadline_of_its_own(play):
    play.submit("a", "b", "c")
    play.lock("nop", "2025-12-11")
    assert play.refused("returned", "tv-1", "2025-12-12", agency="a", until="2025-12-14") == "SC923"
    play("returned", "tv-1", "2025-12-12", agency="a", until="2025-12-14", reason="thiếu phụ lục")
    assert play.refused("appraised", "tv-1", "2025-12-13", **APPRAISED, points="9") == "SC920"
    play.submit("a", day="2025-12-14", claimed={"I.1": "8"})
    play.lock("nop", "2025-12-14")

    one = play.state.agencies["a"]
    assert (one.stage, one.submissions, one.returned) == ("vong-1", 2, 1)
    assert final(play, "a", "I.1") == 8


def test_points_that_differ_need_a_reason_and_their_causes_add_up(play):
    play.to("vong-1")
    act = ("appraised", "tv-1", "2025-12-15")

    assert play.refused(*act, **APPRAISED, points="8") == "SC923"
    assert play.refused(*act, **APPRAISED, points="8", reason="x") == "SC928"
    assert play.refused(*act, **APPRAISED, points="8", reason="x", causes={"late": "-2"}) == "SC928"
    assert play.refused(*act, **APPRAISED, points="8", reason="x", causes={"mood": "-1"}) == "SC924"
    assert play.refused(*act, **APPRAISED, points="8", reason="x", causes={"late": "-1", "judgement": "0"}) == "SC928"
    assert play.refused(*act, **APPRAISED, points="9", causes={"late": "-1"}) == "SC928"
    assert play.refused(*act, **APPRAISED, points="10.01", **WHY) == "SC925"
    assert play.refused(*act, **APPRAISED, points="1e1", **WHY) == "SC933"
    play(*act, **APPRAISED, points="8", **WHY)
    play(*act, agency="b", criterion="I.1", points="9")

    assert final(play, "a", "I.1") == 8


def test_members_keep_to_their_field_and_their_body_to_its_dates(play):
    play.to("vong-1")

    with pytest.raises(Refused) as not_his:
        play("appraised", "tv-1", "2025-12-15", agency="a", criterion="II.1", points="4")
    # Who may: the chair, and every member whose field it is or who has none.
    assert [(one.code, one.values["able"]) for one in not_his.value.diagnostics] == [
        ("SC927", "tv-2, tv-huyen, chu-tich")
    ]
    assert play.refused("appraised", "tv-huyen", "2025-12-15", **APPRAISED, points="9") == "SC926"
    assert play.refused("appraised", "thu-ky", "2025-12-15", **APPRAISED, points="9") == "SC921"
    assert play.refused("appraised", "a", "2025-12-15", **APPRAISED, points="9") == "SC921"
    assert play.refused("appraised", "ai-do", "2025-12-15", **APPRAISED, points="9") == "SC924"
    assert play.refused("appraised", "tv-1", "2025-12-15", agency="a", criterion="I.9", points="9") == "SC924"


def test_until_june_the_district_appraises_and_after_it_the_province():
    early = [
        {**one, "deadline": "2025-06-20" if one["id"] == "nop" else "2025-07-10"}
        for one in plain(Play().state.opened)["stages"]
    ]
    play = Play("2025-06-01", stages=early)
    play.submit("a", "b", "c", day="2025-06-20")
    play.lock("nop", "2025-06-20")

    assert play.refused("appraised", "tv-2", "2025-06-30T16:59:59Z", **APPRAISED, points="9") == "SC926"
    play("appraised", "tv-huyen", "2025-06-30T16:59:59Z", **APPRAISED, points="9")
    assert play.refused("appraised", "tv-huyen", "2025-06-30T17:00:00Z", **APPRAISED, points="9") == "SC926"
    play("appraised", "tv-2", "2025-06-30T17:00:00Z", agency="a", criterion="II.1", points="4")


def test_of_two_members_in_one_field_the_first_named_makes_the_stages_figure(play):
    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)
    play("appraised", "tv-2", "2025-12-16", **APPRAISED, points="10", reason="đủ", causes={"judgement": "2"})

    assert final(play, "a", "I.1") == 8
    assert [one.counts for one in play.state.agencies["a"].line("I.1").figures] == [True, False]


def test_the_declared_line_becomes_final_and_never_the_best():
    play = Play(final=["vong-2", "vong-1", "claimed"])
    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)
    play.lock("vong-1", "2025-12-21")
    play.lock("giai-trinh", "2025-12-26")
    play("appraised", "tv-1", "2025-12-27", **APPRAISED, points="7", reason="x", causes={"late": "-1"})
    play.lock("vong-2", "2026-01-01")
    play("appraised", "chu-tich", "2026-01-02", **APPRAISED, points="10", reason="x", causes={"judgement": "3"})

    assert final(play, "a", "I.1") == 7
    assert final(play, "a", "II.1") == 4
    assert final(play, "a", "T.1") is None


def test_each_gap_is_split_by_its_causes_through_all_rounds(play):
    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="7",
         reason="x", causes={"evidence_refused": "-1.5", "late": "-0.5"})  # fmt: skip
    play.lock("vong-1", "2025-12-21")
    play("explained", "a", "2025-12-22", **APPRAISED, reason="đã bổ sung")
    play.lock("giai-trinh", "2025-12-26")
    play("appraised", "tv-1", "2025-12-27", **APPRAISED, points="8", reason="x", causes={"evidence_refused": "1"})

    one = play.state.agencies["a"]
    figure, points = final_figure(play.state, one, "I.1")
    assert points == 8
    assert gap_by_cause(one, "I.1", figure) == {"evidence_refused": Fraction(-1, 2), "late": Fraction(-1, 2)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("tv-1", "tv-2", "chu-tich")), st.integers(0, 40), st.integers(-12, 12), st.booleans()
        ),
        max_size=12,
    )
)
def test_whatever_is_appraised_and_undone_the_causes_add_up_to_the_gap(acts):
    play = Play()
    play.to("vong-1")
    one = play.state.agencies["a"]
    for actor, quarters, part, undo in acts:
        figure = one.line("I.1").counted()
        before = figure.points if figure else 9
        points = Fraction(quarters, 4)
        gap, late = points - before, Fraction(part, 4)
        causes = {"late": late, "judgement": gap - late} if gap else {}
        texts = {id: str(value) for id, value in causes.items() if value}
        made = play(
            "appraised", actor, "2025-12-15", **APPRAISED, points=decimal_text(points), causes=texts, reason="x"
        )
        if undo:
            play("undone", "chu-tich", "2025-12-15", agency="a", entry=made.seq, reason="nhầm")

    figure, points = final_figure(play.state, one, "I.1")

    assert sum(gap_by_cause(one, "I.1", figure).values()) == points - 9
    assert fold(play.entries) == play.state


def test_an_appraisal_is_undone_by_a_counter_entry_and_stays_in_the_ledger(play):
    play.to("vong-1")
    first = play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)
    second = play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="7", **WHY)
    undo = {"agency": "a", "reason": "ghi nhầm xã"}

    assert play.refused("undone", "tv-1", "2025-12-15", **undo, entry=first.seq) == "SC932"
    assert play.refused("undone", "tv-2", "2025-12-15", **undo, entry=second.seq) == "SC932"
    assert play.refused("undone", "tv-1", "2025-12-15", **undo, entry=999) == "SC932"
    play("undone", "tv-1", "2025-12-15", **undo, entry=second.seq)
    assert final(play, "a", "I.1") == 8
    play("undone", "chu-tich", "2025-12-15", **undo, entry=first.seq)

    assert final(play, "a", "I.1") == 9
    assert len(play.state.agencies["a"].line("I.1").figures) == 2


def publish(play, day="2026-01-08", agencies="abc"):
    play("published", "ubnd", day, decision="1/QĐ-UBND", results={one: {} for one in agencies})


def test_an_agency_has_appealed_until_the_last_of_its_appeals_is_decided(play):
    play.to("cong-bo")
    play("published", "ubnd", "2026-01-06", decision="1/QĐ", results={x: {} for x in "abc"})
    for id in ("I.1", "II.1"):
        play("appealed", "a", "2026-01-12", agency="a", criterion=id, reason="x")
    told = {"agency": "a", "reason": "x", "accepted": False}

    play("decided", "ubnd", "2026-01-13", criterion="I.1", **told)
    assert play.state.agencies["a"].status == "appealed"
    play("decided", "ubnd", "2026-01-13", criterion="II.1", **told)
    assert play.state.agencies["a"].status == "decided"


def test_a_publication_settles_points_that_had_to_wait_and_no_others(play):
    open_ = {"claimed": {"I.1": "9"}, "attainable": {"II.1": "5"}, "awaits": ["II.1"]}
    play.submit("b", "c")
    play.submit("a", **open_)
    for one in STAGES[:5]:
        play.lock(one["id"], f"{one['deadline']}T17:00:00Z")

    def published(**computed):
        results = {"a": {"computed": computed}, "b": {}, "c": {}}
        return play.refused("published", "ubnd", "2026-01-06", decision="1/QĐ", results=results)

    assert published() == "SC940"
    assert published(**{"II.1": "4", "I.1": "8"}) == "SC933"
    assert published(**{"II.1": "5.5"}) == "SC933"
    assert published(**{"II.1": "4.5"}) == ""
    assert final(play, "a", "II.1") == Fraction(9, 2)


def test_what_was_said_of_a_dossier_that_is_handed_in_anew_is_void(play):
    play.to("giai-trinh")
    play("explained", "a", "2025-12-22", **APPRAISED, reason="Có bản gốc")
    play("reopened", "thu-ky", "2025-12-23", agency="a", stage="nop", second="chu-tich", until="2025-12-30", reason="x")
    said = play.state.agencies["a"].lines["I.1"].explanations
    assert [one.void for one in said] == [False]
    play.submit("a", day="2025-12-24")

    assert [one.void for one in said] == [True]


def test_a_criterion_that_does_not_apply_counts_once_somebody_appraised_it(play):
    play.submit("a", claimed={"I.1": "9"}, certain={"I.1": "8.5"}, attainable={}, not_applicable=["II.1"])
    play.submit("b", "c")
    play.lock("nop", "2025-12-11")
    one = play.state.agencies["a"]
    assert applicable(play.state, one) == ["I.1", "T.1"]
    play("appraised", "tv-2", "2025-12-15", agency="a", criterion="II.1", points="3", reason="có áp dụng")

    assert applicable(play.state, one) == ["I.1", "II.1", "T.1"]


def test_evidence_that_was_refused_stays_refused_where_a_later_round_only_confirms(play):
    play.submit("a", "b", "c")
    play.lock("nop", "2025-12-11")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", refused=["m1"], numbers={"i": "16"}, **WHY)
    play.lock("vong-1", "2025-12-21")
    play.lock("giai-trinh", "2025-12-26")
    play("appraised", "tv-1", "2025-12-28", **APPRAISED, points="8")
    records = [
        {"id": id, "kind": "bao-cao", "title": id, "date": "2025-05-01", "criteria": ["I.1"]} for id in ("m1", "m2")
    ]  # fmt: skip
    dossier = Dossier.model_validate({
        "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": Period(2025), "evidence": records,
        "numbers": {"i": {"value": 17, "evidence": ["m1", "m2"]}},
    })  # fmt: skip

    left = accepted_dossier(dossier, play.state.agencies["a"], {})

    assert [one.id for one in left.evidence] == ["m2"]
    assert (left.numbers["i"].value, left.numbers["i"].evidence) == (16, ["m2"])


def test_what_was_entered_in_a_stage_that_is_locked_is_not_undone(play):
    play.submit("a", "b", "c")
    play.lock("nop", "2025-12-11")
    entry = play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)
    play.lock("vong-1", "2025-12-21")
    play.lock("giai-trinh", "2025-12-26")
    told = {"agency": "a", "entry": entry.seq, "reason": "nhầm"}

    assert play.refused("undone", "tv-1", "2025-12-27", **told) == "SC932"
    assert play.refused("undone", "chu-tich", "2025-12-27", **told) == "SC932"


def test_an_appeal_is_decided_and_published_anew(play):
    play.to("cong-bo")
    assert play.refused("published", "chu-tich", "2026-01-08", decision="1", results={}) == "SC921"
    assert play.refused("published", "ubnd", "2026-01-08", decision="1", results={"a": {}}) == "SC933"
    publish(play)
    plea = {"agency": "b", "criterion": "II.1"}
    assert play.refused("appealed", "b", "2026-01-12", **plea) == "SC923"
    play("appealed", "b", "2026-01-12", **plea, reason="chưa tính văn bản bổ sung")
    assert play.refused("appealed", "b", "2026-01-12", **plea, reason="nữa") == "SC941"
    assert play.refused("published", "ubnd", "2026-01-13", decision="2", results={}) == "SC939"
    decision = {**plea, "accepted": True, "points": "5", "reason": "đúng"}
    assert play.refused("decided", "ubnd", "2026-01-13", **decision) == "SC928"
    play("decided", "ubnd", "2026-01-13", **decision, causes={"evidence_refused": "1"})
    assert play.refused("decided", "ubnd", "2026-01-13", **decision) == "SC920"
    publish(play, "2026-01-14")

    assert final(play, "b", "II.1") == 5
    assert [one.status for one in play.state.agencies.values()] == ["published"] * 3
    assert len(play.state.publications) == 2


def test_who_is_reopened_after_the_publication_is_published_beside_the_others():
    play = Play()
    play.submit("a", "b")
    for stage, day in (
        ("nop", "2025-12-11"), ("vong-1", "2025-12-21"), ("giai-trinh", "2025-12-26"), ("vong-2", "2026-01-01"),
        ("hoi-dong", "2026-01-06"),
    ):  # fmt: skip
        play.lock(stage, day)
    publish(play, agencies="ab")
    assert play.refused("published", "ubnd", "2026-01-09", decision="2", results={"a": {}, "b": {}}) == "SC943"
    play("reopened", "thu-ky", "2026-01-09", agency="c", stage="nop", second="chu-tich", until="2026-01-10",
         reason="Mất điện")  # fmt: skip
    every = {one: {} for one in "abc"}
    assert play.refused("published", "ubnd", "2026-01-09", decision="2", results=every) == "SC939"
    play.submit("c", day="2026-01-09")
    for day, stage in enumerate(("nop", "vong-1", "giai-trinh", "vong-2", "hoi-dong"), start=11):
        more = {} if stage == "hoi-dong" else {"until": f"2026-01-{day}"}
        play("locked", "thu-ky", f"2026-01-{day}", stage=stage, **more)
    publish(play, "2026-01-16")
    assert {(one.stage, one.status) for one in play.state.agencies.values()} == {("kien-nghi", "published")}
    assert [len(one.results) for one in play.state.publications] == [2, 3]


def test_publishing_waits_until_every_criterion_has_final_points():
    play = Play(final=["hoi-dong", "vong-1"])
    play.to("cong-bo")

    assert play.refused("published", "ubnd", "2026-01-08", decision="1", results={key: {} for key in "abc"}) == "SC940"


def test_an_agency_acts_for_itself_only_and_in_its_own_role(play):
    assert play.refused("submitted", "b", "2025-12-01", agency="a", **SUBMISSION) == "SC938"
    assert play.refused("submitted", "thu-ky", "2025-12-01", agency="a", **SUBMISSION) == "SC921"


def test_the_state_is_a_fold_and_can_be_had_at_any_date(play):
    from scoring.review.entry import instant

    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)

    assert fold(play.entries) == play.state
    then = fold(play.entries, until=instant("2025-12-05T00:00:00Z"))
    assert [one.status for one in then.agencies.values()] == ["submitted"] * 3
    assert then.agencies["a"].stage == "nop"
    half = fold(play.entries[:3])
    assert fold(play.entries[3:], half) == play.state


def test_an_entry_written_around_the_program_is_found_by_replaying(play):
    forged = seal(_draft(), "d", 2, play.state.head.hash)

    with pytest.raises(IntegrityFailure) as error:
        fold([*play.entries, forged])
    assert error.value.diagnostics[0].code == "SC905"


def test_a_ledger_with_an_entry_left_out_is_not_folded(play):
    play.submit("a", "b")

    with pytest.raises(IntegrityFailure) as error:
        fold([play.entries[0], play.entries[2]])
    assert error.value.diagnostics[0].code == "SC900"


def _draft():
    from scoring.review.entry import Draft

    return Draft(
        act="appraised", actor="tv-1", role="member", at="2025-12-15T00:00:00Z", data={**APPRAISED, "points": "10"}
    )


@pytest.mark.parametrize("bad", [[], None, "x", {"points": 1}])
def test_entries_with_senseless_data_are_refused_and_never_crash(play, bad):
    for act in ("submitted", "returned", "locked", "reopened", "published", "sampled", "undone"):
        for actor in ("a", "thu-ky", "ubnd", "chu-tich"):
            for key in ("agency", "stage", "claimed", "results", "until", "items", "seed", "criterion"):
                data = {"agency": "a", "reason": "x", key: bad}
                code = play.refused(act, actor, "2025-12-01", **data)
                assert code.startswith("SC9"), (act, actor, key)


@pytest.mark.parametrize(
    ("act", "odd", "key"),
    [
        ("submitted", {"points": "1"}, "points"), ("submitted", {"file": "../ho-so.yaml"}, "file"),
        ("submitted", {"attachments": {"a/../../b.pdf": "0" * 64}}, "attachments.a/../../b.pdf"),
        ("submitted", {"attachments": {"/etc/b": "0" * 64}}, "attachments./etc/b"),
        ("submitted", {"attachments": {"a\\b": "0" * 64}}, "attachments.a\\b"),
        ("submitted", {"attachments": {"a\0": "0" * 64}}, "attachments.a\0"),
        ("submitted", {"attachments": {"ho-so.yaml": "1" * 64}}, "attachments.ho-so.yaml"),
        ("withdrawn", {"causes": {"lạ": "1"}}, "causes"), ("withdrawn", {"refused": 5}, "refused"),
    ],
)  # fmt: skip
def test_what_others_would_read_unchecked_is_refused_at_the_door(play, act, odd, key):
    if act == "withdrawn":
        play.submit("a")
    given = {"agency": "a", **(SUBMISSION if act == "submitted" else {}), **odd}
    with pytest.raises(Refused) as error:
        play(act, "a", "2025-12-01", **given)

    (found,) = error.value.diagnostics
    assert (found.code, found.values["key"]) == ("SC933", key)


def test_a_rejected_appeal_holds_no_points_nor_causes_nobody_checked(play):
    play.to("cong-bo")
    play("published", "ubnd", "2026-01-06", decision="1/QĐ", results={x: {"total": "9"} for x in "abc"})
    play("appealed", "a", "2026-01-12", **APPRAISED, reason="x")
    told = {**APPRAISED, "reason": "x", "accepted": False}

    for odd in ({"points": "9"}, {"causes": {"lạ": "1"}}, {"numbers": {}}):
        assert play.refused("decided", "ubnd", "2026-01-13", **told, **odd) == "SC933"
    play("decided", "ubnd", "2026-01-13", **told, effect={})
    again = {x: {"total": "chín"} for x in "abc"}
    assert play.refused("published", "ubnd", "2026-01-14", decision="2/QĐ", results=again) == "SC933"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stages": STAGES[:4]}, "SC913"), ({"stages": STAGES[1:]}, "SC913"), ({"final": ["vong-3"]}, "SC912"),
        ({"stages": [*STAGES[:5], {**STAGES[5], "deadline": "2025-01-01"}, STAGES[6]]}, "SC914"),
    ],
)  # fmt: skip
def test_a_campaign_no_file_could_have_been_is_not_opened(changes, code):
    with pytest.raises(Refused) as error:
        Play(**changes)
    assert error.value.diagnostics[0].code == code


AGAIN = {"agency": "c", "stage": "nop", "reason": "gõ nhầm năm"}


def missed_and_reopened(play, until):
    play.submit("a", "b")
    play.lock("nop", "2025-12-11")
    play("reopened", "thu-ky", "2025-12-12", **AGAIN, second="chu-tich", until=until)


def test_a_mistyped_far_deadline_of_a_reopening_is_corrected_by_two_people_again(play):
    missed_and_reopened(play, "2035-12-15")
    better = {**AGAIN, "until": "2025-12-15"}

    assert play.refused("reopened", "thu-ky", "2025-12-13", **better, second="thu-ky") == "SC929"
    assert (
        play.refused("reopened", "thu-ky", "2025-12-13", **{**better, "until": "2035-12-15"}, second="ubnd") == "SC906"
    )
    play("reopened", "thu-ky", "2025-12-13", **better, second="chu-tich")
    assert play.state.agencies["c"].status == "waiting"
    play.lock("nop", "2025-12-16")

    assert play.state.agencies["c"].status == "missed"


def test_the_deadline_of_a_return_is_corrected_with_a_reason_while_it_has_not_passed(play):
    play.submit("a")
    back = {"agency": "a", "reason": "thiếu phụ lục"}
    play("returned", "thu-ky", "2025-12-02", **back, until="2052-12-08")
    assert play.refused("returned", "thu-ky", "2025-12-03", **back, until="2052-12-08") == "SC906"
    assert play.refused("returned", "thu-ky", "2025-12-03", agency="a", until="2025-12-08") == "SC923"  # fmt: skip
    play("returned", "thu-ky", "2025-12-03", **back, until="2025-12-08")
    assert play.refused("returned", "thu-ky", "2025-12-09", **back, until="2025-12-20") == "SC922"

    one = play.state.agencies["a"]
    assert (one.status, one.returned, str(one.own_deadline)) == ("returned", 1, "2025-12-08")


def test_a_deadline_of_its_own_is_corrected_by_two_people_before_everybodys_has_passed(play):
    play.submit("a")
    told = {"agency": "a", "reason": "x"}
    play("returned", "thu-ky", "2025-12-02", **told, until="2025-12-31")
    again = {**told, "stage": "nop", "second": "chu-tich"}
    play("reopened", "thu-ky", "2025-12-03", **again, until="2025-12-09")

    assert f"{play.state.agencies['a'].own_deadline}" == "2025-12-09"
    assert play.refused("reopened", "thu-ky", "2025-12-03", **again, until="2025-12-09") == "SC906"


def test_a_deadline_two_people_gave_is_not_changed_by_a_return(play):
    play.to("vong-1")
    play("reopened", "thu-ky", "2025-12-12", agency="a", stage="nop", second="chu-tich", until="2025-12-15",
         reason="thiếu hồ sơ")  # fmt: skip

    assert play.refused("returned", "thu-ky", "2025-12-13", agency="a", until="2025-12-30", reason="x") == "SC907"


def test_a_stage_whose_time_has_run_out_is_reopened_for_one_agency_without_being_locked(play):
    play.submit("a")
    late = {**AGAIN, "second": "chu-tich", "until": "2025-12-20"}
    assert play.refused("reopened", "thu-ky", "2025-12-10", **late) == "SC908"
    play("reopened", "thu-ky", "2025-12-11", **late)
    play.submit("c", day="2025-12-20")

    assert play.refused("submitted", "b", "2025-12-20", agency="b", **SUBMISSION) == "SC922"


def test_no_act_is_dated_before_the_opening(play):
    assert play.refused("submitted", "a", "2025-11-01T04:59:59Z", agency="a", **SUBMISSION) == "SC915"
    play.submit("b", day="2025-11-02")
    assert play.refused("submitted", "a", "2025-11-01T04:59:59Z", agency="a", **SUBMISSION) == "SC915"
    assert play.refused("locked", "thu-ky", "2025-10-01", stage="nop") == "SC915"
    play.submit("a", day="2025-11-01T05:00:00Z")


def test_an_old_instant_does_not_get_under_a_deadline_once_later_acts_were_entered(play):
    play("sampled", "thu-ky", "2025-12-10T17:30:00Z", seed="1", items=[])

    assert play.refused("submitted", "a", "2025-12-09", agency="a", **SUBMISSION) == "SC916"
    play("locked", "thu-ky", "2025-12-09", stage="nop")
    assert {one.status for one in play.state.agencies.values()} == {"missed"}


def test_clocks_that_differ_by_ten_minutes_do_no_harm(play):
    play("sampled", "thu-ky", "2025-12-10T17:09:59Z", seed="1", items=[])
    play.submit("a", day="2025-12-10T16:59:58Z")
    play("sampled", "thu-ky", "2025-12-10T17:10:00Z", seed="2", items=[])

    assert play.refused("submitted", "b", "2025-12-10T16:59:58Z", agency="b", **SUBMISSION) == "SC916"


def test_an_old_instant_does_not_give_competence_back(play):
    early = [
        {**one, "deadline": "2025-06-20" if one["id"] == "nop" else "2025-07-10"}
        for one in plain(play.state.opened)["stages"]
    ]
    play = Play("2025-06-01", stages=early)
    play.submit("a", "b", "c", day="2025-06-20")
    play.lock("nop", "2025-07-01")

    assert play.refused("appraised", "tv-huyen", "2025-06-29", **APPRAISED, points="9") == "SC926"


def test_an_act_entered_late_but_of_no_deadline_keeps_its_instant(play):
    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-18", agency="b", criterion="I.1", points="9")
    made = play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)

    assert made.at == "2025-12-15T05:00:00Z"
    assert final(play, "a", "I.1") == 8


def test_who_comes_late_to_a_stage_gets_a_deadline_of_its_own_there_and_is_otherwise_not_moved(play):
    missed_and_reopened(play, "2025-12-24")
    play.lock("vong-1", "2025-12-21")
    play.submit("c", day="2025-12-24")

    assert play.refused("locked", "thu-ky", "2025-12-24", stage="nop") == "SC919"
    assert play.refused("locked", "thu-ky", "2025-12-24", stage="nop", until="2025-12-23") == "SC934"  # fmt: skip
    play("locked", "thu-ky", "2025-12-24", stage="nop", until="2025-12-27")
    play("appraised", "tv-1", "2025-12-27", agency="c", criterion="I.1", points="9")
    assert play.refused("appraised", "tv-1", "2025-12-28", agency="c", criterion="I.1", points="9") == "SC922"  # fmt: skip
    assert play.refused("locked", "thu-ky", "2025-12-28", stage="vong-1") == "SC919"
    play("locked", "thu-ky", "2025-12-28", stage="vong-1", until="2025-12-29")
    play("explained", "c", "2025-12-29", agency="c", criterion="I.1", reason="đã bổ sung")


def test_a_deadline_of_their_own_is_not_given_while_the_general_one_holds(play):
    play.submit("a", "b", "c")

    assert play.refused("locked", "thu-ky", "2025-12-09", stage="nop", until="2025-12-30") == "SC949"  # fmt: skip
    play.lock("nop", "2025-12-09")


def test_where_nobody_goes_on_to_a_stage_with_a_deadline_none_is_given(play):
    assert play.refused("locked", "thu-ky", "2025-12-11", stage="nop", until="2025-12-30") == "SC909"  # fmt: skip
    play.lock("nop", "2025-12-11")


def test_who_is_published_after_the_time_for_appeals_gets_time_of_its_own(play):
    play.to("cong-bo")
    every = {"decision": "1/QĐ", "results": {one: {} for one in "abc"}}
    plea = {"agency": "a", "criterion": "I.1", "reason": "chưa tính"}
    assert play.refused("published", "ubnd", "2026-01-21", **every) == "SC919"
    play("published", "ubnd", "2026-01-21", **every, until="2026-01-25")
    play("appealed", "a", "2026-01-25", **plea)

    late = {**plea, "agency": "b"}
    assert play.refused("appealed", "b", "2026-01-26", **late) == "SC922"
    again = {"agency": "b", "reason": "lũ", "second": "chu-tich", "until": "2026-01-30"}
    assert play.refused("reopened", "thu-ky", "2026-01-26", **again, stage="vong-2") == "SC931"
    play("reopened", "thu-ky", "2026-01-26", **again, stage="kien-nghi")
    play("appealed", "b", "2026-01-26", **late)


@pytest.mark.parametrize(
    ("act", "data", "word"),
    [
        ({"act": "locked", "actor": "tv-1"}, {"stage": "nop"}, "thu-ky, chu-tich"),
        ({"act": "locked", "actor": "thu-ky"}, {"stage": "hop"}, "nop"),
        ({"act": "locked", "actor": "thu-ky"}, {"stage": "zzz"}, "nop, vong-1"),
        ({"act": "appraised", "actor": "tv-1"}, {**APPRAISED, "points": "9"}, "`withdraw`"),
        ({"act": "withdrawn", "actor": "b"}, {"agency": "a"}, "--by a"),
        ({"act": "submitted", "actor": "tv-1"}, {"agency": "a"}, "`return`"),
    ],
)
def test_a_refusal_says_what_to_do_instead(play, act, data, word):
    from scoring.review.state import Refused

    play.submit("a")
    with pytest.raises(Refused) as error:
        play(act["act"], act["actor"], "2025-12-02", **data)

    assert word in error.value.diagnostics[0].hint("vi")


def test_refusals_are_english_where_english_is_asked_for(play):
    from scoring.review.state import Refused

    play.submit("a")
    told = []
    for act, actor, data in (
        ("submitted", "a", {"agency": "a", **SUBMISSION}),
        ("locked", "tv-1", {"stage": "nop"}),
        ("locked", "thu-ky", {"stage": "zzz"}),
        ("returned", "thu-ky", {"agency": "a", "until": "2025-12-09"}),
    ):
        with pytest.raises(Refused) as error:
            play(act, actor, "2025-12-02", **data)
        told += [error.value.diagnostics[0].message("en")]

    assert told == [
        "a is “submitted” at the stage “Nộp hồ sơ”; “submit” is not possible",
        "the role appraiser may not do this (“lock”); it is for: secretary, chair",
        "this campaign has no stage to lock “zzz”",
        "“return” needs a written reason",
    ]


@pytest.mark.parametrize("more", [{"reason": "đồng ý"}, {"refused": ["m1"]}, {"numbers": {"i": "16"}}, {}])
def test_the_reason_told_is_that_of_the_last_who_said_something(play, more):
    """Who only confirms says nothing; a reason, refused evidence or a corrected number each count as something."""
    play.to("vong-1")
    play("appraised", "tv-1", "2025-12-15", **APPRAISED, points="8", **WHY)
    play.lock("vong-1", "2025-12-21")
    play.lock("giai-trinh", "2025-12-26")
    play("appraised", "tv-1", "2025-12-28", **APPRAISED, points="8", **more)
    one = play.state.agencies["a"]
    first, last = one.line("I.1").figures

    assert reasoned_figure(one, "I.1", last) is (last if more else first)
    assert final_points(play.state, one)[2]["I.1"] == (more.get("reason", "") if more else WHY["reason"])


def test_a_ledger_begins_with_the_opening_and_with_nothing_else(play):
    play.submit("a")
    first = seal(_draft(), "d", 1, "0" * 64)

    with pytest.raises(IntegrityFailure) as error:
        fold([first])
    told = error.value.diagnostics[0]
    assert (told.code, told.values["position"]) == ("SC905", "1")
