"""`scoring test`: worked cases, sweeps, coverage."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

CASES = "criteria/mau/cases/co-ban.yaml"


def write(sample, text):
    (sample / CASES).write_text(f"format: 1\nperiod: 2025\ncases:\n{text}", "utf-8")


def test_the_scaffolds_cases_pass_and_are_counted(run, sample):
    result = run("test", "criteria")
    assert "0 hỏng" in result.stderr
    assert "✗" not in result.stdout


def test_a_failed_case_names_place_expected_and_got(run, sample):
    write(
        sample,
        "  - {case: a, block: xa, numbers: {don_phai_giai_quyet: 10, don_dung_han: 9}, expect: {criteria: {I.1: 50}}}\n",
    )
    result = run("test", "criteria", code=1)
    assert "✗ a  " in result.stdout
    assert "co-ban.yaml:4:" in result.stdout
    assert "I.1: mong đợi 50, kết quả 40" in result.stdout
    assert "expected 50, got 40" in run("test", "criteria", "--lang", "en", code=1).stdout


def test_diff_shows_passed_assertions_beside_failed_ones(run, sample):
    write(sample, "  - {case: a, block: xa, expect: {criteria: {I.1: [0, 50], I.2: 30}}}\n")
    lines = run("test", "criteria", "--diff", code=1).stdout.splitlines()
    assert any("I.1" in line and "0 – 50" in line for line in lines)
    assert any(line.startswith("✗") and "I.2" in line for line in lines)


def test_interval_status_class_and_possible_can_be_asserted(run, sample):
    write(sample, """\
  - case: khoang
    block: xa
    complete: false
    numbers: {don_phai_giai_quyet: 0, don_dung_han: 0}
    expect: {criteria: {I.1: not_applicable, II.1: [0, 20]}, possible: [xuat-sac, tot, kha, trung-binh]}
