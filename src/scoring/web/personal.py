"""Text that looks like a citizen's data, said before it is stored."""

from __future__ import annotations

from scoring.personal_data import KINDS, looks_personal
from scoring.text import in_lang


def warnings_of(text: str, lang: str) -> list[str]:
    """What in a text looks like a citizen's number, phone, mailbox or name, each with its middle hidden."""
    return [f"{in_lang(lang, *KINDS[kind])} ({shown})" for kind, shown in looks_personal(text)]
