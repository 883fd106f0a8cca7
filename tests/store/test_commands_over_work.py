"""Every command that writes a file that was named finds somebody's work there: it stays, unless `--force` is given."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from command_rows import ROWS, Row

pytestmark = pytest.mark.once
NAMED = re.compile(r"(?:--output|--junit|backup) (\S+\.\w+)")
FILES = [(number, found[1]) for number, row in enumerate(ROWS) if (found := NAMED.search(row.args))]
NEVER_REPLACED = {"key new", "store backup"}
"""What a key signed, or a store held, is lost with it: whoever wants another takes the old one away."""


@pytest.mark.parametrize(("number", "file"), FILES, ids=[f"{number}-{ROWS[number].command}" for number, _ in FILES])
def test_work_in_a_file_that_is_named_stays(campaign, number, file, tmp_path):
    row, folder = ROWS[number], tmp_path / "work"
    shutil.copytree(campaign.before(number), folder)
    made = (campaign.after(number) / file).read_bytes()
    path, backup = folder / file, folder / f"{file}.bak-1"
    path.parent.mkdir(parents=True, exist_ok=True)
    # A private key without its public half is one whose making was broken off: the half is made.
    for work in (b"work",) if row.command in NEVER_REPLACED else (made + b"\n", b"work"):
        path.write_bytes(work)
        code, said = campaign.run(row, folder)
        assert code in (1, 2), said
        assert file in said
        assert path.read_bytes() == work
        assert not backup.exists()
    if row.command in NEVER_REPLACED:
        return
    code, said = campaign.run(replace(row, args=f"{row.args} --force"), folder)
    assert code == 0, said
    assert backup.name in said
    assert backup.read_bytes() == b"work"
    assert path.read_bytes() == made
    code, said = campaign.run(row, folder)
    assert code == 0, said
    assert path.read_bytes() == made
    assert [one.name for one in path.parent.glob("*.bak-*")] == [backup.name]


def test_a_ledger_that_grew_is_exported_again_and_one_that_was_changed_stays(campaign, tmp_path):
    number, file = next((number, file) for number, file in FILES if ROWS[number].command == "ledger export")
    folder = tmp_path / "work"
    shutil.copytree(campaign.after(number), folder)
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: whole.index(b"\n") + 1])
    assert campaign.run(ROWS[number], folder)[0] == 0
    assert (folder / file).read_bytes() == whole
    (folder / file).write_bytes(changed := whole.replace(b"thu-ky", b"tv-100", 1))
    code, said = campaign.run(ROWS[number], folder)
    assert (code, "SC663" in said) == (2, True), said
    assert (folder / file).read_bytes() == changed
    # As mail and editors of Windows leave it.
    (folder / "windows.jsonl").write_bytes(whole.replace(b"\n", b"\r\n"))
    assert campaign.run(Row("ledger verify windows.jsonl"), folder)[0] == 0


@pytest.mark.parametrize("name", ["campaign publish", "campaign results"])
def test_results_that_somebody_changed_stay_in_their_folder(campaign, tmp_path, name):
    number = next(number for number, row in enumerate(ROWS) if row.command == name)
    row, folder = ROWS[number], tmp_path / "work"
    shutil.copytree(campaign.after(number), folder)
    file = folder / row.args.rpartition(" ")[2] / "xa-hai.json"
    made = file.read_bytes()
    # No more in our form, which alone tells where these runs keep no record.
    file.write_bytes(changed := made.replace("Xã Hai".encode(), "Xã Ba".encode()) + b"\n")
    code, said = campaign.run(row, folder)
    assert (code, said.count("SC663")) == (1, 1), said
    assert file.read_bytes() == changed
    # The publication stands all the same.
    assert "publish" not in name or "đã công bố" in said
    code, said = campaign.run(replace(row, args=f"{row.args} --force"), folder)
    assert code == 0, said
    assert file.read_bytes() == made
    assert file.with_name("xa-hai.json.bak-1").read_bytes() == changed
