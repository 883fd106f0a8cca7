"""Dossiers: reading, checking, putting together, writing."""
