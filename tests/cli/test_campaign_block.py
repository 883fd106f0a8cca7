"""A campaign whose points depend on more than one dossier: on the rest of the block, and on earlier years."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AGENCIES = {
    "so-minh-hoa-a": "evidence/2025/so-minh-hoa-a.yaml",
    "so-minh-hoa-b": "evidence/2025/so-minh-hoa-b.yaml",
    "ban-minh-hoa-c": "evidence/2025/ban-minh-hoa-c.yaml",
}
CAMPAIGN = """\
format: 1
id: so-2025
title: Khối sở, ban, ngành năm 2025 (hư cấu)
period: 2025
scheme: qd-1211-2022
agencies:
  - {id: so-minh-hoa-a, name: Sở Minh Họa A (hư cấu), block: so, level: so}
  - {id: so-minh-hoa-b, name: Sở Minh Họa B (hư cấu), block: so, level: so}
  - {id: ban-minh-hoa-c, name: Ban Minh Họa C (hư cấu), block: so, level: so}
  - {id: so-minh-hoa-d, name: Sở Minh Họa D (hư cấu), block: so, level: so}
people:
  - {id: thu-ky, title: Thư ký, role: secretary}
  - {id: thanh-vien, title: Thành viên, role: member}
  - {id: ubnd, title: Ủy ban nhân dân tỉnh, role: decider}
stages:
  - {id: nop, kind: submission, title: Nộp, deadline: 2025-12-20}
  - {id: vong-1, kind: appraisal, title: Vòng 1, deadline: 2026-01-05}
  - {id: cong-bo, kind: publication, title: Công bố, deadline: 2026-01-20}
  - {id: kien-nghi, kind: appeal, title: Kiến nghị, deadline: 2026-01-30}
