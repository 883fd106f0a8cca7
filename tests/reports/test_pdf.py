"""PDF documents: Vietnamese extractable and embedded, tagged, texts only as texts, the same bytes."""

from __future__ import annotations

import functools
import io
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.reports import pdf
from scoring.reports.official_files import SHIPPED, shipped
from scoring.reports.typst_worker import FONTS

from .campaign_sample import appraised
from .elsewhere import digests_elsewhere
from .rendered import agency_pdf, block_pdf
from .sample import BANNER, complete, open_, ranked, result
from .test_docx import KINDS, hostile

typst = pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

ROOT = Path(__file__).resolve().parents[2]
LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
) + "đĐ"  # fmt: skip
NAME = "bao-cao-tu-cham.typ"


@cache
def made(kind: str, lang: str = "vi") -> bytes:
    if kind == "block":
        return block_pdf("xa", ranked(complete(), open_())["xa"], lang)
    document: Any = kind
    found = appraised(open_()) if kind == "appraisal" else open_()
    return agency_pdf(found, lang, None, document)


def reader(data: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    text = "\n".join(page.extract_text() for page in reader(data).pages)
    return re.sub(r"\s+", " ", text)


def fonts(data: bytes) -> dict[str, bool]:
    """Every font of the document, and whether its outlines are inside."""
    found = {}
    for page in reader(data).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = below["/FontDescriptor"].get_object()
            found[str(below["/BaseFont"])] = any(f"/FontFile{n}" in descriptor for n in ("", 2, 3))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_document_says_what_it_is(kind: str, lang: str) -> None:
    text = words(made(kind, lang))

    expected = ["sha256:" + "a" * 64, "sha256:" + "b" * 64, BANNER]
    expected += ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận"] if lang == "vi" else ["SOCIALIST REPUBLIC OF VIET NAM"]  # fmt: skip
    own = {"vi": "Bản tự đánh giá, chưa thẩm định", "en": "Self-assessment, not yet appraised"}
    marks = own if kind == "self-assessment" else {"vi": "TẠM TÍNH", "en": "PROVISIONAL"}
    for one in [*expected, marks[lang]]:
        assert one in text


@pytest.mark.parametrize("kind", KINDS)
def test_document_has_title_language_tags_and_no_clock(kind: str) -> None:
    root = reader(made(kind)).trailer["/Root"]
    info = reader(made(kind)).metadata

    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert info.title
    assert info.author is None
    assert "/CreationDate" not in info or "1980" in info["/CreationDate"]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_a4_and_numbered_from_the_second(kind: str) -> None:
    data = block_pdf("xa", ranked(complete(), open_())["xa"]) if kind == "block" else made(kind)
    pages = reader(data).pages
    sides = sorted(round(float(x) / 72 * 25.4) for x in pages[0].mediabox[2:])

    assert sides == [210, 297]
    assert len(pages) > 1
    assert not pages[0].extract_text().lstrip().startswith("1")
    for number, page in enumerate(pages[1:], 2):
        assert page.extract_text().lstrip().startswith(str(number))


def test_every_vietnamese_letter_is_embedded_and_comes_back() -> None:
    data = agency_pdf(result({}, name=f"Xã ẵ ặ ự ỹ Đ {LETTERS}"))
    back = unicodedata.normalize("NFC", words(data))

    assert set(LETTERS) <= set(back)
    assert "ẵ ặ ự ỹ Đ" in back
    assert set(LETTERS.upper()) <= set(back)
    assert fonts(data)
    assert all(fonts(data).values())
    # No letter fell through to another face.
    assert all("LiberationSerif" in name for name in fonts(data))


def test_documents_are_declared_accessible() -> None:
    for kind in KINDS:
        assert b"<pdfuaid:part>1</pdfuaid:part>" in made(kind)


def test_signs_no_font_has_do_not_stop_a_document() -> None:
    data = agency_pdf(result({}, name="Xã 鄉 🙂 \ue000"))

    assert "Tự đánh giá" in words(data)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not there")
def test_another_program_reads_the_letters_too() -> None:
    data = agency_pdf(result({}, name="Xã ẵ ặ ự ỹ Đ"))
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)

    assert "ẵ ặ ự ỹ Đ" in re.sub(r"\s+", " ", done.stdout.decode())


