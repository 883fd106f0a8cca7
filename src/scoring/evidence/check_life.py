"""An agency's days of existence and predecessors: days that cannot be, and papers of days on which it did not exist."""

from __future__ import annotations

from datetime import date

from scoring.diagnostics import Diagnostic
from scoring.evidence.check_records import Problems
from scoring.evidence.life import is_outside
from scoring.evidence.load import LoadedDossier
from scoring.evidence.succession import contradiction, wrong_predecessors
from scoring.scheme.model import Scheme
from scoring.values import Life, written_day

CONTRADICTIONS = frozenset(("SC376", "SC377"))
"""Codes of days of existence by which nothing can be computed."""
_SHOWN = 12
"""Ids that a message names."""


class LifeCheck(Problems):
    """Collects what is wrong with a dossier's days of existence and predecessors."""

    def __init__(self, loaded: LoadedDossier, scheme: Scheme) -> None:
        super().__init__(loaded)
        self.agency, self.period = loaded.dossier.agency, loaded.dossier.period
        self.counted = scheme.policies.agency_life.papers == "counted"
        self.predecessors()
        life = self.agency.life
        if life is not None:
            self.days(life)
            if not self.found:
                self.papers(life)

    def predecessors(self) -> None:
        """Report predecessors that are the agency itself, or given twice."""
        for at, code, id in wrong_predecessors(self.agency.id, self.agency.succeeds):
            self.add(code, ("agency", "succeeds", at), id=id)

    def days(self, life: Life) -> None:
        """Report days in the wrong order, or a period in which the agency did not exist."""
        if wrong := contradiction(life, self.period):
            code, key, values = wrong
            self.found.append(Diagnostic(code, self.loaded.document.place(("agency", key)), values, f"agency.{key}"))

    def papers(self, life: Life) -> None:
        """Warn of papers dated on days on which the agency did not exist, of those in one case at once."""
        cases: dict[tuple[str, str, str, str, bool], list[tuple[int, str]]] = {}
        for index, record in enumerate(self.loaded.dossier.evidence):
            outside, when = is_outside(record, life), record.date
            if outside is False or when is None:
                continue
            if self.counted and (when.last < self.period.first or self.period.last < when.first):
                continue  # That it is of another period has been said.
            words = _beyond(when.first, life)
            if outside is None:
                words = f"có thể {words[0]}", f"perhaps {words[1]}"
            counts = self.counted or outside is None
            effect = ("", "") if counts else ("; không được tính", "; not counted")
            known = outside is None or bool(record.outside_period)
            cases.setdefault((*words, *effect, known), []).append((index, record.id))
        for (why, why_en, effect_vi, effect_en, known), found in cases.items():
            more = len(found) - _SHOWN
            ids = ", ".join(f"“{id}”" for _, id in found[:_SHOWN])
            self.add(
                "SC381",
                ("evidence", found[0][0], "date"),
                level="note" if known else None,
                ids=f"{ids} và {more} minh chứng khác" if more > 0 else ids,
                ids_en=f"{ids} and {more} others" if more > 0 else ids,
                why=why,
                why_en=why_en,
                effect=effect_vi,
                effect_en=effect_en,
            )


def _beyond(day: date, life: Life) -> tuple[str, str]:
    if life.first is not None and day < life.first:
        return f"trước ngày thành lập {written_day(life.first)}", f"before the agency was founded on {life.first}"
    assert life.last is not None
    return f"sau ngày cuối cùng hoạt động {written_day(life.last)}", f"after the agency's last day {life.last}"
