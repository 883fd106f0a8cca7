"""What an agency that did not exist throughout the period is asked for, and whose earlier results count for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from scoring.engine import Assessment, Past
from scoring.result.write import result_of, to_data

from .builders import assess, group, leaf, scheme

QUARTERS = ("25/3", "25/6", "25/9", "10/12")
SERIES = {
    "quy": {
        "kind": "bao-cao-quy",
        "title": "Báo cáo quý",
        "occurrences": [{"id": f"q{n}", "deadline": day} for n, day in enumerate(QUARTERS, 1)],
    },
    "nam": {"kind": "bao-cao-nam", "title": "Báo cáo năm", "occurrences": [{"id": "nam", "deadline": "10/12"}]},
}
MEASURES = {
    "so_bao_cao": {"count": {"kind": "bao-cao-quy"}},
    "phai_gui": {"declared": "Số báo cáo phải gửi"},
    "da_gui": {"count": {"kind": "bao-cao-quy"}},
    "ty_le": {"ratio": ["da_gui", "phai_gui"], "when_zero": "not_applicable"},
    "den_han": {"due": "quy"},
    "ty_le_den_han": {"ratio": ["da_gui", "den_han"], "when_zero": "not_applicable"},
    "ngay_cham": {"days_late": {"kind": "bao-cao-nam", "deadline": "10/12"}},
    "hop": {"declared": "Đã họp", "answer": "yes_no"},
}
GROUPS = [
    group(
        "I",
        10,
        leaf("I.1", 2, {"per_item": {"of": "so_bao_cao", "points": Decimal("0.5")}}),
        leaf("I.2", 4, {"timeliness": {"of": "ngay_cham", "per_day": 1}}),
        leaf("I.3", 2, {"yes_no": {"of": "hop"}}, evidence={"required": ["bao-cao-nam"]}),
        leaf("I.4", 1, {"proportional": {"of": "ty_le"}}),
        leaf("I.5", 1, {"proportional": {"of": "ty_le_den_han"}}),
    )
]
TWO_MISSING = {
    "id": "thieu",
    "title": "Thiếu hai quý liên tiếp",
    "when": {
        "all": [
            {"truoc": {"fact": "report", "series": "quy", "state": "missing"}},
            {"sau": {"fact": "report", "series": "quy", "state": "missing", "previous": "truoc.index"}},
        ]
    },
}
CLASSES = [
    {"id": "tot", "title": "Tốt", "from": 8},
    {"id": "kha", "title": "Khá", "from": 5, "below": 8},
    {"id": "kem", "title": "Kém", "below": 5},
]
OUTSIDE = [{"id": "khong-xet", "title": "Không xét", "when": {"total": "total", "below": 0}}]
KINDS = {"bao-cao-quy": {"title": "Báo cáo quý"}, "bao-cao-nam": {"title": "Báo cáo năm"}}


def _report(quarter: int, day: str) -> dict[str, Any]:
    return {
        "id": f"bc-{quarter}", "kind": "bao-cao-quy", "title": "Báo cáo", "occurrence": f"q{quarter}", "date": day,
    }  # fmt: skip


OWN = [_report(3, "2025-09-20"), _report(4, "2025-12-09")]
YEARLY = {"id": "bc-nam", "kind": "bao-cao-nam", "title": "Báo cáo năm", "occurrence": "nam", "date": "2025-12-10"}


def _assess(
    agency: dict[str, Any] | None = None,
    *,
    policy: dict[str, Any] | None = None,
    gates: list[dict[str, Any]] | None = None,
    ceilings: list[dict[str, Any]] | None = None,
    **more: Any,
) -> Assessment:
    ladder = {"classes": CLASSES, "gates": gates or [], "ceilings": ceilings or [], "outside": OUTSIDE}
    policies = {"not_applicable": "drop", "agency_life": policy or {}}
    ours = scheme(
        GROUPS, MEASURES, maximum=10, ladder=ladder, series=SERIES, evidence_kinds=KINDS, rules=[TWO_MISSING],
        policies=policies,
    )  # fmt: skip
    given: dict[str, Any] = {"evidence": [*OWN, YEARLY], **more}
    who = {"id": "a", "name": "Xã A", "block": "xa", **(agency or {})}
    return assess(ours, given.pop("numbers", {"hop": True, "phai_gui": 2}), agency=who, **given)


def _points(result: Assessment, id: str) -> Any:
    one = result.outcomes[id]
    return one.low if one.low == one.high else (one.low, one.high)


JULY = {"from": date(2025, 7, 1)}


def test_without_dates_reports_before_the_foundation_are_missing():
    result = _assess()

    assert result.facts.findings["thieu"] == "holds"
    assert _points(result, "I.1") == 1
    assert to_data(result_of(result)).keys().isdisjoint({"not_due"})


def test_reports_due_before_the_foundation_are_not_missing():
    result = _assess(JULY)

    assert result.facts.findings["thieu"] == "fails"
    assert [one["occurrence"] for one in to_data(result_of(result))["not_due"]] == ["q1", "q2"]


def test_a_number_of_reports_is_taken_to_the_whole_period():
    assert _points(_assess(JULY), "I.1") == 2
    assert _points(_assess(JULY, evidence=[OWN[0]]), "I.1") == 1
    assert _points(_assess(JULY, evidence=[]), "I.1") == 0


def test_a_predecessors_report_is_none_of_those_due():
    assert _points(_assess(JULY, evidence=[_report(1, "2025-03-20"), _report(2, "2025-06-20")]), "I.1") == 0


def test_a_number_in_a_ratio_stays_what_it_is():
    assert _points(_assess(JULY), "I.4") == 1


def test_a_denominator_may_be_the_number_of_reports_due():
    four = [_report(n, f"2025-{3 * n:02d}-10") for n in (1, 2, 3, 4)]

    assert _points(_assess(evidence=OWN), "I.5") == Fraction(1, 2)
    assert _points(_assess(JULY, evidence=OWN), "I.5") == 1
    assert _points(_assess(JULY, evidence=OWN[:1]), "I.5") == Fraction(1, 2)
    assert _points(_assess(JULY, evidence=four[:3]), "I.5") == Fraction(1, 2)
    assert _assess({"until": date(2025, 1, 1)}).outcomes["I.5"].status == "not_applicable"


@pytest.mark.parametrize(("day", "due"), [("2025-03-25", 4), ("2025-03-26", 3), ("2025-12-10", 1), ("2025-12-11", 0)])
def test_a_report_due_on_the_first_day_is_due(day: str, due: int):
    result = _assess({"from": date.fromisoformat(day)})

    assert 4 - sum(one.series == "quy" for one in result.case.not_due) == due
    assert (result.outcomes["I.1"].status == "not_applicable") is (due == 0)


@pytest.mark.parametrize(("day", "due"), [("2025-12-10", 4), ("2025-12-09", 3), ("2025-03-25", 1), ("2025-03-24", 0)])
def test_a_report_due_on_the_last_day_is_due(day: str, due: int):
    result = _assess({"until": date.fromisoformat(day)})

    assert 4 - sum(one.series == "quy" for one in result.case.not_due) == due


def test_a_report_due_after_the_end_is_neither_late_nor_asked_for():
    result = _assess({"until": date(2025, 11, 30)}, evidence=OWN[:1])

    assert result.outcomes["I.2"].status == "not_applicable"
    assert _points(result, "I.3") == 2
    assert result.outcomes["I.3"].missing == ()


def test_a_scheme_may_count_them_all_the_same():
    result = _assess(JULY, policy={"occurrences": "counted"})

    assert result.facts.findings["thieu"] == "holds"
    assert _points(result, "I.1") == 1
    assert result.case.not_due == ()


def test_papers_of_other_days_count_unless_the_scheme_says_otherwise():
    inherited = [YEARLY | {"date": "2025-06-01"}]
    counted = _assess(JULY, evidence=inherited)
    left_out = _assess(JULY, evidence=inherited, policy={"papers": "not_counted"})

    assert _points(counted, "I.2") == 4
    assert _points(left_out, "I.2") != 4
    assert left_out.outcomes["I.3"].missing == ("bao-cao-nam",)


@pytest.mark.parametrize("condition", [{"measure": "ngay_cham", "below": 1}, {"criterion": "I.2", "at_least": 4}])
def test_what_was_not_due_is_passed_over_by_gates_and_ceilings(condition: dict[str, Any]):
    closed = {"until": date(2025, 11, 30)}
    gate = {"id": "g", "title": "G", "class": "tot", "requires": condition}
    ceiling = {"id": "c", "title": "C", "class": "kem", "when": {"not": condition}}

    assert _assess(closed, gates=[gate]).classification.rulings[-1].state == "holds"
    assert _assess(closed, ceilings=[ceiling]).classification.rulings[-1].state == "fails"


@pytest.mark.parametrize("agency", [JULY, {"until": date(2025, 8, 31)}, {"from": date(2025, 3, 1)}, {}])
def test_whatever_is_still_to_come_stays_within_the_interval(agency: dict[str, Any]):
    records = [_report(n, f"2025-{3 * n:02d}-10") for n in (1, 2, 3, 4)]
    for given in product((False, True), repeat=4):
        listed = [one for one, there in zip(records, given, strict=True) if there]
        open_ = _assess(agency, evidence=listed, complete=False)
        for more in product((False, True), repeat=4):
            there = [one for one, a, b in zip(records, given, more, strict=True) if a or b]
            full = _assess(agency, evidence=there)
            assert open_.outcomes["I.1"].low <= full.outcomes["I.1"].low
            assert full.outcomes["I.1"].high <= open_.outcomes["I.1"].high
            assert open_.total.low <= full.total.low <= full.total.high <= open_.total.high


# ------------------------------------------------------------------------------- predecessors

MERGED = {"from": date(2025, 7, 1), "succeeds": ["b", "c"]}


def _last(class_: str | None, agency: str = "", period: str = "2024") -> Past:
    return Past(period, None if class_ == "khong-xet" else class_, "khong-xet" if class_ == "khong-xet" else None, "", agency)  # fmt: skip


def _state(rule: str, wanted: dict[str, Any], history: list[Past], agency: dict[str, Any] | None = None) -> str:
    gate = {"id": "g", "title": "G", "class": "tot", "requires": {"last_class": wanted}}
    result = _assess(agency or MERGED, policy={"predecessors": rule}, gates=[gate], history=history)
    assert result_of(result).classification.reasons[-1].details
    return result.classification.rulings[-1].state


AT_LEAST = {"at_least": "kha"}
AT_MOST = {"at_most": "kem"}


@pytest.mark.parametrize(
    ("rule", "wanted", "classes", "state"),
    [
        ("none", AT_LEAST, ("kem", "kem"), "unknown"),
        ("all", AT_LEAST, ("tot", "kha"), "holds"),
        ("all", AT_LEAST, ("tot", "kem"), "fails"),
        ("all", AT_LEAST, ("tot", None), "unknown"),
        ("all", AT_LEAST, (None, "kem"), "fails"),
        ("all", AT_MOST, ("tot", "kem"), "fails"),
        ("worst", AT_LEAST, ("tot", "kha"), "holds"),
        ("worst", AT_LEAST, ("tot", "kem"), "fails"),
        ("worst", AT_LEAST, ("tot", "khong-xet"), "fails"),
        ("worst", AT_LEAST, ("kem", None), "fails"),
        ("worst", AT_LEAST, ("tot", None), "unknown"),
        ("worst", AT_LEAST | {"without_history": "holds"}, ("tot", None), "holds"),
        ("worst", AT_LEAST | {"without_history": "fails"}, ("tot", None), "fails"),
        ("worst", AT_LEAST, (None, None), "unknown"),
        ("worst", AT_MOST, ("tot", "kem"), "holds"),
        ("worst", AT_MOST, ("kem", None), "unknown"),
        ("worst", AT_MOST | {"without_history": "holds"}, ("kem", None), "holds"),
        ("worst", AT_LEAST, ("tot", "của-thang-khác"), "unknown"),
    ],
)
def test_whose_result_of_the_period_before_counts(
    rule: str, wanted: dict[str, Any], classes: tuple[str | None, ...], state: str
):
    history = [_last(one, agency) for one, agency in zip(classes, ("b", "c"), strict=True) if one is not None]

    assert _state(rule, wanted, history) == state


def test_a_later_period_asks_of_its_own_result_alone_where_predecessors_have_none():
    agency = {"from": date(2023, 7, 1), "succeeds": ["b"]}

    assert _state("worst", AT_LEAST, [_last("tot")], agency) == "holds"


def test_an_agency_that_took_in_another_is_asked_of_both():
    agency = {"succeeds": ["b"]}

    assert _state("all", AT_LEAST, [_last("tot"), _last("kem", "b")], agency) == "fails"
    assert _state("none", AT_LEAST, [_last("tot"), _last("kem", "b")], agency) == "holds"


def test_a_renamed_agency_has_the_history_of_its_former_id():
    assert _state("all", AT_LEAST, [_last("tot", "b")], {"succeeds": ["b"]}) == "holds"
