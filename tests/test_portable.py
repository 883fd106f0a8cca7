"""`make portable`, with a stand-in for python.org's package and wheels made here."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OWN = {
    "scoring/__main__.py": "",
    "chamdiem-0.1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: chamdiem\nVersion: 0.1.0\nRequires-Dist: fast\n"
    "Requires-Dist: durable-rules; sys_platform != 'win32'\nRequires-Dist: more; extra == 'office'\n",
}
FAST = {
    "fast/core.cp312-win_amd64.pyd": "",
    "fast-1.data/purelib/beside.py": "",
    "fast-1.data/scripts/run.py": "",
    "fast-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: Fast\nVersion: 1\n",
}
MORE = {
    "more-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: more\nVersion: 1\nRequires-Dist: absent; extra == 'x'\n"
}
WHEELS = {
    "chamdiem-0.1.0-py3-none-any.whl": OWN,
    "fast-1-cp312-cp312-win_amd64.whl": FAST,
    "more-1-cp39-abi3-win_amd64.whl": MORE,
}
PYTHON = ("python.exe", "python312.dll", "python312.zip", "python312._pth")


def _zip(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _made(folder: Path, wheels: dict[str, dict[str, str]], python: tuple[str, ...] = PYTHON) -> tuple[int, str]:
    _zip(folder / "python-3.12.8-embed-amd64.zip", dict.fromkeys(python, "stand-in"))
    (folder / "wheels").mkdir()
    for name, parts in wheels.items():
        _zip(folder / "wheels" / name, parts)
    done = subprocess.run(
        [sys.executable, ROOT / "tools/portable.py", "--embed", folder / "python-3.12.8-embed-amd64.zip",
         "--wheels", folder / "wheels", "--output", folder / "usb"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_folder_holds_python_its_packages_the_scheme_and_a_start_file(tmp_path: Path) -> None:
    code, told = _made(tmp_path, WHEELS)
    assert code == 0, told
    assert "Python 3.12, 3 wheel" in told
    usb = tmp_path / "usb"
    start = (usb / "cham-diem.cmd").read_bytes()
    assert b'"%~dp0python\\python.exe" -m scoring %*\r\n' in start
    # A file dropped on it begins in its folder too, and the window stays.
    assert b'if exist "%~1" if /i "%~1"=="%~f1" set "stay=1"\r\n' in start
    assert b'if defined stay pushd "%~dp0"\r\n' in start
    assert b"if defined stay pause\r\n" in start
    assert start.count(b"\n") == start.count(b"\r\n")
    assert start.isascii()
    assert (usb / "python/python312._pth").read_bytes() == b"python312.zip\r\n.\r\nLib\\site-packages\r\n"
    site = usb / "python/Lib/site-packages"
    assert (site / "beside.py").is_file()
    assert not list(site.rglob("run.py"))
    assert (usb / "criteria/qd-1211-2022/scheme.yaml").is_file()
    assert "kéo tệp" in (usb / "DOC-TRUOC.txt").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("wheels", "told"),
    [
        ({**WHEELS, "fast-1-cp312-cp312-manylinux_2_28_x86_64.whl": FAST}, "manylinux"),
        ({**WHEELS, "other-1-cp311-cp311-win_amd64.whl": MORE}, "cp311"),
        ({**WHEELS, "other-1-cp312-cp312-win32.whl": MORE}, "win32"),
        ({**WHEELS, "bad-1-py3-none-any.whl": {"../../out.py": ""}}, "out.py"),
        ({name: WHEELS[name] for name in list(WHEELS)[:2]}, "missing more"),
        ({name: WHEELS[name] for name in list(WHEELS)[1:]}, "scoring/__main__.py"),
    ],
    ids=["linux", "other-python", "32-bit", "outside", "incomplete", "without-us"],
)  # fmt: skip
def test_wheels_for_another_machine_and_missing_ones_are_refused(
    tmp_path: Path, wheels: dict[str, dict[str, str]], told: str
) -> None:
    code, said = _made(tmp_path, wheels)
    assert (code, told in said) == (1, True), said


def test_what_is_no_embeddable_python_is_refused(tmp_path: Path) -> None:
    code, said = _made(tmp_path, WHEELS, PYTHON[1:])
    assert (code, "embeddable" in said) == (1, True), said
