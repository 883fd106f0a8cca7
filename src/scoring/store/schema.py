"""The tables of both databases, and the schema version."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
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
"""Bytes of an attachment in one row; limits the memory used."""

metadata = MetaData()

# A ledger that was kept by somebody else may come back with one's own acts at another place (see `merge`); the store
# then holds a second copy of it. The copy of the highest number is the ledger; the earlier ones stay as they were.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("copy", Integer, primary_key=True, autoincrement=False),
)

# One row follows another at most once: (campaign, copy, prev) is unique, so that a chain cannot fork.
entries = Table(
    "entries",
    metadata,
    Column("campaign", String(100), primary_key=True),
    Column("copy", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("line", Text, nullable=False),
    ForeignKeyConstraint(["campaign", "copy"], ["campaigns.id", "campaigns.copy"]),
    UniqueConstraint("campaign", "copy", "prev", name="entries_one_follower"),
    UniqueConstraint("campaign", "copy", "hash", name="entries_once"),
)

attachments = Table(
    "attachments", metadata, Column("sha256", String(64), primary_key=True), Column("size", BigInteger, nullable=False)
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
