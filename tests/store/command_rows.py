"""Every command that writes, as a campaign calls it one after the other, and what a folder then holds."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scoring.review.chain import verify
from scoring.review.entry import Head
from scoring.review.fold import fold
from scoring.signing import load_public, load_signer
from scoring.store import open_store
from scoring.store.check import check

CAMPAIGN = """\
format: 1
id: d
title: Đợt thử
period: 2025
scheme: mau
bodies: [{id: so, name: Sở (hư cấu)}]
agencies:
  - {id: xa-vi-du, name: Xã Ví Dụ (hư cấu), block: xa, level: xa}
  - {id: xa-hai, name: Xã Hai (hư cấu), block: xa, level: xa}
appraised_by: [{level: xa, by: so}]
people:
  - {id: thu-ky, title: Thư ký, role: secretary}
  - {id: tv-1, title: Thành viên, role: member, body: so}
  - {id: chu-tich, title: Chủ tịch, role: chair}
  - {id: ubnd, title: UBND tỉnh, role: decider}
stages:
  - {id: nop, kind: submission, title: Nộp hồ sơ, deadline: 2026-01-10}
  - {id: vong-1, kind: appraisal, title: Vòng 1, deadline: 2026-01-20}
  - {id: giai-trinh, kind: explanation, title: Giải trình, deadline: 2026-01-25}
  - {id: vong-2, kind: appraisal, title: Vòng 2, deadline: 2026-01-27}
  - {id: cong-bo, kind: publication, title: Công bố, deadline: 2026-01-30}
  - {id: kien-nghi, kind: appeal, title: Kiến nghị, deadline: 2026-02-10}
final: [vong-2, vong-1, claimed, computed]
"""
DECISIONS = """\
decisions:
  - {agency: xa-hai, criterion: I.1, points: 40}
  - {agency: xa-hai, criterion: I.2, points: 10, reason: Biên bản thiếu chữ ký, cause: judgement}
  - {agency: xa-hai, criterion: II.1, points: 18, reason: Báo cáo gửi sau}
  - {agency: xa-vi-du, criterion: II.1, points: 20, reason: Báo cáo gửi sau}
"""


@dataclass(frozen=True)
class Row:
    """A command as it is called, in the order in which a campaign goes."""

    args: str
    done: str = ""
    """What it says when it has succeeded."""
    at: str = ""
    store: str = "so-cai.db"
    twice: bool = False
    """Called again after its act was entered, it enters a second one, as it should."""
    aside: bool = False
    """What comes after does not build on it."""

    @property
    def words(self) -> list[str]:
        """The arguments."""
        found = [one.replace("_", " ") for one in self.args.split()]
        return [*found, "--at", self.at] if self.at else found

    @property
    def command(self) -> str:
        """The command's name."""
        words = self.args.split()
        group = words[0] in {"bundle", "campaign", "key", "ledger", "store", "web", "workbook"}
        return " ".join(words[: 2 if group else 1])


