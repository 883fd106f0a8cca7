"""What commands on ledgers share: their options, the session they open, and what they say of the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.cli.terminal.console import Terminal, settings, show_problems, t, talk
from scoring.cli.terminal.options import HISTORY, PATH, SCHEME, gathered, option, together
from scoring.cli.terminal.password import signer_of
from scoring.errors import ExitCode

if TYPE_CHECKING:
    from scoring.app.campaign.session import Session
    from scoring.review.entry import Entry
    from scoring.review.state import State

DEFAULT = "so-cai.db"
STORE = option("--store", envvar="SCORING_STORE", default=DEFAULT,
               vi=f"Kho sổ cái: tệp SQLite hoặc URL PostgreSQL (mặc định {DEFAULT}; hoặc biến SCORING_STORE).",
               en=f"The ledger's store: an SQLite file or PostgreSQL URL (default {DEFAULT}; or SCORING_STORE).")  # fmt: skip
CAMPAIGN = option("--campaign", vi="Mã đợt; không cần khi kho chỉ có một đợt.",
                  en="The campaign's id; not needed where the store holds just one.")  # fmt: skip
KEY = option("--key", type=PATH, vi="Khóa riêng để ký (tạo bằng scoring key new).",
             en="The private key to sign with (made by scoring key new).")  # fmt: skip
KEYS = option("--keys", type=PATH, vi="Thư mục khóa công khai được tin cậy; tên tệp .pub là mã của chủ khóa.",
              en="A folder of trusted public keys; a .pub file is named by its owner's id.")  # fmt: skip
ACCEPT = option("--accept-personal-data", metavar="REASON",
                vi="Vẫn ghi chữ, tên tệp, tệp trông như dữ liệu cá nhân, vì lý do này; lý do vào sổ cái.",
                en="Enter texts, file names and files that look like personal data all the same, for this reason; it goes into the ledger.")  # fmt: skip
REQUIRE_SIGNED = option("--require-signatures", "require_signed", is_flag=True,
                        vi="Từ chối gói, việc nộp và công bố không có chữ ký.",
                        en="Refuse bundles, submissions and publications that are not signed.")  # fmt: skip


Opener = Callable[..., "Session"]
"""Opens the campaign a command is about; a context manager."""

_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Instant(click.ParamType):  # type: ignore[type-arg]
    """An instant: ``2025-12-10 09:30`` in Viet Nam, or UTC text ending in Z; a bare day is its end if `day`."""

    name = "INSTANT"

    def __init__(self, day: bool = False) -> None:
        self.day = day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The instant as the ledger writes it."""
        from scoring.app.campaign.instants import ledger_text
        from scoring.review.campaign import VIETNAM, end_of_day
        from scoring.review.entry import Malformed, instant

        local, at = _LOCAL.fullmatch(value), str(value)
        try:
            if self.day and _DAY.fullmatch(value):
                # The last instant that still belongs to the day.
                at = ledger_text(end_of_day(date.fromisoformat(value)) - timedelta(microseconds=1))
            elif local:
                at = ledger_text(datetime.fromisoformat(f"{local[1]}T{local[2]}").replace(tzinfo=VIETNAM))
            instant(at)
        except (Malformed, ValueError, OverflowError):
            self.fail(t(f"“{value}” không phải thời điểm; viết “2025-12-10 09:30” (giờ Việt Nam) hoặc 2025-12-10T02:30:00Z",
                        f"“{value}” is no instant; write “2025-12-10 09:30” (Viet Nam time) or 2025-12-10T02:30:00Z"), param, ctx)  # fmt: skip
        return at


BY = option("--by", required=True, vi="Mã người hoặc cơ quan thực hiện.", en="Who acts, by id.")
AT = option("--at", type=Instant(), vi="Thời điểm ghi sổ (mặc định: bây giờ), ví dụ “2025-12-10 09:30”.",
            en="The instant to record (default: now), such as “2025-12-10 09:30”.")  # fmt: skip
