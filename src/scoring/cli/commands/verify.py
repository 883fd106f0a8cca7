"""`scoring verify`: evaluate again and compare byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.app.stored import FORMAT, Stored, collect, read_raw, reading
from scoring.cli.recorded import Context, Finder
from scoring.cli.terminal.console import Terminal, show, t, talk, write
from scoring.cli.terminal.options import HISTORY, PATH, RULES, SCHEME, argument, command, option
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import (
    CannotRead,
    ExitCode,
    IntegrityFailure,
    InvalidInput,
    ScoringError,
    UsageProblem,
)
from scoring.numbers import exact_text


@command(
    "verify",
    "Tính lại kết quả từ bộ tiêu chí và hồ sơ đã ghi, so từng byte; mã thoát 5 nếu khác.",
    "Re-evaluate results from the scheme and dossier they name, compare byte for byte; exit 5 if not equal.",
)
@argument(
    "result",
    "Tệp kết quả JSON hoặc thư mục.",
    "Result files (JSON) or folders.",
    nargs=-1,
    required=True,
    type=PATH,
)
@SCHEME
@option(
    "--evidence",
    type=PATH,
    multiple=True,
    vi="Hồ sơ, hoặc thư mục để tìm hồ sơ.",
    en="The dossier, or a folder to look in.",
)
@HISTORY
@RULES
def command_(
    result: tuple[Path, ...],
    scheme: Path | None,
    evidence: tuple[Path, ...],
    history: tuple[Path, ...],
    rules: str | None,
) -> int:
    """Verify results."""
    stored = _collect(result)
    folder = inputs.scheme_folder(scheme) if scheme else None
    past = inputs.history(history, Terminal()) if history else None
    finder = Finder(evidence)
    codes: list[ExitCode] = []
    for one in stored:
        try:
            verify(one, folder, finder, past, rules)
        except ScoringError as error:
            show(error.diagnostics)
            codes.append(error.exit_code)
            write(f"✗ {one.path}: {one.agency}\n")
        else:
            write(
                t(
                    f"✓ {one.path}: {one.agency} khớp từng byte\n",
                    f"✓ {one.path}: {one.agency} byte for byte equal\n",
                )
            )
    talk(
        t(
            f"{len(stored) - len(codes)}/{len(stored)} kết quả khớp",
            f"{len(stored) - len(codes)}/{len(stored)} results verified",
        )
    )
    if not codes:
        return int(ExitCode.DONE)
    return int(ExitCode.INTEGRITY if ExitCode.INTEGRITY in codes else max(codes))


def _collect(paths: Sequence[Path]) -> list[Stored]:
    """The results to verify; one that is damaged was changed, what never was a result is only wrong input.

    Raises:
        IntegrityFailure: a result cannot be read as one any more.
    """
    try:
        return collect(paths)
    except InvalidInput as error:
        places = [one.place for one in error.diagnostics if one.place is not None]
        if any(_was_result(read_raw(Path(place.file))) for place in places):
            raise IntegrityFailure(error.diagnostics) from None
        raise


def _was_result(raw: bytes) -> bool:
    """Whether a file carries the name of the format, or begins as every result does."""
    return FORMAT.encode() in raw or raw.lstrip().startswith(b'{\n "agency": {\n  "block"')


def verify(
    stored: Stored,
    folder: Path | None,
    finder: Finder,
    past: dict[str, Any] | None,
    rules: str | None,
) -> None:
    """Compare one result with its re-evaluation.

    Raises:
        IntegrityFailure: scheme, dossier, version or result differ.
        CannotRead: scheme or dossier cannot be found.
    """
    from scoring import __version__
    from scoring.json_write import canonical

    place = Place(str(stored.path))
    # A file edited by hand may parse to the same data and still not be the file that was written.
    if stored.alone and canonical(stored.data) != stored.raw:
        byte = _first_byte(canonical(stored.data), stored.raw)
        values = {
            "at": f"byte {byte}",
            "recorded": _text_at(stored.raw, byte),
            "computed": _text_at(canonical(stored.data), byte),
        }
        raise IntegrityFailure([Diagnostic("SC607", place, values)])
    note = stored.data.get("appraisal")
    if note:
        values = {
            "campaign": str(note.get("campaign")),
            "at": str(note.get("at")),
            "agency": stored.agency,
            # Without it, the results made again are not those published, byte for byte.
            "decision": f' --decision "{note["decision"]}"' if note.get("decision") else "",
        }
        raise UsageProblem([Diagnostic("SC947", place, values)])
    made_by = str(stored.data["engine"]["version"])
    version = [] if made_by == __version__ else [
        Diagnostic("SC624", place, {"recorded": made_by, "computed": __version__})
    ]  # fmt: skip
    computed, problems = reevaluate(stored, folder, finder, past, rules)
    difference = next(differences(stored.data, computed), None)
    if difference is not None:
        at, recorded, now = difference
        values = {"at": at, "recorded": recorded, "computed": now}
        raise IntegrityFailure([*version, *problems, Diagnostic("SC607", place, values)])
    if past is None and stored.data.get("history"):
        show([Diagnostic("SC631", place)])
    if stored.data.get("peers") and not _peers_agree(stored, folder, finder):
        show([Diagnostic("SC635", place)])


def _peers_agree(stored: Stored, folder: Path | None, finder: Finder) -> bool:
    """Whether the block's best values follow from the dossiers at hand; False where some are not there.

    Raises:
        IntegrityFailure: the dossiers of the whole block are there and say something else.
    """
    from scoring.batch import local

    path = folder or _scheme(stored)
    assert path is not None  # it was evaluated with that scheme just now
    scheme = local.cached_scheme(path, stored.data["period"]).scheme
    recorded = Context.of(stored, None).peers
    now = finder.peers(stored, scheme)
    for id, one in recorded.items():
        found = now.get(id)
        if found is None or found.agencies + found.open < one.agencies + one.open:
            return False
        if found != one:
            values = {"at": f"peers.{id}", "recorded": _peer(one), "computed": _peer(found)}
            raise IntegrityFailure([Diagnostic("SC607", Place(str(stored.path)), values)])
    return True


def _peer(one: Any) -> str:
    return f"{exact_text(one.best)} ({one.agencies} + {one.open})"


def reevaluate(
    stored: Stored,
    folder: Path | None,
    finder: Finder,
    past: dict[str, Any] | None,
    rules: str | None,
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The result computed again from its scheme and dossier, and what is new about the attachments."""
    from scoring.batch import local
    from scoring.diagnostics import to_json

    try:
        with reading(stored.path):
            context = Context.of(stored, past)
    except InvalidInput as error:
        raise IntegrityFailure(error.diagnostics) from None
    path = folder or _scheme(stored)
    if path is None:
        what = t(
            f"bộ tiêu chí “{stored.data['scheme']['id']}”",
            f"the scheme “{stored.data['scheme']['id']}”",
        )
        raise CannotRead([Diagnostic("SC610", Place(str(stored.path)), {"what": what})])
    try:
        scheme = local.cached_scheme(path, stored.data["period"])
    except InvalidInput as error:
        raise IntegrityFailure(error.diagnostics) from None
    if scheme.digest != stored.data["scheme"]["digest"]:
        values = {
            "path": str(path),
            "recorded": stored.data["scheme"]["digest"],
            "computed": scheme.digest,
        }
        raise IntegrityFailure([Diagnostic("SC608", Place(str(stored.path)), values)])
    dossier = finder.find(stored)
    if dossier.digest != stored.data["dossier"]["digest"]:
        values = {
            "path": str(dossier.path),
            "recorded": stored.data["dossier"]["digest"],
            "computed": dossier.digest,
        }
        raise IntegrityFailure([Diagnostic("SC609", Place(str(stored.path)), values)])
    options = local.Options(context.as_of, bool(stored.data["final"]), rules)
    try:
        result, problems = local.assess(dossier, scheme, options, context.history, context.peers)
    except InvalidInput as error:
        raise IntegrityFailure(error.diagnostics) from None
    computed: dict[str, Any] = result.to_json()
    known = stored.data["diagnostics"]
    new = [one for one in problems if to_json(local.basename(one)) not in known]
    return computed, [one for one in new if one.code.startswith("SC45")]


