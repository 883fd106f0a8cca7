"""The acts of a campaign, each checked and carried out."""
