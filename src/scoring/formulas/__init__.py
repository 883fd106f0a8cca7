"""The leaf kinds: one file each, one interface, listed here in the order of the documentation."""

from __future__ import annotations

from scoring.formulas.bands import Bands
from scoring.formulas.checklist import Checklist
from scoring.formulas.deduct import Deduct
from scoring.formulas.deduct_by_severity import DeductBySeverity
from scoring.formulas.deduct_range import DeductRange
from scoring.formulas.discretion import Discretion
from scoring.formulas.external import External
from scoring.formulas.formula import Formula
from scoring.formulas.graded import Graded
from scoring.formulas.interface import Spec
from scoring.formulas.judgement import JudgementScore
from scoring.formulas.per_item import PerItem
from scoring.formulas.proportional import Proportional
from scoring.formulas.relative import Relative
from scoring.formulas.target import Target
from scoring.formulas.timeliness import Timeliness
from scoring.formulas.yes_no import YesNo

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
