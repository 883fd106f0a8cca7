"""Findings are certain only where nothing still to come could change them."""

from __future__ import annotations

from datetime import date
from time import perf_counter
from typing import Any

import pytest

from scoring.engine import Assessment
from scoring.findings import backend

from .builders import assess, group, leaf, scheme

GROUPS = [group("I", 10, leaf("I.1", 10, {"yes_no": {"of": "a"}}))]
MEASURES = {"a": {"declared": "a", "answer": "yes_no"}}
LADDER = {
    "classes": [{"id": "tot", "title": "Tốt", "from": 5}, {"id": "kem", "title": "Kém", "below": 5}],
    "ceilings": [
        {"id": "tran", "title": "Trần", "class": "kem", "when": {"finding": "cuoi"}},
    ],
}  # fmt: skip
SERIES = {
    "quy": {
        "kind": "bao-cao",
        "title": "Báo cáo",
        "occurrences": [{"id": f"q{n}", "deadline": day} for n, day in enumerate(("25/3", "25/6", "10/12"))],
    }
}
TWICE = [
    {"truoc": {"fact": "report", "series": "quy", "state": "missing"}},
    {"sau": {"fact": "report", "series": "quy", "state": "missing", "previous": "truoc.index"}},
]


def _state(*rules: list[dict[str, Any]], **more: Any) -> str:
    """The state of the last rule; the ones before it are called r0, r1 …"""
    named = [
        {"id": "cuoi" if at == len(rules) - 1 else f"r{at}", "title": f"Luật {at}", "when": {"all": list(one)}}
        for at, one in enumerate(rules)
    ]  # fmt: skip
    ours = scheme(GROUPS, MEASURES, maximum=10, ladder=LADDER, rules=named, series=SERIES)
    result: Assessment = assess(ours, {"a": True}, backend=backend("native"), **more)
    state = result.facts.findings["cuoi"]
    possible = {"holds": ["kem"], "fails": ["tot"], "unknown": ["tot", "kem"]}[state]
    assert result.classification.possible == possible
    return state


def _report(id: str, day: str | None = None) -> dict[str, Any]:
    return {"id": f"BC-{id}-{day}", "kind": "bao-cao", "title": "Báo cáo", "occurrence": id, "date": day}


def _case(id: str, kind: str = "vu-viec") -> dict[str, Any]:
    return {"id": id, "kind": kind, "title": "Vụ việc"}


@pytest.mark.parametrize(
    ("given", "as_of", "state"),
    [
        (["q0"], date(2025, 12, 31), "holds"),
        (["q1"], date(2025, 12, 31), "fails"),
        (["q0"], date(2025, 12, 10), "unknown"),
        (["q1"], date(2025, 3, 1), "fails"),
        ([], date(2025, 12, 10), "holds"),
        ([], date(2025, 3, 1), "unknown"),
    ],
)
def test_a_report_not_yet_due_leaves_open_only_what_it_can_change(given: list[str], as_of: date, state: str) -> None:
    rows = [_report(id, "2025-03-01") for id in given]

    assert _state(TWICE, evidence=rows, as_of=as_of) == state


def test_a_report_without_its_day_may_be_late() -> None:
    late = [{"r": {"fact": "report", "series": "quy", "state": "late"}}]
    rows = [_report("q0", "2025-03-01"), _report("q1", "2025-06"), _report("q2", "2025-12-01")]

    assert _state(late, evidence=rows) == "unknown"
    assert _state(late, evidence=[rows[0], _report("q1", "2025-06-24"), rows[2]]) == "fails"


def test_a_report_late_by_an_open_list_may_have_been_handed_in_before() -> None:
    late = [{"r": {"fact": "report", "series": "quy", "occurrence": "q0", "state": "late"}}]
    in_time = [{"r": {**late[0]["r"], "state": "on_time"}}]

    rows = [_report("q0", "2025-04-01")]
    assert _state(late, evidence=rows, complete=False) == "unknown"
    assert _state(late, evidence=rows, complete=["bao-cao"]) == "holds"
    rows = [_report("q0", "2025-03-01")]
    assert _state(in_time, evidence=rows, complete=False) == "holds"


def test_of_a_report_handed_in_twice_the_first_time_counts_in_any_order() -> None:
    late = [{"r": {"fact": "report", "series": "quy", "occurrence": "q0", "state": "late"}}]
    rows = [_report("q0", "2025-03-01"), _report("q0", "2025-04-01")]

    assert _state(late, evidence=rows) == _state(late, evidence=rows[::-1]) == "fails"


