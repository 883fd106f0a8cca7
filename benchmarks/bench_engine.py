"""Ratio of the engine's speed to hand-written closures with explanation, in one run, results compared first.

python benchmarks/bench_engine.py [AGENCIES]
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from closures import build
from workload import dossiers, generate, scheme

from scoring.engine import evaluate

ROUNDS = 7


def _time(work: Callable[[Any], object], agencies: Sequence[Any]) -> float:
    """Seconds for all agencies; each result is dropped at once, as a batch that writes it would."""
    started = time.perf_counter()
    for one in agencies:
        work(one)
    return time.perf_counter() - started


def main(agencies: int) -> int:
    data = generate(agencies)
    ours, models, reference = scheme(), dossiers(data), build()
    for model in models:
        model.by_kind  # noqa: B018 - the index is part of the in-memory model
    for plain, model in zip(data, models, strict=True):
        total, level, _ = reference(plain)
        result = evaluate(ours, model)
        found = result.classification
        got = found.outside.id if found.outside else found.certain
        if (result.total.low * 100, got) != (total, f"c{level}"):
            print(f"{model.agency.id}: {result.total.low} {got}, reference {total} c{level}")
            return 1
    # The agencies' data stay to the end on both sides: the collector need not walk through them.
    gc.collect()
    gc.freeze()
    ratios = []
    for _ in range(ROUNDS):
        closures = _time(reference, data)
        engine = _time(lambda one: evaluate(ours, one), models)
        ratios.append(closures / engine)
    print(f"{agencies} agencies, 60 criteria, 600 records each; results equal to the last digit")
    print(f"closures with explanation {agencies / closures:8.0f} agencies/s (last round)")
    print(f"engine, full derivation   {agencies / engine:8.0f} agencies/s (last round)")
    print(
        f"speed ratio engine / closures: median {statistics.median(ratios):.2f}"
        f" (min {min(ratios):.2f}, max {max(ratios):.2f}, {ROUNDS} rounds; goal 0.35)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
