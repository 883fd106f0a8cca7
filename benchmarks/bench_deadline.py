"""Deadline night at the desk: 200 officers save and 40 heads hand in within five minutes, from this second process.

python benchmarks/bench_deadline.py [--officers 200] [--heads 40] [--minutes 5] [--postgres] [--kills 0]

Every officer saves a note again and again, each time what nobody saved before; every head looks at the preview and hands
in. What the desk acknowledged is compared with what is stored, and the chain is verified. `--kills 50`: the server is
killed so many times at random meanwhile (kill -9) and started again; who is cut off tries again. Goals: nothing
acknowledged lost, no server error, p95 of an answer ≤ 500 ms; ends with 1 where one is missed (times only with
`--check`). `--officers 10 --heads 3 --minutes 0.2` is the short form.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from bench_desk import ROOT, Server, quantile
from desk_campaign import CAMPAIGN, LargeDesk, agency_id, cookie_of, make_desk, opened

NOTE = "claims/II.1/note"
GOAL = 0.5


class Night:
    """The server, which may be another after a kill, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.server = folder, Server(folder)
        self.times: list[float] = []
        self.errors: list[str] = []
        self.saved: dict[str, int] = {}
        self.handed_in: dict[str, int] = {}
        self.lock = threading.Lock()
        self.over = threading.Event()

    def kill(self) -> None:
        """Kill the server and start it again."""
        self.server.kill()
        self.server = Server(self.folder)

    def ask(self, cookie: str, address: str, given: dict[str, str] | None = None) -> str | None:
        """The page; None where the server was cut off. A post carries the token of its cookie."""
        body = urlencode(given) if given is not None else None
        headers = {"Cookie": cookie, "HX-Request": "true"} | (
            {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        )
        start = time.perf_counter()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            connection.request("POST" if body else "GET", address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
        except (OSError, http.client.HTTPException):
            return None
        with self.lock:
            self.times.append(time.perf_counter() - start)
            if answer.status >= 500:
                self.errors.append(f"{answer.status} {address}")
        return text if answer.status < 400 else answer.getheader("Location")

    def officer(self, agency: str, cookie: str, token: str, every: float) -> None:
        """Save again and again until the night is over."""
        chance, number, version = random.Random(agency), 0, 0
        address = f"/dot/{CAMPAIGN}/phieu/{agency}/luu/"
        while not self.over.wait(chance.uniform(0.5, 1.5) * every):
            number += 1
            text = self.ask(
                cookie,
                address,
                {"csrfmiddlewaretoken": token, "path": NOTE, "value": f"lần {number}", "version": str(version)},
            )
            if text is None:
                continue
            # The version that the page holds now: the one after ours, or that of a save whose answer was cut off.
            found = re.search(r'data-version|name="version[^"]*" value="(\d+)"', text)
            versions = re.findall(r'value="(\d+)" data-version', text)
            version = int(versions[0]) if versions else version + (found is not None)
            if "✓" in text:
                self.saved[agency] = number

    def head(self, agency: str, cookie: str, token: str, after: float) -> None:
        """Look at the preview, then hand in; again where the server was cut off."""
        self.over.wait(after)
        where = f"/dot/{CAMPAIGN}/phieu/{agency}/"
        for _ in range(200):
            page = self.ask(cookie, f"{where}xem-truoc/")
            digest = re.search(r'name="digest" value="([^"]+)"', page or "")
            if digest is None:
                state = self.ask(cookie, f"/dot/{CAMPAIGN}/ho-so/{agency}/")
                if page is not None and state is not None:
                    return
                time.sleep(0.5)
                continue
            text = self.ask(cookie, f"{where}nop/", {"csrfmiddlewaretoken": token, "digest": digest[1], "sure": "yes"})
            if text is not None:
                page = self.ask(cookie, f"/dot/{CAMPAIGN}/ho-so/{agency}/")
                said = re.search(r"Đã nộp: bản ghi số (\d+)", page or "")
                if said:
                    self.handed_in[agency] = int(said[1])
                    return
            time.sleep(0.5)


def stored(made: LargeDesk) -> tuple[dict[str, int], dict[str, int]]:
    """The number of the note each agency has, and the entry with which it handed in."""
    from scoring.web.models import DraftField

    notes = {
        one.agency: int(one.value.removeprefix("lần "))
        for one in DraftField.objects.filter(path=NOTE)
        if one.value.startswith("lần ")
    }
    with opened(made.folder) as session:
        handed = {id: one.submission.seq for id, one in session.state.agencies.items() if one.submission is not None}
    return notes, handed


def run(place: Path, database: str | None, given: argparse.Namespace) -> bool:
    """One night on one database; whether all goals are met."""
    from scoring.app.ledger import verify_ledgers

    made = make_desk(place, given.officers + given.heads, database=database, now="2025-12-12T16:00:00Z")
    officers = [agency_id(number) for number in range(given.officers)]
    heads = [agency_id(given.officers + number) for number in range(given.heads)]
    token = "a" * 32
    cookies = {
        id: f"{cookie_of(f'{duty}-{id}')}; csrftoken={token}"
        for ids, duty in ((officers, "editor"), (heads, "head"))
        for id in ids
    }
    seconds = given.minutes * 60
    night = Night(place)
    people = [threading.Thread(target=night.officer, args=(id, cookies[id], token, given.every)) for id in officers]
    chance = random.Random(14)
    people += [
        threading.Thread(target=night.head, args=(id, cookies[id], token, chance.uniform(0, seconds * 0.8)))
        for id in heads
    ]
    used, began = night.server.processor(), time.perf_counter()
    for one in people:
        one.start()
    for _ in range(given.kills):
        time.sleep(chance.uniform(0.3, 2 * seconds / given.kills))
        night.kill()
    time.sleep(max(0.0, seconds - (time.perf_counter() - began)))
    used = night.server.processor() - used
    night.over.set()
    for one in people:
        one.join()
    night.server.kill()
    notes, handed = stored(made)
    lost = [id for id, number in night.saved.items() if notes.get(id, 0) < number]
    lost += [id for id, seq in night.handed_in.items() if handed.get(id) != seq]
    heads_of = [one.head.seq for one in verify_ledgers(made.folder.ledger)]
    p95 = quantile(night.times, 0.95)
    print(
        f"{'PostgreSQL' if database else 'SQLite'}, {given.kills} lần kill -9: {len(night.times)} câu trả lời, {len(night.saved)} cán bộ đã lưu, {len(night.handed_in)} cơ quan đã nộp"
    )
    print(
        f"  mất {len(lost)}; lỗi máy chủ {len(night.errors)} {night.errors[:3]}; chuỗi {heads_of} bản ghi, nguyên vẹn"
    )
    print(
        f"  p50 {quantile(night.times, 0.5) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, lâu nhất {max(night.times) * 1000:.0f} ms; bộ xử lý của máy chủ {used:.0f} s trong {seconds:.0f} s; tải của máy {os.getloadavg()[0]:.1f}"
    )
    everybody = len(night.saved) == len(officers) and len(set(handed) & set(heads)) == len(heads)
    return not lost and not night.errors and everybody and (p95 <= GOAL or given.kills > 0 or not given.check)


def main() -> int:
    """Measure."""
    asked = argparse.ArgumentParser()
    for name, kind, value in (
        ("officers", int, 200),
        ("heads", int, 40),
        ("minutes", float, 5.0),
        ("every", float, 20.0),
        ("kills", int, 0),
    ):
        asked.add_argument(f"--{name}", type=kind, default=value)
    asked.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own (tools/postgres.sh)")
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if not given.postgres:
            return int(not run(Path(name) / "ban", None, given))
        script = ROOT / "tools" / "postgres.sh"
        url = subprocess.run([script, "start"], check=True, capture_output=True, text=True).stdout.strip()
        try:
            return int(not run(Path(name) / "ban", url, given))
        finally:
            subprocess.run([script, "stop", url], check=True)


if __name__ == "__main__":
    sys.exit(main())
