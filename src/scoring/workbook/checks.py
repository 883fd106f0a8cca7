"""What input cells accept, each with a prompt and an error message in Vietnamese."""

from __future__ import annotations

from scoring.numbers import Number, show
from scoring.text import clip
from scoring.workbook.cell_math import literal
from scoring.workbook.layout import ABSENT, NO, YES

_TITLE, _MESSAGE = 32, 255
_LONGEST_TEXT = 8000
Validation = dict[str, str | int | list[str]]
"""Options of the writer's `data_validation`, by its own names."""


def _validation(title: str, prompt: str, error: str, **rule: str | int | list[str]) -> Validation:
    return {
        **rule,
        "input_title": clip(title, _TITLE),
        "input_message": clip(prompt, _MESSAGE),
        "error_title": "Chưa đúng",
        "error_message": clip(error, _MESSAGE),
    }


def choice(title: str, prompt: str, source: str | list[str]) -> Validation:
    """One of a list."""
    error = "Hãy chọn một mục trong danh sách, hoặc để trống nếu chưa khai."
    return _validation(title, prompt, error, validate="list", source=source)


def picked(title: str, prompt: str, source: str) -> Validation:
    """One of a list by its label; ids may be typed, too."""
    error = "Hãy chọn trong danh sách. Nếu ghi mã (nhiều mã cách nhau bằng dấu chấm phẩy), chọn Yes (Có) để giữ."
    return _validation(title, prompt, error, validate="list", source=source, error_type="warning")


def suggested(title: str, prompt: str, source: str) -> Validation:
    """A list that depends on another cell; where it offers nothing, anything may be kept."""
    error = (
        "Giá trị không có trong danh sách của loại minh chứng này. Nếu loại này không có danh sách "
        "(số, chữ, mã minh chứng), chọn Yes (Có) để giữ."
    )
    return _validation(title, prompt, error, validate="list", source=source, error_type="warning")


def text(title: str, prompt: str, most: int = _LONGEST_TEXT) -> Validation:
    """Running text."""
    error = f"Quá dài: ô này nhận nhiều nhất {most} ký tự."
    return _validation(title, prompt, error, validate="length", criteria="<=", value=most)


def number(cell: str, prompt: str, limit: str | None, limit_words: str, whole: bool) -> Validation:
    """A number from zero, not above another cell; `limit_words` says so in words."""
    tests = [f"ISNUMBER({cell})", f"{cell}>=0"]
    if whole:
        tests.append(f"{cell}=INT({cell})")
    if limit:
        tests.append(f"OR(NOT(ISNUMBER({limit})),{cell}<={limit})")
    word = "số nguyên" if whole else "số"
    error = f"Cần một {word} từ 0 trở lên{limit_words}. Chưa có số liệu thì để trống, không ghi 0."
    return _validation(word.capitalize(), prompt, error, validate="custom", value=f"=AND({','.join(tests)})")


def percent(prompt: str) -> Validation:
    """A percentage; the cell holds the share. More than 100 % is doubted, as the dossier's check doubts it."""
    error = "Tỷ lệ thường từ 0 % đến 100 %, gõ kèm dấu %, ví dụ 85%. Nếu đúng là hơn 100 %, chọn Yes (Có) để giữ."
    return _validation(
        "Tỷ lệ %", prompt, error, validate="decimal", criteria="between", minimum=0, maximum=1, error_type="warning"
    )


def points(title: str, prompt: str, low: Number, high: Number) -> Validation:
    """Points within limits."""
    error = f"Cần một số điểm từ {show(low)} đến {show(high)}. Chưa chấm thì để trống."
    ends = {"minimum": f"={literal(low)}", "maximum": f"={literal(high)}"}
    return _validation(title, prompt, error, validate="decimal", criteria="between", **ends)


def yes_no(prompt: str) -> Validation:
    """Yes, no or not applicable."""
    return choice("Có / Không / Không áp dụng", prompt, [YES, NO, ABSENT])


def absent() -> Validation:
    """The statement that something does not apply."""
    prompt = "Chọn “Không áp dụng” nếu mục này không áp dụng với cơ quan, rồi nêu lý do. Nếu có áp dụng thì để trống."
    return choice("Không áp dụng", prompt, [ABSENT])


def date(cell: str, title: str, prompt: str) -> Validation:
    """A date as text, whole or in part."""
    rule = (
        f'=OR(AND(ISNUMBER(FIND("/",{cell})),LEN({cell})<=10),'
        f'AND(ISNUMBER(FIND("-",{cell})),LEN({cell})<=10),AND(LEN({cell})=4,ISNUMBER({cell}*1)))'
    )
    error = "Ghi ngày dạng 12/03/2025; nếu văn bản chỉ có tháng, năm thì ghi 3/2025 hoặc 2025. Không tự thêm ngày."
    return _validation(title, prompt, error, validate="custom", value=rule)
