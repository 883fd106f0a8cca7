"""Libraries that only some documents need: whether they are installed."""

from __future__ import annotations

from importlib.util import find_spec

from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem

_PACKAGES = {"xlsxwriter": "XlsxWriter"}
"""Names people install, where they are not the module's."""


def missing(library: str, extra: str, vi: str, en: str) -> list[Diagnostic]:
    """What to tell where a library is not installed; nothing is imported.

    Args:
        library: the module's name.
        extra: the optional part of the package that brings it: ``office`` or ``parquet``.
        vi: what needs it, in Vietnamese.
        en: the same in English.

    Returns:
        A problem whose hint names the command that installs it; none where it is installed.
    """
    try:
        found = find_spec(library)
    except (ImportError, ValueError):
        found = None
    if found is not None:
        return []
    name = _PACKAGES.get(library, library)
    return [Diagnostic("SC632", None, {"what": vi, "what_en": en, "library": name, "extra": extra})]


def require(library: str, extra: str, vi: str, en: str) -> None:
    """Refuse work that needs a library which is not installed; the arguments are those of `missing`.

    Raises:
        UsageProblem: it is not installed.
    """
    problems = missing(library, extra, vi, en)
    if problems:
        raise UsageProblem(problems)
