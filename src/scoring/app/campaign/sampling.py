"""Criteria to verify on site, drawn by risk with a seed that the ledger keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from scoring.app.campaign.session import Session
from scoring.app.files import refuse_missing
from scoring.app.stored import collect
from scoring.diagnostics import Diagnostic
from scoring.errors import IntegrityFailure, NothingMatched, usage_problem
from scoring.json_write import canonical
from scoring.review.entry import Entry
from scoring.review.fold import fold
from scoring.review.sample import WEIGHTS, Past, Risk, draw, past_gaps, risks
from scoring.review.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample that was drawn."""

    entry: Entry
    """Records it, with its seed."""
    basis: int
    """The number of the last entry of the ledger it was drawn from."""
    drawn: Sequence[Risk]

    def to_bytes(self, state: State) -> bytes:
        """The entry's data as canonical JSON, with names for the reader and where the ledger stands in `state`."""
        items = []
        for one in self.entry.data["items"]:
            agency = state.agencies[one["agency"]]
            title = state.criteria_of(agency)[one["criterion"]].title
            items.append({**one, "name": agency.agency.name, "title": title})
        head = state.head
        ledger = {"entries": head.seq, "head": head.hash, "at": state.at}
        more = {"campaign": state.opened.id, "entry": self.entry.seq, "banner": state.scheme.banner}
        return canonical({**self.entry.data, **more, "items": items, "ledger": ledger})


def gaps_of_results(paths: Sequence[Path]) -> Past:
    """How far claimed and final points lay apart in earlier results, by agency and criterion."""
    refuse_missing(paths)
    return past_gaps(one.result for one in collect(paths)) if paths else {}


def draw_sample(
    session: Session, count: int, *, seed: str, by: str, gaps: Past | None = None, at: str | None = None
) -> Sample:
    """Draw `count` criteria by risk, and enter the seed and what was drawn.
    `count`: how many; fewer are drawn where there are not so many. `seed`: any text, announced beforehand. `gaps`:
    those of earlier results, from `gaps_of_results`. Raises NothingMatched if no agency has handed in; Refused if this
    person may not draw.
    """
    state = session.state
    drawn = draw(list(risks(state, gaps)), count, seed)
    if not drawn:
        values = {"why": "chưa có hồ sơ nào để chọn", "why_en": "there is no dossier to draw from"}
        raise NothingMatched([Diagnostic("SC943", None, values)])
    basis = state.head
    data = {"weights": dict(WEIGHTS), "basis": {"seq": basis.seq, "hash": basis.hash}}
    items = [one.to_json() for one in drawn]
    (entry,) = session.act([session.draft("sampled", by, at, seed=seed, count=count, **data, items=items)])
    return Sample(entry=entry, basis=basis.seq, drawn=drawn)


def draw_again(session: Session, seq: int, *, gaps: Past | None = None) -> Sample:
    """Draw a recorded sample again from the ledger as it was, and compare it with what the entry holds. Raises
    UsageProblem if the entry is no sample; IntegrityFailure if it would have been another list (SC867).
    """
    samples = session.state.samples
    entry = next((one for one in samples if one.seq == seq), None)
    if entry is None:
        known = ", ".join(str(one.seq) for one in samples)
        raise usage_problem(f"bản ghi {seq} không phải lần chọn mẫu; có: {known or '–'}",
                            f"entry {seq} is no sample; there are: {known or '–'}")  # fmt: skip
    data, seed = entry.data, str(entry.data["seed"])
    # Others may have acted between the reading of the ledger and the entry.
    basis = min(seq - 1, dict(data.get("basis", {})).get("seq", seq - 1))
    state = fold(takewhile(lambda one: one.seq <= basis, session.store.entries(session.campaign)))
    drawn = draw(list(risks(state, gaps)), len(data["items"]), seed)
    if data.get("weights") != dict(WEIGHTS) or data["items"] != [one.to_json() for one in drawn]:
        raise IntegrityFailure([Diagnostic("SC867", None, {"entry": str(seq), "seed": seed})])
    return Sample(entry=entry, basis=state.head.seq, drawn=drawn)
