"""The periodic report: the plan's items as evidence shows them at a day, the year before, what units wrote; no class."""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.app.conditions import Conditions
from scoring.app.periodic import SPANS, PeriodicOptions, periodic_source
from scoring.app.reporting import ReportOptions, report
from scoring.errors import CannotRead, InvalidInput, UsageProblem
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier, Record, Source, UnitText
from scoring.reports.interface import DocumentId, FormatId
from scoring.reports.official_frame import template_data
from scoring.reports.official_periodic import periodic
from scoring.reports.periodic import BLANK, span_words
from scoring.values import PartialDate, Period

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
SHIPPED = ROOT / "evidence" / "2025"
BLOCKS = {"xa-minh-hoa-b": 15, "so-minh-hoa-a": 15, "benh-vien-minh-hoa-b": 15}
HALF = PeriodicOptions(span="6-thang")
CLASSES = re.compile("Xuất sắc|Trung bình|Yếu")


def shipped(name: str = "xa-minh-hoa-b") -> Dossier:
    return load_dossier(SHIPPED / f"{name}.yaml").dossier


def changed(dossier: Dossier, **values: Any) -> Dossier:
    """The dossier with other parts, references to records that are gone left out."""
    given = {name: getattr(dossier, name) for name in Dossier.model_fields} | values
    there = {one.id for one in given["evidence"]}
    given["numbers"] = {
        id: one.model_copy(update={"evidence": [x for x in one.evidence if x in there]})
        for id, one in given["numbers"].items()
    }
    return Dossier(**given)


def midyear(dossier: Dossier, **values: Any) -> Dossier:
    """The dossier as it was being gathered at the middle of the year, handed in on 02/7."""
    year = dossier.period.year
    kept = [one for one in dossier.evidence if one.date and one.date.last <= date(year, 6, 30)]
    half = {"evidence": kept, "submitted": date(year, 7, 2), "complete": False, "judgements": [], "claims": {}}
    return changed(dossier, **half | values)


def year_ago(dossier: Dossier, **values: Any) -> Dossier:
    """The same dossier, one year earlier."""
    moved = [
        one.model_copy(update={"date": PartialDate(one.date.year - 1, one.date.month, one.date.day)})
        for one in dossier.evidence
        if one.date
    ]
    submitted = dossier.submitted and dossier.submitted.replace(year=dossier.submitted.year - 1)
    return changed(dossier, **{"period": Period(2024), "evidence": moved, "submitted": submitted} | values)


def written(folder: Path, dossier: Dossier, name: str = "a.yaml") -> Path:
    path = folder / name
    path.write_text(dump_dossier(dossier), "utf-8")
    return path


def paper(path: Path, options: PeriodicOptions = HALF, scheme: Path = SCHEME) -> dict[str, Any]:
    """What templates see of the report."""
    return template_data(periodic(periodic_source(path, options, scheme)))


def lines(found: dict[str, Any]) -> list[str]:
    """Every line of the plan's items."""
    items = [item for part in found["parts"] for item in part["items"]]
    return [line for item in items for line in (*item["lines"], *item["documents"])]


def starting(found: dict[str, Any], title: str) -> str:
    """The one line that tells a measure."""
    (line,) = [one for one in lines(found) if one.startswith(title)]
    return line


