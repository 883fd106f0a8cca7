"""Own Word templates: used when right, refused with part and paragraph when not."""

from __future__ import annotations

import errno
import io
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

pytest.importorskip("docxtpl")

from docx import Document
from lxml import etree

from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, InvalidInput, NothingMatched
from scoring.reports import docx, docx_file, docx_tags, official_block
from scoring.reports.interface import BlockSource
from scoring.reports.official_files import SHIPPED, check_folder, shipped

from .rendered import agency_docx
from .sample import complete, ranked
from .test_docx import parts, words

NAME = "bao-cao-tu-cham.docx"
MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
Edit = Callable[[dict[str, bytes]], None]


def paragraphs(path: Path, *texts: str) -> Path:
    """A template of plain paragraphs."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    path.parent.mkdir(exist_ok=True)
    document.save(str(path))
    return path.parent


def edited(folder: Path, edit: Edit) -> Path:
    """The shipped template with its parts changed."""
    found = parts((SHIPPED / NAME).read_bytes())
    edit(found)
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in found.items():
            file.writestr(name, data)
    return folder


def refused(folder: Path) -> Diagnostic:
    with pytest.raises(InvalidInput) as caught:
        agency_docx(complete(), templates=folder)
    one = caught.value.diagnostics[0]
    assert one.place is not None
    assert one.place.file == str(folder / NAME)
    assert one.message("vi")
    assert one.message("en")
    assert "…" not in one.message("en").replace("{{ … }}", "").replace(str(one.values.get("text", "?")), "")
    return one


def template(tmp_path: Path, *texts: str) -> Diagnostic:
    return refused(paragraphs(tmp_path / "mau" / NAME, *texts))


def test_own_template_is_used_and_the_others_are_the_shipped_ones(tmp_path: Path) -> None:
    folder = paragraphs(tmp_path / "mau" / NAME, "Kính gửi {{ appraiser }}", "Tổng: {{ total }}/{{ max }}")

    assert words(agency_docx(complete(), templates=folder)) == "Kính gửi Cơ quan thẩm định\nTổng: 18,5/20"
    own = agency_docx(complete(), templates=folder, document="explanation")
    assert own == agency_docx(complete(), document="explanation")


def test_tags_split_by_word_into_runs_are_joined(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ to", "tal }", "} điểm"):
        paragraph.add_run(piece).bold = piece == "tal }"
    document.save(str(tmp_path / NAME))

    assert words(agency_docx(complete(), templates=tmp_path)) == "18,5 điểm"


def test_loops_conditions_and_filters_work(tmp_path: Path) -> None:
    folder = paragraphs(
        tmp_path / "mau" / NAME, "{%p for row in explanations %}",
        "{% if row.differs %}* {% endif %}{{ loop.index }}. {{ row.id|upper }}: {{ row.said|join(', ') }}",
        "{%p endfor %}", "{{ note|default('–') }}{{ subject|first }}{{ score_rows|length }}",
    )  # fmt: skip

    text = words(agency_docx(complete(), templates=folder))
    assert "* 1. I.1: đã rà soát" in text
    assert text.endswith("Tự đánh giá, chấm điểm năm 202511")


def test_unknown_variable_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    one = template(tmp_path, "Đầu", "Cơ quan: {{ agancy }}")

    assert one.code == "SC806"
    assert one.values["name"] == "agancy"
    assert one.values["guess"] == "agency"
    assert one.values["line"] == "2"
    assert "Cơ quan: {{ agancy }}" in one.message("vi")
    assert MAIN in one.message("vi")


@pytest.mark.parametrize(
    ("texts", "line", "why"),
    [
        (["a", "{% if total %}x", "b", "c"], "2", "“if” mở ở đoạn này mà không có “endif” đóng lại"),
        (["{%p for row in score_rows %}", "{% if total %}x{% endif %}", "{{ row.title }}"], "1", "“for” mở ở đoạn này"),
        (["{%p if total %}", "{%p for row in score_rows %}", "{{ row.title }}", "{%p endif %}"], "2", "không có “endfor”"),
        (["a", "{{ total }} {% endif %}"], "2", "“endif” thừa"),
        (["{{ total | nope }}"], "1", "không được dùng bộ lọc “nope”"),
        (["{% for x of y %}", "{% endfor %}"], "1", "chờ “in” mà gặp “of”"),
        (["{{ 1 + }}"], "1", "thẻ còn thiếu một giá trị (nguyên văn: “unexpected"),
    ],
)  # fmt: skip
def test_a_syntax_error_is_told_in_vietnamese_where_it_begins(
    tmp_path: Path, texts: list[str], line: str, why: str
) -> None:
    one = template(tmp_path, *texts)

    assert one.values["line"] == line
    assert why in one.message("vi")
    assert "“endif” mở" not in one.message("en")


def test_unknown_field_of_a_row_is_found_while_filling(tmp_path: Path) -> None:
    one = template(tmp_path, "a", "{%p for row in score_rows %}", "{{ row.titel }}", "{%p endfor %}")

    assert one.code == "SC806"
    assert (one.values["name"], one.values["guess"]) == ("titel", "title")
    assert "row.titel" in one.values["text"]


@pytest.mark.parametrize(
    "text", ["{{ total", "{% if total %}x", "{{ total }} {% endif %}", "{{ 1 + }}", "{% for x of y %}"]
)
def test_syntax_errors_name_the_paragraph(tmp_path: Path, text: str) -> None:
    one = template(tmp_path, "Dòng một", text)

    assert one.code == "SC805"
    assert one.values["part"] == MAIN


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}", "{{ total.__class__.__mro__ }}", "{{ total['__class__'] }}", "{{ total.upper() }}",
        "{{ total.format }}", "{{ score_rows.append }}", "{{ self }}", "{{ cycler }}", "{% set x = total %}",
        "{% macro a() %}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}",
        "{{ total|attr('x') }}", "{{ total|safe }}", "{{ total|replace('1', 'x') }}", "{{ 9 ** 9 }}",
        "{{ 'a' * 1000000000 }}", "{% for i in range(1000000000) %}x{% endfor %}", "{{ total|map('upper') }}",
        "{% filter upper %}x{% endfilter %}", "{{ lipsum() }}", "{{ request }}", "{{ total is callable }}",
        "{{ score_rows[total] }}", "{% block a %}{% endblock %}", "{{ '%1000000000d' % 1 }}", "{{ loop._iterable }}",
        "{% for x in score_rows recursive %}{% endfor %}", "{% with x = 1 %}{% endwith %}", "{{ (1).real }}",
    ],
)  # fmt: skip
def test_code_is_refused(tmp_path: Path, text: str) -> None:
    started = time.monotonic()

    assert template(tmp_path, text).code in {"SC806", "SC807"}
    assert time.monotonic() - started < 30


def test_nested_loops_end_at_the_budget(tmp_path: Path) -> None:
    inner = "".join(f"{{% for {x} in score_rows %}}" for x in "abcd") + "{% endfor %}" * 4
    one = complete()
    many = tuple(replace(one.criteria[0], id=f"I.{n}", parent=None) for n in range(60))
    found = replace(one, criteria=many)
    folder = paragraphs(tmp_path / "mau" / NAME, inner)
    with pytest.raises(InvalidInput) as caught:
        agency_docx(found, templates=folder)

    assert caught.value.diagnostics[0].code == "SC808"


@pytest.mark.parametrize(("most", "refused"), [(200_000, True), (2_000_000, False)])
def test_a_text_that_grows_too_long_ends_at_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, refused: bool
) -> None:
    """60 × 60 times 200 characters."""
    monkeypatch.setattr("scoring.reports.docx_sandbox.MOST_OUTPUT", most)
    one = complete()
    found = replace(one, criteria=tuple(replace(one.criteria[0], id=f"I.{n}", parent=None) for n in range(60)))
    loops = "{% for a in score_rows %}{% for b in score_rows %}" + "x" * 200 + "{% endfor %}{% endfor %}"
    folder = paragraphs(tmp_path / "mau" / NAME, loops)
    with pytest.raises(InvalidInput) if refused else nullcontext() as caught:
        agency_docx(found, templates=folder)

    assert caught is None or caught.value.diagnostics[0].code == "SC808"


@pytest.mark.parametrize(
    "texts",
    [
        ["{% if total %}"] * 150 + ["{% endif %}"] * 150, ["{{ " + "(" * 140 + "total" + ")" * 140 + " }}"],
        ["{{ " + "not " * 60 + "total }}"], ["{% colspan " + " " * 100_000 + "% %}"], ["{{ total }}"] * 2001,
        ["{{ '" + "a" * 400 + "' }}"],
    ],
)  # fmt: skip
def test_what_nests_too_deep_or_is_too_long_is_refused_quickly(tmp_path: Path, texts: list[str]) -> None:
    started = time.monotonic()

    assert template(tmp_path, *texts).code in {"SC805", "SC808"}
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "text", ["{% for a, b in score_rows %}{{ a }}{% endfor %}", "{{ total|join(', ', attribute='x') }}", "{% for x in provisional %}{% endfor %}", "{{ provisional|first }}"]
)  # fmt: skip
def test_values_used_for_what_they_are_not_are_told(tmp_path: Path, text: str) -> None:
    one = template(tmp_path, "Đầu", text)

    assert one.code in {"SC805", "SC807", "SC808"}
    assert one.values.get("line", "2") == "2"


def test_a_word_template_file_under_another_name_is_refused(tmp_path: Path) -> None:
    def edit(x):
        return x.update({
            "[Content_Types].xml": x["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
        })  # fmt: skip

    assert refused(edited(tmp_path, edit)).code == "SC800"


def test_five_nested_loops_are_refused(tmp_path: Path) -> None:
    inner = "".join(f"{{% for {x} in score_rows %}}" for x in "abcde") + "{% endfor %}" * 5

    assert template(tmp_path, inner).code == "SC807"


def test_many_unclosed_tags_do_not_hang(tmp_path: Path) -> None:
    started = time.monotonic()

    assert template(tmp_path, *["{{ " * 200] * 500).code in {"SC805", "SC808"}
    assert time.monotonic() - started < 30


def test_braces_at_the_ends_of_many_paragraphs_do_not_hang(tmp_path: Path) -> None:
    body = b"<w:p><w:r><w:t>{</w:t></w:r></w:p>" * 20_000

    def edit(x):
        return x.update({MAIN: x[MAIN].replace(b"<w:body>", b"<w:body>" + body)})

    started = time.monotonic()

    assert refused(edited(tmp_path, edit)).code == "SC808"
    assert time.monotonic() - started < 30


def test_a_tag_begun_in_one_paragraph_and_ended_in_no_other_is_told(tmp_path: Path) -> None:
    one = template(tmp_path, "Một", "Hai {", "{ total")

    assert one.code == "SC805"
    assert one.values["line"] == "2"


def test_a_cell_left_without_a_paragraph_is_refused(tmp_path: Path) -> None:
    document = Document()
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.paragraphs[0].text = "{%p if ties_ %}"
    cell.paragraphs[0].text = "{%p if not total %}"
    cell.add_paragraph("x")
    cell.add_paragraph("{%p endif %}")
    document.save(str(tmp_path / NAME))

    one = refused(tmp_path)
    assert one.code == "SC809"
    assert "ô bảng" in one.message("vi")


def test_tags_that_cross_the_structure_are_refused(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{% if not total %}a")
    document.add_table(1, 1).rows[0].cells[0].paragraphs[0].text = "b{% endif %}"
    document.save(str(tmp_path / NAME))

    assert refused(tmp_path).code == "SC809"


def test_text_is_not_a_word_file(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("not a zip")

    assert refused(tmp_path).code == "SC800"


def test_a_zip_without_a_document_is_not_a_word_file(tmp_path: Path) -> None:
    assert refused(edited(tmp_path, lambda x: x.pop(MAIN) and None)).code == "SC800"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    def edit(x):
        return x.update({"word/media/a.png": b"\0" * (docx_file.LARGEST + 1)})

    one = refused(edited(tmp_path, edit))
    assert one.code == "SC801"
    assert (tmp_path / NAME).stat().st_size < 100_000


def test_a_bomb_that_lies_about_its_size_is_stopped_while_reading(tmp_path: Path) -> None:
    edited(tmp_path, lambda x: x.update({"word/media/a.png": b"\0" * 10_000_000}))
    data = bytearray((tmp_path / NAME).read_bytes())
    size = (10_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    (tmp_path / NAME).write_bytes(bytes(data).replace(size, (1000).to_bytes(4, "little")))

    assert refused(tmp_path).code in {"SC800", "SC801"}


def test_thousands_of_parts_are_refused(tmp_path: Path) -> None:
    def edit(x):
        return x.update({f"word/media/{n}.png": b"x" for n in range(docx_file.MOST_PARTS)})

    assert refused(edited(tmp_path, edit)).code == "SC801"


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml", "word/a.exe", "word/afchunk.htm"]
)  # fmt: skip
def test_active_and_embedded_content_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(edited(tmp_path, lambda x: x.update({name: b"<a/>"}))).code == "SC802"


def test_a_macro_document_under_another_name_is_refused(tmp_path: Path) -> None:
    def edit(found: dict[str, bytes]) -> None:
        types = found["[Content_Types].xml"]
        found["[Content_Types].xml"] = types.replace(
            b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
        )

    assert refused(edited(tmp_path, edit)).code == "SC802"


def relation(target: str, kind: str = "image", mode: str = ' TargetMode="External"') -> Edit:
    start = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    own = f'<Relationship Id="rX1" Type="{start}{kind}" Target="{target}"{mode}/></Relationships>'
    return lambda x: x.update({RELS: x[RELS].replace(b"</Relationships>", own.encode())})


@pytest.mark.parametrize("kind", ["image", "attachedTemplate", "hyperlink", "oleObject", "frame"])
def test_links_outside_the_file_are_refused(tmp_path: Path, kind: str) -> None:
    one = refused(edited(tmp_path, relation("http://example.org/x", kind)))

    assert one.code == "SC803"
    assert "http://example.org/x" in one.message("vi")


def test_fields_that_fetch_files_are_refused(tmp_path: Path) -> None:
    def edit(x):
        return x.update({
            "word/header1.xml": x["word/header1.xml"].replace(b">PAGE<", b"> INCLUDETEXT &quot;/etc/passwd&quot; <")
        })  # fmt: skip

    assert refused(edited(tmp_path, edit)).code == "SC803"


def test_chunks_of_other_formats_are_refused(tmp_path: Path) -> None:
    def edit(x):
        return x.update({MAIN: x[MAIN].replace(b"<w:body>", b'<w:body><w:altChunk r:id="rX1"/>')})

    assert refused(edited(tmp_path, edit)).code == "SC802"


def test_entities_are_never_read(tmp_path: Path) -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def edit(x):
        return x.update({MAIN: head + x[MAIN].partition(b"?>")[2].replace(b"{{ kind }}", b"&x;")})

    one = refused(edited(tmp_path, edit))
    assert one.code == "SC804"
    assert "DOCTYPE" in one.message("vi")


def test_broken_xml_is_refused(tmp_path: Path) -> None:
    assert refused(edited(tmp_path, lambda x: x.update({MAIN: x[MAIN][:-20]}))).code == "SC804"


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(50_000_000)

    assert refused(tmp_path).code == "SC801"


def test_a_folder_with_nothing_to_use_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingMatched):
        check_folder(tmp_path)
    with pytest.raises(CannotRead):
        check_folder(tmp_path / "none")


def test_a_mistyped_template_name_is_told_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "bao-cao-tu-chan.docx").write_bytes(shipped()[NAME])
    with pytest.raises(InvalidInput) as caught:
        check_folder(tmp_path)

    assert caught.value.diagnostics[0].code == "SC810"
    assert caught.value.diagnostics[0].values["guess"] == NAME


def test_a_lock_file_of_word_is_no_template(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(shipped()[NAME])
    (tmp_path / f"~${NAME[2:]}").write_bytes(b"x")

    check_folder(tmp_path)


def test_who_edited_the_template_stays_unknown(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ total }}")
    document.core_properties.author = "Người soạn mẫu"
    document.core_properties.last_modified_by = "Người sửa mẫu"
    document.save(str(tmp_path / NAME))

    found = parts(agency_docx(complete(), templates=tmp_path))
    assert "Người s" not in b"".join(found.values()).decode("utf-8", "replace")
    assert b"<dc:language>vi-VN</dc:language>" in found["docProps/core.xml"]
    assert "Tự đánh giá" in found["docProps/core.xml"].decode()


def test_a_template_changed_while_the_program_runs_is_read_again(tmp_path: Path) -> None:
    paragraphs(tmp_path / NAME, "Một {{ total }}")
    first = words(agency_docx(complete(), templates=tmp_path))
    paragraphs(tmp_path / NAME, "Thứ hai {{ total }}")

    assert (first, words(agency_docx(complete(), templates=tmp_path))) == ("Một 18,5", "Thứ hai 18,5")


def test_the_same_template_saved_again_gives_the_same_text(tmp_path: Path) -> None:
    document = Document(io.BytesIO(shipped()[NAME]))
    document.save(str(tmp_path / NAME))

    assert words(agency_docx(complete(), templates=tmp_path)) == words(agency_docx(complete()))


def test_a_shipped_template_fails_by_a_fault_of_ours(tmp_path):
    def misspelt(_data: object) -> Iterator[str]:
        raise LookupError("certian")

    def filled(folder: Path) -> bytes:
        part = docx._Part("word/document.xml", (), misspelt)
        return b"".join(docx._Template(folder / "bao-cao.docx", {}, (part,)).filled({}))

    with pytest.raises(LookupError, match="certian"):
        filled(SHIPPED)
    with pytest.raises(InvalidInput):
        filled(tmp_path)


def block_words(folder: Path, *texts: str) -> str:
    """A block's paper of an own template."""
    templates = paragraphs(folder / "mau" / "bang-tong-hop.docx", *texts)
    source = BlockSource(block="xa", rows=ranked(complete())["xa"], templates=templates)
    return words(b"".join(docx.Docx().block(source)))


