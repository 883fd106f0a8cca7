"""What several commands of a campaign say: where the ledger stands, what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.app.campaign.instants import local_text
from scoring.app.campaign.session import Session
from scoring.app.files import write_file
from scoring.cli.terminal.console import t, talk
from scoring.review.entry import Entry
from scoring.review.state import State


def ledger_line(state: State) -> str:
    """How many entries the ledger has, until when, and its chain head."""
    assert state.last is not None
    return line_of(state.opened.id, state.last)


def line_of(campaign: str, last: Entry) -> str:
    """The same for a ledger that ends with this entry."""
    return t(f"Sổ cái {campaign}: {last.seq} bản ghi, đến {local_text(last.at)}, mã đầu chuỗi {last.hash}",
             f"Ledger {campaign}: {last.seq} entries, until {local_text(last.at)}, chain head {last.hash}")  # fmt: skip


def confirm(session: Session, vi: str, en: str) -> None:
    """Say what was written, and where the ledger stands now."""
    talk(t(vi, en))
    talk(ledger_line(session.state))


def write_results(folder: Path, results: Mapping[str, bytes]) -> None:
    """Write each agency's result to a file in a folder, and say so."""
    for id, data in results.items():
        write_file(folder / f"{id}.json", data)
    talk(t(f"Đã ghi {len(results)} kết quả vào {folder}", f"Wrote {len(results)} results to {folder}"))


def listed(names: Iterable[str]) -> str:
    """Names with commas; a word where there are none."""
    return ", ".join(names) or t("không có", "none")
