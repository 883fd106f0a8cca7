"""The commands: each parses what was typed, calls a use case and prints what it returns."""