UNTIL = option("--as-of", "as_of", type=Instant(day=True), vi="Tình trạng lúc đó: một ngày (hết ngày) hoặc thời điểm.",
               en="The state then: a day (its end) or an instant.")  # fmt: skip


def _opener(store: str, campaign: str | None, key: Path | None = None, **more: Any) -> Opener:
    from scoring.app.campaign.session import Session

    return partial(Session, store, campaign, signer=signer_of(key), observer=Terminal(notes=True), **more)


with_session = gathered(
    "open_session", _opener, "store campaign as_of scheme history key accept_personal_data reason_file"
)
"""The command gets `open_session` for the store, campaign and instant chosen, with the scheme and earlier results, the
key and what is accepted.
"""
WRITING = together(AT, KEY, ACCEPT)
"""What every command that writes an act takes, beside who acts."""
acting = together(STORE, CAMPAIGN, BY, WRITING, with_session)
"""The options of every command that writes an act."""
SOURCES = together(SCHEME, HISTORY)
"""What a session's campaign is evaluated with."""
giving_reason = together(
    STORE, CAMPAIGN, BY, WRITING, option("--reason", vi="Lý do.", en="The reason."),
    option("--reason-file", type=PATH,
           vi="Lý do để trong tệp này: sổ cái chỉ giữ tên và mã băm, nội dung sau này xóa được (campaign erase).",
           en="The reason is in this file: the ledger keeps its name and digest only, its content can be erased (campaign erase)."),
    with_session,
)  # fmt: skip
"""The options of every command that writes an act with a reason."""
attaching = option("--attach", type=PATH, multiple=True, vi="Tệp kèm theo.", en="A file to hand in with it.")
FACT = option("--fact", type=int, metavar="N", vi="Số bản ghi của sự việc cơ quan thẩm định ghi nhận (thay cho tiêu chí).",
              en="The entry of a fact the appraising body established (in place of a criterion).")  # fmt: skip
reading = together(STORE, CAMPAIGN, UNTIL, with_session)
"""The options of every command that only reads."""


def ledger_line(state: State) -> str:
    """How many entries the ledger has, until when, and its chain head."""
    assert state.last is not None
    return line_of(state.opened.id, state.last)


def line_of(campaign: str, last: Entry) -> str:
    """The same for a ledger that ends with this entry; its id only under `-v`."""
    from scoring.reports.words import moment

    id, until = f" {campaign}" if settings.verbose else "", moment(last.at, settings.lang)
    return t(f"Sổ cái{id}: {last.seq} bản ghi, đến {until}, mã đầu chuỗi {last.hash}",
             f"Ledger{id}: {last.seq} entries, until {until}, chain head {last.hash}")  # fmt: skip


def called(session: Session, id: str) -> str:
    """What the campaign calls the agency, person or stage of this id."""
    return session.state.opened.called(id)


def confirm(session: Session, vi: str, en: str) -> None:
    """Say what was written, and where the ledger stands now."""
    talk(t(vi, en))
    talk(ledger_line(session.state))


def write_results(folder: Path, results: Mapping[str, bytes]) -> ExitCode:
    """Write each agency's result to a file in a folder, and say so, and which were not written; the exit code."""
    from scoring.app.files import file_names, write_each

    files = {file: results[id] for id, file in file_names(folder, results, "{}.json").items()}
    problems = write_each(files, force=settings.force, observer=Terminal(notes=True))
    show_problems(problems)
    count = len(files) - len(problems)
    talk(t(f"Đã ghi {count} kết quả vào {folder}", f"Wrote {count} results to {folder}"))
    if any(one.code == "SC614" for one in problems):
        return ExitCode.CANNOT_READ
    return ExitCode.FINDINGS if problems else ExitCode.DONE


def listed(names: Iterable[str]) -> str:
    """Names with commas; a word where there are none."""
    return ", ".join(names) or t("không có", "none")
