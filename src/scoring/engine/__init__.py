"""The engine: pure functions from scheme and dossier to assessment."""

from scoring.engine.assessment import Assessment, Pins, evaluate, peers_of
from scoring.engine.facts import Past
from scoring.engine.measured import Peer

__all__ = ["Assessment", "Past", "Peer", "Pins", "evaluate", "peers_of"]
