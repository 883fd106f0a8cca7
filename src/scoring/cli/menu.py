"""`scoring` alone on a console: the five things people do, offered to those who never typed a command."""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scoring.cli.terminal.console import Running, settings, show_problems, t, talk_bug, write
from scoring.diagnostics import summary
from scoring.errors import ExitCode, ScoringError, usage_problem
from scoring.text import nfc

if TYPE_CHECKING:
    from scoring.reports.interface import FormatId
    from scoring.result.summary import Summary

_BOOKS = (".xlsx",)
_DOSSIERS = (".xlsx", ".yaml", ".yml", ".json")
_MOST_LISTED = 9
_DESK = "ban-lam-viec"
"""The folder in which a desk is made where none is named."""


class Leave(Exception):  # noqa: N818
    """An empty line where an answer is needed: back to the menu."""


def run(tell: Callable[[Exception], int], dropped: Sequence[str] = ()) -> int:
    """Do what files that were dropped on the program are for, then offer the menu until it is left; the exit code.
    `tell` shows why something could not be done.
    """
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    acts: tuple[tuple[str, str, Callable[[], bool | None]], ...] = (
        ("Lập sổ tự chấm điểm (Excel)", "Make a self-assessment workbook (Excel)", _make_workbook),
        ("Đọc sổ đã điền", "Read a filled-in workbook", _read_workbook),
        ("Xem điểm của tôi: được, thiếu ở đâu", "See my points: earned and short where", _show_points),
        ("In giấy tờ của tôi (Word, PDF)", "Print my papers (Word, PDF)", _print_papers),
        ("Mở bàn làm việc trên trình duyệt", "Open the desk in the browser", _open_desk),
    )
    for name in dropped:
        try:
            _dropped(Path(name))
        except EOFError:
            return int(ExitCode.DONE)
        except Leave:
            continue
        except (ScoringError, OSError) as error:
            tell(error)
    while True:
        write(t("\nMuốn làm việc gì?\n", "\nWhat would you like to do?\n"))
        for number, (vi, en, _) in enumerate(acts, 1):
            write(f"  {number}  {t(vi, en)}\n")
        write(t("  0  Thoát\n", "  0  Leave\n"))
        try:
            answer = _ask(t("Gõ một số rồi Enter", "Type a number, then Enter"))
            if answer in {"", "0"}:
                return int(ExitCode.DONE)
            if not _is_number(answer, len(acts)):
                write(t("Chỉ có các số từ 0 đến 5.\n", "There are only the numbers 0 to 5.\n"))
                continue
            if acts[int(answer) - 1][2]():
                return int(ExitCode.DONE)
        except EOFError:
            write("\n")
            return int(ExitCode.DONE)
        except Leave:
            continue
        except (ScoringError, OSError) as error:
            tell(error)


def _is_number(answer: str, most: int) -> bool:
    """Whether a number from 1 to `most` was typed."""
    return answer in map(str, range(1, most + 1))


def _ask(question: str, default: str = "") -> str:
    """What is typed on one line, without blanks around it. Raises EOFError where nothing more comes."""
    write(f"{question}{f' [{default}]' if default else ''}: ")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip().strip("\ufeff\x00") or default


def _need(question: str, default: str = "") -> str:
    """As `_ask`; an empty line leads back to the menu."""
    answer = _ask(question, default)
    if not answer:
        raise Leave
    return answer


def _choose(question: str, titles: Sequence[str], *, optional: bool = False) -> int | None:
    """The index of the one chosen; None where that is allowed and nothing was typed."""
    for number, title in enumerate(titles, 1):
        write(f"  {number}  {title}\n")
    while True:
        answer = _ask(question)
        if not answer:
            if optional:
                return None
            raise Leave
        if _is_number(answer, len(titles)):
            return int(answer) - 1
        write(t(f"Gõ một số từ 1 đến {len(titles)}.\n", f"Type a number from 1 to {len(titles)}.\n"))


