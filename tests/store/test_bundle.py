"""Bundles: the same bytes each time, whole or refused, taken in entirely or not at all."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import stat
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import IntegrityFailure, ScoringError
from scoring.json_write import canonical
from scoring.review.chain import verify
from scoring.review.entry import Draft, Head, Malformed
from scoring.signing import BUNDLE, load_signer, new_key, trusted
from scoring.store import bundle as b
from scoring.store import init_store, merge, open_store
from scoring.store.check import check
from scoring.store.package import BOUNDS, Bounds, Package
from scoring.store.signed import original, problems

AT, RECEIVED = "2026-01-05T02:00:00Z", "2026-01-07T03:00:00Z"
SCHEME = {"id": "qd-1211-2022", "digest": "sha256:" + "1" * 64}


def opened(scheme=SCHEME):
    return Draft(act="opened", actor="thu-ky", role="secretary", at=AT, data={"scheme": scheme})


def act(agency, name="submitted", role="agency", at=AT, **data):
    return Draft(act=name, actor=agency, role=role, at=at, data={"agency": agency, **data})


class Side:
    """One side of the exchange: a store of its own."""

    def __init__(self, place):
        init_store(place)
        self.store = open_store(place)

    def add(self, *drafts, sign=None):
        return self.store.append("d", drafts, sign=sign)

    def submit(self, agency, content, sign=None, name="submitted"):
        dossier = self.store.put_attachment(io.BytesIO(b"dossier " + content))
        paper = self.store.put_attachment(io.BytesIO(b"paper " + content))
        data = {"dossier": f"sha256:{dossier}", "attachments": {"bao-cao.pdf": paper}}
        return self.add(act(agency, name, **data), sign=sign)

    def send(self, path, agency=None, **options):
        with path.open("wb") as file:
            b.export(self.store, "d", file, agency, **options)
        return path

    def take(self, path, trust=None, demand=False, bounds=BOUNDS, **options):
        with Package(path, bounds) as package:
            return merge.take(self.store, b.check(package, trust, demand=demand), at=RECEIVED, **options)

    @property
    def acts(self):
        return [(one.actor, one.act) for one in self.store.entries("d")]

    def snapshot(self):
        names = self.store.campaigns()
        return {one: list(self.store.lines(one)) for one in names}, check(self.store).attachments


@pytest.fixture
def side(tmp_path):
    sides = []

    def make(name):
        sides.append(Side(tmp_path / f"{name}.db"))
        return sides[-1]

    yield make
    for one in sides:
        one.store.close()


@pytest.fixture
def province(place):
    """The appraiser, on either database."""
    found = Side(place)
    found.add(opened())
    yield found
    found.store.close()


def refused(act_):
    with pytest.raises(ScoringError) as caught:
        act_()
    return caught.value.diagnostics[0].code


# ---------------------------------------------------------------- there and back


def test_a_campaign_goes_out_comes_back_and_goes_out_again(province, side, tmp_path):
    """Two communes work offline at the same time; their acts meet in one ledger, which both then follow."""
    start = province.send(tmp_path / "start.zip")
    one, two = side("a"), side("b")
    for commune in (one, two):
        assert commune.take(start).entries == 1
    one.submit("a", b"1")
    two.submit("b", b"2")

    assert province.take(one.send(tmp_path / "a.zip", "a")).entries == 1
    taken = province.take(two.send(tmp_path / "b.zip", "b"))

    assert (taken.entries, taken.attachments) == (1, 2)
    assert province.acts == [("thu-ky", "opened"), ("a", "submitted"), ("b", "submitted")]
    last = list(province.store.entries("d"))[2]
    assert last.at == RECEIVED
    assert original(last) == list(two.store.entries("d"))[1]

    province.add(act("thu-ky", "returned", role="secretary"))
    back = province.send(tmp_path / "back.zip", "b")
    taken = two.take(back, follow=True)
    assert taken.replaced
    assert taken.head == province.store.head("d")
    assert list(two.store.lines("d")) == list(province.store.lines("d"))
    assert check(two.store).problems == []
    assert check(two.store).copies == 1
    assert two.store.campaigns() == ["d"]
    two.submit("b", b"3")
    assert province.take(two.send(tmp_path / "b2.zip", "b")).entries == 1
    assert province.acts[-1] == ("b", "submitted")
    assert two.take(province.send(tmp_path / "back2.zip", "b"), follow=True).replaced
    assert list(two.store.lines("d")) == list(province.store.lines("d"))
    assert check(two.store).copies == 2
    assert check(province.store).problems == []
    assert isinstance(verify(province.store.lines("d")), Head)


def test_what_is_received_twice_changes_nothing_the_second_time(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    sent = commune.send(tmp_path / "a.zip", "a")
    province.take(sent)
    province.add(act("thu-ky", "noted", role="secretary"))
    before = province.snapshot()

    taken = province.take(sent)

    assert (taken.entries, taken.attachments) == (0, 0)
    assert province.snapshot() == before
    back = province.send(tmp_path / "back.zip")
    assert commune.take(back, follow=True).entries == 2
    assert commune.take(back, follow=True).entries == 0


def test_the_same_ledger_gives_the_same_bytes(province, tmp_path):
    province.submit("a", b"1")

    first = province.send(tmp_path / "1.zip").read_bytes()

    assert province.send(tmp_path / "2.zip").read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}


def test_a_bundle_carries_only_the_files_of_its_agency(province, tmp_path):
    province.submit("a", b"1")
    province.submit("b", b"2")

    with Package(province.send(tmp_path / "a.zip", "a")) as package:
        found = b.check(package)

    assert found.entries == 3
    mine = {hashlib.sha256(kind + b" 1").hexdigest() for kind in (b"dossier", b"paper")}
    assert set(b.carried(found.manifest)) == mine


def test_a_part_of_a_ledger_continues_one_that_has_what_came_before(province, side, tmp_path):
    commune = side("a")
    start = province.send(tmp_path / "start.zip")
    province.submit("a", b"1")
    part = province.send(tmp_path / "part.zip", since=1)

    assert refused(lambda: commune.take(part, follow=True)) == "SC960"
    commune.take(start)
    assert commune.take(part, follow=True).entries == 1
    assert list(commune.store.lines("d")) == list(province.store.lines("d"))


# ---------------------------------------------------------------- refused, changing nothing


def test_older_versions_are_refused(province, side, tmp_path):
    commune = side("a")
    start = province.send(tmp_path / "start.zip")
    commune.take(start)
    commune.submit("a", b"1")
    first = commune.send(tmp_path / "1.zip", "a")
    commune.submit("a", b"2", name="explained")
    province.take(commune.send(tmp_path / "2.zip", "a"))
    before = province.snapshot()

    assert refused(lambda: province.take(first)) == "SC963"
    assert refused(lambda: province.take(start, follow=True)) == "SC963"
    assert province.snapshot() == before


def test_forks_are_refused_with_both_hashes(province, side, tmp_path):
    start = province.send(tmp_path / "start.zip")
    one, other = side("a"), side("a2")
    for commune, content in ((one, b"1"), (other, b"2")):
        commune.take(start)
        commune.submit("a", content)
    province.take(one.send(tmp_path / "1.zip", "a"))
    before = province.snapshot()

    assert refused(lambda: province.take(other.send(tmp_path / "2.zip", "a"))) == "SC959"
    province.add(act("thu-ky", "noted", role="secretary"))
    one.add(act("thu-ky", "returned", role="secretary"))
    assert refused(lambda: one.take(province.send(tmp_path / "3.zip"), follow=True)) == "SC959"
    assert province.snapshot()[0]["d"][:2] == before[0]["d"]


def test_a_ledger_that_received_acts_does_not_follow_one_that_did_not(province, side, tmp_path):
    start = province.send(tmp_path / "start.zip")
    commune, other = side("a"), side("tinh-2")
    for one in (commune, other):
        one.take(start)
    commune.submit("a", b"1")
    province.take(commune.send(tmp_path / "a.zip", "a"))
    other.add(act("thu-ky", "returned", role="secretary"))
    before = province.snapshot()

    assert refused(lambda: province.take(other.send(tmp_path / "b.zip"), follow=True)) == "SC959"
    assert province.snapshot() == before


def test_a_file_that_changes_after_it_was_checked_is_not_taken_in(province, side, tmp_path, monkeypatch):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    sent = commune.send(tmp_path / "a.zip", "a")
    before = province.snapshot()
    monkeypatch.setattr(merge, "stream_of", lambda checked, sha256: io.BytesIO(b"another"))

    assert refused(lambda: province.take(sent)) == "SC954"
    assert province.snapshot() == before


def test_a_file_no_act_names_is_refused_although_the_manifest_lists_it(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    sent = commune.send(tmp_path / "a.zip", "a")
    name = b.FOLDER + hashlib.sha256(b"more").hexdigest()
    with zipfile.ZipFile(sent) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["files"][name] = {"sha256": name.removeprefix(b.FOLDER), "size": 4}
    parts = {"manifest.json": canonical(manifest), name: b"more"}

    assert refused(lambda: province.take(rewrite(sent, tmp_path / "b.zip", **parts))) == "SC956"


@pytest.mark.parametrize("change", [{"hash": "0" * 64}, {"seq": 7}, {"prev": "1" * 64}, {"at": RECEIVED}, {"at": None}])
def test_an_origin_that_does_not_fit_the_act_is_told(province, side, tmp_path, change):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    province.take(commune.send(tmp_path / "a.zip", "a"))
    entry = list(province.store.entries("d"))[1]
    assert list(problems([entry])) == []
    bent = entry._replace(data={**entry.data, "origin": {**entry.data["origin"], **change}})

    with pytest.raises(Malformed):
        original(bent)
    assert [one.code for one in problems([bent])] == ["SC900"]


def test_an_agency_cannot_send_the_appraisers_acts(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.add(act("thu-ky", "published", role="decider"))

    assert refused(lambda: province.take(commune.send(tmp_path / "a.zip", "a"))) == "SC964"
    assert province.acts == [("thu-ky", "opened")]


def test_acts_of_ones_own_are_not_lost_by_following(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    province.add(act("thu-ky", "noted", role="secretary"))
    before = commune.snapshot()

    back = province.send(tmp_path / "back.zip")
    assert refused(lambda: commune.take(back, follow=True)) == "SC966"
    assert commune.snapshot() == before


def test_a_campaign_of_another_scheme_is_refused(province, side, tmp_path):
    other = side("a")
    other.add(opened({**SCHEME, "digest": "sha256:" + "2" * 64}))

    assert refused(lambda: province.take(other.send(tmp_path / "a.zip"))) == "SC958"


def test_what_the_rules_of_campaigns_do_not_allow_is_undone(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    sent = commune.send(tmp_path / "a.zip", "a")
    before = province.snapshot()

    def refuse(view):
        assert view.head.seq == 2
        raise ScoringError([])

    with pytest.raises(ScoringError):
        province.take(sent, allow=refuse)

    assert province.snapshot() == before


# ---------------------------------------------------------------- signatures


@pytest.fixture
def keys(tmp_path):
    folder = tmp_path / "keys"
    for name in ("a", "la"):
        new_key(folder / f"{name}.pem")
    (folder / "la.pub").rename(tmp_path / "la.pub")
    return folder


def test_signatures_are_checked_against_the_keys_that_are_trusted(province, side, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    stranger, _ = load_signer(keys / "la.pem")
    trust = trusted(keys)
    start = province.send(tmp_path / "start.zip")
    commune = side("a")
    commune.take(start)
    commune.submit("a", b"1", sign=lambda one: mine.sign(one.hash))

    assert refused(lambda: province.take(commune.send(tmp_path / "1.zip", "a"), trust, True)) == "SC968"
    unknown = commune.send(tmp_path / "2.zip", "a", signer=stranger)
    assert refused(lambda: province.take(unknown, trust)) == "SC969"
    good = commune.send(tmp_path / "3.zip", "a", signer=mine)
    assert province.take(good, trust, demand=True).entries == 1

    source = original(list(province.store.entries("d"))[1])
    assert source.signature["key"] == mine.key

    other = side("b")
    other.take(start)
    other.submit("b", b"2", sign=lambda one: stranger.sign(one.hash))
    assert refused(lambda: province.take(other.send(tmp_path / "4.zip", "b"), trust)) == "SC993"
    third = side("c")
    third.take(start)
    third.submit("c", b"3", sign=lambda one: {**mine.sign("0" * 64)})
    assert refused(lambda: province.take(third.send(tmp_path / "5.zip", "c"), trust)) == "SC992"
    fourth = side("e")
    fourth.take(start)
    fourth.submit("e", b"4")
    unsigned = fourth.send(tmp_path / "6.zip", "e", signer=mine)
    assert refused(lambda: province.take(unsigned, trust, True)) == "SC994"


def test_nobody_signs_for_another_even_with_a_key_that_is_trusted(province, side, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    (tmp_path / "la.pub").rename(keys / "b@2024.pub")
    other, _ = load_signer(keys / "la.pem")
    trust = trusted(keys)
    start = province.send(tmp_path / "start.zip")
    before = province.snapshot()

    forger = side("forger")
    forger.take(start)
    forger.submit("a", b"1", sign=lambda one: other.sign(one.hash))
    assert refused(lambda: province.take(forger.send(tmp_path / "1.zip", "a"), trust)) == "SC999"
    second = side("second")
    second.take(start)
    second.submit("a", b"1", sign=lambda one: mine.sign(one.hash))
    second.add(act("a", "withdrawn"))
    forged = second.send(tmp_path / "2.zip", "a", signer=other)
    assert refused(lambda: province.take(forged, trust)) == "SC999"

    assert province.snapshot() == before
    assert province.take(second.send(tmp_path / "3.zip", "a", signer=mine), trust).entries == 2
    third = side("third")
    third.take(start)
    third.submit("b", b"2", sign=lambda one: other.sign(one.hash))
    assert province.take(third.send(tmp_path / "4.zip", "b", signer=other), trust).entries == 1


def test_a_key_that_stands_under_two_names_is_nobodys(keys):
    shutil.copy(keys / "a.pub", keys / "a@cu.pub")
    assert list(trusted(keys).values()) == ["a"]
    shutil.copy(keys / "a.pub", keys / "b.pub")
    assert refused(lambda: trusted(keys)) == "SC990"


def test_a_signature_of_one_bundle_is_of_no_use_to_another_nor_to_an_entry(province, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    signed = province.send(tmp_path / "1.zip", signer=mine)
    with zipfile.ZipFile(signed) as archive:
        signature = archive.read("signature.json")
        digest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    for wrong in (canonical(mine.sign(digest)), signature.replace(b'"key"', b'"Key"'), b"[" * 9999):
        changed = rewrite(signed, tmp_path / "x.zip", **{"signature.json": wrong})
        assert refused(lambda path=changed: province.take(path)) == "SC967"


def forgeries(good, stranger):
    """Values that are not the signature: another's under this key's name, other lengths and other ways to write it."""
    raw = bytes.fromhex(good["value"])
    other = stranger["value"]
    texts = [other, good["value"][:-2], good["value"] + "00", good["value"].upper(), "00" * 64]
    texts += [base64.b64encode(one).decode() for one in (raw, raw[:32], raw * 2)]
    return [{**good, "value": one} for one in texts] + [{"key": "01" + "00" * 31, "value": "01" + "00" * 63}]  # fmt: skip


def test_a_forged_signature_of_a_bundle_is_refused_and_changes_nothing(province, side, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    stranger, _ = load_signer(keys / "la.pem")
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    signed = commune.send(tmp_path / "1.zip", "a", signer=mine)
    with zipfile.ZipFile(signed) as archive:
        digest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    good = mine.sign(digest, BUNDLE)
    twice = b'{"key":"%b",%b' % (b"0" * 64, canonical(good)[1:])
    loose = json.dumps(good, indent=1).encode()
    before = province.snapshot()

    for one in [*map(canonical, forgeries(good, stranger.sign(digest, BUNDLE))), twice, loose]:
        forged = rewrite(signed, tmp_path / "x.zip", **{"signature.json": one})
        for trust in (None, trusted(keys)):
            with pytest.raises(IntegrityFailure) as caught:
                province.take(forged, trust)
            assert [one.code for one in caught.value.diagnostics] == ["SC967"]
    assert province.snapshot() == before
    assert province.take(signed, trusted(keys)).entries == 1


def test_a_forged_signature_of_an_entry_is_refused_and_changes_nothing(province, side, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    stranger, _ = load_signer(keys / "la.pem")
    start = province.send(tmp_path / "start.zip")
    before = province.snapshot()
    count = len(forgeries(mine.sign("0" * 64), stranger.sign("0" * 64)))

    for number in range(count):
        commune = side(f"a{number}")
        commune.take(start)
        commune.submit("a", b"1", sign=lambda one, at=number: forgeries(mine.sign(one.hash), stranger.sign(one.hash))[at])  # fmt: skip
        sent = commune.send(tmp_path / f"{number}.zip", "a")
        for trust in (None, trusted(keys)):
            with pytest.raises(IntegrityFailure) as caught:
                province.take(sent, trust)
            assert [one.code for one in caught.value.diagnostics] == ["SC992"]
    assert province.snapshot() == before


def test_a_bundle_of_another_scheme_is_refused_although_it_is_signed(province, side, keys, tmp_path):
    mine, _ = load_signer(keys / "a.pem")
    other = side("a")
    other.add(opened({**SCHEME, "digest": "sha256:" + "2" * 64}))
    other.submit("a", b"1", sign=lambda one: mine.sign(one.hash))
    sent = other.send(tmp_path / "1.zip", "a", signer=mine)
    before = province.snapshot()

    for follow in (False, True):
        told = refused(lambda how=follow: province.take(sent, trusted(keys), True, follow=how))
        assert told == "SC958"
    assert province.snapshot() == before


# ---------------------------------------------------------------- hostile files


def rewrite(source, target, /, infos=(), keep=lambda name: True, **parts):
    """The bundle with parts replaced or added; names and modes as given."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.infolist():
            if keep(one.filename):
                new.writestr(one, parts.pop(one.filename, None) or old.read(one.filename))
        for name, data in parts.items():
            new.writestr(name, data)
        for info, data in infos:
            new.writestr(info, data)
    return target


