"""Write docs/reference/khoa.md, every key of a scheme from the models; with --check only compare."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from reference_words import MEANINGS, TITLES

from scoring import fields
from scoring.evidence.model import Answer
from scoring.evidence.task_plan import TaskPlan
from scoring.formulas import KINDS
from scoring.formulas.formula import Written
from scoring.models import FieldInfo, Model
from scoring.numbers import exact_text, typed_percent
from scoring.scheme import model
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.overlay import Overlay
from scoring.scheme.periodic import PeriodicReport
from scoring.scheme.units import OwnUnits, Units
from scoring.values import Quantity

DOCS = Path(__file__).resolve().parents[1] / "docs" / "reference"
TARGET = DOCS / "khoa.md"
HEAD = """# Mọi khóa của bộ tiêu chí

<!-- Trang này do `tools/gen_reference.py` viết từ chính các mô hình dữ liệu; sửa ở src/scoring hoặc tools/reference_words.py
     rồi chạy lại. -->

Bảng tra đầy đủ: khóa, kiểu, mặc định. Cách dùng và ví dụ: [Ngôn ngữ bộ tiêu chí](bo-tieu-chi.md) và
[Cách cho điểm](cach-cho-diem/index.md). Khóa nào không có trong bảng là lỗi SC201.

| kiểu | viết thế nào |
|---|---|
| chữ | văn bản không rỗng; số viết trần cũng là chữ, giữ nguyên từng chữ số |
| mã | chữ không dấu, số, `.`, `_`, `-`; không đổi sau khi đã công bố |
| số | số thập phân có dấu chấm, tính chính xác: `7.5` |
| điểm | số không âm |
| số hoặc % | `4` là chính nó, `50 %` là tỷ lệ (của điểm tối đa, hoặc của số đo); hai cách viết khác nghĩa |
| ngày | `2025-07-01` hoặc `01/07/2025` |
| kỳ | `2025`, `2025-H1`, `2025-Q3` |
| giá trị | số, tỷ lệ có dấu %, `có`, `không`, hoặc mã một mức |
| hạn | ngày, hoặc ngày và tháng của kỳ: `10/12`, `10/01 năm sau`; hoặc số ngày sau khi hết kỳ: `10 ngày sau kỳ` |

Ở cột mặc định, *để trống* nghĩa là không khai thì coi như không có.
"""
NAMES: list[tuple[Any, str]] = [
    (fields.Text, "chữ"),
    (Written, "chữ"),
    (fields.Id, "mã"),
    (fields.Amount, "số"),
    (fields.Points, "điểm"),
    (fields.Share, "số hoặc %"),
    (fields.Award, "số hoặc %, không âm"),
    (fields.Day, "ngày"),
    (fields.DeadlineDay, "hạn"),
    (fields.PeriodId, "kỳ"),
    (Answer, "giá trị"),
    (bool, "`true`, `false`"),
    (Any, "giá trị bất kỳ"),
]
START: tuple[type[Model], ...] = (model.Scheme, CriteriaSet, Overlay, Units, OwnUnits, PeriodicReport, TaskPlan)


def _anchor(one: type[Model]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", one.__name__).lower()


def _title(one: type[Model]) -> str:
    title = TITLES[one.__name__]
    return title[0].upper() + title[1:]


def kind_of(type_: Any) -> str:
    """A field's type in words, models as links."""
    for known, word in NAMES:
        if type_ == known:
            return word
    origin, inside = get_origin(type_), get_args(type_)
    if origin is Annotated:
        limits = [one.limits for one in inside[1:] if isinstance(one, FieldInfo)]
        least = [one["min_length"] for one in limits if "min_length" in one]
        most = [one["max_length"] for one in limits if "max_length" in one]
        text = kind_of(inside[0])
        if least and least == most:
            return f"{text}, đúng {least[0]}"
        return f"{text}, ít nhất {least[0]}" if least else text
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inside)
    if origin in (Union, types.UnionType):
        return " hoặc ".join(kind_of(one) for one in inside if one is not type(None))
    if origin is list:
        return f"danh sách {kind_of(inside[0])}"
    if origin is dict:
        return f"bảng {kind_of(inside[0])} → {kind_of(inside[1])}"
    if isinstance(type_, type) and issubclass(type_, Model):
        if type_.__name__ == "Score":
            return "đúng một [cách cho điểm](#cach-cho-diem)"
        return f"[{TITLES[type_.__name__]}](#{_anchor(type_)})"
    raise AssertionError(f"a type without a name: {type_!r}")


