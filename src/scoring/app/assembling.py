"""Several files put together into dossiers; conflicts are told, never settled silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.app.files import refuse_missing, write_file
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic
from scoring.evidence import assemble as evidence


@dataclass(frozen=True, slots=True)
class Known:
    """What the parts do not say; what a part says counts before it."""

    name: str | None = None
    """The agency's name."""
    block: str | None = None
    period: str | None = None
    scheme: str | None = None
    """The scheme's id."""


BLANK = Known()


@dataclass(frozen=True, slots=True)
class Assembled:
    """The dossiers written, and what is wrong with them."""

    files: Sequence[Path]
    problems: Sequence[Diagnostic]


def _beginning(known: Known, agency: str | None) -> Mapping[str, Any]:
    """What is known, as the beginning of a dossier."""
    who = {"id": agency if known.name or known.block else None, "name": known.name, "block": known.block}
    given = {"period": known.period, "scheme": known.scheme, "agency": {key: x for key, x in who.items() if x}}
    return {key: value for key, value in given.items() if value}


def assemble(parts: Sequence[Path], known: Known = BLANK, *, agency: str | None = None) -> str:
    """One dossier as a file."""
    refuse_missing(parts)
    return evidence.assemble(parts, agency=agency, given=_beginning(known, agency))


def assemble_all(
    parts: Sequence[Path], folder: Path, known: Known = BLANK, *, agency: str | None = None, observer: Observer = SILENT
) -> Assembled:
    """The dossiers of all agencies in the parts, a file each; or of the one agency named."""
    refuse_missing(parts)
    found = evidence.assemble_all(parts, agency=agency, given=_beginning(known, agency))
    problems = [one for each in found for one in each.diagnostics]
    observer.diagnostics(problems)
    files = [folder / f"{one.agency}.yaml" for one in found]
    for file, one in zip(files, found, strict=True):
        write_file(file, one.text.encode(), parts)
    return Assembled(files, problems)
