"""A campaign of 250 agencies × 60 criteria × 2 rounds (about 30,000 entries): status, one appraisal, verification.

Prints each time beside what it is measured against, in one run: reading the exported ledger once (every line parsed
as JSON), and the bare rate of JSON and SHA-256 over the same lines; then the memory each command takes at its peak in a
process of its own, here and with four times as many entries. `--check` ends with 1 where a goal is missed.
"""

from __future__ import annotations

import gc
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from json.encoder import JSONEncoder
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from scoring.cli.app import root
from scoring.review.chain import verify
from scoring.review.entry import Draft
from scoring.review.fold import admit, fold
from scoring.review.state import State
from scoring.store import init_store, open_store
from scoring.store.sql import SqlStore

AGENCIES, CRITERIA = 250, 60
CAMPAIGN = "do"


def drafts(count: int = AGENCIES) -> Iterator[list[Draft]]:
    """The acts of a campaign of so many agencies, in batches as they are written; no two appraisals at one instant."""
    groups = [f"N{number}" for number in range(6)]
    stages = [
        {"id": "nop", "kind": "submission", "title": "Nộp", "deadline": "2025-12-10"},
        {"id": "vong-1", "kind": "appraisal", "title": "Vòng 1", "deadline": "2025-12-20"},
        {"id": "giai-trinh", "kind": "explanation", "title": "Giải trình", "deadline": "2025-12-25"},
        {"id": "vong-2", "kind": "appraisal", "title": "Vòng 2", "deadline": "2026-01-10"},
        {"id": "cong-bo", "kind": "publication", "title": "Công bố", "deadline": "2026-01-20"},
    ]
    people: list[dict[str, Any]] = [{"id": "thu-ky", "title": "Thư ký", "role": "secretary"}]
    people += [
        {"id": f"tv-{group}", "title": f"Thành viên {group}", "role": "member", "body": "so", "fields": [group]}
        for group in groups
    ]  # fmt: skip
    agencies = [
        {"id": f"xa-{number:03}", "name": f"Xã {number}", "block": "xa", "level": "xa"} for number in range(count)
    ]  # fmt: skip
    ids = [f"{groups[number % 6]}.{number // 6}" for number in range(CRITERIA)]
    campaign = {
        "format": 1, "id": CAMPAIGN, "title": "Đợt đo", "period": "2025", "scheme": "do",
        "bodies": [{"id": "so", "name": "Sở"}], "agencies": agencies, "people": people, "stages": stages,
        "appraised_by": [{"level": "xa", "by": "so"}], "final": ["vong-2", "vong-1"],
    }  # fmt: skip
    criteria = [{"id": id, "min": "0", "max": "10", "path": [id.split(".")[0]]} for id in ids]
    yield [_draft("opened", "thu-ky", "2025-11-01", campaign=campaign, scheme={"id": "do", "digest": ""},
                  criteria={"xa": criteria}, edges={"xa": ["300"]})]  # fmt: skip
    for one in agencies:
        yield [_draft("submitted", one["id"], "2025-12-01", agency=one["id"], dossier="0" * 64, file="ho-so.yaml",
                      claimed=dict.fromkeys(ids, "8.5"), certain=dict.fromkeys(ids, "8"), weak=ids[:3])]  # fmt: skip
    yield [_draft("locked", "thu-ky", "2025-12-11", stage="nop")]
    for stage, day, after in (("vong-1", "2025-12-15", "2025-12-21"), ("vong-2", "2026-01-05", "")):
        at = datetime.fromisoformat(f"{day}T03:00:00")
        for one in agencies:
            batch = []
            for number, id in enumerate(ids):
                points, gap = ("8", "-0.5") if stage == "vong-1" else ("8.25", "0.25")
                if number % 3:
                    points, gap = "8.5", "0"
                more = (
                    {}
                    if gap == "0"
                    else {"causes": {"judgement": gap}, "reason": "Biên bản không có chữ ký của người chủ trì"}
                )
                at += timedelta(seconds=2)
                batch.append(
                    _draft(
                        "appraised",
                        f"tv-{id.split('.')[0]}",
                        at.isoformat(),
                        agency=one["id"],
                        criterion=id,
                        points=points,
                        **more,
                    )
                )
            yield batch
        if after:
            yield [_draft("locked", "thu-ky", after, stage=stage)]
            yield [_draft("locked", "thu-ky", "2025-12-26", stage="giai-trinh")]


def _draft(act: str, actor: str, day: str, **data: Any) -> Draft:
    role = "secretary" if actor == "thu-ky" else "member" if actor.startswith("tv-") else "agency"
    at = day if "T" in day else f"{day}T03:00:00"
    return Draft(act=act, actor=actor, role=role, at=f"{at}Z", data=data)


def written(store: SqlStore, count: int = AGENCIES) -> int:
    """Enter the campaign of so many agencies; how many entries it has."""
    state = State()
    for batch in drafts(count):
        admit(state, batch, CAMPAIGN)
        store.append(CAMPAIGN, batch)
    return state.head.seq


