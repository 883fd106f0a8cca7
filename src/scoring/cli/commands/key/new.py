"""`scoring key new`: a pair of keys, the private one for its owner's eyes only."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import t, talk, write
from scoring.cli.terminal.options import PATH, command, option


@command("new",
         "Tạo cặp khóa Ed25519: khóa riêng (chỉ chủ tệp đọc được, giữ kín) và khóa công khai .pub (đưa cho người kiểm tra).",
         "Make a pair of Ed25519 keys: the private one (readable by its owner only, keep it secret) and the public .pub (hand it out).")  # fmt: skip
@option("-o", "--output", type=PATH, required=True,
        vi="Tệp khóa riêng, ví dụ khoa/xa-a.pem; khóa công khai nằm bên cạnh.",
        en="The private key's file, such as keys/xa-a.pem; the public one stands beside it.")  # fmt: skip
@option("--password", is_flag=True,
        vi="Đặt mật khẩu cho khóa riêng: hỏi hai lần, không hiện chữ; hoặc lấy từ tệp mà SCORING_KEY_PASSWORD_FILE chỉ đến, biến SCORING_KEY_PASSWORD.",
        en="Protect the private key by a password: asked twice, never shown; or taken from the file SCORING_KEY_PASSWORD_FILE names, or SCORING_KEY_PASSWORD.")  # fmt: skip
def command_(output: Path, password: bool) -> None:
    """Make keys."""
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
