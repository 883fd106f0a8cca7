"""`scoring store`: where ledgers are kept, a table of commands each imported only when it is called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("tạo kho, hoặc nâng cấp kho cũ", "make a store, or bring an older one up to date"),
    "backup": ("sao lưu kho SQLite trong khi vẫn dùng", "back up a SQLite store while it is in use"),
    "check": ("kiểm tra cả kho: cơ sở dữ liệu, sổ cái, tài liệu", "check all of a store: database, ledgers, attachments"),
}  # fmt: skip

command_ = Nested("store", COMMANDS,
                  vi="Kho giữ sổ cái và tài liệu: một tệp SQLite, hoặc cơ sở dữ liệu PostgreSQL của tỉnh.",
                  en="Where ledgers and attachments are kept: a file of SQLite, or a province's PostgreSQL database.")  # fmt: skip
