"""Sheet Minh chứng: one row per document, with room for more."""

from __future__ import annotations

from scoring.scheme.model import EvidenceKind
from scoring.text import clip, column_letters, visible
from scoring.workbook import checks, styles
from scoring.workbook.addresses import NO_DATE, RECORD_HIDDEN, Addresses
from scoring.workbook.cell_content import Cell
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.layout import (
    ALL,
    COMPLETE_ASKED,
    COMPLETE_CELL,
    NO,
    NOT_ALL,
    PICKS,
    SOME,
    YES,
    choice_labels,
    criteria_labels,
    fresh_ids,
)
from scoring.workbook.record_checks import day_ends, record_label, uses_of

_NEEDS = {"number": "số", "date": "ngày", "issuer": "cơ quan ban hành", "file": "tệp"}
_ANSWERS = {
    "choice": " – chọn", "yes_no": " – Có/Không", "number": " – số", "date": " – ngày",
    "reference": " – mã minh chứng",
}  # fmt: skip
_SMALL = 10
SPARE = 3
"""Free rows that are shown behind the last one in use, and at first behind the headings."""


def write_evidence(frame: Frame, sheet: Sheet) -> None:
    """Fill the sheet."""
    addresses, formats = frame.addresses, frame.formats
    table = addresses.evidence
    _complete(frame, sheet)
    frame.table_head(sheet, table)
    rules = _rules(addresses)
    kinds = list(addresses.labels.values())
    asks = [_asks(kind) for kind in frame.scheme.evidence_kinds.values()]
    known, texts = addresses.lists.range(kinds), addresses.lists.range(asks)
    records = frame.contents.evidence
    taken = {str(one.get("id")).lower() for one in records}
    unit = frame.share.unit.id if frame.share else ""
    fresh = (id for id in fresh_ids(unit) if id not in taken)
    for index in range(addresses.capacity):
        at = table.first_row - 1 + index
        cells: dict[str, Cell] = records[index] if index < len(records) else {"id": next(fresh)}
        value = asks[kinds.index(str(cells["kind"]))] if "kind" in cells else ""
        for where, column in enumerate(table.columns):
            key = column.key
            if key == "id":
                grey = formats(font_size=8, font_color="#5A5A5A", text_wrap=False, shrink=True)
                sheet.text(at, where, str(cells["id"]), grey)
            elif key == "asks":
                chosen = f"${table.letter('kind')}{at + 1}"
                asked = f"INDEX({texts},MATCH({chosen},{known},0))"
                formula = f'=IF({chosen}="","",IFERROR({asked}&"","loại này không có trong danh mục"))'
                if by := frame.origins.get(f"evidence/{cells['id']}"):
                    formula += '&" Nguồn: {}."'.format(clip(by, 200).replace('"', '""'))
                    value += f" Nguồn: {clip(by, 200)}."
                green = formats(styles.PLAIN, font_size=9, font_color="#3F5F3F", border=0)
                sheet.formula(at, where, formula, green, value)
            else:
                shown = "General" if key.startswith("field_") else "@"
                free: styles.Style = {"locked": False, "num_format": shown, "align": "left", "border": 0}
                size = 9 if key in PICKS else _SMALL
                cell_format = formats(styles.PLAIN, font_size=size, **free)
                sheet.value(at, where, cells.get(key), cell_format)
        _hidden(frame, sheet, at, cells)
        if index < len(records):
            # Other rows become as high as what is typed there.
            filled = [c for c in table.columns if c.key in cells and c.key != "id"]
            typed = [(str(cells[c.key]), c.width) for c in filled if c.key not in PICKS]
            small = [(str(cells[c.key]), c.width) for c in filled if c.key in PICKS]
            small.append((value, table.columns[table.at("asks")].width))
            sheet.raw.set_row(at, max(styles.height(*typed, size=_SMALL), styles.height(*small, size=9)))
    first, last = table.first_row - 1, table.first_row + addresses.capacity - 2
    # An id that ran over into the next cell would make a page of a row nobody has used.
    longest = max(len(unit or "mc") + 4, *(len(str(one["id"])) for one in records), 0)
    sheet.raw.set_column(0, 0, max(table.columns[0].width, min(18, longest + 1)))
    for key, rule in rules.items():
        where = table.at(key)
        sheet.raw.data_validation(first, where, last, where, rule)
    _colours(frame, sheet, first, last)
    frame.table_page(sheet, table, len(RECORD_HIDDEN), last, PICKS[-1])
    # Rows nobody has used make no pages: printed are cells without lines of their own and without the ids, which stand
    # in every row; lines and colours are those of a condition, and the headings are repeated on each page.
    sheet.raw.print_area(first, 1, last, table.at(PICKS[-1]))
    agency = visible(f"DANH MỤC MINH CHỨNG – {frame.dossier.agency.name} – {frame.period}").replace("&", "&&")
    sheet.raw.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.55)
    sheet.raw.set_header(f"&L&11&B{agency[:200]}")


