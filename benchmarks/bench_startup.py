"""Start-up as a ratio of processor time to ``python -c pass``: the help page, and one dossier end to end.

python benchmarks/bench_startup.py
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 15
COMMANDS = {
    "scoring --help (goal 5)": ["-m", "scoring", "--help"],
    "one dossier end to end (goal 16)": [
        "-m", "scoring", "evaluate", "evidence/2025/xa-minh-hoa-b.yaml", "--scheme", "criteria/qd-1211-2022",
    ],
}  # fmt: skip


def seconds(arguments: list[str]) -> float:
    """Processor time of one process, with what it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    compileall.compile_dir(ROOT / "src", quiet=2)
    for name, arguments in COMMANDS.items():
        # Taken in turns, so that a busy moment of the machine touches both sides.
        ratios = [seconds(arguments) / seconds(["-c", "pass"]) for _ in range(ROUNDS)]
        print(
            f"{name}: {statistics.median(ratios):.1f} × python -c pass"
            f" (min {min(ratios):.1f}, max {max(ratios):.1f}, {ROUNDS} rounds)"
        )


if __name__ == "__main__":
    main()
