"""Markdown: escaping, and explanations as Markdown."""

from __future__ import annotations

import re

from scoring.reports.explanation import Explanation
from scoring.reports.words import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]|~#<>&$!{}])")
_START = re.compile(r"^(?:([-+=])|(\d+)([.)]))(?=\s|$)")
_ENTITY = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


class Raw(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    r"""Any text as Markdown that shows exactly that text, on one line.

    >>> escape("a|b <i> *c*")
    'a\\|b &lt;i&gt; \\*c\\*'
    """
    if isinstance(value, Raw):
        return value
    text = one_line(str(value))
    text = _SPECIAL.sub(lambda m: _ENTITY.get(m[1], "\\" + m[1]), text)
    return _START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)


def render(one: Explanation) -> str:
    """The explanation as Markdown; the banner and the provisional mark come first."""
    lines = []
    for text in (one.banner, one.provisional):
        if text:
            lines += [f"> **{escape(text)}**", ""]
    return "\n".join([*lines, *_body(one, 1)]).rstrip() + "\n"


def _body(one: Explanation, level: int) -> list[str]:
    title = escape(f"{one.id} {one.title}".strip())
    lines = [f"{'#' * min(level, 6)} {title}", ""]
    if level == 1 and one.agency:
        lines += [f"{escape(one.agency)} · {escape(one.period)}", ""]
    interval = f" ({escape(one.interval)})" if one.interval else ""
    lines += [f"**{escape(one.score)}**{interval}", ""]
    if one.sentence:
        lines += [escape(one.sentence), ""]
    lines += _equation(one)
    if one.folded:
        lines += [escape(one.folded), ""]
    lines += [f"- {escape(note)}" for note in one.notes]
    lines += [""] if one.notes else []
    for section in one.sections:
        lines += [f"**{escape(section.title)}**", ""]
        for label, text in section.shown:
            lines.append(f"- **{escape(label.strip())}**: {escape(text)}" if label else f"- {escape(text)}")
        lines.append("")
    for part in one.parts:
        lines += _body(part, level + 1)
    return lines


def _equation(one: Explanation) -> list[str]:
    if not one.operands:
        return [f"= {escape(one.result)}", ""] if one.result else []
    lines = ["| | | | |", "|---|---|---|---:|"]
    lines += [
        f"| {escape(x.sign)} | {escape(x.text)} | {escape(x.working)} | {escape(x.value)} |" for x in one.operands
    ]
    lines.append(f"| **=** | {escape(one.remark)} | | **{escape(one.result)}** |")
    return [*lines, ""]