def remade(source, target, change):
    """The bundle with another manifest."""
    with zipfile.ZipFile(source) as old:
        data = json.loads(old.read("manifest.json"))
    data = change(data) or data
    return rewrite(source, target, **{"manifest.json": canonical(data)})


@pytest.fixture
def sent(province, side, tmp_path):
    commune = side("a")
    commune.take(province.send(tmp_path / "start.zip"))
    commune.submit("a", b"1")
    return commune.send(tmp_path / "sent.zip", "a")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../ngoai.txt", "SC952"), ("/etc/passwd", "SC952"), ("C:/x", "SC952"), ("a\\..\\b", "SC952"),
        ("attachments/../../x", "SC952"), ("attachments/con", "SC952"), ("NUL.txt", "SC952"),
        ("Manifest.JSON", "SC952"), ("la.txt", "SC956"), ("attachments/" + "A" * 64, "SC956"),
        ("attachments/", "SC952"), ("attachments/" + "0" * 64, "SC956"),
    ],
)  # fmt: skip
def test_names_that_do_not_belong_are_refused(province, sent, tmp_path, name, code):
    before = province.snapshot()
    hostile = rewrite(sent, tmp_path / "x.zip", **{name: b"x"})

    assert refused(lambda: province.take(hostile)) == code
    assert province.snapshot() == before


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_links_folders_and_devices_are_refused(province, sent, tmp_path, kind):
    info = zipfile.ZipInfo("attachments/" + "0" * 64)
    info.external_attr = (kind | 0o777) << 16

    hostile = rewrite(sent, tmp_path / "x.zip", infos=[(info, b"/etc/passwd")])
    assert refused(lambda: province.take(hostile)) == "SC952"


