"""Writes constraints.txt: one exact version of every package, for each Python that is found.

Asks pip of each interpreter to resolve the project with all its extras, without installing anything.
Where the interpreters differ, the line carries a marker. No index address is written.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
HEADER = """\
# Phiên bản chính xác của mọi gói, cho Python 3.11 đến 3.13. Do `make lock` ghi ra; đừng sửa tay.
# Exact versions of every package, for Python 3.11 to 3.13. Written by `make lock`; do not edit.
"""


def wanted() -> list[str]:
    """Every requirement of the project: its own, its extras' and its build backend's."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = data["project"]
    extras = [line for group in project["optional-dependencies"].values() for line in group]
    return [*project["dependencies"], *extras, *data["build-system"]["requires"]]


def resolve(python: str) -> dict[str, str]:
    """Name → version of everything the project needs on this interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                *(python, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"),
                *("--report", str(report)),
                *wanted(),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    metas = [entry["metadata"] for entry in installs]
    return {re.sub(r"[-_.]+", "-", m["name"]).lower(): m["version"] for m in metas}


def merge(found: dict[str, dict[str, str]]) -> list[str]:
    """One line per package, with a marker where it is not the same on every interpreter."""
    lines = []
    for name in sorted({name for versions in found.values() for name in versions}):
        by_version: dict[str, list[str]] = {}
        for python, versions in found.items():
            if name in versions:
                by_version.setdefault(versions[name], []).append(python)
        for version, pythons in sorted(by_version.items()):
            if len(pythons) == len(found):
                lines.append(f"{name}=={version}")
            else:
                marker = " or ".join(f"python_version == '{p}'" for p in pythons)
                lines.append(f"{name}=={version}; {marker}")
    return lines


def main() -> int:
    """Resolve on every interpreter and write the file."""
    listing = subprocess.run([str(ROOT / "tools" / "pythons.sh")], check=True, capture_output=True, text=True).stdout
    pythons = dict(line.split(" ", 1) for line in listing.splitlines())
    found = {version: resolve(path) for version, path in pythons.items()}
    TARGET.write_text(HEADER + "\n".join(merge(found)) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(merge(found))} gói, Python {', '.join(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
