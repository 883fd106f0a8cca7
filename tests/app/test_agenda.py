"""An agency's agenda and its plan of tasks: what is owed, overdue, behind the plan, and what can still be earned."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import docx
import pypdf
import pytest
from openpyxl import load_workbook

from scoring.app.agenda import Agendas, agenda, as_calendar, as_workbook, today
from scoring.app.evaluation import results
from scoring.app.observer import Recorder
from scoring.app.task_plans import new_task_plan, task_table
from scoring.app.validation import validate
from scoring.errors import ExitCode, InvalidInput, NothingMatched, UsageProblem
from scoring.evidence.load import load_dossier
from scoring.evidence.task_plan import load_task_plan, owed, plan_path
from scoring.numbers import from_exact
from scoring.reports.agenda import Agenda, AgendaItem
from scoring.reports.calendar_file import folded
from scoring.schemas import json_schema
from scoring.scheme.load import load_scheme

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
START = """format: 1
scheme: qd-1211-2022
period: 2025
agency: {id: xa-a, name: Ủy ban nhân dân xã A, block: xa, kind: xa}
"""


def dossier(folder: Path, text: str = "", name: str = "xa-a.yaml") -> Path:
    file = folder / name
    file.write_text(START + text, "utf-8")
    return file


def plan(file: Path, *tasks: str) -> Path:
    target = plan_path(file)
    lines = "".join(f"  - {{{one}}}\n" for one in tasks)
    target.write_text(f"format: 1\nagency: xa-a\nperiod: 2025\ntasks:\n{lines}", "utf-8")
    return target


def on(file: Path, day: str, **more: object) -> Agenda:
    return agenda([file], at=date.fromisoformat(day), scheme=SCHEME, **more).agendas[0]  # type: ignore[arg-type]


def item(found: Agenda, id: str) -> AgendaItem:
    return next(one for one in found.items if one.id == id)


def report(number: int, day: str, more: str = "") -> str:
    return (
        f"  - {{id: bc-{number}, kind: bao-cao-quy, title: Báo cáo quý {number}, occurrence: quy-{number}, "
        f"date: {day}{more}}}\n"
    )


def test_a_report_is_owed_until_its_day_overdue_after_it_and_done_once_it_is_listed(tmp_path: Path) -> None:
    file = dossier(tmp_path, "evidence:\n" + report(1, "2025-03-20"))
    assert item(on(file, "2025-03-25"), "bao-cao-quy.quy-1").state == "done"
    states = {day: item(on(file, day), "bao-cao-quy.quy-2") for day in ("2025-05-01", "2025-06-25", "2025-06-26")}
    assert [one.state for one in states.values()] == ["open", "open", "overdue"]
    assert [one.soon for one in states.values()] == [False, True, True]
    assert states["2025-06-25"].when == "hết hôm nay"
    assert states["2025-06-26"].when == "quá hạn 1 ngày"


def test_a_report_sent_after_its_day_is_done_and_says_how_late(tmp_path: Path) -> None:
    file = dossier(tmp_path, "evidence:\n" + report(1, "2025-03-28"))
    one = item(on(file, "2025-04-10"), "bao-cao-quy.quy-1")
    assert (one.state, one.when) == ("late", "đã gửi, chậm 3 ngày")


def test_what_is_dated_after_the_day_is_not_there_yet(tmp_path: Path) -> None:
    file = dossier(tmp_path, "complete: true\nevidence:\n" + report(1, "2025-03-20") + report(2, "2025-06-20"))
    found = on(file, "2025-04-01")
    assert item(found, "bao-cao-quy.quy-2").state == "open"
    points = {one.id: from_exact(one.points) for one in found.criteria}
    assert points["VII.2"] == Fraction(3, 2), "three reports can still be sent"


def test_points_are_those_of_the_result_and_what_delay_costs_is_told(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    result = results([file]).results[0].read()
    before, after = on(file, "2025-12-10"), on(file, "2025-12-15")
    open_ = {one.id: from_exact(one.attainable) - from_exact(one.certain) for one in result.criteria
             if one.section != "penalty"}  # fmt: skip
    assert {one.id: from_exact(one.points) for one in before.criteria} == {k: v for k, v in open_.items() if v}
    late = next(one for one in after.criteria if one.id == "VII.1")
    assert (late.points, late.lost) == ("1.5", "2.5"), "half a point a day"
    assert "thiếu 2,5 điểm vì báo cáo quá hạn" in late.wants
    assert (before.attainable, after.attainable) == ("100", "100"), "a bonus still makes up for it"


def test_each_unit_owes_what_it_supplies(tmp_path: Path) -> None:
    found = on(dossier(tmp_path), "2025-12-01", days=31)
    owners = {one.id: one.unit for one in found.items}
    assert owners["bao-cao-nam.nam"] == "Văn phòng HĐND và UBND"
    assert owners["tin_bai"] == "Phòng Văn hóa – Xã hội"
    only = on(dossier(tmp_path), "2025-12-01", days=31, unit="van-hoa-xa-hoi")
    assert {one.unit_id for one in (*only.items, *only.criteria)} == {"van-hoa-xa-hoi"}
    assert only.unit == "Phòng Văn hóa – Xã hội"
    with pytest.raises(NothingMatched) as refused:
        on(dossier(tmp_path), "2025-12-01", unit="van-hoa-xa")
    assert "van-hoa-xa-hoi" in refused.value.diagnostics[0].hint("vi")


def test_of_several_agencies_those_without_the_unit_are_passed_over() -> None:
    found = agenda([ROOT / "evidence" / "2025"], at=date(2025, 12, 5), scheme=SCHEME, unit="thanh-tra")
    assert {one.agency_id for one in found.agendas} == {"ban-minh-hoa-c", "so-minh-hoa-a", "so-minh-hoa-b"}
    assert found.code is ExitCode.DONE


def test_a_units_part_is_about_that_unit(tmp_path: Path) -> None:
    found = on(dossier(tmp_path, "unit: kinh-te\n"), "2025-12-20")
    assert [one.id for one in found.items] == ["muc_giam_sat_cong_dong", "ty_le_lay_y_kien"]


def test_an_agencys_own_file_of_units_is_followed(tmp_path: Path) -> None:
    own = tmp_path / "units.yaml"
    own.write_text(
        "format: 1\nagency: xa-a\nset: xa\nkind: xa\nunits: [{id: truyen-thong, title: Tổ Truyền thông}]\n"
        "supplies: [{unit: truyen-thong, criteria: [V.3]}]\n",
        "utf-8",
    )
    found = on(dossier(tmp_path), "2025-12-20", units=own)
    assert item(found, "tin_bai").unit == "Tổ Truyền thông"


def test_counts_shares_answers_and_papers_are_done_once_evidence_and_numbers_show_it(tmp_path: Path) -> None:
    talks = "".join(
        f"  - {{id: dt-{n}, kind: bien-ban-doi-thoai, title: Đối thoại, date: 2025-0{n}-10, "
        "fields: {nguoi_dung_dau_chu_tri: có}}\n"
        for n in (3, 8)
    )  # fmt: skip
    numbers = "numbers: {ho_so_da_giai_quyet: 1000, ho_so_dung_han: 979, cu_boi_duong: có, cuoc_kiem_tra_ke_hoach: 3}\n"
    paper = "  - {id: mc, kind: trich-xuat-mot-cua, title: Trích xuất, date: 2025-09-01}\n"
    file = dossier(tmp_path, numbers + "evidence:\n" + talks + paper)
    found = on(file, "2025-12-20")
    shown = {id: (item(found, id).state, item(found, id).progress) for id in (
        "cuoc_doi_thoai", "ty_le_ho_so_dung_han", "cu_boi_duong", "trich-xuat-mot-cua", "cuoc_kiem_tra", "tu_danh_gia",
    )}  # fmt: skip
    assert shown == {
        "cuoc_doi_thoai": ("done", "2 / 2 cuộc"),
        "ty_le_ho_so_dung_han": ("open", "97,9% / 98%"),
        "cu_boi_duong": ("done", "có"),
        "trich-xuat-mot-cua": ("done", "có"),
        "cuoc_kiem_tra": ("open", "cần 3 cuộc"),
        "tu_danh_gia": ("open", "chưa có"),
    }
    assert item(on(file, "2025-05-01"), "cuoc_doi_thoai").progress == "1 / 2 cuộc"


def test_what_does_not_apply_is_not_owed(tmp_path: Path) -> None:
    given = "not_applicable: [{criterion: IV.3, reason: Không phát sinh đơn}]\nnumbers: {du_an_phai_lay_y_kien: 0}\n"
    found = on(dossier(tmp_path, given), "2025-12-20")
    assert {item(found, id).state for id in ("ty_le_don_dung_han", "so-theo-doi-don")} == {"not_applicable"}
    assert item(found, "ty_le_lay_y_kien").state == "not_applicable"
    assert "IV.3" not in {one.id for one in found.criteria}


def test_a_task_of_the_plan_is_behind_once_its_day_is_over_and_done_once_shown(tmp_path: Path) -> None:
    talk = (
        "evidence:\n  - {id: dt, kind: bien-ban-doi-thoai, title: Đối thoại, date: 2025-06-20, "
        "fields: {nguoi_dung_dau_chu_tri: có}}\n"
    )
    file = dossier(tmp_path, talk)
    plan(
        file,
        "obligation: cuoc_doi_thoai, unit: kinh-te, date: 2025-06-30, target: 2",
        "obligation: bao-cao-nam.nam, date: 2025-12-05",
    )
    assert item(on(file, "2025-06-30"), "cuoc_doi_thoai").state == "open"
    behind = item(on(file, "2025-07-05"), "cuoc_doi_thoai")
    assert (behind.state, behind.when) == ("behind", "chậm kế hoạch 5 ngày")
    assert (behind.unit, behind.day, behind.due) == ("Phòng Kinh tế", date(2025, 6, 30), date(2025, 12, 31))
    assert behind in on(file, "2025-07-05").owed
    assert item(on(file, "2026-01-02"), "cuoc_doi_thoai").state == "overdue"
    assert item(on(file, "2025-12-06"), "bao-cao-nam.nam").state == "behind"
    assert item(on(file, "2025-12-11"), "bao-cao-nam.nam").when == "quá hạn 1 ngày"
    plan(file, "obligation: cuoc_doi_thoai, date: 2025-06-30, target: 1")
    assert item(on(file, "2025-07-05"), "cuoc_doi_thoai").state == "done"


def test_a_plan_that_does_not_fit_stops_its_agenda_and_one_of_several_stops_no_other(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    plan(file, "obligation: cuoc_doi_thaoi")
    with pytest.raises(InvalidInput) as refused:
        on(file, "2025-07-05")
    assert [one.code for one in refused.value.diagnostics if one.severity == "error"] == ["SC760"]
    other = dossier(tmp_path, name="xa-b.yaml")
    other.write_text(other.read_text("utf-8").replace("xa-a", "xa-b"), "utf-8")
    told = Recorder()
    found = agenda([tmp_path], at=date(2025, 7, 5), scheme=SCHEME, observer=told)
    assert ([one.agency_id for one in found.agendas], found.code) == (["xa-b"], ExitCode.FINDINGS)
    assert "SC760" in {one.code for one in told.found}


def test_a_plan_and_units_are_for_one_dossier(tmp_path: Path) -> None:
    dossier(tmp_path)
    dossier(tmp_path, name="xa-b.yaml")
    with pytest.raises(UsageProblem):
        agenda([tmp_path], plan=tmp_path / "p.yaml")


def test_days_and_the_clock(tmp_path: Path) -> None:
    assert today(lambda: datetime(2025, 12, 31, 17, 30, tzinfo=UTC)) == date(2026, 1, 1), "the day in Viet Nam"
    none = on(dossier(tmp_path), "2025-06-25", days=0)
    assert [one.id for one in none.listed("open")] == ["bao-cao-quy.quy-2"]
    assert none.count_later > 30


def test_a_scheme_without_units_has_an_agenda_without_them(tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "s")
    (tmp_path / "s" / "units.yaml").unlink()
    found = agenda([dossier(tmp_path)], at=date(2025, 12, 9), scheme=tmp_path / "s").agendas[0]
    assert {one.unit for one in found.items} == {""}
    assert found.owed


@pytest.fixture(scope="module")
def several() -> Agendas:
    return agenda([ROOT / "evidence" / "2025"], at=date(2025, 12, 5), days=10, scheme=SCHEME)


def test_the_workbook_and_the_calendar_have_the_same_bytes_every_time(several: Agendas) -> None:
    again = agenda([ROOT / "evidence" / "2025"], at=date(2025, 12, 5), days=10, scheme=SCHEME)
    assert as_calendar(several.agendas) == as_calendar(again.agendas)
    assert as_workbook(several.agendas) == as_workbook(again.agendas)
    assert as_workbook(several.agendas)[:2] == b"PK"


def test_the_workbook_has_numbers_as_numbers_and_no_text_as_a_formula(several: Agendas, tmp_path: Path) -> None:
    file = tmp_path / "lich.xlsx"
    file.write_bytes(as_workbook(several.agendas))
    book = load_workbook(file)
    assert book.sheetnames == ["Việc cần làm", "Cả kỳ", "Điểm còn có thể đạt"]
    rows = list(book["Việc cần làm"].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "Cơ quan")
    body = rows[rows.index(head) + 1 :]
    assert len(body) == sum(len(one.owed) for one in several.agendas)
    points, left = head.index("Điểm tiêu chí còn có thể đạt"), head.index("Số ngày còn")
    assert all(isinstance(row[points], (int, float)) and isinstance(row[left], int) for row in body)
    open_ = book["Điểm còn có thể đạt"]
    assert open_.max_row > len(several.agendas)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def unfolded(raw: bytes) -> list[str]:
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    for line in raw.split(b"\r\n"):
        line.decode()  # no character is cut in two
    return raw.decode().replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def parts(lines: list[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every component with its properties; begin and end must match."""
    stack: list[tuple[str, list[tuple[str, str]]]] = []
    for line in lines:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*", name), line
        if name == "BEGIN":
            stack.append((value, []))
        elif name == "END":
            one = stack.pop()
            assert one[0] == value
            yield one
        else:
            stack[-1][1].append((name, value))
    assert not stack


