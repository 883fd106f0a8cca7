"""`scoring workbook`: the self-assessment workbook, a table of commands each imported only when it is called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "new": (
        "tạo sổ tự chấm điểm cho một cơ quan, trống hoặc điền sẵn",
        "write the workbook of one agency, blank or filled",
    ),
    "read": ("đọc sổ đã điền thành hồ sơ", "read a filled-in workbook into a dossier"),
    "merge": ("gộp hai bản sửa của một hồ sơ", "merge two changed versions of a dossier"),
}

command_ = Nested("workbook", COMMANDS,
                  vi="Sổ tự chấm điểm dạng Excel: tạo cho cơ quan điền, đọc lại thành hồ sơ, gộp các bản.",
                  en="The self-assessment workbook (Excel): write it, read it back into a dossier, merge versions.")  # fmt: skip
