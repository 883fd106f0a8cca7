"""Take the pictures of the desk's pages that the documentation shows, with Debian's Chromium: the worked example, at
four days of its campaign, as each role sees it. Run it after a page of the desk changed, and commit docs/pictures; a
test runs it, too. Dates are typed as in Viet Nam where Chromium speaks Vietnamese (Debian: chromium-l10n).
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

from scoring.cli.app import root
from scoring.web.folder import open_folder
from scoring.web.server import set_up

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
SCRIPT = ROOT / "evidence" / "chien-dich" / "dot-tham-dinh.sh"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--lang=vi"]  # fmt: skip
D, K = "/dot/dan-van-2025/", "xa-minh-hoa-k"
ADMINISTRATOR, PASSWORD = "quan-tri", secrets.token_urlsafe(12)
SHOTS = (
    # until when the campaign's script is run; the desk's clock; pictures: name, account, address, height, what it shows
    ("", "2025-12-08T02:00:00Z", (
        ("viec-cua-toi", "lanh-dao-k", "/", 400, "còn 4 ngày"),
        ("phieu", "can-bo-k", f"{D}phieu/{K}/nhom/II/", 760, "Nếu nộp bây giờ"),
        ("xem-truoc", "lanh-dao-k", f"{D}phieu/{K}/xem-truoc/", 760, "Còn thiếu: khi chốt tính là 0"),
        ("thong-bao", "can-bo-k", "/thong-bao/", 380, "Hạn nộp hồ sơ của"),
        ("tai-khoan", ADMINISTRATOR, "/quan-tri/", 760, "can-bo-k"),
    )),
    ("2025-12-16", "2025-12-17T02:00:00Z", (
        ("hang-cho", "thanh-vien-1", f"{D}hang-cho/", 560, "Ủy ban nhân dân xã Minh Họa"),
        ("tieu-chi", "thanh-vien-1", f"{D}ho-so/{K}/tieu-chi/II.1/", 760, "Hoặc ghi điểm khác"),
    )),
    ("2026-01-01", "2026-01-05T02:00:00Z", (
        ("toan-canh", "thu-ky", D, 660, "Chưa thẩm định xong"),
        ("hoi-dong", "chu-tich", f"{D}hop/", 860, "nếu theo điểm của cơ quan"),
        ("so-cai", "nguoi-xem", f"{D}so-cai/", 560, "Kiểm tra"),
    )),
    ("2026-01-07", "2026-01-09T02:00:00Z", (
        ("cong-bo", "ubnd-tinh", f"{D}cong-bo/?decision=1/Q%C4%90-UBND", 760, "Mã đối chiếu của kết quả"),
    )),
)  # fmt: skip


def run(*words: str) -> str:
    """A command of the program, and what it printed."""
    command = [sys.executable, "-m", "scoring", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def carry_on(desk: Path, since: str, until: str) -> None:
    """The commands of the campaign's script between two days, the second not included."""
    program = CliRunner(env={"SCORING_STORE": str(desk / "so-cai.db")})
    for line in SCRIPT.read_text("utf-8").splitlines():
        words = shlex.split(line.replace("$cd_", str(SCRIPT.parent)))
        if words[:2] == ["scoring", "campaign"] and "--at" in words and since <= words[words.index("--at") + 1] < until:
            done = program.invoke(root, words[1:])
            if done.exit_code not in {0, 3}:
                raise SystemExit(f"{words}: {done.output}")


def set_clock(desk: Path, now: str) -> None:
    """Let the desk's clock show this instant."""
    file = desk / "ban-lam-viec.json"
    settings = json.loads(file.read_text("utf-8"))
    settings["clock_offset"] = int((datetime.fromisoformat(now) - datetime.now(UTC)).total_seconds())
    file.write_text(json.dumps(settings), "utf-8")


def add_administrator(desk: Path) -> str:
    """An administrator's account with a second factor: its secret."""
    set_up(open_folder(desk))
    from allauth.mfa.totp.internal import auth

    from scoring.web.models import User

    secret: str = auth.generate_totp_secret()
    auth.TOTP.activate(User.objects.create_user(ADMINISTRATOR, password=PASSWORD, is_staff=True), secret)
    return secret


def code_of(secret: str) -> str:
    """The code that an authenticator app shows now."""
    from allauth.mfa.totp.internal import auth

    code: str = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    return code


@contextmanager
def served(desk: Path) -> Iterator[str]:
    """Serve the desk meanwhile: its address."""
    command = [sys.executable, "-m", "scoring", "serve", str(desk), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield next(one for one in line.split() if one.startswith("http")).rstrip("/")
        finally:
            process.kill()


def sign_in(browser: Browser, address: str, name: str, password: str, secret: str) -> Page:
    """A page of a browser in which somebody has signed in."""
    context = browser.new_context(base_url=address, color_scheme="light", locale="vi-VN")
    page = context.new_page()
    page.goto("/dang-nhap/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_load_state()
    if page.query_selector("#id_code"):
        page.fill("#id_code", code_of(secret))
        page.press("#id_code", "Enter")
        page.wait_for_load_state()
    return page


def shows(page: Page, text: str) -> bool:
    """Whether a text can be read in the part of the page that is seen."""
    found = page.get_by_text(text)
    return any(is_seen(one.bounding_box(), page.viewport_size) for one in found.all() if one.is_visible())


def is_seen(box: FloatRect | None, screen: ViewportSize | None) -> bool:
    """Whether a box lies on the screen."""
    return box is not None and screen is not None and box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def take(browser: Browser, desk: Path, passwords: Mapping[str, str], secret: str, target: Path) -> None:
    """Take every picture; each shows what it is taken for."""
    since = "2025-12-01"
    for until, now, shots in SHOTS:
        if until:
            carry_on(desk, since, until)
            since = until
        set_clock(desk, now)
        with served(desk) as address:
            run("web", "notify", str(desk))
            # One sign-in for each account: a code of the second step works once.
            pages = {one: sign_in(browser, address, one, passwords[one], secret) for one in {shot[1] for shot in shots}}
            for name, account, page_address, height, text in shots:
                page = pages[account]
                page.set_viewport_size({"width": 1280, "height": height})
                page.goto(page_address)
                if not shows(page, text):
                    raise SystemExit(f"{name}: {text}?")
                page.screenshot(path=target / f"ban-{name}.png")
            for page in pages.values():
                page.context.close()


def main() -> int:
    """Take the pictures anew; into another folder where one is named."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("không có Chromium trên máy này", file=sys.stderr)
        return 1
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        desk = Path(room) / "ban"
        rows = [one.split() for one in run("web", "demo", str(desk)).splitlines() if one.startswith("  ")]
        secret = add_administrator(desk)
        with sync_playwright() as playwright:
            speaks: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "vi"}
            browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS, env=speaks)
            take(browser, desk, {**dict(rows), ADMINISTRATOR: PASSWORD}, secret, target)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
