"""Cells nobody can place are told, and a second value names what it is about."""

from __future__ import annotations

import pytest

from scoring.evidence.load import LIMITS
from scoring.evidence.read_csv import read_csv

HEAD = "loai;ma;gia_tri;tieu_de;khoi;ky\ncơ quan;xa-mau;;Xã Mẫu;xa;2025\n"


def test_a_value_below_an_empty_header_cell_is_not_dropped_silently() -> None:
    table = HEAD.replace(";tieu_de;", ";;")
    found = read_csv(table.encode(), "ho-so.csv", LIMITS).diagnostics
    assert [(one.code, one.place.line, one.place.column) for one in found if one.place] == [("SC121", 2, 17)]


def test_an_empty_column_without_a_name_does_no_harm() -> None:
    table = "".join(f"{line};\n" for line in HEAD.splitlines())
    assert read_csv(table.encode(), "ho-so.csv", LIMITS).diagnostics == []


@pytest.mark.parametrize("kind", ["số liệu", "tự chấm"])
def test_a_second_value_names_what_it_is_about(kind: str) -> None:
    rows = f"{kind};phai;24;;;\n{kind};phai;25;;;\n"
    found = read_csv((HEAD + rows).encode(), "ho-so.csv", LIMITS).diagnostics
    assert [one.code for one in found] == ["SC106"]
    assert "phai" in found[0].message("vi")
    assert found[0].related is not None
    assert found[0].related.line == 3


@pytest.mark.parametrize("end", ["", "\n", ";;;", ';;;""'])
def test_the_last_row_counts_however_the_file_ends(end: str) -> None:
    found = read_csv(f"{HEAD}tự chấm;I.1;2{end}".encode(), "ho-so.csv", LIMITS)
    assert found.data["claims"] == {"I.1": {"points": 2}}
