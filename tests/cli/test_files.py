"""Writing: a file whole or not at all; what is no file is never replaced by one."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from scoring import atomic_write
from scoring.app.files import file_names, write_file
from scoring.errors import CannotRead, UsageProblem

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "ong"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"abc")
    reader.join(5)

    assert got == [b"abc"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no full device")
def test_a_device_is_written_to_through_a_link_and_both_stay(tmp_path: Path) -> None:
    link = tmp_path / "day"
    link.symlink_to("/dev/full")
    with pytest.raises(CannotRead):
        write_file(link, b"abc" * 9000)

    assert link.is_symlink()
    assert Path("/dev/full").is_char_device()


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("that.txt")
    write_file(tmp_path / "link", b"abc")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "that.txt").read_bytes() == b"abc"


def test_a_link_going_round_in_a_circle_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "vong").symlink_to("vong")
    write_file(tmp_path / "vong", b"abc")

    assert (tmp_path / "vong").read_bytes() == b"abc"


def test_the_same_bytes_leave_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_file(file, b"abc")
    before = file.stat()
    write_file(file, b"abc")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    write_file(file, b"abd")
    assert file.stat().st_ino != before.st_ino
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name != "posix", reason="this system has no modes")
def test_others_may_read_a_new_file_as_far_as_the_mask_lets_them(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    before = os.umask(0o027)
    try:
        write_file(file, b"abc")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    file.chmod(0o604)
    write_file(file, b"abd")
    assert stat.S_IMODE(file.stat().st_mode) == 0o604


@pytest.mark.skipif(sys.platform != "linux", reason="only there files are locked and swept")
def test_a_file_another_writer_swept_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, path = atomic_write._locked, tmp_path / "x.txt"
    made: list[list[str]] = []

    def late(handle: int) -> bool | None:
        """Between the making and the locking of the first, another writer comes."""
        monkeypatch.setattr(atomic_write, "_locked", locked)
        made.append([one.name for one in tmp_path.iterdir()])
        atomic_write.remove_leftovers(path)
        return locked(handle)

    monkeypatch.setattr(atomic_write, "_locked", late)
    with atomic_write.temporary_file(path) as new:
        assert stat.S_IMODE(new.stat().st_mode) == 0o600
        assert made != [[new.name]]
        atomic_write.remove_leftovers(path)
        assert new.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_name_made_from_an_id_is_one_that_every_system_accepts() -> None:
    ids = ("con", "AUX", "com1.x", "nul.", "xa-a", "conchim")
    names = [one.name for one in file_names(Path("kq"), ids, "{}.json").values()]
    assert names == ["con_.json", "AUX_.json", "com1_.x.json", "nul_..json", "xa-a.json", "conchim.json"]
    assert file_names(Path(), ["con"], "xa-{}.xlsx")["con"] == Path("xa-con.xlsx")


def test_ids_that_differ_in_capitals_alone_are_not_written_over_each_other() -> None:
    with pytest.raises(UsageProblem) as refused:
        file_names(Path("kq"), ["xa-1", "XA-1"], "{}.yaml")
    assert [one.code for one in refused.value.diagnostics] == ["SC629"]


@pytest.mark.parametrize(
    ("name", "begin"), [("a.xlsx", b"PK"), ("a.json", b"{"), ("a.txt", b"Thang"), ("a.md", b"> **")]
)
def test_the_ending_of_a_file_says_the_format_where_none_is_named(run, tmp_path: Path, name: str, begin: bytes) -> None:
    run("rank", ROOT / "reports/2025", "-o", tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(begin)


@pytest.mark.parametrize("words", [("a.docx",), ("a.xlsx", "--format", "csv")])
def test_an_ending_of_another_format_is_refused(run, tmp_path: Path, words: tuple[str, ...]) -> None:
    run("rank", ROOT / "reports/2025", "-o", tmp_path / words[0], *words[1:], code=2)

    assert list(tmp_path.iterdir()) == []
