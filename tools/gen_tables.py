"""Write docs/reference/bang-so-lieu.md from the columns of the tables; with --check only compare."""

from __future__ import annotations

import sys
from pathlib import Path

from scoring.reports.interface import Column, DocumentId
from scoring.reports.tables import CRITERIA, EVIDENCE, RANKING, TITLES

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "bang-so-lieu.md"
KINDS = {"text": "chữ", "points": "điểm, số chính xác", "count": "số đếm", "truth": "có hoặc không"}
HEAD = """# Bảng số liệu

<!-- Trang này do `tools/gen_tables.py` viết từ src/scoring/reports/tables.py; sửa ở đó rồi chạy lại. -->

`scoring report … --format csv,parquet` viết ba bảng dài; [cách dùng](../how-to/xuat-so-lieu.md). CSV mang tên cột tiếng Việt (tiếng Anh
khi có `--lang en`), Parquet mang tên cột cố định. Cột mới có thể được thêm vào cuối; cột có sẵn không đổi nghĩa. Ô trống nghĩa là không có
giá trị.
"""
FILES = {"ranking": "xep-hang", "criteria": "tieu-chi", "evidence": "minh-chung"}


def _table(name: str, columns: tuple[Column, ...]) -> str:
    rows = "".join(f"| `{one.name}` | {one.vi} | {one.en} | {KINDS[one.kind]} |\n" for one in columns)  # fmt: skip
    head = "| cột trong Parquet | tên cột | tên tiếng Anh | nội dung |\n|---|---|---|---|\n"
    return f"\n## {TITLES[DocumentId(name)][0]} (`{FILES[name]}`, `--document {name}`)\n\n{head}{rows}"


def page() -> str:
    """The whole page."""
    tables = {"ranking": RANKING, "criteria": CRITERIA, "evidence": EVIDENCE}
    return HEAD + "".join(_table(name, columns) for name, columns in tables.items())


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} đã cũ: chạy python tools/gen_tables.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
