"""Strict reading of YAML and JSON."""

from __future__ import annotations

import json
import os
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import yaml_source
from scoring.catalog import all_codes
from scoring.errors import CannotRead
from scoring.json_source import JsonReader, flawless
from scoring.yaml_source import Limits, read_bytes, read_file, read_json, read_yaml
from scoring.yaml_syntax import Stop

PARSERS = [yaml.SafeLoader]
if hasattr(yaml, "CSafeLoader"):
    PARSERS.append(yaml.CSafeLoader)


@pytest.fixture(params=[*PARSERS, None], ids=lambda one: one.__name__ if one else "lines")
def both(request, monkeypatch):
    """Every fact holds with the C parser and with the pure one, and where usual texts are read without any."""
    if request.param:
        monkeypatch.setattr(yaml_source, "LOADER", request.param)
        monkeypatch.setattr(yaml_source, "read_lines", lambda *_: None)


def problems(doc):
    return sorted((one.code, one.place.line, one.place.column) for one in doc.diagnostics)


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    "text",
    [
        *("NO", "no", "yes", "on", "off", "y", "n", "True", "TRUE", "False", "Null", "NULL"),
        *("010", "-010", "00", "12:30", "1_000", "1e3", "1.5e3", ".5", "5.", "1.", "+5", "--1"),
        *("0x1F", "0o17", "0b1", "2024-01-31", "2024-02-30", "2024-01-31 10:00:00", "1.2.3"),
        *(".inf", ".nan", "NaN", "1,5", "٣", "100%", "95 %", "="),
    ],
)
def test_what_is_not_plainly_a_number_or_a_truth_value_stays_text(both, text):
    doc = read_yaml(f"a: {text}\n{text}: b\n", "f")

    assert doc.diagnostics == []
    assert doc.data["a"] == text
    assert all(type(key) is str for key in doc.data)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-5", -5),
        ("12", 12),
        ("1.10", Decimal("1.10")),
        ("-0.5", Decimal("-0.5")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ("|\n  12", "12\n"),
    ],
)
def test_numbers_truth_values_and_nothing_are_read_as_written(both, text, value):
    doc = read_yaml(f"a: {text}\nb: [{text}]\n" if "\n" not in text else f"a: {text}\n", "f")

    assert doc.diagnostics == []
    assert doc.data["a"] == value
    assert type(doc.data["a"]) is type(value)


def test_a_decimal_keeps_its_written_digits(both):
    assert str(read_yaml("a: 1.10\n", "f").data["a"]) == "1.10"


def test_keys_are_always_text(both):
    doc = read_yaml("1: a\ntrue: b\n1.10: c\nNO: d\n", "f")

    assert list(doc.data) == ["1", "true", "1.10", "NO"]


def test_a_byte_order_mark_and_any_line_end_are_accepted(both):
    doc = read_yaml(b"\xef\xbb\xbfa: 1\r\nb: [2,\r\n  3]\rc: 4\r\n", "f")

    assert doc.diagnostics == []
    assert doc.data == {"a": 1, "b": [2, 3], "c": 4}
    assert doc.place(("b", 1)).line == 3


# ---------------------------------------------------------------- places


def test_every_value_and_key_has_its_place(both):
    doc = read_yaml("a: 1\nb:\n  - c: xin chào\n    d: {e: [1, 22]}\n", "f")

    def at(*path, key=False):
        place = doc.place(path, key)
        return place.line, place.column, place.end_column

    assert at("a") == (1, 4, 5)
    assert at("a", key=True) == (1, 1, 2)
    assert at("b", 0, "c") == (3, 8, 16)
    assert at("b", 0, "d", "e", 1) == (4, 16, 18)
    assert at("b", 0, "d", key=True) == (4, 5, 6)


def test_a_path_that_is_not_there_gives_its_nearest_parent(both):
    doc = read_yaml("a:\n  - b: 1\n", "f")

    assert doc.place(("a", "union-tag", 0, "b")) == doc.place(("a", 0, "b"))
    assert doc.place(("a", 0, "missing")) == doc.place(("a", 0))
    assert (doc.place(("x",)).line, doc.place(("x",)).column) == (1, 1)
    assert read_yaml("", "f").place(("x",)).file == "f"


# ---------------------------------------------------------------- one fact for each code