def test_a_name_given_twice_is_refused(province, sent, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        hostile = rewrite(sent, tmp_path / "x.zip", infos=[("ledger.jsonl", b"")])

    assert refused(lambda: province.take(hostile)) == "SC952"


def test_bombs_are_refused_before_they_go_off(province, sent, tmp_path):
    info = zipfile.ZipInfo("attachments/" + "0" * 64)
    info.compress_type = zipfile.ZIP_DEFLATED
    bomb = rewrite(sent, tmp_path / "1.zip", infos=[(info, b"\0" * (BOUNDS.attachment + 1))])
    assert bomb.stat().st_size < 200_000
    assert refused(lambda: province.take(bomb)) == "SC953"

    # Declares little, holds much: what comes out stops where the table of contents says, and the sum is wrong.
    raw = bytearray(rewrite(sent, tmp_path / "2.zip", infos=[(info, b"\0" * 10_000_000)]).read_bytes())
    size = struct.pack("<I", 10_000_000)
    assert raw.count(size) == 2
    (tmp_path / "3.zip").write_bytes(raw.replace(size, struct.pack("<I", 100)))
    assert refused(lambda: province.take(tmp_path / "3.zip")) in {"SC951", "SC956"}

    assert refused(lambda: province.take(sent, bounds=Bounds(entries=2))) == "SC953"
    assert refused(lambda: province.take(sent, bounds=Bounds(total=100))) == "SC953"
    assert refused(lambda: province.take(sent, bounds=Bounds(file=100))) == "SC953"
    assert refused(lambda: province.take(sent, bounds=Bounds(directory=10))) == "SC953"


def test_parts_that_share_their_bytes_are_refused(province, sent, tmp_path):
    raw = bytearray(sent.read_bytes())
    places = [at for at in range(len(raw)) if raw[at : at + 4] == b"PK\x01\x02"]
    first, second = places[0], places[1]
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    (tmp_path / "x.zip").write_bytes(raw)

    assert refused(lambda: province.take(tmp_path / "x.zip")) == "SC951"


@pytest.mark.parametrize("content", [b"", b"PK", b"khong phai zip" * 100, b"PK\x03\x04" + b"x" * 100])
def test_what_is_no_bundle_is_refused(province, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)

    assert refused(lambda: province.take(tmp_path / "x.zip")) in {"SC950", "SC951"}


def test_another_zip_is_no_bundle(province, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("manifest.json", "{}")

    assert refused(lambda: province.take(tmp_path / "x.zip")) == "SC955"


def test_manifests_that_are_not_right_are_refused(province, sent, tmp_path):
    def changed(**changes):
        return lambda data: data.update(changes)

    cases = [
        (changed(format="scoring.bundle/2"), "SC957"), (changed(format="x"), "SC951"),
        (changed(extra=1), "SC951"), (changed(campaign=1), "SC951"), (changed(files=[]), "SC951"),
        (lambda data: [1], "SC951"), (changed(base={"seq": -1, "hash": "0" * 64}), "SC951"),
        (changed(base={"seq": True, "hash": "0" * 64}), "SC951"), (changed(campaign="e"), "SC961"),
        (changed(head={"seq": 9, "hash": "0" * 64}), "SC961"), (changed(files={}), "SC956"),
        (changed(scheme={"id": "khac"}), "SC958"), (changed(base={"seq": 1, "hash": "0" * 64}), "SC961"),
        (lambda data: data["files"].update({"attachments/" + "0" * 64: {"sha256": "0" * 64, "size": 1}}), "SC955"),
        (lambda data: data["files"]["ledger.jsonl"].update(size=3), "SC954"),
    ]  # fmt: skip
    before = province.snapshot()
    for number, (change, code) in enumerate(cases):
        path = remade(sent, tmp_path / f"{number}.zip", change)
        assert refused(lambda path=path: province.take(path)) == code, number
    for raw in (b"[" * 100_000, b"\xff", b'{"format":"scoring.bundle/1"}', b"null"):
        path = rewrite(sent, tmp_path / "y.zip", **{"manifest.json": raw})
        assert refused(lambda path=path: province.take(path)) == "SC951"
    assert province.snapshot() == before


def test_a_changed_entry_is_named_although_every_digest_was_made_to_fit(province, sent, tmp_path):
    with zipfile.ZipFile(sent) as archive:
        ledger = archive.read("ledger.jsonl").replace(b"bao-cao.pdf", b"bao-caO.pdf")
        data = json.loads(archive.read("manifest.json"))
    data["files"]["ledger.jsonl"]["sha256"] = hashlib.sha256(ledger).hexdigest()
    parts = {"ledger.jsonl": ledger, "manifest.json": canonical(data)}
    path = rewrite(sent, tmp_path / "x.zip", **parts)

    with pytest.raises(ScoringError) as caught:
        province.take(path)

    assert caught.value.diagnostics[0].code == "SC961"
    assert caught.value.diagnostics[0].values["seq"] == "2"


def test_a_missing_attachment_is_named(province, sent, tmp_path):
    def without(data):
        data["files"] = {name: one for name, one in data["files"].items() if name == "ledger.jsonl"}

    path = remade(sent, tmp_path / "x.zip", without)
    path = rewrite(path, tmp_path / "y.zip", keep=lambda name: not name.startswith("attachments/"))

    assert refused(lambda: province.take(path)) == "SC955"
    assert province.acts == [("thu-ky", "opened")]


def test_a_bundle_cut_off_anywhere_is_refused_and_changes_nothing(province, sent, tmp_path):
    raw = sent.read_bytes()
    before = province.snapshot()
    for length in [*range(0, len(raw), 37), *range(len(raw) - 30, len(raw))]:
        (tmp_path / "x.zip").write_bytes(raw[:length])
        assert refused(lambda: province.take(tmp_path / "x.zip")) in {"SC950", "SC951"}, length
    assert province.snapshot() == before


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_bundle_changed_anywhere_is_refused_or_says_the_same(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("x")
    one, other = Side(folder / "1.db"), Side(folder / "2.db")
    one.add(opened())
    one.submit("a", b"1")
    raw = bytearray(one.send(folder / "1.zip").read_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    (folder / "2.zip").write_bytes(raw)

    code = ""
    try:
        other.take(folder / "2.zip")
    except ScoringError as error:
        code = error.diagnostics[0].code
    assert not code or code.startswith(("SC95", "SC96"))
    here = list(other.store.lines("d")) if other.store.campaigns() else []
    assert here == ([] if code else list(one.store.lines("d")))
    one.store.close()
    other.store.close()
