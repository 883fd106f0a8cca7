"""What may not stand in a YAML text at all, and the parser's complaints in plain words."""

from __future__ import annotations

import re
from typing import Any

from scoring.text import INVISIBLE, UNSAFE, has_invisible, visible

Mark = tuple[int, int, int]
Problem = tuple[str, Mark, dict[str, str]]

# A byte order mark may stand only at the very beginning, where it has been taken away.
_CONTROL = UNSAFE[:-1] + "\ufeff\ufffe\uffff]"
_BAD_ESCAPE = r"\\U(?!000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{8}"
_NO_BREAK = "[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
# Where YAML needs a plain space: before a key, after a key's colon or a dash, at the end of a one-word value.
_SPACE_NEEDED = re.compile(
    rf"^[ -]*{_NO_BREAK}|^[ -]*[\w.-]+ *{_NO_BREAK}+ *:|^[ -]*[\w.-]+: *{_NO_BREAK}|^[ -]*[\w.-]+: *[^\s'\"]+ *{_NO_BREAK}+ *$"
    rf"|[{{,] *{_NO_BREAK} *[\w.-]+ *:|[{{,] *[\w.-]+: *{_NO_BREAK}"
)
_CURLY = re.compile(r"(?:^[ -]*(?:[\w.-]+: +)?|[{,] *[\w.-]+: *)([“”„‘’])[^“”„‘’]*[“”’] *(?=$|[,}])")
_CURLY_SIGNS = "“”„‘’"
_BLOCK_TEXT = re.compile(r":\s+[|>][0-9+-]*\s*$")
_MOST = 200
BAD_ESCAPE = ("dấu \\ trong nháy kép phải viết thành \\\\", "a \\ inside double quotes must be written \\\\")
"""What to say of a backslash that begins no known escape."""


class Stop(Exception):  # noqa: N818
    """Reading cannot go on; the problem has been reported."""


def blank_forbidden(text: str) -> tuple[str, list[Problem]]:
    """The text with forbidden characters blanked out in place, and one problem for each line."""
    problems: list[Problem] = []
    printable = text.replace("\n", "").isprintable()
    if "\t" in text:
        problems += _each_line("SC117", "\t+", text)
        text = text.replace("\t", " ")
    if not printable and re.search(_CONTROL, text):
        problems += _each_line("SC118", _CONTROL, text)
        text = re.sub(_CONTROL, " ", text)
    if not text.isascii() and _perhaps_pasted(text, printable):
        text, found = _pasted_signs(text)
        problems += found
    problems += invisible_lines(text, printable)
    if "%" in text:
        text, found = _directives(text)
        problems += found
    return text, problems


def _perhaps_pasted(text: str, printable: bool) -> bool:
    """Whether there is a no-break space, or a curly quote that begins a value."""
    if not printable and re.search(_NO_BREAK, text):
        return True
    return any(_begins_value(text, sign) for sign in _CURLY_SIGNS)


def _begins_value(text: str, sign: str) -> bool:
    """Whether a sign stands first on a line, or behind a colon. Looking for the sign is many times faster than a pattern."""
    at = text.find(sign)
    while at >= 0:
        before = text[text.rfind("\n", 0, at) + 1 : at].rstrip(" -")
        if not before or before[-1] == ":":
            return True
        at = text.find(sign, at + 1)
    return False


def _pasted_signs(text: str) -> tuple[str, list[Problem]]:
    """Signs that a word processor puts for YAML's own: no-break spaces, made plain in the text, and curly quotes."""
    lines = text.split("\n")
    problems: list[Problem] = []
    block: int | None = None
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and (indent > block or not line.strip()):
            continue
        block = indent if _BLOCK_TEXT.search(line) else None
        if line.isascii():
            continue
        needed = [one for one in _SPACE_NEEDED.finditer(line) if _outside_quotes(line[: one.start()])]
        for code, at in (
            *(("SC125", one.start() + len(re.split(_NO_BREAK, one[0])[0])) for one in needed[:1]),
            *(("SC126", one.start(1)) for one in _CURLY.finditer(line) if _outside_quotes(line[: one.start()])),
        ):
            around = visible(line[max(0, at - 15) : at + 16].strip())
            problems.append((code, (index + 1, at + 1, at + 2), {"text": around, "char": f"U+{ord(line[at]):04X}"}))
        if needed:
            lines[index] = _SPACE_NEEDED.sub(
                lambda one: re.sub(_NO_BREAK, " ", one[0]) if _outside_quotes(one.string[: one.start()]) else one[0],
                line,
            )
        if len(problems) >= _MOST:
            break
    return "\n".join(lines), problems


def _outside_quotes(before: str) -> bool:
    return before.count('"') % 2 == 0 and before.count("'") % 2 == 0


def invisible_lines(text: str, printable: bool | None = None) -> list[Problem]:
    """Lines with characters nobody can see, comments included; `printable` as `has_invisible` takes it."""
    if not has_invisible(text, printable):
        return []
    return _each_line("SC115", INVISIBLE, text)