def test_a_row_that_cannot_be_made_is_no_fault_of_the_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official_block, "why_not_ranked", lambda *_: Fraction("x/"))
    with pytest.raises(ValueError, match="Fraction"):
        block_words(tmp_path, "{% for row in ranked %}{{ row.agency }}{% endfor %}")


def test_rows_of_a_block_are_lists_for_own_templates(tmp_path: Path) -> None:
    assert (
        block_words(tmp_path, "{% if apart == [] %}không{% endif %} {{ ranked|length }} {{ ranked[0].rank }}")
        == "không 1 1"
    )
    assert block_words(tmp_path, "{{ apart }}{% for one in ranked %}{{ one in ranked }}{% endfor %}") == "[]True"


def test_a_sign_no_file_can_hold_is_told_with_its_paragraph(tmp_path: Path) -> None:
    assert template(tmp_path, "Đầu", "{{ '\\ud800' }}").code == "SC805"


def test_a_paragraph_of_more_than_ten_million_characters_is_written(tmp_path: Path) -> None:
    one = complete()
    many = replace(one, criteria=tuple(replace(one.criteria[0], id=f"I.{n}", parent=None) for n in range(60)))
    document = Document()
    paragraph = document.add_paragraph()
    for text in ("{% for a in score_rows %}{% for b in score_rows %}", "x" * 3000, "{% endfor %}{% endfor %}"):
        paragraph.add_run(text)
    document.save(str(tmp_path / NAME))

    assert len(words(agency_docx(many, templates=tmp_path))) > 10_500_000


