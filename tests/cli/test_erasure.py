"""The content of a file is erased: gone from every byte of the store, while the chain stays whole and all say so."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scoring.errors import CannotRead
from scoring.store import open_store

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"
ID = "dan-van-2025"
SECRET = "giấy xác nhận của người dân số 037095001234 " * 20
NAME = "giay.txt"
WHY = ("--reason", "Người được nêu yêu cầu")
ACCEPT = ("--accept-personal-data", "Nộp nhầm")


@pytest.fixture(scope="module")
def begun(played):
    """A campaign whose agency K explains itself with a file that names a citizen."""
    folder = played(
        ("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00"),
        ("submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00"),
        ("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00"),
        ("lock", "vong-1", "--by", "thu-ky", "--at", "2025-12-21 08:00"),
    )
    (folder / NAME).write_text(SECRET, "utf-8")
    return folder


def explain(desk, name=NAME, **more):
    return desk("explain", "I.1", "--by", K, "--reason", "có giấy", "--attach", name, "--at", "2025-12-22 09:00", *ACCEPT, **more)  # fmt: skip


def erase(desk, number=5, name=NAME, by="thu-ky", *more, **asked):
    return desk("erase", number, name, "--by", by, "--at", "2025-12-22 10:00", *(more or WHY), **asked)


def raw(place="so-cai.db"):
    return b"".join(one.read_bytes() for one in Path().glob(f"{place}*"))


def test_the_bytes_are_gone_and_chain_history_reports_and_checks_say_so(desk, run, tmp_path):
    explain(desk)
    digest = hashlib.sha256((tmp_path / NAME).read_bytes()).hexdigest()
    assert b"037095001234" in raw()
    before = desk("results", "--agency", K, "--scheme", "criteria/qd-1211-2022").stdout

    told = erase(desk).output

    assert "đã xóa nội dung tệp của bản ghi 5 (bản ghi 6)" in told
    assert b"037095001234" not in raw()
    with open_store("so-cai.db") as store:
        assert store.has_attachment(digest)
        with pytest.raises(CannotRead) as error:
            store.open_attachment(digest)
        assert error.value.diagnostics[0].code == "SC844"
    run("ledger", "verify")
    assert "toàn vẹn" in run("store", "check").output
    for words, env in (("đã xóa theo bản ghi 6", {}), ("erased by entry 6", {"SCORING_LANG": "en"})):
        # The cells of a table are wrapped, with other columns between their lines.
        assert re.search(r"[\s\S]*?".join([NAME, *words.split()]), desk("history", K, env=env).output)
    assert re.search(r"ghi vì[\s\S]*?“Nộp[\s\S]*?nhầm”", desk("history", K).output)
    assert '"erased"' in desk("history", K, "--format", "json").stdout
    after = desk("results", "--agency", K, "--scheme", "criteria/qd-1211-2022", "-o", "kq").output
    text = (tmp_path / "kq" / f"{K}.json").read_text("utf-8")
    assert f'"{NAME}": 6' in text
    assert "erased" not in before
    assert "Traceback" not in after
    report = run("report", f"kq/{K}.json", "--format", "md", "-o", "bc").output
    assert report
    assert "đã xóa theo bản ghi 6" in "".join(one.read_text("utf-8") for one in Path("bc").rglob("*.md"))
    desk("status")


def test_the_store_stays_append_only_after_an_erasure(desk):
    explain(desk)
    erase(desk)
    with closing(sqlite3.connect("so-cai.db")) as base, base:
        for statement in ("DELETE FROM attachment_parts", "DELETE FROM attachments", "DELETE FROM entries",
                          "UPDATE attachment_parts SET data = x''"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                base.execute(statement)


def test_who_may_what_and_with_a_reason(desk):
    explain(desk)
    for by in (K, "thanh-vien-1"):
        assert "SC921" in erase(desk, 5, NAME, by, code=1).output
    assert "SC923" in erase(desk, 5, NAME, "thu-ky", "--reason", " ", code=1).output
    assert "SC830" in erase(desk, 5, NAME, "thu-ky", "--reason", "của 037095001234", code=1).output
    assert "SC843" in erase(desk, 5, "khac.txt", code=4).output
    assert "SC843" in erase(desk, 99, NAME, code=4).output
    assert "SC843" in erase(desk, 0, NAME, code=4).output
    assert "SC846" in erase(desk, 2, f"{K}.yaml", code=1).output
    assert b"037095001234" in raw()
    erase(desk)
    assert "SC845" in erase(desk, code=1).output


def test_what_was_erased_is_not_taken_again(desk, tmp_path):
    explain(desk)
    erase(desk)
    shutil.copy(NAME, tmp_path / "lan-nua.txt")
    assert "SC849" in explain(desk, "lan-nua.txt", code=1).output
    assert b"037095001234" not in raw()


def test_content_that_is_missing_without_an_entry_is_no_erasure(desk, run):
    explain(desk)
    with closing(sqlite3.connect("so-cai.db")) as base, base:
        base.execute("DROP TRIGGER attachment_parts_no_delete")
        base.execute(
            "DELETE FROM attachment_parts WHERE sha256 = (SELECT sha256 FROM attachments ORDER BY size LIMIT 1)"
        )
    assert "SC904" in run("store", "check", code=5).output


def test_bundles_leave_it_out_and_carry_the_erasure_to_copies_that_have_it(desk, run):
    explain(desk)
    run("bundle", "export", "-o", "truoc.zip")
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "truoc.zip", "--store", "xa.db")
    assert b"037095001234" in raw("xa.db")
    erase(desk)

    run("bundle", "export", "-o", "sau.zip")
    run("bundle", "export", "--agency", K, "--since", 6, "-o", "phan.zip")
    assert b"037095001234" not in Path("sau.zip").read_bytes()
    run("bundle", "show", "sau.zip")
    told = run("bundle", "import", "sau.zip", "--follow", "--store", "xa.db").output
    assert b"037095001234" not in raw("xa.db")
    assert "đã xóa nội dung 1 tài liệu" in told
    run("store", "check", "--store", "xa.db")
    run("store", "init", "--store", "moi.db")
    run("bundle", "import", "sau.zip", "--store", "moi.db")
    run("ledger", "verify", "--store", "moi.db")
    run("store", "check", "--store", "moi.db")
    # An older bundle does not bring it back.
    run("bundle", "import", "truoc.zip", "--follow", code=1)
    assert b"037095001234" not in raw()


def test_an_old_dossier_is_erased_once_a_clean_one_is_handed_in_and_evidence_keeps_its_points(
    run, tmp_path, monkeypatch
):
    shutil.copytree(ROOT / "criteria", tmp_path / "criteria")
    shutil.copytree(ROOT / "evidence", tmp_path / "evidence")
    monkeypatch.chdir(tmp_path)
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    file = Path(f"{HERE}/ho-so/{L}.yaml")
    clean = file.read_text("utf-8")
    file.write_text(f"{clean}\n# người nộp: 037095001234\n", "utf-8")
    run("campaign", "submit", file, "--at", "2025-12-08 09:00", *ACCEPT)
    gone = ("campaign", "erase", "2", f"{L}.yaml", "--by", "thu-ky", *WHY)
    assert "SC846" in run(*gone, "--at", "2025-12-09 08:00", code=1).output
    run("campaign", "return", L, "--by", "thu-ky", "--until", "2025-12-15", "--reason", "có dữ liệu cá nhân", "--at", "2025-12-09 09:00")  # fmt: skip
    file.write_text(clean, "utf-8")
    run("campaign", "submit", file, "--at", "2025-12-09 10:00")
    assert b"037095001234" in raw()
    run(*gone, "--at", "2025-12-09 11:00")
    assert b"037095001234" not in raw()
    run("campaign", "results", "-o", "kq")
    run("ledger", "verify")
    run("store", "check")


def test_a_reason_in_a_file_stays_out_of_the_ledger_and_can_be_erased(desk, run, tmp_path):
    (tmp_path / "ly-do.txt").write_text("Theo lời ông A, số 037095001234", "utf-8")
    (tmp_path / "sach.txt").write_text("Thiếu chữ ký", "utf-8")
    back = ("undo", K, "5", "--by", K, "--at", "2025-12-22 09:30", "--reason-file")
    explain(desk)
    assert "SC830" in desk(*back, "ly-do.txt", code=1).output
    assert "SC625" in desk(*back, "sach.txt", "--reason", "x", code=2).output
    desk(*back, "ly-do.txt", *ACCEPT)
    erase(desk)
    assert "037095001234" in raw().decode("utf-8", "replace")
    assert "xem tệp kèm theo ly-do.txt" in desk("history", K, "--format", "json").stdout
    assert "SC843" in erase(desk, 6, "khac", code=4).output
    erase(desk, 6, "ly-do.txt")
    assert b"037095001234" not in raw()
    run("ledger", "verify")
    run("store", "check")
    run("bundle", "export", "-o", "goi.zip")
