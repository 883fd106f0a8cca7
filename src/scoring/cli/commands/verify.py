"""`scoring verify`: evaluate again and compare byte for byte."""

from __future__ import annotations

from typing import Any

from scoring.app.verification import exit_code, verify
from scoring.cli.terminal.console import Terminal, show_problems, t, talk, write
from scoring.cli.terminal.options import AGAINST_LEDGER, HISTORY, PATH, RULES, SCHEME, Paths, argument, command, option
from scoring.errors import ExitCode


@command("verify", "Tính lại kết quả từ bộ tiêu chí và hồ sơ đã ghi, so từng byte; mã thoát 5 nếu khác.",
         "Re-evaluate results from the scheme and dossier they name, compare byte for byte; exit 5 if not equal.")  # fmt: skip
@argument("result", "Tệp kết quả JSON hoặc thư mục.",
          "Result files (JSON) or folders.", nargs=-1, required=True, type=PATH)  # fmt: skip
@SCHEME
@option("--evidence", type=PATH, multiple=True, vi="Hồ sơ, hoặc thư mục để tìm hồ sơ.",
        en="The dossier, or a folder to look in.")  # fmt: skip
@HISTORY
@RULES
@AGAINST_LEDGER
def command_(result: Paths, **asked: Any) -> int:
    found = []
    for one in verify(result, **asked, observer=Terminal()):
        found.append(one)
        if one.appraised:
            write(t(f"✓ {one.path}: {one.agency} đúng như đã công bố hoặc như sổ cái ghi\n",
                    f"✓ {one.path}: {one.agency} as published, or as the ledger has it\n"))  # fmt: skip
        elif one.code is ExitCode.DONE:
            write(t(f"✓ {one.path}: {one.agency} khớp từng byte\n",
                    f"✓ {one.path}: {one.agency} byte for byte equal\n"))  # fmt: skip
        else:
            show_problems(one.problems)
            write(f"✗ {one.path}: {one.agency}\n")
    equal = sum(one.code is ExitCode.DONE for one in found)
    talk(t(f"{equal}/{len(found)} kết quả khớp", f"{equal}/{len(found)} results verified"))
    return int(exit_code(found))
