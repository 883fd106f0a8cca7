"""What a stored result was made from: the context it records, its dossier, the dossiers of its block."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.app import inputs
from scoring.app.stored import Stored, read_raw
from scoring.diagnostics import Diagnostic, Place
from scoring.engine import Past, Peer, peers_of
from scoring.errors import CannotRead, IntegrityFailure, ScoringError, system_words
from scoring.evidence.load import MAIN, LoadedDossier, digest_of, file_name, find_dossiers, load_dossier
from scoring.numbers import from_exact
from scoring.result.model import Dossier
from scoring.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class Context:
    """What a result records of its surroundings: date, earlier results, the block's best values."""

    as_of: date | None
    history: tuple[Past, ...]
    peers: dict[str, Peer]

    @classmethod
    def of(cls, stored: Stored, past: dict[str, list[Past]] | None) -> Context:
        """Read it from the result; `past` given by hand replaces the recorded history."""
        result = stored.result
        if past is not None:
            rows = [*inputs.earlier_of(past, stored.agency, result.agency.succeeds, result.period)]
        else:
            rows = [
                Past(one.period, one.class_, one.outside, digest=one.digest, agency=one.agency or "")
                for one in result.history
            ]
        peers = {id: Peer(from_exact(one.best), one.agencies, one.open) for id, one in result.peers.items()}
        return cls(date.fromisoformat(result.as_of), tuple(rows), peers)


def _places_of(path: Path) -> list[Path]:
    """The folders in which a stored result's dossier is looked for."""
    return [path.parent, *(folder / "evidence" for folder in inputs.above(path))]


class Dossiers:
    """Finds the very dossiers that stored results were made from; each folder is looked through once."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[str, list[Path]]] = {}

    def of(self, path: Path, recorded: Dossier) -> Path | None:
        """The dossier of the result in a file, by its name and digest; None where it is not at hand."""
        if path.parent not in self._known:
            known = self._known[path.parent] = {}
            for one in find_dossiers(_places_of(path)):
                known.setdefault(file_name(one), []).append(one)
        for one in self._known[path.parent].get(recorded.file, ()):
            with contextlib.suppress(OSError):
                if digest_of(one.read_bytes()) == recorded.digest:
                    return one
        return None


class Finder:
    """Looks for the dossier a result was made from."""

    def __init__(self, given: Sequence[Path]) -> None:
        self.given = given
        self._read: dict[Path, LoadedDossier | None] = {}
        self._peers: dict[tuple[str, str, bool], dict[str, Peer]] = {}

    def find(self, stored: Stored) -> LoadedDossier:
        """The loaded dossier: same file name, agency and period; the one with the recorded digest first. Raises
        IntegrityFailure if a file of that name is there, and is not the dossier any more; CannotRead if there is none.
        """
        recorded, period = stored.result.dossier, stored.result.period
        matching, changed = [], []
        for path in self._files(stored):
            if file_name(path) != recorded.file and not self.given:
                continue
            loaded = self._load(path)
            # Every dossier in a folder of its own has the same file name; another's is not a changed one.
            if path in self.given or path.name not in MAIN or loaded is None:
                changed.append(path)
            if loaded is None:
                continue
            dossier = loaded.dossier
            if loaded.digest == recorded.digest and loaded.file == recorded.file:
                return loaded
            if dossier.agency.id == stored.agency and str(dossier.period) == period:
                matching.append(loaded)
        if matching:
            return matching[0]
        if changed:
            values = {"path": str(changed[0]), "recorded": recorded.digest, "computed": digest_of(read_raw(changed[0]))}
            raise IntegrityFailure([Diagnostic("SC609", Place(str(stored.path)), values)])
        values = {
            "what": f"hồ sơ {recorded.file} của {stored.agency}, kỳ {period}",
            "what_en": f"the dossier {recorded.file} of {stored.agency} for {period}",
        }
        raise CannotRead([Diagnostic("SC610", Place(str(stored.path)), values)])

    def peers(self, stored: Stored, scheme: Scheme) -> dict[str, Peer]:
        """The block's best values, from all dossiers of the block that can be found."""
        result = stored.result
        period, block, final = result.period, result.agency.block, result.final
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

    def _load(self, path: Path) -> LoadedDossier | None:
        if path not in self._read:
            try:
                self._read[path] = load_dossier(path)
            except ScoringError:
                self._read[path] = None
        return self._read[path]

    def _files(self, stored: Stored) -> Iterator[Path]:
        """All dossiers below the folders to look in, each once."""
        seen: set[Path] = set()
        roots = list(self.given) or _places_of(stored.path)
        for root in roots:
            if not root.exists():
                if self.given:
                    raise CannotRead([Diagnostic("SC100", Place(str(root)), system_words(errno.ENOENT))])
                continue
            for path in find_dossiers([root]):
                real = path.absolute()
                if real not in seen:
                    seen.add(real)
                    yield path
