"""Scores a dossier against a scheme, exactly, and explains every point."""

from __future__ import annotations

__version__ = "0.1.0"
