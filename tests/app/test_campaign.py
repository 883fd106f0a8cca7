"""A whole campaign driven through the use cases, with a recorder in place of a screen."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scoring.app.bundles import bundle_contents, export_bundle, import_bundle
from scoring.app.campaign import acts, overviews
from scoring.app.campaign.decision_files import read_decision_file
from scoring.app.campaign.decision_sheet import decision_sheet
from scoring.app.campaign.decisions import appraise, decide
from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.publication import publish
from scoring.app.campaign.results import discrepancies, official_results
from scoring.app.campaign.sampling import draw_again, draw_sample
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.app.keys import key_codes, make_keys
from scoring.app.ledger import export_ledger, ledger_lines, verify_ledgers
from scoring.app.observer import Recorder
from scoring.app.stores import back_up_store, check_store, make_store
from scoring.errors import InvalidInput, NothingMatched, UsageProblem
from scoring.evidence.load import load_dossier
from scoring.review.decisions import Decision
from scoring.review.state import Refused
from scoring.signing import load_signer

ROOT = Path(__file__).parents[2]
HERE = ROOT / "evidence" / "chien-dich"
CAMPAIGN = HERE / "campaign.yaml"
FIRST, SECOND = "1/QĐ-UBND (hư cấu)", "2/QĐ-UBND (hư cấu)"
AGENCIES = [f"xa-minh-hoa-{letter}" for letter in "klmnpq"]


def dossier(letter):
    return load_dossier(HERE / "ho-so" / f"xa-minh-hoa-{letter}.yaml")


def decisions(number):
    return read_decision_file(HERE / "quyet-dinh" / f"vong-1-thanh-vien-{number}.yaml")


def open_at(place, as_of=None):
    return Session(str(place), as_of=as_of)


def play(place):
    """The campaign from its opening to the publication after the appeal; what each use case returned."""
    found = {"opened": open_campaign(str(place), CAMPAIGN, by="thu-ky", at="2025-11-20T01:00:00Z")}
    recorder = Recorder()
    with Session(str(place), observer=recorder) as one:
        for letter, at in (("k", "08T02:00"), ("l", "09T03:30"), ("p", "11T08:45"), ("q", "12T16:59")):
            found[letter] = submit(one, dossier(letter), at=f"2025-12-{at}:00Z")
        first = load_dossier(HERE / "nop-lan-dau" / "xa-minh-hoa-m.yaml")
        submit(one, first, at="2025-12-12T10:00:00Z")
        acts.return_dossier(one, "xa-minh-hoa-m", until=date(2025, 12, 15), by="thu-ky", reason="Thiếu biên bản",
                            at="2025-12-12T11:00:00Z")  # fmt: skip
        found["locked"] = acts.lock(one, "nop", by="thu-ky", at="2025-12-13T01:00:00Z")
        submit(one, dossier("m"), at="2025-12-15T09:20:00Z")
        found["locked again"] = acts.lock(one, "nop", by="thu-ky", at="2025-12-15T10:00:00Z")
        found["sample"] = draw_sample(one, 6, seed="2025-12-16", by="thu-ky", at="2025-12-16T01:00:00Z")
        found["sheet"] = decision_sheet(one, by="thanh-vien-1")
        for number in (1, 2, 3):
            rows, places = decisions(number)
            found[number] = appraise(
                one, rows, by=f"thanh-vien-{number}", places=places, at=f"2025-12-18T0{number}:00:00Z"
            )
        acts.lock(one, "vong-1", by="thu-ky", at="2025-12-19T10:00:00Z")
        acts.explain(one, "IV.2", by="xa-minh-hoa-k", reason="Bản có chữ ký", attachments=[CAMPAIGN],
                     at="2025-12-22T02:00:00Z")  # fmt: skip
        acts.lock(one, "giai-trinh", by="thu-ky", at="2025-12-25T01:00:00Z")
        appraise(
            one,
            [Decision(agency="xa-minh-hoa-k", criterion="IV.2", points="2")],
            by="thanh-vien-2",
            at="2025-12-26T03:00:00Z",
        )
        acts.lock(one, "vong-2", by="thu-ky", at="2025-12-31T01:00:00Z")
        raised = Decision(
            agency="xa-minh-hoa-q",
            criterion="VII.3",
            points="1.5",
            reason="Chấp nhận giải trình",
            causes={"judgement": ""},
        )
        appraise(one, [raised], by="chu-tich", at="2026-01-05T08:00:00Z")
        acts.lock(one, "hoi-dong", by="chu-tich", at="2026-01-06T10:00:00Z")
        found["published"] = publish(one, FIRST, by="ubnd-tinh", at="2026-01-12T02:00:00Z")
        acts.explain(one, "V.1", by="xa-minh-hoa-p", appeal=True, reason="Điều 3", at="2026-01-15T02:00:00Z")
        upheld = Decision(
            agency="xa-minh-hoa-p", criterion="V.1", points="4", causes={"evidence_refused": ""}, reason="Điều 3 có ghi"
        )
        found["decided"] = decide(one, upheld, by="ubnd-tinh", at="2026-01-19T02:00:00Z")
        found["published again"] = publish(one, SECOND, by="ubnd-tinh", at="2026-01-23T02:00:00Z")
    return found, recorder


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The store of the campaign, and what the use cases returned."""
    place = tmp_path_factory.mktemp("store") / "so-cai.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return place, *play(place)


