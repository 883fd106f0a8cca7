"""Use cases: everything a person can do, without a command line, a screen or a web framework."""
