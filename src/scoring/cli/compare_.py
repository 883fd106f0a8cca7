"""`scoring compare`: two results side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.cli.console import settings, t, table, write
from scoring.cli.files import not_there, write_file
from scoring.cli.options import AGENCY, OUTPUT, PATH, argument, command, fmt, option
from scoring.cli.results import choose, collect, reading
from scoring.cli.summary import class_text, interval
from scoring.json_write import canonical
from scoring.numbers import from_exact, show


@command(
    "compare",
    "So hai kết quả: tự chấm và thẩm định, năm trước và năm nay, trước và sau. Từng tiêu chí, nhóm, tổng, loại; "
    "kèm hệ số kappa có trọng số giữa hai bên.",
    "Compare two results: self and appraised, two years, before and after. Criteria, groups, total, class; "
    "with the weighted kappa of the two.",
)
@argument(
    "first", "Kết quả thứ nhất (tệp, thư mục).", "The first result (file, folder).", type=PATH
)
@argument("second", "Kết quả thứ hai.", "The second result.", type=PATH)
@AGENCY
@option("--all", "all_", is_flag=True, vi="Cả những mục không đổi.", en="What did not change too.")
@fmt("table", "json")
@OUTPUT
def command_(
    first: Path,
    second: Path,
    agency: str | None,
    all_: bool,
    format_: tuple[str, ...],
    output: Path | None,
) -> int:
    """Compare."""
    from scoring.review.compare import compare

    not_there([first, second])
    one, other = (choose(collect([path]), agency) for path in (first, second))
    with reading(second):
        found = compare(one.data, other.data)
        text = (
            canonical(found).decode()
            if format_[0] == "json"
            else _text(found, one.data, other.data, all_)
        )
    if output is None or str(output) == "-":
        write(text)
    else:
        write_file(output, text.encode(), [first, second])
    return 0


def _points(value: str | None, status: str | None) -> str:
    if value is not None:
        return show(from_exact(value), settings.lang)
    if status is None:
        return t("không có", "absent")
    return (
        t("không áp dụng", "not applicable") if status == "not_applicable" else t("còn ngỏ", "open")
    )


def _signed(value: str | None) -> str:
    if value is None:
        return t("không so được", "not comparable")
    number = from_exact(value)
    return ("+" if number > 0 else "") + show(number, settings.lang)


def _text(found: dict[str, Any], a: dict[str, Any], b: dict[str, Any], all_: bool) -> str:
    banners = dict.fromkeys(
        one["scheme"]["banner"] for one in (a, b) if one["scheme"].get("banner")
    )
    parts = [f"{line}\n" for line in banners]
    parts += [f"A: {_name(a)}\nB: {_name(b)}\n"]
    if not found["same_agency"]:
        parts.append(t("Hai cơ quan khác nhau.\n", "Two different agencies.\n"))
    if not found["same_scheme"]:
        parts.append(
            t(
                "Hai kết quả không dùng cùng một bản thang điểm.\n",
                "The two do not use the same version of the scheme.\n",
            )
        )
    head = ["", t("Tên", "Title"), "A", "B", t("Chênh", "Difference")]
    for key, vi, en in (("criteria", "Tiêu chí", "Criteria"), ("groups", "Nhóm", "Groups")):
        rows = [
            [one["id"], one["title"], _points(one["a"], one["a_status"]), _points(one["b"], one["b_status"]), _signed(one["difference"])]
            for one in found[key] if all_ or one["difference"] != "0"
        ]  # fmt: skip
        if rows:
            parts.append(f"\n{t(vi, en)}\n" + table([head, *rows], frozenset((2, 3, 4))))
    rows = [
        ["", "A", "B", t("Chênh", "Difference")],
        [
            t("Tổng điểm", "Total"),
            interval(a["total"]),
            interval(b["total"]),
            _signed(found["total"]["difference"]),
        ],
        [t("Loại", "Class"), class_text(a), class_text(b), _moved(found["class"]["moved"])],
    ]
    parts.append("\n" + table(rows, frozenset((1, 2, 3))))
    same = found["agreement"]
    kappa = (
        t("không xác định", "undefined")
        if same["kappa"] is None
        else show(from_exact(same["kappa"]), settings.lang)
    )
    parts.append(t(f"\n{same['equal']}/{same['criteria']} tiêu chí bằng điểm; kappa có trọng số (bình phương): {kappa}\n",
                   f"\n{same['equal']}/{same['criteria']} criteria equal; weighted kappa (quadratic): {kappa}\n"))  # fmt: skip
    return "".join(parts)


def _name(result: dict[str, Any]) -> str:
    note = result.get("appraisal")
    ledger = t(f", sổ cái {note['head'][:12]}", f", ledger {note['head'][:12]}") if note else ""
    return f"{result['agency']['name']}, {result['period']}{ledger}"


def _moved(moved: str | None) -> str:
    words = {
        "up": ("lên loại", "higher"),
        "down": ("xuống loại", "lower"),
        "same": ("giữ nguyên", "the same"),
    }
    return t(*words.get(moved or "", ("không so được", "not comparable")))


__all__ = ["command_"]
