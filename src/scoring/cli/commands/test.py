"""`scoring test`: worked cases, with coverage of rules and band edges."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import click

from scoring.app.files import write_file
from scoring.cli.terminal.console import settings, show, t, table, talk, write
from scoring.cli.terminal.options import PATH, RULES, argument, command, option
from scoring.diagnostics import Diagnostic, Place, sort
from scoring.errors import CannotRead, ExitCode, NothingMatched, ScoringError, system_words
from scoring.numbers import show as number
from scoring.text import fold


@command(
    "test",
    "Chạy các ca kiểm thử ở criteria/<id>/cases/*.yaml; không có ca nào là mã thoát 4.",
    "Run the worked cases in criteria/<id>/cases/*.yaml; no case at all is exit 4.",
)
@argument(
    "path",
    "Thư mục bộ tiêu chí, thư mục chứa chúng, hoặc tệp ca.",
    "Scheme folders, folders of them, or case files.",
    nargs=-1,
    required=True,
    type=PATH,
)
@option(
    "-k",
    "pattern",
    vi="Chỉ các ca có chữ này trong mã, tên hoặc tệp.",
    en="Only cases with this in id, title or file.",
)
@option(
    "--coverage",
    is_flag=True,
    vi="Báo nhánh, biên của bậc và mức phân loại chưa thử.",
    en="Report branches, band edges and classes not reached.",
)
@option(
    "--threshold",
    type=click.IntRange(0, 100),
    metavar="N",
    vi="Hỏng nếu độ phủ thấp hơn số phần trăm này.",
    en="Fail when coverage is below this percentage.",
)
@option(
    "--diff",
    is_flag=True,
    vi="Hiện cả mong đợi lẫn kết quả của ca hỏng.",
    en="Show expected beside got for failed cases.",
)
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
    from scoring.findings import backend

    runner = Runner(backend(rules), pattern)
    for one in path:
        runner.take(one)
    if runner.problems:
        show(sort(runner.problems))
    if not runner.reports and not runner.problems:
        raise NothingMatched([Diagnostic("SC604", None, {"path": ", ".join(map(str, path))})])
    for report in runner.reports:
        _print(report, diff)
    failed = [one for one in runner.reports if one.failures]
    if junit is not None:
        write_file(junit, _junit(runner).encode())
    low = False
    if coverage or threshold is not None:
        low = _coverage(runner, threshold)
    asserted = sum(len(one.rows) for one in runner.reports)
    text = t(f"{len(runner.reports)} ca, {asserted} khẳng định: {len(runner.reports) - len(failed)} đạt, {len(failed)} hỏng",
             f"{len(runner.reports)} cases, {asserted} assertions: {len(runner.reports) - len(failed)} passed, {len(failed)} failed")  # fmt: skip
    if runner.problems:
        text += t(
            f"; {len(runner.problems)} lỗi trong ca hoặc bộ tiêu chí",
            f"; {len(runner.problems)} problems in cases or schemes",
        )
    talk(text, always=True)
    if runner.unreadable and not runner.reports:
        return int(ExitCode.CANNOT_READ)
    return int(ExitCode.FINDINGS if failed or low or runner.problems else ExitCode.DONE)


@dataclass(slots=True)
class Runner:
    """Runs case files; a broken file does not stop the others."""

    backend: Any
    pattern: str | None
    reports: list[Any] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    schemes: dict[tuple[Path, str], Any] = field(default_factory=dict)
    seen: dict[Path, Any] = field(default_factory=dict)
    unreadable: bool = False

    def take(self, path: Path) -> None:
        """Run what is at a path: a case file, a scheme, or a folder of schemes."""
        from scoring.evidence.worked import find_cases
        from scoring.scheme.load import MAIN, find_schemes

        if not path.exists():
            self._note(
                CannotRead([Diagnostic("SC100", Place(str(path)), system_words(errno.ENOENT))])
            )
            return
        if path.is_file() and path.name not in MAIN:
            self._file(path)
            return
        folders = find_schemes(path)
        if not folders and path.name == "cases":
            folders = find_schemes(path.parent)
        for folder in folders:
            for file in find_cases(folder):
                self._file(file, folder)

    def _note(self, error: ScoringError) -> None:
        self.problems += error.diagnostics
        self.unreadable = self.unreadable or isinstance(error, CannotRead)

    def _file(self, file: Path, folder: Path | None = None) -> None:
        from scoring.evidence.worked import load_cases

        if folder is None:
            from scoring.scheme.load import is_scheme

            folder = next(filter(is_scheme, file.absolute().parents[:4]), None)
            if folder is None:
                self._note(
                    NothingMatched(
                        [Diagnostic("SC602", Place(str(file)), {"path": str(file.parent)})]
                    )
                )
                return
        try:
            placed, _ = load_cases(file)
        except ScoringError as error:
            self._note(error)
            return
        for one in placed:
            words = " ".join((one.item.name, one.item.title or "", file.as_posix()))
            if self.pattern is None or fold(self.pattern) in fold(words):
                try:
                    self._run(one, folder)
                except ScoringError as error:
                    self._note(error)

    def _run(self, placed: Any, folder: Path) -> None:
        from scoring.batch.cases import run_case, run_sweep
        from scoring.batch.coverage import Seen
        from scoring.evidence.worked import Sweep

        period = placed.period or default_period(folder)
        scheme = self._scheme(folder, str(period))
        if scheme is None:
            return
        seen = self.seen.setdefault(folder, Seen())
        run = run_sweep if isinstance(placed.item, Sweep) else run_case
        self.reports.append(run(placed, scheme, period, self.backend, seen))

    def _scheme(self, folder: Path, period: str) -> Any:
        from scoring.scheme.load import load_scheme

        if (folder, period) not in self.schemes:
            scheme = None
            try:
                scheme = load_scheme(folder, period).scheme
            except ScoringError as error:
                self._note(error)
            self.schemes[folder, period] = scheme
        return self.schemes[folder, period]


def default_period(folder: Path) -> Any:
    """The period of cases that name none: the last year in which the scheme changes, else its decision's year."""
    import re

    from scoring.scheme.load import load_scheme
    from scoring.values import Period

    years = []
    for file in sorted(folder.glob("**/*.yaml")):
        if "cases" not in file.relative_to(folder).parts:
            text = file.read_text("utf-8", "replace")
            years += re.findall(r"\b(?:from|until):\s*['\"]?(?:\d{1,2}/\d{1,2}/)?(\d{4})\b", text)
    if years:
        return Period.parse(max(years))
    decision = load_scheme(folder).scheme.decision
    return Period.parse(str(decision.date.year + 1 if decision else 2025))