YAML_CASES = [
    ("SC125", "a: 1\n\u00a0b: 2\nc\u00a0: 3\nd:\u00a04\ne: 2025\u202f\n", [(2, 1), (3, 2), (4, 3), (5, 8)]),
    ("SC125", "a: {b: 1,\u00a0c: 2}\n", [(1, 10)]),
    ("SC127", "{a: min(n, M), b: 1}\n", [(1, 12)]),
    ("SC127", "a: {b: Một, hai,\n  ba, c: 2}\n", [(1, 13)]),
    ("SC126", "a: “hai”\nb: [1, {c: ‘ba’}]\n", [(1, 4), (2, 12)]),
    ("SC105", "a: b: c\n", [(1, 5)]),
    ("SC106", "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", [(4, 3), (5, 1)]),
    ("SC107", "a: &x 1\nb: &y [2]\n", [(1, 4), (2, 4)]),
    ("SC109", "a: !!str 1\nb: !x {}\n", [(1, 4), (2, 4)]),
    ("SC110", "a: 1\n<<: {b: 2}\n", [(2, 1)]),
    ("SC111", "? [a]\n: 1\n~: 2\nnull: 3\n", [(1, 3), (3, 1), (4, 1)]),
    ("SC112", "a: 1\n---\nb: 2\n", [(2, 1)]),
    ("SC113", "# chưa có gì\n", [(1, 1)]),
    ("SC113", "", [(1, 1)]),
    ("SC113", "---\n", [(1, 1)]),
    ("SC114", "a: 1\nb: Qua\u0309ng\nc: Nga\u0303i\n", [(2, 4)]),
    ("SC115", "a: x\u200by\n# \u202e\nb: 1\n", [(1, 5), (2, 3)]),
    ("SC115", 'a: "\\u202e"\n', [(1, 4)]),
    ("SC116", "a: " + "9" * 41 + "\nb: 1." + "9" * 41 + "\n", [(1, 4), (2, 4)]),
    ("SC117", "a: 1\nb:\n\tc: 2\nd:\t3 # \t\n", [(3, 1), (4, 3)]),
    ("SC118", "a: \x1b\nb: x\u2028y\nc: 1\x85\n\ufeffd: 2\n", [(1, 4), (2, 5), (3, 5), (4, 1)]),
    ("SC118", 'a: "\\0"\n', [(1, 4)]),
    ("SC119", "%YAML 1.2\n# x\n%TAG ! !x\n---\na: 1\n", [(1, 1), (3, 1)]),
]


@pytest.mark.parametrize(("code", "text", "places"), YAML_CASES)
def test_each_problem_is_told_with_its_code_line_and_column(both, code, text, places):
    assert problems(read_yaml(text, "f")) == [(code, line, column) for line, column in places]


def test_an_alias_is_refused_whatever_it_stands_for(both):
    doc = read_yaml("a: &x 1\nb: *x\nc: [*x]\n", "f")

    assert problems(doc) == [("SC107", 1, 4), ("SC108", 2, 4), ("SC108", 3, 5)]


def test_a_duplicate_key_names_both_places_and_keeps_the_first(both):
    doc = read_yaml("a: 1\na: 2\n", "f")

    assert doc.data == {"a": 1}
    assert (doc.diagnostics[0].related.line, doc.diagnostics[0].related.column) == (1, 1)


def test_two_keys_that_differ_only_in_normal_form_are_one(both):
    assert ("SC106", 2, 1) in problems(read_yaml("số: 1\nso\u0302\u0301: 2\n", "f"))


def test_text_is_kept_in_normal_form_c_and_the_places_are_counted(both):
    doc = read_yaml("a: Qua\u0309ng\nb: Nga\u0303i\n", "f")

    assert doc.data == {"a": "Quảng", "b": "Ngãi"}
    assert doc.diagnostics[0].values["count"] == "2"
    assert doc.diagnostics[0].severity == "warning"


def test_all_problems_of_a_file_are_told_at_once(both):
    doc = read_yaml("a: &x 1\nb: !t 2\na: 3\n<<: {}\nc: x\u200b\n", "f")

    assert [code for code, _, _ in problems(doc)] == ["SC106", "SC107", "SC109", "SC110", "SC115"]


