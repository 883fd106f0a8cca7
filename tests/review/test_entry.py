"""An entry is sealed by its hash and chained; the first broken one is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.review.chain import Broken, verify
from scoring.review.entry import ZERO, Draft, Head, Malformed
from scoring.review.written import parse, seal, to_bytes

AT = "2026-01-05T02:00:00Z"
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
)


def draft(**changes):
    given = {
        "act": "submitted",
        "actor": "ubnd-a",
        "role": "agency",
        "at": AT,
        "data": {"x": "7.5"},
    }
    return Draft(**{**given, **changes})


def chain(count=5):
    head, lines = Head(), []
    for number in range(count):
        entry = seal(draft(data={"n": number, "prev": 'a,"prev":"b'}), "d", head.seq + 1, head.hash)
        lines.append(to_bytes(entry))
        head = entry.head
    return lines, head


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), PLAIN, max_size=4))
def test_an_entry_is_read_back_as_it_was_written(data):
    entry = seal(draft(data=data), "d", 1, ZERO)

    assert parse(to_bytes(entry)) == entry


def test_the_hash_covers_everything_but_the_signature():
    entry = seal(draft(), "d", 1, ZERO)
    signed = entry._replace(signature={"key": "k", "value": "v"})

    assert parse(to_bytes(signed)) == signed
    others = [
        draft(act="withdrawn"), draft(actor="b"), draft(role="chair"), draft(data={"x": "7.50"}),
        draft(at="2026-01-05T02:00:01Z"),
    ]  # fmt: skip
    hashes = {seal(one, "d", 1, ZERO).hash for one in others}
    hashes |= {seal(draft(), "e", 1, ZERO).hash, seal(draft(), "d", 2, ZERO).hash}
    hashes |= {seal(draft(), "d", 1, "1" * 64).hash, entry.hash}
    assert len(hashes) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"x": 0.5}}, {"data": {1: "a"}}, {"data": {"x": object()}}, {"at": "2026-01-05"},
        {"at": "2026-02-30T00:00:00Z"}, {"at": "2026-01-05T02:00:00+07:00"}, {"act": "Đã nộp"},
        {"actor": " "}, {"role": ""},
    ],
)  # fmt: skip
def test_what_an_entry_may_not_hold_is_refused(changes):
    with pytest.raises(Malformed):
        seal(draft(**changes), "d", 1, ZERO)


def test_only_the_canonical_line_is_an_entry():
    line, *_ = chain(1)[0]
    value = json.loads(line)
    bad = [
        b"", b"[]", b"{", line[:-5], line + b" ", line.replace(b',"data"', b', "data"'),
        line.replace(b'"n":0', b'"n":0.0'), line.replace(b'"n":0', b'"n":1'),
        line.replace(b'"n":0', b'"n":0,"n":0'), json.dumps(value).encode(), b"\xff" + line,
        line.replace(b"entry/1", b"entry/2"), line[:-1] + b',"extra":1}',
        line.replace(b'"n":0', b'"n":NaN'), line.replace(b'"n":0', b'"n":' + b"9" * 5000),
        line[:-1] + b',"signature":{"key":"k"}}', line.replace(b'"n":0', b'"n":' + b"[" * 100_000),
    ]  # fmt: skip

    for one in bad:
        with pytest.raises(Malformed):
            parse(one)


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
        seal(Draft(one.act, "x", one.role, one.at, one.data), "d", one.seq, one.prev)
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
