"""A folder of dossiers evaluated: CPU as a ratio to reading and writing alone, two processes to one, and peak memory.

python benchmarks/bench_stream.py [--agencies N] [--rounds N] [--memory SMALL,LARGE]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml

sys.path.insert(0, str(Path(__file__).parent))

from agencies import SCHEME, write
from bench_report import resident

ROOT = Path(__file__).parent.parent


def start(*args: object) -> subprocess.Popen[bytes]:
    """The program at work."""
    return subprocess.Popen(
        [sys.executable, "-m", "scoring", *map(str, args), "--scheme", str(SCHEME), "-q"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def spent(*args: object) -> tuple[float, float]:
    """Seconds of CPU, of all its processes, and of wall time that a run of the program takes."""
    os.sync()  # what earlier runs wrote is on the disk, and not on this one's account
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = start(*args)
    assert process.wait() in {0, 1}
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def floor(dossiers: Path, results: Path) -> float:
    """Seconds of CPU for PyYAML's C loader on the dossiers and `json.dumps` of the results."""
    data = [json.loads(one.read_bytes()) for one in results.glob("*.json") if one.name != "manifest.json"]
    started = time.process_time()
    for file in dossiers.iterdir():
        yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    for one in data:
        json.dumps(one)
    return time.process_time() - started


def folder(agencies: int, rounds: int) -> None:
    """One folder, YAML in, JSON out; its floor is measured before and after, as the machine's pace changes."""
    ratios, speeds = [], []
    with tempfile.TemporaryDirectory() as name:
        dossiers, results = Path(name, "dossiers"), Path(name, "results")
        write(dossiers, agencies)
        evaluate = ("evaluate", dossiers, "--format", "json", "--output")
        spent(*evaluate, results)
        for number in range(rounds):
            before = floor(dossiers, results)
            # Each into a folder of its own: taking away thousands of files keeps the disk at work for a while.
            cpu, one = spent(*evaluate, Path(name, f"one-{number}"))
            least = (before + floor(dossiers, results)) / 2
            _, two = spent(*evaluate, Path(name, f"two-{number}"), "--jobs", 2)
            ratios.append(cpu / least)
            speeds.append(one / two)
            print(f"{agencies} dossiers: {cpu:.1f} s CPU, reading and writing alone {least:.1f} s;"
                  f" {one:.1f} s in one process, {two:.1f} s in two")  # fmt: skip
    said(ratios, "CPU / PyYAML's C loader and json.dumps", "at most 2.5")
    said(speeds, "--jobs 2 as fast as --jobs 1", "at least 1.8 on two idle cores")


def said(found: list[float], what: str, goal: str) -> None:
    """Print the median of several rounds."""
    span = f"min {min(found):.2f}, max {max(found):.2f}, {len(found)} rounds"
    print(f"{what}: median {median(found):.2f} ({span}); goal {goal}")


def peak(*args: object) -> int:
    """Megabytes that a run of the program and its processes hold at most."""
    process, most = start(*args), 0
    while process.poll() is None:
        most = max(most, resident(process.pid))
        time.sleep(0.02)
    return most


def memory(sizes: list[int]) -> None:
    """Peak memory of commands at several sizes."""
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            write(Path(name, str(size)), size)
        commands = {
            "evaluate": ("evaluate", "--format", "json", "--output"),
            "evaluate --jobs 2": ("evaluate", "--jobs", 2, "--format", "json", "--output"),
            "rank": ("rank", "--format", "json", "--output"),
            "report": ("report", "--format", "csv", "--output"),
            "explain": ("explain", "--agency", "so-0000", "--output"),
        }
        for command, args in commands.items():
            found = [peak(*args, Path(name, f"{command} {size}"), Path(name, str(size))) for size in sizes]
            shown = ", ".join(f"{size} dossiers {one} MB" for size, one in zip(sizes, found, strict=True))
            print(f"{command}: peak {shown}: {found[-1] / found[0]:.2f} × (goal 1.5)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--agencies", type=int, default=1000, help="0: leave out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", default="250,10000", metavar="SMALL,LARGE", help="'': leave out")
    given = parser.parse_args()
    if given.agencies:
        folder(given.agencies, given.rounds)
    if given.memory:
        memory([int(one) for one in given.memory.split(",")])


if __name__ == "__main__":
    main()
