"""Ed25519 keys and signatures of entries. They show who wrote what, not that nothing was removed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.atomic_write import remove_leftovers, rename_new, temporary_file
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, InvalidInput, ScoringError, UsageProblem, system_words
from scoring.libraries import require

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# What is signed says what it is, so that a signature made for one purpose is of no use for another.
ENTRY, BUNDLE = "scoring.entry/1", "scoring.bundle/1"
_BIGGEST = 10_000
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_PRIME = 2**255 - 19
# The curve's points of small order. As a "key" they let one value fit every message, and nobody owns them.
_WEAK = {
    0,
    1,
    _PRIME - 1,
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that was read; `key` is the public half in 64 hex digits."""

    key: str
    _private: Ed25519PrivateKey

    def sign(self, hash: str, purpose: str = ENTRY) -> dict[str, str]:
        """The signature over an entry's hash, as entries carry it: ``key`` (64 hex digits), ``value`` (128). Raises
        ValueError if it is no SHA-256 in hex.
        """
        return {"key": self.key, "value": self._private.sign(_message(hash, purpose)).hex()}


def new_key(path: Path, password: Callable[[Path], bytes] | None = None) -> tuple[Path, str]:
    """Make a key: private at `path` (mode 0600), public beside it as ``.pub``; returns the latter's path and hex.

    With `password`, asked once the files are known to be free, the private key is kept encrypted (PKCS #8). A private
    key whose public half is missing, because the making was broken off between the two, gets it now. Raises
    UsageProblem if one of the files exists, and is no private key without its public half; CannotRead if the folder
    cannot be written, or the library is missing.
    """
    _require_library()
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = public_path(path)
    there = os.path.lexists(path)
    for one in (path, public):
        remove_leftovers(one)
    if os.path.lexists(public):
        raise _taken(path if there else public)
    try:
        key = _private(path, password)[0] if there else Ed25519PrivateKey.generate()
    except ScoringError as error:
        if error.diagnostics[0].code != "SC990":
            raise
        raise _taken(path) from None
    locked: form.KeySerializationEncryption = form.NoEncryption()
    if password is not None and not there:
        locked = form.BestAvailableEncryption(password(path))
    secret = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    known = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not there:
            _write_new(path, secret, 0o600)
        _write_new(public, known, 0o644)
    except FileExistsError as error:
        raise _taken(Path(error.filename)) from None
    except OSError as error:
        raise CannotRead.of("SC614", Place(str(path)), path=path, **system_words(error)) from None
    return public, key.public_key().public_bytes_raw().hex()


def _taken(path: Path) -> UsageProblem:
    return UsageProblem.of("SC991", Place(str(path)), path=path)


def public_path(path: Path) -> Path:
    """Where the public half of a private key stands.

    >>> public_path(Path("khoa/xa-a.pem")).name
    'xa-a.pub'
    """
    return path.with_suffix(".pub") if path.suffix == ".pem" else path.with_name(f"{path.name}.pub")


def load_signer(path: Path, password: Callable[[Path], bytes] | None = None) -> tuple[Signer, list[Diagnostic]]:
    """A private key, and a warning where others may read its file; `password` is asked only where it is encrypted.
    Raises CannotRead if there is no such file, or the library is missing; InvalidInput if it is no Ed25519 private key.
    """
    key, mode = _private(path, password)
    problems = []
    if os.name == "posix" and mode & 0o077:
        values = {"path": str(path), "mode": f"{mode & 0o777:03o}"}
        problems.append(Diagnostic("SC995", Place(str(path)), values))
    return Signer(key.public_key().public_bytes_raw().hex(), key), problems


def signer_of(raw: bytes, name: str, password: Callable[[Path], bytes] | None = None) -> Signer:
    """The private key in the bytes of a file called `name`, not kept; `password` and errors as `load_signer`."""
    if len(raw) > _BIGGEST:
        raise _no_key(Path(name), "tệp quá lớn", "the file is too large")
    key = _parsed(raw, Path(name), password)
    return Signer(key.public_key().public_bytes_raw().hex(), key)


def _private(path: Path, password: Callable[[Path], bytes] | None = None) -> tuple[Ed25519PrivateKey, int]:
    """A private key and the mode of its file."""
    _require_library()
    raw, mode = _read(path)
    return _parsed(raw, path, password), mode