def dropped_path(text: str) -> Path:
    """The path typed, or dropped on the window: consoles put it in quotes, before blanks a backslash, `&` before it,
    or make an address of it.

    >>> dropped_path("  'so tay.xlsx' ").name, dropped_path('& "so tay.xlsx"').name
    ('so tay.xlsx', 'so tay.xlsx')
    """
    text = text.strip().removeprefix("& ").strip()
    plain = text[1:-1] if len(text) > 2 and (text[0], text[-1]) in {('"',) * 2, ("'",) * 2, ("“", "”")} else text
    tries = [text, plain]
    if text.lower().startswith("file:"):
        with contextlib.suppress(ValueError):
            tries.insert(0, url2pathname(urlsplit(text).path))
    if os.name == "posix":
        with contextlib.suppress(ValueError):
            if len(parts := shlex.split(text)) == 1:
                tries.append(parts[0])
    for one in tries:
        path = _on_disk(Path(os.path.expanduser(one)))  # noqa: PTH111 - the other fails for people unknown here
        if one and path.exists():
            return path
    return Path(plain)


def _on_disk(path: Path) -> Path:
    """The path as the disk writes it: Vietnamese letters stand in one piece or in several, as a Mac names files."""
    if path.parent == path or os.path.lexists(path):
        return path
    folder = _on_disk(path.parent)
    with contextlib.suppress(OSError, ValueError):
        return next((one for one in folder.iterdir() if nfc(one.name) == nfc(path.name)), folder / path.name)
    return folder / path.name


def _ask_path(endings: tuple[str, ...], question: str, *, optional: bool = False) -> Path | None:
    """The file asked for, typed, dropped, or chosen from those of the working folder. Raises Leave for an empty line,
    unless that is an answer.
    """
    found = sorted(
        one for one in Path().iterdir() if one.suffix.lower() in endings and not one.name.startswith((".", "~"))
    )
    for number, one in enumerate(found[:_MOST_LISTED], 1):
        write(f"  {number}  {one}\n")
    if found:
        question += t(" (hoặc gõ số ở trên)", " (or a number above)")
    answer = _ask(question)
    if not answer:
        if optional:
            return None
        raise Leave
    if _is_number(answer, min(len(found), _MOST_LISTED)):
        return found[int(answer) - 1]
    return dropped_path(answer)


def _ask_file(endings: tuple[str, ...], vi: str, en: str) -> Path:
    path = _ask_path(endings, t(f"{vi}: kéo tệp thả vào đây rồi Enter", f"{en}: drop the file here, then Enter"))
    assert path is not None
    return path


def _new(path: Path) -> Path:
    """A path at which nothing stands: nobody's work is replaced."""
    number, found = 1, path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def open_for_reader(what: Path | str) -> None:
    """Show a file, folder or address in the program the system has for it; nothing happens where there is none."""
    shown = str(what.resolve()) if isinstance(what, Path) else what
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            os.startfile(shown)  # noqa: S606 - what the reader's system opens it with
        elif program := shutil.which("open" if sys.platform == "darwin" else "xdg-open"):
            nothing = subprocess.DEVNULL
            subprocess.Popen(  # noqa: S603 - the desktop's own opener
                [program, shown], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
            )


def _done(path: Path) -> None:
    write(t(f"Đã ghi: {path}\n", f"Written: {path}\n"))
    open_for_reader(path)


def _scheme(near: Path) -> Path:
    """The one scheme below ``criteria``; where there is none the one that comes with the program may be put there."""
    from scoring.app import inputs
    from scoring.app.scaffolding import EXAMPLES, scaffold

    known = inputs.known_schemes(near)
    if not known:
        name = next(iter(EXAMPLES))
        write(t(f"Ở đây chưa có bộ tiêu chí. Đưa bộ {EXAMPLES[name]} đi kèm\n(thang điểm làm việc) vào {Path.cwd()}?\n",
                f"There is no scheme here. Put {EXAMPLES[name]}, which comes along\n(working points), into {Path.cwd()}?\n"))  # fmt: skip
        if _ask(t("Enter: đồng ý; k: không", "Enter: yes; n: no")).casefold() in {"k", "n", "không", "no"}:
            raise Leave
        scaffold(Path(), example=name)
        known = inputs.known_schemes(near)
    at = 0 if len(known) == 1 else _choose(t("Bộ tiêu chí nào", "Which scheme"), known)
    folder = inputs.scheme_by_id(known[at or 0], near)
    assert folder is not None
    return folder


