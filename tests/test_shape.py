"""What pydantic found, in the language's own words: the key that was meant, and the most telling of several errors."""

from __future__ import annotations

import pytest
from pydantic_core import ValidationError

from scoring.diagnostics import Diagnostic
from scoring.evidence.model import Dossier
from scoring.scheme.criteria import CriteriaSet
from scoring.shape import shape_problems
from scoring.yaml_source import read_yaml

SET = "format: 1\nset: s\ntitle: T\nmaximum: 1\ngroups: [{id: I, title: I, maximum: 1, score: {yes_no: {of: a}}}]\n"
DOSSIER = "format: 1\nagency: {id: a, name: A, block: b}\nperiod: 2025\n"


def problems(text: str, model: type[CriteriaSet | Dossier]) -> list[Diagnostic]:
    doc = read_yaml(text, "a.yaml")
    assert doc.diagnostics == []
    with pytest.raises(ValidationError) as error:
        model.model_validate(doc.data)
    return shape_problems(error.value, doc)


@pytest.mark.parametrize(
    ("text", "model", "guess"),
    [
        (SET.replace("maximum: 1\ng", "maximum: 1\nbonuss: {}\ng"), CriteriaSet, "bonus"),
        (SET.replace("maximum: 1,", "maximum: 1, claus: x,"), CriteriaSet, "clause"),
        (SET.replace("{of: a}", "{of: a, yess: 1}"), CriteriaSet, "yes"),
        (SET + "measures: {a: {declaredd: x}}\n", CriteriaSet, "declared"),
        (SET + "measures: {a: {count: {kinds: x, kind: x}}}\n", CriteriaSet, "kind"),
        (DOSSIER.replace("block: b", "block: b, kin: x"), Dossier, "kind"),
        (DOSSIER + "evidence: [{id: a, kind: b, title: c, cites: [{numbr: 1}]}]\n", Dossier, "number"),
        (DOSSIER + "evidence: [{id: a, kind: b, title: c, zzzzzz: 1}]\n", Dossier, ""),
    ],
)  # fmt: skip
def test_an_unknown_key_comes_with_the_one_that_was_meant(
    text: str, model: type[CriteriaSet | Dossier], guess: str
) -> None:
    found = [one for one in problems(text, model) if one.code == "SC201"]

    assert [one.values["guess"] for one in found] == [guess]


def test_two_faults_of_one_mapping_are_two_problems_and_one_of_a_union_is_one() -> None:
    found = problems(DOSSIER + "complete: 5\nevidence: [{kind: b}]\n", Dossier)

    assert [one.code for one in found] == ["SC203", "SC202", "SC202"]
    assert [one.values.get("key") for one in found] == [None, "id", "title"]


def test_a_number_too_large_for_the_library_is_told_in_our_words() -> None:
    found = problems(DOSSIER.replace("format: 1", f"format: {2**70}"), Dossier)

    assert [(one.code, one.values["wanted"]) for one in found] == [("SC203", "số nguyên")]
