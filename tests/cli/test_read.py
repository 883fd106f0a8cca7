"""Commands that read results: explain, simulate, rank, report; and inspect, schema, init, assemble."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

DOSSIER = "evidence/2025/xa-vi-du.yaml"
BANNER = "Bộ tiêu chí mẫu để tập viết"
ROOT = Path(__file__).parents[2]
NOTED = "evidence/2025/xa-minh-hoa-b.yaml"


@pytest.fixture
def out(run, sample):
    text = (sample / DOSSIER).read_text("utf-8")
    other = text.replace("xa-vi-du", "xa-hai").replace("12/BB", "13/BB").replace("Xã Ví Dụ", "Xã Hai")
    (sample / "evidence/2025/xa-hai.yaml").write_text(other, "utf-8")
    run("evaluate", "evidence/2025", "--format", "json", "--output", "out", "-q")
    return sample / "out"


def test_explanation_is_80_columns_of_equations_from_a_result_or_a_dossier(run, out):
    from scoring.text import display_width

    text = run("explain", "out/xa-vi-du.json", "I.1").stdout
    assert "23 ÷ 24 = 95,83%" in text
    assert BANNER in text
    assert max(display_width(line) for line in text.splitlines()) <= 80
    assert run("explain", DOSSIER, "I.1").stdout == text


def test_explanation_as_markdown_json_and_in_english(run, out):
    assert json.loads(run("explain", DOSSIER, "I.1", "--format", "json").stdout)["id"] == "I.1"
    assert "I.1" in run("explain", DOSSIER, "I.1", "--format", "md").stdout
    assert "certain" in run("explain", DOSSIER, "--lang", "en").stdout


def test_explain_asks_which_agency_and_which_item(run, out):
    assert "xa-hai, xa-vi-du" in run("explain", "out", code=2).stderr
    run("explain", "out", "--agency", "xa-hai", "tong")
    assert "SC617" in run("explain", "out", "--agency", "xa-ba", code=4).stderr
    assert "SC616" in run("explain", DOSSIER, "IX.1", code=2).stderr


def test_explanation_can_be_written_to_a_file_but_not_over_the_result(run, out, sample):
    run("explain", DOSSIER, "--output", "gt.txt")
    assert BANNER in (sample / "gt.txt").read_text("utf-8")
    before = (out / "xa-hai.json").read_bytes()
    run("explain", "out/xa-hai.json", "--output", "out/xa-hai.json", code=2)
    assert (out / "xa-hai.json").read_bytes() == before


def test_simulation_shows_before_after_and_class_and_writes_nothing(run, out, sample):
    before = {one: one.read_bytes() for one in sample.rglob("*") if one.is_file()}
    result = run("simulate", "out/xa-vi-du.json", "--set", "don_dung_han=24", "--set", "II.1=20", "--format", "json")
    data = json.loads(result.stdout)
    assert data["total"]["before"] == {"certain": "55.00", "attainable": "75.00"}
    assert data["total"]["after"] == {"certain": "85.00", "attainable": "85.00"}
    assert data["class"]["after"] == "Tốt"
    assert {one: one.read_bytes() for one in sample.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ("ty_le_dung_han=70 %", "35.00"), ("ty_le_dung_han=0,9", "55.00"), ("cuoc_doi_thoai=2", "70.00"),
        ("ngay_cham=3", "69.00"), ("I.1=12,5", "27.50"), ("don_dung_han=0", "15.00"),
    ],
)  # fmt: skip
def test_counted_and_derived_measures_and_points_can_be_set(run, sample, change, total):
    data = json.loads(run("simulate", DOSSIER, "--set", change, "--format", "json").stdout)
    assert data["total"]["after"]["certain"] == total


@pytest.mark.parametrize(
    "change", ["", "=", "don_dung_han", "don_dung_han=", "don=1", "I=3", "I.1=51", "I.1=-1", "I.1=nhiều"]
)
def test_a_change_that_makes_no_sense_is_exit_2(run, sample, change):
    assert "SC615" in run("simulate", DOSSIER, "--set", change, code=2).stderr


def test_simulation_says_when_the_dossier_is_no_longer_the_one_scored(run, out, sample):
    path = sample / DOSSIER
    path.write_text(path.read_text("utf-8") + "# sửa\n", "utf-8")
    result = run("simulate", "out/xa-vi-du.json", "--set", "don_dung_han=24")
    assert "Cần xem[SC609]" in result.stderr


def test_not_applicable_can_be_tried(run, sample):
    data = json.loads(run("simulate", DOSSIER, "--set", "II.1=khong-ap-dung", "--format", "json").stdout)
    one = next(row for row in data["items"] if row["id"] == "II.1")
    assert one["status"]["after"] == "not_applicable"


def test_ranking_lists_open_results_apart(run, out):
    data = json.loads(run("rank", "out", "--format", "json").stdout)
    assert [row["rank"] for row in data["xa"]] == [None, None]
    assert all(BANNER in row["banner"] for row in data["xa"])
    text = run("rank", "out").stdout
    assert BANNER in text
    assert "chưa đủ dữ liệu" in text


def test_equal_points_share_a_rank(run, out, sample):
    for name in ("xa-hai", "xa-vi-du"):
        path = sample / f"evidence/2025/{name}.yaml"
        report = "  - {id: bc, kind: bao-cao-nam, number: 1/BC-%s, date: 2025-12-01, issuer: xã, title: Báo cáo}\n"
        text = path.read_text("utf-8").replace("[bien-ban-doi-thoai]", "true") + report % name
        path.write_text(text, "utf-8")
    data = json.loads(run("rank", "evidence/2025", "--format", "json").stdout)
    assert [row["rank"] for row in data["xa"]] == [1, 1]


def test_report_writes_agencies_rankings_and_index_with_the_banner_everywhere(run, out, sample):
    result = run("report", "evidence/2025", "--output", "bc", "--format", "html,md,json")
    names = {one.name for one in (sample / "bc").iterdir()} - {"manifest.json"}
    assert names == {
        "index.html", "README.md", "xep-hang-xa.html", "xep-hang-xa.md", "xep-hang.json",
        *(f"{one}.{end}" for one in ("xa-hai", "xa-vi-du") for end in ("html", "md", "json")),
    }  # fmt: skip
    for name in names:
        assert BANNER in (sample / "bc" / name).read_text("utf-8"), name
    assert BANNER in result.stdout
    assert "bc/index.html" in result.stderr
    assert (sample / "bc/xa-hai.json").read_bytes() == (out / "xa-hai.json").read_bytes()


def test_report_from_results_equals_report_from_dossiers(run, out, sample):
    run("report", "evidence/2025", "--output", "a")
    run("report", "out", "--output", "b")
    for one in (sample / "a").iterdir():
        assert one.read_bytes() == (sample / "b" / one.name).read_bytes()
    assert "Muốn lên loại" in (sample / "b/xa-hai.html").read_text("utf-8")
    assert "Muốn lên loại" in run("explain", "out/xa-hai.json").stdout
    # It is told where the very dossier is at hand, no other.
    dossier = sample / "evidence/2025/xa-hai.yaml"
    dossier.write_text(dossier.read_text("utf-8") + "\n# đổi\n", "utf-8")
    assert "Muốn lên loại" not in run("explain", "out/xa-hai.json").stdout
    run("report", "out", "--output", "c")
    assert "Muốn lên loại" not in (sample / "c/xa-hai.html").read_text("utf-8")


def test_one_report_can_go_to_the_screen_or_one_file(run, out, sample):
    assert run("report", DOSSIER, "--format", "md", "--output", "-").stdout.strip()
    run("report", DOSSIER, "--output", "một.html")
    assert "<html" in (sample / "một.html").read_text("utf-8")
    run("report", DOSSIER, "--output", "-", code=2)
    run("report", DOSSIER, code=2)


def test_evaluate_and_rank_print_markdown_and_html(run, out):
    assert BANNER in run("evaluate", DOSSIER, "--format", "md").stdout
    assert "<html" in run("rank", "out", "--format", "html").stdout


def test_inspect_shows_tree_clauses_kinds_and_readers(run, sample):
    text = run("inspect", "criteria/mau").stdout
    for word in (BANNER, "I.1", "bậc theo tỷ lệ, số lượng", "ty_le_dung_han", "Còn 7 mục chưa xác nhận", "sha256:"):
        assert word in text
    data = json.loads(run("inspect", "criteria/mau", "--format", "json").stdout)
    assert data["sets"]["xa"]["measures"]["ty_le_dung_han"]["read_by"] == ["I.1"]
    assert "ratio" not in text
    assert "không có bộ “huyen”" in run("inspect", "criteria/mau", "--set", "huyen", code=4).stderr
    run("inspect", "không-có", code=3)


@pytest.mark.parametrize("what", ["scheme", "set", "overlay", "dossier", "case", "result"])
def test_schema_is_json_schema(run, what):
    assert json.loads(run("schema", what).stdout)["$schema"].startswith("https://json-schema.org/")


def test_init_never_overwrites(run, sample):
    path = sample / DOSSIER
    path.write_text("của tôi", "utf-8")
    result = run("init")
    assert path.read_text("utf-8") == "của tôi"
    assert "SC630" in result.stderr


def test_init_prints_three_commands_that_work(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    steps = [line.split("scoring ")[1].split() for line in run("init").stderr.splitlines() if "  scoring " in line]
    assert len(steps) == 3
    for step in steps:
        run(*step)


def test_what_init_made_validates_as_a_whole_folder(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("init")
    assert "1 bộ tiêu chí, 1 hồ sơ" in run("validate", ".").stderr
    line = (tmp_path / DOSSIER).read_text("utf-8").splitlines()[0]
    assert (tmp_path / DOSSIER).parent.joinpath(line.partition("$schema=")[2]).is_file()


def test_init_can_copy_the_shipped_scheme(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("init", "mới", "--example", "qd-1211")
    run("validate", "mới/criteria")


def parts(sample):
    (sample / "số liệu.csv").write_text("measure;value\ndon_phai_giai_quyet;24\ndon_dung_han;23\n", "utf-8-sig")
    (sample / "đầu.yaml").write_text(
        "format: 1\nscheme: mau\nperiod: 2025\nagency: {id: xa-ghep, name: Xã Ghép, block: xa}\n", "utf-8"
    )
    return "đầu.yaml", "số liệu.csv"


def test_parts_become_one_dossier_that_can_be_evaluated(run, sample):
    run("assemble", *parts(sample), "--output", "ghép.yaml")
    result = json.loads(run("evaluate", "ghép.yaml", "--format", "json").stdout)
    assert next(one for one in result["criteria"] if one["id"] == "I.1")["certain"] == "40.00"
    assert run("assemble", *parts(sample)).stdout == (sample / "ghép.yaml").read_text("utf-8")


def test_parts_that_disagree_are_told_and_nothing_is_written(run, sample):
    (sample / "khác.csv").write_text("measure,value\ndon_dung_han,22\n", "utf-8")
    result = run("assemble", *parts(sample), "khác.csv", "--output", "ghép.yaml", code=1)
    assert "khác.csv:2:" in result.stderr
    assert not (sample / "ghép.yaml").exists()


def test_a_table_of_several_agencies_becomes_a_dossier_for_each(run, sample):
    (sample / "bảng.csv").write_text("agency,measure,value\nxa-mot,don_dung_han,2\nxa-hai,don_dung_han,3\n", "utf-8")
    for name in ("xa-mot", "xa-hai"):
        text = f"format: 1\nagency: {{id: {name}, name: {name}, block: xa}}\n"
        (sample / f"{name}.yaml").write_text(text, "utf-8")
    files = ("bảng.csv", "xa-mot.yaml", "xa-hai.yaml")
    run("assemble", *files, "--period", "2025", "--scheme", "mau", "--output", "hồ sơ")
    assert sorted(one.name for one in (sample / "hồ sơ").iterdir()) == ["xa-hai.yaml", "xa-mot.yaml"]
    run("validate", "hồ sơ")
    assert "SC483" in run("assemble", *files, "--period", "2025", code=1).stderr


def test_assemble_of_nothing_readable_is_told(run, sample):
    run("assemble", "không-có.yaml", code=3)
    (sample / "nhị phân.yaml").write_bytes(bytes(range(256)))
    assert "[SC" in run("assemble", "nhị phân.yaml", code=3).stderr


def test_a_broken_part_has_one_problem_and_what_nobody_says_has_no_place(run, tmp_path):
    broken = tmp_path / "hong.yaml"
    broken.write_bytes(b"\x00\xff\xfe")
    told = run("assemble", broken, code=3).stderr
    assert "SC101" in told
    assert "SC202" not in told
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("format: 1\n", "utf-8")
    second.write_text("format: 1\n", "utf-8")
    told = run("assemble", first, second, code=1).stderr
    assert not any(line.startswith(":") for line in told.splitlines())
    assert "SC202" in told


def test_broken_json_is_told_in_the_readers_language(run, tmp_path):
    path = tmp_path / "hong.json"
    path.write_text("{", "utf-8")
    assert "khóa phải để trong nháy kép" in run("verify", path, code=1).stderr
    assert "property name" in run("verify", path, "--lang", "en", code=1).stderr
    path.write_bytes(b"\xff")
    assert "không phải văn bản UTF-8 (byte thứ 0)" in run("verify", path, code=3).stderr


def test_a_block_nobody_has_is_called_a_block(run, out):
    assert "không có khối “huyen”" in run("rank", out, "--block", "huyen", code=4).stderr
    assert "no block “huyen”" in run("rank", out, "--block", "huyen", "--lang", "en", code=4).stderr


def test_formats_may_be_listed_or_given_one_by_one(run, out, tmp_path):
    run("report", out, "--format", "html", "--format", "md", "--output", tmp_path / "a")
    run("report", out, "--format", "html,md", "--output", tmp_path / "b")
    names = [{one.name for one in (tmp_path / name).iterdir()} for name in "ab"]
    assert names[0] == names[1] >= {"index.html", "README.md"}
    told = run("rank", out, "--format", "json", "--format", "md", code=2).stderr
    assert "cần đúng một định dạng" in told
    assert "định dạng" in run("rank", out, "--format", ",", code=2).stderr


@pytest.mark.parametrize("asked", [("--final",), ("--as-of", "2025-06-30")])
def test_what_a_stored_result_cannot_follow_is_refused_by_report(run, out, sample, asked):
    told = run("report", "out", *asked, "--output", "bc", code=2).stderr
    assert asked[0] in told
    assert not (sample / "bc").exists()
    run("report", "evidence", *asked, "--output", "bc")


def test_what_a_stored_result_cannot_follow_is_refused_by_explain(run, out):
    for option in (("--final",), ("--as-of", "2025-06-30"), ("--history", out)):
        told = run("explain", out, "--agency", "xa-vi-du", *option, code=2).stderr
        assert option[0] in told


def test_completion_offers_agencies_and_items_of_the_results_named(run, out, monkeypatch):
    def offered(*words: str) -> str:
        monkeypatch.setenv("COMP_WORDS", " ".join(("scoring", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        return run(env={"_SCORING_COMPLETE": "bash_complete"}, code=None).stdout

    assert "plain,xa-vi-du" in offered("explain", str(out), "--agency", "xa")
    assert "plain,phan-loai" in offered("explain", str(out), "ph")
    assert offered("explain", "khong-co", "ph") == "plain,phan-loai\n"


@pytest.mark.parametrize("change", ["don_dung_han=1e3", "don_dung_han=có", "don_dung_han=50 %"])
def test_a_trial_value_that_cannot_be_taken_is_refused(run, sample, change):
    told = run("simulate", DOSSIER, "--set", change, code=2).stderr
    assert "SC615" in told
    assert change in told


def test_inspect_cites_the_decision_as_papers_do(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    said = run("inspect", "criteria/qd-1211-2022").stdout
    assert "1211/QĐ-UBND ngày 02/11/2022 của Ủy ban nhân dân tỉnh Quảng Ngãi" in said


def test_notes_left_out_are_told_with_the_way_to_see_them(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert "1 ghi chú (-v để xem ghi chú)" in run("evaluate", NOTED).stderr
    shown = run("evaluate", NOTED, "-v").stderr
    assert "Ghi chú[SC423]" in shown
    assert "để xem" not in shown


def test_a_state_is_said_once_where_it_is_that_of_the_inputs(run, sample):
    said = run("explain", "evidence/2025/xa-vi-du.yaml", "--scheme", "criteria/mau").stdout
    line = next(one for one in said.splitlines() if "II.1 +20" in one)
    assert line.count("chưa khai") == 1


def test_a_state_outside_the_ladder_stands_where_the_class_would(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    said = run("evaluate", "evidence/2025/xa-minh-hoa-h.yaml").stdout
    assert "Không đủ điều kiện phân loại" in said
    assert "Xuất sắc" not in said


def test_ranking_dossiers_can_close_the_period_and_stored_results_cannot(run, out, monkeypatch):
    assert "SC625" in run("rank", out, "--final", code=2).stderr
    monkeypatch.chdir(ROOT)
    dossier = "evidence/2025/xa-binh-phuoc.yaml"
    assert "0 – 100" in run("rank", dossier).stdout
    assert "8,42 – 10,53" in run("rank", dossier, "--final").stdout


def test_two_periods_are_never_ranked_together(run, out):
    for file in list(out.glob("xa-*.json")):
        text = file.read_text("utf-8").replace('"period": "2025"', '"period": "2024"')
        file.with_name(f"truoc-{file.name}").write_text(text, "utf-8")
    ranked = json.loads(run("rank", "out", "--format", "json").stdout)
    assert list(ranked) == ["xa (2024)", "xa (2025)"]
    assert [len(rows) for rows in ranked.values()] == [2, 2]


def broken(file: Path) -> dict[str, object]:
    """A result with three wrong places."""
    data = json.loads(file.read_bytes())
    data["criteria"][0]["derivation"]["inputs"][0] = "khong-co"
    data["criteria"][1]["derivation"]["kind"] = "khong-co"
    data["classification"]["possible"] = ["khong-co"]
    return data


PLACES = (
    "criteria[0].derivation.inputs[0]: ", "criteria[1].derivation.kind: ", "classification.possible[0]: ",
)  # fmt: skip


@pytest.mark.parametrize(("lang", "why"), [("vi", "không có “khong-co”"), ("en", "there is no “khong-co”")])
def test_every_wrong_place_of_a_result_is_told_at_once(run, out, lang, why):
    file = out / "xa-hai.json"
    file.write_text(json.dumps(broken(file)), "utf-8")
    for command in (["explain"], ["rank"], ["report", "-o", "bc"], ["verify"]):
        code = 5 if command == ["verify"] else 1
        told = run(*command, file, "--lang", lang, code=code).stderr
        assert told.count("[SC612]") == 3
        assert all(place + why in told for place in PLACES)


def test_in_an_array_the_place_says_which_result(run, out):
    good = json.loads((out / "xa-hai.json").read_bytes())
    missing = {key: one for key, one in good.items() if key != "agency"}
    (out / "nhieu.json").write_text(json.dumps([good, missing, 5, broken(out / "xa-hai.json")]), "utf-8")
    told = run("rank", out / "nhieu.json", code=1).stderr
    assert told.count("[SC612]") == 5
    assert "[1].agency: thiếu" in told
    assert "[2].format: cần “scoring.assessment/1”" in told
    assert all(f"[3].{place}" in told for place in PLACES)


@pytest.mark.parametrize("error", [KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError])  # fmt: skip
@pytest.mark.parametrize(
    "command", [["explain"], ["report", "-o", "bc", "--format", "md"], ["evaluate", "--format", "md"]]
)
def test_a_mistake_of_ours_is_never_called_a_fault_of_the_file(run, out, monkeypatch, command, error):
    from scoring.reports.view import View

    def misspelt(*_args: object) -> str:
        raise error("certian")

    monkeypatch.setattr(View, "period", misspelt)
    source = DOSSIER if command[0] == "evaluate" else out / "xa-hai.json"
    told = run(command[0], source, *command[1:], code=70).stderr
    assert "SC612" not in told
    assert "certian" in told
    assert "Lỗi của chương trình" in told
    assert "-v" in told
    assert "Issues" in told


def test_half_a_character_is_a_fault_of_the_file(run, sample):
    text = '{"format": "scoring.assessment/1", "a": "\\ud83d"}'
    (sample / "kq.json").write_text(text, "utf-8")
    assert "SC611" in run("rank", "kq.json", code=1).stderr


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("scoring.yaml_source._Reader.read", ["evaluate", DOSSIER]),
        ("scoring.workbook.frame.Frame.sheet", ["workbook", "new", "--from", DOSSIER, "-o", "so-2.xlsx"]),
        ("scoring.workbook.sheet_xml._Parse.start", ["workbook", "read", "so.xlsx"]),
    ],
)
def test_a_mistake_of_ours_is_no_fault_of_dossier_or_workbook(run, out, monkeypatch, place, command):
    run("workbook", "new", "--from", DOSSIER, "-o", "so.xlsx")

    def misspelt(*_args: object, **_named: object) -> object:
        raise ValueError("certian")

    monkeypatch.setattr(place, misspelt)
    assert "certian" in run(*command, code=70).stderr


def test_a_result_with_a_text_where_a_number_is_asked_is_read_again(sample, run):
    path = Path("a.yaml")
    text = Path(DOSSIER).read_text("utf-8").replace("don_dung_han: ", "don_dung_han: không áp dụng #", 1)
    path.write_text(text, "utf-8")
    assert "không áp dụng" in text
    run("evaluate", path, "--scheme", "criteria/mau", "--format", "json", "--output", "r.json", "-q", code=1)
    assert "cần một con số" in run("explain", "r.json", "I.1").stdout


def test_inspect_shows_no_ladder_and_set_of_a_block_that_the_period_has_not(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    before, after = (run("inspect", "criteria/qd-1211-2022", "--period", year).stdout for year in ("2024", "2025"))
    for words in ("Thang – Khối Ủy ban nhân dân cấp huyện: ", "(bộ huyen; "):
        assert words in before
        assert words not in after
    assert "\nThang – Khối Ủy ban nhân dân cấp xã: " in after
    # A condition by what it is called, not by its id.
    assert "ngoài thang: Không đủ điều kiện phân loại" in after
    assert "khong-du-dieu-kien" not in after
    assert "(bộ xa; tối đa 100)" in after
    assert "(bộ huyen; " in run("inspect", "criteria/qd-1211-2022", "--period", "2025", "--set", "huyen").stdout
