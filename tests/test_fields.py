"""Field types: exact both ways, strict, and nothing binary."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import ValidationError

from scoring.evidence.load import load_dossier
from scoring.fields import Amount, Day, Id, Model, Points, Share, Text, plain
from scoring.formulas import KINDS
from scoring.scheme.load import load_scheme
from scoring.shape import shape_problems
from scoring.values import Quantity
from scoring.yaml_source import read_yaml

ROOT = Path(__file__).parents[1]
SCHEME, DOSSIER = ROOT / "criteria/qd-1211-2022", ROOT / "evidence/2025/xa-minh-hoa-a"
STORED = {"stored": True}
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "yes_no": [{"of": "a"}, {"of": "a", "yes": Decimal("2.5"), "no": "10 %"}],
    "checklist": [{"parts": [{"of": "a", "points": Decimal("1.25")}], "not_applicable": "keep"}],
    "per_item": [{"of": "a", "points": Decimal("0.1"), "cap": 3}],
    "bands": [{"of": "a", "tiers": [{"from": "90 %", "points": 6}, {"below": "90 %", "points": "12.5 %"}]}],
    "proportional": [{"of": "a", "floor": "20 %", "target": "99.9 %"}],
    "graded": [{"of": "a", "levels": [{"id": "t", "title": "Tốt", "points": 2}, {"id": "k", "title": "Kém", "points": 0}]}],
    "deduct": [{"of": "a", "points": Decimal("0.5"), "each": 2, "floor": 1}],
    "deduct_by_severity": [{"items": [{"of": "a", "points": 1, "title": "Nhẹ"}]}],
    "deduct_range": [{"of": "a", "by": "appraiser", "from": 1, "to": Decimal("2.5")}],
    "judgement": [{"by": "leaders", "least": 1, "most": 3}],
    "discretion": [{"of": "a", "full_at": "100 %", "by": "superior", "up_to": "80 %"}],
    "target": [{"of": "a", "target": "b", "below": "50 %", "at": "90 %"}],
    "timeliness": [{"of": "a", "per_day": Decimal("0.25"), "grace": 1, "none_after": 9}],
    "external": [{"of": "a", "scale": 5}],
    "formula": [{"uses": {"n": "a"}, "let": {"m": "n / 3"}, "branches": [{"when": "m > 1", "points": "M"}], "otherwise": "m"}],
    "relative": [{"of": "a", "better": "lower"}],
}  # fmt: skip


class Numbers(Model):
    amount: Amount = 0
    points: Points = 0
    share: Share = Quantity(0)
    day: Day = date(2025, 1, 1)
    text: Text = "x"
    id: Id = "x"


def test_every_leaf_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize(("kind", "given"), [(kind, one) for kind, rows in EXAMPLES.items() for one in rows])
def test_a_spec_written_into_a_result_is_read_back_unchanged(kind: str, given: dict[str, Any]) -> None:
    spec = KINDS[kind].model_validate(given)
    again = json.loads(json.dumps(plain(spec)))
    assert KINDS[kind].model_validate(again, context=STORED) == spec


@pytest.mark.parametrize(
    "value",
    [
        {"amount": Fraction(8, 3)}, {"amount": Fraction(-1, 7)}, {"points": Fraction(15, 2)},
        {"share": Quantity(Fraction(1, 3))}, {"share": Quantity(Fraction(1, 3), percent=True)},
        {"share": Quantity(Fraction(19, 20), percent=True)},
    ],
)  # fmt: skip
def test_any_exact_number_survives_being_stored(value: dict[str, Any]) -> None:
    numbers = Numbers(**value)
    stored = json.loads(json.dumps(plain(numbers)))
    assert Numbers.model_validate(stored, context=STORED) == numbers


def test_exact_texts_are_refused_in_files_people_write() -> None:
    for key, text in (("points", "8/3"), ("points", "7.5"), ("amount", "7.5"), ("share", "8/3")):
        with pytest.raises(ValidationError):
            Numbers.model_validate({key: text})


def test_points_an_agency_gives_itself_may_be_a_fraction() -> None:
    assert Numbers.model_validate({"amount": " 8 / 3 "}).amount == Fraction(8, 3)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("amount", 0.1, "SC210"), ("amount", True, "SC205"), ("points", -1, "SC211"),
        ("share", "nhiều", "SC205"), ("day", "2025-02-30", "SC206"), ("day", "00/03/2025", "SC206"),
        ("day", "2025-00-00", "SC206"), ("text", " ", "SC208"),
        ("text", True, "SC203"), ("id", "có dấu", "SC207"), ("text", [], "SC203"),
    ],
)  # fmt: skip
def test_each_wrong_value_has_its_code(key: str, value: object, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Numbers.model_validate({key: value})
    found = shape_problems(caught.value, read_yaml("{}", "a.yaml"))
    assert [one.code for one in found] == [code]
    assert found[0].path == key


def test_text_is_kept_in_normal_form_and_numbers_keep_their_digits() -> None:
    assert Numbers(text="Qua\u0309ng").text == "Quảng"
    assert Numbers.model_validate({"text": Decimal("1.10")}).text == "1.10"


def test_a_changed_copy_forgets_what_was_computed_of_the_old_fields() -> None:
    loaded = load_dossier(DOSSIER)
    dossier, scheme = loaded.dossier, load_scheme(SCHEME, "2025").scheme
    chosen = next(iter(scheme.sets.values()))
    assert dossier.by_kind
    assert chosen.by_id
    assert scheme.folder
    assert dossier.model_copy(update={"evidence": []}).by_kind == {}
    assert chosen.model_copy(update={"groups": [], "bonus": None, "penalty": None}).by_id == {}
    assert scheme.model_copy(update={"rules": []}).folder == scheme.folder
