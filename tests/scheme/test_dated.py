"""Dated values, things valid for a time, overlays; and the places that survive them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.fields import plain
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.scheme.overlay import same
from scoring.scheme.resolve import Merged, Resolver, breakpoints
from scoring.yaml_source import read_yaml

BASE = Path(__file__).parent.parent / "broken" / "base"


def resolve(text: str, day: date | None) -> tuple[object, list[Diagnostic], Merged]:
    doc = read_yaml(text, "a.yaml")
    merged = Merged("a.yaml", home=doc)
    resolver = Resolver(merged, day)
    merged.data = resolver.mount(doc.data, (doc, ()), ())
    return merged.data, resolver.diagnostics, merged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "mau")
    return tmp_path / "mau"


def overlay(folder: Path, changes: str, valid: str = "{from: 2024-01-01}") -> None:
    text = f"format: 1\noverlay: sua-doi\ntitle: Sửa\nvalid: {valid}\nchanges:\n{changes}"
    (folder / "overlays/sua-doi.yaml").write_text(text, "utf-8")


def load(folder: Path, period: str = "2025") -> LoadedScheme:
    return load_scheme(folder, period)


def problems(folder: Path, period: str = "2025") -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as caught:
        load(folder, period)
    return caught.value.diagnostics


DATED = "x: {dated: [{from: 2022-11-02, value: 4}, {from: 2025-07-01, until: 2026-06-30, value: 5}]}"


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2022, 11, 2), 4), (date(2025, 6, 30), 4), (date(2025, 7, 1), 5),
        (date(2026, 6, 30), 5), (None, 5),
    ],
)  # fmt: skip
def test_a_dated_value_runs_until_the_next_begins_both_days_included(day: date | None, value: int) -> None:
    assert resolve(DATED, day)[:2] == ({"x": value}, [])


@pytest.mark.parametrize("day", [date(2022, 11, 1), date(2026, 7, 1)])
def test_a_day_without_a_value_is_an_error(day: date) -> None:
    data, found, _ = resolve(DATED, day)
    assert data == {}
    assert [one.code for one in found] == ["SC339"]


@pytest.mark.parametrize(
    "rows",
    [
        "5",
        "[]",
        "[{value: 1, form: 2020-01-01}]",
        "[{from: 2020-01-01}]",
        "[{from: hôm qua, value: 1}]",
        "[{value: 1}, {value: 2}]",
    ],
)
def test_dated_values_written_wrongly_are_errors(rows: str) -> None:
    assert resolve(f"x: {{dated: {rows}}}", date(2025, 1, 1))[1]


@pytest.mark.parametrize(
    ("day", "ids"), [(date(2025, 6, 30), ["a", "b", "c"]), (date(2025, 7, 1), ["b", "c"]), (None, ["b", "c"])]
)
def test_list_items_exist_only_while_valid(day: date | None, ids: list[str]) -> None:
    text = "xs:\n- {id: a, valid: {until: 2025-06-30}}\n- {id: b, valid: {from: 2020-01-01}}\n- {id: c}\n"
    data, found, _ = resolve(text, day)
    assert isinstance(data, dict)
    assert data["xs"] == [{"id": one} for one in ids]
    assert found == []


def test_what_is_valid_to_the_end_of_the_calendar_never_ends() -> None:
    text = "xs:\n- {id: a, valid: {from: 2025-01-01, until: 9999-12-31}}\n"
    data, found, _ = resolve(text, None)

    assert (data, found) == ({"xs": [{"id": "a"}]}, [])
    assert list(breakpoints(read_yaml(text, "a.yaml").data)) == [date(2025, 1, 1)]


def test_mapping_entries_exist_only_while_valid() -> None:
    text = "ms:\n  a: {x: 1, valid: {until: 2025-06-30}}\n  b: {x: 2}\n"
    assert resolve(text, date(2026, 1, 1))[0] == {"ms": {"b": {"x": 2}}}


def test_a_measure_named_valid_is_no_validity() -> None:
    text = "measures: {valid: {declared: Số}, b: {dated: [{value: 1}]}}"
    assert resolve(text, date(2026, 1, 1))[0] == {"measures": {"valid": {"declared": "Số"}, "b": 1}}


def test_places_stay_right_behind_an_item_that_is_gone() -> None:
    text = "xs:\n- {id: a, valid: {until: 2025-06-30}}\n- {id: b}\n- {id: c, y: {dated: [{value: 7}]}}\n"
    merged = resolve(text, date(2026, 1, 1))[2]
    assert str(merged.place(("xs", 0, "id"))) == "a.yaml:3:8"
    assert str(merged.place(("xs", 1, "id"))) == "a.yaml:4:8"
    assert str(merged.place(("xs", 1, "y"))) == "a.yaml:4:31"


def test_an_overlay_holds_in_its_time_only(folder: Path) -> None:
    def points(period: str) -> object:
        node = next(n for n in load(folder, period).scheme.sets["xa"].nodes() if n.id == "I.2")
        assert node.spec is not None
        return plain(node.spec)["points"]

    assert [points(p) for p in ("2023", "2024", "2025")] == [2, 3, 3]
    overlay(
        folder, "  - {at: [sets, xa, I.2, score, per_item, points], set: 3}\n", "{from: 2024-01-01, until: 2024-12-31}"
    )
    assert [points(p) for p in ("2023", "2024", "2025")] == [2, 3, 2]


def test_a_value_from_an_overlay_is_reported_in_the_overlay(folder: Path) -> None:
    overlay(folder, "  - {at: [sets, xa, I.2, maximum], set: 7}\n  - {at: [sets, xa, I, maximum], set: 14}\n")
    found = problems(folder)
    assert [one.code for one in found] == ["SC314", "SC315"]
    assert found[0].place is not None
    assert (found[0].place.file, found[0].place.line, found[0].place.column) == (
        (folder / "overlays/sua-doi.yaml").as_posix(), 7, 39,
    )  # fmt: skip


def test_a_path_may_be_written_with_dots(folder: Path) -> None:
    overlay(folder, "  - {at: sets.xa.I.2.title, set: Tiếp xúc}\n")
    assert "Tiếp xúc" in [node.title for node in load(folder).scheme.sets["xa"].nodes()]


def test_a_list_item_may_be_named_by_its_number_from_one(folder: Path) -> None:
    overlay(folder, "  - {at: [sets, xa, I.1, score, bands, tiers, 2, points], set: 4}\n")
    spec = next(n for n in load(folder).scheme.sets["xa"].nodes() if n.id == "I.1").spec
    assert spec is not None
    assert [tier["points"] for tier in plain(spec)["tiers"]] == [6, 4, 0]


def test_an_overlay_adds_and_removes(folder: Path) -> None:
    overlay(folder, """\
  - {at: [sets, xa, II.3], remove: true}
  - at: [sets, xa, II, criteria]
    add: {id: II.5, title: Mới, maximum: 2, score: {per_item: {of: hop, points: 1}}}
  - {at: [sets, xa, measures], add: {moi: {declared: Số mới}}}
  - {at: [sets, xa, II.1], add: {note: Ghi chú}}
  - {at: [sets, xa, measures, nguoi], remove: true}
  - {at: [sets, xa, II.4, title], set: Đúng hạn (sửa)}
