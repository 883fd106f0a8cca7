"""A store in memory: what the databases must do, in a few lines."""

from __future__ import annotations

from scoring.review.chain import seal_all
from scoring.review.entry import Head
from scoring.review.entry_line import read, to_bytes


class MemoryStore:
    def __init__(self):
        self._ledgers = {}

    def append(self, campaign, drafts, expected_head=None):
        head = self.head(campaign)
        assert expected_head in {None, head}
        found = seal_all(campaign, drafts, head)
        self._ledgers.setdefault(campaign, []).extend(map(to_bytes, found))
        return found

    def lines(self, campaign, since=0):
        return iter(self._ledgers[campaign][since:])

    def entries(self, campaign, since=0):
        return map(read, self.lines(campaign, since))

    def head(self, campaign):
        lines = self._ledgers.get(campaign)
        return read(lines[-1]).head if lines else Head()

    def campaigns(self):
        return sorted(self._ledgers)
