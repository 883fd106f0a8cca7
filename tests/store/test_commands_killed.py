"""Commands that are killed at any of their steps: the ledger is whole, and an act is entered once or not at all."""

from __future__ import annotations

import signal

import pytest
from click.testing import CliRunner

from scoring.cli.app import root
from scoring.errors import ScoringError
from scoring.review.chain import verify
from scoring.review.entry import Head
from scoring.review.state import fold
from scoring.store import open_store
from scoring.store.check import check

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL"),
]
CAMPAIGN = """\
format: 1
id: d
title: Đợt thử
period: 2025
scheme: mau
bodies: [{id: so, name: Sở (hư cấu)}]
agencies: [{id: xa-vi-du, name: Xã Ví Dụ (hư cấu), block: xa, level: xa}]
appraised_by: [{level: xa, by: so}]
people:
  - {id: thu-ky, title: Thư ký, role: secretary}
  - {id: tv-1, title: Thành viên, role: member, body: so}
  - {id: ubnd, title: UBND tỉnh, role: decider}
stages:
  - {id: nop, kind: submission, title: Nộp hồ sơ, deadline: 2026-01-10}
  - {id: vong-1, kind: appraisal, title: Vòng 1, deadline: 2026-01-20}
  - {id: cong-bo, kind: publication, title: Công bố, deadline: 2026-01-30}
final: [vong-1, claimed, computed]
"""


def acts(place):
    """The acts of a ledger that was found whole and allowed; nothing where there is no store yet."""
    try:
        store = open_store(place)
    except ScoringError as error:
        if error.diagnostics[0].code != "SC977":
            raise
        return []
    with store:
        if not store.campaigns():
            return []
        assert isinstance(verify(store.lines("d")), Head)
        fold(store.entries("d"))
        assert check(store).problems == []
        return [one.act for one in store.entries("d")]


def test_a_command_that_is_killed_has_done_its_act_or_not_and_no_more(
    place, tmp_path, at_every_step
):
    assert CliRunner().invoke(root, ["-q", "init", str(tmp_path / "mau")]).exit_code == 0
    folder = tmp_path / "mau"
    (folder / "dot.yaml").write_text(CAMPAIGN, encoding="utf-8")
    scheme = ("--scheme", str(folder / "criteria" / "mau"))
    dossier = str(folder / "evidence" / "2025" / "xa-vi-du.yaml")
    commands = [
        ("opened", ("campaign", "init", str(folder / "dot.yaml"), "--by", "thu-ky", *scheme,
                    "--at", "2026-01-02 08:00")),
        ("submitted", ("campaign", "submit", dossier, *scheme, "--at", "2026-01-05 08:00")),
        ("withdrawn", ("campaign", "withdraw", "--by", "xa-vi-du", "--at", "2026-01-06 08:00")),
        ("locked", ("campaign", "lock", "nop", "--by", "thu-ky", "--at", "2026-01-12 08:00")),
    ]  # fmt: skip
    entered: list[str] = []
    for act, args in commands:
        for _ in at_every_step("command", place, *args):
            found = acts(place)
            assert found in (entered, [*entered, act])
            if found != entered:
                break
        entered.append(act)
        assert acts(place) == entered
