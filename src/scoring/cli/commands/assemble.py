"""`scoring assemble`: several files into one dossier; conflicts are told, never settled silently."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import write_work
from scoring.app.observer import SILENT, Observer
from scoring.cli.terminal.console import (
    Running,
    Terminal,
    refuse_terminal,
    settings,
    t,
    table,
    talk,
    to_screen,
    width,
    write,
    write_output,
)
from scoring.cli.terminal.options import (
    AGENCY,
    DATE,
    DELIMITER,
    OUTPUT,
    PATH,
    UNITS,
    Paths,
    argument,
    command,
    fmt,
    gathered,
    option,
)
from scoring.diagnostics import summary
from scoring.errors import usage_problem
from scoring.reports.interface import FormatId
from scoring.text import fold_lines

if TYPE_CHECKING:
    from scoring.app.assembling import Known
    from scoring.app.unit_status import Status

_FORMATS = (FormatId.JSON, FormatId.HTML, FormatId.CSV, FormatId.XLSX)


@command("assemble",
         "Ghép các phần (YAML, JSON, CSV, sổ Excel) thành hồ sơ; chỗ mâu thuẫn được báo, không tự chọn. Phần của các đơn vị bên trong (`unit`) thì giữ đơn vị, ngày nộp của từng giá trị. Nhiều cơ quan trong một bảng thì --output phải là thư mục.",
         "Put parts (YAML, JSON, CSV, workbooks) together into a dossier; conflicts are reported, never settled silently. Of the parts of inner units (`unit`) each value keeps its unit and day. Where a table holds several agencies, --output must be a folder.")  # fmt: skip
@argument("part", "Các phần của hồ sơ, hoặc thư mục chứa chúng.", "The parts of the dossier, or folders of them.",
          nargs=-1, required=True, type=PATH)  # fmt: skip
@AGENCY
@option("--name", vi="Tên cơ quan, nếu các phần không ghi.", en="The agency's name, if no part says.")
@option("--block", vi="Khối, nếu các phần không ghi.", en="The block, if no part says.")
@option("--kind", vi="Loại cơ quan, nếu các phần không ghi.", en="The agency's kind, if no part says.")
@option("--period", vi="Kỳ, nếu các phần không ghi.", en="The period, if no part says.")
@option("--scheme", "scheme", vi="Mã hoặc thư mục bộ tiêu chí, nếu các phần không ghi.",
        en="The scheme's id or folder, if no part says.")  # fmt: skip
@UNITS
@option("--status", is_flag=True, vi="Xem đơn vị nào đã nộp, còn thiếu gì, sai gì, chậm mấy ngày, treo bao nhiêu điểm; không ghép.",
        en="Show which units have handed in, what is missing, wrong or late, and the points at stake; assembles nothing.")  # fmt: skip
@option("--due", type=DATE, vi="Hạn nộp phần (mặc định: hạn báo cáo cuối cùng của bộ tiêu chí).",
        en="The day parts are due (default: the scheme's last deadline).")  # fmt: skip
@option(
    "--as-of", type=DATE, vi="Ngày xét chậm (mặc định: hôm nay).", en="The day lateness is counted on (default: today)."
)
@option("--reminders", type=PATH, vi="Ghi vào thư mục này một công văn (Word) cho mỗi đơn vị còn thiếu.",
        en="Write a letter (Word) to each unit that still owes something into this folder.")  # fmt: skip
@option("--require-complete", is_flag=True, vi="Mã thoát 6 khi đơn vị nào còn thiếu.",
        en="Exit 6 while a unit still owes something.")  # fmt: skip
@fmt("table", *_FORMATS)
@DELIMITER
@OUTPUT
@gathered("known", "scoring.app.assembling:Known", "name block kind period scheme units")
def command_(
    part: Paths,
    agency: str | None,
    known: Known,
    status: bool,
    due: date | None,
    as_of: date | None,
    reminders: Path | None,
    require_complete: bool,
    format_: str,
    delimiter: str,
    output: Path | None,
) -> None:
    if not (status or reminders):
        if format_ != "table" or ((due or as_of) and not require_complete):
            raise usage_problem("--format, --due, --as-of chỉ dùng với --status, --reminders",
                                "--format, --due, --as-of: only with --status, --reminders")  # fmt: skip
        _assemble(part, agency, known, output)
        if not require_complete:
            return
    from scoring.app.unit_status import status_of

    observer: Observer = Running() if status or reminders else SILENT
    found = status_of(part, known, agency=agency, as_of=as_of, due=due, left_out=[output] if output else [],
                      observer=observer)  # fmt: skip
    if status:
        _show(found, format_, delimiter, output)
    if reminders is not None:
        _remind(found, reminders)
    if require_complete:
        found.require_complete()


def _assemble(part: Paths, agency: str | None, known: Known, output: Path | None) -> None:
    from scoring.app.assembling import assemble, assemble_all

    if output is None or to_screen(output):
        write(assemble(part, known, agency=agency, observer=Terminal(notes=True)))
    elif output.suffix.lower() in (".yaml", ".yml"):
        text = assemble(
            part, known, agency=agency, left_out=[output], folder=output.parent, observer=Terminal(notes=True)
        )
        write_work({output: text.encode()}, part, force=settings.force, observer=Terminal(notes=True))
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
    else:
        found = assemble_all(part, output, known, agency=agency, force=settings.force, observer=Terminal(notes=True))
        for file in found.files:
            write(f"{file}\n")
        count = len(found.files)
        counts = f"; {summary(found.problems, settings.lang)}" if found.problems else ""
        talk(t(f"Đã ghi {count} hồ sơ", f"Wrote {count} dossiers") + counts)


def _show(found: Status, format: str, delimiter: str, output: Path | None) -> None:
    """The units as a table on the terminal, or as a file whose ending says its format where none was named."""
    ending = output.suffix.lower().lstrip(".") if output is not None and not to_screen(output) else ""
    if format == "table" and ending in _FORMATS:
        format = ending
    if ending and ending not in (*_FORMATS, "txt"):
        names = ", ".join((*_FORMATS, "txt"))
        raise usage_problem(f"không lập được tệp .{ending}; có: {names}",
                            f".{ending} files are not made; there are: {names}")  # fmt: skip
    if ending and format not in {"table", ending}:
        raise usage_problem(f"--format {format} nhưng tên tệp có đuôi .{ending}",
                            f"--format {format}, but the file's ending is .{ending}")  # fmt: skip
    if format == "table":
        write_output(output, _table(found), found.inputs)
        return
    from scoring.reports.formats import require_formats

    require_formats([format])
    if to_screen(output):
        refuse_terminal(format)
    write_output(output, found.as_file(format, lang=settings.lang, delimiter=delimiter), found.inputs)


_MISSING = (("Số liệu", "Numbers"), ("Giấy tờ", "Papers"), ("Chưa chốt", "Open lists"), ("Sai", "Wrong"))
_ROOM = 72
"""Columns from which what is missing has a column for each sort."""


def _table(found: Status) -> str:
    from scoring.numbers import from_exact, show
    from scoring.reports.unit_status import day_text, received_text

    status, lang = found.found, settings.lang
    due = day_text(status.due, lang)
    head = t(f"{status.name}, kỳ {status.period} · tính đến {day_text(status.as_of, lang)}",
             f"{status.name}, {status.period} · as of {status.as_of}")  # fmt: skip
    narrow = width() < _ROOM
    shown = [t("Còn thiếu", "Missing")] if narrow else [t(*pair) for pair in _MISSING]
    rows = [[t("Đơn vị", "Unit"), t("Nhận", "Received"), *shown, t("Chậm", "Late"), t("Điểm", "Points")]]
    for one in status.units:
        late = str(one.late) if one.late and one.supplies else "–"
        counts = [len(one.of("number")), len(one.of("paper")), len(one.of("list")), len(one.wrong)]
        pairs = [(n, vi.lower(), en.lower()) for n, (vi, en) in zip(counts, _MISSING, strict=True) if n]
        lacks = [t(f"{n} {vi}", f"{n} {en}") for n, vi, en in pairs]
        cells = [", ".join(lacks) or "–"] if narrow else map(str, counts)
        title = one.title + (t(" (đầu mối)", " (focal point)") if one.focal else "")
        rows.append([title, received_text(one, lang), *cells, late, show(from_exact(one.at_stake), lang)])
    foot = [
        t(
            "Số liệu, giấy tờ: số mục còn thiếu; chậm: số ngày; điểm: còn treo ở các mục ấy.",
            "Numbers, papers: how many are missing; late: days; points: what hangs on them.",
        )
    ]
    foot += [t(f"Hạn nộp: {due}", f"Due: {due}")] if due else []
    foot.append(t(f"Điểm còn treo, mỗi tiêu chí một lần: {show(from_exact(status.at_stake), lang)}",
                  f"Points at stake, each criterion once: {show(from_exact(status.at_stake), lang)}"))  # fmt: skip
    if status.apart:
        foot.append(t(f"Tệp không dùng được: {len(status.apart)} chỗ, xem ở trên",
                      f"Files that cannot be used: {len(status.apart)} problems, see above"))  # fmt: skip
    numbers = frozenset({3, 4} if narrow else range(2, 8))
    told = [fold_lines(line, width()) for line in (head, *foot)]
    return "\n".join([told[0], table(rows, numbers).rstrip("\n"), *told[1:]]) + "\n"


def _remind(found: Status, folder: Path) -> None:
    from scoring.app.unit_status import reminders
    from scoring.reports.formats import require_formats

    require_formats([FormatId.DOCX])
    files = reminders(found, folder, lang=settings.lang, force=settings.force, observer=Terminal())
    for file in files:
        write(f"{file}\n")
    count = len(files)
    talk(t(f"Đã ghi {count} công văn", f"Wrote {count} letters") if files
         else t("Mọi đơn vị đã nộp đủ, không có công văn nào", "Every unit has handed in everything: no letter"))  # fmt: skip
