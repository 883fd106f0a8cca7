"""A file that another program holds open, as Excel does on Windows, is told from one that may not be touched."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from scoring import yaml_source
from scoring.app.files import write_file
from scoring.errors import CannotRead, system_words
from scoring.yaml_source import read_bytes

HELD = "tệp đang mở trong chương trình khác, ví dụ Excel"


def _refuse(*args: Any, **more: Any) -> None:
    raise PermissionError(errno.EACCES, "Access is denied")


def test_a_file_open_elsewhere_is_not_replaced_and_the_message_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "so.xlsx"
    book.write_bytes(b"before")
    monkeypatch.setattr(os, "replace", _refuse)
    with pytest.raises(CannotRead) as caught:
        write_file(book, b"after")
    (one,) = caught.value.diagnostics
    assert one.code == "SC614"
    assert HELD in one.message("vi")
    assert "another program has the file open" in one.message("en")
    assert [path.name for path in tmp_path.iterdir()] == ["so.xlsx"]
    assert book.read_bytes() == b"before"


def test_a_file_open_elsewhere_is_not_read_and_the_message_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "so.xlsx"
    book.write_bytes(b"PK")
    monkeypatch.setattr(yaml_source, "FileIO", _refuse)
    with pytest.raises(CannotRead) as caught:
        read_bytes(book)
    assert HELD in caught.value.diagnostics[0].message("vi")


def test_where_the_permission_is_missing_nothing_is_said_of_other_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = PermissionError(errno.EACCES, "denied")
    assert system_words(error, tmp_path / "new.xlsx", access=os.W_OK)["why"] == "không có quyền"
    (tmp_path / "so.xlsx").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert system_words(error, tmp_path / "so.xlsx")["why"] == "không có quyền"


def test_a_path_too_long_for_windows_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    error = FileNotFoundError(errno.ENOENT, "missing")
    assert system_words(error, tmp_path / ("x" * 300))["why"] == "tên quá dài"
    assert system_words(error, Path("x"))["why"] == "không có tệp này"
