"""`scoring ledger`: a campaign's ledger itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.cli.terminal.campaign import CAMPAIGN, KEYS, REQUIRE_SIGNED, STORE, Opener, line_of, with_session
from scoring.cli.terminal.console import Terminal, settings, t, talk, to_screen, write, write_bytes
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import OUTPUT, PATH, argument, command, option

command_ = Nested("ledger", {
    "verify": ("kiểm tra chuỗi băm và từng bước, chỉ ra bản ghi hỏng đầu tiên", "check chain and moves, name the first broken entry"),
    "export": ("ghi sổ cái thành tệp, mỗi dòng một bản ghi", "write the ledger to a file, one line per entry"),
}, vi="Sổ cái của đợt thẩm định. Sổ cái làm lộ việc sửa đổi, không ngăn được người có quyền trên máy sửa tệp.",
   en="A campaign's ledger. It makes tampering evident; it cannot stop who controls the machine from changing the file.")  # fmt: skip


@command("verify",
         "Kiểm tra sổ cái: mã băm từng bản ghi, chuỗi nối, chữ ký nếu có, và mỗi bước có được phép ở chỗ nó đứng. Chỉ ra bản ghi hỏng đầu tiên (mã thoát 5). In mã đầu chuỗi để đối chiếu với mã đã in trên giấy.",
         "Verify a ledger: every entry's hash, the chain, signatures where there are any, and whether each act was allowed where it stands. Names the first broken entry (exit 5). Prints the chain head, to be compared with the one printed on paper.")  # fmt: skip
@argument("file", "Sổ cái đã xuất (.jsonl); không ghi thì kiểm tra kho.",
          "An exported ledger (.jsonl); the store if none.", required=False, type=PATH)  # fmt: skip
@STORE
@CAMPAIGN
@option("--head", vi="Mã đầu chuỗi đã in trên giấy: sổ cái phải chứa nó.",
        en="A chain head printed on paper: the ledger must hold it.")  # fmt: skip
@KEYS
@REQUIRE_SIGNED
def verify_(file: Path | None, store: str, **asked: Any) -> None:
    from scoring.app.ledger import verify_ledgers

    found = verify_ledgers(store if file is None else file, **asked, observer=Terminal(notes=True))
    for one in found:
        write(t(f"✓ {one.name}: {one.head.seq} bản ghi nguyên vẹn, mã đầu chuỗi {one.head.hash}\n",
                f"✓ {one.name}: {one.head.seq} entries whole, chain head {one.head.hash}\n"))  # fmt: skip


@command("export", "Ghi sổ cái thành tệp .jsonl: mỗi dòng một bản ghi, đúng các byte đã băm.",
         "Write the ledger as .jsonl: one entry per line, the very bytes that were hashed.")  # fmt: skip
@STORE
@CAMPAIGN
@OUTPUT
@with_session
def export_(open_session: Opener, output: Path | None) -> None:
    from scoring.app.ledger import export_ledger, ledger_lines

    with open_session() as session:
        if output is None or to_screen(output):
            for line in ledger_lines(session):
                write_bytes(line)
            return
        last = export_ledger(session, output, force=settings.force, observer=Terminal())
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
        talk(line_of(session.campaign, last))
