"""Tables as dossiers: delimiters, byte order mark, decimal comma, columns, places of problems."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.errors import InvalidInput
from scoring.evidence.load import LoadedDossier, load_dossier

TABLE = """\
loại|mã|giá trị|tiêu đề|khối|kỳ|loại minh chứng|số|ngày|tiêu chí|field:so_nguoi|lý do|ai chấm
cơ quan|xa-a||Xã A|xa|2025|xa||||||
số liệu|so_thon|8||||||||||
số liệu|hai_long|95,5 %||||||||||
số liệu|da_hop|có||||||||||
số liệu|kinh_phi|1.234,5||||||||||
minh chứng|kh||"Kế hoạch ""dân vận""; 2025"|||ke-hoach||3/2025|I.1 I.3|40||
tự chấm|I.1|3,5||||||||||
không áp dụng|II.2|||||||||| Không phát sinh |
giải trình|I.3|||||||||| Chưa có |
nhận xét|II.1|2||||||||| Tốt |thẩm định
"""


def load(path: Path, text: str, encoding: str = "utf-8") -> LoadedDossier:
    file = path / "a.csv"
    file.write_bytes(text.encode(encoding))
    return load_dossier(file)


def codes(path: Path, text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(InvalidInput) as caught:
        load(path, text)
    return [(d.code, d.place.line, d.place.column) for d in caught.value.diagnostics if d.place]


def delimited(delimiter: str) -> str:
    lines = []
    for line in TABLE.splitlines():
        cells = line.split("|")
        quoted = [f'"{c}"' if delimiter in c and not c.startswith('"') else c for c in cells]
        lines.append(delimiter.join(quoted) + "\n")
    return "".join(lines)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_delimiter_and_byte_order_mark_make_no_difference(tmp_path: Path, delimiter: str, encoding: str) -> None:
    dossier = load(tmp_path, delimited(delimiter), encoding).dossier

    assert dossier.agency.name == "Xã A"
    assert {id: one.value for id, one in dossier.numbers.items()} == {
        "so_thon": 8, "hai_long": Fraction(191, 200), "da_hop": True, "kinh_phi": Fraction(2469, 2),
    }  # fmt: skip
    record = dossier.evidence[0]
    assert record.title == 'Kế hoạch "dân vận"; 2025'
    assert (record.number, str(record.date), record.criteria) == (None, "2025-03", ["I.1", "I.3"])
    assert record.fields == {"so_nguoi": 40}
    assert dossier.claims["I.1"].points == Fraction(7, 2)
    assert dossier.not_applicable[0].reason == "Không phát sinh"
    assert dossier.explanations[0].text == "Chưa có"
    assert (dossier.judgements[0].by, dossier.judgements[0].points) == ("appraiser", 2)


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;;;", "Sep=; "])
def test_the_line_that_names_the_delimiter_may_be_written_in_any_way(tmp_path: Path, first: str) -> None:
    assert load(tmp_path, f"\ufeff{first}\n" + delimited(";")).dossier == load(tmp_path, delimited(";")).dossier


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 024", 1024),
        ("1\u00a0024", 1024),
        ("1\u202f024\u202f000", 1024000),
        ("12 345,5", Fraction(24691, 2)),
        ("1.024,5", Fraction(2049, 2)),
    ],
)
def test_spaces_between_thousands_are_read_as_in_a_workbook(tmp_path: Path, written: str, value: object) -> None:
    assert load(tmp_path, HEAD + f"number;x;{written};;;;;\n").dossier.numbers["x"].value == value


def test_a_number_of_two_meanings_is_shown_both_ways(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path, HEAD + "number;x;1.024;;;;;\n")

    assert [one.hint() for one in caught.value.diagnostics] == ["ghi 1024 hoặc 1,024; phần thập phân dùng dấu phẩy"]


def test_windows_line_ends_and_a_line_that_names_the_delimiter_are_taken(tmp_path: Path) -> None:
    text = "sep=;\r\n" + delimited(";").replace("\n", "\r\n")

    assert load(tmp_path, text).dossier.numbers["so_thon"].value == 8


def test_decomposed_cells_are_composed_and_reported_once(tmp_path: Path) -> None:
    loaded = load(tmp_path, unicodedata.normalize("NFD", delimited(";")))

    assert loaded.dossier == load(tmp_path, delimited(";")).dossier
    assert "SC114" in [one.code for one in load(tmp_path, unicodedata.normalize("NFD", delimited(";"))).diagnostics]


def test_english_columns_are_known_too(tmp_path: Path) -> None:
    text = "type,id,value,title,block,period\nagency,a,,A,xa,2025\nnumber,x,7.5,,,\n"

    assert load(tmp_path, text).dossier.numbers["x"].value == Fraction(15, 2)


def test_a_table_says_whose_part_it_is_and_when_it_was_handed_in(tmp_path: Path) -> None:
    text = "loại;mã;tên;khối;kỳ;ngày nộp;phần của đơn vị\ncơ quan;a;A;xa;2025;2025-12-05;van-hoa-xa-hoi\n"
    dossier = load(tmp_path, text).dossier

    assert (dossier.unit, str(dossier.submitted)) == ("van-hoa-xa-hoi", "2025-12-05")


HEAD = "type;id;value;title;block;period;kind;date\nagency;a;;A;xa;2025;;\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "number;x;1.234;;;;;\n", ("SC123", 3, 10)),
        (HEAD + "number;x;1e3;;;;;\n", ("SC124", 3, 10)),
        (HEAD + "number;x;010;;;;;\n", ("SC124", 3, 10)),
        (HEAD + "number;x;1_000;;;;;\n", ("SC124", 3, 10)),
        (HEAD + "number;x;1,2,3;;;;;\n", ("SC124", 3, 10)),
        (HEAD + "number;;5;;;;;\n", ("SC485", 3, 1)),
        (HEAD + "claim;I.1;;;;;;\n", ("SC485", 3, 1)),
        (HEAD + ";x;5;;;;;\n", ("SC485", 3, 1)),
        (HEAD + "numbr;x;5;;;;;\n", ("SC484", 3, 1)),
        (HEAD + "number;x;5;;;;\n", ("SC122", 3, 15)),
        (HEAD + "number;x;5;;;;;;thừa\n", ("SC122", 3, 17)),
        (HEAD + "number;x;5;;;;;\nnumber;x;6;;;;;\n", ("SC106", 4, 10)),
        (HEAD + 'number;x;"5;;;;;\n', ("SC105", 3, 10)),
        (HEAD + 'number;x;"5"5;;;;;\n', ("SC105", 3, 13)),
        (HEAD + "evidence;b;;B;;;ke-hoach;32/1/2025\n", ("SC206", 3, 26)),
        (HEAD + "evidence;b;;;;;ke-hoach;\n", ("SC202", 3, 1)),
        (HEAD + "evidence;b;;a\x07b;;;ke-hoach;\n", ("SC118", 3, 13)),
        (HEAD.replace("date", "dat e x") + "number;x;5;;;;;\n", ("SC121", 1, 39)),
        (HEAD.replace("date", "id") + "number;x;5;;;;;\n", ("SC106", 1, 39)),
        ("a;b\n1;2\n", ("SC120", 1, 1)),
        ("type;id\n", ("SC113", 1, 1)),
        ("", ("SC113", 1, 1)),
        ("id;title\na;b\n", ("SC486", 2, 1)),
    ],
)  # fmt: skip
def test_a_broken_table_gives_its_diagnostic_at_its_cell(
    tmp_path: Path, text: str, expected: tuple[str, int, int]
) -> None:
    assert expected in codes(tmp_path, text)


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"type;id\nagency;\xe3\xa9\n")
    with pytest.raises(InvalidInput) as caught:
        load_dossier(tmp_path / "a.csv")

    assert [one.code for one in caught.value.diagnostics] == ["SC101"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(delimited(";").encode(encoding))
    with pytest.raises(InvalidInput) as caught:
        load_dossier(tmp_path / "a.csv")

    assert "UTF-16" in str(caught.value)


def test_a_table_of_several_agencies_is_no_single_dossier(tmp_path: Path) -> None:
    text = "agency;type;id;title;block;period\na;agency;a;A;xa;2025\nb;agency;b;B;xa;2025\n"

    assert ("SC483", 3, 1) in codes(tmp_path, text)


def test_cells_that_begin_like_formulas_stay_text(tmp_path: Path) -> None:
    text = HEAD + 'evidence;b;;"=HYPERLINK(""x"")";;;ke-hoach;\n'

    assert load(tmp_path, text).dossier.evidence[0].title == '=HYPERLINK("x")'


def test_a_quoted_cell_may_span_lines_and_later_places_stay_right(tmp_path: Path) -> None:
    text = HEAD + 'evidence;b;;"hai\ndòng";;;ke-hoach;\nnumber;x;1.234;;;;;\n'

    assert codes(tmp_path, text) == [("SC123", 5, 10)]


def test_what_a_table_lacks_as_a_whole_is_told_at_its_first_row(tmp_path: Path) -> None:
    assert set(codes(tmp_path, "sep=;\ntype;id;value\nnumber;x;5\nnumber;y;6\n")) == {("SC202", 3, 1)}


@pytest.mark.parametrize(("raw", "line"), [(b"\xff", 1), (b"\n\xff", 2), (b"type;id\n\nnumber;x\xe9\n", 3)])
def test_bytes_that_are_no_text_are_told_at_their_line(tmp_path: Path, raw: bytes, line: int) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(raw)
    with pytest.raises(InvalidInput) as caught:
        load_dossier(file)

    assert [(one.code, one.place and one.place.line) for one in caught.value.diagnostics] == [("SC101", line)]