@pytest.mark.parametrize("style", ["regular", "bold", "italic", "bold-italic"])
def test_each_style_of_the_face_has_every_vietnamese_letter(style: str, tmp_path: Path) -> None:
    weight = style.split("-", maxsplit=1)[0] if "bold" in style else "regular"
    slant = "italic" if "italic" in style else "normal"
    file = tmp_path / "letters.typ"
    file.write_text(
        f'#set text(font: "Liberation Serif", weight: "{weight}", style: "{slant}", fallback: false)\n{LETTERS}',
        encoding="utf-8",
    )
    compiler = typst.Compiler(file, root=tmp_path, ignore_system_fonts=True, font_paths=[str(FONTS)])
    data, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0)

    assert warnings == []
    assert set(LETTERS) <= set(unicodedata.normalize("NFC", words(data)))


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_do_not_depend_on_when_or_where(kind: str) -> None:
    found = digests_elsewhere("test_pdf", kind)

    assert len(found) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_stay_texts(kind: str) -> None:
    found = hostile()
    document: Any = kind
    data = block_pdf("xa", ranked(found)["xa"]) if kind == "block" else agency_pdf(found, document=document)
    text = words(data).replace("\u200b", "")

    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert '#import "x" ]] \\' in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "/JavaScript" not in data.decode("latin-1")


def test_a_title_of_thirty_thousand_characters_is_cut_and_stays_on_the_paper() -> None:
    for name in ("Xã " + "Dài " * 7500, "Xã" + "x" * 30_000):
        data = agency_pdf(result({}, name=name))
        assert "ký tự, xem hồ sơ" in words(data).replace("\u200b", "")
        for page in reader(data).pages:
            assert_inside(page)


def test_the_line_below_a_long_name_stays_in_its_column() -> None:
    found = complete()
    name = "Ban Quản lý Khu kinh tế Ví Dụ và các Khu công nghiệp Ví Dụ " * 3
    given = replace(found, agency=replace(found.agency, name=name))
    drawn = reader(agency_pdf(given, "vi", None, "self-assessment")).pages[0].get_contents().get_data()
    line = re.search(rb" 1 0 0 -1 ([0-9.]+) [0-9.]+ cm\S* CS 0 SCN 0.7 w 4 M 0 0 m ([0-9.]+) 0 l", drawn)
    assert line is not None
    left, length = float(line[1]), float(line[2])
    assert left > 85  # 30 mm
    assert left + length < 297  # the middle of the sheet