def _make_workbook() -> None:
    """A blank workbook for an agency, or one filled from its dossier."""
    from scoring.app.workbook_new import blank_workbook, filled_workbook
    from scoring.scheme.load import load_scheme
    from scoring.text import slug

    source = _ask_path(
        (".yaml", ".yml"),
        t("Điền sẵn từ hồ sơ nào? Thả tệp vào đây; Enter: sổ trống", "Filled from which dossier? Enter: a blank one"),
        optional=True,
    )
    if source is not None:
        _scheme_for(source)
        output = _new(source.parent / f"so-{source.stem}.xlsx")
        with Running() as terminal:
            filled_workbook(source, output, observer=terminal)
        _done(output)
        return
    folder = _scheme(Path())
    name = _need(t("Tên cơ quan (như trên con dấu)", "The agency's name"))
    period = _need(t("Kỳ (năm)", "Period (year)"), str(date.today().year))  # noqa: DTZ011 - the year on the wall
    scheme = load_scheme(folder, period).scheme
    at = _choose(t("Thuộc khối nào", "Which block"), [one.title for one in scheme.blocks]) or 0
    block = scheme.blocks[at]
    kinds = [one for one in scheme.agency_kinds if one.id in block.kinds]
    chosen = None
    if len(kinds) > 1:
        chosen = _choose(
            t("Loại cơ quan (Enter: không rõ)", "Kind (Enter: not known)"), [one.title for one in kinds], optional=True
        )
    id = slug(name.casefold().removeprefix("ủy ban nhân dân ").removeprefix("ubnd "))
    output = _new(Path(f"so-{id}-{period}.xlsx"))
    kind = kinds[chosen].id if chosen is not None else None
    with Running() as terminal:
        blank_workbook(
            output, agency=id, name=name, period=period, block=block.id, kind=kind, scheme=folder, observer=terminal
        )
    _done(output)


def _scheme_for(path: Path) -> None:
    """See that there is a scheme for a dossier or workbook, before it is needed."""
    from scoring.app.files import refuse_missing
    from scoring.app.inputs import known_schemes

    refuse_missing([path])
    if path.suffix.lower() != ".json" and not known_schemes(path):
        _scheme(path)


def _read(book: Path) -> Path:
    """Read a workbook into a new dossier beside it; the dossier."""
    from scoring.app.workbook_read import read_back

    output = _new(book.with_suffix(".yaml"))
    with Running() as terminal:
        found = read_back(book, output=output, observer=terminal)
    show_problems(found.diagnostics, notes=False)
    agency, counts = found.dossier.agency.name, summary(found.diagnostics, settings.lang)
    write(
        t(f"Đã đọc sổ của {agency} vào {output}: {counts}\n", f"Read the workbook of {agency} to {output}: {counts}\n")
    )
    if found.code is not ExitCode.DONE:
        marked = _new(book.with_name(f"{book.stem}-can-sua.xlsx"))
        read_back(book, marked=marked, lang=settings.lang)
        write(
            t(
                "Ô sai coi như chưa khai. Sổ có đánh dấu các ô ấy:\n",
                "Wrong cells count as not declared. The workbook with those marked:\n",
            )
        )
        _done(marked)
    return output


def _asked_dossier(vi: str, en: str) -> Path:
    path = _ask_file(_DOSSIERS, vi, en)
    _scheme_for(path)
    return _read(path) if path.suffix.lower() in _BOOKS else path


def _read_workbook() -> None:
    book = _ask_file(_BOOKS, "Sổ đã điền (.xlsx)", "The filled-in workbook (.xlsx)")
    if book.is_file() and book.suffix.lower() not in _BOOKS:
        raise usage_problem("đây không phải sổ Excel .xlsx", "this is no Excel workbook (.xlsx)")
    _scheme_for(book)
    _pages(_read(book))