def test_the_calendar_is_one_by_rfc_5545(several: Agendas) -> None:
    found = list(parts(unfolded(as_calendar(several.agendas))))
    outer = dict(found[-1][1])
    assert found[-1][0] == "VCALENDAR"
    assert outer["VERSION"] == "2.0"
    assert "METHOD" not in outer, "an event that is published by iTIP needs an organizer, who would be a person"
    assert outer["PRODID"]
    events = [dict(values) for name, values in found if name == "VEVENT"]
    assert len(events) == sum(len(one.owed) for one in several.agendas) > 10
    assert len({one["UID"] for one in events}) == len(events)
    assert all(one["SUMMARY"].startswith(one["DESCRIPTION"].split("\\;")[0]) for one in events), "whose it is"
    for one in events:
        assert one["DTSTAMP"] == "20251205T000000Z"
        assert re.fullmatch(r"\d{8}", one["DTSTART;VALUE=DATE"])
        assert one["DTSTART;VALUE=DATE"] < one["DTEND;VALUE=DATE"]
        for name in ("SUMMARY", "DESCRIPTION", "CATEGORIES"):
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", one[name].replace("\\n", "")), one[name]
    for name, values in found:
        required = {"VEVENT": {"UID", "DTSTAMP", "SUMMARY"}, "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
                    "VTIMEZONE": {"TZID"}, "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}}  # fmt: skip
        names = [one for one, _ in values]
        assert required.get(name, set()) <= set(names)
        assert len(names) == len(set(names)), "each property once"


def test_a_uid_stays_when_day_and_state_change(tmp_path: Path) -> None:
    file = dossier(tmp_path)

    def uid(day: str) -> set[str]:
        lines = unfolded(as_calendar([on(file, day, days=1)]))
        return {one for one in lines if one.startswith("UID:")}

    assert uid("2025-03-25") == {"UID:xa-a.2025.bao-cao-quy.quy-1@scoring.agenda"}
    before = uid("2025-06-25")
    plan(file, "obligation: bao-cao-quy.quy-2, date: 2025-06-24")
    assert uid("2025-06-25") == before


def test_texts_in_a_calendar_are_escaped_and_hold_no_control_character(tmp_path: Path) -> None:
    name = r'"UBND xã A; B, C\\D: \u0007…"'
    file = dossier(tmp_path)
    file.write_text(file.read_text("utf-8").replace("Ủy ban nhân dân xã A", name).replace(r"\u0007", ""), "utf-8")
    raw = as_calendar([on(file, "2025-03-20")])
    text = raw.decode().replace("\r\n ", "")
    assert r"UBND xã A\; B\, C\\D: …" in text
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f]", text)


