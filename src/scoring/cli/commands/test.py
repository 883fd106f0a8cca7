"""`scoring test`: worked cases, with coverage of rules and band edges."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.app.files import write_file
from scoring.app.worked_cases import run_cases
from scoring.cli.terminal.cases import junit_xml, show_case, show_coverage
from scoring.cli.terminal.console import show_problems, t, talk
from scoring.cli.terminal.options import PATH, RULES, argument, command, option
from scoring.diagnostics import sort
from scoring.errors import ExitCode


@command("test", "Chạy các ca kiểm thử ở criteria/<id>/cases/*.yaml; không có ca nào là mã thoát 4.",
         "Run the worked cases in criteria/<id>/cases/*.yaml; no case at all is exit 4.")  # fmt: skip
@argument("path", "Thư mục bộ tiêu chí, thư mục chứa chúng, hoặc tệp ca.",
          "Scheme folders, folders of them, or case files.", nargs=-1, required=True, type=PATH)  # fmt: skip
@option("-k", "pattern", vi="Chỉ các ca có chữ này trong mã, tên hoặc tệp.",
        en="Only cases with this in id, title or file.")  # fmt: skip
@option("--coverage", is_flag=True, vi="Báo nhánh, biên của bậc và mức phân loại chưa thử.",
        en="Report branches, band edges and classes not reached.")  # fmt: skip
@option("--threshold", type=click.IntRange(0, 100), metavar="N", vi="Hỏng nếu độ phủ thấp hơn số phần trăm này.",
        en="Fail when coverage is below this percentage.")  # fmt: skip
@option("--diff", is_flag=True, vi="Hiện cả mong đợi lẫn kết quả của ca hỏng.",
        en="Show expected beside got for failed cases.")  # fmt: skip
@option("--junit", type=PATH, vi="Ghi thêm tệp JUnit XML.", en="Also write a JUnit XML file.")
@RULES
def command_(
    path: tuple[Path, ...],
    pattern: str | None,
    coverage: bool,
    threshold: int | None,
    diff: bool,
    junit: Path | None,
    rules: str | None,
) -> int:
    """Run worked cases."""
    found = run_cases(path, pattern=pattern, coverage=coverage or threshold is not None, rules=rules)
    if found.problems:
        show_problems(sort(found.problems))
    for report in found.reports:
        show_case(report, diff)
    if junit is not None:
        write_file(junit, junit_xml(found).encode())
    low = show_coverage(found, threshold)
    count, failed = len(found.reports), len(found.failed)
    asserted = sum(len(one.rows) for one in found.reports)
    text = t(f"{count} ca, {asserted} khẳng định: {count - failed} đạt, {failed} hỏng",
             f"{count} cases, {asserted} assertions: {count - failed} passed, {failed} failed")  # fmt: skip
    if found.problems:
        wrong = len(found.problems)
        text += t(f"; {wrong} lỗi trong ca hoặc bộ tiêu chí", f"; {wrong} problems in cases or schemes")
    talk(text, always=True)
    return int(found.code or (ExitCode.FINDINGS if low else ExitCode.DONE))
