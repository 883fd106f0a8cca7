"""Three-way merge of dossiers: what one side changed is taken, what both changed is told, nothing is lost."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import InvalidInput
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import parse, validated
from scoring.evidence.merge import merge
from scoring.evidence.merge_values import MISSING, same, value_at
from scoring.evidence.merge_words import conflict_words
from scoring.evidence.model import (
    Agency,
    Claim,
    Declared,
    Dossier,
    Explanation,
    Judgement,
    NotApplicable,
    Percent,
    Record,
    Source,
)
from scoring.values import PartialDate, Period

AGENCY = Agency(id="xa-a", name="Xã A", block="xa")


def dossier(**given_):
    return Dossier(**{"format": 1, "agency": AGENCY, "period": Period(2025), **given_})


def numbers(**values):
    return {id: Declared(value=value) for id, value in values.items()}


def record(id, **given_):
    return Record(**{"id": id, "kind": "bien-ban", "title": f"Văn bản {id}", **given_})


# Few ids and values, so that the versions often touch the same things.
IDS = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from([0, 1, True, False, Fraction(1, 2), Percent(Fraction(1, 2)), None, "tot"])
TEXTS = st.sampled_from(["một", "hai"])
MAYBE = st.none() | TEXTS
LISTS = st.lists(IDS, max_size=2, unique=True)
RECORDS = st.lists(
    st.builds(
        Record, id=IDS, kind=st.sampled_from(["k", "l"]), title=TEXTS, number=st.sampled_from([None, "1/BC", "2/BC"]),
        date=st.sampled_from([None, PartialDate(2025, 3), PartialDate(2025, 3, 1)]), issuer=MAYBE, criteria=LISTS,
        fields=st.dictionaries(IDS, st.sampled_from([1, True, "x"]), max_size=2), note=MAYBE,
    ),
    max_size=3, unique_by=lambda one: one.id,
)  # fmt: skip
DOSSIERS = st.builds(
    dossier,
    complete=st.booleans() | st.lists(IDS, max_size=1),
    numbers=st.dictionaries(IDS, st.builds(Declared, value=VALUES, evidence=LISTS, note=MAYBE), max_size=3),
    evidence=RECORDS,
    claims=st.dictionaries(IDS, st.builds(Claim, points=st.integers(0, 2), note=MAYBE), max_size=2),
    not_applicable=st.lists(st.builds(NotApplicable, criterion=IDS, reason=TEXTS), max_size=2),
    explanations=st.lists(st.builds(Explanation, criterion=IDS, text=TEXTS), max_size=2),
    judgements=st.lists(st.builds(Judgement, criterion=IDS, by=st.just("superior"), points=st.integers(0, 2),
                                  reason=TEXTS, document=st.none() | IDS), max_size=2),
    note=MAYBE,
)  # fmt: skip


@given(DOSSIERS, DOSSIERS)
def test_where_one_side_changed_nothing_the_other_is_the_answer(base, other):
    for found in (merge(base, base, other), merge(base, other, base), merge(base, other, other)):
        assert same(found.dossier, other)
        assert found.conflicts == []


@given(DOSSIERS, DOSSIERS, DOSSIERS)
def test_swapping_the_sides_swaps_the_conflicts_and_nothing_else(base, mine, theirs):
    one, other = merge(base, mine, theirs, "mine"), merge(base, theirs, mine, "theirs")
    assert same(one.dossier, other.dossier)
    turned = [(x.path, x.base, x.theirs, x.mine) for x in other.conflicts]
    assert [(x.path, x.base, x.mine, x.theirs) for x in one.conflicts] == turned


@given(DOSSIERS, DOSSIERS, DOSSIERS)
def test_what_is_merged_can_be_written_and_read_and_every_conflict_said(base, mine, theirs):
    found = merge(base, mine, theirs)
    assert same(validated(parse(dump_dossier(found.dossier).encode(), "a.yaml")), found.dossier)
    for one in found.conflicts:
        for lang in ("vi", "en"):
            words = conflict_words(one, lang, mine, theirs, base)
            assert all(words.values())
            assert "{" not in "".join(words.values())


@given(DOSSIERS, DOSSIERS, DOSSIERS)
def test_without_a_conflict_every_change_of_either_side_is_there(base, mine, theirs):
    found = merge(base, mine, theirs)
    if found.conflicts or found.twins:
        return
    for version in (mine, theirs):
        for section in ("numbers", "claims"):
            for id, one in getattr(version, section).items():
                if not same(one, getattr(base, section).get(id, MISSING)):
                    merged = getattr(found.dossier, section)[id]
                    assert same(getattr(merged, "value", merged.model_copy(update={"evidence": []}) if section == "numbers" else merged),
                                getattr(one, "value", one))  # fmt: skip
        for one in version.evidence:
            before = value_at(base, ("evidence", one.id))
            if before is MISSING:
                assert value_at(found.dossier, ("evidence", one.id)) is not MISSING


@given(DOSSIERS, DOSSIERS, DOSSIERS)
def test_the_preferred_side_stands_wherever_they_disagree(base, mine, theirs):
    for side, version in (("mine", mine), ("theirs", theirs)):
        found = merge(base, mine, theirs, side)
        for one in found.conflicts:
            if one.path[0] == "claims":
                assert same(value_at(found.dossier, one.path), value_at(version, one.path))


# ------------------------------------------------------------------------------- single cases


def test_changes_of_different_things_come_together():
    base = dossier(numbers=numbers(a=1, b=2), evidence=[record("r", number="1/BC")])
    mine = dossier(numbers=numbers(a=5, b=2), evidence=[record("r", number="1/BC", issuer="UBND")])
    theirs = dossier(numbers=numbers(a=1, b=2, c=3),
                     evidence=[record("r", number="1/BC", date=PartialDate(2025, 3)), record("s", number="2/BC")])  # fmt: skip
    found = merge(base, mine, theirs)
    assert found.conflicts == []
    assert found.dossier.numbers == numbers(a=5, b=2, c=3)
    assert found.dossier.evidence[0] == record("r", number="1/BC", issuer="UBND", date=PartialDate(2025, 3))  # fmt: skip
    assert [one.id for one in found.dossier.evidence] == ["r", "s"]


def test_two_changes_of_one_number_are_a_conflict_in_words():
    found = merge(dossier(numbers=numbers(so_don=1)), dossier(numbers=numbers(so_don=24)), dossier(numbers=numbers(so_don=25)))  # fmt: skip
    (one,) = found.conflicts
    assert one.path == ("numbers", "so_don")
    assert conflict_words(one, "vi") == {"at": "số liệu “so_don”", "base": "1", "mine": "24", "theirs": "25"}  # fmt: skip


def test_yes_is_not_one_and_a_share_is_not_a_number():
    for first, second in ((True, 1), (Percent(Fraction(85, 100)), Fraction(85, 100))):
        found = merge(dossier(), dossier(numbers=numbers(a=first)), dossier(numbers=numbers(a=second)))  # fmt: skip
        assert len(found.conflicts) == 1


def test_deletion_against_change_is_a_conflict_and_deletion_alone_is_not():
    base = dossier(numbers=numbers(a=1), evidence=[record("r")], claims={"I.1": Claim(points=2)})
    gone = dossier()
    found = merge(base, gone, dossier(numbers=numbers(a=2), evidence=[record("r", note="sửa")], claims=base.claims))  # fmt: skip
    assert [(one.path, one.mine is MISSING) for one in found.conflicts] == [
        (("numbers", "a"), True), (("evidence", "r"), True),
    ]  # fmt: skip
    assert found.dossier.claims == {}
    assert merge(base, gone, base).dossier == gone


def test_a_record_removed_while_the_other_side_came_to_rest_on_it_is_a_conflict():
    base = dossier(evidence=[record("r", number="1/BC")])
    mine = dossier()
    theirs = dossier(evidence=base.evidence, numbers={"a": Declared(value=1, evidence=["r"])})
    found = merge(base, mine, theirs, "theirs")
    assert [one.path for one in found.conflicts] == [("evidence", "r")]
    assert [one.id for one in found.dossier.evidence] == ["r"]
    dropped = merge(base, mine, theirs, "mine").dossier
    assert dropped.numbers["a"].evidence == []
    assert dropped.evidence == []


def test_the_same_document_added_by_both_is_kept_once_under_one_id():
    paper = {"number": "12/BB-UBND", "date": PartialDate(2025, 3, 6)}
    mine = dossier(evidence=[record("bb9", title="Biên bản", criteria=["I.1"], **paper)],
                   numbers={"a": Declared(value=1, evidence=["bb9"])})  # fmt: skip
    theirs = dossier(evidence=[record("bb2", title="Biên bản", criteria=["I.2"], note="bản sao", **paper)],
                     judgements=[Judgement(criterion="x", by="superior", points=1, reason="r", document="bb2")])  # fmt: skip
    found = merge(dossier(), mine, theirs)
    assert [(one.kept, one.dropped) for one in found.twins] == [("bb2", "bb9")]
    assert found.conflicts == []
    (one,) = found.dossier.evidence
    assert (one.id, one.criteria, one.note) == ("bb2", ["I.1", "I.2"], "bản sao")
    assert found.dossier.numbers["a"].evidence == ["bb2"]
    assert found.dossier.judgements[0].document == "bb2"


@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_document_keeps_both_ids_where_the_smaller_one_names_another_document(swapped):
    paper = {"number": "12/BB-UBND", "date": PartialDate(2025, 3, 6)}
    one = dossier(evidence=[record("bb2", number="7/QĐ-UBND"), record("bb9", **paper)])
    other = dossier(evidence=[record("bb2", **paper)])
    found = merge(dossier(), *((other, one) if swapped else (one, other)))
    assert found.twins == []
    assert [conflict.path for conflict in found.conflicts] == [("evidence", "bb2")]


def test_two_documents_under_one_new_id_are_a_conflict_as_a_whole():
    first, second = record("m", number="1/BC", issuer="A"), record("m", number="2/BC")
    found = merge(dossier(), dossier(evidence=[first]), dossier(evidence=[second]), "theirs")
    assert [one.path for one in found.conflicts] == [("evidence", "m")]
    assert found.dossier.evidence == [second]


def test_one_document_under_one_new_id_is_filled_from_both():
    first = record("m", number="1/BC", issuer="A")
    second = record("m", number="1/BC", issuer="A", note="đủ")
    found = merge(dossier(), dossier(evidence=[first], note="x"), dossier(evidence=[second]))
    assert found.conflicts == []
    assert found.dossier.evidence == [second]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"agency": Agency(id="xa-b", name="Xã A", block="xa")}, "cơ quan"),
        ({"period": Period(2024)}, "kỳ"),
        ({"scheme": "khac"}, "bộ tiêu chí"),
    ],
)
def test_versions_of_different_dossiers_are_refused(change, what):
    base = dossier(scheme="mau")
    other = dossier(**{"scheme": "mau", **change})
    for versions in ((base, base, other), (base, other, base), (other, base, base)):
        with pytest.raises(InvalidInput) as error:
            merge(*versions)
        assert what in error.value.diagnostics[0].message()


def test_a_version_that_names_no_scheme_fits_any():
    assert merge(dossier(), dossier(scheme="mau"), dossier()).dossier.scheme == "mau"


def test_cells_stay_with_the_values_that_stand():
    def version(value, claim, name):
        cells = {"numbers/a": "Tiêu chí!E5", "claims/I.1": "Tiêu chí!G5"}
        return dossier(numbers=numbers(a=value), claims={"I.1": Claim(points=claim)},
                       provenance=[Source(file=name, cells=cells)])  # fmt: skip

    found = merge(version(1, 1, "gốc.xlsx"), version(2, 1, "một.xlsx"), version(1, 2, "hai.xlsx")).dossier  # fmt: skip
    assert {one.file: one.cells for one in found.provenance} == {
        "một.xlsx": {"numbers/a": "Tiêu chí!E5"}, "hai.xlsx": {"claims/I.1": "Tiêu chí!G5"},
    }  # fmt: skip
