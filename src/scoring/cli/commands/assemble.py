"""`scoring assemble`: several files into one dossier; conflicts are told, never settled silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.app.files import not_there, write_file
from scoring.cli.terminal.console import settings, show, t, talk, to_screen, write
from scoring.cli.terminal.options import AGENCY, OUTPUT, PATH, argument, command, option
from scoring.diagnostics import summary
from scoring.errors import ExitCode


@command(
    "assemble",
    "Ghép các phần (YAML, JSON, CSV) thành hồ sơ; chỗ mâu thuẫn được báo, không tự chọn. "
    "Nhiều cơ quan trong một bảng thì --output phải là thư mục.",
    "Put parts (YAML, JSON, CSV) together into a dossier; conflicts are reported, never settled silently. "
    "Where a table holds several agencies, --output must be a folder.",
)
@argument(
    "part", "Các phần của hồ sơ.", "The parts of the dossier.", nargs=-1, required=True, type=PATH
)
@AGENCY
@option(
    "--name", vi="Tên cơ quan, nếu các phần không ghi.", en="The agency's name, if no part says."
)
@option("--block", vi="Khối, nếu các phần không ghi.", en="The block, if no part says.")
@option("--period", vi="Kỳ, nếu các phần không ghi.", en="The period, if no part says.")
@option(
    "--scheme",
    "scheme",
    vi="Mã bộ tiêu chí, nếu các phần không ghi.",
    en="The scheme's id, if no part says.",
)
@OUTPUT
def command_(
    part: tuple[Path, ...],
    agency: str | None,
    name: str | None,
    block: str | None,
    period: str | None,
    scheme: str | None,
    output: Path | None,
) -> int:
    """Assemble dossiers."""
    from scoring.evidence.assemble import assemble, assemble_all

    not_there(part)
    given: dict[str, Any] = {"period": period, "scheme": scheme}
    who = {"id": agency if name or block else None, "name": name, "block": block}
    given["agency"] = {key: value for key, value in who.items() if value} or None
    given = {key: value for key, value in given.items() if value}
    if output is None or to_screen(output):
        write(assemble(part, agency=agency, given=given))
        return int(ExitCode.DONE)
    if output.suffix.lower() in (".yaml", ".yml"):
        write_file(output, assemble(part, agency=agency, given=given).encode(), part)
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
        return int(ExitCode.DONE)
    found = assemble_all(part, agency=agency, given=given)
    problems = [one for each in found for one in each.diagnostics]
    show(problems)
    for one in found:
        write_file(output / f"{one.agency}.yaml", one.text.encode(), part)
        write(f"{output / one.agency}.yaml\n")
    talk(
        t(f"Đã ghi {len(found)} hồ sơ", f"Wrote {len(found)} dossiers")
        + (f"; {summary(problems, settings.lang)}" if problems else "")
    )
    return int(ExitCode.DONE)


__all__ = ["command_"]
