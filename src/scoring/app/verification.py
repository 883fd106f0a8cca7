"""Stored results computed again from their schemes and dossiers, and compared byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring import __version__
from scoring.app import inputs
from scoring.app.checking import NoCheck, check_of
from scoring.app.conditions import Conditions
from scoring.app.observer import SILENT, Observer
from scoring.app.result_inputs import Context, Finder
from scoring.app.stored import Stored, collect, read_raw
from scoring.batch import local
from scoring.diagnostics import Diagnostic, Place, to_json
from scoring.engine import Past, Peer
from scoring.errors import CannotRead, ExitCode, IntegrityFailure, InvalidInput, ScoringError, UsageProblem
from scoring.numbers import exact_text
from scoring.result.base import Json
from scoring.result.model import FORMAT
from scoring.result.write import result_of, to_data
from scoring.scheme.load import is_scheme

if TYPE_CHECKING:
    from scoring.app.ledger_check import LedgerCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A stored result and what computing it again gave."""

    path: Path
    agency: str
    appraised: bool = False
    """Whether it was compared with its ledger or publication, not computed again."""
    code: ExitCode = ExitCode.DONE
    """Done where it is equal byte for byte."""
    problems: Sequence[Diagnostic] = ()
    """Why it is not equal, or cannot be computed."""


def verify(
    paths: Sequence[Path],
    *,
    scheme: Path | None = None,
    evidence: Sequence[Path] = (),
    history: Sequence[Path] = (),
    rules: str | None = None,
    store: str | None = None,
    bundle: Path | None = None,
    keys: Path | None = None,
    observer: Observer = SILENT,
) -> Iterator[Verified]:
    """Compute stored results again, one after the other, and compare them byte for byte.
    `evidence`: dossiers, or folders to look in; without any the folders around each result. `history`: results of
    earlier periods; without any those that each result records. `store`, `bundle`, `keys`: what appraised results are
    compared with, in place of computing them again. Raises IntegrityFailure if a file cannot be read as a
    result any more.
    """
    stored = _collect(paths)
    folder = inputs.scheme_folder(scheme) if scheme else None
    past = inputs.history(history, observer) if history else None
    given = Conditions(scheme=scheme, history=history, store=store, bundle=bundle, keys=keys)
    with check_of(given, observer) as ledger:
        check = _Verifier(
            folder=folder, finder=Finder(evidence), past=past, rules=rules, ledger=ledger, observer=observer
        )
        for one in stored:
            try:
                check.verify(one)
            except ScoringError as error:
                yield Verified(path=one.path, agency=one.agency, code=error.exit_code, problems=error.diagnostics)
            else:
                yield Verified(path=one.path, agency=one.agency, appraised=one.result.appraisal is not None)


def exit_code(verified: Sequence[Verified]) -> ExitCode:
    """One code for many results: integrity before all others."""
    codes = {one.code for one in verified}
    return ExitCode.INTEGRITY if ExitCode.INTEGRITY in codes else max(codes)