SCHEME = "--scheme criteria/mau"
DOSSIER = "evidence/2025/xa-vi-du.yaml"
ROWS = [
    # Its other files are written by the same lines, and take as long to make each time as all the writing.
    Row("init --templates mau", "Đã tạo", aside=True),
    Row("schema scheme --output luoc-do.json", aside=True),
    Row("test criteria/mau --junit ca.xml", aside=True),
    Row(f"assemble {DOSSIER} --output ghep.yaml", "Đã ghi", aside=True),
    Row(f"assemble {DOSSIER} --output ghep", "Đã ghi", aside=True),
    Row(f"evaluate evidence/2025 {SCHEME} --format json --output cham --resume", "đã chấm"),
    Row(f"rank cham {SCHEME} --format csv --output hang.csv", aside=True),
    Row(f"rank cham {SCHEME} --format xlsx --output hang.xlsx", aside=True),
    Row("explain cham/xa-vi-du.json --format md --output giai-thich.md", aside=True),
    Row(f"advise {DOSSIER} {SCHEME} --format json --output cach.json", aside=True),
    Row("report cham/xa-vi-du.json --format html,csv --output bao-cao", aside=True),
    Row(f"agenda {DOSSIER} {SCHEME} --at 2025-12-01 --output lich.ics", aside=True),
    Row("compare cham/xa-vi-du.json cham/xa-hai.json --output so-sanh.txt", aside=True),
    Row(f"workbook new --from {DOSSIER} --output so.xlsx", "Đã ghi"),
    Row("workbook read so.xlsx --output doc/xa-vi-du.yaml --marked doc/so.xlsx", "Đã đọc", aside=True),
    Row(f"workbook merge {DOSSIER} {DOSSIER} so.xlsx --output gop.yaml", "Đã gộp", aside=True),
    Row("key new --output khoa/xa.pem", "mã khóa", aside=True),
    Row("store init", "đã tạo kho"),
    Row("campaign init dot.yaml --by thu-ky", "Đã mở đợt", "2026-01-02 08:00"),
    Row(f"campaign submit {DOSSIER}", "đã nộp", "2026-01-05 08:00"),
    Row("campaign submit evidence/2025/xa-hai.yaml", "đã nộp", "2026-01-05 09:00"),
    Row("bundle export --output di.zip", "đã lập gói"),
    # The copy of an agency, which goes its own way until its bundle is received and the ledger of record comes back.
    Row("bundle import di.zip --follow", "đã nhập", store="xa.db"),
    Row("campaign withdraw --by xa-hai", "đã rút", "2026-01-06 08:00", store="xa.db"),
    Row("bundle export --agency xa-hai --output ve.zip", "đã lập gói", store="xa.db"),
    Row("campaign return xa-vi-du --by thu-ky --until 2026-01-09 --reason Thiếu", "trả lại", "2026-01-06 08:30"),
    Row("campaign return-letter xa-vi-du --output tra-lai.docx", aside=True),
    Row("bundle import ve.zip --received 2026-01-06T02:00:00Z", "đã nhập"),
    Row("bundle export --output di-2.zip", "đã lập gói"),
    Row("bundle import di-2.zip --follow", "đã theo sổ chính", store="xa.db"),
    Row(f"campaign submit {DOSSIER}", "đã nộp", "2026-01-07 08:00"),
    Row("campaign lock nop --by thu-ky", "đã chốt", "2026-01-12 08:00"),
    Row("campaign reopen xa-hai nop --by thu-ky --second chu-tich --until 2026-01-15 --reason Mưa_lũ", "đề nghị mở lại", "2026-01-12 09:00", twice=True),
    Row("campaign confirm xa-hai 8 --by chu-tich", "đã mở lại", "2026-01-12 09:30"),
    Row("campaign submit evidence/2025/xa-hai.yaml", "đã nộp", "2026-01-13 08:00"),
    Row("campaign lock nop --by thu-ky", "đã chốt", "2026-01-13 09:00"),
    Row("campaign sheet --by tv-1 --as-of 2026-01-14 --output phieu.csv", aside=True),
    Row("campaign appraise xa-vi-du I.1 40 --by tv-1", "điểm", "2026-01-14 08:00", twice=True),
    Row("campaign appraise --file quyet-dinh.yaml --by tv-1", "đã ghi", "2026-01-14 09:00", twice=True),
    Row("campaign undo xa-vi-du 12 --by tv-1 --reason Nhầm", "đã hủy", "2026-01-14 10:00"),
    Row(f"campaign fact xa-vi-du --by tv-1 --reason Kiểm_tra --close bao-cao-nam {SCHEME}", "đã ghi nhận", "2026-01-14 11:00", twice=True, aside=True),
    Row("campaign lock vong-1 --by thu-ky", "đã chốt", "2026-01-22 08:00"),
    Row("campaign explain I.2 --by xa-hai --reason Có_bản_gốc --attach don.pdf", "giải trình", "2026-01-23 08:00", twice=True),
    Row("campaign erase 19 don.pdf --by thu-ky --reason Nộp_nhầm", "đã xóa nội dung", "2026-01-23 08:30", aside=True),
    Row("campaign sample 2 --seed 2026 --by thu-ky", "đã chọn", "2026-01-23 09:00", twice=True),
    Row("campaign lock giai-trinh --by thu-ky", "đã chốt", "2026-01-26 08:00"),
    Row("campaign lock vong-2 --by thu-ky", "đã chốt", "2026-01-28 08:00"),
    Row(f"campaign publish --decision 1/QĐ --by ubnd {SCHEME} --output cong-bo", "đã công bố", "2026-01-29 08:00"),
    Row("campaign appeal I.2 --by xa-hai --reason Đủ_chữ_ký --attach don.pdf", "kiến nghị", "2026-01-30 08:00"),
    Row(f"campaign decide xa-hai I.2 --by ubnd --points 15 --cause judgement --reason Đúng {SCHEME}", "đã giải quyết", "2026-01-31 08:00"),
    Row("campaign results --output ket-qua", "Đã ghi", aside=True),
    Row("campaign receipt xa-hai --output tiep-nhan.docx", aside=True),
    Row("campaign status --format json --output tinh-trang.json", aside=True),
    Row("campaign discrepancies --format json --output chenh-lech.json", aside=True),
    Row("campaign history xa-hai --format json --output lich-su.json", aside=True),
    Row("ledger export --output so-cai.jsonl", "Đã ghi", aside=True),
    Row("store backup sao-luu/so-cai.db", "đã sao lưu", aside=True),
]  # fmt: skip
READ = {
    "bundle show", "help", "inspect", "key show", "ledger verify", "simulate", "store check", "validate", "verify",
}  # fmt: skip
"""The commands that write nothing, wherever they are told to."""
DESK = {"serve", "web init", "web check", "web backup", "web notify", "web demo"}
"""The commands of the web desk: tests/web kills its server and writes its backups."""


