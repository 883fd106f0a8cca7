"""`scoring ledger`: the ledger itself, a table of commands each imported only when called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "verify": ("kiểm tra chuỗi băm và từng bước, chỉ ra bản ghi hỏng đầu tiên", "check chain and moves, name the first broken entry"),
    "export": ("ghi sổ cái thành tệp, mỗi dòng một bản ghi", "write the ledger to a file, one line per entry"),
}  # fmt: skip

command_ = Nested("ledger", COMMANDS,
                  vi="Sổ cái của đợt thẩm định. Sổ cái làm lộ việc sửa đổi, không ngăn được người có quyền trên máy sửa tệp.",
                  en="A campaign's ledger. It makes tampering evident; it cannot stop who controls the machine from changing the file.")  # fmt: skip
