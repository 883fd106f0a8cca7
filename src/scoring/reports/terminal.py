"""Explanations as plain text, never wider than the screen."""

from __future__ import annotations

from scoring.formulas.interface import Line
from scoring.reports.explanation import Explanation, Section
from scoring.text import display_width, pad, visible, wrap

WIDTH = 80
_INDENT = 4
_VALUE = 14


def _line(text: str, width: int, indent: int = 0, hang: int | None = None) -> list[str]:
    """The text wrapped with an indent; `hang` indents the lines after the first."""
    hang = indent if hang is None else hang
    lines = wrap(text, width - max(indent, hang))
    return [" " * (hang if i else indent) + line for i, line in enumerate(lines)]


def _columns(operands: tuple[Line, ...], width: int) -> tuple[int, int, int]:
    value = min(max((display_width(one.value) for one in operands), default=0), _VALUE)
    room = width - _INDENT - 2 - value
    working = max((display_width(one.working) for one in operands), default=0)
    text = max((display_width(one.text) for one in operands), default=0)
    if not working:
        return room, 0, value
    room -= 2
    if text + working > room:
        text = min(text, max(room * 2 // 5, room - working))
    return text, room - text, value


def _operand(one: Line, columns: tuple[int, int, int]) -> list[str]:
    text_width, working_width, value_width = columns
    texts = wrap(one.text, max(text_width, 8)) or [""]
    workings = wrap(one.working, max(working_width, 8)) if one.working else []
    count = max(len(texts), len(workings))
    last = (len(workings) or count) - 1
    texts += [""] * (count - len(texts))
    workings += [""] * (count - len(workings))
    rows = []
    for index, (text, working) in enumerate(zip(texts, workings, strict=True)):
        sign = f"  {one.sign or ' '} " if index == 0 else "    "
        row = sign + pad(text, text_width)
        if working_width:
            row += "  " + pad(working, working_width)
        if index == last:
            row += "  " + pad(one.value, value_width, right=True)
        rows.append(row.rstrip())
    return rows


def _equation(one: Explanation, width: int) -> list[str]:
    if not one.operands:
        return _line(f"= {one.result}", width, 2, _INDENT) if one.result else []
    lines = []
    columns = _columns(one.operands, width)
    for operand in one.operands:
        lines += _operand(operand, columns)
    lines.append("  " + "─" * (width - 2))
    result = f"  = {one.result}" + (f"    {one.remark}" if one.remark else "")
    if display_width(result) <= width:
        return [*lines, result]
    return lines + _line(result, width, 2, _INDENT)


def _section(one: Section, width: int) -> list[str]:
    if len(one.shown) == 1 and not one.shown[0][0]:
        return _line(f"{one.title}: {one.shown[0][1]}", width, 2, _INDENT)
    lines = _line(f"{one.title}:", width, 2)
    labels = [display_width(label) for label, _ in one.shown if label]
    column = min(max(labels, default=0), 28)
    for label, text in one.shown:
        if not label:
            lines += _line(f"– {text}", width, _INDENT, _INDENT + 2)
        elif display_width(label) > column:
            lines += _line(label, width, _INDENT, _INDENT + 2) + _line(text, width, _INDENT + 4)
        else:
            room = width - _INDENT - column - 2
            for index, part in enumerate(wrap(text, room) or [""]):
                lines.append((" " * _INDENT + pad(label if index == 0 else "", column) + "  " + part).rstrip())
    return lines


def _heading(one: Explanation, width: int) -> list[str]:
    title = f"{one.id}  {one.title}".strip()
    line = f"{title}  {one.score}"
    lines = []
    room = width - display_width(one.score) - 2
    if display_width(line) <= width:
        lines.append(pad(title, room) + "  " + one.score)
    else:
        hang = display_width(one.id) + 2 if one.id else 0
        parts = wrap(one.title, room - hang)
        parts = [(f"{one.id}  " if one.id and i == 0 else " " * hang) + x for i, x in enumerate(parts)]
        lines += parts[:-1]
        lines.append(pad(parts[-1], room) + "  " + one.score)
    if one.interval:
        lines.append(pad(f"({one.interval})", width, right=True))
    return lines


def _body(one: Explanation, width: int) -> list[str]:
    lines = _heading(one, width)
    if one.sentence:
        lines += _line(one.sentence, width, 2)
    lines += _equation(one, width)
    if one.folded:
        lines += _line(one.folded, width, _INDENT)
    for note in one.notes:
        lines += _line(f"· {note}", width, _INDENT, _INDENT + 2)
    for section in one.sections:
        lines += _section(section, width)
    for part in one.parts:
        lines += ["", *_body(part, width)]
    return lines


def render(one: Explanation, width: int = WIDTH) -> str:
    """The explanation as text; the banner and the provisional mark come first."""
    width = max(width, 40)
    lines = []
    if one.banner:
        lines += _line(one.banner, width)
    if one.provisional:
        lines += _line(one.provisional, width)
    if one.agency and one.kind != "agency":
        lines += _line(f"{one.agency} · {one.period}", width)
    elif one.period:
        lines += _line(one.period, width)
    lines += ["", *_body(one, width)]
    return "\n".join(visible(line) for line in lines) + "\n"
