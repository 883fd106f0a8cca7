"""`scoring store`, `key` and `bundle` from the command line."""

from __future__ import annotations

import os
import stat

import pytest

pytest.importorskip("sqlalchemy", reason="chamdiem[review] is not installed")

from scoring.review.entry import Draft
from scoring.store import open_store

AT = "2026-01-05T02:00:00Z"


def test_a_store_is_made_once_checked_and_backed_up(run, tmp_path):
    place, copy = tmp_path / "so.db", tmp_path / "bản sao.db"

    assert "đã tạo kho" in run("store", "init", "--store", place).output
    assert "giữ nguyên" in run("store", "init", "--store", place).output
    with open_store(place) as store:
        head = store.append("d", [Draft(act="noted", actor="a", role="agency", at=AT)])[0].hash
    assert head in run("store", "check", env={"SCORING_STORE": str(place)}).output
    run("store", "backup", copy, "--store", place)
    assert head in run("store", "check", "--store", copy).output
    assert "SC987" in run("store", "backup", copy, "--store", place, code=2).output


def test_what_is_no_store_is_said_and_no_file_appears(run, tmp_path):
    assert "SC977" in run("store", "check", "--store", tmp_path / "a.db", code=3).output
    assert "SC970" in run("store", "init", "--store", "mysql://u:mat@a/b", code=2).output
    assert list(tmp_path.iterdir()) == []


def test_a_private_key_is_its_owners_alone_and_is_never_overwritten(run, tmp_path):
    path = tmp_path / "khoa" / "xa-a.pem"

    code = run("key", "new", "--output", path).output.split("mã khóa:")[1].split()[0]

    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert code in run("key", "show", path.with_suffix(".pub")).output
    assert code in run("key", "show", path.parent).output
    before = path.read_bytes()
    assert "SC991" in run("key", "new", "--output", path, code=2).output
    assert path.read_bytes() == before
    assert "SC990" in run("key", "show", path, code=1).output


def test_a_folder_without_public_keys_is_nothing_to_show(run, tmp_path):
    assert "SC996" in run("key", "show", tmp_path, code=4).output


def test_a_bundle_that_is_none_is_refused(run, tmp_path):
    place, bundle = tmp_path / "so.db", tmp_path / "goi.zip"
    run("store", "init", "--store", place)
    bundle.write_bytes(b"khong phai goi")

    assert "SC950" in run("bundle", "show", bundle, code=1).output
    assert "SC950" in run("bundle", "import", bundle, "--store", place, code=1).output
    assert "SC100" in run("bundle", "show", tmp_path / "khong-co.zip", code=3).output
    found = run("bundle", "import", bundle, "--store", place, "--received", "hôm nay", code=2)
    assert "thời điểm" in found.output
    assert "SC988" in run("bundle", "export", "-o", bundle, "--store", place, code=4).output
    assert "SC902" in run(
        "bundle", "export", "--campaign", "d", "-o", bundle, "--store", place, code=4
    ).output  # fmt: skip
    assert bundle.read_bytes() == b"khong phai goi"


CAMPAIGN = """\
format: 1
id: dot-2025
title: Đợt thử
period: 2025
scheme: mau
bodies: [{id: so, name: Sở (hư cấu)}]
agencies: [{id: xa-vi-du, name: Xã Ví Dụ (hư cấu), block: xa, level: xa}]
appraised_by: [{level: xa, by: so}]
people:
  - {id: thu-ky, title: Thư ký, role: secretary}
  - {id: tv-1, title: Thành viên, role: member, body: so}
  - {id: chu-tich, title: Chủ tịch hội đồng, role: chair}
  - {id: ubnd, title: UBND tỉnh, role: decider}
stages:
  - {id: nop, kind: submission, title: Nộp hồ sơ, deadline: 2026-01-10}
  - {id: vong-1, kind: appraisal, title: Vòng 1, deadline: 2026-01-20}
  - {id: cong-bo, kind: publication, title: Công bố, deadline: 2026-01-30}
final: [vong-1, claimed, computed]
"""


