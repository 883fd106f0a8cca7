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

    assert [(d.code, d.place.file[-6:], d.place.line) for d in found if d.place] == [("SC443", "b.yaml", 11)]
    assert found == check_shared([one, two, own, last])
    assert "Xã A" in found[0].message()


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
