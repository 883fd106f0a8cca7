"""Reads CSV text into rows of cells with their places; columns are named in Vietnamese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scoring.diagnostics import did_you_mean
from scoring.text import fold, is_nfc, nfc, not_utf8, visible
from scoring.yaml_source import Document, Limits
from scoring.yaml_syntax import Mark, invisible_lines

DELIMITERS = (";", ",", "\t")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SEP = re.compile(r'("?)sep=(.)\1[;,\t ]*\n', re.IGNORECASE)
_WORDS = re.compile(r"[^a-z0-9]+")
_FIELD = re.compile(r"\s*(?:field|mục|muc)\s*:\s*(\S+)\s*", re.IGNORECASE)

# Column → names it may have in the header, compared without tones, case and signs between words.
_NAMES = {
    "type": "type, loại, loại dòng",
    "agency": "agency, cơ quan, đơn vị, mã cơ quan",
    "id": "id, mã, mã số",
    "measure": "measure, số liệu, mã số liệu",
    "criterion": "criterion, mã tiêu chí",
    "criteria": "criteria, tiêu chí, các tiêu chí, dùng cho tiêu chí",
    "value": "value, giá trị, trả lời",
    "points": "points, điểm, tự chấm, điểm tự chấm",
    "kind": "kind, loại minh chứng, loại cơ quan",
    "number": "number, số, số hiệu, số ký hiệu",
    "date": "date, ngày, ngày ban hành",
    "issuer": "issuer, cơ quan ban hành, nơi ban hành",
    "title": "title, tên, tiêu đề, trích yếu, tên văn bản, tên cơ quan",
    "file": "file, tệp, tệp đính kèm",
    "sha256": "sha256, mã sha256",
    "reason": "reason, lý do",
    "outside_period": "outside period, lý do ngoài kỳ",
    "shared_with": "shared with, chung với, văn bản chung với",
    "explanation": "explanation, giải trình",
    "not_applicable": "not applicable, không áp dụng",
    "by": "by, người chấm, ai chấm",
    "document": "document, văn bản",
    "evidence": "evidence, minh chứng, mã minh chứng",
    "period": "period, kỳ, kỳ đánh giá",
    "scheme": "scheme, thang điểm, bộ tiêu chí",
    "block": "block, khối",
    "complete": "complete, đã đủ, đủ minh chứng",
    "submitted": "submitted, ngày nộp",
    "unit": "unit, phần của đơn vị, mã đơn vị",
    "from": "from, từ ngày, ngày thành lập",
    "until": "until, đến ngày, ngày kết thúc",
    "succeeds": "succeeds, tiền thân, kế thừa, cơ quan tiền thân",
    "occurrence": "occurrence, lần, lần báo cáo, kỳ báo cáo",
    "cited_number": "cited number, căn cứ số, số căn cứ",
    "cited_date": "cited date, ngày căn cứ, căn cứ ngày",
    "cited_title": "cited title, tên căn cứ, căn cứ",
    "note": "note, ghi chú",
}


def plain(text: str) -> str:
    """A word compared by its letters and digits alone, without tones.

    >>> plain("Giá_trị"), plain("gia tri")
    ('gia tri', 'gia tri')
    """
    return _WORDS.sub(" ", fold(text)).strip()


class Columns:
    """The columns a table may have, each with the names a header may use."""

    def __init__(self, names: Mapping[str, str], *, fields: bool = False) -> None:
        """Columns with their names, separated by commas; with `fields` also ``field: id`` for any id."""
        self.keys = tuple(names)
        self.names = [name.strip() for given in names.values() for name in given.split(",")]
        self.fields = fields
        self._by_name = {plain(name): key for key, given in names.items() for name in given.split(",")}

    def of(self, name: str) -> str | None:
        """The column a header cell names; None when there is no such column."""
        own = _FIELD.fullmatch(name) if self.fields else None
        return f"field:{own[1]}" if own else self._by_name.get(plain(name))


DOSSIER = Columns(_NAMES, fields=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without spaces around it, and its place."""

    text: str
    mark: Mark


@dataclass(slots=True)
class Row:
    """A row's cells by column; empty cells are left out."""

    mark: Mark
    cells: dict[str, Cell] = field(default_factory=dict)

    def get(self, *columns: str) -> Cell | None:
        """The first of these columns that holds something."""
        return next((self.cells[one] for one in columns if one in self.cells), None)


class _Unclosed(Exception):  # noqa: N818 - it says what is the matter
    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        super().__init__(mark)


def _records(text: str, delimiter: str, first: int) -> Iterator[list[Cell]]:
    """The CSV records that are not blank."""
    cells: list[Cell] = []
    at, line, start = 0, first, 0
    while at <= len(text):
        begin = (line, at - start + 1)
        if text.startswith('"', at):
            content, end = _quoted(text, at, (*begin, begin[1] + 1))
            length = end - at
            breaks = text.count("\n", at, end)
            if breaks:
                line, start, length = line + breaks, text.rindex("\n", at, end) + 1, len(content)
        else:
            end = at
            while end < len(text) and text[end] not in (delimiter, "\n"):
                end += 1
            content = text[at:end]
            length = end - at
            inside = content.strip()
            begin = (line, begin[1] + len(content) - len(content.lstrip()))
            length = len(inside)
        if end < len(text) and text[end] not in (delimiter, "\n"):
            raise _Unclosed((line, end - start + 1, end - start + 2))
        cells.append(Cell(content.strip(), (*begin, begin[1] + max(1, length))))
        at = end + 1
        if end >= len(text) or text[end] == "\n":
            if any(one.text for one in cells):
                yield cells
            cells, line, start = [], line + 1, at


