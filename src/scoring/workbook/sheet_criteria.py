"""Sheet Tiêu chí: the criteria as an annex lays them out, with cells to fill and live points."""

from __future__ import annotations

from typing import Any

from scoring.engine.plan import GroupPlan, LeafPlan
from scoring.formulas.judgement import WHO
from scoring.numbers import Number, show
from scoring.workbook import cell_math, checks, look
from scoring.workbook.book import HIDDEN
from scoring.workbook.cell_math import STATED, literal
from scoring.workbook.frame import Frame, Sheet
from scoring.workbook.group_formulas import group_columns, leaf_columns
from scoring.workbook.how import title_of
from scoring.workbook.layout import CRITERIA_TABLE as TABLE
from scoring.workbook.layout import Row, level_labels
from scoring.workbook.leaf_formulas import leaf_formula, unknown_formula
from scoring.workbook.measure_formulas import measure_formula
from scoring.workbook.standing import CODE_WORDS, value_of

_SMALL = 10
_PLAIN = "0.############"
"""A number as it is: spreadsheets would show what comes from dates as a date."""


def write_criteria(frame: Frame, sheet: Sheet) -> None:
    """Fill the sheet."""
    _Criteria(frame, sheet).write()


class _Criteria:
    def __init__(self, frame: Frame, sheet: Sheet) -> None:
        self.frame, self.sheet, self.book = frame, sheet, frame.book
        self.looks = frame.looks
        self.leaves = frame.book.plan.by_criterion
        self.groups: dict[str, GroupPlan] = {}
        for root in frame.book.plan.roots:
            self._collect(root)

    def _collect(self, node: GroupPlan | LeafPlan) -> None:
        if isinstance(node, GroupPlan):
            self.groups[node.node.id] = node
            for child in node.children:
                self._collect(child)

    def write(self) -> None:
        self.frame.table_head(self.sheet, TABLE)
        self._totals()
        for index, row in enumerate(self.book.rows):
            self.line(TABLE.first_row - 1 + index, row)
        last = TABLE.first_row + len(self.book.rows) - 1
        self._colours(last)
        first_hidden = len(TABLE.columns)
        raw = self.sheet.raw
        raw.set_column(first_hidden, first_hidden + len(HIDDEN) - 1, 9, None, {"hidden": True})
        raw.freeze_panes(TABLE.first_row - 1, 2)
        raw.repeat_rows(TABLE.header_row - 1)
        raw.print_area(0, 0, last - 1, TABLE.at("note"))

    def _totals(self) -> None:
        """The total above the headings, in sight wherever one scrolls."""
        sums, looks = self.frame.sums, self.looks
        status, said = sums.status()
        at, total = TABLE.keys_row - 2, sums.line("total", "", sums.at("total"))
        bold = {"bold": True, "valign": "vcenter"}
        self.sheet.text(at, 1, "TỔNG ĐIỂM TẠM TÍNH", looks(look.GROUP, **bold, align="right"))
        number = looks(
            look.COMPUTED, **bold, font_size=13, align="center", num_format=self.frame.decimals
        )
        self.sheet.formula(at, 2, f"={sums.total_cell('F')}", number, total["F"][1])
        self.sheet.formula(
            at, 3, status, looks.bare(bold=True, font_color="#7F3F00", indent=1, align="left"), said
        )
        self.sheet.text(
            at, TABLE.at("not_applicable"), "Tổng tự chấm", looks(look.GROUP, **bold, align="right")
        )
        claim = TABLE.at("claim")
        self.sheet.formula(at, claim, f"={sums.total_cell('E')}", number, total["E"][1])
        self.sheet.raw.set_row(at, 31)

    # ----------------------------------------------------------------------------- rows

    def line(self, at: int, row: Row) -> None:
        """One row."""
        cells = self._texts(row)
        if row.role in ("section", "group"):
            background = look.GROUP if row.level == 0 else look.SUBGROUP
            style: dict[str, Any] = {"bold": True}
        elif row.role == "criterion":
            background, style = look.CRITERION, {}
        else:
            background, style = look.PLAIN, {"font_size": _SMALL}
        for column in TABLE.columns:
            where = TABLE.at(column.key)
            if column.key == "id":
                grey = self.looks(font_size=7, font_color=look.GREY, text_wrap=False)
                self.sheet.text(at, where, row.key, grey)
                continue
            if column.key in cells:
                indent = {"indent": 2, "align": "left"} if _below(row, column.key) else {}
                align = {"align": "center"} if column.key in ("stt", "unit") else {}
                look_ = self.looks(background, **style, **indent, **align)
                self.sheet.text(at, where, cells[column.key], look_)
                continue
            self._cell(at, where, column.key, row, background, style)
        for name, (formula, value) in self._hidden(row).items():
            where = len(TABLE.columns) + HIDDEN.index(name)
            self.sheet.formula(at, where, formula, self.looks.bare(num_format=_PLAIN), value)
        self.sheet.raw.set_row(at, self._height(row, cells))

    def _texts(self, row: Row) -> dict[str, str]:
        """The locked texts of a row."""
        words = self.frame.words
        if row.role == "measure":
            assert row.measure is not None
            return {"stt": "", "title": row.title, "how": words.measure(row.measure),
                    "unit": row.measure.unit or ("%" if row.measure.percent else "")}  # fmt: skip
        if row.role == "judgement":
            assert row.node is not None
            spec = row.node.spec
            assert spec is not None
            who = WHO[spec.judge() or "agency"][0]
            low, high = spec.judged(row.node.maximum)
            what = "Số điểm trừ" if spec.kind == "deduct_range" else "Điểm chấm"
            return {"stt": "", "title": f"{what} do {who} ghi", "unit": "điểm",
                    "how": f"Từ {show(low)} đến {show(high)}; phải nêu lý do."}  # fmt: skip
        if row.role == "section":
            title = row.title.upper()
            return {"stt": "", "title": title, "how": self._section_words(row), "unit": ""}
        how = self.frame.words.criterion(self.leaves[row.id]) if row.role == "criterion" else ""
        return {"stt": row.id, "title": row.title, "how": how, "unit": ""}

    def _section_words(self, row: Row) -> str:
        if row.section == "conditions":
            return "Không tính điểm; dùng khi xét điều kiện, loại."
        extra = getattr(self.book.plan.set, row.section)
        word = "cộng" if row.section == "bonus" else "trừ"
        return f"Tổng điểm {word} tối đa {show(extra.cap)}."

    def _height(self, row: Row, cells: dict[str, str]) -> float:
        small = row.role in ("measure", "judgement")
        indent = 4 if small else 0
        texts = [(cells.get("title", ""), TABLE.columns[TABLE.at("title")].width - indent)]
        texts.append((cells.get("how", ""), TABLE.columns[TABLE.at("how")].width))
        typed = [
            (str(value), column.width)
            for column in TABLE.columns
            if (value := self.frame.contents.cells.get((row.key, column.key), ""))
        ]
        locked = look.height(*texts, size=_SMALL if small else 11)
        return max(16.5, locked, look.height(*typed, size=_SMALL))

    # ---------------------------------------------------------------------------- cells

    def _cell(
        self, at: int, where: int, key: str, row: Row, background: str, style: dict[str, Any]
    ) -> None:
        rule = self._rule(key, row, at)
        value = self.frame.contents.cells.get((row.key, key))
        if rule is not None or value is not None:
            others = key in ("answer", "reason", "evidence") and self._others(row)
            wanted: dict[str, Any] = {"locked": rule is None, "font_size": _SMALL}
            if key in ("answer", "not_applicable", "claim"):
                wanted |= {"align": "center"}
            if key == "answer":
                wanted |= {"font_size": 11, "num_format": "0.00%" if row.answer == "percent" else "General"}  # fmt: skip
            usual = look.INPUT if key in ("answer", "claim") else look.MORE
            look_ = self.looks(look.OTHERS if others else usual, **wanted)
            self.sheet.value(at, where, value, look_)
            if rule is not None:
                self.sheet.raw.data_validation(at, where, at, where, rule)
            return
        formula, shown = self._computed(key, row)
        number = {"align": "center", "num_format": "General"}
        if formula:
            plain = row.role in ("group", "section") or key == "state"
            green = background if plain else look.COMPUTED
            percent = row.measure is not None and row.measure.percent and key == "answer"
            if percent:
                number["num_format"] = "0.00%"
            elif row.measure is not None and row.measure.type == "count":
                # Without it, days counted from dates would be shown as a date.
                number["num_format"] = "0"
            self.sheet.formula(at, where, formula, self.looks(green, **style, **number), shown)
        elif key == "max" and row.node is not None and row.role in ("group", "criterion"):
            sign = -1 if row.section == "penalty" else 1
            look_ = self.looks(background, **style, **number)
            self.sheet.value(at, where, value_of(sign * row.node.maximum), look_)
        elif key == "max" and row.role == "section" and row.section != "conditions":
            cap: Number = getattr(self.book.plan.set, row.section).cap
            cap = -cap if row.section == "penalty" else cap
            self.sheet.value(at, where, value_of(cap), self.looks(background, **style, **number))
        else:
            self.sheet.text(at, where, "", self.looks(background))

    def _others(self, row: Row) -> bool:
        """Whether somebody else than the agency fills the row."""
        if row.role == "judgement":
            assert row.node is not None
            assert row.node.spec is not None
            return row.node.spec.judge() != "agency"
        return row.measure is not None and row.measure.external is not None

    def _rule(self, key: str, row: Row, at: int) -> dict[str, Any] | None:
        """What the cell accepts; None where it is no input."""
        if row.role == "section":
            return None
        if key == "answer" and row.declarable:
            return self._answer_rule(row, at)
        if key == "not_applicable" and row.role != "judgement":
            below = row.role == "measure"
            possible = row.node is None or below or row.node.may_be_not_applicable
            return checks.absent() if possible else None
        if key == "claim" and row.role == "criterion":
            assert row.node is not None
            most = row.node.maximum
            if row.section == "penalty":
                prompt = f"Điểm trừ ghi số âm, ví dụ −1; nhiều nhất trừ {show(most)}. Chưa tự chấm thì để trống."  # fmt: skip
                return checks.points("Điểm tự chấm", prompt, -most, 0)
            prompt = f"Từ 0 đến {show(most)}. Chưa tự chấm thì để trống, không ghi 0."
            return checks.points("Điểm tự chấm", prompt, 0, most)
        if key == "reason":
            return checks.text("Lý do, giải trình", _REASONS[row.role])
        if key == "note" and (row.role == "criterion" or (row.measure and row.declarable)):
            return checks.text("Ghi chú", "Ghi thêm nếu cần; có thể để trống.")
        if key == "evidence" and row.declarable:
            prompt = "Mã ở cột Mã của sheet Minh chứng; nhiều mã cách nhau bằng dấu chấm phẩy."
            return checks.text("Mã minh chứng", prompt)
        return None

    def _answer_rule(self, row: Row, at: int) -> dict[str, Any]:
        cell = f"${TABLE.letter('answer')}${at + 1}"
        if row.role == "judgement":
            assert row.node is not None
            assert row.node.spec is not None
            low, high = row.node.spec.judged(row.node.maximum)
            prompt = f"Từ {show(low)} đến {show(high)}; ghi lý do ở cột Lý do."
            return checks.points("Điểm chấm", prompt, low, high)
        measure = row.measure
        assert measure is not None
        question = row.title
        if row.answer == "yes_no":
            return checks.yes_no(question)
        if row.answer == "level":
            labels = list(level_labels(self.book.plan.set, row.id).values())
            return checks.choice("Chọn mức", question, f"={self.book.lists.range(labels)}")
        if row.answer == "percent":
            return checks.percent(question)
        limit, words = None, ""
        if isinstance(measure.at_most, str):
            limit = self.book.cell(f"sl:{measure.at_most}", "answer")
            words = f", không quá “{title_of(self.book.plan.set, measure.at_most)}”"
        elif measure.at_most is not None:
            limit, words = literal(measure.at_most), f", không quá {show(measure.at_most)}"
        make = checks.count if row.answer == "count" else checks.number
        return make(cell, f"{question}{words}", limit, words)

    def _computed(self, key: str, row: Row) -> tuple[str, Any]:
        """The visible formula of a cell and its value; empty where there is none."""
        calc = self.book.cell(row.key, "calc") if row.role != "section" else ""
        said = self.frame.standing.calc.get(row.key, cell_math.ABSENT)
        if row.role == "measure" and key == "answer":
            return _measure_shown(
                calc, said, row.measure is not None and row.measure.type == "yes_no"
            )
        if row.role in ("measure", "judgement") and key == "state":
            return self._input_state(calc, said, row)
        if row.role == "criterion" and key == "score":
            return self._score(calc, said, row)
        if row.role == "criterion" and key == "state":
            return self._state(calc, said, row)
        if row.role in ("group", "section"):
            return self.frame.sums.shown(row, key)
        return "", None

    def _score(self, calc: str, said: Any, row: Row) -> tuple[str, Any]:
        sign = "-" if row.section == "penalty" else ""
        leaf = self.leaves[row.id]
        absent = literal(leaf.node.maximum) if leaf.policy == "full" else '"không áp dụng"'
        words = _by_code(calc, f'IF({calc}="{STATED}",{absent},', CODE_WORDS)
        formula = f"=IF(ISNUMBER({calc}),{sign}ROUND({calc},4),{words})"
        if isinstance(said, str):
            full = said == STATED and leaf.policy == "full"
            return formula, value_of(leaf.node.maximum) if full else CODE_WORDS.get(said, CODE_WORDS["?"])  # fmt: skip
        value = round(said, 4)
        return formula, -value if sign and value else value

    def _state(self, calc: str, said: Any, row: Row) -> tuple[str, Any]:
        leaf = self.leaves[row.id]
        kinds = [self.book.labels[one] for one in leaf.required]
        kinds += (
            [" hoặc ".join(self.book.labels[one] for one in leaf.any_of)] if leaf.any_of else []
        )
        lacking = f"thiếu minh chứng: {'; '.join(kinds)}"
        words = {**CODE_WORDS, cell_math.MISSING: lacking, cell_math.WRONG: "số liệu cần xem lại"}
        body = _by_code(calc, f'IF({calc}="{STATED}","không áp dụng",', words, self.book.lists.cell)
        formula = f'=IF(ISNUMBER({calc}),"đã có điểm",{body})'
        if isinstance(said, str):
            return formula, words.get(said, words["?"])
        return formula, "đã có điểm"

    def _input_state(self, calc: str, said: Any, row: Row) -> tuple[str, Any]:
        counted = row.measure is not None and row.measure.selection is not None
        absent = "chưa đủ minh chứng" if counted else "chưa khai"
        pending = "chờ kết quả"
        if row.role == "judgement":
            own = row.node is not None and row.node.spec and row.node.spec.judge() == "agency"
            pending = absent if own else "chờ thẩm định"
        known = "không phát sinh"
        unneeded = '"không áp dụng"'
        if row.role == "judgement":
            # Full points at a fixed condition leave nothing to judge.
            leaf, done = f"tc:{row.id}", "không cần chấm"
            formula = (
                f'=IF(ISNUMBER({calc}),"",IF(ISNUMBER({self.book.cell(leaf, "calc")}),"{done}",'
                f'IF({self.book.cell(leaf, "calc")}="{STATED}",{unneeded},'
                f'IF({calc}="{cell_math.WRONG}","cần xem lại","{pending}"))))'
            )
            if not isinstance(said, str):
                return formula, ""
            above = self.frame.standing.calc[leaf]
            if not isinstance(above, str) or above == STATED:
                return formula, "không áp dụng" if above == STATED else done
            return formula, "cần xem lại" if said == cell_math.WRONG else pending
        formula = (
            f'=IF(ISNUMBER({calc}),"",IF({calc}="{STATED}",{unneeded},'
            f'IF({calc}="{cell_math.STRUCTURAL}","{known}",IF({calc}="{cell_math.PENDING}","{pending}",'
            f'IF({calc}="{cell_math.WRONG}","cần xem lại","{absent}")))))'
        )
        words = {STATED: "không áp dụng", cell_math.STRUCTURAL: known, cell_math.PENDING: pending,
                 cell_math.WRONG: "cần xem lại"}  # fmt: skip
        return formula, words.get(said, absent) if isinstance(said, str) else ""

    # --------------------------------------------------------------------------- hidden

    def _hidden(self, row: Row) -> dict[str, tuple[str, Any]]:
        standing = self.frame.standing
        if row.role in ("measure", "judgement"):
            return {"calc": (measure_formula(self.book, row), standing.calc.get(row.key, "?"))}
        if row.role == "criterion":
            return self._leaf_hidden(self.leaves[row.id])
        if row.role == "group":
            values = self.frame.sums.group_values(row.id)
            found = group_columns(self.book, self.groups[row.id])
            return {name: (formula, values[name]) for name, formula in found.items()}
        return {}

    def _leaf_hidden(self, leaf: LeafPlan) -> dict[str, tuple[str, Any]]:
        said = self.frame.standing.calc[f"tc:{leaf.node.id}"]
        formula = leaf_formula(self.book, leaf)
        if formula is None:
            # The engine's own points where they are known: no cell formula can say them.
            constant = f'"{cell_math.UNKNOWN}"' if isinstance(said, str) else str(said)
            if isinstance(said, str) and said != STATED:
                said = cell_math.UNKNOWN
            formula = unknown_formula(self.book, leaf, constant)
        absent = said == STATED
        out = {"drop": "d", "rescale": "r"}.get(leaf.policy, "") if absent else ""
        full = value_of(leaf.node.maximum) if absent and leaf.policy == "full" else 0
        values = {
            "points": full if isinstance(said, str) else said, "own": value_of(leaf.node.maximum),
            "out": out, "open": int(isinstance(said, str) and not absent),
        }  # fmt: skip
        others = leaf_columns(self.book, leaf)
        return {"calc": (formula, said), **{name: (others[name], values[name]) for name in others}}

    # -------------------------------------------------------------------------- colours

    def _colours(self, last: int) -> None:
        """Colours that follow the content."""
        first, raw = TABLE.first_row, self.sheet.raw
        calc = f"${self.book.column('calc')}{first}"
        grey = self.frame.raw_format({"bg_color": look.ABSENT, "font_color": "#6B6B6B"})
        rows = (first - 1, 0, last - 1, TABLE.at("note"))
        raw.conditional_format(*rows, {"type": "formula", "criteria": f'={calc}="{STATED}"', "format": grey})  # fmt: skip
        claim, score = (f"${TABLE.letter(key)}{first}" for key in ("claim", "score"))
        differs = f"=AND(ISNUMBER({claim}),ISNUMBER({score}),ROUND({claim}-{score},2)<>0)"
        bold = self.frame.raw_format({"bg_color": look.DIFFERS, "bold": True})
        at = TABLE.at("claim")
        raw.conditional_format(first - 1, at, last - 1, at, {"type": "formula", "criteria": differs, "format": bold})  # fmt: skip
        # Cells above the score say nothing of a judgement that nobody needs.
        shown = f"${TABLE.letter('state')}{first}"
        needed = f'{shown}<>"",{shown}<>"không cần chấm",{shown}<>"không áp dụng"'
        state = (first - 1, TABLE.at("score"), last - 1, TABLE.at("state"))
        for codes, colour in (
            ((cell_math.WRONG,), look.WRONG),
            ((cell_math.PENDING,), look.WAITING),
            ((cell_math.ABSENT, cell_math.MISSING, cell_math.UNKNOWN), look.OPEN),
        ):
            tests = ",".join(f'{calc}="{code}"' for code in codes)
            raw.conditional_format(*state, {
                "type": "formula", "criteria": f"=AND({needed},OR({tests}))",
                "format": self.frame.raw_format({"bg_color": colour}),
            })  # fmt: skip