def test_a_calendar_with_nothing_to_do_is_still_one(tmp_path: Path) -> None:
    found = list(parts(unfolded(as_calendar([on(dossier(tmp_path), "2025-01-01", days=1)]))))
    assert [name for name, _ in found] == ["STANDARD", "VTIMEZONE", "VCALENDAR"]


@pytest.mark.parametrize("text", ["", "x" * 75, "x" * 76, "ạ" * 40, "😀" * 40, "x" * 74 + "ạ"])
def test_lines_are_folded_between_characters(text: str) -> None:
    lines = folded(text).split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert "".join([lines[0].decode(), *(one.decode()[1:] for one in lines[1:-1])]) == text


def test_a_plan_is_made_from_the_scheme_and_has_no_problem(tmp_path: Path) -> None:
    file = dossier(tmp_path, "numbers: {cuoc_kiem_tra_ke_hoach: 4}\n")
    made = new_task_plan(file, scheme=SCHEME)
    assert made == tmp_path / "xa-a.ke-hoach.yaml"
    tasks = load_task_plan(made).plan.tasks
    scheme, loaded = load_scheme(SCHEME, "2025").scheme, load_dossier(file).dossier
    assert [one.obligation for one in tasks] == [one.id for one in owed(scheme, loaded) if not one.optional]
    assert all(one.unit and one.date for one in tasks)
    assert next(one.target for one in tasks if one.obligation == "cuoc_kiem_tra") == 4
    told = Recorder()
    agenda([file], at=date(2025, 6, 1), scheme=SCHEME, observer=told)
    assert told.found == []


