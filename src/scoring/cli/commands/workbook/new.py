"""`scoring workbook new`: the self-assessment workbook of one agency, blank or filled from its dossier."""

from __future__ import annotations

from pathlib import Path

from scoring.app.workbook_new import blank_workbook, filled_workbook
from scoring.cli.terminal.console import Terminal, t, talk
from scoring.cli.terminal.options import PATH, SCHEME, command, option
from scoring.errors import usage_problem


@command("new",
         "Tạo sổ tự chấm điểm (.xlsx) cho một cơ quan: trống, hoặc điền sẵn từ hồ sơ (--from). Tổng điểm tạm tính nằm ngay trong sổ.",
         "Write the self-assessment workbook (.xlsx) of one agency: blank, or filled from its dossier (--from). The provisional total lives in the workbook.")  # fmt: skip
@option("--agency", vi="Mã cơ quan.", en="The agency's id.")
@option("--name", vi="Tên cơ quan (mặc định: như hồ sơ gần nhất của cơ quan trong evidence).",
        en="The agency's name (default: as in its latest dossier below evidence).")  # fmt: skip
@option("--block", vi="Khối, theo bộ tiêu chí (mặc định như trên).",
        en="The block, as the scheme names it (default: likewise).")  # fmt: skip
@option("--kind", vi="Loại cơ quan, theo bộ tiêu chí.", en="The kind of agency, as the scheme names it.")
@option("--period", vi="Kỳ đánh giá, ví dụ 2025.", en="The period, as in 2025.")
@option("--from", "source", type=PATH, vi="Hồ sơ để điền sẵn; cơ quan, khối, kỳ lấy từ đó.",
        en="A dossier to fill it from; agency, block and period are taken from it.")  # fmt: skip
@SCHEME
@option("-o", "--output", type=PATH, required=True, vi="Tệp .xlsx sẽ ghi.", en="The .xlsx file to write.")
def command_(
    agency: str | None,
    name: str | None,
    block: str | None,
    kind: str | None,
    period: str | None,
    source: Path | None,
    scheme: Path | None,
    output: Path,
) -> None:
    """Write a workbook."""
    if source is None:
        blank_workbook(
            output, agency=agency, period=period, name=name, block=block, kind=kind, scheme=scheme, observer=Terminal()
        )
    else:
        given = {"--agency": agency, "--name": name, "--block": block, "--kind": kind, "--period": period}
        extra = ", ".join(option for option, value in given.items() if value is not None)
        if extra:
            raise usage_problem(f"có --from thì không dùng {extra}: lấy từ hồ sơ",
                                f"with --from, leave out {extra}: the dossier says it")  # fmt: skip
        filled_workbook(source, output, scheme=scheme, observer=Terminal(notes=True))
    talk(t(f"Đã ghi {output}", f"Wrote {output}"))