def test_a_tab_that_moves_a_line_is_the_only_cause_told(both):
    assert problems(read_yaml("a:\n\tb: 1\n    c: 2\n", "f")) == [("SC117", 2, 1)]
    assert problems(read_yaml("a:\t1\nb: @\n", "f")) == [("SC105", 2, 4), ("SC117", 1, 3)]


def test_reading_goes_on_behind_a_tab(both):
    doc = read_yaml("a:\t1\nb: &x 2\n", "f")

    assert problems(doc) == [("SC107", 2, 4), ("SC117", 1, 3)]


SYNTAX = [
    ('a: "x\nb: 1\n', 1, 4, "chưa đóng"),
    ("a: 'x\n", 1, 4, "chưa đóng"),
    ("a: [1, 2\nb: 3\n", 1, 4, "ngoặc vuông"),
    ("a: {b: 1\nc: 3\n", 1, 4, "ngoặc nhọn"),
    ("a: 1\n b: 2\n", 2, 3, "thẳng hàng"),
    ("a:1\nb: 2\n", 2, 2, "dấu cách"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "thẳng hàng"),
    ("- a\nb: 1\n", 2, 1, "danh sách"),
    ("a: - x\n", 1, 4, "danh sách"),
    ('a: "x" y\n', 1, 8, "thừa"),
    ("a: @x\n", 1, 4, "nháy"),
    ("a: `x`\n", 1, 4, "nháy"),
    ("a: *đậm*\n", 1, 5, "dấu *"),
    ("a: & b\n", 1, 5, "dấu &"),
    ("a: !e!x y\n", 1, 4, "dấu !"),
    ("a: ]\n", 1, 4, "thiếu một giá trị"),
    ("a: | x\n  b\n", 1, 6, "cùng dòng"),
    ("a: |0\n  b\n", 1, 5, "cùng dòng"),
    ("{a: 1}}\n", 1, 7, "đã kết thúc"),
    ("a: 1\n...\nb\n", 3, 1, "đã kết thúc"),
    ('b: 1\na: "\\q"\n', 2, None, "\\\\"),
    ('b: 1\na: "\\xZZ"\n', 2, None, "\\\\"),
    ('b: 1\na: "\\uD800"\n', 2, None, "\\\\"),
    ('b: 1\na: "\\UFFFFFFFF"\n', 2, None, "\\\\"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), SYNTAX)
def test_a_syntax_error_has_its_place_and_plain_words(both, text, line, column, words):
    doc = read_yaml(text, "f")

    (one,) = doc.diagnostics
    assert (one.code, one.place.line) == ("SC105", line)
    assert column is None or one.place.column == column
    assert words in one.message()
    assert one.message("en") != one.message()


# ---------------------------------------------------------------- limits

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_the_billion_laughs_do_not_grow(both):
    doc = read_yaml(BOMB, "f")

    codes = [one.code for one in doc.diagnostics]
    assert codes.count("SC107") == 9
    assert codes.count("SC108") == 72
    assert len(repr(doc.data)) < 2_000


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 5_000, "- " * 3_000 + "x", "[" * 30])
def test_depth_is_limited_while_reading(both, text):
    doc = read_yaml(text, "f")

    assert doc.data is None
    assert [one.code for one in doc.diagnostics] == ["SC103"]


def test_the_depth_allowed_is_allowed(both):
    assert read_yaml("[" * 20 + "]" * 20, "f").diagnostics == []


@pytest.mark.parametrize("read", [read_yaml, read_json])
def test_size_and_number_of_nodes_are_limited(both, read):
    big = read("[" + "1," * 30 + "1]", "f", Limits(size=40))
    many = read("[" + "1," * 30 + "1]", "f", Limits(nodes=20))

    assert [one.code for one in big.diagnostics] == ["SC102"]
    assert [one.code for one in many.diagnostics] == ["SC104"]
    assert (big.data, many.data) == (None, None)


# ---------------------------------------------------------------- bytes and files


@pytest.mark.parametrize("read", [read_yaml, read_json])
@pytest.mark.parametrize(
    ("raw", "line", "column"), [(b"a: 1\r\nb: \xe9\n", 2, 4), ("a: ố".encode("utf-16"), 1, 1), (b"\xc3", 1, 1)]
)
def test_bytes_that_are_no_utf8_are_told_with_their_place(read, raw, line, column):
    assert problems(read(raw, "f")) == [("SC101", line, column)]