def _collect(paths: Sequence[Path]) -> list[Stored]:
    """The results to verify; one that is damaged was changed, what never was a result is only wrong input."""
    try:
        return collect(paths)
    except InvalidInput as error:
        places = [one.place for one in error.diagnostics if one.place is not None]
        found = (read_raw(Path(place.file)) for place in places)
        # Such a file carries the name of the format, or begins as every result does.
        if any(FORMAT.encode() in x or x.lstrip().startswith(b'{\n "agency": {\n  "block"') for x in found):
            raise IntegrityFailure(error.diagnostics) from None
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verifier:
    """Compares stored results with what their scheme and dossier give now."""

    folder: Path | None
    finder: Finder
    past: dict[str, list[Past]] | None
    rules: str | None
    ledger: LedgerCheck | NoCheck
    observer: Observer

    def verify(self, stored: Stored) -> None:
        """Compare one result with its re-evaluation; IntegrityFailure if scheme, dossier, version or result differ."""
        place = Place(str(stored.path))
        # A file edited by hand may parse to the same data and still not be the file that was written.
        file = read_raw(stored.path) if stored.alone else stored.raw
        if file != stored.raw:
            pairs = enumerate(zip(stored.raw, file, strict=False))
            byte = next((i for i, (x, y) in pairs if x != y), min(len(stored.raw), len(file)))
            values = {"at": f"byte {byte}", "recorded": _text_at(file, byte), "computed": _text_at(stored.raw, byte)}
            raise IntegrityFailure([Diagnostic("SC607", place, values)])
        note = stored.result.appraisal
        if note is not None and self.ledger.is_asked:
            self.ledger.checked(stored)
            return
        if note is not None:
            # Without it, the results made again are not those published, byte for byte.
            values = {"campaign": note.campaign, "as_of": note.at, "agency": stored.agency}
            values |= {"decision": note.decision} if note.decision else {}
            values["inputs"] = " ".join(one for one in ("as_of", "agency", "decision") if one in values)
            raise UsageProblem([Diagnostic("SC947", place, values)])
        computed, problems = self._reevaluate(stored)
        if stored.result.scheme.ranking is None and computed["scheme"].pop("ranking", None) is not None:
            # Results did not record it at first; where it is missing, it is looked for in the scheme or asked for.
            self.observer.diagnostics([Diagnostic("SC653", place)])
        difference = next(_differences(json.loads(stored.raw), computed), None)
        if difference is not None:
            at, recorded, now = difference
            values = {"at": at, **_values("recorded", recorded), **_values("computed", now)}
            made_by = stored.result.engine.version
            if made_by != __version__:
                problems.insert(0, Diagnostic("SC624", place, {"recorded": made_by, "computed": __version__}))
            raise IntegrityFailure([*problems, Diagnostic("SC607", place, values)])
        if self.past is None and stored.result.history:
            self.observer.diagnostics([Diagnostic("SC631", place)])
        if stored.result.peers and not self._peers_agree(stored):
            self.observer.diagnostics([Diagnostic("SC635", place)])

    def _peers_agree(self, stored: Stored) -> bool:
        """Whether the block's best values follow from the dossiers at hand; False where some are not there."""
        path = self.folder or _scheme(stored)
        assert path is not None  # it was evaluated with that scheme just now
        scheme = local.cached_scheme(path, stored.result.period).scheme
        recorded = Context.of(stored, None).peers
        now = self.finder.peers(stored, scheme)
        for id, one in recorded.items():
            found = now.get(id)
            if found is None or found.agencies + found.open < one.agencies + one.open:
                return False
            if found != one:
                values = {"at": f"peers.{id}", "recorded": _peer(one), "computed": _peer(found)}
                raise IntegrityFailure([Diagnostic("SC607", Place(str(stored.path)), values)])
        return True

    def _reevaluate(self, stored: Stored) -> tuple[Json, list[Diagnostic]]:
        """The result computed again from its scheme and dossier, and what is new about the attachments."""
        context = Context.of(stored, self.past)
        path = self.folder or _scheme(stored)
        if path is None:
            id = stored.result.scheme.id
            values = {"what": f"bộ tiêu chí “{id}”", "what_en": f"the scheme “{id}”"}
            raise CannotRead([Diagnostic("SC610", Place(str(stored.path)), values)])
        try:
            scheme = local.cached_scheme(path, stored.result.period)
        except InvalidInput as error:
            raise IntegrityFailure(error.diagnostics) from None
        if scheme.digest != stored.result.scheme.digest:
            values = {"path": str(path), "recorded": stored.result.scheme.digest, "computed": scheme.digest}
            raise IntegrityFailure([Diagnostic("SC608", Place(str(stored.path)), values)])
        dossier = self.finder.find(stored)
        if dossier.digest != stored.result.dossier.digest:
            values = {"path": str(dossier.path), "recorded": stored.result.dossier.digest, "computed": dossier.digest}
            raise IntegrityFailure([Diagnostic("SC609", Place(str(stored.path)), values)])
        options = local.Options(context.as_of, stored.result.final, self.rules)
        try:
            result, problems = local.assess(dossier, scheme, options, context.history, context.peers)
        except InvalidInput as error:
            raise IntegrityFailure(error.diagnostics) from None
        known = [to_data(one) for one in stored.result.diagnostics]
        new = [one for one in problems if to_json(local.without_folder(one)) not in known]
        return to_data(result_of(result)), [one for one in new if one.code.startswith("SC45")]


def _peer(one: Peer) -> str:
    return f"{exact_text(one.best)} ({one.agencies} + {one.open})"


def _scheme(stored: Stored) -> Path | None:
    """The scheme's folder: by its id, else the folder of that name, whose scheme has changed its id."""
    id = stored.result.scheme.id
    found = inputs.scheme_by_id(id, stored.path)
    if found is None and Path(id).name == id:
        folders = (one / "criteria" / id for one in inputs.above(stored.path))
        found = next((one for one in folders if is_scheme(one)), None)
    return found


_Difference = tuple[str, str | None, str | None]
"""Place, recorded, computed; None for what is absent."""


def _differences(recorded: object, computed: object, at: str = "") -> Iterator[_Difference]:
    """Where two values of parsed JSON differ, in reading order."""
    if isinstance(recorded, dict) and isinstance(computed, dict):
        for key in sorted({*recorded, *computed}):
            where = f"{at}.{key}" if at else key
            if key in recorded and key in computed:
                yield from _differences(recorded[key], computed[key], where)
            else:
                old, new = (_short(x[key]) if key in x else None for x in (recorded, computed))
                yield where, old, new
    elif isinstance(recorded, list) and isinstance(computed, list):
        for index, (left, right) in enumerate(zip(recorded, computed, strict=False)):
            name = left.get("id", index) if isinstance(left, dict) else index
            yield from _differences(left, right, f"{at}[{name}]")
        if len(recorded) != len(computed):
            yield f"{at}.length", str(len(recorded)), str(len(computed))
    elif type(recorded) is not type(computed) or recorded != computed:
        yield at, _short(recorded), _short(computed)


def _values(name: str, text: str | None) -> dict[str, str]:
    """A text as values of a diagnostic; what is absent is named in both languages."""
    if text is None:
        return {name: "(không có)", f"{name}_en": "(absent)"}
    return {name: text}


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _text_at(data: bytes, at: int) -> str:
    return repr(data[at : at + 20].decode("utf-8", "replace"))
