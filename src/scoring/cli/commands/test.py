"""`scoring test`: worked cases, with coverage of rules and band edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import click

from scoring.app.files import fill_with, replace_made
from scoring.cli.terminal.console import Terminal, settings, show_problems, t, table, talk, write
from scoring.cli.terminal.options import FORCE, PATH, RULES, Paths, argument, command, option
from scoring.diagnostics import sort
from scoring.errors import ExitCode
from scoring.numbers import show as number

if TYPE_CHECKING:
    from scoring.app.worked_cases import CasesRun
    from scoring.batch.cases import Report


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
@FORCE
@RULES
def command_(path: Paths, coverage: bool, threshold: int | None, diff: bool, junit: Path | None, **asked: Any) -> int:
    from scoring.app.worked_cases import run_cases

    found = run_cases(path, coverage=coverage or threshold is not None, **asked)
    if found.problems:
        show_problems(sort(found.problems))
    for report in found.reports:
        _show_case(report, diff)
    if junit is not None:
        replace_made(junit, fill_with(_junit_xml(found).encode()), force=settings.force, observer=Terminal())
    low = _show_coverage(found, threshold)
    count, failed = len(found.reports), len(found.failed)
    asserted = sum(len(one.rows) for one in found.reports)
    text = t(f"{count} ca, {asserted} khẳng định: {count - failed} đạt, {failed} hỏng",
             f"{count} cases, {asserted} assertions: {count - failed} passed, {failed} failed")  # fmt: skip
    if found.problems:
        wrong = len(found.problems)
        text += t(f"; {wrong} lỗi trong ca hoặc bộ tiêu chí", f"; {wrong} problems in cases or schemes")
    talk(text, always=True)
    return int(found.code or (ExitCode.FINDINGS if low else ExitCode.DONE))


def _show_case(report: Report, diff: bool) -> None:
    """A case on stdout: its name, and where it failed each expectation."""
    if not report.failures:
        if settings.verbose:
            write(f"✓ {report.placed.item.name}\n")
        return
    place = report.placed.document.place(report.placed.path)
    write(f"✗ {report.placed.item.name}  {place}\n")
    if diff:
        head = ["", t("mục", "item"), t("mong đợi", "expected"), t("kết quả", "got")]
        rows = [["✗" if one.failed else "", one.what, one.expected, one.got] for one in report.rows]
        write(table([head, *rows]))
        return
    for one in report.failures:
        write(t(f"    {one.what}: mong đợi {one.expected}, kết quả {one.got}\n",
                f"    {one.what}: expected {one.expected}, got {one.got}\n"))  # fmt: skip


_NAMES = {
    "branches": ("nhánh quy tắc", "rule branches"), "edges": ("biên của bậc", "band edges"),
    "classes": ("mức và điều kiện phân loại", "classification steps"),
}  # fmt: skip


def _show_coverage(found: CasesRun, threshold: int | None) -> bool:
    """Show how much the cases reach; whether that is too little."""
    low = False
    for folder, covers in found.coverage.items():
        write(t(f"Độ phủ {folder.name}:\n", f"Coverage of {folder.name}:\n"))
        for cover in covers:
            share = number(cover.percent, settings.lang)
            write(f"  {t(*_NAMES[cover.name])}: {cover.reached}/{cover.total} ({share} %)\n")
            shown: Sequence[str] = cover.missing if settings.verbose else cover.missing[:20]
            for one in shown:
                write(t(f"    chưa thử: {one}\n", f"    not reached: {one}\n"))
            if more := len(cover.missing) - len(shown):
                write(t(f"    … và {more} mục nữa (-v để xem hết)\n", f"    … and {more} more (-v shows all)\n"))
            low |= threshold is not None and cover.percent < threshold
    return low


def _junit_xml(found: CasesRun) -> str:
    """The cases as a JUnit XML file."""
    rows = []
    for report in found.reports:
        name = f"classname={quoteattr(report.placed.document.name)} name={quoteattr(report.placed.item.name)}"
        if report.failures:
            text = "\n".join(f"{one.what}: {one.expected} ≠ {one.got}" for one in report.failures)
            rows.append(f"  <testcase {name}><failure>{escape(text)}</failure></testcase>")
        else:
            rows.append(f"  <testcase {name}/>")
    for one in found.problems:
        name = f"classname={quoteattr(one.place.file if one.place else '')} name={quoteattr(one.code)}"
        rows.append(f"  <testcase {name}><error>{escape(one.message(settings.lang))}</error></testcase>")
    failures = sum(bool(report.failures) for report in found.reports)
    head = f'<testsuite name="scoring" tests="{len(rows)}" failures="{failures}" errors="{len(found.problems)}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *rows, "</testsuite>"]) + "\n"