def _each_line(code: str, pattern: str, text: str) -> list[Problem]:
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = re.search(pattern, line)
        if found is None:
            continue
        at, end = found.span()
        around = visible(line[max(0, at - 15) : end + 15].strip())
        mark = (number, at + 1, end + 1)
        problems.append((code, mark, {"text": around, "char": f"U+{ord(found[0][0]):04X}"}))
        if len(problems) == _MOST:
            break
    return problems


def _directives(text: str) -> tuple[str, list[Problem]]:
    # Directives can only stand before the first line that is neither blank nor a comment.
    lines = text.split("\n")
    problems: list[Problem] = []
    for index, line in enumerate(lines):
        if line.startswith("%"):
            mark = (index + 1, 1, len(line.rstrip()) + 1)
            problems.append(("SC119", mark, {"text": visible(line.rstrip()[:40])}))
            lines[index] = "#" + line[1:]
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return ("\n".join(lines) if problems else text), problems


# (part of the complaint, Vietnamese, English, whether the place is where the thing began)
_COMPLAINTS: tuple[tuple[str, str, str, bool], ...] = (
    ("stream while scanning a quoted", "chuỗi trong nháy mở ở đây chưa đóng", "the quotation opened here is never closed", True),
    ("found unexpected document", "chuỗi trong nháy mở ở đây chưa đóng", "the quotation opened here is never closed", True),
    ("expected ',' or ']'", "ngoặc vuông mở ở đây chưa đóng, hoặc thiếu dấu phẩy", "the bracket opened here is never closed, or a comma is missing", True),
    ("expected ',' or '}'", "ngoặc nhọn mở ở đây chưa đóng, hoặc thiếu dấu phẩy", "the brace opened here is never closed, or a comma is missing", True),
    ("mapping values are not allowed", "dấu “:” đặt sai chỗ – chuỗi có dấu hai chấm phải để trong nháy; sau dấu “:” của khóa phải có dấu cách; các khóa cùng cấp phải thẳng hàng", "“:” in a wrong place – text with a colon must be quoted, a key's colon needs a space after it, keys of one level must line up", False),
    ("could not find expected ':'", "thiếu dấu “:” sau khóa", "the “:” after the key is missing", True),
    ("did not find expected '-'", "danh sách thụt dòng không thẳng hàng", "the items of the list do not line up", False),
    ("block end>, but found '?' while parsing a block collection", "danh sách thụt dòng không thẳng hàng", "the items of the list do not line up", False),
    ("did not find expected key", "thụt dòng không thẳng hàng, hoặc có chữ thừa sau giá trị", "the indentation does not line up, or text follows the value", False),
    ("expected <block end>", "thụt dòng không thẳng hàng, hoặc có chữ thừa sau giá trị", "the indentation does not line up, or text follows the value", False),
    ("sequence entries are not allowed", "danh sách “- ” phải xuống dòng riêng", "a list “- ” must start on a line of its own", False),
    ("mapping keys are not allowed", "khóa “? ” đặt sai chỗ", "a “? ” key in a wrong place", False),
    ("cannot start any token", "ký tự này không mở đầu được một giá trị; để cả chuỗi trong nháy", "this character cannot begin a value; quote the whole text", False),
    ("scape", *BAD_ESCAPE, False),
    ("hexdecimal", *BAD_ESCAPE, False),
    ("node content", "thiếu một giá trị ở đây, hoặc thừa dấu ngoặc, dấu phẩy", "a value is missing here, or a bracket or comma is too many", False),
    ("document start>", "còn chữ sau khi nội dung đã kết thúc; xem lại thụt dòng và ngoặc", "text after the end of the content; check indentation and brackets", False),
    ("scanning an alias", "chuỗi mở đầu bằng dấu * phải để trong nháy", "text that begins with * must be quoted", False),
    ("scanning an anchor", "chuỗi mở đầu bằng dấu & phải để trong nháy", "text that begins with & must be quoted", False),
    (" tag", "chuỗi mở đầu bằng dấu ! phải để trong nháy", "text that begins with ! must be quoted", False),
    ("block scalar", "sau dấu | hoặc > không viết gì thêm trên cùng dòng", "nothing else may follow | or > on its line", False),
    ("max depth", "lồng nhau quá sâu", "nested too deeply", False),
)  # fmt: skip


def explain(error: Any, text: str) -> tuple[Mark, str, str]:
    """Place, Vietnamese words and English words for what the parser complained of."""
    problem = getattr(error, "problem", None)
    if not problem:
        # The pure parser lets a code point beyond Unicode fail inside; the text shows where.
        found = re.search(_BAD_ESCAPE, text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        return (line, 1, 2), *BAD_ESCAPE
    complaint = f"{problem} {error.context or ''}"
    where, vi, en = error.problem_mark, "cú pháp không đúng ở đây", complaint.strip()
    for part, viet, english, at_start in _COMPLAINTS:
        if part in complaint:
            vi, en = viet, english
            where = (at_start and error.context_mark) or where
            break
    where = where or error.context_mark
    if where is None:
        return (1, 1, 2), vi, en
    lines = text.split("\n")
    line, column = where.line, where.column
    if line >= len(lines) or (column == 0 and not any(lines[line:])):
        # The end of the file is shown as the end of its last line with something on it.
        line = max((i for i, one in enumerate(lines) if one.strip()), default=0)
        column = len(lines[line].rstrip())
    return (line + 1, column + 1, column + 2), vi, en
