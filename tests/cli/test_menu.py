"""`scoring` alone on a console, played on a pseudo-terminal as somebody would who never typed a command."""

from __future__ import annotations

import io
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from scoring.cli import menu
from scoring.cli.menu import dropped_path

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
SAMPLE = "evidence/2025/xa-vi-du.yaml"
INTERRUPT, END = "\x03", "\x04"


@dataclass(frozen=True)
class Played:
    """What the console showed, the exit code, and what was opened for the reader."""

    shown: str
    code: int
    opened: list[Path]


def play(folder: Path, *answers: str, words: tuple[str, ...] = (), **env: str) -> Played:
    """Answers typed one after the other, each when it is asked for; `words`: what stands behind `scoring`."""
    log = folder / "opened.log"
    programs = folder / ".programs"
    programs.mkdir(exist_ok=True)
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{log}"\n', "utf-8")
    opener.chmod(0o755)
    master, slave = pty.openpty()
    base = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "NO_COLOR": "1", "SCORING_LANG": "vi"}
    base["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    with subprocess.Popen(
        [sys.executable, "-m", "scoring", *words], cwd=folder, env={**base, **env},
        stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=_own_terminal,  # noqa: PLW1509 - no threads here
    ) as process:  # fmt: skip
        os.close(slave)
        shown, waiting, heard = b"", list(answers), 0
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    part = os.read(master, 65536)
                except OSError:  # the other side has gone
                    break
                if not part:
                    break
                shown += part
            elif waiting and len(shown) > heard and shown.endswith((b": ", b"Ctrl-C\r\n")):
                answer = waiting.pop(0)
                heard = len(shown)
                os.write(master, (answer if answer in {INTERRUPT, END} else answer + "\n").encode())
        else:
            process.kill()
            pytest.fail(f"asks for more: {shown.decode('utf-8', 'replace')}")
        code = process.wait(10)
    os.close(master)
    assert not waiting, shown.decode("utf-8", "replace")
    opened = [Path(one) for one in log.read_text("utf-8").splitlines()] if log.exists() else []
    log.unlink(missing_ok=True)
    text = shown.decode("utf-8", "replace").replace("\r\n", "\n")
    assert "Traceback" not in text, text
    return Played(text, code, opened)


