"""Write docs/reference/khoa-ket-qua.md, every key of a result from its JSON schema; with --check only compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
from reference_words import RESULT, RESULT_PARTS

from scoring.result import base
from scoring.schemas import json_schema

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "khoa-ket-qua.md"
HEAD = """# Mọi khóa của kết quả

<!-- Trang này do `tools/gen_result.py` viết từ các kiểu của kết quả (src/scoring/result/model.py); chạy lại sau khi sửa. -->

Bảng tra đầy đủ của `scoring.assessment/1`; phần giải thích: [Kết quả (JSON)](json.md). Số chính xác luôn là chuỗi:
*điểm* như `"7.50"`, *số* như `"7.5"` hoặc `"23/24"`. Mọi khóa dưới đây luôn có mặt, trừ khóa ghi “có thể vắng”; chỗ không có gì thì là `null`, nếu bảng ghi thế.
`scoring schema result` in chính lược đồ này. Khóa ngoài bảng có thể được thêm về sau, chương trình đọc nên bỏ qua.
"""


def pattern_of(kind: Any) -> str:
    """The pattern that texts of one of the model's kinds follow."""
    return str(msgspec.json.schema(kind)["pattern"])


_FORMS = {
    pattern_of(kind): name
    for kind, name in (
        (base.Points, "điểm"),
        (base.Exact, "số"),
        (base.Digest, "`sha256:…` hoặc chuỗi rỗng"),
        (base.Day, "ngày `2025-12-31`"),
        (base.PartialDay, "ngày, có thể chỉ có năm hoặc tháng"),
        (base.PeriodText, "kỳ `2025`, `2025-H1` hoặc `2025-Q3`"),
        (base.Instant, "thời điểm UTC `2025-12-10T02:30:00Z`"),
    )
}
_WORDS = {"string": "chuỗi", "boolean": "đúng/sai", "integer": "số nguyên", "object": "đối tượng"}


SCHEMA = json_schema("result")


def _open(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What a schema refers to, without its null, and whether it had one."""
    if "$ref" in schema:
        return _open(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" not in schema:
        return schema, False
    left = [one for one in schema["anyOf"] if one.get("type") != "null"]
    empty = len(left) < len(schema["anyOf"])
    if len(left) == 1:
        return _open(left[0])[0], empty
    return {"type": [one["type"] for one in left]}, empty


def _plain(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if name := _FORMS.get(schema.get("pattern", "")):
        return name
    if schema["type"] == "array":
        return f"danh sách {_plain(_open(schema['items'])[0])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"bảng mã → {_plain(_open(schema['additionalProperties'])[0])}"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " hoặc ".join(_WORDS[one] for one in kinds)


def _inside(schema: dict[str, Any]) -> dict[str, Any]:
    """The object a value is made of, through lists, tables and nulls."""
    schema = _open(schema)[0]
    if schema.get("type") == "array":
        return _inside(schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        return _inside(schema["additionalProperties"])
    return schema


def _meaning(path: str, key: str) -> str:
    text = RESULT.get(f"{path}.{key}".lstrip(".")) or RESULT.get(key)
    if text is None:
        raise SystemExit(f"reference_words.py chưa nói khóa “{path}.{key}” của kết quả nghĩa là gì")
    return text


def _rows(schema: dict[str, Any], path: str, prefix: str = "") -> list[str]:
    rows = []
    for key, raw in schema["properties"].items():
        inner, empty = _open(raw)
        here = f"{path}.{key}".lstrip(".")
        absent = key not in schema["required"]
        kind = _plain(inner) + (", có thể vắng" if absent else ", hoặc `null`" if empty else "")
        rows.append(f"| `{prefix}{key}` | {kind} | {_meaning(path, key)} |\n")
        below = _inside(inner)
        if "properties" in below and here not in RESULT_PARTS:
            rows += _rows(below, here, f"{prefix}{key}.")
    return rows


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path, title in RESULT_PARTS.items():
        schema = SCHEMA
        for key in filter(None, path.split(".")):
            schema = _inside(schema["properties"][key])
        heading = f"`{path}` – {title}" if path else title
        parts.append(f"\n## {heading}\n\n| khóa | kiểu | nghĩa |\n|---|---|---|\n")
        parts += _rows(schema, path)
    return "".join(parts)


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} đã cũ: chạy python tools/gen_result.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
