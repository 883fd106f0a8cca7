"""`scoring serve`: the desk in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.terminal.console import t, write
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.libraries import require


@command("serve",
         "Mở bàn làm việc trên web. Chạy tới khi dừng (Ctrl+C); việc đã báo xong là đã nằm trên đĩa.",
         "Open the web desk. Runs until it is stopped (Ctrl+C); what was acknowledged is on the disk.")  # fmt: skip
@argument("folder", "Thư mục của bàn làm việc.", "The desk's folder.", type=PATH)
@option(
    "--host",
    default="127.0.0.1",
    vi="Địa chỉ nghe (mặc định: chỉ máy này).",
    en="Where to listen (default: this machine only).",
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8211,
    metavar="N",
    vi="Cổng (mặc định 8211).",
    en="The port (default 8211).",
)
@option("--threads", type=click.IntRange(1, 64), default=8, metavar="N",
        vi="Số yêu cầu làm cùng lúc (mặc định 8).", en="How many requests are worked on at once (default 8).")  # fmt: skip
def serve_(folder: Path, host: str, port: int, threads: int) -> None:
    require("django", "web", "bàn làm việc trên web", "the web desk")
    from scoring.web.server import serve

    def ready(address: str) -> None:
        write(t(f"bàn làm việc: {address}   (Ctrl+C để dừng)\n", f"the desk: {address}   (Ctrl+C stops it)\n"))

    serve(folder, host=host, port=port, threads=threads, ready=ready)