def _scheme(stored: Stored) -> Path | None:
    """The scheme's folder: by its id, else the folder of that name, whose scheme has changed its id."""
    from scoring.scheme.load import is_scheme

    id = str(stored.data["scheme"]["id"])
    found = inputs.scheme_by_id(id, stored.path)
    if found is None and Path(id).name == id:
        folders = (one / "criteria" / id for one in inputs.above(stored.path))
        found = next((one for one in folders if is_scheme(one)), None)
    return found


def differences(a: Any, b: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Where two results differ, in reading order: place, recorded, computed."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted({*a, *b}):
            where = f"{at}.{key}" if at else key
            if key not in a or key not in b:
                yield (
                    where,
                    _short(a.get(key, t("(không có)", "(absent)"))),
                    _short(b.get(key, t("(không có)", "(absent)"))),
                )
            else:
                yield from differences(a[key], b[key], where)
    elif isinstance(a, list) and isinstance(b, list):
        for index, (left, right) in enumerate(zip(a, b, strict=False)):
            name = left.get("id", index) if isinstance(left, dict) else index
            yield from differences(left, right, f"{at}[{name}]")
        if len(a) != len(b):
            yield f"{at}.length", str(len(a)), str(len(b))
    elif type(a) is not type(b) or a != b:
        yield at, _short(a), _short(b)


def _short(value: Any) -> str:
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _first_byte(a: bytes, b: bytes) -> int:
    return next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _text_at(data: bytes, at: int) -> str:
    return repr(data[at : at + 20].decode("utf-8", "replace"))


__all__ = ["command_", "differences", "reevaluate", "verify"]
