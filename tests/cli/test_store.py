"""`scoring store`, `key` and `bundle` from the command line."""

from __future__ import annotations

import os
import stat

import pytest

pytest.importorskip("sqlalchemy", reason="scoring[review] is not installed")

from scoring.review.entry import Draft
from scoring.store import open_store

AT = "2026-01-05T02:00:00Z"


def test_a_store_is_made_once_checked_and_backed_up(run, tmp_path):
    place, copy = tmp_path / "so.db", tmp_path / "bản sao.db"

    assert "đã tạo kho" in run("store", "init", "--store", place).output
    assert "giữ nguyên" in run("store", "init", "--store", place).output
    with open_store(place) as store:
        head = store.append("d", [Draft("noted", "a", "agency", AT)])[0].hash
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


def test_a_bundle_that_is_none_is_refused(run, tmp_path):
    place, bundle = tmp_path / "so.db", tmp_path / "goi.zip"
    run("store", "init", "--store", place)
    bundle.write_bytes(b"khong phai goi")

    assert "SC950" in run("bundle", "show", bundle, code=1).output
    assert "SC950" in run("bundle", "import", bundle, "--store", place, code=1).output
    assert "SC100" in run("bundle", "show", tmp_path / "khong-co.zip", code=3).output
    found = run("bundle", "import", bundle, "--store", place, "--received", "hôm nay", code=2)
    assert "SC625" in found.output
    assert "SC902" in run(
        "bundle", "export", "--campaign", "d", "-o", bundle, "--store", place, code=4
    ).output  # fmt: skip
    assert bundle.read_bytes() == b"khong phai goi"
