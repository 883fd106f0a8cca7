"""Worked cases on the screen and as JUnit XML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from scoring.app.worked_cases import CasesRun
from scoring.cli.terminal.console import settings, t, table, write
from scoring.numbers import show as number


def show_case(report: Any, diff: bool) -> None:
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
    "branches": ("nhánh quy tắc", "rule branches"),
    "edges": ("biên của bậc", "band edges"),
    "classes": ("mức và điều kiện phân loại", "classification steps"),
}


def show_coverage(found: CasesRun, threshold: int | None) -> bool:
    """Show how much the cases reach; whether that is too little."""
    low = False
    for folder, covers in found.coverage.items():
        write(t(f"Độ phủ {folder.name}:\n", f"Coverage of {folder.name}:\n"))
        for cover in covers:
            write(
                f"  {t(*_NAMES[cover.name])}: {cover.reached}/{cover.total} ({number(cover.percent, settings.lang)} %)\n"
            )
            shown: Sequence[str] = cover.missing if settings.verbose else cover.missing[:20]
            for one in shown:
                write(t(f"    chưa thử: {one}\n", f"    not reached: {one}\n"))
            if len(cover.missing) > len(shown):
                more = len(cover.missing) - len(shown)
                write(t(f"    … và {more} mục nữa (-v để xem hết)\n", f"    … and {more} more (-v shows all)\n"))
            if threshold is not None and cover.percent < threshold:
                low = True
    return low


def junit_xml(found: CasesRun) -> str:
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
