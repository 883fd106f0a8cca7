"""`scoring compare`: two results side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.app.files import not_there
from scoring.app.stored import Stored, choose, collect, reading
from scoring.cli.terminal.console import put, show
from scoring.cli.terminal.options import (
    AGENCY,
    AGREEMENT,
    DELIMITER,
    OUTPUT,
    PATH,
    argument,
    command,
    fmt,
    option,
)
from scoring.json_write import canonical
from scoring.reports.agreement_words import missing_library


@command(
    "compare",
    "So hai kết quả: tự chấm và thẩm định, năm trước và năm nay, trước và sau kiến nghị. Kết luận trước, rồi từng tiêu chí, "
    "nhóm, tổng, loại đã đổi; với --agreement thì kèm kappa có trọng số.",
    "Compare two results: self and appraised, two years, before and after an appeal. The upshot first, then criteria, groups, "
    "total and class that changed; with --agreement the weighted kappa too.",
)
@argument(
    "first", "Kết quả thứ nhất (tệp, thư mục).", "The first result (file, folder).", type=PATH
)
@argument("second", "Kết quả thứ hai.", "The second result.", type=PATH)
@AGENCY
@option("--claimed", is_flag=True,
        vi="Của kết quả thứ nhất, lấy điểm cơ quan tự chấm (có thể cùng một tệp với kết quả thứ hai).",
        en="Of the first result take what the agency claims (it may be the same file as the second).")  # fmt: skip
@option("--all", "all_", is_flag=True, vi="Cả những mục không đổi.", en="What did not change too.")
@AGREEMENT
@fmt("table", "json", "csv")
@DELIMITER
@OUTPUT
def command_(
    first: Path, second: Path, agency: str | None, claimed: bool, all_: bool, agreement: bool,
    format_: tuple[str, ...], delimiter: str, output: Path | None,
) -> int:  # fmt: skip
    """Compare."""
    from scoring.cli import compare_text
    from scoring.review.compare import compare

    not_there([first, second])
    one, other = (choose(collect([path]), agency) for path in (first, second))
    for result in (one, other):
        _try(result)
    with reading(other.path):
        found = compare(one.data, other.data, claimed=claimed, kappa=agreement)
        if format_[0] == "json":
            text = canonical(found)
        elif format_[0] == "csv":
            text = compare_text.as_csv(found, one.data, other.data, all_, delimiter)
        else:
            text = compare_text.as_text(found, one.data, other.data, all_).encode()
    if agreement:
        show(missing_library([found["agreement"]["kappa"]]))
    put(output, text, [first, second])
    return 0


def _try(result: Stored) -> Any:
    """Compare a result with itself, so that what is wrong with it is told with its own name."""
    from scoring.cli import compare_text
    from scoring.review.compare import compare

    with reading(result.path):
        return compare_text.as_text(
            compare(result.data, result.data), result.data, result.data, True
        )


__all__ = ["command_"]
