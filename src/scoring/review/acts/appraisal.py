"""Acts on one criterion before the publication: appraised, explained, undone; and the sample drawn."""

from __future__ import annotations

from scoring.review.acts.data import files, refuse, text
from scoring.review.acts.figures import covers, duty, figure_of
from scoring.review.acts.who import agency_of, allowed, competent, criterion_of, wrong_role
from scoring.review.entry import Entry
from scoring.review.state import Figure, Line, Refused, State, Statement


def appraised(state: State, entry: Entry) -> None:
    """Points are given to a criterion."""
    one = agency_of(state, entry)
    allowed(state, one, entry)
    criterion = criterion_of(state, one, entry)
    person = competent(state, one, entry)
    assert person is not None
    covered, counts = duty(state, person, criterion)
    if not covered:
        able = [
            x.id for x in state.opened.people
            if x.role == "chair" or (x.role == "member" and covers(x, criterion))
        ]  # fmt: skip
        raise refuse("SC927", actor=entry.actor, criterion=criterion.id, fields=", ".join(person.fields),
                     able=", ".join(able) or "–")  # fmt: skip
    figure = figure_of(state, one, criterion, entry, counts)
    line = one.lines.get(criterion.id)
    if line is None:
        line = one.lines[criterion.id] = Line()
    line.figures.append(figure)


def explained(state: State, entry: Entry) -> None:
    """The agency explains itself on a criterion."""
    one = agency_of(state, entry)
    allowed(state, one, entry)
    criterion = criterion_of(state, one, entry)
    said = Statement(
        entry.seq, one.stage, entry.actor, entry.at, str(entry.data["reason"]), files(entry.data, "attachments")
    )  # fmt: skip
    one.lines.setdefault(criterion.id, Line()).explanations.append(said)


def undone(state: State, entry: Entry) -> None:
    """An appraisal or explanation of the open stage is undone; both entries stay."""
    one = agency_of(state, entry)
    allowed(state, one, entry)
    seq = entry.data.get("entry")
    for line in one.lines.values():
        items: list[Figure | Statement] = [*line.figures, *line.explanations]
        for item in items:
            if item.seq != seq:
                continue
            if item.void:
                raise _not_undone(seq, "nó không còn hiệu lực", "it is not in force any more")
            if item.stage != one.stage:
                raise _not_undone(
                    seq, "nó thuộc một giai đoạn đã chốt", "its stage has been locked"
                )
            leaning = [str(x.seq) for x in line.figures if x.base == seq and not x.void]
            if leaning:
                last = ", ".join(reversed(leaning))
                raise _not_undone(seq, f"bản ghi {last} dựa trên nó", f"entry {last} leans on it")
            if entry.role != "chair" and item.actor != entry.actor:
                raise _not_undone(
                    seq,
                    f"nó do {item.actor} ghi, chỉ người đó hoặc chủ tịch hội đồng hủy được",
                    f"{item.actor} made it, and only they or the chair may undo it",
                )
            item.void = True
            return
    raise _not_undone(
        seq,
        f"{one.agency.id} không có bản ghi chấm hay giải trình số đó",
        f"{one.agency.id} has no appraisal or explanation of that number",
    )


def _not_undone(seq: object, why: str, why_en: str) -> Refused:
    return refuse("SC932", entry=str(seq), why=why, why_en=why_en)


def sampled(state: State, entry: Entry) -> None:
    """A sample to verify was drawn; no agency's status changes."""
    if entry.role == "agency":
        wrong_role(state.opened, entry, ("secretary", "member", "chair", "decider"))
    text(entry.data, "seed")
    rows = entry.data.get("items")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise refuse("SC933", key="items")
    state.samples.append(entry)


__all__ = ["appraised", "explained", "sampled", "undone"]