def _parsed(raw: bytes, path: Path, password: Callable[[Path], bytes] | None) -> Ed25519PrivateKey:
    _require_library()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        try:
            key = load_pem_private_key(raw, None)
        except TypeError:
            # The library's word for: it is encrypted.
            if password is None:
                raise
            given = password(path)
            try:
                key = load_pem_private_key(raw, given)
            except ValueError:
                raise InvalidInput.of("SC997", Place(str(path)), path=path) from None
    except ScoringError:
        raise
    except Exception:  # noqa: BLE001 - the library names no common base for what a file may be
        raise _no_key(path, "không phải khóa riêng PEM", "it is no private PEM key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "không phải khóa Ed25519", "it is no Ed25519 key")
    return key


def load_public(path: Path) -> str:
    """A public key in 64 hex digits. Raises CannotRead if there is no such file, or the library is missing;
    InvalidInput if it is no Ed25519 public key.
    """
    _require_library()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    raw, _ = _read(path)
    try:
        key = load_pem_public_key(raw)
    except Exception:  # noqa: BLE001 - the library names no common base for what a file may be
        raise _no_key(path, "không phải khóa công khai PEM", "it is no public PEM key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, "không phải khóa Ed25519", "it is no Ed25519 key")
    found = key.public_bytes_raw()
    if not _is_canonical_key(found):
        raise _no_key(path, "khóa yếu, ai cũng ký được", "it is a weak key, anybody can sign with it")
    return found.hex()


def _is_canonical_key(key: bytes) -> bool:
    """Whether a public key is written in its one form, and its owner alone can sign with it."""
    height = int.from_bytes(key, "little") & (1 << 255) - 1
    return height < _PRIME and height not in _WEAK


def owner_of(name: str) -> str:
    """Whose key a file in a folder of keys is: the actor's id, before the @ with which names of one owner differ.

    >>> owner_of("xa-a"), owner_of("xa-a@2024")
    ('xa-a', 'xa-a')
    """
    return name.partition("@")[0]


def trusted(folder: Path) -> dict[str, str]:
    """The public keys (``*.pub``) of a folder: key in hex to the file's name without its end, which says whose it is.
    Raises CannotRead if there is no such folder; InvalidInput if a file holds no key, or one that stands there as
    somebody else's too.
    """
    if not folder.is_dir():
        raise CannotRead.of("SC990", Place(str(folder)), path=folder, why="không có thư mục", why_en="no such folder")
    found: dict[str, str] = {}
    for one in sorted(folder.glob("*.pub")):
        name = found.setdefault(load_public(one), one.stem)
        if owner_of(name) != owner_of(one.stem):
            raise _no_key(one, f"khóa này cũng là của {name}", f"this is the key of {name} too")
    return found


def verify(hash: str, signature: Mapping[str, str], purpose: str = ENTRY) -> bool:
    """Whether a signature over an entry's hash is right; anything malformed is not. Raises CannotRead if the library is
    missing.
    """
    _require_library()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    known, value = signature.get("key", ""), signature.get("value", "")
    if not (_HASH.fullmatch(known) and _SIGNATURE.fullmatch(value)):
        return False
    try:
        raw = bytes.fromhex(known)
        if not _is_canonical_key(raw):
            return False
        key = Ed25519PublicKey.from_public_bytes(raw)
        key.verify(bytes.fromhex(value), _message(hash, purpose))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(hash: str, purpose: str) -> bytes:
    if not _HASH.fullmatch(hash):
        raise ValueError(hash)
    return f"{purpose}\n{hash}".encode()


def _require_library() -> None:
    require("cryptography", "review", "chữ ký", "signing", CannotRead)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    # Until it is complete, only its owner can read it: at no moment can others read the private key.
    with temporary_file(path) as new:
        with new.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.chmod(mode)
        rename_new(new, path)


def _read(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            raw = stream.read(_BIGGEST + 1) if stat.S_ISREG(mode) else b""
    except OSError as error:
        raise CannotRead.of("SC990", Place(str(path)), path=path, **system_words(error)) from None
    if len(raw) > _BIGGEST:
        raise _no_key(path, "tệp quá lớn", "the file is too large")
    return raw, mode


def _no_key(path: Path, why: str, why_en: str) -> InvalidInput:
    return InvalidInput.of("SC990", Place(str(path)), path=path, why=why, why_en=why_en)
