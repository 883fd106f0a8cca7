"""Attachments on disk, documents shared between agencies, dates that depend on the evaluation day."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.documents import check_shared
from scoring.evidence.load import load_dossier
from scoring.evidence.titles import with_titles
from scoring.scheme.load import load_scheme

MINI = Path(__file__).parent / "mini"
TEXT = (MINI / "ho-so.yaml").read_text("utf-8")
SCHEME = load_scheme(MINI, "2025").scheme


def dossier(folder: Path, text: str, name: str = "a.yaml"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_dossier(path)


def attached(folder: Path, path: str, digest: str | None = None):
    wanted = f"file: {{path: {path}, sha256: {digest}}}" if digest else f"file: {path}"
    return check_attachments(dossier(folder, TEXT.replace("criteria: [I.1]", wanted)))


def test_a_confirmed_attachment_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "tep").mkdir()
    (tmp_path / "tep" / "Kế hoạch.pdf").write_bytes(b"abc")
    digest = hashlib.sha256(b"abc").hexdigest()

    assert attached(tmp_path, "tep/Kế hoạch.pdf", digest) == ([], [])
    assert attached(tmp_path, "tep/Kế hoạch.pdf", f"sha256:{digest.upper()}") == ([], [])


def test_a_changed_attachment_makes_its_record_unconfirmed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"abd")
    problems, refused = attached(tmp_path, "a.pdf", hashlib.sha256(b"abc").hexdigest())

    assert [one.code for one in problems] == ["SC451"]
    assert refused == ["ke-hoach"]


def test_an_attachment_without_digest_is_noted_with_the_digest_to_write(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"abc")
    problems, refused = attached(tmp_path, "a.pdf")

    assert [one.code for one in problems] == ["SC455"]
    assert hashlib.sha256(b"abc").hexdigest() in problems[0].hint()
    assert refused == []


@pytest.mark.parametrize("target", ["../ngoai.pdf", "trong.pdf"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, target: str) -> None:
    (tmp_path / "ngoai.pdf").write_bytes(b"abc")
    (tmp_path / "hs").mkdir()
    (tmp_path / "hs" / "trong.pdf").write_bytes(b"abc")
    try:
        (tmp_path / "hs" / "a.pdf").symlink_to(target)
        (tmp_path / "hs" / "thu-muc").symlink_to("..")
    except OSError:
        pytest.skip("this system makes no links")

    assert [one.code for one in attached(tmp_path / "hs", "a.pdf")[0]] == ["SC453"]
    assert [one.code for one in attached(tmp_path / "hs", "thu-muc/ngoai.pdf")[0]] == ["SC453"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")

    assert [one.code for one in attached(tmp_path, "a.pdf")[0]] == ["SC454"]


def test_a_file_far_too_large_is_not_read(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("scoring.evidence.attachments.MOST_BYTES", 2_000_000)
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(2_000_001)

    problems, refused = attached(tmp_path, "a.pdf")

    assert [one.code for one in problems] == ["SC459"]
    assert "2 MB" in problems[0].message("vi")
    assert refused


def test_a_name_too_long_for_the_disk_cannot_be_read(tmp_path: Path) -> None:
    problems, refused = attached(tmp_path, "a" * 300)

    assert [one.code for one in problems] == ["SC456"]
    assert refused == ["ke-hoach"]


def test_a_document_two_agencies_claim_is_reported_at_the_second(tmp_path: Path) -> None:
    one = dossier(tmp_path, TEXT)
    two = dossier(tmp_path, TEXT.replace("xa-a", "xa-b").replace("Xã A,", "Xã B,"), "b.yaml")
    own = dossier(tmp_path, TEXT.replace("xa-a", "xa-c").replace("UBND xã A", "UBND xã C"), "c.yaml")
    last = dossier(tmp_path, TEXT.replace("xa-a", "xa-d").replace("period: 2025", "period: 2024"), "d.yaml")
    found = check_shared([own, two, last, one])

    told = [(d.code, d.place.file[-6:], d.place.line) for d in found if d.place]
    assert told == [("SC443", "b.yaml", 11), ("SC443", "b.yaml", 18)]
    assert found == check_shared([one, two, own, last])
    assert "Xã A" in found[0].message()


PLAN = "    number: 7/KH-UBND\n"


def shared(tmp_path: Path, *dossiers: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Code and message of what is told of a plan that agencies share: each given by its id, issuer and `shared_with`."""
    loaded = []
    for id, issuer, with_ in dossiers:
        text = TEXT.replace("id: xa-a, name: Xã A", f"id: {id}, name: Xã {id[-1].upper()}").split("  - id: bien-ban")[0]
        text = text.replace("UBND xã A", f'"{issuer}"').replace(PLAN, f"{PLAN}    shared_with: [{with_}]\n")
        loaded.append(dossier(tmp_path, text, f"{id}.yaml"))
    found = check_shared(loaded)
    assert found == check_shared(reversed(loaded))
    return [(one.code, one.message()) for one in found]


