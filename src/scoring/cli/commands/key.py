"""`scoring key`: keys for signatures."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import t, talk, write
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import PATH, argument, command, option

command_ = Nested("key", {
    "new": ("tạo cặp khóa ký Ed25519", "make a pair of Ed25519 keys"),
    "show": ("in mã của khóa để đối chiếu", "print a key's code, to be compared"),
}, vi="Khóa để ký việc nộp hồ sơ và công bố. Chữ ký cho thấy ai đã ghi; nó không ngăn ai xóa cả sổ.",
   en="Keys to sign submissions and publications. A signature shows who wrote; it stops nobody from removing a whole ledger.")  # fmt: skip


@command("new",
         "Tạo cặp khóa Ed25519: khóa riêng (chỉ chủ tệp đọc được, giữ kín) và khóa công khai .pub (đưa cho người kiểm tra).",
         "Make a pair of Ed25519 keys: the private one (readable by its owner only, keep it secret) and the public .pub (hand it out).")  # fmt: skip
@option("-o", "--output", type=PATH, required=True,
        vi="Tệp khóa riêng, ví dụ khoa/xa-a.pem; khóa công khai nằm bên cạnh.",
        en="The private key's file, such as keys/xa-a.pem; the public one stands beside it.")  # fmt: skip
@option("--password", is_flag=True,
        vi="Đặt mật khẩu cho khóa riêng: hỏi hai lần, không hiện chữ; hoặc lấy từ tệp mà SCORING_KEY_PASSWORD_FILE chỉ đến, biến SCORING_KEY_PASSWORD.",
        en="Protect the private key by a password: asked twice, never shown; or taken from the file SCORING_KEY_PASSWORD_FILE names, or SCORING_KEY_PASSWORD.")  # fmt: skip
def new_(output: Path, password: bool) -> None:
    from scoring.app.keys import make_keys
    from scoring.cli.terminal.password import choose

    made = make_keys(output, choose if password else None)
    write(t(f"khóa riêng:      {output}\nkhóa công khai:  {made.public}\nmã khóa:         {made.code}\n",
            f"private key:  {output}\npublic key:   {made.public}\ncode:         {made.code}\n"))  # fmt: skip
    if password:
        talk(t("Mật khẩu không lấy lại được: quên thì tạo khóa mới.",
               "The password cannot be recovered: whoever forgets it makes a new key."))  # fmt: skip
    talk(t("Đọc mã khóa cho cơ quan thẩm định bằng đường khác (điện thoại, văn bản) khi gửi tệp .pub.",
           "Tell the appraiser the code by another way (telephone, letter) when you send the .pub file."))  # fmt: skip


@command("show", "In mã của khóa công khai (.pub) hoặc của mọi khóa trong thư mục, để đối chiếu với chủ khóa.",
         "Print the code of a public key (.pub), or of all in a folder, to be compared with their owners.")  # fmt: skip
@argument("key", "Tệp .pub hoặc thư mục khóa.", "A .pub file or a folder of keys.", type=PATH)
def show_(key: Path) -> None:
    from scoring.app.keys import key_codes
    from scoring.text import visible

    for code, name in key_codes(key).items():
        write(f"{visible(name)}: {code}\n")
