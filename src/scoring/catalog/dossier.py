"""Diagnostic texts."""

from scoring.catalog import Entry

CODES: dict[str, Entry] = {}
