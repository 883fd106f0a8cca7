"""Write docs/reference/diagnostics.md from the catalog of codes; with --check only compare."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scoring.catalog import Entry, all_codes
from scoring.diagnostics import severity_word

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "diagnostics.md"
AREAS = {
    "1": "Đọc tệp (YAML, JSON, CSV)",
    "2": "Hình dạng: khóa, kiểu, giá trị",
    "3": "Bộ tiêu chí: kiểm tra tĩnh",
    "4": "Hồ sơ và minh chứng",
    "5": "Chấm điểm",
    "6": "Dòng lệnh, tệp, toàn vẹn",
    "7": "Sổ tự chấm điểm Excel",
    "76": "Kế hoạch, lịch việc, báo cáo định kỳ",
    "8": "Mẫu văn bản Word, PDF",
    "85": "Tệp của đợt thẩm định",
    "9": "Thẩm định: đợt, sổ cái",
    "95": "Gói trao đổi",
    "97": "Kho sổ cái, khóa và chữ ký",
}
HEAD = """# Mã thông báo

<!-- Trang này do `tools/gen_diagnostics.py` viết từ danh mục mã; sửa ở src/scoring/catalog rồi chạy lại. -->

Mỗi vấn đề có một mã cố định. Dạng in ra: `tệp:dòng:cột: Lỗi[MÃ]: câu nói`, đoạn trích có dấu mũ, rồi gợi ý. Mọi vấn đề của một tệp
được báo một lần. **Lỗi** làm tệp không dùng được; **cần xem** thì không, trừ khi có `--strict`; **ghi chú** chỉ để biết.
`scoring help MÃ` in cùng nội dung. Chữ trong `⟨…⟩` được thay bằng giá trị thật.
"""


def _shown(text: str) -> str:
    """A template with its slots marked, safe inside a table cell and outside code."""
    text = re.sub(r"\{(\w+)\}", r"⟨\1⟩", text.replace("{{", "{").replace("}}", "}"))
    return re.sub(r"([|<>*_])", r"\\\1", text).replace("\n", " ")


def _row(code: str, entry: Entry) -> str:
    return f"| {code} | {severity_word(entry.severity)} | {_shown(entry.vi)} | {_shown(entry.hint_vi)} |\n"


def _area(code: str) -> str:
    """The section a code stands in: the last one that begins no later than the code does."""
    return max(area for area in AREAS if area <= code[2:])


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    codes = all_codes()
    for area, title in AREAS.items():
        parts.append(f"\n## {title}\n\n| mã | mức | thông báo | gợi ý |\n|---|---|---|---|\n")
        parts += [_row(code, entry) for code, entry in codes.items() if _area(code) == area]
    return "".join(parts)


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} đã cũ: chạy python tools/gen_diagnostics.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
