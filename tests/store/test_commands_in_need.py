"""Commands on a full disk, or where nothing may be written: a reason in the reader's language, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from command_rows import ROWS, Row, files, is_temporary, ledgers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limits")
LAST = len(ROWS) - 1
READING = [
    "campaign status", "campaign history xa-hai", "campaign discrepancies", "ledger verify", "store check",
    "campaign results --output -", "bundle export --output ../ngoai.zip", "store backup ../ngoai.db",
]  # fmt: skip
WRITING = [
    "campaign sample 2 --seed 1 --by thu-ky", "campaign init dot.yaml --by thu-ky", "store init",
    "campaign appeal I.1 --by xa-vi-du --reason Thiếu --attach don.pdf --at 2026-02-01T02:00:00Z",
    "campaign results --output ket-qua", "store backup trong.db", "key new --output khoa.pem",
    "bundle export --output trong.zip", "ledger export --output trong.jsonl", "store init --store moi.db",
]  # fmt: skip


def index(command: str) -> int:
    return max(number for number, row in enumerate(ROWS) if row.command == command)


@pytest.fixture
def work(campaign, tmp_path):
    """The folder of a campaign that is over."""
    folder = tmp_path / "work"
    shutil.copytree(campaign.before(LAST), folder)
    return folder


def modes(folder, file, directory):
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            path.chmod(directory if path.is_dir() else file)


@pytest.fixture
def read_only(campaign, work):
    """The same, and nothing in it may be written."""
    modes(work, 0o444, 0o555)
    if os.access(work, os.W_OK):
        code, said = campaign.run(Row("campaign status"), work, "bound")
        if "capset" in said or code not in {0, 3}:
            pytest.skip("root cannot give up its rights here")
    yield work
    modes(work, 0o644, 0o755)


def test_a_store_that_may_only_be_read_is_read(campaign, read_only):
    for one in READING:
        code, said = campaign.run(Row(one), read_only, "bound")
        assert code == 0, said
    outside = read_only.parent
    shutil.copytree(read_only, outside / "xem")
    assert ledgers(outside)["ngoai.db: d"] == ledgers(outside / "xem")["so-cai.db: d"]


@pytest.mark.parametrize("args", WRITING)
def test_where_nothing_may_be_written_writing_is_refused_with_the_reason(campaign, read_only, args):
    before = files(read_only), (read_only / "so-cai.db").read_bytes()

    code, said = campaign.run(Row(args), read_only, "bound")

    assert code == 3, said
    assert any(one in said for one in ("chỉ đọc", "không có quyền", "không cho ghi")), said
    assert "Traceback" not in said
    assert (files(read_only), (read_only / "so-cai.db").read_bytes()) == before


def test_a_store_somebody_is_writing_is_read_by_who_may_only_read(campaign, work):
    from scoring.review.entry import Draft
    from scoring.store import open_store

    with open_store(work / "so-cai.db") as store:
        draft = Draft(act="noted", actor="thu-ky", role="secretary", at="2026-03-05T02:00:00Z")
        store.append("khac", [draft])
        assert (work / "so-cai.db-wal").exists()
        modes(work, 0o444, 0o555)
        try:
            code, said = campaign.run(Row("store check"), work, "bound")
        finally:
            modes(work, 0o644, 0o755)
    assert code == 0, said
    assert "khac: 1 bản ghi" in said


# ---------------------------------------------------------------- full


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["campaign submit", "campaign publish", "campaign results", "bundle export", "bundle import", "ledger export",
     "store backup", "store init", "key new"],
)  # fmt: skip
def test_on_a_full_disk_a_command_does_all_or_says_why_not(campaign, tmp_path, command):
    number = index(command)
    row, before, after = ROWS[number], campaign.before(number), campaign.after(number)
    old, new = (ledgers(before), files(before)), (ledgers(after), files(after))
    work = tmp_path / "work"
    failed = 0
    # From nothing at all, past the first page of a log and its index, to enough for most.
    for much in (0, 100, 5_000, 33_000, 40_000, 60_000, 100_000, 10**9):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(before, work)
        code, said = campaign.run(row, work, "full", much)
        assert "Traceback" not in said
        if code:
            failed += 1
            assert code == 3, said
            assert "[SC973]" in said or "[SC614]" in said
            assert any(one in said for one in ("dung lượng", "đĩa đầy")), said
        assert ledgers(work) in (old[0], new[0])
        for name, data in files(work).items():
            assert data in (old[1].get(name), new[1].get(name)), name
        assert old[1].keys() <= files(work).keys()
        assert not [one for one in work.rglob("*") if is_temporary(one)]
        if not code:
            assert (ledgers(work), files(work)) == new
    assert failed
    assert code == 0, said
