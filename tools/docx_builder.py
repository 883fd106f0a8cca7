"""Word files built from words: page, styles, tables, and the parts every official document has.

Layout after Phụ lục I of Nghị định 30/2020/NĐ-CP. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
_MANY = 13
"""Lines of small print that are no longer kept on one page."""
DROPPED = ("docProps/thumbnail.jpeg", "docProps/app.xml", "customXml/")


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
        self.width = 252 if flipped else 165
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
        edges = (20, 20, 30, 15)
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
        for name, size, align in (("Heading 1", 14, CENTER), ("Heading 2", 13, LEFT), ("Heading 3", 12, LEFT)):
            style = styles[name]
            self._font(style, size, bold=True)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.alignment = align
            style.paragraph_format.space_before = Pt(4 if name == "Heading 1" else 9)
            style.paragraph_format.space_after = Pt(3)
            style.paragraph_format.keep_with_next = True
        self._style("Cơ quan chủ quản", 12, align=CENTER, after=0)
        self._style("Cơ quan ban hành", 12, bold=True, align=CENTER, after=0)
        self._style("Quốc hiệu", 12, bold=True, align=CENTER, after=0)
        self._style("Tiêu ngữ", 13.5, bold=True, align=CENTER, after=0)
        self._style("Số, ký hiệu", 13, align=CENTER, after=0)
        self._style("Địa danh, ngày tháng", 13, italic=True, align=CENTER, after=0)
        self._style("Trích yếu", 14, bold=True, align=CENTER, after=0)
        boxed = self._style("Tình trạng", 12, bold=True, align=CENTER, after=0)
        self._border(boxed, ("top", "left", "bottom", "right"), 8, 4)
        # The box's edges stand on the text's, not outside of them.
        boxed.paragraph_format.left_indent = boxed.paragraph_format.right_indent = Pt(5)
        self._style("Kính gửi", 14, align=CENTER, after=6)
        body = self._style("Thân văn bản", 13, align=BOTH, after=6)
        body.paragraph_format.first_line_indent = Mm(10)
        self._style("Ô bảng", 11.5, align=LEFT, after=0)
        self._style("Ô bảng giữa", 11.5, align=CENTER, after=0)
        head = self._style("Đầu bảng", 11.5, bold=True, align=CENTER, after=0)
        head.paragraph_format.keep_with_next = True
        self._style("Căn cứ", 10, align=LEFT, after=0)
        self._style("Diễn biến", 10.5, align=LEFT, after=3)
        notes = self._style("Ghi chú", 12, align=LEFT, after=2)
        notes.paragraph_format.left_indent = Mm(4)
        notes.paragraph_format.first_line_indent = Mm(-4)
        judged = self._style("Nhận định", 12, italic=True, align=LEFT, after=2)
        # Between a heading and its table: neither may be left alone on the page before.
        judged.paragraph_format.keep_with_next = True
        below = self._style("Ghi chú bảng", 11, align=LEFT, after=2)
        below.paragraph_format.space_before = Pt(3)
        below.paragraph_format.keep_together = True
        self._style("Nơi nhận", 11, align=LEFT, after=0)
        self._style("Chữ ký", 13.5, bold=True, align=CENTER, after=0)
        self._style("Chữ nhỏ", 8, align=LEFT, after=0)
        # What stands together moves to the next page together.
        for name, points, align in (
            ("Phép tính", 12, LEFT), ("Đối chiếu", 8, LEFT), ("Ô nhóm", 11.5, LEFT), ("Ô nhóm giữa", 11.5, CENTER),
        ):  # fmt: skip
            kept = self._style(name, points, align=align, after=0)
            kept.paragraph_format.keep_with_next = True
        self._style("Phép tính phải", 12, align=RIGHT, after=0)
        self._style("Dòng chấm", 13, align=LEFT, after=6)
        self._style("Số trang", 13, align=CENTER, after=0)
        self._style("Chân trang", 8.5, italic=True, align=CENTER, after=0)

    def smaller(self) -> None:
        """Letters and spaces of the text a size smaller, for a paper that has to fit on one page."""
        for name in ("Normal", "Heading 2", "Thân văn bản", "Ghi chú"):
            style = self.doc.styles[name]
            style.font.size = Pt(11.5)
            style.paragraph_format.space_after = Pt(3)
            style.paragraph_format.line_spacing = 1.0
        self.doc.styles["Heading 2"].paragraph_format.space_before = Pt(6)
        for name in ("Ô bảng", "Ô bảng giữa", "Đầu bảng"):
            self.doc.styles[name].font.size = Pt(11)

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

    def _style(
        self, name: str, size: float, *, align: Any, after: float, bold: bool = False, italic: bool = False
    ) -> Any:
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
        properties = target.element.get_or_add_pPr() if hasattr(target, "element") else target._p.get_or_add_pPr()
        properties.insert_element_before(
            lines, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
        )  # fmt: skip

    # ------------------------------------------------------------------------- paragraphs

    def para(self, text: str, style: str = "Thân văn bản", where: Any = None) -> Any:
        """A paragraph; parts between asterisks are bold, between tildes italic."""
        holder = self.body if where is None else where
        made = holder.add_paragraph(style=self.doc.styles[style])
        for index, part in enumerate(text.split("*")):
            for turn, piece in enumerate(part.split("~")):
                if piece:
                    run = made.add_run(piece)
                    if index % 2:
                        run.bold = True
                    if turn % 2:
                        run.italic = True
        return made

    def tag(self, text: str, where: Any = None) -> Any:
        """A paragraph that holds only a template tag and vanishes."""
        return self.para(f"{{%p {text} %}}", "Ô bảng", where)

    def loop(self, head: str, text: str, style: str, where: Any = None, *, keep: bool = False) -> None:
        """A paragraph repeated, or there only on a condition; one to `keep` stands on the page of what follows."""
        self.tag(head, where)
        made = self.para(text, style, where)
        if keep:
            made.paragraph_format.keep_with_next = True
        self.tag(f"end{head.split(maxsplit=1)[0]}", where)

    def dotted(self, label: str = "", *, keep: bool = False) -> None:
        """A dotted line up to the right edge, after its label, to write on; `keep` it on the page of what follows."""
        made = self.para(f"{label}\t", "Dòng chấm")
        if keep:
            made.paragraph_format.keep_with_next = True
        if label:
            made.paragraph_format.left_indent = Mm(10)
        made.paragraph_format.tab_stops.add_tab_stop(Mm(self.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def blank_unless(self, name: str) -> None:
        """Two dotted lines where the list of this name is empty."""
        self.tag(f"if not {name}")
        self.dotted()
        self.dotted()
        self.tag("endif")

    def annex(self, number: str, title: str) -> None:
        """The heading of an annex on a page of its own."""
        self.para(number, "Trích yếu").paragraph_format.page_break_before = True
        self.para(title, "Trích yếu")
        made = self.para("~{{ attached }}~", "Số, ký hiệu")
        made.paragraph_format.space_after = Pt(6)

    def titled(self, text: str, right: str) -> None:
        """A heading of the third level with a text at its right end."""
        made = self.para(f"{text}\t{right}", "Heading 3")
        made.paragraph_format.tab_stops.add_tab_stop(Mm(self.width), WD_TAB_ALIGNMENT.RIGHT)
        made.paragraph_format.right_indent = Mm(28)

    def rule(self, indent: float, where: Any = None) -> None:
        """A short line in the middle: the border of an empty paragraph with indents."""
        made = self.para("", "Chữ nhỏ", where)
        made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm(indent)
        made.paragraph_format.space_before = Pt(3)
        made.paragraph_format.line_spacing = Pt(4)
        self._border(made, ("top",), 6, 1)

    # ----------------------------------------------------------------------------- tables

    def grid(self, widths: Sequence[float], *, lines: bool = True) -> Any:
        """A table with fixed columns and no rows yet."""
        table = self.doc.add_table(rows=0, cols=len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if lines:
            table.style = self.doc.styles["Table Grid"]
        margins = element("tblCellMar")
        for side, own in (("top", 25), ("left", 60), ("bottom", 25), ("right", 60)):
            margins.append(element(side, w=own if lines else 0, type="dxa"))
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def bare_row(self, table: Any, widths: Sequence[float]) -> Any:
        """A row that is never broken over pages; its cells are empty, without any paragraph."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        return row

    def row(
        self,
        table: Any,
        widths: Sequence[float],
        cells: Sequence[tuple[str, str]],
        shade: str = "",
        *,
        whole: bool = True,
    ) -> Any:
        """A row; each cell a text and its style; one that is not kept `whole` may go over pages.

        ``for x in y: text`` repeats the cell's paragraph; ``{%tc … %}`` makes the cell vanish.
        """
        row = self.bare_row(table, widths)
        if not whole:
            properties = row._tr.trPr
            properties.remove(properties.find(qn("w:cantSplit")))
        for cell, (text, style) in zip(row.cells, cells, strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if text.startswith("for "):
                head, _, each = text.partition(": ")
                self.loop(head, each, style, cell)
            else:
                self.para(text, style, cell)
            if shade:
                fill = element("shd", val="clear", color="auto", fill=shade)
                properties = cell._tc.get_or_add_tcPr()
                properties.insert_element_before(fill, "w:noWrap", "w:tcMar", "w:vAlign")
        return row

    def wide_row(self, table: Any, widths: Sequence[float], text: str, style: str) -> None:
        """A row of one cell over all columns."""
        self.para(text, style, self.wide_cell(table, widths))

    def wide_cell(self, table: Any, widths: Sequence[float]) -> Any:
        """The cell of a row that goes over all columns, without any paragraph."""
        return self._merged(self.row(table, widths, [("", "Ô bảng") for _ in widths]), 0, -1)

    def head_row(self, table: Any, widths: Sequence[float], texts: Sequence[str]) -> None:
        """The first row, repeated over pages."""
        row = self.row(table, widths, [(text, "Đầu bảng") for text in texts])
        row._tr.get_or_add_trPr().append(element("tblHeader"))

    @staticmethod
    def ruled(row: Any) -> None:
        """A line above the row, but for its first cell: what stands below it is a sum."""
        for cell in row.cells[1:]:
            borders = element("tcBorders")
            borders.append(element("top", val="single", sz=4, space=0, color="000000"))
            properties = cell._tc.get_or_add_tcPr()
            properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")

    def control(self, table: Any, text: str) -> None:
        """A row that holds only a template tag and vanishes."""
        row = table.add_row()
        self.para(f"{{%tr {text} %}}", "Ô bảng", row.cells[0])

    # --------------------------------------------------------------------- common portions

    def head(self, *, letter: bool = False) -> None:
        """Issuing body, quốc hiệu, number, place and date; of a letter also what it is about, and to whom."""
        widths: tuple[float, float] = (63, 102) if self.width == 165 else (108, 144)
        left, right = widths
        table = self.grid(widths, lines=False)
        one, two = self.bare_row(table, widths).cells
        self.loop("if superior", "{{ superior }}", "Cơ quan chủ quản", one)
        self.loop("for one in issuer", "{{ one }}", "Cơ quan ban hành", one)
        self.rule((left - 24) / 2, one)
        self.para("{{ country }}", "Quốc hiệu", two)
        self.para("{{ motto }}", "Tiêu ngữ", two)
        self.rule((right - 62) / 2, two)
        row = self.row(table, widths, [("{{ number }}", "Số, ký hiệu"), ("{{ place_date }}", "Địa danh, ngày tháng")])
        if letter:
            self.loop("for one in about", "{{ one }}", "Số, ký hiệu", row.cells[0])
            row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
            self.para("", "Chữ nhỏ")
            self.para(self.t("Kính gửi: {{ unit }}", "To: {{ unit }}"), "Số, ký hiệu")
            self.para("", "Chữ nhỏ")
            self.para("{{ opening }}")

    def top(self) -> None:
        """The head, title and status marks, whom it is sent to, and the opening."""
        self.head()
        self.title()
        self.loop("if addressee", "{{ addressee }}", "Kính gửi")
        self.para("{{ opening }}")

    def title(self, under: str = "") -> None:
        """The kind of the paper, what it is about, the line `under` them, and the status marks."""
        self.para("", "Chữ nhỏ")
        self.para("{{ kind }}", "Heading 1")
        self.loop("for one in subject", "{{ one }}", "Trích yếu")
        if under:
            self.para(f"~{under}~", "Số, ký hiệu")
        self.rule((self.width - 32) / 2)
        self.loop("for one in marks", "{{ one }}", "Tình trạng")
        self.para("", "Chữ nhỏ")

    def bottom(self, closing: str = "", *, proof: bool = True, below: Any = None) -> None:
        """Recipients, signature with the name left empty, digests in small print, all kept together; a letter to a unit
        has no digests. They end the table `below` which they stand, as rows without lines: LibreOffice parts a table
        from the paragraphs after it. What stands before should be kept with them: no signature goes to a page alone.
        """
        widths = [column.width.mm for column in below.columns] if below else [self.width / 2] * 2
        where = self._bare(self.wide_cell(below, widths), "top") if below else None
        if closing:
            last = self.para(closing, where=where).paragraph_format
            last.keep_with_next, last.space_before = True, Pt(6)
        self.para("", "Đối chiếu", where)
        table = below or self.grid(widths, lines=False)
        row = self.row(table, widths, [("", "Ô bảng") for _ in widths])
        half = min(range(1, len(widths)), key=lambda at: abs(sum(widths[:at]) - self.width / 2))
        one, two = (self._merged(row, start, end) for start, end in ((0, half - 1), (half, -1)))
        for cell in (one, two):
            self._bare(cell)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
        first = self.para(self.t("*Nơi nhận:*", "*Recipients:*"), "Nơi nhận", one)
        first.runs[0].italic, first.runs[0].font.size = True, Pt(12)
        first.paragraph_format.keep_with_next = True
        self.loop("for one in recipients", "{{ one }}", "Nơi nhận", one)
        self.loop("if authority", "{{ authority }}", "Chữ ký", two)
        self.para("{{ position }}", "Chữ ký", two)
        for _ in range(5):
            self.para("", "Chữ ký", two)
        if not proof:
            return
        # Many digests go over pages.
        self.control(table, f"if proof|length < {_MANY}")
        self.proof(self._bare(self.wide_cell(table, widths)))
        self.control(table, "endif")
        self.tag(f"if proof|length >= {_MANY}")
        self.proof()
        self.tag("endif")
        self.para("", "Chữ nhỏ").paragraph_format.line_spacing = Pt(1)

    @staticmethod
    def _bare(cell: Any, *kept: str) -> Any:
        """The cell without lines but those `kept`."""
        borders = element("tcBorders")
        for side in ("top", "left", "bottom", "right"):
            if side not in kept:
                borders.append(element(side, val="nil"))
        properties = cell._tc.get_or_add_tcPr()
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
        return cell

    @staticmethod
    def _merged(row: Any, first: int, last: int) -> Any:
        """One cell of a row's cells from the first to the last, without any paragraph."""
        merged = row.cells[first].merge(row.cells[last])
        for one in merged.paragraphs:
            one._p.getparent().remove(one._p)
        return merged

    def signatures(self, *titles: str) -> None:
        """Who signs, side by side; names stay empty. Not a table, which LibreOffice parts from what follows."""
        line = self.para("".join(f"\t{one}" for one in titles), "Chữ ký").paragraph_format
        line.alignment, line.keep_with_next = LEFT, True
        for at in range(len(titles)):
            line.tab_stops.add_tab_stop(Mm(self.width * (at + 0.5) / len(titles)), WD_TAB_ALIGNMENT.CENTER)
        for _ in range(5):
            self.para("", "Chữ ký").paragraph_format.keep_with_next = True

    def proof(self, where: Any = None) -> None:
        """The digests in small print."""
        line = self.para("", "Đối chiếu", where)
        self._border(line, ("bottom",), 4, 1)
        self.loop("for one in proof", "{{ one.label }}: {{ one.text }}", "Đối chiếu", where)

    def save(self) -> bytes:
        """The file's bytes: parts in a fixed order with a fixed time, own properties, no thumbnail."""
        raw = io.BytesIO()
        self.doc.save(raw)
        out = io.BytesIO()
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            names = sorted(source.namelist(), key=lambda x: (x != "[Content_Types].xml", x))
            for name in names:
                if name.startswith(DROPPED):
                    continue
                data = source.read(name)
                if name == "docProps/core.xml":
                    data = CORE.replace("LANG", self.t("vi-VN", "en-US")).encode()
                elif name.endswith(".rels"):
                    data = _without(data, b"<Relationship ", (b"thumbnail", b"app.xml", b"customXml"))
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
