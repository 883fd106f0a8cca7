"""A campaign that demands signatures: who acts shows it with a registered key, in the ledger, in bundles, when verified."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scoring.review.entry import Draft
from scoring.review.entry_line import parse, seal, to_bytes
from scoring.signing import load_signer
from scoring.store import open_store

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"
ID = "dan-van-2025"
pytest.importorskip("cryptography")


@pytest.fixture
def folder(tmp_path, monkeypatch, run):
    """A working folder with keys of the secretary, an appraiser, an agency and a stranger."""
    for name in ("criteria", "evidence"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    for name in ("thu-ky", "thanh-vien-1", "chu-tich", K, "la"):
        run("key", "new", "-o", f"khoa/{name}.pem")
    (tmp_path / "tin").mkdir()
    for one in Path("khoa").glob("*.pub"):
        shutil.copy(one, "tin")
    return tmp_path


def code(name):
    return load_signer(Path(f"khoa/{name}.pem"))[0].key


def campaign(signatures, keys):
    """A campaign's file that demands signatures of roles and registers keys."""
    text = Path(f"{HERE}/campaign.yaml").read_text("utf-8")
    text += "signatures:\n" + "".join(f"  - {{role: {one}}}\n" for one in signatures)
    text += "keys:\n" + "".join(f"  - {{of: {of}, key: {key}{more}}}\n" for of, key, more in keys)
    Path("c.yaml").write_text(text, "utf-8")
    return (
        "campaign",
        "init",
        "c.yaml",
        "--scheme",
        "criteria/qd-1211-2022",
        "--by",
        "thu-ky",
        "--at",
        "2025-11-20 08:00",
    )


def key(name):
    return ("--key", f"khoa/{name}.pem")


def opened(run, roles=("secretary", "member", "agency"), more=""):
    names = ("thu-ky", "thanh-vien-1", "chu-tich", K)
    told = run(*campaign(roles, [(one, code(one), more) for one in names]), *key("thu-ky")).output
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", *key(K), "--at", "2025-12-08 09:00")
    return told


def entries():
    with open_store("so-cai.db") as store:
        return list(store.entries(ID))


def test_a_role_that_must_sign_writes_nothing_without_its_own_key(run, folder):
    told = opened(run)
    assert "SC834" in told
    assert L in told
    before = entries()
    lock = ("campaign", "lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")

    assert "SC835" in run(*lock, code=1).output
    assert "SC836" in run(*lock, *key(K), code=1).output
    assert "SC837" in run(*lock, *key("la"), code=1).output
    assert "SC837" in run("campaign", "submit", f"{HERE}/ho-so/{L}.yaml", *key("la"), "--at", "2025-12-09 09:00", code=1).output  # fmt: skip
    assert entries() == before

    run(*lock, *key("thu-ky"))
    one = ("campaign", "appraise", K, "I.1", "3", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")
    assert "SC835" in run(*one, code=1).output
    run(*one, *key("thanh-vien-1"))
    assert all(one.signature for one in entries())
    run("ledger", "verify", "--keys", "tin")
    run("campaign", "status")


def test_opening_itself_is_signed_and_a_role_not_named_need_not_sign(run, folder):
    words = campaign(("secretary",), [("thu-ky", code("thu-ky"), "")])
    assert "SC835" in run(*words, code=1).output
    assert not Path("so-cai.db").exists()
    run(*words, *key("thu-ky"))
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")


def test_demands_and_keys_hold_on_their_days_by_the_ledgers_latest_act(run, folder):
    rows = [("thu-ky", code("thu-ky"), ", until: 2025-12-12"), ("thu-ky", code("la"), ", from: 2025-12-13")]
    words = campaign(("secretary",), rows)
    run(*words, *key("thu-ky"))
    lock = ("campaign", "lock", "nop", "--by", "thu-ky")
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")
    assert "SC837" in run(*lock, *key("thu-ky"), "--at", "2025-12-13 08:00", code=1).output
    run(*lock, *key("la"), "--at", "2025-12-13 08:00")
    # An old key cannot be used any more by typing an old date.
    back = (
        "campaign",
        "return",
        K,
        "--until",
        "2025-12-20",
        "--reason",
        "x",
        "--by",
        "thu-ky",
        "--at",
        "2025-12-10 08:00",
    )
    assert "SC837" in run(*back, *key("thu-ky"), code=1).output


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([("thu-ky", "0" * 63, "")], "SC990"),
        ([("thu-ky", "A" * 64, "")], "SC990"),
        ([("khong-co", "0" * 64, "")], "SC912"),
        ([("thu-ky", "a" * 64, ""), ("chu-tich", "a" * 64, "")], "SC833"),
    ],
)
def test_keys_that_are_none_of_nobody_or_of_two_are_refused(run, folder, keys, told):
    assert told in run(*campaign(("secretary",), keys), code=1).output


