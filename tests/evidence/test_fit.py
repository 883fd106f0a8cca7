"""One rule for declared values and one for compulsory evidence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.evidence.fit import misfits, unmet_demands
from scoring.evidence.model import Percent, Record
from scoring.scheme.criteria import Measure

HALF, DOUBLE = Percent(1, 2), Percent(2)


@pytest.mark.parametrize(
    ("answer", "value", "most", "found"),
    [
        ("yes_no", True, None, []), ("yes_no", 1, None, ["type"]), ("count", True, None, ["type"]),
        ("level", "kha", None, []), ("level", "tot", None, ["level"]), ("level", 1, None, ["type"]),
        ("count", 3, 3, []), ("count", 4, 3, ["limit"]), ("count", Fraction(1, 2), None, ["fraction"]),
        ("number", Fraction(1, 2), None, []), ("number", HALF, None, ["sign"]), ("number", "a", None, ["type"]),
        ("number", -1, -2, ["negative", "limit"]), ("percent", HALF, None, []), ("percent", 50, None, ["sign"]),
        ("percent", Fraction(1, 2), None, ["sign"]), ("percent", DOUBLE, 1, ["share", "limit"]),
    ],
)  # fmt: skip
def test_a_value_fits_its_measure_or_there_is_a_reason(answer: Any, value: Any, most: Any, found: list[str]) -> None:
    levels = ["kha"] if answer == "level" else None
    measure = Measure(declared="?", answer=answer, levels=levels)

    assert misfits(measure, value, most) == found


def test_scripts_may_give_a_share_as_a_number_up_to_one() -> None:
    measure = Measure(declared="?", answer="percent")

    assert misfits(measure, Fraction(1, 2), bare_shares=True) == []
    assert misfits(measure, 50, bare_shares=True) == ["sign"]


def test_a_demand_is_met_by_one_record_that_counts_for_the_criterion() -> None:
    def unmet(refused: tuple[str, ...] = (), **given: Any) -> list[tuple[str, ...]]:
        record = Record(id="a", kind="qd", title="a", **given)
        return unmet_demands([("kh",), ("bc", "qd")], "tc1", {"qd": [record]}, refused)

    assert unmet() == unmet(criteria=["tc1"]) == [("kh",)]
    assert unmet(criteria=["tc2"]) == unmet(refused=("a",)) == [("kh",), ("bc", "qd")]
