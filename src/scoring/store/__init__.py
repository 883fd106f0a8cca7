"""Where ledgers and attachments are kept: SQLite by path, PostgreSQL by URL; one schema, one behaviour."""
