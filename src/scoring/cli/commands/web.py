"""`scoring web`: making, checking and backing up the desk in the browser."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.cli.terminal.console import show_problems, t, talk, write
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.errors import ExitCode
from scoring.libraries import require

command_ = Nested("web", {
    "init": ("tạo bàn làm việc: thư mục, cơ sở dữ liệu, người quản trị", "make a desk: folder, databases, the administrator"),
    "check": ("kiểm tra cài đặt, cơ sở dữ liệu, sổ cái, tệp", "check settings, databases, ledgers, files"),
    "backup": ("sao lưu tất cả vào một tệp trong khi vẫn dùng", "back everything up into one file while it is in use"),
    "notify": ("tìm việc cần báo và gửi thư đang chờ", "look for what is to be told, and send the mail that waits"),
    "demo": ("bàn làm việc của ví dụ sáu xã, có sẵn tài khoản", "the desk of the worked example, with accounts"),
}, vi="Bàn làm việc trên web: tự chấm, thẩm định, công bố; cùng sổ cái với dòng lệnh. Mở bằng `scoring serve`.",
   en="The web desk: self-assessment, appraisal, publication, on the same ledger as the command line. Opened by `scoring serve`.")  # fmt: skip


def _need() -> None:
    require("django", "web", "bàn làm việc trên web", "the web desk")


def _show_accounts(accounts: dict[str, str]) -> None:
    width = max(map(len, accounts))
    for name, password in accounts.items():
        write(f"  {name:<{width}}  {password}\n")
    talk(t("Mật khẩu chỉ in một lần này; người dùng tự đổi sau khi đăng nhập.",
           "Passwords are printed this once; people change theirs after signing in."))  # fmt: skip


@command("init",
         "Tạo bàn làm việc trong một thư mục: hai tệp SQLite, hoặc cơ sở dữ liệu PostgreSQL theo URL; hỏi tên người quản trị đầu tiên.",
         "Make a desk in a folder: two files of SQLite, or a PostgreSQL database by its URL; asks for the first administrator.")  # fmt: skip
@argument("target", "Thư mục, hoặc URL postgresql://…", "The folder, or a URL postgresql://…")
@option("--folder", type=PATH, vi="Thư mục giữ cài đặt và tệp dự thảo khi TARGET là URL (mặc định ban-lam-viec).",
        en="Where settings and drafts' files are kept if TARGET is a URL (default ban-lam-viec).")  # fmt: skip
@option("--administrator", metavar="NAME", vi="Tên đăng nhập của người quản trị (không nêu thì hỏi).",
        en="The administrator's name (asked for if not given).")  # fmt: skip
@option("--host", "hosts", multiple=True, metavar="NAME", vi="Tên miền mà người dùng mở, nêu được nhiều lần.",
        en="A name people reach the desk by; may be given several times.")  # fmt: skip
@option("--https", is_flag=True, vi="Người dùng vào qua HTTPS của máy chủ phía trước (nginx, Caddy).",
        en="People come in over the HTTPS of a proxy (nginx, Caddy).")  # fmt: skip
@option("--proxy", metavar="ADDRESS", vi="Địa chỉ của máy chủ phía trước ấy (mặc định 127.0.0.1); * khi chỉ nó tới được bàn làm việc, như trong Docker.",
        en="The address of that proxy (default 127.0.0.1); * where only it can reach the desk, as in Docker.")  # fmt: skip
def init_(target: str, folder: Path | None, administrator: str | None, hosts: tuple[str, ...], https: bool, proxy: str | None) -> None:  # fmt: skip
    _need()
    import click

    from scoring.web.server import init

    name = administrator or click.prompt(
        t("Tên đăng nhập của người quản trị", "The administrator's name"), default="quan-tri"
    )
    is_url = re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", target)
    place = (folder or Path("ban-lam-viec")) if is_url else Path(target)
    made = init(place, database=target if is_url else None, administrator=name, hosts=hosts, https=https, proxy=proxy)
    write(
        t(
            f"đã tạo bàn làm việc ở {place}; mở: scoring serve {place}\n",
            f"made the desk in {place}; open it: scoring serve {place}\n",
        )
    )
    _show_accounts(made.accounts)


@command("check", "Kiểm tra cài đặt, dạng cơ sở dữ liệu, mọi sổ cái và tệp dự thảo; mã thoát 5 nếu có chỗ không toàn vẹn.",
         "Check settings, the databases' shape, every ledger and the drafts' files; exit 5 where something is not whole.")  # fmt: skip
@argument("folder", "Thư mục của bàn làm việc.", "The desk's folder.", type=PATH)
def check_(folder: Path) -> int:
    _need()
    from scoring.web.server import check

    found = check(folder)
    show_problems(found.problems)
    for one in found.warnings:
        talk(one, always=True)
    for id, head in found.ledgers.items():
        write(t(f"{id}: mã đầu chuỗi {head}\n", f"{id}: chain head {head}\n"))
    talk(
        t("bàn làm việc toàn vẹn", "the desk is whole")
        if not found.problems
        else t("có chỗ không toàn vẹn", "something is not whole")
    )
    return int(ExitCode.INTEGRITY if found.problems else ExitCode.DONE)


@command("backup", "Sao lưu tài khoản, dự thảo, tệp, sổ cái và cài đặt vào một tệp .zip mới, không cần dừng; khóa bí mật thì không.",
         "Back up accounts, drafts, files, ledgers and settings into a new .zip while the desk is in use; not the secret.")  # fmt: skip
@argument("folder", "Thư mục của bàn làm việc.", "The desk's folder.", type=PATH)
@argument("target", "Tệp sao lưu; chưa được có.", "The backup; must not exist.", type=PATH)
def backup_(folder: Path, target: Path) -> None:
    _need()
    from scoring.web.server import back_up

    size = back_up(folder, target)
    write(t(f"đã sao lưu vào {target} ({size} byte)\n", f"backed up to {target} ({size} bytes)\n"))


@command("notify", "Tìm việc cần báo (trả lại, hạn, công bố…) và gửi thư đang chờ, mỗi người nhiều nhất một thư mỗi ngày; `serve` tự làm việc này, lệnh dùng cho cron. Mã thoát 5 nếu thư hay sổ cái có lỗi.",
         "Look for what is to be told (returns, deadlines, publication…) and send the mail that waits, one a day to each at most; `serve` does so itself, the command is for cron. Exit 5 where mail or a ledger fails.")  # fmt: skip
@argument("folder", "Thư mục của bàn làm việc.", "The desk's folder.", type=PATH)
def notify_(folder: Path) -> int:
    _need()
    from scoring.web.server import notify

    made, sent, problems = notify(folder)
    show_problems(problems)
    write(t(f"{made} thông báo mới, {sent} thư đã gửi\n", f"{made} new notices, {sent} mails sent\n"))
    return int(ExitCode.INTEGRITY if problems else ExitCode.DONE)


@command("demo", "Tạo bàn làm việc của ví dụ sáu xã: đợt đang nộp hồ sơ, phiếu đã điền, mỗi vai trò một tài khoản.",
         "Make the desk of the worked example: a campaign at its submission stage, filled forms, an account for every role.")  # fmt: skip
@argument("folder", "Thư mục mới.", "A new folder.", type=PATH)
@option(
    "--example", type=PATH, default=Path("evidence/chien-dich"), vi="Thư mục của ví dụ.", en="The example's folder."
)
@option(
    "--scheme", type=PATH, default=Path("criteria/qd-1211-2022"), vi="Thư mục bộ tiêu chí.", en="The scheme's folder."
)
def demo_(folder: Path, example: Path, scheme: Path) -> None:
    _need()
    from scoring.web.server import make_demo

    made = make_demo(folder, example, scheme)
    write(
        t(
            f"bàn làm việc mẫu ở {folder}; mở: scoring serve {folder}\n",
            f"the example's desk in {folder}; open it: scoring serve {folder}\n",
        )
    )
    _show_accounts(made.accounts)
