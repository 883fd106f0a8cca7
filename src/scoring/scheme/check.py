"""Static checks of a scheme."""

from __future__ import annotations

from collections.abc import Collection

from scoring.diagnostics import Diagnostic
from scoring.scheme.model import Scheme
from scoring.yaml_source import Document


def check_scheme(
    scheme: Scheme, where: Document, not_read: Collection[str] = ()
) -> list[Diagnostic]:
    """All static problems of a scheme."""
    return []
