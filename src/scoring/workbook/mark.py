"""Marks the wrong cells of a workbook: a colour and a comment at each; all else in the file stays as it was."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.dom import minidom
from xml.sax.saxutils import escape

from scoring.diagnostics import Diagnostic
from scoring.workbook.cells import CellRef
from scoring.workbook.keep import cells_in_error
from scoring.workbook.package import Package, failure, open_package
from scoring.workbook.sheet_xml import position
from scoring.workbook.source import relations, sheet_parts

_AUTHOR = "Chương trình chấm điểm"
_HEADS = {"vi": "Chỗ cần sửa (do chương trình ghi):", "en": "To correct (written by the program):"}
_BEFORE = {"vi": "Màu trước của ô: ", "en": "Colour before: "}
_IN_WORKBOOK = {"vi": "trong sổ Excel: ", "en": "in a workbook: "}
"""In a hint: before what is to be done in a workbook."""
_OURS = re.compile("\n*(?:" + "|".join(map(re.escape, _HEADS.values())) + ").*", re.DOTALL)
_COLOUR = re.compile("(?:" + "|".join(map(re.escape, _BEFORE.values())) + r")([^\n]*)")
_RED = "FFFF8F8F"
"""The mark's colour, which nothing else in the workbook has."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BEHIND = frozenset(("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"))
"""What comes behind the link to the comments' boxes in a worksheet."""
_AFTER_COLOURS = frozenset(("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", *_BEHIND))
"""What comes behind conditional colours in a worksheet."""
_SHAPE = re.compile(r"<v:shape\b.*?</v:shape>", re.DOTALL)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
)
_BOX = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def mark_cells(raw: bytes, name: str, problems: Iterable[Diagnostic], lang: str = "vi") -> bytes:
    """The workbook with a mark at every cell an error speaks of, and without the marks it had before."""
    package = open_package(raw, name)
    if package.open_document:
        why = "đánh dấu chỗ sai cần sổ .xlsx, đây là sổ .ods"
        raise failure(name, "SC700", why=why, why_en="marks need an .xlsx workbook, this is an .ods")
    _, sheets, styles = sheet_parts(package)
    wanted: dict[str, dict[tuple[int, int], list[Diagnostic]]] = {}
    for at, found in cells_in_error(problems).items():
        wanted.setdefault(at.sheet, {})[at.row, at.column] = found
    parts = _Parts(package)
    fills = _Fills(parts.xml(styles)) if styles else None
    for number, (title, part) in enumerate(sheets.items(), 1):
        _Sheet(parts, part, number, fills).mark(wanted.get(title, {}), lang)
    return parts.packed(raw)


class _Parts:
    """A workbook's parts, those that were changed beside those that were not."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._open: dict[str, Any] = {}
        self.texts: dict[str, str] = {}
        """Parts written as text."""

    def read(self, part: str) -> bytes:
        """A part's bytes as they were."""
        return b"".join(self.package.chunks(part))

    def xml(self, part: str, fresh: str = "") -> Any:
        """A part as a tree that may be changed; `fresh` is what it is where there is none."""
        if part not in self._open:
            data = self.read(part) if part in self.package.parts else fresh.encode()
            if b"<!DOCTYPE" in data:
                raise self.package.broken(part, "có khai báo DOCTYPE", "it declares a document type")
            self._open[part] = minidom.parseString(data)  # noqa: S318 - it declares no document type
        return self._open[part]

    def text(self, part: str, fresh: str) -> str:
        """A part as text."""
        if part not in self.texts:
            self.texts[part] = self.read(part).decode("utf-8", "replace") if part in self.package.parts else fresh
        return self.texts[part]

    def free(self, pattern: str) -> str:
        """The first name no part has."""
        number = 1
        while (name := pattern.format(number)) in self.package.parts or name in self._open or name in self.texts:
            number += 1
        return name

    def declare(self, tag: str, **values: str) -> None:
        """Say of what type a part, or an ending, is."""
        root = self.xml("[Content_Types].xml").documentElement
        key = "PartName" if "PartName" in values else "Extension"
        if all(one.getAttribute(key).lower() != values[key].lower() for one in _below(root, tag)):
            _add(root, tag, values)

    def link(self, owner: str, kind: str, part: str) -> str:
        """Let a part refer to another; the id of the relation."""
        folder, base = posixpath.split(owner)
        root = self.xml(f"{folder}/_rels/{base}.rels", f'<Relationships xmlns="{_PACKAGE}"/>').documentElement
        used = {one.getAttribute("Id") for one in _below(root, "Relationship")}
        id = next(one for number in range(1, len(used) + 2) if (one := f"rIdMark{number}") not in used)
        _add(root, "Relationship", {"Id": id, "Type": f"{_LINKS}/{kind}", "Target": f"/{part}"})
        return id

    def packed(self, raw: bytes) -> bytes:
        """The workbook; parts that were not changed are copied byte by byte."""
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        changed = {name: head + one.documentElement.toxml() for name, one in self._open.items()} | self.texts
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for one in old.infolist():
                text = changed.pop(one.filename, None)
                new.writestr(one, old.read(one) if text is None else text.encode(), zipfile.ZIP_DEFLATED)
            for name, text in changed.items():
                new.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
        return out.getvalue()


