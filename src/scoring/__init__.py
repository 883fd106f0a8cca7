"""Score and classify agencies by a declarative scheme: exact, explainable, honest about what is missing.

The names below load what they need at first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scoring.engine import Assessment, InputDigests, Past, Peer
    from scoring.engine.assessment import evaluate
    from scoring.evidence.load import load_dossier
    from scoring.evidence.model import Dossier
    from scoring.scheme.load import load_scheme
    from scoring.scheme.model import Scheme
    from scoring.values import PartialDate, Period

_HOME = {
    "Dossier": "scoring.evidence.model",
    "PartialDate": "scoring.values",
    "Period": "scoring.values",
    "Scheme": "scoring.scheme.model",
    "load_dossier": "scoring.evidence.load",
    "load_scheme": "scoring.scheme.load",
}
"""Where a name comes from that is not of the engine."""
__all__ = [
    "Assessment",
    "Dossier",
    "InputDigests",
    "PartialDate",
    "Past",
    "Peer",
    "Period",
    "Scheme",
    "__version__",
    "evaluate",
    "load_dossier",
    "load_scheme",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME.get(name, "scoring.engine")), name)
    globals()[name] = value
    return value
