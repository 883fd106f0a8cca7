"""What a stored result was made from: the context it records, its dossier, the dossiers of its block."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.app.stored import Stored, read_raw
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, IntegrityFailure, ScoringError, system_words


@dataclass(frozen=True, slots=True)
class Context:
    """What a result records of its surroundings: date, earlier results, the block's best values."""

    as_of: date
    history: tuple[Any, ...]
    peers: dict[str, Any]

    @classmethod
    def of(cls, stored: Stored, past: dict[str, Any] | None) -> Context:
        """Read it from the result; `past` given by hand replaces the recorded history."""
        from scoring.engine import Past, Peer
        from scoring.numbers import from_exact

        data = stored.data
        if past is not None:
            rows = [one for one in past.get(stored.agency, ()) if one.period < data["period"]]
        else:
            rows = [
                Past(one["period"], one["class"], one["outside"], one["digest"])
                for one in data.get("history", ())
            ]
        peers = {
            id: Peer(from_exact(one["best"]), one["agencies"], one.get("open", 0))
            for id, one in data.get("peers", {}).items()
        }
        return cls(date.fromisoformat(data["as_of"]), tuple(rows), peers)


class Finder:
    """Looks for the dossier a result was made from."""

    def __init__(self, given: Sequence[Path]) -> None:
        self.given = given
        self._read: dict[Path, Any] = {}
        self._peers: dict[tuple[str, str, bool], dict[str, Any]] = {}

    def find(self, stored: Stored) -> Any:
        """The loaded dossier: same file name, agency and period; the one with the recorded digest first.

        Raises:
            IntegrityFailure: a file of that name is there, and is not the dossier any more.
            CannotRead: there is none.
        """
        from scoring.evidence.load import MAIN, digest_of

        data = stored.data
        matching, changed = [], []
        for path in self._candidates(stored):
            loaded = self._load(path)
            # Every dossier in a folder of its own has the same file name; another's is not a changed one.
            if path in self.given or path.name not in MAIN or loaded is None:
                changed.append(path)
            if loaded is None:
                continue
            dossier = loaded.dossier
            if (
                loaded.digest == data["dossier"]["digest"]
                and loaded.file == data["dossier"]["file"]
            ):
                return loaded
            if dossier.agency.id == stored.agency and str(dossier.period) == data["period"]:
                matching.append(loaded)
        if matching:
            return matching[0]
        if changed:
            values = {
                "path": str(changed[0]),
                "recorded": str(data["dossier"]["digest"]),
                "computed": digest_of(read_raw(changed[0])),
            }
            raise IntegrityFailure([Diagnostic("SC609", Place(str(stored.path)), values)])
        name = data["dossier"]["file"]
        values = {
            "what": f"hồ sơ {name} của {stored.agency}, kỳ {data['period']}",
            "what_en": f"the dossier {name} of {stored.agency} for {data['period']}",
        }
        raise CannotRead([Diagnostic("SC610", Place(str(stored.path)), values)])

    def peers(self, stored: Stored, scheme: Any) -> dict[str, Any]:
        """The block's best values, from all dossiers of the block that can be found."""
        from scoring.engine import peers_of

        period, block, final = (
            stored.data["period"], stored.data["agency"]["block"], bool(stored.data["final"]),
        )  # fmt: skip
        if (period, block, final) not in self._peers:
            loaded = [self._load(path) for path in self._files(stored)]
            cases = [
                (scheme, one.dossier)
                for one in loaded
                if one is not None
                and (str(one.dossier.period), one.dossier.agency.block) == (period, block)
                and one.dossier.scheme in {None, scheme.id}
            ]
            self._peers[period, block, final] = peers_of(cases, final).get(block, {})
        return self._peers[period, block, final]

    def _load(self, path: Path) -> Any:
        from scoring.evidence.load import load_dossier

        if path not in self._read:
            try:
                self._read[path] = load_dossier(path)
            except ScoringError:
                self._read[path] = None
        return self._read[path]

    def _candidates(self, stored: Stored) -> Iterator[Path]:
        from scoring.evidence.load import file_name

        name = stored.data["dossier"]["file"]
        for path in self._files(stored):
            if file_name(path) == name or self.given:
                yield path

    def _files(self, stored: Stored) -> Iterator[Path]:
        """All dossiers below the folders to look in, each once."""
        from scoring.evidence.load import find_dossiers

        seen: set[Path] = set()
        roots = list(self.given) or [
            stored.path.parent, *(folder / "evidence" for folder in inputs.above(stored.path))
        ]  # fmt: skip
        for root in roots:
            if not root.exists():
                if self.given:
                    raise CannotRead(
                        [Diagnostic("SC100", Place(str(root)), system_words(errno.ENOENT))]
                    )
                continue
            for path in find_dossiers([root]):
                real = path.absolute()
                if real not in seen:
                    seen.add(real)
                    yield path


__all__ = ["Context", "Finder"]
