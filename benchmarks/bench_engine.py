"""The engine in processor time, results compared first: as a ratio to hand-written closures with explanation, and with
open lists or one refused record as a ratio to complete lists.

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
    started = time.process_time()
    for one in agencies:
        work(one)
    return time.process_time() - started


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
    unsettled = {
        "open lists": [one.model_copy(update={"complete": False}) for one in models],
        "one record refused": [one.model_copy(update={"unverified": [one.evidence[77].id]}) for one in models],
    }
    # The agencies' data stay to the end on both sides: the collector need not walk through them.
    gc.collect()
    gc.freeze()
    speed: list[float] = []
    slower: dict[str, list[float]] = {name: [] for name in unsettled}
    closures = engine = 0.0
    for _ in range(ROUNDS):
        closures = _time(reference, data)
        engine = _time(lambda one: evaluate(ours, one), models)
        speed.append(closures / engine)
        for name, dossiers_ in unsettled.items():
            slower[name].append(_time(lambda one: evaluate(ours, one), dossiers_) / engine)
    print(f"{agencies} agencies, 60 criteria, 600 records each; results equal to the last digit")
    print(f"closures with explanation {agencies / closures:8.0f} agencies/s (last round)")
    print(f"engine, full derivation   {agencies / engine:8.0f} agencies/s (last round)")
    print(f"speed ratio engine / closures: {_told(speed)}; goal at least 0.5")
    for name, ratios in slower.items():
        print(f"{name} / complete lists: {_told(ratios)}; goal at most 3")
    return 0


def _told(ratios: list[float]) -> str:
    return f"median {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f}, {ROUNDS} rounds)"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