@pytest.fixture
def place(played, tmp_path, monkeypatch):
    """A copy of the store, to be changed freely."""
    monkeypatch.chdir(ROOT)
    target = tmp_path / "so-cai.db"
    back_up_store(str(played[0]), target)
    return target


def totals(results):
    return {id: json.loads(data)["total"]["certain"] for id, data in results.items()}


def test_every_use_case_says_what_it_did(played):
    _, found, recorder = played

    assert found["opened"].campaign.id == "dan-van-2025"
    assert found["opened"].overdue == []
    assert (found["k"].agency, found["k"].entry.seq) == ("xa-minh-hoa-k", 2)
    assert found["k"].file == "xa-minh-hoa-k.yaml"
    assert found["locked"].missed == ["xa-minh-hoa-n"]
    assert found["locked"].moved_on == [f"xa-minh-hoa-{x}" for x in "klpq"]
    assert found["locked"].own_deadline == ["xa-minh-hoa-m"]
    assert found["locked again"].moved_on == ["xa-minh-hoa-m"]
    assert len(found["sample"].drawn) == 6
    assert {one.agency for one in found["sheet"]} == set(AGENCIES) - {"xa-minh-hoa-n"}
    assert {one.criterion.split(".")[0] for one in found["sheet"]} == {"I", "II", "III"}
    assert recorder.messages == []
    assert all(one.severity != "error" for one in recorder.found)


def test_what_is_published_is_ranked_and_kept_byte_for_byte(played):
    place, found, _ = played
    published = found["published"]

    assert totals(published.files) == {
        "xa-minh-hoa-k": "83.50", "xa-minh-hoa-l": "76.00", "xa-minh-hoa-m": "82.00", "xa-minh-hoa-p": "80.00",
        "xa-minh-hoa-q": "73.55",
    }  # fmt: skip
    assert [row.result.agency.id[-1] for row in published.ranked["xa"]] == list("kmplq")
    with open_at(place) as session:
        assert official_results(session, published=True) == found["published again"].files
        one = official_results(session, published=True, agency="xa-minh-hoa-p")
    assert list(one) == ["xa-minh-hoa-p"]


def test_published_results_can_be_made_again_from_the_ledger(played, monkeypatch):
    monkeypatch.chdir(ROOT)
    place, found, _ = played
    with open_at(place, as_of="2026-01-12T01:59:59Z") as session:
        again = official_results(session, decision=FIRST)

    assert again == found["published"].files