def _below(root: Any, *names: str) -> list[Any]:
    """The elements directly below another, of these names."""
    return [one for one in root.childNodes if one.nodeType == one.ELEMENT_NODE and one.localName in names]


def _add(root: Any, tag: str, values: Mapping[str, str] | None = None, before: Any = None) -> Any:
    """A new element below another, in its namespace."""
    prefix = f"{root.prefix}:" if root.prefix else ""
    made = root.ownerDocument.createElementNS(root.namespaceURI, prefix + tag)
    for key, value in (values or {}).items():
        made.setAttribute(key, value)
    root.insertBefore(made, before)
    return made


class _Fills:
    """The styles of a workbook, to which the same style in another colour is added where it is needed."""

    def __init__(self, document: Any) -> None:
        root = document.documentElement
        (self.fills,), (self.formats,) = _below(root, "fills"), _below(root, "cellXfs")
        self.root = root
        self.known = _below(self.formats, "xf")
        self.same: dict[str, int] = {one.toxml(): index for index, one in reversed(list(enumerate(self.known)))}

    def colour(self, style: int) -> str:
        """The colour of a style, as its attributes in the file: ``rgb=FFFFF4C7``; empty for none."""
        fills = _below(self.fills, "fill")
        index = int(self.known[style].getAttribute("fillId") or 0) if style < len(self.known) else 0
        pattern = _below(fills[index], "patternFill") if index < len(fills) else []
        shown = _below(pattern[0], "fgColor") if pattern and pattern[0].getAttribute("patternType") == "solid" else []
        return " ".join(f"{key}={value}" for key, value in shown[0].attributes.items()) if shown else ""

    def recoloured(self, style: int, colour: str) -> int:
        """The style that is like this one but of this colour."""
        if style >= len(self.known) or self.colour(style) == colour:
            return style
        made = self.known[style].cloneNode(True)
        made.setAttribute("fillId", str(self._fill(colour)))
        made.setAttribute("applyFill", "1")
        written = made.toxml()
        if written not in self.same:
            self.formats.appendChild(made)
            self.known.append(made)
            self.formats.setAttribute("count", str(len(self.known)))
            self.same[written] = len(self.known) - 1
        return self.same[written]

    def marks(self) -> set[str]:
        """The numbers of the mark's colour among the formats conditions give."""
        return {
            str(index)
            for group in _below(self.root, "dxfs")
            for index, one in enumerate(_below(group, "dxf"))
            if any(shown.getAttribute("rgb") == _RED for shown in one.getElementsByTagNameNS("*", "bgColor"))
        }

    def mark_number(self) -> str:
        """The number of the mark's colour among the formats conditions give; it is added where it is missing."""
        if not self.marks():
            behind = next(iter(_below(self.root, "tableStyles", "colors", "extLst")), None)
            groups = _below(self.root, "dxfs") or [_add(self.root, "dxfs", before=behind)]
            pattern = _add(_add(_add(groups[0], "dxf"), "fill"), "patternFill", {"patternType": "solid"})
            _add(pattern, "fgColor", {"rgb": _RED})
            _add(pattern, "bgColor", {"rgb": _RED})
            groups[0].setAttribute("count", str(len(_below(groups[0], "dxf"))))
        return min(self.marks())

    def _fill(self, colour: str) -> int:
        if not colour:
            return 0
        made = _add(self.fills, "fill")
        pattern = _add(made, "patternFill", {"patternType": "solid"})
        _add(pattern, "fgColor", dict(one.split("=", 1) for one in colour.split() if "=" in one))
        _add(pattern, "bgColor", {"indexed": "64"})
        fills = _below(self.fills, "fill")
        same = next(index for index, one in enumerate(fills) if one.toxml() == made.toxml())
        if same < len(fills) - 1:
            self.fills.removeChild(made)
        else:
            self.fills.setAttribute("count", str(len(fills)))
        return same


