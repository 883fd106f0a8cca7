"""Keys that sign: made, told apart by their codes, trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scoring import signing
from scoring.app.observer import Observer
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import NothingMatched


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A pair of keys that was made."""

    private: Path
    public: Path
    code: str
    """The public key in 64 hex digits, to be told to those who check signatures."""


def make_keys(path: Path, password: Callable[[Path], bytes] | None = None) -> KeyPair:
    """Make a private key at `path`, with a password if given, and the public key beside it; neither may exist."""
    public, code = signing.new_key(path, password)
    return KeyPair(path, public, code)


def key_codes(path: Path) -> dict[str, str]:
    """The name of each public key by its code: of one ``.pub`` file, or of all in a folder (SC996 for none)."""
    found = signing.trusted(path) if path.is_dir() else {signing.load_public(path): path.stem}
    if not found:
        raise NothingMatched([Diagnostic("SC996", Place(str(path)), {"path": str(path)})])
    return found


def trusted_keys(folder: Path | None, *, require_signed: bool, observer: Observer) -> dict[str, str] | None:
    """The owner of each key in a folder, by its code; None where no folder is given. With `require_signed` and no
    folder anybody's signature is taken, and the observer gets SC868. Raises InvalidInput if a file holds no key.
    """
    if folder is None:
        if require_signed:
            observer.diagnostics([Diagnostic("SC868")])
        return None
    return signing.trusted(folder)
