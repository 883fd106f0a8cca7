"""`scoring store check`: is everything whole; the chain heads to compare with those printed on paper."""

from __future__ import annotations

from scoring.cli.terminal.console import Terminal, show_problems, t, talk, write
from scoring.cli.terminal.options import command
from scoring.cli.terminal.store_options import STORE
from scoring.errors import ExitCode


@command("check",
         "Kiểm tra cả kho: cơ sở dữ liệu, quy tắc chỉ ghi thêm, chuỗi của từng sổ cái, mã băm của từng tài liệu; mã thoát 5 nếu có chỗ không toàn vẹn. In mã đầu chuỗi để đối chiếu với bản giấy.",
         "Check all of a store: the database, its append-only rules, every ledger's chain, every attachment's digest; exit 5 where something is not whole. Prints the chain heads, to be compared with those on paper.")  # fmt: skip
@STORE
def command_(store: str) -> int:
    """Check a store."""
    from scoring.app.stores import check_store

    found = check_store(store, observer=Terminal(notes=True))
    show_problems(found.problems)
    # Not a table: the codes are to be copied and compared, and must not be broken.
    for id, head in found.heads.items():
        write(t(f"{id}: {head.seq} bản ghi, mã đầu chuỗi {head.hash}\n",
                f"{id}: {head.seq} entries, chain head {head.hash}\n"))  # fmt: skip
    copies = t(f", {found.copies} bản sổ cũ", f", {found.copies} earlier copies") if found.copies else ""  # fmt: skip
    talk(
        t(
            f"đã kiểm tra {found.entries} bản ghi sổ cái, {found.attachments} tài liệu ({found.bytes} byte){copies}: "
            + ("toàn vẹn" if not found.problems else f"{len(found.problems)} chỗ không toàn vẹn"),
            f"checked {found.entries} entries, {found.attachments} attachments ({found.bytes} bytes){copies}: "
            + ("whole" if not found.problems else f"{len(found.problems)} problems"),
        ),
        always=bool(found.problems),
    )
    return int(ExitCode.INTEGRITY if found.problems else ExitCode.DONE)
