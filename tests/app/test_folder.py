"""Runs that write to one folder at the same time lose nothing of each other's notes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scoring.app.files import digest_of
from scoring.app.folder import MANIFEST, ManyFiles, earlier_notes, write_manifest


def test_what_two_runs_wrote_at_the_same_time_is_all_noted(tmp_path: Path) -> None:
    with ManyFiles(tmp_path, ["a.md", "b.md"]) as first:
        first.write("a.md", b"a")
        with ManyFiles(tmp_path, ["c.md"]) as second:
            second.write("c.md", b"c")
        write_manifest(tmp_path)
        first.write("b.md", b"b")
    write_manifest(tmp_path)
    assert sorted(earlier_notes(tmp_path)) == ["a.md", "b.md", "c.md"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.md", "b.md", "c.md", "manifest.json"]


def test_a_file_that_is_gone_is_noted_no_more(tmp_path: Path) -> None:
    with ManyFiles(tmp_path, ["a.md", "b.md"]) as files:
        files.write("a.md", b"a")
        files.write("b.md", b"b")
    write_manifest(tmp_path)
    (tmp_path / "a.md").unlink()
    write_manifest(tmp_path)
    assert list(earlier_notes(tmp_path)) == ["b.md"]


def test_the_record_of_the_shipped_reports_is_of_what_is_there() -> None:
    """`make demo` writes them again only while it fits; after a page was merged by hand, remove the folder first."""
    folder = Path(__file__).parents[2] / "reports/2025"
    noted = {one.file: one.sha256 for one in earlier_notes(folder).values()}
    there = {one.name: digest_of(one) for one in folder.iterdir() if one.name != MANIFEST}
    assert noted == there


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="names of open files are read from /proc")
@pytest.mark.parametrize("count", [1, 7, 8, 40])
def test_every_file_is_put_on_the_disk_before_the_folder_is_left(tmp_path, monkeypatch, count):
    names = [f"{number}.json" for number in range(count)]
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())))
    with ManyFiles(tmp_path, names) as files:
        for name in names:
            files.write(name, b"{}")
        assert not synced
        (tmp_path / names[0]).unlink()
    assert sorted(synced) == sorted(str(tmp_path / name) for name in names[1:])