def _complete(frame: Frame, sheet: Sheet) -> None:
    row, column = COMPLETE_CELL
    sheet.text(row - 1, 0, COMPLETE_ASKED, frame.formats.bare(bold=True))
    cell_format = frame.formats(styles.INPUT, locked=False, bold=True, align="center", valign="vcenter")
    prompt = (
        f"“{ALL}”: không còn văn bản nào chưa ghi; mục đếm từ minh chứng chỉ có điểm khi danh sách đã đủ. "
        f"“{SOME}”: đánh dấu từng loại ở trang Khác."
    )
    rule = checks.choice("Danh sách đã đủ chưa?", prompt, [ALL, NOT_ALL, SOME])
    sheet.input(row - 1, column, frame.contents.complete, cell_format, rule)
    sheet.raw.set_row(row - 1, 20)
    hint = "Mỗi dòng một văn bản. Bỏ trống phần văn bản không có; không tự đoán số, ngày."
    if not frame.addresses.own_labels:
        hint = "Đơn vị này không phải nộp loại văn bản nào."
    sheet.text(row, 0, hint, frame.formats.hint())


def _asks(kind: EvidenceKind) -> str:
    """What a kind of evidence needs, in words."""
    fields = enumerate(kind.fields.values(), 1)
    words = [f"Đặc điểm {index}: {one.title}{_ANSWERS.get(one.type, '')}." for index, one in fields]
    if kind.needs:
        words.append(f"Cần có {', '.join(_NEEDS[one] for one in kind.needs)}.")
    return " ".join(words)


def _rules(addresses: Addresses) -> dict[str, checks.Validation]:
    """What each column accepts."""
    table = addresses.evidence
    first = table.first_row
    kinds = addresses.lists.range(list(addresses.labels.values()))
    offered = addresses.lists.range(list(addresses.own_labels.values()))
    occurrences = list(addresses.occurrences.values())
    day = f"${table.letter('date')}{first}"
    rules = {
        "kind": checks.choice("Loại minh chứng", "Chọn loại trong danh sách.", f"={offered}"),
        "number": checks.text("Số, ký hiệu", "Ví dụ 54/KH-UBND. Văn bản để trống số thì bỏ trống.", 200),
        "date": checks.date(
            day, "Ngày của văn bản", "Ghi 12/03/2025. Văn bản chỉ có tháng, năm: ghi 3/2025; chỉ có năm: ghi 2025."
        ),
        "issuer": checks.text("Cơ quan ban hành", "Tên cơ quan ký văn bản.", 500),
        "title": checks.text("Tên văn bản", "Tên loại và trích yếu. Không ghi họ tên, số định danh của công dân."),
        "file": checks.text("Tên tệp", "Tên tệp đặt cạnh hồ sơ, ví dụ ke-hoach-nam.pdf.", 500),
        "outside_period": checks.text(
            "Lý do ngày ngoài kỳ", "Chỉ ghi khi ngày văn bản nằm ngoài kỳ đánh giá, ví dụ: còn hiệu lực trong kỳ."
        ),
        "shared_with": checks.text(
            "Văn bản chung",
            "Văn bản liên tịch mà cơ quan khác cũng nộp: mã các cơ quan ấy, cách nhau bằng dấu chấm phẩy. "
            "Hồ sơ của họ cũng phải ghi mã của cơ quan này.",
            500,
        ),
        "note": checks.text("Ghi chú", "Ghi thêm nếu cần."),
        "cites": checks.text("Viện dẫn", "Mỗi dòng một văn bản được viện dẫn: số | ngày | tên."),
        "sha256": checks.text("Mã băm", "Để trống; chương trình ghi khi có tệp.", 64),
        "fields_more": checks.text("Thông tin khác", "Thường để trống."),
    }
    criteria = addresses.lists.range(list(criteria_labels(addresses.plan.set).values()))
    for key in PICKS:
        prompt = "Chọn tiêu chí trong danh sách, mỗi ô một tiêu chí. Bỏ trống: dùng ở mọi tiêu chí cần loại này."
        rules[key] = checks.picked("Dùng cho tiêu chí", prompt, f"={criteria}")
    rules["occurrence"] = checks.text("Kỳ báo cáo", "Thường để trống.", 100)
    if occurrences:
        prompt = "Với báo cáo định kỳ: chọn kỳ báo cáo. Loại khác thì bỏ trống."
        rules["occurrence"] = checks.choice("Kỳ báo cáo", prompt, f"={addresses.lists.range(occurrences)}")
    fields = (column.key for column in table.columns if column.key.startswith("field_"))
    return rules | {key: _field_rule(addresses, place, kinds) for place, key in enumerate(fields)}