@pytest.mark.parametrize(("complete", "state"), [(False, "unknown"), (["bao-cao"], "holds")])
def test_a_report_late_by_an_open_list_may_not_have_been_the_first(complete: bool | list[str], state: str) -> None:
    late = [{"r": {"fact": "report", "series": "quy", "occurrence": "q0", "state": "late"}}]

    assert _state(late, evidence=[_report("q0", "2025-03-26")], complete=complete) == state


@pytest.mark.parametrize("other", [None, "2025-03", "2025"])
def test_a_report_that_may_be_the_first_leaves_open_whether_it_came_late(other: str | None) -> None:
    late = [{"r": {"fact": "report", "series": "quy", "occurrence": "q0", "state": "late"}}]

    assert _state(late, evidence=[_report("q0", "2025-04-01"), _report("q0", other)]) == "unknown"


def test_a_conclusion_from_an_open_conclusion_is_open() -> None:
    first = [{"v": {"kind": "vu-viec"}}, {"none": {"kind": "ket-qua", "number": "v.number"}}]
    second = [{"r": {"fact": "finding", "rule": "r0"}}]
    negated = [{"ky": {"fact": "period"}}, {"none": {"fact": "finding", "rule": "r0"}}]
    some = {"evidence": [_case("V1")]}

    assert _state(first, second, complete=["vu-viec", "ket-qua"], **some) == "holds"
    assert _state(first, second, complete=["vu-viec"], **some) == "unknown"
    assert _state(first, second, complete=[]) == "unknown"
    assert _state(first, negated, complete=[]) == "unknown"
    assert _state(first, negated, complete=["vu-viec", "ket-qua"], **some) == "fails"


@pytest.mark.parametrize("tests", [{"kind": {"not": "khac"}}, {"fact": "use"}, {"fact": "citation"}])
def test_a_rule_about_records_of_any_kind_is_settled_by_a_complete_dossier_only(tests: dict[str, Any]) -> None:
    rule, none = [{"v": tests}], [{"ky": {"fact": "period"}}, {"none": tests}]

    assert (_state(rule, complete=["khac"]), _state(none, complete=["khac"])) == ("unknown", "unknown")
    assert (_state(rule), _state(none)) == ("fails", "holds")


def test_what_made_a_rule_fire_stays_there() -> None:
    assert _state([{"v": {"kind": "vu-viec"}}], complete=False, evidence=[_case("V1")]) == "holds"


def test_the_last_result_not_given_leaves_a_rule_about_it_open() -> None:
    assert _state([{"truoc": {"fact": "history", "class": "kem"}}]) == "unknown"


def test_what_rests_on_a_refused_attachment_is_not_settled() -> None:
    closed = [{"vu": {"kind": "vu-viec"}}, {"none": {"kind": "ket-luan"}}]
    records = [_case("v"), _case("k", "ket-luan")]
    reports = [_report("q0", "2025-03-01"), _report("q2", "2025-12-01")]
    late = date(2025, 12, 31)

    assert _state(closed, evidence=records) == "fails"
    assert _state(closed, evidence=records, unverified=["k"]) == "unknown"
    assert _state(closed, evidence=records[:1], unverified=["v"]) == "unknown"
    assert _state(closed, evidence=records[:1], unverified=["khac"]) == "holds"
    assert _state(TWICE, evidence=reports, as_of=late) == "fails"
    assert _state(TWICE, evidence=reports, as_of=late, unverified=[reports[1]["id"]]) == "unknown"


def _use(id: str, number: str, **more: Any) -> dict[str, Any]:
    return {**_case(id), "number": number, "date": "2025-05-02", "criteria": ["I.1"], **more}


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        (_use("a", "5/KH-UBND"), _use("b", "5/kh-ubnd"), "holds"),
        (_use("a", "5/KH-UBND"), _use("b", "6/KH-UBND"), "fails"),
        # The form with the number left out is no number: these may be any two plans of that day.
        (_use("a", "/KH-UBND"), _use("b", "/KH-UBND"), "fails"),
        (
            _use("a", "/KH-UBND", file={"path": "x.pdf", "sha256": "ab" * 32}),
            _use("b", "/KH-UBND", file={"path": "y.pdf", "sha256": f"sha256:{'AB' * 32}"}),
            "holds",
        ),
    ],
)  # fmt: skip
def test_a_document_is_known_by_its_number_or_else_by_its_file(
    one: dict[str, Any], other: dict[str, Any], state: str
) -> None:
    again = [{"x": {"fact": "use"}}, {"y": {"fact": "use", "document": "x.document"}}]

    assert _state(again, evidence=[one, other]) == state


def test_a_conclusion_from_thousands_of_records_is_told_in_seconds() -> None:
    started = perf_counter()
    _state([{"r": {"kind": "vu-viec"}}], evidence=[_case(f"v{n}") for n in range(4000)])

    assert perf_counter() - started < 40
