"""Appraisal: a ledger of acts, the state of a campaign folded from it, rounds, score lines, comparison."""