BOTH = "UBND xã A và UBND xã B"


@pytest.mark.parametrize(
    ("one", "other"),
    [(BOTH, BOTH), (BOTH, "UBND xã B; Ủy ban nhân dân xã A"), (BOTH, "UBND xã B"), ("UBND xã A", BOTH)],
)
def test_a_joint_paper_that_both_declare_is_no_double_use(tmp_path: Path, one: str, other: str) -> None:
    assert [code for code, _ in shared(tmp_path, ("xa-a", one, ""), ("xa-b", other, ""))] == ["SC443"]
    assert shared(tmp_path, ("xa-a", one, "xa-b"), ("xa-b", other, "xa-a")) == []


@pytest.mark.parametrize(("first", "second"), [("xa-b", ""), ("", "xa-a"), ("xa-b", "xa-c"), ("xa-c, xa-b", "")])
def test_a_joint_paper_that_one_alone_declares_is_a_warning_naming_both(
    tmp_path: Path, first: str, second: str
) -> None:
    ((code, message),) = shared(tmp_path, ("xa-a", BOTH, first), ("xa-b", BOTH, second))
    says, silent = ("Xã A", "Xã B") if "xa-b" in first else ("Xã B", "Xã A")

    assert code == "SC447"
    assert f"{says} khai là văn bản chung với {silent}, mà {silent} không khai" in message


def test_of_three_agencies_each_pair_has_to_declare_it(tmp_path: Path) -> None:
    agencies = [("xa-a", BOTH, "xa-b, xa-c"), ("xa-b", BOTH, "xa-a, xa-c"), ("xa-c", BOTH, "xa-a, xa-b")]
    assert shared(tmp_path, *agencies) == []

    ((code, message),) = shared(tmp_path, *agencies[:2], ("xa-c", BOTH, "xa-a"))
    assert code == "SC447"
    assert "Xã B khai là văn bản chung với Xã C" in message


def test_declaring_another_agency_hides_no_double_use(tmp_path: Path) -> None:
    assert [code for code, _ in shared(tmp_path, ("xa-a", BOTH, "xa-x"), ("xa-b", BOTH, "xa-y"))] == ["SC443"]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("UBND xã A, huyện Một", "UBND xã A, huyện Hai", False),
        ("UBND xã A thuộc huyện Một", "UBND xã A huyện Hai", False),
        ("UBND xã A - huyện Một", "UBND xã A, huyện Hai", False),
        ("UBND xã A, huyện Một, tỉnh Ba", "UBND xã A, huyện Một, tỉnh Bốn", False),
        ("UBND xã A, huyện Một, tỉnh Ba", "UBND xã A, tỉnh Bốn", False),
        ("UBND xã A", "UBND xã A, huyện Một", True),
        ("UBND xã A", "Ủy ban nhân dân xã A huyện Một tỉnh Ba", True),
        ("UBND xã A, huyện Một, tỉnh Ba", "UBND xã A, tỉnh Ba", True),
        ("UBND xã A, huyện Một", "UBND xã A, tỉnh Ba", True),
        ("UBND xã A, huyện Một", "UBND xã A thuộc huyện Một", True),
        ("UBND xã A, thị xã Một", "UBND xã A, thành phố Một", True),
    ],
)
def test_places_of_a_body_count_between_agencies_as_within_one(
    tmp_path: Path, one: str, other: str, told: bool
) -> None:
    assert [code for code, _ in shared(tmp_path, ("xa-a", one, ""), ("xa-b", other, ""))] == ["SC443"] * told
    rows = "".join(
        f'  - {{id: kh-{n}, kind: ke-hoach, title: Kế hoạch {n}, number: 9/KH, date: 2025-02-14, issuer: "{issuer}"}}\n'
        for n, issuer in enumerate((one, other))
    )
    within = dossier(tmp_path, TEXT.replace("claims:\n", f"{rows}claims:\n"), "mot.yaml")
    assert ("SC440" in [x.code for x in check_dossier(within, SCHEME, date(2025, 12, 31))]) is told


