"""`scoring store backup`: a whole copy of a SQLite store, made while others write."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import t, write
from scoring.cli.terminal.options import PATH, argument, command
from scoring.cli.terminal.store_options import STORE


@command("backup",
         "Sao lưu kho SQLite vào một tệp mới, không cần dừng việc; không chép tệp kho bằng tay. Kho PostgreSQL: dùng pg_dump.",
         "Back up a SQLite store into a new file while it is in use; never copy the file by hand. For PostgreSQL use pg_dump.")  # fmt: skip
@argument("target", "Tệp sao lưu; chưa được có.", "The backup; must not exist.", type=PATH)
@STORE
def command_(target: Path, store: str) -> None:
    """Back a store up."""
    from scoring.app.stores import back_up_store

    size = back_up_store(store, target)
    write(t(f"đã sao lưu vào {target} ({size} byte)\n", f"backed up to {target} ({size} bytes)\n"))
