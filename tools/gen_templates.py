"""Write the shipped Word templates of the official documents: `cd tools && python gen_templates.py`.

The templates are what people edit in Word, so they are real .docx files; this script is their
reviewable source. Layout after Phụ lục I of Nghị định 30/2020/NĐ-CP. A test compares the committed
files with what the script makes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).parents[1] / "src" / "scoring" / "reports" / "templates" / "official"
FONT = "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)
CENTER, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{ title }}</dc:title><dc:language>LANG</dc:language>\
</cp:coreProperties>"""
DROPPED = ("docProps/thumbnail.jpeg", "docProps/app.xml", "customXml/")
Say = Callable[[str, str], str]


def element(tag: str, **values: Any) -> Any:
    """An element of the word-processing namespace with its attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


class Builder:
    """One template in one language."""

    def __init__(self, lang: str, flipped: bool = False) -> None:
        self.lang = lang
        self.doc = Document()
        self.body: Any = self.doc
        self.width = 257 if flipped else 165
        self._page(flipped)
        self._styles()
        self._header_footer()

    def t(self, vi: str, en: str) -> str:
        """The text in the template's language."""
        return vi if self.lang == "vi" else en

    # ------------------------------------------------------------------------------ page

    def _page(self, flipped: bool) -> None:
        section = self.doc.sections[0]
        sides = (Mm(297), Mm(210)) if flipped else (Mm(210), Mm(297))
        section.page_width, section.page_height = sides
        section.orientation = WD_ORIENT.LANDSCAPE if flipped else WD_ORIENT.PORTRAIT
        # Turned on its side, the binding edge is the top one.
        edges = (30, 20, 20, 20) if flipped else (20, 20, 30, 15)
        section.top_margin, section.bottom_margin = Mm(edges[0]), Mm(edges[1])
        section.left_margin, section.right_margin = Mm(edges[2]), Mm(edges[3])
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True

    def _header_footer(self) -> None:
        section = self.doc.sections[0]
        number = section.header.paragraphs[0]
        number.style = self.doc.styles["Số trang"]
        run = number.add_run()
        for kind in ("begin", None, "end"):
            if kind:
                run._r.append(element("fldChar", fldCharType=kind))
            else:
                code = element("instrText")
                code.text = "PAGE"
                run._r.append(code)
        section.first_page_header.paragraphs[0].style = self.doc.styles["Số trang"]
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].style = self.doc.styles["Chân trang"]
            footer.paragraphs[0].add_run("{{ mark }}")

    # ---------------------------------------------------------------------------- styles

    def _styles(self) -> None:
        styles = self.doc.styles
        normal = styles["Normal"]
        self._font(normal, 13)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.1
        normal.element.get_or_add_rPr().append(self._language())
        for name, size, align in (
            ("Heading 1", 14, CENTER),
            ("Heading 2", 13, LEFT),
            ("Heading 3", 12, LEFT),
        ):
            style = styles[name]
            self._font(style, size, bold=True)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.alignment = align
            style.paragraph_format.space_before = Pt(4 if name == "Heading 1" else 9)
            style.paragraph_format.space_after = Pt(3)
            style.paragraph_format.keep_with_next = True
        self._style("Cơ quan chủ quản", 12.5, align=CENTER, after=0)
        self._style("Cơ quan ban hành", 12.5, bold=True, align=CENTER, after=0)
        self._style("Quốc hiệu", 12.5, bold=True, align=CENTER, after=0)
        self._style("Tiêu ngữ", 13.5, bold=True, align=CENTER, after=0)
        self._style("Số, ký hiệu", 13, align=CENTER, after=0)
        self._style("Địa danh, ngày tháng", 13.5, italic=True, align=CENTER, after=0)
        self._style("Trích yếu", 14, bold=True, align=CENTER, after=0)
        boxed = self._style("Tình trạng", 12, bold=True, align=CENTER, after=0)
        self._border(boxed, ("top", "left", "bottom", "right"), 8, 4)
        body = self._style("Thân văn bản", 13, align=BOTH, after=6)
        body.paragraph_format.first_line_indent = Mm(10)
        self._style("Ô bảng", 11.5, align=LEFT, after=0)
        self._style("Ô bảng giữa", 11.5, align=CENTER, after=0)
        self._style("Đầu bảng", 11.5, bold=True, align=CENTER, after=0)
        self._style("Căn cứ", 10, align=LEFT, after=0)
        notes = self._style("Ghi chú", 12, align=LEFT, after=2)
        notes.paragraph_format.left_indent = Mm(4)
        notes.paragraph_format.first_line_indent = Mm(-4)
        self._style("Nơi nhận", 11, align=LEFT, after=0)
        self._style("Chữ ký", 13.5, bold=True, align=CENTER, after=0)
        self._style("Chữ nhỏ", 8, align=LEFT, after=0)
        self._style("Số trang", 13, align=CENTER, after=0)
        self._style("Chân trang", 9, italic=True, align=CENTER, after=0)

    def _language(self) -> Any:
        code = self.t("vi-VN", "en-US")
        return element("lang", val=code, eastAsia=code, bidi=code)

    def _font(self, style: Any, size: float, *, bold: bool = False, italic: bool = False) -> None:
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.bold, style.font.italic = bold, italic
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), FONT)

    def _style(self, name: str, size: float, *, align: Any, after: float, bold: bool = False, italic: bool = False) -> Any:  # fmt: skip
        style = self.doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.doc.styles["Normal"]
        self._font(style, size, bold=bold, italic=italic)
        style.paragraph_format.alignment = align
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
        style.quick_style = True
        return style

    @staticmethod
    def _border(target: Any, edges: Sequence[str], size: int, space: int) -> None:
        lines = element("pBdr")
        for edge in edges:
            lines.append(element(edge, val="single", sz=size, space=space, color="000000"))
        properties = (
            target.element.get_or_add_pPr()
            if hasattr(target, "element")
            else target._p.get_or_add_pPr()
        )
        properties.insert_element_before(
            lines, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
        )  # fmt: skip

    # ------------------------------------------------------------------------- paragraphs

    def para(self, text: str, style: str = "Thân văn bản", where: Any = None) -> Any:
        """A paragraph; parts between asterisks are bold."""
        holder = self.body if where is None else where
        made = holder.add_paragraph(style=self.doc.styles[style])
        for index, part in enumerate(text.split("*")):
            if part:
                run = made.add_run(part)
                if index % 2:
                    run.bold = True
        return made

    def tag(self, text: str, where: Any = None) -> Any:
        """A paragraph that holds only a template tag and vanishes."""
        return self.para(f"{{%p {text} %}}", "Ô bảng", where)

    def loop(self, head: str, text: str, style: str, where: Any = None) -> None:
        """A paragraph repeated, or there only on a condition."""
        self.tag(head, where)
        self.para(text, style, where)
        self.tag(f"end{head.split(maxsplit=1)[0]}", where)

    def rule(self, indent: float, where: Any = None) -> None:
        """A short line in the middle: the border of an empty paragraph with indents."""
        made = self.para("", "Chữ nhỏ", where)
        made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm(indent)
        made.paragraph_format.line_spacing = Pt(4)
        self._border(made, ("top",), 6, 1)

    # ----------------------------------------------------------------------------- tables

    def grid(self, widths: Sequence[float], rows: int = 1, *, lines: bool = True) -> Any:
        """A table with fixed columns; its first row repeats on every page when it has lines."""
        table = self.doc.add_table(rows=rows, cols=len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if lines:
            table.style = self.doc.styles["Table Grid"]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            self._sized(row, widths)
        return table

    @staticmethod
    def _sized(row: Any, widths: Sequence[float]) -> None:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
        row._tr.get_or_add_trPr().append(element("cantSplit"))

    def head_row(self, table: Any, texts: Sequence[str]) -> None:
        """The first row, repeated over pages."""
        row = table.rows[0]
        row._tr.get_or_add_trPr().append(element("tblHeader"))
        for cell, text in zip(row.cells, texts, strict=True):
            self.fill(cell, text, "Đầu bảng")

    def fill(self, cell: Any, text: str, style: str = "Ô bảng giữa") -> None:
        """The cell's one paragraph."""
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        self.para(text, style, cell)

    def row(
        self, table: Any, widths: Sequence[float], cells: Sequence[tuple[str, str]], shade: str = ""
    ) -> None:
        """A row; each cell a text and its style. ``for x in y: text`` repeats its paragraph."""
        row = table.add_row()
        self._sized(row, widths)
        for cell, (text, style) in zip(row.cells, cells, strict=True):
            if text.startswith("for "):
                head, _, each = text.partition(": ")
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
                self.loop(head, each, style, cell)
            else:
                self.fill(cell, text, style)
            if shade:
                cell._tc.get_or_add_tcPr().append(
                    element("shd", val="clear", color="auto", fill=shade)
                )

    def control(self, table: Any, text: str) -> None:
        """A row that holds only a template tag and vanishes."""
        row = table.add_row()
        self.para(f"{{%tr {text} %}}", "Ô bảng", row.cells[0])

    # --------------------------------------------------------------------- common portions

    def top(self) -> None:
        """Issuing body, quốc hiệu, number, place and date, title and status marks."""
        left, right = (70, 95) if self.width == 165 else (110, 147)
        table = self.grid((left, right), 2, lines=False)
        one, two = table.rows[0].cells
        for cell in (one, two):
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        self.loop("if superior", "{{ superior }}", "Cơ quan chủ quản", one)
        self.loop("for one in issuer", "{{ one }}", "Cơ quan ban hành", one)
        self.rule((left - 26) / 2, one)
        self.para("{{ country }}", "Quốc hiệu", two)
        self.para("{{ motto }}", "Tiêu ngữ", two)
        self.rule((right - 62) / 2, two)
        self.fill(table.rows[1].cells[0], "{{ number }}", "Số, ký hiệu")
        self.fill(table.rows[1].cells[1], "{{ place_date }}", "Địa danh, ngày tháng")
        self.para("", "Chữ nhỏ")
        self.para("{{ kind }}", "Heading 1")
        self.loop("for one in subject", "{{ one }}", "Trích yếu")
        self.rule((self.width - 32) / 2)
        self.loop("for one in marks", "{{ one }}", "Tình trạng")
        self.para("", "Chữ nhỏ")
        self.para("{{ opening }}")

    def bottom(self) -> None:
        """Recipients, signature with the name left empty, digests in small print."""
        self.para("", "Chữ nhỏ")
        half = self.width / 2
        table = self.grid((half, half), lines=False)
        one, two = table.rows[0].cells
        for cell in (one, two):
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        first = self.para(self.t("*Nơi nhận:*", "*Recipients:*"), "Nơi nhận", one)
        first.runs[0].italic, first.runs[0].font.size = True, Pt(12)
        self.loop("for one in recipients", "{{ one }}", "Nơi nhận", one)
        self.loop("if authority", "{{ authority }}", "Chữ ký", two)
        self.para("{{ position }}", "Chữ ký", two)
        for _ in range(5):
            self.para("", "Chữ ký", two)
        line = self.para("", "Chữ nhỏ")
        self._border(line, ("bottom",), 4, 1)
        self.loop("for one in proof", "{{ one.label }}: {{ one.text }}", "Chữ nhỏ")

    def save(self) -> bytes:
        """The file's bytes: parts in a fixed order with a fixed time, own properties, no thumbnail."""
        raw = io.BytesIO()
        self.doc.save(raw)
        out = io.BytesIO()
        with (
            zipfile.ZipFile(raw) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            names = sorted(source.namelist(), key=lambda x: (x != "[Content_Types].xml", x))
            for name in names:
                if name.startswith(DROPPED):
                    continue
                data = source.read(name)
                if name == "docProps/core.xml":
                    data = CORE.replace("LANG", self.t("vi-VN", "en-US")).encode()
                elif name.endswith(".rels"):
                    data = _without(
                        data, b"<Relationship ", (b"thumbnail", b"app.xml", b"customXml")
                    )
                elif name == "[Content_Types].xml":
                    data = _without(data, b"<Override ", (b"docProps/app.xml", b"customXml"))
                info = zipfile.ZipInfo(name, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, data)
        return out.getvalue()


def _without(data: bytes, start: bytes, words: Sequence[bytes]) -> bytes:
    """The XML without the empty elements that name one of the words."""
    head, *parts = data.split(start)
    for part in parts:
        own, end, rest = part.partition(b"/>")
        head += rest if any(word in own for word in words) else start + own + end + rest
    return head


# ------------------------------------------------------------------------------- documents


def self_assessment(lang: str) -> bytes:
    """*Báo cáo tự đánh giá, chấm điểm.*"""
    b = Builder(lang)
    t = b.t
    b.top()
    b.para(t("I. Kết quả chung", "I. Result"), "Heading 2")
    b.para(t("Tổng điểm theo minh chứng", "Total by evidence") + ": *{{ total }} / {{ max }}*. "
           + t("Điểm tự chấm", "Claimed") + ": {{ claimed }}.")  # fmt: skip
    b.para(
        t("Phân loại theo điểm tính được", "Class by the computed points")
        + ": *{{ headline }}*. {{ sentence }}"
    )
    b.para(t("II. Bảng điểm chi tiết", "II. Detailed scores"), "Heading 2")
    widths = (13, 43, 15, 17, 23, 54)
    table = b.grid(widths)
    b.head_row(table, (t("TT", "No."), t("Nhóm, tiêu chí", "Group, criterion"), t("Điểm tối đa", "Max."),
                       t("Tự chấm", "Claimed"), t("Theo minh chứng", "By evidence"), t("Căn cứ, minh chứng", "Basis, evidence")))  # fmt: skip
    mid, cell, small = "Ô bảng giữa", "Ô bảng", "Căn cứ"
    b.control(table, "for row in score_rows")
    b.control(table, "if row.group")
    b.row(table, widths, [("*{{ row.id }}*", mid), ("*{{ row.title }}*", cell), ("*{{ row.max }}*", mid),
                          ("*{{ row.claimed }}*", mid), ("*{{ row.points }}*", mid), ("{{ row.basis|join('; ') }}", small)], "EBEBEB")  # fmt: skip
    b.control(table, "else")
    b.row(table, widths, [("{{ row.id }}", mid), ("{{ row.title }}", cell), ("{{ row.max }}", mid),
                          ("{{ row.claimed }}", mid), ("{{ row.points }}", mid), ("for line in row.basis: {{ line }}", small)])  # fmt: skip
    b.control(table, "endif")
    b.control(table, "endfor")
    b.para(t("III. Giải trình tiêu chí chưa đạt điểm tối đa, chưa đủ số liệu hoặc chưa có minh chứng",
             "III. Criteria without full points, data or evidence"), "Heading 2")  # fmt: skip
    b.tag("if explanations")
    columns = (13, 38, 22, 54, 38)
    table = b.grid(columns)
    b.head_row(table, (t("TT", "No."), t("Tiêu chí", "Criterion"), t("Điểm / tối đa", "Points / max."),
                       t("Lý do, việc cần làm", "Reason, what is to do"), t("Giải trình của cơ quan", "The agency's explanation")))  # fmt: skip
    b.control(table, "for row in explanations")
    b.row(table, columns, [("{{ row.id }}", mid), ("{{ row.title }}", cell), ("{{ row.points }} / {{ row.max }}", mid),
                          ("for line in row.reasons: {{ line }}", cell), ("for line in row.said: {{ line }}", cell)])  # fmt: skip
    b.control(table, "endfor")
    b.tag("else")
    b.para(
        t(
            "Mọi tiêu chí đều đạt điểm tối đa và có minh chứng.",
            "Every criterion has full points and evidence.",
        )
    )
    b.tag("endif")
    b.para(t("IV. Kiến nghị, đề xuất", "IV. Proposals"), "Heading 2")
    b.para("…" * 60)
    b.para(t("Cơ quan cam đoan số liệu và minh chứng trong báo cáo này đúng với hồ sơ lưu.",
             "The data and evidence in this report agree with the records kept."))  # fmt: skip
    b.bottom()
    return b.save()


def block(lang: str) -> bytes:
    """*Bảng tổng hợp kết quả.*"""
    b = Builder(lang, flipped=True)
    t = b.t
    b.top()
    mid, cell = "Ô bảng giữa", "Ô bảng"
    b.para(t("1. Xếp hạng", "1. Ranking"), "Heading 2")
    b.tag("if ranked")
    widths = (14, 95, 26, 90, 32)
    table = b.grid(widths)
    b.head_row(table, (t("Hạng", "Rank"), t("Cơ quan, đơn vị", "Agency"), t("Tổng điểm", "Total") + " ({{ max }})",
                       t("Điểm các nhóm", "Groups"), t("Phân loại", "Class")))  # fmt: skip
    b.control(table, "for row in ranked")
    b.row(table, widths, [("{{ row.rank }}", mid), ("{{ row.agency }}", cell), ("*{{ row.total }}*", mid),
                          ("{{ row.groups|join(' · ') }}", mid), ("{{ row.class }}", mid)])  # fmt: skip
    b.control(table, "endfor")
    b.tag("else")
    b.para(t("Chưa có cơ quan nào đủ số liệu để xếp hạng.", "No agency has complete data yet."))
    b.tag("endif")
    b.bottom()
    return b.save()


def explanation(lang: str) -> bytes:
    """*Phiếu giải thích điểm.*"""
    b = Builder(lang)
    b.top()
    b.bottom()
    return b.save()


DOCUMENTS = {
    "bao-cao-tu-cham": self_assessment,
    "bang-tong-hop": block,
    "phieu-giai-thich": explanation,
}


def files() -> dict[str, bytes]:
    """Every template by file name."""
    made = {}
    for name, build in DOCUMENTS.items():
        made[f"{name}.docx"] = build("vi")
        made[f"{name}.en.docx"] = build("en")
    return made


def main() -> int:
    """Write the templates; with ``--check`` only compare."""
    stale = []
    for name, data in files().items():
        path = FOLDER / name
        if path.is_file() and path.read_bytes() == data:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_bytes(data)
    print("\n".join(stale) or "up to date")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