def _field_rule(addresses: Addresses, place: int, kinds: str) -> checks.Validation:
    """The list of a field, by the kind chosen in the same row."""
    table = addresses.evidence
    offered, starts, counts = [""], [], []
    for kind in addresses.plan.scheme.evidence_kinds.values():
        spec = list(kind.fields.values())[place] if place < len(kind.fields) else None
        texts = list(choice_labels(addresses.plan.scheme, spec).values()) if spec else []
        if spec and spec.type == "yes_no":
            texts = [YES, NO]
        starts.append(len(offered))
        counts.append(max(1, len(texts)))
        offered += texts or [""]
    prompt = "Cột “Loại này cần ghi” nói phải ghi gì ở đây. Loại không có đặc điểm thì bỏ trống."
    if not any(offered):
        return checks.text(f"Đặc điểm {place + 1}", prompt)
    chosen = f"${table.letter('kind')}{table.first_row}"
    top = addresses.lists.range(offered).partition(":")[0]
    row = f"MATCH({chosen},{kinds},0)"
    first, many = (f"INDEX({addresses.lists.range(one)},{row})" for one in (starts, counts))
    # Where the field names another record, the records are offered.
    linked = f'ISNUMBER(FIND(";f{place + 1};",${addresses.record_letter("codes")}{table.first_row}))'
    picks = addresses.records_range("pick")
    return checks.suggested(f"Đặc điểm {place + 1}", prompt, f"=IF({linked},{picks},OFFSET({top},{first},0,{many},1))")


def _hidden(frame: Frame, sheet: Sheet, at: int, cells: dict[str, Cell]) -> None:
    """The columns that only formulas read."""
    one, row = frame.checks, at + 1
    table = frame.addresses.evidence
    typed, kind, id, number, title = (f"${table.letter(key)}{row}" for key in ("date", "kind", "id", "number", "title"))
    low, high = day_ends(cells)
    heads = (f'LEFT({cell},FIND(" – ",{cell}&" – ")-1)' for cell in (f"${table.letter(key)}{row}" for key in PICKS))
    joined = '&" "&'.join(heads)
    spaced = f'SUBSTITUTE(SUBSTITUTE({joined},","," "),";"," ")'
    wrong, doubt = one.cells(row, cells)
    pick = f'=IF({kind}="","",{id}&" – "&TRIM({number}&" "&LEFT({title},50)))'
    computed = {
        "first": (f"={day_formula(typed, last=False)}", low),
        "last": (f"={day_formula(typed, last=True)}", high),
        "uses": (f'=";"&SUBSTITUTE(TRIM({spaced})," ",";")&";"', uses_of(cells)),
        "codes": one.codes_cell(row, cells),
        "wrong": wrong,
        "doubt": doubt,
        "pick": (pick, record_label(cells) if "kind" in cells else ""),
        "count": one.count_cell(row),
    }
    for where, key in enumerate(RECORD_HIDDEN, len(table.columns)):
        formula, value = computed[key]
        sheet.formula(at, where, formula, frame.formats.bare(num_format="0"), value)