def test_a_paper_of_one_of_two_bodies_of_one_name_is_found_behind_the_other(tmp_path: Path) -> None:
    agencies = [("xa-a", "UBND xã A, huyện Một", ""), ("xa-b", "UBND xã A, huyện Hai", "")]
    ((code, message),) = shared(tmp_path, *agencies, ("xa-c", "UBND xã A, huyện Hai", ""))

    assert code == "SC443"
    assert "Xã B" in message


def codes(folder: Path, text: str, as_of: date) -> list[str]:
    return [one.code for one in check_dossier(dossier(folder, text), SCHEME, as_of)]


def test_a_record_after_the_evaluation_day_is_reported(tmp_path: Path) -> None:
    assert codes(tmp_path, TEXT, date(2025, 5, 20)) == []
    assert codes(tmp_path, TEXT, date(2025, 5, 19)) == ["SC422"]


def test_a_report_due_after_the_period_may_come_after_it(tmp_path: Path) -> None:
    report = "  - {id: bc, kind: bao-cao-nam, title: Báo cáo, date: 2026-01-12}\nclaims:"
    text = TEXT.replace("claims:", report)

    assert codes(tmp_path, text, date(2025, 12, 31)) == []
    assert codes(tmp_path, text, date(2026, 1, 11)) == ["SC422"]
    assert codes(tmp_path, text.replace("bao-cao-nam", "bao-cao-khac"), date(2025, 12, 31)) == ["SC403", "SC420"]


def test_ids_of_kinds_of_evidence_stand_beside_their_titles(tmp_path: Path) -> None:
    text = TEXT.replace("kind: ke-hoach", "kind: khac-han", 1)
    assert text != TEXT
    found = check_dossier(dossier(tmp_path, text), SCHEME, date(2025, 12, 31))
    unknown = next(one for one in found if one.code == "SC403")
    lacking = next(one for one in found if one.code == "SC430")

    assert "ke-hoach (Kế hoạch); bien-ban (Biên bản)" in unknown.values["known"]
    assert "ke-hoach (Kế hoạch)" in lacking.message("vi")
    assert "ke-hoach (Kế hoạch)" in lacking.message("en")


def test_a_list_too_long_with_titles_is_told_by_ids_alone() -> None:
    titles = {f"loai-{n}": "Tên dài " * 9 for n in range(5)}
    assert with_titles(titles, titles) == ", ".join(titles)
    assert with_titles(["a", "b"], ["a", "b"]) == "a, b"
    assert with_titles([], {}) == "–"


def test_a_dossier_that_has_only_begun_is_not_scolded_for_missing_papers(tmp_path: Path) -> None:
    bare = TEXT.split("numbers:", maxsplit=1)[0].replace("complete: true\n", "")
    found = check_dossier(dossier(tmp_path, bare), SCHEME, date(2025, 12, 31))

    assert [(one.code, one.severity) for one in found] == [("SC430", "note")]
    assert found[0].message().endswith("minh chứng bắt buộc: ke-hoach (Kế hoạch)")
