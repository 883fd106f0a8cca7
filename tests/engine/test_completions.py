"""Whatever is still missing: every way of filling it in ends inside the interval and the classes told before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Assessment, Past, Peer
from scoring.result.write import result_of, to_bytes
from scoring.scheme.model import Scheme

from .builders import assess, group, leaf, scheme

MEASURES = {
    "lam": {"declared": "Làm được", "at_most": "giao"},
    "giao": {"declared": "Được giao"},
    "ty_le": {"ratio": ["lam", "giao"], "when_zero": "not_applicable"},
    "co": {"declared": "Có", "answer": "yes_no"},
    "muc": {"declared": "Mức", "answer": "level", "levels": ["cao", "thap"]},
    "ngoai": {"external": "Chỉ số", "answer": "percent"},
    "vu": {"count": {"kind": "vu"}},
    "nang": {"count": {"kind": "vu", "where": {"nang": True}}},
    "nguoi": {"sum": {"kind": "vu", "field": "nguoi"}},
    "phan_nang": {"ratio": ["nang", "vu"], "when_zero": "zero"},
    "cham": {"days_late": {"kind": "bao-cao", "deadline": "10/12"}},
}
TIERS = [{"from": "90 %", "points": 20}, {"from": "50 %", "below": "90 %", "points": 12}, {"below": "50 %", "points": 4}]  # fmt: skip
LEVELS = [{"id": "cao", "title": "Cao", "points": 9}, {"id": "thap", "title": "Thấp", "points": 2}]
FORMULA = {"uses": {"a": "lam", "b": "giao"}, "branches": [{"when": "b == 0", "points": "1"}], "otherwise": "M * a / b"}  # fmt: skip
EXTRA = {"title": "Thêm", "cap": 6}
LADDER = {
    "classes": [
        {"id": "tot", "title": "Tốt", "from": 70}, {"id": "kha", "title": "Khá", "from": 45},
        {"id": "kem", "title": "Kém"},
    ],
    "gates": [{"id": "g", "title": "G", "class": "tot", "requires": {"each": "groups", "at_least": "30 %"}}],
    "ceilings": [{"id": "c", "title": "C", "class": "kha", "when": {"measure": "nang", "at_least": 2}}],
    "outside": [
        {"id": "o1", "title": "O1", "when": {"all": [{"measure": "co", "is": False}, {"measure": "vu", "at_least": 4}]}},
        {"id": "o2", "title": "O2", "when": {"all": [{"measure": "muc", "is": "thap"}, {"last_class": {"any_of": ["kem"]}}]}},
    ],
}  # fmt: skip


def _scheme(policy: str, at: str, **policies: Any) -> Scheme:
    return scheme(
        [
            group(
                "I", 50,
                leaf("I.1", 20, {"bands": {"of": "ty_le", "tiers": TIERS}}, not_applicable=policy),
                leaf("I.2", 10, {"yes_no": {"of": "co"}}),
                leaf("I.3", 9, {"graded": {"of": "muc", "levels": LEVELS}}),
                leaf("I.4", 11, {"formula": FORMULA}),
            ),
            group(
                "II", 50,
                leaf("II.1", 15, {"deduct_by_severity": {"items": [{"of": "vu", "points": 1}, {"of": "nang", "points": 3}]}}),
                leaf("II.2", 10, {"proportional": {"of": "phan_nang", "floor": "80 %", "target": "10 %"}}),
                leaf("II.3", 10, {"timeliness": {"of": "cham", "per_day": 2, "none_after": 4}}),
                leaf("II.4", 10, {"external": {"of": "ngoai", "scale": "100 %"}}),
                leaf("II.5", 5, {"relative": {"of": "lam"}}),
            ),
        ],
        MEASURES, ladder=LADDER, rounding={"at": at, "mode": "half_even", "step": 1},
        bonus={**EXTRA, "criteria": [leaf("T.1", 8, {"per_item": {"of": "nguoi", "points": 1}})]},
        penalty={**EXTRA, "criteria": [leaf("P.1", 8, {"per_item": {"of": "nang", "points": 2}})]},
        policies=policies,
    )  # fmt: skip


SCHEMES = {(policy, at): _scheme(policy, at) for policy in ("keep", "full", "drop") for at in ("total", "group")}


@st.composite
def _dossiers(draw: st.DrawFn) -> dict[str, Any]:
    given_ = draw(st.integers(0, 5))
    vu = [
        {"id": f"v{n}", "kind": "vu", "title": "Vụ", "fields": {"nang": draw(st.booleans()), "nguoi": draw(st.integers(0, 4))}}
        for n in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    days = [date(2025, 12, 10) + timedelta(draw(st.integers(-3, 7))) for _ in range(2)]
    return {
        "numbers": {
            "giao": given_, "lam": draw(st.integers(0, given_)), "co": draw(st.booleans()),
            "muc": draw(st.sampled_from(["cao", "thap"])), "ngoai": f"{draw(st.integers(0, 100))} %",
        },
        "evidence": [
            *vu,
            *({"id": f"b{n}", "kind": "bao-cao", "title": "Báo cáo", "date": str(day)} for n, day in enumerate(days)),
        ],
    }  # fmt: skip


def _assess(ours: Scheme, given_: dict[str, Any], **more: Any) -> Assessment:
    told = {"history": [Past("2024", "kem")], "peers": {"lam": Peer(5, 2)}, **given_, **more}
    return assess(ours, told.pop("numbers"), **told)


def _outcome(one: Assessment) -> set[str]:
    found = one.classification
    ends = [found.outside.id] if found.outside else []
    return {*found.possible, *found.possible_outside, *ends}


def _some(full: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """A part of a dossier, as an agency may have handed it in so far."""
    gone = data.draw(st.sets(st.sampled_from(sorted(full["numbers"]))))
    open_list = data.draw(st.booleans())
    rows = [one for one in full["evidence"] if not (open_list and data.draw(st.booleans()))]
    refused = data.draw(st.sets(st.sampled_from([one["id"] for one in rows]), max_size=1)) if rows else set()
    return {
        "numbers": {k: v for k, v in full["numbers"].items() if k not in gone},
        "evidence": rows, "unverified": sorted(refused), "complete": not open_list,
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SCHEMES)), _dossiers(), st.data())
def test_what_is_filled_in_later_ends_inside_what_was_told_before(
    kind: tuple[str, str], full: dict[str, Any], data: st.DataObject
) -> None:
    ours = SCHEMES[kind]
    less = _some(full, data)
    rows = less["evidence"]
    cut = data.draw(st.sampled_from(rows)) if less["complete"] else None
    less["evidence"] = [{**one, "date": "2025-12", "fields": {}} if one is cut else one for one in rows]
    context: dict[str, Any] = {} if data.draw(st.booleans()) else {"peers": {}, "history": []}

    before, after = _assess(ours, less, **context), _assess(ours, full)

    assert before.total.low <= after.total.low <= after.total.high <= before.total.high
    assert _outcome(after) <= _outcome(before)
    for id, one in after.outcomes.items():
        if one.status == "scored":
            assert before.outcomes[id].low <= one.low <= before.outcomes[id].high, id
    # What the evaluations before remembered does not show: a scheme never used says the same.
    assert to_bytes(result_of(_assess(_scheme(*kind), full))) == to_bytes(result_of(after))


VALUES = st.sampled_from(["zero", "full", "not_applicable", "open"])
CLOSINGS = st.fixed_dictionaries({
    "not_declared": VALUES, "pending": VALUES, "refused": VALUES,
    "open_lists": st.sampled_from(["as_declared", "open"]),
})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["keep", "full", "drop", "rescale"]), CLOSINGS, _dossiers(), st.data())
def test_whatever_is_there_at_closing_the_closing_ends_inside_what_was_told_before(
    policy: str, closing: dict[str, str], full: dict[str, Any], data: st.DataObject
) -> None:
    ours = _scheme(policy, "total", closing=closing)
    later = _some(full, data)
    kept = [one for one in later["evidence"] if not later["complete"] and data.draw(st.booleans())]
    numbers = {k: v for k, v in later["numbers"].items() if data.draw(st.booleans())}
    # What was accepted stays so; what was refused may still be accepted, and what is added refused.
    ids = [one["id"] for one in kept]
    refused = {*later["unverified"]} & {*ids}
    refused |= data.draw(st.sets(st.sampled_from(ids), max_size=1)) if ids else set()
    less = {"numbers": numbers, "evidence": kept, "complete": False, "unverified": sorted(refused)}

    before, after = _assess(ours, less), _assess(ours, later, final=True)

    for id, one in after.outcomes.items():
        if not one.excluded:
            assert before.outcomes[id].low <= one.low <= one.high <= before.outcomes[id].high, id
    assert before.total.low <= after.total.low <= after.total.high <= before.total.high
    assert _outcome(after) <= _outcome(before)


BANDS = [{"from": 3, "points": 3}, {"below": 3, "points": 1}]
LISTED = {"count": {"kind": "vu", "where": {"nang": True}}}


def _one(measures: dict[str, Any], closing: dict[str, str], policy: str = "keep") -> Scheme:
    leaf_ = leaf("I.1", 3, {"bands": {"of": "so", "tiers": BANDS}}, not_applicable=policy)
    return scheme([group("I", 3, leaf_)], measures, maximum=3, policies={"closing": closing})


def _vu(n: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"v{n}", "kind": "vu", "title": "Vụ", "fields": fields}


def test_what_is_not_declared_is_not_settled_by_a_refused_paper_beside_it() -> None:
    measures = {"a": {"declared": "a"}, "b": {"count": {"kind": "vu"}}, "so": {"total": ["a", "b"]}}
    ours = _one(measures, {"not_declared": "not_applicable"})
    papers = [_vu(n) for n in range(4)]

    refused = assess(ours, evidence=papers, unverified=["v3"]).outcomes["I.1"]
    accepted = assess(ours, evidence=papers).outcomes["I.1"]

    assert (refused.low, refused.high) == (accepted.low, accepted.high) == (0, 3)
    closed = assess(ours, evidence=papers, final=True).outcomes["I.1"]
    assert closed.status == "not_applicable"
    assert [one.effect for one in closed.modifiers if one.kind == "closing"] == [True]


def test_points_no_lacking_field_can_change_stay_when_the_list_is_closed() -> None:
    ours = _one({"so": LISTED}, {"not_declared": "not_applicable"})
    papers = [*(_vu(n, nang=True) for n in range(3)), _vu(3)]

    for complete in (False, True):
        for final in (False, True):
            found = assess(ours, evidence=papers, complete=complete, final=final).outcomes["I.1"]
            assert (found.status, found.low, found.high) == ("scored", 3, 3)


def test_a_closing_worth_nothing_is_told_beside_one_that_excuses() -> None:
    closing = {"not_declared": "zero", "refused": "not_applicable"}
    ours = _one({"so": LISTED}, closing, policy="full")

    before, after = assess(ours, complete=False), assess(ours, complete=False, final=True)

    assert (before.outcomes["I.1"].low, before.outcomes["I.1"].high) == (0, 3)
    assert after.outcomes["I.1"].high == 0


def test_a_paper_that_may_prove_to_be_another_keeps_no_points_from_the_closing() -> None:
    leaf_ = leaf("I.1", 5, {"yes_no": {"of": "so", "no": 2}})
    measures = {"so": {"exists": {"kind": "vu", "where": {"nang": True}}}}
    ours = scheme([group("I", 5, leaf_)], measures, maximum=5, policies={"closing": {"refused": "zero"}})  # fmt: skip

    before = assess(ours, evidence=[_vu(0)], complete=False).outcomes["I.1"]
    after = assess(ours, evidence=[_vu(0, nang=False)], complete=False).outcomes["I.1"]

    assert (before.low, before.high) == (after.low, after.high) == (0, 5)
