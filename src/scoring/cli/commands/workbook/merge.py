"""`scoring workbook merge`: two changed versions of a dossier merged over their base, conflicts shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scoring.app.files import refuse_ending, refuse_inputs, refuse_missing
from scoring.app.workbook_merge import merge_versions
from scoring.cli.terminal.console import Terminal, settings, show_problems, t, talk, to_screen, write_output
from scoring.cli.terminal.options import OUTPUT, PATH, SCHEME, argument, command, option
from scoring.errors import ExitCode


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
def command_(base: Path, mine: Path, theirs: Path, scheme: Path | None, prefer: Any, output: Path | None) -> int:
    """Merge versions."""
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
        talk(t(f"{count} chỗ mâu thuẫn, không ghi gì", f"{count} conflicts, nothing written"), always=True)  # fmt: skip
        return int(ExitCode.FINDINGS)
    write_output(output, found.text, paths)
    words = {"mine": t("bản của ta", "mine"), "theirs": t("bản của họ", "theirs")}
    chosen = t(f"; {count} chỗ mâu thuẫn lấy theo {words[prefer]}",
               f"; {count} conflicts settled as {words[prefer]}") if count else ""  # fmt: skip
    where = "" if shown else t(f" vào {output}", f" to {output}")
    name, period = found.dossier.agency.name, found.dossier.period
    talk(t(f"Đã gộp hồ sơ của {name}, kỳ {period}{where}{chosen}",
           f"Merged the dossier of {name}, {period}{where}{chosen}"))  # fmt: skip
    return int(ExitCode.DONE)
