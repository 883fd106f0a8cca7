"""Canonical JSON has the standard library's bytes, and only exact values."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.json_write import canonical, canonical_line, line_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_the_bytes_are_those_of_the_standard_writer(value):
    try:
        wanted = (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    except UnicodeEncodeError:
        with pytest.raises(UnicodeEncodeError):
            canonical(value)
        return
    assert canonical(value) == wanted


@given(VALUES)
def test_a_line_is_that_of_the_standard_writer(value):
    wanted = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert line_text(value) == wanted
    try:
        wanted.encode()
    except UnicodeEncodeError:
        with pytest.raises(UnicodeEncodeError):
            canonical_line(value)
        return
    assert canonical_line(value) == wanted.encode()


@pytest.mark.parametrize("value", [0.5, Decimal("0.5"), {"a": {1.5}}, object()])
def test_what_is_not_exact_or_not_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)
