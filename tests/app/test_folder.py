"""Runs that write to one folder at the same time lose nothing of each other's notes."""

from __future__ import annotations

from pathlib import Path

from scoring.app.folder import ManyFiles, earlier_notes, write_manifest


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
