"""`scoring campaign`, `ledger` and `compare` at the command line: what is refused, how, and that nothing is written then."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
WHO = ("--by", "thu-ky", "--at", "2025-11-20 08:00")


@pytest.fixture(scope="module")
def begun(played):
    """A campaign that has been opened, with one dossier handed in."""
    return played(
        ("init", f"{HERE}/campaign.yaml", *WHO),
        ("submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--at", "2025-12-08 09:00"),
    )


def entries(desk):
    return json.loads(desk("status", "--as-of", "2026-01-01", "--format", "json").stdout)["ledger"]["entries"]


def test_a_refusal_names_code_and_reason_and_writes_nothing(desk):
    before = entries(desk)
    late = desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-13 00:00", code=1)
    illegal = desk("appraise", "xa-minh-hoa-k", "I.1", "3", "--by", "thanh-vien-1", "--at", "2025-12-09 09:00", code=1)
    silent = desk(
        "return", "xa-minh-hoa-k", "--by", "thu-ky", "--until", "2025-12-15", "--at", "2025-12-09 09:00", code=1
    )

    assert "SC922" in late.output
    assert "hết hạn cuối ngày 12/12/2025" in late.output
    assert "SC920" in illegal.output
    assert "SC923" in silent.output
    assert entries(desk) == before


def test_another_agencys_dossier_period_or_block_is_refused(desk):
    assert "SC944" in desk("submit", "evidence/2025/xa-minh-hoa-b.yaml", "--by", "xa-minh-hoa-l", code=1).output
    assert "SC944" in desk("submit", "evidence/2024/xa-minh-hoa-c.yaml", code=1).output


def test_another_version_of_the_scheme_is_refused(desk, tmp_path):
    shutil.copytree(ROOT / "criteria" / "qd-1211-2022", tmp_path / "khac")
    path = tmp_path / "khac" / "scheme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# đổi một chú thích\n", encoding="utf-8")

    result = desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--scheme", "khac", "--at", "2025-12-09 09:00", code=5)

    assert "SC945" in result.output


def test_a_campaign_is_opened_once(desk):
    assert "SC936" in desk("init", f"{HERE}/campaign.yaml", *WHO, code=1).output


def test_opening_is_for_those_who_may_and_makes_no_store_otherwise(desk, tmp_path):
    result = desk("init", f"{HERE}/campaign.yaml", "--by", "thanh-vien-1", "--store", "moi.db", code=1)

    assert "SC921" in result.output
    assert not (tmp_path / "moi.db").exists()


def test_no_store_no_campaign_and_no_agency_are_told(desk):
    assert desk("status", "--store", "khong-co.db", code=None).exit_code in (3, 4)
    assert "SC902" in desk("status", "--campaign", "khac", code=4).output
    assert "SC617" in desk("history", "xa-x", code=4).output


def test_wrong_instants_and_half_given_decisions_are_usage_errors(desk):
    assert "thời điểm" in desk("withdraw", "--by", "xa-minh-hoa-k", "--at", "hôm qua", code=2).output
    for far in ("0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31T23:59:59Z"):
        assert far in desk("withdraw", "--by", "xa-minh-hoa-k", "--at", far, code=2).output
    assert "0001-01-01”" in desk("status", "--as-of", "0001-01-01", code=2).output
    assert "SC625" in desk("appraise", "xa-minh-hoa-k", "I.1", "--by", "thanh-vien-1", code=2).output
    assert "SC625" in desk("decide", "xa-minh-hoa-k", "I.1", "--by", "ubnd-tinh", code=2).output


def test_points_can_be_typed_with_a_decimal_comma_as_they_are_printed(desk):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    told = desk("appraise", "xa-minh-hoa-k", "I.1", "2,5", "--cause", "late=-0,25", "--cause", "judgement=-0.25",
                "--reason", "Chậm", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")  # fmt: skip
    assert "I.1 – 2,5 điểm" in told.output
    kept = json.loads(desk("discrepancies", "--format", "json").stdout)["criteria"]
    row = next(one for one in kept if one["criterion"] == "I.1")
    assert (row["final"], row["gap"]) == ("2.5", "-0.5")


def test_a_deadline_at_the_end_of_the_calendar_is_a_deadline(desk):
    desk("return", "xa-minh-hoa-k", "--by", "thu-ky", "--until", "9999-12-31", "--reason", "Thiếu", "--at", "2025-12-09 08:00")  # fmt: skip
    assert "31/12/9999" in desk("status", "--as-of", "2025-12-09").output


def test_a_stage_that_is_not_locked_is_not_proposed_for_itself(desk):
    told = desk("lock", "cong-bo", "--by", "thu-ky", "--at", "2025-12-13 08:00", code=1).output
    assert "SC822" in told
    assert "`scoring campaign publish`" in told


def test_of_a_file_of_decisions_all_or_none_is_entered(desk, tmp_path):
    for agency in "lpq":
        desk("submit", f"{HERE}/ho-so/xa-minh-hoa-{agency}.yaml", "--at", "2025-12-09 09:00")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    before = entries(desk)
    (tmp_path / "q.yaml").write_text(
        "decisions:\n"
        "  - {agency: xa-minh-hoa-k, criterion: I.1, points: 3}\n"
        "  - {agency: xa-minh-hoa-k, criterion: I.2, points: 99}\n",
        encoding="utf-8",
    )

    result = desk("appraise", "--file", "q.yaml", "--by", "thanh-vien-1", "--at", "2025-12-15 09:00", code=1)

    assert "q.yaml:3:5: Lỗi[SC925]" in result.output
    assert entries(desk) == before


def test_an_undone_appraisal_is_told_with_both_entries_in_the_history(desk):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    desk(
        "appraise",
        "xa-minh-hoa-k",
        "I.1",
        "2",
        "--by",
        "thanh-vien-1",
        "--cause",
        "late",
        "--reason",
        "muộn",
        "--at",
        "2025-12-15 09:00",
    )
    number = entries(desk)
    desk(
        "undo", "xa-minh-hoa-k", str(number), "--by", "thanh-vien-1", "--reason", "ghi nhầm", "--at", "2025-12-15 09:05"
    )

    told = json.loads(desk("history", "xa-minh-hoa-k", "--format", "json").stdout)

    assert [one["act"] for one in told][-2:] == ["appraised", "undone"]
    found = json.loads(desk("discrepancies", "--format", "json").stdout)
    row = next(one for one in found["criteria"] if one["criterion"] == "I.1")
    assert row["gap"] == "0"
    assert row["appraised"][0]["void"] is True


def test_a_withdrawn_dossier_is_a_state_and_can_be_handed_in_again(desk):
    desk("withdraw", "--by", "xa-minh-hoa-k", "--at", "2025-12-09 09:00")
    rows = json.loads(desk("status", "--as-of", "2025-12-10", "--format", "json").stdout)
    assert rows["agencies"][0]["status"] == "withdrawn"
    assert "xa-minh-hoa-k" in rows["not_submitted"]
    desk("submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--at", "2025-12-11 09:00")

    rows = json.loads(desk("status", "--as-of", "2025-12-11", "--format", "json").stdout)
    assert (rows["agencies"][0]["status"], rows["agencies"][0]["days_left"]) == ("submitted", 1)


def test_the_state_can_be_had_at_an_earlier_day(desk):
    then = json.loads(desk("status", "--as-of", "2025-12-07", "--format", "json").stdout)

    assert then["agencies"][0]["status"] == "waiting"
    assert then["ledger"]["entries"] == 1
    assert desk("status", "--as-of", "2025-11-01", code=1).exit_code == 1


def test_attachments_are_kept_and_come_back_with_the_dossier(run, tmp_path, monkeypatch, begun):
    folder = tmp_path
    shutil.copytree(begun / "criteria", folder / "criteria")
    shutil.copytree(begun / "evidence" / "2025" / "xa-minh-hoa-a", folder / "a")
    monkeypatch.chdir(folder)
    text = (ROOT / HERE / "campaign.yaml").read_text(encoding="utf-8").replace("xa-minh-hoa-k", "xa-minh-hoa-a")
    (folder / "campaign.yaml").write_text(text, encoding="utf-8")
    run("campaign", "init", "campaign.yaml", *WHO)

    out = run("campaign", "submit", "a", "--at", "2025-12-09 09:00")
    shutil.rmtree(folder / "a")
    results = json.loads(run("campaign", "results").stdout)

    assert "3 tệp đính kèm" in out.output
    assert results[0]["agency"]["id"] == "xa-minh-hoa-a"
    assert not [one for one in results[0]["diagnostics"] if one["code"].startswith("SC45")]


def test_commands_speak_english_too(desk):
    out = desk("status", "--as-of", "2025-12-09", "--lang", "en").output
    refused = desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-09 08:00", "--lang", "en", code=1).output

    assert "Not submitted (5): " in out
    assert "chain head" in out
    assert "cannot be locked yet" in refused


def test_verify_sends_an_appraised_result_to_its_ledger(desk, run, tmp_path):
    desk("results", "-o", "kq")

    assert "SC947" in run("verify", "kq/xa-minh-hoa-k.json", code=2).output


def test_compare_tells_what_changed_and_leaves_the_rest_out(desk, run):
    desk("results", "-o", "kq")
    run("evaluate", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--final", "--format", "json", "-o", "l.json")

    same = run("compare", "kq/xa-minh-hoa-k.json", "kq/xa-minh-hoa-k.json")
    other = json.loads(run("compare", "kq/xa-minh-hoa-k.json", "l.json", "--format", "json").stdout)

    assert "31/31" in same.output or "30/30" in same.output
    assert not other["same_agency"]
    assert {one["id"]: one["difference"] for one in other["criteria"]}["IV.1"] == "-3"


def test_a_backdated_act_is_told_when_the_ledger_is_verified(desk, run):
    desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-01 09:00")

    desk("sample", "1", "--seed", "7", "--by", "thu-ky", "--at", "2025-12-02 09:00")

    out = run("ledger", "verify").output

    assert "SC948" in out
    assert "2 bản ghi" in out
    assert "bản ghi thứ 3" in out


def test_a_head_is_looked_for_in_one_ledger(desk, run, tmp_path):
    text = (tmp_path / HERE / "campaign.yaml").read_text(encoding="utf-8")
    id = json.loads(desk("status", "--format", "json").stdout)["campaign"]
    (tmp_path / "khac.yaml").write_text(text.replace(f"id: {id}\n", "id: a-khac\n", 1), encoding="utf-8")
    head = json.loads(desk("status", "--format", "json").stdout)["ledger"]["head"]
    desk("init", "khac.yaml", *WHO)

    assert "--campaign" in run("ledger", "verify", "--head", head, code=2).output
    assert head in run("ledger", "verify", "--head", head, "--campaign", id).output
    assert "SC946" in run("ledger", "verify", "--head", head, "--campaign", "a-khac", code=5).output
    assert run("ledger", "verify").output.count("✓") == 2


def test_an_exported_ledger_is_told_with_its_own_head(desk, run, tmp_path):
    said = run("ledger", "export", "-o", "so.jsonl").output

    last = json.loads((tmp_path / "so.jsonl").read_bytes().splitlines()[-1])
    assert f"{last['seq']} bản ghi" in said
    assert last["hash"] in said


def test_an_empty_or_foreign_ledger_file_is_no_ledger(run, tmp_path):
    (tmp_path / "rong.jsonl").write_bytes(b"")
    (tmp_path / "la.jsonl").write_bytes(b'{"a":1}\n')

    with (tmp_path / "dai.jsonl").open("wb") as stream:
        stream.truncate(300_000_000)
    tracemalloc.start()
    assert "SC900" in run("ledger", "verify", tmp_path / "dai.jsonl", code=5).output
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert run("ledger", "verify", tmp_path / "rong.jsonl", code=5).exit_code == 5
    assert "SC900" in run("ledger", "verify", tmp_path / "la.jsonl", code=5).output


def test_compare_is_the_same_in_words_and_data_and_names_the_broken_file(desk, run, tmp_path):
    desk("results", "-o", "kq")
    file = "kq/xa-minh-hoa-k.json"
    data = json.loads((tmp_path / file).read_bytes())
    del data["classification"]["ladder"]
    (tmp_path / "hong.json").write_text(json.dumps(data), encoding="utf-8")

    shown = run("compare", file, file, "--claimed")
    rows = run("compare", file, file, "--format", "csv", "--all").stdout.splitlines()

    assert "điểm cơ quan tự chấm" in shown.output
    assert "Tổng điểm: 87,5 → 83,5" in shown.output or "Tổng điểm: 87,5" in shown.output
    assert rows[0].startswith("\ufeffCấp,Mã,Tên,A,B,")
    assert len(rows) == 1 + len(data["criteria"]) + len(data["groups"]) + 4
    for paths in ((file, "hong.json"), ("hong.json", file)):
        broken = run("compare", *paths, code=1)
        assert "classification.ladder: thiếu" in broken.output
        assert broken.output.count("SC612") == 1
        assert "hong.json" in broken.output
    assert "SC617" in run("compare", file, file, "--agency", "xa-minh-hoa-h", code=4).output


def test_kappa_is_asked_for_and_a_missing_library_leaves_the_rest(desk, run, monkeypatch):
    desk("results", "-o", "kq")
    file = "kq/xa-minh-hoa-k.json"
    plain = run("compare", file, file).stdout
    monkeypatch.setattr("scoring.review.agreement.installed", lambda: False)

    asked = run("compare", file, file, "--agreement")

    assert "appa" not in plain
    assert "pip install 'chamdiem[agreement]'" in asked.stderr
    assert asked.stdout.startswith(plain)
    assert "chưa cài nltk" in asked.stdout


def test_an_instant_ahead_of_the_clock_is_refused_at_the_command(desk):
    before = entries(desk)
    far = ("--at", "2999-01-01 08:00")

    assert "SC917" in desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", *far, code=1).output
    assert "SC917" in desk("lock", "nop", "--by", "thu-ky", *far, code=1).output
    init = ("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", *far, "--store", "moi.db")
    assert "SC917" in desk(*init, code=1).output
    assert entries(desk) == before


def test_who_dates_an_act_back_is_warned_and_deadlines_do_not_move_with_it(desk):
    early = desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-01 09:00")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    late = desk("submit", f"{HERE}/ho-so/xa-minh-hoa-p.yaml", "--at", "2025-12-11 09:00", code=1).output

    assert "SC918" in early.output
    assert "SC920" in late
    assert "mở lại (`reopen`)" in late


def test_late_rounds_are_locked_with_a_deadline_of_their_own(desk):
    who = ("--by", "thu-ky")
    desk("lock", "nop", *who, "--at", "2025-12-13 08:00")
    desk("lock", "vong-1", *who, "--at", "2025-12-20 08:00")
    again = ("reopen", "xa-minh-hoa-l", "nop", *who, "--second", "chu-tich", "--reason", "Mất điện")
    second = ("--by", "chu-tich", "--at")
    desk(*again, "--until", "2052-12-23", "--at", "2025-12-21 08:00")
    desk("confirm", "xa-minh-hoa-l", "5", *second, "2025-12-21 08:30")
    assert "23/12/2052" in desk("lock", "nop", *who, "--at", "2025-12-21 09:00", code=1).output
    desk(*again, "--until", "2025-12-23", "--at", "2025-12-21 09:00")
    desk("confirm", "xa-minh-hoa-l", "7", *second, "2025-12-21 09:00")
    desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-22 09:00")

    refused = desk("lock", "nop", *who, "--at", "2025-12-23 08:00", code=1).output
    told = desk("lock", "nop", *who, "--at", "2025-12-23 08:00", "--until", "2025-12-26").output

    assert "SC919" in refused
    assert "xa-minh-hoa-l" in refused
    assert "--until" in refused
    assert "26/12/2025" in told
    assert "26/12/2025" in desk("status", "--as-of", "2025-12-24").output
    assert "26/12/2025" in desk("history", "xa-minh-hoa-l").output


def test_a_bundle_received_too_late_is_refused_as_late_and_not_as_a_broken_ledger(desk, run):
    run("bundle", "export", "-o", "di.zip")
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "di.zip", "--store", "xa.db")
    late = f"{HERE}/ho-so/xa-minh-hoa-l.yaml"
    desk("submit", late, "--store", "xa.db", "--at", "2025-12-12 10:00")
    run("bundle", "export", "-o", "ve.zip", "--agency", "xa-minh-hoa-l", "--store", "xa.db")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    take = ("bundle", "import", "ve.zip", "--received")

    refused = run(*take, "2025-12-12 16:00", code=1).output
    assert "SC920" in refused
    again = ("reopen", "xa-minh-hoa-l", "nop", "--by", "thu-ky", "--second", "chu-tich")
    desk(*again, "--until", "2025-12-14", "--reason", "USB nộp trong hạn", "--at", "2025-12-13 09:00")
    assert "SC920" in run(*take, "2025-12-13 09:00", code=1).output
    desk("confirm", "xa-minh-hoa-l", "4", "--by", "chu-tich", "--at", "2025-12-13 09:00")
    run(*take, "2025-12-13 09:05")

    assert "đã nộp" in desk("status", "--as-of", "2025-12-13 09:10").output
    assert entries(desk) == 6


def test_points_below_zero_are_typed_as_they_are(desk):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    who = ("--by", "thanh-vien-2", "--at", "2025-12-15 08:00")
    why = ("--reason", "Báo cáo chậm", "--cause", "late")

    assert "T.1 – −0,5 điểm" in desk("appraise", "xa-minh-hoa-k", "T.1", "-0,5", *who, *why).output
    desk("appraise", "xa-minh-hoa-k", "T.1", "-5x", *who, *why, code=2)


def test_a_dossier_is_handed_in_by_its_own_agency(desk):
    told = desk("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--by", "thu-ky", code=1).output

    assert "SC938" in told
    assert "--by xa-minh-hoa-l" in told


def test_the_status_fits_the_screen_and_marks_deadlines_of_their_own(desk, run):
    desk("return", "xa-minh-hoa-k", "--by", "thu-ky", "--until", "2025-12-20", "--reason", "Thiếu biên bản", "--at",
         "2025-12-09 08:00")  # fmt: skip
    out = run("campaign", "status", "--as-of", "2025-12-15", env={"COLUMNS": "80"}).output
    rows = json.loads(desk("status", "--as-of", "2025-12-15", "--format", "json").stdout)

    assert all(len(line) <= 80 for line in out.splitlines()[:-1])
    assert "hạn 12/12/2025: 1 bị trả lại, 5 chưa nộp" in out
    assert "riêng" in out
    assert "quá 3" in out
    assert "Chưa nộp hồ sơ (6): " in out
    assert [one["own_deadline"] for one in rows["agencies"]] == [True, *[False] * 5]


def test_locking_a_round_tells_what_nobody_appraised(desk):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    told = desk("lock", "vong-1", "--by", "thu-ky", "--at", "2025-12-20 08:00").output

    assert "SC860" in told
    assert "Ủy ban nhân dân xã Minh Họa K (hư cấu) (VII.3)" in told


def test_who_is_refused_because_others_acted_meanwhile_is_told(desk):
    from scoring.app.campaign.session import Session
    from scoring.review.state import Refused

    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    act = {"agency": "xa-minh-hoa-k", "criterion": "IV.2", "reason": "x"}
    with Session("so-cai.db") as one, Session("so-cai.db") as other:
        drafts = [
            each.draft("appraised", by, "2025-12-14T01:00:00Z", points=points, causes={"late": gap}, **act)
            for each, by, points, gap in ((one, "chu-tich", "2", "-2"), (other, "thanh-vien-2", "3", "-1"))
        ]  # fmt: skip
        assert other.state.head.seq == 3
        one.act(drafts[:1])
        with pytest.raises(Refused) as error:
            other.act(drafts[1:])

    assert [x.code for x in error.value.diagnostics] == ["SC928", "SC861"]


def test_an_act_whose_turn_was_lost_is_checked_against_the_ledger_as_it_is_then(desk, monkeypatch):
    from scoring.app.campaign.session import Session
    from scoring.store.sql import LedgerView, SqlStore

    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    append, act = SqlStore.append, {"agency": "xa-minh-hoa-k", "points": "0"}

    def losing(store, campaign, drafts, check=None, expected_head=None, sign=None, erase=()):
        """The first turn is lost after the check, and somebody else writes before the second one."""
        monkeypatch.setattr(SqlStore, "append", append)
        store.transaction(lambda connection: check(LedgerView(connection, campaign)))
        with Session("so-cai.db") as other:
            drafted = other.draft(
                "appraised", "chu-tich", at, **act, criterion="II.1", reason="x", causes={"late": gap("II.1")}
            )
            other.act([drafted])
        return append(store, campaign, drafts, check, expected_head, sign, erase)

    at = "2025-12-14T01:00:00Z"
    with Session("so-cai.db") as one:
        claimed = one.state.agencies["xa-minh-hoa-k"].submission.claimed

        def gap(criterion):
            return str(-claimed[criterion])

        drafts = [
            one.draft("appraised", "chu-tich", at, **act, criterion="I.1", reason="x", causes={"late": gap("I.1")})
        ]
        monkeypatch.setattr(SqlStore, "append", losing)
        entries = one.act(drafts)

        lines = one.state.agencies["xa-minh-hoa-k"].lines
        assert entries[0].seq == 5
        assert one.state.head == entries[0].head
        assert {id: [x.seq for x in line.figures] for id, line in lines.items()} == {"II.1": [4], "I.1": [5]}


def test_what_was_computed_from_the_ledger_as_read_is_not_written_to_another(desk):
    from scoring.app.campaign.session import Session
    from scoring.review.chain import Conflict

    with Session("so-cai.db") as one:
        draft = one.draft("withdrawn", "xa-minh-hoa-k", "2025-12-09T01:00:00Z", agency="xa-minh-hoa-k")
        assert one.state.head.seq == 2
        desk("sample", "1", "--seed", "7", "--by", "thu-ky", "--at", "2025-12-09 08:00")
        with pytest.raises(Conflict):
            one.act([draft], unchanged_ledger=True)
        assert one.act([draft])[0].seq == 4


def test_what_a_decision_refuses_or_corrects_must_be_in_the_dossier(desk, tmp_path):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    told = ("--by", "chu-tich", "--at", "2025-12-14 08:00", "--reason", "x", "--cause", "late")
    one = ("appraise", "xa-minh-hoa-k", "IV.2", "2", *told)
    before = entries(desk)

    slip = desk(*one, "--refuse", "ke-hoach-nam", "--refuse", "ke-hoach-nan", code=1).output
    assert "SC863" in slip
    assert "ke-hoach-nan" in slip
    assert "SC863" in desk(*one, "--number", "ngay_tiep=18", code=1).output
    for value in ("ngay_da_tiep", "ngay_da_tiep=hai"):
        assert "SC864" in desk(*one, "--number", value, code=1).output
    file = (
        "decisions:\n  - {agency: xa-minh-hoa-k, criterion: IV.2, points: 2, reason: x, cause: late, refused: [la]}\n"
    )
    (tmp_path / "qd.yaml").write_text(file, encoding="utf-8")
    assert "qd.yaml:2" in desk("appraise", "--file", "qd.yaml", *told[:4], code=1).output
    assert entries(desk) == before

    desk(*one, "--refuse", "ke-hoach-nam", "--number", "ngay_da_tiep=18,5")
    assert entries(desk) == before + 1


def test_a_dossier_saved_anew_while_it_is_evaluated_is_not_handed_in(desk, tmp_path, monkeypatch):
    from scoring.app.campaign import submission

    shutil.copy(tmp_path / HERE / "ho-so" / "xa-minh-hoa-l.yaml", tmp_path / "l.yaml")
    before = entries(desk)
    assess = submission.assess

    def saved(*args):
        with (tmp_path / "l.yaml").open("a", encoding="utf-8") as stream:
            stream.write("# thêm\n")
        return assess(*args)

    monkeypatch.setattr(submission, "assess", saved)
    assert "SC609" in desk("submit", "l.yaml", "--at", "2025-12-09 09:00", code=5).output
    assert entries(desk) == before
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    desk("submit", "l.yaml", "--at", "2025-12-09 09:00")


def test_two_files_of_one_name_are_not_handed_in_as_one(desk, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.pdf").write_text(folder)

    told = desk(
        "appeal", "IV.2", "--by", "xa-minh-hoa-k", "--reason", "x", "--attach", "a/x.pdf", "--attach", "b/x.pdf", code=2
    )
    assert "x.pdf" in told.output


def test_a_sample_can_be_had_as_data(desk, tmp_path):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    drawn = desk("sample", "3", "--seed", "54", "--by", "thu-ky", "--at", "2025-12-16 08:00", "--format", "json")  # fmt: skip
    again = desk("sample", "3", "--seed", "54", "--by", "thu-ky", "--at", "2025-12-16 09:00", "--format", "json", "-o", "mau.json")  # fmt: skip
    data = json.loads(drawn.stdout)

    assert len(data["items"]) == 3
    assert {"agency", "name", "criterion", "title", "risk", "stake"} <= data["items"][0].keys()
    assert (data["seed"], data["ledger"]["entries"]) == ("54", data["entry"])
    assert data["banner"].startswith("Thang điểm làm việc")
    assert again.stdout == ""
    assert json.loads((tmp_path / "mau.json").read_bytes())["items"] == data["items"]


def test_a_campaign_whose_stages_are_over_when_it_is_opened_is_warned_of(desk):
    args = ("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--store")
    late = desk(*args, "muon.db", "--at", "2025-12-15 08:00").output
    fine = desk(*args, "dung.db", "--at", "2025-11-15 08:00").output

    assert "SC862" in late
    assert "Nộp hồ sơ (12/12/2025)" in late
    assert "vòng 1" not in late
    assert "SC862" not in fine


def test_the_status_names_who_still_has_to_appraise_how_much(desk):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    desk("appraise", "xa-minh-hoa-k", "I.1", "3", "--by", "thanh-vien-1", "--at", "2025-12-15 08:00")
    found = json.loads(desk("status", "--as-of", "2025-12-15", "--format", "json").stdout)

    # Member 3 shares a field with member 2, who answers for it; 31 criteria, one of them done.
    assert found["appraisers"] == [
        {"id": "thanh-vien-1", "title": "Thành viên thẩm định 1", "agencies": 1, "criteria": 12},
        {"id": "thanh-vien-2", "title": "Thành viên thẩm định 2", "agencies": 1, "criteria": 18},
    ]
    told = desk("status", "--as-of", "2025-12-15", "--brief").output
    assert "Thành viên thẩm định 1: 12 tiêu chí (1 cơ quan)" in told
    assert "Thẩm định vòng 1, hạn 19/12/2025: 1 đã nộp" in told
    assert "xa-minh-hoa-k  " not in told
