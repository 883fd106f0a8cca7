"""An entry is sealed by its hash, written in one way only, and read back from nothing else."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.kit import draft

from scoring.review.entry import ZERO, Malformed
from scoring.review.entry_line import parse, read, seal, to_bytes

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), PLAIN, max_size=4))
def test_an_entry_is_read_back_as_it_was_written(data):
    entry = seal(draft(data=data), "d", 1, ZERO)

    assert parse(to_bytes(entry)) == read(to_bytes(entry)) == entry


def test_the_hash_covers_everything_but_the_signature():
    entry = seal(draft(), "d", 1, ZERO)
    signed = entry._replace(signature={"key": "k", "value": "v"})

    assert parse(to_bytes(signed)) == read(to_bytes(signed)) == signed
    others = [
        draft(act="withdrawn"), draft(actor="b"), draft(role="chair"), draft(data={"x": "7.50"}),
        draft(at="2026-01-05T02:00:01Z"),
    ]  # fmt: skip
    hashes = {seal(one, "d", 1, ZERO).hash for one in others}
    hashes |= {seal(draft(), "e", 1, ZERO).hash, seal(draft(), "d", 2, ZERO).hash}
    hashes |= {seal(draft(), "d", 1, "1" * 64).hash, entry.hash}
    assert len(hashes) == 9


def test_only_the_canonical_line_is_an_entry():
    line = to_bytes(seal(draft(data={"n": 0}), "d", 1, ZERO))
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


def sealed_anew(line: bytes) -> bytes:
    """The line with the hash of what it says now, as somebody would write it who covers his traces."""
    at = line.rindex(b',"hash":"')
    digest = hashlib.sha256(line[:at] + line[at + 74 :]).hexdigest()
    return line[: at + 9] + digest.encode() + line[at + 73 :]


def plainly(line: bytes) -> bytes:
    """What the standard library writes of what it reads."""
    value = json.loads(line)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


WRITTEN = to_bytes(seal(draft(data={"n": 10, "t": "ế", "x": {"a": ["7.5", None, True]}}), "d", 1, ZERO))
END = WRITTEN.rindex(b',"hash":"')
PIECES = [
    b" ", b"\n", b",", b'"n":10,', b'"n":1,', b"\\u0041", b"\\u1ebf", b"\\n", b"\\/", b".0", b"e1", b"-", b"-0", b"0", b"NaN",
    b"\\ud800", b"\xef\xbb\xbf", b"{}", b'"', b"\\", b"[", b"}", b'"a":1,', b"\xed\xa0\x80", b"\x7f", b"\xe2\x80\xa8",
]  # fmt: skip


@given(st.integers(0, END), st.integers(0, 3), st.sampled_from(PIECES) | st.binary(min_size=0, max_size=2))
def test_whatever_is_changed_and_sealed_anew_is_an_entry_only_if_it_is_written_canonically(place, gone, piece):
    line = sealed_anew(WRITTEN[:place] + piece + WRITTEN[min(END, place + gone) :])

    try:
        entry = parse(line)
    except Malformed:
        return

    assert to_bytes(entry) == plainly(line) == line
    assert read(line) == entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"n":10', b'"n":10,"n":10'), (b'"n":10', b'"n": 10'), (b'"n":10', b'"n":10.0'), (b'"n":10', b'"n":1e1'),
        (b'"n":10', b'"n":-0'), (b'"n":10', b'"n":NaN'), (b'"n":10', b'"n":Infinity'), (b'"n":10', b'"n":' + b"1" * 41),
        (b'"n":10,"t":"\xe1\xba\xbf"', b'"t":"\xe1\xba\xbf","n":10'), (b"\xe1\xba\xbf", b"\\u1ebf"), (b"\xe1\xba\xbf", b"\\ud800"),
        (b'"actor":"ubnd-a"', b'"actor":"ubnd\\u002da"'), (b'"actor":"ubnd-a"', b'"actor":"\\ud800"'),
        (b'"actor":"ubnd-a"', b'"actor":" "'), (b'"actor":"ubnd-a"', b'"actor":""'), (b'"actor":"ubnd-a"', b'"actor":"a","actor":"b"'),
        (b'"role":"agency"', b'"role":" "'), (b'"role":"agency"', b'"role":"agency","role":"chair"'), (b'"seq":1', b'"seq":01'),
        (b'"seq":1', b'"seq":0'), (b'"seq":1', b'"seq":"1"'), (b'"seq":1', b'"seq":true'), (b"2026-01-05T", b"2026-02-30T"),
        (b"02:00:00Z", b"24:00:00Z"), (b"02:00:00Z", b"02:00:00+00:00"), (b'"campaign":"d"', b'"campaign":"../d"'),
        (b'"act":"submitted"', b'"act":"Submitted"'), (b"scoring.entry/1", b"scoring.entry/2"), (ZERO.encode(), b"0" * 63 + b"F"),
        (b'"data":{', b'"data":[{'), (b'{"act"', b' {"act"'), (b'{"act"', b'\xef\xbb\xbf{"act"'), (b',"campaign":"d"', b""),
    ],
)  # fmt: skip
def test_no_other_writing_is_an_entry_even_if_its_hash_fits(old, new):
    assert WRITTEN.count(old) == 1

    with pytest.raises(Malformed):
        parse(sealed_anew(WRITTEN.replace(old, new)))


@pytest.mark.parametrize("of", [parse, read])
def test_text_that_cannot_be_written_is_refused_wherever_it_is_read(of):
    for old in (b"\xe1\xba\xbf", b"ubnd-a"):
        with pytest.raises(Malformed):
            of(sealed_anew(WRITTEN.replace(old, b"\\ud800")))


def test_a_signed_line_is_refused_where_its_signature_is_spaced_or_not_the_last():
    signed = to_bytes(parse(WRITTEN)._replace(signature={"key": "k", "value": "v"}))

    assert parse(signed).signature == {"key": "k", "value": "v"}
    for old, new in ((b'"signature":', b'"signature": '), (b'"v"}}', b'"v"},"z":1}'), (b'"v"', b'"\\u0076"')):
        assert signed.count(old) == 1
        for of in (parse, read):
            with pytest.raises(Malformed):
                of(signed.replace(old, new))


def test_nesting_without_end_is_refused():
    for deep in (b"[" * 900 + b"]" * 900, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 950 + b"1" + b"}" * 950):
        line = sealed_anew(WRITTEN.replace(b'"n":10', b'"n":' + deep))
        try:
            entry = parse(line)
        except Malformed:
            continue
        assert to_bytes(entry) == line
