"""A dossier written as YAML reads back equal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import InvalidInput
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import parse, validated
from scoring.evidence.model import (
    Agency,
    Attachment,
    Citation,
    Claim,
    Declared,
    Dossier,
    Explanation,
    Judgement,
    NotApplicable,
    Record,
    Source,
    UnitText,
)
from scoring.numbers import normal
from scoring.text import nfc
from scoring.values import PartialDate, Period

WORDS = st.sampled_from([
    "NO", "no", "Yes", "null", "~", "010", "1.10", "12:30", "1_000", "2025-03-06", "06/3/2025", "1e3", "- a", "a: b",
    "a #b", "'", '"', "\\", "=1+1", "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a", "?", ":", "|", ">", "Kế hoạch",
    "a,b", "có một", "hai\ndòng", "a\tb", "0x1F", ".5", "5 %", "<<", "---", "…", "“x”", "a  b", "Đảng ủy",
])  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12)
TEXTS = (WORDS | LETTERS).map(lambda text: nfc(text).strip()).filter(bool)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,6}", fullmatch=True)
FRACTIONS = st.fractions(-100, 100, max_denominator=99).map(normal)
EXACT = st.decimals(-(10**9), 10**9, places=4).map(lambda d: normal(Fraction(d)))
DATES = st.builds(PartialDate, st.integers(1990, 2030)) | st.builds(
    PartialDate, st.integers(1990, 2030), st.integers(1, 12), st.none() | st.integers(1, 28)
)
FIELDS = st.integers(-999, 10**6) | st.decimals(-100, 100, places=3) | st.booleans() | TEXTS.filter(
    lambda text: text not in ("có", "không")
)  # fmt: skip
MAYBE = st.none() | TEXTS
VALUES = st.none() | st.booleans() | EXACT | st.sampled_from(["tot", "kha", "12", "NO"])
DOSSIERS = st.builds(
    Dossier,
    format=st.just(1),
    agency=st.builds(Agency, id=IDS, name=TEXTS, block=IDS, kind=st.none() | IDS),
    period=st.sampled_from([Period(2025), Period(2025, 2, 1), Period(2024, 4, 3)]),
    scheme=st.none() | IDS,
    complete=st.booleans() | st.lists(IDS, max_size=2),
    submitted=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    unit=st.none() | IDS,
    numbers=st.dictionaries(
        IDS, st.builds(Declared, value=VALUES, evidence=st.lists(IDS, max_size=2), note=MAYBE), max_size=3
    ),
    evidence=st.lists(
        st.builds(
            Record, id=IDS, kind=IDS, title=TEXTS, number=MAYBE, date=st.none() | DATES, issuer=MAYBE,
            file=st.none() | st.builds(Attachment, path=TEXTS, sha256=MAYBE), criteria=st.lists(IDS, max_size=2),
            occurrence=st.none() | IDS, fields=st.dictionaries(IDS, FIELDS, max_size=3),
            cites=st.lists(st.builds(Citation, number=MAYBE, date=st.none() | DATES, title=MAYBE), max_size=2),
            outside_period=MAYBE, note=MAYBE,
        ),
        max_size=3,
    ),
    claims=st.dictionaries(IDS, st.builds(Claim, points=EXACT | FRACTIONS, note=MAYBE), max_size=3),
    not_applicable=st.lists(st.builds(NotApplicable, criterion=IDS, reason=TEXTS), max_size=2),
    explanations=st.lists(st.builds(Explanation, criterion=IDS, text=TEXTS), max_size=2),
    judgements=st.lists(
        st.builds(
            Judgement, criterion=IDS, by=st.sampled_from(["agency", "appraiser", "superior", "leaders"]),
            points=EXACT | FRACTIONS, reason=TEXTS, document=st.none() | IDS,
        ),
        max_size=2,
    ),
    difficulties=st.lists(st.builds(UnitText, unit=st.none() | IDS, text=TEXTS), max_size=2),
    next_tasks=st.lists(st.builds(UnitText, unit=st.none() | IDS, text=TEXTS), max_size=2),
    note=MAYBE,
    provenance=st.lists(
        st.builds(
            Source, file=TEXTS, sha256=MAYBE, cells=st.dictionaries(TEXTS, TEXTS, max_size=2), unit=st.none() | IDS,
            title=MAYBE, submitted=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
            values=st.lists(TEXTS, max_size=2), replaced_by=MAYBE,
        ),
        max_size=2,
    ),
)  # fmt: skip


@given(DOSSIERS)
def test_what_is_written_reads_back_equal_and_is_written_the_same_again(dossier: Dossier) -> None:
    text = dump_dossier(dossier)
    again = validated(parse(text.encode(), "a.yaml"))

    assert again == dossier
    assert dump_dossier(again) == text


def test_texts_another_reader_would_take_for_something_else_are_quoted() -> None:
    record = Record(
        id="a", kind="k", title="NO", number="010", issuer="1.10", fields={"x": Decimal("1.10"), "y": "yes"}
    )
    dossier = Dossier(format=1, agency=Agency(id="a", name="A", block="xa"), period=Period(2025), evidence=[record])
    text = dump_dossier(dossier)

    for line in ('title: "NO"', 'number: "010"', 'issuer: "1.10"', "x: 1.10", '"y": "yes"'):
        assert line in text


@pytest.mark.parametrize("text", ["12/7", "'12/7'", " 12 / 7 ", "{points: 12/7, note: a}", "24/14"])
def test_points_an_agency_gives_itself_may_be_a_fraction(text: str) -> None:
    head = "format: 1\nagency: {id: a, name: A, block: xa}\nperiod: 2025\n"
    dossier = validated(parse(f"{head}claims:\n  I.1: {text}\n".encode(), "a.yaml"))
    assert dossier.claims["I.1"].points == Fraction(12, 7)
    assert "12/7" in dump_dossier(dossier)


@pytest.mark.parametrize("text", ["12/0", "1.5/2", "12/", "/7", "1/2/3", "12 7", "'12,5/3'", "9" * 90 + "/7"])
def test_what_is_no_fraction_of_whole_numbers_is_no_number(text: str) -> None:
    head = "format: 1\nagency: {id: a, name: A, block: xa}\nperiod: 2025\n"
    with pytest.raises(InvalidInput, match="SC205"):
        validated(parse(f"{head}claims:\n  I.1: {text}\n".encode(), "a.yaml"))


def test_a_number_without_a_finite_decimal_is_not_written() -> None:
    dossier = Dossier(
        format=1, agency=Agency(id="a", name="A", block="xa"), period=Period(2025),
        numbers={"x": Declared(value=Fraction(1, 3))},
    )  # fmt: skip

    with pytest.raises(ValueError, match="no finite decimal"):
        dump_dossier(dossier)
