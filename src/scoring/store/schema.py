"""The tables of both databases, and the schema version."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = "v0001"
"""The newest migration; a test compares it with the folder of migrations."""

PART = 1 << 20
"""Bytes of an attachment in one row; limits the memory used."""

metadata = sa.MetaData()

# A ledger that was kept by somebody else may come back with one's own acts at another place (see `merge`); the store
# then holds a second copy of it. The copy of the highest number is the ledger; the earlier ones stay as they were.
campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("copy", sa.Integer, primary_key=True, autoincrement=False),
)

# One row follows another at most once: (campaign, copy, prev) is unique, so that a chain cannot fork.
entries = sa.Table(
    "entries",
    metadata,
    sa.Column("campaign", sa.String(100), primary_key=True),
    sa.Column("copy", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("prev", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["campaign", "copy"], ["campaigns.id", "campaigns.copy"]),
    sa.UniqueConstraint("campaign", "copy", "prev", name="entries_one_follower"),
    sa.UniqueConstraint("campaign", "copy", "hash", name="entries_once"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
)

attachment_parts = sa.Table(
    "attachment_parts",
    metadata,
    sa.Column("sha256", sa.String(64), sa.ForeignKey("attachments.sha256"), primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

APPEND_ONLY = tuple(metadata.tables)
"""Tables whose rows are never changed or removed: triggers refuse it."""