def _quoted(text: str, at: int, mark: Mark) -> tuple[str, int]:
    parts: list[str] = []
    at += 1
    while True:
        end = text.find('"', at)
        if end < 0:
            raise _Unclosed(mark)
        parts.append(text[at:end])
        if not text.startswith('"', end + 1):
            return "".join(parts), end + 1
        parts.append('"')
        at = end + 2


def _decoded(raw: bytes, doc: Document, limits: Limits) -> str | None:
    if len(raw) > limits.size:
        doc.add("SC102", None, size=str(len(raw)), limit=str(limits.size))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        doc.add("SC101", (line, 1, 2), None, **not_utf8(raw, error.start))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str, columns: Columns) -> str:
    """The delimiter under which most header cells are known columns."""
    head = "\n".join(text.split("\n", 60)[:60])

    def known(delimiter: str) -> int:
        try:
            header = next(_records(head, delimiter, 1), [])
        except _Unclosed:
            return -1
        return sum(columns.of(one.text) is not None for one in header)

    return max(DELIMITERS, key=known)


def read_table(raw: bytes, name: str, limits: Limits, known: Columns = DOSSIER) -> tuple[Document, list[Row]]:
    """The rows of a table; problems end up in the document's diagnostics."""
    doc = Document(name)
    text = _decoded(raw, doc, limits)
    if text is None:
        return doc, []
    doc.text = text
    for code, mark, values in invisible_lines(text):
        doc.add(code, mark, None, **values)
    first, declared = 1, _SEP.match(text)
    if declared:
        text, first = text[declared.end() :], 2
    delimiter = declared[2] if declared else _delimiter(text, known)
    rows: list[Row] = []
    try:
        records = _records(text, delimiter, first)
        header = next(records, None)
        if header is None:
            doc.add("SC113", (1, 1, 1))
            return doc, []
        columns = _header(header, doc, known)
        if columns is not None:
            count = 0
            for cells in records:
                count += len(cells)
                if count > limits.nodes:
                    doc.add("SC104", cells[0].mark, limit=str(limits.nodes))
                    break
                rows.append(_row(cells, columns, doc, known))
    except _Unclosed as error:
        why = "dấu nháy kép chưa đóng, hoặc còn chữ sau dấu nháy đóng"
        english = "a quote is not closed, or text follows the closing quote"
        doc.add("SC105", error.mark, why=why, why_en=english)
    doc.once_nfc()
    return doc, rows


def _header(header: list[Cell], doc: Document, of: Columns) -> list[str] | None:
    known = ", ".join([*of.keys, *(["field:…"] if of.fields else [])])
    columns: list[str] = []
    seen: dict[str, Mark] = {}
    for cell in header:
        key = of.of(nfc(cell.text)) if cell.text else ""
        if key and key in seen:
            doc.add("SC106", cell.mark, seen[key], key=cell.text)
        elif key:
            seen[key] = cell.mark
        columns.append(key or "")
    if not seen:
        doc.add("SC120", header[0].mark, columns=known)
        return None
    for cell, key in zip(header, columns, strict=True):
        if cell.text and not key:
            shown = visible(cell.text[:40])
            guess = did_you_mean(cell.text, of.names, len(doc.diagnostics))
            doc.add("SC121", cell.mark, column=shown, columns=known, guess=guess)
    return columns


def _row(cells: list[Cell], columns: list[str], doc: Document, known: Columns) -> Row:
    row = Row((cells[0].mark[0], cells[0].mark[1], cells[0].mark[1] + 1))
    extra = [one for one in cells[len(columns) :] if one.text]
    if extra or len(cells) < len(columns):
        # A row cut short would shift nothing, but it tells of a delimiter inside a cell.
        mark = extra[0].mark if extra else cells[-1].mark
        doc.add("SC122", mark, found=str(len(cells)), wanted=str(len(columns)))
    for column, cell in zip(columns, cells, strict=False):
        if not cell.text:
            continue
        text = cell.text
        bad = _UNSAFE.search(text)
        if bad:
            doc.add("SC118", cell.mark, char=f"U+{ord(bad[0]):04X}", text=visible(text[:40]))
            text = _UNSAFE.sub("\ufffd", text)
        if not is_nfc(text):
            doc.add("SC114", cell.mark)
            text = nfc(text)
        if column:
            row.cells.setdefault(column, Cell(text, cell.mark))
        elif not any(one.code == "SC121" for one in doc.diagnostics):
            # Something stands below a header cell that is empty: nobody knows what it is.
            doc.add("SC121", cell.mark, column="", columns=", ".join(known.keys), guess="")
    return row
