"""The leaf kinds: one interface, related kinds in one file; listed here in the order of the documentation."""

from __future__ import annotations

from scoring.formulas.answers import Checklist, Graded, PerItem, YesNo
from scoring.formulas.bands import Bands
from scoring.formulas.deductions import Deduct, DeductBySeverity, Timeliness
from scoring.formulas.formula import Formula
from scoring.formulas.interface import Spec
from scoring.formulas.judgement import DeductRange, Discretion, JudgementScore
from scoring.formulas.shares import External, Proportional, Relative, Target

_ALL: tuple[type[Spec], ...] = (
    YesNo,
    Checklist,
    PerItem,
    Bands,
    Proportional,
    Graded,
    Deduct,
    DeductBySeverity,
    DeductRange,
    JudgementScore,
    Discretion,
    Target,
    Timeliness,
    External,
    Formula,
    Relative,
)
KINDS: dict[str, type[Spec]] = {kind.kind: kind for kind in _ALL}
"""Every leaf kind by its key under ``score:``."""

__all__ = ["KINDS", "Spec"]
