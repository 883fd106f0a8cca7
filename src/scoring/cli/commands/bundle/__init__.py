"""`scoring bundle`: exchange without a server, a table of commands each imported only when it is called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "export": ("lập gói: sổ cái, hồ sơ, tài liệu, chữ ký", "make a bundle: ledger, dossiers, attachments, signatures"),
    "import": ("kiểm tra rồi nhập gói vào kho", "check a bundle and take it into the store"),
    "show": ("xem gói có gì, chưa nhập", "show what a bundle holds, taking in nothing"),
}  # fmt: skip

command_ = Nested("bundle", COMMANDS,
                  vi="Gói trao đổi: một tệp chở sổ cái, hồ sơ, tài liệu giữa xã và cơ quan thẩm định, không cần mạng.",
                  en="Exchange bundles: one file carries ledger, dossiers and attachments between agency and appraiser, without a network.")  # fmt: skip