def forge(change):
    """The ledger's last entry replaced in the database itself, as whoever runs the machine can."""
    *_, last = entries()
    new = change(last)
    with closing(sqlite3.connect("so-cai.db")) as base, base:
        base.execute("DROP TRIGGER entries_no_update")
        base.execute(
            "UPDATE entries SET line = ?, hash = ? WHERE seq = ?", (to_bytes(new).decode(), new.hash, last.seq)
        )


def resealed(entry, **changes):
    draft = Draft(act=entry.act, actor=entry.actor, role=entry.role, at=entry.at, data={**entry.data, **changes})
    return seal(draft, entry.campaign, entry.seq, entry.prev)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry._replace(signature=None),
        lambda entry: resealed(entry, file="khac.yaml"),
        lambda entry: resealed(entry, file="khac.yaml")._replace(signature=entry.signature),
        lambda entry: entry._replace(signature={"key": entry.signature["key"], "value": "0" * 128}),
        lambda entry: entry._replace(signature=load_signer(Path("khoa/thu-ky.pem"))[0].sign(entry.hash)),
        lambda entry: entry._replace(signature=load_signer(Path("khoa/la.pem"))[0].sign(entry.hash)),
    ],
)
def test_a_ledger_written_around_the_program_is_found_by_every_reader(run, folder, change):
    opened(run)
    forge(change)

    for reader in (("ledger", "verify"), ("campaign", "status"), ("campaign", "history", K)):
        told = run(*reader, code=5).output
        assert "SC905" in told or "SC992" in told


def test_a_bundle_brings_only_acts_signed_by_their_agency(run, folder):
    opened_ = campaign(("agency",), [(K, code(K), "")])
    run(*opened_)
    run("bundle", "export", "--agency", K, "-o", "di.zip")
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "di.zip", "--store", "xa.db")
    hand_in = ("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00", "--store", "xa.db")
    assert "SC835" in run(*hand_in, code=1).output
    shutil.copy("xa.db", "gia.db")
    # The same act from a program that does not ask for a key.
    run(*hand_in, *key(K))
    with open_store("xa.db") as store:
        signed = list(store.entries(ID))[-1]
    with open_store("gia.db") as store:
        for sha256 in (signed.data["dossier"],):
            with open_store("xa.db") as other, other.open_attachment(sha256) as stream:
                store.put_attachment(stream)
        store.append(ID, [Draft(act="submitted", actor=K, role="agency", at=signed.at, data=signed.data)])
    run("bundle", "export", "--agency", K, "-o", "ve.zip", "--store", "xa.db")
    run("bundle", "export", "--agency", K, "-o", "gia.zip", "--store", "gia.db")
    received = ("--received", "2025-12-09 08:00")

    assert "SC835" in run("bundle", "import", "gia.zip", *received, code=1).output
    run("bundle", "import", "ve.zip", *received)
    run("ledger", "verify")
    assert parse(to_bytes(entries()[-1])).data["origin"]["signature"]["key"] == code(K)


def reopening(run, *more, **asked):
    run("campaign", "lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00", *more[:2])
    return run("campaign", "reopen", L, "nop", "--by", "thu-ky", "--second", "chu-tich", "--reason", "Mất điện",
               "--until", "2025-12-20", "--at", "2025-12-13 09:00", *more, **asked)  # fmt: skip


def confirm(run, number, by, *more, **asked):
    return run("campaign", "confirm", L, number, "--by", by, "--at", "2025-12-13 10:00", *more, **asked).output


def status_of(run, agency=L):
    return next(line for line in run("campaign", "status", "--as-of", "2025-12-13").output.splitlines() if line.startswith(agency))  # fmt: skip


def test_a_reopening_holds_only_once_the_second_person_confirms_it(run, folder):
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")
    told = reopening(run).output
    assert f"`scoring campaign confirm {L} 4 --by chu-tich`" in told
    hand_in = ("campaign", "submit", f"{HERE}/ho-so/{L}.yaml", "--at", "2025-12-14 09:00")
    assert "SC920" in run(*hand_in, code=1).output
    assert "Mở lại chờ người thứ hai xác nhận (1)" in run("campaign", "status").output

    for who in ("thu-ky", "thanh-vien-1", L):
        assert "SC840" in confirm(run, 4, who, code=1)
    assert "SC924" in confirm(run, 4, "ai-do", code=1)
    assert "SC839" in confirm(run, 3, "chu-tich", code=1)
    history = run("campaign", "history", L, "--format", "json").stdout
    assert json.loads(history)[-1]["data"]["pending"] is True
    assert "chờ Chủ" in run("campaign", "history", L).output
    assert "đã mở lại theo bản ghi 4" in confirm(run, 4, "chu-tich")
    assert "SC839" in confirm(run, 4, "chu-tich", code=1)
    assert "chờ người thứ hai" not in run("campaign", "status").output
    run(*hand_in)
    run("ledger", "verify")
    assert '"confirmed"' in run("campaign", "history", L, "--format", "json").stdout