final: [vong-1, computed]
"""
OPEN = ("--by", "thu-ky", "--at", "2025-11-20 08:00")
RELATIVE = "V.4"


@pytest.fixture
def desk(tmp_path, monkeypatch, run):
    for name in ("criteria", "evidence"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)

    def call(*args, code=0, **more):
        return run("campaign", *args, code=code, **more)

    return call


def begin(desk, tmp_path, more="", *options):
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN + more, encoding="utf-8")
    return desk("init", "campaign.yaml", *OPEN, *options)


def hand_in(desk, *agencies):
    return [desk("submit", AGENCIES[id], "--at", f"2025-12-1{number} 08:00") for number, id in enumerate(agencies)]


def publish(desk, decision="1/QĐ", day="2026-01-15"):
    return desk("publish", "--decision", decision, "--by", "ubnd", "--at", f"{day} 08:00", "-o", "kq")


def rows(desk, *options):
    found = json.loads(desk("discrepancies", "--format", "json", *options).stdout)["criteria"]
    return {one["agency"]: one for one in found if one["criterion"] == RELATIVE}


def points_of(path):
    data = json.loads(path.read_bytes())
    return next(one["certain"] for one in data["criteria"] if one["id"] == RELATIVE), data


def test_points_relative_to_the_block_are_open_at_first_and_those_of_the_engine_at_publication(desk, run, tmp_path):
    begin(desk, tmp_path)
    told = hand_in(desk, *AGENCIES)[0]
    before = rows(desk)
    live = rows(desk, "--accepted")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2026-01-06 08:00")
    shown = publish(desk)
    after = rows(desk)
    run("evaluate", *AGENCIES.values(), "--final", "--format", "json", "-o", "truc-tiep")

    assert f"Chờ cả khối nộp mới có điểm (so với đơn vị dẫn đầu): {RELATIVE}" in told.output
    assert "cơ quan không nộp hoặc đã rút không tính" in shown.output
    for id in AGENCIES:
        alone, _ = points_of(tmp_path / "truc-tiep" / f"{id}.json")
        published, data = points_of(tmp_path / "kq" / f"{id}.json")
        # The block as a whole is evaluated by the same engine, with or without a campaign.
        assert published == alone
        assert data["peers"]["mo_hinh_nhan_rong"]["agencies"] == 3
        assert (before[id]["computed"], before[id]["final"], before[id]["awaits_block"]) == (
            None, None, True,
        )  # fmt: skip
        assert Fraction(live[id]["accepted"]) == Fraction(published)
        # The ledger keeps 2/3 exactly, where a result shows six digits.
        assert after[id]["computed"] == after[id]["final"]
        assert abs(Fraction(after[id]["computed"]) - Fraction(published)) < Fraction(1, 10**6)
        account = {one["id"]: one for one in data["appraisal"]["criteria"]}[RELATIVE]
        assert Fraction(account["final"]) == Fraction(published)
    assert "2/3" in {one["computed"] for one in after.values()}
    assert len({points_of(tmp_path / "kq" / f"{id}.json")[0] for id in AGENCIES}) > 1


def test_whoever_missed_the_deadline_or_withdrew_is_no_peer(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    values = {id: Fraction(one["accepted"]) for id, one in rows(desk, "--accepted").items()}
    leader = max(values, key=values.get)
    desk("withdraw", "--by", leader, "--at", "2025-12-15 08:00")

    left = {id: one for id, one in rows(desk, "--accepted").items() if id != leader}

    assert values[leader] == 2
    assert max(Fraction(one["accepted"]) for one in left.values()) == 2, "a new leader"
    assert {id: Fraction(one["accepted"]) for id, one in left.items()} != {id: values[id] for id in left}


def test_points_an_appraiser_gave_stand_and_those_that_wait_print_as_words(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    desk("appraise", "so-minh-hoa-b", RELATIVE, "0.5", "--by", "thanh-vien", "--cause", "judgement",
         "--reason", "Xem tại chỗ", "--at", "2025-12-28 08:00")  # fmt: skip
    shown = desk("discrepancies", "--all", "--agency", "so-minh-hoa-a").output
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2026-01-06 08:00")
    publish(desk)

    assert "chờ cả khối" in shown
    row = rows(desk)["so-minh-hoa-b"]
    assert row["computed"] is not None
    assert (row["gap"], row["causes"]) == (None, {}), "there was nothing to change when it was given"
    assert points_of(tmp_path / "kq" / "so-minh-hoa-b.json")[0] == "0.50"


def last_year(tmp_path, run, agency, class_id):
    """A result as if of the year before."""
    run("evaluate", AGENCIES[agency], "--final", "--format", "json", "-o", "nay.json")
    data = json.loads((tmp_path / "nay.json").read_bytes())
    data["period"] = "2024"
    data["classification"]["certain"] = class_id
    folder = tmp_path / "nam-truoc"
    folder.mkdir(exist_ok=True)
    (folder / f"{agency}.json").write_text(json.dumps(data), encoding="utf-8")


def test_earlier_years_named_by_the_campaign_hold_at_every_command(desk, run, tmp_path):
    last_year(tmp_path, run, "so-minh-hoa-a", "yeu")
    opened = begin(desk, tmp_path, "history: [nam-truoc]\n")
    shutil.rmtree(tmp_path / "nam-truoc")
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    desk("results", "-o", "kq")
    data = json.loads((tmp_path / "kq" / "so-minh-hoa-a.json").read_bytes())
    run("ledger", "export", "-o", "so.jsonl")
    lines = [json.loads(x) for x in (tmp_path / "so.jsonl").read_text("utf-8").splitlines()]
    entries = [one for one in lines if one.get("act") in ("opened", "submitted")]

    assert "1 tệp, của 1/4 cơ quan" in opened.output
    assert data["history"][0]["class"] == "yeu"
    assert data["classification"]["certain"] == "tot", "last year's class bars the highest one"
    assert [one["data"]["class"] for one in entries[1:2]] == ["tot"]
    kept = entries[0]["data"]["history"]
    assert list(kept["files"]) == ["nam-truoc/so-minh-hoa-a.json"]
    assert kept["results"]["so-minh-hoa-a"][0]["period"] == "2024"


def test_another_result_given_by_hand_does_not_replace_the_one_kept(desk, run, tmp_path):
    last_year(tmp_path, run, "so-minh-hoa-a", "yeu")
    begin(desk, tmp_path, "history: [nam-truoc/so-minh-hoa-a.json]\n")
    last_year(tmp_path, run, "so-minh-hoa-a", "tot")

    told = desk("submit", AGENCIES["so-minh-hoa-a"], "--history", "nam-truoc", "--at", "2025-12-10 08:00")  # fmt: skip
    desk("results", "-o", "kq")

    assert "SC627" in told.output
    data = json.loads((tmp_path / "kq" / "so-minh-hoa-a.json").read_bytes())
    assert data["history"][0]["class"] == "yeu"


def test_what_the_campaigns_file_names_wrongly_is_told_at_its_line(desk, tmp_path):
    for text, code, line, said in (
        (CAMPAIGN + "history: [khong-co, cung-khong]\n", "SC852", "campaign.yaml:21:", "cung-khong"),
        (CAMPAIGN.replace("qd-1211-2022", "qd-1211-2020"), "SC851", "campaign.yaml:5:9", "“qd-1211-2022”?"),
    ):  # fmt: skip
        (tmp_path / "campaign.yaml").write_text(text, encoding="utf-8")
        result = desk("init", "campaign.yaml", *OPEN, code=1)

        assert code in result.output
        assert line in result.output
        assert said in result.output
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    who = desk("init", "campaign.yaml", "--by", "thu-ki", code=1).output
    assert "“thu-ki”" in who
    assert "có phải “thu-ky”?" in who
    other = desk("init", "campaign.yaml", *OPEN, "--scheme", "criteria/examples/chi-so-ba-cap", code=1)
    assert "SC851" in other.output
    assert not (tmp_path / "so-cai.db").exists()


def test_an_appeal_on_points_relative_to_the_block_starts_from_those_published(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2026-01-06 08:00")
    publish(desk)
    before = {id: points_of(tmp_path / "kq" / f"{id}.json")[0] for id in AGENCIES}
    low = min(before, key=lambda one: Fraction(before[one]))
    desk("appeal", RELATIVE, "--by", low, "--reason", "Còn một mô hình", "--at", "2026-01-21 08:00")
    told = desk("decide", low, RELATIVE, "--points", "1.5", "--cause", "judgement", "--reason", "Đúng",
                "--by", "ubnd", "--at", "2026-01-23 08:00")  # fmt: skip
    publish(desk, "2/QĐ", "2026-01-25")
    after = {id: points_of(tmp_path / "kq" / f"{id}.json")[0] for id in AGENCIES}

    assert "1,5" in told.output
    assert after == before | {low: "1.50"}
    row = rows(desk)[low]
    assert Fraction(row["gap"]) == sum(map(Fraction, row["causes"].values()))
    assert list(row["causes"]) == ["judgement"]


def test_the_appraisers_sheet_says_in_words_what_waits_for_the_block(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")

    lines = desk("sheet", "--by", "thanh-vien", "--as-of", "2025-12-22 08:00").stdout.splitlines()

    row = next(one for one in lines if one.startswith("so-minh-hoa-a,") and f",{RELATIVE}," in one)
    assert row.count("chờ cả khối") == 2, "neither computed nor previous points are 0"


def test_earlier_results_of_others_are_told_to_be_of_no_use(desk, run, tmp_path):
    last_year(tmp_path, run, "so-minh-hoa-a", "yeu")
    path = tmp_path / "nam-truoc" / "so-minh-hoa-a.json"
    path.write_text(path.read_text("utf-8").replace('"so-minh-hoa-a"', '"so-khac"'), encoding="utf-8")

    told = begin(desk, tmp_path, "history: [nam-truoc]\n").output

    assert "campaign.yaml:21:10: Cần xem[SC869]" in told
    assert "của 0/4 cơ quan" in told


def test_the_command_verify_names_makes_a_published_result_again_byte_for_byte(desk, run, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2026-01-06 08:00")
    publish(desk, "1/QĐ (hư cấu)")

    told = run("verify", "kq/so-minh-hoa-a.json", code=2).output
    named = re.search(r"`scoring campaign (results [^`]*)`", told)
    assert named is not None
    desk(*shlex.split(named[1]), "-o", "lai")
    again, published = (tmp_path / name / "so-minh-hoa-a.json" for name in ("lai", "kq"))

    assert again.read_bytes() == published.read_bytes()


APPRAISE = ("--by", "thanh-vien", "--at", "2025-12-22 08:00", "--reason", "kiểm tra thực tế")


def at_work(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, *AGENCIES)
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")


def test_what_a_decision_refuses_or_corrects_has_to_be_in_the_dossier(desk, tmp_path):
    at_work(desk, tmp_path)
    given = ("appraise", "so-minh-hoa-a", "I.1", "0", *APPRAISE, "--cause", "judgement")
    before = desk("history", "so-minh-hoa-a").output

    record = desk(*given, "--refuse", "khong-co", code=1).output
    name = desk(*given, "--number", "khong_co=1", code=1).output
    sort = desk(*given, "--number", "van_ban_phai_quan_triet=có", code=1).output
    (tmp_path / "q.yaml").write_text(
        "decisions:\n"
        "  - {agency: so-minh-hoa-a, criterion: I.1, points: 0, reason: x, cause: judgement, refused: [mot]}\n"
        "  - {agency: so-minh-hoa-b, criterion: I.1, points: 0, reason: x, cause: judgement, refused: [hai]}\n",
        encoding="utf-8",
    )
    both = desk("appraise", "--file", "q.yaml", *APPRAISE[:4], code=1).output

    assert "SC863" in record
    assert "không có minh chứng “khong-co”" in record
    assert "không có số liệu “khong_co”" in name
    assert "SC864" in sort
    assert "q.yaml:2" in both
    assert "q.yaml:3" in both
    assert desk("history", "so-minh-hoa-a").output == before


def test_a_corrected_answer_of_any_sort_is_what_the_accepted_points_are_computed_from(desk, tmp_path):
    at_work(desk, tmp_path)
    desk("appraise", "so-minh-hoa-a", "I.4", "0", *APPRAISE, "--cause", "number-corrected",
         "--number", "tu_danh_gia=không")  # fmt: skip

    found = json.loads(desk("discrepancies", "--format", "json", "--accepted", "--all").stdout)
    told = desk("history", "so-minh-hoa-a").output

    row = next(one for one in found["criteria"] if (one["agency"], one["criterion"]) == ("so-minh-hoa-a", "I.4"))
    assert Fraction(row["accepted"]) < Fraction(row["computed"])
    assert "tu_danh_gia = không" in " ".join(told.split())


def test_a_sample_is_drawn_again_from_the_ledger_as_it_was_and_nothing_is_written(desk, tmp_path):
    begin(desk, tmp_path)
    hand_in(desk, "so-minh-hoa-a", "so-minh-hoa-b")
    drawn = desk("sample", "4", "--seed", "54", "--by", "thu-ky", "--at", "2025-12-13 08:00").stdout
    desk("submit", AGENCIES["ban-minh-hoa-c"], "--at", "2025-12-14 08:00")
    before = desk("history", "so-minh-hoa-a").output

    again = desk("sample", "--again", "4")

    assert again.stdout == drawn
    assert "Chọn lại đúng danh sách của bản ghi 4" in again.output
    assert desk("history", "so-minh-hoa-a").output == before
    assert "SC625" in desk("sample", "--again", "3", code=2).output
    assert "SC625" in desk("sample", "4", "--seed", "54", code=2).output


def test_a_list_that_was_not_drawn_is_shown_for_what_it_is(desk, tmp_path, monkeypatch):
    begin(desk, tmp_path)
    hand_in(desk, "so-minh-hoa-a", "so-minh-hoa-b")
    with monkeypatch.context() as patch:
        patch.setattr("scoring.app.campaign.sampling.draw", lambda rows, count, seed: rows[:count])
        desk("sample", "4", "--seed", "54", "--by", "thu-ky", "--at", "2025-12-13 08:00")

    assert "SC867" in desk("sample", "--again", "4", code=5).output


def test_results_bear_the_names_of_the_campaign_whatever_a_dossier_calls_its_agency(desk, tmp_path):
    begin(desk, tmp_path)
    text = Path(AGENCIES["so-minh-hoa-a"]).read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("Sở Minh Họa A", "Sở Minh Họa B"), encoding="utf-8")
    desk("submit", "a.yaml", "--at", "2025-12-10 08:00")

    (found,) = json.loads(desk("results").stdout)

    assert found["agency"]["name"] == "Sở Minh Họa A (hư cấu)"


def test_changes_that_outweigh_each_other_are_shown_with_their_causes(desk, tmp_path):
    at_work(desk, tmp_path)
    down = ("appraise", "so-minh-hoa-a", "I.1", "0", *APPRAISE, "--cause", "late")
    points = next(
        one["claimed"]
        for one in json.loads(desk("discrepancies", "--format", "json", "--all").stdout)["criteria"]
        if (one["agency"], one["criterion"]) == ("so-minh-hoa-a", "I.1")
    )
    desk(*down)
    desk("appraise", "so-minh-hoa-a", "I.1", points, *APPRAISE, "--cause", "judgement")

    shown = " ".join(desk("discrepancies", "--agency", "so-minh-hoa-a").output.split())

    assert "Không có chênh lệch nào" not in shown
    assert f"chậm hạn −{points}" in shown
    assert f"+{points}" in shown
