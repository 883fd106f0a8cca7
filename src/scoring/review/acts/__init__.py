"""The acts of a campaign: one definition each, beside what carries it out."""