def assert_inside(page: Any) -> None:
    """Every text starts within the paper."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            assert -1 <= x <= width
            assert -1 <= y <= height

    page.extract_text(visitor_text=visit)


def test_long_texts_go_over_pages_and_none_is_lost() -> None:
    text = " ".join(f"từ{n}" for n in range(600))
    data = agency_pdf(result({"don_phai": 3}, explanations=[{"criterion": "I.1", "text": text}]))

    assert "từ599" in words(data)
    for page in reader(data).pages:
        assert_inside(page)


def test_head_of_the_score_table_is_on_every_page_it_goes_over() -> None:
    found = complete()
    many = tuple(replace(found.criteria[0], id=f"I.{n}", parent="I") for n in range(60))
    group = replace(found.groups[0], children=tuple(one.id for one in many))
    data = agency_pdf(replace(found, criteria=many, groups=(group,)))
    pages = [page.extract_text() for page in reader(data).pages]
    table = [
        page for page in pages[next(n for n, page in enumerate(pages) if "Phụ lục I\n" in page) :] if "I.3" in page
    ]

    assert len(table) > 1
    for page in table:
        assert "tiêu chí" in page
        assert re.search(r"Tự\s+chấm", page) or "Tên tài liệu" in page


# ------------------------------------------------------------------------------- own templates


def folder(tmp_path: Path, text: str, name: str = NAME) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def refused(tmp_path: Path, text: str, name: str = NAME) -> Diagnostic:
    with pytest.raises(InvalidInput) as caught:
        agency_pdf(complete(), templates=folder(tmp_path, text, name))
    one = caught.value.diagnostics[0]
    assert one.message("vi")
    assert one.place is not None
    assert one.place.file == str(tmp_path / name)
    return one


def test_own_template_is_used_with_the_shipped_common_part(tmp_path: Path) -> None:
    own = folder(tmp_path, '#import "chung.typ": *\n#show: paper\nTổng: #data.total')

    assert words(agency_pdf(complete(), templates=own)).startswith("Tổng: 18,5")
    assert agency_pdf(complete(), templates=own, document="explanation") == agency_pdf(
        complete(), document="explanation"
    )


def test_shipped_templates_copied_out_give_the_same_document(tmp_path: Path) -> None:
    for name, data in shipped().items():
        (tmp_path / name).write_bytes(data)

    assert agency_pdf(complete(), templates=tmp_path) == agency_pdf(complete())


def test_pictures_and_other_files_of_the_folder_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "dau.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (tmp_path / "them.typ").write_text("#let chao = [Xin chào]", encoding="utf-8")
    own = folder(tmp_path, '#import "them.typ": chao\n#chao\n#image("dau.svg")')

    assert "Xin chào" in words(agency_pdf(complete(), templates=own))


def test_errors_of_typst_name_file_line_and_column(tmp_path: Path) -> None:
    one = refused(tmp_path, '#import "chung.typ": *\n\nCơ quan: #data.agancy\n')

    assert one.code == "SC812"
    assert one.place is not None
    assert one.place.line == 3
    assert one.values["guess"] == "agency"


def test_what_typst_advises_is_told(tmp_path: Path) -> None:
    one = refused(tmp_path, "$so$")
    assert "quotes" in one.hint("vi")
    assert one.hint("vi").startswith("sửa mẫu ở chỗ này; typst gợi ý: “")
    assert "typst gợi ý" not in refused(tmp_path, "#nope").hint("vi")


@pytest.mark.parametrize(
    ("text", "vi", "original"),
    [
        ("#nope", "không có biến “nope”", "unknown variable: nope"),
        ("#data.agancy", "dữ liệu không có mục “agancy”", "does not contain key"),
        ('#image("a.png")', "không tìm thấy tệp “a.png” trong thư mục mẫu", "file not found (a.png)"),
        ("#(", "mở ở đây mà không đóng", "unclosed delimiter"),
        ("#rect(stroke: (1, 2))", "giá trị không đúng kiểu", "expected"),
        ("#panic[x]", "mẫu tự dừng", "panicked"),
    ],
)  # fmt: skip
def test_what_typst_says_is_told_in_vietnamese_with_its_own_words(
    tmp_path: Path, text: str, vi: str, original: str
) -> None:
    one = refused(tmp_path, f'#import "chung.typ": *\n{text}\n')

    assert vi in one.message("vi")
    assert original in one.message("vi")
    assert original in one.message("en")
    assert one.hint("vi")
    assert one.hint("en")
    assert str(tmp_path) not in one.message("vi")


def test_an_error_in_the_common_part_names_that_file(tmp_path: Path) -> None:
    folder(tmp_path, '#import "chung.typ": *\n')
    one = refused(tmp_path, "#let data = json(bytes(sys.inputs.data))\n#let x = nope\n", "chung.typ")

    assert one.code == "SC812"
    assert one.place is not None
    assert one.place.line == 2


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/cetz:0.3.4": *', '#include "@local/x:1.0.0"', "#let p = sys.inputs.data\n#import p: *",
        '#import ("@" + "preview/x:1.0.0")', '#import "a".replace("a", "b")', '#import "a.typ"\n  .replace("a", "b")',
        '#eval("1 + 1")', "#std.eval", "#let e = eval", '#plugin("x.wasm")', "#let d = dictionary(std)",
        '#import "\\u{40}preview/x:1.0.0"', '#{ import "a" + "b" }', '#import "a.typ" /* x */ .replace("a", "b")',
    ],
)  # fmt: skip
def test_packages_and_code_from_text_are_refused(tmp_path: Path, text: str) -> None:
    one = refused(tmp_path, f"= Tiêu đề\n{text}\n")

    assert one.code == "SC813"
    assert one.place is not None
    assert one.place.line >= 2


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', '#read("../../etc/passwd")', '#json("../x.json")', '#image("/etc/hostname")']
)  # fmt: skip
def test_files_outside_the_folder_are_out_of_reach(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).code == "SC812"


@pytest.mark.parametrize(
    "text", ["#for i in range(2000000000) { [x] }", "#let a = range(1000000000)\n#a.len()", '#("a" * 9000000000)']
)  # fmt: skip
def test_bombs_end_without_taking_the_program_along(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).code == "SC808"


def test_endless_templates_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "Worker", functools.partial(pdf.Worker, seconds=1.0))

    text = "#let f(n) = { let x = 0\nfor i in range(100000000) { x += 1 }\nx }\n#f(1)"
    assert refused(tmp_path, text).code == "SC808"


def test_after_a_bomb_the_next_document_is_made(tmp_path: Path) -> None:
    text = '#if data_.total == "18,5" { range(1000000000) } else { data_.total }'
    own = folder(tmp_path, f"#let data_ = json(bytes(sys.inputs.data))\n{text}")
    with pytest.raises(InvalidInput):
        agency_pdf(complete(), templates=own)

    assert words(agency_pdf(open_(), templates=own)).startswith("0 – 2")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "bi-mat.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    inside = tmp_path / "mau"
    inside.mkdir()
    (inside / "lien-ket.svg").symlink_to(secret)

    assert refused(inside, '#image("lien-ket.svg")').code == "SC812"


def test_shipped_templates_pass_the_check_own_ones_must_pass(tmp_path: Path) -> None:
    from scoring.reports.pdf import refuse

    for path in sorted(SHIPPED.glob("*.typ")):
        refuse(path.read_bytes(), path)
