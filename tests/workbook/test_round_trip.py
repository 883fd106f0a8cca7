"""A fresh workbook read back is the dossier it was made from."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scoring.batch.local import Options, assess
from scoring.diagnostics import has_errors
from scoring.engine import InputDigests, evaluate
from scoring.errors import InvalidInput
from scoring.evidence.check import check_dossier
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier, parse, validated, written_out
from scoring.evidence.model import Claim, Dossier
from scoring.numbers import normal
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import EvidenceField, Scheme
from scoring.text import nfc
from scoring.workbook import layout
from scoring.workbook.interpret import read_workbook
from scoring.workbook.write import workbook_bytes
from scoring.yaml_source import Document

from . import fresh
from .every_kind import every_kind
from .filling import random_dossier


def bare(dossier: Dossier) -> Dossier:
    """The dossier without where it was read."""
    return dossier.model_copy(update={"provenance": []})


@pytest.mark.parametrize("path", fresh.DOSSIERS, ids=lambda one: one.stem)
def test_every_shipped_dossier_comes_back_from_its_workbook(path: Path, tmp_path: Path) -> None:
    one = load_dossier(path)
    found = fresh.read(fresh.written(one), tmp_path)
    assert bare(found.dossier) == bare(one.dossier)
    assert not [x for x in found.diagnostics if x.code.startswith("SC7")]


def test_the_text_written_is_the_dossier_read(tmp_path: Path) -> None:
    found = fresh.read(fresh.sample(), tmp_path)
    assert validated(parse(found.text.encode(), "ho-so.yaml")) == found.dossier
    assert dump_dossier(found.dossier) == found.text


def test_a_claim_may_be_a_fraction(tmp_path: Path) -> None:
    one = load_dossier(fresh.ROOT / "evidence" / "2025" / "phuong-minh-hoa-d.yaml").dossier
    first, *_ = one.claims
    dossier = one.model_copy(
        update={"claims": {**one.claims, first: Claim(points=Fraction(2, 3), note="tính theo tỷ lệ")}}
    )
    found = fresh.read(fresh.written(fresh.loaded(dossier)), tmp_path)
    assert found.dossier.claims == dossier.claims


def test_where_values_stood_does_not_change_the_result(tmp_path: Path) -> None:
    found = fresh.read(fresh.sample(), tmp_path)
    scheme = fresh.scheme("qd-1211-2022")

    def total(dossier: Dossier) -> Any:
        result, _ = assess(fresh.loaded(dossier), scheme, Options(rules="native"))
        return result.total, result.classification

    assert found.dossier.provenance
    assert total(found.dossier) == total(bare(found.dossier))


# -------------------------------------------------------------------- any dossier of a shipped scheme

LETTERS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="0123456789"),
    min_size=1,
    max_size=10,
)
WORDS = st.sampled_from([
    "Kế hoạch", "=1+1", "+84", "-5", "@SUM(A1)", "'chữ", "1.234", "TRUE", "Không", "01/02", "1e3", "_x0041_", "một_xa_hai", "a | b", "hai\ndòng",
    "a\tb", "{a}", "[1]", "\u00a0x\u00a0y", "“x”", "a  b", "12,5", "85 %", "\u200bẩn", "#N/A", "x" * 300, "</t>&amp;", "null",
])  # fmt: skip
TEXTS = (WORDS | LETTERS).map(lambda text: nfc(text).strip()).filter(bool)
MAYBE = st.none() | TEXTS
AMOUNTS = st.integers(0, 10**6) | st.decimals(0, 1000, places=3) | st.decimals(0, 10**15, places=9)


def _field(spec: EvidenceField, ids: list[str]) -> st.SearchStrategy[Any]:
    if spec.type == "yes_no":
        return st.booleans()
    if spec.type == "number":
        return AMOUNTS
    if spec.type == "choice":
        return st.sampled_from(spec.choices or ["x"])
    if spec.type == "date":
        return st.sampled_from(["2025-03-01", "01/03/2025", "3/2025", "2025", 2025, "2025-3-1"])
    return st.sampled_from(ids) if spec.type == "reference" else TEXTS


@st.composite
def records(draw: st.DrawFn, scheme: Scheme, criteria: list[str]) -> list[dict[str, Any]]:
    ids = draw(
        st.lists(
            st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}", fullmatch=True) | st.just("bc_xa_1"),
            max_size=4,
            unique_by=str.lower,
        )
    )
    found = []
    for id in ids:
        kind = draw(st.sampled_from(list(scheme.evidence_kinds)))
        fields = scheme.evidence_kinds[kind].fields
        record: dict[str, Any] = {"id": id, "kind": kind, "title": draw(TEXTS)}
        record["fields"] = {
            name: draw(_field(spec, ids)) for name, spec in fields.items() if spec.required or draw(st.booleans())
        }
        record["date"] = draw(st.sampled_from([None, "2025-03-06", "6/3/2025", "3/2025", "2025", 2025]))
        for key in ("number", "issuer", "note"):
            record[key] = draw(MAYBE)
        if draw(st.booleans()):
            record["criteria"] = draw(st.lists(st.sampled_from(criteria), max_size=1))
        if draw(st.booleans()):
            record["cites"] = [
                {"number": draw(TEXTS), "date": draw(st.sampled_from([None, "2024", "1/2/2025"])), "title": draw(MAYBE)}
            ]
        if draw(st.booleans()):
            record["file"] = {"path": draw(TEXTS), "sha256": draw(st.none() | st.just("a" * 64))}
        found.append(record)
    return found


def _value(chosen: CriteriaSet, id: str) -> st.SearchStrategy[Any]:
    measure = chosen.measures[id]
    if measure.type == "yes_no":
        return st.booleans()
    if measure.type == "level":
        return st.sampled_from(list(layout.level_labels(chosen, id)))
    if measure.type == "percent":
        return st.integers(0, 100).map(lambda n: f"{n} %") | st.decimals(0, 100, places=4).map(lambda n: f"{n:f} %")
    return st.integers(0, 500) if measure.type == "count" else AMOUNTS


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """A dossier the checks find no error in, of a shipped scheme, with as much odd text as fits."""
    name = draw(st.sampled_from(list(fresh.SCHEMES)))
    scheme = fresh.scheme(name).scheme
    block = draw(st.sampled_from(scheme.blocks))
    chosen = scheme.sets[block.set]
    leaves = [one for one in chosen.leaves() if one.spec is not None]
    extra = chosen.penalty
    penalties = {one.id for one in extra.criteria} if extra else set()
    declarable = [id for id, one in chosen.measures.items() if one.source in ("declared", "external")]
    tree: dict[str, Any] = {
        "format": 1, "period": 2025, "complete": draw(st.booleans()),
        "agency": {"id": "co-quan-x", "name": draw(TEXTS), "block": block.id},
        "scheme": name, "note": draw(MAYBE), "submitted": draw(st.none() | st.just("12/12/2025")),
    }  # fmt: skip
    tree["evidence"] = draw(records(scheme, [one.id for one in leaves]))
    ids = [one["id"] for one in tree["evidence"]]
    tree["numbers"] = {}
    for id in declarable:
        if not draw(st.integers(0, 3)):
            given = {"value": draw(st.none() | _value(chosen, id)), "note": draw(MAYBE)}
            given["evidence"] = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)) if ids else []
            tree["numbers"][id] = given
    tree["claims"] = {}
    for one in leaves:
        if not draw(st.integers(0, 3)):
            most = normal(Fraction(one.maximum) * draw(st.sampled_from([0, 1, Fraction(1, 2)])))
            tree["claims"][one.id] = {"points": -most if one.id in penalties else most, "note": draw(MAYBE)}
    absent = [one.id for one in leaves if one.may_be_not_applicable and one.id not in tree["claims"]]
    absent += declarable
    if absent:
        tree["not_applicable"] = [
            {"criterion": id, "reason": draw(TEXTS)}
            for id in draw(st.lists(st.sampled_from(absent), max_size=3, unique=True))
        ]
    tree["explanations"] = [
        {"criterion": id, "text": draw(TEXTS)}
        for id in draw(st.lists(st.sampled_from([one.id for one in leaves]), max_size=3, unique=True))
    ]
    tree["judgements"] = []
    for one in leaves:
        assert one.spec is not None
        judge = one.spec.judge()
        if judge is not None and draw(st.booleans()):
            low, high = one.spec.judged(one.maximum)
            points = draw(st.sampled_from([low, high]))
            award = {"criterion": one.id, "by": judge, "points": points, "reason": draw(TEXTS)}
            if ids and draw(st.booleans()):
                award["document"] = draw(st.sampled_from(ids))
            tree["judgements"].append(award)
    document = Document("ho-so.yaml")
    document.data = written_out(tree, document)
    found = validated(document)
    checked = check_dossier(fresh.loaded(found), scheme, found.period.last)
    assume(not has_errors(checked))
    return found


# Shrinking a whole dossier takes minutes and seldom helps.
@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=40,
)
@given(dossiers())
def test_any_dossier_comes_back_from_its_workbook(tmp_path_factory: Any, dossier: Dossier) -> None:
    scheme = fresh.scheme(dossier.scheme or "")
    result, _ = assess(fresh.loaded(dossier), scheme, Options(rules="native"))
    path = tmp_path_factory.getbasetemp() / "so.xlsx"
    path.write_bytes(workbook_bytes(result))
    found = read_workbook(path, fresh.scheme)
    assert bare(found.dossier) == dossier


@pytest.mark.slow
def test_random_dossiers_under_every_leaf_kind_and_type_of_answer_come_back(tmp_path: Path) -> None:
    scheme = every_kind()
    known = LoadedScheme(
        scheme=scheme, digest="sha256:1", diagnostics=[], path=tmp_path, documents={}, where=Document("scheme.yaml")
    )
    path, back = tmp_path / "so.xlsx", 0
    wrong: set[str] = set()
    for seed in range(40):
        dossier = random_dossier(scheme, "xa", "2025", seed, full=seed % 3 != 0)
        digests = InputDigests("sha256:1", "sha256:2", "ho-so.yaml")
        path.write_bytes(workbook_bytes(evaluate(scheme, dossier, digests=digests)))
        try:
            found = read_workbook(path, lambda _, __: known)
        except InvalidInput as error:
            wrong |= {one.code[:3] for one in error.diagnostics if one.severity == "error"}
            continue
        assert bare(found.dossier) == dossier
        back += 1
    # What is wrong is the random dossier's own, never the reading of it.
    assert wrong <= {"SC4"}
    assert back > 9