def test_an_appeal_tells_its_effect_before_and_after(played):
    decided = played[1]["decided"]

    assert decided.before.total.certain == "80.00"
    points = {one.id: one.certain for one in decided.after.criteria}
    assert points["V.1"] == "4.00"
    assert decided.entry.data["effect"]["after"]["total"] == decided.after.total.certain
    assert totals(played[1]["published again"].files)["xa-minh-hoa-p"] == decided.after.total.certain


def test_publishing_again_under_the_same_decision_writes_nothing(place):
    with open_at(place) as session:
        head = session.state.head
        found = publish(session, SECOND, by="ubnd-tinh")
        assert found.already
        assert found.seq == head.seq
        assert len(found.files) == 5
        assert session.store.head(session.campaign) == head


def test_status_history_and_discrepancies_are_read_at_any_instant(played):
    place = played[0]
    with open_at(place, as_of="2025-12-12T16:00:00Z") as session:
        then = overviews.status(session)
        assert session.today == date(2025, 12, 12)
    assert set(then.not_submitted) == {f"xa-minh-hoa-{letter}" for letter in "mnq"}
    with open_at(place) as session:
        story = [one.act for one in overviews.history(session, "xa-minh-hoa-m")]
        gaps = discrepancies(session, agency="xa-minh-hoa-q")
        with pytest.raises(NothingMatched):
            overviews.history(session, "xa-minh-hoa-z")
    assert story[:5] == ["opened", "submitted", "returned", "locked", "submitted"]
    assert {one.agency for one in gaps.criteria} == {"xa-minh-hoa-q"}


def test_a_sample_is_drawn_again_from_the_ledger_as_it_was(played):
    place, found, _ = played
    with open_at(place) as session:
        again = draw_again(session, found["sample"].entry.seq)
        with pytest.raises(UsageProblem):
            draw_again(session, 2)
    assert again.drawn == found["sample"].drawn
    assert again.basis == found["sample"].entry.seq - 1


def test_what_is_not_allowed_is_raised_and_nothing_is_written(place):
    with open_at(place) as session:
        head = session.state.head
        with pytest.raises(Refused) as late:
            acts.withdraw(session, by="xa-minh-hoa-k")
        with pytest.raises(UsageProblem) as twice:
            acts.explain(session, "V.1", by="xa-minh-hoa-k", appeal=True, attachments=[CAMPAIGN, CAMPAIGN])
        assert session.store.head(session.campaign) == head
    assert late.value.diagnostics[0].code == "SC920"
    assert "campaign.yaml" in twice.value.diagnostics[0].message("en")


def test_refused_decisions_of_a_file_are_all_told_with_their_places(place):
    rows, places = decisions(1)
    with open_at(place) as session, pytest.raises(InvalidInput) as error:
        appraise(session, rows, by="thanh-vien-1", places=places)

    assert {one.place for one in error.value.diagnostics} == set(places)


