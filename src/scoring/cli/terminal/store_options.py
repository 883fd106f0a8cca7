"""Options of commands on ledgers: where the store is, which campaign, whose keys."""

from __future__ import annotations

from scoring.cli.terminal.options import PATH, option

DEFAULT = "so-cai.db"
STORE = option("--store", envvar="SCORING_STORE", default=DEFAULT,
               vi=f"Kho sổ cái: tệp SQLite hoặc URL PostgreSQL (mặc định {DEFAULT}; hoặc biến SCORING_STORE).",
               en=f"The ledger's store: an SQLite file or PostgreSQL URL (default {DEFAULT}; or SCORING_STORE).")  # fmt: skip
CAMPAIGN = option("--campaign", vi="Mã đợt; không cần khi kho chỉ có một đợt.",
                  en="The campaign's id; not needed where the store holds just one.")  # fmt: skip
AGENCY = option("--agency", vi="Chỉ chở hồ sơ, tài liệu của cơ quan này.",
                en="Carry only this agency's dossiers and attachments.")  # fmt: skip
KEY = option("--key", type=PATH, vi="Khóa riêng để ký (tạo bằng scoring key new).",
             en="The private key to sign with (made by scoring key new).")  # fmt: skip
KEYS = option("--keys", type=PATH, vi="Thư mục khóa công khai được tin cậy; tên tệp .pub là mã của chủ khóa.",
              en="A folder of trusted public keys; a .pub file is named by its owner's id.")  # fmt: skip
REQUIRE_SIGNED = option("--require-signatures", "require_signed", is_flag=True, vi="Từ chối gói, việc nộp và công bố không có chữ ký.",
                en="Refuse bundles, submissions and publications that are not signed.")  # fmt: skip
