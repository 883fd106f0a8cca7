"""`scoring ledger verify`: the chain and every move; names the first broken entry."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import Terminal, t, write
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.cli.terminal.store_options import CAMPAIGN, KEYS, REQUIRE_SIGNED, STORE


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
def command_(
    file: Path | None, store: str, campaign: str | None, head: str | None, keys: Path | None, require_signed: bool
) -> None:
    """Verify."""
    from scoring.app.ledger import verify_file, verify_store

    observer = Terminal(notes=True)
    if file is not None:
        found = iter(
            [
                verify_file(
                    file, campaign=campaign, head=head, keys=keys, require_signed=require_signed, observer=observer
                )
            ]
        )
    else:
        found = verify_store(
            store, campaign=campaign, head=head, keys=keys, require_signed=require_signed, observer=observer
        )
    for one in found:
        write(t(f"✓ {one.name}: {one.head.seq} bản ghi nguyên vẹn, mã đầu chuỗi {one.head.hash}\n",
                f"✓ {one.name}: {one.head.seq} entries whole, chain head {one.head.hash}\n"))  # fmt: skip