class _Sheet:
    """One worksheet with its comments."""

    def __init__(self, parts: _Parts, part: str, number: int, fills: _Fills | None) -> None:
        self.parts, self.part, self.number, self.fills = parts, part, number, fills
        folder, base = posixpath.split(part)
        there = f"{folder}/_rels/{base}.rels" in parts.package.parts
        links = relations(parts.package, part) if there else []
        self.comments = next((one for _, kind, one in links if kind == "comments"), "")
        self.links = {id: one for id, _, one in links}

    def mark(self, wanted: Mapping[tuple[int, int], Sequence[Diagnostic]], lang: str) -> None:
        """Take the earlier marks away, then put the new ones."""
        old = self._unmarked() if self.comments else {}
        if not wanted and not old:
            return
        self.root = self.parts.xml(self.part).documentElement
        self.rows = {int(one.getAttribute("r") or 0): one for one in _below(self._data(), "row")}
        for at, colour in old.items():
            self._colour(at, colour)
        shown: dict[tuple[int, int], list[Diagnostic]] = {}
        for at, problems in wanted.items():
            shown.setdefault(self._seen(at), []).extend(problems)
        for at, problems in shown.items():
            before = self._colour(at, f"rgb={_RED}")
            lines = [_HEADS[lang]]
            for one in problems:
                hint = one.hint(lang).rpartition(_IN_WORKBOOK[lang])[2]
                lines += [f"• {one.message(lang)}", *([f"  → {hint}"] if hint else [])]
            self._comment(at, "\n".join(lines), f"\n{_BEFORE[lang]}{before}")
        self._show_above(shown)

    def _seen(self, at: tuple[int, int]) -> tuple[int, int]:
        """The cell that is seen in the place of another: the first of those merged with it."""
        for group in _below(self.root, "mergeCells"):
            for one in _below(group, "mergeCell"):
                first, _, last = one.getAttribute("ref").partition(":")
                low, high = position(first), position(last or first)
                if low and high and low[0] <= at[0] <= high[0] and low[1] <= at[1] <= high[1]:
                    return low
        return at

    def _data(self) -> Any:
        return _below(self.root, "sheetData")[0]

    # ------------------------------------------------------------------------------- colours

    def _colour(self, at: tuple[int, int], colour: str) -> str:
        """Give a cell a colour; the one it had."""
        if self.fills is None:
            return ""
        cell = self._cell(at)
        style = int(cell.getAttribute("s") or 0)
        before = self.fills.colour(style)
        cell.setAttribute("s", str(self.fills.recoloured(style, colour)))
        return before

    def _show_above(self, marked: Iterable[tuple[int, int]]) -> None:
        """Keep the sheet's own conditional colours from being painted over the marks."""
        groups = _below(self.root, "conditionalFormatting")
        if self.fills is None or not groups:
            return
        ours = self.fills.marks()
        for group in groups:
            for rule in _below(group, "cfRule"):
                if rule.getAttribute("dxfId") in ours:
                    group.removeChild(rule)
            if not _below(group, "cfRule"):
                self.root.removeChild(group)
        names = " ".join(CellRef("", *at).name for at in sorted(marked))
        if not names:
            return
        rules = self.root.getElementsByTagNameNS("*", "cfRule")
        if any(one.getAttribute("priority") == "1" for one in rules):
            for one in rules:
                one.setAttribute("priority", str(int(one.getAttribute("priority") or 0) + 1))
        values = {"type": "expression", "dxfId": self.fills.mark_number(), "priority": "1", "stopIfTrue": "1"}
        behind = next(one for one in self.root.childNodes if one in groups or one.localName in _AFTER_COLOURS)
        group = _add(self.root, "conditionalFormatting", {"sqref": names}, behind)
        _set_text(_add(_add(group, "cfRule", values), "formula"), "TRUE")

    def _cell(self, at: tuple[int, int]) -> Any:
        """The cell's element; one that holds nothing is made, in the style of its row or column."""
        number, column = at
        row = self.rows.get(number)
        if row is None:
            behind = next((one for key, one in sorted(self.rows.items()) if key > number), None)
            row = self.rows[number] = _add(self._data(), "row", {"r": str(number)}, behind)
        name = CellRef("", number, column).name
        behind = None
        for one in _below(row, "c"):
            ref = one.getAttribute("r")
            if ref == name:
                return one
            found = position(ref)
            if found is not None and found[1] > column:
                behind = one
                break
        style = row.getAttribute("s")
        for group in _below(self.root, "cols"):
            for one in _below(group, "col") if not style else ():
                if int(one.getAttribute("min")) <= column + 1 <= int(one.getAttribute("max")):
                    style = one.getAttribute("style")
        return _add(row, "c", {"r": name, **({"s": style} if style else {})}, behind)

    # ------------------------------------------------------------------------------ comments

    def _unmarked(self) -> dict[tuple[int, int], str]:
        """Take our words out of the comments; the colour each cell had before, by cell."""
        document = self.parts.xml(self.comments)
        found: dict[tuple[int, int], str] = {}
        for group in _below(document.documentElement, "commentList"):
            for one in _below(group, "comment"):
                texts = one.getElementsByTagNameNS("*", "t")
                whole = "".join(_text(text) for text in texts)
                ours = _OURS.search(whole.replace("\r", ""))
                at = position(one.getAttribute("ref"))
                if ours is None or at is None:
                    continue
                colour = _COLOUR.search(ours[0])
                found[at] = colour[1].strip() if colour else ""
                if not ours.start():
                    group.removeChild(one)
                    self._unbox(at)
                    continue
                left = ours.start()
                for text in texts:
                    kept = _text(text).replace("\r", "")[:left]
                    left -= len(kept)
                    _set_text(text, kept)
        return found

    def _comment(self, at: tuple[int, int], text: str, before: str) -> None:
        """Write a comment at a cell, behind the words of another where there are some; what only the next marking
        reads, `before`, is too small and pale to be seen.
        """
        if not self.comments:
            self.comments = self.parts.free("xl/comments{}.xml")
            self.parts.link(self.part, "comments", self.comments)
            self.parts.declare("Override", PartName=f"/{self.comments}", ContentType=_COMMENTS)
        fresh = f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
        root = self.parts.xml(self.comments, fresh).documentElement
        (authors,), (group,) = _below(root, "authors"), _below(root, "commentList")
        ref = CellRef("", *at).name
        there = next((one for one in _below(group, "comment") if one.getAttribute("ref") == ref), None)
        if there is None:
            names = [_text(one) for one in _below(authors, "author")]
            if _AUTHOR not in names:
                _set_text(_add(authors, "author"), _AUTHOR)
                names.append(_AUTHOR)
            there = _add(group, "comment", {"ref": ref, "authorId": str(names.index(_AUTHOR))})
            _add(there, "text")
            self._box(at, text.count("\n") + len(text) // 45 + 2)
        else:
            text = f"\n\n{text}"
        for words, look in ((text, {}), (before, {"sz": {"val": "1"}, "color": {"rgb": "FFFFFFE1"}})):
            run = _add(_below(there, "text")[0], "r")
            if look:
                font = _add(run, "rPr")
                for tag, values in look.items():
                    _add(font, tag, values)
            shown = _add(run, "t")
            shown.setAttribute("xml:space", "preserve")
            _set_text(shown, words)

    def _boxes(self) -> str:
        """The part with the comments' boxes; made where there is none."""
        if not hasattr(self, "root"):
            self.root = self.parts.xml(self.part).documentElement
        there = _below(self.root, "legacyDrawing")
        if there:
            return self.links[there[0].getAttributeNS(_LINKS, "id")]
        part = self.parts.free("xl/drawings/vmlDrawing{}.vml")
        self.parts.texts[part] = _VML
        id = self.links_to(part)
        behind = next((one for one in self.root.childNodes if one.localName in _BEHIND), None)
        link = _add(self.root, "legacyDrawing", before=behind)
        if not self.root.hasAttribute("xmlns:r"):
            self.root.setAttribute("xmlns:r", _LINKS)
        link.setAttributeNS(_LINKS, "r:id", id)
        return part

    def links_to(self, part: str) -> str:
        """Refer to the boxes' part."""
        id = self.parts.link(self.part, "vmlDrawing", part)
        self.parts.declare(
            "Default", Extension="vml", ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"
        )
        self.links[id] = part
        return id

    def _box(self, at: tuple[int, int], lines: int) -> None:
        part = self._boxes()
        text = self.parts.text(part, _VML)
        number = max([1024 * self.number, *map(int, re.findall(r"_x0000_s(\d{1,9})", text))]) + 1
        row, column = at[0] - 1, at[1]
        anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 8, {column + 4}, 40, {row + min(lines, 12)}, 4"
        shape = (
            f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
            'fillcolor="#ffffe1" o:insetmode="auto"><v:shadow on="t" color="black" obscured="t"/>'
            '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
            f"<x:SizeWithCells/><x:Anchor>{escape(anchor)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
        kind = "" if 'id="_x0000_t202"' in text else _BOX
        head, end, tail = text.rpartition("</xml>")
        self.parts.texts[part] = f"{head}{kind}{shape}{end}{tail}"

    def _unbox(self, at: tuple[int, int]) -> None:
        part = self._boxes()
        place = (f"<x:Row>{at[0] - 1}</x:Row>", f"<x:Column>{at[1]}</x:Column>")

        def without(found: re.Match[str]) -> str:
            plain = re.sub(r"\s", "", found[0])
            return "" if all(one in plain for one in place) else found[0]

        self.parts.texts[part] = _SHAPE.sub(without, self.parts.text(part, _VML))


def _text(node: Any) -> str:
    return "".join(one.data for one in node.childNodes if one.nodeType in {one.TEXT_NODE, one.CDATA_SECTION_NODE})


def _set_text(node: Any, text: str) -> None:
    for one in list(node.childNodes):
        node.removeChild(one)
    node.appendChild(node.ownerDocument.createTextNode(text))