def word_text(data: bytes) -> str:
    """All text of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return re.sub(r"<[^>]+>", " ", file.read("word/document.xml").decode())


# ------------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("span", SPANS)
def test_every_span_of_every_kind_of_agency_has_all_items_and_no_class(name: str, span: str) -> None:
    found = paper(SHIPPED / f"{name}.yaml", PeriodicOptions(span=span))
    items = [item["title"] for part in found["parts"] for item in part["items"]]
    assert [re.search(r"\(mục (.*)\)$", one)[1] for one in items] == [  # type: ignore[index]
        *(f"II.{n}" for n in range(1, 13)), "III.1", "III.2", "III.3",
    ]  # fmt: skip
    assert found["titles"][2].startswith("V. ĐIỂM TÍNH ĐẾN HẾT NGÀY")
    said = " ".join([found["running"], *found["marks"], *found["notes"], found["opening"], found["closing"]])
    assert not CLASSES.search(said)
    assert ("KHÔNG PHẢI KẾT QUẢ PHÂN LOẠI" in said) == (span not in ("nam", "quy-4", "6-thang-cuoi"))


def test_a_half_year_tells_documents_counts_and_shares(tmp_path: Path) -> None:
    found = paper(written(tmp_path, midyear(shipped())))
    assert found["subject"] == [
        "Kết quả thực hiện dân chủ ở cơ sở và công tác dân vận chính quyền", "6 tháng đầu năm 2025",
    ]  # fmt: skip
    assert found["opening"].startswith(
        "Thực hiện Kế hoạch thực hiện dân chủ ở cơ sở và công tác dân vận năm 2025, số 07/KH-UBND ngày 14/02/2025 của "
        "UBND xã Minh Họa B, "
    )
    assert "(từ ngày 01/01/2025 đến hết ngày 30/6/2025)" in found["opening"]
    assert starting(found, "Tỷ lệ thôn").endswith("90% (9/10 thôn).")
    assert starting(found, "Số cuộc kiểm tra").endswith("02 cuộc; kế hoạch năm: 04 cuộc (đạt 50%).")
    assert starting(found, "Mức hoạt động của Ban giám sát").endswith(": Khá.")
    assert "Hồ sơ mô hình “Tổ tự quản bảo vệ môi trường khu dân cư”, số 23/HS-UBND ngày 10/4/2025 của UBND xã Minh Họa B" in lines(found)  # fmt: skip
    assert starting(found, "Số ngày chậm của báo cáo năm").endswith("chưa đến hạn 10/12/2025.")


def test_a_list_without_a_record_is_no_nought_while_it_is_open(tmp_path: Path) -> None:
    path = written(tmp_path, midyear(shipped()))
    assert starting(paper(path), "Số tin, bài").endswith("chưa ghi nhận trong hồ sơ.")
    whole = paper(SHIPPED / "xa-minh-hoa-b.yaml", PeriodicOptions())
    assert starting(whole, "Số phản ánh về thái độ").endswith("0 vụ.")


def test_the_running_result_is_an_interval_of_the_year(tmp_path: Path) -> None:
    source = periodic_source(written(tmp_path, midyear(shipped())), HALF, SCHEME)
    found: dict[str, Any] = template_data(periodic(source))
    assert source.running
    said = (
        "chắc chắn được 13,5 điểm, có thể đạt đến 100 điểm trên 100 điểm; nếu các số liệu đã khai giữ nguyên đến hết "
    )
    assert f"{said}năm thì từ 45,75 đến 93 điểm." in found["running"]
    rows = found["rows"]
    assert [one["id"] or one["title"] for one in rows] == [
        "I", "II", "III", "IV", "V", "VI", "VII", "Điểm cộng", "Điểm trừ", "Tổng điểm",
    ]  # fmt: skip
    # The rows add up to the total; bonus adds and penalty takes away.
    certain = [Decimal(one["certain"].replace(",", ".").replace("−", "-")) for one in rows]
    assert sum(certain[:-1]) == certain[-1] == Decimal("13.5")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", BLOCKS)
def test_the_year_ends_within_the_interval_whatever_was_declared_at_the_middle(
    tmp_path: Path, name: str, seed: int
) -> None:
    chance, dossier = random.Random(seed), shipped(name)
    numbers = {
        id: one.model_copy(update={"value": chance.randint(0, one.value)}) if type(one.value) is int else one
        for id, one in midyear(dossier).numbers.items()
    }
    half = written(tmp_path, midyear(dossier, numbers=numbers))
    bounds = periodic_source(half, HALF, SCHEME).bounds.total
    end = periodic_source(SHIPPED / f"{name}.yaml", PeriodicOptions(), SCHEME).result.total
    assert Fraction(bounds.certain) <= Fraction(end.certain) <= Fraction(end.attainable) <= Fraction(bounds.attainable)


def test_a_record_after_the_last_day_does_not_count_and_one_without_a_day_is_named(tmp_path: Path) -> None:
    half = midyear(shipped())
    plain = paper(written(tmp_path, half))
    more = [
        Record(id="sau", kind="bien-ban-kiem-tra", title="Đợt sau", date=PartialDate(2025, 7, 1)),
        Record(id="khong-ngay", kind="bien-ban-kiem-tra", title="Đợt không ngày"),
        Record(id="chi-nam", kind="bien-ban-kiem-tra", title="Đợt chỉ có năm", date=PartialDate(2025)),
        Record(id="cu", kind="bien-ban-kiem-tra", title="Đợt năm 2023", date=PartialDate(2023, 5, 1)),
        Record(id="xa", kind="bien-ban-kiem-tra", title="Đợt năm 2027", date=PartialDate(2027)),
    ]
    found = paper(written(tmp_path, changed(half, evidence=[*half.evidence, *more])))
    assert lines(found) == lines(plain)
    assert found["running"] == plain["running"]
    notes = " ".join(found["notes"])
    assert "1 tài liệu trong hồ sơ có ngày sau 30/6/2025" in notes
    assert "Đợt không ngày (chưa ghi ngày); Đợt chỉ có năm (năm 2025, chưa ghi rõ ngày)" in notes
    assert (
        "ngoài năm 2025 mà không ghi lý do nên không tính: Đợt năm 2023 ngày 01/5/2023; Đợt năm 2027 (năm 2027" in notes
    )
    whole = paper(tmp_path / "a.yaml", PeriodicOptions())
    assert starting(whole, "Số cuộc kiểm tra").startswith("Số cuộc kiểm tra, giám sát đã thực hiện: 05 cuộc")


def test_a_quarter_counts_its_own_documents_beside_those_of_the_year(tmp_path: Path) -> None:
    found = paper(written(tmp_path, midyear(shipped())), PeriodicOptions(span="quy-2"))
    assert starting(found, "Số báo cáo quý đã gửi").endswith("01 báo cáo (từ đầu năm: 02 báo cáo).")
    assert not [one for one in lines(found) if one.startswith("Báo cáo công tác dân vận quý I/")]
    assert starting(found, "Có kế hoạch năm").count("số 07/KH-UBND ngày 14/02/2025") == 1


def test_numbers_handed_in_long_after_the_last_day_are_not_those_of_the_day() -> None:
    found = paper(SHIPPED / "xa-minh-hoa-b.yaml")
    assert starting(found, "Tỷ lệ thôn").endswith(f"{BLANK} (hồ sơ nộp ngày 12/12/2025 ghi 9/10).")
    assert starting(found, "Mức hoạt động của Ban giám sát").endswith("ghi Khá).")
    # What was planned for the year is no number of the day.
    assert "kế hoạch năm: 04 cuộc" in starting(found, "Số cuộc kiểm tra")
    assert [one for one in found["notes"] if "không phải số đến ngày ấy" in one]


def test_numbers_handed_in_before_the_first_day_are_not_those_of_the_days(tmp_path: Path) -> None:
    file = written(tmp_path, midyear(shipped(), submitted=date(2025, 6, 16)))
    for span in ("quy-3", "quy-4"):
        found = paper(file, PeriodicOptions(span=span))
        assert starting(found, "Tỷ lệ thôn").endswith(f"{BLANK} (hồ sơ nộp ngày 16/6/2025 ghi 9/10).")
        assert "kế hoạch năm: 04 cuộc" in starting(found, "Số cuộc kiểm tra")
    assert [one for one in found["notes"] if "được nộp trước ngày 01/10/2025 hoặc sau" in one]
    assert "9/10" in starting(paper(file, PeriodicOptions(span="quy-2")), "Tỷ lệ thôn")


def test_a_dossier_without_its_day_is_as_new_as_its_newest_record(tmp_path: Path) -> None:
    assert BLANK in starting(paper(written(tmp_path, changed(shipped(), submitted=None))), "Tỷ lệ thôn")
    assert "9/10" in starting(paper(written(tmp_path, midyear(shipped(), submitted=None))), "Tỷ lệ thôn")


def test_a_number_of_a_units_part_has_the_day_of_the_part(tmp_path: Path) -> None:
    values = ["numbers/so_thon", "numbers/thon_hop_du"]
    part = Source(file="p.yaml", unit="van-phong", title="Văn phòng", submitted=date(2025, 7, 3), values=values)
    found = paper(written(tmp_path, changed(shipped(), provenance=[part])))
    assert starting(found, "Tỷ lệ thôn").endswith("90% (9/10 thôn).")
    assert BLANK in starting(found, "Tỷ lệ nội dung đã công khai")
    assert "Phần của các đơn vị: Văn phòng, 03/7/2025." in found["notes"]


# --------------------------------------------------------------------------------------- the year before


def test_the_same_time_last_year_stands_beside_each_figure(tmp_path: Path) -> None:
    half = midyear(shipped())
    numbers = {**half.numbers, "thon_hop_du": half.numbers["thon_hop_du"].model_copy(update={"value": 8})}
    before = year_ago(midyear(shipped()), numbers=numbers, evidence=[one for one in year_ago(half).evidence if one.id != "kiem-tra-2"])  # fmt: skip
    options = PeriodicOptions(span="6-thang", last_year=written(tmp_path, before, "2024.yaml"))
    found = paper(written(tmp_path, half), options)
    assert starting(found, "Tỷ lệ thôn").endswith("cùng kỳ năm 2024: 80% (8/10 thôn), tăng 10 điểm phần trăm.")
    assert starting(found, "Số cuộc kiểm tra").endswith("cùng kỳ năm 2024: 01 cuộc, tăng 01 cuộc.")
    assert starting(found, "Tỷ lệ văn bản").endswith("cùng kỳ năm 2024: 100% (10/10 văn bản), không đổi.")
    assert starting(found, "Số tin, bài").endswith("cùng kỳ năm 2024: chưa ghi nhận.")
    assert found["notes"][-1] == "So với năm trước: theo hồ sơ năm 2024, chỉ tính đến cùng ngày."
    assert "cùng kỳ" not in " ".join(lines(paper(written(tmp_path, half))))


def test_last_years_whole_dossier_gives_counts_until_the_day_but_no_numbers(tmp_path: Path) -> None:
    before = written(tmp_path, year_ago(shipped()), "2024.yaml")
    found = paper(written(tmp_path, midyear(shipped())), PeriodicOptions(span="6-thang", last_year=before))
    assert starting(found, "Số cuộc kiểm tra").endswith("cùng kỳ năm 2024: 02 cuộc, không đổi.")
    assert starting(found, "Tỷ lệ thôn").endswith(f"cùng kỳ năm 2024: {BLANK}.")


def test_last_years_dossier_is_found_in_a_folder_or_refused(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    for name in ("xa-minh-hoa-b", "so-minh-hoa-a"):
        written(tmp_path / "2024", year_ago(midyear(shipped(name))), f"{name}.yaml")
    path = written(tmp_path, midyear(shipped()))
    source = periodic_source(path, PeriodicOptions(span="6-thang", last_year=tmp_path / "2024"), SCHEME)
    assert source.before is not None
    assert source.before.agency.id == "xa-minh-hoa-b"
    other = written(tmp_path, midyear(shipped("benh-vien-minh-hoa-b")), "bv.yaml")
    assert periodic_source(other, PeriodicOptions(last_year=tmp_path / "2024"), SCHEME).before is None
    for wrong in (tmp_path / "2024" / "so-minh-hoa-a.yaml", path):
        with pytest.raises(InvalidInput) as caught:
            periodic_source(path, PeriodicOptions(last_year=wrong), SCHEME)
        assert [one.code for one in caught.value.diagnostics] == ["SC772"]


def test_an_agency_is_compared_with_its_one_predecessor(tmp_path: Path) -> None:
    before = written(tmp_path, year_ago(midyear(shipped())), "2024.yaml")
    new = shipped().agency.model_copy(update={"id": "xa-moi", "name": "UBND xã Mới", "succeeds": ["xa-minh-hoa-b"]})
    options = PeriodicOptions(span="6-thang", last_year=before)
    found = paper(written(tmp_path, midyear(shipped(), agency=new)), options)
    assert "của Ủy ban nhân dân xã Minh Họa B (hư cấu)" in found["notes"][-1]
    two = new.model_copy(update={"succeeds": ["xa-minh-hoa-b", "xa-khac"]})
    with pytest.raises(InvalidInput):
        paper(written(tmp_path, midyear(shipped(), agency=two)), options)


# ---------------------------------------------------------------------------------- what the units wrote


def test_texts_stand_as_their_units_wrote_them_and_otherwise_there_are_dotted_lines(tmp_path: Path) -> None:
    said = [
        UnitText(unit="van-hoa-xa-hoi", text="Thiếu người.\n\nĐịa bàn rộng."),
        UnitText(unit="to-tu-dat", text="Mưa lũ"),
        UnitText(text="Thiếu kinh phí"),
    ]
    found = paper(written(tmp_path, midyear(shipped(), difficulties=said)))
    assert found["difficulties"] == [
        "- Văn hóa – Xã hội: Thiếu người.", "Địa bàn rộng.", "- to-tu-dat: Mưa lũ", "- Thiếu kinh phí",
    ]  # fmt: skip
    assert paper(written(tmp_path, midyear(shipped())), PeriodicOptions())["next_tasks"] == []


def test_an_empty_dossier_makes_a_report_of_dotted_lines(tmp_path: Path) -> None:
    empty = changed(shipped(), evidence=[], numbers={}, claims={}, judgements=[], submitted=None, complete=False)
    found = paper(written(tmp_path, empty))
    assert f"Kế hoạch số {BLANK}" in found["opening"]
    assert {line.split(": ")[-1] for line in lines(found)} <= {
        f"{BLANK}.", "chưa có tài liệu.", "chưa ghi nhận trong hồ sơ.", "chưa có kết quả.", "chưa đến hạn 10/12/2025.",
        f"kế hoạch năm: {BLANK}.",
    } | {line.split(": ")[-1] for line in lines(found) if "kế hoạch năm" in line}  # fmt: skip
    assert "chắc chắn được 0 điểm, có thể đạt đến 100 điểm" in found["running"]


HOSTILE = "{{ agency }} {% for x in y %} #let x = 1; *đậm* $x$ <b>&amp;</b> \\u{202e} “” " + "dài " * 10_000


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_texts_with_template_signs_and_of_40000_characters_are_only_printed(tmp_path: Path, format: str) -> None:
    pytest.importorskip("docxtpl" if format == "docx" else "typst")
    half = midyear(shipped())
    agency = half.agency.model_copy(update={"name": "UBND {{ xã }} #A"})
    records = [one.model_copy(update={"title": HOSTILE}) for one in half.evidence]
    hostile = changed(half, agency=agency, evidence=records, difficulties=[UnitText(text=HOSTILE)])
    path = written(tmp_path, hostile)
    options = ReportOptions(
        output=tmp_path / "bc",
        formats=(FormatId(format),),
        documents=(DocumentId.PERIODIC,),
        periodic=HALF,
        scheme=SCHEME,
    )
    made = report([path], options, Conditions(scheme=SCHEME))
    assert (made.count, [one.code for one in made.problems]) == (1, [])
    data = (tmp_path / "bc" / made.names[0]).read_bytes()
    assert data[:4] == (b"PK\x03\x04" if format == "docx" else b"%PDF")
    if format == "docx":
        text = word_text(data)
        assert "{% for x in y %} #let x = 1; *đậm* $x$ &lt;b&gt;" in text
        assert "xem hồ sơ" in text


# ------------------------------------------------------------------------------------------ what is refused


def test_words_for_spans() -> None:
    assert span_words(date(2025, 1, 1), date(2025, 3, 31)) == "quý I năm 2025"
    assert span_words(date(2024, 1, 1), date(2024, 12, 31)) == "năm 2024"
    assert span_words(date(2024, 1, 1), date(2024, 2, 29)) == "từ ngày 01/01/2024 đến ngày 29/02/2024"
    with pytest.raises(UsageProblem):
        PeriodicOptions(span="nam", until=date(2025, 1, 1))
    with pytest.raises(UsageProblem):
        PeriodicOptions(until=date(2026, 1, 1)).days(Period(2025))
    with pytest.raises(UsageProblem):
        PeriodicOptions(span="quy-3").days(Period.parse("2025-H1"))
    assert PeriodicOptions(span="quy-2").days(Period.parse("2025-H1")) == (date(2025, 4, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("values", "code"),
    [({"unit": "van-phong-thong-ke"}, "SC690"), ({"from_": date(2025, 7, 1)}, "SC771"), ({"until": date(2025, 1, 5)}, "SC771")],
)  # fmt: skip
def test_a_part_or_an_agency_that_does_not_exist_then_is_refused(
    tmp_path: Path, values: dict[str, Any], code: str
) -> None:
    half = midyear(shipped())
    own = values if "unit" in values else {"agency": half.agency.model_copy(update=values)}
    with pytest.raises(InvalidInput) as caught:
        paper(written(tmp_path, changed(half, **own)), PeriodicOptions(span="quy-2"))
    assert [one.code for one in caught.value.diagnostics] == [code]


def test_a_scheme_without_the_file_says_so(tmp_path: Path) -> None:
    shutil.copytree(SCHEME, tmp_path / "mau")
    (tmp_path / "mau" / "periodic.yaml").unlink()
    with pytest.raises(CannotRead) as caught:
        paper(SHIPPED / "xa-minh-hoa-b.yaml", scheme=tmp_path / "mau")
    assert [one.code for one in caught.value.diagnostics] == ["SC770"]


# ---------------------------------------------------------------------------------------------- the plan

PLAN = """format: 1
agency: xa-minh-hoa-b
period: 2025
tasks:
  - {obligation: cuoc_doi_thoai, unit: van-phong, date: 2025-05-31, target: 2}
  - {obligation: hoi_nghi_gop_y, date: 2025-06-30, target: 1}
  - {obligation: cuoc_kiem_tra, date: 2025-09-30}
  - {obligation: mo_hinh_moi, date: 2025-05-15, target: 2}
  - {obligation: tin_bai, unit: van-hoa-xa-hoi, date: 2025-06-20, target: 4}
