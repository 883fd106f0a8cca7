"""The password of a private key: from a file or variable where a script signs, else asked for and never shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.terminal.console import show_problems, t
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, InvalidInput, UsageProblem, system_words
from scoring.text import nfc

if TYPE_CHECKING:
    from scoring.signing import Signer

FILE, VARIABLE = "SCORING_KEY_PASSWORD_FILE", "SCORING_KEY_PASSWORD"
_BIGGEST = 1_000
"""Bytes; what the library takes."""


def ask(path: Path) -> bytes:
    """The password of the key at `path`; UsageProblem if no file or variable holds it and nobody can be asked."""
    return _password(path, t(f"Mật khẩu của khóa {path}", f"Password of the key {path}"), twice=False)


def load_key(path: Path) -> Signer:
    """The private key at `path`, its password asked where it has one; a file others may read is told."""
    from scoring.signing import load_signer

    signer, problems = load_signer(path, ask)
    show_problems(problems)
    return signer


def signer_of(key: Path | None) -> Callable[[], Signer] | None:
    """What gives a use case the key at `key` when it is about to sign; None where no key is given."""
    return None if key is None else lambda: load_key(key)


def choose(path: Path) -> bytes:
    """The password for a new key at `path`, typed twice where it is typed; InvalidInput if it is empty or too long."""
    return _password(path, t(f"Mật khẩu mới cho khóa {path}", f"New password for the key {path}"), twice=True)


def _password(path: Path, question: str, *, twice: bool) -> bytes:
    given = _given()
    if given is None:
        given = _prompt(question, path, twice=twice)
    # The same keys may give composed or decomposed letters, by keyboard and system.
    found = nfc(given).encode()
    if not 0 < len(found) <= _BIGGEST:
        raise InvalidInput([Diagnostic("SC989", Place(str(path)), {"most": str(_BIGGEST)})])
    return found


def _given() -> str | None:
    file = os.environ.get(FILE)
    if file:
        try:
            with Path(file).open("rb") as stream:
                text = stream.read(_BIGGEST * 4).decode("utf-8-sig")
        except OSError as error:
            raise CannotRead([Diagnostic("SC100", Place(file), system_words(error))]) from None
        except ValueError:
            values = {"why": "mật khẩu không phải UTF-8", "why_en": "the password is not UTF-8"}
            raise CannotRead([Diagnostic("SC100", Place(file), values)]) from None
        # Its first line: editors end a file with a line's end that is no part of the password.
        return text.partition("\n")[0].removesuffix("\r")
    return os.environ.get(VARIABLE)


def _prompt(text: str, path: Path, *, twice: bool) -> str:
    if not terminal():
        values = {"path": str(path), "file": FILE, "variable": VARIABLE}
        raise UsageProblem([Diagnostic("SC998", Place(str(path)), values)])
    again = t("Gõ lại mật khẩu", "Repeat the password") if twice else False
    found: str = click.prompt(text, hide_input=True, confirmation_prompt=again, err=True)
    return found


def terminal() -> bool:
    """Whether somebody sits there to be asked."""
    return sys.stdin.isatty()
