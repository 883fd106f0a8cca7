"""Whatever a clerk does to a workbook, each cell typed is in the dossier or told, and nothing else enters it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scoring.app.workbook_merge import merge_versions
from scoring.evidence.check import check_dossier
from scoring.evidence.load import load_dossier, parse, validated
from scoring.evidence.model import Dossier
from scoring.workbook.interpret import Reading, read_workbook
from scoring.workbook.mark import mark_cells
from scoring.workbook.source import parse_book

from . import fresh
from .random_damage import DAMAGES, damaged, lost_cells, program_words, strange
from .test_damaged import COUNT, CRITERIA, EVIDENCE, Work
from .test_recovered import any_scheme, column_of, kept, lost_meta

NAME = "xa-minh-hoa-b"


def test_of_a_sound_workbook_nothing_is_unread(tmp_path: Path) -> None:
    for name in (NAME, "so-minh-hoa-a"):
        assert fresh.whole(name).provenance[0].unread == {}


@cache
def own_words() -> set[str]:
    nothing = {"numbers": {}, "evidence": [], "claims": {}, "not_applicable": [], "explanations": [], "judgements": []}
    dossier = load_dossier(fresh.ROOT / f"evidence/2025/{NAME}.yaml").dossier
    blank = dossier.model_copy(update={**nothing, "note": None, "submitted": None, "complete": False})
    return program_words(parse_book(fresh.written(blank), "so.xlsx"))


@cache
def whole_dossier(folder: Path) -> Dossier:
    return fresh.whole(NAME)


@pytest.mark.once
@pytest.mark.parametrize("seed", range(len(DAMAGES) + 6))
def test_no_cell_is_lost_and_none_made_up_by(
    seed: int, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = whole_dossier(tmp_path_factory.getbasetemp())
    work, names = damaged(fresh.sample(NAME), seed)
    raw = work.saved()
    (tmp_path / "so.xlsx").write_bytes(raw)
    found = read_workbook(tmp_path / "so.xlsx", any_scheme, keep=True)
    lost = [f"{cell} {cell.text}" for cell in lost_cells(parse_book(raw, "so.xlsx"), own_words(), found)]
    assert (lost, [*strange(found.dossier, whole)]) == ([], []), names
    assert validated(parse(found.text.encode(), "ho-so.yaml")) == found.dossier
    if seed % 5 == 0:
        mark_cells(raw, "so.xlsx", found.diagnostics)


def without(sheet: str, *keys: str) -> Work:
    work = Work(fresh.sample(NAME))
    for column in sorted((column_of(work, sheet, key) for key in keys), reverse=True):
        work.book[sheet].delete_cols(column)
    return work


def codes(found: Reading) -> set[str]:
    return {one.code for one in found.diagnostics if one.severity != "note"}


def test_kinds_are_told_by_criteria_and_fields_where_their_column_is_gone(tmp_path: Path) -> None:
    before = fresh.whole(NAME)
    work = without(EVIDENCE, "kind")
    found = kept(work, tmp_path)
    assert found.dossier.evidence == before.evidence
    assert [one.values["id"] for one in found.diagnostics if one.code == "SC668"] == [one.id for one in before.evidence]
    row = next(row for row in range(8, 60) if work.evidence.cell(row, 1).value == "tin-bai")
    for column in range(2, 26):
        if work.evidence.cell(row, column).value != "Tin, bài" and column != 5:
            work.evidence.cell(row, column).value = None
    # Of a record that says nothing of its kind nothing is guessed, and its cells are kept.
    found = kept(work, tmp_path)
    assert {one.id for one in before.evidence} - {one.id for one in found.dossier.evidence} == {"tin-bai"}
    assert found.dossier.provenance[0].unread[f"{EVIDENCE}!A{row}"] == "tin-bai"
    assert found.dossier.complete is not True


def test_records_without_a_column_they_must_have_are_kept_as_they_were_typed(tmp_path: Path) -> None:
    before = fresh.whole(NAME)
    found = kept(without(EVIDENCE, "field_1"), tmp_path)
    gone = {one.title for one in before.evidence} - {one.title for one in found.dossier.evidence}
    assert gone
    assert gone <= set(found.dossier.provenance[0].unread.values())
    assert codes(found) == {"SC723", "SC434", "SC664", "SC665"}


def test_points_without_their_reason_are_kept_and_told_row_by_row(tmp_path: Path) -> None:
    judged = fresh.whole(NAME).judgements
    work = without(CRITERIA, "reason")
    found = kept(work, tmp_path)
    cells = [f"{CRITERIA}!{work.input(f'dg:{one.criterion}').coordinate}" for one in judged]
    assert [one.place.cell for one in found.diagnostics if one.code == "SC666" and one.place] == cells
    assert found.dossier.provenance[0].unread == dict(zip(cells, ("3", "1,5"), strict=True))
    assert not found.dossier.judgements


@pytest.mark.parametrize("keys", [("id", "title"), ("id", "title", "stt")])
def test_rows_without_id_and_title_are_told_by_what_else_the_program_wrote(
    keys: tuple[str, ...], tmp_path: Path
) -> None:
    before = fresh.whole(NAME)
    found = kept(without(CRITERIA, *keys), tmp_path).dossier
    assert (found.numbers, found.claims, found.judgements) == (before.numbers, before.claims, before.judgements)


def test_lines_between_which_nothing_tells_are_kept_and_told(tmp_path: Path) -> None:
    work = without(CRITERIA, "id", "title", "stt", "how", "unit", "max")
    found = kept(work, tmp_path)
    typed = {cell.coordinate for row in work.criteria.iter_rows(min_row=8) for cell in row
             if cell.value is not None and cell.data_type != "f"}  # fmt: skip
    assert {one.rpartition("!")[2] for one in found.dossier.provenance[0].unread} == typed
    assert not found.dossier.numbers


def sort_alone(work: Work, key: str) -> None:
    column = column_of(work, CRITERIA, key)
    cells = [work.criteria.cell(row, column) for row in range(8, 110)]
    typed = [one for one in cells if one.value is not None and one.data_type != "f"]
    values = sorted((one.value for one in typed), key=lambda one: (isinstance(one, str), one))
    for cell in typed:
        cell.value = None
    # Excel puts what is empty last; words stand in all rows.
    for cell, value in zip(typed if key in ("id", "title") else cells, values, strict=False):
        cell.value = value


@pytest.mark.parametrize("key", ["title", "id"])
def test_titles_or_ids_sorted_alone_are_told_row_by_row_and_cost_nothing(key: str, tmp_path: Path) -> None:
    before = fresh.whole(NAME)
    work = Work(fresh.sample(NAME))
    sort_alone(work, key)
    found = kept(work, tmp_path)
    assert (found.dossier.numbers, found.dossier.claims) == (before.numbers, before.claims)
    assert codes(found) == {"SC669"}


@pytest.mark.parametrize("key", ["answer", "claim"])
def test_values_sorted_alone_enter_nowhere_and_are_kept(key: str, tmp_path: Path) -> None:
    work = Work(fresh.sample(NAME))
    sort_alone(work, key)
    found = kept(work, tmp_path)
    assert ("SC699", "error") in {(one.code, one.severity) for one in found.diagnostics}
    assert not (found.dossier.numbers if key == "answer" else found.dossier.claims)
    column = work.criteria.cell(1, column_of(work, CRITERIA, key)).column_letter
    typed = [row for row in range(8, 110) if work.criteria.cell(row, column_of(work, CRITERIA, key)).data_type == "n"]
    numbers = [row for row in typed if work.criteria[f"{column}{row}"].value is not None]
    assert {f"{CRITERIA}!{column}{row}" for row in numbers} <= set(found.dossier.provenance[0].unread)


def test_rows_of_which_the_right_half_was_exchanged_are_refused(tmp_path: Path) -> None:
    work = Work(fresh.sample(NAME))
    one, other = work.row("sl:so_thon"), work.row("sl:thon_hop_du")
    for column in range(5, 15):
        here, there = work.criteria.cell(one, column), work.criteria.cell(other, column)
        here.value, there.value = there.value, here.value
    found = kept(work, tmp_path)
    assert {"so_thon", "thon_hop_du"}.isdisjoint(found.dossier.numbers)
    assert codes(found) >= {"SC735", "SC666"}


def test_a_dossier_says_each_time_it_is_checked_what_it_could_not_read(tmp_path: Path) -> None:
    work = Work(fresh.sample(NAME))
    cell = work.input(COUNT)
    cell.value = "mười hai"
    (tmp_path / "ho-so.yaml").write_text(kept(work, tmp_path).text, "utf-8")
    loaded = load_dossier(tmp_path / "ho-so.yaml")
    found = check_dossier(loaded, fresh.scheme("qd-1211-2022").scheme, loaded.dossier.period.last)
    (said,) = [one for one in found if one.code == "SC667"]
    assert (said.values["count"], said.values["cells"]) == ("1", f"{CRITERIA}!{cell.coordinate}")
    assert loaded.dossier.provenance[0].unread == {f"{CRITERIA}!{cell.coordinate}": "mười hai"}


def test_a_workbook_without_its_hidden_sheets_is_merged_as_the_base_says_whose_it_is(tmp_path: Path) -> None:
    base = fresh.ROOT / f"evidence/2025/{NAME}.yaml"
    work = Work(fresh.sample(NAME))
    lost_meta(work)
    del work.book["Đọc trước"]
    work.input("tc:I.1", "claim").value = 2
    (tmp_path / "so.xlsx").write_bytes(work.saved())
    merged = merge_versions(base, tmp_path / "so.xlsx", base, scheme=fresh.SCHEMES["qd-1211-2022"])
    assert merged.settled
    assert merged.dossier.agency == load_dossier(base).dossier.agency
    assert merged.dossier.claims["I.1"].points == 2
