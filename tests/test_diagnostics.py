"""Problems as values and as text."""

from __future__ import annotations

import string

import pytest

from scoring import diagnostics as d
from scoring.catalog import all_codes, lookup
from scoring.errors import (
    CannotRead,
    ExitCode,
    Incomplete,
    IntegrityFailure,
    InvalidInput,
    NothingMatched,
    UsageProblem,
)
from scoring.text import display_width


def problem(code="SC105", line=1, column=1, end=0, file="a.yaml", **values):
    return d.Diagnostic(code, d.Place(file, line, column, end), values)


def sources(text, file="a.yaml"):
    kept = d.Sources()
    kept.add(file, text)
    return kept


def caret(text, line, column, end=0):
    shown = d.render([problem(line=line, column=column, end=end)], sources(text)).splitlines()
    excerpt, marks = shown[1], shown[2]
    start = display_width(marks) - display_width(marks.lstrip(" |"))
    return excerpt, start, marks.count("^")


def test_a_problem_reads_place_severity_code_message_excerpt_and_hint():
    shown = d.render([problem("SC106", 2, 1, 2, key="a")], sources("a: 1\na: 2\n"))

    assert shown.splitlines() == [
        "a.yaml:2:1: Lỗi[SC106]: khóa “a” ghi hai lần",
        "     2 | a: 2",
        "       | ^",
        "       = gợi ý: giữ lại một dòng; dòng kia không được đọc ngầm",
    ]


def test_the_caret_stands_under_its_character_after_wide_and_combining_ones():
    for line in ["界界: x!", "Quảng Ngãi: x!", "Qua\u0309ng: x!", "\ta: x!", "\x1b[1m: x!"]:
        column = line.index("!") + 1

        excerpt, start, count = caret(line, 1, column, column + 1)

        before = excerpt[: excerpt.index("!")]
        assert start == display_width(before)
        assert count == 1


@pytest.mark.parametrize("letter", ["x", "界", "\u0301", "\x1b"])
def test_a_long_line_is_cut_around_the_place(letter):
    line = letter * 400 + "!" + letter * 400

    excerpt, start, _ = caret(line, 1, 401, 402)

    assert display_width(excerpt) <= 108
    assert start == display_width(excerpt[: excerpt.index("!")])


def test_no_raw_control_character_reaches_the_terminal():
    one = problem(file="a\x1b.yaml", why="\x1b]0;x\x07")
    shown = d.render([one], sources("k: \x1b[2J \u202e\n", "a\x1b.yaml"))

    assert "\x1b" not in shown + d.github(one)
    assert "\u202e" not in shown


def test_lines_are_counted_as_editors_count_them():
    kept = sources("a\u2028b\x0cc\x85d\r\ne\rf\n")

    assert [kept.line("a.yaml", i) for i in (1, 2, 3)] == ["a\u2028b\x0cc\x85d", "e", "f"]
    assert kept.line("a.yaml", 99) is None
    assert kept.line("a.yaml", 0) is None


def test_a_place_outside_its_file_still_gives_a_message(tmp_path):
    assert d.render([problem(line=99, column=99)], sources("a: 1\n")).startswith("a.yaml:99:99: ")
    assert d.render([problem(line=1, column=99)], sources("a: 1\n")).count("^") == 1
    assert "SC105" in d.render([problem(file=str(tmp_path))])
    assert "SC105" in d.render([problem(file="a\0b")])


def test_problems_are_ordered_by_file_line_column_and_code_and_told_once():
    given = [
        problem(file="b"),
        problem(line=10),
        problem(line=9, column=2),
        problem("SC104", 9, 2),
        problem(line=9),
        problem(line=9),
    ]

    ordered = [(one.place.file, one.place.line, one.place.column, one.code) for one in d.sort(given)]

    assert ordered == [
        ("a.yaml", 9, 1, "SC105"),
        ("a.yaml", 9, 2, "SC104"),
        ("a.yaml", 9, 2, "SC105"),
        ("a.yaml", 10, 1, "SC105"),
        ("b", 1, 1, "SC105"),
    ]


def test_beyond_the_limit_the_rest_is_counted():
    given = [problem(line=i) for i in range(1, 61)]

    assert d.render(given, limit=50).splitlines()[-1] == "… còn 10 vấn đề nữa"
    assert d.render(given, limit=50, lang="en").splitlines()[-1] == "… and 10 more"


def test_errors_are_shown_before_warnings_where_not_all_fit():
    given = [problem("SC114", line=i) for i in range(1, 10)] + [problem(line=99), problem(line=5)]

    shown = [line for line in d.render(given, limit=3).splitlines() if "[SC" in line]

    assert [line.split(":")[1] for line in shown] == ["1", "5", "99"]