def _dropped(path: Path) -> None:
    """A workbook is read, and the points of whatever it is are shown."""
    if path.is_file() and path.suffix.lower() not in _DOSSIERS:
        raise usage_problem(f"{path.name} không phải sổ Excel .xlsx, hồ sơ .yaml hay kết quả .json",
                            f"{path.name} is no Excel workbook (.xlsx), dossier (.yaml) or result (.json)")  # fmt: skip
    _scheme_for(path)
    _pages(_read(path) if path.suffix.lower() in _BOOKS else path)


def _show_points() -> None:
    _pages(_asked_dossier("Sổ hoặc hồ sơ của đơn vị", "Your workbook or dossier"))


def _pages(source: Path) -> None:
    """The points on the screen, and the pages of one dossier, or of all in a folder, opened."""
    from scoring.reports.interface import FormatId
    from scoring.reports.links import file_stem

    output, found = _reported(source, "diem", (FormatId.HTML,))
    page = f"{file_stem(found[0])}.html" if len(found) == 1 else "index.html"
    _done(output / page)


def _reported(source: Path, name: str, formats: tuple[FormatId, ...]) -> tuple[Path, Sequence[Summary]]:
    """A new folder beside the source with its report, told on the screen; the folder, and what is in it."""
    from scoring.app.report_plan import ReportOptions
    from scoring.app.reporting import report
    from scoring.cli.terminal.summary import banners, results_table

    output = _new(source.parent / f"{name}-{source.stem}")
    with Running() as terminal:
        found = report([source], ReportOptions(output=output, formats=formats, lang=settings.lang), observer=terminal)
    show_problems(found.problems)
    if found.traces:
        talk_bug(f"{len(found.traces)} × SC633")
    write(banners(found.summaries) + results_table(found.summaries))
    return output, found.summaries


def _print_papers() -> None:
    from scoring.reports.interface import FormatId

    source = _asked_dossier("Sổ hoặc hồ sơ của đơn vị", "Your workbook or dossier")
    output, _ = _reported(source, "giay-to", (FormatId.DOCX, FormatId.PDF))
    _done(output)


def _open_desk() -> bool:
    """Serve the desk in the browser until it is stopped, which ends the menu: a process serves one desk. Pages of all
    dossiers where the desk's libraries are not installed.
    """
    from scoring.libraries import missing

    if missing("django", "web", "bàn làm việc trên web", "the web desk"):
        write(t("Máy này chưa cài phần bàn làm việc trên trình duyệt. Thay vào\nđó là các trang HTML của mọi hồ sơ trong một thư mục.\n",
                "The desk in the browser is not installed here. Instead there\nare HTML pages of all dossiers in a folder.\n"))  # fmt: skip
        default = "evidence" if Path("evidence").is_dir() else ""
        folder = dropped_path(
            _need(t("Thư mục hồ sơ: thả vào đây rồi Enter", "The folder: drop it here, then Enter"), default)
        )
        _scheme_for(folder)
        _pages(folder)
        return False
    from scoring.web.server import init, serve

    desk = dropped_path(
        _need(t("Thư mục của bàn làm việc (chưa có thì tạo)", "The desk's folder (made if there is none)"), _DESK)
    )
    if not desk.exists():
        for name, password in init(desk).accounts.items():
            write(t(f"Đã tạo {desk}. Đăng nhập: {name}\nMật khẩu (chỉ hiện lần này): {password}\n",
                    f"Made {desk}. Sign in as: {name}\nPassword (shown this once): {password}\n"))  # fmt: skip

    def ready(address: str) -> None:
        write(t(f"Bàn làm việc: {address}\nDừng: Ctrl-C\n", f"The desk: {address}\nTo stop: Ctrl-C\n"))
        open_for_reader(address)

    try:
        serve(desk, ready=ready)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        # Another program has the usual port, or the desk is open already.
        serve(desk, port=0, ready=ready)
    return True
