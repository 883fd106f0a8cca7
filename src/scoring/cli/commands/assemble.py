"""`scoring assemble`: several files into one dossier; conflicts are told, never settled silently."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import write_file
from scoring.cli.terminal.console import Terminal, settings, t, talk, to_screen, write
from scoring.cli.terminal.options import AGENCY, OUTPUT, PATH, Paths, argument, command, gathered, option
from scoring.diagnostics import summary

if TYPE_CHECKING:
    from scoring.app.assembling import Known


@command("assemble",
         "Ghép các phần (YAML, JSON, CSV) thành hồ sơ; chỗ mâu thuẫn được báo, không tự chọn. Nhiều cơ quan trong một bảng thì --output phải là thư mục.",
         "Put parts (YAML, JSON, CSV) together into a dossier; conflicts are reported, never settled silently. Where a table holds several agencies, --output must be a folder.")  # fmt: skip
@argument("part", "Các phần của hồ sơ.", "The parts of the dossier.", nargs=-1, required=True, type=PATH)
@AGENCY
@option("--name", vi="Tên cơ quan, nếu các phần không ghi.", en="The agency's name, if no part says.")
@option("--block", vi="Khối, nếu các phần không ghi.", en="The block, if no part says.")
@option("--period", vi="Kỳ, nếu các phần không ghi.", en="The period, if no part says.")
@option("--scheme", "scheme", vi="Mã bộ tiêu chí, nếu các phần không ghi.", en="The scheme's id, if no part says.")
@OUTPUT
@gathered("known", "scoring.app.assembling:Known", "name block period scheme")
def command_(part: Paths, agency: str | None, known: Known, output: Path | None) -> None:
    from scoring.app.assembling import assemble, assemble_all

    if output is None or to_screen(output):
        write(assemble(part, known, agency=agency))
    elif output.suffix.lower() in (".yaml", ".yml"):
        write_file(output, assemble(part, known, agency=agency).encode(), part)
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
    else:
        found = assemble_all(part, output, known, agency=agency, observer=Terminal(notes=True))
        for file in found.files:
            write(f"{file}\n")
        count = len(found.files)
        counts = f"; {summary(found.problems, settings.lang)}" if found.problems else ""
        talk(t(f"Đã ghi {count} hồ sơ", f"Wrote {count} dossiers") + counts)
