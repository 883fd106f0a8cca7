"""The same paper made by other processes, under other circumstances."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def digests_elsewhere(module: str, kind: str) -> set[str]:
    """The digests of what a test module's `made` gives in two processes: other hash seeds, time zones."""
    code = f"import hashlib; from tests.reports.{module} import made;print(hashlib.sha256(made({kind!r})).hexdigest())"
    found = set()
    for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("2", "America/Lima")):
        env = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=ROOT, check=True
        )
        found.add(done.stdout)
    return found