"""


def test_what_is_behind_the_plan_beside_the_dossier_and_what_falls_due_next(tmp_path: Path) -> None:
    half = midyear(shipped())
    late = [
        one.model_copy(update={"date": PartialDate(2025, 6, 28)}) if one.id == "bao-cao-quy-2" else one
        for one in half.evidence
        if one.id != "bao-cao-quy-1"
    ]
    path = written(tmp_path, changed(half, evidence=late, next_tasks=[UnitText(text="Tổng kết")]))
    (tmp_path / "a.ke-hoach.yaml").write_text(PLAN, "utf-8")
    found = paper(path)
    assert found["behind"] == [
        "- Báo cáo quý I: chưa có trong hồ sơ, hạn 25/3/2025.",
        "- Báo cáo quý II: gửi ngày 28/6/2025, chậm 3 ngày so với hạn 25/6/2025.",
        "- Số cuộc đối thoại trực tiếp do người đứng đầu chủ trì (Văn phòng HĐND và UBND): 1/2 cuộc, hạn 31/5/2025.",
        (
            "- Số tin, bài tuyên truyền về công tác dân vận chính quyền (Văn hóa – Xã hội): chưa có số liệu, cần 4 tin, bài, "
            "hạn 20/6/2025."
        ),
    ]
    assert found["next_tasks"] == [
        "- Tổng kết",
        "- Gửi Báo cáo quý III: chậm nhất ngày 25/9/2025.",
        "- Số cuộc kiểm tra, giám sát đã thực hiện: chậm nhất ngày 30/9/2025 (nay 2/4 cuộc).",
        "- Gửi Báo cáo quý IV: chậm nhất ngày 10/12/2025.",
        "- Gửi Báo cáo năm: chậm nhất ngày 10/12/2025.",
    ]


def test_without_anything_behind_the_paper_says_what_it_rests_on(tmp_path: Path) -> None:
    found = paper(written(tmp_path, midyear(shipped())))
    assert found["behind"] == ["- Theo hồ sơ, đến hết ngày 30/6/2025 không có việc nào quá hạn."]


def test_a_plan_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, midyear(shipped()))
    (tmp_path / "a.ke-hoach.yaml").write_text(PLAN.replace("cuoc_kiem_tra", "khong-co"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        paper(path)
    assert "SC760" in [one.code for one in caught.value.diagnostics]
