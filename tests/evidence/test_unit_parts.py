"""Parts of an agency's units joined: whose each value is, what they dispute, which part counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from scoring.evidence.assemble import parts_in
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import parse, validated
from scoring.evidence.unit_parts import Joined, identify, join
from scoring.scheme.load import load_scheme
from scoring.scheme.units import Suppliers, load_units, structures_at

ROOT = Path(__file__).parents[2]
HEAD = """\
scheme: qd-1211-2022
period: 2025
agency: {id: xa-a, name: UBND xã A, block: xa, kind: xa}
"""


class Office(Struct):
    """A folder in which parts are written and joined."""

    folder: Path
    suppliers: Suppliers

    def put(self, name: str, unit: str | None, day: str | None, rest: str, head: str = HEAD) -> Path:
        lines = [f"unit: {unit}"] * bool(unit) + [f"submitted: {day}"] * bool(day)
        path = self.folder / name
        path.write_text(head + "\n".join([*lines, rest, ""]), encoding="utf-8")
        return path

    def join(self, given: dict[str, Any] | None = None) -> Joined:
        parts, problems = parts_in([self.folder])
        joined = join(identify(parts, given or {}), given or {}, self.suppliers)
        joined.problems += problems
        return joined


@pytest.fixture
def office(tmp_path: Path) -> Office:
    loaded = load_scheme(ROOT / "criteria" / "qd-1211-2022", "2025")
    units = load_units(loaded)
    assert units is not None
    structure = next(x for x in structures_at(units, date(2025, 12, 31)) if x.holds("xa", "xa", date(2025, 12, 31)))
    return Office(tmp_path, Suppliers(loaded.scheme, structure))


def codes(joined: Joined) -> list[str]:
    return [one.code for one in joined.problems]


def test_every_value_keeps_its_unit_and_day(office: Office) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: 8}")
    record = "evidence:\n  - {id: tin, kind: tong-hop-tin-bai, title: Tin, date: 2025-11-30, fields: {so_luong: 4}}"
    office.put(
        "b.yaml",
        "van-hoa-xa-hoi",
        "05/12/2025",
        f"numbers: {{da_so_ket: có}}\n{record}\ndifficulties: [Thiếu kinh phí]",
    )
    joined = office.join()

    assert joined.dossier is not None
    assert not joined.problems
    assert joined.dossier.unit is None
    assert [(one.unit, one.title, str(one.submitted), one.values) for one in joined.dossier.provenance] == [
        ("van-phong", "Văn phòng HĐND và UBND", "2025-12-03", ["numbers/so_thon"]),
        ("van-hoa-xa-hoi", "Phòng Văn hóa – Xã hội", "2025-12-05", ["numbers/da_so_ket", "evidence/tin"]),
    ]
    assert joined.dossier.difficulties[0].unit == "van-hoa-xa-hoi"
    assert joined.dossier.submitted is None
    assert validated(parse(dump_dossier(joined.dossier).encode(), "x.yaml")) == joined.dossier


def test_what_two_units_say_differently_stands_side_by_side_and_nothing_is_chosen(office: Office) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: 8, vu_ton_dong: 0}")
    office.put("b.yaml", "kinh-te", "2025-12-04", "numbers: {so_thon: 9}")
    joined = office.join()

    (problem,) = joined.problems
    assert problem.message() == (
        "“Tổng số thôn (tổ dân phố)” ghi khác nhau: Văn phòng HĐND và UBND, 03/12/2025: 8 │ Phòng Kinh tế, 04/12/2025: 9"
    )
    assert problem.place is not None
    assert problem.related is not None
    assert (problem.place.file[-6:], problem.related.file[-6:]) == ("b.yaml", "a.yaml")
    assert joined.dossier is not None
    assert list(joined.dossier.numbers) == ["vu_ton_dong"]


def test_a_record_in_dispute_is_left_out_with_what_points_to_it_and_its_list_is_open(office: Office) -> None:
    record = "evidence:\n  - {{id: tin, kind: tong-hop-tin-bai, title: Tin, date: {}, fields: {{so_luong: 4}}}}"
    numbers = "numbers: {da_so_ket: {value: có, evidence: [tin]}}\ncomplete: true"
    office.put("a.yaml", "van-hoa-xa-hoi", "2025-12-03", f"{record.format('2025-11-30')}\n{numbers}")
    other = "\n  - {id: kh, kind: ke-hoach, title: Kế hoạch, date: 2025-02-01, fields: {noi_dung: dan-van-dan-chu}}"
    office.put("b.yaml", "van-phong", "2025-12-04", record.format("2025-11-29") + other)
    joined = office.join()

    assert codes(joined) == ["SC675"]
    assert joined.problems[0].message().startswith("“Tin” (ngày) ghi khác nhau: ")
    assert joined.dossier is not None
    assert [one.id for one in joined.dossier.evidence] == ["kh"]
    assert joined.dossier.numbers["da_so_ket"].evidence == []
    assert not joined.dossier.complete_for(("tong-hop-tin-bai",))


def test_numbers_that_workbooks_gave_to_different_documents_are_told_apart(office: Office) -> None:
    record = "evidence:\n  - {{id: mc-001, kind: {}, title: {}, date: 2025-11-30{}}}"
    plan = record.format("ke-hoach", "Kế hoạch", ", number: 7/KH, fields: {noi_dung: dan-van-dan-chu}")
    office.put("a.yaml", "van-phong", "2025-12-03", plan)
    more = "\n  - {id: mc-002, kind: ket-qua-giai-quyet, title: Xong, fields: {vu_viec: mc-001}}"
    numbers = "\nnumbers: {da_so_ket: {value: có, evidence: [mc-001]}}"
    press = record.format("tong-hop-tin-bai", "Tin", ", fields: {so_luong: 4}")
    office.put("b.yaml", "van-hoa-xa-hoi", "2025-12-03", press + more + numbers)
    office.put("c.yaml", "kinh-te", "2025-12-03", plan)
    joined = office.join()

    assert not joined.problems
    assert joined.dossier is not None
    assert [one.id for one in joined.dossier.evidence] == ["mc-001", "van-hoa-xa-hoi-mc-001", "mc-002"]
    assert joined.dossier.numbers["da_so_ket"].evidence == ["van-hoa-xa-hoi-mc-001"]
    assert joined.dossier.evidence[2].fields == {"vu_viec": "van-hoa-xa-hoi-mc-001"}
    said = next(one for one in joined.dossier.provenance if one.unit == "van-hoa-xa-hoi")
    assert said.values == ["numbers/da_so_ket", "evidence/van-hoa-xa-hoi-mc-001", "evidence/mc-002"]


def test_the_same_said_by_two_units_is_said_by_both(office: Office) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: {value: 8, note: Theo sổ}}")
    office.put("b.yaml", "kinh-te", "2025-12-04", "numbers: {so_thon: 8}")
    joined = office.join()

    assert not joined.problems
    assert joined.dossier is not None
    assert joined.dossier.numbers["so_thon"].note == "Theo sổ"
    assert [one.unit for one in joined.dossier.provenance if "numbers/so_thon" in one.values] == [
        "van-phong",
        "kinh-te",
    ]


def test_what_is_only_written_in_another_way_is_no_dispute(office: Office) -> None:
    record = (
        "evidence:\n  - {{id: bb, kind: bien-ban-hoi-nghi, title: Biên bản, date: {}, fields: {{noi_dung: gop-y}}}}"
    )
    office.put(
        "a.yaml", "van-phong", "2025-12-03", f"numbers: {{so_thon: 8, da_so_ket: có}}\n{record.format('2025-03-06')}"
    )
    office.put(
        "b.yaml", "kinh-te", "2025-12-03", f"numbers: {{so_thon: 8.0, da_so_ket: true}}\n{record.format('06/3/2025')}"
    )
    (office.folder / "c.csv").write_text("loại;mã;kỳ\ncơ quan;xa-a;2025\n", encoding="utf-8")

    assert not office.join().problems


def test_every_part_of_a_record_in_dispute_is_shown(office: Office) -> None:
    record = "evidence:\n  - {{id: bb, kind: bien-ban-hoi-nghi, title: Biên bản, date: {}, issuer: {}}}"
    office.put("a.yaml", "van-phong", "2025-12-03", record.format("2025-03-06", "UBND xã"))
    office.put("b.yaml", "kinh-te", "2025-12-03", record.format("07/3/2025", "HĐND xã"))

    problem = office.join().problems[0]
    assert problem.message() == (
        "“Biên bản” (ngày, cơ quan ban hành) ghi khác nhau: Văn phòng HĐND và UBND, 03/12/2025: 06/3/2025; UBND xã │ "
        "Phòng Kinh tế, 03/12/2025: 07/3/2025; HĐND xã"
    )
    assert problem.message("en").startswith("“Biên bản” (date, issuer) differs: Văn phòng HĐND và UBND, 2025-12-03: ")


def test_a_newer_part_replaces_the_older_and_both_stay_named(office: Office) -> None:
    office.put("moi.yaml", "kinh-te", "2025-12-10", "numbers: {so_thon: 9}")
    office.put("cu.yaml", "kinh-te", "09/12/2025", "numbers: {so_thon: 8, vu_ton_dong: 1}")
    joined = office.join()

    assert not joined.problems
    assert joined.dossier is not None
    assert {id: one.value for id, one in joined.dossier.numbers.items()} == {"so_thon": 9}
    assert [(one.file, one.replaced_by) for one in joined.dossier.provenance] == [
        ("moi.yaml", None), ("cu.yaml", "moi.yaml"),
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "code"), [("2025-12-10", "SC678"), (None, "SC679")])
def test_which_of_two_parts_counts_must_be_plain(office: Office, day: str | None, code: str) -> None:
    office.put("a.yaml", "kinh-te", "2025-12-10", "numbers: {so_thon: 8}")
    office.put("b.yaml", "kinh-te", day, "numbers: {so_thon: 8}")

    assert codes(office.join()) == [code]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("id: xa-a", "id: xa-b", "SC676", 3),
        ("period: 2025", "period: 2024", "SC676", 2),
        ("qd-1211-2022", "mau", "SC676", 1),
        ("unit: kinh-te", "unit: kinh-tee", "SC677", 4),
    ],
)
def test_a_part_from_elsewhere_is_refused_at_its_place(
    office: Office, old: str, new: str, code: str, line: int
) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: 8}")
    office.put("b.yaml", "van-hoa-xa-hoi", "2025-12-03", "numbers: {da_so_ket: có}")
    path = office.put("c.yaml", "kinh-te", "2025-12-03", "numbers: {vu_ton_dong: 1}")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    joined = office.join()

    (problem,) = joined.problems
    assert problem.place is not None
    assert (problem.code, problem.place.file, problem.place.line) == (code, path.as_posix(), line)
    assert problem.hint()
    assert joined.dossier is not None
    assert "vu_ton_dong" not in joined.dossier.numbers


def test_the_agency_named_by_the_caller_counts_before_what_most_parts_say(office: Office) -> None:
    for name in ("a.yaml", "b.yaml"):
        office.put(name, "van-phong", "2025-12-03", "numbers: {so_thon: 8}", HEAD.replace("xa-a", "xa-b"))
    office.put("c.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: 7}")
    joined = office.join({"agency": {"id": "xa-a"}})

    assert codes(joined) == ["SC676", "SC676"]
    assert joined.dossier is not None
    assert joined.dossier.agency.id == "xa-a"


def test_a_unit_speaks_for_the_completeness_of_its_own_kinds_alone(office: Office) -> None:
    office.put("a.yaml", "van-hoa-xa-hoi", "2025-12-03", "complete: [mo-hinh, ke-hoach]")
    joined = office.join()

    assert [(one.code, one.severity) for one in joined.problems] == [("SC680", "warning")]
    assert joined.dossier is not None
    assert joined.dossier.complete == ["mo-hinh"]


def test_a_part_that_is_wrong_stops_no_other(office: Office) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "numbers: {so_thon: 8}")
    office.put("b.yaml", "kinh-te", "hôm qua", "numbers: {vu_ton_dong: 1}\nsai: 1")
    joined = office.join()

    assert {"SC201"} < set(codes(joined))
    assert [one.unit for one in joined.faulty] == ["kinh-te"]
    assert joined.dossier is not None
    assert list(joined.dossier.numbers) == ["so_thon"]


def test_remarks_of_units_stand_beside_each_other(office: Office) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", "note: Bản đầu")
    office.put("b.yaml", "kinh-te", "2025-12-03", "note: Bản sau")
    joined = office.join()

    assert joined.dossier is not None
    assert joined.dossier.note == "Văn phòng HĐND và UBND: Bản đầu; Phòng Kinh tế: Bản sau"


def test_a_day_that_has_not_come_is_told(office: Office) -> None:
    office.put("a.yaml", "kinh-te", "2099-01-01", "numbers: {so_thon: 8}")
    parts, _ = parts_in([office.folder])
    joined = join(identify(parts, {}), {}, office.suppliers, date(2025, 12, 5))

    assert [(one.code, one.severity) for one in joined.problems] == [("SC686", "warning")]


@pytest.mark.parametrize(
    "wrong", ["provenance: {id: 1}", "evidence: {id: 1}", "numbers: [1]", "difficulties: 5", "complete: {a: 1}"]
)
def test_a_part_of_another_shape_is_refused_and_the_others_stand(office: Office, wrong: str) -> None:
    office.put("a.yaml", "van-phong", "2025-12-03", wrong)
    record = "evidence:\n  - {id: tin, kind: tong-hop-tin-bai, title: Tin}"
    office.put("b.yaml", "van-hoa-xa-hoi", "2025-12-03", f"numbers: {{so_thon: 8}}\ndifficulties: [Ít người]\n{record}")
    (office.folder / "trong.csv").write_text("", encoding="utf-8")
    joined = office.join()

    assert any(one.severity == "error" for one in joined.problems)
    assert joined.dossier is not None
    assert joined.dossier.numbers["so_thon"].value == 8
