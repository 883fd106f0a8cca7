"""Start-up as a ratio to ``python -c pass``: the help page, and one dossier evaluated end to end.

python benchmarks/bench_startup.py
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 15
COMMANDS = {
    "scoring --help (goal 7)": ["-m", "scoring", "--help"],
    "one dossier end to end (goal 20)": [
        "-m", "scoring", "evaluate", "evidence/2025/xa-minh-hoa-b.yaml", "--scheme", "criteria/qd-1211-2022",
    ],
}  # fmt: skip


def seconds(arguments: list[str]) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return time.perf_counter() - started


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
