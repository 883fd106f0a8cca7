"""Lists measured together give what each measure gives by itself, whatever the records hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.engine.assessment import measure_all
from scoring.engine.compile import plan_for
from scoring.engine.measured import Case
from scoring.engine.measures import compile_measure
from scoring.evidence.model import Agency, Dossier, Record
from scoring.scheme.criteria import Closing, CriteriaSet, in_order
from scoring.scheme.model import Scheme
from scoring.values import Period

SELECTIONS = {
    "all": {"count": {"kind": "k"}},
    "done": {"count": {"kind": "k", "where": {"done": True}}},
    "not_done": {"count": {"kind": "k", "where": {"done": False}}},
    "done_late": {"count": {"kind": "k", "where": {"done": True, "late": True}}},
    "level_0": {"count": {"kind": "k", "where": {"done": True, "level": 0}}},
    "level_1": {"count": {"kind": "k", "where": {"done": True, "level": 1}}},
    "level_a": {"count": {"kind": "k", "where": {"done": True, "level": "a"}}},
    "some_levels": {"count": {"kind": "k", "where": {"level": [1, "a"]}}},
    "sum": {"sum": {"kind": "k", "field": "n"}},
    "sum_done": {"sum": {"kind": "k", "field": "n", "where": {"done": True}}},
    "over": {"sum": {"kind": "r", "field": "n", "where": {"done": True}}},
    "under": {"sum": {"kind": "r", "field": "m", "where": {"done": True}}},
    "only_late": {"count": {"kind": "c", "where": {"late": True}}},
    "two_n": {"count": {"kind": "t", "where": {"done": True}}},
    "two_f": {"count": {"kind": "t", "where": {"done": True, "late": True}}},
    "same": {"count": {"kind": "u", "where": {"done": True}}},
    "same_again": {"count": {"kind": "u", "where": {"done": True}}},
    "same_late": {"count": {"kind": "u", "where": {"done": True, "late": True}}},
    "both": {"count": {"kind": ["k", "r"], "where": {"done": True}}},
}
ODD = st.sampled_from([None, True, False, 0, 1, Decimal("0.5"), Decimal(1), "a"])
TRUTHS = st.sampled_from([True] * 6 + [False] * 3) | ODD
VALUES = st.integers(0, 3) | st.integers(0, 3) | ODD
FIELDS = st.fixed_dictionaries({"done": TRUTHS, "n": VALUES, "m": VALUES}, optional={"late": TRUTHS, "level": VALUES})
RECORDS = st.lists(st.tuples(st.sampled_from("krctu"), FIELDS), max_size=8)


def scheme() -> Scheme:
    measures = {**SELECTIONS, "share": {"ratio": ["over", "under"], "when_zero": "zero"}}
    groups = [{"id": "G", "title": "g", "maximum": 1, "criteria": [
        {"id": "A", "title": "a", "maximum": 1, "score": {"per_item": {"of": "all", "points": 1}}},
    ]}]  # fmt: skip
    chosen = CriteriaSet.model_validate(
        {"format": 1, "set": "s", "title": "s", "maximum": 1, "measures": measures, "groups": groups}
    )
    return Scheme.model_validate({
        "format": 1, "id": "x", "title": "x", "status": "verified",
        "rounding": {"at": "criterion", "mode": "down", "step": 1},
        "blocks": [{"id": "b", "title": "b", "set": "s", "ladder": "l"}],
        "ladders": {"l": {"classes": [{"id": "c", "title": "c"}]}}, "sets": {"s": chosen},
    })  # fmt: skip


SCHEME = scheme()


ONE: dict[str, Any] = {"done": True, "late": True, "n": 1, "m": 1, "level": 1}


@settings(max_examples=500)
# A truth value is no level, and no number to add up, although it equals 0 or 1.
@example([("k", ONE), ("k", {**ONE, "level": True})], True, set(), False, "open")
@example([("k", ONE), ("k", {**ONE, "n": True})], True, set(), False, "open")
@example([("r", ONE), ("r", {**ONE, "n": True}), ("r", {**ONE, "m": False})], True, set(), False, "open")
@given(
    RECORDS,
    st.sampled_from([True, True, False, ["k"], ["k", "r"]]),
    st.sets(st.integers(0, 7), max_size=2),
    st.booleans(),
    st.sampled_from(["open", "as_declared"]),
)
def test_measuring_lists_together_equals_measuring_one_by_one(records, complete, refused, final, closing):
    dossier = Dossier(
        format=1, agency=Agency(id="a", name="a", block="b"), period=Period(2025), complete=complete,
        evidence=[Record(id=f"r{i}", kind=kind, title="x", fields=fields)
                  for i, (kind, fields) in enumerate(records)],
    )  # fmt: skip
    plan = plan_for(SCHEME, "b")
    assert plan is not None

    def case() -> Case:
        return Case(
            dossier=dossier,
            period=dossier.period,
            as_of=dossier.period.last,
            final=final,
            closing=Closing.model_validate({"open_lists": closing}),
            refused=frozenset(f"r{i}" for i in refused),
            sources=plan.sources,
        )

    together, alone = case(), case()
    measure_all(plan, together)
    measures = plan.set.measures
    for id in in_order(measures)[0]:
        alone.values[id] = compile_measure(id, measures)(alone)

    for id in measures:
        left, right = together.measured[id], alone.measured[id]
        assert (left.state, left.value, left.note) == (right.state, right.value, right.note), id
        assert type(left.value) is type(right.value), id
        assert [one.id for one in left.records] == [one.id for one in right.records], id
        if not together.settled:
            assert (left.low, left.high, left.states) == (right.low, right.high, right.states), id
            assert (type(left.low), left.may_not_apply) == (type(right.low), right.may_not_apply), id