def test_a_full_disk_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "write", full)
    with pytest.raises(CannotRead) as caught:
        agency_docx(complete())

    assert caught.value.diagnostics[0].code == "SC614"


@pytest.mark.parametrize("first", ["<w:p>", '<w:p w:rsidR="00A1">'])
@pytest.mark.parametrize("second", ["<w:p>", '<w:p w:rsidR="00A2">'])
def test_a_tag_spread_over_too_much_of_the_file_is_told_with_its_paragraph(first: str, second: str) -> None:
    apart = "<w:r/>" * 10_000
    opened = f"{second}<w:r><w:t>Tổng: {{{{ to</w:t></w:r>{apart}<w:r><w:t>tal }}}}</w:t></w:r></w:p>"
    xml = f'<w:body xmlns:w="{docx_file.W[1:-1]}">{first}<w:r><w:t>Một</w:t></w:r></w:p>{opened}</w:body>'
    with pytest.raises(InvalidInput) as caught:
        docx_tags.check_tags(etree.fromstring(xml), xml, MAIN, Path("a.docx"))
    (one,) = caught.value.diagnostics
    assert (one.code, one.values["line"]) == ("SC805", "2")
    assert one.values["text"].startswith("{{ to")


def test_columns_of_claimed_points_hold_their_english_heading_on_one_line() -> None:
    """A word of 12.3 mm in bold 13 points, with the margins of a cell."""
    found = [
        cell.width.mm
        for path in sorted(SHIPPED.glob("*.en.docx"))
        for table in Document(str(path)).tables
        for cell in table.rows[0].cells
        if cell.text.strip() == "Claimed"
    ]
    assert len(found) >= 6
    assert min(found) > 17.9