def test_a_confirmation_that_comes_too_late_reopens_nothing(run, folder):
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")
    reopening(run)
    late = ("campaign", "confirm", L, 4, "--by", "chu-tich", "--at", "2025-12-21 08:00")
    assert "SC934" in run(*late, code=1).output


def test_the_second_persons_own_key_confirms_at_once_and_one_key_is_not_two_people(run, folder):
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")
    before = len(entries())
    told = reopening(run, *key("thu-ky"), "--second-key", "khoa/thu-ky.pem", code=1).output
    assert "SC841" in told
    assert len(entries()) == before + 1, "the lock alone"
    *_, asked, confirmed = (reopening_again(run), entries())[1]
    assert (asked.act, asked.actor, asked.signature["key"]) == ("reopened", "thu-ky", code("thu-ky"))
    assert (confirmed.act, confirmed.actor, confirmed.signature["key"]) == ("confirmed", "chu-tich", code("chu-tich"))
    run("ledger", "verify", "--keys", "tin")
    run("campaign", "submit", f"{HERE}/ho-so/{L}.yaml", "--at", "2025-12-14 09:00")


def reopening_again(run):
    return run("campaign", "reopen", L, "nop", "--by", "thu-ky", "--second", "chu-tich", "--reason", "Mất điện",
               "--until", "2025-12-20", "--at", "2025-12-13 09:00", *key("thu-ky"),
               "--second-key", "khoa/chu-tich.pem")  # fmt: skip


def test_where_signatures_are_demanded_the_second_person_signs_and_is_never_only_named(run, folder):
    names = ("thu-ky", "chu-tich")
    run(*campaign(("secretary", "chair"), [(one, code(one), "") for one in names]), *key("thu-ky"))
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00")
    reopening(run, *key("thu-ky"))
    assert "SC835" in confirm(run, 4, "chu-tich", code=1)
    assert "SC836" in confirm(run, 4, "chu-tich", *key("thu-ky"), code=1)
    with open_store("so-cai.db") as store:
        asked = list(store.entries(ID))[-1]
        signer = load_signer(Path("khoa/thu-ky.pem"))[0]
        data = {name: value for name, value in asked.data.items() if name != "pending"}
        draft = Draft(act="reopened", actor="thu-ky", role="secretary", at=asked.at, data=data)
        store.append(ID, [draft], sign=lambda entry: signer.sign(entry.hash))
    assert "chỉ nêu tên" in run("ledger", "verify", code=5).output


def test_an_unsigned_bundle_of_an_agency_whose_key_is_known_is_refused_unless_allowed(run, folder):
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    run("bundle", "export", "-o", "di.zip")
    for agency in (K, L):
        store = ("--store", f"{agency}.db")
        run("store", "init", *store)
        # Whose ledger of record this is does not show in it, so that it may come unsigned.
        run("bundle", "import", "di.zip", "--keys", "tin", *store)
        run("campaign", "submit", f"{HERE}/ho-so/{agency}.yaml", "--at", "2025-12-08 09:00", *store)
        run("bundle", "export", "-o", f"{agency}.zip", *store)
        run("bundle", "export", "--agency", agency, "-o", f"{agency}-ten.zip", *store)
    run("bundle", "export", *key(K), "-o", "ky.zip", "--store", f"{K}.db")
    run("bundle", "export", *key("la"), "-o", "la.zip", "--store", f"{K}.db")
    before = entries()

    def take(name, *more, code=0):
        return run("bundle", "import", name, "--received", "2025-12-09 08:00", *more, code=code).output

    for name in (f"{K}.zip", f"{K}-ten.zip"):
        told = take(name, "--keys", "tin", code=5)
        assert "SC842" in told
        assert "--allow-unsigned" in told
    assert "SC999" in take("la.zip", "--keys", "tin", code=5)
    assert entries() == before
    take(f"{L}.zip", "--keys", "tin")
    take("ky.zip", "--keys", "tin")
    run("store", "init", "--store", "khac.db")
    run("bundle", "import", "di.zip", "--store", "khac.db")
    take(f"{K}.zip", "--keys", "tin", "--allow-unsigned", "--store", "khac.db")
    run("store", "init", "--store", "nua.db")
    run("bundle", "import", "di.zip", "--store", "nua.db")
    take(f"{K}.zip", "--store", "nua.db")
