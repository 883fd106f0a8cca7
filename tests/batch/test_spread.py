"""Work spread over processes gives each item's answer once, never with more waiting than needed."""

from __future__ import annotations

import math
import operator
from collections import Counter

import pytest

from scoring.batch.spread import spread


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_item_is_answered_once_with_its_place(jobs):
    found = dict(spread(operator.neg, range(50), jobs))
    assert found == {index: -index for index in range(50)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_counts_to_the_end_and_names_items(jobs):
    told = []
    list(spread(operator.neg, range(5), jobs, lambda *what: told.append(what), lambda n: f"số {n}"))
    assert [done for done, _, _ in told if done in {0, 5}][-1] == 5
    assert {total for _, total, _ in told} == {5}
    assert Counter(name for _, _, name in told if name) == Counter(f"số {n}" for n in range(5))


class Lazy:
    """Items that note when they are asked for."""

    def __init__(self):
        self.asked = 0

    def __len__(self):
        return 100

    def __getitem__(self, index):
        if index >= 100:
            raise IndexError
        self.asked = max(self.asked, index + 1)
        return index


def test_no_more_items_are_taken_than_the_processes_can_hold():
    items = Lazy()
    work = spread(operator.neg, items, 2)
    next(work)
    assert items.asked <= 2 * 2 + 2
    work.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_of_the_work_reaches_the_caller(jobs):
    # A function of the standard library, since the processes cannot import this module.
    with pytest.raises(ValueError, match="math domain error"):
        list(spread(math.sqrt, [1, -1, 4], jobs))