def test_the_summary_counts_each_severity():
    given = [problem(), problem(line=2), problem("SC114")]

    assert d.summary(given) == "2 lỗi, 1 cần xem"
    assert d.summary(given, "en") == "2 errors, 1 warning"
    assert d.summary([]) == "0 lỗi"


def test_a_missing_value_or_a_brace_in_it_never_fails():
    assert "…" in d.Diagnostic("SC106").message()
    assert "{x}" in problem("SC106", key="{x}").message()
    assert problem(why="chữ").message("en") == "syntax error: chữ"


def test_a_message_lists_as_many_names_as_it_can_show():
    names = [f"ma-{n}" for n in range(100_000)]

    assert d.listed(names[:3]) == "ma-0, ma-1, ma-2"
    assert d.listed([]) == "–"
    known = d.Diagnostic("SC403", values={"id": "x", "known": ", ".join(names)})
    assert d.Diagnostic("SC403", values={"id": "x", "known": d.listed(names)}).hint() == known.hint()
    assert len(d.listed(names)) < 1000


def test_of_a_file_full_of_mistakes_only_the_first_guesses_are_made():
    assert d.did_you_mean("tot", ["tốt"], 50) == "tốt"
    assert d.did_you_mean("tot", ["tốt"], 51) == ""


def test_a_very_long_value_is_shortened():
    assert len(problem("SC106", key="x" * 10_000).message()) < 400


def test_json_says_everything_a_program_needs():
    row = d.to_json(problem("SC106", 3, 5, 9, key="a"), "en")

    assert row["code"] == "SC106"
    assert (row["file"], row["line"], row["column"], row["end_column"]) == ("a.yaml", 3, 5, 9)
    assert row["severity"] == "error"
    assert row["message"] == "the key “a” is given twice"
    assert row["hint"]


def test_an_annotation_cannot_be_broken_by_its_text():
    one = problem(file="a,b:c%", why="50 %\nx::error::y")

    assert d.github(one) == ("::error file=a%2Cb%3Ac%25,line=1,col=1::SC105 sai cú pháp: 50 %25%0Ax::error::y")


@pytest.mark.parametrize(
    ("word", "found"), [("maximun", "maximum"), ("so_dôn", "so_don"), ("ĐIỀU", "dieu"), ("zzz", ""), ("", "")]
)
def test_the_nearest_name_is_suggested(word, found):
    assert d.did_you_mean(word, ["maximum", "so_don", "dieu", "title"]) == found


def test_a_guess_becomes_the_hint():
    assert problem("SC201", key="maximun", guess="maximum").hint() == "có phải “maximum”?"


def test_every_code_has_texts_in_both_languages_with_the_same_values():
    codes = all_codes()

    assert codes
    for code, entry in codes.items():
        assert entry.severity in {"error", "warning", "note"}, code
        assert all([entry.vi, entry.en, entry.hint_vi, entry.hint_en]), code
        names = [
            {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (entry.vi, entry.en)
        ]
        assert names[1] <= names[0], code
        assert lookup(code) == entry


def test_each_failure_has_its_own_exit_code():
    table = {
        InvalidInput: ExitCode.FINDINGS,
        UsageProblem: ExitCode.USAGE,
        CannotRead: ExitCode.CANNOT_READ,
        NothingMatched: ExitCode.NOTHING,
        IntegrityFailure: ExitCode.INTEGRITY,
        Incomplete: ExitCode.INCOMPLETE,
    }

    for kind, code in table.items():
        failure = kind([problem(why="x")])
        assert failure.exit_code == code
        assert "SC105" in str(failure)
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 70]


@pytest.mark.parametrize("code", ["SC337", "SC470"])
def test_what_looks_like_personal_data_is_not_printed_with_the_source_line(code: str) -> None:
    sources = d.Sources()
    sources.add("a.yaml", 'note: "liên hệ 0912 345 678"')
    one = d.Diagnostic(code, d.Place("a.yaml", 1, 7, 20), {"excerpt": "091…678"})

    assert "345" not in d.render([one], sources)


def test_a_place_without_a_column_names_none() -> None:
    one = d.Diagnostic("SC900", d.Place("so.jsonl", 50), {"position": "50", "why": "-", "why_en": "-"})
    assert str(one.place) == "so.jsonl:50"
    assert d.github(one).startswith("::error file=so.jsonl,line=50::")


def test_names_that_are_equally_near_are_all_suggested() -> None:
    ids = ["I.1", "IV.1", "IV.2", "IV.3", "V.1"]
    assert d.did_you_mean("IV.9", ids) == "IV.1”, “IV.2”, “IV.3"
    assert d.did_you_mean("IV2", ids) == "IV.2"
