"""`scoring key`: keys for signatures, a table of commands each imported only when it is called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("tạo cặp khóa ký Ed25519", "make a pair of Ed25519 keys"),
    "show": ("in mã của khóa để đối chiếu", "print a key's code, to be compared"),
}

command_ = Nested("key", COMMANDS,
                  vi="Khóa để ký việc nộp hồ sơ và công bố. Chữ ký cho thấy ai đã ghi; nó không ngăn ai xóa cả sổ.",
                  en="Keys to sign submissions and publications. A signature shows who wrote; it stops nobody from removing a whole ledger.")  # fmt: skip
