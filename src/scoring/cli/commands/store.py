"""`scoring store`: where ledgers are kept."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.campaign import STORE
from scoring.cli.terminal.console import Terminal, show_problems, t, talk, write
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import PATH, argument, command
from scoring.errors import ExitCode

command_ = Nested("store", {
    "init": ("tạo kho, hoặc nâng cấp kho cũ", "make a store, or bring an older one up to date"),
    "backup": ("sao lưu kho SQLite trong khi vẫn dùng", "back up a SQLite store while it is in use"),
    "check": ("kiểm tra cả kho: cơ sở dữ liệu, sổ cái, tài liệu", "check all of a store: database, ledgers, attachments"),
}, vi="Kho giữ sổ cái và tài liệu: một tệp SQLite, hoặc cơ sở dữ liệu PostgreSQL của tỉnh.",
   en="Where ledgers and attachments are kept: a file of SQLite, or a province's PostgreSQL database.")  # fmt: skip


@command("init",
         "Tạo kho sổ cái; kho ở dạng cũ được nâng cấp, kho đã đúng dạng thì giữ nguyên. Hãy sao lưu trước khi nâng cấp.",
         "Make a ledger store; an older one is brought up to date, one that is right is left alone. Back it up first.")  # fmt: skip
@STORE
def init_(store: str) -> None:
    from scoring.app.stores import make_store

    found = make_store(store, observer=Terminal(notes=True))
    place, before, after = found.place, found.before, found.after
    if not before:
        write(t(f"đã tạo kho {place} ({after})\n", f"made the store {place} ({after})\n"))
    elif before == after:
        write(t(f"kho {place} đã có ({after}), giữ nguyên\n", f"the store {place} is there ({after}), left alone\n"))  # fmt: skip
    else:
        write(t(f"đã nâng cấp kho {place}: {before} → {after}\n", f"brought the store {place} up to date: {before} → {after}\n"))  # fmt: skip


@command("backup",
         "Sao lưu kho SQLite vào một tệp mới, không cần dừng việc; không chép tệp kho bằng tay. Kho PostgreSQL: dùng pg_dump.",
         "Back up a SQLite store into a new file while it is in use; never copy the file by hand. For PostgreSQL use pg_dump.")  # fmt: skip
@argument("target", "Tệp sao lưu; chưa được có.", "The backup; must not exist.", type=PATH)
@STORE
def backup_(target: Path, store: str) -> None:
    from scoring.app.stores import back_up_store

    size = back_up_store(store, target)
    write(t(f"đã sao lưu vào {target} ({size} byte)\n", f"backed up to {target} ({size} bytes)\n"))


@command("check",
         "Kiểm tra cả kho: cơ sở dữ liệu, quy tắc chỉ ghi thêm, chuỗi của từng sổ cái, mã băm của từng tài liệu; mã thoát 5 nếu có chỗ không toàn vẹn. In mã đầu chuỗi để đối chiếu với bản giấy.",
         "Check all of a store: the database, its append-only rules, every ledger's chain, every attachment's digest; exit 5 where something is not whole. Prints the chain heads, to be compared with those on paper.")  # fmt: skip
@STORE
def check_(store: str) -> int:
    from scoring.app.stores import check_store

    found = check_store(store, observer=Terminal(notes=True))
    show_problems(found.problems)
    # Not a table: the codes are to be copied and compared, and must not be broken.
    for id, head in found.heads.items():
        write(t(f"{id}: {head.seq} bản ghi, mã đầu chuỗi {head.hash}\n",
                f"{id}: {head.seq} entries, chain head {head.hash}\n"))  # fmt: skip
    copies = t(f", {found.copies} bản sổ cũ", f", {found.copies} earlier copies") if found.copies else ""
    count = len(found.problems)
    state = t(f"{count} chỗ không toàn vẹn", f"{count} problems") if count else t("toàn vẹn", "whole")
    talk(t(f"đã kiểm tra {found.entries} bản ghi sổ cái, {found.attachments} tài liệu ({found.bytes} byte){copies}: {state}",
           f"checked {found.entries} entries, {found.attachments} attachments ({found.bytes} bytes){copies}: {state}"),
         always=bool(count))  # fmt: skip
    return int(ExitCode.INTEGRITY if found.problems else ExitCode.DONE)