def timed(work: Callable[[], Any], times: int = 7) -> tuple[float, Any]:
    """The best of several times of the processor, which other work on the machine disturbs least, and what came out."""
    best, out = float("inf"), None
    for _ in range(times):
        start = time.process_time()
        out = work()
        best = min(best, time.process_time() - start)
    return best, out


def scoring(*args: str) -> None:
    """One command inside this process, where cycles are looked for as rarely as in its own."""
    gc.set_threshold(100_000, 20, 20)
    result = CliRunner().invoke(root, list(args))
    if result.exit_code:
        raise SystemExit(result.output)


# What the kernel keeps for a process's children counts what the parent held before they began.
_PEAK = """
import re, sys
from scoring.cli import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
status = open("/proc/self/status", encoding="ascii").read()
print(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1], file=sys.stderr)
"""


def peak(*args: str) -> int:
    """The most memory one command held in a process of its own, in KiB."""
    done = subprocess.run([sys.executable, "-c", _PEAK, *args], capture_output=True, check=True)
    return int(done.stderr.split()[-1])


def commands(place: str) -> dict[str, tuple[str, ...]]:
    """The commands measured, on a store."""
    return {
        "ledger verify": ("ledger", "verify", "--store", place),
        "campaign status": ("campaign", "status", "--store", place, "--format", "json"),
        # An appraisal that confirms is always allowed.
        "campaign appraise": ("campaign", "appraise", "xa-000", "N0.0", "8.25", "--by", "tv-N0",
                              "--at", "2026-01-09 09:00", "--store", place),
    }  # fmt: skip


def memory(folder: Path) -> None:
    """Print what each command takes at its peak, at two sizes."""
    if not sys.platform.startswith("linux"):
        print("bộ nhớ: chỉ đo trên Linux")
        return
    bare = peak("--version") / 1024
    print(f"bộ nhớ cao nhất trong tiến trình riêng (scoring --version: {bare:.0f} MiB):")
    found: dict[str, list[float]] = {}
    counts = []
    for times in (1, 4):
        place = str(folder / f"{times}.db")
        init_store(place)
        with open_store(place) as store:
            counts.append(written(store, times * AGENCIES))
        for label, args in commands(place).items():
            found.setdefault(label, []).append(peak(*args) / 1024)
    for label, (small, large) in found.items():
        each = (large - small) * 1024 * 1024 / (counts[1] - counts[0])
        print(
            f"{label:40} {small:5.0f} MiB ({counts[0]} bản ghi) {large:5.0f} MiB ({counts[1]}), "
            f"{each:.0f} byte mỗi bản ghi thêm"
        )


def main() -> int:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        place, file = str(Path(name) / "so.db"), Path(name) / "so.jsonl"
        init_store(place)
        start = time.perf_counter()
        with open_store(place) as store:
            count = written(store)
            file.write_bytes(b"".join(line + b"\n" for line in store.lines(CAMPAIGN)))
        lines = file.read_bytes().splitlines()
        print(f"{count} bản ghi, {file.stat().st_size / 1e6:.1f} MB, ghi trong {time.perf_counter() - start:.1f} s")

        def read_once() -> int:
            with file.open("rb") as stream:
                return sum(1 for line in stream if json.loads(line))

        # The standard library's own writer, so that what makes ours faster counts.
        plain = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
        base, _ = timed(read_once)
        bare, _ = timed(lambda: [hashlib.sha256(plain(json.loads(line)).encode()).hexdigest() for line in lines])
        checked, _ = timed(lambda: verify(iter(lines)))
        with open_store(place) as store:
            folded, _ = timed(lambda: fold(store.entries(CAMPAIGN)))
        whole, _ = timed(lambda: scoring("ledger", "verify", str(file)))
        status, _ = timed(lambda: scoring(*commands(place)["campaign status"]))
        appraise, _ = timed(lambda: scoring(*commands(place)["campaign appraise"]))
        rows = [
            ("đọc sổ cái một lần (JSON)", base, None, None),
            ("gộp thành tình trạng", folded, folded / base, None),
            ("campaign status", status, status / base, 5),
            ("campaign appraise, một tiêu chí", appraise, appraise / base, 5),
            ("JSON + SHA-256 trần", bare, None, None),
            ("ledger: kiểm tra chuỗi", checked, bare / checked, 0.5),
            ("ledger verify: chuỗi, từng bước, chữ ký", whole, bare / whole, 0.5),
        ]
        missed = 0
        for label, seconds, ratio, goal in rows:
            text = "" if ratio is None else f"  ×{ratio:.2f}"
            if ratio is not None and goal is not None:
                fine = ratio >= goal if label.startswith("ledger") else ratio <= goal
                missed += not fine
                text += (
                    f"  (mục tiêu {'≥' if label.startswith('ledger') else '≤'} {goal}: {'đạt' if fine else 'CHƯA ĐẠT'})"
                )
            print(f"{label:40} {seconds * 1000:8.0f} ms{text}")
        memory(Path(name))
    return int(bool(missed) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
