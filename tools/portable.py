"""A folder that runs `scoring` on Windows from a USB stick: Python's embeddable package, wheels, a start file.

    make portable EMBED=python-3.12.8-embed-amd64.zip

The zip is python.org's "Windows embeddable package (64-bit)"; it is not fetched here. The wheels come from the
package index, at the versions and hashes of requirements/all.txt. All is checked as far as it can be without Windows.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("office", "review", "agreement", "web")
START = "cham-diem.cmd"
START_TEXT = (
    "@echo off\r\n"
    "rem UTF-8 on the console. Without words, or with files dropped here, work begins in the folder of this file.\r\n"
    "chcp 65001 >nul\r\n"
    "set PYTHONUTF8=1\r\n"
    'set "stay="\r\n'
    'if "%~1"=="" set "stay=1"\r\n'
    'if exist "%~1" if /i "%~1"=="%~f1" set "stay=1"\r\n'
    'if defined stay pushd "%~dp0"\r\n'
    '"%~dp0python\\python.exe" -m scoring %*\r\n'
    "if defined stay pause\r\n"
)
READ_FIRST = (
    "Chạy không cần cài đặt trên Windows 10, 11 (64 bit).\r\n\r\n"
    "1. Chép cả thư mục này vào ổ USB hay ổ đĩa, giải nén trước nếu là tệp zip.\r\n"
    "2. Nháy đúp cham-diem.cmd; gõ một số rồi Enter. Sổ, hồ sơ: kéo tệp thả vào cửa sổ.\r\n"
    "   Hoặc kéo sổ, hồ sơ thả thẳng lên cham-diem.cmd.\r\n"
    "3. Kết quả nằm cạnh tệp đã đưa, hoặc trong thư mục này.\r\n"
)
_SITE = "Lib/site-packages"


class Refused(Exception):  # noqa: N818
    """What was given, or what came of it, is not right."""


def unpack_python(embed: Path, target: Path) -> str:
    """Unpack the embeddable package and let it see site-packages; its version as ``3.12``. Raises Refused where it is
    none for 64-bit Windows.
    """
    if not zipfile.is_zipfile(embed):
        raise Refused(f"{embed}: không phải tệp zip / no zip")
    with zipfile.ZipFile(embed) as archive:
        names = set(archive.namelist())
        found = next(filter(None, (re.fullmatch(r"python3(\d+)\._pth", name) for name in sorted(names))), None)
        if found is None or not {"python.exe", f"python3{found[1]}.dll", f"python3{found[1]}.zip"} <= names:
            raise Refused(f"{embed}: không phải gói nhúng của python.org / not python.org's embeddable package")
        if not 11 <= int(found[1]) <= 14:
            raise Refused(f"{embed}: cần Python 3.11–3.14 / Python 3.11–3.14 is needed")
        if "win32" in embed.name or "arm64" in embed.name:
            raise Refused(f"{embed}: cần bản amd64 / the amd64 package is needed")
        archive.extractall(target)
    paths = target / found[0]
    paths.write_text(f"python3{found[1]}.zip\r\n.\r\n{_SITE.replace('/', chr(92))}\r\n", "ascii", newline="")
    return f"3.{found[1]}"


def locked_for_windows(version: str) -> str:
    """The entries of the lock, with hashes, that the program needs on Windows with this Python."""
    uv = Path(sys.executable).with_name("uv")
    extras = [word for one in EXTRAS for word in ("--extra", one)]
    with tempfile.TemporaryDirectory() as folder:
        # The lock's own hashes are taken below; here only which packages are needed is asked.
        pins = re.sub(r"( ; [^\\\n]+)? \\\n", r"\1\n", (ROOT / "requirements/all.txt").read_text("utf-8"))
        constraints = Path(folder, "pins.txt")
        constraints.write_text(re.sub(r"^    --hash.*\n", "", pins, flags=re.MULTILINE), "utf-8")
        done = subprocess.run(
            [uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:", *extras,
             "--python-platform", "windows", "--python-version", version, "--constraints", constraints,
             ROOT / "pyproject.toml"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    lock = (ROOT / "requirements/all.txt").read_text("utf-8")
    entries = []
    for name, number in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", done.stdout, re.MULTILINE):
        entry = re.search(
            rf"^{name}=={re.escape(number)}(?: ;[^\\\n]+)?( \\\n(?:    --hash=.*\n)+)", lock, re.MULTILINE
        )
        if entry is None:
            raise Refused(f"{name}=={number}: không có trong bản khóa / not in the lock")
        entries.append(f"{name}=={number}{entry[1]}")
    return "".join(entries)


def fetch_wheels(version: str, target: Path) -> None:
    """Put the wheels of the lock for Windows into a folder, their hashes checked, and the wheel of this program."""
    target.mkdir(parents=True, exist_ok=True)
    wanted = target / "requirements.txt"
    wanted.write_text(locked_for_windows(version), "utf-8")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    subprocess.run(
        [*pip, "--platform", "win_amd64", "--python-version", version, "--dest", target, "--requirement", wanted],
        check=True,
    )
    wanted.unlink()
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(target), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)


def install_wheels(wheels: Sequence[Path], site: Path, version: str) -> None:
    """Unpack wheels into site-packages. Raises Refused for one that is not for this Python on 64-bit Windows."""
    plain = version.replace(".", "")
    for wheel in wheels:
        *_, pythons, abis, platforms = wheel.stem.split("-")
        fits = platforms in {"any", "win_amd64"} and (
            platforms == "any"
            or "none" in abis
            or f"cp{plain}" in abis.split(".")
            or ("abi3" in abis and any(int(one[3:]) <= int(plain[1:]) for one in re.findall(r"cp3\d+", pythons)))
        )
        if not fits:
            raise Refused(f"{wheel.name}: không dành cho Windows 64 bit, Python {version} / not for 64-bit Windows")
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                parts = PurePosixPath(info.filename).parts
                if info.is_dir():
                    continue
                if parts[0].endswith(".data"):
                    # Scripts are of no use without an installer; libraries belong beside the others.
                    if parts[1] not in {"purelib", "platlib"}:
                        continue
                    parts = parts[2:]
                if ".." in parts or PurePosixPath(*parts).is_absolute():
                    raise Refused(f"{wheel.name}: {info.filename}")
                file = site.joinpath(*parts)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(info))


def problems(folder: Path, version: str) -> Iterator[str]:
    """What is wrong with a portable folder, as far as it can be seen without Windows."""
    plain, site = version.replace(".", ""), folder / "python" / _SITE
    needed = [START, "DOC-TRUOC.txt", "python/python.exe", f"python/python{plain}.dll", f"python/python{plain}.zip"]
    needed += [f"python/{_SITE}/scoring/__main__.py"]
    yield from (f"thiếu / missing: {name}" for name in needed if not (folder / name).is_file())
    if (folder / START).is_file() and (folder / START).read_bytes() != START_TEXT.encode("ascii"):
        yield f"{START}: khác / differs"
    for file in sorted(site.rglob("*.pyd")):
        tags = file.name.split(".")[1:-1]
        if tags and not re.fullmatch(f"cp{plain}-win_amd64", tags[-1]):
            yield f"{file.relative_to(site)}: không dành cho Python {version} / for another Python"
    yield from (f"{file.relative_to(site)}: Linux" for file in sorted(site.rglob("*.so")))
    where: dict[str, str] = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
    where |= {"python_version": version, "python_full_version": f"{version}.0", "platform_machine": "AMD64"}
    about = [message_from_bytes(file.read_bytes()) for file in sorted(site.glob("*.dist-info/METADATA"))]
    there = {canonicalize_name(str(one["Name"])) for one in about}
    for one in about:
        for extra in ("", *(EXTRAS if one["Name"] == "chamdiem" else ())):
            for line in one.get_all("Requires-Dist", []):
                need = Requirement(line)
                wanted = need.marker is None or need.marker.evaluate({**where, "extra": extra})
                if wanted and canonicalize_name(need.name) not in there:
                    yield f"{one['Name']}: thiếu / missing {need.name}"


def main() -> int:
    """Make the folder, check it, say its size; 1 where something is wrong."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--embed", type=Path, required=True)
    given.add_argument("--output", type=Path, default=ROOT / "dist/chamdiem-portable")
    given.add_argument("--wheels", type=Path, help="a folder of wheels at hand, instead of fetching them")
    asked = given.parse_args()
    try:
        made = make(asked.embed, asked.output, asked.wheels)
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{asked.output}: {made}; chưa chạy thử trên Windows / not yet run on Windows")
    return 0


def make(embed: Path, output: Path, wheels: Path | None) -> str:
    """Make the folder anew and check it; what it holds, in words. Raises Refused where something is wrong."""
    if output.exists():
        if not (output / START).is_file():
            raise Refused(f"{output}: đã có, không do lệnh này làm / exists, and was not made by this command")
        shutil.rmtree(output)
    version = unpack_python(embed, output / "python")
    with tempfile.TemporaryDirectory() as room:
        if wheels is None:
            fetch_wheels(version, wheels := Path(room))
        found = sorted(wheels.glob("*.whl"))
        install_wheels(found, output / "python" / _SITE, version)
    (output / START).write_text(START_TEXT, "ascii", newline="")
    (output / "DOC-TRUOC.txt").write_text(READ_FIRST, "utf-8-sig", newline="")
    shutil.copytree(ROOT / "criteria/qd-1211-2022", output / "criteria/qd-1211-2022")
    if wrong := list(problems(output, version)):
        raise Refused("\n".join(wrong))
    files = [one for one in output.rglob("*") if one.is_file()]
    size = sum(one.stat().st_size for one in files) / 1_000_000
    return f"Python {version}, {len(found)} wheel, {len(files)} tệp, {size:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
