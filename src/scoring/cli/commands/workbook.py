"""`scoring workbook`: the self-assessment workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from scoring.cli.terminal.console import (
    Terminal,
    problem_counts,
    settings,
    show_problems,
    t,
    talk,
    talk_only_vietnamese,
    to_screen,
    write,
)
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import (
    AS_OF,
    DATE,
    FORCE,
    OUTPUT,
    PATH,
    SCHEME,
    UNITS,
    argument,
    command,
    only_one,
    option,
)
from scoring.diagnostics import summary
from scoring.errors import ExitCode, usage_problem

command_ = Nested("workbook", {
    "new": ("tạo sổ tự chấm điểm cho một cơ quan, trống hoặc điền sẵn", "write the workbook of one agency, blank or filled"),
    "read": ("đọc sổ đã điền thành hồ sơ", "read a filled-in workbook into a dossier"),
    "merge": ("gộp hai bản sửa của một hồ sơ", "merge two changed versions of a dossier"),
}, vi="Sổ tự chấm điểm dạng Excel: tạo cho cơ quan điền, đọc lại thành hồ sơ, gộp các bản.",
   en="The self-assessment workbook (Excel): write it, read it back into a dossier, merge versions.")  # fmt: skip

Side = Literal["mine", "theirs"]


@command("new",
         "Tạo sổ tự chấm điểm (.xlsx) cho một cơ quan: trống, hoặc điền sẵn từ hồ sơ (--from). Tổng điểm tạm tính nằm ngay trong sổ.",
         "Write the self-assessment workbook (.xlsx) of one agency: blank, or filled from its dossier (--from). The provisional total lives in the workbook.")  # fmt: skip
@option("--agency", vi="Mã cơ quan.", en="The agency's id.")
@option("--name", vi="Tên cơ quan (mặc định: như hồ sơ gần nhất của cơ quan trong evidence).",
        en="The agency's name (default: as in its latest dossier below evidence).")  # fmt: skip
@option("--block", vi="Khối, theo bộ tiêu chí (mặc định như trên).",
        en="The block, as the scheme names it (default: likewise).")  # fmt: skip
@option("--kind", vi="Loại cơ quan, theo bộ tiêu chí.", en="The kind of agency, as the scheme names it.")
@option("--founded", type=DATE, vi="Ngày thành lập, khi cơ quan không tồn tại từ đầu kỳ.",
        en="The agency's first day, where it did not exist all along.")  # fmt: skip
@option("--until", type=DATE, vi="Ngày cuối cùng hoạt động, khi cơ quan kết thúc trong kỳ.",
        en="The agency's last day, where it ends.")  # fmt: skip
@option("--succeeds", multiple=True, vi="Mã cơ quan tiền thân (lặp lại được).", en="A predecessor's id (repeatable).")
@option("--period", vi="Kỳ đánh giá, ví dụ 2025.", en="The period, as in 2025.")
@option("--from", "source", type=PATH, vi="Hồ sơ để điền sẵn; cơ quan, khối, kỳ lấy từ đó.",
        en="A dossier to fill it from; agency, block and period are taken from it.")  # fmt: skip
@option("--unit", vi="Chỉ phần của đơn vị này (mã; xem `scoring inspect --by unit`).",
        en="Only the part of this inner unit (id; see `scoring inspect --by unit`).")  # fmt: skip
@option("--each-unit", is_flag=True, vi="Mỗi đơn vị một sổ, ghi vào thư mục --output.",
        en="One workbook per unit, into the folder --output.")  # fmt: skip
@UNITS
@SCHEME
@FORCE
@option("-o", "--output", type=PATH, required=True, vi="Tệp .xlsx sẽ ghi (với --each-unit: thư mục).",
        en="The .xlsx file to write (with --each-unit: the folder).")  # fmt: skip
def new_(
    source: Path | None,
    unit: str | None,
    each_unit: bool,
    units: Path | None,
    scheme: Path | None,
    output: Path,
    **about: Any,
) -> None:
    from scoring.app.workbook_new import UnitChoice, blank_workbook, filled_workbook

    if unit is not None and each_unit:
        raise usage_problem("chọn --unit hoặc --each-unit", "choose --unit or --each-unit")
    if units is not None and not (unit or each_unit):
        raise usage_problem("--units cần --unit hoặc --each-unit", "--units needs --unit or --each-unit")
    chosen = UnitChoice(unit=unit, own=units) if unit is not None or each_unit else None
    if source is None:
        written = blank_workbook(
            output, **about, scheme=scheme, units=chosen, force=settings.force, observer=Terminal()
        )
    else:
        extra = ", ".join(f"--{name}" for name, value in about.items() if value not in (None, ()))
        if extra:
            raise usage_problem(f"có --from thì không dùng {extra}: lấy từ hồ sơ",
                                f"with --from, leave out {extra}: the dossier says it")  # fmt: skip
        written = filled_workbook(
            source, output, scheme=scheme, units=chosen, force=settings.force, observer=Terminal(notes=True)
        )
    for one in written:
        talk(t(f"Đã ghi {one}", f"Wrote {one}"))
    talk_only_vietnamese("The workbook is")


@command("read",
         "Đọc sổ Excel đã điền thành hồ sơ; mọi chỗ sai được báo một lần, kèm trang và ô (Tiêu chí!E14). Ô sai coi như chưa khai, phần còn lại vẫn vào hồ sơ; có ô sai thì mã thoát là 1.",
         "Read a filled-in workbook into a dossier; all problems at once, each with sheet and cell (Tiêu chí!E14). A wrong cell counts as not declared, everything else is kept; where one is wrong the exit code is 1.")  # fmt: skip
@argument("workbook", "Sổ Excel (.xlsx) đã điền.", "The filled-in workbook (.xlsx).", type=PATH)
@SCHEME
@option("--agency", multiple=True, callback=only_one, vi="Mã cơ quan phải có trong sổ; sổ của cơ quan khác bị từ chối.",
        en="The agency it must belong to; another agency's workbook is refused.")  # fmt: skip
@option("--period", vi="Kỳ phải có trong sổ.", en="The period it must be for.")
@option("--against", type=PATH, vi="Hồ sơ gốc: sổ phải cùng cơ quan, cùng kỳ; điểm thẩm định khác hồ sơ này thì báo.",
        en="The dossier before: same agency and period; awards that differ from it are told.")  # fmt: skip
@option("--marked", type=PATH, vi="Ghi lại chính sổ này vào tệp .xlsx này, ô sai được tô màu và chú thích chỗ cần sửa.",
        en="Write the same workbook to this .xlsx file, its wrong cells coloured and commented with what to correct.")  # fmt: skip
@AS_OF
@FORCE
@option("-o", "--output", type=PATH, vi="Ghi hồ sơ (.yaml) vào tệp này; “-” hoặc không ghi: ra màn hình.",
        en="Write the dossier (.yaml) to this file; “-” or nothing: to stdout.")  # fmt: skip
def read_(workbook: Path, output: Path | None, marked: Path | None, **asked: Any) -> int:
    from scoring.app.workbook_read import WrongWorkbook, read_back

    target = None if to_screen(output) else output
    try:
        asked |= {"marked": marked, "force": settings.force, "lang": settings.lang}
        found = read_back(workbook, output=target, observer=Terminal(), **asked)
    except WrongWorkbook as error:
        show_problems(error.diagnostics)
        counts = summary(error.diagnostics, settings.lang)
        talk(t(f"{counts}; không ghi gì", f"{counts}; nothing written"), always=True)
        return int(error.exit_code)
    if target is None:
        write(found.text)
    # What is left out of the dossier is told, all of it.
    show_problems(found.diagnostics, limit=len(found.diagnostics), notes=False)
    where = "" if target is None else t(f" vào {target}", f" to {target}")
    who = f"{found.dossier.agency.name}, {t('kỳ ', '')}{found.dossier.period}"
    counts = problem_counts(found.diagnostics)
    wrong = found.code is not ExitCode.DONE
    left = t(f"; {found.left_out} ô sai hoặc dở dang để ngoài, coi như chưa khai",
             f"; {found.left_out} wrong or unusable cells left out, as if not declared") if wrong else ""  # fmt: skip
    talk(t(f"Đã đọc sổ của {who}{where}: {counts}{left}", f"Read the workbook of {who}{where}: {counts}{left}"),
         always=wrong)  # fmt: skip
    if marked is not None:
        talk(t(f"Đã ghi {marked}: {found.marked} ô được đánh dấu", f"Wrote {marked}: {found.marked} cells marked"))
    return int(found.code)


@command("merge",
         "Gộp hai bản sửa (MINE, THEIRS) của cùng một bản gốc (BASE) theo từng số liệu, tiêu chí, minh chứng; mỗi bản là hồ sơ hoặc sổ .xlsx. Chỗ hai bên sửa khác nhau được báo và không ghi gì.",
         "Merge two changed versions (MINE, THEIRS) of one BASE by measure, criterion and record; each is a dossier or an .xlsx workbook. Where they disagree it is told and nothing is written.")  # fmt: skip
@argument("base", "Bản gốc mà hai bên cùng sửa.", "The version both began with.", type=PATH)
@argument("mine", "Bản sửa của ta.", "Our version.", type=PATH)
@argument("theirs", "Bản sửa của họ.", "Their version.", type=PATH)
@SCHEME
@option("--prefer", type=click.Choice(["mine", "theirs"]),
        vi="Chỗ hai bên sửa khác nhau thì lấy bản này; vẫn báo từng chỗ.",
        en="Take this version's value where they disagree; each place is still told.")  # fmt: skip
@OUTPUT
def merge_(base: Path, mine: Path, theirs: Path, scheme: Path | None, prefer: Side | None, output: Path | None) -> int:
    from scoring.app.files import refuse_ending, refuse_inputs, refuse_missing, write_work
    from scoring.app.workbook_merge import merge_versions

    paths = (base, mine, theirs)
    shown = output is None or to_screen(output)
    if output is not None and not shown:
        refuse_missing(paths)
        refuse_ending(output, (".yaml", ".yml"))
        refuse_inputs([output], paths)
    found = merge_versions(base, mine, theirs, scheme=scheme, prefer=prefer, lang=settings.lang, observer=Terminal())
    show_problems([*found.conflicts, *found.twins])
    count = len(found.conflicts)
    if not found.settled:
        talk(t(f"{count} chỗ mâu thuẫn, không ghi gì", f"{count} conflicts, nothing written"), always=True)
        return int(ExitCode.FINDINGS)
    if output is None or shown:
        write(found.text)
    else:
        write_work({output: found.text.encode()}, paths, force=settings.force, observer=Terminal())
    words = t("bản của ta", "mine") if prefer == "mine" else t("bản của họ", "theirs")
    chosen = t(f"; {count} chỗ mâu thuẫn lấy theo {words}", f"; {count} conflicts settled as {words}") if count else ""
    where = "" if shown else t(f" vào {output}", f" to {output}")
    name, period = found.dossier.agency.name, found.dossier.period
    talk(t(f"Đã gộp hồ sơ của {name}, kỳ {period}{where}{chosen}",
           f"Merged the dossier of {name}, {period}{where}{chosen}"))  # fmt: skip
    return int(ExitCode.DONE)