def test_files_are_read_by_their_suffix(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n")
    (tmp_path / "a.json").write_text('{"a": 1}')

    assert read_file(tmp_path / "a.yaml").data == read_file(tmp_path / "a.json").data == {"a": 1}
    assert read_file(tmp_path / "a.yaml", "tên").name == "tên"


def test_what_cannot_be_read_is_told_with_its_reason(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    reasons = {
        tmp_path / "không-có.yaml": "không có tệp này",
        tmp_path: "đây là thư mục",
        tmp_path / "pipe": "không phải tệp thường",
        tmp_path / "loop": "liên kết vòng",
        tmp_path / ("x" * 300): "tên quá dài",
        tmp_path / "a\0b": "tên không hợp lệ",
    }

    for path, reason in reasons.items():
        with pytest.raises(CannotRead) as caught:
            read_bytes(path)
        assert caught.value.diagnostics[0].code == "SC100"
        assert reason in caught.value.diagnostics[0].message()


@pytest.mark.usefixtures("bound_by_modes")
def test_a_forbidden_file_is_told(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)

    with pytest.raises(CannotRead, match="không có quyền"):
        read_file(path)


def test_a_large_file_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("x" * 5_000)

    assert problems(read_file(path, limits=Limits(size=100))) == [("SC102", 0, 0)]
    assert len(read_bytes(path, 100)) == 101


# ---------------------------------------------------------------- JSON

JSON_CASES = [
    ("SC105", '{"a": 1,}', [(1, 8)]),
    ("SC105", "[1 2]", [(1, 4)]),
    ("SC105", '{"a" 1}', [(1, 6)]),
    ("SC105", "{'a': 1}", [(1, 2)]),
    ("SC105", '{"a": tru}', [(1, 7)]),
    ("SC105", '{"a": 01}', [(1, 7)]),
    ("SC105", '{"a": "x\ny"}', [(1, 7)]),
    ("SC105", '{"a": "\\q"}', [(1, 7)]),
    ("SC105", '{"a": 1}\n x', [(2, 2)]),
    ("SC105", "[1", [(1, 3)]),
    ("SC105", "[1,", [(1, 4)]),
    ("SC105", "// x\n{}", [(1, 1)]),
    ("SC106", '{"a": 1,\n "a": 2}', [(2, 2)]),
    ("SC113", " \n", [(1, 1)]),
    ("SC113", "null", [(1, 1)]),
    ("SC114", '{"a": "a\u0301"}', [(1, 7)]),
    ("SC115", '{"a": "x\u200b"}', [(1, 9)]),
    ("SC115", '{"a": "\\u202e"}', [(1, 7)]),
    ("SC116", "[" + "9" * 41 + "]", [(1, 2)]),
    ("SC118", '["\\u0000", "\\ud800", "\x9b"]', [(1, 2), (1, 12), (1, 22)]),
    ("SC124", "[NaN, 1e5, -Infinity]", [(1, 2), (1, 7), (1, 12)]),
]


@pytest.mark.parametrize(("code", "text", "places"), JSON_CASES)
def test_each_json_problem_is_told_with_its_code_line_and_column(code, text, places):
    assert problems(read_json(text, "f")) == [(code, line, column) for line, column in places]


def test_json_depth_is_limited():
    assert [one.code for one in read_json("[" * 100_000, "f").diagnostics] == ["SC103"]


def test_json_numbers_are_exact_and_have_places():
    doc = read_json('{"a": [1.10, -5, true, null],\n "b": {"c": "\\ud83d\\ude00\\/"}}', "f")

    assert doc.diagnostics == []
    assert doc.data == {"a": [Decimal("1.10"), -5, True, None], "b": {"c": "😀/"}}
    assert (doc.place(("a", 1)).line, doc.place(("a", 1)).column) == (1, 14)
    assert doc.place(("b", "c"), key=True).column == 8


def test_the_codes_told_here_and_in_csv_are_all_there_are():
    told = {code for code, _, _ in YAML_CASES + JSON_CASES}
    elsewhere = {"SC100", "SC101", "SC102", "SC103", "SC104", "SC108"}
    codes = {code for code in all_codes() if code.startswith("SC1")}
    csv = {code for code in codes if "SC120" <= code <= "SC123"}

    assert codes - csv == told | elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "a: Kế hoạch:\u00a0năm “mới”\u00a0",
        "a: 'x,\u00a0b: “c”'",
        "a: |\n  \u00a0b: 1\n  “c”\nd: 1",
        "- a\u00a0b",
        "a: “hai” và ba",
    ],
)
def test_pasted_signs_inside_a_text_are_left_alone(text, both):
    assert problems(read_yaml(text, "f")) == []


