"""The engine: pure functions from scheme and dossier to assessment."""

from scoring.engine.assessment import (
    Assessment,
    InputDigests,
    PeerValue,
    best_of,
    compares,
    evaluate,
    peer_values,
    peers_of,
)
from scoring.engine.condition_facts import Past
from scoring.engine.measured import Peer

__all__ = [
    "Assessment",
    "InputDigests",
    "Past",
    "Peer",
    "PeerValue",
    "best_of",
    "compares",
    "evaluate",
    "peer_values",
    "peers_of",
]
