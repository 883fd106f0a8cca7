"""The sheet for a meeting: one page whatever the agency is called and however much it lost."""

from __future__ import annotations

import io
from typing import Any

import pytest

from scoring.reports.interface import Neighbours
from scoring.reports.official_one_page import one_page
from scoring.result.model import Result

from .campaign_sample import appraised
from .rendered import agency_pdf
from .sample import HOSTILE, complete, open_, ranked

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")


@pytest.mark.parametrize("found", [complete(), open_(), appraised(complete()), appraised(open_(), HOSTILE)])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_it_is_one_page(found: Result, lang: str) -> None:
    document: Any = "one-page"
    assert len(pypdf.PdfReader(io.BytesIO(agency_pdf(found, lang, None, document))).pages) == 1


def test_it_tells_class_losses_by_size_and_place() -> None:
    rows = ranked(complete(), open_())["xa"]
    sheet = one_page(complete(), near=Neighbours(block=rows, lifting="thêm 1 điểm → A"))
    points = [float(one.points.replace(",", ".")) for one in sheet.losses]

    assert sheet.points.endswith("/ 20")
    assert points == sorted(points, reverse=True)
    assert 0 < len(points) <= 5
    assert sheet.lifting == "Muốn lên loại: thêm 1 điểm → A"
    assert "trong khối" in sheet.position or "của khối" in sheet.position
    assert one_page(complete()).position == "Chưa có kết quả của cơ quan khác trong khối để so."


def test_the_totals_are_those_of_the_result() -> None:
    assert [one.label for one in one_page(complete()).lines] == ["Tự chấm", "Theo hồ sơ"]
    assert [one.label for one in one_page(appraised(complete())).lines] == ["Tự chấm", "Theo hồ sơ", "Chính thức"]
