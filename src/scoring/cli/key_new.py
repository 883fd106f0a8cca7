"""`scoring key new`: a pair of keys, the private one for its owner's eyes only."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.console import t, talk, write
from scoring.cli.options import PATH, command, option
from scoring.errors import ExitCode


@command(
    "new",
    "Tạo cặp khóa Ed25519: khóa riêng (chỉ chủ tệp đọc được, giữ kín) và khóa công khai .pub (đưa cho người kiểm tra).",
    "Make a pair of Ed25519 keys: the private one (readable by its owner only, keep it secret) and the public .pub (hand it out).",
)
@option(
    "-o",
    "--output",
    type=PATH,
    required=True,
    vi="Tệp khóa riêng, ví dụ khoa/xa-a.pem; khóa công khai nằm bên cạnh.",
    en="The private key's file, such as keys/xa-a.pem; the public one stands beside it.",
)
def command_(output: Path) -> int:
    """Make keys."""
    from scoring.signing import new_key

    public, code = new_key(output)
    write(t(f"khóa riêng:      {output}\nkhóa công khai:  {public}\nmã khóa:         {code}\n",
            f"private key:  {output}\npublic key:   {public}\ncode:         {code}\n"))  # fmt: skip
    talk(t("Đọc mã khóa cho cơ quan thẩm định bằng đường khác (điện thoại, văn bản) khi gửi tệp .pub.",
           "Tell the appraiser the code by another way (telephone, letter) when you send the .pub file."))  # fmt: skip
    return int(ExitCode.DONE)


__all__ = ["command_"]
