"""Word documents: the layout of the decree, texts only as texts, the same bytes every time."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("docxtpl")

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from scoring.reports.official_files import SHIPPED, docx_name, names
from scoring.result.model import Result

from .campaign_sample import appraised
from .elsewhere import digests_elsewhere
from .rendered import agency_docx, block_docx
from .sample import BANNER, HOSTILE, complete, open_, ranked, record, result, scheme

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def made(kind: str, lang: str = "vi") -> bytes:
    if kind == "block":
        return block_docx("xa", ranked(complete(), open_())["xa"], lang)
    document: Any = kind
    found = appraised(open_()) if kind == "appraisal" else open_()
    return agency_docx(found, lang, None, document)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def words(data: bytes) -> str:
    """The document's text, paragraph by paragraph."""
    tree = etree.fromstring(parts(data)["word/document.xml"])
    kinds = (f"{W}t", f"{W}noBreakHyphen")
    lines = [
        "".join("-" if x.tag == kinds[1] else x.text or "" for x in one.iter(*kinds)) for one in tree.iter(f"{W}p")
    ]
    return "\n".join(lines)


KINDS = ("self-assessment", "appraisal", "explanation", "block")
MARKS = ("TẠM TÍNH", "Bản tự đánh giá, chưa thẩm định")
"""The mark of a result that is not final, on any paper and on the agency's own."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_margins_and_letters_follow_the_decree(kind: str, lang: str) -> None:
    document = Document(io.BytesIO(made(kind, lang)))
    section = document.sections[0]
    sides = sorted([round(section.page_width.mm), round(section.page_height.mm)])
    style = document.styles["Normal"]

    assert sides == [210, 297]
    edges = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    allowed = [(20, 25), (20, 25), (30, 35), (15, 20)]
    for edge, (low, high) in zip(edges, allowed, strict=True):
        assert low <= round(edge.mm) <= high
    assert style.font.name == "Times New Roman"
    assert Pt(13) <= style.font.size <= Pt(14)
    assert style.element.rPr.find(qn("w:lang")).get(qn("w:val")) == ("vi-VN" if lang == "vi" else "en-US")


@pytest.mark.parametrize("kind", KINDS)
def test_page_number_is_centred_in_the_header_from_the_second_page(kind: str) -> None:
    section = Document(io.BytesIO(made(kind))).sections[0]

    assert section.different_first_page_header_footer
    assert "PAGE" in etree.tostring(section.header._element, encoding="unicode")
    assert "PAGE" not in etree.tostring(section.first_page_header._element, encoding="unicode")
    assert section.header.paragraphs[0].style.paragraph_format.alignment == 1


@pytest.mark.parametrize("kind", KINDS)
def test_head_and_foot_are_those_of_an_official_document(kind: str) -> None:
    text = words(made(kind))

    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày …… tháng …… năm ……",
        "Nơi nhận:", "- Lưu: VT", BANNER, MARKS[kind == "self-assessment"], "sha256:" + "a" * 64, "sha256:" + "b" * 64,
    ):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_ends_within_a_day_or_a_symbol(lang: str) -> None:
    data = agency_docx(result({}, scheme_=scheme(decided=True)), lang, None, "self-assessment")
    texts = [one.text or "" for one in etree.fromstring(parts(data)["word/document.xml"]).iter(f"{W}t")]

    assert not [one for one in texts if re.search(r"\d{4}-\d\d|/[^\W\d]+-\w", one)]
    assert "1/QĐ-UBND" in words(data)
    assert ("2022-11-02" in words(data)) is (lang == "en")


@pytest.mark.parametrize("kind", KINDS)
def test_tables_repeat_their_head_and_break_no_short_row(kind: str) -> None:
    tree = etree.fromstring(parts(made(kind))["word/document.xml"])
    lined = [x for x in tree.iter(f"{W}tbl") if x.find(f"{W}tblPr/{W}tblStyle") is not None]

    assert lined
    broken = [row for row in tree.iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None]
    assert all(len("".join(row.itertext())) > 300 for row in broken)
    if kind != "explanation":
        heads = [one.find(f"{W}tr/{W}trPr/{W}tblHeader") for one in lined]
        assert all(head is not None for head in heads)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_part_is_whole_and_every_cell_has_a_paragraph(kind: str, lang: str) -> None:
    for name, data in parts(made(kind, lang)).items():
        if not name.endswith((".xml", ".rels")):
            continue
        tree = etree.fromstring(data)
        for cell in tree.iter(f"{W}tc"):
            assert cell.find(f"{W}p") is not None
        text = "".join(tree.itertext())
        assert "{{" not in text
        assert "{%" not in text


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_properties_stand_in_the_order_the_format_asks_for(kind: str) -> None:
    tree = etree.fromstring(parts(made(kind))["word/document.xml"])
    for name, order in ORDER.items():
        for one in tree.iter(f"{W}{name}"):
            places = [order.split().index(etree.QName(child).localname) for child in one]
            assert places == sorted(places)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_of_every_table_fit_the_text_width(kind: str) -> None:
    width = round((252 if kind == "block" else 165) * 56.7)
    tree = etree.fromstring(parts(made(kind))["word/document.xml"])
    for table in tree.iter(f"{W}tbl"):
        columns = [int(x.get(f"{W}w")) for x in table.iter(f"{W}gridCol")]
        assert sum(columns) <= width + 60
        for row in table.iter(f"{W}tr"):
            spans = [x.find(f"{W}tcPr/{W}gridSpan") for x in row.iter(f"{W}tc")]
            assert sum(1 if x is None else int(x.get(f"{W}val")) for x in spans) == len(columns)


def test_title_is_a_property_and_nobody_is_named_the_author() -> None:
    document = Document(io.BytesIO(made("self-assessment")))
    core = document.core_properties

    assert core.title == "Báo cáo: Tự đánh giá, chấm điểm năm 2025"
    assert core.author == ""
    assert core.created is None
    assert core.last_modified_by == ""


def test_word_users_find_styles_with_names() -> None:
    styles = {style.name for style in Document(io.BytesIO(made("self-assessment"))).styles}

    assert {"Heading 1", "Heading 2", "Normal", "Thân văn bản", "Ô bảng", "Quốc hiệu", "Chữ ký"} <= styles


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_do_not_depend_on_when_or_where(kind: str) -> None:
    found = digests_elsewhere("test_docx", kind)
    with zipfile.ZipFile(io.BytesIO(made(kind))) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    assert len(found) == 1


def test_a_long_explanation_stands_whole_under_its_criterion() -> None:
    told = [{"criterion": "I.1", "text": "vì lý do khách quan " * 30}]
    data = agency_docx(result({"don_phai": 3}, explanations=told))

    assert "Nguyên nhân, giải trình: " + ("vì lý do khách quan " * 30).strip() in words(data)


def hostile() -> Result:
    text = HOSTILE + ' {{ title }} #import "x" ]] \\ </w:t> ]]> &amp; \ufffe\u200f {_{ x }_}'
    found = result(
        {"don_phai": 3}, name=text, scheme_=scheme(title=text), note=text,
        evidence=[record("x", "bien-ban", number=text, issuer=text)],
        claims={"I.1": {"points": 1, "note": text}}, explanations=[{"criterion": "II.1", "text": text}],
        not_applicable=[{"criterion": "II.2", "reason": text}],
    )  # fmt: skip
    return appraised(found, text)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_stay_texts(kind: str) -> None:
    found = hostile()
    document: Any = kind
    data = block_docx("xa", ranked(found)["xa"]) if kind == "block" else agency_docx(found, document=document)
    text = words(data)

    assert "<script>alert(1)</script> {{ 7*7 }} {% raw %}" in text
    assert "{{ title }}" in text
    assert "</w:t> ]]> &amp;" in text
    assert "{_{ x }_}" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\ufffe" in text


def test_a_title_of_thirty_thousand_characters_is_cut_not_dropped() -> None:
    data = agency_docx(result({}, name="Xã " + "Dài " * 7500))

    assert "ký tự, xem hồ sơ" in words(data)
    assert len(data) < 200_000


def test_what_stands_between_a_heading_and_its_table_goes_to_the_next_page_with_them() -> None:
    for one in Document(io.BytesIO(made("explanation"))).styles:
        if one.name in {"Heading 2", "Heading 3", "Nhận định", "Phép tính"}:
            assert one.paragraph_format.keep_with_next, one.name


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_minutes_end_on_one_page(lang: str) -> None:
    """From the last heading on, each paragraph holds the next: neither signatures nor digests go over alone."""
    minutes: Any = "minutes"
    data = agency_docx(appraised(complete()), lang, None, minutes)
    lines = Document(io.BytesIO(data)).paragraphs
    last = [index for index, one in enumerate(lines) if one.style.name == "Heading 2"][-1]

    def held(one: Any) -> bool:
        return bool(one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next)

    assert lines[last].text == {"vi": "4. Kết luận", "en": "4. Conclusion"}[lang]
    assert [one.text for one in lines[last:-1] if not held(one)] == []


def test_every_vietnamese_letter_comes_through() -> None:
    letters = "ẵ ặ ự ỹ Đ Ẫ ữ ợ ỷ Ề"

    assert letters in words(agency_docx(result({}, note=letters, explanations=[{"criterion": "I.1", "text": letters}])))


@pytest.mark.slow
def test_committed_templates_are_what_the_script_makes() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location("gen_templates", ROOT / "tools" / "gen_templates.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    # Parts are compared, not zipped bytes: another zlib may pack the same text otherwise.
    for name, data in module.files().items():
        assert parts(data) == parts((SHIPPED / name).read_bytes()), f"run tools/gen_templates.py: {name}"
    assert {name for name in names() if name.endswith(".docx")} == set(module.files())


def test_templates_hold_nothing_but_known_parts() -> None:
    for name in ("bao-cao-tu-cham", "bang-tong-hop", "phieu-giai-thich"):
        for lang in ("vi", "en"):
            found = parts((SHIPPED / docx_name(name, lang)).read_bytes())
            assert not [one for one in found if re.search(r"thumbnail|customXml|app\.xml|vba", one)]
            assert b'TargetMode="External"' not in b"".join(found.values())