# ---------------------------------------------------------------- whatever comes

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def normal(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(one) for one in value]
    if isinstance(value, dict):
        return {normal(key): normal(one) for key, one in value.items()}
    return value


@given(values)
def test_json_gives_back_what_was_written(value):
    doc = read_json(json.dumps(value), "f")

    if not any(one.severity == "error" for one in doc.diagnostics):
        assert doc.data == normal(value)


def paths(value, path=()):
    """The path of every value, with the value."""
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in items:
        yield from paths(inner, (*path, part))


@given(values, st.sampled_from([None, 0, 1]), st.booleans())
def test_every_value_and_key_of_a_json_text_is_found_where_it_stands(value, indent, ascii):
    doc = read_json(json.dumps(value, indent=indent, ensure_ascii=ascii), "f")
    if doc.data is None or any(one.code in ("SC106", "SC114", "SC118") for one in doc.diagnostics):
        return
    lines = doc.text.split("\n")

    def at(place):
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]

    for path, inner in paths(doc.data):
        shown = at(doc.place(path))
        assert shown in "{[" if isinstance(inner, (dict, list)) else json.loads(shown) == inner
        if path and isinstance(path[-1], str):
            assert json.loads(at(doc.place(path, key=True))) == path[-1]
    assert set(doc.marks) == {path for path, _ in paths(doc.data)}
    assert set(doc.key_marks) == {path for path, _ in paths(doc.data) if path and isinstance(path[-1], str)}


def read_carefully(text, limits):
    """The data and problems of a JSON text as the reader that tells every problem finds them."""
    told = []
    reader = JsonReader(
        text=text, depth=limits.depth, nodes=limits.nodes, report=lambda code, mark, **values: told.append((code, mark))
    )
    try:
        return (reader.read() if text.strip() else None), told
    except Stop:
        return None, told


json_soup = st.lists(
    st.sampled_from(
        ['"a"', '"a"', '"b"', ":", ":", ",", ",", "[", "]", "{", "}", " ", "\n", "1", "-0", "1.50", "1e5", "01", "NaN",
         "true", "null", '"\\n"', '"\\u0041"', '"\\\\u"', '"\\/"', '"a:"', '":"', '"\u1ebf"', '"a\u0301"', '"\u0301"',
         "\u0301", '"\u200b"', '"\x9b"', '"\\r"', "9" * 41, "-" + "9" * 40, '{"a":1}', "[[[[1]]]]", '{"a":{"b":[2]}}']
    ),
    max_size=16,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(values.map(json.dumps), json_soup), st.integers(0, 4), st.integers(1, 12))
def test_the_fast_way_takes_only_what_the_careful_one_finds_flawless_and_reads_it_alike(text, depth, nodes):
    limits = Limits(depth=depth, nodes=nodes)
    fast = flawless(text, depth, nodes)

    if fast is not None:
        assert (repr(fast), []) == (repr(read_carefully(text, limits)[0]), read_carefully(text, limits)[1])


@settings(max_examples=200)
@given(
    st.integers(0, 10_000), st.sampled_from(["", ",", '"', "[", "}", "\\", "\u0301", "1", ".", "e", "\x00", "a", ":"])
)
def test_a_dossier_with_one_character_changed_is_read_alike_on_both_ways(place, char):
    text = json.dumps(
        {"format": 1, "period": "2025", "numbers": {"a": 1, "b": "95 %"}, "evidence": [{"id": "x", "t": "Kế hoạch"}]},
        ensure_ascii=False,
    )
    place %= len(text)
    text = text[:place] + char + text[place + 1 :]
    fast, (slow, told) = flawless(text, 20, 1000), read_carefully(text, Limits())

    # The careful reader of a whole file is also told of what nobody sees, of which there is nothing here.
    assert fast is None or (repr(fast) == repr(slow) and told == [])
    assert fast is not None or slow is None or told or "\\" in text or not unicodedata.is_normalized("NFC", text)