def default_of(field: FieldInfo) -> str:
    """A field's default as it would be written."""
    if field.is_required():
        return "**bắt buộc**"
    value = field.default
    if value is None:
        return "để trống"
    if isinstance(value, Model):
        return "mặc định của từng khóa"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Quantity):
        return f"`{typed_percent(value.value, 'en') if value.percent else exact_text(value.value)}`"
    if isinstance(value, list):
        return "`[" + ", ".join(map(str, value)) + "]`"
    return f"`{value}`"


def meaning(one: type[Model], key: str) -> str:
    """What a key means; a key nobody described stops the generator."""
    text = MEANINGS.get(f"{one.__name__}.{key}") or MEANINGS.get(key)
    if text is None:
        raise SystemExit(f"reference_words.py chưa nói khóa “{one.__name__}.{key}” nghĩa là gì")
    return text


def table(one: type[Model], said: dict[str, str] | None = None) -> str:
    """The table of a model's keys."""
    hints = get_type_hints(one, include_extras=True)
    rows = ["| khóa | kiểu | mặc định | nghĩa |\n|---|---|---|---|\n"]
    for name, field in one.model_fields.items():
        key = field.key
        kind = "danh sách tên tệp" if (one, key) == (model.Scheme, "sets") else kind_of(hints[name])
        text = said[key] if said and key in said else meaning(one, key)
        rows.append(f"| `{key}` | {kind} | {default_of(field)} | {text} |\n")
    if one is model.Scheme:
        rows.append(f"| `overlays` | danh sách tên tệp | `[]` | {MEANINGS['Scheme.overlays']} |\n")
    return "".join(rows)


def below(one: type[Model], done: list[type[Model]]) -> None:
    """Add a model and those its fields use, in the order they are met."""
    if one in done or one.__name__ == "Score":
        return
    done.append(one)
    hints = get_type_hints(one, include_extras=True)
    stack = [hints[name] for name in one.model_fields]
    while stack:
        type_ = stack.pop(0)
        if isinstance(type_, type) and issubclass(type_, Model):
            below(type_, done)
        else:
            stack = [arg for arg in get_args(type_) if not isinstance(arg, str)] + stack


def said_of(kind: str) -> dict[str, str]:
    """Key → meaning, as the kind's own page says it."""
    page = (DOCS / "cach-cho-diem" / f"{kind}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| [^|]* \|$", page, re.MULTILINE)
    return dict(rows)


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    done: list[type[Model]] = []
    for start in START:
        below(start, done)
    parts += [f"\n## {_title(one)} {{#{_anchor(one)}}}\n\n{table(one)}" for one in done]
    parts.append("\n## Cách cho điểm {#cach-cho-diem}\n")
    for name, kind in KINDS.items():
        parts.append(f"\n### `{name}` – {kind.title_vi} {{#{name}}}\n\n")
        parts.append(f"Ví dụ tính được: [`{name}`](cach-cho-diem/{name}.md).\n\n{table(kind, said_of(name))}")
        inner: list[type[Model]] = []
        below(kind, inner)
        parts += [f"\n#### {_title(x)} {{#{_anchor(x)}}}\n\n{table(x)}" for x in inner[1:]]
    return "".join(parts)


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} đã cũ: chạy python tools/gen_reference.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