@pytest.fixture
def campaign(run, sample, monkeypatch):
    """A campaign opened at the appraiser's, and the bundle that carries it to the agency."""
    (sample / "dot.yaml").write_text(CAMPAIGN, encoding="utf-8")
    run("campaign", "init", "dot.yaml", "--store", "so.db", "--by", "thu-ky", "--at", "2026-01-02 08:00")
    run("bundle", "export", "--store", "so.db", "-o", "di.zip")
    for name in ("xa", "la"):
        run("key", "new", "-o", f"{name}/xa-vi-du.pem")
    return sample


def submit(run, store, *more):
    run("store", "init", "--store", store)
    run("bundle", "import", "di.zip", "--store", store, "--scheme", "criteria/mau")
    run("campaign", "submit", "evidence/2025/xa-vi-du.yaml", "--store", store,
        "--at", "2026-01-05 09:00", *more)  # fmt: skip


def test_an_agency_without_a_network_hands_in_signed_and_follows_what_comes_back(run, campaign):
    submit(run, "xa.db", "--key", "xa/xa-vi-du.pem")
    sent = ("bundle", "export", "--store", "xa.db", "--agency", "xa-vi-du", "--key", "xa/xa-vi-du.pem")
    run(*sent, "-o", "ve.zip")
    shown = run("bundle", "show", "ve.zip", "--keys", "xa").output
    assert "nộp hồ sơ 1" in shown
    assert "xa-vi-du (" in shown

    take = ("bundle", "import", "ve.zip", "--store", "so.db", "--keys", "xa", "--require-signatures")
    assert "đã nhập 1 bản ghi" in run(*take, "--received", "2026-01-06 08:00").output
    assert "không có gì mới" in run(*take).output
    verify = ("ledger", "verify", "--store", "so.db", "--require-signatures", "--keys")
    assert "2 bản ghi nguyên vẹn" in run(*verify, "xa").output
    assert "SC993" in run(*verify, "la", code=5).output
    assert "đã nộp" in run("campaign", "status", "--store", "so.db").output

    run("bundle", "export", "--store", "so.db", "--agency", "xa-vi-du", "-o", "lai.zip")
    assert "đã theo sổ chính" in run("bundle", "import", "lai.zip", "--store", "xa.db", "--follow").output
    head = run("store", "check", "--store", "so.db").output
    assert run("store", "check", "--store", "xa.db").output.splitlines()[0] == head.splitlines()[0]
    assert "1 bản sổ cũ" in run("store", "check", "--store", "xa.db").output


def test_what_a_bundle_brings_must_be_allowed_by_the_campaign(run, campaign):
    submit(run, "xa.db")
    run("bundle", "export", "--store", "xa.db", "-o", "ve.zip")
    before = run("store", "check", "--store", "so.db").output

    late = run("bundle", "import", "ve.zip", "--store", "so.db", "--received", "2026-01-12T00:00:00Z", code=1)
    assert "SC922" in late.output
    assert "SC968" in run("bundle", "import", "ve.zip", "--store", "so.db", "--require-signatures", code=5).output
    assert "SC962" in run("bundle", "import", "ve.zip", "--store", "so.db", "--campaign", "khac", code=1).output
    assert run("store", "check", "--store", "so.db").output == before
    assert "SC613" in run("bundle", "export", "--store", "so.db", "-o", "so.db", code=2).output


def test_a_submission_that_is_not_signed_is_named_where_signatures_are_demanded(run, campaign):
    run("campaign", "submit", "evidence/2025/xa-vi-du.yaml", "--store", "so.db", "--at", "2026-01-05 09:00")

    assert "SC994" in run("ledger", "verify", "--store", "so.db", "--require-signatures", code=5).output
    assert "SC868" not in run("ledger", "verify", "--store", "so.db").output


def test_signatures_demanded_of_nobody_in_particular_are_warned_of(run, campaign):
    told = run("ledger", "verify", "--store", "so.db", "--require-signatures").output

    assert "SC868" in told