""")  # fmt: skip
    loaded = load(folder)
    chosen = loaded.scheme.sets["xa"]
    assert [one.id for one in chosen.groups[1].children] == ["II.1", "II.2", "II.4", "II.5"]
    assert "moi" in chosen.measures
    assert "nguoi" not in chosen.measures
    assert chosen.groups[1].children[0].note == "Ghi chú"
    place = loaded.where.place(("sets", "xa", "groups", 1, "criteria", 3, "id"))
    assert (place.file, place.line) == ((folder / "overlays/sua-doi.yaml").as_posix(), 8)
    place = loaded.where.place(("sets", "xa", "groups", 1, "criteria", 2, "id"))
    assert (place.file, place.line) == ((folder / "sets/xa.yaml").as_posix(), 50)
    place = loaded.where.place(("sets", "xa", "groups", 1, "criteria", 2, "title"))
    assert (place.file, place.line) == ((folder / "overlays/sua-doi.yaml").as_posix(), 12)


@pytest.mark.parametrize(
    "change",
    [
        "{at: [sets, xa, I.2, title], set: Đối thoại}",
        "{at: [sets, xa, I.2], add: {title: Khác}}",
        "{at: [sets, xa, I.2], add: {}}",
        "{at: [sets, xa, maximum], add: 5}",
    ],
)
def test_a_change_that_changes_nothing_is_an_error(folder: Path, change: str) -> None:
    overlay(folder, f"  - {change}\n")
    assert "SC330" in [one.code for one in problems(folder)]


@pytest.mark.parametrize(
    "at", ["[sets, xa, I.9]", "[sets, so, I.1]", "lung.tung", "[sets, xa, I.1, score, bands, tiers, 9]"]
)
def test_a_change_of_what_is_not_there_is_an_error(folder: Path, at: str) -> None:
    overlay(folder, f"  - {{at: {at}, set: 5}}\n")
    assert [one.code for one in problems(folder)] == ["SC331"]


@pytest.mark.parametrize(
    "change", ["{at: [title]}", "{at: [title], set: A, remove: true}", "{at: [title], remove: false}"]
)
def test_a_change_does_exactly_one_thing(folder: Path, change: str) -> None:
    overlay(folder, f"  - {change}\n")
    assert {one.code for one in problems(folder)} <= {"SC209", "SC204"}


def test_an_overlay_of_a_set_not_read_is_passed_over(folder: Path) -> None:
    overlay(folder, "  - {at: [sets, xa, I.2, title], set: Mới}\n")
    found = load_scheme(folder, "2025", sets=[])
    assert found.scheme.sets == {}


def test_the_reference_day_may_be_the_first_of_the_period(folder: Path) -> None:
    overlay(folder, "  - {at: [title], set: Tên mới}\n", "{from: 2025-07-01}")
    assert load(folder).scheme.title == "Tên mới"
    text = (folder / "scheme.yaml").read_text("utf-8")
    text = text.replace("period: {kinds: [year]}", "period: {kinds: [year], reference: start}")
    (folder / "scheme.yaml").write_text(text, "utf-8")
    assert load(folder).scheme.title == "Bộ tiêu chí mẫu"
    assert load(folder, "2026").scheme.title == "Tên mới"


def test_true_is_not_one_when_values_are_compared() -> None:
    assert not same(old=True, new=1)
    assert same({"a": [1, {"b": "c"}]}, {"a": [1, {"b": "c"}]})
    assert not same({"a": [1]}, {"a": [1, 2]})
