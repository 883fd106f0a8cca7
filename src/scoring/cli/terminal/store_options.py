"""What commands on ledgers share: where the store is, which campaign, whose keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.cli.terminal.console import show
from scoring.cli.terminal.options import PATH, option
from scoring.diagnostics import Diagnostic
from scoring.errors import NothingMatched, usage_problem

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.store.sql import SqlStore

DEFAULT = "so-cai.db"
STORE = option(
    "--store", envvar="SCORING_STORE", default=DEFAULT,
    vi=f"Kho sổ cái: tệp SQLite hoặc URL PostgreSQL (mặc định {DEFAULT}; hoặc biến SCORING_STORE).",
    en=f"The ledger's store: an SQLite file or PostgreSQL URL (default {DEFAULT}; or SCORING_STORE).",
)  # fmt: skip
CAMPAIGN = option(
    "--campaign", vi="Mã đợt; không cần khi kho chỉ có một đợt.",
    en="The campaign's id; not needed where the store holds just one.",
)  # fmt: skip
AGENCY = option(
    "--agency",
    vi="Chỉ chở hồ sơ, tài liệu của cơ quan này.",
    en="Carry only this agency's dossiers and attachments.",
)
KEY = option(
    "--key",
    type=PATH,
    vi="Khóa riêng để ký (tạo bằng scoring key new).",
    en="The private key to sign with (made by scoring key new).",
)
KEYS = option(
    "--keys",
    type=PATH,
    vi="Thư mục khóa công khai được tin cậy; tên tệp .pub là mã của chủ khóa.",
    en="A folder of trusted public keys; a .pub file is named by its owner's id.",
)
DEMAND = option(
    "--require-signatures",
    "demand",
    is_flag=True,
    vi="Từ chối gói, việc nộp và công bố không có chữ ký.",
    en="Refuse bundles, submissions and publications that are not signed.",
)


def trusted_keys(keys: Path | None, *, demand: bool) -> dict[str, str] | None:
    """The keys in a folder, with their owners; None where no folder is given, which is said where signatures are demanded."""
    from scoring.signing import trusted

    if keys is None:
        if demand:
            show([Diagnostic("SC868")])
        return None
    return trusted(keys)


def only(store: SqlStore) -> str:
    """The store's one campaign.

    Raises:
        NothingMatched: there is none.
        UsageProblem: there are several.
    """
    known = store.campaigns()
    if not known:
        raise NothingMatched([Diagnostic("SC988", None, {"where": store.where.shown})])
    if len(known) > 1:
        raise usage_problem(f"kho có nhiều đợt, chọn một bằng --campaign: {', '.join(known)}",
                    f"the store holds several campaigns, choose with --campaign: {', '.join(known)}")  # fmt: skip
    return known[0]


__all__ = [
    "AGENCY",
    "CAMPAIGN",
    "DEFAULT",
    "DEMAND",
    "KEY",
    "KEYS",
    "STORE",
    "only",
    "trusted_keys",
]
