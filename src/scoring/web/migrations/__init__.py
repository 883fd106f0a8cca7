"""Changes of the web database, in order."""
