"""Vietnamese text."""

from __future__ import annotations

import unicodedata
from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import text as t

WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ ĐÂ-19", max_size=20)


@given(st.text())
def test_normal_form_c_is_stable(text):
    once = t.nfc(text)

    assert t.is_nfc(once)
    assert t.nfc(once) == once


@given(WORDS)
def test_folding_does_not_depend_on_the_normal_form(text):
    folded = t.fold(text)

    assert folded == t.fold(unicodedata.normalize("NFD", text))
    assert folded.isascii()


@pytest.mark.parametrize(("one", "other"), [("hòa", "hoà"), ("thuỷ", "thủy"), ("ĐẢNG", "đảng"), ("Đắk", "dak")])
def test_search_does_not_mind_where_a_tone_is_written(one, other):
    assert t.fold(one) == t.fold(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đảng ủy", "dang-uy"),
        ("../../etc/passwd", "etc-passwd"),
        ("  ", "x"),
        ("界", "x"),
        ("Con", "con_"),
        ("COM1", "com1_"),
        ("a" * 300, "a" * 100),
    ],
)
def test_a_slug_is_a_safe_file_name(text, name):
    assert t.slug(text) == name


@given(st.text())
def test_a_slug_is_never_empty_and_always_plain(text):
    assert set(t.slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert t.slug(text)


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "ăn", "ân", "ba", "da", "đa", "em", "êm", "on", "ôn", "ơn", "ta", "tu", "tư"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["An", "An Phú", "Anh", "Ánh", "Âu"],
        ["ba", "Ba", "bá"],
        ["Xã 1", "Xã 2", "Xã A"],
        ["Sơn", "Sơn Hà", "Sơn Tây", "Sơn Tịnh"],
        ["hoa", "hòa", "hóa", "hoán"],
        ["a-b", "ab", "Ω", "界"],
    ],
)
def test_texts_are_ordered_as_in_a_vietnamese_dictionary(ordered):
    for shuffled in islice(permutations(reversed(ordered)), 200):
        assert sorted(shuffled, key=t.sort_key) == ordered


@given(WORDS)
def test_the_order_does_not_depend_on_the_normal_form(text):
    assert t.sort_key(text) == t.sort_key(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(("text", "width"), [("Quảng", 5), ("Qua\u0309ng", 5), ("界a", 3), ("a\u200bb", 2), ("", 0)])
def test_width_is_counted_in_columns(text, width):
    assert t.display_width(text) == width


@given(st.text(), st.integers(1, 30))
def test_clipped_text_fits(text, width):
    assert t.display_width(t.clip(text, width)) <= width


@given(st.text(alphabet="ab 界ế", max_size=60), st.integers(2, 12))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = t.wrap(text, width)

    assert all(t.display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_wide_letter_in_a_narrow_column_does_not_hang():
    assert t.wrap("界界", 1) == ["界", "界"]


def test_padding_counts_columns():
    assert t.pad("界", 4) == "界  "
    assert t.pad("ế", 3, right=True) == "  ế"
    assert t.pad("abc", 2) == "abc"


@pytest.mark.parametrize("char", ["\u200b", "\u202e", "\ufeff", "\u00ad", "\u2066", "\U000e0041"])
def test_invisible_characters_are_found_and_written_out(char):
    assert t.has_invisible(f"a{char}b")
    assert t.visible(f"a{char}b") == f"a\\u{ord(char):04x}b"


def test_nothing_can_steer_the_terminal():
    assert t.visible("a\x1b[31m\x07\u2028\x9b") == "a\\u001b[31m\\u0007\\u2028\\u009b"
    assert t.visible("Đảng ủy, 5\u00a0điểm") == "Đảng ủy, 5\u00a0điểm"