def _own_terminal() -> None:
    """Make the pseudo-terminal the one that Ctrl-C comes from."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # A job in the background, as of a build server, passes on that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_five_things_are_offered_in_vietnamese_and_left_by_an_empty_line(tmp_path: Path) -> None:
    one = play(tmp_path, "")
    assert one.code == 0
    for words in ("Lập sổ", "Đọc sổ đã điền", "Xem điểm", "In giấy tờ", "bàn làm việc", "0  Thoát"):
        assert words in one.shown
    assert max(len(line) for line in one.shown.splitlines()) <= 60
    assert "What would you like" in play(tmp_path, "0", words=("--lang", "en")).shown


@pytest.mark.parametrize(("key", "code"), [(INTERRUPT, 130), (END, 0)])
@pytest.mark.parametrize("before", [(), ("1",), ("3",)], ids=["menu", "workbook", "points"])
def test_ctrl_c_and_ctrl_d_leave_from_everywhere(sample: Path, key: str, code: int, before: tuple[str, ...]) -> None:
    assert play(sample, *before, key).code == code


def test_a_blank_workbook_is_made_and_opened_and_another_never_replaces_it(sample: Path) -> None:
    answers = ("1", "", "Ủy ban nhân dân xã Thử", "2025", "1")
    one = play(sample, *answers, "")
    book = sample / "so-xa-thu-2025.xlsx"
    assert (one.code, one.opened, book.is_file()) == (0, [book], True)
    book.write_bytes(b"filled in")
    two = play(sample, *answers, "")
    assert two.opened == [sample / "so-xa-thu-2025-2.xlsx"]
    assert book.read_bytes() == b"filled in"


def test_a_workbook_filled_from_a_dossier_is_read_back_and_its_points_are_shown(sample: Path) -> None:
    one = play(sample, "1", f"{sample / SAMPLE} ", "")
    (book,) = one.opened
    assert book == sample / "evidence/2025/so-xa-vi-du.xlsx"
    moved = sample / "sổ của tôi.xlsx"
    book.rename(moved)
    two = play(sample, "2", f'"{moved}"  ', "")
    assert "Đã đọc sổ của" in two.shown
    assert "(-v" not in two.shown
    assert "55" in two.shown
    assert two.opened == [sample / "diem-sổ của tôi/xa-vi-du.html"]
    assert (sample / "sổ của tôi.yaml").is_file()


def test_a_workbook_with_a_wrong_cell_is_read_and_opened_with_that_cell_marked(sample: Path) -> None:
    play(sample, "1", SAMPLE, "")
    book = sample / "evidence/2025/so-xa-vi-du.xlsx"
    opened = openpyxl.load_workbook(book)
    sheet = opened["Tiêu chí"]
    cell = next(row[4] for row in sheet.iter_rows(min_row=8) if isinstance(row[4].value, int))
    cell.value = "mười hai"
    opened.save(book)
    one = play(sample, "2", str(book), "")
    marked = book.with_name("so-xa-vi-du-can-sua.xlsx")
    assert one.opened == [marked, sample / "evidence/2025/diem-so-xa-vi-du/xa-vi-du.html"]
    assert "SC742" in one.shown
    assert openpyxl.load_workbook(marked)["Tiêu chí"][cell.coordinate].comment is not None


def test_points_papers_and_pages_are_made_beside_the_dossier_and_opened(sample: Path) -> None:
    one = play(sample, "3", SAMPLE, "4", SAMPLE, "")
    assert one.code == 0
    here = sample / "evidence"
    assert one.opened == [here / "2025/diem-xa-vi-du/xa-vi-du.html", here / "2025/giay-to-xa-vi-du"]
    assert all(path.exists() for path in one.opened)
    assert (here / "2025/giay-to-xa-vi-du/xa-vi-du.docx").is_file()


def test_the_desk_is_made_opened_in_the_browser_and_stopped(sample: Path) -> None:
    pytest.importorskip("django")
    one = play(sample, "5", "", INTERRUPT)
    assert one.code in {0, 130}
    (address,) = one.opened
    assert str(address).startswith("http:/127.0.0.1:")
    assert "Mật khẩu (chỉ hiện lần này): " in one.shown
    assert (sample / "ban-lam-viec").is_dir()


def test_without_the_desks_libraries_it_says_so_and_makes_pages(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("scoring.libraries.find_spec", lambda _: None)
    monkeypatch.setattr(menu, "open_for_reader", opened.append)
    monkeypatch.setattr("sys.stdin", io.StringIO("5\n\n0\n"))
    assert menu.run(lambda error: 1) == 0
    assert "chưa cài phần bàn làm việc" in capsys.readouterr().out
    assert opened == [Path("diem-evidence/xa-vi-du.html")]


def test_what_is_wrong_is_told_and_the_menu_goes_on(sample: Path) -> None:
    (sample / "hỏng.xlsx").write_bytes(b"no workbook")
    (sample / "hỏng.yaml").write_text("format: [", "utf-8")
    one = play(
        sample, "9", "x", "2", "không có.xlsx", "2", "hỏng.xlsx", "3", "hỏng.yaml", "3", "\x7f", "2", SAMPLE, "0"
    )
    assert one.code == 0
    assert "Chỉ có các số" in one.shown
    assert one.shown.count("Lỗi[") >= 3
    assert one.opened == []


def test_without_a_scheme_the_one_that_comes_along_is_put_there_when_agreed(tmp_path: Path) -> None:
    one = play(tmp_path, "1", "", "k", "")
    assert not (tmp_path / "criteria").exists()
    assert one.code == 0
    two = play(tmp_path, "1", "", "", "UBND xã Thử", "2025", "2", "", "0")
    assert two.code == 0
    assert (tmp_path / "criteria/qd-1211-2022/scheme.yaml").is_file()
    assert [path.suffix for path in two.opened] == [".xlsx"], two.shown


def test_nothing_is_opened_where_no_program_is(sample: Path) -> None:
    (sample / "bin").mkdir()
    one = play(sample, "3", SAMPLE, "", PATH=str(sample / "bin"))
    assert (one.code, one.opened) == (0, [])
    assert "Đã ghi: " in one.shown


def test_files_dropped_on_the_program_are_read_and_shown_before_the_menu(sample: Path) -> None:
    play(sample, "1", SAMPLE, "")
    book, dossier = sample / "evidence/2025/so-xa-vi-du.xlsx", sample / SAMPLE
    (sample / "thư.docx").touch()
    one = play(sample, "", words=(str(book), str(sample / "thư.docx"), str(dossier)))
    assert one.code == 0
    assert "Đã đọc sổ của" in one.shown
    assert "thư.docx không phải sổ Excel" in " ".join(one.shown.split())
    here = sample / "evidence/2025"
    assert one.opened == [here / "diem-so-xa-vi-du/xa-vi-du.html", here / "diem-xa-vi-du/xa-vi-du.html"]
    assert one.shown.index("Đã đọc sổ của") < one.shown.index("Muốn làm việc gì?")
    two = play(sample, "", words=("--lang", "en", str(sample / "evidence")))
    assert two.opened == [sample / "diem-evidence/xa-vi-du.html"]
    # A command is one, whatever is called as it is.
    (sample / "rank").mkdir()
    assert "Muốn làm việc gì?" not in play(sample, words=("rank",)).shown


def test_without_a_console_help_is_printed_as_ever() -> None:
    from scoring.cli.app import root

    done = CliRunner(env={"SCORING_LANG": ""}).invoke(root, [])
    assert done.exit_code == 2
    assert "Cách dùng: scoring" in done.output
    piped = subprocess.run(
        [sys.executable, "-m", "scoring"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (piped.returncode, piped.stdout) == (2, b"")


@pytest.mark.parametrize("typed", ["{}", "  {}  ", '"{}"', "'{}'", '& "{}"', "“{}”", "{} "])
def test_a_path_may_be_typed_or_dropped_in_any_console_s_way(tmp_path: Path, typed: str) -> None:
    path = tmp_path / "Hồ sơ xã A" / "sổ (bản 2).xlsx"
    path.parent.mkdir()
    path.touch()
    assert dropped_path(typed.format(path)) == path
    shutil.rmtree(path.parent)
    assert dropped_path(typed.format(path)) == path


def test_a_path_is_found_in_whichever_form_its_letters_stand(tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Hồ sơ xã") / unicodedata.normalize("NFC", "Sổ điểm.xlsx")
    path.parent.mkdir()
    path.touch()
    for form in ("NFC", "NFD"):
        assert dropped_path(f'"{unicodedata.normalize(form, str(path))}"') == path
    missing = tmp_path / "Hồ sơ xã" / "Sổ.xlsx"
    assert dropped_path(str(missing)) == missing


def test_a_path_dropped_with_backslashes_or_as_an_address_is_found(tmp_path: Path) -> None:
    path = tmp_path / "sổ của 'ta' 100%.xlsx"
    path.touch()
    for typed in (
        str(path).replace(" ", "\\ ").replace("'", "\\'") + " ",
        path.as_uri(),
        "'" + str(path).replace("'", "'\\''") + "'",
    ):
        assert dropped_path(typed) == path
    assert dropped_path(r'"C:\Hồ sơ\a.xlsx"') == Path(r"C:\Hồ sơ\a.xlsx")