def day_formula(cell: str, *, last: bool) -> str:
    """The first or last day a date typed as text can be; `NO_DATE` for none, or one nobody can read."""
    text = f"TRIM({cell})"

    def day_of_month(year: str, month: str) -> str:
        return f"DATE({year},{month}+1,0)" if last else f"DATE({year},{month},1)"

    slash, second = f'FIND("/",{text})', f'FIND("/",{text},FIND("/",{text})+1)'
    dash, later = f'FIND("-",{text})', f'FIND("-",{text},FIND("-",{text})+1)'
    vietnamese = f"DATE(MID({text},{second}+1,4),MID({text},{slash}+1,{second}-{slash}-1),LEFT({text},{slash}-1))"
    month = day_of_month(f"MID({text},{slash}+1,4)", f"LEFT({text},{slash}-1)")
    # A spreadsheet takes 31/02 for a day of March: divided by zero, it is none that can be read.
    vietnamese += f"/((DAY({vietnamese})=LEFT({text},{slash}-1)*1)*(MID({text},{slash}+1,{second}-{slash}-1)*1<13))"
    month += f"/(LEFT({text},{slash}-1)*1<13)"
    iso = f"DATE(LEFT({text},4),MID({text},{dash}+1,{later}-{dash}-1),MID({text},{later}+1,2))"
    iso_month = day_of_month(f"LEFT({text},4)", f"MID({text},{dash}+1,2)")
    year = f"DATE(VALUE({text}),12,31)" if last else f"DATE(VALUE({text}),1,1)"
    slashes = f'LEN({text})-LEN(SUBSTITUTE({text},"/",""))'
    dashes = f'LEN({text})-LEN(SUBSTITUTE({text},"-",""))'
    read = (
        f"IF({slashes}=2,{vietnamese},IF({slashes}=1,{month},IF({dashes}=2,{iso},IF({dashes}=1,{iso_month},{year}))))"
    )
    typed = f"IF({cell}<3000,{year},{cell})"
    return f'IF({cell}="",{NO_DATE},IF(ISNUMBER({cell}),{typed},IFERROR({read},{NO_DATE})))'


def _colours(frame: Frame, sheet: Sheet, first: int, last: int) -> None:
    """The lines of the table, and the colours of what reading would refuse and of what it would warn of."""
    table = frame.addresses.evidence
    for key, colour in (("wrong", styles.WRONG), ("doubt", styles.OPEN)):
        found = f"${frame.addresses.record_letter(key)}{first + 1}"
        cell_format = frame.raw_format(bg_color=colour, border=1, border_color=styles.LINE)
        for column in frame.checks.columns:
            at = table.at(column)
            sheet.colour((first, at, last, at), f'=ISNUMBER(FIND(";{table.title(column)};",{found}))', cell_format)
    # Only rows in use and the next free ones look like a form: the others print as white paper.
    asks, end = table.at("asks"), len(table.columns) - 1
    above = first + 1 - SPARE
    near = "+".join(
        f"COUNTA(${column_letters(left)}{above}:${column_letters(right)}{first + 1})"
        for left, right in ((1, asks - 1), (asks + 1, end))
    )
    for left, right, colour in (
        (1, asks - 1, styles.INPUT),
        (asks, asks, styles.COMPUTED),
        (asks + 1, end, styles.INPUT),
    ):
        form = frame.raw_format(bg_color=colour, border=1, border_color=styles.LINE)
        sheet.colour((first, left, last, right), f"={near}>0", form)
    row, place = COMPLETE_CELL
    cell = f"${column_letters(place)}${row}"
    said = f"${table.letter('kind')}${first + 1}:${table.letter('kind')}${last + 1}"
    asked = f'=AND({cell}="",COUNTIF({said},"?*")>0)'
    sheet.colour((row - 1, place, row - 1, place), asked, frame.raw_format(bg_color=styles.OPEN))
