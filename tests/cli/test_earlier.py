"""Slim results share what they have in common and stay equal to what they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring.app.summaries import Pool, before_period

LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "b", "xã"])
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner))  # fmt: skip


def typed(value):
    """The value with the types of its parts, since 1 equals True."""
    if isinstance(value, dict):
        return {key: typed(one) for key, one in value.items()}
    return [typed(one) for one in value] if isinstance(value, list) else (type(value), value)


@given(st.lists(PLAIN, max_size=5))
def test_shared_values_are_equal_to_the_given_ones(values):
    pool = Pool()
    shared = [pool.share(one) for one in values]
    assert [typed(one) for one in shared] == [typed(one) for one in values]


def test_equal_parts_are_one_object():
    pool = Pool()
    one, other = (pool.share({"ladder": [{"id": "tot"}], "n": n}) for n in ("1", "2"))
    assert one["ladder"] is other["ladder"]
    assert one is not other


def test_a_ranking_compares_with_periods_before_its_own_only():
    def result(period):
        return {"agency": {"id": "a"}, "period": period}

    found = before_period(
        {"a": [result("2024"), result("2025")], "b": [result("2024")]}, [{"result": result("2025")}]
    )
    assert found == {"a": [result("2024")]}
