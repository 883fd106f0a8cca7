"""Libraries that only some work needs: whether they are installed."""

from __future__ import annotations

from importlib.util import find_spec

from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError, UsageProblem

_PACKAGES = {"xlsxwriter": "XlsxWriter"}
"""Names people install, where they are not the module's."""


def missing(library: str, extra: str, vi: str, en: str) -> list[Diagnostic]:
    """A problem where a module is not installed, with the command that installs it; nothing is imported. `extra` is the
    optional part of the package that brings it (``office``, ``parquet``); `vi` and `en` name the need.
    """
    try:
        found = find_spec(library)
    except (ImportError, ValueError):
        found = None
    if found is not None:
        return []
    name = _PACKAGES.get(library, library)
    return [Diagnostic("SC632", None, {"what": vi, "what_en": en, "library": name, "extra": extra})]


def require(library: str, extra: str, vi: str, en: str, failure: type[ScoringError] = UsageProblem) -> None:
    """Raise `failure` where a library that the work needs is not installed; the arguments are those of `missing`."""
    problems = missing(library, extra, vi, en)
    if problems:
        raise failure(problems)
