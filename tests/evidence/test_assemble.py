"""Parts put together: one dossier, several agencies, and what disagrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput, NothingMatched
from scoring.evidence.assemble import assemble, assemble_all
from scoring.evidence.load import load_dossier

MAIN = "agency: {id: xa-a, name: Xã A, block: xa}\nperiod: 2025\nnumbers: {so_thon: 8}\n"
TWO = """\
cơ quan,loại,mã,tên,khối,giá trị
x1,agency,x1,Xã 1,xa,
x2,agency,x2,Xã 2,xa,
x1,number,so_thon,,,3
x2,number,so_thon,,,4
"""
RECORD = "evidence:\n  - {id: kh, kind: ke-hoach, title: Kế hoạch, number: 7/KH}\n"


def files(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def refused(paths: list[Path]) -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as caught:
        assemble(paths)
    return caught.value.diagnostics


def test_parts_in_yaml_json_and_tables_become_one_dossier(tmp_path: Path) -> None:
    paths = files(
        tmp_path, a_yaml=MAIN, b_json='{"numbers": {"thon_hop": 6}}',
        c_csv="id;kind;title;số;ngày\nkh;ke-hoach;Kế hoạch;;3/2025\n", d_csv="tiêu chí\tđiểm\nI.1\t3,5\n",
        e_csv='số liệu,giá trị\nhai_long,"95,5 %"\n', f_csv="tiêu chí;giải trình\nI.2;Chưa có\n",
        g_csv="tiêu chí;không áp dụng\nI.3;Không phát sinh\n",
        h_csv="tiêu chí;điểm;ai chấm;lý do\nII.1;2;thẩm định;Tốt\n",
    )  # fmt: skip
    out = tmp_path / "out.yaml"
    out.write_text(assemble(paths), encoding="utf-8")
    dossier = load_dossier(out).dossier

    assert list(dossier.numbers) == ["so_thon", "thon_hop", "hai_long"]
    assert [one.id for one in dossier.evidence] == ["kh"]
    assert [list(dossier.claims), dossier.explanations[0].text] == [["I.1"], "Chưa có"]
    assert dossier.not_applicable[0].criterion == "I.3"
    assert dossier.judgements[0].by == "appraiser"


def test_an_agency_column_splits_a_table(tmp_path: Path) -> None:
    found = assemble_all(files(tmp_path, a_csv=TWO, b_yaml="period: 2025\n"))

    assert [(one.agency, one.dossier.numbers["so_thon"].value) for one in found] == [("x1", 3), ("x2", 4)]
    one = assemble(files(tmp_path, a_csv=TWO, b_yaml="period: 2025\n"), agency="x2")
    assert "id: x2" in one


def test_several_agencies_are_not_one_dossier(tmp_path: Path) -> None:
    assert [d.code for d in refused(files(tmp_path, a_csv=TWO, b_yaml="period: 2025\n"))] == ["SC483"]


def test_data_of_nobody_knows_whom_are_refused_beside_several_agencies(tmp_path: Path) -> None:
    found = refused(files(tmp_path, a_csv=TWO, b_yaml="period: 2025\nnumbers: {x: 1}\n"))

    assert [(d.code, d.place.line, d.place.column) for d in found if d.place] == [("SC483", 2, 1)]


@pytest.mark.parametrize(
    ("second", "code", "place", "first"),
    [
        ("numbers: {so_thon: 9}\n", "SC480", (1, 20), (3, 20)),
        ("numbers: {so_thon: true}\n", "SC480", (1, 20), (3, 20)),
        ("period: 2024\n", "SC482", (1, 9), (2, 9)),
        ("agency: {id: xa-a, name: Xã B}\n", "SC482", (1, 26), (1, 26)),
        (RECORD.replace("7/KH", "8/KH"), "SC481", (2, 5), (5, 5)),
    ],
)
def test_what_disagrees_is_shown_with_both_places(
    tmp_path: Path, second: str, code: str, place: tuple[int, int], first: tuple[int, int]
) -> None:
    one = refused(files(tmp_path, a_yaml=MAIN + RECORD, b_yaml=second))[0]

    assert one.place is not None
    assert one.related is not None
    assert (one.code, one.place.line, one.place.column) == (code, *place)
    assert (one.place.file[-6:], one.related.file[-6:]) == ("b.yaml", "a.yaml")
    assert (one.related.line, one.related.column) == first


def test_the_same_said_twice_is_said_once(tmp_path: Path) -> None:
    again = assemble(files(tmp_path, a_yaml=MAIN + RECORD, b_yaml=MAIN + RECORD))

    assert again == assemble(files(tmp_path, a_yaml=MAIN + RECORD))


def test_keys_no_file_says_may_be_given(tmp_path: Path) -> None:
    paths = files(tmp_path, a_csv="số liệu;giá trị\nso_thon;8\n")
    given = {"period": "2025", "agency": {"id": "a", "name": "A", "block": "xa"}}

    assert "block: xa" in assemble(paths, given=given)
    assert "SC202" in [one.code for one in refused(paths)]


def test_a_part_that_is_not_right_is_shown_at_its_own_place(tmp_path: Path) -> None:
    found = refused(files(tmp_path, a_yaml=MAIN, b_yaml="evidence:\n  - {id: kh, kind: k, titel: x}\n"))

    assert {(d.code, d.place.file[-6:], d.place.line, d.place.column) for d in found if d.place} == {
        ("SC201", "b.yaml", 2, 23), ("SC202", "b.yaml", 2, 5),
    }  # fmt: skip


def test_no_file_and_an_unknown_agency_match_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingMatched):
        assemble([tmp_path])
    with pytest.raises(NothingMatched):
        assemble(files(tmp_path, a_yaml=MAIN), agency="xa-b")


def test_the_agency_may_be_named_by_the_caller_alone(tmp_path: Path) -> None:
    paths = files(tmp_path, a_csv="số liệu;giá trị\nx;8\n", b_yaml="period: 2025\nagency: {name: A, block: xa}\n")

    assert "  id: xa-a\n" in assemble(paths, agency="xa-a")
