"""Findings from facts: one contract, two backends with the same conclusions."""

from __future__ import annotations

from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem
from scoring.findings.interface import Backend, BackendError, Fact, Match


def why_not_durable() -> str:
    """Why the rules library cannot be used by this interpreter; empty when it can."""
    import sys
    import warnings

    if sys.version_info >= (3, 13):
        return f"Python {sys.version_info.major}.{sys.version_info.minor}, durable_rules < 3.13"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import durable.engine  # noqa: F401
    except ImportError as error:
        return str(error)
    return ""


def backend(name: str | None = None) -> Backend:
    """The backend of this name; without one, durable where it can be imported, else native. Raises UsageProblem if
    durable was asked for where it cannot be imported, or there is no such backend.
    """
    if name not in {None, "durable", "native"}:
        raise UsageProblem([Diagnostic("SC601", values={"why": f"{name}?"})])
    if name != "native":
        why = why_not_durable()
        if not why:
            from scoring.findings.durable import Durable

            return Durable()
        if name == "durable":
            raise UsageProblem([Diagnostic("SC601", values={"why": why})])
    from scoring.findings.native import Native

    return Native()


__all__ = ["Backend", "BackendError", "Fact", "Match", "backend", "why_not_durable"]
