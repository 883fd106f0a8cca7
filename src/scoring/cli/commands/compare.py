"""`scoring compare`: two results side by side."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import show_problems, write_output
from scoring.cli.terminal.options import AGENCY, AGREEMENT, DELIMITER, OUTPUT, PATH, argument, command, fmt, option


@command("compare",
         "So hai kết quả: tự chấm và thẩm định, năm trước và năm nay, trước và sau kiến nghị. Kết luận trước, rồi từng tiêu chí, nhóm, tổng, loại đã đổi; với --agreement thì kèm kappa có trọng số.",
         "Compare two results: self and appraised, two years, before and after an appeal. The upshot first, then criteria, groups, total and class that changed; with --agreement the weighted kappa too.")  # fmt: skip
@argument("first", "Kết quả thứ nhất (tệp, thư mục).", "The first result (file, folder).", type=PATH)
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
    first: Path,
    second: Path,
    agency: str | None,
    claimed: bool,
    all_: bool,
    agreement: bool,
    format_: str,
    delimiter: str,
    output: Path | None,
) -> None:
    """Compare."""
    from scoring.app.comparison import compare, to_bytes
    from scoring.cli.terminal.comparison_text import as_csv, as_text

    found = compare(first, second, agency=agency, claimed=claimed, kappa=agreement)
    if format_ == "json":
        text = to_bytes(found)
    elif format_ == "csv":
        text = as_csv(found, all_=all_, delimiter=delimiter)
    else:
        text = as_text(found, all_=all_).encode()
    if found.kappa:
        from scoring.reports.agreement_words import missing_library

        show_problems(missing_library([found.kappa.undefined]))
    write_output(output, text, [first, second])
