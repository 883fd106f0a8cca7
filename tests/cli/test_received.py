"""The points a bundle brings are computed again from the dossiers it brings, before anything is taken in."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from scoring.json_write import canonical
from scoring.review.entry import Draft
from scoring.review.entry_line import parse, seal, to_bytes

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
SCHEME = ("--scheme", "criteria/qd-1211-2022")
RECEIVED = ("--received", "2025-12-09 08:00")


@pytest.fixture
def sent(tmp_path, monkeypatch, run):
    """A commune's bundle, and the appraiser's store it is for."""
    for name in ("criteria", "evidence"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00",
        "--store", "chinh.db")  # fmt: skip
    run("bundle", "export", "--agency", "xa-minh-hoa-k", "-o", "di.zip", "--store", "chinh.db")
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "di.zip", *SCHEME, "--store", "xa.db")
    run("campaign", "submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--at", "2025-12-08 09:00", "--store", "xa.db")  # fmt: skip
    run("bundle", "export", "--agency", "xa-minh-hoa-k", "-o", "ve.zip", "--store", "xa.db")
    return tmp_path / "ve.zip"


def forged(source, change):
    """The bundle with its last entry changed, sealed anew, and every digest made to fit."""
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    *before, last = parts["ledger.jsonl"].splitlines()
    old = parse(last)
    data = json.loads(json.dumps(old.data))
    change(data)
    new = seal(
        Draft(act=old.act, actor=old.actor, role=old.role, at=old.at, data=data), old.campaign, old.seq, old.prev
    )
    parts["ledger.jsonl"] = ledger = b"".join(line + b"\n" for line in (*before, to_bytes(new)))
    manifest = json.loads(parts["manifest.json"])
    manifest["head"]["hash"] = new.hash
    manifest["files"]["ledger.jsonl"] = {
        "sha256": hashlib.sha256(ledger).hexdigest(), "size": len(ledger),
    }  # fmt: skip
    parts["manifest.json"] = canonical(manifest)
    target = source.with_name("gia.zip")
    with zipfile.ZipFile(target, "w") as package:
        for name, raw in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw)
    return target


def ledger(run):
    return run("ledger", "export", "-o", "-", "--store", "chinh.db").stdout


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("IV.1", lambda data: data["certain"].update({"IV.1": "0"})),
        ("IV.1", lambda data: data["claimed"].pop("IV.1")),
        ("IV.1", lambda data: data["not_applicable"].append("IV.1")),
    ],
)
def test_points_the_dossier_does_not_give_are_refused_and_change_nothing(run, sent, key, change):
    before = ledger(run)

    told = run("bundle", "import", forged(sent, change), *SCHEME, *RECEIVED, "--store", "chinh.db",
               code=5).output  # fmt: skip

    assert "SC865" in told
    assert key in told
    assert ledger(run) == before


def test_a_dossier_of_another_agency_is_refused(run, sent, tmp_path):
    other = (tmp_path / f"{HERE}/ho-so/xa-minh-hoa-l.yaml").read_bytes()
    digest = hashlib.sha256(other).hexdigest()
    run("campaign", "submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-08 10:00", "--store", "chinh.db")  # fmt: skip

    # It names the other's dossier, which the appraiser has and the bundle need not bring.
    told = run("bundle", "import", forged(sent, lambda data: data.update(dossier=digest)), *SCHEME,
               *RECEIVED, "--store", "chinh.db", code=None)  # fmt: skip

    assert told.exit_code in (1, 5)
    assert (
        "xa-minh-hoa-k" not in json.loads(run("campaign", "results", "--store", "chinh.db").stdout)[0]["agency"]["id"]
    )


def test_the_honest_bundle_is_taken_in_and_where_there_is_no_scheme_that_is_said(
    run, sent, tmp_path, tmp_path_factory, monkeypatch
):
    elsewhere = tmp_path_factory.mktemp("khong-co-bo-tieu-chi")
    shutil.copy(tmp_path / "chinh.db", elsewhere / "chinh.db")

    here = run("bundle", "import", sent, *SCHEME, *RECEIVED, "--store", "chinh.db").output
    monkeypatch.chdir(elsewhere)
    there = run("bundle", "import", sent, *RECEIVED, "--store", "chinh.db").output

    assert "SC866" not in here
    assert "SC866" in there
    assert "đã nhập 1 bản ghi" in there


def test_only_what_is_new_here_is_computed_again(run, sent, monkeypatch, tmp_path):
    from scoring.batch import local

    run("campaign", "submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-08 08:00", "--store", "chinh.db")
    run("bundle", "import", sent, *SCHEME, *RECEIVED, "--store", "chinh.db")
    run("bundle", "export", "-o", "lai.zip", "--store", "chinh.db")
    run("bundle", "import", "lai.zip", "--follow", "--store", "xa.db")
    run("campaign", "withdraw", "--by", "xa-minh-hoa-k", "--at", "2025-12-09 10:00", "--store", "xa.db")
    run("campaign", "submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--at", "2025-12-09 11:00", "--store", "xa.db")
    run("bundle", "export", "--agency", "xa-minh-hoa-k", "-o", "nua.zip", "--store", "xa.db")
    assess, seen = local.assess, []

    def counted(loaded, *args):
        seen.append(loaded.dossier.agency.id)
        return assess(loaded, *args)

    monkeypatch.setattr(local, "assess", counted)
    told = run("bundle", "import", "nua.zip", *SCHEME, "--received", "2025-12-10 08:00", "--store", "chinh.db").output

    assert "đã nhập 2 bản ghi" in told
    assert seen == ["xa-minh-hoa-k"]
    run("bundle", "import", "nua.zip", *SCHEME, "--store", "chinh.db")
    assert seen == ["xa-minh-hoa-k"]
