"""Use cases of an appraisal campaign: each takes a `Session` on the store that keeps the campaign's ledger."""
