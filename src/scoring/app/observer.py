"""What a use case tells its caller while it runs: diagnostics, messages, progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from scoring.diagnostics import Diagnostic


class Observer(Protocol):
    """Receives what a use case reports while it runs. No result depends on it."""

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Problems that do not stop the work; those that do are raised as a `ScoringError`."""

    def message(self, vi: str, en: str) -> None:
        """Something that was done, or that the person should know, in Vietnamese and English."""

    def progress(self, done: int, total: int, name: str) -> None:
        """`done` of `total` steps are finished; `name` is the file or agency at work."""


class Silent:
    """An observer that ignores everything."""

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Ignored."""

    def message(self, vi: str, en: str) -> None:
        """Ignored."""

    def progress(self, done: int, total: int, name: str) -> None:
        """Ignored."""


SILENT = Silent()


class Recorder(Silent):
    """An observer that keeps diagnostics and messages, for tests and scripts."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.messages: list[tuple[str, str]] = []

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Kept in `found`."""
        self.found += found

    def message(self, vi: str, en: str) -> None:
        """Kept in `messages`."""
        self.messages.append((vi, en))
