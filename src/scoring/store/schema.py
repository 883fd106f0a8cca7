"""The tables, the same in both databases, and the version of their shape."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "v0001"
"""The newest migration; a test compares it with the folder of migrations."""

PART = 1 << 20
"""Bytes of an attachment kept in one row, so that no attachment is ever whole in memory."""

metadata = MetaData()

campaigns = Table("campaigns", metadata, Column("id", String(100), primary_key=True))

# One row follows another at most once: (campaign, prev) is unique, so that a chain cannot fork.
entries = Table(
    "entries",
    metadata,
    Column("campaign", String(100), ForeignKey("campaigns.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("line", Text, nullable=False),
    UniqueConstraint("campaign", "prev", name="entries_one_follower"),
    UniqueConstraint("campaign", "hash", name="entries_once"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
)

attachment_parts = Table(
    "attachment_parts",
    metadata,
    Column("sha256", String(64), ForeignKey("attachments.sha256"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

APPEND_ONLY = tuple(metadata.tables)
"""Tables whose rows are never changed or removed: triggers refuse it."""

__all__ = [
    "APPEND_ONLY", "PART", "VERSION", "attachment_parts", "attachments", "campaigns", "entries", "metadata"
]  # fmt: skip
