"""Acts on one criterion before the publication (appraised, explained, undone), and the sample to verify."""

from __future__ import annotations

from scoring.review.acts.act import AgencyAct, CampaignAct, Move
from scoring.review.acts.actors import competent, criterion_of, wrong_role
from scoring.review.acts.data import ORIGIN, POINTS_KEYS, files, refuse, text
from scoring.review.acts.figures import covers, duty, figure_of
from scoring.review.acts.history_item import HistoryItem
from scoring.review.entry import Entry
from scoring.review.score_lines import level_before
from scoring.review.state import AgencyState, Figure, Line, Refused, State, Statement


def points_given(item: HistoryItem) -> str:
    """The criterion and the points it is given."""
    given = item.data.get("points")
    points = item.in_lang("giữ nguyên", "unchanged") if given is None else item.points(given)
    return f"{item.data['criterion']}: {points}"


def criterion_named(item: HistoryItem) -> str:
    """The criterion."""
    return str(item.data["criterion"])


def _appraise(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """Points are given to a criterion."""
    criterion = criterion_of(state, one, entry)
    person = competent(state, one, entry)
    assert person is not None
    covered, counts = duty(state, person, criterion)
    if not covered:
        able = [x.id for x in state.opened.people if x.role == "chair" or (x.role == "member" and covers(x, criterion))]
        raise refuse(
            "SC927",
            actor=entry.actor,
            criterion=criterion.id,
            fields=", ".join(person.fields),
            able=", ".join(able) or "–",
        )
    before = level_before(one, criterion.id)
    figure = figure_of(APPRAISED, entry, one, criterion, before=before, counts=counts)
    line = one.lines.get(criterion.id)
    if line is None:
        line = one.lines[criterion.id] = Line()
    line.figures.append(figure)


def statement_of(one: AgencyState, entry: Entry) -> Statement:
    """What an explanation or appeal says, with its attachments."""
    return Statement(
        seq=entry.seq,
        stage=one.stage,
        actor=entry.actor,
        at=entry.at,
        text=str(entry.data["reason"]),
        evidence=files(entry.data, "attachments"),
    )


def _explain(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """The agency explains itself on a criterion."""
    criterion = criterion_of(state, one, entry)
    explanation = statement_of(one, entry)
    one.lines.setdefault(criterion.id, Line()).explanations.append(explanation)


def _undo(_state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """An appraisal or explanation of the open stage is undone; both entries stay."""
    seq = entry.data.get("entry")
    for line in one.lines.values():
        items: list[Figure | Statement] = [*line.figures, *line.explanations]
        for item in items:
            if item.seq != seq:
                continue
            if item.void:
                raise _not_undone(seq, "nó không còn hiệu lực", "it is not in force any more")
            if item.stage != one.stage:
                raise _not_undone(seq, "nó thuộc một giai đoạn đã chốt", "its stage has been locked")
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


def _sample(state: State, entry: Entry) -> None:
    """A sample to verify was drawn; no agency's status changes."""
    if entry.role == "agency":
        wrong_role(SAMPLED, state.opened, entry, ("secretary", "member", "chair", "decider"))
    text(entry.data, "seed")
    rows = entry.data.get("items")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise refuse("SC933", key="items")
    state.samples.append(entry)


APPRAISED = AgencyAct(
    id="appraised",
    words=("chấm thẩm định", "appraised"),
    command="appraise",
    required={"agency": "text", "criterion": "text", "points": "points"},
    optional={
        # Compulsory, and checked, where the points change.
        "reason": "text",
        **POINTS_KEYS,
    },
    moves=(
        Move(
            kinds=("appraisal",),
            statuses=("submitted",),
            roles=("member", "chair"),
            in_time=True,
            also=(
                "cơ quan thẩm định đúng thẩm quyền ngày đó; khác mức trước thì phải có lý do và nguyên nhân",
                "by the body competent on that day; a reason and a cause where the points differ",
            ),
        ),
        Move(
            kinds=("council",),
            statuses=("submitted",),
            roles=("chair",),
            in_time=True,
            also=("khác mức trước thì phải có lý do và nguyên nhân", "a reason and a cause where the points differ"),
        ),
    ),
    carry_out=_appraise,
    summary=points_given,
)
EXPLAINED = AgencyAct(
    id="explained",
    words=("giải trình", "explained"),
    command="explain",
    required={"agency": "text", "criterion": "text", "reason": "text"},
    optional={"attachments": "files", ORIGIN: "unchecked"},
    moves=(Move(kinds=("explanation",), statuses=("submitted",), roles=("agency",), reason=True, in_time=True),),
    carry_out=_explain,
    summary=criterion_named,
)
UNDONE = AgencyAct(
    id="undone",
    words=("hủy bản ghi", "undone"),
    command="undo",
    required={"agency": "text", "entry": "whole_number", "reason": "text"},
    optional={ORIGIN: "unchecked"},
    moves=(
        Move(
            kinds=("appraisal", "explanation", "council"),
            statuses=("submitted",),
            roles=("agency", "member", "chair"),
            reason=True,
            in_time=True,
            also=(
                "chỉ bản ghi chấm hoặc giải trình của giai đoạn đang mở, do chính người đó hoặc chủ tịch hủy",
                "only an appraisal or explanation of the open stage, by who made it or by the chair",
            ),
        ),
    ),
    carry_out=_undo,
    summary=lambda item: f"{item.in_lang('bản ghi', 'entry')} {item.data.get('entry')}",
)
SAMPLED = CampaignAct(
    id="sampled",
    words=("chọn mẫu kiểm tra", "sampled"),
    command="sample",
    required={"seed": "text", "items": "objects"},
    optional={"count": "unchecked", "weights": "unchecked", "basis": "unchecked"},
    carry_out=_sample,
)