_HEADS = ("", "", "- ", "-   ", "a: ", "b:", "c: ", "5:  ", "- a: ", "- k.x:", "null: ", '"q": ')
_TEXTS = (
    *("x", "x y  ", "x # c", "x#y", "x:y", "x: y", "a:", "- a", "-1", "007", "2.50", "9" * 41, "~", "null", "true", "# c", ""),
    *('"q"', "'s'", '"a\\"b"  # c', '"a\\nb"', "'it''s'", '"', "[]", "{}", "[a, b c]", "[a,b]", "[1, 2.5, null ]", "[[a], b]", "[a-b \"c, d; 'e']"),
    *("{a: b}", "{k:  v,x: y}", "{a: b, a: c}", "{a: b, c}", "{null: x}", "|", "&x a", "*x", "!t a", "%", "---", "e\u0301", "ế"),
    *("\u00a0", "“a”", "\u200b", "\t", "<<"),
)  # fmt: skip
usual_lines = st.lists(
    st.tuples(st.sampled_from(("", "", "", " ", "  ", "  ", "    ")), st.sampled_from(_HEADS), st.sampled_from(_TEXTS)),
    max_size=7,
).map(lambda rows: "\n".join(map("".join, rows)))


@settings(max_examples=600)
@given(usual_lines, st.sampled_from((Limits(), Limits(depth=4), Limits(nodes=30))))
def test_usual_lines_are_read_as_the_careful_reader_reads_them_with_every_place(text, limits):
    with pytest.MonkeyPatch.context() as patch:
        fast = read_yaml(text, "f", limits)
        patch.setattr(yaml_source, "read_lines", lambda *_: None)
        slow = read_yaml(text, "f", limits)

    assert (repr(fast.data), fast.diagnostics) == (repr(slow.data), slow.diagnostics)
    for path in reversed(slow.marks):
        assert fast.place((*path, "z"), key=True) == slow.place((*path, "z"), key=True)
    assert (dict(fast.marks), dict(fast.key_marks)) == (slow.marks, slow.key_marks)


def test_the_shipped_dossiers_are_read_the_fast_way(monkeypatch):
    monkeypatch.setattr(yaml_source, "LOADER", None)
    files = sorted((Path(__file__).parent.parent / "evidence/2025").glob("*.yaml"))

    assert files
    assert all(read_file(one).data for one in files)


soup = st.lists(
    st.sampled_from(
        [
            "a",
            ": ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            '"',
            "'",
            "&x",
            "*x",
            "!t ",
            "#",
            "|",
            ">",
            "%",
            "---",
            "...",
            "? ",
            "<<",
            "\t",
            "~",
            "1.5",
            "\\",
            "\u200b",
            "\x00",
            "\x85",
            "ế",
        ]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(st.text(), soup, st.binary()))
def test_no_input_ends_in_an_exception_and_the_parsers_never_disagree(raw):
    told = []
    kept = yaml_source.LOADER
    try:
        for parser in PARSERS:
            yaml_source.LOADER = parser
            doc = read_yaml(raw, "f")
            errors = [one for one in doc.diagnostics if one.severity == "error"]
            assert doc.data is not None or errors
            for one in doc.diagnostics:
                assert one.message("vi")
                assert one.message("en")
            if not errors:
                told.append(doc.data)
    finally:
        yaml_source.LOADER = kept
    # One parser takes a comment glued to "|" or a bracket where the other does not; what both
    # take must mean the same.
    assert all(one == told[0] for one in told)
    read_json(raw, "f")


def test_a_bomb_of_aliases_is_refused_where_it_begins_and_never_grows() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    doc = read_yaml("\n".join(rows) + "\n", "a.yaml")
    found = [(one.code, one.place.line) for one in doc.diagnostics if one.place]

    assert found[0] == ("SC107", 1)
    assert found.count(("SC108", 2)) == 9
    assert len(str(doc.data)) < 10_000


def test_a_text_cut_by_a_comma_is_read_whole() -> None:
    doc = read_yaml("{a: min(n, M), b: , c: , d: 'x', e: 1}", "a.yaml")

    assert doc.data == {"a": "min(n, M)", "b": None, "c": None, "d": "x", "e": 1}
    assert [one.hint("vi") for one in doc.diagnostics] == [
        'trong ngoặc nhọn, đặt cả giá trị giữa hai dấu nháy: "min(n, M)"'
    ]