def _print(report: Any, diff: bool) -> None:
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


def _coverage(runner: Runner, threshold: int | None) -> bool:
    from scoring.batch.coverage import Seen, coverage

    low = False
    folders = dict.fromkeys(folder for folder, _ in runner.schemes)
    for folder in folders:
        schemes = [
            one for (where, _), one in runner.schemes.items() if where == folder and one is not None
        ]
        write(t(f"Độ phủ {folder.name}:\n", f"Coverage of {folder.name}:\n"))
        for cover in coverage(schemes, runner.seen.get(folder, Seen())):
            write(
                f"  {t(*_NAMES[cover.name])}: {cover.reached}/{cover.total} ({number(cover.percent, settings.lang)} %)\n"
            )
            shown: Sequence[str] = cover.missing if settings.verbose else cover.missing[:20]
            for one in shown:
                write(t(f"    chưa thử: {one}\n", f"    not reached: {one}\n"))
            if len(cover.missing) > len(shown):
                more = len(cover.missing) - len(shown)
                write(
                    t(
                        f"    … và {more} mục nữa (-v để xem hết)\n",
                        f"    … and {more} more (-v shows all)\n",
                    )
                )
            if threshold is not None and cover.percent < threshold:
                low = True
    return low


def _junit(runner: Runner) -> str:
    rows = []
    for report in runner.reports:
        name = f"classname={quoteattr(report.placed.document.name)} name={quoteattr(report.placed.item.name)}"
        if report.failures:
            text = "\n".join(f"{one.what}: {one.expected} ≠ {one.got}" for one in report.failures)
            rows.append(f"  <testcase {name}><failure>{escape(text)}</failure></testcase>")
        else:
            rows.append(f"  <testcase {name}/>")
    for one in runner.problems:
        name = (
            f"classname={quoteattr(one.place.file if one.place else '')} name={quoteattr(one.code)}"
        )
        rows.append(
            f"  <testcase {name}><error>{escape(one.message(settings.lang))}</error></testcase>"
        )
    failures = sum(bool(report.failures) for report in runner.reports)
    head = f'<testsuite name="scoring" tests="{len(rows)}" failures="{failures}" errors="{len(runner.problems)}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *rows, "</testsuite>"]) + "\n"


__all__ = ["Runner", "command_", "default_period"]
