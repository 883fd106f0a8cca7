"""`scoring workbook new`: the self-assessment workbook of one agency, blank or filled from its dossier."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app import inputs
from scoring.app.files import refuse_ending, write_file
from scoring.cli.terminal.console import show, t, talk
from scoring.cli.terminal.options import PATH, SCHEME, command, option
from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput, ScoringError, UsageProblem, usage_problem

if TYPE_CHECKING:
    from scoring.engine.assessment import Assessment
    from scoring.evidence.load import LoadedDossier


@command(
    "new",
    "Tạo sổ tự chấm điểm (.xlsx) cho một cơ quan: trống, hoặc điền sẵn từ hồ sơ (--from). "
    "Tổng điểm tạm tính nằm ngay trong sổ.",
    "Write the self-assessment workbook (.xlsx) of one agency: blank, or filled from its dossier (--from). "
    "The provisional total lives in the workbook.",
)
@option("--agency", vi="Mã cơ quan.", en="The agency's id.")
@option(
    "--name",
    vi="Tên cơ quan (mặc định: như hồ sơ gần nhất của cơ quan trong evidence).",
    en="The agency's name (default: as in its latest dossier below evidence).",
)
@option(
    "--block",
    vi="Khối, theo bộ tiêu chí (mặc định như trên).",
    en="The block, as the scheme names it (default: likewise).",
)
@option(
    "--kind", vi="Loại cơ quan, theo bộ tiêu chí.", en="The kind of agency, as the scheme names it."
)
@option("--period", vi="Kỳ đánh giá, ví dụ 2025.", en="The period, as in 2025.")
@option(
    "--from",
    "source",
    type=PATH,
    vi="Hồ sơ để điền sẵn; cơ quan, khối, kỳ lấy từ đó.",
    en="A dossier to fill it from; agency, block and period are taken from it.",
)
@SCHEME
@option(
    "-o",
    "--output",
    type=PATH,
    required=True,
    vi="Tệp .xlsx sẽ ghi.",
    en="The .xlsx file to write.",
)
def command_(
    agency: str | None,
    name: str | None,
    block: str | None,
    kind: str | None,
    period: str | None,
    source: Path | None,
    scheme: Path | None,
    output: Path,
) -> int:
    """Write a workbook."""
    from scoring.reports.formats import require

    require("xlsxwriter", "office", "sổ tự chấm điểm Excel", "the Excel workbook")
    refuse_ending(output, (".xlsx",))
    if source is not None:
        given = {
            "--agency": agency,
            "--name": name,
            "--block": block,
            "--kind": kind,
            "--period": period,
        }
        extra = [option for option, value in given.items() if value is not None]
        if extra:
            raise usage_problem(f"có --from thì không dùng {', '.join(extra)}: lấy từ hồ sơ",
                         f"with --from, leave out {', '.join(extra)}: the dossier says it")  # fmt: skip
        result = _filled(source, scheme)
        taken = [source]
    else:
        found = _earlier(agency) if agency and not (name and block) else None
        if found is not None:
            known = found.dossier.agency
            name, block = name or known.name, block or known.block
            kind = kind or (known.kind if block == known.block else None)
            if scheme is None and found.dossier.scheme:
                scheme = inputs.scheme_by_id(found.dossier.scheme, found.path)
            talk(t(f"Tên, khối, loại cơ quan không nêu thì lấy từ {found.path}", f"Name, block and kind, where not given, are those of {found.path}"))  # fmt: skip
        missing = [
            option
            for option, value in (
                ("--agency", agency),
                ("--period", period),
                ("--block", block),
                ("--name", name),
            )
            if value is None
        ]
        if missing:
            raise usage_problem(f"cần {', '.join(missing)} (hoặc --from HỒ_SƠ)",
                         f"{', '.join(missing)} needed (or --from DOSSIER)")  # fmt: skip
        who = {"id": agency or "", "name": name or "", "block": block or ""}
        if kind is not None:
            who["kind"] = kind
        result = _blank(who, period or "", scheme, output)
        taken = []
    from scoring.workbook.write import workbook_bytes

    try:
        data = workbook_bytes(result, blank=source is None)
    except ValueError as error:
        values = {"document": str(output), "why": str(error)}
        raise UsageProblem([Diagnostic("SC633", None, values)]) from None
    write_file(output, data, taken)
    talk(t(f"Đã ghi {output}", f"Wrote {output}"))
    return 0


def _earlier(agency: str) -> LoadedDossier | None:
    """The agency's latest dossier below ``evidence`` of the working folder: who it is need not be typed again."""
    from scoring.evidence.load import find_dossiers, load_dossier

    found = []
    for path in find_dossiers([Path("evidence")]):
        if agency not in (path.stem, path.parent.name):
            continue
        try:
            loaded = load_dossier(path)
        except ScoringError:
            # A dossier that cannot be read says nothing about the agency.
            continue
        if loaded.dossier.agency.id == agency:
            found.append(loaded)
    return max(found, key=lambda one: str(one.dossier.period), default=None)


def _filled(path: Path, scheme: Path | None) -> Assessment:
    """The assessment of a dossier to fill the workbook from; what is wrong with it is told, and filled in as it is."""
    from scoring.evidence.load import load_dossier

    found = inputs.dossiers([path])
    if len(found) > 1:
        raise usage_problem(f"--from cần đúng một hồ sơ; {path} có {len(found)}",
                     f"--from needs exactly one dossier; {path} holds {len(found)}")  # fmt: skip
    loaded = load_dossier(found[0])
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(loaded.path, loaded.dossier.scheme)  # fmt: skip
    return _assessed(loaded, folder)


def _blank(who: dict[str, str], period: str, scheme: Path | None, output: Path) -> Assessment:
    """The assessment of an empty dossier.

    Raises:
        UsageProblem: no scheme was named and none, or more than one, is below ``criteria``.
        NothingMatched: the scheme has no such block or kind of agency.
    """
    from scoring.app.stored import unknown
    from scoring.diagnostics import did_you_mean
    from scoring.evidence.load import LoadedDossier, validated
    from scoring.scheme.load import load_scheme
    from scoring.yaml_source import Document

    folder = inputs.scheme_folder(scheme or Path("criteria"))
    loaded = load_scheme(folder, period)
    known = {one.id: one for one in loaded.scheme.blocks}
    if who["block"] not in known:
        raise unknown(who["block"], list(known), "block")
    kinds = known[who["block"]].kinds
    if who.get("kind") and kinds and who["kind"] not in kinds:
        guess = did_you_mean(who["kind"], kinds)
        values = {
            "id": who["kind"],
            "guess": guess,
            "known": ", ".join(kinds),
            "block": who["block"],
        }
        raise UsageProblem([Diagnostic("SC407", None, values)])
    data = {"format": 1, "agency": who, "period": period, "scheme": loaded.scheme.id}
    document = Document(output.name, data=data)
    try:
        given = LoadedDossier(validated(document), "", "", output, document, [])
        return _assessed(given, folder, quiet=True)
    except InvalidInput as error:
        # What is wrong was given on the command line, not in a file.
        raise UsageProblem([replace(one, place=None) for one in error.diagnostics]) from None


def _assessed(loaded: LoadedDossier, folder: Path, *, quiet: bool = False) -> Assessment:
    from scoring.batch.local import Options, assess
    from scoring.scheme.load import load_scheme

    scheme = load_scheme(folder, str(loaded.dossier.period))
    result, problems = assess(loaded, scheme, Options())
    if not quiet:
        show([*scheme.diagnostics, *problems])
    found: Assessment = result
    return found


__all__ = ["command_"]
