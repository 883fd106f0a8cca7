"""Score and classify agencies by a declarative scheme: exact, explainable, honest about what is missing."""

__version__ = "0.1.0"
