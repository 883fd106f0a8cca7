"""The pages of a desk with a large campaign: every page of every role in turn, and the first page after start.

python benchmarks/bench_desk.py [--agencies 250] [--rounds 3] [--folder FOLDER]

The campaign (250 agencies × 60 criteria × 2 rounds, about 30,000 entries) is made by `desk_campaign`; the desk is served by
`scoring serve` in a process of its own. Before every round one criterion is appraised, so that no round is answered from
what the one before left. Goals: p95 of pages ≤ 200 ms, the first page after start ≤ 3 s. Files to take along are
measured apart. `--check` ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desk_campaign import CAMPAIGN, MEMBERS, agency_id, appraised, cookie_of, make_desk

ROOT = Path(__file__).parent.parent
PAGE_GOAL, FIRST_GOAL, SETTLE = 0.2, 3.0, 15
_FILES = {"papers_file", "paper", "workbook_file", "ledger_file", "receipt", "return_letter", "draft_file", "draft_file_look", "draft_file_page", "attachment"}  # fmt: skip
"""Names of addresses that answer with a file."""


class Server:
    """A desk that is served in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "scoring", "serve", str(folder), "--port", "0"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        address = next(one for one in line.split() if one.startswith("http"))
        self.port = int(address.rstrip("/").rpartition(":")[2])
        self.listening = time.perf_counter() - self.began

    def get(self, address: str, cookie: str) -> tuple[int, float]:
        """The status of an answer, and the seconds it took."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, time.perf_counter() - start

    def processor(self) -> float:
        """Seconds of the processor it has used; other work on the machine hardly changes these."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def addresses(agency: str) -> Iterator[tuple[str, str]]:
    """Name and address of everything that is read, for an agency."""
    from django.urls import URLPattern, URLResolver, get_resolver, reverse

    given = {"campaign": CAMPAIGN, "agency": agency, "group": "II", "item": "II.1", "criterion": "II.1", "record": "mc-1",
             "block": "xa", "format": "docx", "digest": "0" * 64, "file": 1, "number": 1, "to": CAMPAIGN, "account": 1}  # fmt: skip
    for one in get_resolver().url_patterns:
        if isinstance(one, URLResolver) or "GET" not in getattr(one.callback, "methods", ()):
            continue
        assert isinstance(one, URLPattern)
        if set(one.pattern.converters) <= given.keys():
            yield str(one.name), reverse(str(one.name), kwargs={name: given[name] for name in one.pattern.converters})


def one_entry(place: str, scheme: Path | None, number: int) -> None:
    """Another process enters an appraisal."""
    from scoring.app.campaign.decisions import appraise
    from scoring.app.campaign.session import Session
    from scoring.review.decisions import Decision

    with Session(place, CAMPAIGN, scheme=scheme) as session:
        decision = Decision(agency=agency_id(len(session.state.agencies) - 1), criterion=f"II.{number % 10 + 1}",
                            points="0.5", reason="Thiếu biên bản", causes={"judgement": ""})  # fmt: skip
        appraise(session, [decision], by="thanh-vien-2", at="2025-12-30T03:00:00Z")


def quantile(times: list[float], share: float) -> float:
    """The time that such a share of answers does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> int:
    """Measure."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--agencies", type=int, default=250)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--folder", type=Path, help="a desk made by an earlier run, or where to make one that stays")
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = given.folder or Path(name) / "ban"
        if (place / "ban-lam-viec.json").exists():
            from scoring.web.folder import open_folder
            from scoring.web.server import set_up

            folder = open_folder(place)
            set_up(folder)
        else:
            start = time.perf_counter()
            made = make_desk(place, given.agencies, now="2025-12-30T04:00:00Z")
            count = appraised(made, until="vong-2")
            folder = made.folder
            print(f"{given.agencies} cơ quan, {count} bản ghi, lập trong {time.perf_counter() - start:.0f} s")
        return measure(place, folder.ledger, folder.scheme, given.agencies, given.rounds, check=given.check)


def measure(place: Path, ledger: str, scheme: Path | None, agencies: int, rounds: int, *, check: bool) -> int:
    """Measure a desk in a folder."""
    own = agency_id(agencies - 2)
    roles = {"cán bộ": f"editor-{own}", "lãnh đạo": f"head-{own}", "thư ký": "thu-ky", "thành viên": next(iter(list(MEMBERS)[1:])),
             "chủ tịch": "chu-tich", "quyết định": "ubnd-tinh", "xem": "nguoi-xem"}  # fmt: skip
    cookies = {role: cookie_of(name) for role, name in roles.items()}
    print(f"tải của máy trước khi đo: {os.getloadavg()[0]:.1f} trên {os.cpu_count()} nhân")
    firsts = []
    for name, address in (
        ("trang đầu", "/"),
        ("toàn cảnh", f"/dot/{CAMPAIGN}/"),
        ("chênh lệch", f"/dot/{CAMPAIGN}/chenh-lech/"),
    ):
        server = Server(place)
        status, seconds = server.get(address, cookies["thư ký"])
        firsts.append(seconds)
        print(f"lần đầu sau khi chạy, {name}: {seconds:.2f} s ({status}); nghe sau {server.listening:.2f} s")
        server.kill()
    server = Server(place)
    pages: dict[tuple[str, str], list[float]] = {}
    files: dict[str, list[float]] = {}
    failed = 0
    try:
        # What is computed beforehand after the start is no page; it takes seconds, once.
        time.sleep(SETTLE)
        used, began = server.processor(), time.perf_counter()
        for turn in range(rounds):
            one_entry(ledger, scheme, turn)
            for role, cookie in cookies.items():
                for name, address in addresses(own):
                    if name in _FILES and (turn or role not in ("thư ký", "cán bộ")):
                        continue
                    status, seconds = server.get(address, cookie)
                    failed += status >= 500
                    if status == 200:
                        (files.setdefault(name, []) if name in _FILES else pages.setdefault((name, role), [])).append(
                            seconds
                        )
        used, whole = server.processor() - used, time.perf_counter() - began
    finally:
        server.kill()
    print(f"bộ xử lý của máy chủ: {used:.0f} s trong {whole:.0f} s đo")
    every = [one for times in pages.values() for one in times]
    p95 = quantile(every, 0.95)
    print(
        f"{len(pages)} trang × {rounds} lượt: p50 {statistics.median(every) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, lâu nhất {max(every) * 1000:.0f} ms; lỗi máy chủ {failed}"
    )
    by_name: dict[str, list[float]] = {}
    for (name, _), times in pages.items():
        by_name.setdefault(name, []).extend(times)
    for name, times in sorted(by_name.items(), key=lambda row: -quantile(row[1], 0.95)):
        print(
            f"  {name:20} p50 {statistics.median(times) * 1000:6.0f} ms  p95 {quantile(times, 0.95) * 1000:6.0f} ms  lâu nhất {max(times) * 1000:6.0f} ms"
        )
    for name, times in files.items():
        print(f"  tệp {name:16} lâu nhất {max(times) * 1000:6.0f} ms")
    fine = p95 <= PAGE_GOAL and firsts[0] <= FIRST_GOAL and not failed
    print(f"mục tiêu p95 ≤ 200 ms, trang đầu ≤ 3 s, không lỗi máy chủ: {'đạt' if fine else 'CHƯA ĐẠT'}")
    return int(check and not fine)


if __name__ == "__main__":
    sys.exit(main())
