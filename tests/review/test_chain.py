"""Entries are chained; the first broken one is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.kit import draft

from scoring.review.chain import Broken, verify
from scoring.review.entry import Draft, Head
from scoring.review.entry_line import parse, seal, to_bytes


def chain(count=5):
    head, lines = Head(), []
    for number in range(count):
        entry = seal(draft(data={"n": number, "prev": 'a,"prev":"b'}), "d", head.seq + 1, head.hash)
        lines.append(to_bytes(entry))
        head = entry.head
    return lines, head


def test_a_whole_ledger_gives_its_head():
    lines, head = chain()

    assert verify(lines) == head == Head(5, head.hash)
    assert verify([]) == Head()
    assert verify(lines[2:], start=parse(lines[1]).head) == head


@pytest.mark.parametrize("at", range(5))
def test_the_first_entry_that_was_changed_dropped_moved_or_doubled_is_named(at):
    lines, _ = chain()
    changed = list(lines)
    changed[at] = to_bytes(parse(lines[at])._replace(actor="x"))
    sealed_anew = list(lines)
    one = parse(lines[at])
    sealed_anew[at] = to_bytes(
        seal(Draft(act=one.act, actor="x", role=one.role, at=one.at, data=one.data), "d", one.seq, one.prev)
    )

    assert verify(changed).position == at + 1
    assert verify([*lines[:at], lines[at], lines[at], *lines[at + 1 :]]).position == at + 2
    if at < 4:
        assert verify(sealed_anew).position == at + 2
        assert verify([*lines[:at], *lines[at + 1 :]]).position == at + 1
        assert verify([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]).position == at + 1


def test_an_entry_of_another_campaign_breaks_the_ledger():
    lines, head = chain(2)
    other = to_bytes(seal(draft(), "e", 3, head.hash))

    found = verify([*lines, other])

    assert isinstance(found, Broken)
    assert (found.position, found.head) == (3, head)
    assert found.failure("d.jsonl").diagnostics[0].code == "SC900"


LINES, _ = chain()


@given(st.data())
def test_one_byte_changed_anywhere_is_found_where_it_is(data):
    at = data.draw(st.integers(0, len(LINES) - 1))
    place = data.draw(st.integers(0, len(LINES[at]) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda x: x != LINES[at][place]))
    changed = LINES[at][:place] + bytes([other]) + LINES[at][place + 1 :]

    found = verify([*LINES[:at], changed, *LINES[at + 1 :]])

    assert isinstance(found, Broken)
    assert found.position == at + 1
