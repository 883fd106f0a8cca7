"""Hiding does not pay: facts the appraising body establishes count as if the agency had declared them."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scoring.app.campaign import acts, overviews
from scoring.app.campaign.decisions import appraise, decide
from scoring.app.campaign.facts import establish
from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.publication import publish
from scoring.app.campaign.results import discrepancies
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.app.ledger import verify_ledgers
from scoring.app.observer import Recorder
from scoring.errors import InvalidInput
from scoring.evidence.load import load_dossier
from scoring.reports.appraisal import AppraisalView
from scoring.reports.explain import explain
from scoring.reports.official_appraisal import appraisal
from scoring.reports.view import View
from scoring.result.read import from_bytes
from scoring.review.decisions import Decision
from scoring.review.facts import Fact
from scoring.review.history_words import entry_text
from scoring.review.state import Refused

SCHEME = """\
format: 1
id: thu
title: Bộ thử
status: working
banner: Thang thử
rounding: {at: total, mode: half_up, step: 0.01}
policies: {not_applicable: drop, closing: {open_lists: as_declared, not_declared: zero}}
blocks:
  - {id: xa, title: Khối xã, set: xa, ladder: xa}
evidence_kinds:
  khieu-nai:
    title: Khiếu nại đông người
    fields:
      xong: {title: Đã giải quyết, type: yes_no, required: true}
      so_nguoi: {title: Số người, type: number}
  bao-cao: {title: Báo cáo}
ladders:
  xa:
    classes:
      - {id: xuat-sac, title: Xuất sắc, from: 90}
      - {id: tot, title: Tốt, from: 80, below: 90}
      - {id: kha, title: Khá, below: 80}
    ceilings:
      - {id: khieu-nai, title: Có khiếu nại đông người chưa giải quyết, class: kha, when: {finding: khieu-nai-chua-xong}}
    outside:
      - {id: khong-xep, title: Không xếp loại, when: {measure: dong_nguoi, at_least: 3}}
rules:
  - id: khieu-nai-chua-xong
    title: Khiếu nại đông người chưa giải quyết
    when: {all: [{vu: {kind: khieu-nai, xong: false}}]}
sets: [sets/xa.yaml]
"""
SET = """\
format: 1
set: xa
title: Cấp xã
maximum: 100
measures:
  dong_nguoi: {title: Số vụ khiếu nại đông người, count: {kind: khieu-nai}}
  phai_hoa_giai: {declared: Số vụ phải hòa giải}
  hoa_giai_xong: {declared: Số vụ hòa giải xong, at_most: phai_hoa_giai}
  ty_le: {ratio: [hoa_giai_xong, phai_hoa_giai], when_zero: not_applicable}
  diem_khac: {declared: Điểm việc khác}
groups:
  - id: I
    title: Trật tự
    maximum: 100
    criteria:
      - id: I.1
        title: Không để khiếu nại đông người
        maximum: 10
        score: {deduct: {of: dong_nguoi, points: 2}}
      - {id: I.2, title: Hòa giải, maximum: 20, score: {proportional: {of: ty_le}}}
      - {id: I.3, title: Việc khác, maximum: 70, score: {per_item: {of: diem_khac, points: 1}}}
"""

CAMPAIGN = """\
format: 1
id: dot
title: Đợt thử
period: 2025
scheme: thu
agencies:
  - {id: xa-giau, name: UBND xã Giấu, block: xa, level: xa}
  - {id: xa-khai, name: UBND xã Khai, block: xa, level: xa}
people:
  - {id: thu-ky, title: Thư ký, role: secretary}
  - {id: tv, title: Thành viên, role: member}
  - {id: tv-2, title: Thành viên hai, role: member, fields: [I.3]}
  - {id: chu-tich, title: Chủ tịch hội đồng, role: chair}
  - {id: ubnd, title: UBND tỉnh, role: decider}
