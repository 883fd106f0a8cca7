"""The shipped dossiers, evaluated once for all tests of the content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring.engine import evaluate
from scoring.engine.assessment import peers_of
from scoring.evidence.load import find_dossiers, load_dossier
from scoring.findings import backend
from scoring.result.write import result_of, to_data
from scoring.scheme.load import load_scheme

Results = dict[str, dict[str, Any]]


def results_of(scheme: Path, folder: Path) -> Results:
    """Results in JSON form by agency and period, with peers over everything in the folder."""
    cases = []
    for path in find_dossiers([folder]):
        dossier = load_dossier(path).dossier
        cases.append((load_scheme(scheme, dossier.period).scheme, dossier))
    peers = peers_of(cases)
    rules = backend("native")
    found: Results = {}
    for loaded, dossier in cases:
        best = peers.get(dossier.agency.block)
        result = to_data(result_of(evaluate(loaded, dossier, backend=rules, peers=best)))
        found[f"{dossier.agency.id}@{dossier.period}"] = result
    return found


@pytest.fixture(scope="session")
def results(root: Path) -> Results:
    """Results of evidence/2025."""
    return results_of(root / "criteria/qd-1211-2022", root / "evidence/2025")


@pytest.fixture(scope="session")
def evaluated() -> Callable[[Path, Path], Results]:
    """Evaluates every dossier of a folder with a scheme."""
    return results_of
