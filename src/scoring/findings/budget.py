"""What deriving findings may cost; one measure for both backends, so that both refuse the same."""

from __future__ import annotations

from scoring.findings.interface import BackendError

MAX_MATCHES = 100_000
"""Matches of all rules together, those of a rule's first patterns alone included: the rules library holds each."""
MAX_TRIES = 2_000_000
"""Facts looked at while patterns are joined, for all rules together."""


class TooManyMatchesError(BackendError):
    """The rules match in more ways than can be held; `rule` is the id of the one that costs most."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"rule {rule} matches in too many ways")
        self.rule = rule


class Budget:
    """What one run of the rules has cost so far."""

    def __init__(self) -> None:
        self.matches = 0
        self.tries = 0
        self.by_rule: dict[str, int] = {}
        self._rule = ""

    def begin(self, rule: str) -> None:
        """Count for this rule from now on."""
        self._rule = rule
        self.by_rule.setdefault(rule, 0)

    def tried(self) -> None:
        """Count a fact looked at. Raises TooManyMatchesError where that is one too many."""
        self.tries += 1
        self.by_rule[self._rule] += 1
        if self.tries > MAX_TRIES:
            self._refuse()

    def matched(self) -> None:
        """Count a match of a rule, or of its first patterns. Raises TooManyMatchesError where that is one too many."""
        self.matches += 1
        if self.matches > MAX_MATCHES:
            self._refuse()

    def _refuse(self) -> None:
        raise TooManyMatchesError(max(self.by_rule, key=self.by_rule.__getitem__))
