"""Strict JSON, read fast: what is refused, where it stands, and which failure it becomes."""

from __future__ import annotations

import pytest

from scoring.errors import CannotRead, InvalidInput
from scoring.json_source import JsonRefused, parse_strict
from scoring.numbers import MAX_DIGITS


def refused(raw: bytes) -> JsonRefused:
    with pytest.raises(JsonRefused) as caught:
        parse_strict(raw)
    return caught.value


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse_strict(b'\xef\xbb\xbf{"a": [1, null, true]}') == {"a": [1, None, True]}


@pytest.mark.parametrize(
    ("raw", "kind", "line", "column"),
    [
        (b'{"a": 1,\n "b" 2}', "syntax", 2, 6),
        (b'{"a": 1.5}', "number", 0, 0),
        (b'{"a": NaN}', "number", 0, 0),
        (b'{"a": 1, "a": 2}', "twice", 0, 0),
        (b"1" * (MAX_DIGITS + 1), "digits", 0, 0),
        (b"[" * 500_000, "depth", 0, 0),
        (b'{"a":\n "\xff"}', "encoding", 2, 3),
    ],
)
def test_what_is_not_strict_is_refused_with_its_place_where_that_is_known(
    raw: bytes, kind: str, line: int, column: int
) -> None:
    found = refused(raw)

    assert (found.kind, found.line, found.column) == (kind, line, column)
    assert all(found.why)


def test_what_is_no_text_cannot_be_read_and_what_is_no_json_is_invalid() -> None:
    no_text, no_json = (refused(raw).failure("a.json") for raw in (b"\xff", b"{"))

    assert isinstance(no_text, CannotRead)
    assert [one.code for one in no_text.diagnostics] == ["SC101"]
    assert isinstance(no_json, InvalidInput)
    assert [one.code for one in no_json.diagnostics] == ["SC611"]