EXAMPLES = ROOT / "evidence" / "examples"
SHIPPED = sorted([*(ROOT / "evidence").glob("202?/*.yaml"), *EXAMPLES.glob("*/*.yaml")])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_plan_made_for_every_shipped_dossier_fits_its_scheme(path: Path, tmp_path: Path) -> None:
    shutil.copyfile(path, tmp_path / path.name)
    scheme = ROOT / "criteria" / "examples" / path.parent.name if EXAMPLES in path.parents else SCHEME
    told = Recorder()
    made = new_task_plan(tmp_path / path.name, scheme=scheme)
    assert made is not None
    agenda([tmp_path / path.name], at=date(2025, 6, 1), scheme=scheme, observer=told)
    assert [one for one in told.found if one.code.startswith("SC76")] == []


def test_nothing_is_written_over_without_force(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    made = new_task_plan(file, scheme=SCHEME)
    assert made is not None
    made.write_text("của tôi", "utf-8")
    told = Recorder()
    assert new_task_plan(file, scheme=SCHEME, observer=told) is None
    assert (made.read_text("utf-8"), [one.code for one in told.found]) == ("của tôi", ["SC630"])
    assert new_task_plan(file, scheme=SCHEME, force=True) == made
    assert load_task_plan(made).plan.tasks


def test_ids_that_look_like_numbers_are_read_back_as_they_are(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    file.write_text(file.read_text("utf-8").replace("id: xa-a", 'id: "01.10"'), "utf-8")
    made = new_task_plan(file, scheme=SCHEME)
    assert made is not None
    assert load_task_plan(made).plan.agency == "01.10"
    assert agenda([file], at=date(2025, 6, 1), scheme=SCHEME).agendas[0].agency_id == "01.10"


def test_the_table_of_tasks_says_who_does_what_by_when(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    with pytest.raises(NothingMatched) as refused:
        task_table(file, scheme=SCHEME)
    assert [one.code for one in refused.value.diagnostics] == ["SC769"]
    plan(
        file,
        "obligation: tin_bai, unit: kinh-te, date: 2025-11-30, target: 12, note: cùng Đoàn Thanh niên",
        "obligation: bao-cao-quy.quy-1",
        "obligation: muc_giam_sat_cong_dong, target: tot",
    )
    rows = [(x.number, x.title, x.unit, x.cooperating, x.day, x.target, x.note)
            for x in task_table(file, scheme=SCHEME).table.tasks]  # fmt: skip
    assert rows == [
        ("1", "Báo cáo quý I", "Văn phòng HĐND và UBND", "", "25/3/2025", "hoàn thành", ""),
        ("2", "Số tin, bài tuyên truyền về công tác dân vận chính quyền", "Phòng Kinh tế",
         "Phòng Văn hóa – Xã hội; Văn phòng HĐND và UBND", "30/11/2025", "12 tin, bài", "cùng Đoàn Thanh niên"),
        ("3", "Mức hoạt động của Ban giám sát đầu tư của cộng đồng", "Phòng Kinh tế", "Văn phòng HĐND và UBND",
         "31/12/2025", "Tốt", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["md", "html", "docx", "pdf"])
def test_the_table_of_tasks_is_printed_in_every_format_with_the_same_bytes(tmp_path: Path, format: str) -> None:
    file = dossier(tmp_path)
    plan(file, "obligation: tin_bai, date: 2025-11-30, note: '<b>|*x*'")
    for lang in ("vi", "en"):
        found = task_table(file, scheme=SCHEME, lang=lang)
        raw = found.rendered(format)
        assert raw == found.rendered(format)
        if format in ("md", "html"):
            text = raw.decode()
            assert "Thang điểm làm việc" in text
            assert "<b>" not in text
            assert ("Bảng phân công nhiệm vụ" if lang == "vi" else "Table of tasks") in text


def test_who_signs_the_table_of_tasks_signs_below_its_last_rows(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    new_task_plan(file, scheme=SCHEME)
    table = task_table(file, scheme=SCHEME)
    last = table.table.tasks[-1].title
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(table.rendered("pdf"))).pages]
    assert len(pages) > 1
    assert " ".join(last.split()) in " ".join(pages[-1].split())
    assert "Nơi nhận" in pages[-1]
    signed = docx.Document(io.BytesIO(table.rendered("docx"))).tables[-1]
    texts = [cell.text for row in signed.rows for cell in row.cells]
    assert last in texts
    assert any("Nơi nhận" in one for one in texts)


def test_validate_checks_a_plan_with_the_dossier_it_stands_beside(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    broken = plan(file, "obligation: bao-cao-quy.quy-1, date: 2025-03-26")
    for path in (tmp_path, file, broken):
        found = validate([path], scheme=SCHEME)
        assert [(one.code, one.place.line) for one in found.problems if one.place and "SC765" in one.code] == [
            ("SC765", 5)
        ]
        assert found.dossiers == 1


def test_folder_evaluation_passes_plans_over(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    plan(file, "obligation: tin_bai")
    found = results([tmp_path])
    assert len(found.results) == 1
    assert found.code is ExitCode.DONE


def test_a_plan_named_among_dossiers_is_passed_over_and_alone_is_no_dossier(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    named = plan(file, "obligation: tin_bai")
    assert len(results([file, named]).results) == 1
    with pytest.raises(NothingMatched):
        results([named])


def test_a_bonus_is_a_task_only_where_the_plan_says_so(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    assert "cach_lam_moi" not in {one.id for one in on(file, "2025-12-20").items}
    plan(file, "obligation: cach_lam_moi, unit: kinh-te, date: 2025-11-30, target: 1")
    assert item(on(file, "2025-12-01"), "cach_lam_moi").state == "behind"
    made = new_task_plan(file, scheme=SCHEME, force=True)
    assert made is not None
    text = made.read_text("utf-8")
    assert "  # - obligation: cach_lam_moi\n" in text
    made.write_text(re.sub(r"(?m)^  # (?=- |  )", "  ", text), "utf-8")
    asked = owed(load_scheme(SCHEME, "2025").scheme, load_dossier(file).dossier)
    assert [one.obligation for one in load_task_plan(made).plan.tasks] == [one.id for one in asked]


def test_a_deadline_after_the_period_may_be_planned_up_to_that_day(tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "s")
    for file in (tmp_path / "s" / "scheme.yaml", tmp_path / "s" / "sets" / "ubnd-xa.yaml"):
        text = file.read_text("utf-8").replace("{id: nam, deadline: 10/12}", "{id: nam, deadline: 10 ngày sau kỳ}")
        file.write_text(text.replace("bao-cao-nam, deadline: 10/12", "bao-cao-nam, deadline: 15/01 năm sau"), "utf-8")
    file = dossier(tmp_path)
    found = agenda([file], at=date(2026, 1, 5), scheme=tmp_path / "s").agendas[0]
    assert item(found, "bao-cao-nam.nam").due == date(2026, 1, 10), "the earlier of the two"
    assert item(found, "bao-cao-nam.nam").when == "còn 5 ngày"
    for day, code in (("2026-01-08", None), ("2026-01-11", "SC764"), ("2024-12-31", "SC764")):
        plan(file, f"obligation: bao-cao-nam.nam, date: {day}")
        problems = validate([file], scheme=tmp_path / "s").problems
        assert [one.code for one in problems if one.severity == "error"] == [code] * bool(code)


def test_a_document_whose_delay_is_measured_is_owed_without_being_of_a_series(tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "s")
    sets = tmp_path / "s" / "sets" / "ubnd-xa.yaml"
    late = "days_late: {kind: ke-hoach, where: {noi_dung: dan-van-dan-chu}, deadline: 15/3}"
    sets.write_text(sets.read_text("utf-8").replace("days_late: {kind: bao-cao-nam, deadline: 10/12}", late), "utf-8")
    file = dossier(
        tmp_path,
        "evidence:\n  - {id: k, kind: ke-hoach, title: Kế hoạch thi đua, date: 2025-03-01, "
        "fields: {noi_dung: dan-van-kheo}}\n",
    )
    found = agenda([file], at=date(2025, 3, 20), scheme=tmp_path / "s").agendas[0]
    one = item(found, "ngay_cham_bao_cao_nam")
    assert (one.title, one.due, one.state) == ("Kế hoạch", date(2025, 3, 15), "overdue"), "the other plan is not it"
    points = {x.id: (x.points, x.lost) for x in found.criteria}
    assert points["VII.1"] == ("1.5", "2.5")


def test_a_units_name_is_not_checked_where_the_scheme_has_no_units(tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "s")
    (tmp_path / "s" / "units.yaml").unlink()
    file = dossier(tmp_path)
    plan(file, "obligation: tin_bai, unit: to-mot")
    assert item(agenda([file], at=date(2025, 12, 9), scheme=tmp_path / "s").agendas[0], "tin_bai").unit == "to-mot"


def test_a_plan_may_name_the_units_of_the_first_half_year(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    plan(file, "obligation: bao-cao-quy.quy-1, unit: van-phong-thong-ke, date: 2025-03-20")
    assert item(on(file, "2025-03-21"), "bao-cao-quy.quy-1").unit == "Văn phòng – Thống kê"


def test_a_note_that_looks_like_a_citizens_data_is_told(tmp_path: Path) -> None:
    file = dossier(tmp_path)
    plan(file, "obligation: tin_bai, note: gọi 0912 345 678")
    assert "SC470" in {one.code for one in validate([file], scheme=SCHEME).problems}


def test_the_schema_of_the_plan_knows_every_key_of_a_plan(tmp_path: Path) -> None:
    known = json_schema("plan")
    assert set(known["properties"]) == {"format", "agency", "period", "scheme", "tasks"}
    assert set(known["$defs"]["Task"]["properties"]) == {"obligation", "unit", "date", "target", "note"}
    assert known["additionalProperties"] is False


def test_several_agencies_are_compared_as_their_evaluation_compares_them() -> None:
    folder = ROOT / "evidence" / "2025"
    open_ = {
        (one.agency.id, x.id): from_exact(x.attainable) - from_exact(x.certain)
        for one in (found.read() for found in results([folder]).results)
        for x in one.criteria
        if x.section != "penalty" and not x.excluded
    }
    found = agenda([folder], at=date(2025, 12, 31), scheme=SCHEME)
    shown = {
        (one.agency_id, x.id): from_exact(x.points) + from_exact(x.lost) for one in found.agendas for x in one.criteria
    }
    assert {key: value for key, value in open_.items() if value} == {key: x for key, x in shown.items() if x}
    assert found.code is ExitCode.DONE