def test_the_clock_is_handed_in(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    place = str(tmp_path / "so-cai.db")
    early = lambda: datetime(2025, 11, 20, 1, tzinfo=UTC)  # noqa: E731
    with pytest.raises(Refused) as ahead:
        open_campaign(place, CAMPAIGN, by="thu-ky", at="2025-11-21T01:00:00Z", clock=early)
    assert ahead.value.diagnostics[0].code == "SC917"
    assert not Path(place).exists()
    opened = open_campaign(place, CAMPAIGN, by="thu-ky", clock=early)
    assert opened.state.last.at == "2025-11-20T01:00:00Z"
    recorder = Recorder()
    later = lambda: datetime(2025, 12, 9, 1, tzinfo=UTC)  # noqa: E731
    with Session(place, observer=recorder, clock=later) as session:
        assert submit(session, dossier("k")).entry.at == "2025-12-09T01:00:00Z"
        acts.withdraw(session, by="xa-minh-hoa-k", at="2025-12-08T01:00:00Z")
    assert [one.code for one in recorder.found if one.code.startswith("SC9")] == ["SC918"]


def test_entries_are_signed_with_the_key_handed_in(tmp_path, monkeypatch):
    pytest.importorskip("cryptography")
    monkeypatch.chdir(ROOT)
    place, asked = str(tmp_path / "so-cai.db"), []
    made = make_keys(tmp_path / "keys" / "xa-minh-hoa-k.pem")
    assert key_codes(made.public) == {made.code: "xa-minh-hoa-k"}
    open_campaign(place, CAMPAIGN, by="thu-ky", at="2025-11-20T01:00:00Z")

    def signer():
        asked.append(made.private)
        return load_signer(made.private)[0]

    with Session(place, signer=signer) as session:
        with pytest.raises(Refused):
            submit(session, dossier("k"), by="xa-minh-hoa-l")
        assert asked == []
        entry = submit(session, dossier("k"), at="2025-12-09T01:00:00Z").entry
    assert asked == [made.private]
    signed = export_bundle(place, tmp_path / "k.zip", agency="xa-minh-hoa-k", signer=signer())
    assert signed.head == entry.head
    inside = bundle_contents(tmp_path / "k.zip", keys=made.public.parent, require_signed=True)
    assert (inside.signed_by, inside.owner) == (made.code, "xa-minh-hoa-k")
    assert inside.acts == {"opened": 1, "submitted": 1}


def test_a_ledger_is_verified_in_its_store_and_as_a_file(played, tmp_path):
    place = played[0]
    with open_at(place) as session:
        last = export_ledger(session, tmp_path / "so.jsonl")
        assert (tmp_path / "so.jsonl").read_bytes() == b"".join(ledger_lines(session))
    (here,) = verify_ledgers(str(place))
    (there,) = verify_ledgers(tmp_path / "so.jsonl", head=last.hash)
    assert here.head == there.head == last.head
    assert here.name == "dan-van-2025"
    checked = check_store(str(place))
    assert checked.problems == []
    assert checked.heads == {"dan-van-2025": last.head}


def test_a_bundle_brings_an_agencys_acts_and_its_points_are_computed_again(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    main, away = str(tmp_path / "chinh.db"), str(tmp_path / "xa.db")
    open_campaign(main, CAMPAIGN, by="thu-ky", at="2025-11-20T01:00:00Z")
    export_bundle(main, tmp_path / "di.zip", agency="xa-minh-hoa-k")
    assert make_store(away).before == ""
    import_bundle(away, tmp_path / "di.zip")
    with Session(away) as session:
        submit(session, dossier("k"), at="2025-12-08T02:00:00Z")
    export_bundle(away, tmp_path / "ve.zip", agency="xa-minh-hoa-k")
    recorder = Recorder()

    id, taken = import_bundle(main, tmp_path / "ve.zip", received="2025-12-09T01:00:00Z", observer=recorder)

    assert (id, taken.entries) == ("dan-van-2025", 1)
    assert recorder.found == []
    with Session(main) as session:
        assert session.state.agencies["xa-minh-hoa-k"].status == "submitted"
    with pytest.raises(UsageProblem):
        export_bundle(main, Path(main))


def test_without_a_scheme_here_the_recheck_is_told_as_left_out(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "criteria", tmp_path / "criteria")
    monkeypatch.chdir(tmp_path)
    open_campaign("chinh.db", CAMPAIGN, by="thu-ky", at="2025-11-20T01:00:00Z")
    export_bundle("chinh.db", Path("di.zip"), agency="xa-minh-hoa-k")
    make_store("xa.db")
    import_bundle("xa.db", Path("di.zip"))
    with Session("xa.db", scheme=ROOT / "criteria" / "qd-1211-2022") as session:
        submit(session, dossier("k"), at="2025-12-08T02:00:00Z")
    export_bundle("xa.db", Path("ve.zip"), agency="xa-minh-hoa-k")
    shutil.rmtree("criteria")
    recorder = Recorder()

    import_bundle("chinh.db", Path("ve.zip"), received="2025-12-09T01:00:00Z", observer=recorder)

    assert [one.code for one in recorder.found] == ["SC866"]