# ---------------------------------------------------------------- what a folder holds


def ledgers(folder: Path) -> dict[str, list[str]]:
    """The hashes of every ledger in the stores of a folder, all of which were found whole and allowed."""
    found = {}
    for path in sorted(folder.rglob("*.db")):
        if is_temporary(path):
            continue
        data = None if path.with_name(f"{path.name}-wal").exists() else path.read_bytes()
        if data not in _KNOWN:
            _KNOWN[data] = hashes(path)
        found |= {f"{path.relative_to(folder)}: {name}": one for name, one in _KNOWN[data].items()}
        _KNOWN.pop(None, None)
    return found


_KNOWN: dict[bytes | None, dict[str, list[str]]] = {}
"""What was found in a file of these very bytes."""


def hashes(path: Path) -> dict[str, list[str]]:
    if not made(path):
        return {}
    found = {}
    with open_store(path) as store:
        assert check(store).problems == []
        for campaign in store.campaigns():
            assert isinstance(verify(store.lines(campaign)), Head)
            fold(store.entries(campaign))
            found[campaign] = [one.hash for one in store.entries(campaign)]
    return found


def made(path: Path) -> bool:
    """Whether a file is a store, and not just about to become one."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    return "alembic_version" in tables


def is_temporary(path: Path) -> bool:
    """Whether a file is one at work: not yet renamed, or the notes of results for a run that goes on."""
    return bool(re.fullmatch(r"\..+\.[0-9a-f]{16}(-journal|-wal|-shm)?|\.manifest-[0-9]+\.jsonl", path.name))


def files(folder: Path) -> dict[str, bytes]:
    """What stands under final names, but for stores, whose bytes are SQLite's own affair."""
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".db" not in path.suffix and not is_temporary(path)
    }
    return keys(found, folder)


def state(folder: Path) -> frozenset[tuple[str, object]]:
    """What tells one state of a folder from another: names and contents, but for what differs each time."""
    found: set[tuple[str, object]] = set()
    for path in folder.rglob("*"):
        if path.is_file():
            name = re.sub(r"\.[0-9a-f]{16}", ".new", str(path.relative_to(folder)))
            log = name.endswith(("-wal", "-shm", "-journal"))
            data = path.read_bytes()
            found.add((name, len(data) if log else hashlib.sha256(data).digest()))
    return frozenset(found)


def keys(found: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The files, with a word for what no two runs make alike; a pair of keys fits together."""
    told = dict(found)
    for name in found:
        if name.endswith(".pem"):
            signer, _ = load_signer(folder / name)
            told[name] = b"private"
            public = name.replace(".pem", ".pub")
            if public in told:
                assert load_public(folder / public) == signer.key
                told[public] = b"public"
    return told


class Campaign:
    """The folder before and after each row, made when it is asked for."""

    def __init__(self, folder: Path, processes) -> None:
        self.folder = folder
        self.processes = processes
        self.start = folder / "start"
        self.start.mkdir()
        assert self.run(Row("init ."), self.start)[0] == 0
        (self.start / "dot.yaml").write_text(CAMPAIGN, encoding="utf-8")
        (self.start / "quyet-dinh.yaml").write_text(DECISIONS, encoding="utf-8")
        paper = b"%PDF-1.7 " + bytes(range(256)) * 40
        (self.start / "don.pdf").write_bytes(paper)
        one = self.start / DOSSIER
        (one.parent / "bien-ban.pdf").write_bytes(paper)
        with one.open("a", encoding="utf-8") as file:
            digest = hashlib.sha256(paper).hexdigest()
            file.write(f"    file: {{path: bien-ban.pdf, sha256: {digest}}}\n")
        other = one.read_text("utf-8").replace("xa-vi-du", "xa-hai").replace("Ví Dụ", "Hai")
        (one.parent / "xa-hai.yaml").write_text(other, encoding="utf-8")

    def run(self, row: Row, folder: Path, need: str = "none", much: int = 0) -> tuple[int, str]:
        """Exit code and words of a command, done under a `need` (see writers.py) of that size."""
        [(code, said)] = self.processes(("command", folder, row.store, need, much, *row.words))
        return code, "\n".join(" ".join(words) for words in said)

    def after(self, number: int) -> Path:
        """The folder after the rows up to `number`."""
        row = ROWS[number]
        folder = self.folder / str(number + 1)
        if folder.exists():
            return folder
        before = self.before(number)
        shutil.copytree(before, folder)
        if row.command == "store init":
            assert self.run(Row("store init", store="xa.db"), folder)[0] == 0
        code, said = self.run(row, folder)
        assert code == 0, (row, said)
        assert row.done in said, said
        return folder

    def before(self, number: int) -> Path:
        """The folder as a row finds it."""
        while number and ROWS[number - 1].aside:
            number -= 1
        return self.after(number - 1) if number else self.start
