"""Sheet Tiêu chí: the criteria in the layout of an annex, with input cells and computed points."""

from __future__ import annotations

from scoring.numbers import Number, show, signed
from scoring.workbook import styles
from scoring.workbook.addresses import HIDDEN
from scoring.workbook.cached_values import value_of
from scoring.workbook.cell_math import Code, literal
from scoring.workbook.criteria_cells import filled_by_others, hidden_cells, rule_of, shown_cell
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.layout import ABSENT, Row
from scoring.workbook.layout import CRITERIA_TABLE as TABLE
from scoring.workbook.todo import complete_asked, linked_shown, links, todo_cells

_SMALL, _TINY = 10, 9
"""Sizes of letters beside the usual 11: of all that is printed below a title, and of the papers linked to it."""
_PLAIN = "0.############"
"""A number as it is: spreadsheets would show what comes from dates as a date."""


def write_criteria(frame: Frame, sheet: Sheet) -> None:
    """Fill the sheet."""
    _Criteria(frame, sheet).write()


class _Criteria:
    def __init__(self, frame: Frame, sheet: Sheet) -> None:
        self.frame, self.sheet, self.addresses = frame, sheet, frame.addresses
        self.formats = frame.formats

    def write(self) -> None:
        self.frame.table_head(self.sheet, TABLE)
        if self.addresses.plan.roots:
            self._totals()
        for index, row in enumerate(self.addresses.rows):
            self.line(TABLE.first_row - 1 + index, row)
        last = TABLE.first_row + len(self.addresses.rows) - 1
        self._colours(last)
        self.frame.table_page(self.sheet, TABLE, len(HIDDEN), last - 1, "state")

    def _totals(self) -> None:
        """The total, in the frozen rows above the headings."""
        sums, formats = self.frame.sums, self.formats
        status, said = sums.status()
        at, total = TABLE.keys_row - 2, sums.line("total", "", sums.at("total"))
        bold: styles.Style = {"bold": True, "valign": "vcenter"}
        self.sheet.text(at, 1, "TỔNG ĐIỂM TẠM TÍNH", formats(styles.GROUP, **bold, align="right"))
        number = formats(styles.COMPUTED, **bold, font_size=13, align="center", num_format=self.frame.decimals)
        self.sheet.formula(at, 2, f"={sums.total_cell('F')}", number, total["F"][1])
        self.sheet.formula(at, 3, status, formats.bare(bold=True, font_color="#7F3F00", indent=1, align="left"), said)
        self.sheet.text(at, TABLE.at("not_applicable"), "Tổng tự chấm", formats(styles.GROUP, **bold, align="right"))
        claim = TABLE.at("claim")
        self.sheet.formula(at, claim, f"={sums.total_cell('E')}", number, total["E"][1])
        self.sheet.raw.set_row(at, 31)

    def line(self, at: int, row: Row) -> None:
        """One row."""
        cells = self._texts(row)
        if row.role in ("section", "group"):
            background = styles.GROUP if row.level == 0 else styles.SUBGROUP
            style: styles.Style = {"bold": True}
        elif row.role == "criterion":
            background, style = styles.CRITERION, {}
        else:
            background, style = styles.PLAIN, {"font_size": _SMALL}
        for column in TABLE.columns:
            where = TABLE.at(column.key)
            if column.key == "id":
                grey = self.formats(font_size=7, font_color=styles.GREY, text_wrap=False)
                # In a unit's workbook this section may have no counterpart in the whole one.
                key = "" if self.addresses.share and row.id == "conditions" else row.key
                self.sheet.text(at, where, key, grey)
                continue
            if column.key in cells:
                more: styles.Style = {"align": "center"} if column.key in ("stt", "unit") else {}
                if column.key == "how":
                    more = {"font_size": _SMALL, "bold": False}
                if column.key == "title" and row.role in ("measure", "judgement"):
                    more = {"indent": 2, "align": "left"}
                cell_format = self.formats(background, **{**style, **more})
                self.sheet.text(at, where, cells[column.key], cell_format)
                continue
            self._cell(at, where, column.key, row, background, style)
        hidden = {**hidden_cells(self.frame, row), **links(self.frame, row), **todo_cells(self.frame, row)}
        for name, (formula, value) in hidden.items():
            where = len(TABLE.columns) + HIDDEN.index(name)
            self.sheet.formula(at, where, formula, self.formats.bare(num_format=_PLAIN), value)
        self.sheet.raw.set_row(at, self._height(row, cells))

    def _texts(self, row: Row) -> dict[str, str]:
        """The locked texts of a row."""
        annex = self.frame.annex
        if row.role == "measure":
            assert row.measure is not None
            return {
                "stt": "",
                "title": row.title,
                "how": self._with_source(self._from(row) or annex.measure(row.measure), f"numbers/{row.id}"),
                "unit": row.measure.unit or ("%" if row.measure.percent else ""),
            }
        if row.role == "judgement":
            low, high = row.judged
            return {
                "stt": "",
                "title": row.words,
                "unit": "điểm",
                "how": f"Từ {show(low)} đến {show(high)}; phải nêu lý do.",
            }
        if row.role == "section":
            title = row.title.upper()
            if self.addresses.share and row.section == "conditions":
                title = "SỐ LIỆU CHO MỤC CỦA ĐƠN VỊ KHÁC, ĐỂ XÉT ĐIỀU KIỆN"
            return {"stt": "", "title": title, "how": self._section_words(row), "unit": ""}
        how = annex.criterion(self.addresses.plan.by_criterion[row.id]) if row.role == "criterion" else ""
        keys = (f"{section}/{row.id}" for section in ("claims", "not_applicable", "explanations"))
        return {"stt": row.id, "title": row.title, "how": self._with_source(how, *keys), "unit": ""}

    def _with_source(self, text: str, *keys: str) -> str:
        """The text, with which unit's part a row was filled from where the dossier was put together from such parts."""
        units = dict.fromkeys(self.frame.origins[key] for key in keys if key in self.frame.origins)
        return f"{text} Nguồn: {'; '.join(units)}.".lstrip() if units else text

    def _from(self, row: Row) -> str:
        """Who gives a number that is not this unit's."""
        share = self.addresses.share
        if share and self.addresses.from_another(row) and (unit := share.others[row.id]):
            return f"Do {unit.title} cung cấp; không ghi ở đây."
        if share and row.measure and row.measure.selection and self.addresses.counts_others(row):
            units = {unit.title: None for id in row.measure.selection.kinds if (unit := share.other_kinds.get(id))}
            return f"Từ minh chứng do {', '.join(units)} nộp; không ghi ở đây." if units else ""
        return ""

    def _section_words(self, row: Row) -> str:
        if row.section == "conditions" and self.addresses.share:
            return "Không tính vào điểm của đơn vị."
        if row.section == "conditions":
            return "Không tính điểm; dùng khi xét điều kiện, loại."
        extra = getattr(self.addresses.plan.set, row.section)
        word = "cộng" if row.section == "bonus" else "trừ"
        return f"Tổng điểm {word} tối đa {show(extra.cap)}."

    def _height(self, row: Row, cells: dict[str, str]) -> float:
        """The height all texts of a row need."""
        small = row.role in ("measure", "judgement")
        width = {column.key: column.width for column in TABLE.columns}
        named = (cells.get("title", ""), width["title"] - (4 if small else 0))
        score = str(shown_cell(self.frame, "score", row)[1] or "")
        state = str(shown_cell(self.frame, "state", row)[1] or "")
        usual = [(score, width["score"]), (state, width["state"]), *([] if small else [named])]
        typed = [(str(self.frame.contents.cells.get((row.key, key), "")), wide) for key, wide in width.items()]
        others = [*typed, (cells.get("how", ""), width["how"]), (cells.get("unit", ""), width["unit"])]
        return max(styles.height(*usual), styles.height(named, *others, size=_SMALL))

    def _cell(self, at: int, where: int, key: str, row: Row, background: str, style: styles.Style) -> None:
        rule = rule_of(self.addresses, key, row, at)
        value = self.frame.contents.cells.get((row.key, key))
        if rule is not None or value is not None:
            others = key in ("answer", "reason", "evidence") and filled_by_others(row)
            wanted: styles.Style = {"locked": rule is None, "font_size": _SMALL}
            if key in ("answer", "not_applicable", "claim"):
                wanted |= {"align": "center"}
            if key == "not_applicable":
                wanted |= {"text_wrap": False, "shrink": True}
            if key == "answer":
                wanted |= {"font_size": 11, "num_format": "0.00%" if row.answer == "percent" else "General"}
            usual = styles.INPUT if key in ("answer", "claim") else styles.MORE
            cell_format = self.formats(styles.OTHERS if others else usual, **wanted)
            if rule is None:
                self.sheet.value(at, where, value, cell_format)
            else:
                self.sheet.input(at, where, value, cell_format, rule)
            return
        if key == "evidence" and row.role in ("criterion", "measure"):
            shown = linked_shown if row.role == "criterion" else complete_asked
            formula, value = shown(self.frame, row)
            if formula:
                plain = self.formats(background, font_size=_TINY, font_color=styles.HEAD)
                self.sheet.formula(at, where, formula, plain, value)
            else:
                self.sheet.text(at, where, "", self.formats(background))
            return
        formula, value = shown_cell(self.frame, key, row)
        number: styles.Style = {"align": "center", "num_format": "General"}
        if formula:
            plain = row.role in ("group", "section") or key == "state"
            green = background if plain else styles.COMPUTED
            percent = row.measure is not None and row.measure.percent and key == "answer"
            if percent:
                number["num_format"] = "0.00%"
            elif row.measure is not None and row.measure.type == "count":
                # Without it, days counted from dates would be shown as a date.
                number["num_format"] = "0"
            self.sheet.formula(at, where, formula, self.formats(green, **style, **number), value)
        elif key == "max" and (most := self._maximum(row)) is not None:
            self.sheet.value(
                at, where, value_of(signed(row.section, most)), self.formats(background, **style, **number)
            )
        else:
            self.sheet.text(at, where, "", self.formats(background))

    def _maximum(self, row: Row) -> Number | None:
        """The most points of a group, criterion or section."""
        if row.role == "section" and row.section != "conditions":
            cap: Number = getattr(self.addresses.plan.set, row.section).cap
            return cap
        return row.node.maximum if row.node is not None and row.role in ("group", "criterion") else None

    def _colours(self, last: int) -> None:
        """Conditional colours: not applicable, claim unlike the score, missing, pending, wrong."""
        first = TABLE.first_row
        calc = f"${self.addresses.column('calc')}{first}"
        # First, as the first colour that fits is shown.
        self._refused(first, last, calc)
        grey = self.frame.raw_format(bg_color=styles.ABSENT, font_color="#6B6B6B")
        rows = (first - 1, 0, last - 1, TABLE.at("note"))
        self.sheet.colour(rows, f'={calc}="{Code.STATED}"', grey)
        claim, score = (f"${TABLE.letter(key)}{first}" for key in ("claim", "score"))
        differs = f"=AND(ISNUMBER({claim}),ISNUMBER({score}),ROUND({claim}-{score},2)<>0)"
        bold = self.frame.raw_format(bg_color=styles.DIFFERS, bold=True)
        at = TABLE.at("claim")
        self.sheet.colour((first - 1, at, last - 1, at), differs, bold)
        rounding = self.frame.scheme.rounding
        if rounding.at == "criterion":
            step, number = literal(rounding.step), f"LEFT(${TABLE.letter('id')}{first},3)"
            finer = self.frame.raw_format(bg_color=styles.OPEN)
            for key, role in (("claim", "tc:"), ("answer", "dg:")):
                at, cell = TABLE.at(key), f"${TABLE.letter(key)}{first}"
                off = f"ABS({cell}-ROUND({cell}/({step}),0)*({step}))>0.0000001"
                test = f'=AND({number}="{role}",ISNUMBER({cell}),IFERROR({off},FALSE))'
                self.sheet.colour((first - 1, at, last - 1, at), test, finer)
        # Cells above the score say nothing of a judgement that nobody needs.
        shown = f"${TABLE.letter('state')}{first}"
        needed = f'{shown}<>"",{shown}<>"không cần chấm",{shown}<>"không áp dụng"'
        state = (first - 1, TABLE.at("score"), last - 1, TABLE.at("state"))
        for codes, colour in (
            ((Code.WRONG,), styles.WRONG),
            ((Code.PENDING,), styles.WAITING),
            ((Code.ABSENT, Code.MISSING, Code.UNKNOWN), styles.OPEN),
        ):
            tests = ",".join(f'{calc}="{code}"' for code in codes)
            cell_format = self.frame.raw_format(bg_color=colour)
            self.sheet.colour(state, f"=AND({needed},OR({tests}))", cell_format)

    def _refused(self, first: int, last: int, calc: str) -> None:
        """Colour what reading would refuse: wrong values, and reasons and points that are missing or out of place."""
        cell = {column.key: f"${TABLE.letter(column.key)}{first}" for column in TABLE.columns}
        role, reason = f"LEFT({cell['id']},3)", cell["reason"]
        stated = f'OR({cell["not_applicable"]}="{ABSENT}",{cell["answer"]}="{ABSENT}")'
        claim, most = cell["claim"], f"N({cell['max']})"
        no_number = f'AND(NOT(ISNUMBER({claim})),ISERROR(FIND("/",{claim})))'
        beyond = f"AND(ISNUMBER({claim}),OR({claim}<MIN(0,{most}),{claim}>MAX(0,{most})))"
        judged = f'AND({role}="dg:",({cell["answer"]}<>"")<>({reason}<>""))'
        refused = {
            "answer": f'OR(AND({calc}="{Code.WRONG}",OR({role}="sl:",{role}="dg:")),AND({judged},{cell["answer"]}=""))',
            "claim": f'AND({role}="tc:",{claim}<>"",OR({no_number},{beyond}))',
            "reason": f'OR(AND({role}<>"dg:",{stated},{reason}=""),AND({role}="sl:",NOT({stated}),{reason}<>""),'
            f'AND({judged},{reason}=""))',
            "note": f'AND({role}="tc:",{cell["note"]}<>"",{claim}="")',
        }
        wrong = self.frame.raw_format(bg_color=styles.WRONG)
        for key, condition in refused.items():
            at = TABLE.at(key)
            self.sheet.colour((first - 1, at, last - 1, at), f"={condition}", wrong)
