"""Workbooks of agencies founded, closed or merged, and of joint papers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from scoring.batch.local import Options, assess
from scoring.engine import evaluate
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.scheme.criteria import Measure
from scoring.workbook.layout import META_LIFE
from scoring.workbook.write import workbook_bytes

from . import fresh
from .office import different, recalculated

LIFE = {"from_": date(2025, 7, 1), "until": date(2025, 11, 30), "succeeds": ["xa-cu-a", "xa-cu-b"]}


def dossier(life: Mapping[str, Any] = LIFE, name: str = "xa-minh-hoa-c") -> Dossier:
    """A shipped dossier of an agency with these days and predecessors, its first record a joint paper."""
    found = load_dossier(fresh.ROOT / "evidence" / "2025" / f"{name}.yaml").dossier
    first, *rest = found.evidence
    joint = first.model_copy(update={"shared_with": ["xa-b", "xa-c"]})
    agency = found.agency.model_copy(update=dict(life))
    return found.model_copy(update={"agency": agency, "evidence": [joint, *rest]})


def test_days_predecessors_and_joint_papers_come_back(tmp_path: Path):
    read = fresh.read(fresh.written(dossier()), tmp_path).dossier

    assert read.agency == dossier().agency
    assert read.evidence[0].shared_with == ["xa-b", "xa-c"]


def test_nothing_of_them_is_written_where_nothing_is_known():
    with zipfile.ZipFile(BytesIO(fresh.sample())) as package:
        text = "".join(package.read(one).decode() for one in package.namelist() if one.endswith(".xml"))

    assert not any(key in text for key in META_LIFE)
    assert "Cơ quan tồn tại" not in text


def test_the_front_sheet_says_when_the_agency_exists_and_what_is_not_due():
    with zipfile.ZipFile(BytesIO(fresh.written(dossier()))) as package:
        text = package.read("xl/sharedStrings.xml").decode()

    assert "thành lập 01/7/2025, hoạt động đến hết 30/11/2025, kế thừa xa-cu-a, xa-cu-b" in text
    assert len(re.findall("Không tính: ngoài thời gian cơ quan tồn tại", text)) == 4


@pytest.mark.slow
def test_the_formulas_give_what_the_engine_says(tmp_path: Path):
    scheme = fresh.scheme("qd-1211-2022")
    policies = scheme.scheme.policies
    strict = policies.model_copy(
        update={"agency_life": policies.agency_life.model_copy(update={"papers": "not_counted"})}
    )
    more = {
        "den_han": Measure.model_validate({"title": "Số kỳ phải gửi", "due": "bao-cao-quy"}),
        "ty_le_den_han": Measure.model_validate(
            {"title": "Tỷ lệ", "ratio": ["so_bao_cao_quy", "den_han"], "when_zero": "not_applicable"}
        ),
    }
    sets = {id: one.model_copy(update={"measures": one.measures | more}) for id, one in scheme.scheme.sets.items()}
    other = scheme.scheme.model_copy(update={"policies": strict, "sets": sets})
    other.__dict__.pop("plans", None)
    lives = {
        "ca-nam": {},
        "tu-thang-7": {"from_": date(2025, 7, 1)},
        "den-thang-11": {"until": date(2025, 11, 30)},
        "den-thang-2": {"until": date(2025, 2, 28)},
        "hai-dau": LIFE,
    }
    books = {}
    for name, life in lives.items():
        for agency in ("xa-minh-hoa-c", "so-minh-hoa-a"):
            one = dossier(life, agency)
            result, _ = assess(fresh.loaded(one), scheme, Options(rules="native"))
            books[f"{name}-{agency}.xlsx"] = result
            books[f"{name}-{agency}-chat.xlsx"] = evaluate(other, one)
    for file, result in books.items():
        (tmp_path / file).write_bytes(workbook_bytes(result))
    found = recalculated([tmp_path / file for file in books], tmp_path)

    assert {file: different(tmp_path / file, found[file]) for file in books} == {file: [] for file in books}