def _below(row: Row, key: str) -> bool:
    """Whether a title stands indented below its criterion."""
    return key == "title" and row.role in ("measure", "judgement")


_REASONS = {
    "group": "Nếu cả nhóm không áp dụng: nêu lý do.",
    "criterion": "Nếu không áp dụng: nêu lý do. Nếu thiếu minh chứng: ghi giải trình.",
    "measure": "Nếu ghi “Không áp dụng”: nêu lý do.",
    "judgement": "Người chấm ghi lý do; bắt buộc khi đã ghi điểm.",
}


def _by_code(calc: str, head: str, words: dict[str, str], cell: Any = None) -> str:
    """Nested tests giving the word for a code; `head` tests the first."""
    codes = (cell_math.PENDING, cell_math.WRONG, cell_math.MISSING, cell_math.UNKNOWN)
    found = f'"{words[cell_math.ABSENT]}"'
    for code in reversed(codes):
        word = cell(words[code]) if cell and code == cell_math.MISSING else f'"{words[code]}"'
        found = f'IF({calc}="{code}",{word},{found})'
    return f"{head}{found})"


def _measure_shown(calc: str, said: Any, yes_no: bool) -> tuple[str, Any]:
    """A computed measure as people read it."""
    number = f'IF({calc}=1,"Có","Không")' if yes_no else calc
    so_far = f'IF(LEFT({calc},1)="{cell_math.OPEN}","ít nhất "&MID({calc},2,15),"chưa rõ")'
    formula = f'=IF(ISNUMBER({calc}),{number},IF({cell_math.is_absent(calc)},"–",{so_far}))'
    if not isinstance(said, str):
        shown: Any = said if not yes_no else ("Có" if said else "Không")
        return formula, shown
    if said in (STATED, cell_math.STRUCTURAL):
        return formula, "–"
    return formula, f"ít nhất {said[1:]}" if said.startswith(cell_math.OPEN) else "chưa rõ"


__all__ = ["write_criteria"]
