"""Text of the fonts before Unicode is recognised, converted, and told apart from any other text."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.evidence.check import check_dossier
from scoring.evidence.load import load_dossier
from scoring.legacy_fonts import legacy
from scoring.scheme.load import load_scheme

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("typed", "charset", "meant"),
    [
        ("UBND x· Minh Häa B", "TCVN3", "UBND xã Minh Họa B"),
        (
            "B¸o c¸o kÕt qu¶ thùc hiÖn quy chÕ d©n chñ ë c¬ së",
            "TCVN3",
            "Báo cáo kết quả thực hiện quy chế dân chủ ở cơ sở",
        ),
        ("KÕ ho¹ch sè 05/KH-UBND", "TCVN3", "Kế hoạch số 05/KH-UBND"),
        ("Bieân baûn hoäi nghò ñoái thoaïi", "VNI", "Biên bản hội nghị đối thoại"),
        ("UÛy ban nhaân daân xaõ Bình Phöôùc", "VNI", "Ủy ban nhân dân xã Bình Phước"),
        ("Quyeát ñònh soá 12/QÑ-UBND", "VNI", "Quyết định số 12/QĐ-UBND"),
    ],
)
def test_old_charsets_are_named_and_converted(typed: str, charset: str, meant: str) -> None:
    found = legacy(typed)

    assert found is not None
    assert (found.charset, found.text) == (charset, meant)


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo", "Kế hoạch dân vận", "có là và", "Tô Bá Hà", "naïve café à la carte", "Müller – Zürich – São Paulo",
        "«Dân vận»", "50 m², 20 °C, § 5, © 2025", "1 × 2 ÷ 3", "5 µm ± 1", "xã", "Häa", "ÁO ÀO", "", "BB-UBND",
    ],
)  # fmt: skip
def test_other_texts_are_left_alone(text: str) -> None:
    assert legacy(text) is None


def test_no_shipped_text_is_taken_for_one() -> None:
    files = [
        one
        for folder in ("criteria", "evidence", "docs")
        for one in (ROOT / folder).rglob("*")
        if one.suffix in {".yaml", ".md"}
    ]
    lines = [line for one in files for line in one.read_text("utf-8").splitlines() if not line.isascii()]

    assert len(lines) > 1000
    assert [line for line in lines if legacy(line)] == []


def test_a_dossier_is_warned_of_it_with_the_text_to_write(tmp_path: Path) -> None:
    mini = Path(__file__).parent / "evidence" / "mini"
    text = (mini / "ho-so.yaml").read_text("utf-8").replace("Biên bản đối thoại", "Biªn b¶n ®èi tho¹i")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    loaded = load_dossier(tmp_path / "a.yaml")
    found = [
        one
        for one in check_dossier(loaded, load_scheme(mini, "2025").scheme, loaded.dossier.period.last)
        if one.code == "SC471"
    ]

    assert [(one.severity, one.place and one.place.line) for one in found] == [("warning", 20)]
    assert "TCVN3" in found[0].message("vi")
    assert "Biên bản đối thoại" in found[0].hint()
