"""What the checks of a scheme said is kept, and counts only for the same files, day and program, undamaged."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scoring.errors import InvalidInput
from scoring.scheme import check, check_cache
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    found = shutil.copytree(BASE, tmp_path / "mau")
    # A scheme with something to say of it: a kind of evidence that nothing asks for.
    main = found / "scheme.yaml"
    text = main.read_text("utf-8")
    main.write_text(text.replace("evidence_kinds:", "evidence_kinds:\n  thua: {title: Giấy thừa}"), "utf-8")
    return found


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(check_cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time a scheme is checked."""
    done, real = [], check.check_scheme
    monkeypatch.setattr(check, "check_scheme", lambda *args: (done.append("x"), real(*args))[1])
    return done


def test_a_scheme_is_checked_once_for_the_same_files_and_day(scheme: Path, cache: Path, checks: list[str]) -> None:
    first = load_scheme(scheme, "2025")
    again = load_scheme(scheme, "2025")
    assert checks == ["x"]
    assert again.diagnostics == first.diagnostics != []
    assert (cache.stat().st_mode & 0o777) == 0o700
    load_scheme(scheme, "2024")
    assert len(checks) == 2
    set_ = next((scheme / "sets").iterdir())
    set_.write_text(set_.read_text("utf-8") + "# đổi\n", "utf-8")
    load_scheme(scheme, "2025")
    assert len(checks) == 3


def test_another_program_checks_anew(
    scheme: Path, cache: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_scheme(scheme, "2025")
    # As if one package of it had no files, so that all others count anew.
    monkeypatch.setattr(check_cache, "_PARTS", ("", "scheme"))
    load_scheme(scheme, "2025")
    assert len(checks) == 2
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize(
    "damage",
    [lambda raw: raw[:-1], lambda raw: raw.replace(b"SC", b"SX", 1), lambda raw: b"", lambda raw: b"\x80\x04N."],
    ids=["cut off", "changed", "empty", "pickled"],
)
def test_a_damaged_file_counts_for_nothing(scheme: Path, cache: Path, checks: list[str], damage: object) -> None:
    first = load_scheme(scheme, "2025")
    (file,) = cache.iterdir()
    assert b"SC" in file.read_bytes()
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    assert load_scheme(scheme, "2025").diagnostics == first.diagnostics
    assert len(checks) == 2
    load_scheme(scheme, "2025")
    assert len(checks) == 2  # written anew


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system knows no owners")
def test_a_file_of_somebody_else_counts_for_nothing(
    scheme: Path, cache: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_scheme(scheme, "2025")
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    load_scheme(scheme, "2025")
    assert len(checks) == 2


def test_nothing_is_kept_of_a_scheme_with_errors(scheme: Path, cache: Path, checks: list[str]) -> None:
    set_ = next((scheme / "sets").iterdir())
    set_.write_text(set_.read_text("utf-8").replace("maximum: ", "maximum: 1", 1), "utf-8")
    for _ in range(2):
        with pytest.raises(InvalidInput):
            load_scheme(scheme, "2025")
    assert len(checks) == 2
    assert not cache.exists()


def test_without_a_folder_nothing_is_kept(
    scheme: Path, tmp_path: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(check_cache.VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    load_scheme(scheme, "2025")
    load_scheme(scheme, "2025")
    assert len(checks) == 2
    assert not (tmp_path / "home").exists()
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv(check_cache.VARIABLE, str(blocked))
    assert load_scheme(scheme, "2025").scheme.id
    monkeypatch.delenv(check_cache.VARIABLE)
    load_scheme(scheme, "2025")
    assert len(list((tmp_path / "home/scoring").iterdir())) == 1


def test_only_the_newest_are_kept(
    scheme: Path, cache: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_cache, "_MOST", 2)
    for year in ("2023", "2024", "2025"):
        load_scheme(scheme, year)
    assert len(list(cache.iterdir())) == 2
    load_scheme(scheme, "2025")
    assert len(checks) == 3
