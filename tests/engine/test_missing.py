"""Missing is never zero, and never "fine"."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.engine import peers_of
from scoring.reports import terminal
from scoring.reports.explain import explain
from scoring.result.write import result_of

from .builders import assess, dossier, group, leaf, scheme

TIERS = [
    {"from": "90 %", "points": 60},
    {"from": "50 %", "below": "90 %", "points": 30},
    {"below": "50 %", "points": 0},
]
MEASURES = {
    "dung_han": {"declared": "Số đơn đúng hạn", "at_most": "phai_giai_quyet"},
    "phai_giai_quyet": {"declared": "Số đơn phải giải quyết"},
    "ty_le": {"ratio": ["dung_han", "phai_giai_quyet"], "when_zero": "not_applicable"},
    "quy_che": {"declared": "Có quy chế", "answer": "yes_no"},
    "cuoc": {"count": {"kind": "doi-thoai"}},
}
GROUPS = [
    group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": TIERS}})),
    group(
        "II", 40,
        leaf("II.1", 10, {"yes_no": {"of": "quy_che"}}),
        leaf("II.2", 30, {"per_item": {"of": "cuoc", "points": 10}}),
    ),
]  # fmt: skip
FULL = {"dung_han": 23, "phai_giai_quyet": 24, "quy_che": True}
TALKS = [{"id": f"MC-{n}", "kind": "doi-thoai", "title": f"Biên bản {n}"} for n in range(3)]


def test_everything_given_is_certain() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, evidence=TALKS)

    assert (result.total.low, result.total.high) == (100, 100)
    assert result.classification.certain == "xs"
    assert result.outcomes["I.1"].scored is not None
    assert result.measured["ty_le"].value == Fraction(23, 24)


@pytest.mark.parametrize("gone", sorted(FULL))
def test_each_number_deleted_opens_an_interval_and_never_raises_the_certain_score(gone: str) -> None:
    numbers = {id: value for id, value in FULL.items() if id != gone}
    result = assess(scheme(GROUPS, MEASURES), numbers, evidence=TALKS)

    assert result.total.low < 100 == result.total.high
    assert not result.complete
    assert {one.status for one in result.outcomes.values()} == {"scored", "not_declared"}


def test_an_open_list_counts_what_is_there_and_says_what_may_come() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, evidence=TALKS[:1], complete=False)

    one = result.outcomes["II.2"]
    assert (one.status, one.low, one.high) == ("not_declared", 10, 30)


def test_an_open_empty_list_is_not_declared_rather_than_zero() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, complete=False)

    assert result.measured["cuoc"].state == "not_declared"
    assert (result.outcomes["II.2"].low, result.outcomes["II.2"].high) == (0, 30)


def test_a_complete_empty_list_is_zero() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL)

    assert result.measured["cuoc"].value == 0
    assert (result.outcomes["II.2"].status, result.outcomes["II.2"].low) == ("scored", 0)


def test_closing_without_a_declared_policy_leaves_the_interval_open() -> None:
    result = assess(scheme(GROUPS, MEASURES), {}, final=True)

    assert result.total.low < result.total.high


def test_closing_applies_the_declared_policy_and_says_so() -> None:
    policies = {"closing": {"not_declared": "zero"}}
    result = assess(scheme(GROUPS, MEASURES, policies=policies), {}, final=True)

    assert (result.total.low, result.total.high) == (0, 0)
    assert [m.kind for m in result.outcomes["II.1"].modifiers] == ["closing"]
    assert result.outcomes["II.1"].status == "not_declared"


def test_a_number_above_what_it_cannot_exceed_is_an_error_of_that_item_only() -> None:
    result = assess(scheme(GROUPS, MEASURES), {**FULL, "dung_han": 25}, evidence=TALKS)

    assert result.outcomes["I.1"].status == "error"
    assert result.outcomes["II.1"].status == "scored"


def test_a_zero_denominator_means_what_the_scheme_says() -> None:
    numbers = {**FULL, "dung_han": 0, "phai_giai_quyet": 0}
    result = assess(scheme(GROUPS, MEASURES), numbers, evidence=TALKS)

    assert result.outcomes["I.1"].status == "not_applicable"


def test_a_claim_agrees_at_the_rounding_step() -> None:
    third = [group("I", 8, leaf("I.1", 8, {"proportional": {"of": "n", "floor": 0, "target": 3}}))]
    ours = scheme(third, {"n": {"declared": "n"}}, maximum=8)
    agreed = assess(ours, {"n": 1}, claims={"I.1": {"points": Decimal("2.67")}})
    differs = assess(ours, {"n": 1}, claims={"I.1": {"points": Decimal("2.66")}})

    exact = assess(ours, {"n": 1}, claims={"I.1": {"points": "8/3"}})

    assert [one.code for one in agreed.diagnostics] == []
    assert [one.code for one in exact.diagnostics] == []
    assert [one.code for one in differs.diagnostics] == ["SC502"]


def _late(
    records: list[dict[str, object]], where: object = None, policies: object = None, **more: object
) -> tuple[object, object]:
    late = {"kind": "bao-cao", "deadline": "10/12", "where": where or {}}
    measures = {"cham": {"days_late": late}}
    one = leaf("I.1", 10, {"timeliness": {"of": "cham", "per_day": 1}})
    rows = [{"id": f"BC-{n}", "kind": "bao-cao", "title": f"Báo cáo {n}", **row} for n, row in enumerate(records)]
    ours = scheme([group("I", 10, one)], measures, maximum=10, policies=policies or {})
    result = assess(ours, evidence=rows, **more)
    return result.total.low, result.total.high


def test_the_first_of_several_documents_may_be_the_one_without_its_day() -> None:
    exact = {"date": "2025-12-13"}
    for rows in ([exact, {"date": "2025-12"}], [{"date": "2025-12"}, exact]):
        assert _late(rows) == (7, 10)
    assert _late([exact, {}]) == (7, 10)
    assert _late([exact, {"date": "2025-12-20"}]) == (7, 7)


def test_a_late_document_in_an_open_list_may_not_be_the_first_one() -> None:
    late, in_time = {"date": "2025-12-13"}, {"date": "2025-12-09"}
    assert _late([late], complete=False) == (7, 10)
    assert _late([late], complete=["bao-cao"]) == (7, 7)
    assert _late([late, in_time], complete=False) == (10, 10)
    closing = {"closing": {"open_lists": "as_declared"}}
    assert _late([late], complete=False, policies=closing, final=True) == (7, 7)


@pytest.mark.parametrize(("faults", "open_", "closed"), [(0, (0, 5), (5, 5)), (1, (0, 4), (4, 4)), (7, (0, 0), (0, 0))])
@pytest.mark.parametrize(
    "rule", [{"deduct": {"of": "loi", "points": 1}}, {"deduct_by_severity": {"items": [{"of": "loi", "points": 1}]}}]
)
def test_an_empty_open_list_closes_as_an_empty_list(
    rule: dict[str, Any], faults: int, open_: tuple[int, int], closed: tuple[int, int]
) -> None:
    ours = scheme(
        [group("I", 5, leaf("I.1", 5, rule))],
        {"loi": {"count": {"kind": "ket-luan"}}},
        maximum=5,
        policies={"closing": {"open_lists": "as_declared", "not_declared": "zero"}},
    )
    papers = [{"id": f"b{i}", "kind": "ket-luan", "title": "Kết luận"} for i in range(faults)]
    for final, expected in ((False, open_), (True, closed)):
        found = assess(ours, evidence=papers, complete=False, final=final).outcomes["I.1"]
        assert (found.low, found.high) == expected


def test_days_late_in_an_open_list_are_told_as_the_most_they_can_be_and_why_once() -> None:
    measures = {
        "cham": {"days_late": {"kind": "bao-cao", "deadline": "10/12"}, "unit": "ngày", "title": "Số ngày chậm"}
    }
    one = leaf("I.1", 10, {"timeliness": {"of": "cham", "per_day": 1}})
    ours = scheme([group("I", 10, one)], measures, maximum=10)
    paper = {"id": "b", "kind": "bao-cao", "title": "Báo cáo", "date": "2025-12-13"}
    found = result_of(assess(ours, evidence=[paper], complete=False))

    why = "danh sách chưa chốt: có thể còn văn bản nộp sớm hơn"
    assert f"nhiều nhất 3 ngày ({why})" in (shown := " ".join(terminal.render(explain(found, "I.1")).split()))
    assert shown.count(f"({why})") == 1
    assert "3 ngày at most (the list is not complete" in " ".join(
        terminal.render(explain(found, "I.1", lang="en")).split()
    )


def test_a_document_lacking_what_it_is_chosen_by_may_be_the_first_one() -> None:
    rows = [{"date": "2025-12-13", "fields": {"quy": 1}}, {"date": "2025-12-09"}]
    assert _late(rows, where={"quy": 1}) == (7, 10)
    rows[1]["fields"] = {"quy": 2}
    assert _late(rows, where={"quy": 1}) == (7, 7)


def test_a_refused_document_may_still_be_the_first_one_in_time() -> None:
    rows = [{"date": "2025-12-09"}, {"date": "2025-12-13"}]
    assert _late(rows, unverified=["BC-0"]) == (7, 10)
    assert _late(rows, unverified=["BC-1"]) == (10, 10)


def test_a_share_still_open_is_rounded_like_the_share_itself() -> None:
    rounding = {"mode": "half_up", "step": "1 %"}
    share = {"ratio": ["co", "tat_ca"], "when_zero": "zero", "rounding": rounding}
    count = {"count": {"kind": "viec", "where": {"xong": True}}}
    measures = {"co": count, "tat_ca": {"declared": "Tất cả"}, "ty_le": share}
    tree = [group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": TIERS}}))]
    rows = [{"id": f"V-{n}", "kind": "viec", "title": f"Việc {n}", "fields": {"xong": True}} for n in range(179)]
    ours = scheme(tree, measures, maximum=60)
    # 179 ÷ 200 = 89.5 %, which the scheme rounds to 90 %; the last one's paper is not confirmed.
    open_ = assess(ours, {"tat_ca": 200}, evidence=rows, unverified=["V-0"])
    done = assess(ours, {"tat_ca": 200}, evidence=rows)

    assert done.total.low == 60
    assert (open_.total.low, open_.total.high) == (30, 60)


def test_an_unconfirmed_denominator_may_be_zero() -> None:
    share = {"ratio": ["co", "tat_ca"], "when_zero": "zero"}
    measures = {"co": {"declared": "Có"}, "tat_ca": {"count": {"kind": "viec"}}, "ty_le": share}
    tree = [group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": TIERS}}))]
    rows = [{"id": "V-0", "kind": "viec", "title": "Việc"}]
    result = assess(scheme(tree, measures, maximum=60), {"co": 1}, evidence=rows, unverified=["V-0"])

    assert (result.total.low, result.total.high) == (0, 60)


def test_an_item_that_always_applies_is_not_excused_through_its_number() -> None:
    tree = [group("II", 10, leaf("II.1", 10, {"yes_no": {"of": "quy_che"}}, may_be_not_applicable=False))]
    ours = scheme(tree, MEASURES, maximum=10, policies={"not_applicable": "full"})
    stated = [{"criterion": "quy_che", "reason": "Không có"}]
    result = assess(ours, not_applicable=stated)

    assert result.outcomes["II.1"].status == "not_declared"
    assert (result.total.low, result.total.high) == (0, 10)


def test_an_item_that_always_applies_is_not_excused_with_its_group() -> None:
    always = leaf("II.1", 10, {"yes_no": {"of": "quy_che"}}, may_be_not_applicable=False)
    ours = scheme([group("II", 10, always)], MEASURES, maximum=10, policies={"not_applicable": "drop"})
    result = assess(ours, not_applicable=[{"criterion": "II", "reason": "Không có"}])

    assert result.outcomes["II.1"].status == "not_declared"
    assert (result.total.high, result.total.maximum) == (10, 10)
    assert [one.code for one in result.diagnostics] == ["SC501"]


def test_a_formula_that_divides_by_zero_is_an_error_and_no_missing_number() -> None:
    measures = {"xong": {"declared": "Đã xong"}, "giao": {"declared": "Được giao"}}
    score = {"formula": {"uses": {"x": "xong", "g": "giao"}, "otherwise": "M * x / g"}}
    ours = scheme([group("I", 10, leaf("I.1", 10, score))], measures, maximum=10)
    divided = assess(ours, {"xong": 0, "giao": 0})
    missing = assess(ours, {"xong": 0})

    assert divided.outcomes["I.1"].status == "error"
    assert [(one.code, one.severity, one.values) for one in divided.diagnostics] == [
        ("SC503", "error", {"criterion": "I.1"})
    ]
    assert (divided.total.low, divided.total.high) == (0, 10)
    assert (missing.outcomes["I.1"].status, list(missing.diagnostics)) == ("not_declared", [])
    assert list(assess(ours, {"xong": 0, "giao": 1}).diagnostics) == []


def test_nobody_escapes_a_state_outside_the_ladder_by_saying_it_does_not_apply() -> None:
    outside = [{"id": "kl", "title": "Không xếp", "when": {"measure": "ky_luat", "is": True}}]
    measures = {**MEASURES, "ky_luat": {"declared": "Bị kỷ luật", "answer": "yes_no"}}
    ladder = {"classes": [{"id": "moi", "title": "Mọi mức"}], "outside": outside}
    stated = [{"criterion": "ky_luat", "reason": "Không có"}]
    result = assess(scheme(GROUPS, measures, ladder=ladder), FULL, evidence=TALKS, not_applicable=stated)

    assert result.classification.certain is None
    assert result.classification.possible_outside == ["kl"]


def test_points_relative_to_the_block_are_open_while_another_agency_may_do_better() -> None:
    tree = [group("I", 10, leaf("I.1", 10, {"relative": {"of": "mo_hinh"}}))]
    ours = scheme(tree, {"mo_hinh": {"declared": "Số mô hình"}}, maximum=10)
    numbers = [{"mo_hinh": 4}, {"mo_hinh": 8}, {}]

    def points(last: dict[str, int], final: bool = False) -> tuple[object, object]:
        rows = [dossier(one) for one in (*numbers[:2], last)]
        peers = peers_of([(ours, one) for one in rows], final)["xa"]
        result = assess(ours, numbers[0], peers=peers, final=final)
        return result.total.low, result.total.high

    assert points({}) == (0, 5)
    assert points({"mo_hinh": 16}) == (Fraction(5, 2), Fraction(5, 2))
    assert points({"mo_hinh": 1}) == points({}, final=True) == (5, 5)


@pytest.mark.parametrize(("policy", "points"), [("zero", 10), ("full", 30), ("open", None)])
def test_closing_gives_a_value_to_what_is_missing_and_leaves_what_is_known(policy: str, points: int | None) -> None:
    ours = scheme(GROUPS, MEASURES, policies={"closing": {"not_declared": policy, "refused": policy}})
    listed = assess(ours, FULL, evidence=TALKS[:1], complete=False, final=True).outcomes["II.2"]
    refused = assess(ours, FULL, evidence=TALKS, unverified=["MC-0", "MC-1"], final=True)

    for one in (listed, refused.outcomes["II.2"]):
        assert (one.low, one.high) == ((10, 30) if points is None else (points, points))


def test_closing_never_gives_more_than_was_still_possible() -> None:
    parts = [{"of": id, "points": 2} for id in ("a", "b", "c")]
    tree = [group("I", 6, leaf("I.1", 6, {"checklist": {"parts": parts}}))]
    measures = {id: {"declared": id, "answer": "yes_no"} for id in ("a", "b", "c")}
    given = {"a": True, "b": False}
    for policy, points in (("zero", 2), ("full", 4)):
        ours = scheme(tree, measures, maximum=6, policies={"closing": {"not_declared": policy}})
        assert assess(ours, given, final=True).total.low == points
        open_ = assess(ours, given).total
        assert open_.low <= points <= open_.high


def test_certain_is_only_what_closing_cannot_take_away() -> None:
    tree = [group("I", 10, leaf("I.1", 10, {"deduct": {"of": "n", "points": 1, "floor": 3}}))]
    for policy, before, after in (("open", (3, 10), (3, 10)), ("zero", (0, 10), (0, 0))):
        ours = scheme(tree, {"n": {"declared": "n"}}, maximum=10,
                      policies={"closing": {"not_declared": policy}})  # fmt: skip
        open_, closed = assess(ours).total, assess(ours, final=True).total
        assert ((open_.low, open_.high), (closed.low, closed.high)) == (before, after)


@pytest.mark.parametrize(
    ("policy", "expected"), [("keep", (0, 60)), ("full", (30, 60)), ("drop", (0, 60)), ("rescale", (0, 60))]
)
def test_a_share_whose_denominator_may_be_zero_may_still_not_apply(policy, expected) -> None:
    tiers = [{"from": "50 %", "points": 60}, {"below": "50 %", "points": 30}]
    groups = [
        group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": tiers}}, not_applicable=policy)),
        GROUPS[1],
    ]  # fmt: skip
    ours = scheme(groups, MEASURES)
    open_ = assess(ours, {"quy_che": True}, evidence=TALKS).outcomes["I.1"]
    settled = assess(ours, {**FULL, "dung_han": 0, "phai_giai_quyet": 0}, evidence=TALKS)

    assert (open_.low, open_.high) == expected
    assert open_.low <= settled.outcomes["I.1"].low <= open_.high
    assert settled.outcomes["I.1"].status == "not_applicable"


def test_a_share_whose_denominator_is_given_keeps_its_lowest_tier_for_certain() -> None:
    tiers = [{"from": "50 %", "points": 60}, {"below": "50 %", "points": 30}]
    groups = [group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": tiers}})), GROUPS[1]]
    numbers = {"quy_che": True, "phai_giai_quyet": 24}

    found = assess(scheme(groups, MEASURES), numbers, evidence=TALKS).outcomes["I.1"]

    assert (found.low, found.high) == (30, 60)


def test_arithmetic_that_fails_leaves_every_point_open() -> None:
    share = {"formula": {"uses": {"a": "lam", "b": "giao"}, "otherwise": "a / b"}}
    measures = {"lam": {"declared": "Đã làm"}, "giao": {"declared": "Được giao"}}
    result = assess(scheme([group("I", 10, leaf("I.1", 10, share))], measures, maximum=10), {"lam": 3, "giao": 0})
    found = result.outcomes["I.1"]

    assert (found.status, found.low, found.high) == ("error", 0, 10)
    assert (result.total.low, result.total.high, result.complete) == (0, 10, False)


@pytest.mark.parametrize(
    ("count", "status", "span", "effect"), [(3, "not_declared", (0, 3), True), (0, "scored", (0, 0), False)]
)
def test_points_without_their_compulsory_evidence_are_held_back_and_nothing_is_held_back_of_none(
    count: int, status: str, span: tuple[int, int], effect: bool
) -> None:
    one = leaf("I.1", 10, {"per_item": {"of": "lam", "points": 1}}, evidence={"required": ["hop"]})
    ours = scheme([group("I", 10, one)], {"lam": {"declared": "Đã làm"}}, maximum=10)
    found = assess(ours, {"lam": count}).outcomes["I.1"]
    note = next(one for one in found.modifiers if one.kind == "evidence")

    assert (found.status, (found.low, found.high)) == (status, span)
    assert (note.effect, note.before, note.after) == (effect, count, 0)
    assert found.missing == ("hop",)
