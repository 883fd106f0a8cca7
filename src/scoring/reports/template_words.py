"""Messages of the template engines in Vietnamese; the original follows in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Words = tuple[tuple[str, str], ...]
_JINJA: _Words = (
    (r"Encountered unknown tag '(endif|endfor|else|elif)'", "“{0}” thừa: trước nó không có thẻ nào đang mở cần đến nó"),
    (r"Encountered unknown tag '(.+?)'", "không có thẻ “{0}”"),
    (r"No filter named '(.+?)'", "không có bộ lọc “{0}”"),
    (r"No test named '(.+?)'", "không có phép thử “{0}”"),
    (r"expected token 'end of (?:print statement|statement block)', got '(.*)'", "thừa “{0}” trong thẻ"),
    (r"expected token '(.+?)', got 'end of .*'", "thẻ còn thiếu “{0}”"),
    (r"expected token '(.+?)', got '(.*)'", "chờ “{0}” mà gặp “{1}”"),
    (r"unexpected '(.)', expected '(.)'", "chờ “{1}” mà gặp “{0}”"),
    (r"unexpected char (.+?) at ", "không dùng được ký tự {0}"),
    (r"(?:Expected an expression|unexpected 'end of)", "thẻ còn thiếu một giá trị"),
    (r"expected name or number", "sau dấu chấm phải có tên"),
)  # fmt: skip
_TYPST: _Words = (
    (r"unknown variable: (\S+)", "không có biến “{0}”"),
    (r'dictionary does not contain key "(.+?)"', "dữ liệu không có mục “{0}”"),
    (r"file not found \((?:searched at )?(.+?)\)", "không tìm thấy tệp “{0}” trong thư mục mẫu"),
    (r"unclosed (?:delimiter|string)", "ngoặc hay dấu mở ở đây mà không đóng"),
    (r"missing argument: (\S+)", "lời gọi còn thiếu “{0}”"),
    (r"unexpected argument", "lời gọi thừa tham số"),
    (r"(?:expected|unexpected) .*(?:expression|semicolon|token|keyword|pattern|identifier)", "sai cú pháp"),
    (r"expected (.+), found (.+)", "giá trị không đúng kiểu"),
    (r"cannot (?:add|subtract|multiply|divide|compare|join|loop)", "phép tính không hợp với kiểu của giá trị"),
    (r"array index out of bounds", "danh sách không có phần tử này"),
    (r"type (\S+) has no (?:method|field) `(.+?)`", "không có “{1}” ở kiểu {0}"),
    (r"(?:panicked|assertion failed)", "mẫu tự dừng"),
)  # fmt: skip
_FOLDER = re.compile(r"searched at \S*/")


def jinja(message: str) -> tuple[str, str]:
    """A syntax error of a Word template in both languages."""
    return _translated(message, _JINJA, "thẻ viết sai"), message


def typst(message: str, hints: Iterable[str]) -> tuple[str, str, str, str]:
    """A refusal of typst in both languages, then its advice in both.

    Folders are left out: what was read is a copy, whose name the template's author does not know.
    """
    message = _FOLDER.sub("", message)
    advice = "; ".join(hints)
    vi = f"sửa mẫu ở chỗ này; typst gợi ý: “{advice}”" if advice else "sửa mẫu ở chỗ này rồi chạy lại"
    return (
        _translated(message, _TYPST, "typst không lập được văn bản"),
        message,
        vi,
        advice or "correct the template here",
    )


def _translated(message: str, words: _Words, otherwise: str) -> str:
    for pattern, vi in words:
        found = re.match(pattern, message)
        if found:
            return f"{vi.format(*found.groups())} (nguyên văn: “{message}”)"
    return f"{otherwise} (nguyên văn: “{message}”)"