stages:
  - {id: nop, kind: submission, title: Nộp, deadline: 2026-01-10}
  - {id: vong-1, kind: appraisal, title: Vòng 1, deadline: 2026-01-20}
  - {id: giai-trinh, kind: explanation, title: Giải trình, deadline: 2026-01-25}
  - {id: hoi-dong, kind: council, title: Hội đồng, deadline: 2026-01-30}
  - {id: cong-bo, kind: publication, title: Công bố, deadline: 2026-02-05}
  - {id: kien-nghi, kind: appeal, title: Kiến nghị, deadline: 2026-02-20}
final: [hoi-dong, vong-1, claimed, computed]
"""
DOSSIER = """\
format: 1
period: 2025
agency: {{id: {id}, name: {name}, block: xa}}
complete: true
numbers: {{phai_hoa_giai: 5, hoa_giai_xong: 5, diem_khac: {other}}}
claims: {{I.1: {claim}, I.2: 20, I.3: {other}}}
evidence:
  - {{id: bc, kind: bao-cao, title: Báo cáo năm, date: 2025-12-20}}
{more}
"""
COMPLAINT = "  - {id: kn, kind: khieu-nai, title: Khiếu nại ở chợ, date: 2025-05-09, fields: {xong: không}}"
RECORD = {"kind": "khieu-nai", "date": "2025-05-09", "fields": {"xong": "không", "so_nguoi": "40"}}
HIDDEN = Fact(agency="xa-giau", reason="Xã không khai", source="Công văn 12 của Thanh tra", record=RECORD)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A campaign of two communes, alike but that one declares a mass complaint and the other does not, in round 1."""
    monkeypatch.chdir(tmp_path)
    Path("criteria/thu/sets").mkdir(parents=True)
    Path("criteria/thu/scheme.yaml").write_text(SCHEME, encoding="utf-8")
    Path("criteria/thu/sets/xa.yaml").write_text(SET, encoding="utf-8")
    Path("campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    dossier("xa-giau", "UBND xã Giấu", 10, 70)
    dossier("xa-khai", "UBND xã Khai", 8, 69, COMPLAINT)
    open_campaign("kho.db", Path("campaign.yaml"), by="thu-ky", at="2026-01-02T01:00:00Z")
    with Session("kho.db") as session:
        for id in ("xa-giau", "xa-khai"):
            submit(session, load_dossier(f"{id}.yaml"), at="2026-01-05T01:00:00Z")
        acts.lock(session, "nop", by="thu-ky", at="2026-01-11T01:00:00Z")
    return "kho.db"


@pytest.fixture
def session(store):
    with Session(store, observer=Recorder(), clock=lambda: datetime(2026, 3, 1, tzinfo=UTC)) as one:
        yield one


def dossier(id, name, claim, other, more=""):
    text = DOSSIER.format(id=id, name=name, claim=claim, other=other, more=more)
    Path(f"{id}.yaml").write_text(text, encoding="utf-8")


def found(session, *facts, by="tv", day="12", **more):
    return establish(session, facts or [HIDDEN], by=by, at=f"2026-01-{day}T01:00:00Z", **more)


def to_publication(session):
    acts.lock(session, "vong-1", by="thu-ky", at="2026-01-21T01:00:00Z")
    acts.lock(session, "giai-trinh", by="thu-ky", at="2026-01-26T01:00:00Z")
    acts.lock(session, "hoi-dong", by="thu-ky", at="2026-01-31T01:00:00Z")


def published(session, decision="1/QĐ", at="2026-02-01T01:00:00Z"):
    return publish(session, decision, by="ubnd", at=at)


def results(one):
    return {id: from_bytes(data) for id, data in one.files.items()}


def codes(session):
    return [one.code for one in session.observer.found]


def rows(session):
    return {(x.agency, x.criterion): x for x in discrepancies(session).criteria}


def refused(session, fact, **more):
    """The codes with which a fact is refused; nothing is entered."""
    before = session.state.head
    with pytest.raises(InvalidInput) as error:
        found(session, fact, **more)
    assert session.state.head == before == session.store.head(session.campaign)
    return [one.code for one in error.value.diagnostics]


def test_who_hides_a_complaint_that_nobody_establishes_is_first_and_publication_warns_of_points_by_hand(session):
    lower = Decision(agency="xa-giau", criterion="I.1", points="8", reason="Có khiếu nại", causes={"judgement": ""})
    appraise(session, [lower], by="tv", at="2026-01-12T01:00:00Z")
    to_publication(session)
    one = results(published(session))

    assert one["xa-giau"].classification.certain == "xuat-sac"
    assert one["xa-khai"].classification.certain == "kha"
    (warning,) = (one for one in session.observer.found if one.code == "SC881")
    assert warning.message("vi") == (
        "xa-giau, I.1: điểm chấm tay 8 (bản ghi 5) thấp hơn điểm tính từ hồ sơ (10), "
        "mà số đếm được vẫn là 0: Số vụ khiếu nại đông người"
    )


def test_an_established_complaint_gives_points_finding_ceiling_class_and_rank_as_a_declared_one_does(session):
    (entry,), (effect,) = found(session)
    assert entry.data["certain"] == {"I.1": "8"}
    assert [x.classification.certain for x in (effect.before, effect.after)] == ["xuat-sac", "kha"]
    to_publication(session)
    one = published(session)
    hiding, declaring = (results(one)[id] for id in ("xa-giau", "xa-khai"))

    assert hiding.classification.certain == declaring.classification.certain == "kha"
    assert [x.id for x in hiding.findings] == [x.id for x in declaring.findings] == ["khieu-nai-chua-xong"]
    points = [next(x.certain for x in result.criteria if x.id == "I.1") for result in (hiding, declaring)]
    assert points == ["8.00", "8.00"]
    assert [(row.rank, row.result.agency.id, row.result.total.certain) for row in one.ranked["xa"]] == [
        (1, "xa-giau", "98.00"),
        (2, "xa-khai", "97.00"),
    ]
    assert "SC881" not in codes(session)
    row = rows(session)["xa-giau", "I.1"]
    assert (row.claimed, row.computed, row.final, row.gap, row.causes) == ("10", "10", "8", "-2", {"facts": "-2"})
    assert list(verify_ledgers("kho.db"))


def test_the_history_says_what_was_found_where_why_and_what_it_leads_to(session):
    found(session)
    entry = overviews.history(session, "xa-giau")[-1]
    assert entry_text(entry, "xa-giau", session.state.opened) == (
        "td1 (khieu-nai) “Khiếu nại đông người”: 2025-05-09; so_nguoi = 40, xong = không; "
        "nguồn: Công văn 12 của Thanh tra; tính lại: I.1 = 8; “Xã không khai”"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "khieu-nai-x"}, "SC403"),
        ({"fields": {"xong": "chưa rõ"}}, "SC435"),
        ({"fields": {"xong": "không", "so_nguoi": "nhiều"}}, "SC435"),
        ({"fields": {}}, "SC434"),
        ({"fields": {"xong": "không", "la": "1"}}, "SC404"),
        ({"date": "2024-05-09"}, "SC420"),
        ({"id": "bc"}, "SC418"),
        ({"criteria": ["IX.1"]}, "SC401"),
        ({"date": "hôm qua"}, "SC933"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_when_it_is_written(session, changes, code):
    fact = Fact(agency="xa-giau", reason="x", source="y", record={**RECORD, **changes})
    assert refused(session, fact) == [code]


def test_the_same_record_is_not_established_twice_by_mistake(session):
    found(session)
    assert refused(session, HIDDEN) == ["SC820"]
    found(session, Fact(agency="xa-giau", reason="x", source="y", record={**RECORD, "title": "Vụ khác"}))
    assert rows(session)["xa-giau", "I.1"].final == "6"


def test_a_fact_without_content_source_or_reason_is_refused_and_so_is_who_may_not_establish_one(session):
    assert refused(session, Fact(agency="xa-giau", reason="x")) == ["SC880"]
    assert refused(session, Fact(agency="xa-giau", reason="x", record=RECORD)) == ["SC880"]
    assert refused(session, Fact(agency="xa-giau", source="y", record=RECORD)) == ["SC923"]
    assert refused(session, Fact(agency="xa-la", reason="x", numbers={"diem_khac": "1"})) == ["SC924"]
    assert refused(session, Fact(agency="xa-giau", reason="x", numbers={"la": "1"})) == ["SC402"]
    assert refused(session, Fact(agency="xa-giau", reason="x", numbers={"diem_khac": "có"})) == ["SC413"]
    assert refused(session, Fact(agency="xa-giau", reason="x", lists={"la": "open"})) == ["SC403"]
    assert refused(session, HIDDEN, by="thu-ky") == ["SC921"]
    assert refused(session, HIDDEN, by="xa-giau") == ["SC921"]
    assert refused(session, HIDDEN, day="28") == ["SC922"]


@pytest.mark.parametrize("claimed", [True, False])
def test_a_number_makes_criteria_apply_that_the_agency_said_do_not(session, claimed):
    acts.return_dossier(session, "xa-giau", until=date(2026, 1, 15), by="tv", reason="Xem lại",
                        at="2026-01-12T01:00:00Z")  # fmt: skip
    path = Path("xa-giau.yaml")
    text = re.sub(r"_giai: 5|_xong: 5", lambda x: x[0][:-1] + "0", path.read_text("utf-8"))
    path.write_text(text if claimed else text.replace("I.2: 20, ", ""), "utf-8")
    submit(session, load_dossier(path), at="2026-01-13T01:00:00Z")
    acts.lock(session, "nop", by="thu-ky", at="2026-01-13T02:00:00Z")
    assert ("xa-giau", "I.2") not in rows(session)
    fact = Fact(agency="xa-giau", reason="Sổ hòa giải", numbers={"phai_hoa_giai": "4", "hoa_giai_xong": "1"})
    found(session, fact, day="14")

    row = rows(session)["xa-giau", "I.2"]
    assert (row.computed, row.final) == (None, "5")
    assert (row.claimed, row.causes) == (("20", {"facts": "-15"}) if claimed else (None, {}))
    to_publication(session)
    row = next(x for x in results(published(session))["xa-giau"].criteria if x.id == "I.2")
    assert (row.status, row.certain) == ("scored", "5.00")


def test_a_statement_that_something_does_not_apply_is_overruled_by_what_is_found_of_it(session):
    path = Path("xa-giau.yaml")
    acts.return_dossier(session, "xa-giau", until=date(2026, 1, 15), by="tv", reason="Xem lại",
                        at="2026-01-12T01:00:00Z")  # fmt: skip
    path.write_text(path.read_text("utf-8") + "not_applicable: [{criterion: diem_khac, reason: Không có}]\n", "utf-8")
    submit(session, load_dossier(path), at="2026-01-13T01:00:00Z")
    acts.lock(session, "nop", by="thu-ky", at="2026-01-13T02:00:00Z")
    (entry,), _ = found(session, Fact(agency="xa-giau", reason="Có", numbers={"diem_khac": "7"}), day="14")

    assert entry.data["applies"] == ["diem_khac"]
    assert entry.data["certain"] == {"I.3": "7"}


def test_an_incomplete_list_leaves_points_open_until_it_is_closed_or_somebody_appraises(session):
    _, (effect,) = found(session, Fact(agency="xa-giau", reason="Còn vụ chưa rõ", lists={"khieu-nai": "open"}))
    assert [one.code for one in effect.problems] == ["SC883"]
    assert rows(session)["xa-giau", "I.1"].final is None
    assert session.state.agencies["xa-giau"].line("I.1").open_since

    found(session, Fact(agency="xa-giau", reason="Đã rà soát", lists={"khieu-nai": "closed"}))
    assert rows(session)["xa-giau", "I.1"].final == "10"

    found(session, Fact(agency="xa-giau", reason="Lại có tin", lists={"khieu-nai": "open"}))
    given = Decision(agency="xa-giau", criterion="I.1", points="6", reason="Theo biên bản", causes={"judgement": ""})
    appraise(session, [given], by="tv", at="2026-01-13T01:00:00Z")
    assert rows(session)["xa-giau", "I.1"].final == "6"
    to_publication(session)
    assert results(published(session))["xa-giau"].classification.certain is None
    assert codes(session).count("SC821") == 1


def test_of_points_by_hand_and_points_by_facts_the_later_hold(session):
    lower = Decision(agency="xa-giau", criterion="I.1", points="9", reason="Chậm", causes={"late": ""})
    appraise(session, [lower], by="tv", at="2026-01-12T01:00:00Z")
    _, (effect,) = found(session)
    assert [one.code for one in effect.problems] == ["SC882"]
    assert rows(session)["xa-giau", "I.1"].final == "8"

    again = Decision(agency="xa-giau", criterion="I.1", points="7", reason="Vẫn chậm", causes={"late": ""})
    appraise(session, [again], by="tv", at="2026-01-13T01:00:00Z")
    row = rows(session)["xa-giau", "I.1"]
    assert (row.final, row.causes) == ("7", {"facts": "-1", "late": "-2"})

    one = Fact(agency="xa-giau", reason="Báo cáo", source="Sổ", record={"kind": "bao-cao", "date": "2025-07-01"})
    _, (effect,) = found(session, one, day="14")
    assert rows(session)["xa-giau", "I.1"].final == "7", "a fact that changes nothing here leaves the points by hand"
    assert [one.code for one in effect.problems] == ["SC887"]


def test_an_undone_fact_is_forgotten_and_the_others_hold(session):
    (first,), _ = found(session)
    (second,), _ = found(
        session, Fact(agency="xa-giau", reason="Vụ hai", source="y", record=RECORD | {"date": "2025-06-01"})
    )
    assert rows(session)["xa-giau", "I.1"].final == "6"
    acts.undo(session, "xa-giau", first.seq, by="chu-tich", reason="Nhầm", at="2026-01-14T01:00:00Z")
    row = rows(session)["xa-giau", "I.1"]
    assert (row.final, row.causes) == ("8", {"facts": "-2"})
    acts.undo(session, "xa-giau", second.seq, by="tv", reason="Nhầm", at="2026-01-14T02:00:00Z")
    assert rows(session)["xa-giau", "I.1"].final == "10"
    with pytest.raises(Refused):
        acts.undo(session, "xa-giau", second.seq, by="tv", reason="Nhầm", at="2026-01-14T03:00:00Z")
    to_publication(session)
    assert results(published(session))["xa-giau"].classification.certain == "xuat-sac"


def test_points_by_hand_that_rest_on_a_fact_are_undone_before_it(session):
    (fact,), _ = found(session)
    again = Decision(agency="xa-giau", criterion="I.1", points="7", reason="Chậm", causes={"late": ""})
    (figure,) = appraise(session, [again], by="tv", at="2026-01-13T01:00:00Z")
    with pytest.raises(Refused, match="SC932"):
        acts.undo(session, "xa-giau", fact.seq, by="tv", reason="Nhầm", at="2026-01-14T01:00:00Z")
    acts.undo(session, "xa-giau", figure.seq, by="tv", reason="Nhầm", at="2026-01-14T01:00:00Z")
    acts.undo(session, "xa-giau", fact.seq, by="tv", reason="Nhầm", at="2026-01-14T01:00:00Z")
    assert rows(session)["xa-giau", "I.1"].final == "10"


def test_the_agency_explains_itself_on_a_fact_and_an_upheld_appeal_sets_it_aside(session):
    (fact,), _ = found(session)
    acts.lock(session, "vong-1", by="thu-ky", at="2026-01-21T01:00:00Z")
    acts.explain(session, fact=fact.seq, by="xa-giau", reason="Vụ ấy của xã bên", at="2026-01-22T01:00:00Z")
    with pytest.raises(Refused, match="SC885"):
        acts.explain(session, fact=1, by="xa-giau", reason="x", at="2026-01-22T01:00:00Z")
    acts.lock(session, "giai-trinh", by="thu-ky", at="2026-01-26T01:00:00Z")
    acts.lock(session, "hoi-dong", by="thu-ky", at="2026-01-31T01:00:00Z")
    published(session)
    acts.explain(session, fact=fact.seq, appeal=True, by="xa-giau", reason="Của xã bên", at="2026-02-06T01:00:00Z")
    about = Decision(agency="xa-giau", criterion="", points="", reason="Đúng là của xã bên")
    ruling = decide(session, about, by="ubnd", fact=fact.seq, at="2026-02-07T01:00:00Z")

    assert [x.classification.certain for x in (ruling.before, ruling.after)] == ["kha", "xuat-sac"]
    again = published(session, "2/QĐ", "2026-02-08T01:00:00Z")
    assert results(again)["xa-giau"].classification.certain == "xuat-sac"
    assert rows(session)["xa-giau", "I.1"].final == "10"


def test_a_rejected_appeal_against_a_fact_leaves_it_in_force(session):
    (fact,), _ = found(session)
    to_publication(session)
    published(session)
    acts.explain(session, fact=fact.seq, appeal=True, by="xa-giau", reason="x", at="2026-02-06T01:00:00Z")
    about = Decision(agency="xa-giau", criterion="", points="", reason="Không có căn cứ")
    ruling = decide(session, about, by="ubnd", fact=fact.seq, accepted=False, at="2026-02-07T01:00:00Z")
    assert ruling.after.classification.certain == "kha"


def test_facts_lapse_with_a_new_dossier_and_publication_says_so_until_they_are_established_again(session):
    found(session)
    acts.return_dossier(session, "xa-giau", until=date(2026, 1, 15), by="tv", reason="Bổ sung",
                        at="2026-01-12T02:00:00Z")  # fmt: skip
    submit(session, load_dossier("xa-giau.yaml"), at="2026-01-13T01:00:00Z")
    acts.lock(session, "nop", by="thu-ky", at="2026-01-13T02:00:00Z")
    assert rows(session)["xa-giau", "I.1"].final == "10"
    to_publication(session)
    published(session)
    assert codes(session).count("SC884") == 1


def test_a_fact_found_at_the_council_stands_before_points_given_in_an_earlier_round(session):
    kept = Decision(agency="xa-giau", criterion="I.1", points="10")
    appraise(session, [kept], by="tv", at="2026-01-12T01:00:00Z")
    acts.lock(session, "vong-1", by="thu-ky", at="2026-01-21T01:00:00Z")
    acts.lock(session, "giai-trinh", by="thu-ky", at="2026-01-26T01:00:00Z")
    establish(session, [HIDDEN], by="chu-tich", at="2026-01-27T01:00:00Z")
    row = rows(session)["xa-giau", "I.1"]
    assert (row.final, row.source) == ("8", "hoi-dong")


def test_files_of_a_fact_are_kept_and_go_with_its_record(session):
    Path("cong-van.pdf").write_bytes(b"%PDF")
    (entry,), (effect,) = found(
        session, Fact(agency="xa-giau", reason="x", source="y", record=RECORD, files=[Path("cong-van.pdf")])
    )
    assert entry.data["attachments"].keys() == {"cong-van.pdf"}
    assert session.store.has_attachment(entry.data["attachments"]["cong-van.pdf"])
    assert [one.code for one in effect.problems] == []


def test_the_result_and_its_papers_tell_the_fact_its_source_reason_and_what_the_agency_said(session):
    (fact,), _ = found(session, Fact(**{f: getattr(HIDDEN, f) for f in ("agency", "reason", "source", "record")},
                                     numbers={"diem_khac": "69"}))  # fmt: skip
    acts.lock(session, "vong-1", by="thu-ky", at="2026-01-21T01:00:00Z")
    acts.explain(session, fact=fact.seq, by="xa-giau", reason="Vụ của xã bên", at="2026-01-22T01:00:00Z")
    acts.lock(session, "giai-trinh", by="thu-ky", at="2026-01-26T01:00:00Z")
    acts.lock(session, "hoi-dong", by="thu-ky", at="2026-01-31T01:00:00Z")
    one = results(published(session))
    (row,) = one["xa-giau"].appraisal.facts
    assert (row.record, row.source, row.points) == ("td1", HIDDEN.source, {"I.1": "8.00", "I.3": "69.00"})
    assert (row.numbers["diem_khac"].declared, row.numbers["diem_khac"].found) == ("70", "69")
    assert "facts" not in json.loads(published(session).files["xa-khai"])["appraisal"]

    told = " ".join(text for step in AppraisalView(View(one["xa-giau"], "vi"), one["xa-giau"].appraisal).facts
                    for text in (step.what, step.who, step.remark))  # fmt: skip
    for text in ("td1", HIDDEN.source, HIDDEN.reason, "Điểm việc khác = 69 (cơ quan: 70)", "“Vụ của xã bên”"):
        assert text in told
    paper = appraisal(one["xa-giau"])
    assert [x.head.split(" (")[0] for x in paper.facts] == ["Sự việc", "Giải trình"]
    (evidence,) = (x for x in explain(one["xa-giau"], "I.1").sections if x.title == "Minh chứng")
    assert "cơ quan thẩm định ghi nhận (bản ghi 5), nguồn: Công văn 12" in dict(evidence.rows)["td1"]


@pytest.mark.parametrize(
    "record",
    [
        {"id": "td1", "kind": "k"},
        {"id": "td1", "kind": "k", "title": 5},
        {"id": "td1", "kind": "k", "title": "t", "fields": None},
        {"id": "td1", "kind": "k", "title": "t", "fields": {"x": 1}},
        {"id": "td1", "kind": "k", "title": "t", "fields": ["x"]},
        {"id": "td1", "kind": "k", "title": "t", "criteria": "I.1"},
        {"id": "td1", "kind": "k", "title": "t", "date": "hôm qua"},
        {"id": "td1", "kind": "k", "title": "t", "file": {"path": "x"}},
        {"id": "td1", "kind": "k", "title": "t", "la": "x"},
    ],
)
def test_a_ledger_from_elsewhere_holds_no_record_that_is_none(session, record):
    data = {"agency": "xa-giau", "reason": "x", "source": "y", "record": record}
    with pytest.raises(Refused, match="SC933"):
        session.act([session.draft("established", "tv", "2026-01-12T01:00:00Z", **data)])


@pytest.mark.parametrize(
    "effect",
    [
        {"certain": {"I.1": "11"}},
        {"certain": {"la": "1"}},
        {"attainable": {"la": "1"}},
        {"not_applicable": ["la"]},
        {"lists": {"khieu-nai": "la"}},
        {"numbers": {"diem_khac": " "}},
    ],
)
def test_a_ledger_from_elsewhere_holds_no_points_that_a_criterion_cannot_have(session, effect):
    data = {"agency": "xa-giau", "reason": "x", "applies": ["I.2"], **effect}
    before = session.state.agencies["xa-giau"].facts[:]
    with pytest.raises(Refused):
        session.trial([session.draft("established", "tv", "2026-01-12T01:00:00Z", **data)])
    assert session.state.agencies["xa-giau"].facts == before


def test_points_by_facts_come_only_with_acts_that_change_facts(session):
    lower = Decision(agency="xa-giau", criterion="I.1", points="8", reason="x", causes={"judgement": ""})
    (figure,) = appraise(session, [lower], by="tv", at="2026-01-12T01:00:00Z")
    data = {"agency": "xa-giau", "entry": figure.seq, "reason": "x", "certain": {"I.1": "9"}}
    with pytest.raises(Refused, match="SC933"):
        session.trial([session.draft("undone", "tv", "2026-01-12T02:00:00Z", **data)])
