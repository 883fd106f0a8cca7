"""What commands on ledgers share: where the store is."""

from __future__ import annotations

from scoring.cli.options import PATH, option

STORE = option(
    "--store",
    required=True,
    envvar="SCORING_STORE",
    metavar="PATH|URL",
    vi="Kho sổ cái: tệp SQLite, hoặc postgresql://máy/cơ-sở-dữ-liệu (hoặc biến SCORING_STORE).",
    en="The ledger's store: a file of SQLite, or postgresql://host/database (or SCORING_STORE).",
)

CAMPAIGN = option("--campaign", required=True, vi="Mã đợt thẩm định.", en="The campaign's id.")
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
    vi="Thư mục khóa công khai (.pub) được tin cậy.",
    en="A folder of trusted public keys (.pub).",
)
DEMAND = option(
    "--require-signatures",
    "demand",
    is_flag=True,
    vi="Từ chối gói, việc nộp và công bố không có chữ ký.",
    en="Refuse bundles, submissions and publications that are not signed.",
)

__all__ = ["AGENCY", "CAMPAIGN", "DEMAND", "KEY", "KEYS", "STORE"]