""")  # fmt: skip
    result = run("test", "criteria", code=None)
    assert "I.1" not in result.stdout
    assert "II.1" not in result.stdout


def test_a_sweep_checks_each_value(run, sample):
    write(
        sample,
        "  - {sweep: s, block: xa, criterion: I.2, measure: cuoc_doi_thoai, values: [[0, 0], [1, 15], [2, 30], [3, 31]]}\n",
    )
    result = run("test", "criteria", code=1)
    assert "I.2 (cuoc_doi_thoai = 3): mong đợi 31, kết quả 30" in result.stdout
    assert result.stdout.count("mong đợi") == 1


def test_a_sweep_over_an_operand_goes_through_the_engine(run, sample):
    write(
        sample,
        "  - {sweep: s, block: xa, criterion: I.1, measure: don_dung_han, numbers: {don_phai_giai_quyet: 10}, values: [[10, 50], [9, 40], [8, 20]]}\n",
    )
    run("test", "criteria")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  - {case: a, block: xa, expect: {}}\n", "SC621"),
        ("  - {case: a, block: xa}\n", "SC621"),
        ("  - {case: a, block: xa, expect: {criteria: {I.9: 1}}}\n", "SC622"),
        ("  - {case: a, block: xaa, expect: {total: 1}}\n", "SC622"),
        ("  - {case: a, block: xa, peers: {don: 1}, expect: {total: 1}}\n", "SC622"),
        ("  - {case: a, block: xa, peers: {don: có}, expect: {total: 1}}\n", "SC205"),
        ("  - {case: a, block: xa, numbers: {don: 1}, expect: {total: 1}}\n", "SC622"),
        ("  - {case: a, block: xa, expect: {class: gioi}}\n", "SC622"),
        ("  - {case: a, block: xa, expect: {findings: [gi]}}\n", "SC622"),
        ("  - {case: a, block: xa, evidence: [{kind: gi}], expect: {total: 1}}\n", "SC622"),
        ("  - {case: a, block: xa, expect: {total: 1}}\n  - {case: a, block: xa, expect: {total: 1}}\n", "SC623"),
        ("  - {sweep: a, block: xa, criterion: I.1, measure: gi, values: [[1, 1]]}\n", "SC622"),
        ("  - {sweep: a, block: xa, criterion: I.9, measure: gi, values: [[1, 1]]}\n", "SC622"),
        ("  - {case: a, block: xa, expect: {total: tốt}}\n", "SC205"),
        ("  - {case: a, blok: xa, expect: {total: 1}}\n", "SC201"),
        ("  - {case: a, block: xa, evidence: [{kind: bao-cao-nam, date: 31/02/2025}], expect: {total: 1}}\n", "SC206"),
        ("  - chữ\n", "SC203"),
        ("  []\n", "SC208"),
    ],
)
def test_a_wrong_case_is_a_diagnostic_not_a_pass(run, sample, text, code):
    write(sample, text)
    assert f"[{code}]" in run("test", "criteria", code=1).stderr


def test_no_case_is_exit_4(run, sample):
    (sample / CASES).unlink()
    assert "SC604" in run("test", "criteria", code=4).stderr


def test_a_filter_that_matches_nothing_is_exit_4(run, sample):
    run("test", "criteria", "-k", "không-có-ca-này", code=4)
    assert "1 ca" in run("test", "criteria", "-k", "du-diem").stderr
    assert "1 ca" in run("test", "criteria", "-k", "LÀM đủ").stderr


def test_a_missing_path_is_exit_3(run, sample):
    run("test", "không-có", code=3)


def test_one_broken_file_does_not_stop_the_others(run, sample):
    (sample / "criteria/mau/cases/aa.yaml").write_bytes(b"\xff\xfe")
    result = run("test", "criteria", code=1)
    assert "SC101" in result.stderr
    assert "2 ca" in result.stderr


def test_coverage_names_branches_edges_and_classes_not_reached(run, sample):
    text = run("test", "criteria", "--coverage").stdout
    assert "nhánh quy tắc: 6/6 (100 %)" in text
    assert "biên của bậc: 6/6 (100 %)" in text
    write(
        sample, "  - {sweep: s, block: xa, criterion: I.1, measure: ty_le_dung_han, values: [[90 %, 40], [60 %, 0]]}\n"
    )
    text = run("test", "criteria", "--coverage").stdout
    assert "chưa thử: xa/I.1: ty_le_dung_han = 70 %" in text
    assert "chưa thử: xa/I.1: ty_le_dung_han < 90 %" in text
    assert "chưa thử: xa/I.1: 2" in text
    assert "chưa thử: chung/kha" in text


def test_coverage_below_the_threshold_fails(run, sample):
    write(sample, "  - {case: a, block: xa, expect: {criteria: {I.2: 0}}}\n")
    run("test", "criteria", "--coverage", "--threshold", 0)
    run("test", "criteria", "--threshold", 100, code=1)


def test_junit_file_counts_failures(run, sample):
    write(
        sample,
        "  - {case: a, block: xa, expect: {criteria: {I.2: 7}}}\n  - {case: b, block: xa, expect: {criteria: {I.2: 0}}}\n",
    )
    run("test", "criteria", "--junit", "kq/junit.xml", code=1)
    suite = ET.fromstring((sample / "kq/junit.xml").read_text("utf-8"))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_a_case_may_be_about_an_agency_founded_in_the_period_and_its_predecessors(run, sample):
    scheme = sample / "criteria/mau/scheme.yaml"
    text = scheme.read_text("utf-8")
    ladder = "    gates:\n      - {id: g, title: Kỳ trước, class: xuat-sac, requires: {last_class: {at_least: kha}}}\n"
    text = text.replace("\nsets:", f"{ladder}\nsets:", 1).replace(
        "\nrounding:", "\npolicies: {agency_life: {predecessors: worst}}\nrounding:", 1
    )
    scheme.write_text(text, "utf-8")
    full = "numbers: {don_phai_giai_quyet: 1, don_dung_han: 1}, evidence: [{kind: bien-ban-doi-thoai, id: a}, {kind: bien-ban-doi-thoai, id: b}, {kind: bao-cao-nam, date: 2025-12-01}]"  # fmt: skip
    for predecessors, expected in (
        ("{xa-a: tot, xa-b: kha}", "class: xuat-sac"),
        ("{xa-a: tot, xa-b: trung-binh}", "class: tot"),
        ("{xa-a: tot, xa-b: null}", "possible: [xuat-sac, tot]"),
    ):
        case = f"from: 2025-07-01, predecessors: {predecessors}, {full}, expect: {{{expected}}}"
        write(sample, f"  - {{case: a, block: xa, {case}}}\n")
        run("test", "criteria", code=None)
        assert "✗" not in run("test", "criteria", code=None).stdout, expected
    late = "until: 2025-06-30, expect: {criteria: {II.1: not_applicable}}"
    write(sample, f"  - {{case: a, block: xa, {late}}}\n")
    assert "✗" not in run("test", "criteria", code=None).stdout
