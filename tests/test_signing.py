"""Keys are their owners' alone; a signature fits one hash, one purpose and one key."""

from __future__ import annotations

import base64
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("cryptography", reason="chamdiem[review] is not installed")

from scoring import signing
from scoring.errors import CannotRead, InvalidInput, UsageProblem

HASH = "ab" * 32


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    path = tmp_path_factory.mktemp("k") / "xa.pem"
    signing.new_key(path)
    return signing.load_signer(path)[0]


def test_a_new_key_signs_and_its_public_half_tells(tmp_path):
    public, code = signing.new_key(tmp_path / "a" / "xa.pem")

    signer, problems = signing.load_signer(tmp_path / "a" / "xa.pem")
    assert (signer.key, problems) == (code, [])
    assert signing.load_public(public) == code
    assert signing.trusted(tmp_path / "a") == {code: "xa"}
    assert signing.verify(HASH, signer.sign(HASH))


@given(st.integers(0, 127), st.sampled_from("0123456789abcdefgA"))
def test_a_changed_signature_is_wrong(signer, place, letter):
    good = signer.sign(HASH)
    value = good["value"][:place] + letter + good["value"][place + 1 :]

    assert signing.verify(HASH, {**good, "value": value}) == (value == good["value"])


def test_a_signature_fits_one_hash_one_purpose_and_one_key(signer, tmp_path):
    good = signer.sign(HASH)
    _, other = signing.new_key(tmp_path / "la.pem")

    assert not signing.verify("cd" * 32, good)
    assert not signing.verify(HASH, good, signing.BUNDLE)
    assert not signing.verify(HASH, {**good, "key": other})
    for broken in ({}, {"key": good["key"]}, {"key": "x", "value": "y"}, {**good, "key": "0" * 64}):
        assert not signing.verify(HASH, broken)
    with pytest.raises(ValueError, match="khong"):
        signer.sign("khong phai ma")


@pytest.mark.parametrize(
    "weak",
    [
        "01" + "00" * 31,
        "00" * 32,
        "00" * 31 + "80",
        "ec" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    ],
)
def test_a_key_with_which_one_value_fits_every_hash_signs_nothing(weak, tmp_path):
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    value = "01" + "00" * 63
    assert not any(signing.verify(f"{n:064x}", {"key": weak, "value": value}) for n in range(20))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(weak))
    pem = key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "yeu.pub").write_bytes(pem)
    with pytest.raises(InvalidInput) as caught:
        signing.load_public(tmp_path / "yeu.pub")
    assert "khóa yếu" in caught.value.diagnostics[0].message()


def test_a_signature_has_one_form_only(signer):
    good = signer.sign(HASH)
    value = bytes.fromhex(good["value"])
    order = 2**252 + 27742317777372353535851937790883648493
    higher = int.from_bytes(value[32:], "little") + order
    forms = [
        value[:32] + higher.to_bytes(32, "little"), value[:32], value + b"\0", value[::-1], bytes(64),
    ]  # fmt: skip

    texts = [base64.b64encode(value).decode(), good["value"].upper(), good["value"] + "\n", ""]
    for one in [*(form.hex() for form in forms), *texts, *map(wide, ("0", good["value"]))]:
        assert not signing.verify(HASH, {**good, "value": one}), one
    assert not signing.verify(HASH, {**good, "key": good["key"].upper()})


def wide(text):
    """The same letters and digits as typed in a font of double width."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_private_key_others_may_read_is_told(tmp_path):
    path = tmp_path / "xa.pem"
    os.umask(old := os.umask(0))
    signing.new_key(path)
    os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.chmod(0o644)
    assert [one.code for one in signing.load_signer(path)[1]] == ["SC995"]


def test_a_key_is_never_overwritten(tmp_path):
    (tmp_path / "xa.pub").write_text("x")
    (tmp_path / "lien-ket.pem").symlink_to(tmp_path / "khong-co")

    for name in ("xa.pem", "lien-ket.pem"):
        with pytest.raises(UsageProblem) as caught:
            signing.new_key(tmp_path / name)
        assert caught.value.diagnostics[0].code == "SC991"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lien-ket.pem", "xa.pub"]


def test_a_private_key_whose_public_half_was_never_written_gets_it(tmp_path):
    public, code = signing.new_key(tmp_path / "xa.pem")
    written, secret = public.read_bytes(), (tmp_path / "xa.pem").read_bytes()
    public.unlink()

    assert signing.new_key(tmp_path / "xa.pem") == (public, code)
    assert (public.read_bytes(), (tmp_path / "xa.pem").read_bytes()) == (written, secret)


@pytest.mark.parametrize("content", [b"", b"khong phai khoa", b"-----BEGIN PRIVATE KEY-----\nx", b"x" * 20_000])
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "xa.pub"
    path.write_bytes(content)

    for read in (signing.load_signer, signing.load_public):
        with pytest.raises(InvalidInput) as caught:
            read(path)
        assert caught.value.diagnostics[0].code == "SC990"
    with pytest.raises(InvalidInput):
        signing.trusted(tmp_path)


def test_keys_of_another_kind_or_with_a_password_are_refused(tmp_path):
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    locked = form.BestAvailableEncryption(b"mat khau")
    pem, pkcs8, plain = form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    other = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "1").write_bytes(other.private_bytes(pem, pkcs8, plain))
    (tmp_path / "2").write_bytes(ed25519.Ed25519PrivateKey.generate().private_bytes(pem, pkcs8, locked))
    (tmp_path / "3").write_bytes(other.public_key().public_bytes(pem, form.PublicFormat.SubjectPublicKeyInfo))

    for name, read in (("1", signing.load_signer), ("2", signing.load_signer), ("3", signing.load_public)):
        with pytest.raises(InvalidInput):
            read(tmp_path / name)


def test_a_key_that_is_not_there_cannot_be_read(tmp_path):
    for read in (signing.load_signer, signing.load_public, signing.trusted):
        with pytest.raises(CannotRead):
            read(tmp_path / "khong-co")


def test_a_key_with_a_password_is_standard_pem_and_opens_only_with_it(tmp_path):
    path = tmp_path / "xa.pem"
    _, code = signing.new_key(path, lambda _: "mật khẩu".encode())

    assert path.read_text("ascii").startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert signing.load_signer(path, lambda _: "mật khẩu".encode())[0].key == code
    for password, told in ((lambda _: b"khac", "SC997"), (None, "SC990")):
        with pytest.raises(InvalidInput) as error:
            signing.load_signer(path, password)
        assert error.value.diagnostics[0].code == told


def test_a_key_without_a_password_never_asks_for_one(tmp_path):
    signing.new_key(tmp_path / "xa.pem")

    signing.load_signer(tmp_path / "xa.pem", lambda _: pytest.fail("asked"))


def test_no_password_is_asked_where_no_key_can_be_written(tmp_path):
    (tmp_path / "xa.pub").touch()

    with pytest.raises(UsageProblem):
        signing.new_key(tmp_path / "xa.pem", lambda _: pytest.fail("asked"))
